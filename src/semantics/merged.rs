//! A chain of packs after inheritance: one entry an id, the parent's first.

use indexmap::IndexMap;

use crate::pack::{
    EntityEntry, IndicatorEntry, KindEntry, LimitEntry, MeasureEntry, ScheduleEntry, SourceEntry, Step,
    UnitEntry,
};
use crate::source::{SourceId, Span};
use crate::syntax::ast::{DefineItem, RuleItem};

/// The merged entries.
#[derive(Debug, Clone)]
pub(crate) struct Merged {
    pub units: IndexMap<String, UnitEntry>,
    pub kinds: IndexMap<String, KindEntry>,
    pub entities: IndexMap<String, EntityEntry>,
    pub limits: IndexMap<String, LimitEntry>,
    pub indicators: IndexMap<String, IndicatorEntry>,
    pub sources: IndexMap<String, SourceEntry>,
    pub measures: IndexMap<String, MeasureEntry>,
    /// Rules, vetoes, conclusions, audits and defines.
    pub items: IndexMap<String, MergedItem>,
    pub schedule: Vec<ScheduleEntry>,
    pub procedure: Vec<Step>,
    pub organisation: Vec<Step>,
    pub milestones: Vec<Step>,
    /// `id@version`, root parent first.
    pub chain: Vec<String>,
    /// Where to point at when the pack as a whole is meant: its id.
    pub place: Span,
    /// Ids that a `remove` took away, with what they were.
    pub removed: Vec<String>,
    /// Which packs of the chain defined or changed an indicator.
    pub indicator_packs: IndexMap<String, Vec<usize>>,
}

/// A rule or define after inheritance.
#[derive(Debug, Clone)]
pub(crate) struct MergedItem {
    pub node: ItemNode,
    /// Which packs of the chain defined or changed it.
    pub packs: Vec<usize>,
    /// Its id, where it was last written.
    pub span: Span,
}

/// What an item is.
#[derive(Debug, Clone)]
pub(crate) enum ItemNode {
    Rule(RuleItem),
    Define(DefineItem),
}

impl Merged {
    pub fn empty() -> Self {
        Merged {
            units: IndexMap::new(),
            kinds: IndexMap::new(),
            entities: IndexMap::new(),
            limits: IndexMap::new(),
            indicators: IndexMap::new(),
            sources: IndexMap::new(),
            measures: IndexMap::new(),
            items: IndexMap::new(),
            schedule: Vec::new(),
            procedure: Vec::new(),
            organisation: Vec::new(),
            milestones: Vec::new(),
            chain: Vec::new(),
            place: Span::new(SourceId(0), 0, 0),
            removed: Vec::new(),
            indicator_packs: IndexMap::new(),
        }
    }

    /// Which packs of the chain defined or changed an indicator.
    pub fn packs_of_indicator(&self, id: &str) -> Vec<usize> {
        self.indicator_packs.get(id).cloned().unwrap_or_default()
    }
}
