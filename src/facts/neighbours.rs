//! Which counties a row may belong to that names none: in a file in the order of the counties, those of the rows about it.

use super::table::TableBuilder;

/// The counties of a table's rows as they stand in their files, each by its rank: its place in the county table as that was read.
pub(super) struct Neighbours {
    /// For each row the county of the last placed row before it in its file, if all rows of the file are in order.
    before: Vec<Option<u32>>,
    /// The same of the next placed row.
    after: Vec<Option<u32>>,
    /// For each file whether its rows are in the order of the counties.
    sorted: Vec<bool>,
}

/// Counties from one to another, by their ranks; an end that is not there is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Between {
    pub first: Option<u32>,
    pub last: Option<u32>,
}

impl Neighbours {
    /// Of a table, of whose rows `county` tells the county.
    pub fn new(builder: &TableBuilder, county: impl Fn(u32) -> Option<u32>) -> Self {
        let rows = u32::try_from(builder.len()).unwrap_or(u32::MAX);
        let counties: Vec<Option<u32>> = (0..rows).map(county).collect();
        let files: Vec<u32> = builder.places.iter().map(|p| p.file).collect();
        let mut sorted = vec![true; builder.files.len()];
        let mut before = vec![None; counties.len()];
        let mut last: Vec<Option<u32>> = vec![None; builder.files.len()];
        for ((slot, county), file) in before.iter_mut().zip(&counties).zip(&files) {
            let (Some(last), Some(sorted)) = (last.get_mut(*file as usize), sorted.get_mut(*file as usize))
            else {
                continue;
            };
            *slot = *last;
            if county.is_some() {
                *sorted &= *last <= *county;
                *last = *county;
            }
        }
        let mut after = vec![None; counties.len()];
        let mut next: Vec<Option<u32>> = vec![None; builder.files.len()];
        for ((slot, county), file) in after.iter_mut().zip(&counties).zip(&files).rev() {
            if let Some(next) = next.get_mut(*file as usize) {
                *slot = *next;
                *next = county.or(*next);
            }
        }
        Neighbours { before, after, sorted }
    }

    /// The counties among which a row's is; none where any may be.
    pub fn of(&self, builder: &TableBuilder, row: u32) -> Option<Between> {
        let file = builder.places.get(row as usize)?.file;
        self.sorted.get(file as usize).filter(|sorted| **sorted)?;
        let at = row as usize;
        Some(Between { first: *self.before.get(at)?, last: *self.after.get(at)? })
    }
}
