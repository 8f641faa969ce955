//! Header cells: which column they name, in which unit.

use crate::diagnostic::{Message, codes, suggest};
use crate::facts::cell::{HeaderUnit, trimmed};
use crate::facts::model::DataIssue;
use crate::semantics::{CheckedPack, ColumnIx, ColumnType, Entity};
use crate::value::Unit;
use std::sync::Arc;

/// Where a file's column goes.
#[derive(Debug, Clone)]
pub(crate) struct Mapped {
    pub column: ColumnIx,
    /// Its position in the file.
    pub at: usize,
    pub unit: HeaderUnit,
    /// As it stands in the file.
    pub written: Arc<str>,
}

/// Maps a header row; what is unknown, repeated or in a wrong unit is reported.
pub(crate) fn map(
    pack: &CheckedPack,
    entity: &Entity,
    header: &[String],
    file: &Arc<str>,
    issues: &mut Vec<DataIssue>,
) -> Vec<Mapped> {
    let mut out: Vec<Mapped> = Vec::new();
    for (at, cell) in header.iter().enumerate() {
        let written = trimmed(cell);
        if written.is_empty() {
            continue;
        }
        let issue = |code, message: Message| DataIssue {
            code,
            file: file.clone(),
            row: Some(1),
            column: Some(written.as_str().into()),
            value: None,
            message,
            county: None,
        };
        let (name, unit) = split(&written);
        // A label may hold brackets itself.
        let found =
            entity.column(&written).map(|f| (f, None)).or_else(|| entity.column(&name).map(|f| (f, unit)));
        let Some(((ix, column), unit)) = found else {
            let names = entity.columns.iter().flat_map(|c| [c.id.as_str(), c.label.as_str()]);
            let message = match suggest(&name, names) {
                Some(near) => Message::new(codes::UNKNOWN_COLUMN.key)
                    .arg("name", &written)
                    .arg("entity", &entity.label)
                    .message("hint", Message::new("data-did-you-mean").arg("name", near)),
                None => Message::new(codes::UNKNOWN_COLUMN.key)
                    .arg("name", &written)
                    .arg("entity", &entity.label)
                    .message("hint", Message::new("data-column-ignored")),
            };
            issues.push(issue(&codes::UNKNOWN_COLUMN, message));
            continue;
        };
        if out.iter().any(|m| m.column == ix) {
            let message = Message::new(codes::REPEATED_COLUMN.key).arg("name", &written);
            issues.push(issue(&codes::REPEATED_COLUMN, message));
            continue;
        }
        let mut header_unit = HeaderUnit::default();
        if let Some(symbol) = unit {
            let numeric = matches!(column.ty, ColumnType::Number | ColumnType::Count | ColumnType::Share);
            if symbol == "%" && column.unit.dimensions.is_none() && numeric {
                header_unit.percent = true;
            } else {
                match resolve(pack, &symbol).filter(|u| numeric && u.same_dimensions(&column.unit)) {
                    Some(unit) => header_unit.unit = Some(unit),
                    None => {
                        let message = Message::new(codes::HEADER_UNIT.key)
                            .arg("name", &column.label)
                            .arg("found", &symbol)
                            .arg(
                                "unit",
                                if column.unit.symbol.is_empty() { "—" } else { &column.unit.symbol },
                            );
                        issues.push(issue(&codes::HEADER_UNIT, message));
                        continue;
                    }
                }
            }
        }
        out.push(Mapped { column: ix, at, unit: header_unit, written: written.as_str().into() });
    }
    out
}

/// `教学仪器设备值（万元）` → the name and what stands in the brackets.
fn split(written: &str) -> (String, Option<String>) {
    let close = ['）', ')', ']', '】', '］'];
    let open = ['（', '(', '[', '【', '［'];
    if let Some(body) = written.strip_suffix(close)
        && let Some(at) = body.rfind(open)
    {
        let name = trimmed(body.get(..at).unwrap_or(""));
        let inside =
            body.get(at..).and_then(|b| b.char_indices().nth(1).and_then(|(i, _)| b.get(i..))).unwrap_or("");
        let inside = trimmed(inside).replace('％', "%");
        let inside =
            inside.strip_prefix("单位：").or(inside.strip_prefix("单位:")).unwrap_or(&inside).to_owned();
        return (name, Some(inside));
    }
    (written.to_owned(), None)
}

/// A unit of the pack written as `元`, `万元`, `平方米/人`.
fn resolve(pack: &CheckedPack, symbol: &str) -> Option<Unit> {
    let mut unit: Option<Unit> = None;
    for (i, part) in symbol.replace('／', "/").split('/').enumerate() {
        let found = pack.units.get(part.trim())?;
        unit = Some(match unit {
            None if i == 0 => found.clone(),
            None => return None,
            Some(u) => u.per(found),
        });
    }
    unit
}
