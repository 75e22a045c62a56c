// The page of a trend: choose points, see what follows from them, keep the choice in the address, take it away.
"use strict";
(async () => {
  const page = await window.data.trend(document.getElementById("facts").dataset.trend);
  const { line: fitLine, mark, number } = window.fit;
  const find = (name) => document.querySelector(`[data-${name}]`);
  const DAY = 86400000;
  const onTime = page.axes.x?.scale === "time";
  const place = (value) => (typeof value === "string" ? Date.parse(`${value}T00:00:00Z`) : value);
  const BEYOND = "published after the end of the line";

  const table = find("points");
  const body = table.tBodies[0];
  const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
  const web = (address, told) => (address ? make("a", { href: address, rel: "noopener", textContent: told ?? "" }) : told ?? "");
  const shownCell = (value) => (typeof value === "number" ? number(value) : value ?? "");
  const address = (i) => (page.dataset[i] && page.id[i] ? `${window.site.root}record.html?dataset=${encodeURIComponent(page.dataset[i])}&id=${encodeURIComponent(page.id[i])}` : null);
  for (let i = body.rows.length; i < page.x.length; i++) { // those that the page does not hold by itself
    const line = body.insertRow();
    for (const part of [page.label[i], shownCell(page.x[i]), shownCell(page.y[i]), web(page.url[i], page.source[i]), page.why[page.left[i]]]) line.insertCell().append(part);
  }
  const rows = [...body.rows].map((row, i) => {
    if (address(i)) { // without a script the page of a record is empty
      const link = make("a", { href: address(i) });
      link.append(...row.cells[0].childNodes);
      row.cells[0].append(link);
    }
    const facts = Object.fromEntries(page.facts.map((fact) => [fact.name, fact.of[i].map((at) => fact.values[at])]));
    return { i, row, link: address(i), id: page.id[i] ?? "", name: page.label[i], source: page.url[i], x: place(page.x[i]), y: place(page.y[i]),
      day: onTime ? page.x[i] : null, why: page.why[page.left[i]], series: page.series[i], facts };
  });
  const keys = [(i) => page.label[i], (i) => page.x[i], (i) => page.y[i], (i) => page.source[i], (i) => page.why[page.left[i]]];
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = make("button", { type: "button" });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const unknown = (value) => value === null || value === undefined || value === "";
      const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true }));
      const sorted = [...rows].sort((a, b) => {
        const [left, right] = [keys[column](a.i), keys[column](b.i)];
        return unknown(left) - unknown(right) || (unknown(left) ? 0 : (down ? -1 : 1) * compare(left, right)) || a.i - b.i;
      });
      body.append(...sorted.map(({ row }) => row));
    });
  });
  const picture = document.querySelector("img.paper")?.alt ?? "";
  find("chart")?.setAttribute("aria-label", picture);

  // ---- What takes the page elsewhere: frames for other pages, and the SQL behind it ----
  const quotes = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const base = find("embeds").dataset.embeds;
  const frame = (folder, height) => `<iframe src="${base}${folder}/${page.name}.html" title="${quotes(page.question)}" width="100%" height="${height}" loading="lazy"></iframe>`;
  for (const [kind, text] of [["chart", frame("embed", 560)], ["page", frame("trends", 720)], ["picture", `<img src="${base}trends/${page.name}.svg" alt="${quotes(picture)}">`]]) {
    const place = document.getElementById(`embed-${kind}`);
    if (place) place.textContent = text;
  }
  const sql = async () => {
    const place = document.getElementById("sql-text");
    if (!place.textContent) try { place.textContent = (await window.data.scripts())[page.name] ?? ""; } catch (error) { place.textContent = `-- ${error.message}`; }
  };
  document.addEventListener("tab", (event) => { if (event.detail === "sql") sql(); });
  addEventListener("beforeprint", sql);

  const filters = page.facts.filter((fact) => fact.choose);
  const versions = find("versions");

  // ---- The state: what the reader chose, as the address keeps it ----
  const PLAIN = { name: "", from: "", to: "", colour: "", y: page.axes.y?.scale ?? "linear", tab: window.tabs.names[0] };
  const state = { ...PLAIN, chosen: {} };
  const known = {
    name: () => true,
    from: (text) => onTime && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)),
    colour: (text) => filters.some((fact) => fact.name === text),
    y: (text) => page.axes.y !== null && ["log", "linear"].includes(text) && (text === "linear" || page.y.every((value) => value === null || value > 0)),
    tab: (text) => window.tabs.names.includes(text),
  };
  known.to = known.from;
  const read = () => {
    Object.assign(state, PLAIN, { chosen: {} });
    const odd = [];
    let wanted;
    try { wanted = new URLSearchParams(location.hash.slice(1)); } catch { wanted = new URLSearchParams(); }
    for (const [key, value] of wanted) {
      const fact = filters.find((item) => `f.${item.name}` === key);
      if (fact?.values.includes(value)) state.chosen[fact.name] = value;
      else if (Object.hasOwn(known, key) && known[key](value)) state[key] = value;
      else if (!(wanted.size === 1 && value === "" && document.getElementById(key))) odd.push(value ? `${key} = ${value}` : key);
    }
    const told = find("told");
    told.hidden = !odd.length;
    told.textContent = odd.length ? `The address asks for what this page does not know, and is shown without it: ${window.site.shown(odd.join("; "))}.` : "";
  };
  const write = () => {
    const held = new URLSearchParams();
    for (const [name, value] of Object.entries(state.chosen)) held.set(`f.${name}`, value);
    for (const key of Object.keys(PLAIN)) if (state[key] !== PLAIN[key]) held.set(key, state[key]);
    const text = held.toString();
    if (text !== location.hash.slice(1)) history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  };

  // ---- Which rows a choice holds ----
  const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (row) => {
    for (const [name, value] of Object.entries(state.chosen)) if (!row.facts[name].includes(value)) return false;
    if (state.from && !(row.day >= state.from)) return false;
    if (state.to && !(row.day <= state.to)) return false;
    return words(state.name).every((word) => row.name.toLowerCase().includes(word));
  };
  const isWhole = () => !Object.keys(state.chosen).length && !state.from && !state.to && !words(state.name).length;
  const straight = (axis, value) => (axis.scale === "log" ? Math.log10(value) : axis.scale === "time" ? value / DAY / page.line.days : value);
  const back = (axis, value) => (axis.scale === "log" ? 10 ** value : axis.scale === "time" ? value * DAY * page.line.days : value);
  const through = (points) => (page.line ? fitLine(points.map((row) => [straight(page.axes.x, row.x), straight(page.axes.y, row.y)])) : null);

  // ---- What is said of a choice ----
  const rate = (line) => {
    const around = (value, low, high, unit) => `${number(value)}${unit} (95% interval ${number(low)} to ${number(high)})`;
    if (onTime && page.axes.y.scale === "log") {
      const text = around(10 ** line.slope, 10 ** line.low, 10 ** line.high, "× a year");
      const months = (slope) => 12 * Math.log10(2) / slope;
      const doubling = line.low > 0 ? `, doubling every ${number(months(line.slope))} months (${number(months(line.high))} to ${number(months(line.low))})` : "";
      return text + doubling;
    }
    const unit = onTime ? ` ${page.axes.y.unit} a year` : "";
    return `slope ${around(line.slope, line.low, line.high, unit)}`;
  };
  const chosenTold = () => [
    ...Object.entries(state.chosen).map(([name, value]) => `${page.facts.find((fact) => fact.name === name).title} ${value}`),
    ...(state.name ? [`name holds “${window.site.shown(state.name)}”`] : []),
    ...(state.from ? [`from ${state.from}`] : []), ...(state.to ? [`to ${state.to}`] : []),
  ].join(", ");
  const say = (now) => {
    const total = rows.filter((row) => !row.why).length;
    const parts = [];
    if (now.whole) parts.push(`All ${total.toLocaleString("en")} points: ${page.told}.`);
    else if (!now.points.length) parts.push(`No point matches ${chosenTold()}: take a filter away to see some.`);
    else {
      parts.push(`n = ${now.points.length.toLocaleString("en")} of ${total.toLocaleString("en")} points.`);
      if (now.declared) parts.push(`These are the points of ${now.declared.name}: ${now.declared.told}.`);
      if (now.fit) parts.push(`Line by least squares through these points, computed in this page${page.line.own ? "" : " (the trend itself is estimated in another way)"}: ${rate(now.fit)}.`);
      else if (page.line) parts.push("Too few for a line.");
    }
    if (now.rug.length) parts.push(`${now.rug.length.toLocaleString("en")} without a value, drawn as ticks below.`);
    const others = now.out.length - now.rug.length;
    if (others > 0) parts.push(`${others.toLocaleString("en")} further rows take no part; the table says why.`);
    const selection = find("selection");
    selection.textContent = parts.join(" ");
    Object.assign(selection.dataset, { n: now.points.length, total, rug: now.rug.length, slope: now.fit ? now.fit.slope : "" });
  };

  // ---- Drawing ----
  let turn = 0, drawn = null;
  const view = (now) => ({ ...now, colour: state.colour, colourTitle: page.facts.find((fact) => fact.name === state.colour)?.title,
    y: state.y === PLAIN.y ? "" : state.y, ends: now.ends, narrow: innerWidth < 640, dark: window.site.dark() });
  const ends = (points) => {
    const values = points.map((row) => row.y);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return state.y === "log" ? [low / 1.3, high * 1.3] : [Math.min(low, 0), high * 1.05 || 1];
  };
  const sample = (line, points) => {
    const at = points.map((row) => straight(page.axes.x, row.x));
    const [first, last] = [Math.min(...at), Math.max(...at)];
    return Array.from({ length: 31 }, (_, i) => {
      const x = first + (last - first) * i / 30;
      const [mean, low, high] = line.at(x);
      return { x: back(page.axes.x, x), y: back(page.axes.y, mean), low: back(page.axes.y, low), high: back(page.axes.y, high) };
    });
  };
  let now = null;
  const select = () => {
    const held = rows.filter(holds);
    const points = held.filter((row) => !row.why);
    const out = held.filter((row) => row.why);
    const whole = isWhole();
    const fit = whole ? null : through(points);
    now = { whole, points, out, hollow: out.filter((row) => row.why === BEYOND), rug: out.filter((row) => row.x !== null && row.y === null),
      fit, line: fit ? sample(fit, points) : null, declared: whole || !points.length ? null : page.declared[mark(points.map((row) => row.id))], ends: points.length ? ends(points) : [0, 1] };
    const shown = new Set(held);
    for (const row of rows) row.row.hidden = !shown.has(row);
    return now;
  };
  const draw = async () => {
    const holder = find("chart");
    if (!holder || !page.spec || !window.vegaEmbed) return;
    const mine = ++turn;
    const result = await window.picture.embed(holder, window.picture.build(page, view(now)));
    if (mine !== turn) { result.finalize(); return; }
    drawn?.finalize();
    drawn = result;
    holder.querySelector("svg").setAttribute("aria-hidden", "true"); // the figure has the words, the table the points
    holder.dataset.drawn = String(mine);
    result.view.addEventListener("click", (_, item) => { if (item?.datum && Number.isInteger(item.datum.i)) card(rows[item.datum.i]); });
  };
  const update = async () => { select(); say(now); write(); await draw(); document.body.dataset.ready = String(turn); };

  // ---- The card of a point ----
  const card = (row) => {
    const box = document.createElement("div");
    box.className = "pointcard";
    const head = document.createElement("h3");
    const link = document.createElement("a");
    if (row.link) { link.href = row.link; }
    link.textContent = row.name;
    head.append(link);
    const list = document.createElement("dl");
    list.className = "facts";
    const add = (name, value, address) => {
      const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
      dt.textContent = name;
      if (address && /^https?:/i.test(address)) { const a = document.createElement("a"); a.href = address; a.rel = "noopener"; a.textContent = value; dd.append(a); } else dd.textContent = value;
      list.append(dt, dd);
    };
    const value = (axis, raw) => (raw === null ? "unknown" : typeof raw === "string" ? raw : `${number(raw)} ${axis.unit}`);
    add(page.axes.x.title, value(page.axes.x, page.x[row.i]));
    add(page.axes.y.title, value(page.axes.y, page.y[row.i]));
    for (const fact of page.facts) add(fact.title, row.facts[fact.name].join(", ") || "unknown");
    if (row.source) add("Source", row.source, row.source);
    if (row.why) add("Takes no part", row.why);
    box.append(head, list);
    find("card").replaceChildren(box);
  };

  // ---- Controls ----
  const controls = find("controls");
  const labelled = (text, input) => { const label = document.createElement("label"); label.textContent = text; label.append(input); controls.append(label); return input; };
  const chooser = (text, key, options) => {
    const input = document.createElement("select");
    input.dataset.key = key;
    for (const [value, told] of options) input.add(new Option(told, value));
    return labelled(text, input);
  };
  const field = (text, key, type) => { const input = document.createElement("input"); input.type = type; input.dataset.key = key; return labelled(text, input); };
  for (const fact of filters) chooser(fact.title, `f.${fact.name}`, [["", "all"], ...fact.values.map((value) => [value, value])]);
  if (onTime) { field("From", "from", "date"); field("To", "to", "date"); }
  if (rows.some((row) => row.name)) field("Name holds", "name", "search");
  if (page.spec && page.axes.x && filters.length) chooser("Colour", "colour", [["", "as the trend has it"], ...filters.map((fact) => [fact.name, fact.title])]);
  if (page.spec && page.axes.y && known.y("log")) chooser("Vertical axis", "y", [["log", "logarithmic"], ["linear", "linear"]]);
  const clear = document.createElement("button");
  clear.type = "button";
  clear.textContent = "All points";
  if (controls.children.length) controls.append(clear); else controls.hidden = true;
  const fill = () => { for (const input of controls.querySelectorAll("[data-key]")) { const key = input.dataset.key; input.value = key.startsWith("f.") ? state.chosen[key.slice(2)] ?? "" : state[key]; } };
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("input", (event) => {
    const { key } = event.target.dataset;
    const { value } = event.target;
    if (key.startsWith("f.")) { if (value) state.chosen[key.slice(2)] = value; else delete state.chosen[key.slice(2)]; } else if (value === "" || known[key](value)) state[key] = value;
    update();
  });
  clear.addEventListener("click", () => { Object.assign(state, PLAIN, { chosen: {}, tab: state.tab }); fill(); update(); });

  // ---- Files ----
  const save = (name, content, type) => {
    const link = document.createElement("a");
    link.download = name;
    link.href = type ? URL.createObjectURL(new Blob([content], { type })) : content;
    link.click();
    if (type) setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const quoted = (value) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const asTable = () => {
    const heads = ["record_id", "name", page.axes.x?.column ?? "x", page.axes.y?.column ?? "y", ...page.facts.map((fact) => fact.name), "source_url"];
    const lines = now.points.map((row) => [row.id ?? "", row.name, page.x[row.i] ?? "", page.y[row.i] ?? "", ...page.facts.map((fact) => row.facts[fact.name].join(";")), row.source ?? ""]);
    return [heads, ...lines].map((line) => line.map((cell) => quoted(String(cell))).join(",")).join("\n") + "\n";
  };
  const bibtex = () => {
    const own = document.getElementById("cite-bibtex").textContent;
    if (now.whole) return own;
    const about = `${chosenTold()}; n = ${now.points.length}${now.fit ? `; ${rate(now.fit)}, by least squares` : ""}`.replace(/[{}\\%&$#_~^]/g, (char) => (char === "\\" ? "/" : "{}~^".includes(char) ? " " : `\\${char}`));
    const told = `Selection of the points of ${page.command.replaceAll("_", "\\_")}, made in the page: ${about}`;
    return own.replace(/(\n\s*note\s*=\s*\{)/, `$1${told.replaceAll("$", "$$$$")}. `).replace(/^(@\w+\{[^,\n]+)/, `$1-${mark(now.points.map((row) => row.id))}`);
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-save]");
    if (!button) return;
    const kind = button.dataset.save;
    const shown = { ...view(now), title: now.whole ? null : [`${chosenTold()}: n = ${now.points.length}`, ...(now.fit ? [`line by least squares: ${rate(now.fit)}`] : []), page.tables] };
    if (kind === "csv") save(`${page.name}.csv`, asTable(), "text/csv");
    else if (kind === "bib") save(`${page.name}.bib`, bibtex(), "text/plain");
    else if (kind === "svg") save(`${page.name}.svg`, await window.picture.file(page, shown, "svg"), "image/svg+xml");
    else if (kind === "png") save(`${page.name}.png`, await window.picture.file(page, shown, "png"));
    else if (kind === "address") { try { await navigator.clipboard.writeText(location.href); button.textContent = "Copied"; } catch { prompt("The address of this view", location.href); } }
  });

  // ---- Replay over the versions ----
  document.querySelector("button[data-replay]")?.addEventListener("click", async () => {
    const lines = [...versions.tBodies[0].rows];
    for (const line of lines) {
      line.style.background = "var(--mark)";
      find("replayed").textContent = `${line.dataset.at}: ${line.cells[2].textContent}, n = ${line.cells[3].textContent}`;
      await new Promise((done) => setTimeout(done, 1200));
      line.style.background = "";
    }
  });

  // ---- Begin ----
  window.tabs.chosen = (name) => { state.tab = name; write(); if (name === "chart") draw(); };
  const begin = () => { read(); fill(); window.tabs.show(state.tab); update(); };
  addEventListener("hashchange", begin);
  document.addEventListener("theme", draw);
  let wide = innerWidth < 640;
  addEventListener("resize", () => { if (innerWidth < 640 !== wide) { wide = innerWidth < 640; draw(); } });
  begin();
})();
