// The engine for those who build pages and programs in JavaScript. index.d.ts says what everything means.
import { Door, Refused, Stopped } from "../../src/door.js";

export { Refused, Stopped };

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const bytes = (/** @type {string | Uint8Array} */ content) => (typeof content === "string" ? encoder.encode(content) : content);
/** Formats that are text. */
const TEXTS = ["text", "json", "ndjson", "html", "md"];

export class Junheng {
  /** @type {Door | undefined} */ #door;
  /** @type {WebAssembly.Module} */ #module;
  /** What was put, for a new machine. @type {Map<string, Uint8Array>} */ #files = new Map();
  #runs = 0;

  /** @param {WebAssembly.Module} module */
  constructor(module) {
    this.#module = module;
  }

  /** @template T @param {(door: Door) => T} work @returns {T} */
  #with(work) {
    if (!this.#door) {
      this.#door = new Door(this.#module);
      for (const [path, content] of this.#files) this.#door.put(path, content);
    }
    try {
      return work(this.#door);
    } catch (error) {
      // A machine that stopped is not asked again.
      if (error instanceof Stopped) this.#door = undefined;
      throw error;
    }
  }

  /** @param {string} folder @param {Record<string, string | Uint8Array>} files */
  #put(folder, files) {
    for (const [path, content] of Object.entries(files)) {
      const to = `${folder}/${path}`;
      this.#files.set(to, bytes(content));
      this.#with((door) => door.put(to, bytes(content)));
    }
  }

  /** @param {string} folder */
  _remove(folder) {
    for (const path of this.#files.keys()) if (path.startsWith(folder + "/")) this.#files.delete(path);
    this.#with((door) => door.call({ op: "remove", path: folder }));
  }

  /** @param {object} request */
  _call(request) {
    return this.#with((door) => door.call(request));
  }

  get memory() {
    return this.#with((door) => door.size);
  }

  packs({ language = "zh" } = {}) {
    return this._call({ op: "packs", lang: language }).head.packs;
  }

  /** @param {string} name @param {Record<string, string | Uint8Array>} files */
  addPack(name, files) {
    if (!/^[\p{L}\p{N}_.-]+$/u.test(name) || /^\.+$/.test(name)) throw new TypeError(`no name of a folder: ${name}`);
    const folder = `packs/${name}`;
    this._remove(folder);
    this.#put(folder, files);
    return folder;
  }

  /** @param {string} pack */
  check(pack, { language = "zh" } = {}) {
    return this._call({ op: "check", pack, lang: language }).head;
  }

  /** @param {string} pack */
  template(pack, { language = "zh" } = {}) {
    return this._call({ op: "template", pack, lang: language }).bytes;
  }

  /** @param {any} what */
  judge({ pack, data, asOf, previous = {}, set = [], county = [], detail = "failures", language = "zh" }) {
    const folder = `run-${++this.#runs}`;
    const put = (/** @type {string} */ name, /** @type {Record<string, string | Uint8Array>} */ files) => {
      this.#put(`${folder}/${name}`, files);
      const folders = Object.keys(files).map((path) => `${folder}/${name}/${path}`.replace(/\/[^/]*$/, ""));
      return [...new Set(folders)].sort();
    };
    const run = { pack, data: put("data", data), previous: put("previous", previous), as_of: asOf, set, county, detail, lang: language };
    try {
      return new Verdict(this, folder, run, this._call({ ...run, op: "judge" }).head);
    } catch (error) {
      if (this.#door) this._remove(folder);
      else for (const path of this.#files.keys()) if (path.startsWith(folder + "/")) this.#files.delete(path);
      throw error;
    }
  }
}

export class Verdict {
  #engine;
  #folder;
  #run;

  /** @param {Junheng} engine @param {string} folder @param {any} run @param {any} head */
  constructor(engine, folder, run, head) {
    this.#engine = engine;
    this.#folder = folder;
    this.#run = run;
    this.pack = head.pack;
    this.asOf = head.as_of;
    this.counties = head.counties;
    this.issues = head.issues;
    this.errors = head.errors;
    this.warnings = head.warnings;
    this.rules = head.rules;
    this.outsidePeriod = head.outside_period ?? undefined;
  }

  /** @param {object} request */
  #bytes(request) {
    return this.#engine._call({ ...this.#run, ...request }).bytes;
  }

  /** @param {string} format */
  write(format) {
    const made = this.#bytes({ op: "write", format });
    return TEXTS.includes(format) ? decoder.decode(made) : made;
  }

  annotate() {
    return this.#bytes({ op: "annotate" });
  }

  /** @param {string} rule */
  subjects(rule) {
    return this.#engine._call({ ...this.#run, op: "subjects", rule }).head.subjects;
  }

  /** @param {string} rule @param {string} [subject] */
  explain(rule, subject) {
    return decoder.decode(this.#bytes({ op: "explain", rule, subject: subject ?? null }));
  }

  /** @param {{ rule?: string, format?: "text" | "json" }} [what] */
  gap({ rule, format = "text" } = {}) {
    const text = decoder.decode(this.#bytes({ op: "gap", rule: rule ?? null, format }));
    return format === "json" ? JSON.parse(text) : text;
  }

  free() {
    this.#engine._remove(this.#folder);
  }
}

/** @param {any} source @param {() => Promise<BufferSource>} own */
export async function loaded(source, own) {
  if (source instanceof WebAssembly.Module) return new Junheng(source);
  const content = source instanceof Response ? await source.arrayBuffer() : (source ?? (await own()));
  return new Junheng(await WebAssembly.compile(content));
}
