//! Comparisons in words of several parts: `is greater than or equal to`, `介于 10 和 20 之间`, `2000人以上`, `override X =`.

use super::{Clause, Proof, Rewrite};
use crate::diagnostic::{codes, suggest};
use crate::syntax::failure::Expected;

/// Phrases, the longer before those that they begin with, and how they are written.
const PHRASES: &[(&[&str], &str)] = &[
    (&["is", "greater", "than", "or", "equal", "to"], "at least"),
    (&["greater", "than", "or", "equal", "to"], "at least"),
    (&["more", "than", "or", "equal", "to"], "at least"),
    (&["is", "less", "than", "or", "equal", "to"], "at most"),
    (&["less", "than", "or", "equal", "to"], "at most"),
    (&["must", "be", "at", "least"], "at least"),
    (&["must", "be", "at", "most"], "at most"),
    (&["should", "be", "at", "least"], "at least"),
    (&["should", "be", "at", "most"], "at most"),
    (&["does", "not", "exceed"], "at most"),
    (&["must", "not", "exceed"], "at most"),
    (&["is", "not", "equal", "to"], "!="),
    (&["is", "not", "less", "than"], "at least"),
    (&["is", "not", "more", "than"], "at most"),
    (&["is", "no", "less", "than"], "at least"),
    (&["is", "no", "more", "than"], "at most"),
    (&["is", "greater", "than"], "above"),
    (&["is", "more", "than"], "above"),
    (&["is", "less", "than"], "below"),
    (&["is", "fewer", "than"], "below"),
    (&["is", "equal", "to"], "=="),
    (&["is", "at", "least"], "at least"),
    (&["is", "at", "most"], "at most"),
    (&["is", "above"], "above"),
    (&["is", "below"], "below"),
    (&["is", "one", "of"], "in"),
    (&["is", "not"], "!="),
    (&["is", "in"], "in"),
    (&["no", "more", "than"], "at most"),
    (&["not", "more", "than"], "at most"),
    (&["no", "greater", "than"], "at most"),
    (&["not", "greater", "than"], "at most"),
    (&["no", "less", "than"], "at least"),
    (&["not", "less", "than"], "at least"),
    (&["no", "fewer", "than"], "at least"),
    (&["not", "fewer", "than"], "at least"),
    (&["not", "below"], "at least"),
    (&["not", "above"], "at most"),
    (&["not", "equal", "to"], "!="),
    (&["not", "exceed"], "at most"),
    (&["greater", "than"], "above"),
    (&["more", "than"], "above"),
    (&["less", "than"], "below"),
    (&["fewer", "than"], "below"),
    (&["equal", "to"], "=="),
    (&["up", "to"], "at most"),
    (&["one", "of"], "in"),
    (&["under"], "below"),
    (&["大于", "或", "等于"], "不低于"),
    (&["高于", "或", "等于"], "不低于"),
    (&["多于", "或", "等于"], "不低于"),
    (&["小于", "或", "等于"], "不超过"),
    (&["低于", "或", "等于"], "不超过"),
    (&["少于", "或", "等于"], "不超过"),
    (&["应", "不低于"], "不低于"),
    (&["应当", "不低于"], "不低于"),
    (&["应", "不超过"], "不超过"),
    (&["应当", "不超过"], "不超过"),
    (&["不", "低于"], "不低于"),
    (&["不", "超过"], "不超过"),
    (&["不", "等于"], "不等于"),
    (&["不", "是"], "不等于"),
    (&["中", "的", "每项"], "中每项"),
];

/// What stands behind a number instead of a comparison before it. 以上、以下、以内 include the number (Civil Code, article 1259).
const BEHIND: &[(&str, &str)] = &[
    ("及以上", "不低于"),
    ("或以上", "不低于"),
    ("以上", "不低于"),
    ("及以下", "不超过"),
    ("或以下", "不超过"),
    ("以下", "不超过"),
    ("以内", "不超过"),
    ("之内", "不超过"),
    ("起", "不低于"),
];

/// Words before such a number that go with it.
const WITH_IT: &[&str] = &["在", "为", "应在", "应为", "须在", "是", "有", "要在", "控制在", "保持在"];

