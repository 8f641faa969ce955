// “编写标准”: opens a pack in the editor, tries it, saves it, shares it.
import { PackEditor } from "../editor/editor.js";
import { at, chosen, field, make, save, show, tell } from "./dom.js";
import { packed, unpacked } from "./link.js";
import { language, word } from "./words.js";

/** @typedef {import("./client.js").Client} Client */
/** @typedef {import("./county.js").County} County */

const decoder = new TextDecoder();

export class Packs {
  /** Where the opened pack is put. */ folder = "";
  /** @type {PackEditor | undefined} */ editor;
  /** Changed files are put one after the other. @type {Promise<unknown>} */ #puts = Promise.resolve();

  /**
   * @param {Client} client @param {County} county @param {(chosen?: string) => Promise<void>} listed lists the standards anew
   * @param {() => Promise<Record<string, string>>} example the example counties, which cases of shipped packs name
   */
  constructor(client, county, listed, example) {
    this.client = client;
    this.county = county;
    this.listed = listed;
    const on = (/** @type {string} */ id, /** @type {string} */ event, /** @type {() => Promise<void>} */ work) =>
      at(id).addEventListener(event, (e) => {
        e.preventDefault();
        void this.#do(work);
      });
    on("new-pack", "submit", async () => {
      const id = field("new-id").value.trim();
      const to = `packs/${id || "new"}`;
      const made = await client.call({ op: "new", id, extends: field("new-extends").value, to, lang: language() });
      await this.open(to, await client.keep(made.head.files));
    });
    on("open-shipped", "submit", async () => {
      const name = field("shipped").value;
      const to = `packs/${name}`;
      for (const [path, text] of Object.entries(await example())) await client.put(`examples/${path}`, new TextEncoder().encode(text));
      await this.open(to, await client.keep((await client.call({ op: "shipped", name, to })).head.files));
    });
    on("open-zip", "change", async () => {
      const input = /** @type {HTMLInputElement} */ (at("open-zip"));
      const file = input.files?.[0];
      input.value = "";
      if (file) await this.#found(await client.unzip(file, `packs/${file.name.replace(/\.zip$/i, "")}`, language()));
    });
    on("open-folder", "change", async () => {
      const input = /** @type {HTMLInputElement} */ (at("open-folder"));
      const files = chosen(input).filter(([path]) => /\.(ya?ml|rules|csv)$/i.test(path));
      input.value = "";
      for (const [path, file] of files) await client.put(`packs/${path}`, file);
      await this.#found(files.map(([path]) => `packs/${path}`));
    });
    on("save-zip", "click", async () => {
      await this.#kept();
      const { bytes } = await client.call({ op: "zip", folder: this.folder });
      save(`${this.folder.replace(/.*\//, "")}.zip`, bytes, "application/zip");
    });
    on("share", "click", async () => {
      await this.#kept();
      const link = await packed(Object.fromEntries(this.editor?.files ?? []));
      const box = at("shared");
      box.hidden = false;
      const address = link && `${location.href.split("#")[0]}#pack=${link}`;
      box.replaceChildren(address ? make("label", { for: "shared-link" }, word("copied")) : word("too_long"));
      if (address) box.append(make("input", { id: "shared-link", readonly: true, value: address, onfocus: (/** @type {any} */ e) => e.target.select() }));
    });
    on("use-pack", "click", async () => {
      await this.#kept();
      await listed(this.folder);
      location.hash = "#county";
    });
    on("close-pack", "click", async () => this.close());
    on("run-cases", "click", () => this.#told(async () => (await client.call({ op: "test", pack: this.folder, lang: language() })).head.text));
    on("diff", "click", () => this.#told(() => client.text({ op: "diff", to: this.folder, format: "text", lang: language() })));
    on("pack-doc", "click", () => this.#page(() => client.text({ op: "doc", pack: this.folder, lang: language() })));
    on("impact", "click", () => this.#told(async () => client.text({ ...(await this.#run()), op: "impact", to: this.folder, format: "text" })));
    on("sweep", "submit", () => this.#page(async () => {
      const run = { ...(await this.#run()), pack: this.folder };
      return client.text({ ...run, op: "sweep", sweep: [field("sweep-what").value.trim()], format: "html" });
    }));
  }

  /** Lists the standards that can be extended or copied. @param {any[]} packs */
  choices(packs) {
    const options = (/** @type {any[]} */ list, /** @type {(p: any) => string} */ value) =>
      list.map((p) => make("option", { value: value(p) }, `${p.title ?? p.id}（${p.reference}）`));
    const year = (/** @type {any} */ p) => `${p.id}@${p.version.split(".")[0]}`;
    const shipped = packs.filter((p) => p.shipped);
    at("new-extends").replaceChildren(...options(shipped, year));
    at("shipped").replaceChildren(...options(shipped, (p) => `${p.id}-${p.version.split(".")[0]}`));
  }

  /** What the data under “测算一个县” are judged by now, for comparison. */
  async #run() {
    if (this.county.files.data.size === 0) throw new Error(word("no_data"));
    const parent = (await this.client.call({ op: "packs", lang: language() })).head.packs.find((/** @type {any} */ p) => p.folder === this.folder)?.parent;
    const pack = parent ?? this.county.pack;
    return { pack, data: this.county.paths("data"), as_of: field("day").value, lang: language() };
  }

  /** @param {() => Promise<void>} work */
  async #do(work) {
    at("pack-problem").hidden = true;
    try {
      await work();
    } catch (error) {
      tell(at("pack-problem"), error, word);
    }
  }

  /** Waits until what was typed is where requests find it. */
  async #kept() {
    this.editor?.flush();
    await this.#puts;
  }

  /** @param {() => Promise<string>} ask */
  async #told(ask) {
    await this.#kept();
    const into = at("tried");
    at("tried-page").hidden = true;
    into.hidden = false;
    into.textContent = word("working");
    try {
      into.textContent = await ask();
      into.focus();
    } catch (error) {
      into.hidden = true;
      throw error;
    }
  }

