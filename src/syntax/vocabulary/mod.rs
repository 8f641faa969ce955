//! Both vocabularies, English and Chinese, in one table.

pub mod everyday;
pub mod traditional;
pub mod yaml;

use crate::syntax::ast::{Aggregate, BinaryOp, FindingCell, Function, Quantifier, RuleKind};

/// Which spelling to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// English keywords.
    En,
    /// Chinese keywords.
    Zh,
}

/// One keyword in both vocabularies: `(English, Chinese spellings, the first is what is written)`.
pub type Spelling = (&'static str, &'static [&'static str]);

/// Words that begin an item.
pub const ITEM_STARTS: &[Spelling] = &[
    ("rule", &["规则"]),
    ("veto", &["否决"]),
    ("conclusion", &["结论"]),
    ("audit", &["核查"]),
    ("define", &["定义"]),
    ("override", &["调整"]),
    ("remove", &["删除"]),
];

/// Words that begin a clause.
pub const CLAUSE_STARTS: &[Spelling] = &[
    ("for", &["适用"]),
    ("when", &["当"]),
    ("require", &["要求", "情形"]),
    ("also", &["另要求"]),
    ("cite", &["依据"]),
    ("note", &["说明"]),
];

/// Begins a clause of a veto, and only there: elsewhere it is a name like any other.
pub const REPLACES: Spelling = ("replaces", &["并入"]);

/// Begins a clause of an override, and only there: in Chinese one word that is elsewhere a name like any other, in English the words
/// `also` and `cite`.
pub const ALSO_CITE: Spelling = ("also cite", &["另依据"]);

/// Whether a word is that one.
pub fn is_replaces(word: &str) -> bool {
    in_table(&[REPLACES], word)
}

/// Whether a keyword may be the last word of a condition.
pub fn ends_condition(word: &str) -> bool {
    matches!(
        word,
        "judged"
            | "评定"
            | "评定为是"
            | "评定存在"
            | "true"
            | "是"
            | "false"
            | "否"
            | "均达到"
            | "均不存在"
            | "达到"
            | "项"
            | "加权"
            | "item"
            | "本项"
            | "as_of"
            | "评估日期"
            | "target_year"
            | "目标年度"
    )
}

/// Other reserved words. Phrases stand as their words and, in Chinese, as a whole.
pub const RESERVED: &[Spelling] = &[
    ("because", &["因为"]),
    ("by", &["分"]),
    ("where", &["其中"]),
    ("weighted", &["按"]),
    ("by", &["加权"]),
    ("if", &["若"]),
    ("then", &["则"]),
    ("else", &["否则"]),
    ("and", &["且", "并且"]),
    ("or", &["或"]),
    ("not", &["非"]),
    ("true", &["是"]),
    ("false", &["否"]),
    ("judged", &["评定", "评定为是", "评定存在"]),
    ("at least", &["不低于", "达到"]),
    ("at most", &["不超过"]),
    ("above", &["高于", "超过", "晚于"]),
    ("below", &["低于", "早于"]),
    ("==", &["等于"]),
    ("!=", &["不等于"]),
    ("in", &["属于"]),
    ("not in", &["不属于"]),
    ("every", &["每个"]),
    ("some", &["存在"]),
    ("no", &["没有"]),
    ("at", &["中至少"]),
    ("least", &["中至少"]),
    ("most", &["不超过"]),
    ("of", &["项"]),
    ("all", &["均达到"]),
    ("none", &["均不存在"]),
    ("each", &["中每项"]),
    ("item", &["本项"]),
    ("as_of", &["评估日期"]),
    ("target_year", &["目标年度"]),
];

/// Words that are keywords only before `(`.
pub const FUNCTIONS: &[(Function, &str, &str)] = &[
    (Function::Abs, "abs", "绝对值"),
    (Function::Round, "round", "四舍五入"),
    (Function::Ceil, "ceil", "向上取整"),
    (Function::Floor, "floor", "向下取整"),
    (Function::Least, "least", "取小"),
    (Function::Greatest, "greatest", "取大"),
    (Function::Year, "year", "年份"),
    (Function::Years, "years", "满年数"),
    (Function::Known, "known", "已填"),
    (Function::ValueOr, "value_or", "未填时取"),
];

/// Aggregates; keywords only before `(`.
pub const AGGREGATES: &[(Aggregate, &str, &str)] = &[
    (Aggregate::Count, "count", "数量"),
    (Aggregate::Sum, "sum", "合计"),
    (Aggregate::Avg, "avg", "平均"),
    (Aggregate::Min, "min", "最小"),
    (Aggregate::Max, "max", "最大"),
    (Aggregate::Share, "share", "比例"),
    (Aggregate::Cv, "cv", "差异系数"),
    (Aggregate::The, "the", "取"),
];

/// What stands beside the result of a finding; words only behind `judged.`, and the ids and labels of the built-in table's columns.
pub const FINDING_CELLS: &[(FindingCell, &str, &str)] = &[
    (FindingCell::Evidence, "evidence", "佐证"),
    (FindingCell::Assessor, "assessor", "评定人"),
    (FindingCell::Date, "date", "日期"),
];

/// Quantifiers over rows.
pub const QUANTIFIERS: &[(Quantifier, &str, &str)] = &[
    (Quantifier::Every, "every", "每个"),
    (Quantifier::Some, "some", "存在"),
    (Quantifier::No, "no", "没有"),
];

/// Kinds of judging items.
pub const RULE_KINDS: &[(RuleKind, &str, &str)] = &[
    (RuleKind::Rule, "rule", "规则"),
    (RuleKind::Veto, "veto", "否决"),
    (RuleKind::Conclusion, "conclusion", "结论"),
    (RuleKind::Audit, "audit", "核查"),
];

/// Operators as they are written.
pub fn operator(op: BinaryOp, vocabulary: Vocabulary) -> &'static str {
    let zh = vocabulary == Vocabulary::Zh;
    match op {
        BinaryOp::Or => {
            if zh {
                "或"
            } else {
                "or"
            }
        }
        BinaryOp::And => {
            if zh {
                "且"
            } else {
                "and"
            }
        }
        BinaryOp::Ge => {
            if zh {
                "不低于"
            } else {
                ">="
            }
        }
        BinaryOp::Le => {
            if zh {
                "不超过"
            } else {
                "<="
            }
        }
        BinaryOp::Gt => {
            if zh {
                "高于"
            } else {
                ">"
            }
        }
        BinaryOp::Lt => {
            if zh {
                "低于"
            } else {
                "<"
            }
        }
        BinaryOp::Eq => {
            if zh {
                "等于"
            } else {
                "=="
            }
        }
        BinaryOp::Ne => {
            if zh {
                "不等于"
            } else {
                "!="
            }
        }
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
    }
}

/// All spellings of an operator in a vocabulary; marks stand in both.
pub fn spellings(op: BinaryOp, vocabulary: Vocabulary) -> &'static [&'static str] {
    match (op, vocabulary) {
        (BinaryOp::Or, Vocabulary::Zh) => &["或"],
        (BinaryOp::Or, Vocabulary::En) => &["or"],
        (BinaryOp::And, Vocabulary::Zh) => &["且", "并且"],
        (BinaryOp::And, Vocabulary::En) => &["and"],
        (BinaryOp::Ge, Vocabulary::Zh) => &["不低于", "达到", ">="],
        (BinaryOp::Ge, Vocabulary::En) => &[">=", "at least"],
        (BinaryOp::Le, Vocabulary::Zh) => &["不超过", "<="],
        (BinaryOp::Le, Vocabulary::En) => &["<=", "at most"],
        (BinaryOp::Gt, Vocabulary::Zh) => &["高于", "超过", "晚于", ">"],
        (BinaryOp::Gt, Vocabulary::En) => &[">", "above"],
        (BinaryOp::Lt, Vocabulary::Zh) => &["低于", "早于", "<"],
        (BinaryOp::Lt, Vocabulary::En) => &["<", "below"],
        (BinaryOp::Eq, Vocabulary::Zh) => &["等于", "=="],
        (BinaryOp::Eq, Vocabulary::En) => &["=="],
        (BinaryOp::Ne, Vocabulary::Zh) => &["不等于", "!="],
        (BinaryOp::Ne, Vocabulary::En) => &["!="],
        (BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div, _) => &[],
    }
}

