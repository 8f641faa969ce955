// The page's words. Chinese stands in page.html where it is static; here is what is said while the page works, and all of it in English.

/** @typedef {"zh" | "en"} Lang */

const zh = {
  title: "均衡 · 县域义务教育优质均衡测算",
  other: "English",
  reading: "正在打开测算程序……",
  putting: (/** @type {string} */ name) => `正在读入 ${name}……`,
  checking: "正在核对数据……",
  judging: "正在测算……",
  reporting: "正在写报告……",
  working: "正在计算……",
  done: "测算完成。",
  no_data: "请先放进今年的数据：工作簿或CSV文件。",
  no_day: "请填“数据截至”的日期。",
  empty_zip: "压缩包里没有可用的文件。",
  no_pack: "压缩包里没有标准包（缺 pack.yaml）。",
  was_stopped: "已停下。",
  broke: "读不了这份文件：测算程序中途停了，可能是文件损坏，或者大到超出浏览器的内存。已重新启动，可以继续用别的文件。",
  no_engine: "这个浏览器打不开测算程序。请换较新的 Chrome、Edge、Firefox 或 Safari；或者文件没有下载完整，请重新下载。",
  restarted: "测算程序已重新启动，放好的文件都还在。",
  file: (/** @type {number} */ bytes) => `${Math.max(1, Math.round(bytes / 1024))} KB`,
  files_more: (/** @type {number} */ n) => `另有${n}个文件`,
  issues_count: (/** @type {number} */ e, /** @type {number} */ w) => `${e}个错误，${w}个警告`,
  issues_shown: (/** @type {number} */ n) => `，列出前${n}个`,
  error: "错误",
  warning: "警告",
  row: (/** @type {number} */ n) => `第${n}行`,
  whole: "整份文件",
  no_counties: "数据里没有能测算的县，见下面的问题。",
  save_html: "报告（网页）",
  save_docx: "自评报告草稿（Word）",
  save_forms: "申报表（Excel）",
  save_xlsx: "台账（Excel）",
  save_md: "报告（Markdown）",
  save_text: "结果（文本）",
  save_json: "结果（JSON）",
  shipped_mark: "内置",
  own_mark: "自己的",
  copied: "分享链接在这里，复制后发给对方；内容只在链接里，不经过任何服务器：",
  too_long: "这个标准包太大，放不进链接；请保存为ZIP再发。",
  problems_none: "没有问题。",
  problems: (/** @type {number} */ e, /** @type {number} */ w) => `${e}个错误，${w}个警告`,
  fix: "改正",
  format: "整理格式",
  plain: "用普通文本框",
  rich: "用编辑器",
  files: "文件",
  editor: "编辑器",
  new_file: "新文件",
  delete_file: "删除此文件",
  name_file: "文件名（如 changes.yaml、local.rules）",
  cases_ok: "用例全部通过。",
  busy: "上一件事还没做完，请稍候。",
  read_only: "只读",
};

/** @type {typeof zh} */
const en = {
  title: "junheng · is a county's compulsory education balanced?",
  other: "中文",
  reading: "Opening the engine…",
  putting: (name) => `Taking in ${name}…`,
  checking: "Checking the data…",
  judging: "Judging…",
  reporting: "Writing the report…",
  working: "Computing…",
  done: "Judged.",
  no_data: "First add this year's data: workbooks or CSV files.",
  no_day: "Say for which day the data are.",
  empty_zip: "The archive has no file that can be used.",
  no_pack: "The archive has no pack (no pack.yaml).",
  was_stopped: "Stopped.",
  broke:
    "This file cannot be read: the engine stopped half way. It may be damaged, or larger than the browser's memory. The engine was started anew; go on with other files.",
  no_engine: "This browser cannot open the engine. Use a newer Chrome, Edge, Firefox or Safari; or the file was not downloaded whole.",
  restarted: "The engine was started anew; the files that you added are still there.",
  file: zh.file,
  files_more: (n) => `${n} more files`,
  issues_count: (e, w) => `${e} ${e === 1 ? "error" : "errors"}, ${w} ${w === 1 ? "warning" : "warnings"}`,
  issues_shown: (n) => `, the first ${n} listed`,
  error: "error",
  warning: "warning",
  row: (n) => `row ${n}`,
  whole: "the whole file",
  no_counties: "The data hold no county that can be judged; see the problems below.",
  save_html: "Report (web page)",
  save_docx: "Draft of the self-evaluation (Word)",
  save_forms: "Application forms (Excel)",
  save_xlsx: "Ledger (Excel)",
  save_md: "Report (Markdown)",
  save_text: "Outcomes (text)",
  save_json: "Outcomes (JSON)",
  shipped_mark: "shipped",
  own_mark: "your own",
  copied: "Here is the link; copy it and pass it on. The pack is in the link itself and goes through no server:",
  too_long: "This pack is too large for a link; save it as ZIP and pass that on.",
  problems_none: "No problems.",
  problems: (e, w) => en.issues_count(e, w),
  fix: "Fix",
  format: "Format",
  plain: "Plain text box",
  rich: "Editor",
  files: "Files",
  editor: "Editor",
  new_file: "New file",
  delete_file: "Delete this file",
  name_file: "File name (changes.yaml, local.rules)",
  cases_ok: "All cases pass.",
  busy: "The last request is still running.",
  read_only: "read-only",
};

