// The page as county staff use it, in Chromium, from a file and from a server. `node --test tests/` after ./build.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { asked, barriers, browser, choose, county, exampled, file, judged, opened, root, shot, site } from "./support.mjs";

let chrome, served;
before(async () => {
  [chrome, served] = await Promise.all([browser(), site()]);
});
after(async () => {
  served.close();
  await chrome.close();
});

const faults = (name) => readFileSync(new URL(`faults/${name}`, import.meta.url));
/** What a machine needs for the example, with the time that other work on it may take. */
const PATIENCE = Number(process.env.WEB_PATIENCE ?? 1);

for (const [where, address] of [["a file", () => file], ["a server", () => served.address]]) {
  test(`from ${where}: the example's verdict, offline, with nothing fetched and no rule of the policy broken`, async () => {
    const begun = Date.now();
    const { context, page, noted } = await opened(chrome, address());
    await context.setOffline(where === "a file");
    const took = (await exampled(page)) - begun;
    assert.match(await page.textContent("#verdict"), /示例甲县.*990001.*未达到（1处数据存疑，未核实）/s);
    assert.match(await page.frameLocator("#report").locator("h1").textContent(), /示例甲县/);
    await context.setOffline(true);
    await page.selectOption("#rule", "R5");
    await page.waitForFunction(() => [...document.querySelectorAll("#subject option")].some((o) => o.value === "9900010019/junior"));
    assert.equal(await page.textContent("#subject option[value='9900010019/junior']"), "示例二中 9900010019/初中");
    await page.selectOption("#subject", "9900010019/junior");
    await page.click("#explain button");
    await page.waitForFunction(() => document.querySelector("#explained").textContent.includes("5201.9"));
    assert.match(await page.textContent("#explained"), /8\.6698/);
    await page.click("#gap");
    await page.waitForFunction(() => document.querySelector("#gaps").textContent.length > 200);
    assert.deepEqual(noted, []);
    console.log(`${where}: ${took} ms from opening to the verdict`);
    assert.ok(took < 3_000 * PATIENCE, `${took} ms`);
    await context.close();
  });
}

test("what it saves is byte for byte what the program writes", async () => {
  const { context, page } = await opened(chrome, file);
  await exampled(page);
  const common = ["examples/county-990001", "--pack", "national@2017", "--as-of", "2026-11-23"];
  const saved = async (selector) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(selector)]);
    return readFileSync(await download.path());
  };
  for (const [key, format] of [["save_html", "html"], ["save_docx", "docx"], ["save_forms", "forms"], ["save_xlsx", "xlsx"], ["save_md", "md"], ["save_json", "json"]]) {
    const program = asked("eval", ...common, "--lang", "zh", "--format", format);
    assert.ok((await saved(`[data-save=${key}]`)).equals(program), format);
  }
  // The report that is shown is that file.
  const shown = await page.getAttribute("#report", "srcdoc");
  assert.ok(Buffer.from(shown).equals(asked("eval", ...common, "--lang", "zh", "--format", "html")));
  await context.close();
});

test("fits four widths in both languages", async () => {
  for (const width of [390, 768, 1366, 1920]) {
    const { context, page, noted } = await opened(chrome, file, { width });
    for (const language of ["zh", "en"]) {
      if (language === "en") await page.click("#language");
      for (const part of ["home", "county", "packs"]) {
        if (part === "county" && language === "zh") await exampled(page);
        await page.evaluate((hash) => (location.hash = hash), part);
        await page.waitForSelector(`#page-${part}`);
        if (part === "county") await page.waitForFunction(() => document.getElementById("stop").hidden);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(over <= 0, `${part} ${language} ${width}: ${over} px too wide`);
        await shot(page, `${part}-${language}-${width}`);
      }
      await page.evaluate(() => (location.hash = "home"));
    }
    assert.equal(await page.getAttribute("html", "lang"), "en");
    const chinese = await page.evaluate(() => [...document.querySelectorAll("[data-t]")].filter((e) => /[一-鿿]/.test(e.textContent) && !e.textContent.includes("教督")).map((e) => e.dataset.t));
    assert.deepEqual(chinese, [], "untranslated");
    assert.match(await page.textContent("#verdict"), /not met|unmet/i);
    assert.deepEqual(noted, []);
    await context.close();
  }
});

