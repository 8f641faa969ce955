//! A pack after inheritance, with every name resolved, every type and unit checked: what the evaluator runs on.
//!
//! Everything is by index. Numbers in limits, thresholds and literals are in base units.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::source::{SourceMap, Span};
use crate::value::{Date, Number, Unit};

pub use crate::pack::{Comparison, Expect, Stricter};
pub use crate::syntax::ast::{Aggregate, BinaryOp, Function, Quantifier, RuleKind};

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
    pub digest: String,
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
    /// County code → target year.
    pub schedule: BTreeMap<String, i64>,
    /// Measures.
    pub measures: Vec<Measure>,
    /// Procedure.
    pub procedure: Vec<PlanStep>,
    /// Organisation.
    pub organisation: Vec<PlanStep>,
    /// Milestones.
    pub milestones: Vec<PlanStep>,
    /// The files that spans point into.
    pub sources: Arc<SourceMap>,
}

/// What is computed at one place of [`CheckedPack::order`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A derived column.
    Column(EntityIx, ColumnIx),
    /// An item.
    Item(ItemIx),
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

/// A kind.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Its id.
    pub id: String,
    /// Its label (the id where none was given).
    pub label: String,
    /// Values: id and label.
    pub values: Vec<(String, String)>,
    /// Whether they compare, lowest first.
    pub ordered: bool,
}

/// An entity.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its parent; none for the county (and for `finding`).
    pub parent: Option<EntityIx>,
    /// For each key column of the parent: this entity's column that holds it, in the parent's key order.
    pub parent_link: Vec<ColumnIx>,
    /// Its key columns.
    pub key: Vec<ColumnIx>,
    /// The unit that `count` carries.
    pub unit: Unit,
    /// What a missing row means.
    pub expect: Expect,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Note.
    pub note: Option<String>,
}

impl Entity {
    /// The column named by id or label.
    pub fn column(&self, name: &str) -> Option<(ColumnIx, &Column)> {
        let position = self.columns.iter().position(|c| c.id == name || c.label == name)?;
        self.columns.get(position).map(|c| (ColumnIx(position as u32), c))
    }
}

/// The type of a column's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// Any number.
    Number,
    /// A whole number from 0.
    Count,
    /// A number given as `%` or in 0..1.
    Share,
    /// True or false.
    Flag,
    /// Text.
    Text,
    /// A date.
    Date,
    /// A value of a kind.
    Kind(KindIx),
}

/// A bound of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnBound {
    /// In base units.
    Number(Number),
    /// A date.
    Date(Date),
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its type.
    pub ty: ColumnType,
    /// Its unit (none for a plain number).
    pub unit: Unit,
    /// Whether a blank is a data error.
    pub required: bool,
    /// Least value.
    pub min: Option<ColumnBound>,
    /// Greatest value.
    pub max: Option<ColumnBound>,
    /// How to compute it when it was not supplied. Frame 0 is the row.
    pub derive: Option<TExpr>,
    /// Keep its values out of every output.
    pub personal: bool,
    /// For display only.
    pub shown: bool,
    /// Note.
    pub note: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// Numbers by kind values: `values[i]` is for the combination `keys` in row-major order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitTable {
    /// From when; none: always.
    pub from: Option<Date>,
    /// By the combination of kind values, in the order of the limit's `by`; one entry with an empty key where there is no `by`.
    /// Combinations that `else` covered are written out.
    pub values: BTreeMap<Vec<KindValue>, Number>,
    /// What this step cites.
    pub cite: Option<Citation>,
    /// Note of this step.
    pub note: Option<String>,
}

/// A limit, or an indicator's own threshold.
#[derive(Debug, Clone)]
pub struct Limit {
    /// Its id (an indicator's own threshold: the indicator's id).
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its title.
    pub title: Option<String>,
    /// Its unit.
    pub unit: Unit,
    /// The kinds it goes by.
    pub by: Vec<KindIx>,
    /// Its values, by date ascending.
    pub tables: Vec<LimitTable>,
    /// Which way is stricter.
    pub stricter: Option<Stricter>,
    /// Citation.
    pub cite: Option<Citation>,
    /// Note.
    pub note: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

impl Limit {
    /// Whether its numbers could be read; what was wrong with them is reported.
    pub(crate) fn is_sound(&self) -> bool {
        !self.tables.is_empty()
    }

    /// The table in force on a day; none before the first.
    pub fn table_at(&self, day: Date) -> Option<&LimitTable> {
        self.tables.iter().rev().find(|t| t.from.is_none_or(|from| from <= day))
    }
}

/// An item: indicator, rule, veto, conclusion, audit or define.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// Its label: the second name, or the id.
    pub label: String,
    /// Its title (the label where none was given).
    pub title: String,
    /// Whom it is for.
    pub entity: EntityIx,
    /// Once for each value of these kinds.
    pub by: Vec<KindIx>,
    /// All must hold for the item to apply. Frame 0 is the subject.
    pub when: Vec<Requirement>,
    /// What it says.
    pub body: ItemBody,
    /// Citations.
    pub cite: Vec<Citation>,
    /// Notes.
    pub notes: Vec<String>,
    /// Where it is declared (in the pack that had the last word on its body).
    pub span: Span,
    /// `id@version` of each pack that defined or changed it, parent first.
    pub from_packs: Vec<String>,
}

