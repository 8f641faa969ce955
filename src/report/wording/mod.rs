//! What officials read: names of items and subjects without ids, figures with as many digits as tell them apart.

mod statement;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::words::{name_of, outcome_word, value_text};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::evaluation::{Group, Missing, MissingAt, SubjectResult, Value};
use crate::facts::{COUNTY, Cell, Facts, key_of};
use crate::semantics::*;
use crate::value::{Number, Outcome, Surd, Unit};

pub(crate) use statement::Statement;

/// Digits after the point that tell two numbers apart are looked for among these, the fewest first.
const MORE_PLACES: std::ops::RangeInclusive<u32> = 3..=40;

/// Words for one pack, its data and a language.
pub(crate) struct Wording<'a> {
    pub pack: &'a CheckedPack,
    pub facts: &'a Facts,
    pub language: Language,
    /// Names that stand for several rows of a table, by table: found when first asked for.
    shared: RefCell<BTreeMap<EntityIx, BTreeSet<String>>>,
}

/// How many digits after the point a unit's numbers are handed in with: percentages 1, plain numbers (coefficients) 3, others 2.
pub(crate) fn places(unit: &Unit) -> u32 {
    match &*unit.symbol {
        "%" => 1,
        "" => 3,
        _ => 2,
    }
}

/// A number in its unit, by its digits: those of the forms, and more where fewer would not tell it from `against`, or would make nothing of it.
pub(crate) fn figure(n: &Surd, unit: &Unit, against: Option<&Surd>) -> String {
    let scale = Surd::from(unit.scale.clone());
    let scaled = |n: &Surd| n.over(&scale).unwrap_or_else(|| n.clone());
    let shown = scaled(n);
    let other = against.map(scaled).filter(|o| *o != shown);
    let zero = Surd::from(Number::zero());
    let least = places(unit);
    let tells = |text: &str, places: u32| {
        (shown == zero || text.bytes().any(|b| matches!(b, b'1'..=b'9')))
            && other.as_ref().is_none_or(|o| o.display(places) != text)
    };
    let tried = std::iter::once(least).chain(MORE_PLACES.filter(|p| *p > least));
    let found = tried.map(|p| (p, shown.display(p))).find(|(p, text)| tells(text, *p));
    found.map_or_else(|| shown.display(60), |(_, text)| text)
}

/// What share of the limit is reached, in per cent with one decimal, and more where fewer would not tell it from `apart`.
pub(crate) fn share(value: &Surd, limit: &Surd, apart: &[Number]) -> Option<String> {
    let hundred = Surd::from(Number::from(100));
    let share = value.over(limit)?.times(&hundred);
    let others: Vec<Surd> = apart.iter().map(|n| Surd::from(n * &Number::from(100))).collect();
    let tells =
        |text: &str, places: u32| others.iter().filter(|o| **o != share).all(|o| o.display(places) != text);
    let tried = std::iter::once(1).chain(MORE_PLACES);
    tried.map(|p| (p, share.display(p))).find(|(p, text)| tells(text, *p)).map(|(_, text)| text)
}

/// A title up to its colon.
pub(crate) fn title_part(title: &str) -> &str {
    title.split(['：', ':']).next().unwrap_or_default().trim()
}

impl<'a> Wording<'a> {
    pub fn new(pack: &'a CheckedPack, facts: &'a Facts, language: Language) -> Self {
        Wording { pack, facts, language, shared: RefCell::default() }
    }

    pub fn word(&self, key: &str) -> String {
        Catalogue::of(self.language).get(key)
    }

    pub fn say(&self, message: Message) -> String {
        message.text(self.language)
    }

    /// An item's name: its label where it has one, else its title.
    pub fn item(&self, item: &Item) -> String {
        if item.label == item.id { self.part(item) } else { item.label.clone() }
    }

    /// The name of a part of the standard: its title up to the colon.
    pub fn part(&self, item: &Item) -> String {
        let name = title_part(&item.title);
        if name.is_empty() { item.title.clone() } else { name.to_owned() }
    }

    /// The label of a kind's value.
    pub fn kind(&self, kind: KindIx, value: KindValue) -> String {
        let found = self.pack.kind(kind).and_then(|k| k.values.get(usize::from(value)));
        found.map_or_else(String::new, |(_, label)| label.clone())
    }

    /// The labels of a group's values.
    pub fn group(&self, group: &Group) -> String {
        let labels: Vec<String> = group.iter().map(|(k, v)| self.kind(*k, *v)).collect();
        labels.join(&self.word("say-comma"))
    }

