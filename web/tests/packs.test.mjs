// The page as policy staff use it: the editor with its language server, cases, diff, impact, sweep, ZIP, links.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { barriers, browser, choose, county, exampled, file, judged, opened, shot } from "./support.mjs";

let chrome;
before(async () => {
  chrome = await browser();
});
after(() => chrome.close());

/** Opens a new pack that extends the national one. */
async function fresh(options) {
  const { context, page, noted } = await opened(chrome, file, { ...options, hash: "#packs" });
  await page.waitForFunction(() => document.querySelectorAll("#new-extends option").length > 0);
  await page.selectOption("#new-extends", "national@2017");
  await page.click("#new-pack button");
  await page.waitForSelector("#editor .cm-content");
  await page.waitForFunction(() => document.querySelector("#editor .count")?.textContent);
  return { context, page, noted };
}
const shown = (page, path) => page.click(`#editor .pack-files button:has-text("${path}")`);
/** The whole text of the editor, also what is scrolled away. */
const text = (page) => page.evaluate(() => document.querySelector("#editor .cm-content").cmTile?.view?.state.doc.toString() ?? document.querySelector("#editor .cm-content").innerText);
async function typed(page, words) {
  await page.click("#editor .cm-content");
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(words);
}

test("mistakes show as one types, are fixed, and the pack is sound again", async () => {
  const { context, page, noted } = await fresh();
  await shown(page, "local.rules");
  await typed(page, '\n规则 Z1 "试"\n  适用 学校\n  要求班级数 不低于 1\n');
  await page.waitForFunction(() => /JH|✗/.test(document.querySelector("#editor .wrongs").textContent));
  await page.waitForSelector("#editor .cm-lintRange-error");
  await shot(page, "editor-error-1366");
  assert.deepEqual(await barriers(page), []);
  const fix = page.locator("#editor .wrongs .fix").first();
  await fix.click();
  await page.waitForFunction(() => !/✗/.test(document.querySelector("#editor .wrongs").textContent));
  assert.match(await text(page), /要求 班级数/);
  assert.deepEqual(noted, []);
  await context.close();
});

test("it completes names, tells what they are, and formats", async () => {
  const { context, page } = await fresh();
  await shown(page, "local.rules");
  await typed(page, '\n规则 Z1 "试"\n  适用 学校\n  要求   班级数   不低于   1\n  要求 班');
  await page.keyboard.press("Control+Space");
  await page.waitForSelector(".cm-tooltip-autocomplete");
  assert.match(await page.textContent(".cm-tooltip-autocomplete"), /班级数/);
  await shot(page, "editor-complete-1366");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+End");
  await page.keyboard.press("Backspace");
  const line = page.locator("#editor .cm-line", { hasText: "要求   班级数" }).last();
  const at = await line.evaluate((element) => {
    const node = [...element.childNodes].find((child) => child.nodeType === 3 && child.data.includes("班级数"));
    const range = new Range();
    range.setStart(node, node.data.indexOf("班级数"));
    range.setEnd(node, node.data.indexOf("班级数") + 3);
    const { x, y, width, height } = range.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  });
  await page.mouse.move(...at, { steps: 5 });
  await page.waitForSelector(".cm-tooltip-hover");
  assert.match(await page.textContent(".cm-tooltip-hover"), /班级数/);
  await page.mouse.move(0, 0);
  await page.click("#editor button:has-text('整理格式')");
  await page.waitForFunction(() => /要求 班级数 不低于 1/.test(document.querySelector("#editor .cm-content").innerText));
  await context.close();
});

