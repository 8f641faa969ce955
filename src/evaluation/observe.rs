//! Watching an evaluation as it goes: for tools that ask which parts of a pack were used.

use super::county::County;
use super::eval::Eval;
use super::{Evaluation, Options, Value};
use crate::facts::Facts;
use crate::semantics::{CheckedPack, EntityIx, ItemIx, KindIx, KindValue, Limit, TExpr};

/// What is told of an evaluation while it runs. Every method does nothing unless it is written.
pub trait Observer {
    /// An expression came to a result.
    fn evaluated(&self, _expr: &TExpr, _result: &Eval) {}
    /// A limit was read: which of its tables by date, and for which values of its kinds.
    fn limit_read(&self, _limit: &Limit, _table: usize, _key: &[KindValue]) {}
    /// A comparison compared two known values; `at least N of` compares how many are met with N. Whether to go on with the opposite of
    /// what came of it, to see what turns on it.
    fn compared(&self, _expr: &TExpr, _left: &Value, _right: &Value) -> bool {
        false
    }
    /// An indicator's known value was held against its threshold. Whether to go on with the opposite, as above.
    fn held(&self, _item: ItemIx, _value: &Value, _limit: &Value) -> bool {
        false
    }
    /// An item was judged for a subject: its outcome, or a define's value.
    fn judged(&self, _item: ItemIx, _row: u32, _group: &[(KindIx, KindValue)], _result: &Eval) {}
    /// A cell was read.
    fn cell_read(&self, _entity: EntityIx, _row: u32, _column: crate::semantics::ColumnIx, _cell: &Eval) {}
}

/// [`super::evaluate`], with an observer. It hears of audits and untitled defines too, and the result may be left unused.
pub fn evaluate_observed(
    pack: &CheckedPack,
    facts: &Facts,
    options: &Options,
    observer: &dyn Observer,
) -> Evaluation {
    crate::source::with_deep_stack(|| {
        super::judge(pack, facts, options, |row| {
            County::new(pack, facts, options.as_of, row).observed(Some(observer))
        })
    })
}

impl<'a> County<'a> {
    /// The same county under an observer's eyes.
    pub(super) fn observed(mut self, observer: Option<&'a dyn Observer>) -> Self {
        self.observer = observer;
        self
    }
}
