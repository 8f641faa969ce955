//! Rows that a county must have, whatever it will enter: its own, one for each group of a survey, one for each finding about it.

use super::field::Field;
use crate::facts::COUNTY;
use crate::report::sheets::{Cell, Look};
use crate::semantics::{CheckedPack, ColumnIx, ColumnType, Entity, JudgedAs, KindIx};

/// A row with what is known of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Due {
    known: Vec<(ColumnIx, String)>,
    /// What may be entered in the column that is asked for; empty where the column's own rule says it.
    pub results: Vec<String>,
    asked: Option<ColumnIx>,
}

impl Due {
    /// Whether the row says what may be entered in a column.
    pub fn asks(&self, column: ColumnIx) -> bool {
        self.asked == Some(column)
    }

    /// The row by the form's columns.
    pub fn row(&self, fields: &[Field]) -> Vec<Cell> {
        let known = |f: &Field| self.known.iter().find(|(c, _)| *c == f.column);
        let cell = |f: &Field| {
            known(f).map_or_else(|| Cell::blank(f.look), |(_, text)| Cell::text(text, Look::Code))
        };
        fields.iter().map(cell).collect()
    }
}

/// The rows of a table that a county of this code must have.
pub(super) fn due(pack: &CheckedPack, entity: &Entity, code: &str) -> Vec<Due> {
    if entity.id == "finding" {
        return findings(pack, entity, code);
    }
    let code = |columns: &[ColumnIx]| columns.iter().map(|c| (*c, code.to_owned())).collect::<Vec<_>>();
    if entity.parent.is_none() {
        return vec![Due { known: code(&entity.key), ..Due::default() }];
    }
    let mut out = Vec::new();
    let of_county =
        |e: &&crate::semantics::Expectation| e.each == COUNTY && e.when.is_none() && !e.values.is_empty();
    if entity.parent == Some(COUNTY)
        && let Some(expected) = entity.expect.iter().find(of_county)
    {
        out.push(Due { known: code(&entity.parent_link), ..Due::default() });
        for column in &expected.values {
            let Some(ColumnType::Kind(kind)) = entity.columns.get(column.ix()).map(|c| c.ty) else {
                continue;
            };
            let labels = labels(pack, kind);
            out = out.iter().flat_map(|row| labels.iter().map(|l| with(row, *column, l))).collect();
        }
    }
    out
}

fn with(row: &Due, column: ColumnIx, text: &str) -> Due {
    let mut row = row.clone();
    row.known.push((column, text.to_owned()));
    row
}

fn labels(pack: &CheckedPack, kind: KindIx) -> Vec<String> {
    pack.kind(kind).map(|k| k.values.iter().map(|(_, label)| label.clone()).collect()).unwrap_or_default()
}

/// A row for each rule that is judged of the county; the result takes what the rule takes.
fn findings(pack: &CheckedPack, entity: &Entity, code: &str) -> Vec<Due> {
    let column =
        |id: &str| entity.columns.iter().position(|c| c.id == id).and_then(|i| u32::try_from(i).ok());
    let (Some(item), Some(subject)) = (column("item"), column("subject")) else { return Vec::new() };
    let of_county = pack.items.iter().filter(|i| i.entity == COUNTY);
    let judged = of_county.filter_map(|i| i.judged().map(|how| (i, how)));
    let row = |(rule, how): (&crate::semantics::Item, JudgedAs)| Due {
        known: vec![(ColumnIx(item), rule.label.clone()), (ColumnIx(subject), code.to_owned())],
        results: match how {
            JudgedAs::Grade => {
                let grades = pack.kinds.iter().find(|k| k.id == "grade");
                grades.map(|k| k.values.iter().map(|(_, l)| l.clone()).collect()).unwrap_or_default()
            }
            JudgedAs::Flag => vec!["是".to_owned(), "否".to_owned()],
        },
        asked: column("result").map(ColumnIx),
    };
    judged.map(row).collect()
}
