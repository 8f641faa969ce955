//! Entries, by their descriptions: each field by the form that stands behind its key.

use super::Reader;
use super::fields::{Field, Fields};
use crate::pack::document::Stricter;
use crate::pack::entry::{Described, Entry, Form, LEVELS, Slot};
use crate::pack::yaml::Node;
use crate::source::Spanned;
use crate::syntax::vocabulary::yaml::Word;

impl Reader<'_> {
    /// An entry with the fields that stand at its name; as it is where nothing there can be read.
    pub(super) fn entry<E: Entry>(&mut self, mut entry: E, name: &Node, node: &Node) -> E {
        if let Some(fields) = self.fields(node, Some(name), E::KEYS, E::EXAMPLE) {
            self.fill(&mut entry, &fields);
        }
        entry
    }

    /// Fills an entry from the fields that are given.
    pub(super) fn fill<E: Entry>(&mut self, entry: &mut E, fields: &Fields<'_>) {
        entry.each_slot(&mut |described, slot| {
            if let Some(field) = fields.iter().find(|f| described.keys.contains(&f.key)) {
                self.slot(described, slot, field, fields);
            }
        });
    }

    fn slot(&mut self, described: &Described, slot: Slot<'_>, field: Field<'_>, fields: &Fields<'_>) {
        let Field { name, value, .. } = field;
        match slot {
            Slot::Text(into) => {
                let named = matches!(described.form, Form::Name(_));
                *into = if named { self.name(name, value) } else { self.text(name, value) };
            }
            Slot::Names(into) => *into = self.names(name, value),
            Slot::Texts(into) => *into = self.texts(field),
            Slot::List(into) => {
                let named = matches!(described.form, Form::Names(_));
                let list =
                    if named { self.names(name, value).map(|list| list.value) } else { self.texts(field) };
                *into = list.unwrap_or_default();
            }
            Slot::Flag(into) => *into = self.flag(Some(field)),
            Slot::Stricter(into) => {
                let way = |word| if word == Word::Higher { Stricter::Higher } else { Stricter::Lower };
                *into = self.one_of(described, field).map(|word| word.map(way));
            }
            Slot::Level(into) => {
                *into = self.one_of(described, field).and_then(|word| {
                    let level = LEVELS.iter().find(|(w, _)| *w == word.value).map(|(_, level)| *level)?;
                    Some(Spanned::new(level, word.span))
                });
            }
            Slot::OneWord(into) => *into = self.one_of(described, field).map(|word| word.map(|_| ())),
            Slot::Date(into) => *into = self.date(Some(field)),
            Slot::DayOfYear(into) => *into = self.day_of_year(field),
            Slot::Whole(into) => {
                if let Form::Whole(most, help) = described.form {
                    *into = self.whole(field, most, help);
                }
            }
            Slot::Quantity(into) => *into = self.quantity(name, value),
            Slot::Bound(into) => *into = self.bound(field),
            Slot::Type(into) => *into = self.type_name(field),
            Slot::Unit(into) => *into = self.unit(Some(field)),
            Slot::Formula(into) => *into = self.formula(Some(field)),
            Slot::Cite(into) => *into = self.cite(Some(field)),
            Slot::Cites(into) => into.extend(self.cite(Some(field))),
            Slot::Numbers(into) => *into = self.dated(field, false),
            Slot::Threshold(into) => *into = self.threshold(fields),
            Slot::Expected(into) => *into = self.expect(field),
            Slot::Totals(into) => *into = self.totals(field),
            Slot::Columns(into) => {
                let broken = self.broken;
                *into = self.columns(field);
                self.broken |= broken;
            }
            Slot::Values(into) => *into = self.kind_values(field),
            Slot::Clauses(into) => *into = self.clauses(field),
        }
    }

    /// One of the words that the description allows.
    fn one_of(&mut self, described: &Described, field: Field<'_>) -> Option<Spanned<Word>> {
        let Form::Word(words) = described.form else { return None };
        self.word(field.name, field.value, words)
    }
}
