//! All mutants of the part of a pack that its cases answer for.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::edit::{edits, last_place};
use super::mutant::{Change, Formula, Mutant, Owner, Turn};
use crate::semantics::meaning;
use crate::semantics::*;
use crate::source::Span;
use crate::tooling::test::extent::{Extent, Part};
use crate::tooling::test::is_each;

/// The mutants, by item in the order of declaration, then limits and columns.
pub(super) fn mutants(pack: &CheckedPack, extent: &Extent) -> Vec<Mutant> {
    let mut found = Generator { pack, extent, out: Vec::new() };
    for ix in &extent.items {
        if let Some(item) = pack.item(*ix) {
            found.item(*ix, item);
        }
    }
    for (ix, tables) in &extent.limits {
        if let Some(limit) = pack.limit(*ix) {
            found.limit(Owner::Limit(*ix), &format!("limit.{}", limit.id), limit, Some(tables));
        }
    }
    for (e, c) in &extent.columns {
        let Some((entity, column)) = pack.entity(*e).zip(pack.column(*e, *c)) else { continue };
        if let Some(formula) = &column.derive {
            let prefix = format!("{}.{}.derive", entity.id, column.id);
            found.expression(Owner::Column(*e, *c), &prefix, Formula::Value, formula, &mut Vec::new());
        }
    }
    let mut ids = BTreeSet::new();
    found.out.retain(|m| ids.insert(m.id.clone()));
    found.out
}

struct Generator<'a> {
    pack: &'a CheckedPack,
    extent: &'a Extent,
    out: Vec<Mutant>,
}

