//! Inheritance.

mod references;

pub(crate) use references::references;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::pack::PackChain;
use crate::semantics::merged::Merged;
use crate::source::Span;

pub(crate) fn merge(_chain: &PackChain, _diagnostics: &mut Diagnostics) -> Merged {
    Merged::empty()
}

/// The ids of a range.
pub(crate) struct Range {
    pub ids: Vec<String>,
}

pub(crate) struct RangeError;

impl RangeError {
    pub fn diagnostic(&self, span: Span) -> Diagnostic {
        Diagnostic::new(&crate::diagnostic::codes::EMPTY_SET, span)
    }
}

pub(crate) fn expand_range(_merged: &Merged, _from: &str, _to: &str) -> Result<Range, RangeError> {
    Err(RangeError)
}
