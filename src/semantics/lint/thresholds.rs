//! Thresholds that no value can miss or reach, and days of the pack's period without a number.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::pack::{DatedTable, Quantity, Table};
use crate::semantics::checked::*;
use crate::semantics::lint::Lint;
use crate::semantics::lint::conditions::quantity;
use crate::semantics::lint::interval::Interval;
use crate::source::{Span, Spanned};
use crate::value::{Number, Unit};

impl Lint<'_> {
    pub(super) fn thresholds(&self, diagnostics: &mut Diagnostics) {
        for item in &self.pack.items {
            let ItemBody::Indicator(indicator) = &item.body else { continue };
            let Some(entry) = self.merged.indicators.get(&item.id) else { continue };
            let Some(threshold) = &entry.threshold else { continue };
            let value = self.ranges.value(&indicator.value);
            let op = indicator.comparison.operator();
            let numbers: Vec<(Number, Span)> = match &indicator.threshold {
                ThresholdRef::Own(_) => numbers(&threshold.value, &indicator.unit),
                ThresholdRef::Limit(limit) => self.numbers_of(*limit),
            };
            for (number, span) in numbers {
                let Some(holds) = value.decides(op, &Interval::point(number.clone())) else { continue };
                let shown = quantity(&number, &indicator.unit);
                let truth = Message::new(if holds { "threshold-always" } else { "threshold-never" });
                let mut d = Diagnostic::new(&codes::THRESHOLD_OUT_OF_RANGE, span);
                d.message = Message::new(codes::THRESHOLD_OUT_OF_RANGE.key)
                    .arg("name", &item.id)
                    .arg("number", shown)
                    .message("truth", truth);
                if let Some(words) = self.words(&value, &indicator.value) {
                    d = d.related(indicator.value.span, words);
                }
                diagnostics.push(d.help(Message::new("help-threshold")));
            }
        }
    }

    /// Every number of a limit, in base units, with its place.
    pub(super) fn numbers_of(&self, limit: LimitIx) -> Vec<(Number, Span)> {
        let declared = self.pack.limit(limit);
        let written = declared.and_then(|l| self.merged.limits.get(&l.id)).and_then(|l| l.value.as_ref());
        declared.zip(written).map(|(l, value)| numbers(value, &l.unit)).unwrap_or_default()
    }

    /// Dated numbers that begin after the pack does.
    pub(super) fn gaps(&self, diagnostics: &mut Diagnostics) {
        let Some(begin) = self.pack.from else { return };
        let limits = self.merged.limits.values().filter_map(|l| Some((&l.id, l.value.as_ref()?)));
        let thresholds =
            self.merged.indicators.values().filter_map(|i| Some((&i.id, &i.threshold.as_ref()?.value)));
        for (id, steps) in limits.chain(thresholds) {
            let Some(first) = steps.value.first().and_then(|s| s.from.as_ref()) else { continue };
            if first.value > begin {
                diagnostics.push(
                    Diagnostic::new(&codes::DATE_GAP, first.span)
                        .arg("name", &id.value)
                        .arg("begin", begin)
                        .arg("first", first.value)
                        .help(Message::new("help-date-gap").arg("begin", begin)),
                );
            }
        }
    }
}

/// Every number of a threshold's own tables, in base units, with its place.
fn numbers(steps: &Spanned<Vec<DatedTable>>, unit: &Unit) -> Vec<(Number, Span)> {
    let base = |q: &Quantity| if q.is_share { q.value.clone() } else { unit.to_base(&q.value) };
    let mut out = Vec::new();
    let mut stack: Vec<&Table> = steps.value.iter().rev().map(|s| &s.table).collect();
    while let Some(table) = stack.pop() {
        match table {
            Table::Number(n) => out.push((base(&n.value), n.span)),
            Table::Name(_) => {}
            Table::Map(map) => stack.extend(map.value.iter().rev().map(|(_, t)| t)),
        }
    }
    out
}
