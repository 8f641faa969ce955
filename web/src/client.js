// The page's side of the worker: promises, and a new machine where one stopped.
import { Refused, Stopped } from "./door.js";

/** @typedef {import("./door.js").Answer} Answer */

/** Past this many bytes a machine is left behind once its work is done: its memory never shrinks. */
const LARGE = 512 * 1024 * 1024;

/** Asks a worker, and begins anew where it stopped. Files that were put are put again. */
export class Client {
  /** @type {Worker | undefined} */ #worker;
  /** @type {Map<number, { resolve: (value: any) => void, reject: (reason: Error) => void }>} */ #waiting = new Map();
  /** @type {Map<string, Blob | Uint8Array>} */ #files = new Map();
  #next = 1;
  #size = 0;
  /** Called where a machine was started anew. @type {() => void} */ onrestart = () => {};
  /** How often it was. */
  restarts = 0;

  /**
   * @param {() => Worker} start makes a worker
   * @param {Promise<WebAssembly.Module>} module the engine
   */
  constructor(start, module) {
    this.start = start;
    this.module = module;
  }

  /** How many bytes the machine has taken. */
  get size() {
    return this.#size;
  }

  /** @returns {Promise<void>} */
  async #open() {
    const worker = this.start();
    this.#worker = worker;
    worker.onmessage = ({ data }) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.size) this.#size = data.size;
      if (data.error) waiting?.reject(as(data.error));
      else waiting?.resolve(data);
    };
    worker.onerror = (event) => this.#fail(worker, new Stopped(event.message || "worker"));
    worker.onmessageerror = () => this.#fail(worker, new Stopped("message"));
    await this.#send({ open: await this.module });
    for (const put of this.#files) await this.#send({ put });
  }

  /** @param {Worker} worker @param {Error} error */
  #fail(worker, error) {
    if (worker !== this.#worker) return;
    worker.terminate();
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    waiting.forEach(({ reject }) => reject(error));
  }

  /** @param {object} message @returns {Promise<any>} */
  #send(message) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker?.postMessage({ id, ...message });
    });
  }

  /** @type {Promise<void> | undefined} */ #opening;

  async #ready() {
    if (!this.#worker) this.#opening = this.#open();
    await this.#opening;
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  async #guarded(work) {
    await this.#ready();
    const worker = this.#worker;
    try {
      return await work();
    } catch (error) {
      if (error instanceof Stopped && worker) {
        this.#fail(worker, error);
        this.restarts++;
        this.onrestart();
      }
      throw error;
    }
  }

  /** Puts a file where requests find it. @param {string} path @param {Blob | Uint8Array} content */
  async put(path, content) {
    await this.#guarded(() => this.#send({ put: [path, content] }));
    this.#files.set(path, content);
  }

  /** Takes away a file, or a folder. @param {string} path */
  async remove(path) {
    for (const name of this.#files.keys()) if (name === path || name.startsWith(path + "/")) this.#files.delete(name);
    await this.call({ op: "remove", path });
    if (this.#size > LARGE) this.stop();
  }

  /** Leaves the machine; the next request starts another. */
  stop() {
    if (this.#worker) this.#fail(this.#worker, new Stopped("stopped"));
    this.#size = 0;
  }

  /** @param {{ op: string } & Record<string, any>} request @returns {Promise<Answer>} */
  async call(request) {
    const { head, bytes } = await this.#guarded(() => this.#send({ request }));
    return { head, bytes };
  }

  /** A text that a request gives. @param {{ op: string } & Record<string, any>} request @returns {Promise<string>} */
  async text(request) {
    return new TextDecoder().decode((await this.call(request)).bytes);
  }

  /** Unpacks an archive and keeps its files. @param {Blob | Uint8Array} archive @param {string} to @param {string} lang @returns {Promise<string[]>} */
  async unzip(archive, to, lang) {
    const path = "incoming.zip";
    await this.#guarded(() => this.#send({ put: [path, archive] }));
    try {
      return await this.keep((await this.call({ op: "unzip", path, to, lang })).head.files);
    } finally {
      await this.call({ op: "remove", path });
    }
  }

  /** Keeps files that the machine made, so that a new one has them too. @param {string[]} paths @returns {Promise<string[]>} */
  async keep(paths) {
    for (const path of paths) this.#files.set(path, (await this.call({ op: "file", path })).bytes);
    return paths;
  }
}

/** @param {{ name: string, message: string, help?: string }} error */
function as({ name, message, help }) {
  return name === "Refused" ? new Refused(message, help) : new Stopped(message);
}
