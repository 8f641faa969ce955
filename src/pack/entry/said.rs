//! What stands in the fields of entries, by form: to be read and to be filled.

use super::{ColumnEntry, DatedTable, Expect, Level, Threshold, ValueEntry};
use crate::pack::document::{Bound, CiteEntry, Quantity, Stricter, TypeName};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Expr, Ident, UnitExpr};
use crate::syntax::vocabulary::yaml::Word;
use crate::value::Date;

/// What stands behind a key.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "as the forms are called")]
pub enum Said<'a> {
    Text(&'a Spanned<String>),
    Names(&'a Spanned<Vec<Ident>>),
    Texts(&'a [Spanned<String>]),
    Flag(Spanned<bool>),
    Word(Spanned<Word>),
    Date(Spanned<Date>),
    DayOfYear(Spanned<(i8, i8)>),
    Whole(Spanned<i64>),
    Quantity(&'a Spanned<Quantity>),
    Bound(&'a Spanned<Bound>),
    Type(&'a Spanned<TypeName>),
    Unit(&'a UnitExpr),
    Formula(&'a Expr),
    Cite(&'a CiteEntry),
    Cites(&'a [CiteEntry]),
    Numbers(&'a Spanned<Vec<DatedTable>>),
    Threshold(&'a Threshold),
    Expected(&'a Spanned<Expect>),
    Totals(&'a [(Ident, Expr)]),
    Columns(&'a [ColumnEntry]),
    Values(&'a [ValueEntry]),
    Clauses(&'a [(Ident, Spanned<String>)]),
}

impl<'a> Said<'a> {
    /// What it cites, where it is a citation.
    pub fn cites(self) -> &'a [CiteEntry] {
        match self {
            Said::Cite(cite) => std::slice::from_ref(cite),
            Said::Cites(cites) => cites,
            Said::Text(_)
            | Said::Names(_)
            | Said::Texts(_)
            | Said::Flag(_)
            | Said::Word(_)
            | Said::Date(_)
            | Said::DayOfYear(_)
            | Said::Whole(_)
            | Said::Quantity(_)
            | Said::Bound(_)
            | Said::Type(_)
            | Said::Unit(_)
            | Said::Formula(_)
            | Said::Numbers(_)
            | Said::Threshold(_)
            | Said::Expected(_)
            | Said::Totals(_)
            | Said::Columns(_)
            | Said::Values(_)
            | Said::Clauses(_) => &[],
        }
    }

    /// Where each part of it stands.
    pub fn spans(self) -> Vec<Span> {
        match self {
            Said::Text(text) => vec![text.span],
            Said::Names(names) => vec![names.span],
            Said::Texts(texts) => texts.iter().map(|t| t.span).collect(),
            Said::Flag(flag) => vec![flag.span],
            Said::Word(word) => vec![word.span],
            Said::Date(date) => vec![date.span],
            Said::DayOfYear(day) => vec![day.span],
            Said::Whole(number) => vec![number.span],
            Said::Quantity(number) => vec![number.span],
            Said::Bound(bound) => vec![bound.span],
            Said::Type(name) => vec![name.span],
            Said::Unit(unit) => vec![unit.span],
            Said::Formula(formula) => vec![formula.span],
            Said::Cite(_) | Said::Cites(_) => self.cites().iter().map(|c| c.span).collect(),
            Said::Numbers(numbers) => vec![numbers.span],
            Said::Threshold(threshold) => vec![threshold.comparison.span],
            Said::Expected(expected) => vec![expected.span],
            Said::Totals(totals) => totals.iter().map(|(name, _)| name.span).collect(),
            Said::Columns(columns) => columns.iter().map(|c| c.id.span).collect(),
            Said::Values(values) => values.iter().map(|v| v.id.span).collect(),
            Said::Clauses(clauses) => clauses.iter().map(|(place, _)| place.span).collect(),
        }
    }
}

/// What a field is filled in.
#[derive(Debug)]
#[allow(missing_docs, reason = "as the forms are called")]
pub enum Slot<'a> {
    Text(&'a mut Option<Spanned<String>>),
    Names(&'a mut Option<Spanned<Vec<Ident>>>),
    Texts(&'a mut Option<Vec<Spanned<String>>>),
    List(&'a mut Vec<Spanned<String>>),
    Flag(&'a mut Option<Spanned<bool>>),
    Stricter(&'a mut Option<Spanned<Stricter>>),
    Level(&'a mut Option<Spanned<Level>>),
    OneWord(&'a mut Option<Spanned<()>>),
    Date(&'a mut Option<Spanned<Date>>),
    DayOfYear(&'a mut Option<Spanned<(i8, i8)>>),
    Whole(&'a mut Option<Spanned<i64>>),
    Quantity(&'a mut Option<Spanned<Quantity>>),
    Bound(&'a mut Option<Spanned<Bound>>),
    Type(&'a mut Option<Spanned<TypeName>>),
    Unit(&'a mut Option<UnitExpr>),
    Formula(&'a mut Option<Expr>),
    Cite(&'a mut Option<CiteEntry>),
    Cites(&'a mut Vec<CiteEntry>),
    Numbers(&'a mut Option<Spanned<Vec<DatedTable>>>),
    Threshold(&'a mut Option<Threshold>),
    Expected(&'a mut Option<Spanned<Expect>>),
    Totals(&'a mut Vec<(Ident, Expr)>),
    Columns(&'a mut Vec<ColumnEntry>),
    Values(&'a mut Option<Vec<ValueEntry>>),
    Clauses(&'a mut Vec<(Ident, Spanned<String>)>),
}

/// The words of `level`, lowest first.
pub(crate) const LEVELS: [(Word, Level); 4] = [
    (Word::CountyLevel, Level::County),
    (Word::CityLevel, Level::City),
    (Word::RegionLevel, Level::Region),
    (Word::NationLevel, Level::Nation),
];

/// What can stand in a field.
pub trait Value: Clone + Default {
    /// What is there; nothing where nothing was given.
    fn said(&self) -> Option<Said<'_>>;

    /// Where it is filled in.
    fn slot(&mut self) -> Slot<'_>;

    /// Takes over what is added to it; what is one thing is replaced.
    fn add(&mut self, given: &Self) {
        if given.said().is_some() {
            self.clone_from(given);
        }
    }
}

/// Fields that hold one thing or nothing.
macro_rules! one {
    ($( $type:ty: $slot:ident, $value:pat => $said:expr; )*) => {
        $(
            impl Value for Option<$type> {
                fn said(&self) -> Option<Said<'_>> {
                    self.as_ref().map(|$value| $said)
                }

                fn slot(&mut self) -> Slot<'_> {
                    Slot::$slot(self)
                }
            }
        )*
    };
}

one! {
    Spanned<String>: Text, text => Said::Text(text);
    Spanned<Vec<Ident>>: Names, names => Said::Names(names);
    Vec<Spanned<String>>: Texts, texts => Said::Texts(texts);
    Spanned<bool>: Flag, flag => Said::Flag(*flag);
    Spanned<Stricter>: Stricter, way => Said::Word(way.map(|way| match way {
        Stricter::Higher => Word::Higher,
        Stricter::Lower => Word::Lower,
    }));
    Spanned<Level>: Level, level => Said::Word(level.map(|level| match level {
        Level::County => Word::CountyLevel,
        Level::City => Word::CityLevel,
        Level::Region => Word::RegionLevel,
        Level::Nation => Word::NationLevel,
    }));
    Spanned<()>: OneWord, word => Said::Word(word.map(|()| Word::Recognised));
    Spanned<Date>: Date, date => Said::Date(*date);
    Spanned<(i8, i8)>: DayOfYear, day => Said::DayOfYear(*day);
    Spanned<i64>: Whole, number => Said::Whole(*number);
    Spanned<Quantity>: Quantity, number => Said::Quantity(number);
    Spanned<Bound>: Bound, bound => Said::Bound(bound);
    Spanned<TypeName>: Type, name => Said::Type(name);
    UnitExpr: Unit, unit => Said::Unit(unit);
    Expr: Formula, formula => Said::Formula(formula);
    CiteEntry: Cite, cite => Said::Cite(cite);
    Spanned<Vec<DatedTable>>: Numbers, numbers => Said::Numbers(numbers);
    Threshold: Threshold, threshold => Said::Threshold(threshold);
    Spanned<Expect>: Expected, expected => Said::Expected(expected);
    Vec<ValueEntry>: Values, values => Said::Values(values);
}

/// Fields that hold as many things as there are.
macro_rules! many {
    ($( $type:ty: $slot:ident, $said:ident; )*) => {
        $(
            impl Value for Vec<$type> {
                fn said(&self) -> Option<Said<'_>> {
                    (!self.is_empty()).then_some(Said::$said(self))
                }

                fn slot(&mut self) -> Slot<'_> {
                    Slot::$slot(self)
                }

                fn add(&mut self, given: &Self) {
                    self.extend(given.iter().cloned());
                }
            }
        )*
    };
}

many! {
    Spanned<String>: List, Texts;
    CiteEntry: Cites, Cites;
    (Ident, Expr): Totals, Totals;
    ColumnEntry: Columns, Columns;
    (Ident, Spanned<String>): Clauses, Clauses;
}
