//! Room for bounded recursion, whatever the caller's thread has; and work by several threads on machines that have few.

use std::panic::resume_unwind;
use std::sync::Mutex;
use std::thread::Builder;

/// Enough stack for the deepest nesting, in bytes.
pub(crate) const DEEP_STACK: usize = 64 << 20;

/// Runs `work` with enough stack for the deepest nesting that [`crate::source::MAX_NESTING`] allows in parser, checker and evaluator.
pub(crate) fn with_deep_stack<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(16 << 20, DEEP_STACK, work)
}

/// Runs `work` by so many threads with deep stacks; by fewer where the machine has no more, by the caller's alone where it has none.
pub(crate) fn by_threads(threads: usize, work: impl Fn() + Sync) {
    std::thread::scope(|scope| {
        let spawn = || Builder::new().stack_size(DEEP_STACK).spawn_scoped(scope, &work);
        let begun = (0..threads).map_while(|_| spawn().ok()).count();
        if begun == 0 {
            with_deep_stack(&work);
        }
    });
}

/// Does one beside the other; one after the other where there is no thread to be had. The second is missing only if it was begun twice,
/// which it never is.
pub(crate) fn beside<A, B: Send>(
    one: impl FnOnce() -> A,
    other: impl FnOnce() -> B + Send,
) -> (A, Option<B>) {
    let other = Mutex::new(Some(other));
    let run = || {
        let work = other.lock().unwrap_or_else(|e| e.into_inner()).take();
        work.map(|work| work())
    };
    std::thread::scope(|scope| {
        let thread = Builder::new().spawn_scoped(scope, run);
        let first = one();
        let second = match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => run(),
        };
        (first, second)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn all_threads_work_and_one_does_where_there_are_none() {
        for (asked, expected) in [(0, 1), (1, 1), (3, 3)] {
            let count = AtomicUsize::new(0);
            by_threads(asked, || {
                count.fetch_add(1, Ordering::SeqCst);
            });
            assert_eq!(count.into_inner(), expected);
        }
        assert_eq!(beside(|| 1, || 2), (1, Some(2)));
    }
}
