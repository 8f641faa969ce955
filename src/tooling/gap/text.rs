//! A gap for people: what to add, school by school, then the county's total, then what no addition mends.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Addition, Change, CountyGap, Lack};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::evaluation::{Doubts, Options, Standpoint};
use crate::facts::{COUNTY, Cell, Facts, FindingResult};
use crate::report::{
    claim, folded, key_text, lead_units, missing_words, number_apart, outcome_word, reason_words, table,
};
use crate::semantics::{CheckedPack, ColumnIx, ColumnType, EntityIx, ItemBody, KindIx, RuleKind};
use crate::value::{Number, Outcome, Unit};

/// Most rows that are told of a coefficient.
const MOVERS: usize = 5;

/// Counties' gaps as text that fits a terminal.
pub fn text(
    pack: &CheckedPack,
    facts: &Facts,
    options: &Options,
    gaps: &[CountyGap],
    language: Language,
) -> String {
    let mut out = String::new();
    let lines = [
        Message::new("report-pack").arg("pack", format!("{}@{}", pack.id, pack.version)).arg("period", ""),
        Message::new("report-pack-digest").arg("digest", &pack.digest),
        Message::new("report-as-of").arg("date", options.as_of),
        Message::new("report-data-digest").arg("digest", &facts.digest),
    ];
    let _ = writeln!(out, "{}", pack.title);
    for line in lines {
        let _ = writeln!(out, "  {}", line.text(language));
    }
    let catalogue = Catalogue::of(language);
    let _ = writeln!(out, "{}", catalogue.get("report-not-recognition"));
    for gap in gaps {
        let mut writer = Writer { pack, gap, language, out: String::new() };
        writer.county();
        out.push_str(&writer.out);
    }
    out
}

struct Writer<'a> {
    pack: &'a CheckedPack,
    gap: &'a CountyGap,
    language: Language,
    out: String,
}

impl<'a> Writer<'a> {
    fn word(&self, key: &str) -> String {
        Catalogue::of(self.language).get(key)
    }

