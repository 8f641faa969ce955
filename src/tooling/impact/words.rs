//! The changes of a pack in words.

use super::ChangeReport;
use crate::diagnostic::{Catalogue, Language, Message};
use crate::semantics::difference::{Change, ItemPart, Owner};
use crate::semantics::*;
use crate::value::{Number, Unit};

/// All changes, as yet without what they decide.
pub(super) fn changes(
    changes: &[Change],
    from: &CheckedPack,
    to: &CheckedPack,
    language: Language,
) -> Vec<ChangeReport> {
    let teller = Teller { from, to, language };
    changes.iter().enumerate().map(|(i, c)| teller.change(i, c)).collect()
}

struct Teller<'a> {
    from: &'a CheckedPack,
    to: &'a CheckedPack,
    language: Language,
}

/// What a change says of itself.
struct Said {
    change: &'static str,
    of: String,
    name: String,
    aspect: String,
    before: Option<String>,
    after: Option<String>,
}

impl Teller<'_> {
    fn word(&self, key: &str) -> String {
        Catalogue::of(self.language).get(key)
    }

    fn change(&self, i: usize, change: &Change) -> ChangeReport {
        let said = self.said(change).unwrap_or_else(|| Said {
            change: "changed",
            of: String::new(),
            name: String::new(),
            aspect: String::new(),
            before: None,
            after: None,
        });
        ChangeReport {
            id: format!("C{}", i + 1),
            change: said.change,
            of: said.of,
            name: said.name,
            aspect: said.aspect,
            before: said.before,
            after: said.after,
            direction: change.tightened(self.to).map(|t| if t { "tightened" } else { "relaxed" }),
            decides: 0,
            shares: 0,
        }
    }

    fn said(&self, change: &Change) -> Option<Said> {
        let (from, to) = (self.from, self.to);
        let said = |change, of: &str, label: &str, aspect: String, sides: [Option<String>; 2]| {
            let [before, after] = sides;
            let name = if of == label || label.is_empty() { of.to_owned() } else { format!("{of} {label}") };
            Some(Said { change, of: of.to_owned(), name, aspect, before, after })
        };
        match change {
            Change::Number { of, from: date, key, before, after } => {
                let (id, name, limit, unit) = owner(to, *of, true)?;
                let mut aspect = vec![self.word("impact-number")];
                aspect.extend(self.kinds(to, limit, key));
                aspect.extend(date.map(|d| Message::new("explain-from").arg("date", d).text(self.language)));
                let sides = [before, after].map(|n| Some(number(n, unit)));
                said("number", id, name, aspect.join(" "), sides)
            }
            Change::Numbers(of) => {
                let (id, name, new, unit) = owner(to, *of, true)?;
                let (_, _, old, old_unit) = owner(from, *of, false)?;
                let sides = [self.table(from, old, old_unit), self.table(to, new, unit)].map(Some);
                said("numbers", id, name, self.word("impact-numbers"), sides)
            }
            Change::Part(was, is, part) => {
                let (old, new) = (from.item(*was)?, to.item(*is)?);
                let (change, key, sides) = match part {
                    ItemPart::Whole => {
                        let subject = |p: &CheckedPack, i: &Item| {
                            let mut all = vec![p.entity(i.entity).map_or("", |e| &e.label)];
                            all.extend(i.by.iter().filter_map(|k| p.kind(*k)).map(|k| k.label.as_str()));
                            all.join(" · ")
                        };
                        ("subject", "impact-subject", [subject(from, old), subject(to, new)])
                    }
                    ItemPart::When => ("when", "explain-when", [said_of(&old.when), said_of(&new.when)]),
                    ItemPart::Formula => {
                        ("formula", "explain-formula", [formula(from, old), formula(to, new)])
                    }
                    ItemPart::Threshold => (
                        "threshold",
                        "impact-threshold",
                        [self.threshold(from, old), self.threshold(to, new)],
                    ),
                    ItemPart::Requirements => {
                        ("requirements", "explain-requirements", [requirements(old), requirements(new)])
                    }
                };
                said(change, &new.id, label(new), self.word(key), sides.map(Some))
            }
            Change::Added(ix) => {
                let item = to.item(*ix)?;
                said("added", &item.id, label(item), self.word("impact-added"), [None, body(to, item)])
            }
            Change::Removed(ix) => {
                let item = from.item(*ix)?;
                said("removed", &item.id, label(item), self.word("impact-removed"), [body(from, item), None])
            }
            Change::Derivation([(old_entity, old), (entity, column)]) => {
                let (was, is) = (from.column(*old_entity, *old)?, to.column(*entity, *column)?);
                let text = |p: &CheckedPack, c: &Column| c.derive.as_ref().map(|e| source(p, e));
                let of = format!("{}.{}", to.entity(*entity)?.id, is.id);
                said(
                    "derivation",
                    &of,
                    &is.label,
                    self.word("explain-derived"),
                    [text(from, was), text(to, is)],
                )
            }
            Change::Column([(old_entity, old), (entity, column)]) => {
                let (was, is) = (from.column(*old_entity, *old)?, to.column(*entity, *column)?);
                let of = format!("{}.{}", to.entity(*entity)?.id, is.id);
                let unit = |c: &Column| Some(c.unit.symbol.to_string()).filter(|s| !s.is_empty());
                let sides = if was.unit == is.unit { [None, None] } else { [unit(was), unit(is)] };
                said("column", &of, &is.label, self.word("impact-column"), sides)
            }
            Change::Entity(_, ix) => {
                let entity = to.entity(*ix)?;
                said("table", &entity.id, &entity.label, self.word("impact-table"), [None, None])
            }
            Change::Kind(old, new) => {
                let (was, is) = (from.kind(*old)?, to.kind(*new)?);
                let list = |k: &Kind| {
                    let labels: Vec<&str> = k.values.iter().map(|(_, label)| label.as_str()).collect();
                    Some(labels.join(if k.ordered { " < " } else { "、" }))
                };
                said("kind", &is.id, &is.label, self.word("impact-kind"), [list(was), list(is)])
            }
            Change::Target(county) => {
                let year = |p: &CheckedPack| p.schedule.get(county).map(ToString::to_string);
                said("target", county, "", self.word("impact-target"), [year(from), year(to)])
            }
        }
    }

    fn kinds(&self, pack: &CheckedPack, limit: &Limit, key: &[KindValue]) -> Option<String> {
        let label = |(kind, value): (&KindIx, &KindValue)| {
            Some(pack.kind(*kind)?.values.get(usize::from(*value))?.1.clone())
        };
        let labels: Vec<String> = limit.by.iter().zip(key).filter_map(label).collect();
        (!labels.is_empty()).then(|| labels.join(" · "))
    }

    /// All numbers of a limit.
    fn table(&self, pack: &CheckedPack, limit: &Limit, unit: &Unit) -> String {
        let mut parts = Vec::new();
        for table in &limit.tables {
            let from = table.from.map(|d| Message::new("explain-from").arg("date", d).text(self.language));
            for (key, n) in &table.values {
                let mut words: Vec<String> = self.kinds(pack, limit, key).into_iter().collect();
                words.extend(from.clone());
                words.push(number(n, unit));
                parts.push(words.join(" "));
            }
        }
        parts.join("；")
    }

    fn threshold(&self, pack: &CheckedPack, item: &Item) -> String {
        let ItemBody::Indicator(i) = &item.body else { return String::new() };
        let sign = i.comparison.operator().symbol();
        let of = match &i.threshold {
            ThresholdRef::Limit(l) => pack.limit(*l).map_or_else(String::new, |l| l.label.clone()),
            ThresholdRef::Own(limit) => self.table(pack, limit, &i.unit),
        };
        format!("{sign} {of}")
    }
}

