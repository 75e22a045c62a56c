// One record, drawn from the data: its values in every version, its criteria and evidence, findings, how to report.
"use strict";
(async () => {
  const known = JSON.parse(document.getElementById("facts").textContent);
  const { table, about, text } = window.data;
  const find = (name) => document.querySelector(`[data-${name}]`);
  const make = (tag, properties = {}, ...children) => { const element = Object.assign(document.createElement(tag), properties); element.append(...children); return element; };
  const asked = new URLSearchParams(location.search);
  const [dataset, id] = [asked.get("dataset") ?? "", asked.get("id") ?? ""];
  const box = find("record");
  const tell = (said) => { find("told").hidden = false; find("told").textContent = window.site.shown(said); document.body.dataset.ready = "none"; };
  if (!Object.hasOwn(known, dataset)) { tell(dataset ? `There is no dataset ${dataset}. The search finds records by name.` : "The address names no record: it ends in ?dataset=…&id=…. The search finds records by name."); return; }
  const versions = known[dataset];
  let facts, held;
  try {
    [facts, ...held] = await Promise.all([about(dataset), ...versions.map((version) => table(dataset, version))]);
  } catch (error) { tell(`The data did not load (${error.message}).`); return; }
  const found = versions.map((version, at) => ({ version, columns: held[at], row: held[at].record_id.indexOf(id) })).filter(({ row }) => row >= 0);
  find("way").replaceChildren("· ", make("a", { href: `${window.site.root}data/${dataset}.html`, textContent: facts.title }));
  if (!found.length) { tell(`${dataset} holds no record ${id}. The search finds records by name.`); return; }
  const newest = found[found.length - 1];
  const cell = (held, name) => held.columns[name]?.[held.row] ?? null;
  const title = facts.names.map((name) => cell(newest, name)).find(Boolean) ?? id;
  find("title").textContent = title;
  find("title").dir = "auto";
  document.title = `${title} · compute-trends`;

  const web = (address, told = address) => (/^https?:\/\//i.test(address ?? "") ? make("a", { href: address, rel: "noopener", textContent: told }) : make("bdi", { textContent: told ?? "" }));
  const shown = (column, value) => {
    if (value === null) return make("span", { className: "soft", textContent: "unknown" });
    const items = Array.isArray(value) ? value : [value];
    const parts = items.flatMap((item, at) => {
      const told = text(item);
      const node = column.of ? make("a", { href: `${window.site.root}search.html?q=${encodeURIComponent(told)}`, textContent: told }) : typeof item === "string" && /^https?:/i.test(item) ? web(item) : make("bdi", { textContent: told });
      return at ? [", ", node] : [node];
    });
    const exact = typeof value === "number" && String(value) !== text(value) ? String(value) : "";
    return make("span", { title: exact }, ...parts, column.unit && typeof value === "number" ? ` ${column.unit}` : "");
  };
  const list = (columns, of) => make("dl", { className: "facts" }, ...columns.flatMap((column) => [make("dt", { textContent: column.title }), make("dd", {}, shown(column, cell(of, column.name)))]));
  const heads = (...names) => make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col", textContent: name }))));
  const region = (label, inner) => { const outer = make("div", { className: "scroll", tabIndex: 0 }, inner); outer.setAttribute("role", "region"); outer.setAttribute("aria-label", label); return outer; };
  const own = facts.columns.filter((column) => !["record_id", "source", "source_url", "source_urls"].includes(column.name));
  const filled = (column) => found.some((of) => cell(of, column.name) !== null);

  const source = facts.sources[cell(newest, "source")];
  const address = cell(newest, "source_url");
  box.append(make("p", { className: "soft" }, `${dataset}/${id} · in ${found.map((of) => of.version).join(", ")} · from ${source?.title ?? cell(newest, "source") ?? "an unknown source"}${source?.licence ? ` (${source.licence})` : ""} `, address ? web(address, "source of this record") : ""));

  if (facts.criteria.length) {
    const claimed = facts.criteria.map((name) => facts.columns.find((column) => column.name === name)).filter(Boolean);
    const evidence = own.filter((column) => column.evidence && !column.estimate && filled(column));
    box.append(make("h2", { textContent: "Why it is in" }), list([...claimed.filter(filled), ...evidence], newest));
    if (!claimed.some(filled) && !evidence.length) box.append(make("p", { className: "note", textContent: "No version says by which criteria it was taken in." }));
  }
  const estimate = own.filter((column) => column.estimate && cell(newest, column.name) !== null);
  if (estimate.length) box.append(make("h2", { textContent: "How the compute was estimated" }), list(estimate, newest));

  const findings = facts.findings[id] ?? [];
  box.append(make("h2", { textContent: `What the rules say of ${versions[versions.length - 1]}` }));
  if (newest.version !== versions[versions.length - 1]) box.append(make("p", { className: "note", textContent: `Nothing: the record is no longer in it.` }));
  else if (!findings.length) box.append(make("p", { className: "note", textContent: "No rule finds anything." }));
  else box.append(make("ul", {}, ...findings.map(([rule, severity, column, message, waiver]) => make("li", {}, make("span", { className: `verdict ${severity}`, textContent: severity }), " ", make("a", { href: `${window.site.root}rules/${rule}.html`, textContent: rule }), column ? ` in ${column}` : "", `: ${message}`, waiver ? make("span", { className: "soft", textContent: ` Accepted: ${waiver}` }) : ""))));

  const reasons = facts.reasons[id] ?? [];
  const why = (column) => reasons.filter(([name]) => name === column.name).map(([, version, said]) => (version ? `${version}: ${said}` : said)).join(" ");
  box.append(make("h2", { textContent: found.length > 1 ? "Its values in every version" : "Its values" }));
  const only = make("input", { type: "checkbox" });
  const rows = own.filter(filled).map((column) => {
    const values = found.map((of) => cell(of, column.name));
    const changed = values.some((value) => JSON.stringify(value) !== JSON.stringify(values[0]));
    const line = make("tr", {}, make("th", { scope: "row", title: column.name, textContent: column.title }), ...values.map((value) => make("td", {}, shown(column, value))), make("td", { textContent: why(column) }));
    line.dataset.changed = String(changed);
    if (changed) line.style.background = "var(--mark)";
    return line;
  });
  only.addEventListener("input", () => rows.forEach((line) => { line.hidden = only.checked && line.dataset.changed !== "true"; }));
  if (found.length > 1) box.append(make("p", {}, make("label", {}, only, " only what changed")));
  box.append(region("Values by version", make("table", {}, heads("Column", ...found.map((of) => of.version), "Why"), make("tbody", {}, ...rows))));

  const report = `dataset: ${dataset}\nrecord: ${id}\ncolumn: \nvalue in ${newest.version}: \nshould be: \nevidence (a link and where to look): \n`;
  const area = make("pre", { className: "wraps", id: "report", tabIndex: 0, textContent: report });
  const copy = make("button", { type: "button", textContent: "Copy" });
  copy.addEventListener("click", async () => { try { await navigator.clipboard.writeText(report); copy.textContent = "Copied"; } catch { getSelection().selectAllChildren(area); } });
  box.append(make("h2", { textContent: "Report a wrong value" }), make("p", { className: "note", textContent: "Say which value its source gives, and where. On the command line:" }), make("pre", { className: "wraps", tabIndex: 0, textContent: `compute-trends explain --record ${id} --dataset ${dataset}\ncompute-trends history ${id}` }));
  if (facts.issue) box.append(make("p", {}, make("a", { href: `${facts.issue}&dataset=${encodeURIComponent(dataset)}&record=${encodeURIComponent(id)}`, rel: "noopener", textContent: "Open a report with this record filled in" })));
  box.append(make("p", {}, copy), area);
  document.body.dataset.ready = "record";
})();
