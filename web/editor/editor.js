// The editor of packs: files, an editor that a language server helps, what is wrong. It knows neither where files are kept nor what carries
// the server's messages: the page gives it both (here a worker's, in the workbench a socket's).
//
//   const editor = new PackEditor(host, { root: "file:///packs/mine", transport, words, onchange });
//   editor.open(new Map([["pack.yaml", text], …]));
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import {
  LSPClient, LSPPlugin, Workspace, formatDocument, formatKeymap, hoverTooltips, jumpToDefinitionKeymap, serverCompletion, serverDiagnostics,
} from "@codemirror/lsp-client";
import { searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { edited, offset } from "./edits.js";
import { rules } from "./rules.js";

/** @typedef {import("@codemirror/lsp-client").Transport} Transport */
/** @typedef {{ files: string, editor: string, format: string, fix: string, new_file: string, delete_file: string, name_file: string,
 *   problems_none: string, problems: (errors: number, warnings: number) => string, rename: string }} Words */
/** @typedef {{ root: string, transport: Transport, words: Words, onchange?: (path: string, text: string | null) => void,
 *   delay?: number, nonce?: string }} Settings  `onchange` hears each changed file some moments later; null where it is gone. `nonce` is for
 *   the editor's own styles where the page's policy asks for one */
/** @typedef {{ range: { start: any, end: any }, message: string, severity?: number, code?: string }} Wrong */

/** Most diagnostics that are listed with their fixes. */
const MOST_LISTED = 200;
const MOST_WITH_FIXES = 20;

/** A message whose names stand between backticks, as they were written. @param {string} text @returns {(string | Node)[]} */
const quoted = (text) => text.split("`").map((part, i) => (i % 2 === 1 ? Object.assign(document.createElement("code"), { textContent: part }) : part));

/** Files of one pack, one of them in a view. */
class OneView extends Workspace {
  /** @type {any[]} */ files = [];

  /** @param {LSPClient} client @param {PackEditor} editor */
  constructor(client, editor) {
    super(client);
    this.editor = editor;
  }

  syncFiles() {
    const out = [];
    for (const file of this.files) {
      const plugin = LSPPlugin.get(file.view);
      if (!plugin || plugin.unsyncedChanges.empty) continue;
      out.push({ file, prevDoc: file.doc, changes: plugin.unsyncedChanges });
      file.doc = file.view.state.doc;
      file.version++;
      plugin.clear();
    }
    return out;
  }

  /** @param {string} uri @param {string} languageId @param {EditorView} view */
  openFile(uri, languageId, view) {
    const file = { uri, languageId, version: 0, doc: view.state.doc, view, getView: () => view };
    this.files.push(file);
    this.client.didOpen(file);
  }

  /** @param {string} uri */
  closeFile(uri) {
    this.files = this.files.filter((file) => file.uri !== uri);
    this.client.didClose(uri);
  }

  /** @param {string} uri */
  async displayFile(uri) {
    return this.editor.show(this.editor.inside(uri)) ? (this.editor.view ?? null) : null;
  }
}

export class PackEditor {
  /** The texts by their paths inside the pack. @type {Map<string, string>} */ files = new Map();
  /** @type {EditorView | undefined} */ view;
  /** The file that is shown. */ current = "";
  /** What is wrong, by path. @type {Map<string, Wrong[]>} */ wrongs = new Map();
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */ #late = new Map();
  /** How often the list of what is wrong was asked for. */ #listed = 0;

  /** @param {HTMLElement} host @param {Settings} settings */
  constructor(host, settings) {
    this.settings = settings;
    this.host = host;
    const { words } = settings;
    const element = (/** @type {string} */ name, /** @type {string} */ look) => Object.assign(document.createElement(name), { className: look });
    this.bench = element("div", "bench");
    const side = element("nav", "side");
    side.setAttribute("aria-label", words.files);
    this.list = element("ul", "pack-files");
    side.append(this.list, this.#button(words.new_file, () => this.#add()));
    const middle = element("div", "middle");
    const acts = element("p", "acts");
    acts.append(
      this.#button(words.format, () => void this.format()),
      this.#button(words.delete_file, () => this.#remove()),
    );
    this.place = element("div", "place");
    middle.append(acts, this.place);
    const below = element("div", "wide");
    this.count = element("p", "count");
    this.count.setAttribute("role", "status");
    this.problems = element("ul", "wrongs");
    below.append(this.count, this.problems);
    this.bench.append(side, middle, below);
    host.replaceChildren(this.bench);
    this.#connect();
  }

  /** @param {string} text @param {() => void} act */
  #button(text, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button slim", textContent: text });
    button.addEventListener("click", act);
    return button;
  }

  #connect() {
    this.client = new LSPClient({
      rootUri: this.settings.root,
      timeout: 20_000,
      workspace: (client) => new OneView(client, this),
      notificationHandlers: {
        "textDocument/publishDiagnostics": (_, { uri, diagnostics }) => {
          this.wrongs.set(this.inside(uri), diagnostics);
          void this.#list();
          // The view's own marks are another extension's.
          return false;
        },
      },
      extensions: [serverCompletion({ override: true }), hoverTooltips(), serverDiagnostics()],
    });
    this.client.connect(this.settings.transport);
  }

  /** Begins with another server: the former one stopped. */
  restart() {
    const shown = this.current;
    this.#close();
    this.client?.disconnect();
    this.wrongs.clear();
    this.#connect();
    if (shown) this.show(shown);
  }

  /** @param {string} path @returns {string} */
  uri(path) {
    return `${this.settings.root}/${path.split("/").map(encodeURIComponent).join("/")}`;
  }

  /** A file's path inside the pack. @param {string} uri @returns {string} */
  inside(uri) {
    const plain = decodeURIComponent(uri);
    const root = decodeURIComponent(this.settings.root) + "/";
    return plain.startsWith(root) ? plain.slice(root.length) : plain;
  }

  /** Opens a pack. @param {Map<string, string>} files texts by their paths inside the pack */
  open(files) {
    this.files = new Map([...files].sort(([a], [b]) => Number(a !== "pack.yaml") - Number(b !== "pack.yaml") || a.localeCompare(b)));
    const [first] = this.files.keys();
    if (first !== undefined) this.show(first);
    else void this.#list();
  }

  /** Shows a file. @param {string} path @param {{ line: number, character: number }} [at] @returns {boolean} whether there is one */
  show(path, at) {
    const text = this.files.get(path);
    if (text === undefined) return false;
    if (path !== this.current || !this.view) {
      this.#close();
      this.current = path;
      this.view = new EditorView({ parent: this.place, state: this.#state(path, text) });
    }
    if (at && this.view) {
      const place = offset(this.view.state.doc.toString(), at);
      this.view.dispatch({ selection: { anchor: place }, effects: EditorView.scrollIntoView(place, { y: "center" }) });
      this.view.focus();
    }
    this.#names();
    return true;
  }

  /** @param {string} path @param {string} text */
  #state(path, text) {
    const language = path.endsWith(".rules") ? rules : yaml();
    return EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(), EditorView.lineWrapping,
        autocompletion(), syntaxHighlighting(defaultHighlightStyle), language, EditorView.cspNonce.of(this.settings.nonce ?? ""),
        EditorView.contentAttributes.of({ "aria-label": `${this.settings.words.editor} ${path}`, tabindex: "0" }),
        keymap.of([
          { key: "Mod-.", run: () => (void this.fixHere(), true) },
          { key: "F2", run: () => (void this.rename(), true) },
          ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...searchKeymap, ...completionKeymap, ...lintKeymap,
          ...formatKeymap, ...jumpToDefinitionKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) this.#changed(path, update.state.doc.toString());
        }),
        /** @type {LSPClient} */ (this.client).plugin(this.uri(path), path.endsWith(".rules") ? "junheng" : "yaml"),
      ],
    });
  }

  #close() {
    // What was typed last is kept before the server forgets that the file was open.
    for (const path of [...this.#late.keys()]) this.#tell(path);
    this.view?.destroy();
    this.view = undefined;
    this.current = "";
  }

  /** Ends it. */
  destroy() {
    this.#close();
    this.client?.disconnect();
    this.host.replaceChildren();
  }

  /** @param {string} path @param {string} text */
  #changed(path, text) {
    this.files.set(path, text);
    clearTimeout(this.#late.get(path));
    this.#late.set(path, setTimeout(() => this.#tell(path), this.settings.delay ?? 300));
  }

  /** @param {string} path */
  #tell(path) {
    clearTimeout(this.#late.get(path));
    this.#late.delete(path);
    this.settings.onchange?.(path, this.files.get(path) ?? null);
  }

  /** Tells what was changed and not yet told. */
  flush() {
    for (const path of [...this.#late.keys()]) this.#tell(path);
  }

  /** Tells the server that files outside of the view changed. */
  #touched() {
    this.client?.notification("workspace/didChangeWatchedFiles", { changes: [] });
  }

  #add() {
    const name = prompt(this.settings.words.name_file)?.trim();
    if (!name || !/^[^/\\][^\\]*\.(ya?ml|rules)$/.test(name) || name.includes("..") || this.files.has(name)) return;
    this.files.set(name, "");
    this.#tell(name);
    this.show(name);
  }

  #remove() {
    const gone = this.current;
    if (gone === "pack.yaml" || !this.files.has(gone)) return;
    this.#close();
    this.files.delete(gone);
    this.wrongs.delete(gone);
    this.#tell(gone);
    this.#touched();
    this.open(this.files);
  }

  /** Writes the shown file as the formatter does. */
  format() {
    if (this.view) formatDocument(this.view);
  }

  /** Gives the name under the cursor another one, in all files. */
  async rename() {
    const [view, client] = [this.view, this.client];
    const plugin = view && LSPPlugin.get(view);
    if (!view || !plugin || !client) return;
    const newName = prompt(this.settings.words.rename)?.trim();
    if (!newName) return;
    client.sync();
    const position = plugin.toPosition(view.state.selection.main.head);
    try {
      this.apply(await client.request("textDocument/rename", { textDocument: { uri: plugin.uri }, position, newName }));
    } catch (error) {
      plugin.reportError(this.settings.words.rename, error);
    }
  }

  /** Applies the first fix at the cursor. */
  async fixHere() {
    const plugin = this.view && LSPPlugin.get(this.view);
    if (!this.view || !plugin) return;
    const at = plugin.toPosition(this.view.state.selection.main.head);
    const [fix] = await this.#fixes(this.current, { start: at, end: at });
    if (fix) this.apply(fix.edit);
  }

  /** @param {string} path @param {{ start: any, end: any }} range @returns {Promise<{ title: string, edit: any }[]>} */
  async #fixes(path, range) {
    const asked = { textDocument: { uri: this.uri(path) }, range, context: { diagnostics: [] } };
    try {
      this.client?.sync();
      return /** @type {any} */ (await this.client?.request("textDocument/codeAction", asked)) ?? [];
    } catch {
      return [];
    }
  }

  /** Applies edits of the server's, in the view and in other files. @param {{ changes?: Record<string, any[]> } | null} edit */
  apply(edit) {
    let others = false;
    for (const [uri, edits] of Object.entries(edit?.changes ?? {})) {
      const path = this.inside(uri);
      const text = this.files.get(path);
      if (text === undefined) continue;
      if (path === this.current && this.view) {
        const doc = this.view.state.doc.toString();
        this.view.dispatch({ changes: edits.map(({ range, newText }) => ({ from: offset(doc, range.start), to: offset(doc, range.end), insert: newText })) });
      } else {
        this.files.set(path, edited(text, edits));
        this.#tell(path);
        others = true;
      }
    }
    if (others) this.#touched();
  }

  #names() {
    const items = [...this.files.keys()].map((path) => {
      const errors = (this.wrongs.get(path) ?? []).filter((w) => w.severity === 1).length;
      const button = this.#button(errors > 0 ? `✗ ${path}` : path, () => this.show(path));
      button.className = errors > 0 ? "wrong" : "";
      if (path === this.current) button.setAttribute("aria-current", "true");
      const item = document.createElement("li");
      item.append(button);
      return item;
    });
    this.list.replaceChildren(...items);
  }

  async #list() {
    const turn = ++this.#listed;
    this.#names();
    const all = [...this.wrongs].flatMap(([path, list]) => list.map((wrong) => ({ path, wrong })));
    all.sort((a, b) => (a.wrong.severity ?? 1) - (b.wrong.severity ?? 1));
    const errors = all.filter(({ wrong }) => wrong.severity === 1).length;
    this.count.textContent = all.length === 0 ? this.settings.words.problems_none : this.settings.words.problems(errors, all.length - errors);
    const items = all.slice(0, MOST_LISTED).map(({ path, wrong }) => {
      const item = document.createElement("li");
      const place = Object.assign(document.createElement("button"), { type: "button", textContent: `${path}:${wrong.range.start.line + 1}` });
      place.addEventListener("click", () => this.show(path, wrong.range.start));
      item.append(wrong.severity === 1 ? "✗ " : "! ", place, " ", ...quoted(wrong.message.replaceAll("\n", " · ")));
      return item;
    });
    this.problems.replaceChildren(...items);
    for (const [index, { path, wrong }] of all.slice(0, MOST_WITH_FIXES).entries()) {
      const fixes = await this.#fixes(path, wrong.range);
      // Something else was found wrong meanwhile.
      if (turn !== this.#listed) return;
      const own = fixes.filter((/** @type {any} */ f) => f.diagnostics?.[0]?.code === wrong.code);
      for (const fix of own.slice(0, 1)) {
        const button = this.#button(this.settings.words.fix, () => this.apply(fix.edit));
        button.classList.add("fix");
        button.title = fix.title;
        items[index]?.append(button);
      }
    }
  }
}