    /// The nearest table from `entity` upwards, the county's aside, whose row has a name, with that row and the name.
    fn named(&self, entity: EntityIx, row: u32) -> Option<(EntityIx, u32, String)> {
        let (mut at, mut row) = (entity, row);
        loop {
            let found = self.pack.entity(at)?;
            if let Some(display) = found.display
                && found.columns.get(display.ix()).is_some_and(|c| !c.personal)
                && let Cell::Text(name) = self.facts.cell(at, row, display)
            {
                return Some((at, row, name.to_string()));
            }
            let parent = found.parent?;
            self.pack.entity(parent)?.parent?;
            row = *self.facts.table(at)?.parent.get(row as usize)?;
            at = parent;
        }
    }

    /// Whether several rows of a table have this name.
    fn is_shared(&self, entity: EntityIx, name: &str) -> bool {
        let mut shared = self.shared.borrow_mut();
        let names = shared.entry(entity).or_insert_with(|| {
            let (mut seen, mut twice) = (BTreeSet::new(), BTreeSet::new());
            let display = self.pack.entity(entity).and_then(|e| e.display);
            let rows = self.facts.table(entity).map_or(0, |t| u32::try_from(t.len).unwrap_or(u32::MAX));
            for row in 0..rows {
                if let Some(Cell::Text(name)) = display.map(|c| self.facts.cell(entity, row, c))
                    && !seen.insert(name.to_string())
                {
                    twice.insert(name.to_string());
                }
            }
            twice
        });
        names.contains(name)
    }

    /// The labels of the key columns that tell a row apart below a row of `above`.
    fn key_labels(&self, above: EntityIx, entity: EntityIx, row: u32) -> Vec<String> {
        let Some(found) = self.pack.entity(entity) else { return Vec::new() };
        let wanted = self.pack.key_below(above, entity);
        let ids = key_of(self.pack, self.facts, entity, row);
        let pairs = found.key.iter().zip(ids).filter(|(c, _)| wanted.contains(c));
        let label = |(c, id): (&ColumnIx, String)| match found.columns.get(c.ix()).map(|c| c.ty) {
            Some(ColumnType::Kind(kind)) => {
                let values = self.pack.kind(kind).map(|k| k.values.as_slice()).unwrap_or_default();
                values.iter().find(|(i, _)| *i == id).map_or(id, |(_, label)| label.clone())
            }
            _ => id,
        };
        pairs.map(label).collect()
    }

    /// A row by name: that of the row or of the one that it belongs to, then what tells it apart there; the code where names are shared
    /// or there are none.
    pub fn row(&self, entity: EntityIx, row: u32) -> String {
        let mut parts = Vec::new();
        match self.named(entity, row) {
            Some((at, named_row, name)) => {
                let code = key_of(self.pack, self.facts, at, named_row);
                parts.push(match self.is_shared(at, &name) {
                    true => format!("{name}（{}）", code.join("/")),
                    false => name,
                });
                if at != entity {
                    parts.extend(self.key_labels(at, entity, row));
                }
            }
            None if entity == COUNTY => parts.extend(key_of(self.pack, self.facts, entity, row)),
            None => parts.extend(self.key_labels(COUNTY, entity, row)),
        }
        parts.join(" ")
    }

    /// What tells a row of a table apart below its parent: 小学.
    pub fn below_parent(&self, entity: EntityIx, row: u32) -> String {
        let parent = self.pack.entity(entity).and_then(|e| e.parent);
        parent.map_or_else(String::new, |parent| self.key_labels(parent, entity, row).join(" "))
    }

    /// What a table's rows are counted by: 所.
    pub fn unit(&self, entity: EntityIx) -> String {
        let unit = self.pack.entity(entity).map_or_else(String::new, |e| e.unit.symbol.to_string());
        if unit.is_empty() { self.word("say-piece") } else { unit }
    }

    /// How many of a table's rows are said of: 39个学部.
    pub fn counted(&self, entity: EntityIx, count: usize) -> String {
        let label = self.pack.entity(entity).map_or("", |e| e.label.as_str());
        let unit = self.unit(entity);
        self.say(Message::new("say-counted").count("count", count).arg("unit", unit).arg("what", label))
    }

