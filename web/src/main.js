// The page: opens the engine, shows one of its three parts, speaks two languages.
import { Client } from "./client.js";
import { County } from "./county.js";
import { Refused } from "./door.js";
import { at, make, tell } from "./dom.js";
import { Packs } from "./packs.js";
import { language, speak, word } from "./words.js";

/** @typedef {{ start: () => Worker, module: () => Promise<WebAssembly.Module>, example: () => Promise<Record<string, string>> }} Parts */

/** The day for which the example county is made. */
const EXAMPLE_DAY = "2026-11-23";
/** Which of the example counties the first page judges: the one that is made to fail. */
const EXAMPLE = "county-990001/";
const PARTS = ["home", "county", "packs"];

/** Begins. @param {Parts} parts where the page has its engine and its example */
export function begin(parts) {
  const module = parts.module().catch((error) => {
    throw new Refused(word("no_engine"), String(error));
  });
  const client = new Client(parts.start, module);
  const county = new County(client);
  const packs = new Packs(client, county, listed, parts.example);
  const today = new Date();
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  /** @type {HTMLInputElement} */ (at("day")).value = `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())}`;

  /** When the machine was started anew, the last three times. @type {number[]} */
  let recent = [];
  client.onrestart = () => {
    const said = at("restarted");
    said.textContent = word("restarted");
    said.hidden = false;
    recent = [...recent, Date.now()].slice(-3);
    // A pack that stops it again and again is closed.
    const [first = 0, , third] = recent;
    if (third !== undefined && third - first < 20_000) packs.close();
    else packs.restarted();
  };

  /** Lists the standards in the three choices. @param {string} [chosen] */
  async function listed(chosen) {
    const { head } = await client.call({ op: "packs", lang: language() });
    const select = /** @type {HTMLSelectElement} */ (at("pack"));
    const before = chosen ?? select.value;
    const reference = (/** @type {any} */ p) => (p.shipped ? p.reference : (p.folder ?? p.reference));
    const name = (/** @type {any} */ p) => `${p.title ?? p.id}（${p.reference}，${word(p.shipped ? "shipped_mark" : "own_mark")}）`;
    const options = head.packs.map((/** @type {any} */ p) => make("option", { value: reference(p) }, name(p)));
    select.replaceChildren(...options);
    if (head.packs.some((/** @type {any} */ p) => reference(p) === before)) select.value = before;
    packs.choices(head.packs);
  }

  async function own() {
    const input = /** @type {HTMLInputElement} */ (at("pack-file"));
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    const folder = `packs/${file.name.replace(/\.zip$/i, "")}`;
    const files = await client.unzip(file, folder, language());
    const header = files.filter((path) => path.endsWith("/pack.yaml")).sort((a, b) => a.length - b.length)[0];
    if (!header) throw new Error(word("no_pack"));
    await listed(header.slice(0, -"/pack.yaml".length));
  }

  async function example() {
    const files = Object.entries(await parts.example()).filter(([path]) => path.startsWith(EXAMPLE));
    location.hash = "#county";
    await county.clear();
    /** @type {HTMLInputElement} */ (at("day")).value = EXAMPLE_DAY;
    await county.add("data", files.map(([path, text]) => [path, new Blob([text])]));
    await ready;
    await county.judge();
  }

  function turn() {
    const wanted = location.hash.slice(1).split("/")[0] ?? "";
    // A pack that is shared by a link is opened where packs are written.
    const part = wanted.startsWith("pack=") ? "packs" : PARTS.includes(wanted) ? wanted : "home";
    for (const name of PARTS) at(`page-${name}`).hidden = name !== part;
    for (const link of document.querySelectorAll(".menu a")) {
      if (link.getAttribute("href") === `#${part}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (wanted.startsWith("pack=")) void packs.fromLink(location.hash.slice("#pack=".length));
  }

  /** @param {() => Promise<unknown>} work */
  const told = (work) => work().catch((error) => tell(at("problem"), error, word));

  at("language").addEventListener("click", () => {
    speak(language() === "zh" ? "en" : "zh");
    spoken();
    void told(() => listed());
  });
  function spoken() {
    const button = at("language");
    button.textContent = word("other");
    button.lang = language() === "zh" ? "en" : "zh-CN";
    county.speak();
    packs.speak();
  }
  at("example").addEventListener("click", () => void told(example));
  at("pack-file").addEventListener("change", () => void told(own));
  addEventListener("hashchange", turn);
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => event.preventDefault());

  speak("zh");
  spoken();
  const ready = told(() => listed());
  turn();
}