fn in_table(table: &[Spelling], word: &str) -> bool {
    table.iter().any(|(en, zh)| *en == word || zh.contains(&word))
}

/// Whether a word begins an item.
pub fn is_item_start(word: &str) -> bool {
    in_table(ITEM_STARTS, word)
}

/// Whether a word begins a clause.
pub fn is_clause_start(word: &str) -> bool {
    in_table(CLAUSE_STARTS, word)
}

/// Whether a word is reserved: no name unless in backticks.
pub fn is_keyword(word: &str) -> bool {
    is_item_start(word)
        || is_clause_start(word)
        || in_table(RESERVED, word)
        || matches!(word, "中每项" | "均达到" | "均不存在" | "至少" | "每项" | "均" | "中")
}

/// Whether a word opens something that runs to the right as far as it can.
pub fn is_prefix(word: &str) -> bool {
    matches!(
        word,
        "if" | "若" | "every" | "每个" | "some" | "存在" | "no" | "没有" | "each" | "中每项" | "每项"
    )
}

/// All keywords, for did-you-mean.
pub fn keywords() -> impl Iterator<Item = &'static str> {
    [ITEM_STARTS, CLAUSE_STARTS, RESERVED]
        .into_iter()
        .flatten()
        .flat_map(|(en, zh)| std::iter::once(*en).chain(zh.iter().copied()))
        .filter(|w| !w.contains(['=', '!']))
}