impl Generator<'_> {
    fn add(&mut self, owner: Owner, id: String, span: Span, change: Change) {
        self.out.push(Mutant { id, owner, span, change });
    }

    fn item(&mut self, ix: ItemIx, item: &Item) {
        let (owner, id) = (Owner::Item(ix), &item.id);
        let owns = |part: Part| self.extent.owns(ix, part);
        let whens: Vec<_> = item.when.iter().enumerate().filter(|(i, _)| owns(Part::When(*i))).collect();
        let own_value = owns(Part::Value);
        for (i, when) in whens {
            let prefix = format!("{id}.when{}", i + 1);
            self.add(owner, format!("{prefix}:drop"), when.span, Change::DropWhen(i));
            self.expression(owner, &prefix, Formula::When(i), &when.expr, &mut Vec::new());
        }
        match &item.body {
            ItemBody::Indicator(indicator) => {
                for (name, to) in comparisons(indicator.comparison) {
                    self.add(
                        owner,
                        format!("{id}.compare:{name}"),
                        item.changed_at(),
                        Change::Comparison(to),
                    );
                }
                if own_value {
                    let prefix = format!("{id}.value");
                    self.expression(owner, &prefix, Formula::Value, &indicator.value, &mut Vec::new());
                }
                for (i, index) in indicator.index.iter().enumerate() {
                    let prefix = format!("{id}.index{}", i + 1);
                    self.expression(owner, &prefix, Formula::Index(i), index, &mut Vec::new());
                }
                if let ThresholdRef::Own(limit) = &indicator.threshold {
                    self.limit(owner, &format!("{id}.limit"), limit, None);
                }
            }
            ItemBody::Rule { requirements, .. } => {
                for (i, r) in requirements.iter().enumerate() {
                    if !self.extent.owns(ix, Part::Require(i)) {
                        continue;
                    }
                    let prefix = format!("{id}.require{}", i + 1);
                    self.add(owner, format!("{prefix}:drop"), r.span, Change::DropRequire(i));
                    self.expression(owner, &prefix, Formula::Require(i), &r.expr, &mut Vec::new());
                }
            }
            ItemBody::Define { value, .. } => {
                self.expression(owner, &format!("{id}.value"), Formula::Value, value, &mut Vec::new());
            }
        }
    }

    /// The changes of an expression and of all below it.
    fn expression(&mut self, owner: Owner, prefix: &str, at: Formula, expr: &TExpr, path: &mut Vec<Turn>) {
        let mut place = prefix.to_owned();
        for (i, turn) in path.iter().enumerate() {
            let mark = if i == 0 { '/' } else { '.' };
            let _ = match turn {
                Turn::Child(n) => write!(place, "{mark}{}", n + 1),
                Turn::Each => write!(place, "{mark}each"),
            };
        }
        for (name, edit) in edits(self.pack, expr) {
            let change = Change::Expression { at, path: path.clone(), edit };
            self.add(owner, format!("{place}:{name}"), expr.span, change);
        }
        if let TExprKind::AllOf(members) = &expr.kind
            && is_each(members)
        {
            if let Some(first) = members.first() {
                path.push(Turn::Each);
                self.expression(owner, prefix, at, &first.condition, path);
                path.pop();
            }
            return;
        }
        let alternatives = matches!(expr.kind, TExprKind::In { .. });
        for (i, child) in expr.children().into_iter().enumerate() {
            // Leaving out an alternative of `in` says as much as taking another one.
            if alternatives && i > 0 && matches!(child.kind, TExprKind::Constant(_)) {
                continue;
            }
            path.push(Turn::Child(i));
            self.expression(owner, prefix, at, child, path);
            path.pop();
        }
    }

    fn limit(&mut self, owner: Owner, prefix: &str, limit: &Limit, only: Option<&BTreeSet<usize>>) {
        let digits = decimals(limit);
        for (t, table) in limit.tables.iter().enumerate() {
            if only.is_some_and(|only| !only.contains(&t)) {
                continue;
            }
            let dated = match table.from {
                Some(from) if limit.tables.len() > 1 => format!("{prefix}@{from}"),
                _ => prefix.to_owned(),
            };
            let mut swaps: Vec<(&Vec<KindValue>, &crate::value::Number)> = Vec::new();
            for (key, value) in &table.values {
                let one = last_place(value, &limit.unit, digits);
                let place = format!("{dated}{}", bracketed(&meaning::key_ids(self.pack, limit, key)));
                let mut to = |sign: char, to: crate::value::Number| {
                    let change = Change::Value { table: t, key: key.clone(), to };
                    self.add(owner, format!("{place}:{sign}"), limit.numbers, change);
                };
                to('+', value + &one);
                to('-', value - &one);
                // Two values of one number are the same when swapped; each other number is swapped once.
                if let Some((other, _)) = swaps.last().filter(|(_, v)| *v != value) {
                    let other_ids = meaning::key_ids(self.pack, limit, other).join(",");
                    let change = Change::Swap { table: t, one: (*other).clone(), other: key.clone() };
                    self.add(owner, format!("{place}:swap-{other_ids}"), limit.numbers, change);
                }
                swaps.push((key, value));
            }
            // A day before which the pack is not in force cannot matter.
            if let Some(from) = table.from
                && self.pack.from.is_none_or(|start| start < from)
            {
                for (name, to) in [("later", from.tomorrow()), ("earlier", from.yesterday())] {
                    if let Ok(to) = to {
                        self.add(
                            owner,
                            format!("{dated}:{name}"),
                            limit.numbers,
                            Change::Day { table: t, to },
                        );
                    }
                }
                if t > 0 {
                    self.add(owner, format!("{dated}:drop"), limit.numbers, Change::DropTable { table: t });
                }
            }
        }
    }
}

/// `[primary]`; nothing for no values.
fn bracketed(ids: &[String]) -> String {
    if ids.is_empty() { String::new() } else { format!("[{}]", ids.join(",")) }
}

/// With how many decimals a limit's numbers are written: the most that one of them has, and at least hundredths for a share.
fn decimals(limit: &Limit) -> u32 {
    let numbers = || limit.tables.iter().flat_map(|t| t.values.values());
    let one = crate::value::Number::one();
    let share = limit.unit.dimensions == crate::value::Unit::none().dimensions
        && limit.unit.scale == one
        && numbers().all(|n| *n <= one);
    let most = numbers()
        .filter_map(|n| limit.unit.from_base(n).to_decimal_parts())
        .map(|(_, scale)| scale)
        .max()
        .unwrap_or(0);
    if share { most.max(2) } else { most }
}

fn comparisons(comparison: Comparison) -> [(&'static str, Comparison); 2] {
    use Comparison as C;
    match comparison {
        C::AtLeast => [("gt", C::Above), ("le", C::AtMost)],
        C::AtMost => [("lt", C::Below), ("ge", C::AtLeast)],
        C::Above => [("ge", C::AtLeast), ("lt", C::Below)],
        C::Below => [("le", C::AtMost), ("gt", C::Above)],
    }
}
