// Packs and data that are wrong in every way: said in words, never a machine that stops. The corpus is the checker's own.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { load, Refused } from "junheng";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const engine = await load();

/** The files of a folder. */
const files = (folder) => Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));

/** The corpus's cases, as its README says them: pack, file, codes, replaced and new lines. */
function cases() {
  const out = [];
  const folder = join(root, "tests/corpus/cases");
  for (const name of readdirSync(folder)) {
    const parts = readFileSync(join(folder, name), "utf8").split(/^== /m).slice(1);
    for (const part of parts) {
      const [title, where, ...lines] = part.split("\n");
      const [place, ...codes] = where.trim().split(/\s+/);
      const [pack, ...path] = place.split("/");
      const of = (sign) => lines.filter((line) => line === sign || line.startsWith(`${sign} `)).map((line) => line.slice(2).replaceAll("\\t", "\t").replace(/\\u([0-9a-f]{4})/g, (_, code) => String.fromCharCode(parseInt(code, 16)))).join("\n");
      out.push({ name: title.split(" ")[0], pack, path: path.join("/"), codes, cut: of("-"), added: of("+"), replaces: lines.some((line) => line === "-" || line.startsWith("- ")) });
    }
  }
  return out;
}

test("the corpus of broken packs: every code that the checker must give, in both languages", () => {
  const base = join(root, "tests/corpus/base");
  const packs = Object.fromEntries(readdirSync(base).map((name) => [name, files(join(base, name))]));
  let seen = 0;
  for (const { name, pack, path, codes, cut, added, replaces } of cases()) {
    for (const [other, content] of Object.entries(packs)) engine.addPack(other, content);
    const before = packs[pack][path] ?? "";
    const after = replaces ? before.replace(cut, () => added) : before + (before === "" || before.endsWith("\n") ? "" : "\n") + added + "\n";
    if (replaces && after === before) continue;
    const folder = engine.addPack(pack, { ...packs[pack], [path]: after });
    for (const language of ["zh", "en"]) {
      const { diagnostics } = engine.check(folder, { language });
      const found = new Set(diagnostics.map((d) => d.code));
      const wanted = codes.filter((code) => /^JH\d+$/.test(code));
      assert.ok(wanted.every((code) => found.has(code)), `${name}: ${wanted} in ${[...found]}`);
      if (codes[0] === "good") assert.deepEqual(diagnostics, [], name);
      assert.ok(diagnostics.every((d) => d.message.length > 2), name);
    }
    seen++;
  }
  assert.ok(seen > 200, `only ${seen} cases`);
});

test("nesting of any depth is refused or read, and the machine goes on", () => {
  const pack = (formula) => ({
    "pack.yaml": "pack: deep\nversion: 2026.1.0\ntitle: deep\nissuer: me\neffective: {from: 2026-01-01}\nvocabulary: en\n",
    "facts.yaml": "entities: {county: {key: code, columns: {code: {type: text}, pay: {type: number}, ok: {type: flag}}}}\n",
    "a.rules": `conclusion done "done" for county require ${formula}\n`,
  });
  let judged = 0;
  for (const depth of [10, 50, 100, 120, 127, 128, 129, 1_000, 100_000]) {
    for (const formula of [`${"(".repeat(depth)}pay${")".repeat(depth)} > 0`, `${"not ".repeat(depth)}ok`, `${"-".repeat(depth)}pay > 0`, `${"if ok then ".repeat(depth)}pay > 0${" else ok".repeat(depth)}`]) {
      const folder = engine.addPack("deep", pack(formula));
      const { diagnostics } = engine.check(folder);
      if (diagnostics.some((d) => d.severity === "error")) continue;
      const verdict = engine.judge({ pack: folder, asOf: "2026-11-23", data: { "county.csv": "code,pay,ok\n1,1,√\n" } });
      assert.equal(verdict.counties.length, 1);
      judged++;
      verdict.write("html");
      verdict.explain("done");
      verdict.free();
    }
    const yaml = engine.addPack("deep", { "pack.yaml": `pack: deep\nversion: 2026.1.0\ntitle: ${"[".repeat(depth)}\n` });
    assert.ok(engine.check(yaml).diagnostics.length > 0);
  }
  assert.ok(judged >= 6, `only ${judged} were read`);
});

test("workbooks that people sent, and bytes that are none", () => {
  const folder = join(root, "tests/received");
  const names = readdirSync(folder).filter((name) => /\.(xlsx|xls|ods|csv)$/.test(name));
  assert.ok(names.length > 5);
  const tried = names.map((name) => [name, readFileSync(join(folder, name))]);
  tried.push(["学校.xlsx", new Uint8Array(0)], ["学校.csv", new Uint8Array(0)], ["学校.csv", new Uint8Array(70_000).fill(0xff)], ["学校.ods", new Uint8Array(9_999).fill(0x50)]);
  for (const [name, bytes] of tried) {
    try {
      const verdict = engine.judge({ pack: "national@2017", asOf: "2026-11-23", data: { [name]: bytes } });
      assert.ok(verdict.counties.length > 0 || verdict.issues.length > 0, name);
      verdict.write("html");
      verdict.annotate();
      verdict.free();
    } catch (error) {
      assert.ok(error instanceof Refused, `${name}: ${error}`);
    }
  }
});
