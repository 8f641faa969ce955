// Puts the page together: dist/junheng.html, which needs nothing else, and dist/site/, the same for a web server.
//
//   node assemble.mjs ENGINE.wasm VERSION
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { encoded } from "./src/base91.js";

const [engine, version] = process.argv.slice(2);
if (!engine || !version) throw new Error("usage: node assemble.mjs ENGINE.wasm VERSION");
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (path) => readFileSync(here(path), "utf8");
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** As small as gzip can be: by libdeflate, which does better than zlib, where it is there. */
function squeezed(bytes) {
  const { error, status, stdout } = spawnSync("libdeflate-gzip", ["-12", "-c"], { input: bytes, maxBuffer: 1 << 28 });
  return error || status !== 0 ? gzipSync(bytes, { level: 9 }) : stdout;
}
const pack = (bytes) => encoded(squeezed(bytes));

async function bundled(entry) {
  const { outputFiles } = await build({
    entryPoints: [here(entry)], bundle: true, write: false, minify: true, format: "iife", target: "es2022", charset: "utf8", legalComments: "none",
  });
  // A script ends where its closing tag stands, be it in a text.
  return outputFiles[0].text.trim().replaceAll("</script", "<\\/script");
}

const [single, site, worker] = await Promise.all(["src/single.js", "src/site.js", "src/worker.js"].map(bundled));
const style = read("../workbench/src/web/look.css") + read("src/page.css") + read("editor/editor.css");
const counties = ["county-990001", "county-990002"];
const csv = (county) => readdirSync(here(`../examples/${county}`)).filter((name) => name.endsWith(".csv")).sort();
const files = counties.flatMap((county) => csv(county).map((name) => [`${county}/${name}`, read(`../examples/${county}/${name}`)]));
const example = JSON.stringify(Object.fromEntries(files));
const wasm = readFileSync(engine);

// The report's own script, which sorts its tables, may run where a report is shown.
const report = hash(read("../src/report/page/script.js"));
const policy = (own, extra) =>
  `default-src 'none'; script-src ${own} ${report} 'wasm-unsafe-eval'; style-src ${extra.style} 'unsafe-inline'; ` +
  `worker-src ${extra.worker}; connect-src ${extra.connect}; img-src data:; base-uri 'none'; form-action 'none'`;
const page = (values) => read("src/page.html").replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");

mkdirSync(here("dist/site"), { recursive: true });
writeFileSync(here("dist/junheng.html"), page({
  version,
  policy: policy(hash(single), { style: "", worker: "blob:", connect: "'none'" }).replace("style-src  ", "style-src "),
  style: `<style>\n${style}</style>`,
  scripts:
    `<script type="text/plain" id="packed-worker">${worker}</script>\n<script type="text/plain" id="packed-engine">${pack(wasm)}</script>\n` +
    `<script type="text/plain" id="packed-example">${pack(example)}</script>\n<script>${single}</script>`,
}));
writeFileSync(here("dist/site/index.html"), page({
  version,
  policy: policy("'self'", { style: "'self'", worker: "'self'", connect: "'self'" }),
  style: `<link rel="stylesheet" href="page.css">`,
  scripts: `<script src="page.js"></script>`,
}));
for (const [name, content] of [["page.js", site], ["worker.js", worker], ["page.css", style], ["example.json", example], ["engine.wasm", wasm]]) {
  writeFileSync(here(`dist/site/${name}`), content);
}
const size = readFileSync(here("dist/junheng.html")).length;
console.log(`dist/junheng.html ${(size / 1e6).toFixed(2)} MB; engine ${(wasm.length / 1e6).toFixed(2)} MB, ${(squeezed(wasm).length / 1e6).toFixed(2)} MB gzip`);
if (size >= 4e6) throw new Error("dist/junheng.html is 4 MB or more: libdeflate-gzip (Debian: libdeflate-tools) makes it smaller");
