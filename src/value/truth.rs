//! Three-valued truth (Kleene) and the outcome of a rule.

use serde::{Deserialize, Serialize};

/// True, false, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Truth {
    /// False.
    False,
    /// Not known: the data that would decide it is missing.
    Unknown,
    /// True.
    True,
}

impl Truth {
    /// Kleene's `and`: the lesser of the two.
    pub fn and(self, other: Truth) -> Truth {
        if self.rank() < other.rank() { self } else { other }
    }

    /// Kleene's `or`: the greater of the two.
    pub fn or(self, other: Truth) -> Truth {
        if self.rank() > other.rank() { self } else { other }
    }

    /// Kleene's `not` (named as the word, not the operator trait).
    #[allow(
        clippy::should_implement_trait,
        reason = "the field's word; `!` would hide that it is three-valued"
    )]
    pub fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }

    fn rank(self) -> u8 {
        match self {
            Truth::False => 0,
            Truth::Unknown => 1,
            Truth::True => 2,
        }
    }
}

impl From<bool> for Truth {
    fn from(b: bool) -> Self {
        if b { Truth::True } else { Truth::False }
    }
}

/// What a rule came to, for one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 达到 (of a veto: 存在).
    Met,
    /// 未达到 (of a veto: 不存在).
    Unmet,
    /// 数据不足 (of a veto: 待定): data that would decide it is missing.
    Undetermined,
    /// 不适用: the rule's `when` is false.
    NotApplicable,
}

impl Outcome {
    /// The id in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Outcome::Met => "met",
            Outcome::Unmet => "unmet",
            Outcome::Undetermined => "undetermined",
            Outcome::NotApplicable => "not_applicable",
        }
    }
}

impl From<Truth> for Outcome {
    fn from(t: Truth) -> Self {
        match t {
            Truth::True => Outcome::Met,
            Truth::False => Outcome::Unmet,
            Truth::Unknown => Outcome::Undetermined,
        }
    }
}
