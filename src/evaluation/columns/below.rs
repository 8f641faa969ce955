//! Which rows of one table are below a row of another, and which should be there and are not.

use std::collections::HashMap;
use std::ops::Range;

use super::window::Window;
use crate::facts::{COUNTY, Facts, way_down};
use crate::semantics::{CheckedPack, EntityIx, Expect};

/// Whose rows stand below which.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing<'a> {
    pub pack: &'a CheckedPack,
    pub facts: &'a Facts,
    pub window: &'a Window,
}

/// What is known of two tables, the one below the other.
#[derive(Debug, Default)]
pub(super) struct Tree {
    spans: HashMap<(EntityIx, EntityIx), Spans>,
    above: HashMap<(EntityIx, EntityIx), Vec<u32>>,
}

/// The rows below each row.
#[derive(Debug)]
pub(super) struct Spans {
    pub ranges: Vec<Range<u32>>,
    /// Whether rows are missing among them.
    pub missing: Vec<bool>,
}

impl Tree {
    /// The rows of `below` under each row of `above`.
    pub fn spans(&mut self, of: &Standing<'_>, above: EntityIx, below: EntityIx) -> &Spans {
        if !self.spans.contains_key(&(above, below)) {
            let found = self.find(of, above, below);
            self.spans.insert((above, below), found);
        }
        self.spans.entry((above, below)).or_insert(Spans { ranges: Vec::new(), missing: Vec::new() })
    }

    fn find(&mut self, of: &Standing<'_>, above: EntityIx, below: EntityIx) -> Spans {
        let Standing { pack, facts, window } = *of;
        // Rows of the tables as they go down; in the columns where they arrive.
        let rows = window.rows(above);
        let each = rows.map(|row| u32::try_from(row).unwrap_or(u32::MAX));
        let mut ranges: Vec<Range<u32>> = each.map(|row| row..row.saturating_add(1)).collect();
        let mut missing = vec![false; ranges.len()];
        let counties = self.above(of, COUNTY, above).to_vec();
        let mut parents = window.rows(above);
        for at in way_down(pack, above, below).unwrap_or_default() {
            let Some((table, expect)) = facts.table(at).zip(pack.entity(at).map(|e| e.expect)) else { break };
            let childless: Vec<bool> = match expect {
                Expect::Parent => {
                    let offsets = table.offsets.get(parents.start..=parents.end).unwrap_or_default();
                    offsets.windows(2).map(|w| w.first() == w.last()).collect()
                }
                _ => Vec::new(),
            };
            let bare = |county: u32| expect != Expect::None && window.below(county, at).is_empty();
            let bare: Vec<bool> = window.counties().map(bare).collect();
            let childless = childless.contains(&true).then_some(childless);
            for ((range, missing), county) in ranges.iter_mut().zip(&mut missing).zip(&counties) {
                *missing |= !table.supplied || bare.get(*county as usize).is_none_or(|bare| *bare);
                if let Some(childless) = &childless {
                    let of = |row: u32| (row as usize).wrapping_sub(parents.start);
                    let below = childless.get(of(range.start)..of(range.end));
                    *missing |= below.is_none_or(|parents| parents.contains(&true));
                }
                *range = table.children(range.clone());
            }
            parents = window.rows(at);
        }
        let base = window.base(below);
        for range in &mut ranges {
            *range = range.start.saturating_sub(base)..range.end.saturating_sub(base);
        }
        Spans { ranges, missing }
    }

    /// The row of `above` that each row of `below` stands under.
    pub fn above(&mut self, of: &Standing<'_>, above: EntityIx, below: EntityIx) -> &[u32] {
        let Standing { pack, facts, window } = *of;
        self.above.entry((above, below)).or_insert_with(|| {
            let own = window.rows(below);
            let mut all: Vec<u32> = own.clone().map(|row| u32::try_from(row).unwrap_or(u32::MAX)).collect();
            let mut at = below;
            while let Some(parent) = pack.entity(at).and_then(|e| e.parent).filter(|_| at != above) {
                let parents = facts.table(at).map(|t| t.parent.as_slice()).unwrap_or_default();
                for row in &mut all {
                    *row = parents.get(*row as usize).copied().unwrap_or(u32::MAX);
                }
                at = parent;
            }
            let base = window.base(above);
            all.iter_mut().for_each(|row| *row = row.checked_sub(base).unwrap_or(u32::MAX));
            all
        })
    }
}
