// “测算一个县”: choose a standard, add data, judge; mistakes by cell, report, reasons, gap, comparison.
import { at, chosen, dropped, field, make, said, save, show, tell } from "./dom.js";
import { language, word } from "./words.js";

/** @typedef {import("./client.js").Client} Client */

const FILE_TYPES = /\.(xlsx|xlsm|xls|ods|csv|txt|tsv|tab)$/i;
/** Where this year's data and last year's are put: messages show these names. */
const FOLDERS = { data: "data", before: "before" };
const FORMATS = /** @type {const} */ ([
  ["html", "report.html", "text/html", "save_html"],
  ["docx", "self-evaluation.docx", "", "save_docx"],
  ["forms", "forms.xlsx", "", "save_forms"],
  ["xlsx", "ledger.xlsx", "", "save_xlsx"],
  ["md", "report.md", "text/markdown", "save_md"],
  ["text", "outcomes.txt", "text/plain", "save_text"],
  ["json", "outcomes.json", "application/json", "save_json"],
]);

export class County {
  /** Files by their paths, this year's and last year's. @type {Record<"data" | "before", Map<string, number>>} */
  files = { data: new Map(), before: new Map() };
  /** What was judged last. @type {Record<string, any> | undefined} */ judged;
  /** How many judgings were begun. */ #turn = 0;
  #busy = false;

