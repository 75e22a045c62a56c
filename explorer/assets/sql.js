// The page that asks the datasets: a query, its answer as a table and a chart, and the way to ask the same elsewhere.
"use strict";
(() => {
  const home = document.querySelector("[data-sql]");
  if (!home) return;
  const find = (name) => home.querySelector(`[data-${name}]`);
  const query = document.getElementById("query");
  const [status, problem, place, picture] = ["status", "problem", "result", "result-chart"].map(find);
  const SHOWN = 1000;
  const { shown } = window.site;
  const examples = [...document.querySelectorAll("[data-example-text]")].map((item) => item.textContent);
  let answer = null, drawn = null, turn = 0;

  // ---- The scripts of the trends, which are loaded when one is asked for ----
  let scripts = null;
  const script = () => scripts ??= new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = `${window.site.root}assets/sql-trends.js`;
    element.addEventListener("load", async () => resolve(JSON.parse(new TextDecoder().decode(await window.sql.unpack(window.sqlTrends)))));
    element.addEventListener("error", () => reject(new Error("the scripts of the trends could not be loaded")));
    document.head.append(element);
  });
  const chosen = { trend: "", text: "" };
  const trend = async (name) => {
    const held = await script();
    if (!Object.hasOwn(held, name)) return false;
    Object.assign(chosen, { trend: name, text: held[name] });
    query.value = held[name];
    find("trend").value = name;
    return true;
  };

  // ---- The answer ----
  const numeric = (column) => /^(Float|Int|Uint|Decimal)/.test(column.kind);
  const dated = (column) => /^(Date|Timestamp)/.test(column.kind);
  const told = (value) => {
    if (value === null) return "";
    if (Array.isArray(value)) return value.map(told).join("; ");
    if (typeof value === "object") return shown(JSON.stringify(value));
    return typeof value === "number" && !Number.isInteger(value) ? String(Number(value.toPrecision(7))) : shown(String(value));
  };
  const element = (name, text, className) => {
    const found = document.createElement(name);
    if (text !== undefined) found.textContent = text;
    if (className) found.className = className;
    return found;
  };
  const table = ({ columns, rows }) => {
    const found = element("table");
    const head = found.createTHead().insertRow();
    for (const column of columns) {
      const cell = element("th", shown(column.name), numeric(column) ? "number" : "");
      cell.scope = "col";
      head.append(cell);
    }
    const body = found.createTBody();
    for (const row of rows.slice(0, SHOWN)) {
      const line = body.insertRow();
      row.forEach((value, at) => line.append(element("td", told(value), numeric(columns[at]) ? "number" : "")));
    }
    return found;
  };

  // ---- The chart: the first date or number across, the next number up, a column of few words as colours ----
  const logarithmic = (values) => values.every((value) => value > 0) && Math.max(...values) / Math.min(...values) > 100;
  const axis = (column, values) => ({ field: "", title: shown(column.name), type: dated(column) ? "temporal" : "quantitative",
    scale: dated(column) ? { type: "utc" } : { type: logarithmic(values) ? "log" : "linear", zero: false },
    axis: dated(column) ? {} : { format: values.every((value) => Number.isInteger(value) && value < 10000) ? "d" : ".3~g" } });
  const specification = ({ columns, rows }) => {
    const across = columns.findIndex((column) => dated(column) || numeric(column));
    const up = columns.findIndex((column, at) => at !== across && numeric(column));
    if (across < 0 || up < 0) return null;
    const value = (cell, column) => (dated(column) ? Date.parse(`${cell}`.replace(" ", "T").replace(/^(\d{4}-\d\d-\d\d)$/, "$1T00:00:00Z")) : Number(cell));
    const words = columns.findIndex((column, at) => column.kind === "Utf8" && at !== across && at !== up && new Set(rows.map((row) => row[at])).size <= 8);
    const name = columns.findIndex((column) => column.kind === "Utf8");
    const data = rows.filter((row) => row[across] !== null && row[up] !== null).slice(0, 5000)
      .map((row) => ({ x: value(row[across], columns[across]), y: value(row[up], columns[up]), name: name < 0 ? "" : told(row[name]), colour: words < 0 ? "" : told(row[words]) || "none" }))
      .filter((row) => Number.isFinite(row.x) && Number.isFinite(row.y));
    if (data.length < 2) return null;
    const [ink, line, mark] = ["--ink", "--line", "--link"].map((item) => getComputedStyle(document.documentElement).getPropertyValue(item).trim());
    const encoding = { x: { ...axis(columns[across], data.map((row) => row.x)), field: "x" }, y: { ...axis(columns[up], data.map((row) => row.y)), field: "y" },
      tooltip: [...(name < 0 ? [] : [{ field: "name", type: "nominal", title: shown(columns[name].name) }]), { field: "x", title: shown(columns[across].name), ...(dated(columns[across]) ? { type: "temporal", format: "%Y-%m-%d" } : { type: "quantitative" }) }, { field: "y", type: "quantitative", format: ".4g", title: shown(columns[up].name) }] };
    if (words >= 0) encoding.color = { field: "colour", type: "nominal", title: shown(columns[words].name), legend: innerWidth < 640 ? { orient: "bottom", columns: 1 } : {} };
    return { told: `Chart of ${data.length} rows: ${shown(columns[up].name)} against ${shown(columns[across].name)}.`,
      spec: { $schema: "https://vega.github.io/schema/vega-lite/v6.json", width: "container", height: 320, background: "transparent", data: { values: data },
        mark: { type: "point", aria: false, filled: true, size: 40, opacity: 0.75, ...(words < 0 ? { color: mark } : {}) }, encoding,
        config: { aria: false, axis: { labelColor: ink, titleColor: ink, gridColor: line, domainColor: line, tickColor: line }, legend: { labelColor: ink, titleColor: ink }, view: { stroke: line } } } };
  };
  const draw = async () => {
    drawn?.finalize();
    drawn = null;
    const found = answer && window.vegaEmbed ? specification(answer) : null;
    picture.hidden = !found;
    if (!found) return;
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", found.told);
    drawn = await window.vegaEmbed(picture, found.spec, { renderer: "svg", actions: false, ast: true, logLevel: 1, tooltip: { theme: window.site.dark() ? "dark" : "light" } });
  };
  document.addEventListener("theme", draw);

  const show = async (found, seconds) => {
    answer = found;
    const { rows, columns } = found;
    const number = (value) => value.toLocaleString("en");
    status.textContent = `${number(rows.length)} ${rows.length === 1 ? "row" : "rows"}, ${number(columns.length)} ${columns.length === 1 ? "column" : "columns"}, ${seconds.toFixed(2)} s.`
      + (rows.length > SHOWN ? ` The first ${number(SHOWN)} are shown; the CSV has all.` : rows.length ? "" : " No row meets the query.");
    place.hidden = !columns.length;
    place.replaceChildren(table(found));
    find("save-csv").disabled = !columns.length;
    await draw();
  };

  // ---- Asking ----
  const address = () => {
    const state = chosen.trend && chosen.text === query.value ? `trend=${encodeURIComponent(chosen.trend)}` : `q=${encodeURIComponent(query.value)}`;
    try { history.replaceState(null, "", `#${state}`); } catch { location.hash = state; }
  };
  const run = async () => {
    const mine = ++turn;
    problem.hidden = true;
    if (!query.value.trim()) { status.textContent = "The query is empty."; return; }
    address();
    find("run").disabled = true;
    find("stop").disabled = false;
    status.textContent = "Running …";
    const began = performance.now();
    try {
      const found = await window.sql.run(query.value, (text) => { if (text && mine === turn) status.textContent = text; });
      if (mine === turn) await show(found, (performance.now() - began) / 1000);
    } catch (error) {
      if (mine === turn) {
        status.textContent = "The query was refused.";
        problem.textContent = shown(String(error.message ?? error), "\n\t");
        problem.hidden = false;
        answer = null;
        place.hidden = true;
        find("save-csv").disabled = true;
        await draw();
      }
    } finally {
      if (mine === turn) {
        find("run").disabled = false;
        find("stop").disabled = true;
        home.dataset.ready = String(mine);
      }
    }
  };
  find("ask").addEventListener("submit", (event) => { event.preventDefault(); run(); });
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
  });
  find("stop").addEventListener("click", () => {
    turn += 1;
    window.sql.stop();
    find("run").disabled = false;
    find("stop").disabled = true;
    status.textContent = "Stopped.";
  });
  find("example").addEventListener("change", (event) => { if (event.target.value) { query.value = examples[event.target.value]; run(); } });
  find("trend").addEventListener("change", async (event) => {
    const name = event.target.value.trim();
    if (!name) return;
    if (await trend(name)) run(); else status.textContent = `There is no trend ${shown(name)}.`;
  });

  // ---- Taking away ----
  const quoted = (value) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  find("save-csv").addEventListener("click", () => {
    const cell = (value) => (value === null ? "" : Array.isArray(value) ? value.map(cell).join(";") : typeof value === "object" ? JSON.stringify(value) : String(value));
    const lines = [answer.columns.map((column) => column.name), ...answer.rows].map((line) => line.map((value) => quoted(cell(value))).join(","));
    const link = document.createElement("a");
    link.download = "compute-trends.csv";
    link.href = URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/csv" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
  /** Whether a text holds more than one statement: a semicolon outside of strings, names and comments, with more behind it. */
  const several = (text) => /;\s*\S/.test(text.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, ""));
  const command = () => {
    if (chosen.trend && chosen.text === query.value) return `compute-trends trend ${chosen.trend} --points`;
    const text = query.value.trim().replace(/;$/, "");
    return `compute-trends sql ${several(text) ? "--allow-external " : ""}'${text.replaceAll("'", "'\\''")}'`;
  };
  find("command").addEventListener("click", async (event) => {
    const text = command();
    try { await navigator.clipboard.writeText(text); event.target.textContent = "Copied"; } catch { prompt("The command", text); }
  });

  // ---- What the address asks for ----
  const begin = async () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    const [name, text] = [asked.get("trend"), asked.get("q")];
    if (name && !(await trend(name).catch(() => false))) status.textContent = `The address asks for a trend ${shown(name)}, which is none; here is an example instead.`;
    else if (text) query.value = text;
    else if (location.hash.length > 1 && !name) status.textContent = "The address holds no query; here is an example instead.";
  };
  addEventListener("hashchange", begin);
  window.sqlPage = { command };
  begin();
})();
