//! lints
use crate::diagnostic::Diagnostics;
use crate::semantics::checked::CheckedPack;
use crate::semantics::merged::Merged;

pub(crate) fn lint(_pack: &CheckedPack, _merged: &Merged, _diagnostics: &mut Diagnostics) {}