  /** @param {Client} client */
  constructor(client) {
    this.client = client;
    at("run").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.judge();
    });
    at("stop").addEventListener("click", () => client.stop());
    at("clear").addEventListener("click", () => void this.clear());
    at("template").addEventListener("click", () => void this.#do(async () => {
      const { bytes } = await client.call({ op: "template", pack: this.pack, lang: language() });
      save(`${this.pack.replace(/.*\//, "")}.xlsx`, bytes);
    }));
    for (const kind of /** @type {const} */ (["data", "before"])) {
      const drop = at(kind === "data" ? "drop" : "drop-before");
      drop.addEventListener("dragover", (event) => {
        event.preventDefault();
        drop.classList.add("over");
      });
      drop.addEventListener("dragleave", () => drop.classList.remove("over"));
      drop.addEventListener("drop", (event) => {
        event.preventDefault();
        drop.classList.remove("over");
        const transfer = event.dataTransfer;
        if (transfer) void this.#do(async () => this.add(kind, await dropped(transfer)));
      });
      for (const id of kind === "data" ? ["data", "data-folder"] : ["before"]) {
        const input = at(id);
        input.addEventListener("change", () => {
          const files = chosen(/** @type {HTMLInputElement} */ (input));
          /** @type {HTMLInputElement} */ (input).value = "";
          void this.#do(() => this.add(kind, files));
        });
      }
    }
    at("annotate").addEventListener("click", () => void this.#save("annotate", "annotated.xlsx", ""));
    at("saves").replaceChildren(
      ...FORMATS.map(([format, name, type, key]) =>
        make("button", { type: "button", class: "button", "data-save": key, onclick: () => this.#save("write", name, type, format) }),
      ),
    );
    at("explain").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#into("explained", () => ({ op: "explain", rule: field("rule").value, subject: field("subject").value || null }));
    });
    at("rule").addEventListener("change", () => void this.#do(() => this.#subjects()));
    at("gap").addEventListener("click", () => void this.#into("gaps", () => ({ op: "gap", format: "text" })));
    at("compare").addEventListener("click", () => void this.#do(async () => {
      show(at("compared"), await client.text({ ...this.judged, op: "compare", with: this.paths("before"), previous: [], format: "html" }));
    }));
    at("print").addEventListener("click", () => /** @type {HTMLIFrameElement} */ (at("report")).contentWindow?.print());
  }

  /** The standard that is chosen. @returns {string} */
  get pack() {
    return /** @type {HTMLSelectElement} */ (at("pack")).value;
  }

  /** Puts the page's own words again. */
  speak() {
    for (const button of document.querySelectorAll("[data-save]")) {
      button.textContent = word(/** @type {any} */ (/** @type {HTMLElement} */ (button).dataset.save));
    }
    this.#list();
    if (this.judged) void this.judge();
  }

  /** The folders of what was added. @param {"data" | "before"} kind @returns {string[]} */
  paths(kind) {
    const folders = [...this.files[kind].keys()].map((path) => path.slice(0, path.lastIndexOf("/")));
    return [...new Set(folders)].sort();
  }

  /** Adds files: data, and archives of data. @param {"data" | "before"} kind @param {[string, Blob][]} files */
  async add(kind, files) {
    for (const [path, file] of files) {
      const to = `${FOLDERS[kind]}/${path}`;
      if (/\.zip$/i.test(path)) {
        const inside = await this.client.unzip(file, to.slice(0, -4), language());
        const used = inside.filter((name) => FILE_TYPES.test(name));
        if (used.length === 0) throw new Error(word("empty_zip"));
        for (const name of used) this.files[kind].set(name, file.size);
      } else {
        await this.client.put(to, file);
        this.files[kind].set(to, file.size);
      }
    }
    this.#list();
  }

  /** Takes away all data. */
  async clear() {
    this.#turn++;
    for (const kind of /** @type {const} */ (["data", "before"])) {
      this.files[kind].clear();
      await this.client.remove(FOLDERS[kind]);
    }
    this.judged = undefined;
    at("results").hidden = true;
    at("problem").hidden = true;
    this.#list();
  }

  #list() {
    for (const kind of /** @type {const} */ (["data", "before"])) {
      const all = [...this.files[kind]];
      const item = (/** @type {[string, number]} */ [path, size]) =>
        make("li", {}, make("span", {}, path.slice(FOLDERS[kind].length + 1)), make("span", {}, word("file")(size)));
      const more = all.length > 30 ? [make("li", {}, word("files_more")(all.length - 30))] : [];
      at(`${kind}-files`).replaceChildren(...all.slice(0, 30).map(item), ...more);
    }
  }

  /** Runs something, and says what goes wrong. @param {() => Promise<void>} work */
  async #do(work) {
    at("problem").hidden = true;
    try {
      await work();
    } catch (error) {
      tell(at("problem"), error, word);
    }
  }

  /** @param {string} id @param {() => Record<string, any>} ask */
  #into(id, ask) {
    return this.#do(async () => {
      const into = at(id);
      into.hidden = false;
      into.textContent = word("working");
      try {
        into.textContent = await this.client.text({ .../** @type {any} */ (this.judged), ...ask() });
      } catch (error) {
        into.hidden = true;
        throw error;
      }
    });
  }

  /** @param {string} op @param {string} name @param {string} type @param {string} [format] */
  #save(op, name, type, format) {
    return this.#do(async () => {
      const { bytes } = await this.client.call({ .../** @type {any} */ (this.judged), op, format });
      save(name, bytes, type || undefined);
    });
  }

  /** @param {number} step @param {string} text */
  #progress(step, text) {
    at("progress").hidden = false;
    at("progress-text").textContent = text;
    /** @type {HTMLProgressElement} */ (at("progress-bar")).value = step;
  }

  /** Judges what was added. @returns {Promise<void>} */
  async judge() {
    if (this.#busy) return;
    this.#busy = true;
    const turn = ++this.#turn;
    at("stop").hidden = false;
    await this.#do(async () => {
      const asOf = field("day").value;
      if (!asOf) throw new Error(word("no_day"));
      if (this.files.data.size === 0) throw new Error(word("no_data"));
      const run = {
        op: "judge",
        pack: this.pack,
        data: this.paths("data"),
        previous: this.paths("before"),
        as_of: asOf,
        lang: language(),
      };
      this.#progress(1, word("checking"));
      await this.client.call({ ...run, op: "read" });
      this.#progress(2, word("judging"));
      const { head } = await this.client.call(run);
      if (turn !== this.#turn) return;
      this.judged = run;
      this.#verdict(head);
      this.#progress(3, word("reporting"));
      const html = await this.client.text({ ...run, op: "write", format: "html" });
      if (turn !== this.#turn) return;
      show(/** @type {HTMLIFrameElement} */ (at("report")), html);
      this.#progress(4, word("done"));
      await this.#subjects();
    });
    if (!at("problem").hidden) at("progress").hidden = true;
    at("stop").hidden = true;
    this.#busy = false;
  }

  /** Shows what came out. @param {any} head */
  #verdict(head) {
    at("results").hidden = false;
    // How much the machine has taken: for those who look into the page.
    at("results").dataset.memory = String(this.client.size);
    const outside = at("outside");
    outside.hidden = !head.outside_period;
    outside.textContent = head.outside_period ?? "";
    /** @type {Record<string, [string, string]>} */
    const looks = { met: ["good", "✓"], unmet: ["bad", "✗"], undetermined: ["doubt", "?"], not_applicable: ["", "–"] };
    const boxes = head.counties.map((/** @type {any} */ county) => {
      const worst = county.conclusions.some((/** @type {any} */ c) => c.outcome === "unmet");
      const met = county.conclusions.length > 0 && county.conclusions.every((/** @type {any} */ c) => c.outcome === "met");
      const lines = county.conclusions.map((/** @type {any} */ c) => {
        const [look, mark] = looks[c.outcome] ?? ["", ""];
        return make("p", {}, make("span", { class: `mark ${look}` }, make("span", { "aria-hidden": "true" }, mark), ` ${c.title}：${c.claim}`));
      });
      return make("div", { class: `box ${worst ? "bad" : met ? "good" : "doubt"}`, "data-county": county.code },
        make("h3", {}, county.name ?? "", " ", make("small", { class: "mono" }, county.code)), ...lines);
    });
    at("verdict").replaceChildren(...(boxes.length > 0 ? boxes : [make("p", { class: "box doubt" }, word("no_counties"))]));
    const total = head.errors + head.warnings;
    at("issues").hidden = total === 0;
    const listed = head.issues.length < total ? word("issues_shown")(head.issues.length) : "";
    at("issues-count").textContent = word("issues_count")(head.errors, head.warnings) + listed;
    at("issues-list").replaceChildren(
      ...head.issues.map((/** @type {any} */ issue) => {
        const place = issue.cell ?? [issue.file, issue.row ? word("row")(issue.row) : null].filter(Boolean).join(" ");
        const bad = issue.severity === "error";
        const mark = make("span", { class: `mark ${bad ? "bad" : "doubt"}` }, make("span", { "aria-hidden": "true" }, bad ? "✗" : "!"), ` ${word(bad ? "error" : "warning")}`);
        return make("tr", bad ? { class: "hot" } : {},
          make("th", { scope: "row" }, place || word("whole"), issue.column ? make("small", {}, issue.column) : null),
          make("td", { "data-l": at("issues").querySelectorAll("th")[1]?.textContent }, issue.value == null ? "" : make("div", {}, make("code", {}, issue.value))),
          make("td", { "data-l": at("issues").querySelectorAll("th")[2]?.textContent }, make("div", {}, mark, " ", ...said(issue.message))),
          make("td", { "data-l": at("issues").querySelectorAll("th")[3]?.textContent }, make("code", {}, issue.code)));
      }),
    );
    const rule = field("rule");
    const before = rule.value;
    rule.replaceChildren(...head.rules.map((/** @type {any} */ r) => make("option", { value: r.id }, `${r.title}（${r.id}）`)));
    if (head.rules.some((/** @type {any} */ r) => r.id === before)) rule.value = before;
    at("compare").hidden = this.files.before.size === 0;
    for (const id of ["explained", "gaps", "compared"]) at(id).hidden = true;
    at("verdict-title").focus();
  }

  async #subjects() {
    const rule = field("rule").value;
    if (!this.judged || !rule) return;
    const { head } = await this.client.call({ .../** @type {any} */ (this.judged), op: "subjects", rule });
    at("subject").replaceChildren(...head.subjects.map((/** @type {string} */ typed, /** @type {number} */ i) => make("option", { value: typed }, head.names[i] || typed)));
  }
}

