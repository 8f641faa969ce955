//! 社会认可度: a row for each group that was asked.

use super::Forms;
use super::layout::{Column, look, number};
use crate::facts::{COUNTY, Cell as Fact};
use crate::report::findings::Findings;
use crate::report::ledger::letters;
use crate::report::sheets::{Cell, Look, Sheet};
use crate::report::{outcome_word, value_text};
use crate::semantics::*;
use crate::value::{Outcome, Surd};

impl<'a> Forms<'a> {
    /// The table over which an indicator of the county is computed.
    pub(super) fn surveyed(&self, ix: ItemIx) -> Option<EntityIx> {
        let item = self.input.pack.item(ix)?;
        let ItemBody::Indicator(indicator) = &item.body else { return None };
        let mut found = None;
        indicator.value.walk(&mut |e| {
            if let TExprKind::Aggregate { rows, .. } = &e.kind
                && found.is_none()
            {
                found = Some(rows.entity);
            }
        });
        found.filter(|_| item.entity == COUNTY)
    }

    pub(super) fn survey(&self, name: &str, ix: ItemIx, entity: EntityIx) -> Sheet {
        let pack = self.input.pack;
        let Some(table) = pack.entity(entity) else { return Sheet::default() };
        let numbers: Vec<(ColumnIx, &crate::semantics::Column)> = (0u32..)
            .map(ColumnIx)
            .zip(&table.columns)
            .filter(|(_, c)| !c.personal && matches!(c.ty, ColumnType::Count | ColumnType::Number))
            .collect();
        let ratios: Vec<(ItemIx, &Item)> = (0u32..)
            .map(ItemIx)
            .zip(&pack.items)
            .filter(|(_, i)| i.entity == entity && matches!(i.body, ItemBody::Define { output: true, .. }))
            .collect();
        let keys = pack.key_below(COUNTY, entity);
        let heads: Vec<&str> =
            keys.iter().filter_map(|c| table.columns.get(c.ix())).map(|c| c.label.as_str()).collect();
        let mut columns: Vec<Column> = self.county_column().into_iter().collect();
        columns.push(Column { head: heads.join("、"), width: 20.0 });
        let first = columns.len();
        for (_, column) in &numbers {
            let symbol = &column.unit.symbol;
            let unit = if symbol.is_empty() { String::new() } else { format!("（{symbol}）") };
            columns.push(Column { head: format!("{}{unit}", column.label), width: 16.0 });
        }
        let words = self.counties.first().map(|f| &f.words);
        for (_, item) in &ratios {
            let name = words.map_or_else(String::new, |w| w.item(item));
            let ItemBody::Define { unit, .. } = &item.body else { continue };
            let unit = if unit.symbol.is_empty() { String::new() } else { format!("（{}）", unit.symbol) };
            columns.push(Column { head: format!("{name}{unit}"), width: 16.0 });
        }
        columns.extend([self.column("forms-visits", 24.0), self.column("forms-remarks", 24.0)]);
        let mut layout = self.layout(name, name, columns, 0);
        let begin = layout.next();
        for found in &self.counties {
            for row in self.input.facts.rows_below(pack, COUNTY, found.result.county, entity) {
                let at = layout.next();
                let mut cells: Vec<Cell> = self.county_cell(found).into_iter().collect();
                cells.push(Cell::text(found.words.row(entity, row), Look::Body));
                for (c, column) in &numbers {
                    let figure = if let Fact::Number(n) = self.input.facts.cell(entity, row, *c) {
                        number(&Surd::from(n), &column.unit, None).plain()
                    } else {
                        Cell::text(self.word("forms-no-data"), Look::Doubt)
                    };
                    cells.push(figure);
                }
                for (item_ix, item) in &ratios {
                    cells.push(self.ratio(found, (*item_ix, item), row, &numbers, (first, at)));
                }
                cells.extend([Cell::blank(Look::Entry), Cell::blank(Look::Entry)]);
                layout.push(cells);
            }
        }
        layout.sortable();
        let last = layout.next() - 1;
        layout.push(Vec::new());
        for found in &self.counties {
            self.total(found, (ix, entity), &numbers, (first, begin, last), &mut layout);
        }
        if let Some(note) = &table.note {
            layout.remark(note.clone());
        }
        layout.done()
    }

