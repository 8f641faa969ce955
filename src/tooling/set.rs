//! Numbers set for a trial: `R5.at_least.primary=8`.

use indexmap::IndexMap;

use crate::diagnostic::{Language, Message, suggest};
use crate::pack::{PackChain, overlaid};
use crate::semantics::*;
use crate::syntax::vocabulary::yaml::Key;
use crate::value::{Date, Number};

/// Why a number cannot be set: what is wrong, and advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: Message,
    /// What to write.
    pub help: Option<Message>,
}

/// A pack's chain with numbers set as asked for, each `ID[.at_least][.KIND…]=NUMBER`; `ID` is an indicator or a limit, by id or label, or `schedule`
/// with a county's code. Where a number goes by dates, the one in force on `as_of` is set. The chain is still to be checked.
///
/// # Errors
/// [`Refusal`] where nothing is called so, no single number is meant, or it is no number.
pub fn with_numbers(
    chain: PackChain,
    pack: &CheckedPack,
    asked: &[String],
    as_of: Date,
) -> Result<PackChain, Refusal> {
    if asked.is_empty() {
        return Ok(chain);
    }
    let mut tree = Tree::default();
    for one in asked {
        let (path, number) = parse(pack, one, as_of)?;
        if !tree.put(&path, number) {
            let message = Message::new("set-twice").arg("path", one.split(['=', '＝']).next().unwrap_or(one));
            return Err(Refusal { message, help: None });
        }
    }
    let mut text = String::new();
    tree.write(0, &mut text);
    Ok(overlaid(chain, asked.to_vec(), &text))
}

/// The line that says which numbers were set for a trial; nothing where none were.
pub fn trial(pack: &CheckedPack, language: Language) -> String {
    if pack.set.is_empty() {
        return String::new();
    }
    Message::new("report-set").names("set", &pack.set).text(language) + "\n"
}

/// Where a number stands in a checked pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    of: Read,
    from: Option<Date>,
    key: Vec<KindValue>,
}

impl Spot {
    /// The place that is asked for as in [`with_numbers`]; what stands behind the equals sign must be a number.
    ///
    /// # Errors
    /// [`Refusal`] as there, and for a target year, which is no number of a limit.
    pub fn find(pack: &CheckedPack, asked: &str, as_of: Date) -> Result<Spot, Refusal> {
        let (way, _) = parse(pack, asked, as_of)?;
        let mut keys = way.iter().filter_map(|stretch| match stretch {
            Stretch::Key(key) => Some(key.as_str()),
            Stretch::From(_) => None,
        });
        let no = || Refusal { message: Message::new("set-no-limit").arg("asked", asked), help: None };
        let (Some(_), Some(sort), Some(id), Some(_)) = (keys.next(), keys.next(), keys.next(), keys.next())
        else {
            return Err(no());
        };
        let position = if Key::Limits.is(sort) {
            pack.limits.iter().position(|l| l.id == id)
        } else {
            pack.items.iter().position(|i| i.id == id)
        };
        let ix = position.and_then(|i| u32::try_from(i).ok()).ok_or_else(no)?;
        let of = if Key::Limits.is(sort) { Read::Limit(LimitIx(ix)) } else { Read::Item(ItemIx(ix)) };
        let from = way.iter().find_map(|stretch| match stretch {
            Stretch::From(from) => Some(*from),
            Stretch::Key(_) => None,
        });
        let mut spot = Spot { of, from, key: Vec::new() };
        let kinds = spot.limit(pack).map(|l| l.by.clone()).ok_or_else(no)?;
        for (kind, id) in kinds.iter().zip(keys) {
            let value = pack.kind(*kind).and_then(|k| k.values.iter().position(|(own, _)| own == id));
            spot.key.push(value.and_then(|v| KindValue::try_from(v).ok()).ok_or_else(no)?);
        }
        Ok(spot)
    }

    /// What a formula reads that reads the number: the limit, or the indicator whose own threshold it is.
    pub fn read(&self) -> Read {
        self.of
    }

