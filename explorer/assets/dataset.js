// The table of a dataset: sort, filter, choose columns; the address keeps what was chosen.
"use strict";
(async () => {
  const page = JSON.parse(document.getElementById("facts").textContent);
  const { text } = window.data;
  const find = (name) => document.querySelector(`[data-${name}]`);
  const PAGE = 100;
  const names = page.columns.map((column) => column.name);
  const state = { q: "", sort: "", down: false, shown: [...page.shown], where: [], page: 0, tab: window.tabs.names[0] };
  let columns = null, order = [], texts = [];

  const controls = find("controls");
  const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
  const labelled = (told, input) => { const label = make("label", { textContent: told }); label.append(input); controls.append(label); return input; };
  const search = labelled("Rows that hold", make("input", { type: "search", maxLength: 200 }));
  const column = labelled("Filter by column", make("select"));
  column.add(new Option("choose a column", ""));
  for (const name of names) column.add(new Option(name, name));
  const value = labelled("which holds", make("input", { type: "search", maxLength: 200, placeholder: "text, or >1e20, <2020" }));
  const add = labelled("Show column", make("select"));

  const read = () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const odd = [];
    Object.assign(state, { q: "", sort: "", down: false, shown: [...page.shown], where: [], page: 0 });
    for (const [key, given] of wanted) {
      if (key === "q") state.q = given;
      else if (key === "sort" && names.includes(given.replace(/^-/, ""))) { state.sort = given.replace(/^-/, ""); state.down = given.startsWith("-"); }
      else if (key === "columns" && given.split(",").every((name) => names.includes(name))) state.shown = given.split(",");
      else if (key.startsWith("w.") && names.includes(key.slice(2))) state.where = [[key.slice(2), given]];
      else if (key === "tab" && window.tabs.names.includes(given)) state.tab = given;
      else if (/^column-/.test(key) && document.getElementById(key)) state.tab = "columns";
      else if (!(given === "" && document.getElementById(key))) odd.push(given ? `${key} = ${given}` : key);
    }
    find("told").hidden = !odd.length;
    find("told").textContent = odd.length ? `The address asks for what this page does not know, and is shown without it: ${window.site.shown(odd.join("; "))}.` : "";
  };
  const write = () => {
    const held = new URLSearchParams();
    if (state.q) held.set("q", state.q);
    if (state.sort) held.set("sort", (state.down ? "-" : "") + state.sort);
    if (String(state.shown) !== String(page.shown)) held.set("columns", state.shown.join(","));
    for (const [name, given] of state.where) if (given) held.set(`w.${name}`, given);
    if (state.tab !== window.tabs.names[0]) held.set("tab", state.tab);
    const now = held.toString();
    if (now !== location.hash.slice(1)) history.replaceState(null, "", now ? `#${now}` : location.pathname + location.search);
  };

  const matches = (name, wanted, i) => {
    const cell = columns[name][i];
    const bound = /^\s*(<=|>=|<|>|=)\s*(.+)$/.exec(wanted);
    if (!bound) return text(cell).toLowerCase().includes(wanted.toLowerCase());
    if (cell === null) return false;
    const number = Number(bound[2]);
    const [left, right] = typeof cell === "number" && !Number.isNaN(number) ? [cell, number] : [text(cell), bound[2].trim()];
    return { "<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right, "=": left === right }[bound[1]];
  };
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : text(a).localeCompare(text(b), "en", { numeric: true }));
  const choose = () => {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    order = [...columns.record_id.keys()].filter((i) => words.every((word) => texts[i].includes(word)) && state.where.every(([name, given]) => !given || matches(name, given, i)));
    if (state.sort) {
      const cells = columns[state.sort];
      const known = (i) => cells[i] !== null;
      order.sort((a, b) => known(b) - known(a) || (known(a) ? (state.down ? -1 : 1) * compare(cells[a], cells[b]) : 0) || a - b);
    }
  };
  const table = find("records");
  const draw = () => {
    choose();
    const last = Math.max(0, Math.ceil(order.length / PAGE) - 1);
    state.page = Math.min(state.page, last);
    const heads = ["record_id", ...state.shown];
    const row = make("tr");
    for (const name of heads) {
      const head = make("th", { scope: "col" });
      const button = make("button", { type: "button", textContent: name });
      button.addEventListener("click", () => { state.down = state.sort === name ? !state.down : false; state.sort = name; update(); table.tHead.querySelectorAll("button")[heads.indexOf(name)].focus(); });
      if (state.sort === name) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      head.append(button);
      row.append(head);
    }
    table.tHead.replaceChildren(row);
    const rows = order.slice(state.page * PAGE, (state.page + 1) * PAGE).map((i) => {
      const line = make("tr");
      const head = make("th", { scope: "row" });
      head.append(make("a", { textContent: columns.record_id[i], href: `${window.site.root}record.html?dataset=${page.dataset}&id=${encodeURIComponent(columns.record_id[i])}` }));
      line.append(head);
      for (const name of state.shown) {
        const cell = columns[name][i];
        const box = make("td", { dir: "auto" });
        if (typeof cell === "number") box.className = "number";
        if (typeof cell === "string" && /^https?:\/\//i.test(cell)) box.append(make("a", { href: cell, rel: "noopener", textContent: cell })); else box.textContent = text(cell);
        line.append(box);
      }
      return line;
    });
    table.tBodies[0].replaceChildren(...rows);
    find("count").textContent = order.length ? `${order.length.toLocaleString("en")} of ${columns.record_id.length.toLocaleString("en")} records${last ? `, page ${state.page + 1} of ${last + 1}` : ""}` : "No record matches: take a filter away to see some.";
    find("count").dataset.n = String(order.length);
    const turn = (told, by) => { const button = make("button", { type: "button", textContent: told, disabled: state.page + by < 0 || state.page + by > last }); button.addEventListener("click", () => { state.page += by; draw(); }); return button; };
    find("pages").replaceChildren(...(last ? [turn("Earlier rows", -1), turn("Later rows", 1)] : []), saved);
    add.replaceChildren(new Option("add or remove", ""), ...names.filter((name) => name !== "record_id").map((name) => new Option(`${state.shown.includes(name) ? "− " : "+ "}${name}`, name)));
  };
  const update = () => { draw(); write(); document.body.dataset.ready = String(order.length); };
  const quoted = (cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const cells = (i) => ["record_id", ...state.shown].map((name) => { const cell = columns[name][i]; return Array.isArray(cell) ? cell.join(";") : cell === null ? "" : String(cell); });
  const save = (name, content, type) => { const link = make("a", { download: name, href: URL.createObjectURL(new Blob([content], { type })) }); link.click(); setTimeout(() => URL.revokeObjectURL(link.href), 10000); };
  const saved = make("button", { type: "button", textContent: "CSV of these rows" });
  saved.addEventListener("click", () => save(`${page.dataset}-${page.version}-chosen.csv`, [["record_id", ...state.shown], ...order.map(cells)].map((line) => line.map(quoted).join(",")).join("\n") + "\n", "text/csv"));
  find("json").addEventListener("click", () => save(`${page.dataset}-${page.version}.json`, JSON.stringify(columns.record_id.map((_, i) => Object.fromEntries(names.map((name) => [name, columns[name]?.[i] ?? null])))), "application/json"));
  search.addEventListener("input", () => { state.q = search.value; state.page = 0; update(); });
  const where = () => { state.where = column.value && value.value ? [[column.value, value.value]] : []; state.page = 0; update(); };
  column.addEventListener("input", where);
  value.addEventListener("input", where);
  add.addEventListener("input", () => { const name = add.value; state.shown = state.shown.includes(name) ? state.shown.filter((held) => held !== name) : [...state.shown, name]; update(); });
  controls.addEventListener("submit", (event) => event.preventDefault());
  window.tabs.chosen = (name) => { state.tab = name; write(); };
  const begin = () => {
    read();
    search.value = state.q;
    [column.value, value.value] = state.where[0] ?? ["", ""];
    const asked = location.hash.slice(1);
    window.tabs.show(state.tab);
    update();
    if (/^column-\w+$/.test(asked)) document.getElementById(asked)?.scrollIntoView();
  };
  try {
    columns = await window.data.table(page.dataset, page.version);
    for (const name of names) columns[name] ??= columns.record_id.map(() => null);
    texts = columns.record_id.map((_, i) => names.map((name) => text(columns[name][i])).join(" ").toLowerCase());
    addEventListener("hashchange", begin);
    begin();
  } catch (error) {
    controls.hidden = true;
    find("count").textContent = `The table did not load (${error.message}); the first rows and the files are there.`;
  }
})();
