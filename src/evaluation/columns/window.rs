//! The rows that are computed at a time: those of some counties that stand together. Columns count from the first of them.

use std::ops::Range;

use crate::facts::{COUNTY, Facts};
use crate::semantics::{CheckedPack, EntityIx};

/// The rows of each entity below some counties.
#[derive(Debug, Clone)]
pub(in super::super) struct Window {
    first: u32,
    /// By entity: where the rows of each county begin, and where the last one's end.
    starts: Vec<Vec<u32>>,
}

impl Window {
    /// The rows below these counties.
    pub fn new(pack: &CheckedPack, facts: &Facts, counties: Range<u32>) -> Self {
        let entities = (0u32..).map(EntityIx).take(pack.entities.len());
        Window {
            first: counties.start,
            starts: entities.map(|e| starts(pack, facts, &counties, e)).collect(),
        }
    }

    /// The counties.
    pub fn counties(&self) -> Range<u32> {
        self.first..self.first.saturating_add(u32::try_from(self.len(COUNTY)).unwrap_or(u32::MAX))
    }

    fn of(&self, entity: EntityIx) -> &[u32] {
        self.starts.get(entity.ix()).map(Vec::as_slice).unwrap_or_default()
    }

    /// Where an entity's rows begin in its table.
    pub fn base(&self, entity: EntityIx) -> u32 {
        self.of(entity).first().copied().unwrap_or_default()
    }

    /// How many rows of an entity there are.
    pub fn len(&self, entity: EntityIx) -> usize {
        let end = self.of(entity).last().copied().unwrap_or_default();
        end.saturating_sub(self.base(entity)) as usize
    }

    /// The rows of an entity's table.
    pub fn rows(&self, entity: EntityIx) -> Range<usize> {
        let base = self.base(entity) as usize;
        base..base + self.len(entity)
    }

    /// A row of an entity's table in the columns; past their end for one that is not here.
    pub fn local(&self, entity: EntityIx, row: u32) -> usize {
        row.checked_sub(self.base(entity)).map_or(usize::MAX, |row| row as usize)
    }

    /// Each county's rows in the columns.
    pub fn each(&self, entity: EntityIx) -> impl Iterator<Item = Range<u32>> + '_ {
        let base = self.base(entity);
        self.of(entity).windows(2).map(move |w| match w {
            [start, end] => start - base..end - base,
            _ => 0..0,
        })
    }
}

/// Rows stand in the order of their parents: what begins with a county's first row above begins with it below.
fn starts(pack: &CheckedPack, facts: &Facts, counties: &Range<u32>, entity: EntityIx) -> Vec<u32> {
    let all: Vec<u32> = (counties.start..=counties.end).collect();
    let Some(way) = pack.way_down(COUNTY, entity) else { return vec![0; all.len()] };
    way.into_iter().fold(all, |starts, at| match facts.table(at) {
        Some(table) => starts.into_iter().map(|start| table.children(start..start).start).collect(),
        None => vec![0; starts.len()],
    })
}