    /// The limit in which it stands.
    pub fn limit<'p>(&self, pack: &'p CheckedPack) -> Option<&'p Limit> {
        match self.of {
            Read::Limit(ix) => pack.limit(ix),
            Read::Item(ix) => match &pack.item(ix)?.body {
                ItemBody::Indicator(Indicator { threshold: ThresholdRef::Own(limit), .. }) => Some(limit),
                ItemBody::Indicator(_) | ItemBody::Rule { .. } | ItemBody::Define { .. } => None,
            },
            Read::Column(..) | Read::Finding(_) | Read::Rows(_) | Read::Kind(_) | Read::TargetYear => None,
        }
    }

    /// The number, in base units.
    pub fn number<'p>(&self, pack: &'p CheckedPack) -> Option<&'p Number> {
        let table = self.limit(pack)?.tables.iter().find(|t| t.from == self.from)?;
        table.values.get(&self.key)
    }

    /// Puts another number there, in base units. Nothing else of the pack is looked at again.
    pub fn put(&self, pack: &mut CheckedPack, number: Number) {
        let limit = match self.of {
            Read::Limit(ix) => pack.limits.get_mut(ix.ix()),
            Read::Item(ix) => match pack.items.get_mut(ix.ix()).map(|i| &mut i.body) {
                Some(ItemBody::Indicator(Indicator { threshold: ThresholdRef::Own(limit), .. })) => {
                    Some(limit.as_mut())
                }
                Some(ItemBody::Indicator(_) | ItemBody::Rule { .. } | ItemBody::Define { .. }) | None => None,
            },
            Read::Column(..) | Read::Finding(_) | Read::Rows(_) | Read::Kind(_) | Read::TargetYear => None,
        };
        let table = limit.and_then(|l| l.tables.iter_mut().find(|t| t.from == self.from));
        if let Some(slot) = table.and_then(|t| t.values.get_mut(&self.key)) {
            *slot = number;
        }
    }
}

/// A step of the way to a number in YAML.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Stretch {
    Key(String),
    /// The entry of a list that is in force from a date.
    From(Date),
}

#[derive(Default)]
struct Tree {
    number: Option<String>,
    below: IndexMap<Stretch, Tree>,
}

impl Tree {
    /// Whether the place was free.
    fn put(&mut self, path: &[Stretch], number: String) -> bool {
        match path.split_first() {
            None => self.number.replace(number).is_none(),
            Some((first, rest)) => self.below.entry(first.clone()).or_default().put(rest, number),
        }
    }

    fn write(&self, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth);
        for (stretch, tree) in &self.below {
            let head = match stretch {
                Stretch::Key(key) => format!("{indent}{key}:"),
                Stretch::From(date) => format!("{indent}- from: {date}\n{indent}  value:"),
            };
            out.push_str(&head);
            match &tree.number {
                Some(number) => out.push_str(&format!(" {number}\n")),
                None => {
                    out.push('\n');
                    let more = if matches!(stretch, Stretch::From(_)) { 2 } else { 1 };
                    tree.write(depth + more, out);
                }
            }
        }
    }
}

