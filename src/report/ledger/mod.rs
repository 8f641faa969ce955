//! The ledger (台账): a workbook with a row for each subject and requirement to carry on with, which rechecks the engine's figures by
//! formulas over the data that it holds.

mod cover;
mod data;
mod formula;
mod open;

use std::collections::{BTreeSet, HashMap};

use super::doubts::doubts_by_sort;
use super::findings::{Findings, citation, comparison_sign, fails, is_kind, percent, shortfall};
use super::json::{Detail, ReportInput};
use super::sheets::{Book, Cell, Look, Sheet, sheet_name};
use super::words::outcome_word;
use crate::diagnostic::Catalogue;
use crate::evaluation::{Compared, Detail as Came, Eval, Shown, SubjectResult, Value};
use crate::semantics::*;
use crate::value::{Outcome, Surd, Unit};
use cover::{cover, recheck};
use data::{DataSheets, MOST_ROWS};
pub(super) use data::{constant, letters};
use formula::{Columns, Formulas, Subject};

/// The ledger's columns.
const COLUMNS: [(&str, f64); 21] = [
    ("dossier-county", 10.0),
    ("dossier-id", 12.0),
    ("dossier-rule", 34.0),
    ("explain-cite", 26.0),
    ("report-subject", 22.0),
    ("ledger-key", 20.0),
    ("report-value", 14.0),
    ("ledger-sign", 6.0),
    ("report-limit", 12.0),
    ("ledger-unit", 12.0),
    ("dossier-result", 10.0),
    ("report-doubts", 24.0),
    ("report-short", 12.0),
    ("dossier-share", 10.0),
    ("ledger-again-value", 14.0),
    ("ledger-again-outcome", 10.0),
    ("ledger-agrees", 8.0),
    ("report-lead", 24.0),
    ("dossier-support", 24.0),
    ("ledger-due", 14.0),
    ("ledger-progress", 24.0),
];
const VALUE: usize = 6;
const LIMIT: usize = 8;
const OUTCOME: usize = 10;
const AGAIN_VALUE: usize = 14;
const AGAIN_OUTCOME: usize = 15;
const AGREES: usize = 16;

/// Why there is no ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sheet takes {MOST_ROWS} rows")]
pub struct TooLarge;

/// The ledger of all counties of an evaluation.
///
/// # Errors
/// [`TooLarge`] where a sheet would have more rows than a sheet may have.
pub fn book(input: &ReportInput<'_>) -> Result<Book, TooLarge> {
    let word = |key: &str| Catalogue::of(input.language).get(key);
    let pack = input.pack;
    let counties: Vec<Findings<'_>> =
        input.evaluation.counties.iter().map(|c| Findings::new(input, c)).collect();
    let lines = lines(input, &counties);
    let [missing, doubts] = [open::missing(input, &counties), open::doubts(input, &counties)];
    if [lines.len() + 1, missing.rows.len(), doubts.rows.len()].iter().any(|rows| *rows >= MOST_ROWS) {
        return Err(TooLarge);
    }
    let mut taken = BTreeSet::new();
    let [cover_name, ledger_name, missing_name, doubts_name, coefficients_name, points_name] = [
        "ledger-cover",
        "ledger-sheet",
        "ledger-missing",
        "ledger-doubts",
        "ledger-coefficients",
        "ledger-points",
    ]
    .map(|k| sheet_name(&word(k), &mut taken));
    if input.detail == Detail::Summary {
        return Ok(summary(input, &cover_name, &ledger_name, &lines));
    }
    let data = DataSheets::new(pack, input.facts, &entities(pack), &mut taken);
    let at = |column: usize| format!("'{ledger_name}'!{}", data::letters(column));
    let mut formulas = Formulas {
        pack,
        facts: input.facts,
        as_of: input.evaluation.as_of,
        data: &data,
        rows: HashMap::new(),
        coefficients: HashMap::new(),
        columns: Columns { value: at(AGAIN_VALUE), outcome: at(AGAIN_OUTCOME) },
        met: outcome_word(Outcome::Met, false, input.language),
        unmet: outcome_word(Outcome::Unmet, false, input.language),
        exists: outcome_word(Outcome::Met, true, input.language),
        absent: outcome_word(Outcome::Unmet, true, input.language),
    };
    for s in counties.iter().flat_map(|c| &c.result.subjects) {
        formulas.rows.insert((s.item, s.row, s.group.clone()), (0, s.outcome));
    }
    for (row, line) in (2u32..).zip(&lines) {
        formulas.rows.insert((line.ix, line.s.row, line.s.group.clone()), (row, line.s.outcome));
    }
    // Only what stands in the ledger can be referred to.
    formulas.rows.retain(|_, (row, outcome)| {
        *row > 0 || matches!(outcome, Outcome::NotApplicable | Outcome::Undetermined)
    });
    let values: HashMap<u32, String> = (2u32..)
        .zip(&lines)
        .filter_map(|(row, line)| {
            let ItemBody::Indicator(indicator) = &line.item.body else { return None };
            let Came::Indicator { value: Some(_), .. } = &line.s.detail else { return None };
            Some((row, formulas.value(line.subject(), indicator)?))
        })
        .collect();
    let (coefficients, points) =
        coefficient_sheets(input, &counties, &mut formulas, &values, &coefficients_name, &points_name);
    let (ledger, rechecked) = ledger(input, &ledger_name, &lines, &formulas, &values);
    let mut cover = cover(input, &cover_name);
    recheck(input, &mut cover, &ledger_name, lines.len(), rechecked);
    let mut sheets = vec![cover, ledger];
    sheets.extend([Sheet { name: missing_name, ..missing }, Sheet { name: doubts_name, ..doubts }]);
    sheets.extend(coefficients);
    sheets.extend(points);
    sheets.extend(data.sheets(&word("ledger-above")));
    Ok(Book { title: word("dossier-sort"), sheets })
}

