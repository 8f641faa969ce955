//! Single words and marks, and what layout brings along: bullets, colons behind keywords, comments of other languages.

use super::{Clause, Proof, Rewrite};
use crate::diagnostic::{codes, suggest};
use crate::syntax::vocabulary::{self, Keyword, Role, everyday};

/// Signs that number clauses.
const NUMERALS: &str = "一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩";

/// Marks and signs that other people's keyboards have.
const SIGNS: &[(char, &str)] = &[
    ('≧', ">="),
    ('⩾', ">="),
    ('≮', ">="),
    ('≦', "<="),
    ('⩽', "<="),
    ('≯', "<="),
    ('∧', "and"),
    ('∨', "or"),
    ('¬', "not"),
    ('∈', "in"),
    ('∉', "not in"),
    ('✕', "*"),
    ('✖', "*"),
    ('∙', "*"),
    ('·', "*"),
    ('∕', "/"),
    ('−', "-"),
    ('–', "-"),
    ('＞', ">"),
    ('≡', "=="),
];

/// Words for operators between two values.
const OPERATORS: &[(&[&str], &str)] = &[
    (&["除以"], "/"),
    (&["除"], "/"),
    (&["占"], "/"),
    (&["比"], "/"),
    (&["divided", "by"], "/"),
    (&["over"], "/"),
    (&["per"], "/"),
    (&["乘以"], "*"),
    (&["乘"], "*"),
    (&["times"], "*"),
    (&["multiplied", "by"], "*"),
    (&["加上"], "+"),
    (&["加"], "+"),
    (&["plus"], "+"),
    (&["减去"], "-"),
    (&["减"], "-"),
    (&["minus"], "-"),
];

/// Words that a sentence has and a clause does not.
const PARTICLES: &[&str] =
    &["时", "时候", "的时候", "的话", "请", "应当", "应", "须", "必须", "都", "均", "项", "项以上"];

/// What stands around a clause: `- 要求 …`, `1. 要求 …`, `要求：…`, `// …`.
pub(super) fn layout(clause: &Clause<'_>) -> Vec<Rewrite> {
    let mut found = Vec::new();
    for i in clause.at.saturating_sub(1)..=clause.at {
        if clause.mark(i) == Some(':') && (i == 0 || i == 1 && !clause.is_name(0) || clause.is_head()) {
            found.push(clause.omit(i, i));
        }
        if clause.mark(i) == Some('/') && clause.mark(i + 1) == Some('/') && clause.touch(i, i + 1) {
            found.push(clause.replace(&codes::OTHER_OPERATOR, i, i + 1, "#"));
        }
        if clause.mark(i) == Some('-') && clause.mark(i + 1) == Some('-') && clause.touch(i, i + 1) {
            found.push(clause.replace(&codes::OTHER_OPERATOR, i, i + 1, "#"));
        }
    }
    found.extend(bullet(clause));
    found
}

/// A bullet or number before the next clause, at the beginning of a line: behind the number's point the keyword was no keyword.
fn bullet(clause: &Clause<'_>) -> Option<Rewrite> {
    let counts = |i: usize| {
        let word = clause.word(i);
        clause.is_number(i) || !word.is_empty() && word.chars().all(|c| NUMERALS.contains(c))
    };
    let first = (0..clause.tokens.len()).rev().find(|i| clause.begins_line(*i))?;
    let mark = |k: usize| clause.mark(first + k);
    let last = match (mark(0), mark(1), mark(2)) {
        (Some('-' | '*' | '•' | '·' | '+' | '●' | '■' | '①'..='⑳'), ..) => first,
        (Some('('), None, Some(')')) if counts(first + 1) => first + 2,
        (None, Some('.' | ',' | ')' | ':'), _) if counts(first) => first + 1,
        _ => return None,
    };
    let next = clause.word(last + 1);
    let omitted = clause.omit(first, last);
    match next {
        "" if last + 1 == clause.tokens.len() => Some(omitted),
        _ if Keyword::reserved(next).is_some_and(|k| k.role() == Role::Clause) => {
            Some(Rewrite { proof: Proof::Later, ..omitted })
        }
        _ => None,
    }
}

