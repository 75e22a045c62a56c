// Runs SQL in the page: DuckDB-Wasm in a worker that reaches nothing, over one file that holds every dataset and version.
"use strict";
(() => {
  const root = document.body.dataset.root ?? "";

  // In the worker, before the engine's own code: the machine code comes as a message, since a page on a disk can fetch
  // nothing, and whatever else the engine would fetch (extensions, files) is refused.
  const PRELUDE = `
    (() => {
      let arrived;
      const code = new Promise((resolve) => { arrived = resolve; });
      self.addEventListener("message", (event) => {
        if (!event.data?.machineCode) return;
        event.stopImmediatePropagation();
        arrived(event.data.machineCode);
      });
      const refuse = () => { throw new Error("this page reaches no other host and no file"); };
      self.fetch = async (address) => {
        if (!String(address?.url ?? address).endsWith("duckdb-eh.wasm")) refuse();
        return new Response(await code, { headers: { "content-type": "application/wasm" } });
      };
      self.XMLHttpRequest = class { open() { refuse(); } };
      self.WebSocket = self.EventSource = undefined;
      self.importScripts = refuse;
    })();
  `;

  const script = (name) => new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = `${root}assets/${name}`;
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => reject(new Error(`${name} could not be loaded`)));
    document.head.append(element);
  });

  /** Bytes of a text that was packed by gzip and base64. */
  const unpack = async (text) => {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };

  /** Bytes of a text that was packed for the engine: by Zstandard, each character from U+3000 on 15 bits, of which a one and zeros end the last. */
  const unfold = (text) => {
    const last = text.charCodeAt(text.length - 1) - 0x3000;
    const bytes = new Uint8Array((text.length * 15 - 32 + Math.clz32(last & -last)) / 8);
    let held = 0;
    let bits = 0;
    let at = 0;
    for (let i = 0; i < text.length; i++) {
      held = (held << 15) | (text.charCodeAt(i) - 0x3000);
      for (bits += 15; bits >= 8; bits -= 8) bytes[at++] = (held >> (bits - 8)) & 255;
      held &= (1 << bits) - 1;
    }
    return window.sqlEngine.unzstd(bytes);
  };

  const two = (number) => String(number).padStart(2, "0");
  const day = (moment) => `${moment.getUTCFullYear()}-${two(moment.getUTCMonth() + 1)}-${two(moment.getUTCDate())}`;

  /** A value as the page holds it: dates as texts, lists as arrays, whole numbers that are too long as texts. */
  const plain = (value, kind) => {
    if (value === null || value === undefined) return null;
    if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    if (kind.startsWith("Date")) return day(new Date(value));
    if (kind.startsWith("Timestamp")) return new Date(Number(value)).toISOString().replace("T", " ").replace(/(\.000)?Z$/, "");
    if (value instanceof Uint8Array) return [...value].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (typeof value === "object" && typeof value.toArray === "function") {
      const inner = /^List<(.*)>$/.exec(kind)?.[1] ?? "";
      return [...value].map((item) => plain(item, inner));
    }
    if (typeof value === "object" && typeof value.toJSON === "function") return value.toJSON();
    return value;
  };

  let engine = null; // a promise of the connection
  let thread = null;

  const start = async (tell) => {
    if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function" || typeof Worker !== "function") {
      throw new Error("this browser has no WebAssembly, or is too old for it; everything but SQL works");
    }
    tell("Loading the engine …");
    if (!window.sqlEngine) await script("sql-engine.js");
    const { library, wasm, worker } = window.sqlEngine;
    const address = URL.createObjectURL(new Blob([PRELUDE, unfold(worker)], { type: "text/javascript" }));
    thread = new Worker(address);
    const code = unfold(wasm);
    thread.postMessage({ machineCode: code }, [code.buffer]);
    const database = new library.AsyncDuckDB(new library.VoidLogger(), thread);
    const failed = new Promise((_, reject) => {
      thread.addEventListener("error", (event) => reject(new Error(event.message || "the engine could not be started")));
    });
    await Promise.race([database.instantiate(new URL("duckdb-eh.wasm", document.baseURI).href), failed]);
    URL.revokeObjectURL(address);
    tell("Loading the datasets …");
    if (!window.sqlData) await script("sql-data.js");
    await database.open({ path: ":memory:", query: { castDecimalToDouble: true } });
    await database.registerFileBuffer("compute_trends.duckdb", unfold(window.sqlData));
    const connection = await database.connect();
    await connection.query("set autoinstall_known_extensions = false");
    await connection.query("set autoload_known_extensions = false");
    await connection.query("attach 'compute_trends.duckdb' as compute_trends (read_only)");
    await connection.query("use compute_trends");
    tell("");
    return connection;
  };

  /** The answer to SQL, of several statements that of the last: columns with name and kind, and rows. */
  const run = async (sql, tell = () => {}) => {
    engine ??= start(tell);
    let connection;
    try {
      connection = await engine;
    } catch (error) {
      engine = null;
      throw error;
    }
    const table = await connection.query(sql);
    const columns = table.schema.fields.map((field) => ({ name: field.name, kind: String(field.type) }));
    const vectors = columns.map((_, place) => table.getChildAt(place));
    const rows = Array.from({ length: table.numRows }, (_, at) => columns.map(({ kind }, place) => plain(vectors[place].get(at), kind)));
    return { columns, rows };
  };

  /** End whatever runs; the next query starts the engine anew. */
  const stop = () => {
    thread?.terminate();
    thread = engine = null;
  };

  window.sql = { run, stop, unpack };
})();
