//! What reads what: the one answer to which columns, items, limits, findings and rows a formula rests on.
//!
//! [`Reads`] is the graph over a whole pack. The order of computation, lints, what-if, impact, mutation, suggested cases, documents and
//! the readers of data ask it; none of them looks for names in formulas by itself.

use std::collections::BTreeSet;

use crate::semantics::checked::*;
use crate::semantics::privacy::Personal;
use crate::source::{QuickMap, QuickSet, Span};

/// Something that a formula reads, and that may read more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Read {
    /// A column's cells.
    Column(EntityIx, ColumnIx),
    /// What an item comes to: its outcome, value or threshold.
    Item(ItemIx),
    /// A limit's numbers.
    Limit(LimitIx),
    /// The assessors' findings for a rule.
    Finding(ItemIx),
    /// Which rows an entity has, and whether they are all.
    Rows(EntityIx),
    /// The values of a kind.
    Kind(KindIx),
    /// The county's target year.
    TargetYear,
}

impl Read {
    /// The item, if it is one.
    pub fn item(self) -> Option<ItemIx> {
        match self {
            Read::Item(item) => Some(item),
            Read::Column(..)
            | Read::Limit(_)
            | Read::Finding(_)
            | Read::Rows(_)
            | Read::Kind(_)
            | Read::TargetYear => None,
        }
    }

    /// The column, if it is one.
    pub fn column(self) -> Option<(EntityIx, ColumnIx)> {
        match self {
            Read::Column(entity, column) => Some((entity, column)),
            Read::Item(_)
            | Read::Limit(_)
            | Read::Finding(_)
            | Read::Rows(_)
            | Read::Kind(_)
            | Read::TargetYear => None,
        }
    }

    /// The limit, if it is one.
    pub fn limit(self) -> Option<LimitIx> {
        match self {
            Read::Limit(limit) => Some(limit),
            Read::Column(..)
            | Read::Item(_)
            | Read::Finding(_)
            | Read::Rows(_)
            | Read::Kind(_)
            | Read::TargetYear => None,
        }
    }

    /// What is computed there, if it is a step of the order.
    pub fn step(self, entities: &[Entity]) -> Option<Step> {
        match self {
            Read::Item(item) => Some(Step::Item(item)),
            Read::Column(entity, column) => {
                let found = entities.get(entity.ix())?.columns.get(column.ix())?;
                found.derive.is_some().then_some(Step::Column(entity, column))
            }
            Read::Rows(entity) => {
                let expects = entities.get(entity.ix()).is_some_and(|e| !e.expect.is_empty());
                expects.then_some(Step::List(entity))
            }
            Read::Limit(_) | Read::Finding(_) | Read::Kind(_) | Read::TargetYear => None,
        }
    }
}

impl From<Step> for Read {
    fn from(step: Step) -> Self {
        match step {
            Step::Column(entity, column) => Read::Column(entity, column),
            Step::Item(item) => Read::Item(item),
            Step::List(entity) => Read::Rows(entity),
        }
    }
}

/// Something read, and where; nowhere if no formula says so.
pub(crate) type Reference = (Read, Option<Span>);

/// The parts of a pack that read.
#[derive(Clone, Copy)]
pub(crate) struct Readers<'a> {
    /// [`CheckedPack::entities`].
    pub entities: &'a [Entity],
    /// [`CheckedPack::items`].
    pub items: &'a [Item],
}

