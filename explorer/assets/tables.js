// Loads scripts that hold data, which a page may do from a disk too, and unpacks the tables in them.
"use strict";
(() => {
  const loaded = new Map();
  const script = (address) => {
    if (!loaded.has(address)) loaded.set(address, new Promise((done, failed) => {
      const element = document.createElement("script");
      element.src = window.site.root + address;
      element.onload = () => done();
      element.onerror = () => failed(new Error(`${address} did not load`));
      document.head.append(element);
    }));
    return loaded.get(address);
  };
  /** What Python packed: JSON as base64 of gzip. */
  const unpack = (text) => {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  };
  /** The columns of a version: name -> cells. */
  const table = async (dataset, version) => {
    await script(`data/${dataset}/${version}.js`);
    return (await unpack(window.tables[`${dataset} ${version}`])).columns;
  };
  const about = async (dataset) => { await script(`data/${dataset}/about.js`); return window.about[dataset]; };
  /** The rows behind a trend, and how they are drawn. */
  const trend = async (name) => {
    await script(`trends/${name}.js`);
    const found = await unpack(window.trends[name]);
    await script(found.rows);
    const rows = await unpack(window.trendRows[found.rows]);
    for (const [cell, values] of Object.entries(rows)) found[cell] = found.at.map((place) => values[place]);
    return found;
  };
  /** The SQL behind every trend, by its name. */
  const scripts = async () => { await script("assets/sql-trends.js"); return unpack(window.sqlTrends); };
  /** What is found by its name. */
  const index = async () => { await script("assets/search-index.js"); return unpack(window.searchIndex); };
  const DIGITS = 7;
  /** A cell as a page shows it: lists joined, numbers to seven digits, "" for unknown. */
  const text = (value) => {
    if (value === null || value === undefined) return "";
    if (Array.isArray(value)) return value.join(", ");
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (typeof value === "number") {
      const [near, size] = [Number(value.toPrecision(DIGITS)), Math.abs(value)];
      return size >= 1e6 || (size < 1e-3 && value !== 0) ? near.toExponential().replace("e+", "e") : String(near);
    }
    return value;
  };
  window.data = { table, about, trend, scripts, index, text, unpack };
})();
