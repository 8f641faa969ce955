//! What an evaluation exercised.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

use super::places::{Address, EntryKey, Places, address, limit_name};
use crate::evaluation::{Eval, Observer, Value};
use crate::semantics::*;
use crate::tooling::test::judged::Judged;

/// What was seen, over all cases.
#[derive(Default)]
pub(in crate::tooling::test) struct Seen {
    /// Each arm: seen false, seen true.
    pub arms: HashMap<usize, [bool; 2]>,
    /// Each entry of each comparison: below, at, above.
    pub sides: HashMap<(usize, EntryKey), [bool; 3]>,
    /// Values of limits that were read.
    pub entries: BTreeSet<(String, usize, Vec<KindValue>)>,
    /// Kinds' values that were read from columns.
    pub kinds: BTreeSet<(EntityIx, ColumnIx, KindValue)>,
}

/// Writes down what an evaluation exercises.
pub(in crate::tooling::test) struct Notes<'a> {
    pub pack: &'a CheckedPack,
    pub places: &'a Places,
    pub seen: RefCell<Seen>,
    /// The comparison whose two sides are written down: threshold's entry, quantity, threshold.
    pub watched: Option<usize>,
    /// The side of a comparison that is taken to have come out the other way.
    pub turned: Option<(usize, EntryKey, usize)>,
    /// What came of all items.
    pub judged: Judged,
    pub pairs: RefCell<Vec<(EntryKey, Value, Value)>>,
    /// The entry that was read last, and by which expression each was read.
    last: RefCell<EntryKey>,
    read: RefCell<HashMap<Address, EntryKey>>,
}

impl<'a> Notes<'a> {
    pub(in crate::tooling::test) fn new(pack: &'a CheckedPack, places: &'a Places) -> Self {
        Notes {
            pack,
            places,
            watched: None,
            turned: None,
            judged: Judged::default(),
            pairs: RefCell::default(),
            seen: RefCell::default(),
            last: RefCell::default(),
            read: RefCell::default(),
        }
    }

    /// Writes down on which side of its threshold a quantity lies. Whether that is the side that is taken to come out the other way.
    fn side(&self, place: usize, entry: EntryKey, quantity: &Value, threshold: &Value) -> bool {
        let Some(order) = order(quantity, threshold) else { return false };
        if self.watched == Some(place) {
            self.pairs.borrow_mut().push((entry.clone(), quantity.clone(), threshold.clone()));
        }
        let slot = match order {
            Ordering::Less => 0,
            Ordering::Equal => 1,
            Ordering::Greater => 2,
        };
        let turned = self.turned.as_ref().is_some_and(|(p, e, s)| (*p, e, *s) == (place, &entry, slot));
        let mut seen = self.seen.borrow_mut();
        if let Some(side) = seen.sides.entry((place, entry)).or_default().get_mut(slot) {
            *side = true;
        }
        turned
    }

    fn arm(&self, arm: usize, holds: bool) {
        if let Some(slot) = self.seen.borrow_mut().arms.entry(arm).or_default().get_mut(usize::from(holds)) {
            *slot = true;
        }
    }
}

/// The order of two values of one type.
fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Kind(k, a), Value::Kind(l, b)) if k == l => Some(a.cmp(b)),
        _ => None,
    }
}

/// Whether a value is a constant's.
fn same(value: &Value, constant: &Constant) -> bool {
    match (value, constant) {
        (Value::Number(a), Constant::Number(b)) => a.as_number() == Some(b),
        (Value::Bool(a), Constant::Bool(b)) => a == b,
        (Value::Kind(k, a), Constant::Kind(l, b)) => k == l && a == b,
        (Value::Text(a), Constant::Text(b)) => a == b,
        (Value::Date(a), Constant::Date(b)) => a == b,
        _ => false,
    }
}

impl Observer for Notes<'_> {
    fn evaluated(&self, expr: &TExpr, result: &Eval) {
        if let TExprKind::Limit { .. } = expr.kind {
            self.read.borrow_mut().insert(address(expr), self.last.borrow().clone());
        }
        let Eval::Known(value) = result else { return };
        if let (Value::Bool(holds), Some(arm)) = (value, self.places.arm_of.get(&address(expr))) {
            self.arm(*arm, *holds);
        }
        for (constant, arm) in self.places.options.get(&address(expr)).into_iter().flatten() {
            self.arm(*arm, same(value, constant));
        }
    }

    fn limit_read(&self, limit: &Limit, table: usize, key: &[KindValue]) {
        let entry = (limit_name(self.pack, limit), table, key.to_vec());
        *self.last.borrow_mut() = Some(entry.clone());
        self.seen.borrow_mut().entries.insert(entry);
    }

    fn compared(&self, expr: &TExpr, left: &Value, right: &Value) -> bool {
        let Some((place, limits)) = self.places.side_of.get(&address(expr)) else { return false };
        let flipped = self.places.sides.get(*place).is_some_and(|p| p.flipped);
        let (quantity, threshold) = if flipped { (right, left) } else { (left, right) };
        if limits.is_empty() {
            return self.side(*place, None, quantity, threshold);
        }
        limits.iter().fold(false, |turned, limit| {
            let entry = self.read.borrow().get(limit).cloned().flatten();
            self.side(*place, entry, quantity, threshold) || turned
        })
    }

    fn held(&self, item: ItemIx, value: &Value, limit: &Value) -> bool {
        let Some(place) = self.places.held.get(&item) else { return false };
        let entry = self.last.borrow().clone();
        self.side(*place, entry, value, limit)
    }

    fn judged(&self, item: ItemIx, row: u32, group: &[(KindIx, KindValue)], result: &Eval) {
        self.judged.judged(item, row, group, result);
    }

    fn cell_read(&self, entity: EntityIx, _row: u32, column: ColumnIx, cell: &Eval) {
        if let Eval::Known(Value::Kind(_, value)) = cell {
            self.seen.borrow_mut().kinds.insert((entity, column, *value));
        }
    }
}
