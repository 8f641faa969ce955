// Small helpers over the page's own elements.

/** @template {HTMLElement} [T=HTMLElement] @param {string} id @returns {T} */
export function at(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return /** @type {T} */ (found);
}

/** A field of a form. @param {string} id @returns {HTMLInputElement} */
export const field = (id) => at(id);

/**
 * An element with attributes and children; text is text.
 * @param {string} name @param {Record<string, any>} [attributes] @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElement}
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, String(value));
  }
  element.append(...children.filter((child) => child != null).map((child) => /** @type {Node | string} */ (child)));
  return element;
}

/** A message's text: what stands between backticks is as it was written. @param {string} text @returns {(string | Node)[]} */
export const said = (text) => text.split("`").map((part, i) => (i % 2 === 1 ? make("code", {}, part) : part));

/** Saves a file. @param {string} name @param {Uint8Array | string} content @param {string} [type] */
export function save(name, content, type = "application/octet-stream") {
  const address = URL.createObjectURL(new Blob([/** @type {any} */ (content)], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Shows a page that the engine made, as high as it is. @param {HTMLIFrameElement} frame @param {string} html */
export function show(frame, html) {
  frame.hidden = false;
  let width = 0;
  const fit = () => {
    const root = frame.contentDocument?.documentElement;
    // Where it is not in sight it has no width; it is measured once it has one.
    if (!root || frame.clientWidth === 0 || frame.clientWidth === width) return;
    width = frame.clientWidth;
    frame.style.height = "0";
    frame.style.height = `${root.scrollHeight + 4}px`;
  };
  watching.get(frame)?.disconnect();
  const watch = new ResizeObserver(fit);
  watching.set(frame, watch);
  frame.onload = () => {
    width = 0;
    fit();
  };
  watch.observe(frame);
  frame.srcdoc = html;
}

/** @type {WeakMap<Element, ResizeObserver>} */
const watching = new WeakMap();

/** What was refused or went wrong, in words. @param {HTMLElement} box @param {unknown} error @param {(key: any) => string} word */
export function tell(box, error, word) {
  const { name, message, help } = /** @type {import("./door.js").Refused} */ (error);
  box.replaceChildren();
  const stopped = name === "Stopped";
  const what = stopped ? word(/stopped$/.test(message) ? "was_stopped" : "broke") : message;
  box.append(make("p", {}, make("strong", {}, ...said(what))));
  if (help) box.append(help.includes("\n") ? make("pre", {}, help) : make("p", {}, ...said(help)));
  if (stopped && !/stopped$/.test(message)) box.append(make("p", { class: "small" }, message.slice(0, 500)));
  box.hidden = false;
  box.focus();
}

/** Files of a drop, folders walked through. @param {DataTransfer} transfer @returns {Promise<[string, File][]>} path, file */
export async function dropped(transfer) {
  /** @type {[string, File][]} */
  const out = [];
  /** @param {any} entry @param {string} before */
  const walk = async (entry, before) => {
    const path = before + entry.name;
    if (entry.isFile) out.push([path, await new Promise((resolve, reject) => entry.file(resolve, reject))]);
    else {
      const reader = entry.createReader();
      for (;;) {
        /** @type {any[]} */
        const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (some.length === 0) break;
        for (const inside of some) await walk(inside, path + "/");
      }
    }
  };
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  for (const entry of entries) await walk(entry, "");
  return out;
}

/** Chosen files with their paths. @param {HTMLInputElement} input @returns {[string, File][]} */
export function chosen(input) {
  const files = [...(input.files ?? [])];
  return files.map((file) => [file.webkitRelativePath || file.name, file]);
}
