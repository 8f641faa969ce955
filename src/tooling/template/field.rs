//! One column of the form: its heading, what may be entered, an example.

use crate::diagnostic::{Language, Message};
use crate::report::sheets::{Allowed, Look};
use crate::semantics::{
    CheckedPack, Column, ColumnBound, ColumnIx, ColumnType, Entity, EntityIx, ItemBody, JudgedAs,
};
use crate::value::Number;

/// Most rules that the comment on the findings' item lists.
const LISTED: usize = 40;

/// A column to fill in.
pub(super) struct Field {
    /// Which column it is.
    pub column: ColumnIx,
    /// `在校生数（人）*`.
    pub heading: String,
    /// Whether it tells which row this is.
    pub key: bool,
    /// What the comment on the heading says.
    pub notes: Vec<String>,
    /// What the example row has.
    pub example: String,
    /// What may be entered.
    pub allowed: Option<Allowed>,
    /// Whether a program only warns of something else.
    pub lenient: bool,
    /// What should be entered, in words.
    pub expected: String,
    /// How the empty cells look.
    pub look: Look,
}

/// An entity's columns: those that tell which row this is first.
pub(super) fn fields(pack: &CheckedPack, ix: EntityIx, entity: &Entity, language: Language) -> Vec<Field> {
    let mut order: Vec<ColumnIx> = entity.parent_link.clone();
    order.extend(entity.key.iter().filter(|c| !entity.parent_link.contains(c)));
    if entity.parent.is_some_and(|p| p.ix() == 0)
        && !entity.key.iter().any(|k| entity.parent_link.contains(k))
    {
        // A row with a code of its own begins with it.
        order.rotate_left(entity.parent_link.len());
    }
    let rest = (0u32..).map(ColumnIx).zip(&entity.columns).map(|(c, _)| c).filter(|c| !order.contains(c));
    let all: Vec<ColumnIx> = order.iter().copied().chain(rest.collect::<Vec<_>>()).collect();
    let found = all.iter().filter_map(|c| pack.column(ix, *c).map(|column| (*c, column)));
    found.map(|(c, column)| field(pack, entity, c, column, order.contains(&c), language)).collect()
}

fn digits(column: &Column, bound: Option<&ColumnBound>) -> Option<String> {
    let Some(ColumnBound::Number(number)) = bound else { return None };
    let number = if column.ty == ColumnType::Share { number.clone() } else { column.unit.from_base(number) };
    number.to_decimal_parts().map(|_| number.display(15))
}

