//! Kinds, tables and their columns.

use super::{Described, Entry, Form, Merge, Names, Said, Slot, Value, count, entry, keys, lay};
use crate::pack::document::{Bound, Quantity, TypeName};
use crate::source::Spanned;
use crate::syntax::ast::{Expr, Ident, UnitExpr};
use crate::syntax::vocabulary::yaml::Key;

entry! {
    /// An entry of `kinds`.
    KindEntry, "kind", "example-kind", first None, by id,
    {
        /// Its label.
        label: Option<Ident> = Described::of(&[Key::Label], Form::Text);
        /// Its values, in order (lowest first where ordered).
        values: Option<Vec<ValueEntry>> = Described::of(&[Key::Values], Form::Values).merge(Merge::ById);
        /// Whether it compares.
        ordered: Option<Spanned<bool>> = Described::of(&[Key::Ordered], Form::Flag);
    }
    beside {
        /// Whether a part of it could not be read; that was reported, so what is missing may be just that.
        broken: bool;
    }
}

entry! {
    /// A value of a kind.
    ValueEntry, "value", "example-value", first None, by id,
    {
        /// Its label.
        label: Option<Ident> = Described::of(&[Key::Label], Form::Text);
        /// `aliases`: other words that data may use for it.
        aliases: Option<Spanned<Vec<Ident>>> = Described::of(&[Key::Aliases], Form::Names(Names::Nothing)).any_order();
    }
    beside {}
}

/// `expect`: which rows a table must have.
#[derive(Debug, Clone)]
pub enum Expect {
    /// At least one row for each county (the default).
    County,
    /// At least one row for each row of the parent.
    Parent,
    /// No row need be there.
    None,
    /// What these entries say, all of them; never empty.
    List(Vec<ExpectEntry>),
}

entry! {
    /// An entry of an `expect` list; it is called by `each`: the table above, for each of whose rows something is expected.
    ExpectEntry, "expected", "example-expect",
    first Some(Described::of(&[Key::Each], Form::Name(Names::Entity))), by each,
    {
        /// `when`: of which rows it is expected.
        when: Option<Expr> = Described::of(&[Key::ExpectWhen], Form::Formula).text("key-expect-when");
        /// `count`: how many rows.
        count: Option<Expr> = Described::of(&[Key::ExpectCount], Form::Formula);
        /// `total`: what a column's sum must come to.
        total: Vec<(Ident, Expr)> = Described::of(&[Key::Total], Form::Totals);
        /// `values`: the kind columns of whose values each combination needs a row.
        values: Vec<Ident> = Described::of(&[Key::EachOf], Form::Names(Names::Column)).any_order().text("key-each-of");
    }
    beside {}
}

impl ExpectEntry {
    /// Its formulas, in the order of its keys.
    pub fn formulas(&self) -> impl Iterator<Item = &Expr> {
        self.when.iter().chain(&self.count).chain(self.total.iter().map(|(_, e)| e))
    }

    /// Whether it asks just for one row or more.
    pub fn is_plain(&self) -> bool {
        self.formulas().next().is_none() && self.values.is_empty()
    }
}

entry! {
    /// An entry of `entities`.
    EntityEntry, "entity", "example-entity", first None, by id,
    {
        /// Its label.
        label: Option<Ident> = Described::of(&[Key::Label], Form::Text);
        /// Its parent entity.
        within: Option<Ident> = Described::of(&[Key::Within], Form::Name(Names::Entity));
        /// Its key columns.
        key: Option<Spanned<Vec<Ident>>> =
            Described::of(&[Key::KeyColumns], Form::Names(Names::Column)).merge(Merge::Fixed);
        /// `display`: the column that names a row to people.
        display: Option<Ident> = Described::of(&[Key::Display], Form::Name(Names::Column));
        /// The unit that `count` carries.
        unit: Option<UnitExpr> = Described::of(&[Key::Unit], Form::Unit);
        /// `expect`.
        expect: Option<Spanned<Expect>> = Described::of(&[Key::Expect], Form::Expected);
        /// `note`.
        note: Option<Spanned<String>> = Described::of(&[Key::Note], Form::Text);
        /// Its columns.
        columns: Vec<ColumnEntry> = Described::of(&[Key::Columns], Form::Columns).merge(Merge::ById);
    }
    beside {
        /// Whether a part of it could not be read; that was reported, so what is missing may be just that.
        broken: bool;
    }
}

impl EntityEntry {
    /// The entries of its `expect` list; none where it is a word.
    pub fn expected(&self) -> &[ExpectEntry] {
        self.expect.as_ref().map_or(&[], |e| e.value.entries())
    }
}

impl Expect {
    /// The entries of a list; none where it is a word.
    pub fn entries(&self) -> &[ExpectEntry] {
        match self {
            Expect::List(entries) => entries,
            Expect::County | Expect::Parent | Expect::None => &[],
        }
    }
}

entry! {
    /// An entry of `columns`.
    ColumnEntry, "column", "example-column", first None, by id,
    {
        /// Its label.
        label: Option<Ident> = Described::of(&[Key::Label], Form::Text);
        /// Its type.
        type_name: Option<Spanned<TypeName>> = Described::of(&[Key::Type], Form::Type).merge(Merge::Fixed);
        /// Its unit.
        unit: Option<UnitExpr> = Described::of(&[Key::Unit], Form::Unit).merge(Merge::Fixed);
        /// `required`.
        required: Option<Spanned<bool>> = Described::of(&[Key::Required], Form::Flag);
        /// `min`, in the column's unit (`%` already applied).
        min: Option<Spanned<Bound>> = Described::of(&[Key::Min], Form::Bound);
        /// `max`.
        max: Option<Spanned<Bound>> = Described::of(&[Key::Max], Form::Bound);
        /// `pattern`: a regular expression that a whole cell must fit.
        pattern: Option<Spanned<String>> = Described::of(&[Key::Pattern], Form::Name(Names::Nothing));
        /// `step`: what plans move the column's cells by.
        step: Option<Spanned<Quantity>> = Described::of(&[Key::Step], Form::Quantity).shown_as("step_size");
        /// `derive`.
        derive: Option<Expr> = Described::of(&[Key::Derive], Form::Formula);
        /// `personal`.
        personal: Option<Spanned<bool>> = Described::of(&[Key::Personal], Form::Flag);
        /// `shown`.
        shown: Option<Spanned<bool>> = Described::of(&[Key::Shown], Form::Flag);
        /// `note`.
        note: Option<Spanned<String>> = Described::of(&[Key::Note], Form::Text);
    }
    beside {
        /// Whether a part of it could not be read; that was reported, so what is missing may be just that.
        broken: bool;
    }
}
