// Colours of `.rules` files: words of the language in both spellings. What is right and wrong is the language server's to say.
import { StreamLanguage } from "@codemirror/language";

const words = (/** @type {string} */ text) => new Set(text.split("|"));
const ITEMS = words("rule|veto|conclusion|audit|define|override|remove|规则|否决|结论|核查|定义|调整|删除");
const CLAUSES = words(
  "for|also|when|require|note|because|cite|replaces|if|then|else|every|some|no|none|each|where|weighted|by|of|all|at|least|most|in|and|or|not|above|below|" +
    "适用|当|要求|情形|另要求|说明|因为|依据|并入|若|则|否则|每个|存在|没有|其中|按|加权|分|中|至少|每项|项|均达到|均不存在|均|属于|不属于|且|并且|或|非|不低于|达到|不超过|高于|超过|晚于|低于|早于|等于|不等于",
);
const CONSTANTS = words("true|false|as_of|target_year|judged|item|是|否|评估日期|目标年度|评定为是|评定存在|评定|本项");
const FUNCTIONS = words(
  "count|sum|avg|min|max|share|cv|the|abs|round|ceil|floor|least|greatest|year|years|known|value_or|" +
    "数量|合计|平均|最小|最大|比例|差异系数|取|绝对值|四舍五入|向上取整|向下取整|取小|取大|年份|满年数|已填|未填时取",
);

/** The language of `.rules` files. */
export const rules = StreamLanguage.define({
  name: "junheng",
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", "[", '"', "`", "“", "（"] } },
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^[#＃].*/)) return "comment";
    if (stream.match(/^"(?:\\.|[^"\\])*"?/) || stream.match(/^“[^”]*”?/)) return "string";
    if (stream.match(/^`[^`]*`?/)) return "variableName";
    if (stream.match(/^[0-9０-９][0-9０-９_,]*(?:[.．][0-9０-９]+)?\s*[%％‰]?/)) return "number";
    const name = stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u);
    if (name && typeof name === "object") {
      if (ITEMS.has(name[0])) return "keyword";
      if (CLAUSES.has(name[0])) return "controlKeyword";
      if (CONSTANTS.has(name[0])) return "atom";
      if (FUNCTIONS.has(name[0]) && /^\s*[(（]/.test(stream.string.slice(stream.pos))) return "variableName.standard";
      return "variableName";
    }
    if (stream.match(/^(?:\.\.|>=|<=|==|!=|[-+*/<>=≥≤≠×÷＋－＝])/)) return "operator";
    stream.next();
    return null;
  },
});
