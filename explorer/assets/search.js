// Search over everything that has a name; the index is loaded when the first letter is typed.
"use strict";
(() => {
  const form = document.querySelector("[data-search]");
  const input = form.querySelector("input");
  const results = document.querySelector("[data-results]");
  const MOST = 8;
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  let index = null;
  const load = () => (index ??= window.data.index().then((groups) => groups.map((group) =>
    ({ ...group, of: group.of.map((item) => [...item, ` ${folded(item[1])}`, ` ${folded(`${item[0]} ${item[1]} ${item[2]}`)}`]) }))));

  /** How near a thing is: 0 of that very name, 1 beginning with it, 2 holding it, 3 holding all words; -1 for none. */
  const nearness = (name, all, text, words) => {
    if (name === ` ${text}`) return 0;
    if (name.startsWith(` ${text}`)) return 1;
    if (name.includes(` ${text}`)) return 2;
    if (words.every((word) => all.includes(` ${word}`))) return 3;
    return words.every((word) => all.includes(word)) ? 4 : -1;
  };
  let turn = 0;
  const show = async () => {
    const mine = ++turn;
    const text = folded(input.value);
    if (!text) { results.replaceChildren(); return; }
    let groups;
    try { groups = await load(); } catch { results.textContent = "The index of the search did not load."; return; }
    if (mine !== turn) return;
    const words = text.split(" ");
    const found = groups.map((group) => {
      const items = [];
      for (const [name, title, , about, key, all] of group.of) {
        const near = nearness(key, all, text, words);
        if (near >= 0) items.push({ near, name, title, about });
      }
      items.sort((a, b) => a.near - b.near || a.title.length - b.title.length);
      return { group, items };
    }).filter(({ items }) => items.length).sort((a, b) => a.items[0].near - b.items[0].near);
    const parts = found.flatMap(({ group, items }) => {
      const head = document.createElement("h2");
      head.textContent = `${group.kind} (${items.length.toLocaleString("en")})`;
      const list = document.createElement("ul");
      const add = (some) => list.append(...some.map((item) => {
        const [entry, link] = [document.createElement("li"), document.createElement("a")];
        link.href = window.site.root + group.address.replace("{}", encodeURIComponent(item.name));
        link.textContent = item.title;
        link.dir = "auto";
        entry.append(link);
        if (item.about) { const about = document.createElement("span"); about.className = "soft"; about.textContent = ` ${item.about}`; entry.append(about); }
        return entry;
      }));
      add(items.slice(0, MOST));
      const nodes = [head, list];
      if (items.length > MOST) {
        const more = document.createElement("button");
        more.type = "button";
        more.textContent = `Show ${Math.min(items.length, 500) - MOST} more`;
        more.addEventListener("click", () => { add(items.slice(MOST, 500)); more.remove(); });
        nodes.push(more);
      }
      return nodes;
    });
    if (!parts.length) { const none = document.createElement("p"); none.textContent = `Nothing goes by “${window.site.shown(input.value)}”; fewer or other words may find it.`; parts.push(none); }
    results.replaceChildren(...parts);
    results.dataset.found = String(found.reduce((sum, { items }) => sum + items.length, 0));
  };
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) { input.value = asked.slice(0, 200); show(); }
})();
