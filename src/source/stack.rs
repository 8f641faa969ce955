//! Room for bounded recursion, whatever the caller's thread has.

/// Runs `work` with enough stack for the deepest nesting that [`crate::source::MAX_NESTING`] allows in parser, checker and evaluator.
pub(crate) fn with_deep_stack<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(16 << 20, 64 << 20, work)
}
