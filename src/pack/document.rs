//! A pack as its files say it, before inheritance: typed entries with places. Every field is optional, because an
//! `override` gives only what changes; whether a definition is complete is judged after inheritance.

use std::path::PathBuf;
use std::sync::Arc;

use super::digest::Digest;
use super::entry::{
    DeadlineEntry, EntityEntry, IndicatorEntry, KindEntry, LimitEntry, MeasureEntry, MonitoringEntry,
    SourceEntry, StageEntry, Step, WarningEntry,
};
use super::folder::RawPack;
use crate::diagnostic::Diagnostics;
use crate::source::{SourceId, SourceMap, Span, Spanned};
use crate::syntax::ast::{BinaryOp, Ident, RulesFile, UnitExpr};
use crate::syntax::vocabulary::Vocabulary;
use crate::value::{Date, Number};

/// All packs of one chain, parent first, with the files that their spans point into.
#[derive(Debug, Clone)]
pub struct PackChain {
    /// All files of all packs of the chain.
    pub sources: SourceMap,
    /// The packs: the root parent first, the asked-for pack last.
    pub documents: Arc<Vec<PackDocument>>,
    /// What was found on the way: YAML, keys, values, syntax, extends.
    pub diagnostics: Diagnostics,
    /// `sha256:…` over the canonical JSON of the documents; empty when the pack has errors that leave it without meaning.
    pub digest: Digest,
    /// Whether a part of a pack could not be read at all (a broken YAML file, a parent that is not there): what nothing
    /// seems to declare may be declared in that part, so it must not be reported as missing.
    pub incomplete: bool,
    /// Numbers that were set for a trial, as they were asked for: `R5.at_least.primary=8`. They stand in a document of their own, the last.
    pub set: Vec<String>,
    /// The first file of the last pack: from it on, files are that pack's own.
    pub own: SourceId,
    /// The files as they were found, in the order of the documents; none where the chain cannot be read again.
    pub(crate) raws: Arc<Vec<RawPack>>,
}

/// Where a pack came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Inside the binary.
    Embedded,
    /// A folder.
    Folder(PathBuf),
    /// Files held in memory.
    Memory,
}

/// One pack's documents.
#[derive(Debug, Clone)]
pub struct PackDocument {
    /// Where from.
    pub origin: Origin,
    /// What `pack.yaml` says of it.
    pub header: PackHeader,
    /// The definitions of all its YAML files.
    pub definitions: Definitions,
    /// The `override` entries of all its YAML files.
    pub overrides: Definitions,
    /// Its `.rules` files.
    pub rules: Vec<RulesFile>,
    /// `schedule`: county code → target year.
    pub schedule: Vec<ScheduleEntry>,
    /// `procedure`, where it is a list of steps in words.
    pub procedure: Vec<Step>,
    /// `organisation`.
    pub organisation: Vec<Step>,
    /// `milestones`.
    pub milestones: Vec<Step>,
}

/// What `pack.yaml` says of the pack.
#[derive(Debug, Clone)]
pub struct PackHeader {
    /// `pack`: the id.
    pub id: Ident,
    /// `version`: full SemVer.
    pub version: Spanned<String>,
    /// `title`.
    pub title: Option<Spanned<String>>,
    /// `issuer`.
    pub issuer: Option<Spanned<String>>,
    /// `effective.from`.
    pub from: Option<Spanned<Date>>,
    /// `effective.to`.
    pub to: Option<Spanned<Date>>,
    /// `extends`, as written (`national@2017`).
    pub extends: Option<Spanned<String>>,
    /// `strictness: tighten_only`, with its place.
    pub tighten_only: Option<Span>,
    /// `vocabulary`: what `fmt` writes.
    pub vocabulary: Option<Spanned<Vocabulary>>,
}

/// Entries by sort. Used for definitions and for overrides.
#[derive(Debug, Clone, Default)]
pub struct Definitions {
    /// `units`.
    pub units: Vec<UnitEntry>,
    /// `kinds`.
    pub kinds: Vec<KindEntry>,
    /// `entities`.
    pub entities: Vec<EntityEntry>,
    /// `limits`.
    pub limits: Vec<LimitEntry>,
    /// `indicators`.
    pub indicators: Vec<IndicatorEntry>,
    /// `sources` (of `pack.yaml` or any other file).
    pub sources: Vec<SourceEntry>,
    /// `measures`.
    pub measures: Vec<MeasureEntry>,
    /// `procedure`, where it is a map of stages.
    pub stages: Vec<StageEntry>,
    /// `deadlines`.
    pub deadlines: Vec<DeadlineEntry>,
    /// `monitoring`.
    pub monitoring: Option<MonitoringEntry>,
    /// `warning`.
    pub warning: Option<WarningEntry>,
    /// Top-level keys under `override:` that name no sort that can be overridden were reported already.
    pub place: Option<Span>,
}

