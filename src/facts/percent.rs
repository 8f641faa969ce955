//! Percentages under a header with （%）: whether 0.2 is a fifth of a percent or a fifth of the whole.

use super::header::Bound;
use super::issues::{At, FileIx, Issues};
use super::source::RowSource;
use super::table::{Plan, TableBuilder};
use super::text::{fold_width, shown, trim};
use crate::diagnostic::{Message, codes};
use crate::semantics::ColumnIx;
use crate::value::Number;

/// Longest number that is looked at, in bytes.
const LONGEST: usize = 40;

/// The cells of the columns whose header names a percentage.
pub(super) struct Percents(Vec<Seen>);

/// What stands in one of them.
struct Seen {
    /// The column's place in the plan, and its cell.
    column: usize,
    cell: usize,
    /// Plain numbers between 0 and 1: row of the table, row of the file, text.
    fractions: Vec<(usize, u32, String)>,
    /// Whether it cannot be told how one of them is shown.
    hidden: bool,
    /// Numbers above 1, and such as have their own sign.
    percents: usize,
}

/// What a cell under （%） may be.
enum Reading {
    /// 0.2: perhaps a share.
    Fraction,
    /// 20, or 20%.
    Percent,
    /// 0, 1, nothing, or no number.
    Either,
}

/// A number short enough to be one that people write.
fn plain(text: &str) -> Option<Number> {
    if text.len() > LONGEST { None } else { Number::parse_decimal(text).ok() }
}

fn reading(cell: &str) -> Reading {
    let folded = fold_width(trim(cell));
    if folded.ends_with(['%', '‰']) {
        return Reading::Percent;
    }
    match plain(&folded) {
        Some(number) if number > Number::from(1) => Reading::Percent,
        Some(number) if !number.is_zero() && number < Number::from(1) => Reading::Fraction,
        _ => Reading::Either,
    }
}

impl Percents {
    /// Of a file's header.
    pub fn new(plan: &Plan) -> Self {
        let seen = |column: &ColumnIx| {
            let bound = plan.bound.get(column.ix())?.as_ref().filter(|b| b.broken.is_none())?;
            let column = column.ix();
            Some(Seen { column, cell: bound.cell, fractions: Vec::new(), hidden: false, percents: 0 })
        };
        Percents(columns(plan).iter().filter_map(seen).collect())
    }

    /// Looks at a row of the file; `rows` are those of the table up to it.
    pub fn see(&mut self, rows: usize, row: u32, source: &impl RowSource) {
        for seen in &mut self.0 {
            let Some(text) = source.cell(seen.cell) else { continue };
            match reading(text) {
                Reading::Fraction => {
                    seen.hidden |= source.hides_percent(seen.cell);
                    seen.fractions.push((rows.saturating_sub(1), row, trim(text).to_owned()));
                }
                Reading::Percent => seen.percents += 1,
                Reading::Either => {}
            }
        }
    }

    /// Fractions alone are a warning. Beside percentages, or where it cannot be told what the cell shows, they are errors.
    pub fn report(self, table: &mut TableBuilder, plan: &Plan, file: FileIx, issues: &mut Issues) {
        for Seen { column, cell, fractions, hidden, percents } in self.0 {
            let Some(bound) = plan.bound.get(column).and_then(Option::as_ref) else { continue };
            let position = u32::try_from(cell).unwrap_or(u32::MAX);
            let at = |row, text: &str| {
                At::row(file, row).column(position, &bound.heading).cell(Some(position)).value(text)
            };
            let Some((_, first, text)) = fractions.first() else { continue };
            let whole = |text: &str| {
                let value = plain(&fold_width(text)).unwrap_or_else(Number::zero);
                (&value * &Number::from(if bound.scale.symbol == "%" { 100 } else { 1000 })).to_string()
            };
            let message = |key, text: &str| {
                Message::new(key)
                    .arg("value", shown(text))
                    .arg("symbol", &bound.scale.symbol)
                    .arg("whole", whole(text))
                    .count("count", fractions.len())
            };
            if percents == 0 && !hidden {
                issues.push(
                    &codes::PERCENT_FRACTIONS,
                    at(*first, text),
                    message(codes::PERCENT_FRACTIONS.key, text),
                );
                continue;
            }
            let key = if percents > 0 { codes::PERCENT_MIXED.key } else { "percent-hidden" };
            for (row, line, text) in &fractions {
                let issue = issues.push(&codes::PERCENT_MIXED, at(*line, text), message(key, text));
                if let Some(column) = table.columns.get_mut(column) {
                    column.spoil(u32::try_from(*row).unwrap_or(u32::MAX), issue);
                }
            }
        }
    }
}

/// Whether a cell under （%） is one that says something only beside the others.
pub(super) fn is_fraction(cell: &str) -> bool {
    matches!(reading(cell), Reading::Fraction)
}

/// The columns whose header names a percentage.
pub(super) fn columns(plan: &Plan) -> Vec<ColumnIx> {
    let named = |b: &&Bound| b.scale.from_header && ["%", "‰"].contains(&b.scale.symbol.as_str());
    plan.bound.iter().flatten().filter(named).map(|b| b.column).collect()
}
