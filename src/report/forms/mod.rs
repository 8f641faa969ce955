//! The tables that are handed in: one workbook in the forms' own layout, units and digits.
//!
//! Which tables there are follows from what the pack's conclusions name: schools by indicators, coefficients, lists of items, a survey.

pub(super) mod coefficients;
mod items;
mod layout;
mod open;
mod rectification;
mod schools;
mod survey;

use std::collections::BTreeSet;

use super::findings::Findings;
use super::json::ReportInput;
use super::sheets::{Book, Sheet, sheet_name};
use super::standard::Part;
use crate::evaluation::Group;
use crate::semantics::*;
use layout::MOST_ROWS;

/// What would mend a failing subject, in words: from `gap`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// The county's row.
    pub county: u32,
    /// The item that fails.
    pub item: ItemIx,
    /// Its row.
    pub row: u32,
    /// Its group.
    pub group: Group,
    /// What to do.
    pub text: String,
}

/// Why there are no forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sheet takes {MOST_ROWS} rows")]
pub struct TooLarge;

/// All that the sheets are made from.
struct Forms<'a> {
    input: &'a ReportInput<'a>,
    counties: Vec<Findings<'a>>,
    remedies: &'a [Remedy],
}

/// The forms of all counties of an evaluation.
///
/// # Errors
/// [`TooLarge`] where a sheet would have more rows than a sheet may have.
pub fn book(input: &ReportInput<'_>, remedies: &[Remedy]) -> Result<Book, TooLarge> {
    let counties: Vec<Findings<'_>> =
        input.evaluation.counties.iter().map(|c| Findings::new(input, c)).collect();
    let forms = Forms { input, counties, remedies };
    let mut sheets = forms.sheets();
    if sheets.iter().any(|s| s.rows.len() >= MOST_ROWS) {
        return Err(TooLarge);
    }
    let mut taken = BTreeSet::new();
    for sheet in &mut sheets {
        sheet.name = sheet_name(&sheet.name, &mut taken);
    }
    Ok(Book { title: forms.word("forms-title"), sheets })
}

impl<'a> Forms<'a> {
    fn word(&self, key: &str) -> String {
        crate::diagnostic::Catalogue::of(self.input.language).get(key)
    }

    /// Whether the county must be said in each row.
    fn many(&self) -> bool {
        self.counties.len() > 1
    }

    fn sheets(&self) -> Vec<Sheet> {
        let Some(first) = self.counties.first() else { return Vec::new() };
        let standard = first.standard();
        let mut sheets = Vec::new();
        for part in &standard {
            for matrix in &part.holds.matrices {
                sheets.push(self.schools(matrix));
            }
            for rule in &part.holds.coefficients {
                sheets.extend(self.coefficients(*rule));
            }
        }
        let (mut lists, mut rest): (Vec<&Part<'_>>, Vec<&Part<'_>>) = (Vec::new(), Vec::new());
        for part in standard.iter().filter(|p| !p.holds.items.is_empty()) {
            if part.holds.items.len() > 1 { lists.push(part) } else { rest.push(part) }
        }
        for part in lists {
            let name = first.words.part(part.item);
            sheets.push(self.items(&name, &part.holds.items));
        }
        let mut single = Vec::new();
        for part in rest {
            let only = part.holds.items.first().copied().unwrap_or(part.ix);
            match self.surveyed(only) {
                Some(entity) => sheets.push(self.survey(&first.words.part(part.item), only, entity)),
                None => single.push(only),
            }
        }
        single.extend(first.vetoes().into_iter().map(|(ix, _)| ix));
        if !single.is_empty() {
            sheets.push(self.items(&self.word("forms-others"), &single));
        }
        sheets.push(self.rectification());
        sheets.push(self.missing());
        sheets.push(self.doubts());
        sheets
    }
}
