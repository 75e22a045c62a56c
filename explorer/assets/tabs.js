// Sections of a page as tabs; without this script they stand one below the other.
"use strict";
(() => {
  const list = document.querySelector("[data-tabs]");
  if (!list) return;
  const panels = [...document.querySelectorAll("[data-tab]")];
  const tabs = panels.map((panel) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `tab-${panel.id}`;
    tab.textContent = panel.dataset.tab;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.removeAttribute("aria-label");
    panel.setAttribute("aria-labelledby", tab.id);
    list.append(tab);
    return tab;
  });
  const show = (name, focus) => {
    const at = Math.max(0, panels.findIndex((panel) => panel.id === name));
    panels.forEach((panel, place) => { panel.hidden = place !== at; });
    tabs.forEach((tab, place) => { tab.setAttribute("aria-selected", String(place === at)); tab.tabIndex = place === at ? 0 : -1; });
    if (focus) tabs[at].focus();
    document.dispatchEvent(new CustomEvent("tab", { detail: panels[at].id }));
    return panels[at].id;
  };
  list.addEventListener("click", (event) => {
    const at = tabs.indexOf(event.target.closest("button"));
    if (at >= 0) window.tabs.chosen(show(panels[at].id));
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    window.tabs.chosen(show(panels[(next + tabs.length) % tabs.length].id, true));
  });
  window.tabs = { show, names: panels.map((panel) => panel.id), chosen: () => {} };
  show(panels[0].id);
})();
