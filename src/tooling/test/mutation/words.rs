//! Mutation's result for people and as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use super::edit::{self, Edit};
use super::mutant::{Change, Mutant, Owner};
use super::run::{Fate, Mutation};
use crate::diagnostic::{Language, Message};
use crate::report::value_text;
use crate::semantics::meaning;
use crate::semantics::*;
use crate::source::LineIndex;
use crate::tooling::test::suite::Suite;
use crate::value::{Number, Unit};

/// Survivors with the case that is missing, mutants declared equivalent with the reason, then the figure.
pub fn text(pack: &CheckedPack, mutation: &Mutation, language: Language) -> String {
    let mut out = String::new();
    for (mutant, fate) in &mutation.mutants {
        let (mark, more) = match fate {
            Fate::Killed(_) => continue,
            Fate::Survived => ("✗", Some(needed(pack, mutant, language))),
            Fate::Equivalent(reason) => {
                let text = Message::new("mutant-equivalent").arg("reason", reason).text(language);
                ("＝", Some(text))
            }
        };
        let _ = writeln!(out, "{mark} {} · {}", mutant.id, place(pack, mutant));
        let _ = writeln!(out, "    {}", described(pack, mutant, language));
        if let Some(more) = more {
            let _ = writeln!(out, "    {more}");
        }
    }
    let score = mutation.score();
    let message = Message::new("mutation-summary")
        .count("mutants", mutation.mutants.len())
        .count("killed", mutation.killed())
        .count("survived", mutation.survived())
        .count("equivalent", mutation.equivalent())
        .arg("score", format!("{}.{:02}%", score / 100, score % 100));
    let _ = writeln!(out, "{}", message.text(language));
    out
}

/// Mutation as JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MutationJson {
    /// How many mutants.
    pub mutants: usize,
    /// How many a case notices.
    pub killed: usize,
    /// How many none does.
    pub survived: usize,
    /// How many are declared equivalent.
    pub equivalent: usize,
    /// Killed out of killed and survived.
    pub score: String,
    /// Those that no case notices.
    pub list: Vec<MutantJson>,
}

/// A mutant as JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MutantJson {
    /// Its stable id.
    pub id: String,
    /// `killed`, `survived` or `equivalent`.
    pub fate: &'static str,
    /// The file of what it changes.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// The change in words.
    pub change: String,
    /// The case that is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed: Option<String>,
    /// Why it is equivalent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The case that notices it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub killed_by: Option<String>,
}

/// The result for programs.
pub fn json(pack: &CheckedPack, suite: &Suite, mutation: &Mutation, language: Language) -> MutationJson {
    let one = |(mutant, fate): &(Mutant, Fate)| {
        let (file, line) = at(pack, mutant);
        MutantJson {
            id: mutant.id.clone(),
            fate: match fate {
                Fate::Killed(_) => "killed",
                Fate::Survived => "survived",
                Fate::Equivalent(_) => "equivalent",
            },
            file,
            line,
            change: described(pack, mutant, language),
            needed: (*fate == Fate::Survived).then(|| needed(pack, mutant, language)),
            reason: if let Fate::Equivalent(reason) = fate { Some(reason.clone()) } else { None },
            killed_by: if let Fate::Killed(case) = fate {
                suite.cases.get(*case).map(|c| format!("{}:{}", c.file, c.place.line))
            } else {
                None
            },
        }
    };
    let score = mutation.score();
    MutationJson {
        mutants: mutation.mutants.len(),
        killed: mutation.killed(),
        survived: mutation.survived(),
        equivalent: mutation.equivalent(),
        score: format!("{}.{:02}%", score / 100, score % 100),
        list: mutation.mutants.iter().map(one).collect(),
    }
}

fn at(pack: &CheckedPack, mutant: &Mutant) -> (String, usize) {
    let Some(file) = pack.sources.get(mutant.span.source) else { return (String::new(), 0) };
    let line = LineIndex::new(&file.text).locate(&file.text, mutant.span.start as usize).line;
    (file.name.to_string(), line)
}