    /// A titled define of a row: as a formula where it is one column over another.
    fn ratio(
        &self,
        found: &Findings<'a>,
        (ix, item): (ItemIx, &Item),
        row: u32,
        numbers: &[(ColumnIx, &crate::semantics::Column)],
        (first, at): (usize, usize),
    ) -> Cell {
        let ItemBody::Define { value, unit, .. } = &item.body else { return Cell::default() };
        let Some(result) = found.result.values.iter().find(|v| v.item == ix && v.row == row) else {
            return Cell::default();
        };
        let Some(known) = &result.value else { return Cell::text(self.word("forms-no-data"), Look::Doubt) };
        let crate::evaluation::Value::Number(n) = known else {
            return Cell::text(value_text(self.input.pack, known, unit, self.input.language), Look::Body);
        };
        let plain = number(n, unit, None);
        let place = |e: &TExpr| {
            let TExprKind::Column { frame: 0, column, .. } = e.kind else { return None };
            numbers.iter().position(|(c, _)| *c == column)
        };
        let TExprKind::Binary(BinaryOp::Div, a, b) = &value.kind else { return plain };
        let (Some(above), Some(under)) = (place(a), place(b)) else { return plain };
        let [a, b] = [above, under].map(|i| format!("{}{at}", letters(first + i)));
        let scale = crate::report::ledger::constant(&unit.scale);
        Cell::formula(format!("={a}/{b}/{scale}"), super::layout::digits(n, unit), plain.look)
    }

    /// The sums, the figure for the county, what is required and the result.
    fn total(
        &self,
        found: &Findings<'a>,
        (ix, entity): (ItemIx, EntityIx),
        numbers: &[(ColumnIx, &crate::semantics::Column)],
        (first, begin, last): (usize, usize, usize),
        layout: &mut super::layout::Layout,
    ) {
        let Some(item) = self.input.pack.item(ix) else { return };
        let mut cells: Vec<Cell> = self.county_cell(found).into_iter().collect();
        cells.push(Cell::text(self.word("forms-total"), Look::Label));
        for (i, (number, _)) in numbers.iter().enumerate() {
            let column = letters(first + i);
            // Of several counties each has its own figures, which stand together no more once they are sorted.
            cells.push(if self.many() || last < begin {
                Cell::default()
            } else {
                let sum = self.sum(found, entity, *number);
                Cell::formula(format!("=SUM({column}{begin}:{column}{last})"), sum, Look::Number)
            });
        }
        layout.push(cells);
        let (now, required) = found.standing(ix, item);
        let outcome = found.outcome_of(ix);
        let mut cells: Vec<Cell> = self.county_cell(found).into_iter().collect();
        cells.push(Cell::text(found.words.item(item), Look::Body));
        cells.push(Cell::text(now, Look::Body));
        cells.push(Cell::text(required, Look::Body));
        let word = outcome_word(outcome, false, self.input.language);
        cells.push(Cell::text(word, look(outcome, outcome == Outcome::Unmet)));
        layout.push(cells);
    }

    /// A column's sum over the county, for programs that do not compute.
    fn sum(&self, found: &Findings<'a>, entity: EntityIx, column: ColumnIx) -> String {
        let rows = self.input.facts.rows_below(self.input.pack, COUNTY, found.result.county, entity);
        let number = |row| match self.input.facts.cell(entity, row, column) {
            Fact::Number(n) => Some(n),
            Fact::Flag(_) | Fact::Kind(_) | Fact::Text(_) | Fact::Date(_) | Fact::Missing(_) => None,
        };
        let total: crate::value::Number = rows.filter_map(number).sum();
        let unit = self.input.pack.column(entity, column).map(|c| &c.unit);
        unit.map_or_else(String::new, |u| super::layout::digits(&Surd::from(total), u))
    }
}

impl Cell {
    /// The same number without digits that it does not have.
    fn plain(self) -> Cell {
        Cell { look: Look::Number, ..self }
    }
}
