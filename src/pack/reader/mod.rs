//! The tree of a YAML file as typed entries. Whatever is wrong is reported, and the rest is read all the same.

use crate::diagnostic::Diagnostics;
use crate::pack::document::{Definitions, PackDocument};
use crate::pack::entry::{
    DeadlineVersion, EntityEntry, FILE, IndicatorEntry, KindEntry, LimitEntry, MeasureEntry, OVERRIDABLE,
    SourceEntry, StageVersion,
};
use crate::pack::yaml::Node;
use crate::syntax::vocabulary::yaml::Key;

mod entry;
mod facts;
mod fields;
mod header;
mod limits;
mod number;
mod plan;
mod procedure;
pub(crate) mod schema;
mod suggest;
mod values;

pub(crate) use header::Header;
pub use header::is_pack_id;
pub(crate) use suggest::{closest, quote, type_meant};

/// What reads one file.
pub(crate) struct Reader<'a> {
    /// The file's text.
    file: &'a str,
    diagnostics: &'a mut Diagnostics,
    /// Set when something of the entry at hand could not be read.
    broken: bool,
    /// The unit that the entry at hand declares, as written.
    entry_unit: Option<String>,
    /// Whether something was left out of the tree, so that any entry may lack something that stands in the file.
    gaps: bool,
    /// Set when a whole section could not be read.
    lost: bool,
}

/// The keys that hold entries by id, of nothing else.
const DEFINITIONS: &[Key] = &[
    Key::Units,
    Key::Kinds,
    Key::Entities,
    Key::Limits,
    Key::Indicators,
    Key::Sources,
    Key::Measures,
    Key::Deadlines,
];

/// Reads the tree of one file into the pack's document and header; `gaps` where something was left out of it. Says
/// whether a whole section could not be read.
pub(crate) fn read(
    root: &Node,
    gaps: bool,
    file: &str,
    header: &mut Header,
    document: &mut PackDocument,
    diagnostics: &mut Diagnostics,
) -> bool {
    if root.is_broken() {
        return true;
    }
    let mut reader = Reader { file, diagnostics, broken: false, entry_unit: None, gaps, lost: false };
    let fields = reader.fields(root, None, FILE, "example-file");
    // A key that is not known may have been a section.
    reader.lost = reader.broken;
    let Some(fields) = fields else { return true };
    for field in fields.iter() {
        match field.key {
            Key::Override => reader.overrides(field.name, field.value, &mut document.overrides),
            Key::Schedule => reader.schedule(field.name, field.value, &mut document.schedule),
            Key::Procedure => {
                reader.procedure(field.name, field.value, &mut document.definitions, &mut document.procedure)
            }
            Key::Monitoring | Key::Warning => {
                reader.single(field.key, field.name, field.value, &mut document.definitions);
            }
            Key::Organisation => reader.steps(field.name, field.value, &mut document.organisation),
            Key::Milestones => reader.steps(field.name, field.value, &mut document.milestones),
            key if DEFINITIONS.contains(&key) => {
                reader.section(key, field.name, field.value, &mut document.definitions, false);
            }
            _ => reader.header(field, header),
        }
    }
    reader.lost
}

impl Reader<'_> {
    fn overrides(&mut self, name: &Node, value: &Node, into: &mut Definitions) {
        into.place = Some(name.span);
        self.broken = false;
        let fields = self.fields(value, Some(name), OVERRIDABLE, "example-override");
        self.lost |= self.broken;
        let Some(fields) = fields else { return };
        for field in fields.iter() {
            match field.key {
                Key::Monitoring | Key::Warning => self.single(field.key, field.name, field.value, into),
                key => self.section(key, field.name, field.value, into, true),
            }
        }
    }

    /// Reads the entries of one section, `overriding` where they stand under `override`.
    fn section(&mut self, key: Key, name: &Node, value: &Node, into: &mut Definitions, overriding: bool) {
        if value.is_broken() || (value.is_null() && !overriding) {
            // A heading with nothing below it yet.
            return;
        }
        let Some(entries) = value.entries() else {
            self.wrong_shape(value, Some(name), fields::Shape::Map, None);
            self.lost = true;
            return;
        };
        for (id_node, entry) in entries {
            let Some(id) = self.key_name(id_node) else { continue };
            self.broken = self.gaps;
            self.entry_unit = None;
            match key {
                Key::Units => into.units.extend(self.unit_entry(id, entry)),
                Key::Kinds => {
                    let kind = self.entry(KindEntry::new(id), id_node, entry);
                    into.kinds.push(KindEntry { broken: self.broken, ..kind });
                }
                Key::Entities => {
                    let entity = self.entry(EntityEntry::new(id), id_node, entry);
                    into.entities.push(EntityEntry { broken: self.broken, ..entity });
                }
                Key::Limits => {
                    let limit = self.entry(LimitEntry::new(id), id_node, entry);
                    into.limits.push(LimitEntry { broken: self.broken, ..limit });
                }
                Key::Indicators => {
                    let indicator = self.entry(IndicatorEntry::new(id), id_node, entry);
                    into.indicators.push(IndicatorEntry { broken: self.broken, ..indicator });
                }
                Key::Sources => into.sources.push(self.entry(SourceEntry::new(id), id_node, entry)),
                Key::Measures => into.measures.push(self.entry(MeasureEntry::new(id), id_node, entry)),
                Key::Procedure => into.stages.push(self.versions(id, id_node, entry, StageVersion::new)),
                Key::Deadlines => {
                    into.deadlines.push(self.versions(id, id_node, entry, DeadlineVersion::new))
                }
                _ => {}
            }
        }
    }
}