impl<'a> Readers<'a> {
    /// All that may read something, in the order of declaration: columns, items, entities' rows.
    pub fn all(self) -> impl Iterator<Item = Read> + use<'a> {
        let entities = || (0u32..).map(EntityIx).zip(self.entities);
        let columns = entities().flat_map(|(e, entity)| {
            let derived = (0u32..).zip(&entity.columns).filter(|(_, c)| c.derive.is_some());
            derived.map(move |(c, _)| Read::Column(e, ColumnIx(c)))
        });
        let items = (0u32..).map(ItemIx).zip(self.items).map(|(i, _)| Read::Item(i));
        columns.chain(items).chain(entities().map(|(e, _)| Read::Rows(e)))
    }

    /// What something reads itself, in the order in which it is written.
    pub fn direct(self, of: Read) -> Vec<Reference> {
        let mut found = Vec::new();
        match of {
            Read::Column(entity, column) => {
                let declared = self.entities.get(entity.ix()).and_then(|e| e.columns.get(column.ix()));
                if let Some(formula) = declared.and_then(|c| c.derive.as_ref()) {
                    self.formula(formula, None, &mut found);
                }
            }
            Read::Item(ix) => {
                if let Some(item) = self.items.get(ix.ix()) {
                    self.item(ix, item, &mut found);
                }
            }
            Read::Rows(entity) => self.rows_of(entity, &mut found),
            Read::Limit(_) | Read::Finding(_) | Read::Kind(_) | Read::TargetYear => {}
        }
        found
    }

    fn item(self, ix: ItemIx, item: &Item, found: &mut Vec<Reference>) {
        for expr in item.expressions() {
            self.formula(expr, Some(ix), found);
        }
        match &item.body {
            ItemBody::Indicator(indicator) => match indicator.threshold {
                ThresholdRef::Limit(limit) => found.push((Read::Limit(limit), None)),
                ThresholdRef::Own(_) => {}
            },
            ItemBody::Rule { .. } | ItemBody::Define { .. } => {}
        }
    }

    /// What tells whether an entity has all its rows: what its `expect` reads, its own columns among it. Where a row between it and the county is missing, rows of it are too.
    fn rows_of(self, entity: EntityIx, found: &mut Vec<Reference>) {
        let parent = self.entities.get(entity.ix()).and_then(|e| e.parent);
        found.extend(parent.map(|parent| (Read::Rows(parent), None)));
        for expected in self.entities.get(entity.ix()).into_iter().flat_map(|e| &e.expect) {
            let columns = expected.total.iter().map(|(column, _)| column).chain(&expected.values);
            found.extend(columns.map(|column| (Read::Column(entity, *column), Some(expected.span))));
            expected.expressions().for_each(|e| self.formula(e, None, found));
        }
    }

    /// What a formula reads. `holder` is the item whose formula it is; none for a derived column.
    pub fn formula(self, root: &TExpr, holder: Option<ItemIx>, found: &mut Vec<Reference>) {
        use TExprKind as K;
        root.walk(&mut |e| {
            let at = Some(e.span);
            match &e.kind {
                K::Column { entity, column, .. } => found.push((Read::Column(*entity, *column), at)),
                K::Group(kind) | K::Constant(Constant::Kind(kind, _)) => found.push((Read::Kind(*kind), at)),
                K::Limit { limit, .. } => found.push((Read::Limit(*limit), at)),
                K::Outcome { item, reach, group, .. } => {
                    found.push((Read::Item(*item), at));
                    if let (Reach::Down, Some(item)) = (reach, self.items.get(item.ix())) {
                        self.rows(item.entity, group, e.span, found);
                    }
                }
                K::Value { item, .. } | K::Threshold { item, .. } => found.push((Read::Item(*item), at)),
                K::Judged | K::JudgedCell(_) => found.extend(holder.map(|item| (Read::Finding(item), at))),
                K::TargetYear => found.push((Read::TargetYear, at)),
                K::Aggregate { rows, .. } | K::Quantified { rows, .. } => {
                    self.rows(rows.entity, &rows.group, e.span, found);
                }
                // A member's value is reported even if what is asked of it does not name it.
                K::NumberOf { members, .. }
                | K::AllOf(members)
                | K::NoneOf(members)
                | K::CountOf(members) => {
                    found.extend(members.iter().map(|m| (Read::Item(m.item), Some(m.condition.span))));
                }
                K::Constant(
                    Constant::Number(_) | Constant::Bool(_) | Constant::Text(_) | Constant::Date(_),
                )
                | K::AsOf
                | K::Call(..)
                | K::In { .. }
                | K::Not(_)
                | K::Negate(_)
                | K::Binary(..)
                | K::If(..) => {}
            }
        });
    }

    /// Rows of a `by` group: besides the rows, their own columns of its kinds, and those of the rows above them, which tell of which
    /// group the rows that are missing would be.
    fn rows(self, entity: EntityIx, group: &[GroupFilter], at: Span, found: &mut Vec<Reference>) {
        let at = Some(at);
        found.push((Read::Rows(entity), at));
        for GroupFilter { kind, column } in group {
            found.push((Read::Kind(*kind), at));
            found.push((Read::Column(entity, *column), at));
            let above = |e: &EntityIx| self.entities.get(e.ix()).and_then(|e| e.parent);
            // A tree of tables that closes a circle is reported, and read all the same.
            let ancestors = std::iter::successors(above(&entity), above).take(self.entities.len());
            for ancestor in ancestors {
                let of_kind = self.entities.get(ancestor.ix()).and_then(|e| e.only_of_kind(*kind));
                found.extend(of_kind.map(|column| (Read::Column(ancestor, column), at)));
            }
        }
    }
}

