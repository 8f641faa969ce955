// The editor's page in the workbench: the editor of web/editor over a socket to the language server on the draft's files. What is saved is sent
// by an ordinary form, which also says what was seen of each file; without script there is a page with a text area for each file.
import { PackEditor } from "../../web/editor/editor.js";

/** @typedef {{ socket: string, root: string, nonce: string, files: Record<string, string>, was: Record<string, string>, open: string,
 *   line: number, words: Record<string, string> }} Given */

/** @template {HTMLElement} [T=HTMLElement] @param {string} id @returns {T} */
const at = (id) => /** @type {T} */ (document.getElementById(id));
/** @type {Given} */
const given = JSON.parse(at("given").textContent ?? "");
const { words } = given;
const said = at("said");
const form = /** @type {HTMLFormElement} */ (at("save"));

/** Files that differ from what was seen of them; null: gone. @returns {Map<string, string | null>} */
function changes() {
  const out = new Map();
  for (const [path, text] of editor.files) if (text !== given.files[path]) out.set(path, text);
  for (const path of Object.keys(given.files)) if (!editor.files.has(path)) out.set(path, null);
  return out;
}

/** Messages to and from the language server, by a socket that is opened again where it broke. */
class Socket {
  /** @type {Set<(message: string) => void>} */ #handlers = new Set();
  /** @type {string[]} */ #waiting = [];
  /** @type {WebSocket | undefined} */ #socket;
  #tries = 0;

  open() {
    const address = new URL(given.socket, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onopen = () => {
      this.#tries = 0;
      said.textContent = "";
      for (const message of this.#waiting.splice(0)) socket.send(message);
    };
    socket.onmessage = ({ data }) => this.#handlers.forEach((handle) => handle(data));
    socket.onclose = () => {
      said.textContent = words.broken ?? "";
      this.#waiting = [];
      setTimeout(() => this.#again(), Math.min(1000 * 2 ** this.#tries++, 30_000));
    };
  }

  #again() {
    this.open();
    // The new server knows the draft as it is stored: it is told what was changed here.
    for (const [path, text] of changes()) this.put(path, text);
    editor.restart();
  }

  /** @param {string} path @param {string | null} text */
  put(path, text) {
    this.send(JSON.stringify({ jsonrpc: "2.0", method: "junheng/put", params: { path, text } }));
  }

  /** @param {string} message */
  send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(message);
    else this.#waiting.push(message);
  }

  /** @param {(message: string) => void} handler */
  subscribe(handler) {
    this.#handlers.add(handler);
  }

  /** @param {(message: string) => void} handler */
  unsubscribe(handler) {
    this.#handlers.delete(handler);
  }
}

const socket = new Socket();
socket.open();
const editor = new PackEditor(at("editor"), {
  root: given.root,
  transport: socket,
  nonce: given.nonce,
  words: /** @type {any} */ ({
    ...words,
    problems: (/** @type {number} */ errors, /** @type {number} */ warnings) =>
      (words.problems ?? "").replace("{errors}", String(errors)).replace("{warnings}", String(warnings)),
  }),
  onchange: (path, text) => socket.put(path, text),
});
editor.open(new Map(Object.entries(given.files)));
if (given.open) editor.show(given.open, { line: Math.max(0, given.line - 1), character: 0 });

let sending = false;
form.addEventListener("submit", (event) => {
  const all = changes();
  if (all.size === 0) {
    event.preventDefault();
    said.textContent = words.unchanged ?? "";
    return;
  }
  /** @param {string} name @param {string} value */
  const field = (name, value) => {
    const area = Object.assign(document.createElement("textarea"), { name, value, hidden: true });
    form.append(area);
  };
  form.querySelectorAll("textarea").forEach((old) => old.remove());
  for (const [path, text] of all) {
    field("path", path);
    field("was", given.was[path] ?? "");
    field("text", text ?? "");
    if (text === null) field("gone", path);
  }
  const { view } = editor;
  field("open", editor.current);
  field("line", String(view ? view.state.doc.lineAt(view.state.selection.main.head).number : 1));
  sending = true;
});
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    form.requestSubmit();
  }
});
addEventListener("beforeunload", (event) => {
  if (!sending && changes().size > 0) event.preventDefault();
});
