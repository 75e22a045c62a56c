// A straight line by least squares with its interval, and names for selections: what the page computes by itself.
"use strict";
(() => {
  /** The quantile of Student's t at 97.5 %, for `nu` degrees of freedom (Hill 1970, algorithm 396). */
  const t975 = (nu) => {
    if (nu === 1) return 12.706204736432095;
    if (nu === 2) return 4.302652729911275;
    const p = 0.05;
    const a = 1 / (nu - 0.5);
    const b = 48 / a ** 2;
    let c = ((20700 * a / b - 98) * a - 16) * a + 96.36;
    const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt(a * Math.PI / 2) * nu;
    let y = (d * p) ** (2 / nu);
    if (y > 0.05 + a) {
      const x = -1.959963984540054;
      y = x ** 2;
      if (nu < 5) c += 0.3 * (nu - 4.5) * (x + 0.6);
      c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
      y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
      y = Math.expm1(a * y ** 2);
    } else {
      y = ((1 / (((nu + 6) / (nu * y) - 0.089 * d - 0.822) * (nu + 2) * 3) + 0.5 / (nu + 4)) * y - 1) * (nu + 1) / (nu + 2) + 1 / y;
    }
    return Math.sqrt(nu * y);
  };

  /** The line through pairs of numbers: slope with its 95 % interval, and the mean with its band anywhere; null for none. */
  const line = (pairs) => {
    const n = pairs.length;
    if (n < 3) return null;
    const mx = pairs.reduce((sum, [x]) => sum + x, 0) / n;
    const my = pairs.reduce((sum, [, y]) => sum + y, 0) / n;
    let sxx = 0, sxy = 0, syy = 0;
    for (const [x, y] of pairs) { sxx += (x - mx) ** 2; sxy += (x - mx) * (y - my); syy += (y - my) ** 2; }
    if (!(sxx > 0)) return null;
    const slope = sxy / sxx;
    const spread = Math.max(0, syy - slope * sxy) / (n - 2);
    const t = t975(n - 2);
    const half = t * Math.sqrt(spread / sxx);
    const at = (x) => {
      const mean = my + slope * (x - mx);
      const wide = t * Math.sqrt(spread * (1 / n + (x - mx) ** 2 / sxx));
      return [mean, mean - wide, mean + wide];
    };
    return { n, slope, low: slope - half, high: slope + half, at, r2: syy > 0 ? slope * sxy / syy : 1 };
  };

  /** The name of a set of records: FNV-1a of the sorted ids, as `explorer/computed/lines.py` has it. */
  const mark = (ids) => {
    const sorted = [...ids].sort((a, b) => { // by code points, as Python sorts
      const [left, right] = [[...a], [...b]];
      for (let i = 0; i < Math.min(left.length, right.length); i++) {
        if (left[i] !== right[i]) return left[i].codePointAt(0) - right[i].codePointAt(0);
      }
      return left.length - right.length;
    });
    let found = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(sorted.join("\n"))) found = Math.imul(found ^ byte, 0x01000193) >>> 0;
    return `${ids.length}-${found.toString(16).padStart(8, "0")}`;
  };

  /** A number with three digits that count, as the pages print it. */
  const number = (value) => {
    if (value === 0) return "0";
    const size = Math.abs(value);
    if (size < 1e-3 || size >= 1e6) {
      const [digits, power] = value.toExponential(2).split("e");
      const raised = String(Number(power)).replace(/./g, (char) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(char)]);
      return `${digits}×10${raised}`;
    }
    return size >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
  };
  window.fit = { line, mark, number };
})();
