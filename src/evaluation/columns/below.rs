//! Which rows of one table are below a row of another, and which should be there and are not.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::states::States;
use super::window::Window;
use super::{EXACT, TRUE, UNKNOWN};
use crate::facts::Facts;
use crate::semantics::{CheckedPack, EntityIx};

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
    ranges: HashMap<(EntityIx, EntityIx), Rc<[Range<u32>]>>,
    missing: HashMap<(EntityIx, EntityIx), Rc<[u8]>>,
    above: HashMap<(EntityIx, EntityIx), Vec<u32>>,
}

/// An entry of a table's `expect`: for whose rows, and which are satisfied.
pub(super) struct Satisfied<'c> {
    pub each: EntityIx,
    pub states: &'c States,
}

impl Tree {
    /// The rows of `below` under each row of `above`.
    pub fn ranges(&mut self, of: &Standing<'_>, above: EntityIx, below: EntityIx) -> Rc<[Range<u32>]> {
        self.ranges.entry((above, below)).or_insert_with(|| find(of, above, below)).clone()
    }

    /// Whether rows are missing among those of `below` under each row of `above`: [`TRUE`] where none is, else [`UNKNOWN`];
    /// [`EXACT`] where the interpreter must say. `lists` has the entries of a table's `expect`.
    pub fn missing<'c>(
        &mut self,
        of: &Standing<'_>,
        above: EntityIx,
        below: EntityIx,
        lists: impl Fn(EntityIx) -> Vec<Satisfied<'c>>,
    ) -> Rc<[u8]> {
        if let Some(found) = self.missing.get(&(above, below)) {
            return found.clone();
        }
        let Standing { pack, facts, window } = *of;
        let mut codes = vec![TRUE; window.len(above)];
        for at in pack.way_down(above, below).unwrap_or_default() {
            let Some(table) = facts.table(at) else { break };
            let entries = lists(at);
            if !table.supplied && entries.is_empty() {
                codes.fill(UNKNOWN);
                break;
            }
            for Satisfied { each, states } in entries {
                // Mostly every list is whole.
                if states.known() && states.no.is_empty() {
                    continue;
                }
                let below = pack.way_down(above, each).is_some();
                let ranges = if below { self.ranges(of, above, each) } else { Rc::default() };
                let upper = if below { &[][..] } else { self.above(of, each, above) };
                for (i, code) in codes.iter_mut().enumerate() {
                    let range = match upper.get(i) {
                        Some(row) => *row..row.saturating_add(1),
                        None => ranges.get(i).cloned().unwrap_or_default(),
                    };
                    if states.no.meets(range.clone()) {
                        *code = UNKNOWN;
                    } else if *code == TRUE && states.exact.meets(range) {
                        *code = EXACT;
                    }
                }
            }
        }
        let codes: Rc<[u8]> = codes.into();
        self.missing.insert((above, below), codes.clone());
        codes
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

fn find(of: &Standing<'_>, above: EntityIx, below: EntityIx) -> Rc<[Range<u32>]> {
    let Standing { pack, facts, window } = *of;
    // Rows of the tables as they go down; in the columns where they arrive.
    let each = window.rows(above).map(|row| u32::try_from(row).unwrap_or(u32::MAX));
    let mut ranges: Vec<Range<u32>> = each.map(|row| row..row.saturating_add(1)).collect();
    for at in pack.way_down(above, below).unwrap_or_default() {
        let Some(table) = facts.table(at) else { break };
        ranges.iter_mut().for_each(|range| *range = table.children(range.clone()));
    }
    let base = window.base(below);
    let local = |r: Range<u32>| r.start.saturating_sub(base)..r.end.saturating_sub(base);
    ranges.into_iter().map(local).collect()
}
