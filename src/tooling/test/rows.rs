//! The rows of a case: its own over the common ones, as tables.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes, suggest};
use crate::facts::RawTable;
use crate::pack::yaml::{Kind as NodeKind, Node};
use crate::semantics::{CheckedPack, EntityIx};
use crate::source::LineIndex;

/// One cell as it is written: column and text.
type Cell = (String, String);

/// One row with the line on which it stands.
#[derive(Debug, Clone)]
pub(super) struct Row {
    line: u32,
    cells: Vec<Cell>,
}

/// Rows by entity.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows(Vec<(EntityIx, Vec<Row>)>);

/// Where the rows are read from.
pub(super) struct Reader<'a> {
    pub(super) pack: &'a CheckedPack,
    pub(super) text: &'a str,
    pub(super) lines: &'a LineIndex,
}

impl Reader<'_> {
    /// The rows of a `facts` or `base` map; tables and columns that the pack has not are reported.
    pub(super) fn rows(&self, node: &Node, diagnostics: &mut Diagnostics) -> Rows {
        let mut rows = Rows::default();
        let Some(tables) = node.entries() else {
            if !node.is_null() && !node.is_broken() {
                diagnostics.push(
                    Diagnostic::new(&codes::CASE_SHAPE, node.span).help(Message::new("help-case-facts")),
                );
            }
            return rows;
        };
        for (key, list) in tables {
            let name = key.text().unwrap_or("");
            let name = if name == "评定" { "finding" } else { name };
            let Some(entity) = self.pack.find_entity(name) else {
                let names = self.pack.entities.iter().flat_map(|e| [e.id.as_str(), e.label.as_str()]);
                let all: Vec<&str> = self.pack.entities.iter().map(|e| e.label.as_str()).collect();
                diagnostics.push(Diagnostic::new(&codes::CASE_TABLE, key.span).arg("name", name).nearest(
                    key.span,
                    suggest(name, names),
                    || Message::new("help-case-tables").names("names", &all),
                ));
                continue;
            };
            let found = match &list.kind {
                NodeKind::Seq(list) => list.iter().map(|row| self.row(entity, row, diagnostics)).collect(),
                NodeKind::Null => Vec::new(),
                NodeKind::Scalar { .. } | NodeKind::Map(_) | NodeKind::Broken => {
                    let help = Message::new("help-case-facts");
                    diagnostics.push(Diagnostic::new(&codes::CASE_SHAPE, list.span).help(help));
                    continue;
                }
            };
            match rows.0.iter_mut().find(|(e, _)| *e == entity) {
                Some((_, into)) => into.extend(found),
                None => rows.0.push((entity, found)),
            }
        }
        rows
    }

    fn row(&self, entity: EntityIx, row: &Node, diagnostics: &mut Diagnostics) -> Row {
        let line = self.lines.locate(self.text, row.span.start as usize).line;
        let mut cells = Vec::new();
        let Some(entries) = row.entries() else {
            diagnostics
                .push(Diagnostic::new(&codes::CASE_SHAPE, row.span).help(Message::new("help-case-facts")));
            return Row { line: u32::try_from(line).unwrap_or(0), cells };
        };
        let Some(declared) = self.pack.entity(entity) else {
            return Row { line: 0, cells };
        };
        for (key, value) in entries {
            let name = key.text().unwrap_or("");
            match declared.column(name) {
                Some((_, column)) => {
                    if value.text().is_none() && !value.is_null() {
                        let help = Message::new("help-case-cell");
                        diagnostics.push(Diagnostic::new(&codes::CASE_SHAPE, value.span).help(help));
                    }
                    cells.push((column.id.clone(), value.text().unwrap_or("").to_owned()));
                }
                None => {
                    let names = declared.columns.iter().flat_map(|c| [c.id.as_str(), c.label.as_str()]);
                    let all: Vec<&str> = declared.columns.iter().map(|c| c.label.as_str()).collect();
                    diagnostics.push(
                        Diagnostic::new(&codes::CASE_COLUMN, key.span)
                            .arg("name", name)
                            .arg("table", &declared.label)
                            .nearest(key.span, suggest(name, names), || {
                                Message::new("help-case-columns").names("names", &all)
                            }),
                    );
                }
            }
        }
        Row { line: u32::try_from(line).unwrap_or(0), cells }
    }
}

impl Rows {
    /// These over `base`: rows of the same key merge column by column, others are appended.
    pub(super) fn over(self, base: &Rows, pack: &CheckedPack) -> Rows {
        let mut out = base.clone();
        for (entity, rows) in self.0 {
            let Some((_, into)) = out.0.iter_mut().find(|(e, _)| *e == entity) else {
                out.0.push((entity, rows));
                continue;
            };
            let keys = key_columns(pack, entity);
            let key = |row: &Row| -> Vec<Option<String>> {
                keys.iter()
                    .map(|id| row.cells.iter().find(|(c, _)| c == id).map(|(_, v)| v.clone()))
                    .collect()
            };
            for row in rows {
                let Some(same) = into.iter_mut().find(|r| key(r) == key(&row)) else {
                    into.push(row);
                    continue;
                };
                same.line = row.line;
                for (column, value) in row.cells {
                    match same.cells.iter_mut().find(|(c, _)| *c == column) {
                        Some(slot) => slot.1 = value,
                        None => same.cells.push((column, value)),
                    }
                }
            }
        }
        out
    }

    /// As tables; a row's number is its line in the file.
    pub(super) fn tables(self, pack: &CheckedPack, file: &str) -> Vec<RawTable> {
        self.0.into_iter().filter_map(|(entity, rows)| table(pack, entity, &rows, file)).collect()
    }
}

fn table(pack: &CheckedPack, entity: EntityIx, rows: &[Row], file: &str) -> Option<RawTable> {
    let declared = pack.entity(entity)?;
    // The key columns stand even in an empty table, so that it is a table without rows.
    let mut header: Vec<String> = Vec::new();
    if rows.is_empty() {
        header = key_columns(pack, entity);
        let links = declared.parent_link.iter().filter_map(|c| declared.columns.get(c.ix()));
        header.extend(links.map(|c| c.id.clone()));
        if declared.id == "finding" {
            header.push("result".to_owned());
        }
        header.dedup();
    }
    for (column, _) in rows.iter().flat_map(|r| &r.cells) {
        if !header.contains(column) {
            header.push(column.clone());
        }
    }
    let cell = |row: &Row, h: &String| {
        row.cells.iter().find(|(c, _)| c == h).map_or_else(String::new, |(_, v)| v.clone())
    };
    let texts = rows.iter().map(|r| (r.line, header.iter().map(|h| cell(r, h)).collect())).collect();
    let file: Arc<str> = format!("{file} {}", declared.label).as_str().into();
    Some(RawTable { entity: declared.id.clone(), file, header, rows: texts })
}

/// The ids of the columns that tell a row from the others.
fn key_columns(pack: &CheckedPack, entity: EntityIx) -> Vec<String> {
    let Some(declared) = pack.entity(entity) else { return Vec::new() };
    let mut keys: Vec<String> =
        declared.key.iter().filter_map(|c| declared.columns.get(c.ix())).map(|c| c.id.clone()).collect();
    if keys.is_empty() && declared.id == "finding" {
        keys = vec!["item".to_owned(), "subject".to_owned()];
    }
    keys
}