test("composing Chinese loses no character", async () => {
  const { context, page } = await fresh();
  await shown(page, "local.rules");
  await page.click("#editor .cm-content");
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  const input = await context.newCDPSession(page);
  const words = ["# 均衡", "发展", "督导", "评估"];
  for (const word of words) {
    for (let n = 1; n <= word.length; n++) {
      await input.send("Input.imeSetComposition", { text: word.slice(0, n), selectionStart: n, selectionEnd: n });
      await page.waitForTimeout(60);
    }
    await input.send("Input.insertText", { text: word });
  }
  await page.waitForTimeout(600);
  assert.match(await text(page), /# 均衡发展督导评估/);
  await context.close();
});

test("a copy of a shipped standard passes its own cases, those of the example counties too", async () => {
  const { context, page } = await opened(chrome, file, { hash: "#packs" });
  await page.waitForFunction(() => document.querySelectorAll("#shipped option").length > 0);
  await page.selectOption("#shipped", "national-2017");
  await page.click("#open-shipped button");
  await page.waitForSelector("#editor .cm-content");
  await page.click("#run-cases");
  await page.waitForFunction(() => document.querySelector("#tried").textContent.length > 60);
  const told = await page.textContent("#tried");
  assert.doesNotMatch(told, /✗/, told.slice(0, 400));
  await context.close();
});

test("cases with coverage, diff to the parent, the pack as a document", async () => {
  const { context, page } = await fresh();
  await shown(page, "local.rules");
  await typed(page, '\n规则 Z1 "试"\n  适用 学校\n  要求 班级数 不低于 1\n');
  await page.click("#run-cases");
  await page.waitForFunction(() => document.querySelector("#tried").textContent.length > 30);
  assert.match(await page.textContent("#tried"), /用例|通过/);
  await page.click("#diff");
  await page.waitForFunction(() => document.querySelector("#tried").textContent.includes("Z1") || document.querySelector("#tried").textContent.includes("试"));
  await page.click("#pack-doc");
  await page.waitForFunction(() => document.querySelector("#tried-page")?.contentDocument?.querySelector("main")?.textContent.includes("试"));
  await context.close();
});

test("impact and sweep on the added data", async () => {
  const { context, page } = await opened(chrome, file);
  await exampled(page);
  await page.evaluate(() => (location.hash = "packs"));
  await page.selectOption("#new-extends", "national@2017");
  await page.click("#new-pack button");
  await page.waitForSelector("#editor .cm-content");
  await page.click("#impact");
  await page.waitForFunction(() => document.querySelector("#tried").textContent.length > 40);
  assert.match(await page.textContent("#tried"), /national@2017/);
  await page.fill("#sweep-what", "R5.at_least.primary=7..9:0.5");
  await page.click("#sweep button");
  await page.waitForFunction(() => document.querySelector("#tried-page")?.contentDocument?.querySelector("main"));
  const frame = page.frameLocator("#tried-page");
  assert.ok((await frame.locator("svg").count()) > 0, "it has its picture");
  assert.match(await frame.locator("main").textContent(), /7\.5/);
  await shot(page, "sweep-1366");
  await page.fill("#sweep-what", "nonsense");
  await page.click("#sweep button");
  await page.waitForSelector("#pack-problem:not([hidden])");
  assert.match(await page.textContent("#pack-problem"), /[一-鿿]/);
  await context.close();
});

test("saved as ZIP and opened again, shared by a link, judged by", async () => {
  const { context, page, noted } = await fresh();
  await shown(page, "local.rules");
  await typed(page, "\n# 我的标准\n");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save-zip")]);
  const zip = readFileSync(await download.path());
  assert.equal(zip.subarray(0, 2).toString(), "PK");
  await page.click("#share");
  const link = await page.inputValue("#shared-link");
  assert.match(link, /#pack=[\w-]+$/);
  await page.click("#close-pack");
  await choose(page, "open-zip", [["回来.zip", zip]]);
  await page.waitForSelector("#editor .cm-content");
  await shown(page, "local.rules");
  assert.match(await text(page), /# 我的标准/);
  await page.click("#use-pack");
  await page.waitForSelector("#page-county:not([hidden])");
  assert.match(await page.inputValue("#pack"), /^packs\//);
  await page.fill("#day", "2026-11-23");
  await choose(page, "data", county());
  await page.waitForFunction(() => document.querySelectorAll("#data-files li").length >= 9);
  assert.equal(await judged(page), null);
  assert.match(await page.textContent("#verdict"), /示例甲县/);
  const other = await opened(chrome, link.split("#")[0], { hash: "#" + link.split("#")[1] });
  await other.page.waitForSelector("#editor .cm-content");
  await shown(other.page, "local.rules");
  assert.match(await text(other.page), /# 我的标准/);
  assert.deepEqual([...noted, ...other.noted], []);
  await other.context.close();
  await context.close();
});

test("a hostile pack runs nothing, and a page that is spoken to in English answers so", async () => {
  const { context, page, noted } = await opened(chrome, file, { hash: "#packs", width: 390 });
  await page.click("#language");
  const folder = new URL("faults/hostile-pack/", import.meta.url);
  const files = Object.fromEntries(["pack.yaml", "a.rules"].map((name) => [name, readFileSync(new URL(name, folder), "utf8")]));
  // As the page packs a link itself.
  const link = await page.evaluate(async (files) => {
    const stream = new Blob([JSON.stringify(files)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }, files);
  await page.evaluate((link) => (location.hash = `pack=${link}`), link);
  await page.waitForSelector("#editor .cm-content");
  await page.waitForFunction(() => document.querySelector("#editor .count")?.textContent);
  await page.click("#pack-doc");
  await page.waitForFunction(() => !document.getElementById("tried-page").hidden || !document.getElementById("pack-problem").hidden);
  await page.waitForTimeout(500);
  assert.doesNotMatch(await page.title(), /PWNED/);
  assert.doesNotMatch(await page.evaluate(() => document.querySelector("#tried-page")?.contentDocument?.title ?? ""), /^PWNED/);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${over} px too wide`);
  await shot(page, "editor-en-390");
  for (const bad of ["", "%%%", "AAAA", link.slice(0, 40)]) {
    await page.evaluate((link) => (location.hash = `pack=${link}`), bad);
    await page.waitForTimeout(200);
  }
  assert.deepEqual(noted.filter((note) => !note.startsWith("console")), []);
  await context.close();
});
