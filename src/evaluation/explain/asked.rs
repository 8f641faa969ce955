//! What parts of an item's expressions come to: for those who put outcomes into words of their own.

use super::{Explainer, Shown};
use crate::evaluation::Standpoint;
use crate::evaluation::few::valued;
use crate::evaluation::scope::{Place, Scope};
use crate::evaluation::trial::nested;
use crate::semantics::{ItemIx, KindIx, KindValue, TExpr, TRows};
use crate::value::Surd;

impl Explainer<'_> {
    /// What an expression comes to at a standpoint, with the unit to show it in; nothing where the standpoint has no row.
    pub fn value(&self, at: &Standpoint, expr: &TExpr) -> Option<Shown> {
        self.scoped(at, |scope| scope.shown(expr, scope.eval(expr)))
    }

    /// The rows that an aggregate or quantifier certainly goes over at a standpoint.
    pub fn rows(&self, at: &Standpoint, rows: &TRows) -> Vec<u32> {
        self.scoped(at, |scope| scope.certain_rows(rows.within, rows.entity, &rows.group, Some(rows)))
            .unwrap_or_default()
    }

    /// An indicator's value and threshold for a subject, where both are known and the value may be shown.
    pub fn indicator(&self, item: ItemIx, row: u32, group: &[(KindIx, KindValue)]) -> Option<(Surd, Surd)> {
        let declared = self.judged.pack.item(item)?;
        let place = Place::subject(declared.entity, row);
        let scope = Scope { county: &self.judged, item: Some(item), group, place: &place };
        if valued(&declared.body).is_none_or(|value| scope.is_withheld(value)) {
            return None;
        }
        let found = self.judged.memo.only(item, row, group)?;
        found.value.as_number().cloned().zip(found.limit.as_number().cloned())
    }

    fn scoped<T>(&self, at: &Standpoint, act: impl FnOnce(&Scope<'_>) -> T) -> Option<T> {
        let (first, rest) = at.frames.split_first()?;
        let place = Place::subject(first.0, first.1);
        crate::source::with_deep_stack(|| Some(nested(&self.judged, at, 1, rest, &place, Box::new(act))))
    }
}