  /** @param {() => Promise<string>} ask */
  async #page(ask) {
    await this.#kept();
    at("tried").hidden = true;
    show(/** @type {HTMLIFrameElement} */ (at("tried-page")), await ask());
  }

  /** Opens the pack among files that were put. @param {string[]} paths */
  async #found(paths) {
    const header = paths.filter((path) => path.endsWith("/pack.yaml")).sort((a, b) => a.length - b.length)[0];
    if (!header) throw new Error(word("no_pack"));
    const folder = header.slice(0, -"/pack.yaml".length);
    await this.open(folder, paths.filter((path) => path.startsWith(folder + "/")));
  }

  /** Opens a pack that stands in a link. @param {string} link */
  fromLink(link) {
    return this.#do(async () => {
      const files = await unpacked(link);
      const to = "packs/shared";
      await this.client.remove(to);
      for (const [path, text] of Object.entries(files)) await this.client.put(`${to}/${path}`, new TextEncoder().encode(text));
      await this.open(to, Object.keys(files).map((path) => `${to}/${path}`));
    });
  }

  /** @param {string} folder @param {string[]} paths */
  async open(folder, paths) {
    this.close();
    this.folder = folder;
    /** @type {Map<string, string>} */
    const files = new Map();
    for (const path of paths.filter((path) => /\.(ya?ml|rules)$/i.test(path))) {
      files.set(path.slice(folder.length + 1), decoder.decode((await this.client.call({ op: "file", path })).bytes));
    }
    at("pack-start").hidden = true;
    at("pack-work").hidden = false;
    this.editor = new PackEditor(at("editor"), {
      root: `file:///${folder.split("/").map(encodeURIComponent).join("/")}`,
      transport: this.#transport(),
      words: { ...this.#words() },
      onchange: (path, text) => {
        const to = `${folder}/${path}`;
        const put = () => (text === null ? this.client.remove(to) : this.client.put(to, new TextEncoder().encode(text)));
        this.#puts = this.#puts.then(put, put);
      },
    });
    this.editor.open(files);
  }

  #words() {
    const rename = language() === "zh" ? "改名为" : "Rename to";
    const names = /** @type {const} */ (["files", "editor", "format", "fix", "new_file", "delete_file", "name_file", "problems_none", "problems"]);
    return /** @type {any} */ ({ rename, ...Object.fromEntries(names.map((name) => [name, word(name)])) });
  }

  /** The worker's messages as the server's. @returns {import("@codemirror/lsp-client").Transport} */
  #transport() {
    /** @type {Set<(message: string) => void>} */
    const handlers = new Set();
    return {
      send: (message) => {
        this.client.call({ op: "lsp", message, lang: language() }).then(
          ({ head }) => head.messages.forEach((/** @type {string} */ m) => handlers.forEach((handle) => handle(m))),
          () => {},
        );
      },
      subscribe: (handler) => void handlers.add(handler),
      unsubscribe: (handler) => void handlers.delete(handler),
    };
  }

  /** Closes the opened pack; what was put stays. */
  close() {
    this.editor?.destroy();
    this.editor = undefined;
    at("pack-start").hidden = false;
    at("pack-work").hidden = true;
    for (const id of ["tried", "tried-page", "shared"]) at(id).hidden = true;
  }

  /** The machine was started anew, and the server with it. */
  restarted() {
    this.editor?.restart();
  }

  /** Puts the editor's own words again: it is made anew. */
  speak() {
    if (!this.editor) return;
    const paths = [...this.editor.files.keys()].map((path) => `${this.folder}/${path}`);
    void this.#do(async () => {
      await this.#kept();
      await this.open(this.folder, paths);
    });
  }
}
