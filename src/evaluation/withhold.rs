//! Values that stand in a personal column do not leave the evaluation: not as an indicator's value, not as a define's.

use super::{CountyResult, Detail};
use crate::semantics::{CheckedPack, ItemIx};

/// The items whose values are withheld.
pub(super) struct Withheld(Vec<bool>);

impl Withheld {
    /// A pack's.
    pub fn of(pack: &CheckedPack) -> Self {
        let items = (0u32..).map(ItemIx).zip(&pack.items);
        let hidden: Vec<bool> = items.map(|(ix, _)| pack.reads.is_personal(ix)).collect();
        Withheld(if hidden.contains(&true) { hidden } else { Vec::new() })
    }

    fn hides(&self, item: ItemIx) -> bool {
        self.0.get(item.ix()).copied().unwrap_or(false)
    }

    /// Takes such values out of a county's result; the outcomes stay.
    pub fn take_from(&self, result: &mut CountyResult) {
        if self.0.is_empty() {
            return;
        }
        for subject in &mut result.subjects {
            match &mut subject.detail {
                Detail::Indicator { value, .. } if self.hides(subject.item) => *value = None,
                Detail::Indicator { .. } => {}
                Detail::Rule(requirements) => {
                    for member in requirements.iter_mut().flat_map(|r| &mut r.members) {
                        if self.hides(member.item) {
                            member.value = None;
                        }
                    }
                }
            }
        }
        for value in result.values.iter_mut().filter(|v| self.hides(v.item)) {
            value.value = None;
        }
    }
}
