// Shows pages in Chromium and writes down what is there. The plan comes on standard input as JSON, what was found goes to standard output.
//
// { chromium, profile, base, axe: path or null,
//   pages: [{ path, cookies: {name: value}, language, width, height, script, axe, keyboard, print, shot }] }
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const plan = JSON.parse(readFileSync(0, "utf8"));
const axe = plan.axe ? readFileSync(plan.axe, "utf8") : null;
const browser = spawn(
  plan.chromium,
  ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe",
    `--user-data-dir=${plan.profile}`],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
);
const [to, from] = [browser.stdio[3], browser.stdio[4]];
let next = 1;
const waiting = new Map();
let listeners = [];
let rest = Buffer.alloc(0);
from.on("data", (bytes) => {
  rest = Buffer.concat([rest, bytes]);
  for (let end; (end = rest.indexOf(0)) >= 0; ) {
    const message = JSON.parse(rest.subarray(0, end).toString());
    rest = rest.subarray(end + 1);
    if (message.id) {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) reject(new Error(JSON.stringify(message.error)));
      else resolve(message.result);
    } else {
      listeners.forEach((listen) => listen(message));
    }
  }
});
function send(method, params = {}, sessionId) {
  const id = next++;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    to.write(JSON.stringify({ id, method, params, sessionId }) + "\0");
  });
}

