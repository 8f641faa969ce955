//! What of the parent the examples are about.

use super::Request;
use crate::diagnostic::{Language, Message};
use crate::evaluation::{Options, evaluate};
use crate::facts::{RawTable, from_tables};
use crate::report::{number_apart, outcome_word};
use crate::semantics::*;
use crate::syntax::print;
use crate::syntax::vocabulary::Vocabulary;
use crate::value::{Date, Number, Outcome, Surd, Unit};

pub(super) struct Choices<'a> {
    pub parent: &'a CheckedPack,
    pub request: &'a Request,
    pub language: Language,
}

/// A text as a YAML value, in quotes where it would be taken for something else.
fn yaml(text: &str) -> String {
    const TAKEN: [&str; 12] = ["yes", "no", "on", "off", "true", "false", "null", "y", "n", "是", "否", "~"];
    let plain = text.starts_with(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || "_-（）、，。".contains(c))
        && !TAKEN.contains(&text.to_lowercase().as_str());
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// One unit in the last place of a decimal: 0.1 for 4.2, 1 for 2000.
fn last_place(n: &Number) -> Number {
    Number::scaled(1, n.to_decimal_parts().map_or(0, |(_, scale)| scale))
}

/// A change of a number: of what, for which kinds, from what to what.
struct Change {
    /// The keys around the number, outermost first.
    path: Vec<String>,
    /// For which kinds' values, in words.
    kinds: String,
    from: String,
    to: String,
}

impl Choices<'_> {
    fn zh(&self) -> bool {
        self.language == Language::Zh
    }

    /// A name as the new pack's files write it: labels in Chinese, ids in English.
    fn name<'n>(&self, id: &'n str, label: &'n str) -> &'n str {
        if self.zh() { label } else { id }
    }

    /// Everything that the texts name.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let parent = self.parent;
        let title = Message::new("new-title").arg("parent", &parent.title).arg("id", &self.request.id);
        let (override_said, change) = self.change();
        let rule = self.rule();
        let (base, expected) = self.case();
        let conclusion = self.conclusion().map_or("", |c| &c.id);
        vec![
            ("id", yaml(&self.request.id)),
            ("parent", self.request.extends.clone()),
            ("version", self.version()),
            ("title", yaml(&title.text(self.language))),
            ("override_said", override_said),
            ("override", change),
            ("rule_sentence", rule.sentence),
            ("rule_title", rule.title),
            ("entity", rule.entity),
            ("column", rule.column),
            ("limit_unit", rule.unit),
            ("limit_value", rule.value),
            ("conclusion", print::name(conclusion)),
            ("as_of", self.day().to_string()),
            ("base", base),
            ("outcome", expected),
        ]
    }

    /// The parent's year with nothing behind it.
    fn version(&self) -> String {
        let year = self.parent.version.split('.').next().unwrap_or("1");
        format!("{year}.1.0")
    }

    fn conclusion(&self) -> Option<&Item> {
        let is = |i: &&Item| matches!(i.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. });
        self.parent.items.iter().find(is)
    }

    /// A number of the parent made a little stricter: in words, and as the lines that do it.
    fn change(&self) -> (String, String) {
        let indicators = self.parent.items.iter().filter_map(|item| {
            let ItemBody::Indicator(i) = &item.body else { return None };
            let ThresholdRef::Own(limit) = &i.threshold else { return None };
            let (key, rises) = match i.comparison {
                Comparison::AtLeast => (self.name("at_least", "不低于"), true),
                Comparison::AtMost => (self.name("at_most", "不超过"), false),
                Comparison::Above => (self.name("above", "高于"), true),
                Comparison::Below => (self.name("below", "低于"), false),
            };
            let change = self.changed(limit, rises)?;
            let sort = self.name("indicators", "指标");
            Some((item.id.as_str(), item.title.as_str(), sort, key, limit.unit.clone(), change))
        });
        let limits = self.parent.limits.iter().filter_map(|limit| {
            let change = self.changed(limit, limit.stricter? == Stricter::Higher)?;
            let (sort, key) = (self.name("limits", "限值"), self.name("value", "取值"));
            Some((limit.id.as_str(), limit.label.as_str(), sort, key, limit.unit.clone(), change))
        });
        let Some((id, title, sort, key, unit, change)) = indicators.chain(limits).next() else {
            return (Message::new("new-no-number").text(self.language), String::new());
        };
        let said = Message::new("new-override-said")
            .arg("id", id)
            .arg("title", title)
            .arg("kinds", &change.kinds)
            .arg("from", &change.from)
            .arg("to", &change.to)
            .arg("unit", &unit.symbol);
        let mut value = change.to.clone();
        for kind in change.path.iter().rev() {
            value = format!("{{{}: {value}}}", yaml(kind));
        }
        let head = self.name("override", "调整");
        let (cite, source) = match self.request.vocabulary {
            Vocabulary::Zh => ("依据", "本地文件, 第一条"),
            Vocabulary::En => ("cite", "local_plan, Article 1"),
        };
        let lines =
            format!("# {head}:\n#   {sort}:\n#     {}: {{{key}: {value}, {cite}: [{source}]}}", yaml(id));
        (said.text(self.language), lines)
    }

    /// The first number of a table without dates, one unit in its last place stricter.
    fn changed(&self, limit: &Limit, rises: bool) -> Option<Change> {
        let [table] = limit.tables.as_slice() else { return None };
        let (key, number) = table.values.first_key_value().filter(|_| table.from.is_none())?;
        let shown = |n: &Number| number_apart(&Surd::from(n.clone()), &limit.unit, None);
        let from = limit.unit.from_base(number);
        let step = last_place(&from);
        let to = if rises { &from + &step } else { &from - &step };
        let beyond = limit.unit == Unit::percent() && to > Number::scaled(100, 0);
        if to.is_negative() || to.is_zero() || beyond {
            return None;
        }
        let kinds = || {
            limit.by.iter().zip(key).filter_map(|(k, v)| self.parent.kind(*k)?.values.get(usize::from(*v)))
        };
        Some(Change {
            path: kinds().map(|(id, label)| self.name(id, label).to_owned()).collect(),
            kinds: kinds().map(|(_, label)| label.as_str()).collect::<Vec<_>>().join("、"),
            from: shown(number),
            to: shown(&limit.unit.to_base(&to)),
        })
    }

    /// A column that a rule could be about, below the conclusion's entity where there is one.
    fn column(&self) -> Option<(&Entity, &Column)> {
        let top = self.conclusion()?.entity;
        let below = |mut ix: EntityIx| loop {
            if ix == top {
                return true;
            }
            match self.parent.entity(ix).and_then(|e| e.parent) {
                Some(parent) => ix = parent,
                None => return false,
            }
        };
        let fits = |c: &&Column| {
            c.ty == ColumnType::Count
                && c.max.is_none()
                && c.min.is_none()
                && c.derive.is_none()
                && !c.personal
        };
        let mut found = (0u32..)
            .map(EntityIx)
            .zip(&self.parent.entities)
            .filter(|(ix, _)| below(*ix))
            .filter_map(|(ix, e)| Some((ix, e, e.columns.iter().find(fits)?)));
        let first = found.next()?;
        let other = if first.0 == top { found.next() } else { None };
        let (_, entity, column) = other.unwrap_or(first);
        Some((entity, column))
    }

    fn rule(&self) -> Rule {
        let Some((entity, column)) = self.column() else {
            let top = self.conclusion().and_then(|c| self.parent.entity(c.entity));
            let top = top.map_or("", |e| self.name(&e.id, &e.label));
            return Rule {
                sentence: Message::new("new-rule-none").text(self.language),
                title: yaml(&Message::new("new-rule-none").text(self.language)),
                entity: print::name(top),
                column: "1".to_owned(),
                unit: String::new(),
                value: "1".to_owned(),
            };
        };
        const VALUE: &str = "6";
        let unit = &column.unit.symbol;
        let sentence = Message::new("new-rule-sentence")
            .arg("entity", &entity.label)
            .arg("column", &column.label)
            .arg("value", format!("{VALUE}{unit}"));
        let title = Message::new("new-limit-title").arg("entity", &entity.label).arg("column", &column.label);
        let key = self.name("unit", "单位");
        Rule {
            sentence: sentence.text(self.language).replace('"', "”"),
            title: yaml(&title.text(self.language)),
            entity: print::name(self.name(&entity.id, &entity.label)),
            column: print::name(self.name(&column.id, &column.label)),
            unit: if unit.is_empty() { String::new() } else { format!("#     {key}: {}\n", yaml(unit)) },
            value: VALUE.to_owned(),
        }
    }

    /// A day on which the parent is in force.
    fn day(&self) -> Date {
        let day = Date::constant(2026, 1, 1);
        let day = self.parent.from.map_or(day, |from| day.max(from));
        self.parent.to.map_or(day, |to| day.min(to))
    }

    /// The facts of a county of which nothing is known, and what the conclusion then is.
    fn case(&self) -> (String, String) {
        let undetermined = outcome_word(Outcome::Undetermined, false, self.language);
        let Some(county) = self.parent.entities.first() else { return (String::new(), undetermined) };
        let cells: Vec<(&str, String)> = (0u32..)
            .map(ColumnIx)
            .zip(&county.columns)
            .filter(|(ix, c)| county.key.contains(ix) || c.required)
            .map(|(ix, c)| (c.id.as_str(), self.cell(c, county.key.contains(&ix))))
            .collect();
        let row: Vec<String> = cells
            .iter()
            .map(|(id, value)| format!("{}: {}", yaml(id), serde_json::Value::from(value.as_str())))
            .collect();
        let base = format!("  {}:\n    - {{{}}}", yaml(&county.id), row.join(", "));
        let header: Vec<&str> = cells.iter().map(|(id, _)| *id).collect();
        let texts: Vec<&str> = cells.iter().map(|(_, value)| value.as_str()).collect();
        let facts = from_tables(self.parent, vec![RawTable::new(&county.id, &header, &[&texts])], self.day());
        let evaluation = evaluate(self.parent, &facts, &Options::on(self.day()));
        let wanted = self.conclusion().and_then(|c| self.parent.find_item(&c.id));
        let outcome =
            evaluation.counties.iter().flat_map(|c| &c.subjects).find(|s| Some(s.item) == wanted).map_or(
                undetermined,
                |s| match self.language {
                    Language::Zh => outcome_word(s.outcome, false, self.language),
                    Language::En => s.outcome.id().to_owned(),
                },
            );
        (base, outcome)
    }

    fn cell(&self, column: &Column, key: bool) -> String {
        let least = |otherwise: &str| match &column.min {
            Some(ColumnBound::Number(n)) => number_apart(&Surd::from(n.clone()), &column.unit, None),
            Some(ColumnBound::Date(d)) => d.to_string(),
            None => otherwise.to_owned(),
        };
        match column.ty {
            ColumnType::Text if key => "990001".to_owned(),
            ColumnType::Text => Message::new("new-county-name").text(self.language),
            ColumnType::Number | ColumnType::Count => least("1"),
            ColumnType::Share => least("0.5"),
            ColumnType::Date => least("2026-01-01"),
            ColumnType::Flag => if self.zh() { "是" } else { "true" }.to_owned(),
            ColumnType::Kind(kind) => {
                let first = self.parent.kind(kind).and_then(|k| k.values.first());
                first.map(|(id, label)| self.name(id, label).to_owned()).unwrap_or_default()
            }
        }
    }
}

/// The example of a rule.
struct Rule {
    sentence: String,
    title: String,
    entity: String,
    column: String,
    unit: String,
    value: String,
}