/// What an item says.
#[derive(Debug, Clone)]
pub enum ItemBody {
    /// A formula against a threshold.
    Indicator(Indicator),
    /// Conditions that must all hold.
    Rule {
        /// Rule, veto, conclusion or audit.
        kind: RuleKind,
        /// The `require` clauses.
        requirements: Vec<Requirement>,
        /// What the finding's result must be, where the rule uses `judged`.
        judged: Option<JudgedAs>,
    },
    /// A computed value.
    Define {
        /// The formula. Frame 0 is the subject.
        value: TExpr,
        /// The unit to show it in.
        unit: Unit,
        /// Whether it has a title and so is an output.
        output: bool,
    },
}

/// The type of a finding's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JudgedAs {
    /// 是 or 否.
    Flag,
    /// A grade.
    Grade,
}

/// An indicator's formula and threshold.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// The formula. Frame 0 is the subject.
    pub value: TExpr,
    /// The unit to show it in.
    pub unit: Unit,
    /// Which comparison.
    pub comparison: Comparison,
    /// The threshold: a limit's index, or an own table.
    pub threshold: ThresholdRef,
    /// For each kind of the threshold's `by`: where the subject's value of it is read.
    pub index: Vec<TExpr>,
}

/// Where an indicator's threshold stands.
#[derive(Debug, Clone)]
pub enum ThresholdRef {
    /// A declared limit.
    Limit(LimitIx),
    /// Its own values.
    Own(Box<Limit>),
}

/// One `require` or `when` condition, reported on its own line.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// The condition.
    pub expr: TExpr,
    /// The source text, white space folded.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A typed expression.
#[derive(Debug, Clone)]
pub struct TExpr {
    /// What it computes.
    pub kind: TExprKind,
    /// Its type.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

/// The type of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// A number; the scale of the unit is how it is shown and rounded, values are in base units.
    Number(Unit),
    /// True, false, unknown or not applicable.
    Bool,
    /// A kind's value.
    Kind(KindIx),
    /// Text.
    Text,
    /// A date.
    Date,
}

/// Which frame a name is read from: 0 is the subject, each aggregate or quantifier over rows adds one.
pub type Frame = u32;

/// A constant, in base units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constant {
    /// A number.
    Number(Number),
    /// A truth value.
    Bool(bool),
    /// A kind's value.
    Kind(KindIx, KindValue),
    /// Text.
    Text(Arc<str>),
    /// A date.
    Date(Date),
}

/// The forms of typed expressions.
#[derive(Debug, Clone)]
pub enum TExprKind {
    /// A constant.
    Constant(Constant),
    /// A column of the frame's row or of an ancestor of it.
    Column {
        /// Which frame.
        frame: Frame,
        /// The entity that has the column: the frame's own or an ancestor.
        entity: EntityIx,
        /// The column.
        column: ColumnIx,
    },
    /// The value of the `by` group.
    Group(KindIx),
    /// A limit's value.
    Limit {
        /// Which.
        limit: LimitIx,
        /// One for each kind of its `by`.
        index: Vec<TExpr>,
    },
    /// Whether an item is met: for the frame's row, for an ancestor of it, or for all its subjects below as `every`.
    Outcome {
        /// Which item (indicator, rule, veto, conclusion).
        item: ItemIx,
        /// Which frame.
        frame: Frame,
        /// How the item's subjects relate to the frame's row.
        reach: Reach,
        /// With [`Reach::Down`]: columns of the item's entity by which the `by` group restricts the subjects.
        group: Vec<GroupFilter>,
    },
    /// An indicator's value (`R1.value`); also a define's value.
    Value {
        /// Which item (indicator or define).
        item: ItemIx,
        /// Which frame; the item's entity is the frame's or an ancestor's.
        frame: Frame,
    },
    /// An indicator's threshold for the frame's row.
    Threshold {
        /// Which indicator.
        item: ItemIx,
        /// Which frame.
        frame: Frame,
    },
    /// The assessors' finding for the rule that holds this and its subject. Bool or `grade`.
    Judged,
    /// The evaluation's date.
    AsOf,
    /// The county's target year.
    TargetYear,
    /// A function of its arguments. `Round` `Ceil` `Floor` work in the unit of [`TExpr::ty`].
    Call(Function, Vec<TExpr>),
    /// An aggregate.
    Aggregate {
        /// Which one.
        function: Aggregate,
        /// Over which rows.
        rows: TRows,
        /// What is aggregated.
        body: Option<Box<TExpr>>,
        /// The weight.
        weight: Option<Box<TExpr>>,
    },
    /// A quantifier over rows.
    Quantified {
        /// Which one.
        quantifier: Quantifier,
        /// Over which rows.
        rows: TRows,
        /// The condition.
        body: Option<Box<TExpr>>,
    },
    /// `at least N of`: N met → met; met + undetermined < N → unmet; an n/a member counts as met.
    AtLeastOf {
        /// N.
        n: Box<TExpr>,
        /// The members.
        members: Vec<Member>,
    },
    /// `all of` (as `and` of the members), `each i in` (the body written out for each member).
    AllOf(Vec<Member>),
    /// `none of` (as `and` of the members' negations).
    NoneOf(Vec<Member>),
    /// `x in {…}`.
    In {
        /// What is looked for.
        operand: Box<TExpr>,
        /// Whether it is `not in`.
        negated: bool,
        /// The alternatives.
        options: Vec<TExpr>,
    },
    /// `not`.
    Not(Box<TExpr>),
    /// Unary minus.
    Negate(Box<TExpr>),
    /// `and`, `or`, comparison, arithmetic.
    Binary(BinaryOp, Box<TExpr>, Box<TExpr>),
    /// `if C then A else B`.
    If(Box<TExpr>, Box<TExpr>, Box<TExpr>),
}

