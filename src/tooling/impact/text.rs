//! What comes out otherwise, for people: totals, conclusions, rules, changes of the pack, then each subject.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use indexmap::IndexMap;

use super::{Because, ChangeReport, CountyImpact, DoubtsImpact, Impact, Side, SubjectImpact, words};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::evaluation::Doubts;
use crate::report::{MissingReport, PackStamp, claim, folded, outcome_word, table, with_doubts};
use crate::semantics::*;
use crate::value::{Number, Outcome};

/// Most subjects of a county in the text; Markdown and JSON have all.
const MOST: usize = 60;

/// For a terminal.
pub fn text(impact: &Impact, from: Side<'_>, to: Side<'_>, language: Language) -> String {
    Writer { impact, from, to, language, markdown: false, out: String::new() }.all()
}

/// As Markdown.
pub fn markdown(impact: &Impact, from: Side<'_>, to: Side<'_>, language: Language) -> String {
    Writer { impact, from, to, language, markdown: true, out: String::new() }.all()
}

struct Writer<'a> {
    impact: &'a Impact,
    from: Side<'a>,
    to: Side<'a>,
    language: Language,
    markdown: bool,
    out: String,
}

impl Writer<'_> {
    fn word(&self, key: &str) -> String {
        Catalogue::of(self.language).get(key)
    }

    fn line(&mut self, message: &Message) {
        let text = message.text(self.language);
        if self.markdown {
            let _ = writeln!(self.out, "{}\n", marked(&text));
        } else {
            self.out.push_str(&folded(&text, ""));
        }
    }

    fn heading(&mut self, title: &str, level: usize) {
        if self.markdown {
            let _ = write!(self.out, "\n{} {}\n\n", "#".repeat(level), marked(title));
        } else {
            let _ = write!(self.out, "\n{title}\n");
        }
    }

    fn rows(&mut self, head: &[&str], rows: &[Vec<String>], right: &[usize]) {
        let head: Vec<String> = head.iter().map(|k| self.word(k)).collect();
        if !self.markdown {
            self.out.push_str(&table(&head, rows, right));
            return;
        }
        let mut row = |cells: &[String]| {
            let _ =
                writeln!(self.out, "| {} |", cells.iter().map(|c| marked(c)).collect::<Vec<_>>().join(" | "));
        };
        row(&head);
        row(&head
            .iter()
            .enumerate()
            .map(|(i, _)| if right.contains(&i) { "---:" } else { "---" }.to_owned())
            .collect::<Vec<_>>());
        rows.iter().for_each(|r| row(r));
    }

    fn all(mut self) -> String {
        let impact = self.impact;
        let name = |p: &PackStamp| format!("{}@{}", p.id, p.version);
        let title = Message::new("impact-title")
            .arg("from", name(&impact.from))
            .arg("to", name(&impact.to))
            .text(self.language);
        if self.markdown {
            let _ = write!(self.out, "# {}\n\n", marked(&title));
        } else {
            let _ = writeln!(self.out, "{title}");
        }
        for message in [
            Message::new("report-as-of").arg("date", &impact.as_of),
            Message::new("report-data-digest").arg("digest", &impact.data.digest),
        ] {
            let text = message.text(self.language);
            let _ = writeln!(self.out, "{}{text}", if self.markdown { "- " } else { "  " });
        }
        if self.markdown {
            self.out.push('\n');
        }
        for set in [&impact.from.set, &impact.to.set].into_iter().filter(|s| !s.is_empty()) {
            self.line(&Message::new("report-set").names("set", set));
        }
        let totals = &impact.totals;
        let said = if impact.changes.is_empty() {
            Message::new("impact-alike")
        } else if totals.counties_changed == 0 && impact.rules.is_empty() {
            Message::new("impact-none")
                .count("counties", totals.counties)
                .count("changes", impact.changes.len())
        } else {
            Message::new("impact-totals")
                .count("counties", totals.counties)
                .count("changed", totals.counties_changed)
                .count("conclusions", totals.conclusions)
                .count("outcomes", totals.outcomes)
                .count("values", totals.values)
        };
        self.line(&said);
        self.line(&Message::new("report-not-recognition"));
        self.conclusions();
        self.rules();
        self.changes();
        for county in &impact.counties {
            self.county(county);
        }
        self.out
    }

    fn item(&self, id: &str) -> Option<&Item> {
        let find = |p: &'_ CheckedPack| p.items.iter().position(|i| i.id == id);
        find(self.to.pack)
            .and_then(|i| self.to.pack.items.get(i))
            .or_else(|| find(self.from.pack).and_then(|i| self.from.pack.items.get(i)))
    }

    fn named(&self, id: &str) -> String {
        match self.item(id).map(words::label) {
            Some(label) if label != id => format!("{id} {label}"),
            _ => id.to_owned(),
        }
    }

    fn outcome(&self, rule: &str, outcome: Option<Outcome>) -> String {
        let veto = |i: &Item| matches!(i.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
        let veto = self.item(rule).is_some_and(veto);
        outcome.map_or_else(|| self.word("impact-not-judged"), |o| outcome_word(o, veto, self.language))
    }

    fn concludes(&self, rule: &str) -> bool {
        self.item(rule).is_some_and(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. }))
    }

    /// From one outcome to the other; of a conclusion with its doubts, once where both sides have the same.
    fn turn(&self, county: &CountyImpact, s: &SubjectImpact) -> String {
        let DoubtsImpact { from, to } = county.doubts;
        if !self.concludes(&s.rule) {
            return self.arrow(&s.rule, s.from, s.to);
        }
        if from == to {
            return with_doubts(self.arrow(&s.rule, s.from, s.to), to, self.language);
        }
        let side = |outcome: Option<Outcome>, doubts: Doubts| {
            outcome.map_or_else(|| self.word("impact-not-judged"), |o| claim(o, doubts, self.language))
        };
        format!("{} → {}", side(s.from, from), side(s.to, to))
    }

    fn arrow(&self, rule: &str, from: Option<Outcome>, to: Option<Outcome>) -> String {
        format!("{} → {}", self.outcome(rule, from), self.outcome(rule, to))
    }

    fn because(&self, because: &Because) -> String {
        if !because.together.is_empty() {
            return because.together.join(" + ");
        }
        if !because.among.is_empty() {
            let list = because.among.join("、");
            return Message::new("impact-among").arg("changes", list).text(self.language);
        }
        because.alone.join(" / ")
    }

    fn conclusions(&mut self) {
        let mut rows = Vec::new();
        for county in &self.impact.counties {
            for s in county.subjects.iter().filter(|s| self.concludes(&s.rule)) {
                rows.push(vec![
                    county_name(county),
                    self.named(&s.rule),
                    self.turn(county, s),
                    self.because(&s.because),
                ]);
            }
        }
        if !rows.is_empty() {
            self.heading(&self.word("impact-conclusions"), 2);
            self.rows(&["impact-county", "impact-rule", "impact-outcome", "impact-because"], &rows, &[]);
        }
    }

    fn rules(&mut self) {
        let mut rows = Vec::new();
        for (rule, transitions) in &self.impact.rules {
            for t in transitions {
                rows.push(vec![self.named(rule), self.arrow(rule, t.from, t.to), t.count.to_string()]);
            }
        }
        if !rows.is_empty() {
            self.heading(&self.word("impact-rules"), 2);
            self.rows(&["impact-rule", "impact-outcome", "impact-subjects"], &rows, &[2]);
        }
    }

    fn changes(&mut self) {
        if self.impact.changes.is_empty() {
            return;
        }
        let dash = || "—".to_owned();
        let row = |c: &ChangeReport| {
            let direction = match c.direction {
                Some("tightened") => self.word("diff-tightened"),
                Some(_) => self.word("diff-relaxed"),
                None => String::new(),
            };
            let sides = match (&c.before, &c.after) {
                (None, None) => String::new(),
                (before, after) => format!(
                    "{} → {}{direction}",
                    before.clone().unwrap_or_else(dash),
                    after.clone().unwrap_or_else(dash)
                ),
            };
            let decides = match (c.decides, c.shares) {
                (0, 0) => "0".to_owned(),
                (n, 0) => n.to_string(),
                (n, m) => format!("{n} (+{m})"),
            };
            vec![c.id.clone(), format!("{} · {}", c.name, c.aspect), sides, decides]
        };
        // What decides nothing is named below, unless it is all there is.
        let works = |c: &&ChangeReport| c.decides + c.shares > 0;
        let none = !self.impact.changes.iter().any(|c| works(&c));
        let shown = self.impact.changes.iter().filter(|c| none || works(c));
        let rows: Vec<Vec<String>> = shown.map(row).collect();
        self.heading(&self.word("impact-changes"), 2);
        self.rows(&["impact-number-of", "impact-change", "impact-sides", "impact-decides"], &rows, &[3]);
        if self.markdown {
            self.out.push('\n');
        }
        let shared = self.impact.changes.iter().any(|c| c.shares > 0);
        self.line(&Message::new(if shared { "impact-decides-note-shared" } else { "impact-decides-note" }));
        let several = |b: &Because| b.alone.len() > 1 || !b.together.is_empty();
        if self.impact.counties.iter().any(|c| {
            c.subjects.iter().any(|s| several(&s.because)) || c.values.iter().any(|v| several(&v.because))
        }) {
            self.line(&Message::new("impact-because-note"));
        }
        let others: Vec<&str> =
            self.impact.changes.iter().filter(|c| !none && !works(c)).map(|c| c.name.as_str()).collect();
        if !others.is_empty() {
            let comma = self.word("doc-comma");
            self.line(
                &Message::new("impact-others")
                    .count("count", others.len())
                    .arg("changes", others.join(&comma)),
            );
        }
    }

    fn county(&mut self, county: &CountyImpact) {
        self.heading(&county_name(county), 2);
        let most = if self.markdown { usize::MAX } else { MOST };
        let mut rows = Vec::new();
        for s in county.subjects.iter().take(most) {
            let pair = |p: &Option<[Option<String>; 2]>, other: &Option<[Option<String>; 2]>| {
                let short = |n: &String| shortened(n, other.iter().flatten().flatten());
                match p {
                    Some([Some(a), Some(b)]) if a == b => short(a),
                    Some([None, Some(one)] | [Some(one), None]) => short(one),
                    Some([Some(a), Some(b)]) => format!("{} → {}", short(a), short(b)),
                    _ => String::new(),
                }
            };
            rows.push(vec![
                self.named(&s.rule),
                self.place(&s.entity, &s.key, &s.by),
                self.turn(county, s),
                pair(&s.value, &s.limit),
                pair(&s.limit, &s.value),
                self.because(&s.because),
            ]);
        }
        if !rows.is_empty() {
            let head = [
                "impact-rule",
                "impact-subject-of",
                "impact-outcome",
                "impact-value",
                "impact-limit",
                "impact-because",
            ];
            self.rows(&head, &rows, &[3, 4]);
        }
        if county.subjects.len() > most {
            self.line(&Message::new("impact-more").count("more", county.subjects.len() - most));
        }
        let missing: BTreeSet<String> =
            county.subjects.iter().flat_map(|s| &s.missing).map(|m| self.missing(m)).collect();
        if !missing.is_empty() {
            let list = missing.into_iter().collect::<Vec<_>>().join(&self.word("doc-comma"));
            if self.markdown {
                self.out.push('\n');
            }
            self.line(&Message::new("impact-missing").arg("data", list));
        }
        let dash = || "—".to_owned();
        let rows: Vec<Vec<String>> = county
            .values
            .iter()
            .map(|v| {
                let sides = [&v.from, &v.to].map(|s| s.clone().unwrap_or_else(dash));
                vec![
                    self.named(&v.define),
                    self.place(&v.entity, &v.key, &v.by),
                    format!("{} {}", sides.join(" → "), v.unit).trim_end().to_owned(),
                    self.because(&v.because),
                ]
            })
            .collect();
        if !rows.is_empty() {
            self.out.push('\n');
            self.rows(&["impact-define", "impact-subject-of", "impact-value", "impact-because"], &rows, &[]);
        }
    }

    /// What is missing: table and column.
    fn missing(&self, m: &MissingReport) -> String {
        let pack = self.to.pack;
        let Some(entity) = pack.find_entity(&m.entity).and_then(|e| pack.entity(e)) else {
            return m.entity.clone();
        };
        match m.column().and_then(|c| entity.column(c)) {
            Some((_, column)) => format!("{}.{}", entity.label, column.label),
            None => entity.label.clone(),
        }
    }

    /// A row by its key, with labels of kinds.
    fn place(&self, entity: &str, key: &[String], by: &IndexMap<String, String>) -> String {
        let pack = if self.to.pack.find_entity(entity).is_some() { self.to.pack } else { self.from.pack };
        let label = |kind: &Kind, id: &str| {
            kind.values.iter().find(|(i, _)| i == id).map_or_else(|| id.to_owned(), |(_, l)| l.clone())
        };
        let found = pack.find_entity(entity).and_then(|e| pack.entity(e));
        let columns =
            found.map(|e| e.key.iter().map(|c| e.columns.get(c.ix()).map(|c| c.ty)).collect::<Vec<_>>());
        let columns = columns.unwrap_or_default();
        let mut parts = Vec::new();
        for (i, text) in key.iter().enumerate() {
            parts.push(match columns.get(i) {
                Some(Some(ColumnType::Kind(k))) => {
                    pack.kind(*k).map_or_else(|| text.clone(), |k| label(k, text))
                }
                _ => text.clone(),
            });
        }
        let mut out = parts.join("/");
        let groups: Vec<String> = by
            .iter()
            .map(|(kind, id)| {
                pack.kinds.iter().find(|k| k.id == *kind).map_or_else(|| id.clone(), |k| label(k, id))
            })
            .collect();
        if !groups.is_empty() {
            let _ = write!(out, "[{}]", groups.join("、"));
        }
        out
    }
}

fn county_name(county: &CountyImpact) -> String {
    match &county.name {
        Some(name) => format!("{name} {}", county.county),
        None => county.county.clone(),
    }
}

/// A number with four decimals, or with all it has where four would make it look like one of the others.
pub(crate) fn shortened<'n>(n: &str, mut others: impl Iterator<Item = &'n String>) -> String {
    let Ok(number) = Number::parse_decimal(n) else { return n.to_owned() };
    let short = number.display(4);
    if others.any(|o| o != n && *o == short) { n.to_owned() } else { short }
}

/// A text as a cell or a line of Markdown: nothing in it is markup.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '*' | '_' | '`' | '\\' | '[' | ']' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