/// Words for operators near the stop; 的 between two names is a point.
pub(super) fn operators(clause: &Clause<'_>) -> Vec<Rewrite> {
    let mut found = Vec::new();
    for i in [clause.at, clause.at.wrapping_sub(1)] {
        let names = i > 0 && clause.is_name(i - 1) && clause.is_name(i + 1);
        if clause.word(i) == "的" && names {
            let written = format!("{}.{}", clause.text(i - 1), clause.text(i + 1));
            found.push(clause.replace(&codes::OTHER_OPERATOR, i - 1, i + 1, written));
        }
        for (phrase, written) in OPERATORS {
            let whole = phrase.iter().enumerate().all(|(k, w)| clause.word(i.wrapping_add(k)) == *w);
            if whole && i > 0 && clause.ends_value(i - 1) {
                found.push(clause.replace(&codes::OTHER_OPERATOR, i, i + phrase.len() - 1, *written));
            }
        }
    }
    found
}

/// A misspelt or glued keyword at the beginning of a line, with which a clause begins.
pub(super) fn clause_starts(clause: &Clause<'_>) -> Vec<Rewrite> {
    let starts = || {
        let clauses = Keyword::ALL.iter().filter(|k| k.role() == Role::Clause);
        clauses.flat_map(|k| k.spellings()).filter(|word| !word.contains(' '))
    };
    let misspelt = |i: usize| {
        let word = clause.word(i);
        let whole = clause.is_name(i) && clause.begins_line(i) && word.chars().count() >= 2;
        let meant = whole.then(|| everyday::keyword(word).filter(|m| starts().any(|s| s == *m)))?;
        meant.or_else(|| suggest(word, starts()))
    };
    let near = clause.at.saturating_sub(1)..=clause.at;
    near.filter_map(|i| {
        let glued = vocabulary::split_glued(clause.word(i));
        let keyword = glued.as_ref().and_then(|w| w.split(' ').next()).filter(|k| starts().any(|s| s == *k));
        if let (Some(written), Some(keyword)) = (&glued, keyword) {
            let proof = Proof::Split(clause.start(i) + keyword.len());
            return Some(Rewrite { proof, ..clause.replace(&codes::GLUED, i, i, written.as_str()) });
        }
        let proof = Proof::Split(clause.end(i));
        Some(Rewrite { proof, ..clause.replace(&codes::MISSPELT, i, i, misspelt(i)?) })
    })
    .collect()
}

/// Signs and words near the stop.
pub(super) fn words(clause: &Clause<'_>) -> Vec<Rewrite> {
    let mut found = Vec::new();
    let near = [clause.at, clause.at.wrapping_sub(1)];
    for i in near {
        if let Some((_, written)) = clause.mark(i).and_then(|c| SIGNS.iter().find(|(s, _)| *s == c)) {
            found.push(clause.replace(&codes::OTHER_OPERATOR, i, i, *written));
        }
    }
    for i in near {
        if let Some(meant) = everyday::keyword(clause.word(i)) {
            found.push(clause.replace(&codes::MISSPELT, i, i, meant));
        }
    }
    // `学段 是 小学`
    for i in near {
        if matches!(clause.word(i), "是" | "is" | "equals") && i > 0 && clause.ends_value(i - 1) {
            let written = if clause.word(i) == "是" { "等于" } else { "==" };
            found.push(clause.replace(&codes::OTHER_OPERATOR, i, i, written));
        }
    }
    for i in near {
        if PARTICLES.contains(&clause.word(i)) {
            found.push(clause.omit(i, i));
        }
    }
    found
}

/// A keyword where a name is meant: a column called `no`, a unit called 分.
pub(super) fn keywords_as_names(clause: &Clause<'_>) -> Vec<Rewrite> {
    // What an item is to be called, its author knows.
    if clause.is_head() {
        return Vec::new();
    }
    let keyword = |i: &usize| vocabulary::is_keyword(clause.word(*i));
    let near = [clause.at, clause.at.wrapping_sub(1)].into_iter().filter(keyword);
    near.map(|i| clause.replace(&codes::KEYWORD_HERE, i, i, format!("`{}`", clause.word(i)))).collect()
}
