//! What is open: the data that are missing, and what is in doubt.

use super::super::findings::Findings;
use super::super::json::ReportInput;
use super::super::sheets::{Cell, Look, Sheet};
use super::header;
use crate::diagnostic::Catalogue;

/// The data that would decide what is undetermined, a row each.
pub(super) fn missing(input: &ReportInput<'_>, counties: &[Findings<'_>]) -> Sheet {
    let keys = [
        "dossier-county",
        "report-table",
        "report-subject",
        "report-column",
        "report-reason",
        "report-rules",
        "ledger-due",
        "ledger-progress",
    ];
    let rows = counties.iter().flat_map(|f| f.lacking_each().into_iter().map(move |line| (f, line.to_vec())));
    sheet(input, &keys, &[10.0, 16.0, 30.0, 26.0, 14.0, 30.0, 14.0, 24.0], rows)
}

/// What is in doubt, a row each, with room to say what verifying it came to.
pub(super) fn doubts(input: &ReportInput<'_>, counties: &[Findings<'_>]) -> Sheet {
    let keys = [
        "dossier-county",
        "report-doubt-sort",
        "report-doubt-place",
        "report-doubt-what",
        "ledger-verified",
        "ledger-verified-by",
    ];
    let rows = counties.iter().flat_map(|f| f.doubtful().into_iter().map(move |line| (f, line.to_vec())));
    sheet(input, &keys, &[10.0, 14.0, 36.0, 60.0, 30.0, 14.0], rows)
}

/// Rows under headings: the county, what was found, and cells to write in up to the last heading; 无 where there is nothing.
fn sheet<'f, 'a: 'f>(
    input: &ReportInput<'_>,
    keys: &[&str],
    widths: &[f64],
    rows: impl Iterator<Item = (&'f Findings<'a>, Vec<String>)>,
) -> Sheet {
    let mut sheet = Sheet {
        rows: vec![header(keys, input.language)],
        widths: widths.to_vec(),
        frozen: (1, 0),
        landscape: true,
        ..Sheet::default()
    };
    for (found, line) in rows {
        let code = input.facts.counties.get(found.result.county as usize).map_or("", |c| &*c.code);
        let mut cells = vec![Cell::text(code, Look::Code)];
        cells.extend(line.into_iter().map(|text| Cell::text(text, Look::Wrapped)));
        cells.resize(keys.len(), Cell::blank(Look::Entry));
        sheet.rows.push(cells);
    }
    match u32::try_from(sheet.rows.len() - 1) {
        Ok(0) => {
            let none = Catalogue::of(input.language).get("report-none");
            sheet.rows.push(vec![Cell::text(none, Look::Plain)]);
        }
        last => sheet.filter = Some((0, 0, last.unwrap_or(u32::MAX), keys.len() as u16 - 1)),
    }
    sheet
}
