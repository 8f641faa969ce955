//! Where the documents of a chain speak of a name, looked up once: a pack is shown in time that grows with it, not with its square.

use std::collections::BTreeMap;

use super::Sort;
use super::find::declared;
use crate::pack::{Definitions, PackChain, PackDocument};
use crate::syntax::ast::{Item, ItemKind, OverrideItem};

/// Positions in a list, by name.
type Places<'a> = BTreeMap<(Sort, &'a str), Vec<usize>>;

/// What each pack of a chain speaks of.
pub(super) struct Index<'a>(Vec<Spoken<'a>>);

/// What one pack speaks of.
pub(super) struct Spoken<'a> {
    pub definitions: Entries<'a>,
    pub overrides: Entries<'a>,
    items: Vec<&'a Item>,
    /// Items by the names that stand in their heads.
    heads: BTreeMap<&'a str, Vec<usize>>,
    /// Labels by id, the sorts of rules as one.
    labels: BTreeMap<(Sort, &'a str), Vec<&'a str>>,
}

/// The entries of definitions or overrides.
pub(super) struct Entries<'a>(Places<'a>);

impl Entries<'_> {
    fn of(d: &Definitions) -> Entries<'_> {
        let mut places = Places::new();
        macro_rules! note {
            ($($sort:expr => $list:expr),*) => {
                $(for (at, entry) in $list.iter().enumerate() {
                    places.entry(($sort, entry.id.value.as_str())).or_default().push(at);
                })*
            };
        }
        note!(
            Sort::Indicator => d.indicators, Sort::Limit => d.limits, Sort::Kind => d.kinds, Sort::Entity => d.entities,
            Sort::Source => d.sources, Sort::Measure => d.measures, Sort::Unit => d.units
        );
        Entries(places)
    }

    /// The positions of the entries of a sort that are called by one of the names, in order.
    pub fn called(&self, sort: Sort, names: &[String]) -> Vec<usize> {
        let found = names.iter().filter_map(|name| self.0.get(&(sort, name.as_str())));
        ordered(found)
    }
}

/// All positions once, in order.
fn ordered<'p>(found: impl Iterator<Item = &'p Vec<usize>>) -> Vec<usize> {
    let mut all: Vec<usize> = found.flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl<'a> Spoken<'a> {
    fn of(document: &'a PackDocument) -> Self {
        let items: Vec<&Item> = document.rules.iter().flat_map(|f| &f.items).collect();
        let mut heads: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, item) in items.iter().enumerate() {
            let own = match &item.kind {
                ItemKind::Rule(r) | ItemKind::Override(OverrideItem::Rule(r) | OverrideItem::Named(r)) => {
                    &r.id
                }
                ItemKind::Define(d) | ItemKind::Override(OverrideItem::Define(d)) => &d.id,
                ItemKind::Remove { id, .. } => id,
            };
            let replaced = item.kind.replacement().map_or(&[][..], |veto| veto.replaces.as_slice());
            for name in std::iter::once(own).chain(replaced) {
                heads.entry(&name.value).or_default().push(at);
            }
        }
        let mut labels: BTreeMap<(Sort, &str), Vec<&str>> = BTreeMap::new();
        for sort in [Sort::Rule, Sort::Indicator, Sort::Limit, Sort::Kind, Sort::Entity] {
            for (id, label) in declared(document, sort) {
                if let Some(label) = label {
                    labels.entry((sort, &id.value)).or_default().push(&label.value);
                }
            }
        }
        let (definitions, overrides) = (Entries::of(&document.definitions), Entries::of(&document.overrides));
        Spoken { definitions, overrides, items, heads, labels }
    }

    /// The items in whose heads one of the names stands, in order.
    pub fn items(&self, names: &[String]) -> Vec<&'a Item> {
        let found = ordered(names.iter().filter_map(|name| self.heads.get(name.as_str())));
        found.into_iter().filter_map(|at| self.items.get(at).copied()).collect()
    }

    /// The labels that the pack gives to what is called by a name.
    fn labels<'s>(&'s self, sort: Sort, name: &'s str) -> &'s [&'s str] {
        let is_rule = matches!(sort, Sort::Veto | Sort::Conclusion | Sort::Audit | Sort::Define);
        let sort = if is_rule { Sort::Rule } else { sort };
        self.labels.get(&(sort, name)).map_or(&[][..], Vec::as_slice)
    }
}

impl<'a> Index<'a> {
    /// Of a chain.
    pub fn new(chain: &'a PackChain) -> Self {
        Index(chain.documents.iter().map(Spoken::of).collect())
    }

    /// What the pack at a position of the chain speaks of.
    pub fn pack(&self, at: usize) -> Option<&Spoken<'a>> {
        self.0.get(at)
    }

    /// Adds every label under which the chain speaks of what is called by one of the names: an override may use the id or any label that
    /// it had.
    pub fn add_labels(&self, sort: Sort, names: &mut Vec<String>) {
        for pack in &self.0 {
            let mut at = 0;
            while let Some(name) = names.get(at) {
                let labels = pack.labels(sort, name).iter();
                let new: Vec<String> =
                    labels.filter(|l| !names.iter().any(|n| n == *l)).map(|l| (*l).to_owned()).collect();
                names.extend(new);
                at += 1;
            }
        }
    }
}
