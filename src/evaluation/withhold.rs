//! Values that stand in a personal column, or are made of a few of its rows, do not leave the evaluation: not as an indicator's value, not
//! as a define's.

use super::county::County;
use super::few::valued;
use super::scope::{Place, Scope};
use super::{CountyResult, Detail};
use crate::facts::Facts;
use crate::semantics::{CheckedPack, ItemIx, KindIx, KindValue};
use crate::value::Date;

/// What of an item's values is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hides {
    Nothing,
    /// Where they are made of too few rows.
    Few,
    All,
}

/// The items whose values are withheld.
pub(super) struct Withheld<'a> {
    pack: &'a CheckedPack,
    facts: &'a Facts,
    as_of: Date,
    /// By item; empty where nothing is.
    hides: Vec<Hides>,
}

impl<'a> Withheld<'a> {
    /// A pack's.
    pub fn of(pack: &'a CheckedPack, facts: &'a Facts, as_of: Date) -> Self {
        let hides = |(ix, item): (ItemIx, &crate::semantics::Item)| {
            if pack.reads.is_personal(ix) {
                Hides::All
            } else if valued(&item.body).is_some_and(|value| pack.rests_on_personal(value)) {
                Hides::Few
            } else {
                Hides::Nothing
            }
        };
        let all: Vec<Hides> = (0u32..).map(ItemIx).zip(&pack.items).map(hides).collect();
        let none = all.iter().all(|h| *h == Hides::Nothing);
        Withheld { pack, facts, as_of, hides: if none { Vec::new() } else { all } }
    }

    fn of_item(&self, item: ItemIx) -> Hides {
        self.hides.get(item.ix()).copied().unwrap_or(Hides::Nothing)
    }

    /// Whether an item's value for a subject of a county is withheld; a county is judged when it is first asked about.
    fn hides(&self, county: &mut Judged<'a>, item: ItemIx, row: u32, group: &[(KindIx, KindValue)]) -> bool {
        match self.of_item(item) {
            Hides::Nothing => false,
            Hides::All => true,
            Hides::Few => county.is_of_few(self, item, row, group),
        }
    }

    /// Whether a value of one subject is withheld.
    pub fn hides_one(&self, county: u32, item: ItemIx, row: u32, group: &[(KindIx, KindValue)]) -> bool {
        self.hides(&mut Judged { row: county, county: None }, item, row, group)
    }

    /// Takes such values out of a county's result; the outcomes stay.
    pub fn take_from(&self, result: &mut CountyResult) {
        if self.hides.is_empty() {
            return;
        }
        let mut county = Judged { row: result.county, county: None };
        for subject in &mut result.subjects {
            let (row, group) = (subject.row, subject.group.as_slice());
            match &mut subject.detail {
                Detail::Indicator { value, .. } => {
                    if value.is_some() && self.hides(&mut county, subject.item, row, group) {
                        *value = None;
                    }
                }
                Detail::Rule(requirements) => {
                    let own = self.pack.item(subject.item).map(|item| item.entity);
                    for member in requirements.iter_mut().flat_map(|r| &mut r.members) {
                        let of = self.pack.item(member.item).map(|item| item.entity).zip(own);
                        let row = of.and_then(|(of, own)| self.facts.ancestor_row(self.pack, own, row, of));
                        let told = row.is_some_and(|row| !self.hides(&mut county, member.item, row, group));
                        if member.value.is_some() && !told {
                            member.value = None;
                        }
                    }
                }
            }
        }
        for value in &mut result.values {
            if value.value.is_some() && self.hides(&mut county, value.item, value.row, &value.group) {
                value.value = None;
            }
        }
    }
}

/// A county that is judged where that is asked.
struct Judged<'a> {
    row: u32,
    county: Option<County<'a>>,
}

impl<'a> Judged<'a> {
    fn is_of_few(
        &mut self,
        withheld: &Withheld<'a>,
        item: ItemIx,
        row: u32,
        group: &[(KindIx, KindValue)],
    ) -> bool {
        let Withheld { pack, facts, as_of, .. } = *withheld;
        let county = self.county.get_or_insert_with(|| County::settled(pack, facts, as_of, self.row));
        let Some(declared) = pack.item(item) else { return false };
        let Some(value) = valued(&declared.body) else { return false };
        let place = Place::subject(declared.entity, row);
        Scope { county, item: Some(item), group, place: &place }.is_withheld(value)
    }
}
