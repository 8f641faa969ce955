//! 学校达标情况表: a row for each school and stage.

use std::collections::BTreeMap;

use super::Forms;
use super::layout::{Column, look, number};
use crate::diagnostic::Message;
use crate::evaluation::{Detail, SubjectResult};
use crate::facts::COUNTY;
use crate::report::findings::Findings;
use crate::report::ledger::letters;
use crate::report::sheets::{Cell, Look, Sheet};
use crate::report::standard::Matrix;
use crate::report::wording::share;
use crate::semantics::*;
use crate::value::{Number, Outcome, Surd};

/// What a subject's indicator came to.
struct Measured<'a> {
    item: &'a Item,
    indicator: &'a Indicator,
    result: Option<&'a SubjectResult>,
}

impl<'a> Measured<'a> {
    fn numbers(&self) -> Option<(Option<&'a Surd>, Option<&'a Surd>)> {
        match &self.result?.detail {
            Detail::Indicator { value, limit } => Some((value.as_ref(), limit.as_ref())),
            Detail::Rule(_) => None,
        }
    }
}

/// Thresholds by what tells the subjects of a school apart, for each indicator; nothing where these do not tell.
type Limits = BTreeMap<String, Vec<Option<Surd>>>;

impl<'a> Forms<'a> {
    pub(super) fn schools(&self, matrix: &Matrix) -> Sheet {
        let pack = self.input.pack;
        let name = self.word("forms-schools");
        let Some(rule) = pack.item(matrix.rule) else { return Sheet::default() };
        let parent = pack.entity(rule.entity).and_then(|e| e.parent).filter(|p| *p != COUNTY);
        let mut columns: Vec<Column> = self.county_column().into_iter().collect();
        columns.push(Column { head: self.label(parent.unwrap_or(rule.entity)), width: 16.0 });
        if parent.is_some() {
            columns.push(Column { head: self.stage(rule.entity), width: 7.0 });
        }
        let first = columns.len();
        let limits = self.limits(matrix, rule);
        for (i, member) in matrix.members.iter().enumerate() {
            columns.push(Column { head: self.heading(*member, i, &limits), width: 10.5 });
        }
        for (key, width) in [
            ("forms-count-met", 6.5),
            ("forms-excused", 18.0),
            ("dossier-result", 10.0),
            ("forms-reason", 24.0),
        ] {
            columns.push(self.column(key, width));
        }
        let frozen = u16::try_from(first).unwrap_or(1);
        let mut layout = self.layout(&name, &name, columns, frozen);
        let rows: usize = self.counties.iter().map(|found| found.subjects_of(matrix.rule).count()).sum();
        // Below the rows that may be sorted: a row of nothing, then what is required.
        let begin = layout.next() + rows + 1;
        for found in &self.counties {
            for s in found.subjects_of(matrix.rule) {
                let row = layout.next();
                let cells = self.school_row(found, matrix, rule, s, parent, (row, first, begin), &limits);
                layout.push(cells);
            }
        }
        layout.sortable();
        layout.push(Vec::new());
        for (label, values) in &limits {
            let mut cells = vec![Cell::default(); first];
            let text = Message::new("forms-required").arg("of", label).text(self.input.language);
            if let Some(cell) = cells.first_mut() {
                *cell = Cell::text(text, Look::Label);
            }
            for (value, member) in values.iter().zip(&matrix.members) {
                cells.push(match (value, pack.item(*member).map(|i| &i.body)) {
                    (Some(value), Some(ItemBody::Indicator(i))) => number(value, &i.unit, None),
                    _ => Cell::default(),
                });
            }
            layout.push(cells);
        }
        layout.remark(self.word("forms-schools-note"));
        layout.done()
    }

    /// What tells rows of a table apart below its parent: 学段.
    fn stage(&self, entity: EntityIx) -> String {
        let pack = self.input.pack;
        let Some(found) = pack.entity(entity) else { return String::new() };
        let keys = found.parent.map(|p| pack.key_below(p, entity)).unwrap_or_default();
        let labels: Vec<&str> =
            keys.iter().filter_map(|c| found.columns.get(c.ix())).map(|c| c.label.as_str()).collect();
        if labels.is_empty() { found.label.clone() } else { labels.join("、") }
    }

