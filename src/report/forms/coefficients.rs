//! 差异系数表: for each group a sheet with a row for each school, and mean, standard deviation, coefficient and limit below; those that cannot be
//! decided too.

use std::collections::BTreeMap;

use super::Forms;
use super::layout::{Column, look, number};
use crate::diagnostic::Message;
use crate::evaluation::{Compared, Detail, Eval, Missing, SubjectResult};
use crate::report::findings::Findings;
use crate::report::ledger::letters;
use crate::report::sheets::{Cell, Look, Sheet};
use crate::semantics::*;
use crate::value::{Outcome, Surd, Unit};

/// One coefficient.
pub(in crate::report) struct Coefficient<'a> {
    /// The item whose values vary.
    pub of: ItemIx,
    pub item: &'a Item,
    pub indicator: &'a Indicator,
    /// The coefficient, where it can be computed.
    pub value: Option<Surd>,
    pub limit: Option<Surd>,
    /// How the coefficient must stand to the limit.
    pub operator: BinaryOp,
    pub outcome: Outcome,
    /// What would decide it.
    pub missing: Vec<Missing>,
    /// Value and weight by row; none where one is not known.
    pub points: BTreeMap<u32, (Surd, Option<(Surd, Unit)>)>,
}

/// The coefficients of one subject of a rule.
pub(in crate::report) fn coefficients<'a>(found: &Findings<'a>, s: &SubjectResult) -> Vec<Coefficient<'a>> {
    let Some(explainer) = &found.explainer else { return Vec::new() };
    let mut out = Vec::new();
    for compared in explainer.compared(s.item, s.row, &s.group) {
        let Compared::Coefficient { operator, value, limit, values_of, points, .. } = compared else {
            continue;
        };
        let Some((of, item)) = values_of.and_then(|of| Some((of, found.input.pack.item(of)?))) else {
            continue;
        };
        let ItemBody::Indicator(indicator) = &item.body else { continue };
        let number = |eval: &Eval| eval.as_number().cloned();
        let (known, limit) = (number(&value.eval), number(&limit.eval));
        let outcome = match (&value.eval, known.as_ref().zip(limit.as_ref())) {
            (_, Some((value, limit))) => match operator.holds(value.cmp(limit)) {
                true => Outcome::Met,
                false => Outcome::Unmet,
            },
            (Eval::NotApplicable, None) => Outcome::NotApplicable,
            (Eval::Known(_) | Eval::Unknown(_), None) => Outcome::Undetermined,
        };
        let point = |(row, x, w): (u32, crate::evaluation::Shown, Option<crate::evaluation::Shown>)| {
            let shown = |x: &crate::evaluation::Shown| !x.hidden;
            let weight = w.filter(shown).and_then(|w| Some((w.eval.as_number()?.clone(), w.unit)));
            let x = Some(x).filter(shown)?;
            Some((row, (x.eval.as_number()?.clone(), weight)))
        };
        out.push(Coefficient {
            of,
            item,
            indicator,
            missing: value.eval.missing_list(),
            value: known,
            limit,
            operator,
            outcome,
            points: points.into_iter().filter_map(point).collect(),
        });
    }
    out
}

impl<'a> Forms<'a> {
    /// A sheet for each subject of the rule that it applies to.
    pub(super) fn coefficients(&self, rule: ItemIx) -> Vec<Sheet> {
        let mut sheets = Vec::new();
        for found in &self.counties {
            for s in found.subjects_of(rule).filter(|s| s.outcome != Outcome::NotApplicable) {
                let all = coefficients(found, s);
                if !all.is_empty() {
                    sheets.push(self.variation(found, s, &all));
                }
            }
        }
        sheets
    }

