//! The data that formulas of a ledger refer to: a sheet for each table.

use std::collections::{BTreeMap, BTreeSet};

use super::super::sheets::{Cell as Sheetcell, CellValue, Look, Sheet, sheet_name, width_of};
use crate::facts::{Cell, Facts};
use crate::semantics::*;
use crate::value::Number;

/// Most rows of a sheet, the header among them.
pub(super) const MOST_ROWS: usize = 1_048_576;

/// Where each table stands.
pub(super) struct DataSheets<'a> {
    pack: &'a CheckedPack,
    facts: &'a Facts,
    names: BTreeMap<EntityIx, String>,
}

/// A column's letters, from 0.
pub(in crate::report) fn letters(mut column: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    out.iter().rev().collect()
}

/// A number's digits, exact where it is a decimal that a spreadsheet can hold.
pub(super) fn digits(n: &Number) -> String {
    n.display(12)
}

impl<'a> DataSheets<'a> {
    /// The tables that formulas may refer to; `taken` are the names of other sheets.
    pub fn new(
        pack: &'a CheckedPack,
        facts: &'a Facts,
        entities: &BTreeSet<EntityIx>,
        taken: &mut BTreeSet<String>,
    ) -> Self {
        let fits = |e: &EntityIx| facts.table(*e).is_some_and(|t| t.len < MOST_ROWS);
        let names = entities.iter().filter(|e| fits(e)).filter_map(|e| {
            let label = &pack.entity(*e)?.label;
            Some((*e, sheet_name(label, taken)))
        });
        let names = names.collect();
        DataSheets { pack, facts, names }
    }

    /// The sheet's row of a table's row, from 1.
    pub fn row(row: u32) -> u32 {
        row.saturating_add(2)
    }

    /// A table as a formula names it: `'学部'`.
    pub fn table(&self, entity: EntityIx) -> Option<String> {
        self.names.get(&entity).map(|n| format!("'{}'", n.replace('\'', "''")))
    }

    /// A number's cell as a formula names it, in base units; none where it is personal or has no value.
    pub fn cell(&self, entity: EntityIx, row: u32, column: ColumnIx) -> Option<String> {
        let declared = self.pack.column(entity, column)?;
        let number = matches!(declared.ty, ColumnType::Number | ColumnType::Count | ColumnType::Share);
        if !number || !matches!(self.facts.cell(entity, row, column), Cell::Number(_)) {
            return None;
        }
        Some(scaled(&self.given(entity, row, column)?, &declared.unit.scale))
    }

    /// A cell as it stands; none where it is personal or has no value.
    pub fn given(&self, entity: EntityIx, row: u32, column: ColumnIx) -> Option<String> {
        let personal = self.pack.column(entity, column)?.personal;
        if personal || matches!(self.facts.cell(entity, row, column), Cell::Missing(_)) {
            return None;
        }
        Some(format!("{}!{}{}", self.table(entity)?, letters(column.ix() + 1), Self::row(row)))
    }

    /// A column's letters.
    pub fn letters(&self, column: ColumnIx) -> String {
        letters(column.ix() + 1)
    }

    /// The sheets: the first column has the row of the table above.
    pub fn sheets(&self, above: &str) -> Vec<Sheet> {
        self.names.iter().filter_map(|(entity, name)| self.sheet(*entity, name, above)).collect()
    }

    fn sheet(&self, entity: EntityIx, name: &str, above: &str) -> Option<Sheet> {
        let (declared, table) = (self.pack.entity(entity)?, self.facts.table(entity)?);
        let mut head = vec![Sheetcell::text(above, Look::Header)];
        for column in &declared.columns {
            let unit = &column.unit.symbol;
            let shown = if column.personal {
                String::new()
            } else if unit.is_empty() {
                column.label.clone()
            } else {
                format!("{}（{unit}）", column.label)
            };
            head.push(Sheetcell::text(shown, Look::Header));
        }
        let widths = head.iter().map(|c| match &c.value {
            CellValue::Text(t) => width_of([t.as_str()], 8, 24),
            CellValue::Blank
            | CellValue::Number(_)
            | CellValue::Formula { .. }
            | CellValue::Date(_)
            | CellValue::Flag(_) => 8.0,
        });
        let mut sheet = Sheet {
            name: name.to_owned(),
            widths: widths.collect(),
            frozen: (1, 0),
            landscape: true,
            ..Sheet::default()
        };
        sheet.rows.push(head);
        for row in 0..u32::try_from(table.len).ok()? {
            let parent = table.parent.get(row as usize);
            let mut cells = vec![parent.map_or_else(Sheetcell::default, |p| {
                Sheetcell::number(Self::row(*p).to_string(), Look::Number)
            })];
            for (c, column) in (0u32..).map(ColumnIx).zip(&declared.columns) {
                cells.push(if column.personal {
                    Sheetcell::default()
                } else {
                    self.value(entity, row, c, column)
                });
            }
            sheet.rows.push(cells);
        }
        Some(sheet)
    }

    fn value(&self, entity: EntityIx, row: u32, ix: ColumnIx, column: &Column) -> Sheetcell {
        match self.facts.cell(entity, row, ix) {
            Cell::Number(n) => Sheetcell::number(digits(&column.unit.from_base(&n)), Look::Number),
            Cell::Flag(b) => Sheetcell { value: CellValue::Flag(b), look: Look::Plain },
            Cell::Kind(value) => {
                let kind = column.ty.kind().and_then(|kind| self.pack.kind(kind));
                let label =
                    kind.and_then(|k| k.values.get(usize::from(value))).map(|(_, label)| label.clone());
                Sheetcell::text(label.unwrap_or_default(), Look::Code)
            }
            Cell::Text(text) => Sheetcell::text(text.to_string(), Look::Code),
            Cell::Date(date) => Sheetcell { value: CellValue::Date(date), look: Look::Date },
            Cell::Missing(_) => Sheetcell::default(),
        }
    }
}

/// A number of a unit in base units.
pub(super) fn scaled(text: &str, scale: &Number) -> String {
    if *scale == Number::one() { text.to_owned() } else { format!("({text}*{})", constant(scale)) }
}

/// A number in a formula.
pub(in crate::report) fn constant(n: &Number) -> String {
    match n.to_decimal_parts() {
        Some((_, places)) if places <= 12 => n.display(12),
        _ => format!("({}/{})", n.numerator(), n.denominator()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        let all: Vec<String> = [0, 25, 26, 51, 52, 701, 702].map(letters).to_vec();
        assert_eq!(all, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
        assert_eq!(constant(&Number::ratio(1, 3).unwrap_or_else(Number::zero)), "(1/3)");
        assert_eq!(scaled("A1", &Number::from(10_000)), "(A1*10000)");
    }
}
