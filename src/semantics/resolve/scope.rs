//! What a name means where it stands.

use std::collections::HashMap;

use crate::semantics::checked::*;
use crate::semantics::resolve::schema::Schema;
use crate::source::Span;

/// What is known of an item before its expressions are typed.
#[derive(Debug, Clone)]
pub(crate) struct Signature {
    pub id: String,
    pub label: String,
    pub entity: EntityIx,
    pub by: Vec<KindIx>,
    pub sort: Sort,
    pub span: Span,
    /// Whether its head could be read; nothing is reported about uses of one that could not.
    pub sound: bool,
}

/// The sorts of items as far as names go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sort {
    Indicator,
    Rule(RuleKind),
    /// With its type, once it is known; none for one whose formula is broken.
    Define(Option<Type>),
}

/// Everything that names are looked up in.
pub(crate) struct Names<'a> {
    pub schema: &'a Schema,
    pub limits: &'a [Limit],
    pub limit_names: HashMap<String, LimitIx>,
    pub items: Vec<Signature>,
    pub item_names: HashMap<String, ItemIx>,
    /// Whether an item's value may be an irrational root (a coefficient).
    pub surd: Vec<bool>,
    /// Indicators' units, for messages and types.
    pub indicator_units: HashMap<ItemIx, Option<crate::value::Unit>>,
}

impl Names<'_> {
    pub fn item(&self, ix: ItemIx) -> Option<&Signature> {
        self.items.get(ix.ix())
    }

    /// The item named by id or label.
    pub fn find_item(&self, name: &str) -> Option<ItemIx> {
        self.item_names.get(name).copied()
    }
}

/// A row that names are read from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FrameInfo {
    pub entity: EntityIx,
    /// The frame that its rows are below.
    pub within: Option<Frame>,
}

/// A loop variable and the member that it stands for.
#[derive(Debug, Clone)]
pub(crate) struct LoopVariable {
    /// `None`: the member is `item`/本项.
    pub name: Option<String>,
    pub item: ItemIx,
}

/// The names in scope at one place.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub frames: Vec<FrameInfo>,
    pub loops: Vec<LoopVariable>,
    /// The kinds of the `by` groups.
    pub by: Vec<KindIx>,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    Loop(ItemIx),
    Column { frame: Frame, entity: EntityIx, column: ColumnIx },
    Group(KindIx),
    Limit(LimitIx),
    Item(ItemIx),
}

impl Scope {
    /// The scope of an item for `entity`, by `kinds`.
    pub fn new(entity: EntityIx, by: &[KindIx]) -> Self {
        Scope { frames: vec![FrameInfo { entity, within: None }], loops: Vec::new(), by: by.to_vec() }
    }

    /// The innermost frame.
    pub fn innermost(&self) -> Frame {
        (self.frames.len() as u32).saturating_sub(1)
    }

    /// Entities whose columns a frame shows, nearest first: its own, then its ancestors up to the frame it is below.
    pub fn shown(&self, frame: usize, schema: &Schema) -> Vec<EntityIx> {
        let Some(info) = self.frames.get(frame) else { return Vec::new() };
        let outer = info.within.and_then(|w| self.frames.get(w as usize)).map(|f| f.entity);
        schema.lineage(info.entity).into_iter().take_while(|e| Some(*e) != outer).collect()
    }

    /// What `name` stands for: loop variable; the row's columns and those between it and the subject; the subject's; its
    /// ancestors'; the group; limits and items.
    pub fn lookup(&self, name: &str, names: &Names<'_>) -> Option<Meaning> {
        if let Some(found) = self.loops.iter().rev().find(|l| l.name.as_deref() == Some(name)) {
            return Some(Meaning::Loop(found.item));
        }
        for frame in (0..self.frames.len()).rev() {
            for entity in self.shown(frame, names.schema) {
                if let Some(column) = names.schema.column(entity, name) {
                    return Some(Meaning::Column { frame: frame as Frame, entity, column });
                }
            }
        }
        if let Some(kind) = names.schema.kind(name).filter(|k| self.by.contains(k)) {
            return Some(Meaning::Group(kind));
        }
        if let Some(limit) = names.limit_names.get(name) {
            return Some(Meaning::Limit(*limit));
        }
        names.find_item(name).map(Meaning::Item)
    }

    /// The frame, innermost first, whose row is of `entity` or below it.
    pub fn frame_at_or_below(&self, entity: EntityIx, schema: &Schema) -> Option<Frame> {
        let found = self.frames.iter().rposition(|f| schema.is_within(f.entity, entity));
        found.map(|i| i as Frame)
    }

    /// The frame, innermost first, whose row is a proper ancestor of `entity`.
    pub fn frame_above(&self, entity: EntityIx, schema: &Schema) -> Option<Frame> {
        let found =
            self.frames.iter().rposition(|f| f.entity != entity && schema.is_within(entity, f.entity));
        found.map(|i| i as Frame)
    }

    /// Columns of `entity` by which the groups restrict its rows.
    pub fn group_filters(&self, entity: EntityIx, schema: &Schema) -> Vec<GroupFilter> {
        let filter = |kind: &KindIx| {
            schema.only_column_of_kind(entity, *kind).map(|column| GroupFilter { kind: *kind, column })
        };
        self.by.iter().filter_map(filter).collect()
    }
}
