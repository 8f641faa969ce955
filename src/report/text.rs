//! The report for a terminal: the verdict first, then the parts, what fails and by how much, what is missing, then details.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::explain::brief;
use super::json::{Detail, ReportInput};
use super::measures::{Answerable, answers_text, summary_text};
use super::table::{folded, table};
use super::words::{issue_text, key_text, missing_words, number_apart, outcome_word, value_text};
use crate::diagnostic::{Catalogue, Language, Message, Severity};
use crate::evaluation::*;
use crate::semantics::*;
use crate::value::{Outcome, Surd};

/// Most rows of one list; the rest are counted.
const MOST: usize = 200;
/// Most lines for data that one column lacks for one reason.
const MANY: usize = 8;

/// The whole report.
pub fn report(input: &ReportInput<'_>) -> String {
    let mut w = Writer { input, language: input.language, out: String::new(), explainer: None };
    w.head();
    for county in &input.evaluation.counties {
        w.county(county);
    }
    w.issues();
    w.out
}

struct Writer<'a> {
    input: &'a ReportInput<'a>,
    language: Language,
    out: String,
    /// Of the county that is being written.
    explainer: Option<Explainer<'a>>,
}

fn is_kind(item: &Item, wanted: RuleKind) -> bool {
    matches!(item.body, ItemBody::Rule { kind, .. } if kind == wanted)
}

/// The sign beside an outcome, so that colour is never needed.
fn sign(outcome: Outcome, veto: bool) -> &'static str {
    match (outcome, veto) {
        (Outcome::Met, false) | (Outcome::Unmet, true) => "✓",
        (Outcome::Unmet, false) | (Outcome::Met, true) => "✗",
        (Outcome::Undetermined, _) => "?",
        (Outcome::NotApplicable, _) => "–",
    }
}