fn place(pack: &CheckedPack, mutant: &Mutant) -> String {
    let (file, line) = at(pack, mutant);
    format!("{file}:{line}")
}

/// The source text of what is changed, white space folded and not too long.
fn source(pack: &CheckedPack, mutant: &Mutant) -> String {
    let folded = pack.sources.slice(mutant.span).split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.chars().count() <= 60 {
        return folded;
    }
    folded.chars().take(59).chain(['…']).collect()
}

fn number(pack: &CheckedPack, n: &Number, unit: &Unit, language: Language) -> String {
    value_text(pack, &crate::evaluation::Value::Number(n.clone().into()), unit, language)
}

/// The limit that a change is about.
fn limit<'a>(pack: &'a CheckedPack, mutant: &Mutant) -> Option<&'a Limit> {
    match mutant.owner {
        Owner::Limit(ix) => pack.limit(ix),
        Owner::Item(ix) => match &pack.item(ix)?.body {
            ItemBody::Indicator(Indicator { threshold: ThresholdRef::Own(own), .. }) => Some(own),
            ItemBody::Indicator(_) | ItemBody::Rule { .. } | ItemBody::Define { .. } => None,
        },
        Owner::Column(..) => None,
    }
}

/// The expression that a change replaces.
fn changed<'a>(pack: &'a CheckedPack, mutant: &Mutant) -> Option<&'a TExpr> {
    let mut found = None;
    let mut visit = |e: &'a TExpr| {
        e.walk(&mut |e| {
            if e.span == mutant.span && found.is_none() {
                found = Some(e);
            }
        });
    };
    match mutant.owner {
        Owner::Item(ix) => pack.item(ix)?.expressions().into_iter().for_each(&mut visit),
        Owner::Column(e, c) => pack.column(e, c)?.derive.iter().for_each(&mut visit),
        Owner::Limit(_) => {}
    }
    found
}

/// An operator as it is said.
fn operator_word(op: BinaryOp, language: Language) -> String {
    match op {
        BinaryOp::Or => Message::new("mutant-or").text(language),
        BinaryOp::And => Message::new("mutant-and").text(language),
        other @ (BinaryOp::Ge
        | BinaryOp::Le
        | BinaryOp::Gt
        | BinaryOp::Lt
        | BinaryOp::Eq
        | BinaryOp::Ne
        | BinaryOp::Add
        | BinaryOp::Sub
        | BinaryOp::Mul
        | BinaryOp::Div) => other.symbol().to_owned(),
    }
}

/// The change in words.
fn described(pack: &CheckedPack, mutant: &Mutant, language: Language) -> String {
    let text = || source(pack, mutant);
    let message = match &mutant.change {
        Change::Value { table, key, to } => {
            let found = limit(pack, mutant);
            let from = found.and_then(|l| l.tables.get(*table)).and_then(|t| t.values.get(key));
            let unit = found.map_or_else(Unit::none, |l| l.unit.clone());
            Message::new("mutant-value")
                .arg("from", from.map_or_else(String::new, |n| number(pack, n, &unit, language)))
                .arg("to", number(pack, to, &unit, language))
        }
        Change::Swap { one, other, .. } => {
            let ids = |key: &[KindValue]| {
                limit(pack, mutant).map_or_else(String::new, |l| meaning::key_ids(pack, l, key).join(","))
            };
            Message::new("mutant-swap").arg("one", ids(one)).arg("other", ids(other))
        }
        Change::Day { to, .. } => Message::new("mutant-day").arg("to", to),
        Change::DropTable { .. } => Message::new("mutant-drop-table"),
        Change::Comparison(to) => {
            let item = match mutant.owner {
                Owner::Item(ix) => pack.item(ix),
                Owner::Limit(_) | Owner::Column(..) => None,
            };
            let from = match item.map(|i| &i.body) {
                Some(ItemBody::Indicator(i)) => i.comparison.operator().symbol(),
                _ => "",
            };
            Message::new("mutant-operator")
                .arg("text", item.map_or("", |i| &i.title))
                .arg("from", from)
                .arg("to", to.operator().symbol())
        }
        Change::DropWhen(_) => Message::new("mutant-drop-when").arg("text", text()),
        Change::DropRequire(_) => Message::new("mutant-drop-require").arg("text", text()),
        Change::Expression { edit, .. } => of_edit(pack, mutant, edit, language),
    };
    message.text(language)
}