/// What reads what, over a whole pack.
#[derive(Debug, Clone, Default)]
pub struct Reads {
    direct: QuickMap<Read, Vec<Read>>,
    readers: QuickMap<Read, Vec<Read>>,
    /// Items whose values are read off personal columns.
    personal: BTreeSet<ItemIx>,
    /// Whether there is any personal column.
    any_personal: bool,
}

impl Reads {
    /// The graph of a pack's columns and items.
    pub fn new(entities: &[Entity], items: &[Item]) -> Self {
        let pack = Readers { entities, items };
        let mut reads = Reads::default();
        for reader in pack.all() {
            reads.enter(reader, &pack.direct(reader));
        }
        reads.hide(pack);
        reads
    }

    /// Marks the items whose values are read off personal columns, by way of other items' values too.
    pub(crate) fn hide(&mut self, pack: Readers<'_>) {
        let personal = Personal::of(pack.entities, pack.items);
        self.any_personal = !personal.columns.is_empty();
        self.personal = personal.items;
    }

    /// Whether an item's value is read off a personal column.
    pub fn is_personal(&self, item: ItemIx) -> bool {
        self.personal.contains(&item)
    }

    /// Enters what something reads.
    pub(crate) fn enter(&mut self, reader: Read, references: &[Reference]) {
        let mut seen: QuickSet<Read> = QuickSet::default();
        let all: Vec<Read> = references.iter().map(|(read, _)| *read).filter(|r| seen.insert(*r)).collect();
        for read in &all {
            self.readers.entry(*read).or_default().push(reader);
        }
        self.direct.insert(reader, all);
    }

    /// What something reads itself, each once, in the order in which it is written.
    pub fn direct(&self, of: Read) -> &[Read] {
        self.direct.get(&of).map_or(&[], Vec::as_slice)
    }

    /// What reads something itself: derived columns, then items, then entities' rows.
    pub fn readers(&self, of: Read) -> &[Read] {
        self.readers.get(&of).map_or(&[], Vec::as_slice)
    }

    /// Whether anything reads it.
    pub fn is_read(&self, what: Read) -> bool {
        !self.readers(what).is_empty()
    }

    /// The items that an item reads itself, in the order in which it names them.
    pub fn items_of(&self, item: ItemIx) -> impl Iterator<Item = ItemIx> {
        self.direct(Read::Item(item)).iter().filter_map(|r| r.item())
    }

    /// The columns that anything reads.
    pub fn columns(&self) -> impl Iterator<Item = (EntityIx, ColumnIx)> {
        self.readers.keys().filter_map(|r| r.column())
    }

    /// All that these read, directly or not, themselves included.
    pub fn needs(&self, of: impl IntoIterator<Item = Read>) -> BTreeSet<Read> {
        self.needs_through(of, |_| true)
    }

