// Leaves of a module what a page needs: its own exports, without what libraries export for tools, and no custom sections.
//
//   node trim.mjs IN.wasm OUT.wasm
import { readFileSync, writeFileSync } from "node:fs";

const KEPT = ["memory", "alloc", "put", "call", "panicked"];
const [EXPORTS, CUSTOM] = [7, 0];

/** A whole number of variable length at a place; what comes after it. @param {Uint8Array} bytes @param {number} at @returns {[number, number]} */
function number(bytes, at) {
  let value = 0;
  for (let shift = 1; ; shift *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * shift;
    if (byte < 128) return [value, at];
  }
}

/** @param {number} value @returns {number[]} */
const written = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...written(Math.floor(value / 128))]);

/** The exports that are kept. @param {Uint8Array} section */
function exports(section) {
  let [count, at] = number(section, 0);
  const kept = [];
  for (; count > 0; count--) {
    const begin = at;
    const [length, name] = number(section, at);
    const [, end] = number(section, name + length + 1);
    if (KEPT.includes(Buffer.from(section.subarray(name, name + length)).toString())) kept.push(section.subarray(begin, end));
    at = end;
  }
  if (kept.length !== KEPT.length) throw new Error(`the engine exports ${kept.length} of ${KEPT}`);
  return Buffer.concat([Buffer.from(written(kept.length)), ...kept]);
}

const [from, to] = process.argv.slice(2);
const module = readFileSync(from);
const out = [module.subarray(0, 8)];
for (let at = 8; at < module.length; ) {
  const id = module[at];
  const [length, begin] = number(module, at + 1);
  at = begin + length;
  if (id === CUSTOM) continue;
  const section = module.subarray(begin, at);
  const content = id === EXPORTS ? exports(section) : section;
  out.push(Buffer.from([id, ...written(content.length)]), content);
}
writeFileSync(to, Buffer.concat(out));
