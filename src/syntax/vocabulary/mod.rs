//! Both vocabularies, English and Chinese, in one table.

pub mod builtins;
pub mod everyday;
mod keywords;
pub mod traditional;
pub mod yaml;

pub use keywords::{Keyword, Role};

use crate::syntax::ast::{BinaryOp, FindingCell, Quantifier, RuleKind};

/// Which spelling to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// English keywords.
    En,
    /// Chinese keywords.
    Zh,
}

/// What stands beside the result of a finding; words only behind `judged.`, and the ids and labels of the built-in table's columns.
pub const FINDING_CELLS: &[(FindingCell, &str, &str)] = &[
    (FindingCell::Evidence, "evidence", "佐证"),
    (FindingCell::Assessor, "assessor", "评定人"),
    (FindingCell::Date, "date", "日期"),
];

/// The word of a quantifier over rows.
pub fn quantifier(quantifier: Quantifier) -> Keyword {
    match quantifier {
        Quantifier::Every => Keyword::Every,
        Quantifier::Some => Keyword::Some,
        Quantifier::No => Keyword::No,
    }
}

/// The word of a judging item.
pub fn rule_kind(kind: RuleKind) -> Keyword {
    match kind {
        RuleKind::Rule => Keyword::Rule,
        RuleKind::Veto => Keyword::Veto,
        RuleKind::Conclusion => Keyword::Conclusion,
        RuleKind::Audit => Keyword::Audit,
    }
}

/// The judging item that a word begins.
pub fn begun(keyword: Keyword) -> Option<RuleKind> {
    [RuleKind::Rule, RuleKind::Veto, RuleKind::Conclusion, RuleKind::Audit]
        .into_iter()
        .find(|kind| rule_kind(*kind) == keyword)
}

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

/// Whether a word is reserved: no name unless in backticks.
pub fn is_keyword(word: &str) -> bool {
    Keyword::reserved(word).is_some()
}

/// All keywords, for did-you-mean.
pub fn keywords() -> impl Iterator<Item = &'static str> {
    let all = Keyword::ALL.iter().filter(|k| !matches!(k.role(), Role::Part | Role::Place));
    all.flat_map(|k| k.spellings())
}

/// Which vocabulary a word speaks for, if it begins items or clauses.
pub fn spoken(word: &str) -> Option<Vocabulary> {
    let keyword = Keyword::spelt(word).filter(|k| matches!(k.role(), Role::Item | Role::Clause))?;
    Some(if keyword.en() == word { Vocabulary::En } else { Vocabulary::Zh })
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

/// Whether a word cannot be written as a name.
pub fn is_reserved(word: &str) -> bool {
    Keyword::reserved(word).is_some_and(|k| k.role() != Role::Part)
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
