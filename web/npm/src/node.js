import { readFile } from "node:fs/promises";
import { loaded } from "./junheng.js";

export { Junheng, Refused, Stopped, Verdict } from "./junheng.js";

/** @param {any} [source] */
export const load = (source) => loaded(source, () => readFile(new URL("./engine.wasm", import.meta.url)));