async function show(page) {
  const { browserContextId } = await send("Target.createBrowserContext");
  const { targetId } = await send("Target.createTarget", { url: "about:blank", browserContextId });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const call = (method, params) => send(method, params, sessionId);
  const found = { path: page.path, width: page.width, language: page.language, violations: [], errors: [], fetched: [] };
  const listen = (message) => {
    if (message.sessionId !== sessionId) return;
    if (message.method === "Runtime.exceptionThrown") found.errors.push(message.params.exceptionDetails.text);
    if (message.method === "Log.entryAdded" && ["security", "violation"].includes(message.params.entry.source)) {
      found.violations.push(message.params.entry.text);
    }
    if (message.method === "Page.javascriptDialogOpening") {
      found.errors.push("dialog: " + message.params.message);
      call("Page.handleJavaScriptDialog", { accept: true });
    }
    if (message.method === "Network.requestWillBeSent" && !message.params.request.url.startsWith(plan.base)
      && !message.params.request.url.startsWith("data:")) {
      found.fetched.push(message.params.request.url);
    }
  };
  listeners.push(listen);
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await call(domain + ".enable");
  await call("Emulation.setDeviceMetricsOverride", { width: page.width, height: page.height, deviceScaleFactor: 1, mobile: page.width < 500 });
  await call("Emulation.setScriptExecutionDisabled", { value: !page.script });
  for (const [name, value] of Object.entries(page.cookies)) {
    await call("Network.setCookie", { name, value, url: plan.base });
  }
  const loaded = new Promise((resolve) => {
    listeners.push(function once(message) {
      if (message.sessionId === sessionId && message.method === "Page.loadEventFired") resolve();
    });
  });
  await call("Page.navigate", { url: plan.base + page.path });
  await loaded;
  // Whatever the page brought has had its chance; now the test looks, with the page's policy out of its way.
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await call("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  if (page.script) await new Promise((resolve) => setTimeout(resolve, 60));
  await call("Emulation.setScriptExecutionDisabled", { value: false });
  Object.assign(found, await evaluate(`({
    title: document.title, lang: document.documentElement.lang, ran: window.__ran ?? 0,
    wide: document.documentElement.scrollWidth > innerWidth,
    headings: Array.from(document.querySelectorAll("h1"), (h) => h.textContent.trim()),
    text: document.body.innerText.length,
    styled: getComputedStyle(document.querySelector(".top") ?? document.body).backgroundColor,
  })`));
  // What a person does: waits for something, goes somewhere, presses keys, writes, composes as an input method does; `look` is written down.
  found.looks = [];
  for (const step of page.steps ?? []) {
    if (step.wait) {
      const until = Date.now() + (step.most ?? 20_000);
      while (!(await evaluate(`Boolean((${step.wait}))`))) {
        if (Date.now() > until) throw new Error(`${page.path}: waited in vain for ${step.wait}: ${await evaluate("document.body.innerText.slice(0, 3000)")}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    if (step.run) await evaluate(`(() => { ${step.run} })()`);
    if (step.click || step.hover) {
      const [x, y] = await evaluate(`(() => { const e = ${step.click ?? step.hover}; e.scrollIntoView({ block: "center" });
        const b = e.getBoundingClientRect(); return [b.x + Math.min(b.width / 2, 40), b.y + b.height / 2]; })()`);
      await call("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
      for (const type of step.click ? ["mousePressed", "mouseReleased"] : []) {
        await call("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
      }
    }
    for (const { key, code, number, modifiers } of step.keys ?? []) {
      for (const type of ["rawKeyDown", "keyUp"]) {
        await call("Input.dispatchKeyEvent", { type, key, code: code ?? key, windowsVirtualKeyCode: number, modifiers: modifiers ?? 0 });
      }
    }
    for (const sign of step.type ?? "") await call("Input.insertText", { text: sign });
    // Each word by the stages of its spelling; the last is what is meant.
    for (const stages of step.compose ?? []) {
      for (const text of stages.slice(0, -1)) {
        await call("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
        if (step.pause) await new Promise((resolve) => setTimeout(resolve, step.pause));
      }
      await call("Input.insertText", { text: stages.at(-1) });
    }
    if (step.look) found.looks.push(await evaluate(step.look));
  }
  if (page.keyboard) {
    // Every control can be reached by Tab, is seen when it is, and the first is the link past the menu.
    const wanted = await evaluate(`document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]').length`);
    const reached = new Set();
    let unseen = [];
    let first = "";
    for (let n = 0; n < wanted + 5; n++) {
      await call("Input.dispatchKeyEvent", { type: "keyDown", key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 });
      await call("Input.dispatchKeyEvent", { type: "keyUp", key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 });
      const at = await evaluate(`(() => {
        const e = document.activeElement;
        if (!e || e === document.body) return null;
        const all = Array.from(document.querySelectorAll("*"));
        const box = e.getBoundingClientRect();
        const style = getComputedStyle(e);
        const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
        return { n: all.indexOf(e), name: e.outerHTML.slice(0, 90), seen: box.width > 0 && box.height > 0 && ring, skip: e.classList.contains("skip") };
      })()`);
      if (!at) continue;
      if (reached.size === 0) first = at.skip ? "skip" : at.name;
      reached.add(at.n);
      if (!at.seen) unseen.push(at.name);
    }
    const hidden = await evaluate(`Array.from(document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'))
      .filter((e) => !e.checkVisibility() || (e.type === "radio" && !e.checked)).length`);
    found.keyboard = { first, wanted, hidden, reached: reached.size, unseen };
  }
  if (page.axe && axe) {
    await evaluate(axe + ";0");
    const result = await evaluate(`axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.map((v) => ({
      id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)) })))`);
    found.axe = result;
  }
  if (page.shot) {
    const height = page.full ? Math.min(6000, await evaluate("document.documentElement.scrollHeight")) : page.height;
    const { data } = await call("Page.captureScreenshot", {
      format: "png", captureBeyondViewport: true, clip: { x: 0, y: 0, width: page.width, height, scale: page.scale ?? 1 },
    });
    writeFileSync(page.shot, Buffer.from(data, "base64"));
  }
  if (page.print) {
    const { data } = await call("Page.printToPDF", { preferCSSPageSize: true, printBackground: true });
    writeFileSync(page.print, Buffer.from(data, "base64"));
  }
  listeners = listeners.filter((l) => l === listen ? false : true);
  await send("Target.disposeBrowserContext", { browserContextId });
  return found;
}

try {
  const out = [];
  for (const page of plan.pages) {
    listeners = [];
    out.push(await show(page));
  }
  await new Promise((resolve) => process.stdout.write(JSON.stringify(out), resolve));
} finally {
  browser.kill();
}
