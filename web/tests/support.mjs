// What the page's tests share: the page from a file and from a server, Chromium, data of any size.
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const dist = fileURLToPath(new URL("../dist/", import.meta.url));
export const file = pathToFileURL(join(dist, "junheng.html")).href;
export const program = process.env.JUNHENG ?? join(root, "target/debug/junheng");
/** Where pictures go: WEB_SHOTS. */
const shots = process.env.WEB_SHOTS;

/** The folder for a site on a local server. */
export async function site() {
  const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm" };
  const server = createServer((request, response) => {
    const name = request.url === "/" ? "index.html" : request.url.slice(1);
    const path = join(dist, "site", name);
    if (!/^[\w.]+$/.test(name) || !existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[extname(name)] ?? "application/octet-stream" }).end(readFileSync(path));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** Starts Chromium. */
export function browser() {
  const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  if (!executablePath) throw new Error("no chromium: .ci/setup installs it");
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
}

/** A page that notes what it must not do: errors, violations of its policy, requests to elsewhere. */
export async function opened(chrome, address, { width = 1366, height = 900, hash = "" } = {}) {
  const context = await chrome.newContext({ viewport: { width, height }, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000 * Number(process.env.WEB_PATIENCE ?? 1));
  const noted = [];
  page.on("pageerror", (error) => noted.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") noted.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(blob:|data:|about:)/.test(url) && !url.startsWith(address)) noted.push(`request: ${url}`);
  });
  await page.goto(address + hash);
  return { context, page, noted };
}

/** A picture for people to look at, where WEB_SHOTS says where. */
export async function shot(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  // A report goes on and on.
  const [width, height] = await page.evaluate(() => [innerWidth, Math.min(document.documentElement.scrollHeight, 3_200)]);
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true, clip: { x: 0, y: 0, width, height } });
}

/** Presses the example's button and waits for the report; when the verdict was there. */
export async function exampled(page) {
  await page.click("#example");
  await page.waitForSelector("#verdict .box");
  const verdict = Date.now();
  await page.waitForFunction(() => document.querySelector("#report")?.contentDocument?.querySelector("main"));
  await page.waitForSelector("#progress-bar[value='4']", { state: "attached" });
  return verdict;
}

/** Puts files as if they were chosen. */
export const choose = (page, id, files) =>
  page.setInputFiles(`#${id}`, files.map(([name, content]) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) })));

/** Presses “judge” and waits until it is over; the words of the problem, if there is one. */
export async function judged(page) {
  await page.click("#judge");
  await page.waitForFunction(() => document.getElementById("stop").hidden);
  return (await page.isHidden("#problem")) ? null : page.textContent("#problem");
}

/** What axe finds on the page that is serious, without the reports in it. */
export async function barriers(page) {
  // The policy lets no other script in: the debugger's evaluation is none of the page's.
  await page.evaluate(readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8"));
  const found = await page.evaluate(() => globalThis.axe.run(document, { iframes: false }));
  const serious = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
  return serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`);
}

/** The example county's files, `times` as many schools. */
export function county(times = 1) {
  const folder = join(root, "examples/county-990001");
  return readdirSync(folder).map((name) => {
    const [header, ...rows] = readFileSync(join(folder, name), "utf8").trimEnd().split("\n");
    const own = rows.filter((row) => /^990001\d{4},/.test(row));
    const others = rows.filter((row) => !own.includes(row));
    const copies = Array.from({ length: times }, (_, n) => own.map((row) => row.replace(/^990001\d{4}/, (code) => String(Number(code) + n * 100))));
    return [name, [header, ...others, ...copies.flat()].join("\n") + "\n"];
  });
}

/** What the program says: its exit code, its file. */
export function asked(...args) {
  const place = mkdtempSync(join(tmpdir(), "junheng-page-"));
  const out = join(place, args[0] === "template" ? "out.xlsx" : "out");
  try {
    execFileSync(program, [...args, "--out", out], { cwd: root, stdio: "ignore" });
  } catch (error) {
    if (error.status !== 1) throw error;
  }
  const made = readFileSync(out);
  rmSync(place, { recursive: true });
  return made;
}
