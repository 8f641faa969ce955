//! A chain of packs after inheritance: one entry an id, the parent's first.

use indexmap::IndexMap;

use crate::pack::{
    DeadlineEntry, EntityEntry, IndicatorEntry, KindEntry, LimitEntry, MeasureEntry, MonitoringEntry,
    ScheduleEntry, SourceEntry, StageEntry, Step, UnitEntry, WarningEntry,
};
use crate::source::{SourceId, Span};
use crate::syntax::ast::{DefineItem, Ident, RuleItem, RuleKind};

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
    pub stages: IndexMap<String, StageEntry>,
    pub deadlines: IndexMap<String, DeadlineEntry>,
    pub monitoring: Option<MonitoringEntry>,
    pub warning: Option<WarningEntry>,
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
    /// The first file of the last pack of the chain.
    pub own: SourceId,
    /// What `remove` took away, by id.
    pub removed: IndexMap<String, Removal>,
    /// Labels that an override replaced: formulas of the packs before it go on to use them.
    pub former: Vec<FormerLabel>,
    /// Which packs of the chain defined or changed an entry, by its sort and id.
    pub origins: IndexMap<(Sort, String), Vec<usize>>,
}

/// The sorts of entries, as far as an `override` tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Sort {
    Unit,
    Kind,
    Entity,
    Limit,
    Indicator,
    Source,
    Measure,
    Stage,
    Deadline,
    Monitoring,
    Warning,
    Rule(RuleKind),
    Define,
}

impl Sort {
    /// Whether formulas name it and it is computed: an indicator, a rule or a define.
    pub fn is_item(self) -> bool {
        matches!(self, Sort::Indicator | Sort::Rule(_) | Sort::Define)
    }
}

/// A label that an override replaced.
#[derive(Debug, Clone)]
pub(crate) struct FormerLabel {
    /// The sort of the entry.
    pub sort: Sort,
    /// The entry's id.
    pub id: String,
    /// The column's id in a table, the value's id in a kind.
    pub part: Option<String>,
    /// The label that it had.
    pub label: String,
}

/// An id that a `remove` took away.
#[derive(Debug, Clone)]
pub(crate) struct Removal {
    /// Its label, under which it may still be named.
    pub label: Option<String>,
    /// What it was.
    pub sort: Sort,
    /// Which pack of the chain removed it.
    pub pack: usize,
    /// The id in the `remove`.
    pub span: Span,
    /// The veto that replaces it, by its id.
    pub replaced_by: Option<String>,
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

impl ItemNode {
    pub fn id(&self) -> &Ident {
        match self {
            ItemNode::Rule(rule) => &rule.id,
            ItemNode::Define(define) => &define.id,
        }
    }

    pub fn label(&self) -> Option<&Ident> {
        match self {
            ItemNode::Rule(rule) => rule.label.as_ref(),
            ItemNode::Define(define) => define.label.as_ref(),
        }
    }

    pub fn sort(&self) -> Sort {
        match self {
            ItemNode::Rule(rule) => Sort::Rule(rule.kind),
            ItemNode::Define(_) => Sort::Define,
        }
    }
}

impl Merged {
    /// Whether a place is in a file of the last pack: its author can change it.
    pub fn is_own(&self, span: Span) -> bool {
        span.source >= self.own
    }

    /// The id of a veto that another replaces, by its id or label.
    pub fn replaced(&self, name: &str) -> Option<&str> {
        let means = |(id, removal): &(&String, &Removal)| {
            removal.replaced_by.is_some() && (*id == name || removal.label.as_deref() == Some(name))
        };
        self.removed.iter().find(means).map(|(id, _)| id.as_str())
    }

    pub fn empty() -> Self {
        Merged {
            units: IndexMap::new(),
            kinds: IndexMap::new(),
            entities: IndexMap::new(),
            limits: IndexMap::new(),
            indicators: IndexMap::new(),
            sources: IndexMap::new(),
            measures: IndexMap::new(),
            stages: IndexMap::new(),
            deadlines: IndexMap::new(),
            monitoring: None,
            warning: None,
            items: IndexMap::new(),
            schedule: Vec::new(),
            procedure: Vec::new(),
            organisation: Vec::new(),
            milestones: Vec::new(),
            chain: Vec::new(),
            place: Span::new(SourceId(0), 0, 0),
            own: SourceId(0),
            removed: IndexMap::new(),
            former: Vec::new(),
            origins: IndexMap::new(),
        }
    }

    /// Which packs of the chain defined or changed an entry.
    pub fn packs_of(&self, sort: Sort, id: &str) -> &[usize] {
        self.origins.get(&(sort, id.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// Which packs of the chain defined or changed an indicator.
    pub fn packs_of_indicator(&self, id: &str) -> Vec<usize> {
        self.packs_of(Sort::Indicator, id).to_vec()
    }
}
