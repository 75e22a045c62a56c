// What all pages share: the switch of the theme, tables to sort and to filter, text to copy.
"use strict";
(() => {
  const root = document.documentElement;
  const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const tell = () => document.dispatchEvent(new CustomEvent("theme"));
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    const name = () => { button.textContent = dark() ? "Light" : "Dark"; button.setAttribute("aria-label", `${button.textContent} theme`); };
    button.hidden = false;
    name();
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* kept for this page alone */ }
      name();
      tell();
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);

  /** Numbers by size, texts as people sort them, nothing last. */
  const compare = (left, right) => {
    if (left === right) return 0;
    if (left === "") return 1;
    if (right === "") return -1;
    const [a, b] = [Number(left), Number(right)];
    return Number.isNaN(a) || Number.isNaN(b) ? left.localeCompare(right, "en", { numeric: true }) : a - b;
  };
  const value = (row, column) => {
    const cell = row.cells[column];
    return (cell?.dataset.value ?? cell?.textContent ?? "").trim().replace(/^([\d,]+)$/, (digits) => digits.replaceAll(",", ""));
  };
  const sort = (table, column, descending) => {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row, place) => [value(row, column), place, row]);
    rows.sort((a, b) => (a[0] === "") - (b[0] === "") || (descending ? -1 : 1) * compare(a[0], b[0]) || a[1] - b[1]);
    body.append(...rows.map(([, , row]) => row));
  };
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        sort(table, column, descending);
      });
    });
  }
  for (const input of document.querySelectorAll("[data-filter]")) {
    input.closest("label").hidden = false;
    const table = document.querySelector(input.dataset.filter);
    const count = document.querySelector(`[data-count="${input.dataset.filter}"]`);
    const rows = [...table.tBodies[0].rows];
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const show = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, at) => { row.hidden = !words.every((word) => texts[at].includes(word)); shown += !row.hidden; });
      if (count) count.textContent = words.length ? (shown ? `${shown} of ${rows.length} shown` : "Nothing holds these words.") : "";
    };
    input.addEventListener("input", show);
    if (input.value) show();
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.querySelector(button.dataset.copy);
      try { await navigator.clipboard.writeText(source.textContent); } catch {
        const range = document.createRange();
        range.selectNodeContents(source);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        document.execCommand("copy");
      }
      button.textContent = "Copied";
    });
  }
  /** A text of the reader as a message holds it, as `visible` of Python has it: what is not printable is spelled out, but what is kept. */
  const shown = (text, kept = "") => text.replace(/(?! )[\p{C}\p{Z}]/gu, (char) => {
    if (kept.includes(char)) return char;
    const short = { "\t": "\\t", "\n": "\\n", "\r": "\\r" }[char];
    const code = char.codePointAt(0);
    const [mark, digits] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
    return short ?? `\\${mark}${code.toString(16).padStart(digits, "0")}`;
  });
  window.site = { dark, root: document.body.dataset.root, shown };
})();
