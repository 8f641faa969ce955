//! A pack after inheritance, with every name resolved, every type and unit checked: what the evaluator runs on.
//!
//! Everything is by index. Numbers in limits, thresholds and literals are in base units.

mod data;
mod expr;
mod item;
mod procedure;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::pack::Digest;
use crate::semantics::reads::Reads;
use crate::source::{SourceMap, Span};
use crate::value::{Date, Number, Pattern, Unit};

pub use data::*;
pub use expr::*;
pub use item::*;
pub use procedure::*;

pub use crate::pack::{Comparison, Level, Stricter};
pub use crate::syntax::ast::{Aggregate, BinaryOp, CountBound, FindingCell, Function, Quantifier, RuleKind};

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            /// As an index.
            pub fn ix(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}
index!(
    /// Index into [`CheckedPack::kinds`].
    KindIx,
    /// Index into [`CheckedPack::entities`].
    EntityIx,
    /// Index into [`Entity::columns`].
    ColumnIx,
    /// Index into [`CheckedPack::limits`].
    LimitIx,
    /// Index into [`CheckedPack::items`].
    ItemIx
);

/// A value of a kind: its position in [`Kind::values`].
pub type KindValue = u16;

/// A pack that may be evaluated (when it was checked without errors).
#[derive(Debug, Clone)]
pub struct CheckedPack {
    /// `national`.
    pub id: String,
    /// `2017.1.0`.
    pub version: String,
    /// `sha256:…`.
    pub digest: Digest,
    /// Its title.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// From when it is in force.
    pub from: Option<Date>,
    /// Until when.
    pub to: Option<Date>,
    /// `id@version` of the packs it extends, root parent first, itself last.
    pub chain: Vec<String>,
    /// The packs it extends, as they were found, root parent first.
    pub parents: Vec<ParentPack>,
    /// The folders from which it and its parents were read.
    pub folders: Vec<PathBuf>,
    /// Documents cited, by id.
    pub citations: IndexMap<String, CitedSource>,
    /// Unit symbols declared.
    pub units: IndexMap<String, Unit>,
    /// Kinds. The first is the built-in `grade`.
    pub kinds: Vec<Kind>,
    /// Entities, parents before children; the first is the county. The last is the built-in `finding`.
    pub entities: Vec<Entity>,
    /// Limits.
    pub limits: Vec<Limit>,
    /// Indicators, rules, vetoes, conclusions, audits and defines, in the order of declaration.
    pub items: Vec<Item>,
    /// Columns with `derive` and items in an order in which each stands after all that it uses.
    pub order: Vec<Step>,
    /// What reads what.
    pub reads: Arc<Reads>,
    /// County code → target year.
    pub schedule: BTreeMap<String, i64>,
    /// Vetoes of the packs it extends whose findings count as another's.
    pub replaced: Vec<Replaced>,
    /// Items of the packs it extends that were removed.
    pub removed: Vec<RemovedItem>,
    /// Measures.
    pub measures: Vec<Measure>,
    /// The procedure as a list in words; empty where the pack says it as stages.
    pub procedure: Vec<PlanStep>,
    /// The procedure as stages with deadlines, monitoring and warnings.
    pub workflow: Workflow,
    /// Organisation.
    pub organisation: Vec<PlanStep>,
    /// Milestones.
    pub milestones: Vec<PlanStep>,
    /// Numbers that were set for a trial, as they were asked for; none in a pack as it was published.
    pub set: Vec<String>,
    /// The files that spans point into.
    pub sources: Arc<SourceMap>,
}

/// A pack that another extends.
#[derive(Debug, Clone)]
pub struct ParentPack {
    /// Its id.
    pub id: String,
    /// Its full version.
    pub version: String,
    /// Its digest, that of its own parents in it.
    pub digest: Digest,
}

/// What is computed at one place of [`CheckedPack::order`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A derived column.
    Column(EntityIx, ColumnIx),
    /// An item.
    Item(ItemIx),
    /// A table's list of rows: what its `expect` reads.
    List(EntityIx),
}

/// A document that is cited.
#[derive(Debug, Clone, Default)]
pub struct CitedSource {
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: Option<String>,
    /// Its date.
    pub date: Option<Date>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Clause texts by place.
    pub clauses: IndexMap<String, String>,
}

/// A citation: source id and place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The source's id.
    pub source: String,
    /// The place in it.
    pub place: Option<String>,
}

/// A veto that another replaces.
#[derive(Debug, Clone)]
pub struct Replaced {
    /// Its id.
    pub id: String,
    /// Its label, where it had one.
    pub label: Option<String>,
    /// The veto that its findings count for.
    pub by: ItemIx,
}

/// An item of a parent that was removed: old data may go on naming it.
#[derive(Debug, Clone)]
pub struct RemovedItem {
    /// Its id.
    pub id: String,
    /// Its label, where it had one.
    pub label: Option<String>,
    /// The reason that the removal gives.
    pub because: Option<String>,
}

/// A measure.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Lead units.
    pub lead: Vec<String>,
    /// Supporting units.
    pub support: Vec<String>,
    /// The rules it serves.
    pub serves: Vec<ItemIx>,
    /// Note.
    pub note: Option<String>,
    /// Citation.
    pub cite: Option<Citation>,
}

/// A step of the procedure, the organisation or the milestones.
#[derive(Debug, Clone)]
pub struct PlanStep {
    /// Its title.
    pub title: String,
    /// Who.
    pub who: Vec<String>,
    /// By when.
    pub due: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// Citation.
    pub cite: Option<Citation>,
}