    /// How many of an item's subjects came out which way.
    pub fn counts(&self, item: &Item, all: &[&SubjectResult]) -> String {
        let veto = matches!(item.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
        let order = [Outcome::Met, Outcome::Unmet, Outcome::Undetermined, Outcome::NotApplicable];
        let counted = order.map(|o| (o, all.iter().filter(|s| s.outcome == o).count()));
        let judged = counted.iter().filter(|(o, n)| *n > 0 && *o != Outcome::NotApplicable).count();
        let shown =
            counted.into_iter().filter(|(o, n)| *n > 0 && (judged == 0 || *o != Outcome::NotApplicable));
        let said = shown.map(|(outcome, n)| {
            let word = outcome_word(outcome, veto, self.language);
            let key = if judged <= 1 && n > 1 { "say-all" } else { "say-some" };
            self.say(Message::new(key).arg("what", self.counted(item.entity, n)).arg("outcome", word))
        });
        said.collect::<Vec<_>>().join(&self.word("say-pause"))
    }

    /// A missing datum: table, row by name, column; the last two may be empty.
    pub fn missing(&self, m: &Missing) -> [String; 3] {
        let Some(entity) = self.pack.entity(m.entity) else { return Default::default() };
        let key = match &m.at {
            MissingAt::Row(row) => self.row(m.entity, *row),
            MissingAt::Below(parent, row) | MissingAt::Rows(parent, row, _) => match *parent == COUNTY {
                true => self.county(*row),
                false => self.row(*parent, *row),
            },
            MissingAt::Finding(item, row) => self.pack.item(*item).map_or_else(String::new, |item| {
                format!("{} {}", self.item(item), self.subject(item.entity, *row, &Group::new()))
                    .trim()
                    .to_owned()
            }),
            MissingAt::Table => String::new(),
        };
        let column = m.column.and_then(|c| entity.columns.get(c.ix())).map_or("", |c| &c.label);
        [entity.label.clone(), key, column.to_owned()]
    }

    /// A row below a subject by what tells it apart there.
    pub fn below(&self, subject: Option<(EntityIx, u32)>, entity: EntityIx, row: u32) -> String {
        let label = self.pack.entity(entity).map_or("", |e| e.label.as_str());
        match self.named(entity, row) {
            Some((at, _, name)) if at == entity => name,
            _ => {
                let keys = self.key_labels(subject.map_or(COUNTY, |s| s.0), entity, row).join(" ");
                format!("{label} {keys}").trim_end().to_owned()
            }
        }
    }

    /// A subject by name; nothing for the county itself.
    pub fn subject(&self, entity: EntityIx, row: u32, group: &Group) -> String {
        let name = if entity == COUNTY { String::new() } else { self.row(entity, row) };
        format!("{name} {}", self.group(group)).trim().to_owned()
    }

    /// Digits with a unit's symbol.
    pub fn with_unit(&self, digits: &str, symbol: &str) -> String {
        match self.language {
            Language::Zh => format!("{digits}{symbol}"),
            Language::En if matches!(symbol, "%" | "‰") => format!("{digits}{symbol}"),
            Language::En => format!("{digits} {symbol}").trim_end().to_owned(),
        }
    }

    /// A number with its unit.
    pub fn quantity(&self, n: &Surd, unit: &Unit, against: Option<&Surd>) -> String {
        self.with_unit(&figure(n, unit, against), &unit.symbol)
    }

    /// A value with its unit.
    pub fn value(&self, value: &Value, unit: &Unit) -> String {
        match value {
            Value::Number(n) => self.quantity(n, unit, None),
            Value::Bool(_) | Value::Kind(..) | Value::Text(_) | Value::Date(_) => {
                value_text(self.pack, value, unit, self.language)
            }
        }
    }

    /// What a row is called that has no subject of its own: the county by name.
    pub fn county(&self, row: u32) -> String {
        name_of(self.pack, self.facts, COUNTY, row).unwrap_or_else(|| self.row(COUNTY, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Surd {
        Surd::from(Number::parse_decimal(text).unwrap())
    }

    #[test]
    fn figures_have_the_digits_of_the_forms_and_more_where_these_would_lie() {
        let metres = Unit::base("平方米");
        assert_eq!(figure(&n("4.4999"), &metres, None), "4.5");
        assert_eq!(figure(&n("4.49999999"), &metres, Some(&n("4.5"))), "4.49999999");
        assert_eq!(figure(&n("0.00000001"), &metres, None), "0.00000001");
        assert_eq!(figure(&n("4.5"), &metres, Some(&n("4.5"))), "4.5");
        assert_eq!(figure(&n("0.45012"), &Unit::none(), Some(&n("0.45"))), "0.4501");
        assert_eq!(figure(&n("0.8534"), &Unit::percent(), Some(&n("0.85"))), "85.3");
    }

    #[test]
    fn shares_are_told_from_all_that_matters() {
        let whole = [Number::one(), Number::scaled(85, 2)];
        assert_eq!(share(&n("4.49999999"), &n("4.5"), &whole).unwrap(), "99.9999998");
        assert_eq!(share(&n("8.6698"), &n("10.2"), &whole).unwrap(), "84.998");
        assert_eq!(share(&n("4.5"), &n("4.5"), &whole).unwrap(), "100");
        assert_eq!(share(&n("4.5"), &n("0"), &whole), None);
    }
}