fn of_edit(pack: &CheckedPack, mutant: &Mutant, edit: &Edit, language: Language) -> Message {
    let text = source(pack, mutant);
    let expr = changed(pack, mutant);
    let part = |e: &TExpr| pack.sources.slice(e.span).split_whitespace().collect::<Vec<_>>().join(" ");
    let message = match edit {
        Edit::Op(to) => {
            let from = match expr.map(|e| &e.kind) {
                Some(TExprKind::Binary(op, ..)) => operator_word(*op, language),
                _ => String::new(),
            };
            Message::new("mutant-operator").arg("from", from).arg("to", operator_word(*to, language))
        }
        Edit::Only(i) => {
            let only = expr.and_then(|e| e.children().get(*i).map(|e| part(e))).unwrap_or_default();
            Message::new("mutant-only").arg("only", only)
        }
        Edit::DropOption(i) => {
            let option = expr.and_then(|e| e.children().get(i + 1).map(|e| part(e))).unwrap_or_default();
            Message::new("mutant-without").arg("part", option)
        }
        Edit::DropMember(i) => {
            let member = match expr.map(|e| &e.kind) {
                Some(
                    TExprKind::NumberOf { members, .. }
                    | TExprKind::AllOf(members)
                    | TExprKind::NoneOf(members)
                    | TExprKind::CountOf(members),
                ) => members.get(*i).and_then(|m| pack.item(m.item)).map_or("", |i| &i.id),
                _ => "",
            };
            Message::new("mutant-without").arg("part", member)
        }
        Edit::Negate => Message::new("mutant-negated"),
        Edit::Quantifier(_) => Message::new("mutant-quantifier"),
        Edit::AnyOf => Message::new("mutant-any-of"),
        Edit::AllOf => Message::new("mutant-all-of"),
        Edit::DropFilter => Message::new("mutant-without-where"),
        Edit::DropWeight => Message::new("mutant-without-weight"),
        Edit::DropGroup => Message::new("mutant-without-group"),
        Edit::Aggregate(to) => Message::new("mutant-function").arg("to", format!("{to:?}").to_lowercase()),
        Edit::Function(to) => Message::new("mutant-function").arg("to", format!("{to:?}").to_lowercase()),
        Edit::Constant(to) => {
            let unit = match expr.map(|e| &e.ty) {
                Some(Type::Number(unit)) => unit.clone(),
                _ => Unit::none(),
            };
            Message::new("mutant-constant").arg("to", value_text(pack, &edit::value(to), &unit, language))
        }
    };
    message.arg("text", text)
}

/// Whether a comparison and its change differ only where both sides are equal.
fn boundary(pack: &CheckedPack, mutant: &Mutant, to: BinaryOp) -> bool {
    use BinaryOp as B;
    let from = match (mutant.owner, &mutant.change) {
        (Owner::Item(ix), Change::Comparison(_)) => match pack.item(ix).map(|i| &i.body) {
            Some(ItemBody::Indicator(i)) => Some(i.comparison.operator()),
            _ => None,
        },
        _ => changed(pack, mutant)
            .and_then(|e| if let TExprKind::Binary(op, ..) = &e.kind { Some(*op) } else { None }),
    };
    matches!(
        (from, to),
        (Some(B::Ge), B::Gt) | (Some(B::Gt), B::Ge) | (Some(B::Le), B::Lt) | (Some(B::Lt), B::Le)
    )
}