fn field(
    pack: &CheckedPack,
    entity: &Entity,
    ix: ColumnIx,
    column: &Column,
    key: bool,
    language: Language,
) -> Field {
    let word = |key: &'static str| Message::new(key).text(language);
    let own = entity.key.contains(&ix);
    let required = column.required || own || entity.parent_link.contains(&ix);
    let number = matches!(column.ty, ColumnType::Number | ColumnType::Count);
    let mut heading = column.label.clone();
    if number && !column.unit.symbol.is_empty() {
        heading = format!("{heading}（{}）", column.unit.symbol);
    }
    if required {
        heading.push('*');
    }
    let (low, high) = (digits(column, column.min.as_ref()), digits(column, column.max.as_ref()));
    let finding = entity.id == "finding";
    let mut lenient = false;
    let (allowed, look, mut expected) = match column.ty {
        ColumnType::Kind(kind) => {
            let labels: Vec<String> = pack
                .kind(kind)
                .map(|k| k.values.iter().map(|(_, l)| l.clone()).collect())
                .unwrap_or_default();
            let text = Message::new("template-one-of").names("values", &labels).text(language);
            (Some(Allowed::List(labels)), Look::Code, text)
        }
        ColumnType::Flag => {
            let values = vec!["是".to_owned(), "否".to_owned()];
            (Some(Allowed::List(values)), Look::Plain, word("template-flag"))
        }
        ColumnType::Count => {
            let low = low.clone().filter(|l| !l.starts_with('-')).or_else(|| Some("0".to_owned()));
            (Some(Allowed::Whole(low, high.clone())), Look::Number, word("template-count"))
        }
        ColumnType::Number => {
            (Some(Allowed::Decimal(low.clone(), high.clone())), Look::Number, word("template-number"))
        }
        ColumnType::Share => {
            let (low, high) = (low.clone().or(Some("0".into())), high.clone().or(Some("1".into())));
            (Some(Allowed::Decimal(low, high)), Look::Percent, word("template-share"))
        }
        ColumnType::Date => {
            let bound = |b: &Option<ColumnBound>| match b {
                Some(ColumnBound::Date(date)) => Some(*date),
                _ => None,
            };
            let allowed = Allowed::Dates(bound(&column.min), bound(&column.max));
            (Some(allowed), Look::Date, word("template-date"))
        }
        ColumnType::Text if finding && column.id == "item" => {
            let rules: Vec<String> = judged(pack).map(|(name, _, _)| name).collect();
            lenient = true;
            let allowed = (!rules.is_empty()).then_some(Allowed::List(rules));
            (allowed, Look::Code, word("template-finding-item"))
        }
        ColumnType::Text if finding && column.id == "result" => {
            let mut values = Vec::new();
            if judged(pack).any(|(_, _, grade)| !grade) {
                values.extend(["是".to_owned(), "否".to_owned()]);
            }
            if judged(pack).any(|(_, _, grade)| grade) {
                let grades = pack.kinds.iter().find(|k| k.id == "grade");
                values.extend(grades.into_iter().flat_map(|k| k.values.iter().map(|(_, l)| l.clone())));
            }
            (Some(Allowed::List(values)), Look::Code, word("template-finding-result"))
        }
        ColumnType::Text => (None, Look::Code, word("template-text")),
    };
    match (&low, &high) {
        (Some(low), Some(high)) => {
            expected = Message::new("template-between")
                .arg("expected", &expected)
                .arg("low", low)
                .arg("high", high)
                .text(language);
        }
        (Some(low), None) => {
            expected =
                Message::new("template-from").arg("expected", &expected).arg("low", low).text(language);
        }
        (None, Some(high)) => {
            expected =
                Message::new("template-up-to").arg("expected", &expected).arg("high", high).text(language);
        }
        (None, None) => {}
    }
    let mut notes = vec![expected.clone()];
    if number && !column.unit.symbol.is_empty() {
        notes.push(Message::new("template-unit").arg("unit", &column.unit.symbol).text(language));
    }
    let mut also = |condition: bool, key: &'static str| {
        if condition {
            notes.push(word(key));
        }
    };
    also(own, "template-key");
    also(!own && required, "template-required");
    also(column.derive.is_some(), "template-derived");
    also(column.personal, "template-personal");
    if !own && entity.parent_link.contains(&ix) {
        let parent = entity.parent.and_then(|p| pack.entity(p)).map_or("", |p| p.label.as_str());
        notes.push(Message::new("template-parent").arg("parent", parent).text(language));
    }
    if let ColumnType::Kind(kind) = column.ty
        && let Some(kind) = pack.kind(kind).filter(|k| !k.aliases.is_empty())
    {
        let other = |((_, label), value): (&(String, String), _)| {
            let words: Vec<&str> = kind.aliases_of(value).collect();
            (!words.is_empty()).then(|| format!("{label} = {}", words.join("、")))
        };
        let list: Vec<String> = kind.values.iter().zip(0..).filter_map(other).collect();
        notes.push(Message::new("template-aliases").arg("words", list.join("；")).text(language));
    }
    if finding && column.id == "item" {
        notes.extend(judged(pack).take(LISTED).map(|(name, title, _)| format!("{name}：{title}")));
    }
    if let Some(note) = &column.note {
        notes.push(note.clone());
    }
    let example = example(pack, entity, ix, column, low.as_deref(), language);
    let fits = column.pattern.as_ref().is_none_or(|p| p.fits(&example));
    let example = if fits { example } else { String::new() };
    Field { column: ix, heading, key, notes, example, allowed, lenient, expected, look }
}

