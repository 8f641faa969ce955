//! What an expression comes to, and Kleene's logic over it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Missing, Value};
use crate::value::{Outcome, Surd};

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Eval {
    /// A value.
    Known(Value),
    /// Not known, and the data that would tell.
    Unknown(Reasons),
    /// It does not apply.
    NotApplicable,
}

/// The data that are missing for an unknown value: without repetition, in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reasons {
    all: Arc<BTreeSet<Missing>>,
    /// Whether rows are missing, or may be, for want of a figure that says how many there are.
    rows: bool,
}

impl Reasons {
    /// These data.
    pub fn of(missing: impl IntoIterator<Item = Missing>) -> Self {
        let all: BTreeSet<Missing> = missing.into_iter().collect();
        let rows = all.iter().any(Missing::is_rows);
        Reasons { all: Arc::new(all), rows }
    }

    /// The same data, for want of which nobody knows whether a list is complete.
    pub(super) fn of_a_list(self) -> Self {
        Reasons { rows: true, ..self }
    }

    /// Whether rows are missing or may be: more than the cells that are there.
    pub fn rows(&self) -> bool {
        self.rows
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Missing> {
        self.all.iter()
    }

    /// Both.
    pub fn and(self, other: Reasons) -> Reasons {
        let mut all = Gather::default();
        all.add(self);
        all.add(other);
        all.finish().unwrap_or_default()
    }
}

/// Collects the reasons of unknown operands; copies a set only when there are two.
#[derive(Default)]
pub(super) struct Gather(Option<Reasons>);

impl Gather {
    pub(super) fn add(&mut self, reasons: Reasons) {
        match &mut self.0 {
            None => self.0 = Some(reasons),
            Some(own) => {
                own.rows |= reasons.rows;
                Arc::make_mut(&mut own.all).extend(reasons.all.iter().cloned());
            }
        }
    }

    /// Takes the reasons of an operand, if it is unknown.
    pub(super) fn take(&mut self, operand: Eval) {
        if let Eval::Unknown(reasons) = operand {
            self.add(reasons);
        }
    }

    pub(super) fn finish(self) -> Option<Reasons> {
        self.0
    }
}

impl Eval {
    /// A known truth value.
    pub fn truth(value: bool) -> Eval {
        Eval::Known(Value::Bool(value))
    }

    /// A known number.
    pub fn number(value: impl Into<Surd>) -> Eval {
        Eval::Known(Value::Number(value.into()))
    }

    /// Unknown for one reason.
    pub fn missing(missing: Missing) -> Eval {
        Eval::Unknown(Reasons::of([missing]))
    }

    /// The known number.
    pub fn as_number(&self) -> Option<&Surd> {
        match self {
            Eval::Known(Value::Number(n)) => Some(n),
            Eval::Known(_) | Eval::Unknown(_) | Eval::NotApplicable => None,
        }
    }

    /// Whether it is known to be true.
    pub fn is_true(&self) -> bool {
        matches!(self, Eval::Known(Value::Bool(true)))
    }

    /// What a condition's value is called.
    pub fn outcome(&self) -> Outcome {
        match self {
            Eval::Known(Value::Bool(true)) => Outcome::Met,
            Eval::Known(_) => Outcome::Unmet,
            Eval::Unknown(_) => Outcome::Undetermined,
            Eval::NotApplicable => Outcome::NotApplicable,
        }
    }

    /// The missing data, in order; nothing where it is not unknown.
    pub fn missing_list(&self) -> Vec<Missing> {
        match self {
            Eval::Unknown(reasons) => reasons.iter().cloned().collect(),
            Eval::Known(_) | Eval::NotApplicable => Vec::new(),
        }
    }

    /// Kleene's `not`.
    pub(super) fn negated(self) -> Eval {
        match self {
            Eval::Known(Value::Bool(b)) => Eval::truth(!b),
            other @ (Eval::Known(_) | Eval::Unknown(_) | Eval::NotApplicable) => other,
        }
    }
}

/// Kleene's `and` of any number of operands. One that does not apply is left out; if none applies, neither does the whole. Stops
/// at the first that is false; of nothing, true.
pub(super) fn every(operands: impl IntoIterator<Item = Eval>) -> Eval {
    let mut missing = Gather::default();
    let (mut holds, mut left_out) = (false, false);
    for operand in operands {
        match operand {
            Eval::Known(Value::Bool(true)) => holds = true,
            Eval::Known(_) => return Eval::truth(false),
            Eval::Unknown(reasons) => missing.add(reasons),
            Eval::NotApplicable => left_out = true,
        }
    }
    match missing.finish() {
        Some(reasons) => Eval::Unknown(reasons),
        None if left_out && !holds => Eval::NotApplicable,
        None => Eval::truth(true),
    }
}

/// Kleene's `or`, in the same way; of nothing, false.
pub(super) fn any(operands: impl IntoIterator<Item = Eval>) -> Eval {
    every(operands.into_iter().map(Eval::negated)).negated()
}

/// The values of operands that must all be there: for arithmetic and comparisons. What does not apply goes before what is unknown.
#[allow(clippy::result_large_err, reason = "the error is one more value, on a path where it is used at once")]
pub(super) fn values<const N: usize>(operands: [Eval; N]) -> Result<[Value; N], Eval> {
    if operands.iter().any(|o| matches!(o, Eval::NotApplicable)) {
        return Err(Eval::NotApplicable);
    }
    let mut missing = Gather::default();
    let known = operands.map(|operand| match operand {
        Eval::Known(value) => value,
        other @ (Eval::Unknown(_) | Eval::NotApplicable) => {
            missing.take(other);
            Value::Bool(false)
        }
    });
    match missing.finish() {
        Some(reasons) => Err(Eval::Unknown(reasons)),
        None => Ok(known),
    }
}
