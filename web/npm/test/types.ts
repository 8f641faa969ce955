// The types say what the package gives: `npm run check` holds this file to them. It is never run.
import { type Issue, type Outcome, Refused, Stopped, load } from "junheng";

export async function used(workbook: Uint8Array): Promise<string> {
  const engine = await load();
  const pack: string = engine.addPack("mine", { "pack.yaml": "pack: mine\n" });
  const wrong: string[] = engine.check(pack, { language: "en" }).diagnostics.map((d) => d.code + d.message);
  const verdict = engine.judge({ pack: "national@2017", asOf: "2026-11-23", data: { "县.xlsx": workbook }, set: ["R5.at_least.primary=8"] });
  const outcomes: Outcome[] = verdict.counties.flatMap((county) => county.conclusions.map((c) => c.outcome));
  const errors: Issue[] = verdict.issues.filter((issue) => issue.severity === "error");
  const html: string = verdict.write("html");
  const ledger: Uint8Array = verdict.write("xlsx");
  // @ts-expect-error: there is no such format
  verdict.write("pdf");
  // @ts-expect-error: the day is said
  engine.judge({ pack, data: {} });
  try {
    return verdict.explain("R5", verdict.subjects("R5")[0]) + verdict.gap() + html + ledger.length + wrong + outcomes + errors.length;
  } catch (error) {
    if (error instanceof Refused) return error.message + (error.help ?? "");
    if (error instanceof Stopped) return error.message;
    throw error;
  } finally {
    verdict.free();
  }
}
