//! One outcome step by step: what was written, with numbers put in, what it came to, the rows that decided it, the clause quoted.

use std::fmt::Write as _;

use super::doubts::claim;
use super::json::missing;
use super::table::{folded, table};
use super::words::{key_text, number_apart, outcome_word, reason_words, value_text};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::evaluation::{Step, *};
use crate::facts::Facts;
use crate::semantics::*;
use crate::value::{Number, Surd, Unit};

/// The derivation as text.
pub fn explanation(pack: &CheckedPack, facts: &Facts, derivation: &Derivation, language: Language) -> String {
    let mut w = Writer { pack, facts, language, out: String::new(), quoted: Vec::new() };
    w.derivation(derivation);
    w.out
}

struct Writer<'a> {
    pack: &'a CheckedPack,
    facts: &'a Facts,
    language: Language,
    out: String,
    /// Citations and limits that were shown: each is quoted once.
    quoted: Vec<String>,
}

impl Writer<'_> {
    fn word(&self, key: &str) -> String {
        Catalogue::of(self.language).get(key)
    }

    fn veto(&self, item: ItemIx) -> bool {
        self.pack.item(item).is_some_and(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Veto, .. }))
    }

    fn put(&mut self, depth: usize, text: &str) {
        self.out.push_str(&folded(text, &"  ".repeat(depth.min(12))));
    }

    fn derivation(&mut self, d: &Derivation) {
        let Some(item) = self.pack.item(d.item) else { return };
        let subject = key_text(self.pack, self.facts, item.entity, d.row, &d.group);
        self.put(0, &format!("{} {}", item.id, item.title));
        self.put(0, &format!("{}：{subject}", self.word("explain-subject")));
        let result = match (d.outcome, d.doubts) {
            (Some(outcome), Some(doubts)) => claim(outcome, doubts, self.language),
            (Some(outcome), None) => outcome_word(outcome, self.veto(d.item), self.language),
            (None, _) => self.shown(&d.result, true),
        };
        self.put(0, &format!("{}：{result}", self.word("explain-result")));
        self.citations(&item.cite, 0);
        for note in &item.notes {
            self.put(0, &format!("{}：{note}", self.word("explain-note")));
        }
        if !d.when.is_empty() {
            self.put(0, &format!("\n{}", self.word("explain-when")));
            for step in &d.when {
                self.step(step, 1);
            }
        }
        if !d.steps.is_empty() {
            let heading = match item.body {
                ItemBody::Rule { .. } => "explain-requirements",
                ItemBody::Indicator(_) | ItemBody::Define { .. } => "explain-formula",
            };
            self.put(0, &format!("\n{}", self.word(heading)));
            for step in &d.steps {
                self.step(step, 1);
            }
        }
        if let Some(limit) = &d.threshold {
            self.put(0, &format!("\n{}", self.word("explain-threshold")));
            self.limit(limit, 1);
        }
        if !d.comparison.is_empty() {
            let text = format!("{}  →  {result}", self.pieces(&d.comparison));
            self.put(1, &text);
        }
        self.missing(&d.missing);
    }

    /// Whether something is shown for the first time.
    fn first(&mut self, text: &str) -> bool {
        let new = !self.quoted.iter().any(|q| q == text);
        if new {
            self.quoted.push(text.to_owned());
        }
        new
    }

    fn citations(&mut self, cites: &[Citation], depth: usize) {
        for cite in cites {
            let Some(source) = self.pack.citations.get(&cite.source) else { continue };
            let number = source.number.as_ref().map(|n| format!("（{n}）")).unwrap_or_default();
            let place = cite.place.clone().unwrap_or_default();
            let text = source.clauses.get(&place).map(|t| format!("“{}”", t.trim()));
            let line = format!("{}：《{}》{number}{place}", self.word("explain-cite"), source.title);
            if !self.first(&line) {
                continue;
            }
            self.put(depth, &line);
            if let Some(text) = text {
                self.put(depth + 2, &text);
            }
        }
    }

    fn missing(&mut self, list: &[Missing]) {
        if list.is_empty() {
            return;
        }
        self.put(0, &format!("\n{}", self.word("explain-missing")));
        for m in list {
            let Some(entity) = self.pack.entity(m.entity) else { continue };
            let key = match &m.at {
                MissingAt::Row(row) => key_text(self.pack, self.facts, m.entity, *row, &Vec::new()),
                MissingAt::Below(parent, row) | MissingAt::Rows(parent, row, _) => {
                    key_text(self.pack, self.facts, *parent, *row, &Vec::new())
                }
                MissingAt::Finding(..) | MissingAt::Table => {
                    missing(self.pack, self.facts, m).map(|m| m.key().join(" ")).unwrap_or_default()
                }
            };
            let column = m.column.and_then(|c| entity.columns.get(c.ix())).map_or("", |c| &c.label);
            let reason = reason_words(self.pack, m, self.language);
            let text = format!("{} {key} {column}：{reason}", entity.label);
            self.put(1, &text);
        }
    }

    /// A value in words; `places` are chosen so that people can check it.
    fn shown(&self, s: &Shown, unit: bool) -> String {
        if s.hidden {
            return self.word("explain-hidden");
        }
        match &s.eval {
            Eval::Unknown(_) => self.word("explain-unknown"),
            Eval::NotApplicable => self.word("outcome-not-applicable"),
            Eval::Known(Value::Number(n)) => {
                let exact = n.over(&Surd::from(s.unit.scale.clone()));
                let text = number_apart(n, &s.unit, None);
                let rounded = exact.as_ref().is_some_and(|e| {
                    Number::parse_decimal(&text).map_or(true, |shown| *e != Surd::from(shown))
                });
                let about = if rounded { "≈" } else { "" };
                let symbol = if unit { s.unit.symbol.as_ref() } else { "" };
                format!("{about}{text} {symbol}").trim_end().to_owned()
            }
            Eval::Known(value) => value_text(self.pack, value, &s.unit, self.language),
        }
    }

    /// A value beside the one it is compared with: with the decimals that tell them apart.
    fn beside(&self, s: &Shown, other: Option<&Shown>) -> String {
        if let (false, Eval::Known(Value::Number(n)), Some(Eval::Known(Value::Number(m)))) =
            (s.hidden, &s.eval, other.map(|o| &o.eval))
        {
            let plain = self.shown(s, true);
            let apart = number_apart(n, &s.unit, Some(m));
            if !plain.trim_start_matches('≈').starts_with(&apart) {
                return format!("≈{apart} {}", s.unit.symbol).trim_end().to_owned();
            }
            return plain;
        }
        self.shown(s, true)
    }

    fn pieces(&self, pieces: &[Piece]) -> String {
        // The other side of a comparison of two values.
        let other = |i: usize| {
            let compares =
                |p: Option<&Piece>| matches!(p, Some(Piece::Symbol("≥" | "≤" | ">" | "<" | "=" | "≠")));
            let at = if compares(pieces.get(i + 1)) {
                i + 2
            } else if i >= 2 && compares(pieces.get(i - 1)) {
                i - 2
            } else {
                return None;
            };
            match pieces.get(at) {
                Some(Piece::Value(s)) => Some(s),
                _ => None,
            }
        };
        let mut out = String::new();
        for (i, piece) in pieces.iter().enumerate() {
            let text = match piece {
                Piece::Symbol(s) => (*s).to_owned(),
                Piece::Word(Word::Function(f)) => self.function(*f),
                Piece::Word(word) => self.word(match word {
                    Word::And => "word-and",
                    Word::Or => "word-or",
                    Word::Not => "word-not",
                    Word::In => "word-in",
                    Word::NotIn => "word-not-in",
                    Word::If => "word-if",
                    Word::Then => "word-then",
                    Word::Else | Word::Function(_) => "word-else",
                }),
                Piece::Value(s) => self.beside(s, other(i)),
                Piece::Unit(symbol) => symbol.to_string(),
                Piece::Item(item, outcome) => {
                    let id = self.pack.item(*item).map_or("", |i| &i.id);
                    format!("{id} {}", outcome_word(*outcome, self.veto(*item), self.language))
                }
            };
            let tight = matches!(text.as_str(), ")" | "," | "]" | "}")
                || out.ends_with(['(', '[', '{'])
                || out.is_empty();
            let call =
                text == "(" && matches!(pieces.get(i.wrapping_sub(1)), Some(Piece::Word(Word::Function(_))));
            if !tight && !call {
                out.push(' ');
            }
            out.push_str(&text);
        }
        out
    }

    fn function(&self, f: Function) -> String {
        let row = f.row();
        match self.language {
            Language::Zh => row.zh.to_owned(),
            Language::En => row.en.to_owned(),
        }
    }

    fn result_of(&self, step: &Step) -> String {
        match (&step.kind, &step.result.eval) {
            (StepKind::Member(used) | StepKind::Item(used), _) => {
                outcome_word(used.outcome, self.veto(used.item), self.language)
            }
            (_, Eval::Known(Value::Bool(b))) => {
                self.word(if *b { "explain-holds" } else { "explain-holds-not" })
            }
            _ => self.shown(&step.result, true),
        }
    }

    fn step(&mut self, step: &Step, depth: usize) {
        let result = self.result_of(step);
        let tag = self.tag(step);
        // A member that is named as it stands says no more than its id and title.
        let plain =
            matches!(&step.kind, StepKind::Member(_) | StepKind::Item(_)) && step.substituted.len() <= 1;
        if plain {
            self.put(depth, &format!("{tag}{result}"));
        } else if matches!(step.kind, StepKind::Limit(_)) {
            // Its value stands in the line above; what it is and where it comes from is said once.
            if let StepKind::Limit(limit) = &step.kind
                && self.first(&format!("{} {:?}", limit.id, limit.key))
            {
                self.limit(limit, depth);
            }
            return;
        } else {
            self.put(depth, &format!("{tag}{}", step.text));
        }
        let substituted = self.pieces(&step.substituted);
        if plain {
        } else if substituted.is_empty()
            || substituted == step.text
            || matches!(step.substituted.as_slice(), [Piece::Value(_)])
        {
            self.put(depth + 1, &format!("= {result}"));
        } else {
            self.put(depth + 1, &format!("= {substituted}"));
            if substituted != result {
                self.put(depth + 1, &format!("= {result}"));
            }
        }
        if let StepKind::Finding(item, row) = &step.kind {
            self.finding(*item, *row, depth + 1);
        }
        if let Some(rows) = &step.rows {
            self.rows(rows, depth + 1);
        }
        for child in &step.children {
            self.step(child, depth + 1);
        }
    }

    fn tag(&self, step: &Step) -> String {
        let counts = |c: &Counts, self_: &Self| {
            Message::new("explain-counts")
                .arg("met", c.met)
                .arg("unmet", c.unmet)
                .arg("undetermined", c.undetermined)
                .arg("na", c.not_applicable)
                .text(self_.language)
        };
        match &step.kind {
            StepKind::NumberOf { bound, n, counts: c } => {
                let key = match bound {
                    CountBound::AtLeast => "explain-at-least",
                    CountBound::AtMost => "explain-at-most",
                };
                let wanted = Message::new(key).arg("n", self.shown(n, false)).text(self.language);
                format!("[{wanted}；{}] ", counts(c, self))
            }
            StepKind::AllOf(c) | StepKind::NoneOf(c) | StepKind::CountOf(c) => {
                format!("[{}] ", counts(c, self))
            }
            StepKind::Member(used) | StepKind::Item(used) => {
                let Some(item) = self.pack.item(used.item) else { return String::new() };
                let numbers = match (&used.value, &used.limit) {
                    (Some(v), Some(l)) => format!("（{} / {}）", self.shown(v, true), self.shown(l, true)),
                    _ => String::new(),
                };
                format!("{} {}{numbers}：", item.id, item.title)
            }
            StepKind::Subjects(item) => {
                self.pack.item(*item).map_or_else(String::new, |i| format!("{} {}：", i.id, i.title))
            }
            StepKind::Derived { entity, row, column } => {
                let label = self.pack.column(*entity, *column).map_or("", |c| &c.label);
                let key = key_text(self.pack, self.facts, *entity, *row, &Vec::new());
                format!("{} {key} {label}：", self.word("explain-derived"))
            }
            StepKind::Finding(..) => format!("{}：", self.word("explain-finding")),
            StepKind::Formula
            | StepKind::And
            | StepKind::Or
            | StepKind::Choice
            | StepKind::Aggregate(_)
            | StepKind::Quantified(_)
            | StepKind::Limit(_) => String::new(),
        }
    }

    fn finding(&mut self, item: ItemIx, row: u32, depth: usize) {
        let Some(finding) = self.facts.findings.by_subject.get(&(item, row)) else { return };
        let dash = || "—".to_owned();
        let text = Message::new("explain-finding-from")
            .arg("evidence", finding.evidence.as_ref().map_or_else(dash, |e| e.to_string()))
            .arg("assessor", finding.assessor.as_ref().map_or_else(dash, |e| e.to_string()))
            .arg("date", finding.date.map_or_else(dash, |d| d.to_string()))
            .arg("file", &finding.file)
            .arg("row", finding.row)
            .text(self.language);
        self.put(depth, &text);
    }

    fn limit(&mut self, limit: &LimitUse, depth: usize) {
        let keys: Vec<&str> = limit
            .key
            .iter()
            .filter_map(|(k, v)| self.pack.kind(*k)?.values.get(*v as usize).map(|(_, label)| label.as_str()))
            .collect();
        let keys = if keys.is_empty() { String::new() } else { format!("[{}]", keys.join("、")) };
        let mut text = format!("{}{keys} = {}", limit.label, self.shown(&limit.value, true));
        if let Some(from) = limit.from {
            let _ =
                write!(text, "（{}）", Message::new("explain-from").arg("date", from).text(self.language));
        }
        self.put(depth, &text);
        self.citations(&limit.cite, depth + 1);
        if let Some(note) = &limit.note {
            let note = note.clone();
            self.put(depth + 1, &note);
        }
    }

    fn rows(&mut self, rows: &RowsUsed, depth: usize) {
        let c = &rows.counts;
        if c.total() > 0 {
            let text = Message::new("explain-rows")
                .arg("total", c.total())
                .arg("met", c.met)
                .arg("unmet", c.unmet)
                .arg("undetermined", c.undetermined)
                .arg("na", c.not_applicable)
                .text(self.language);
            self.put(depth, &text);
        }
        let mut lines = Vec::new();
        let weighted = rows.rows.iter().any(|r| r.weight.is_some());
        for row in &rows.rows {
            let key = key_text(self.pack, self.facts, rows.entity, row.row, &Vec::new());
            let result = match &row.result.eval {
                Eval::Known(Value::Bool(b)) => {
                    self.word(if *b { "explain-holds" } else { "explain-holds-not" })
                }
                Eval::Known(_) | Eval::Unknown(_) | Eval::NotApplicable => self.shown(&row.result, true),
            };
            let mut line = vec![key, self.pieces(&row.substituted), result];
            if weighted {
                line.push(row.weight.as_ref().map_or_else(String::new, |w| self.shown(w, true)));
            }
            lines.push(line);
        }
        if !lines.is_empty() {
            let indent = "  ".repeat(depth.min(6).saturating_sub(1));
            for line in table(&[], &lines, &[]).lines() {
                let _ = writeln!(self.out, "{indent}{line}");
            }
        }
        if rows.omitted > 0 {
            let text = Message::new("report-more").count("count", rows.omitted).text(self.language);
            self.put(depth, &text);
        }
        if let Some(v) = &rows.variation {
            let show = |n: &Number| number_apart(&Surd::from(n.clone()), &Unit::none(), None);
            let cv = Surd::sqrt(v.cv_squared.clone()).map_or_else(String::new, |s| s.display(6));
            let text = format!(
                "W = {}，X̄ ≈ {}，Σw(x−X̄)² ≈ {}，CV² ≈ {}，CV ≈ {cv}",
                show(&v.weights),
                v.mean.display(8),
                v.squares.display(8),
                v.cv_squared.display(8),
            );
            self.put(depth, &text);
        }
    }
}