test("by keyboard alone", async () => {
  const { context, page } = await opened(chrome, file);
  const reach = async (id, most = 60) => {
    for (let i = 0; i < most; i++) {
      if ((await page.evaluate(() => document.activeElement?.id)) === id) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`#${id} is not reached by Tab`);
  };
  await reach("example");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#verdict .box");
  await page.waitForFunction(() => document.activeElement?.id === "verdict-title");
  await page.waitForFunction(() => document.querySelectorAll("#subject option").length > 0);
  await reach("rule");
  // As far down as needed: the first rule with one subject only.
  await page.keyboard.press("ArrowDown");
  await reach("subject");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#explained").textContent.length > 30);
  await reach("gap");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#gaps").textContent.length > 200);
  await context.close();
});

test("no barriers that axe finds", async () => {
  const { context, page } = await opened(chrome, file);
  await exampled(page);
  for (const part of ["home", "county", "packs"]) {
    await page.evaluate((hash) => (location.hash = hash), part);
    await page.waitForSelector(`#page-${part}`);
    assert.deepEqual(await barriers(page), [], part);
  }
  await context.close();
});

test("mistakes are told by cell and the annotated workbook is the program's", async () => {
  const { context, page } = await opened(chrome, file, { hash: "#county" });
  const data = county().map(([name, text]) => [name, name === "学部.csv" ? text.replace("9900010001,小学,392", "9900010001,小学,三百九十二") : text]);
  await page.fill("#day", "2026-11-23");
  await choosing(page, data);
  assert.equal(await judged(page), null);
  const row = page.locator("#issues-list tr", { hasText: "三百九十二" });
  assert.match(await row.textContent(), /学部\.csv.*第2行.*在校生数/s);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#annotate")]);
  assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), "PK");
  await shot(page, "issues-zh-1366");
  await context.close();
});

const choosing = async (page, data) => {
  await page.evaluate(() => (location.hash = "county"));
  await page.waitForFunction(() => document.querySelectorAll("#pack option").length > 0);
  await page.selectOption("#pack", { label: (await page.locator("#pack option", { hasText: "national@2017" }).first().textContent()) ?? "" });
  await choose(page, "data", data);
  await page.waitForFunction((count) => document.querySelectorAll("#data-files li").length >= count, Math.min(data.length, 30));
};

test("last year's data are compared cell by cell", async () => {
  const { context, page } = await opened(chrome, file, { hash: "#county" });
  await page.fill("#day", "2026-11-23");
  await choosing(page, county());
  const before = county().map(([name, text]) => [name, text.replace("9900010001,小学,392,25,21", "9900010001,小学,392,25,20")]);
  await choose(page, "before", before);
  await page.waitForFunction(() => document.querySelectorAll("#before-files li").length >= 9);
  assert.equal(await judged(page), null);
  await page.click("#compare");
  await page.waitForFunction(() => document.querySelector("#compared")?.contentDocument?.querySelector("main"));
  const text = await page.frameLocator("#compared").locator("main").textContent();
  assert.match(text, /高于规定学历教师数/);
  // The same by the program, from folders of these names.
  const place = mkdtempSync(join(tmpdir(), "junheng-compared-"));
  const folders = { data: county(), before };
  for (const [name, files] of Object.entries(folders)) {
    mkdirSync(join(place, name));
    for (const [file, content] of files) writeFileSync(join(place, name, file), content);
  }
  const program = asked("compare", join(place, "before"), join(place, "data"), "--pack", "national@2017", "--as-of", "2026-11-23", "--lang", "zh", "--format", "html");
  assert.equal(await page.getAttribute("#compared", "srcdoc"), program.toString());
  rmSync(place, { recursive: true });
  await context.close();
});

