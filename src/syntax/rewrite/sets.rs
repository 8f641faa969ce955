//! Sets of items and of options: `{R1-R7}`, `R1..R7 均达到`, `属于 (小学, 初中)`, `属于 小学 或 初中`.

use super::{Clause, Rewrite};
use crate::diagnostic::codes;

/// Marks and words between the ends of a range, other than two points.
const RANGE_MARKS: [char; 10] = ['-', '~', '…', '⋯', '—', '–', '―', '～', '.', '∼'];
const RANGE_WORDS: [&str; 7] = ["至", "到", "to", "through", "thru", "直到", "-"];

/// Words between the members of a list.
const LIST_WORDS: [&str; 8] = ["和", "与", "及", "以及", "and", "且", "或", "or"];

/// What is asked of a set that stands before it, and the words that people use for it.
const ASKED: &[(&str, &str)] = &[
    ("均达到", "均达到"),
    ("都达到", "均达到"),
    ("全部达到", "均达到"),
    ("全达到", "均达到"),
    ("皆达到", "均达到"),
    ("均达标", "均达到"),
    ("都达标", "均达到"),
    ("全部达标", "均达到"),
    ("均满足", "均达到"),
    ("都满足", "均达到"),
    ("全部满足", "均达到"),
    ("均符合", "均达到"),
    ("都符合", "均达到"),
    ("均合格", "均达到"),
    ("都合格", "均达到"),
    ("均不存在", "均不存在"),
    ("都不存在", "均不存在"),
    ("均没有", "均不存在"),
    ("都没有", "均不存在"),
    ("均无", "均不存在"),
    ("中至少", "中至少"),
    ("至少", "中至少"),
    ("中不少于", "中至少"),
    ("中不低于", "中至少"),
    ("中有至少", "中至少"),
    ("其中至少", "中至少"),
    ("里至少", "中至少"),
    ("中的至少", "中至少"),
    ("中至少有", "中至少"),
    ("至少有", "中至少"),
    ("中每项", "中每项"),
    ("中的每项", "中每项"),
    ("中每一项", "中每项"),
    ("中各项", "中每项"),
    ("中每个", "中每项"),
    ("每项", "中每项"),
    ("的每项", "中每项"),
];

/// One end of a range or one member of a list, or several, as the set writes them.
struct Members {
    written: Vec<String>,
    /// The first and last token.
    from: usize,
    to: usize,
}

/// The separator that begins at `i` between the ends of a range: how many tokens it has.
fn range_mark(clause: &Clause<'_>, i: usize) -> Option<usize> {
    if RANGE_WORDS.contains(&clause.word(i)) {
        return Some(1);
    }
    let mut n = 0;
    while clause.mark(i + n).is_some_and(|c| RANGE_MARKS.contains(&c)) && n < 8 {
        n += 1;
    }
    (n > 0).then_some(n)
}

/// `R1至R7` in one word.
pub(crate) fn range_in_a_word(word: &str) -> Option<String> {
    let (a, b) = word.split_once(['至', '到'])?;
    let code = |w: &str| {
        w.chars().any(|c| c.is_ascii_digit()) && w.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    (code(a) && code(b)).then(|| format!("{a}..{b}"))
}

/// Reads members from `i` on: names, ranges and lists of them.
fn members(clause: &Clause<'_>, start: usize, limit: usize) -> Option<Members> {
    let mut written = Vec::new();
    let mut i = start;
    loop {
        if i >= limit || !clause.is_name(i) {
            return None;
        }
        let name = clause.text(i);
        let next = i + 1;
        match range_mark(clause, next).filter(|n| clause.is_name(next + n) && next + n < limit) {
            Some(n) => {
                written.push(format!("{name}..{}", clause.text(next + n)));
                i = next + n;
            }
            None => written.push(range_in_a_word(name).unwrap_or_else(|| name.to_owned())),
        }
        let separator = i + 1;
        let lists =
            matches!(clause.mark(separator), Some(',' | ';')) || LIST_WORDS.contains(&clause.word(separator));
        if separator < limit && lists && clause.is_name(separator + 1) {
            i = separator + 1;
            continue;
        }
        return Some(Members { written, from: start, to: i });
    }
}

fn braces(members: &Members) -> String {
    format!("{{{}}}", members.written.join(", "))
}

/// `{R1-R7}`, `{R1~R7}`, `{R1 至 R7}`, `{V1…V7}`, `{R1 和 R2}`, `(R1, R2) 均达到`.
pub(super) fn ranges(clause: &Clause<'_>) -> Vec<Rewrite> {
    let mut found = Vec::new();
    for open in 0..clause.tokens.len() {
        if !matches!(clause.mark(open), Some('{' | '(' | '[')) {
            continue;
        }
        let Some(close) = clause.closing(open) else { continue };
        if let Some(inside) = members(clause, open + 1, close)
            && inside.to + 1 == close
        {
            let written = braces(&inside);
            if clause.between(open, close) != written {
                found.push(clause.replace(&codes::SET_FORM, open, close, written));
            }
        }
    }
    found
}

/// `R1..R7 均达到`, `R1、R2 均达到`, `all of R1..R7`, `{R1..R7} 都达标`.
pub(super) fn bare_sets(clause: &Clause<'_>) -> Vec<Rewrite> {
    let mut found = Vec::new();
    for asked in 0..clause.tokens.len() {
        let word = clause.word(asked);
        if let Some((said, written)) = ASKED.iter().find(|(said, _)| *said == word) {
            if clause.mark(asked.wrapping_sub(1)) == Some('}') {
                if said != written {
                    found.push(clause.replace(&codes::MISSPELT, asked, asked, *written));
                }
                continue;
            }
            // The longest list of names that ends here.
            let lists = (0..asked).filter_map(|from| members(clause, from, asked));
            if let Some(list) = lists.into_iter().find(|m| m.to + 1 == asked) {
                let (from, set) = (list.from, braces(&list));
                let write = |from, to, written: String| clause.replace(&codes::SET_FORM, from, to, written);
                found.push(write(from, list.to, set.clone()));
                found.push(write(from, asked, format!("{set} {written}")));
            }
        }
        let of = match word {
            "of" => true,
            "in" => (0..asked).any(|i| clause.word(i) == "each"),
            _ => false,
        };
        if of && let Some(list) = members(clause, asked + 1, clause.tokens.len()) {
            found.push(clause.replace(&codes::SET_FORM, list.from, list.to, braces(&list)));
        }
    }
    found
}

/// `属于 (小学, 初中)`, `属于 [小学]`, `属于 小学 或 初中`, `属于 "小学"、"初中"`.
pub(super) fn options(clause: &Clause<'_>) -> Vec<Rewrite> {
    let mut found = Vec::new();
    for i in 0..clause.tokens.len() {
        if !matches!(clause.word(i), "属于" | "不属于" | "in") {
            continue;
        }
        let next = i + 1;
        match clause.mark(next) {
            Some('(' | '[') => {
                let Some(close) = clause.closing(next) else { continue };
                let inner = if next + 1 < close { clause.between(next + 1, close - 1) } else { "" };
                found.push(clause.replace(&codes::SET_FORM, next, close, format!("{{{inner}}}")));
            }
            Some(_) => {}
            None => {
                if let Some(list) = members(clause, next, clause.tokens.len()) {
                    found.push(clause.replace(&codes::SET_FORM, list.from, list.to, braces(&list)));
                }
            }
        }
    }
    found
}
