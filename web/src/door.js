// The machine's door: requests in, answers out. Used by the page's worker and by the npm package; engine/src/door.rs is its other side.

/** @typedef {{ head: any, bytes: Uint8Array }} Answer  JSON, and the bytes of a file */

/** A request was refused, in words. */
export class Refused extends Error {
  /** @param {string} message what is wrong @param {string} [help] what to do about it */
  constructor(message, help) {
    super(message);
    this.name = "Refused";
    /** @type {string | undefined} */
    this.help = help;
  }
}

/** The machine stopped in the midst of a request: it must be started anew. */
export class Stopped extends Error {
  /** @param {string} cause what it said last */
  constructor(cause) {
    super(cause);
    this.name = "Stopped";
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A machine that runs. */
export class Door {
  /** @param {WebAssembly.Module} module the engine */
  constructor(module) {
    // The engine asks for nothing but the time, for a property of workbooks that is written over: it is told none, so that the same data
    // are the same bytes. What else a library in it names is never called, and would stop the machine.
    /** @type {WebAssembly.Imports} */
    const imports = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      (imports[from] ??= {})[name] = /now/.test(name) ? () => 0 : () => {
        throw new Error(`${from}.${name}`);
      };
    }
    this.exports = /** @type {any} */ (new WebAssembly.Instance(module, imports).exports);
  }

  /** How many bytes the machine has taken. */
  get size() {
    return this.exports.memory.buffer.byteLength;
  }

  /** @param {Uint8Array} bytes @returns {[number, number]} where they are now, and how many */
  #give(bytes) {
    const at = this.exports.alloc(bytes.length);
    new Uint8Array(this.exports.memory.buffer, at, bytes.length).set(bytes);
    return [at, bytes.length];
  }

  /** @param {number} at @returns {Uint8Array} a copy of what stands behind its length */
  #framed(at) {
    const { buffer } = this.exports.memory;
    const length = new DataView(buffer).getUint32(at, true);
    return new Uint8Array(buffer, at + 4, length).slice();
  }

  /** Puts a file where requests find it. @param {string} path @param {Uint8Array} bytes */
  put(path, bytes) {
    this.#watched(() => this.exports.put(...this.#give(encoder.encode(path)), ...this.#give(bytes)));
  }

  /**
   * Answers a request.
   * @param {object} request as engine/src/request.rs says it
   * @returns {Answer}
   * @throws {Refused | Stopped}
   */
  call(request) {
    const answer = this.#watched(() => {
      const at = this.exports.call(...this.#give(encoder.encode(JSON.stringify(request))));
      return this.#framed(at);
    });
    const length = new DataView(answer.buffer).getUint32(0, true);
    const head = JSON.parse(decoder.decode(answer.subarray(4, 4 + length)));
    if (typeof head.error === "string") throw new Refused(head.error, head.help);
    return { head, bytes: answer.subarray(4 + length) };
  }

  /** @template T @param {() => T} work @returns {T} */
  #watched(work) {
    try {
      return work();
    } catch (error) {
      throw new Stopped(this.#lastWords() || String(error));
    }
  }

  #lastWords() {
    try {
      return decoder.decode(this.#framed(this.exports.panicked()));
    } catch {
      return "";
    }
  }
}