fn parse(pack: &CheckedPack, asked: &str, as_of: Date) -> Result<(Vec<Stretch>, String), Refusal> {
    let refuse = |message: Message, help: Option<Message>| Err(Refusal { message, help });
    let Some((path, number)) = asked.split_once(['=', '＝']) else {
        return refuse(
            Message::new("set-no-number").arg("asked", asked),
            Some(Message::new("help-set-form")),
        );
    };
    let number: String = number.trim().chars().map(narrow).collect();
    let plain = number.trim_end_matches(['%', '‰']);
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(plain);
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '_') {
        return refuse(
            Message::new("set-not-a-number").arg("asked", asked).arg("number", number),
            Some(Message::new("help-set-number")),
        );
    }
    let mut names = path.split('.').map(str::trim);
    let name = names.next().unwrap_or_default();
    let rest: Vec<&str> = names.collect();
    let key = |key: Key| Stretch::Key(key.en().to_owned());
    if Key::Schedule.is(name) {
        let [code] = rest.as_slice() else {
            return refuse(
                Message::new("set-no-number").arg("asked", asked),
                Some(Message::new("help-set-form")),
            );
        };
        if !pack.schedule.contains_key(*code) {
            let known = suggest(code, pack.schedule.keys().map(String::as_str));
            let help = known.map(|near| Message::new("help-did-you-mean").arg("name", near));
            return refuse(Message::new("set-unknown-county").arg("name", code), help);
        }
        return Ok((vec![key(Key::Schedule), Stretch::Key(format!("\"{code}\""))], number));
    }
    let (sort, field, limit) = named(pack, name)?;
    let rest = match rest.split_first() {
        Some((first, more)) if field.is(first) => more,
        Some((first, _))
            if [Key::AtLeast, Key::AtMost, Key::Above, Key::Below].iter().any(|k| k.is(first)) =>
        {
            let message = Message::new("set-other-comparison").arg("name", name).arg("given", first);
            let right = Message::new("help-did-you-mean").arg("name", format!("{name}.{}", field.en()));
            return refuse(message, Some(right));
        }
        _ => &rest,
    };
    let Some(table) = limit.table_at(as_of) else {
        return refuse(Message::new("set-not-in-force").arg("name", name).arg("date", as_of), None);
    };
    let mut way = vec![key(Key::Override), key(sort), Stretch::Key(limit.id.clone()), key(field)];
    if let Some(from) = table.from {
        way.push(Stretch::From(from));
    }
    let kinds = kind_values(pack, limit, rest).ok_or_else(|| {
        let every: Vec<String> = table
            .values
            .keys()
            .map(|k| format!("{}.{}.{}", limit.id, field.en(), meaning::key_ids(pack, limit, k).join(".")))
            .map(|text| text.trim_end_matches('.').to_owned())
            .collect();
        Refusal {
            message: Message::new("set-which").arg("path", path.trim()),
            help: Some(Message::new("help-set-which").names("paths", &every)),
        }
    })?;
    way.extend(kinds.into_iter().map(Stretch::Key));
    Ok((way, number))
}

/// A full-width digit or sign as the plain one.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' | '．' | '％' | '－' | '＋' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '−' => '-',
        other => other,
    }
}

/// What is called so: where it stands in YAML, and its numbers.
fn named<'p>(pack: &'p CheckedPack, name: &str) -> Result<(Key, Key, &'p Limit), Refusal> {
    if let Some(limit) = pack.limits.iter().find(|l| l.id == name || l.label == name) {
        return Ok((Key::Limits, Key::Value, limit));
    }
    let item = pack.find_item(name).and_then(|ix| pack.item(ix));
    match item.map(|i| &i.body) {
        Some(ItemBody::Indicator(indicator)) => {
            let field = match indicator.comparison {
                Comparison::AtLeast => Key::AtLeast,
                Comparison::AtMost => Key::AtMost,
                Comparison::Above => Key::Above,
                Comparison::Below => Key::Below,
            };
            match &indicator.threshold {
                ThresholdRef::Own(limit) => Ok((Key::Indicators, field, limit)),
                ThresholdRef::Limit(ix) => {
                    let limit = pack.limit(*ix).map_or("", |l| &l.id);
                    Err(Refusal {
                        message: Message::new("set-by-limit").arg("name", name).arg("limit", limit),
                        help: Some(Message::new("help-did-you-mean").arg("name", limit)),
                    })
                }
            }
        }
        Some(_) => Err(Refusal {
            message: Message::new("set-no-table").arg("name", name),
            help: Some(Message::new("help-set-form")),
        }),
        None => {
            let own = pack.items.iter().filter(|i| matches!(i.body, ItemBody::Indicator(_)));
            let names = pack.limits.iter().flat_map(|l| [l.id.as_str(), l.label.as_str()]);
            let names = names.chain(own.flat_map(|i| [i.id.as_str(), i.label.as_str()]));
            let help = suggest(name, names).map_or_else(
                || Message::new("help-set-form"),
                |near| Message::new("help-did-you-mean").arg("name", near),
            );
            Err(Refusal { message: Message::new("set-unknown").arg("name", name), help: Some(help) })
        }
    }
}

/// The ids of kind values, one for each kind that a limit goes by.
fn kind_values(pack: &CheckedPack, limit: &Limit, given: &[&str]) -> Option<Vec<String>> {
    if given.len() != limit.by.len() {
        return None;
    }
    let one = |(kind, name): (&KindIx, &&str)| {
        let values = &pack.kind(*kind)?.values;
        values.iter().find(|(id, label)| id == name || label == name).map(|(id, _)| id.clone())
    };
    limit.by.iter().zip(given).map(one).collect()
}