impl Writer<'_> {
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

    fn head(&mut self) {
        let pack = self.input.pack;
        self.line(&pack.title);
        let period = match (pack.from, pack.to) {
            (None, None) => String::new(),
            (from, to) => {
                let show =
                    |d: Option<crate::value::Date>| d.map_or_else(|| "…".to_owned(), |d| d.to_string());
                format!("（{} — {}）", show(from), show(to))
            }
        };
        let lines = [
            Message::new("report-pack")
                .arg("pack", format!("{}@{}", pack.id, pack.version))
                .arg("period", period),
            Message::new("report-pack-digest").arg("digest", &pack.digest),
            Message::new("report-set").arg("set", pack.set.join("、")),
            Message::new("report-as-of").arg("date", self.input.evaluation.as_of),
            Message::new("report-data-digest").arg("digest", &self.input.facts.digest),
        ];
        for message in lines.into_iter().filter(|m| m.key != "report-set" || !pack.set.is_empty()) {
            let text = self.say(&message);
            self.line(&format!("  {text}"));
        }
        let note = self.word("report-not-recognition");
        self.line(&note);
    }

    fn county(&mut self, result: &CountyResult) {
        let ReportInput { pack, facts, evaluation, .. } = *self.input;
        self.explainer = Explainer::new(pack, facts, &Options::on(evaluation.as_of), result.county);
        let name = key_text(pack, facts, EntityIx(0), result.county, &Vec::new());
        let _ = write!(self.out, "\n{}\n{name}\n{}\n", "═".repeat(50), "═".repeat(50));
        self.verdict(result);
        self.parts(result);
        self.values(result);
        self.failures(result);
        self.missing(result);
        self.audits(result);
        if self.input.detail == Detail::Full {
            self.details(result);
        }
    }

    fn outcome_of(&self, result: &CountyResult, item: ItemIx) -> Option<Outcome> {
        let mut found = result.subjects.iter().filter(|s| s.item == item);
        let first = found.next()?;
        found.next().is_none().then_some(first.outcome)
    }

    fn verdict(&mut self, result: &CountyResult) {
        self.heading("report-verdict");
        for (ix, item) in self.items(RuleKind::Conclusion) {
            for s in result.subjects.iter().filter(|s| s.item == ix) {
                let word = outcome_word(s.outcome, false, self.language);
                self.line(&format!("  {} {}：{word}", sign(s.outcome, false), item.title));
            }
        }
    }

    fn items(&self, kind: RuleKind) -> Vec<(ItemIx, Item)> {
        let all = self.input.pack.items.iter().enumerate();
        all.filter(|(_, i)| is_kind(i, kind)).map(|(i, item)| (ItemIx(i as u32), item.clone())).collect()
    }

    /// What the conclusions name: each on a line with its outcome, or how many subjects came out which way.
    fn parts(&mut self, result: &CountyResult) {
        let mut named: Vec<ItemIx> = Vec::new();
        for (_, conclusion) in self.items(RuleKind::Conclusion) {
            for e in conclusion.expressions() {
                e.walk(&mut |e| {
                    if let TExprKind::Outcome { item, .. } = &e.kind
                        && !named.contains(item)
                    {
                        named.push(*item);
                    }
                });
            }
        }
        if named.is_empty() {
            return;
        }
        self.heading("report-parts");
        let mut rows = Vec::new();
        for ix in named {
            let Some(item) = self.input.pack.item(ix) else { continue };
            let veto = is_kind(item, RuleKind::Veto);
            let (mark, word) = match self.outcome_of(result, ix) {
                Some(outcome) => (sign(outcome, veto).to_owned(), outcome_word(outcome, veto, self.language)),
                None => (String::new(), self.counted(result, ix, veto)),
            };
            rows.push(vec![format!("{mark} {}", item.id), item.title.clone(), word]);
        }
        self.out.push_str(&table(&[], &rows, &[]));
    }

    fn counted(&self, result: &CountyResult, ix: ItemIx, veto: bool) -> String {
        let mut counts: BTreeMap<Outcome, usize> = BTreeMap::new();
        for s in result.subjects.iter().filter(|s| s.item == ix) {
            *counts.entry(s.outcome).or_default() += 1;
        }
        let words = counts.iter().map(|(o, n)| format!("{} {n}", outcome_word(*o, veto, self.language)));
        words.collect::<Vec<_>>().join("，")
    }

    fn values(&mut self, result: &CountyResult) {
        if result.values.is_empty() {
            return;
        }
        self.heading("report-values");
        let ReportInput { pack, facts, .. } = *self.input;
        let mut rows = Vec::new();
        for v in &result.values {
            let Some(item) = pack.item(v.item) else { continue };
            let ItemBody::Define { unit, .. } = &item.body else { continue };
            let text = match &v.value {
                Some(value) => value_text(pack, value, unit, self.language),
                None if v.not_applicable => self.word("outcome-not-applicable"),
                None => self.word("outcome-undetermined"),
            };
            let key = if item.entity == EntityIx(0) {
                String::new()
            } else {
                key_text(pack, facts, item.entity, v.row, &v.group)
            };
            rows.push(vec![item.id.clone(), item.title.clone(), key, text]);
        }
        self.out.push_str(&table(&[], &rows, &[]));
    }

    fn failures(&mut self, result: &CountyResult) {
        let pack = self.input.pack;
        let failing = |s: &&SubjectResult| {
            let veto = pack.item(s.item).is_some_and(|i| is_kind(i, RuleKind::Veto));
            s.outcome == if veto { Outcome::Met } else { Outcome::Unmet }
        };
        let count = result.subjects.iter().filter(failing).count();
        self.heading("report-failures");
        if count == 0 {
            let none = self.word("report-none");
            self.line(&format!("  {none}"));
            return;
        }
        let answerable = Answerable::of(pack, result);
        for (i, item) in pack.items.iter().enumerate() {
            let ix = ItemIx(i as u32);
            // Conclusions and what only gathers other rules were said above.
            if is_kind(item, RuleKind::Conclusion) {
                continue;
            }
            let subjects: Vec<&SubjectResult> =
                result.subjects.iter().filter(|s| s.item == ix).filter(failing).collect();
            if !subjects.is_empty() {
                self.failing_item(item, &subjects);
                self.out.push_str(&answers_text(&answerable, ix, self.language));
            }
        }
        self.out.push_str(&summary_text(&answerable, self.language));
    }

    fn citation(&self, item: &Item) -> String {
        let places = item.cite.iter().map(|c| {
            let title = self.input.pack.citations.get(&c.source);
            let name = title.and_then(|s| s.number.clone()).unwrap_or_else(|| c.source.clone());
            match &c.place {
                Some(place) => format!("{name} {place}"),
                None => name,
            }
        });
        let places: Vec<String> = places.collect();
        if places.is_empty() { String::new() } else { format!("（{}）", places.join("；")) }
    }

    fn failing_item(&mut self, item: &Item, subjects: &[&SubjectResult]) {
        let ReportInput { pack, facts, .. } = *self.input;
        let count = self.say(&Message::new("report-count").count("count", subjects.len()));
        let heading = format!("{} {}{} {count}", item.id, item.title, self.citation(item));
        let _ = write!(self.out, "\n{}", folded(&heading, "  "));
        let key = |s: &SubjectResult| {
            if item.entity == EntityIx(0) && s.group.is_empty() {
                String::new()
            } else {
                key_text(pack, facts, item.entity, s.row, &s.group)
            }
        };
        if let ItemBody::Indicator(indicator) = &item.body {
            let header =
                ["report-subject", "report-value", "report-limit", "report-short"].map(|k| self.word(k));
            let mut rows = Vec::new();
            for s in subjects.iter().take(MOST) {
                let crate::evaluation::Detail::Indicator { value, limit } = &s.detail else { continue };
                let unit = &indicator.unit;
                let show = |n: &Option<Surd>, other: &Option<Surd>| {
                    n.as_ref().map_or_else(String::new, |n| number_apart(n, unit, other.as_ref()))
                };
                let short = value
                    .as_ref()
                    .zip(limit.as_ref())
                    .and_then(|(v, l)| l.plus(&v.negated()))
                    .map(|d| d.abs());
                let mark = match indicator.comparison {
                    Comparison::AtLeast => "≥",
                    Comparison::Above => ">",
                    Comparison::AtMost => "≤",
                    Comparison::Below => "<",
                };
                rows.push(vec![
                    key(s),
                    show(value, limit),
                    format!("{mark} {} {}", show(limit, value), unit.symbol).trim_end().to_owned(),
                    show(&short, &None),
                ]);
            }
            self.out.push_str(&indented(&table(&header, &rows, &[1, 2, 3])));
        } else {
            for s in subjects.iter().take(MOST) {
                let key = key(s);
                if !key.is_empty() {
                    self.out.push_str(&folded(&key, "    "));
                }
                self.requirements(item, s);
            }
        }
        self.more(subjects.len());
    }

    fn more(&mut self, count: usize) {
        if count > MOST {
            let text = self.say(&Message::new("report-more").count("count", count - MOST));
            self.line(&format!("    {text}"));
        }
    }

    fn requirements(&mut self, item: &Item, s: &SubjectResult) {
        let (ItemBody::Rule { requirements, kind, .. }, crate::evaluation::Detail::Rule(results)) =
            (&item.body, &s.detail)
        else {
            return;
        };
        let veto = *kind == RuleKind::Veto;
        let ReportInput { pack, facts, .. } = *self.input;
        let derivation = self.explainer.as_ref().and_then(|e| e.explain(s.item, s.row, &s.group));
        for (i, (written, result)) in requirements.iter().zip(results).enumerate() {
            let bad = if veto { result.outcome == Outcome::Met } else { result.outcome != Outcome::Met };
            if !bad || result.outcome == Outcome::NotApplicable {
                continue;
            }
            let text = format!("{} {}", sign(result.outcome, veto), written.text);
            self.out.push_str(&folded(&text, "      "));
            let step = derivation.as_ref().and_then(|d| d.steps.get(i));
            let mut lines = step.map(|step| brief(pack, facts, step, self.language)).unwrap_or_default();
            // Indicators' values and limits say more than what they come to.
            for m in
                result.members.iter().filter(|m| !matches!(m.outcome, Outcome::Met | Outcome::NotApplicable))
            {
                let id = pack.item(m.item).map_or("", |i| &i.id);
                if let Some(words) = self.member(m) {
                    match lines.iter_mut().find(|l| l.split(' ').next() == Some(id)) {
                        Some(line) => *line = words,
                        None => lines.push(words),
                    }
                }
            }
            for line in lines {
                self.out.push_str(&folded(&line, "        "));
            }
        }
    }

    fn member(&self, m: &MemberResult) -> Option<String> {
        let item = self.input.pack.item(m.item)?;
        let word = outcome_word(m.outcome, is_kind(item, RuleKind::Veto), self.language);
        if let (ItemBody::Indicator(i), Some(value), Some(limit)) = (&item.body, &m.value, &m.limit) {
            let value_text = number_apart(value, &i.unit, Some(limit));
            let limit_text = number_apart(limit, &i.unit, Some(value));
            // What share of the limit is reached tells about the 85% rule.
            let share = value
                .over(limit)
                .map(|r| r.times(&Surd::from(crate::value::Number::from(100))))
                .map(|r| r.display(3));
            let share = share.map(|s| format!("，{s}%")).unwrap_or_default();
            return Some(format!("{} {value_text}/{limit_text} {}（{word}{share}）", item.id, i.unit.symbol));
        }
        None
    }

    fn missing(&mut self, result: &CountyResult) {
        let ReportInput { pack, facts, .. } = *self.input;
        let undetermined = result.subjects.iter().filter(|s| s.outcome == Outcome::Undetermined);
        // A value that cannot be computed lacks data as much as an outcome does.
        let unknown = result.values.iter().filter(|v| v.value.is_none() && !v.not_applicable);
        let lacking: Vec<(ItemIx, &[Missing])> = undetermined
            .map(|s| (s.item, s.missing.as_slice()))
            .chain(unknown.map(|v| (v.item, v.missing.as_slice())))
            .collect();
        self.heading("report-missing");
        if lacking.is_empty() {
            let none = self.word("report-none");
            self.line(&format!("  {none}"));
            return;
        }
        // Each datum once, with the rules that it would decide.
        let mut all: BTreeMap<Missing, Vec<&str>> = BTreeMap::new();
        for (item, missing) in lacking {
            let Some(item) = pack.item(item) else { continue };
            for m in missing {
                let ids = all.entry(m.clone()).or_default();
                if !ids.contains(&item.id.as_str()) {
                    ids.push(&item.id);
                }
            }
        }
        let header = ["report-table", "report-subject", "report-column", "report-reason", "report-rules"]
            .map(|k| self.word(k));
        let mut rows = Vec::new();
        // What one column lacks for the same reason in many places is one line.
        let mut alike: BTreeMap<_, Vec<(&Missing, &Vec<&str>)>> = BTreeMap::new();
        for (m, ids) in &all {
            alike.entry((m.entity, m.column, m.reason.id())).or_default().push((m, ids));
        }
        let mut lines: Vec<(&Missing, usize, Vec<&str>)> = Vec::new();
        for group in alike.into_values() {
            if group.len() <= MANY {
                lines.extend(group.into_iter().map(|(m, ids)| (m, 1, ids.clone())));
            } else if let Some((first, _)) = group.first() {
                let mut ids: Vec<&str> = Vec::new();
                for id in group.iter().flat_map(|(_, ids)| ids.iter().copied()) {
                    if !ids.contains(&id) {
                        ids.push(id);
                    }
                }
                lines.push((*first, group.len(), ids));
            }
        }
        for (m, count, ids) in lines.iter().take(MOST) {
            let [table_name, key, column] = missing_words(pack, facts, m);
            let key = if *count > 1 {
                let words = Message::new("report-and-others").arg("first", key).arg("count", count);
                words.text(self.language)
            } else {
                key
            };
            let reason = self.word(&format!("reason-{}", m.reason.id().replace('_', "-")));
            let mut shown: Vec<&str> = ids.iter().take(6).copied().collect();
            if ids.len() > 6 {
                shown.push("…");
            }
            rows.push(vec![table_name, key, column, reason, shown.join(" ")]);
        }
        self.out.push_str(&table(&header, &rows, &[]));
        self.more(lines.len());
    }

    fn audits(&mut self, result: &CountyResult) {
        let ReportInput { pack, facts, .. } = *self.input;
        if result.audits.is_empty() {
            return;
        }
        self.heading("report-audits");
        for a in result.audits.iter().take(MOST) {
            let Some(item) = pack.item(a.item) else { continue };
            let key = key_text(pack, facts, item.entity, a.row, &a.group);
            self.out.push_str(&folded(&format!("! {key}：{}", item.title), "  "));
        }
        self.more(result.audits.len());
    }

    fn details(&mut self, result: &CountyResult) {
        let ReportInput { pack, facts, .. } = *self.input;
        self.heading("report-details");
        for (i, item) in pack.items.iter().enumerate() {
            let ix = ItemIx(i as u32);
            let subjects: Vec<&SubjectResult> = result.subjects.iter().filter(|s| s.item == ix).collect();
            if subjects.is_empty() {
                continue;
            }
            let veto = is_kind(item, RuleKind::Veto);
            let _ = write!(self.out, "\n{}", folded(&format!("{} {}", item.id, item.title), "  "));
            let mut rows = Vec::new();
            for s in subjects {
                let (value, limit) = match (&s.detail, &item.body) {
                    (
                        crate::evaluation::Detail::Indicator { value, limit },
                        ItemBody::Indicator(indicator),
                    ) => {
                        let show = |n: &Option<Surd>, o: &Option<Surd>| {
                            n.as_ref()
                                .map_or_else(String::new, |n| number_apart(n, &indicator.unit, o.as_ref()))
                        };
                        (
                            show(value, limit),
                            format!("{} {}", show(limit, value), indicator.unit.symbol).trim().to_owned(),
                        )
                    }
                    _ => (String::new(), String::new()),
                };
                rows.push(vec![
                    sign(s.outcome, veto).to_owned(),
                    key_text(pack, facts, item.entity, s.row, &s.group),
                    outcome_word(s.outcome, veto, self.language),
                    value,
                    limit,
                ]);
            }
            self.out.push_str(&indented(&table(&[], &rows, &[3, 4])));
        }
    }

    fn issues(&mut self) {
        let ReportInput { facts, evaluation, .. } = *self.input;
        for (severity, key) in
            [(Severity::Error, "report-data-errors"), (Severity::Warning, "report-data-warnings")]
        {
            let all: Vec<_> = facts
                .issues
                .iter()
                .chain(&evaluation.warnings)
                .filter(|i| i.code.severity == severity)
                .collect();
            if all.is_empty() {
                continue;
            }
            self.heading(key);
            for issue in all.iter().take(MOST) {
                let text = issue_text(issue, self.language);
                self.out.push_str(&folded(&text, "  "));
            }
            self.more(all.len());
        }
        let left_out: Vec<&str> = facts.counties.iter().filter(|c| c.left_out).map(|c| &*c.code).collect();
        if !left_out.is_empty() {
            let text = self.say(&Message::new("report-left-out").arg("codes", left_out.join("、")));
            let _ = write!(self.out, "\n{}", folded(&text, ""));
        }
    }
}

/// Two more blanks before each line.
fn indented(text: &str) -> String {
    text.lines().map(|l| format!("  {l}\n")).collect()
}
