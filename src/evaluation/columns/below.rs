//! Which rows of one table are below a row of another, and which should be there and are not.

use std::collections::HashMap;
use std::ops::Range;

use crate::facts::{COUNTY, Facts};
use crate::semantics::{CheckedPack, EntityIx, Expect};

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

fn path(pack: &CheckedPack, above: EntityIx, below: EntityIx) -> Vec<EntityIx> {
    let mut path = Vec::new();
    let mut at = Some(below).filter(|b| *b != above);
    while let Some(one) = at {
        path.push(one);
        at = pack.entity(one).and_then(|e| e.parent).filter(|p| *p != above);
    }
    path.reverse();
    path
}

fn rows(facts: &Facts, entity: EntityIx) -> u32 {
    facts.table(entity).map_or(0, |t| u32::try_from(t.len).unwrap_or(u32::MAX))
}

impl Tree {
    /// The rows of `below` under each row of `above`.
    pub fn spans(&mut self, pack: &CheckedPack, facts: &Facts, above: EntityIx, below: EntityIx) -> &Spans {
        if !self.spans.contains_key(&(above, below)) {
            let found = self.find(pack, facts, above, below);
            self.spans.insert((above, below), found);
        }
        self.spans.entry((above, below)).or_insert(Spans { ranges: Vec::new(), missing: Vec::new() })
    }

    fn find(&mut self, pack: &CheckedPack, facts: &Facts, above: EntityIx, below: EntityIx) -> Spans {
        let len = rows(facts, above);
        let mut ranges: Vec<Range<u32>> = (0..len).map(|row| row..row.saturating_add(1)).collect();
        let mut missing = vec![false; ranges.len()];
        let counties = self.above(pack, facts, COUNTY, above).to_vec();
        for at in path(pack, above, below) {
            let Some((table, expect)) = facts.table(at).zip(pack.entity(at).map(|e| e.expect)) else { break };
            let childless: Vec<bool> = match expect {
                Expect::Parent => table.offsets.windows(2).map(|w| w.first() == w.last()).collect(),
                _ => Vec::new(),
            };
            let counties_len = rows(facts, COUNTY);
            let bare =
                |county: u32| expect != Expect::None && facts.rows_below(pack, COUNTY, county, at).is_empty();
            let bare: Vec<bool> = (0..counties_len).map(bare).collect();
            for ((range, missing), county) in ranges.iter_mut().zip(&mut missing).zip(&counties) {
                *missing |= !table.supplied || bare.get(*county as usize).is_none_or(|bare| *bare);
                if expect == Expect::Parent {
                    *missing |= childless
                        .get(range.start as usize..range.end as usize)
                        .is_none_or(|parents| parents.contains(&true));
                }
                *range = table.children(range.clone());
            }
        }
        Spans { ranges, missing }
    }

    /// The row of `above` that each row of `below` stands under.
    pub fn above(&mut self, pack: &CheckedPack, facts: &Facts, above: EntityIx, below: EntityIx) -> &[u32] {
        self.above.entry((above, below)).or_insert_with(|| {
            let mut all: Vec<u32> = (0..rows(facts, below)).collect();
            let mut at = below;
            while let Some(parent) = pack.entity(at).and_then(|e| e.parent).filter(|_| at != above) {
                let parents = facts.table(at).map(|t| t.parent.as_slice()).unwrap_or_default();
                for row in &mut all {
                    *row = parents.get(*row as usize).copied().unwrap_or(u32::MAX);
                }
                at = parent;
            }
            all
        })
    }
}
