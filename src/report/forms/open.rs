//! 缺少的数据 and 数据存疑.

use super::Forms;
use super::layout::Column;
use crate::report::findings::Findings;
use crate::report::sheets::{Cell, Look, Sheet};

impl<'a> Forms<'a> {
    /// The data that would decide what is undetermined.
    pub(super) fn missing(&self) -> Sheet {
        let keys = [
            ("report-table", 16.0),
            ("report-subject", 26.0),
            ("report-column", 24.0),
            ("report-reason", 30.0),
            ("forms-decides", 36.0),
            ("forms-who", 16.0),
            ("ledger-due", 14.0),
        ];
        self.list("ledger-missing", &keys, |found| {
            found.lacking_each().into_iter().map(|l| l.to_vec()).collect()
        })
    }

    /// What is in doubt.
    pub(super) fn doubts(&self) -> Sheet {
        let keys = [
            ("report-doubt-sort", 14.0),
            ("report-doubt-place", 30.0),
            ("report-doubt-what", 60.0),
            ("ledger-verified", 30.0),
            ("ledger-verified-by", 14.0),
        ];
        self.list("ledger-doubts", &keys, |found| found.doubtful().into_iter().map(|l| l.to_vec()).collect())
    }

    fn list(
        &self,
        name: &str,
        keys: &[(&str, f64)],
        lines: impl Fn(&Findings<'a>) -> Vec<Vec<String>>,
    ) -> Sheet {
        let mut columns: Vec<Column> = self.county_column().into_iter().collect();
        columns.extend(keys.iter().map(|(key, width)| self.column(key, *width)));
        let (name, count) = (self.word(name), columns.len());
        let mut layout = self.layout(&name, &name, columns, 0);
        let mut any = false;
        for found in &self.counties {
            for line in lines(found) {
                any = true;
                let mut cells: Vec<Cell> = self.county_cell(found).into_iter().collect();
                cells.extend(line.into_iter().map(|text| Cell::text(text, Look::Body)));
                cells.resize(count, Cell::blank(Look::Entry));
                layout.push(cells);
            }
        }
        layout.sortable();
        if !any {
            layout.push(vec![Cell::text(self.word("report-none"), Look::Plain)]);
        }
        layout.done()
    }
}