/// `units: {百人: 100 人, 平方米: base}`.
#[derive(Debug, Clone)]
pub struct UnitEntry {
    /// The symbol.
    pub id: Ident,
    /// `None` for `base`; else the factor and the unit it multiplies.
    pub multiple: Option<(Spanned<Number>, UnitExpr)>,
    /// Whether a part of it could not be read; that was reported, so what is missing may be just that.
    pub broken: bool,
}

/// `type`, as written: a basic type or a kind's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeName {
    /// `number`.
    Number,
    /// `count`.
    Count,
    /// `share`.
    Share,
    /// `flag`.
    Flag,
    /// `text`.
    Text,
    /// `date`.
    Date,
    /// A kind.
    Kind(String),
}

impl TypeName {
    /// Its English word; a kind's name.
    pub fn word(&self) -> &str {
        match self {
            TypeName::Number => "number",
            TypeName::Count => "count",
            TypeName::Share => "share",
            TypeName::Flag => "flag",
            TypeName::Text => "text",
            TypeName::Date => "date",
            TypeName::Kind(kind) => kind,
        }
    }
}

/// A bound: a number, or a date for a date column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// A number in the column's unit.
    Number(Quantity),
    /// A date.
    Date(Date),
}

/// A number in a table: its digits, and whether it was written with `%` or `‰` (then the entry's unit does not apply).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The digits' value; `%` and `‰` already applied.
    pub value: Number,
    /// Whether `%` or `‰` stood behind it.
    pub is_share: bool,
}

/// `value` of a limit or the threshold of an indicator: a number, a name (only indicators), or a map by kind values.
#[derive(Debug, Clone)]
pub enum Table {
    /// One number.
    Number(Spanned<Quantity>),
    /// A limit's name (only as an indicator's threshold).
    Name(Ident),
    /// By kind values; nested where there are several kinds.
    Map(Spanned<Vec<(TableKey, Table)>>),
}

impl Table {
    /// The whole place.
    pub fn span(&self) -> Span {
        match self {
            Table::Number(number) => number.span,
            Table::Name(name) => name.span,
            Table::Map(map) => map.span,
        }
    }
}

/// A key of a [`Table::Map`].
#[derive(Debug, Clone)]
pub enum TableKey {
    /// A kind's value, by id or label.
    Value(Ident),
    /// `else`.
    Else(Span),
}

/// `stricter`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stricter {
    /// Higher is stricter.
    Higher,
    /// Lower is stricter.
    Lower,
}

/// By which kinds the maps of a limit or threshold are read, as ids, one a depth of nesting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MapKinds {
    /// The kinds that are clear.
    pub kinds: Vec<String>,
    /// Why the next one is not.
    pub unclear: Option<Unclear>,
    /// Whether the ids of the values alone, without the words that were written, would be read by other kinds.
    pub by_words: bool,
}

/// A map whose words do not tell a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// Its first key.
    pub place: Span,
    /// The equally near kinds that have all words; none, where no kind has any.
    pub several: Vec<String>,
    /// The kinds that the subject can be asked for.
    pub asked: Vec<String>,
}

/// Which comparison an indicator's threshold is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `at_least` 不低于.
    AtLeast,
    /// `at_most` 不超过.
    AtMost,
    /// `above` 高于.
    Above,
    /// `below` 低于.
    Below,
}

impl Comparison {
    /// The same as an operator of formulas.
    pub fn operator(self) -> BinaryOp {
        match self {
            Comparison::AtLeast => BinaryOp::Ge,
            Comparison::AtMost => BinaryOp::Le,
            Comparison::Above => BinaryOp::Gt,
            Comparison::Below => BinaryOp::Lt,
        }
    }

    /// Whether more is better.
    pub fn points_up(self) -> bool {
        match self {
            Comparison::AtLeast | Comparison::Above => true,
            Comparison::AtMost | Comparison::Below => false,
        }
    }
}

/// `cite: [source, place]`.
#[derive(Debug, Clone)]
pub struct CiteEntry {
    /// The whole.
    pub span: Span,
    /// The source's id.
    pub source: Ident,
    /// The place in it.
    pub place: Option<Spanned<String>>,
}

/// One entry of `schedule`.
#[derive(Debug, Clone)]
pub struct ScheduleEntry {
    /// The county's code.
    pub county: Ident,
    /// The target year.
    pub year: Spanned<i64>,
}