    fn say(&self, message: &Message) -> String {
        message.text(self.language)
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn heading(&mut self, key: &str) {
        let text = self.word(key);
        let _ = write!(self.out, "\n{text}\n");
    }

    fn key(&self, entity: EntityIx, row: u32) -> String {
        key_text(self.pack, &self.gap.planned, entity, row, &Vec::new())
    }

    fn subject(&self, at: &Standpoint) -> String {
        let Some((entity, row)) = at.frames.first().copied() else { return String::new() };
        key_text(self.pack, &self.gap.planned, entity, row, &at.group)
    }

    fn county(&mut self) {
        let name = self.key(COUNTY, self.gap.county);
        let _ = write!(self.out, "\n{}\n{name}\n{}\n", "═".repeat(50), "═".repeat(50));
        self.verdict();
        self.lacks();
        self.choices();
        self.coefficients();
        self.findings();
        self.stuck();
        self.broken();
        self.missing();
        self.totals();
    }

    fn verdict(&mut self) {
        self.heading("report-verdict");
        for root in &self.gap.roots {
            let Some(item) = self.pack.item(root.item) else { continue };
            let veto = matches!(item.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
            let subject = if item.entity == COUNTY && root.group.is_empty() {
                String::new()
            } else {
                format!(" {}", key_text(self.pack, &self.gap.planned, item.entity, root.row, &root.group))
            };
            let concludes = matches!(item.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. });
            let [now, then] = self.gap.doubts;
            let word = |outcome: Outcome, doubts: Doubts| match concludes {
                true => claim(outcome, doubts, self.language),
                false => outcome_word(outcome, veto, self.language),
            };
            let message = Message::new("gap-before-after")
                .arg("title", &item.title)
                .arg("subject", subject)
                .arg("before", word(root.before, now))
                .arg("after", word(root.after, then));
            self.line(folded(&self.say(&message), "  ").trim_end());
        }
    }

    /// The lacks of plain numbers and flags, by subject.
    fn lacks(&mut self) {
        self.heading("gap-lacks");
        let mut by_subject: Vec<((EntityIx, u32), Vec<&'a Lack>)> = Vec::new();
        for lack in &self.gap.lacks {
            let of_coefficient =
                self.gap.coefficients.iter().any(|c| c.at == lack.at && c.changes == lack.changes);
            let Some(first) = lack.at.frames.first().copied() else { continue };
            if of_coefficient || lack.changes.is_empty() {
                continue;
            }
            match by_subject.iter_mut().find(|(at, _)| *at == first) {
                Some((_, list)) => list.push(lack),
                None => by_subject.push((first, vec![lack])),
            }
        }
        if by_subject.is_empty() && self.gap.additions.is_empty() {
            let none = self.word("report-none");
            self.line(&format!("  {none}"));
            return;
        }
        for ((entity, row), lacks) in by_subject {
            let key = self.key(entity, row);
            self.line(&format!("\n  {key}"));
            for lack in lacks {
                self.lack(lack);
            }
        }
        self.additions();
    }

    fn lack(&mut self, lack: &Lack) {
        let Some(item) = lack.at.item.and_then(|i| self.pack.item(i)) else { return };
        let mut head = match lack.of.and_then(|i| self.pack.item(i)) {
            Some(of) => format!("{} · {} {}", item.id, of.id, of.title),
            None if lack.condition.is_empty() => format!("{} {}", item.id, item.title),
            None => format!("{} {}", item.id, lack.condition),
        };
        if let (Some(value), Some(limit), Some(unit)) = (&lack.value, &lack.limit, &lack.unit) {
            let numbers = Message::new("gap-value-limit")
                .arg("value", number_apart(value, unit, Some(limit)))
                .arg("relation", lack.relation)
                .arg("limit", number_apart(limit, unit, None))
                .arg("unit", &unit.symbol);
            let _ = write!(head, "  {}", self.say(&numbers).trim_end());
        }
        if lack.at.frames.len() > 1
            && let Some((entity, row)) = lack.at.frames.last().copied()
        {
            let _ = write!(head, "  {}", self.key(entity, row));
        }
        let text = folded(&head, "    ");
        self.out.push_str(&text);
        let units = lead_units(self.pack, lack.of, lack.at.item);
        if !units.is_empty() {
            let text = Message::new("gap-units").arg("units", units.join("、"));
            self.out.push_str(&folded(&self.say(&text), "      "));
        }
        let subject = lack.at.frames.last().copied();
        for change in &lack.changes {
            let text = self.change(change, subject);
            self.out.push_str(&folded(&text, "      → "));
        }
    }

    /// `体育运动场馆面积 +153 平方米（867 → 1020）`, with the row where it is not the subject's.
    fn change(&self, change: &Change, subject: Option<(EntityIx, u32)>) -> String {
        let Some(column) = self.pack.column(change.at.entity, change.at.column) else { return String::new() };
        let mut text = String::new();
        if subject != Some((change.at.entity, change.at.row)) {
            let _ = write!(text, "{} ", self.key(change.at.entity, change.at.row));
        }
        if column.personal {
            return format!("{text}{}", column.label);
        }
        let shown = |cell: &Cell| cell_text(self.pack, cell, column.ty, &column.unit, self.language);
        if let (Cell::Number(from), Cell::Number(to)) = (&change.from, &change.to) {
            let apart = to - from;
            let sign = if apart.is_negative() { "−" } else { "+" };
            let amount =
                cell_text(self.pack, &Cell::Number(apart.abs()), column.ty, &column.unit, self.language);
            let _ = write!(text, "{} {sign}{amount}", column.label);
            if !column.unit.symbol.is_empty() {
                let _ = write!(text, " {}", column.unit.symbol);
            }
        } else {
            text.push_str(&column.label);
        }
        let _ = write!(text, "（{} → {}）", shown(&change.from), shown(&change.to));
        if let Some(cost) = &change.cost {
            let _ = write!(text, "  {}", self.say(&yuan(cost)));
        }
        text
    }

    fn additions(&mut self) {
        for addition in &self.gap.additions {
            let text = self.addition(addition);
            self.out.push_str(&folded(&text, "  "));
        }
    }

    fn addition(&self, addition: &Addition) -> String {
        let Some(entity) = self.pack.entity(addition.entity) else { return String::new() };
        let parent =
            self.gap.planned.table(addition.entity).and_then(|t| t.parent.get(addition.row as usize));
        let parent = entity.parent.zip(parent.copied()).map(|(e, row)| self.key(e, row)).unwrap_or_default();
        let said: Vec<String> = addition
            .cells
            .iter()
            .filter_map(|(c, cell)| {
                let column = entity.columns.get(c.ix())?;
                let value = cell_text(self.pack, cell, column.ty, &column.unit, self.language);
                Some(format!("{} {value}", column.label))
            })
            .collect();
        let message = Message::new("gap-add-row")
            .arg("rule", self.pack.item(addition.item).map_or("", |i| i.id.as_str()))
            .arg("parent", parent)
            .arg("table", &entity.label)
            .arg("said", said.join("，"));
        let mut text = self.say(&message);
        if let Some(cost) = &addition.cost {
            let _ = write!(text, "  {}", self.say(&yuan(cost)));
        }
        text
    }

    fn choices(&mut self) {
        if self.gap.choices.is_empty() {
            return;
        }
        self.heading("gap-choices");
        for choice in &self.gap.choices {
            let title = choice.at.item.and_then(|i| self.pack.item(i)).map_or("", |i| i.id.as_str());
            let message = Message::new("gap-choice")
                .arg("subject", self.subject(&choice.at))
                .arg("rule", title)
                .count("needed", choice.needed);
            let text = folded(&self.say(&message), "  ");
            self.out.push_str(&text);
            let last = choice.candidates.iter().rposition(|c| c.chosen).map_or(0, |i| i + 1);
            for candidate in choice.candidates.iter().take(last + 1) {
                let Some(item) = self.pack.item(candidate.item) else { continue };
                let key = match (candidate.chosen, candidate.feasible) {
                    (true, true) => "gap-chosen",
                    (_, false) => "gap-infeasible",
                    (false, true) => "gap-next",
                };
                let subject = choice.at.frames.first().copied();
                let changes: Vec<String> =
                    candidate.changes.iter().map(|c| self.change(c, subject)).collect();
                let changes =
                    if changes.is_empty() { self.word("gap-nothing-more") } else { changes.join("；") };
                let message =
                    Message::new(key).arg("id", &item.id).arg("title", &item.label).arg("changes", changes);
                let text = folded(&self.say(&message), "    ");
                self.out.push_str(&text);
            }
        }
    }

    fn coefficients(&mut self) {
        if self.gap.coefficients.is_empty() {
            return;
        }
        self.heading("gap-coefficients");
        for found in &self.gap.coefficients {
            let rule = found.at.item.and_then(|i| self.pack.item(i)).map_or("", |i| i.id.as_str());
            let message = Message::new("gap-coefficient")
                .arg("rule", rule)
                .arg("subject", self.subject(&found.at))
                .arg("of", &found.of)
                .arg("value", number_apart(&found.value, &Unit::none(), found.limit.as_ref()))
                .arg("limit", found.limit.as_ref().map_or_else(String::new, |l| l.display(12)));
            let text = folded(&self.say(&message), "  ");
            self.out.push_str(&text);
            let header = ["report-subject", "gap-side", "gap-part"].map(|k| self.word(k));
            let rows: Vec<Vec<String>> = found
                .movers
                .iter()
                .take(MOVERS)
                .map(|m| {
                    let side = self.word(if m.below { "gap-below" } else { "gap-above" });
                    let part = (&m.share * &Number::from(100)).round_half_away(1);
                    vec![self.key(found.entity, m.row), side, format!("{} %", part.display(1))]
                })
                .collect();
            let text = table(&header, &rows, &[2]);
            self.out.push_str(&text.lines().fold(String::new(), |all, line| all + "  " + line + "\n"));
            if !found.changes.is_empty() {
                let text = self.say(&Message::new("gap-raise").count("count", found.changes.len()));
                self.line(&format!("    {text}"));
                for change in &found.changes {
                    let text = self.change(change, None);
                    self.out.push_str(&folded(&text, "      → "));
                }
            }
        }
    }

    fn findings(&mut self) {
        if self.gap.findings.is_empty() {
            return;
        }
        self.heading("gap-findings");
        for finding in &self.gap.findings {
            let Some(item) = self.pack.item(finding.item) else { continue };
            let to = match finding.to {
                FindingResult::Flag(flag) => self.word(if flag { "word-true" } else { "word-false" }),
                FindingResult::Grade(grade) => kind_label(self.pack, KindIx(0), grade),
                FindingResult::Missing(_) => continue,
            };
            let message = Message::new("gap-finding")
                .arg("rule", &item.id)
                .arg("title", &item.title)
                .arg("subject", self.key(item.entity, finding.row))
                .arg("to", to);
            let text = folded(&self.say(&message), "  ");
            self.out.push_str(&text);
        }
    }

    fn stuck(&mut self) {
        if self.gap.stuck.is_empty() {
            return;
        }
        self.heading("gap-stuck");
        for stuck in &self.gap.stuck {
            let Some(item) = stuck.at.item.and_then(|i| self.pack.item(i)) else { continue };
            let condition = if stuck.condition.is_empty() { &item.title } else { &stuck.condition };
            let text =
                format!("{} {} {condition}：{}", item.id, self.subject(&stuck.at), self.say(&stuck.why));
            self.out.push_str(&folded(&text, "  "));
        }
    }

    /// What the plan would break.
    fn broken(&mut self) {
        if self.gap.broken.is_empty() {
            return;
        }
        self.heading("gap-broken");
        for root in &self.gap.broken {
            let Some(item) = self.pack.item(root.item) else { continue };
            let veto = matches!(item.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
            let [before, after] = [root.before, root.after].map(|o| outcome_word(o, veto, self.language));
            let subject = key_text(self.pack, &self.gap.planned, item.entity, root.row, &root.group);
            let text = format!("{} {} {subject}：{before} → {after}", item.id, item.title);
            self.out.push_str(&folded(&text, "  "));
        }
    }

    fn missing(&mut self) {
        if self.gap.missing.is_empty() {
            return;
        }
        self.heading("gap-missing");
        for missing in self.gap.missing.iter().take(200) {
            let text = missing_words(self.pack, &self.gap.planned, missing);
            let reason = reason_words(self.pack, missing, self.language);
            let text: Vec<&str> = text.iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
            self.line(&format!("  {}：{reason}", text.join(" ")));
        }
        if let Some(more) = self.gap.missing.len().checked_sub(200).filter(|n| *n > 0) {
            let text = self.say(&Message::new("report-more").count("count", more));
            self.line(&format!("  {text}"));
        }
    }

    fn totals(&mut self) {
        let totals = totals(self.pack, self.gap);
        if totals.is_empty() {
            return;
        }
        self.heading("gap-totals");
        let header =
            ["report-table", "report-column", "gap-amount", "gap-places", "gap-cost"].map(|k| self.word(k));
        let mut rows = Vec::new();
        for total in &totals {
            let Some(entity) = self.pack.entity(total.entity) else { continue };
            let (label, unit) = match total.column.and_then(|c| entity.columns.get(c.ix())) {
                Some(column) => (column.label.clone(), column.unit.symbol.to_string()),
                None => (self.word("gap-rows"), entity.unit.symbol.to_string()),
            };
            let amount = match &total.amount {
                Some(n) => {
                    format!("{}{} {unit}", if n.is_negative() { "−" } else { "+" }, n.abs().display(12))
                }
                None => self.word("gap-changed"),
            };
            let cost = total.cost.as_ref().map_or_else(String::new, |c| self.say(&yuan(c)));
            rows.push(vec![
                entity.label.clone(),
                label,
                amount.trim().to_owned(),
                total.places.to_string(),
                cost,
            ]);
        }
        let text = table(&header, &rows, &[2, 3, 4]);
        self.out.push_str(&text);
        let priced: Vec<&Number> = totals.iter().filter_map(|t| t.cost.as_ref()).collect();
        if !priced.is_empty() {
            let sum: Number = priced.iter().map(|n| (*n).clone()).sum();
            let open = totals.iter().any(|t| t.cost.is_none());
            let key = if open { "gap-total-open" } else { "gap-total" };
            let text = self.say(&Message::new(key).arg("cost", self.say(&yuan(&sum))));
            self.line(&format!("  {text}"));
        }
    }
}

/// What a column or table changes by in all.
pub(super) struct Total {
    pub entity: EntityIx,
    pub column: Option<ColumnIx>,
    /// In the column's unit; none for what is no number.
    pub amount: Option<Number>,
    pub places: usize,
    pub cost: Option<Number>,
}

/// The county's totals: by column, what goes up apart from what goes down; then rows to add.
pub(super) fn totals(pack: &CheckedPack, gap: &CountyGap) -> Vec<Total> {
    let mut all: BTreeMap<(EntityIx, Option<ColumnIx>, bool), Total> = BTreeMap::new();
    for change in &gap.changes {
        let Some(column) = pack.column(change.at.entity, change.at.column) else { continue };
        let (entity, ix) = (change.at.entity, Some(change.at.column));
        let amount = match (&change.from, &change.to) {
            (Cell::Number(a), Cell::Number(b)) => Some(column.unit.from_base(&(b - a))),
            _ => None,
        };
        let down = amount.as_ref().is_some_and(Number::is_negative);
        let total = all.entry((entity, ix, down)).or_insert_with(|| Total {
            entity,
            column: ix,
            amount: amount.is_some().then(Number::zero),
            places: 0,
            cost: change.cost.is_some().then(Number::zero),
        });
        total.amount = total.amount.take().zip(amount).map(|(a, b)| &a + &b);
        total.cost = total.cost.take().zip(change.cost.as_ref()).map(|(a, b)| &a + b);
        total.places += 1;
    }
    for addition in &gap.additions {
        let total = all.entry((addition.entity, None, false)).or_insert_with(|| Total {
            entity: addition.entity,
            column: None,
            amount: Some(Number::zero()),
            places: 0,
            cost: addition.cost.is_some().then(Number::zero),
        });
        total.amount = total.amount.take().map(|n| &n + &Number::one());
        total.cost = total.cost.take().zip(addition.cost.as_ref()).map(|(a, b)| &a + b);
        total.places += 1;
    }
    all.into_values().collect()
}

/// A cell as people write it, without its unit.
pub(super) fn cell_text(
    pack: &CheckedPack,
    cell: &Cell,
    ty: ColumnType,
    unit: &Unit,
    language: Language,
) -> String {
    match (cell, ty) {
        (Cell::Number(n), _) => unit.from_base(n).display(12),
        (Cell::Flag(b), _) => Catalogue::of(language).get(if *b { "word-true" } else { "word-false" }),
        (Cell::Kind(value), ColumnType::Kind(kind)) => kind_label(pack, kind, *value),
        (Cell::Text(text), _) => text.to_string(),
        (Cell::Date(date), _) => date.to_string(),
        _ => String::new(),
    }
}

fn kind_label(pack: &CheckedPack, kind: KindIx, value: u16) -> String {
    let values = pack.kind(kind).map(|k| k.values.as_slice()).unwrap_or_default();
    values.get(usize::from(value)).map_or_else(String::new, |(_, label)| label.clone())
}

/// An amount of money, in 万元 from there on.
fn yuan(amount: &Number) -> Message {
    let ten_thousand = Number::from(10_000);
    if *amount >= ten_thousand {
        Message::new("gap-wan").arg("amount", (amount / &ten_thousand).display(4))
    } else {
        Message::new("gap-yuan").arg("amount", amount.display(2))
    }
}