/// Words of functions and aggregates.
pub fn functions() -> impl Iterator<Item = &'static str> {
    let functions = FUNCTIONS.iter().flat_map(|(_, en, zh)| [*en, *zh]);
    functions.chain(AGGREGATES.iter().flat_map(|(_, en, zh)| [*en, *zh]))
}

/// Splits a word in which keywords are glued to names: `要求在校生数` → `要求 在校生数`, `在校生数不超过50人` → `在校生数 不超过 50人`. Only
/// Chinese keywords of two characters and more, because shorter ones are parts of many names.
pub fn split_glued(word: &str) -> Option<String> {
    if let Some(weight) =
        word.strip_prefix('按').and_then(|w| w.strip_suffix("加权")).filter(|w| !w.is_empty())
    {
        return Some(format!("按 {weight} 加权"));
    }
    if word.is_ascii() {
        let long = keywords().filter(|k| k.len() >= 3 && k.bytes().all(|b| b.is_ascii_alphabetic()));
        return long
            .filter_map(|k| Some((k, word.strip_prefix(k)?)))
            .find(|(_, rest)| is_keyword(rest))
            .map(|(k, rest)| format!("{k} {rest}"));
    }
    let mut best: Option<(usize, &'static str)> = None;
    for keyword in keywords().filter(|k| !k.is_ascii() && k.chars().count() >= 2) {
        if let Some(at) = word.find(keyword)
            && keyword.len() < word.len()
        {
            let better = best.is_none_or(|(other, k)| at < other || (at == other && keyword.len() > k.len()));
            // `不低于` holds `低于`: the longer one that covers it is meant.
            let covered = best.is_some_and(|(other, k)| other < at && at < other + k.len());
            if better && !covered {
                best = Some((at, keyword));
            }
        }
    }
    let (at, keyword) = best?;
    let (before, rest) = word.split_at(at);
    let after = rest.strip_prefix(keyword)?;
    let parts = [before, keyword, after];
    let written: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    Some(written.join(" "))
}

/// Whether a word cannot be a name in the grammar (see `reserved` there).
pub fn is_reserved(word: &str) -> bool {
    let loose = matches!(word, "至少" | "每项" | "中" | "item" | "本项");
    is_keyword(word) && !loose || matches!(word, "均" | "item" | "本项")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_glued_keywords() {
        assert_eq!(split_glued("要求在校生数").as_deref(), Some("要求 在校生数"));
        assert_eq!(split_glued("在校生数不超过50人").as_deref(), Some("在校生数 不超过 50人"));
        assert_eq!(split_glued("在校生数不低于50人").as_deref(), Some("在校生数 不低于 50人"));
        assert_eq!(split_glued("在校生数"), None);
        assert_eq!(split_glued("要求"), None);
        assert_eq!(split_glued("按在校生数加权").as_deref(), Some("按 在校生数 加权"));
        assert_eq!(split_glued("requireno").as_deref(), Some("require no"));
        assert_eq!(split_glued("required"), None);
    }
}
