//! Fixes are tried before they are offered: a suggestion that leads to the next error costs more than none.

use super::unproven;
use crate::diagnostic::{Diagnostic, Fix, codes};
use crate::pack::PackChain;
use crate::source::Span;

/// How many bytes of packs may be read again to try the fixes of one check; those beyond it are not offered.
const MAX_BYTES_READ_AGAIN: usize = 4 << 20;

/// Takes back each fix that, applied in memory, does not leave the pack better. Where the chain cannot be read again by itself (a
/// parent that was not found), fixes stay.
pub(super) fn withdraw_unsound_fixes(chain: &PackChain, diagnostics: &mut [Diagnostic]) {
    let size: usize = chain.sources.iter().map(|(_, file)| file.text.len()).sum();
    let mut left = MAX_BYTES_READ_AGAIN / size.max(1024);
    let before: Vec<(bool, Span)> =
        diagnostics.iter().map(|d| (d.code.severity.is_error() && !is_late(d), d.span)).collect();
    for d in diagnostics.iter_mut() {
        let Some(fix) = &d.fix else { continue };
        let Some(left_after) = left.checked_sub(1) else {
            d.withdraw_fix();
            continue;
        };
        left = left_after;
        let Some(text) = applied(chain, fix) else {
            d.withdraw_fix();
            continue;
        };
        let Some(edited) = chain.with_text(fix.span.source, &text) else { return };
        let after = unproven(&edited).diagnostics;
        if !better(d, fix, &before, &after) {
            d.withdraw_fix();
        }
    }
}

/// A pack is asked for a conclusion only where all its items can be read: that is told next, and no fault of a fix.
fn is_late(d: &Diagnostic) -> bool {
    d.code.id == codes::NO_CONCLUSION.id
}

/// The file's text after a fix.
fn applied(chain: &PackChain, fix: &Fix) -> Option<String> {
    let mut text = chain.sources.text(fix.span.source).to_owned();
    text.get(fix.span.range())?;
    text.replace_range(fix.span.range(), &fix.replacement);
    Some(text)
}

/// Whether a fix mends what it is for: an error less; or as many, where the one that is next stands behind what was replaced (a clause
/// shows its mistakes one after the other).
fn better(mended: &Diagnostic, fix: &Fix, before: &[(bool, Span)], after: &[Diagnostic]) -> bool {
    let errors_before = before.iter().filter(|(error, _)| *error).count();
    let errors_after = after.iter().filter(|d| d.code.severity.is_error() && !is_late(d)).count();
    if !mended.code.severity.is_error() {
        return errors_after == 0 && after.len() < before.len();
    }
    if errors_after < errors_before {
        return true;
    }
    let end = fix.span.start as usize + fix.replacement.len();
    let shifted = |at: u32| {
        // Where a place behind the replacement stood before.
        (at as usize + fix.span.range().len()).checked_sub(fix.replacement.len())
    };
    let fresh = |d: &&Diagnostic| {
        let same_file = d.span.source == fix.span.source;
        let old = before.iter().any(|(_, span)| {
            span.source == d.span.source
                && (if same_file && d.span.start as usize >= end {
                    shifted(d.span.start) == Some(span.start as usize)
                } else {
                    d.span.start == span.start
                })
        });
        d.code.severity.is_error() && !old && !is_late(d)
    };
    // Indentation and quotes that are still wrong are the same mistake.
    let of_yaml = |d: &Diagnostic| ("JH0421".."JH0440").contains(&d.code.id);
    let next: Vec<&Diagnostic> = after.iter().filter(fresh).collect();
    errors_after == errors_before
        && next.len() == 1
        && !(of_yaml(mended) && next.iter().any(|d| of_yaml(d)))
        && next.iter().all(|d| d.span.source == fix.span.source && d.span.start as usize > end)
}
