//! What an entry of a YAML file says of a thing, key by key, as its description has it.

use super::Given;
use super::history::History;
use crate::pack::entry::{Described, Merge, Names, Said};
use crate::pack::{Bound, Entry, Expect, TypeName};
use crate::source::Spanned;
use crate::syntax::ast::{Ident, UnitExpr};

/// Of what an entry speaks.
#[derive(Clone, Copy, Default)]
pub(super) struct Owner<'a> {
    /// The table or kind whose columns or values it names.
    pub id: &'a str,
    /// By which kinds numbers are read.
    pub kinds: &'a [String],
}

impl<'a> Owner<'a> {
    /// A table or a kind.
    pub fn of(id: &'a Ident) -> Self {
        Owner { id: &id.value, kinds: &[] }
    }
}

impl History<'_> {
    /// Notes all that an entry says.
    pub fn entry<E: Entry>(&mut self, entry: &E, owner: Owner<'_>) {
        let all = entry.said();
        // Numbers in another unit or by other kinds stand for themselves.
        let other_unit =
            all.iter().any(|(_, said)| matches!(said, Said::Unit(unit) if self.is_other_unit(unit)));
        let regrouped = all.iter().any(|(described, _)| described.names() == Names::Kind);
        let afresh = other_unit || (regrouped && self.current("by").is_some());
        for (described, said) in all {
            if let Said::Numbers(numbers) = said {
                self.table(numbers, owner.kinds, afresh);
            } else if let Said::Threshold(threshold) = said {
                let sign = threshold.comparison.value.operator().symbol();
                let before = self.current("comparison").map(str::to_owned);
                let up = |sign: &str| sign.starts_with(['≥', '>']);
                let turned = before.as_deref().is_some_and(|b| up(b) != up(sign));
                if before.as_deref() != Some(sign) {
                    self.one("comparison", sign, threshold.comparison.span);
                }
                self.table(&threshold.value, &threshold.kinds.kinds, turned || other_unit);
            } else {
                self.said(described, said, owner);
            }
        }
    }

    fn is_other_unit(&self, unit: &UnitExpr) -> bool {
        self.current("unit").is_some_and(|before| before != self.slice(unit.span))
    }

    fn said(&mut self, described: &Described, said: Said<'_>, owner: Owner<'_>) {
        let part = described.part;
        match said {
            Said::Text(text) => self.text(part, Some(text)),
            Said::Names(names) if described.names() == Names::Kind => self.kinds(part, names),
            Said::Names(names) => self.names(part, Some(names)),
            Said::Texts(names) if described.names() == Names::Item => {
                let (Some(first), Some(last)) = (names.first(), names.last()) else { return };
                self.names(part, Some(&Spanned::new(names.to_vec(), first.span.to(last.span))));
            }
            Said::Texts(texts) => {
                let list = texts.iter().map(|t| self.given(t.value.clone(), t.span)).collect();
                self.set(part, Vec::new(), list);
            }
            Said::Flag(flag) => self.one(part, if flag.value { "true" } else { "false" }, flag.span),
            Said::Word(word) => self.one(part, word.value.en(), word.span),
            Said::Date(date) => self.one(part, date.value.to_string(), date.span),
            Said::Bound(Spanned { value: Bound::Date(date), span }) => {
                self.one(part, date.to_string(), *span)
            }
            Said::Type(name) => {
                let kind =
                    if let TypeName::Kind(kind) = &name.value { Some(self.kind_label(kind)) } else { None };
                let word = kind.unwrap_or_else(|| name.value.word().to_owned());
                self.one(part, word, name.span);
            }
            Said::Unit(unit) => self.unit(part, unit),
            Said::Formula(formula) => self.expr(part, Some(formula)),
            Said::Cite(_) | Said::Cites(_) => {
                let cites = said.cites().iter();
                let list = cites.map(|c| self.quoted(&c.source, c.place.as_ref(), c.span)).collect();
                match described.merge {
                    Merge::AddTo(_) => self.add(part, list),
                    Merge::Replace | Merge::ById | Merge::Numbers | Merge::Fixed => {
                        self.set(part, Vec::new(), list);
                    }
                }
            }
            Said::Expected(expect) => {
                let word = match &expect.value {
                    Expect::County => "county".to_owned(),
                    Expect::Parent => "parent".to_owned(),
                    Expect::None => "none".to_owned(),
                    Expect::List(_) => self.slice(expect.span),
                };
                self.one(part, word, expect.span);
            }
            Said::Columns(columns) => {
                for column in columns {
                    let id = self.column_id(owner.id, &column.id.value, column.label.as_ref());
                    let label = column.label.as_ref().map_or(&column.id.value, |l| &l.value).clone();
                    let given = self.given(label, column.id.span);
                    if self.has(part, &id) && column.label.is_none() {
                        // What changed is shown with the column.
                        self.add_at(part, &id, given);
                    } else {
                        self.set(part, vec![id], vec![given]);
                    }
                }
            }
            Said::Values(values) => {
                for value in values {
                    let id = self.value_id(owner.id, &value.id.value);
                    let named = value.label.as_ref().unwrap_or(&value.id);
                    // What only gives other words for a value does not name it anew.
                    if value.label.is_some() || !self.has(part, &id) {
                        let given = self.given(named.value.clone(), named.span);
                        self.set(part, vec![id.clone()], vec![given]);
                    }
                    for (described, said) in value.said() {
                        if let Said::Names(words) = said {
                            let list =
                                words.value.iter().map(|w| self.given(w.value.clone(), w.span)).collect();
                            self.set(described.part, vec![id.clone()], list);
                        }
                    }
                }
            }
            Said::Clauses(clauses) => {
                for (place, text) in clauses {
                    let given: Given = self.given(text.value.trim().to_owned(), text.span);
                    self.set(part, vec![place.value.clone()], vec![given]);
                }
            }
            Said::Bound(_)
            | Said::Quantity(_)
            | Said::DayOfYear(_)
            | Said::Whole(_)
            | Said::Totals(_)
            | Said::Numbers(_)
            | Said::Threshold(_) => {
                let (Some(first), Some(last)) = (said.spans().first().copied(), said.spans().last().copied())
                else {
                    return;
                };
                self.one(part, self.slice(first.to(last)), first);
            }
        }
    }
}
