// The npm package in Node: `node --test` after web/build. Expected values are typed here or come from the program.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { load, Refused } from "junheng";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const program = process.env.JUNHENG ?? join(root, "target/debug/junheng");
const folder = join(root, "examples/county-990001");
const example = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
const small = {
  "县.csv": "代码,县名\n990009,示例县\n",
  "学校.csv": "代码,县,校名,类别\nS1,990009,示例小学,小学\n",
  "学部.csv": "学校,学段,在校生数,高于规定学历教师数\nS1,小学,1000,42\n",
};
const run = (data) => ({ pack: "national@2017", asOf: "2026-11-23", data });
const engine = await load();

test("a county of one school", () => {
  const verdict = engine.judge(run(small));
  assert.deepEqual(verdict.counties.map(({ code, name }) => [code, name]), [["990009", "示例县"]]);
  assert.equal(verdict.counties[0].conclusions[0].outcome, "undetermined");
  // 42 teachers above the required degree for 1,000 pupils: exactly 4.2 for each hundred.
  assert.deepEqual(verdict.subjects("R1").length, 1);
  const explained = verdict.explain("R1");
  assert.match(explained, /4\.2/);
  assert.match(verdict.gap(), /\S/);
  assert.equal(typeof verdict.gap({ format: "json" }), "object");
  assert.deepEqual([...verdict.annotate().subarray(0, 2)], [0x50, 0x4b], "a workbook is a ZIP");
  verdict.free();
  assert.throws(() => verdict.write("text"), Refused);
});

test("what it writes is byte for byte what the program writes", { skip: !existsSync(program) && "no program" }, () => {
  const place = mkdtempSync(join(tmpdir(), "junheng-npm-"));
  const verdicts = { zh: engine.judge(run(example)), en: engine.judge({ ...run(example), language: "en" }) };
  try {
    for (const language of ["zh", "en"]) {
      const ask = (...args) => execFileSync(program, [...args, "--lang", language], { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
      const asked = (...args) => {
        try {
          return ask(...args);
        } catch (error) {
          // Data with errors end the program with 1; what it wrote counts.
          assert.equal(error.status, 1);
          return error.stdout;
        }
      };
      const common = ["--pack", "national@2017", "--as-of", "2026-11-23"];
      for (const [format, ending] of [["text", "txt"], ["json", "json"], ["ndjson", "ndjson"], ["html", "html"], ["md", "md"], ["xlsx", "xlsx"], ["forms", "xlsx"], ["docx", "docx"]]) {
        const out = join(place, `${language}-${format}.${ending}`);
        asked("eval", folder, ...common, "--format", format, "--out", out);
        assert.ok(Buffer.from(verdicts[language].write(format)).equals(readFileSync(out)), `${language} ${format}`);
      }
      const copy = join(place, `${language}-copy.xlsx`);
      asked("eval", folder, ...common, "--annotate", copy);
      assert.ok(Buffer.from(verdicts[language].annotate()).equals(readFileSync(copy)), `${language} annotated`);
      assert.equal(verdicts[language].explain("R5", "9900010019/初中"), asked("explain", folder, ...common, "R5", "9900010019/初中").toString());
      assert.equal(verdicts[language].gap(), asked("gap", folder, ...common).toString());
      const form = join(place, `${language}-form.xlsx`);
      ask("template", "--pack", "national@2017", "--out", form);
      assert.ok(Buffer.from(engine.template("national@2017", { language })).equals(readFileSync(form)), `${language} form`);
    }
  } finally {
    rmSync(place, { recursive: true });
    Object.values(verdicts).forEach((verdict) => verdict.free());
  }
});

test("packs are listed, checked, added", () => {
  const references = engine.packs().map((pack) => pack.reference);
  assert.ok(["national@2017.1.0", "ningxia@2017.1.0", "yinchuan@2021.1.0"].every((r) => references.some((found) => found.split(".")[0] === r.split(".")[0])));
  assert.deepEqual(engine.check("national@2017").diagnostics.filter((d) => d.severity === "error"), []);
  const pack = engine.addPack("mine", {
    "pack.yaml": "pack: mine\nversion: 2026.1.0\ntitle: mine\nissuer: me\neffective: {from: 2026-01-01}\n",
    "facts.yaml": "entities: {county: {key: code, columns: {code: {type: text}, pay: {type: number}}}}\n",
    "a.rules": 'conclusion done "done" for county require pay > 0\n',
  });
  assert.equal(pack, "packs/mine");
  const judged = (pay) => engine.judge({ pack, asOf: "2026-11-23", language: "en", data: { "county.csv": `code,pay\n1,${pay}\n` } });
  assert.deepEqual([1, 0].map((pay) => judged(pay).counties[0].conclusions[0].outcome), ["met", "unmet"]);
  engine.addPack("mine", { "pack.yaml": "pack: mine\n" });
  assert.ok(engine.check(pack, { language: "en" }).diagnostics.some((d) => d.severity === "error"));
});

test("refusals are in words, in the language that was asked for", () => {
  for (const [language, pattern] of [["zh", /[一-鿿]/], ["en", /no|not|nothing/]]) {
    for (const what of [{ ...run(small), pack: "nowhere@1" }, run({}), { ...run(small), asOf: "yesterday" }, { ...run(small), county: ["1"] }]) {
      assert.throws(() => engine.judge({ ...what, language }), (error) => error instanceof Refused && pattern.test(error.message), JSON.stringify(what));
    }
    const verdict = engine.judge({ ...run(small), language });
    assert.throws(() => verdict.explain("nonsense"), (error) => error instanceof Refused && pattern.test(error.message));
  }
});

test("mistakes in data are issues with their places", () => {
  const verdict = engine.judge({ ...run({ ...small, "学部.csv": "学校,学段,在校生数\nS1,小学,二十一\n" }), language: "en" });
  const issue = verdict.issues.find((i) => i.value === "二十一");
  assert.equal(issue.severity, "error");
  assert.deepEqual([issue.file, issue.row, issue.column], ["学部.csv", 2, "在校生数"]);
});

test("judging again and again takes no more memory", () => {
  const once = () => engine.judge(run(example)).free();
  for (let i = 0; i < 3; i++) once();
  const before = engine.memory;
  for (let i = 0; i < 20; i++) once();
  assert.equal(engine.memory, before);
});