impl CheckedPack {
    /// A kind.
    pub fn kind(&self, ix: KindIx) -> Option<&Kind> {
        self.kinds.get(ix.ix())
    }

    /// An entity.
    pub fn entity(&self, ix: EntityIx) -> Option<&Entity> {
        self.entities.get(ix.ix())
    }

    /// A column.
    pub fn column(&self, entity: EntityIx, column: ColumnIx) -> Option<&Column> {
        self.entities.get(entity.ix())?.columns.get(column.ix())
    }

    /// How many values a column of a kind may hold; of another column: 0.
    pub fn value_count(&self, entity: EntityIx, column: ColumnIx) -> usize {
        let Some(ColumnType::Kind(kind)) = self.column(entity, column).map(|c| c.ty) else { return 0 };
        self.kind(kind).map_or(0, |k| k.values.len())
    }

    /// A limit.
    pub fn limit(&self, ix: LimitIx) -> Option<&Limit> {
        self.limits.get(ix.ix())
    }

    /// An item.
    pub fn item(&self, ix: ItemIx) -> Option<&Item> {
        self.items.get(ix.ix())
    }

    /// The entities from below `ancestor` down to `entity`; none where it does not stand below.
    pub(crate) fn way_down(&self, ancestor: EntityIx, entity: EntityIx) -> Option<Vec<EntityIx>> {
        let mut path = Vec::new();
        let mut at = entity;
        while at != ancestor {
            path.push(at);
            at = self.entity(at)?.parent?;
        }
        path.reverse();
        Some(path)
    }

    /// The columns of a table that tell its rows below one row of a table above apart: its key without what holds the key above.
    pub fn key_below(&self, above: EntityIx, entity: EntityIx) -> Vec<ColumnIx> {
        let Some(path) = self.way_down(above, entity) else { return Vec::new() };
        let mut held = self.entity(above).map(|e| e.key.clone()).unwrap_or_default();
        let mut parent = above;
        for at in path {
            let (Some(upper), Some(own)) = (self.entity(parent), self.entity(at)) else { return Vec::new() };
            let links = upper.key.iter().zip(&own.parent_link);
            held = links.filter(|(key, _)| held.contains(key)).map(|(_, link)| *link).collect();
            parent = at;
        }
        let key = self.entity(entity).map(|e| e.key.as_slice()).unwrap_or_default();
        key.iter().filter(|column| !held.contains(column)).copied().collect()
    }

    /// Whether an expression is a count of rows that must meet a condition, or a define that is nothing but that.
    pub(crate) fn is_conditional_count(&self, expr: &TExpr) -> bool {
        match &expr.kind {
            TExprKind::Aggregate { function: Aggregate::Count, rows, .. } => {
                rows.filter.is_some() || !rows.group.is_empty()
            }
            TExprKind::CountOf(_) => true,
            TExprKind::Value { item, .. } => match self.item(*item).map(|i| &i.body) {
                Some(ItemBody::Define { value, .. }) => {
                    matches!(value.kind, TExprKind::Aggregate { .. } | TExprKind::CountOf(_))
                        && self.is_conditional_count(value)
                }
                Some(ItemBody::Indicator(_) | ItemBody::Rule { .. }) | None => false,
            },
            TExprKind::Constant(_)
            | TExprKind::Column { .. }
            | TExprKind::Group(_)
            | TExprKind::Limit { .. }
            | TExprKind::Outcome { .. }
            | TExprKind::Threshold { .. }
            | TExprKind::Judged
            | TExprKind::JudgedCell(_)
            | TExprKind::AsOf
            | TExprKind::TargetYear
            | TExprKind::Call(..)
            | TExprKind::Aggregate { .. }
            | TExprKind::Quantified { .. }
            | TExprKind::NumberOf { .. }
            | TExprKind::AllOf(_)
            | TExprKind::NoneOf(_)
            | TExprKind::In { .. }
            | TExprKind::Not(_)
            | TExprKind::Negate(_)
            | TExprKind::Binary(..)
            | TExprKind::If(..) => false,
        }
    }

    /// Whether an expectation of a table closes its list: it says how many rows, or which, so that no more can be hidden.
    pub fn closes(&self, entity: EntityIx, expected: &Expectation) -> bool {
        let kind = |c: &ColumnIx| matches!(self.column(entity, *c).map(|c| c.ty), Some(ColumnType::Kind(_)));
        let key = self.key_below(expected.each, entity);
        let all = !key.is_empty() && key.iter().all(|c| kind(c) && expected.values.contains(c));
        expected.count.is_some() || all
    }

    /// The entity named by id or label.
    pub fn find_entity(&self, name: &str) -> Option<EntityIx> {
        self.entities.iter().position(|e| e.id == name || e.label == name).map(|i| EntityIx(i as u32))
    }

    /// The item named by id or label.
    pub fn find_item(&self, name: &str) -> Option<ItemIx> {
        let by_id = self.items.iter().position(|i| i.id == name);
        by_id.or_else(|| self.items.iter().position(|i| i.label == name)).map(|i| ItemIx(i as u32))
    }

    /// The vetoes whose findings count as an item's.
    pub fn replaced_by(&self, item: ItemIx) -> impl Iterator<Item = &Replaced> {
        self.replaced.iter().filter(move |r| r.by == item)
    }

    /// The ids of the measures that serve an item.
    pub fn measures_for(&self, item: ItemIx) -> Vec<&Measure> {
        self.measures.iter().filter(|m| m.serves.contains(&item)).collect()
    }
}