/// The parts alone, without formulas and the data that these read.
fn summary(input: &ReportInput<'_>, cover_name: &str, ledger_name: &str, lines: &[Line<'_>]) -> Book {
    let mut sheet = ledger_sheet(input, ledger_name);
    sheet.rows.extend(lines.iter().map(|line| result_cells(input, line)));
    sheet.filter = Some((0, 0, u32::try_from(lines.len()).unwrap_or(u32::MAX), AGAIN_VALUE as u16 - 1));
    sheet.rows.iter_mut().for_each(|row| row.truncate(AGAIN_VALUE));
    sheet.widths.truncate(AGAIN_VALUE);
    Book {
        title: Catalogue::of(input.language).get("dossier-sort"),
        sheets: vec![cover(input, cover_name), sheet],
    }
}

/// A row of the ledger.
struct Line<'a> {
    found: &'a Findings<'a>,
    code: &'a str,
    ix: ItemIx,
    item: &'a Item,
    s: &'a SubjectResult,
}

impl Line<'_> {
    fn subject(&self) -> Subject<'_> {
        Subject {
            item: self.ix,
            entity: self.item.entity,
            row: self.s.row,
            frame: 0,
            group: &self.s.group,
            result: self.found.result,
        }
    }
}

fn lines<'a>(input: &'a ReportInput<'a>, counties: &'a [Findings<'a>]) -> Vec<Line<'a>> {
    let mut out = Vec::new();
    for found in counties {
        let code = input.facts.counties.get(found.result.county as usize).map_or("", |c| &*c.code);
        let items: Vec<(ItemIx, &Item)> = match input.detail {
            Detail::Summary => found.items(RuleKind::Conclusion).chain(found.parts()).collect(),
            Detail::Failures | Detail::Full => (0u32..).map(ItemIx).zip(&input.pack.items).collect(),
        };
        for (ix, item) in items {
            if matches!(item.body, ItemBody::Define { .. } | ItemBody::Rule { kind: RuleKind::Audit, .. }) {
                continue;
            }
            let shown =
                |s: &&SubjectResult| s.outcome != Outcome::NotApplicable || input.detail == Detail::Full;
            out.extend(found.subjects_of(ix).filter(shown).map(|s| Line { found, code, ix, item, s }));
        }
    }
    out
}

/// The tables that indicators' formulas read.
fn entities(pack: &CheckedPack) -> BTreeSet<EntityIx> {
    let values = (0u32..).map(ItemIx).zip(&pack.items).filter_map(|(ix, item)| match &item.body {
        ItemBody::Indicator(indicator) => Some(pack.reads_of(&indicator.value, Some(ix))),
        ItemBody::Rule { .. } | ItemBody::Define { .. } => None,
    });
    let cells = values.flatten().filter(|r| matches!(r, Read::Column(..) | Read::Rows(_)));
    let needs = pack.reads.needs_through(cells, |read| read.column().is_some());
    needs
        .into_iter()
        .filter_map(|read| match read {
            Read::Column(entity, _) | Read::Rows(entity) => Some(entity),
            Read::Item(_) | Read::Limit(_) | Read::Finding(_) | Read::Kind(_) | Read::TargetYear => None,
        })
        .collect()
}

/// A number in a unit, with no more digits than a spreadsheet keeps.
pub(super) fn number(n: &Surd, unit: &Unit) -> String {
    let scaled = n.over(&Surd::from(unit.scale.clone())).unwrap_or_else(|| n.clone());
    let fits = |text: &String| text.bytes().filter(u8::is_ascii_digit).count() <= 15;
    [12, 9, 6, 3, 0].map(|places| scaled.display(places)).into_iter().find(fits).unwrap_or_default()
}

fn header(keys: &[&str], language: crate::diagnostic::Language) -> Vec<Cell> {
    keys.iter().map(|k| Cell::text(Catalogue::of(language).get(k), Look::Header)).collect()
}

/// The sheet with its headings.
fn ledger_sheet(input: &ReportInput<'_>, name: &str) -> Sheet {
    Sheet {
        name: name.to_owned(),
        rows: vec![header(&COLUMNS.map(|(key, _)| key), input.language)],
        widths: COLUMNS.iter().map(|(_, width)| *width).collect(),
        frozen: (1, 2),
        landscape: true,
        ..Sheet::default()
    }
}

fn ledger(
    input: &ReportInput<'_>,
    name: &str,
    lines: &[Line<'_>],
    formulas: &Formulas<'_>,
    values: &HashMap<u32, String>,
) -> (Sheet, usize) {
    let mut sheet = ledger_sheet(input, name);
    let mut rechecked = 0;
    for (row, line) in (2u32..).zip(lines) {
        let (cells, live) = ledger_row(input, row, line, formulas, values);
        rechecked += usize::from(live);
        sheet.rows.push(cells);
    }
    let last = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    sheet.filter = Some((0, 0, last, COLUMNS.len() as u16 - 1));
    (sheet, rechecked)
}

/// An outcome's word and how it looks.
fn outcome_of(input: &ReportInput<'_>, line: &Line<'_>) -> (String, Look) {
    let Line { item, s, .. } = line;
    let word = outcome_word(s.outcome, is_kind(item, RuleKind::Veto), input.language);
    let look = match s.outcome {
        Outcome::Met | Outcome::Unmet if fails(item, s.outcome) => Look::Bad,
        Outcome::Undetermined => Look::Doubt,
        Outcome::NotApplicable => Look::Plain,
        Outcome::Met | Outcome::Unmet => Look::Good,
    };
    (word, look)
}

/// What the engine found, up to the columns that recompute it.
fn result_cells(input: &ReportInput<'_>, line: &Line<'_>) -> Vec<Cell> {
    let Line { found, code, item, s, .. } = line;
    let (word, look) = outcome_of(input, line);
    let subject = super::words::key_text(input.pack, input.facts, item.entity, s.row, &s.group);
    let mut key = input.facts.key_of(input.pack, item.entity, s.row);
    key.extend(
        s.group
            .iter()
            .filter_map(|(k, v)| input.pack.kind(*k)?.values.get(usize::from(*v)).map(|(id, _)| id.clone())),
    );
    let mut cells = vec![
        Cell::text(*code, Look::Code),
        Cell::text(&item.id, Look::Code),
        Cell::text(&item.title, Look::Plain),
        Cell::text(citation(input.pack, item), Look::Plain),
        Cell::text(subject, Look::Plain),
        Cell::text(key.join("/"), Look::Code),
    ];
    match (&item.body, &s.detail) {
        (ItemBody::Indicator(i), Came::Indicator { value, limit }) => {
            let figure = |n: &Option<Surd>| {
                n.as_ref().map_or_else(Cell::default, |n| Cell::number(number(n, &i.unit), Look::Number))
            };
            let both = value.as_ref().zip(limit.as_ref());
            let short = both.filter(|_| fails(item, s.outcome)).and_then(|(v, l)| shortfall(v, l));
            cells.extend([
                figure(value),
                Cell::text(comparison_sign(i.comparison), Look::Plain),
                figure(limit),
                Cell::text(i.unit.symbol.to_string(), Look::Plain),
                Cell::text(word, look),
                Cell::default(),
                figure(&short),
                both.and_then(|(v, l)| percent(v, l))
                    .map_or_else(Cell::default, |p| Cell::text(p + "%", Look::Plain)),
            ]);
        }
        (ItemBody::Rule { kind, .. }, _) => {
            cells.resize(OUTCOME, Cell::default());
            cells.push(Cell::text(word, look));
            // The outcome's own cell is what the formula is held against.
            if *kind == RuleKind::Conclusion && !found.doubts.is_empty() {
                cells.push(Cell::text(doubts_by_sort(found.doubts, input.language), Look::Doubt));
            }
        }
        _ => {}
    }
    cells.resize(AGAIN_VALUE, Cell::default());
    cells
}

fn ledger_row(
    input: &ReportInput<'_>,
    row: u32,
    line: &Line<'_>,
    formulas: &Formulas<'_>,
    values: &HashMap<u32, String>,
) -> (Vec<Cell>, bool) {
    let Line { found, ix, item, s, .. } = line;
    let (word, look) = outcome_of(input, line);
    let mut cells = result_cells(input, line);
    let at = |column: usize| format!("{}{row}", data::letters(column));
    let mut again_value = Cell::default();
    let mut outcome: Option<String> = None;
    match (&item.body, &s.detail) {
        (ItemBody::Indicator(i), Came::Indicator { value, limit }) => {
            if let (Some(formula), Some(value)) = (values.get(&row), value) {
                again_value = Cell::formula(format!("={formula}"), number(value, &i.unit), Look::Number);
                let operator = i.comparison.operator();
                let decided = matches!(s.outcome, Outcome::Met | Outcome::Unmet) && limit.is_some();
                outcome = Formulas::compared(operator, &at(AGAIN_VALUE), &at(LIMIT)).filter(|_| decided);
            }
        }
        (ItemBody::Rule { requirements, .. }, _) => {
            if matches!(s.outcome, Outcome::Met | Outcome::Unmet) {
                outcome = formulas.holds(line.subject(), requirements);
            }
        }
        _ => {}
    }
    cells.push(again_value);
    let live = outcome.is_some();
    match outcome {
        Some(holds) => {
            let (met, unmet) = (formulas.met_word(*ix), formulas.unmet_word(*ix));
            cells.push(Cell::formula(format!("=IF({holds},\"{met}\",\"{unmet}\")"), &word, look));
            let (value, again) = (at(VALUE), at(AGAIN_VALUE));
            let same = format!(
                "=IF(AND({}={},OR({again}=\"\",ABS({again}-{value})<=0.000000001*MAX(1,ABS({value})))),\"✓\",\"✗\")",
                at(AGAIN_OUTCOME),
                at(OUTCOME)
            );
            cells.push(Cell::formula(same, "✓", Look::Plain));
        }
        None => {
            cells.push(Cell::formula(format!("={}", at(OUTCOME)), &word, Look::Remark));
            cells.push(Cell::default());
        }
    }
    let measures = found.answerable.measures(s);
    for units in [|m: &Measure| &m.lead, |m: &Measure| &m.support] as [fn(&Measure) -> &Vec<String>; 2] {
        let mut all: Vec<&str> = Vec::new();
        for unit in measures.iter().flat_map(|m| units(m)) {
            if !all.contains(&unit.as_str()) {
                all.push(unit);
            }
        }
        cells.push(Cell::text(all.join("、"), Look::Plain));
    }
    let entry =
        if fails(item, s.outcome) || s.outcome == Outcome::Undetermined { Look::Entry } else { Look::Plain };
    cells.extend([Cell::blank(entry), Cell::blank(entry)]);
    (cells, live)
}

fn surd(shown: &Shown) -> Option<&Surd> {
    match &shown.eval {
        Eval::Known(Value::Number(n)) if !shown.hidden => Some(n),
        Eval::Known(_) | Eval::Unknown(_) | Eval::NotApplicable => None,
    }
}

/// The coefficients with formulas, and what they are computed from.
fn coefficient_sheets(
    input: &ReportInput<'_>,
    counties: &[Findings<'_>],
    formulas: &mut Formulas<'_>,
    values: &HashMap<u32, String>,
    name: &str,
    points_name: &str,
) -> (Option<Sheet>, Option<Sheet>) {
    let pack = input.pack;
    let keys = [
        "dossier-county",
        "dossier-rule",
        "dossier-id",
        "report-subject",
        "dossier-coefficient",
        "ledger-sign",
        "report-limit",
        "ledger-again-value",
        "ledger-agrees",
    ];
    let point_keys = ["dossier-id", "report-subject", "report-value", "ledger-weight"];
    let mut sheet = Sheet {
        name: name.to_owned(),
        widths: vec![10.0, 14.0, 10.0, 24.0, 14.0, 6.0, 10.0, 14.0, 8.0],
        frozen: (1, 0),
        ..Sheet::default()
    };
    let mut points_sheet = Sheet {
        name: points_name.to_owned(),
        widths: vec![10.0, 30.0, 16.0, 14.0],
        frozen: (1, 0),
        ..Sheet::default()
    };
    sheet.rows.push(header(&keys, input.language));
    points_sheet.rows.push(header(&point_keys, input.language));
    for found in counties {
        let code = input.facts.counties.get(found.result.county as usize).map_or("", |c| &*c.code);
        let Some(explainer) = &found.explainer else { continue };
        for (ix, item) in (0u32..).map(ItemIx).zip(&pack.items) {
            for s in found.subjects_of(ix) {
                for compared in explainer.compared(ix, s.row, &s.group) {
                    let Compared::Coefficient { of, operator, value, limit, values_of, points, .. } =
                        compared
                    else {
                        continue;
                    };
                    let (Some(value), Some(limit)) = (surd(&value), surd(&limit)) else { continue };
                    if points.is_empty() || points_sheet.rows.len() + points.len() >= MOST_ROWS {
                        continue;
                    }
                    let member = of.and_then(|i| pack.item(i)).map_or(&item.id, |m| &m.id);
                    let first = points_sheet.rows.len() + 1;
                    for (row, x, weight) in &points {
                        points_sheet
                            .rows
                            .push(point(input, formulas, values, values_of, member, *row, x, weight));
                    }
                    let last = points_sheet.rows.len();
                    let range = |column: &str| format!("'{points_name}'!{column}{first}:{column}{last}");
                    let (x, w) = (range("C"), range("D"));
                    let mean = format!("(SUMPRODUCT({x},{w})/SUM({w}))");
                    let cv = format!("=SQRT(SUMPRODUCT({w},({x}-{mean})*({x}-{mean}))/SUM({w}))/ABS({mean})");
                    let row = sheet.rows.len() + 1;
                    let none = Unit::none();
                    let sign = operator.symbol();
                    sheet.rows.push(vec![
                        Cell::text(code, Look::Code),
                        Cell::text(&item.id, Look::Code),
                        Cell::text(member, Look::Code),
                        Cell::text(
                            super::words::key_text(pack, input.facts, item.entity, s.row, &s.group),
                            Look::Plain,
                        ),
                        Cell::number(number(value, &none), Look::Number),
                        Cell::text(sign, Look::Plain),
                        Cell::number(number(limit, &none), Look::Number),
                        Cell::formula(cv, number(value, &none), Look::Number),
                        Cell::formula(
                            format!("=IF(ABS(H{row}-E{row})<=0.000000001*MAX(1,ABS(E{row})),\"✓\",\"✗\")"),
                            "✓",
                            Look::Plain,
                        ),
                    ]);
                    let place = (ix, s.row, s.group.clone());
                    formulas.coefficients.insert((place, of), format!("'{name}'!H{row}"));
                }
            }
        }
    }
    let any = sheet.rows.len() > 1;
    (any.then_some(sheet), any.then_some(points_sheet))
}

#[allow(clippy::too_many_arguments, reason = "one row of a sheet with all that it tells")]
fn point(
    input: &ReportInput<'_>,
    formulas: &Formulas<'_>,
    values: &HashMap<u32, String>,
    values_of: Option<ItemIx>,
    member: &str,
    row: u32,
    x: &Shown,
    weight: &Option<Shown>,
) -> Vec<Cell> {
    let pack = input.pack;
    let unit = &x.unit;
    let plain = surd(x).map_or_else(String::new, |n| number(n, unit));
    let entity = values_of.and_then(|i| pack.item(i)).map(|i| i.entity);
    let there = values_of
        .and_then(|item| formulas.rows.iter().find(|((i, r, g), _)| *i == item && *r == row && g.is_empty()))
        .map(|(_, (at, _))| *at)
        .filter(|at| values.contains_key(at));
    let value = match there {
        // The indicator's own recomputed value; a coefficient is the same in any unit.
        Some(at) => Cell::formula(format!("={}{at}", formulas.columns.value), &plain, Look::Number),
        None => Cell::number(plain, Look::Number),
    };
    let weight = match weight {
        Some(w) => surd(w).map_or_else(Cell::default, |n| Cell::number(number(n, &w.unit), Look::Number)),
        None => Cell::number("1", Look::Number),
    };
    let subject =
        entity.map_or_else(String::new, |e| super::words::key_text(pack, input.facts, e, row, &Vec::new()));
    vec![Cell::text(member, Look::Code), Cell::text(subject, Look::Plain), value, weight]
}
