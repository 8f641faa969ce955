/** Files by their paths with `/`: `{"县.csv": "代码,县名\n…", "学校.xlsx": bytes}`. */
export type Files = Record<string, string | Uint8Array>;

/** The language of messages and reports. */
export type Language = "zh" | "en";

/** An outcome. */
export type Outcome = "met" | "unmet" | "undetermined" | "not_applicable";

/** A request was refused: no such pack, no data, an unknown rule. Both texts are in the language that was asked for. */
export class Refused extends Error {
  /** What to do about it. */
  help?: string;
}

/** The machine stopped in the midst of a request, for want of memory for one. The next request starts another; nothing is lost. */
export class Stopped extends Error {}

/**
 * Loads the engine: some megabytes, some tenths of a second.
 * @param source the compiled engine, its bytes, or a response with them; left out, the package's own `engine.wasm`
 */
export function load(source?: WebAssembly.Module | BufferSource | Response): Promise<Junheng>;

/** A pack that there is. */
export interface PackInfo {
  /** `id@version`. */
  reference: string;
  id: string;
  version: string;
  title: string | null;
  issuer: string | null;
  /** What it extends, as `id@version`. */
  parent: string | null;
  /** `sha256:…`; null where it has errors. */
  digest: string | null;
  /** How many errors it has. */
  errors: number;
  /** Its folder, for one that was added. */
  folder: string | null;
  /** Whether it comes with the engine. */
  shipped: boolean;
}

/** A place in a pack's file; lines and columns count from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

/** Something wrong with a pack. */
export interface Diagnostic {
  /** `JH0203`. */
  code: string;
  severity: "error" | "warning";
  message: string;
  help?: string;
  [more: string]: unknown;
}

/** Something wrong with data. */
export interface Issue {
  severity: "error" | "warning";
  /** `JH0901`. */
  code: string;
  /** The file, or `[workbook]sheet`. */
  file: string;
  /** The row; the header is 1. */
  row: number | null;
  /** The column's header. */
  column: string | null;
  /** The cell as a spreadsheet program names it. */
  cell: string | null;
  /** The value as it stands there. */
  value: string | null;
  /** The county that it leaves out. */
  county: string | null;
  /** What is wrong and what was expected. */
  message: string;
  /** All of it on one line, as the program prints it. */
  text: string;
}

/** What is concluded of a county. */
export interface Conclusion {
  id: string;
  title: string;
  outcome: Outcome;
  /** In words, with the doubts about the data. */
  claim: string;
}

/** One county. */
export interface County {
  code: string;
  name: string | null;
  conclusions: Conclusion[];
  /** How many places of the data are in doubt. */
  doubts: number;
}

/** What is judged. */
export interface What {
  /** `national@2017`, or the folder that `addPack` gave. */
  pack: string;
  /** CSV files or workbooks. */
  data: Files;
  /** The day, `2026-11-23`: the engine has no clock. */
  asOf: string;
  /** Last year's data, for audits that compare. */
  previous?: Files;
  /** Numbers set for a trial: `R5.at_least.primary=8`. */
  set?: string[];
  /** Codes of counties; left out or empty: all. */
  county?: string[];
  /** How much reports say. */
  detail?: "summary" | "failures" | "full";
  language?: Language;
}

/** A format that is text. */
export type TextFormat = "text" | "json" | "ndjson" | "html" | "md";
/** A format that is a workbook (`xlsx` the ledger, `forms` the application) or a document (`docx` the draft). */
export type FileFormat = "xlsx" | "forms" | "docx";

/** The engine. It answers at once and keeps the thread meanwhile: for large data run it in a worker. */
export class Junheng {
  /** @param module the compiled engine; `load` is easier */
  constructor(module: WebAssembly.Module);
  /** How many bytes the machine has taken; it never gives them back. */
  readonly memory: number;
  /** The packs that there are, shipped and added. */
  packs(options?: { language?: Language }): PackInfo[];
  /**
   * Adds a pack, or replaces one of that name. What it extends may be shipped or added.
   * @returns its folder, by which it is called
   */
  addPack(name: string, files: Files): string;
  /** What is wrong with a pack, as `junheng check`. @throws {Refused} where there is no such pack */
  check(pack: string, options?: { language?: Language }): { diagnostics: Diagnostic[]; text: string };
  /** The form for a pack's data, an XLSX workbook. @throws {Refused} */
  template(pack: string, options?: { language?: Language }): Uint8Array;
  /** Judges counties, as `junheng eval`. Mistakes in the data are issues, not exceptions. @throws {Refused} */
  judge(what: What): Verdict;
}

/** What came out. It keeps the data until `free`. */
export class Verdict {
  readonly pack: { id: string; version: string; title: string; digest: string };
  readonly asOf: string;
  readonly counties: County[];
  /** Errors first; at most 2,000. */
  readonly issues: Issue[];
  /** How many errors there are. */
  readonly errors: number;
  /** How many warnings there are. */
  readonly warnings: number;
  /** What can be asked about: indicators, rules, conclusions. */
  readonly rules: { id: string; title: string }[];
  /** That the day is outside the pack's period, in words. */
  readonly outsidePeriod?: string;
  /** The outcomes as the program writes them to a file, byte for byte. */
  write(format: TextFormat): string;
  write(format: FileFormat): Uint8Array;
  /** The data as one XLSX workbook with the problems marked. */
  annotate(): Uint8Array;
  /** The subjects of a rule, as `explain` takes them. */
  subjects(rule: string): string[];
  /** How an outcome came, in words. The subject may be left out where there is one. @throws {Refused} */
  explain(rule: string, subject?: string): string;
  /** The smallest changes by which what is unmet would be met; as JSON, an object as `junheng gap --format json` prints. */
  gap(options?: { rule?: string; format?: "text" }): string;
  gap(options: { rule?: string; format: "json" }): any;
  /** Lets the data go. */
  free(): void;
}
