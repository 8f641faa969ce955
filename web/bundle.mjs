// Builds the editor's page of the workbench, workbench/src/web/editor.js, from its source and the packages of the lock file.
//
//   node bundle.mjs [--check]      --check: says whether the file is what would be built
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here("../workbench/src/web/editor.js");
const { outputFiles, metafile } = await build({
  entryPoints: [here("../workbench/editor/page.js")], bundle: true, write: false, minify: true, format: "iife", target: "es2022",
  charset: "utf8", legalComments: "none", metafile: true, absWorkingDir: here("."),
});

// What is built in, and under which licences.
const packages = new Set(Object.keys(metafile.inputs).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean));
const licences = new Map();
for (const name of [...packages].sort()) {
  const folder = here(`node_modules/${name}/`);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const words = file ? readFileSync(folder + file, "utf8").trim().replaceAll("*/", "* /") : JSON.parse(readFileSync(`${folder}package.json`, "utf8")).license;
  licences.set(words, [...(licences.get(words) ?? []), name]);
}
const notices = [...licences].map(([words, names]) => `${names.join(", ")}\n\n${words}`);
const text = `${outputFiles[0].text.trim()}\n/*\n${notices.join("\n\n")}\n*/\n`;
if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== text) {
    console.error("workbench/src/web/editor.js is not what its source gives: node web/bundle.mjs");
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
  console.log(`${target} ${(text.length / 1e3).toFixed(0)} kB`);
}