    fn variation(&self, found: &Findings<'a>, s: &SubjectResult, all: &[Coefficient<'a>]) -> Sheet {
        let words = &found.words;
        let group = words.group(&s.group);
        let county = if self.many() { words.county(s.row) } else { String::new() };
        let of = format!("{county}{group}");
        let title = match of.is_empty() {
            true => self.word("forms-coefficients"),
            false => Message::new("forms-coefficients-of").arg("of", of).text(self.input.language),
        };
        let rows = self.rows(found, all);
        let entity = all.first().map_or(EntityIx(0), |c| c.item.entity);
        let mut columns = vec![Column { head: self.label(entity), width: 22.0 }];
        columns.push(self.column("ledger-weight", 10.0));
        for c in all {
            let symbol = &c.indicator.unit.symbol;
            let unit = if symbol.is_empty() { String::new() } else { format!("\n（{symbol}）") };
            columns.push(Column { head: format!("{}{unit}", words.item(c.item)), width: 12.5 });
        }
        let mut layout = self.layout(&title, &title, columns, 1);
        let first = layout.next();
        for (row, weight) in &rows {
            let mut cells = vec![
                Cell::text(words.row(entity, *row), Look::Body),
                weight.as_ref().map_or_else(
                    || Cell::number("1", Look::Number),
                    |(w, unit)| Cell::number(super::layout::digits(w, unit), Look::Number),
                ),
            ];
            for c in all {
                let value = c.points.get(row).map(|(x, _)| x).cloned();
                let value = value.or_else(|| measured(found, c.of, *row));
                cells.push(match value {
                    Some(x) => number(&x, &c.indicator.unit, None),
                    None => Cell::text(self.word("forms-no-data"), Look::Doubt),
                });
            }
            layout.push(cells);
        }
        layout.sortable();
        let last = layout.next() - 1;
        layout.push(Vec::new());
        self.below(found, all, (first, last), &mut layout);
        layout.remark(self.word("forms-coefficients-note"));
        layout.done()
    }

    /// The rows that have a part in any of the coefficients, with their weights.
    fn rows(&self, found: &Findings<'a>, all: &[Coefficient<'a>]) -> BTreeMap<u32, Option<(Surd, Unit)>> {
        let mut rows = BTreeMap::new();
        for c in all {
            rows.extend(c.points.iter().map(|(row, (_, weight))| (*row, weight.clone())));
        }
        // What lacks a value has no part in any that is known.
        for m in all.iter().flat_map(|c| &c.missing) {
            if let crate::evaluation::MissingAt::Row(row) = m.at
                && all.iter().any(|c| c.item.entity == m.entity && measured_at_all(found, c.of, row))
            {
                rows.entry(row).or_insert(None);
            }
        }
        rows
    }

    /// Mean, standard deviation, coefficient, limit, result and what is missing.
    fn below(
        &self,
        found: &Findings<'a>,
        all: &[Coefficient<'a>],
        (first, last): (usize, usize),
        layout: &mut super::layout::Layout,
    ) {
        let mean_row = layout.next();
        let label = |key: &str| vec![Cell::text(self.word(key), Look::Label), Cell::default()];
        let keys = [
            "forms-mean",
            "forms-deviation",
            "dossier-coefficient",
            "forms-limit",
            "dossier-result",
            "report-missing",
        ];
        let [mut means, mut deviations, mut values, mut limits, mut results, mut missing] = keys.map(label);
        let none = Unit::none();
        for (i, c) in all.iter().enumerate() {
            let column = letters(i + 2);
            let range =
                |letters: &str, fixed: &str| format!("{fixed}{letters}${first}:{fixed}{letters}${last}");
            let (x, w) = (range(&column, ""), range("B", "$"));
            let known = c.value.as_ref().filter(|_| !c.points.is_empty());
            match known.zip(statistics(c)) {
                Some((value, (mean, deviation))) => {
                    let places = Look::Fixed(3);
                    let mean = super::layout::digits(&mean, &c.indicator.unit);
                    means.push(Cell::formula(format!("=SUMPRODUCT({x},{w})/SUM({w})"), mean, places));
                    let m = format!("{column}${mean_row}");
                    let deviation = super::layout::digits(&deviation, &c.indicator.unit);
                    let formula = format!("=SQRT(SUMPRODUCT({w},({x}-{m})*({x}-{m}))/SUM({w}))");
                    deviations.push(Cell::formula(formula, deviation, places));
                    let shown = number(value, &none, c.limit.as_ref());
                    let formula = format!("={column}{}/ABS({m})", mean_row + 1);
                    values.push(Cell::formula(formula, super::layout::digits(value, &none), shown.look));
                }
                None => {
                    let word = crate::report::outcome_word(c.outcome, false, self.input.language);
                    means.push(Cell::default());
                    deviations.push(Cell::default());
                    values.push(Cell::text(word, look(c.outcome, false)));
                }
            }
            limits.push(c.limit.as_ref().map_or_else(Cell::default, |l| number(l, &none, c.value.as_ref())));
            let word = crate::report::outcome_word(c.outcome, false, self.input.language);
            results.push(Cell::text(word, look(c.outcome, c.outcome == Outcome::Unmet)));
            let lacking: Vec<String> = c.missing.iter().take(3).map(|m| found.lacks(m)).collect();
            missing.push(Cell::text(lacking.join("\n"), Look::Body));
        }
        for row in [means, deviations, values, limits, results, missing] {
            layout.push(row);
        }
    }
}

/// Mean and standard deviation by the weights, for the cells' cached results.
fn statistics(c: &Coefficient<'_>) -> Option<(Surd, Surd)> {
    use crate::value::Number;
    let mut points = Vec::new();
    for (x, w) in c.points.values() {
        let w = w.as_ref().map_or_else(|| Some(Number::one()), |(w, _)| w.as_number().cloned())?;
        points.push((x.as_number()?.clone(), w));
    }
    let total: Number = points.iter().map(|(_, w)| w.clone()).sum();
    let sum: Number = points.iter().map(|(x, w)| x * w).sum();
    let mean = sum.checked_div(&total)?;
    let square = |(x, w): &(Number, Number)| {
        let apart = x - &mean;
        w * &(&apart * &apart)
    };
    let squares: Number = points.iter().map(square).sum();
    Some((Surd::from(mean.clone()), Surd::sqrt(squares.checked_div(&total)?)?))
}

fn measured(found: &Findings<'_>, item: ItemIx, row: u32) -> Option<Surd> {
    let s = found.subjects_of(item).find(|s| s.row == row)?;
    match &s.detail {
        Detail::Indicator { value, .. } => value.clone(),
        Detail::Rule(_) => None,
    }
}

fn measured_at_all(found: &Findings<'_>, item: ItemIx, row: u32) -> bool {
    found.subjects_of(item).any(|s| s.row == row && s.outcome != Outcome::NotApplicable)
}