/** Static texts in English, by `data-t` and `data-l`; Chinese stands in the page. @type {Record<string, string>} */
export const english = {
  skip: "Skip to content",
  brand: "junheng",
  brand_long: "quality and balanced compulsory education, county by county",
  local: "data stay on this machine",
  menu: "Main menu",
  nav_home: "Home",
  nav_county: "Judge a county",
  nav_packs: "Write a standard",
  home_title: "Has a county reached the standard of quality and balanced education?",
  home_lead:
    "This page judges it: choose a standard, add filled-in workbooks, and see after some seconds every outcome with its reason. Nothing to install, no account, no network.",
  home_example: "Try it with the example county",
  home_own: "Judge your own data",
  home_what: "What it is",
  home_what_text:
    "It goes through the Ministry of Education's evaluation measures (教督〔2017〕6号) and local standards, over tables of counties, schools, divisions, classes and teachers, and says what is met, what is not, by how much, and which data are missing.",
  home_not: "An outcome computed here does not replace recognition, which the inspectorates give by their procedure.",
  home_data: "What happens to the data",
  home_data_text:
    "Data are read and computed in this computer's browser alone. The page has no way to upload, and its own policy forbids the browser to let it use the network; it works offline. Close the page and the data are gone: save what you want to keep.",
  home_same: "Results are byte for byte those of the command-line program.",
  home_who: "Whom it is for",
  home_who_text:
    "Counties that fill in and check themselves: take the form, add it filled in, mend it cell by cell, save report, application forms and the draft of the self-evaluation. Those who make standards: write indicators and rules, checked as you type, and see whom a change touches.",
  county_title: "Judge a county",
  county_lead: "Three steps: choose a standard, add data, judge. One file may hold several counties.",
  step_pack: "Choose a standard",
  pack: "Standard",
  day: "Data as of",
  template: "Save the form to fill in",
  own_pack: "Use your own pack (ZIP)",
  step_data: "Add data",
  data: "This year's data",
  data_hint: "Drop .xlsx, .xls or .ods workbooks or .csv files here; a folder or a ZIP will do too",
  choose: "Choose files",
  choose_folder: "Choose a folder",
  before: "Last year's data (may be left out)",
  before_hint: "Shows implausible changes between the two years, and compares them cell by cell",
  judge: "Judge",
  stop: "Stop",
  clear: "Clear the data",
  verdict: "Conclusion",
  issues: "Problems in the data",
  annotate: "Save the annotated workbook",
  place: "Place",
  value: "Value",
  message: "Problem",
  code: "Code",
  save: "Save",
  why: "Ask why",
  rule: "Indicator or rule",
  subject: "School, class or county",
  explain: "Explain",
  gap: "What is lacking",
  gap_do: "Find the smallest changes",
  compare: "Compare with last year cell by cell",
  report: "Report",
  print: "Print the report",
  packs_title: "Write a standard",
  packs_lead:
    "A pack is a few text files: it extends the standard above it and says only what differs. Mistakes show as you type; then judge by it.",
  extends: "Extends",
  new_id: "Id of the new standard",
  new_pack: "New standard",
  shipped: "Shipped standards",
  copy_pack: "Open a copy",
  open_zip: "Open a pack (ZIP)",
  open_folder: "Open a pack's folder",
  save_zip: "Save as ZIP",
  share: "Make a link to share",
  use_pack: "Judge by it",
  close_pack: "Close",
  try: "Try it",
  cases: "Run its cases, with coverage",
  diff: "Compare with its parent",
  doc: "As a document",
  impact: "Impact on the added data",
  sweep: "Try numbers: from, to, step",
  sweep_do: "See how many pass",
  impact_hint: "Impact and trial numbers use the data added under “Judge a county”.",
  footer: "Computed outcomes do not replace recognition",
  footer_data: "Data are processed on this machine alone and uploaded nowhere",
};

/** @type {Lang} */
let lang = "zh";

/** The language now. @returns {Lang} */
export const language = () => lang;

/** A word in the language now. @template {keyof typeof zh} K @param {K} key @returns {(typeof zh)[K]} */
export const word = (key) => (lang === "zh" ? zh : en)[key];

/** Puts the page into a language. @param {Lang} wanted */
export function speak(wanted) {
  lang = wanted;
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = word("title");
  for (const element of document.querySelectorAll("[data-t]")) {
    const own = /** @type {HTMLElement} */ (element);
    own.dataset.zh ??= own.textContent ?? "";
    own.textContent = lang === "zh" ? own.dataset.zh : (english[own.dataset.t ?? ""] ?? own.dataset.zh);
  }
  for (const element of document.querySelectorAll("[data-l]")) {
    const own = /** @type {HTMLElement} */ (element);
    const name = own.tagName === "IFRAME" ? "title" : "aria-label";
    own.dataset.zhLabel ??= own.getAttribute(name) ?? "";
    own.setAttribute(name, lang === "zh" ? own.dataset.zhLabel : (english[own.dataset.l ?? ""] ?? ""));
  }
}