    /// All that these read, directly or by way of what `through` accepts, themselves included.
    pub fn needs_through(
        &self,
        of: impl IntoIterator<Item = Read>,
        through: impl Fn(Read) -> bool,
    ) -> BTreeSet<Read> {
        let start: Vec<Read> = of.into_iter().collect();
        let mut found: BTreeSet<Read> = start.iter().copied().collect();
        let mut open = start;
        while let Some(read) = open.pop() {
            for next in self.direct(read) {
                if found.insert(*next) && through(*next) {
                    open.push(*next);
                }
            }
        }
        found
    }

    /// All that read any of these, directly or not, these included.
    pub fn users(&self, of: impl IntoIterator<Item = Read>) -> BTreeSet<Read> {
        let mut open: Vec<Read> = of.into_iter().collect();
        let mut found: BTreeSet<Read> = open.iter().copied().collect();
        while let Some(read) = open.pop() {
            open.extend(self.readers(read).iter().copied().filter(|r| found.insert(*r)));
        }
        found
    }
}

impl TExpr {
    /// The columns and the items' values that its value is made of; what an aggregate makes of many rows is not followed, but where it
    /// gives the value of one of them.
    pub(super) fn values_in_frame(&self) -> (Vec<(EntityIx, ColumnIx)>, Vec<ItemIx>) {
        let (mut cells, mut items) = (Vec::new(), Vec::new());
        let mut open = vec![self];
        while let Some(e) = open.pop() {
            if let TExprKind::Column { entity, column, .. } = e.kind {
                cells.push((entity, column));
            } else if let TExprKind::Value { item, .. } = e.kind {
                items.push(item);
            }
            if let TExprKind::Aggregate { function, body, .. } = &e.kind
                && gives_one(*function)
            {
                open.extend(body.as_deref());
            }
            open.extend(e.children_in_frame());
        }
        (cells, items)
    }
}

/// Whether an aggregate gives the value of one row, or of the two in the middle.
fn gives_one(function: Aggregate) -> bool {
    match function {
        Aggregate::Min | Aggregate::Max | Aggregate::The | Aggregate::Median => true,
        Aggregate::Count
        | Aggregate::Sum
        | Aggregate::Avg
        | Aggregate::Share
        | Aggregate::Cv
        | Aggregate::Stdev
        | Aggregate::Distinct => false,
    }
}

impl CheckedPack {
    /// Whether a formula's value is read off a personal column; an aggregate over many rows is not, unless it gives one of their values.
    pub fn is_personal(&self, formula: &TExpr) -> bool {
        let (cells, items) = formula.values_in_frame();
        cells.into_iter().any(|(e, c)| self.column(e, c).is_some_and(|c| c.personal))
            || items.into_iter().any(|item| self.reads.is_personal(item))
    }

    /// Whether values of personal columns go into a formula at all, by way of aggregates, derived columns and items too.
    pub fn rests_on_personal(&self, formula: &TExpr) -> bool {
        let personal = |read: Read| {
            read.column().is_some_and(|(e, c)| self.column(e, c).is_some_and(|column| column.personal))
        };
        self.reads.any_personal && self.reads.needs(self.reads_of(formula, None)).into_iter().any(personal)
    }

    /// What a formula of this pack reads, each once, in the order in which it is written. `holder` is the item whose formula it is; none
    /// for a derived column.
    pub fn reads_of(&self, formula: &TExpr, holder: Option<ItemIx>) -> Vec<Read> {
        let mut found = Vec::new();
        Readers { entities: &self.entities, items: &self.items }.formula(formula, holder, &mut found);
        let mut seen: QuickSet<Read> = QuickSet::default();
        found.into_iter().map(|(read, _)| read).filter(|r| seen.insert(*r)).collect()
    }

    /// What has to be computed for these items, in order.
    pub fn steps_for(&self, items: impl IntoIterator<Item = ItemIx>) -> Vec<Step> {
        let needs = self.reads.needs(items.into_iter().map(Read::Item));
        self.order.iter().copied().filter(|step| needs.contains(&Read::from(*step))).collect()
    }
}