/// An item's label or, where it has none, its title.
pub(super) fn label(item: &Item) -> &str {
    if item.label == item.id { &item.title } else { &item.label }
}

fn number(n: &Number, unit: &Unit) -> String {
    let text = unit.from_base(n).display(12);
    match &*unit.symbol {
        "" => text,
        "%" | "‰" => format!("{text}{}", unit.symbol),
        symbol => format!("{text} {symbol}"),
    }
}

fn owner(pack: &CheckedPack, owner: Owner, new: bool) -> Option<(&str, &str, &Limit, &Unit)> {
    match owner {
        Owner::Limit(a, b) => {
            let limit = pack.limit(if new { b } else { a })?;
            Some((&limit.id, &limit.label, limit, &limit.unit))
        }
        Owner::Indicator(a, b) => {
            let item = pack.item(if new { b } else { a })?;
            let ItemBody::Indicator(i) = &item.body else { return None };
            let ThresholdRef::Own(limit) = &i.threshold else { return None };
            Some((&item.id, label(item), limit, &i.unit))
        }
    }
}

fn said_of(list: &[Requirement]) -> String {
    list.iter().map(|r| r.text.as_str()).collect::<Vec<_>>().join("；")
}

fn requirements(item: &Item) -> String {
    match &item.body {
        ItemBody::Rule { requirements, .. } => said_of(requirements),
        ItemBody::Indicator(_) | ItemBody::Define { .. } => String::new(),
    }
}

fn formula(pack: &CheckedPack, item: &Item) -> String {
    match &item.body {
        ItemBody::Indicator(i) => source(pack, &i.value),
        ItemBody::Define { value, .. } => source(pack, value),
        ItemBody::Rule { .. } => String::new(),
    }
}

fn body(pack: &CheckedPack, item: &Item) -> Option<String> {
    let text = match &item.body {
        ItemBody::Rule { requirements, .. } => said_of(requirements),
        ItemBody::Indicator(_) | ItemBody::Define { .. } => formula(pack, item),
    };
    Some(text).filter(|t| !t.is_empty())
}

/// An expression as it is written, on one line.
fn source(pack: &CheckedPack, expr: &TExpr) -> String {
    pack.sources.slice(expr.span).split_whitespace().collect::<Vec<_>>().join(" ")
}
