//! What a change costs: a file of prices.

use std::collections::HashMap;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics, Language, Message, codes, render_text, suggest};
use crate::facts::COUNTY;
use crate::pack::yaml::{self, Node};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx};
use crate::source::SourceMap;
use crate::tooling::beside;
use crate::value::Number;

/// Prices in yuan, and columns that may not change.
#[derive(Debug, Clone, Default)]
pub struct Costs {
    columns: HashMap<(EntityIx, ColumnIx), Number>,
    rows: HashMap<EntityIx, Number>,
    fixed: Vec<(EntityIx, ColumnIx)>,
    again: Vec<(EntityIx, ColumnIx)>,
}

/// Why a file of prices cannot be used, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CostsError(pub String);

impl Costs {
    /// Whether there are any prices.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.rows.is_empty()
    }

    /// The price of one unit of a column.
    pub fn of(&self, _: &CheckedPack, entity: EntityIx, column: ColumnIx) -> Option<&Number> {
        self.columns.get(&(entity, column))
    }

    /// The price of one more row.
    pub fn of_row(&self, _: &CheckedPack, entity: EntityIx) -> Option<&Number> {
        self.rows.get(&entity)
    }

    /// Whether a column may change.
    pub fn may_change(&self, entity: EntityIx, column: ColumnIx) -> bool {
        !self.fixed.contains(&(entity, column))
    }

    /// Whether a column holds what was found out, so that it cannot be done but must be found out again: surveys, a past year's pupils.
    /// So are the columns listed as `again`, and those of tables right below the county whose rows have no name and nothing below them.
    pub fn found_again(&self, pack: &CheckedPack, entity: EntityIx, column: ColumnIx) -> bool {
        let named = |e: &crate::semantics::Entity| e.display.is_some();
        let has_children = || pack.entities.iter().any(|e| e.parent == Some(entity));
        let record = pack.entity(entity).is_some_and(|e| e.parent == Some(COUNTY) && !named(e));
        self.again.contains(&(entity, column)) || (record && !has_children())
    }

    /// Reads a file: `costs:` (价格) maps `table.column` to yuan for one unit of the column, or a table to yuan for one more row; `fixed:`
    /// (不变) lists columns, or whole tables, that may not change; `again:` (重新查明) those that must be found out again.
    ///
    /// # Errors
    /// Where the file cannot be read or something in it is not understood: all of it, in words.
    pub fn read(pack: &CheckedPack, path: &Path, language: Language) -> Result<Costs, CostsError> {
        let text = beside::text(path, "gap-costs-large", language).map_err(CostsError)?;
        Costs::parse(pack, &path.display().to_string(), &text, language)
    }

    /// Reads prices from text.
    ///
    /// # Errors
    /// Where something in it is not understood.
    pub fn parse(
        pack: &CheckedPack,
        file: &str,
        text: &str,
        language: Language,
    ) -> Result<Costs, CostsError> {
        let mut sources = SourceMap::new();
        let source = sources.add(file, text);
        let mut diagnostics = Diagnostics::new();
        let mut costs = Costs::default();
        if let Some(root) = yaml::read(text, source, &mut diagnostics) {
            costs.take(pack, &root, &mut diagnostics);
        }
        if diagnostics.has_errors() {
            return Err(CostsError(render_text(&diagnostics.sorted(), &sources, language, false)));
        }
        Ok(costs)
    }

    fn take(&mut self, pack: &CheckedPack, root: &Node, diagnostics: &mut Diagnostics) {
        let Some(entries) = root.entries() else {
            diagnostics.push(Diagnostic::new(&codes::COSTS_SHAPE, root.span).arg("found", ""));
            return;
        };
        for (key, value) in entries {
            match key.text() {
                Some("costs" | "价格") => {
                    for (name, price) in value.entries().unwrap_or(&[]) {
                        self.price(pack, name, price, diagnostics);
                    }
                }
                Some("fixed" | "不变") => self.fixed.extend(columns(pack, value, diagnostics)),
                Some("again" | "重新查明") => self.again.extend(columns(pack, value, diagnostics)),
                other => {
                    let d = Diagnostic::new(&codes::COSTS_SHAPE, key.span).arg("found", other.unwrap_or(""));
                    diagnostics.push(d.help(Message::new("help-costs-shape")));
                }
            }
        }
    }

    fn price(&mut self, pack: &CheckedPack, name: &Node, price: &Node, diagnostics: &mut Diagnostics) {
        let text = price.text().unwrap_or("").replace(['_', ','], "");
        let number = Number::parse_decimal(text.trim_end_matches("元").trim());
        let Some(number) = number.ok().filter(|n| !n.is_negative()) else {
            let found = price.text().unwrap_or("");
            let d = Diagnostic::new(&codes::COSTS_PRICE, price.span).arg("found", found);
            diagnostics.push(d.help(Message::new("help-costs-price")));
            return;
        };
        match named(pack, name.text().unwrap_or("")) {
            Some((entity, Some(column))) => {
                self.columns.insert((entity, column), number);
            }
            Some((entity, None)) => {
                self.rows.insert(entity, number);
            }
            None => diagnostics.push(unknown(pack, name)),
        }
    }
}

/// The columns of a list of columns and whole tables.
fn columns(pack: &CheckedPack, list: &Node, diagnostics: &mut Diagnostics) -> Vec<(EntityIx, ColumnIx)> {
    let mut out = Vec::new();
    for name in list.items().unwrap_or(&[]) {
        match named(pack, name.text().unwrap_or("")) {
            Some((entity, Some(column))) => out.push((entity, column)),
            Some((entity, None)) => {
                let columns = pack.entity(entity).map_or(0, |e| e.columns.len());
                out.extend((0..columns).map(|c| (entity, ColumnIx(c as u32))));
            }
            None => diagnostics.push(unknown(pack, name)),
        }
    }
    out
}

/// The table or column of a name, by ids or labels.
fn named(pack: &CheckedPack, name: &str) -> Option<(EntityIx, Option<ColumnIx>)> {
    match name.split_once('.') {
        None => pack.find_entity(name.trim()).map(|e| (e, None)),
        Some((table, column)) => {
            let entity = pack.find_entity(table.trim())?;
            let (column, _) = pack.entity(entity)?.column(column.trim())?;
            Some((entity, Some(column)))
        }
    }
}

fn unknown(pack: &CheckedPack, name: &Node) -> Diagnostic {
    let mut all = Vec::new();
    for entity in &pack.entities {
        all.push(entity.label.clone());
        for column in &entity.columns {
            all.push(format!("{}.{}", entity.label, column.label));
            all.push(format!("{}.{}", entity.id, column.id));
        }
    }
    let text = name.text().unwrap_or("");
    Diagnostic::new(&codes::COSTS_NAME, name.span).arg("name", text).nearest(
        name.span,
        suggest(text, all.iter().map(String::as_str)),
        || Message::new("help-costs-name"),
    )
}
