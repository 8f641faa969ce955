//! Data that one pack asks for and another does not.

use serde::Serialize;

use crate::diagnostic::{Language, Message};
use crate::semantics::CheckedPack;
use crate::semantics::difference::{Asked, asked};

/// Data newly asked for, and no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DataAsked {
    /// The new pack's rules read these, the old one's did not.
    pub newly: Vec<Datum>,
    /// The old pack's rules read these, the new one's do not.
    pub no_longer: Vec<Datum>,
}

/// Something that is to be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Datum {
    /// The table's id; `finding` for a finding of the assessors.
    pub entity: String,
    /// The column's id; the rule's, for a finding.
    pub column: String,
    /// What the table is called.
    pub entity_label: String,
    /// What the column, or the rule, is called.
    pub label: String,
}

impl Datum {
    /// In words.
    pub fn text(&self, language: Language) -> String {
        let key = if self.entity == "finding" { "diff-finding" } else { "doc-column-of" };
        Message::new(key).arg("entity", &self.entity_label).arg("column", &self.label).text(language)
    }
}

/// Compares what the rules of two packs read.
pub fn data_asked(before: &CheckedPack, after: &CheckedPack) -> DataAsked {
    let (old, new) = (asked(before), asked(after));
    let only = |pack: &CheckedPack, this: &Asked, other: &Asked| {
        let columns = this.columns.difference(&other.columns).map(|(entity, column)| {
            let table = pack.find_entity(entity).and_then(|e| pack.entity(e));
            let label = table.and_then(|t| t.column(column)).map_or(column, |(_, c)| &c.label);
            Datum {
                entity: entity.clone(),
                column: column.clone(),
                entity_label: table.map_or(entity, |t| &t.label).clone(),
                label: label.clone(),
            }
        });
        let findings = this.findings.difference(&other.findings).map(|rule| {
            let item = pack.find_item(rule).and_then(|i| pack.item(i));
            let label = item.map_or(rule, |i| if i.label == i.id { &i.title } else { &i.label });
            Datum {
                entity: "finding".to_owned(),
                column: rule.clone(),
                entity_label: String::new(),
                label: if label == rule { rule.clone() } else { format!("{rule} {label}") },
            }
        });
        columns.chain(findings).collect()
    };
    DataAsked { newly: only(after, &new, &old), no_longer: only(before, &old, &new) }
}
