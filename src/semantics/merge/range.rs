//! `R1..R7`: the ids of a range.

use crate::diagnostic::{Diagnostic, Message, codes};
use crate::semantics::merged::{ItemNode, Merged};
use crate::source::Span;

/// The most ids that a range may span.
const LONGEST: u64 = 10_000;

/// The ids of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Range {
    /// Those that exist, ascending.
    pub ids: Vec<String>,
    /// Those between that a pack of the chain removed.
    pub removed: Vec<String>,
}

/// Why a range cannot be written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RangeError {
    /// The ends are not one prefix with two ascending numbers.
    Ends {
        /// As written.
        from: String,
        /// As written.
        to: String,
    },
    /// Ids between the ends exist nowhere.
    Gap {
        /// Which.
        missing: Vec<String>,
    },
    /// A define stands between the ends.
    Define {
        /// Which.
        id: String,
    },
}

impl RangeError {
    /// As a diagnostic at the range.
    pub fn diagnostic(&self, span: Span) -> Diagnostic {
        match self {
            RangeError::Ends { from, to } => Diagnostic::new(&codes::RANGE_ENDS, span)
                .arg("from", from)
                .arg("to", to)
                .help(Message::new("help-range-ends")),
            RangeError::Gap { missing } => Diagnostic::new(&codes::RANGE_GAP, span)
                .names("names", missing)
                .help(Message::new("help-range-gap")),
            RangeError::Define { id } => Diagnostic::new(&codes::NOT_A_RULE, span)
                .arg("name", id)
                .help(Message::new("help-not-a-rule")),
        }
    }
}

/// An id's prefix and its number, with the number's width.
fn split(id: &str) -> Option<(&str, u64, usize)> {
    let digits = id.len() - id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (prefix, number) = id.split_at_checked(id.len() - digits)?;
    Some((prefix, number.parse().ok()?, digits))
}

/// The ids from `from` to `to` that exist: one prefix, numbers ascending. An id between them that exists nowhere is an error, unless it
/// was removed.
pub(crate) fn expand_range(merged: &Merged, from: &str, to: &str) -> Result<Range, RangeError> {
    let ends = || RangeError::Ends { from: from.to_owned(), to: to.to_owned() };
    let (prefix, first, width) = split(from).ok_or_else(ends)?;
    let (other, last, _) = split(to).ok_or_else(ends)?;
    if prefix != other || first >= last || last - first > LONGEST {
        return Err(ends());
    }
    let mut range = Range { ids: Vec::new(), removed: Vec::new() };
    let mut missing = Vec::new();
    for number in first..=last {
        let plain = format!("{prefix}{number}");
        let padded = format!("{prefix}{number:0width$}");
        let item = |id: &String| merged.items.get(id).map(|i| &i.node);
        let exists = |id: &&String| merged.indicators.contains_key(*id) || item(id).is_some();
        let found = [&padded, &plain].into_iter().find(exists);
        match found {
            Some(id) if matches!(item(id), Some(ItemNode::Define(_))) => {
                return Err(RangeError::Define { id: id.clone() });
            }
            Some(id) => range.ids.push(id.clone()),
            None => match [&padded, &plain].into_iter().find(|id| merged.removed.contains_key(*id)) {
                Some(id) => range.removed.push(id.clone()),
                None => missing.push(padded.clone()),
            },
        }
    }
    if missing.is_empty() { Ok(range) } else { Err(RangeError::Gap { missing }) }
}