impl TExpr {
    /// The expressions right below it, in the order in which they are written.
    pub fn children(&self) -> Vec<&TExpr> {
        use TExprKind as K;
        let mut out: Vec<&TExpr> = Vec::new();
        match &self.kind {
            K::Constant(_)
            | K::Column { .. }
            | K::Group(_)
            | K::Outcome { .. }
            | K::Value { .. }
            | K::Threshold { .. }
            | K::Judged
            | K::AsOf
            | K::TargetYear => {}
            K::Limit { index, .. } => out.extend(index),
            K::Call(_, args) => out.extend(args),
            K::Aggregate { rows, body, weight, .. } => {
                out.extend(rows.filter.as_deref());
                out.extend(body.as_deref());
                out.extend(weight.as_deref());
            }
            K::Quantified { rows, body, .. } => {
                out.extend(rows.filter.as_deref());
                out.extend(body.as_deref());
            }
            K::AtLeastOf { n, members } => {
                out.push(n);
                out.extend(members.iter().map(|m| &m.condition));
            }
            K::AllOf(members) | K::NoneOf(members) => out.extend(members.iter().map(|m| &m.condition)),
            K::In { operand, options, .. } => {
                out.push(operand);
                out.extend(options);
            }
            K::Not(a) | K::Negate(a) => out.push(a),
            K::Binary(_, a, b) => out.extend([&**a, &**b]),
            K::If(a, b, c) => out.extend([&**a, &**b, &**c]),
        }
        out
    }

    /// Calls `visit` for it and all below it, parents first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a TExpr)) {
        let mut stack = vec![self];
        while let Some(expr) = stack.pop() {
            visit(expr);
            stack.extend(expr.children().into_iter().rev());
        }
    }
}

impl Item {
    /// All its expressions: `when`, then its body's.
    pub fn expressions(&self) -> Vec<&TExpr> {
        let mut out: Vec<&TExpr> = self.when.iter().map(|r| &r.expr).collect();
        match &self.body {
            ItemBody::Indicator(i) => {
                out.push(&i.value);
                out.extend(&i.index);
            }
            ItemBody::Rule { requirements, .. } => out.extend(requirements.iter().map(|r| &r.expr)),
            ItemBody::Define { value, .. } => out.push(value),
        }
        out
    }
}

/// A member of a set of conditions.
#[derive(Debug, Clone)]
pub struct Member {
    /// The item that it stands for.
    pub item: ItemIx,
    /// The condition: the item's outcome, or `each`'s body written out for it.
    pub condition: TExpr,
}

/// How an item's subjects relate to the row that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// The same entity, or an ancestor of the frame's entity: one subject.
    Up,
    /// Below the frame's entity: all its subjects there, as `every`.
    Down,
}

/// Rows that an aggregate or quantifier goes over; they form a new frame.
#[derive(Debug, Clone)]
pub struct TRows {
    /// The entity.
    pub entity: EntityIx,
    /// The frame whose row they are below.
    pub within: Frame,
    /// The frame that they form: one more than the frames around.
    pub frame: Frame,
    /// The condition.
    pub filter: Option<Box<TExpr>>,
    /// Columns by which the `by` group restricts them: the row's (or its ancestor's) column of a grouped kind.
    pub group: Vec<GroupFilter>,
}

/// A restriction of rows to the `by` group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GroupFilter {
    /// The kind.
    pub kind: KindIx,
    /// The rows' column of that kind.
    pub column: ColumnIx,
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

    /// A limit.
    pub fn limit(&self, ix: LimitIx) -> Option<&Limit> {
        self.limits.get(ix.ix())
    }

    /// An item.
    pub fn item(&self, ix: ItemIx) -> Option<&Item> {
        self.items.get(ix.ix())
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

    /// The ids of the measures that serve an item.
    pub fn measures_for(&self, item: ItemIx) -> Vec<&Measure> {
        self.measures.iter().filter(|m| m.serves.contains(&item)).collect()
    }
}
