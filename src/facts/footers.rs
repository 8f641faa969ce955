//! Notes, totals and signatures below a table.

use super::issues::{At, FileIx, Issues};
use super::source::RowSource;
use super::table::Plan;
use crate::diagnostic::{Message, codes};

/// Rows below a table's data: totals, notes and signatures.
#[derive(Debug, Default)]
pub(super) struct Footers {
    first: Option<u32>,
    count: usize,
    /// Whether the row before was one.
    pub last: bool,
}

impl Footers {
    /// Takes one more.
    pub fn add(&mut self, row: u32) {
        self.first.get_or_insert(row);
        self.count += 1;
        self.last = true;
    }

    /// Whether a row goes on with the note above it: it has one cell only.
    pub fn goes_on(&self, plan: &Plan, source: &impl RowSource) -> bool {
        let single = || source.next_filled(0).is_some_and(|i| source.next_filled(i + 1).is_none());
        self.last && plan.named > 1 && single()
    }

    /// Says which rows were passed over.
    pub fn report(self, file: FileIx, issues: &mut Issues) {
        let Some(first) = self.first else { return };
        let message = Message::new(codes::ROW_PASSED.key).count("count", self.count);
        issues.push(&codes::ROW_PASSED, At::row(file, first), message);
    }
}