test("the form is the program's", async () => {
  const { context, page } = await opened(chrome, file, { hash: "#county" });
  await page.waitForFunction(() => document.querySelectorAll("#pack option").length > 0);
  await page.selectOption("#pack", await page.locator("#pack option", { hasText: "national@2017" }).first().getAttribute("value"));
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#template")]);
  const program = asked("template", "--pack", "national@2017", "--lang", "zh");
  assert.ok(readFileSync(await download.path()).equals(program));
  await context.close();
});

test("hostile workbooks: an error in words, and the page lives", async () => {
  const { context, page } = await opened(chrome, file, { hash: "#county" });
  const bad = [
    ["alloc-46GB.xls", gunzipSync(faults("alloc-46GB.xls.gz"))],
    ["calamine-panic.xls", gunzipSync(faults("calamine-panic.xls.gz"))],
    ["rss-1345M.xls", gunzipSync(faults("rss-1345M.xls.gz"))],
    ["cell_far10.xlsx", readFileSync(join(root, "tests/received/cell_far10.xlsx"))],
    ["html.xls", readFileSync(join(root, "tests/received/html.xls"))],
    ["学校.xlsx", Buffer.from("PK\x03\x04 cut off")],
    ["学校.csv", Buffer.from([0xff, 0xfe, 0, 0xd8, 0, 0xd8])],
    ["学部.csv", Buffer.alloc(3_000_000, "\"")],
    ["坏.zip", Buffer.from("PK\x05\x06 nothing")],
  ];
  await page.fill("#day", "2026-11-23");
  await page.evaluate(() => (location.hash = "county"));
  await page.waitForFunction(() => document.querySelectorAll("#pack option").length > 0);
  for (const [name, bytes] of bad) {
    await choose(page, "data", [[name, bytes]]);
    await page.waitForFunction(() => document.querySelectorAll("#data-files li").length > 0 || !document.getElementById("problem").hidden);
    const refused = (await page.isHidden("#problem")) ? await judged(page) : await page.textContent("#problem");
    const issues = (await page.isHidden("#results")) ? "" : await page.textContent("#issues-list");
    const said = refused ?? issues;
    assert.ok(said && said.trim().length > 5, `${name}: nothing is said`);
    if (name !== "坏.zip") assert.match(said, /[一-鿿]/, name);
    console.log(`${name}: ${said.trim().slice(0, 90).replace(/\s+/g, " ")}`);
    await page.click("#clear");
    await page.waitForFunction(() => document.querySelectorAll("#data-files li").length === 0);
  }
  await page.evaluate(() => (location.hash = "home"));
  await exampled(page);
  assert.match(await page.textContent("#verdict"), /示例甲县/);
  await context.close();
});

test("twenty counties one after the other take no more memory; 45 schools in a second, 400 in ten", async () => {
  const { context, page } = await opened(chrome, file, { hash: "#county" });
  await page.evaluate(() => (location.hash = "home"));
  await exampled(page);
  const size = () => page.evaluate(() => Number(document.getElementById("results").dataset.memory));
  const sizes = [];
  let quickest = Infinity;
  for (let i = 0; i < 20; i++) {
    await page.click("#clear");
    await page.waitForFunction(() => document.querySelectorAll("#data-files li").length === 0);
    await choosing(page, county());
    const begun = Date.now();
    assert.equal(await judged(page), null);
    quickest = Math.min(quickest, Date.now() - begun);
    sizes.push(await size());
  }
  console.log(`40 schools: ${quickest} ms; memory ${sizes.map((s) => (s / 1048576).toFixed(0)).join(" ")} MiB`);
  assert.equal(sizes.at(-1), sizes[4]);
  assert.ok(quickest < 1_000 * PATIENCE, `${quickest} ms`);
  await page.click("#clear");
  await choosing(page, county(10));
  const begun = Date.now();
  assert.equal(await judged(page), null);
  const took = Date.now() - begun;
  console.log(`400 schools: ${took} ms; memory ${((await size()) / 1048576).toFixed(0)} MiB`);
  assert.ok(took < 10_000 * PATIENCE, `${took} ms`);
  assert.ok((await size()) < 1 << 30);
  await context.close();
});
