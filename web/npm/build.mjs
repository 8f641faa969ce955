// Makes the package's own files: node build.mjs ENGINE.wasm VERSION
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const [engine, version] = process.argv.slice(2);
if (!engine || !version) throw new Error("usage: node build.mjs ENGINE.wasm VERSION");
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const own = JSON.parse(readFileSync(here("package.json"), "utf8"));
if (own.version !== version) throw new Error(`package.json says ${own.version}, the engine is ${version}`);
mkdirSync(here("dist"), { recursive: true });
for (const name of ["node", "browser"]) {
  await build({
    entryPoints: [here(`src/${name}.js`)], outfile: here(`dist/${name}.js`), bundle: true, format: "esm", platform: name === "node" ? "node" : "browser",
    target: "es2022", charset: "utf8",
  });
}
copyFileSync(engine, here("dist/engine.wasm"));
const sizes = ["engine.wasm", "node.js", "browser.js"].map((name) => gzipSync(readFileSync(here(`dist/${name}`)), { level: 9 }).length);
const size = sizes.reduce((a, b) => a + b, 0);
console.log(`npm/dist ${(size / 1e6).toFixed(2)} MB gzip`);
if (size >= 3e6) throw new Error("the package is 3 MB or more");
