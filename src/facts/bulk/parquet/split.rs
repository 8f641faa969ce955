//! Which rows the counties of a table have, found a row group at a time.

use std::fs::File;
use std::ops::Range;

use super::super::super::header::Schema;
use super::super::super::keys as joined;
use super::super::super::source::RowSource;
use super::super::routes::{Route, Routes};
use super::super::{Source, Unsuited};
use super::keys::PartRuns;
use super::value::Context;
use super::{Reading, Table};
use crate::semantics::ColumnIx;

/// The counties of a table's rows from front to back.
pub(in super::super) struct Walk {
    /// The row group that is looked at, and its rows.
    group: usize,
    rows: Range<usize>,
    keys: Keys,
    /// The row before which none is looked at again.
    at: usize,
}

/// What a row group's rows say of their counties.
enum Keys {
    /// The cells of the county's key, or of a table's below it.
    Cells(Vec<PartRuns>),
    /// County and first row of runs of rows, where the county is known.
    Runs(Vec<(u32, usize)>),
}

impl Walk {
    /// Before the first row.
    pub fn new() -> Self {
        Walk { group: 0, rows: 0..0, keys: Keys::Runs(Vec::new()), at: 0 }
    }

    /// The first row, of those that were not passed over, of county `target` or a later one; the number of rows where there is none.
    /// Rows of an unknown county go with those before them. That rows are in the counties' order is taken for granted here, and seen to
    /// where they are read.
    pub fn first_of(
        &mut self,
        source: &Source,
        table: &Table,
        schema: &Schema<'_>,
        routes: &Routes,
        file: Option<&File>,
        target: u32,
    ) -> Result<u64, Unsuited> {
        let own = || Route { target: source.entity, columns: schema.entity.key.clone() };
        let route = routes.route(source.entity).cloned().unwrap_or_else(own);
        loop {
            let context = Context { schema, header: &source.header };
            if let Some(row) = self.search(&context, routes, &route, target) {
                self.at = row;
                return Ok(row as u64);
            }
            let Some(count) = table.group(self.group) else { return Ok(table.rows()) };
            let rows = self.rows.end..self.rows.end + count;
            let chunks = table.chunks(file).ok_or(Unsuited::Shape)?;
            let reading = Reading { table, context, chunks, rows: rows.clone() };
            self.keys = match reading.cells(route.columns.iter().copied()) {
                Some(cells) => Keys::Cells(cells),
                None => Keys::Runs(
                    one_by_one((source, table), schema, routes, &route, &rows).ok_or(Unsuited::Shape)?,
                ),
            };
            (self.at, self.group, self.rows) = (rows.start, self.group + 1, rows);
        }
    }

    /// The first row from `at` on that is of county `target` or a later one.
    fn search(&self, context: &Context<'_>, routes: &Routes, route: &Route, target: u32) -> Option<usize> {
        let cells = match &self.keys {
            Keys::Cells(cells) => cells,
            Keys::Runs(runs) => {
                let some = runs.get(runs.partition_point(|(_, row)| *row < self.at)..)?;
                return some.iter().find(|(county, _)| *county >= target).map(|(_, row)| *row);
            }
        };
        let (mut low, mut high) = (self.at, self.rows.end);
        let mut found = None;
        // Mostly it is not in this group, or soon.
        let mut middle = self.rows.end.checked_sub(1)?;
        while low < high {
            match self.known((context, cells), routes, route, middle..high) {
                Some((row, county)) if county >= target => {
                    found = Some(row);
                    high = middle;
                }
                Some((row, _)) => low = row + 1,
                None => high = middle,
            }
            middle = low + (high - low) / 2;
        }
        found
    }

    /// The first of some rows whose county is known, and that.
    fn known(
        &self,
        (context, cells): (&Context<'_>, &[PartRuns]),
        routes: &Routes,
        route: &Route,
        rows: Range<usize>,
    ) -> Option<(usize, u32)> {
        let mut row = rows.start;
        while row < rows.end {
            let own = u32::try_from(row - self.rows.start).ok()?;
            let at = |runs: &PartRuns| runs.run_of(own);
            let names: Option<Vec<&str>> = cells.iter().map(|runs| runs.part(at(runs))).collect();
            let parts: Option<Vec<_>> = names.and_then(|names| {
                route.columns.iter().zip(names).map(|(column, name)| context.part(*column, name)).collect()
            });
            let county = parts.and_then(|parts| match parts.as_slice() {
                [only] => routes.county(route.target, only),
                _ => routes.county(route.target, &joined::join(parts.iter().map(|part| &**part))),
            });
            if let Some(county) = county {
                return Some((row, county));
            }
            let end = cells.iter().map(|runs| runs.end(at(runs))).min()?;
            row = self.rows.start + (end as usize).max(own as usize + 1);
        }
        None
    }
}

/// Counties of rows that are out of the ordinary, one by one. What names no county is passed over.
fn one_by_one(
    (source, table): (&Source, &Table),
    schema: &Schema<'_>,
    routes: &Routes,
    route: &Route,
    rows: &Range<usize>,
) -> Option<Vec<(u32, usize)>> {
    let context = Context { schema, header: &source.header };
    let Route { target, columns } = route;
    let wanted = |column: ColumnIx| columns.contains(&column);
    let range = rows.start as u64..rows.end as u64;
    let mut reader = table.some(schema, wanted, range).ok()?;
    reader.advance().ok()?;
    let mut out: Vec<(u32, usize)> = Vec::new();
    for row in rows.clone() {
        reader.advance().ok()??;
        let part = |column: &ColumnIx| {
            let cell = source.header.bound.get(column.ix())?.as_ref()?.cell;
            context.part(*column, reader.cell(cell)?)
        };
        let Some(parts) = columns.iter().map(part).collect::<Option<Vec<_>>>() else { continue };
        let county = routes.county(*target, &joined::join(parts.iter().map(|part| &**part)));
        if let Some(county) = county.filter(|c| out.last().is_none_or(|(last, _)| last != c)) {
            out.push((county, row));
        }
    }
    Some(out)
}
