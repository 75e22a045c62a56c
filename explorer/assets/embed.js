// A chart in a page of somebody else: the trend as it is, with names and values under the pointer.
"use strict";
(async () => {
  const page = { ...(await window.data.trend(document.getElementById("facts").dataset.trend)), facts: [] };
  const holder = document.querySelector("[data-embed]");
  holder.setAttribute("aria-label", document.querySelector("img.paper").alt);
  const place = (value) => (typeof value === "string" ? Date.parse(`${value}T00:00:00Z`) : value);
  const BEYOND = "published after the end of the line";
  const rows = page.x.map((x, i) => ({ i, name: page.label[i], x: place(x), y: place(page.y[i]), why: page.why[page.left[i]], series: page.series[i] ?? "", facts: {} }));
  const points = rows.filter((row) => !row.why);
  const hollow = rows.filter((row) => row.why === BEYOND);
  let turn = 0, drawn = null;
  const draw = async () => {
    const mine = ++turn;
    const spec = window.picture.build(page, { whole: true, points, hollow, rug: [], y: "", colour: "", narrow: innerWidth < 640, dark: window.site.dark() });
    // The figure has a text of its own; without one for each mark, none of them is to be read.
    spec.config = { ...spec.config, aria: false };
    spec.layer = spec.layer.map((layer) => ({ ...layer, mark: { ...(typeof layer.mark === "string" ? { type: layer.mark } : layer.mark), aria: false } }));
    const result = await window.picture.embed(holder, spec);
    if (mine !== turn) { result.finalize(); return; }
    drawn?.finalize();
    drawn = result;
    document.body.dataset.ready = String(mine);
  };
  document.addEventListener("theme", draw);
  let narrow = innerWidth < 640;
  addEventListener("resize", () => { if (innerWidth < 640 !== narrow) { narrow = innerWidth < 640; draw(); } });
  draw();
})();