/// The rules that take a finding: name, title, whether by a grade.
fn judged(pack: &CheckedPack) -> impl Iterator<Item = (String, String, bool)> {
    pack.items.iter().filter_map(|item| match &item.body {
        ItemBody::Rule { judged: Some(how), .. } => {
            let title = item.title.clone();
            Some((item.label.clone(), title, *how == JudgedAs::Grade))
        }
        ItemBody::Indicator(_) | ItemBody::Rule { .. } | ItemBody::Define { .. } => None,
    })
}

fn example(
    pack: &CheckedPack,
    entity: &Entity,
    ix: ColumnIx,
    column: &Column,
    low: Option<&str>,
    language: Language,
) -> String {
    let least = low.and_then(|l| Number::parse_decimal(l).ok());
    let at_least = |usual: i64| match &least {
        Some(least) if *least > Number::from(usual) => least.ceil().display(0),
        _ => usual.to_string(),
    };
    match column.ty {
        ColumnType::Kind(kind) => {
            pack.kind(kind).and_then(|k| k.values.first()).map(|(_, label)| label.clone()).unwrap_or_default()
        }
        ColumnType::Flag => "是".to_owned(),
        ColumnType::Count | ColumnType::Number => at_least(usual(pack, entity, ix, column)),
        ColumnType::Share => "12%".to_owned(),
        ColumnType::Date => "2026-09-01".to_owned(),
        ColumnType::Text if entity.id == "finding" && ix.ix() == 0 => {
            judged(pack).next().map(|(name, _, _)| name).unwrap_or_default()
        }
        ColumnType::Text if entity.id == "finding" && column.id == "result" => "是".to_owned(),
        ColumnType::Text if entity.parent.is_none() && entity.key.contains(&ix) => "990001".to_owned(),
        ColumnType::Text if entity.parent_link.contains(&ix) => {
            let county = entity.parent.is_some_and(|p| p.ix() == 0);
            if county { "990001".to_owned() } else { "9900010001".to_owned() }
        }
        ColumnType::Text if entity.key.contains(&ix) => {
            let below_county = entity.parent.is_some_and(|p| p.ix() == 0);
            let own = !entity.key.iter().any(|k| entity.parent_link.contains(k));
            match (below_county, own) {
                (true, true) => "9900010001".to_owned(),
                // What tells a county's rows apart is a word: a subject.
                (true, false) => Message::new("template-example-text").text(language),
                (false, _) => "01".to_owned(),
            }
        }
        ColumnType::Text if entity.display == Some(ix) => {
            let county = entity.parent.is_none();
            Message::new(if county { "template-example-county" } else { "template-example-name" })
                .text(language)
        }
        ColumnType::Text => Message::new("template-example-text").text(language),
    }
}

/// A number such as a table of this sort has: pupils of a county, a school, a class; money and areas by their unit. Parts come after their whole.
fn usual(pack: &CheckedPack, entity: &Entity, ix: ColumnIx, column: &Column) -> i64 {
    let mut depth = 0;
    let mut above = entity.parent;
    while let Some(parent) = above {
        (depth, above) = (depth + 1, pack.entity(parent).and_then(|e| e.parent));
    }
    let people = |c: &Column| c.ty == ColumnType::Count && c.unit.symbol == column.unit.symbol;
    let earlier = entity.columns.iter().take(ix.ix()).filter(|c| people(c)).count();
    match (&*column.unit.symbol, depth, earlier) {
        ("人", 0, 0) => 1200,
        ("人", 0, _) => 240,
        ("人", 1 | 2, 0) => 450,
        ("人", _, 0) => 40,
        ("人", ..) => 30,
        ("元", 0, _) => 96_000,
        ("元", ..) => 900_000,
        ("万元", ..) => 90,
        ("平方米", 1, _) => 3600,
        ("平方米", 2, _) => 2400,
        ("平方米", ..) => 96,
        ("所", ..) => 36,
        ("学时", ..) => 380,
        _ => 12,
    }
}