pub(super) fn comparisons(clause: &Clause<'_>) -> Vec<Rewrite> {
    let mut found = Vec::new();
    found.extend(override_of_a_define(clause));
    found.extend(between(clause));
    for i in clause.at.saturating_sub(3)..=clause.at + 1 {
        found.extend(behind_a_number(clause, i));
        // `at lest`, `at leats`
        if clause.word(i) == "at"
            && clause.is_name(i + 1)
            && let Some(meant) = suggest(clause.word(i + 1), ["least", "most"])
        {
            found.push(clause.replace(&codes::MISSPELT, i + 1, i + 1, meant));
        }
        // `each class: …`
        if clause.word(i) == "each" && clause.is_name(i + 1) && clause.mark(i + 2) == Some(':') {
            found.push(clause.replace(&codes::MISSPELT, i, i, "every"));
        }
        let longest = PHRASES
            .iter()
            .find(|(phrase, _)| phrase.iter().enumerate().all(|(k, w)| clause.word(i + k) == *w));
        if let Some((phrase, written)) = longest {
            found.push(clause.replace(&codes::MISSPELT, i, i + phrase.len() - 1, *written));
        }
    }
    found
}

/// `2000人以上`, `85%以上`, `在 2000人以内`, `2000 or more`: the comparison goes before the number.
fn behind_a_number(clause: &Clause<'_>, number: usize) -> Option<Rewrite> {
    if !clause.is_number(number) {
        return None;
    }
    let mut last = number + 1;
    if matches!(clause.mark(last), Some('%' | '‰')) {
        last += 1;
    }
    let quantity = |to: usize| clause.between(number, to).trim().to_owned();
    let (written, to) = if clause.word(last + 1) == "or" || clause.word(last) == "or" {
        let or = if clause.word(last) == "or" { last } else { last + 1 };
        let comparison = match clause.word(or + 1) {
            "more" | "above" | "over" => "at least",
            "less" | "fewer" | "below" | "under" => "at most",
            _ => return None,
        };
        (format!("{comparison} {}", quantity(or - 1)), or + 1)
    } else {
        let word = clause.word(last);
        let (suffix, comparison) = BEHIND.iter().find(|(suffix, _)| word.ends_with(suffix))?;
        let unit = word.strip_suffix(suffix)?;
        let number =
            if unit.is_empty() { quantity(last - 1) } else { format!("{}{unit}", quantity(last - 1)) };
        (format!("{comparison} {number}"), last)
    };
    let before = number.checked_sub(1)?;
    let from = if WITH_IT.contains(&clause.word(before)) { before } else { number };
    (from > 0 && clause.ends_value(from - 1)).then(|| clause.replace(&codes::MISSPELT, from, to, written))
}

/// `X 介于 10 和 20 之间`, `X 在 10 到 20 之间`, `X between 10 and 20`: two comparisons joined.
fn between(clause: &Clause<'_>) -> Option<Rewrite> {
    let (at, english) = (0..clause.tokens.len()).find_map(|i| match clause.word(i) {
        "介于" | "在" => Some((i, false)),
        "between" => Some((i, true)),
        _ => None,
    })?;
    let first = at + 1;
    let joint = (first..clause.tokens.len()).find(|i| {
        matches!(clause.word(*i), "和" | "与" | "到" | "至" | "and" | "to" | "且")
            || matches!(clause.mark(*i), Some('~' | '-'))
    })?;
    let end = (joint + 1..clause.tokens.len())
        .find(|i| matches!(clause.word(*i), "之间" | "间" | "且" | "and" | "或" | "or"))
        .unwrap_or(clause.tokens.len());
    let closed = matches!(clause.word(end), "之间" | "间");
    let last = if closed { end } else { end.checked_sub(1)? };
    let value_end = if closed { end.checked_sub(1)? } else { last };
    let mut from = at.checked_sub(1)?;
    if matches!(clause.word(from), "is" | "应") {
        from = from.checked_sub(1)?;
    }
    let subject_end = from;
    while from >= 2 && clause.mark(from - 1) == Some('.') {
        from -= 2;
    }
    if !clause.is_name(from) || joint == first || value_end <= joint {
        return None;
    }
    let subject = clause.between(from, subject_end);
    let (low, high) = (clause.between(first, joint - 1), clause.between(joint + 1, value_end));
    let written = if english {
        format!("{subject} at least {low} and {subject} at most {high}")
    } else {
        format!("{subject} 不低于 {low} 且 {subject} 不超过 {high}")
    };
    Some(clause.replace(&codes::MISSPELT, from, last, written))
}

/// `调整 参评 = …`: what has a formula is a define.
fn override_of_a_define(clause: &Clause<'_>) -> Option<Rewrite> {
    let written = match (clause.expected, clause.word(0)) {
        (Expected::Head, "调整") => "调整 定义",
        (Expected::Head, "override") => "override define",
        _ => return None,
    };
    let equals = (1..clause.tokens.len()).find(|i| clause.mark(*i) == Some('='))?;
    // The head ends before the formula that makes it a define's, so it cannot be tried by itself.
    (clause.is_name(1) && equals <= 3).then(|| Rewrite {
        proof: Proof::Later,
        ..clause.replace(&codes::OVERRIDE_WITHOUT_DEFINE, 0, 0, written)
    })
}