/// The case that would notice it.
fn needed(pack: &CheckedPack, mutant: &Mutant, language: Language) -> String {
    let owner = match mutant.owner {
        Owner::Item(ix) => pack.item(ix).map_or("", |i| &i.id).to_owned(),
        Owner::Limit(ix) => pack.limit(ix).map_or("", |l| &l.label).to_owned(),
        Owner::Column(e, c) => pack.column(e, c).map_or("", |c| &c.label).to_owned(),
    };
    let message = match &mutant.change {
        Change::Value { table, key, to } => {
            let found = limit(pack, mutant);
            let from = found.and_then(|l| l.tables.get(*table)).and_then(|t| t.values.get(key)).cloned();
            let unit = found.map_or_else(Unit::none, |l| l.unit.clone());
            let from = from.unwrap_or_else(Number::zero);
            let (low, high) = if from < *to { (&from, to) } else { (to, &from) };
            let kinds = found.map_or_else(String::new, |l| meaning::key_ids(pack, l, key).join(","));
            Message::new("needed-between")
                .arg("kinds", kinds)
                .arg("low", number(pack, low, &unit, language))
                .arg("high", number(pack, high, &unit, language))
        }
        Change::Swap { .. } => Message::new("needed-each-kind"),
        Change::Day { .. } | Change::DropTable { .. } => Message::new("needed-day"),
        Change::Comparison(to) if boundary(pack, mutant, to.operator()) => Message::new("needed-at"),
        Change::Comparison(_) => Message::new("needed-both-sides"),
        Change::DropWhen(_) => Message::new("needed-exempt"),
        Change::DropRequire(_) => Message::new("needed-alone"),
        Change::Expression { edit, .. } => needed_for(pack, mutant, edit, language),
    };
    message.arg("owner", owner).text(language)
}

/// The case that would notice a change inside an expression.
fn needed_for(pack: &CheckedPack, mutant: &Mutant, edit: &Edit, language: Language) -> Message {
    match edit {
        Edit::Op(to) if boundary(pack, mutant, *to) => Message::new("needed-at"),
        Edit::Op(to) if to.is_comparison() => Message::new("needed-both-sides"),
        Edit::Op(BinaryOp::And | BinaryOp::Or) => Message::new("needed-one-holds"),
        Edit::Only(_) if matches!(changed(pack, mutant).map(|e| &e.kind), Some(TExprKind::If(..))) => {
            Message::new("needed-other-branch")
        }
        Edit::Only(_) | Edit::DropMember(_) | Edit::DropOption(_) => Message::new("needed-alone"),
        Edit::Quantifier(_) => Message::new("needed-mixed-rows"),
        Edit::AnyOf | Edit::AllOf => Message::new("needed-mixed-members"),
        Edit::DropFilter => Message::new("needed-row-left-out"),
        Edit::DropGroup => Message::new("needed-other-group"),
        Edit::DropWeight => Message::new("needed-uneven-weights"),
        Edit::Constant(Constant::Number(to)) => {
            let expr = changed(pack, mutant);
            let (from, unit) = match expr.map(|e| (&e.kind, &e.ty)) {
                Some((TExprKind::Constant(Constant::Number(n)), Type::Number(unit))) => {
                    (n.clone(), unit.clone())
                }
                _ => (Number::zero(), Unit::none()),
            };
            let (low, high) = if from < *to { (&from, to) } else { (to, &from) };
            Message::new("needed-between")
                .arg("kinds", "")
                .arg("low", number(pack, low, &unit, language))
                .arg("high", number(pack, high, &unit, language))
        }
        Edit::Op(_) | Edit::Negate | Edit::Aggregate(_) | Edit::Function(_) | Edit::Constant(_) => {
            Message::new("needed-differs")
        }
    }
}
