//! Numbers as people write them inside a clause: `85 percent`, `85% R1.限值`, `85% of x`, `x 的 85%`.

use super::{Clause, Rewrite};
use crate::diagnostic::codes;
use crate::value::spoken;

pub(super) fn numbers(clause: &Clause<'_>) -> Vec<Rewrite> {
    let mut found = Vec::new();
    for i in clause.at.saturating_sub(3)..=clause.at {
        found.extend(implied_product(clause, i));
        found.extend(share_of(clause, i));
        found.extend(percent_word(clause, i));
    }
    found
}

/// `85% R1.限值`, `85% of x`, `85% 的 x`.
fn implied_product(clause: &Clause<'_>, percent: usize) -> Option<Rewrite> {
    if !matches!(clause.mark(percent), Some('%' | '‰')) {
        return None;
    }
    let next = percent + 1;
    if matches!(clause.word(next), "of" | "的") {
        return Some(clause.replace(&codes::OTHER_OPERATOR, next, next, "*"));
    }
    let number = percent.checked_sub(1).filter(|n| clause.is_number(*n))?;
    let begins = clause.is_name(next)
        || clause.mark(next) == Some('(')
        || matches!(clause.word(next), "本项" | "item");
    begins.then(|| {
        let written = format!("{} * {}", clause.between(number, percent), clause.text(next));
        clause.replace(&codes::OTHER_OPERATOR, number, next, written)
    })
}

/// `x 的 85%`: a part of x.
fn share_of(clause: &Clause<'_>, of: usize) -> Option<Rewrite> {
    let percent = matches!(clause.mark(of + 2), Some('%' | '‰'));
    if clause.word(of) != "的" || !clause.is_number(of + 1) || !percent {
        return None;
    }
    let mut from = of.checked_sub(1)?;
    let subject_end = from;
    while from >= 2 && clause.mark(from - 1) == Some('.') {
        from -= 2;
    }
    let written = format!("{} * {}", clause.between(of + 1, of + 2), clause.between(from, subject_end));
    clause.is_name(from).then(|| clause.replace(&codes::OTHER_OPERATOR, from, of + 2, written))
}

/// `85 percent`, `85 per cent`, `8 成`.
fn percent_word(clause: &Clause<'_>, number: usize) -> Option<Rewrite> {
    if !clause.is_number(number) {
        return None;
    }
    let to = if clause.word(number + 1) == "per" { number + 2 } else { number + 1 };
    let said = spoken(clause.between(number, to))?;
    said.unit.is_empty().then(|| clause.replace(&codes::MISSPELT, number, to, said.number))
}
