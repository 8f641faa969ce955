// The page as one file: engine, worker and example stand in it.
import { decoded } from "./base91.js";
import { begin } from "./main.js";

const text = (/** @type {string} */ id) => document.getElementById(id)?.textContent?.trim() ?? "";

/** What stands packed in the page. @param {string} id @returns {Promise<ArrayBuffer>} */
async function unpacked(id) {
  const packed = decoded(text(id));
  return new Response(new Blob([/** @type {any} */ (packed)]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

begin({
  start: () => {
    const address = URL.createObjectURL(new Blob([text("packed-worker")], { type: "text/javascript" }));
    const worker = new Worker(address);
    URL.revokeObjectURL(address);
    return worker;
  },
  module: async () => WebAssembly.compile(await unpacked("packed-engine")),
  example: async () => JSON.parse(new TextDecoder().decode(await unpacked("packed-example"))),
});
