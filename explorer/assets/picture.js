// The chart: the trend's own specification, with the points that are chosen, the line through them, and the theme.
"use strict";
(() => {
  const LINE = "line through the points shown";
  const BEHIND = ["rings", "names", "bands"]; // of the whole alone: a choice has other records and another band

  const each = (value, change) => {
    if (Array.isArray(value)) return value.map((item) => each(item, change));
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, each(item, change)]));
    return typeof value === "string" ? change(value) : value;
  };

  /** Every encoding of an axis, in all layers. */
  const onAxis = (layers, axis, change) => {
    for (const { layer } of layers) if (layer.encoding?.[axis]?.scale) change(layer.encoding[axis]);
  };

  /** The ends of an axis in the layer of the points alone: declared by each layer they are a conflict to Vega-Lite. */
  const oneDomain = (layers, axis) => {
    for (const { kind, layer } of layers) {
      const encoding = layer.encoding?.[axis];
      if (!encoding?.scale) continue;
      const { zero, domain, ...scale } = encoding.scale;
      const time = scale.type === "utc" || scale.type === "time";
      encoding.scale = { ...scale, ...(time ? {} : { zero }), ...(["points", "numbers"].includes(kind) ? { domain } : {}) };
    }
  };

  const linear = (encoding, ends) => {
    encoding.scale = { ...encoding.scale, type: "linear", domain: ends, zero: false, nice: false };
    encoding.axis = { ...encoding.axis, format: ".2~e", values: undefined, labelExpr: undefined };
  };

  const coloured = (layer, title, points, { colours, rest: grey }) => {
    const counts = new Map();
    for (const point of points) counts.set(point.colour, (counts.get(point.colour) ?? 0) + 1);
    const names = [...counts.keys()].filter((name) => name !== "unknown").sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
    const kept = names.slice(0, names.length > colours.length ? colours.length - 1 : colours.length);
    for (const point of points) if (!kept.includes(point.colour)) point.colour = point.colour === "unknown" ? "unknown" : "other";
    const rest = ["other", "unknown"].filter((name) => points.some((point) => point.colour === name));
    const shapes = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"];
    layer.encoding.color = { field: "colour", type: "nominal", title, legend: { columns: 3 },
      scale: { domain: [...kept, ...rest], range: [...colours.slice(0, kept.length), ...rest.map(() => grey)] } };
    layer.encoding.shape = { field: "colour", type: "nominal", title, legend: { columns: 3 },
      scale: { domain: [...kept, ...rest], range: [...shapes.slice(0, kept.length), ...rest.map(() => "circle")] } };
  };

  const ticks = (page, rug) => {
    const time = page.axes.x.scale === "time";
    return { data: { name: "rug" }, mark: { type: "tick", thickness: 1.2, size: 12, color: "#B3530A", opacity: 0.7, clip: true },
      encoding: { x: { field: "x", type: time ? "temporal" : "quantitative" }, y: { value: { expr: "height - 6" } },
        tooltip: [{ field: "name", type: "nominal" }, { field: "why", type: "nominal", title: "no point" }] } };
  };

  const tooltips = (page, facts) => {
    const time = page.axes.x.scale === "time";
    return [
      { field: "name", type: "nominal", title: "name" },
      time ? { field: "x", type: "temporal", format: "%Y-%m-%d", title: page.axes.x.title } : { field: "x", type: "quantitative", format: ".3g", title: page.axes.x.title },
      { field: "y", type: "quantitative", format: ".3g", title: page.axes.y.title + (page.axes.y.unit ? ` (${page.axes.y.unit})` : "") },
      ...facts.map((title) => ({ field: title.replaceAll(/[.[\]]/g, " "), type: "nominal", title })),
    ];
  };

  /** The specification of a view, and its data. */
  const build = (page, view) => {
    const own = structuredClone(page.spec);
    let layers = own.layer.map((layer, at) => ({ kind: page.kinds[at], layer }));
    layers = layers.filter(({ kind }) => (view.forFile || kind !== "footer") && (view.whole || !BEHIND.includes(kind)) && !(view.narrow && ["rings", "names", "names of eras"].includes(kind)));
    if (view.y === "linear" || view.colour) layers = layers.filter(({ kind }) => view.y !== "linear" || !["names", "rings"].includes(kind));
    const facts = page.facts.map((fact) => fact.title);
    const datum = (row) => ({ i: row.i, name: row.name, x: row.x, y: row.y, series: row.series,
      ...Object.fromEntries(page.facts.map((fact) => [fact.title.replaceAll(/[.[\]]/g, " "), row.facts[fact.name].join(", ") || "unknown"])),
      ...(view.colour ? { colour: row.facts[view.colour].join(", ") || "unknown" } : {}) });
    const data = { points: view.points.map(datum), hollow: view.hollow.map((row) => ({ ...datum(row), series: row.series })), rug: view.rug.map((row) => ({ i: row.i, name: row.name, x: row.x, why: row.why })) };
    for (const { kind, layer } of layers) {
      if (kind === "points") {
        if (view.colour) coloured(layer, view.colourTitle, data.points, page.palette);
        layer.encoding.tooltip = tooltips(page, facts);
        layer.mark = { ...layer.mark, cursor: "pointer" };
        if (view.dark) { // on black the same look is dimmer
          const seen = layer.encoding.opacity;
          for (const held of [layer.mark, ...(seen ? [seen, seen.condition ?? {}] : [])]) for (const key of ["opacity", "value"]) if (typeof held[key] === "number") held[key] = Math.min(1, 1.8 * held[key]);
        }
        if (!view.forFile) layer.params = [{ name: "zoom", bind: "scales", select: { type: "interval", zoom: "wheel![event.ctrlKey || event.shiftKey]" } }];
      }
      if (kind === "hollow") {
        const names = layer.encoding.color.scale.domain;
        data.hollow.forEach((row) => { row.series = names[0]; });
      }
      if (kind === "lines" && !view.whole) layer.mark = { ...layer.mark, opacity: 0.35 };
    }
    if (view.rug.length && page.axes.x) layers.push({ kind: "rug", layer: ticks(page, view.rug) });
    if (!view.whole && view.line) {
      data.chosen = view.line;
      const template = layers.find(({ kind }) => kind === "points").layer.encoding;
      const axes = { x: { ...template.x, field: "x" }, y: { ...template.y, field: "y" } };
      const colour = { datum: LINE, type: "nominal", title: null, scale: { domain: [LINE], range: ["#111111"] }, legend: { symbolType: "stroke", symbolSize: 400 } };
      layers.push({ kind: "chosen band", layer: { data: { name: "chosen" }, mark: { type: "area", opacity: 0.18, color: "#111111", clip: true }, encoding: { x: axes.x, y: { ...axes.y, field: "low" }, y2: { field: "high" } } } });
      layers.push({ kind: "chosen line", layer: { data: { name: "chosen" }, mark: { type: "line", strokeWidth: 2.6, clip: true }, encoding: { ...axes, color: colour } } });
    }
    if (view.y === "linear") onAxis(layers, "y", (encoding) => linear(encoding, view.ends));
    if (view.y === "log" && page.axes.y.scale !== "log") onAxis(layers, "y", (encoding) => { encoding.scale = { ...encoding.scale, type: "log", domain: view.ends, zero: undefined }; });
    for (const axis of ["x", "y"]) oneDomain(layers, axis);
    own.layer = layers.map(({ layer }) => layer);
    own.datasets = data;
    delete own.usermeta;
    if (view.forFile) {
      own.width = 680;
      own.autosize = undefined;
      if (view.title) own.title = { ...own.title, subtitle: view.title };
      return own;
    }
    delete own.title;
    own.background = "transparent";
    if (view.narrow) {
      own.height = 320;
      own.config = { ...own.config, legend: { ...own.config.legend, labelLimit: 240, columns: 1, layout: { top: { direction: "vertical", anchor: "start" } } } };
      for (const { layer } of layers) {
        for (const channel of ["color", "shape", "strokeDash"]) if (layer.encoding?.[channel]?.legend) layer.encoding[channel].legend = { ...layer.encoding[channel].legend, columns: 1 };
        if (layer.encoding?.x?.axis?.tickCount?.step) layer.encoding.x = { ...layer.encoding.x, axis: { ...layer.encoding.x.axis, labelOverlap: true, labelFontSize: 10 } };
      }
    }
    return view.dark ? each(own, (text) => page.dark[text] ?? text) : own;
  };

  const embed = (place, spec) => window.vegaEmbed(place, spec, { renderer: "svg", actions: false, ast: true, logLevel: 1, tooltip: { theme: window.site.dark() ? "dark" : "light" } });

  /** A view as a file: "svg" as text, "png" as an address of data. */
  const file = async (page, view, kind) => {
    const place = document.createElement("div");
    place.style.cssText = "position:absolute;left:-9999px;top:0;width:760px";
    document.body.append(place);
    try {
      const { view: drawn, finalize } = await embed(place, build(page, { ...view, forFile: true, narrow: false, dark: false }));
      const found = kind === "svg" ? await drawn.toSVG() : await drawn.toImageURL("png", 2);
      finalize();
      return found;
    } finally { place.remove(); }
  };
  window.picture = { build, embed, file };
})();