    fn measured(&self, found: &Findings<'a>, member: ItemIx, row: u32) -> Option<Measured<'a>> {
        let item = self.input.pack.item(member)?;
        let ItemBody::Indicator(indicator) = &item.body else { return None };
        let result = found.subjects_of(member).find(|s| s.row == row);
        Some(Measured { item, indicator, result })
    }

    /// The thresholds for each stage, where all of a stage have the same.
    fn limits(&self, matrix: &Matrix, rule: &Item) -> Limits {
        let mut limits = Limits::new();
        for found in &self.counties {
            for (i, member) in matrix.members.iter().enumerate() {
                for s in found.subjects_of(*member) {
                    let Detail::Indicator { limit: Some(limit), .. } = &s.detail else { continue };
                    let stage = found.words.below_parent(rule.entity, s.row);
                    let values = limits.entry(stage).or_insert_with(|| vec![None; matrix.members.len()]);
                    match values.get_mut(i) {
                        Some(slot @ None) => *slot = Some(limit.clone()),
                        Some(Some(known)) if known != limit => return Limits::new(),
                        Some(Some(_)) | None => {}
                    }
                }
            }
        }
        limits
    }

    /// An indicator's name, unit and requirements.
    fn heading(&self, member: ItemIx, position: usize, limits: &Limits) -> String {
        let Some(item) = self.input.pack.item(member) else { return String::new() };
        let ItemBody::Indicator(indicator) = &item.body else { return item.title.clone() };
        let mut out = self.counties.first().map_or_else(String::new, |f| f.words.item(item));
        if !indicator.unit.symbol.is_empty() {
            out.push_str(&format!("\n（{}）", indicator.unit.symbol));
        }
        for (stage, values) in limits {
            if let (Some(Some(limit)), Some(found)) = (values.get(position), self.counties.first()) {
                let limit = crate::report::wording::figure(limit, &indicator.unit, None);
                let required = found.words.required(indicator.comparison.operator(), limit);
                out.push_str(&format!("\n{stage}{required}"));
            }
        }
        out
    }

    #[allow(clippy::too_many_arguments, reason = "one row of a sheet with all that it tells")]
    fn school_row(
        &self,
        found: &Findings<'a>,
        matrix: &Matrix,
        rule: &Item,
        s: &SubjectResult,
        parent: Option<EntityIx>,
        (row, first, begin): (usize, usize, usize),
        limits: &Limits,
    ) -> Vec<Cell> {
        let words = &found.words;
        let mut cells: Vec<Cell> = self.county_cell(found).into_iter().collect();
        let stage = words.below_parent(rule.entity, s.row);
        match parent
            .and_then(|p| Some((p, self.input.facts.ancestor_row(self.input.pack, rule.entity, s.row, p)?)))
        {
            Some((parent, at)) => {
                cells.push(Cell::text(words.row(parent, at), Look::Body));
                cells.push(Cell::text(&stage, Look::Body));
            }
            None => {
                cells.push(Cell::text(words.row(rule.entity, s.row), Look::Body));
                cells.resize(first, Cell::default());
            }
        }
        let applies = s.outcome != Outcome::NotApplicable;
        let floor = self.floor(found, matrix, rule, s);
        let (mut met, mut terms, mut excused) = (0usize, Vec::new(), Vec::new());
        // The requirements stand in the same order as in the map.
        let at = limits.keys().position(|k| *k == stage).map(|i| begin + i);
        for (i, member) in matrix.members.iter().enumerate() {
            let Some(measured) = self.measured(found, *member, s.row).filter(|_| applies) else {
                cells.push(Cell::default());
                continue;
            };
            let outcome = measured.result.map_or(Outcome::NotApplicable, |r| r.outcome);
            let Some((Some(value), limit)) = measured.numbers() else {
                cells.push(if outcome == Outcome::Undetermined {
                    Cell::text(self.word("forms-no-data"), Look::Doubt)
                } else {
                    Cell::default()
                });
                continue;
            };
            let unit = &measured.indicator.unit;
            let mut cell = number(value, unit, limit);
            if outcome == Outcome::Unmet {
                // What must be reached at least is told apart too.
                let least = limit.zip(floor.last()).map(|(l, part)| l.times(&Surd::from(part.clone())));
                let exact = number(value, unit, least.as_ref());
                cell.look = below(cell.look.max(exact.look));
                if let Some(share) = limit.and_then(|l| share(value, l, &floor)) {
                    excused.push(format!("{} {share}%", words.item(measured.item)));
                }
            }
            met += usize::from(outcome == Outcome::Met);
            if let (Some(at), Some(_)) = (at, limit) {
                let column = letters(first + i);
                terms.push(holds(
                    measured.indicator.comparison,
                    &format!("{column}{row}"),
                    &format!("{column}${at}"),
                ));
            }
            cells.push(cell);
        }
        let count = match (applies, terms.len() == cells.len() - first - blank(&cells, first)) {
            (false, _) => Cell::default(),
            (true, true) if !terms.is_empty() => {
                Cell::formula(format!("={}", terms.join("+")), met.to_string(), Look::Number)
            }
            (true, _) => Cell::number(met.to_string(), Look::Number),
        };
        let (word, reason) = self.school_result(found, s, &excused);
        cells.extend([
            count,
            Cell::text(excused.join("\n"), Look::Body),
            Cell::text(word, look(s.outcome, s.outcome == Outcome::Unmet)),
            Cell::text(reason, Look::Body),
        ]);
        cells
    }

    /// What shares matter: the whole, and the part that every other indicator must reach.
    fn floor(&self, found: &Findings<'_>, matrix: &Matrix, rule: &Item, s: &SubjectResult) -> Vec<Number> {
        let at = crate::evaluation::Standpoint::subject(s.item, rule.entity, s.row, s.group.clone());
        let floor = matrix.floor.and_then(|f| f.expr(rule));
        let value = floor.and_then(|e| found.explainer.as_ref()?.value(&at, e));
        let value = value.and_then(|v| v.eval.as_number()?.as_number().cloned());
        std::iter::once(Number::one()).chain(value).collect()
    }

    fn school_result(&self, found: &Findings<'_>, s: &SubjectResult, excused: &[String]) -> (String, String) {
        match s.outcome {
            Outcome::Met if excused.is_empty() => (self.word("forms-reached"), String::new()),
            Outcome::Met => (self.word("forms-reached-excused"), String::new()),
            Outcome::Unmet => {
                let said = found.words.statements(found.explainer.as_ref(), s);
                let said: Vec<String> = said.iter().map(|s| s.text()).collect();
                (self.word("forms-not-reached"), said.join("\n"))
            }
            Outcome::Undetermined => {
                let missing: Vec<String> = s.missing.iter().take(3).map(|m| found.lacks(m)).collect();
                (self.word("outcome-undetermined"), missing.join("\n"))
            }
            Outcome::NotApplicable => (self.word("forms-not-assessed"), found.why_not(s)),
        }
    }
}

/// How many of the cells from `first` on hold no number.
fn blank(cells: &[Cell], first: usize) -> usize {
    let numbers = |c: &&Cell| !matches!(c.value, crate::report::sheets::CellValue::Number(_));
    cells.iter().skip(first).filter(numbers).count()
}

/// The look of a number that fails.
fn below(look: Look) -> Look {
    if let Look::Fixed(places) = look { Look::Failing(places) } else { look }
}

/// 1 where a cell's number stands to another as required, else 0; the machine's numbers are held to the last places.
fn holds(comparison: Comparison, value: &str, limit: &str) -> String {
    let slack = format!("0.000000001*MAX(1,ABS({limit}))");
    let test = match comparison {
        Comparison::AtLeast => format!("{value}-{limit}>=-{slack}"),
        Comparison::AtMost => format!("{value}-{limit}<={slack}"),
        Comparison::Above => format!("{value}-{limit}>{slack}"),
        Comparison::Below => format!("{value}-{limit}<-{slack}"),
    };
    format!("IF({test},1,0)")
}
