//! strictness
use crate::diagnostic::Diagnostics;
use crate::pack::PackChain;

pub(crate) fn check(_chain: &PackChain, _diagnostics: &mut Diagnostics) {}
