// The page as a folder of a site: engine, worker and example lie beside it.
import { begin } from "./main.js";

begin({
  start: () => new Worker("worker.js"),
  module: async () => WebAssembly.compile(await (await fetch("engine.wasm")).arrayBuffer()),
  example: async () => (await fetch("example.json")).json(),
});
