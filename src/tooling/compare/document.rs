//! A comparison for people: a document of the reports' own form.

use super::report::*;
use super::{EXACT, MOST_JUDGINGS, Side};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::report::page::{Block, Document, Field, Line, Mark, Section, Span, Table, joined, plain};
use crate::report::{outcome_word, with_doubts};
use crate::semantics::{CheckedPack, Entity, Item, ItemBody, RuleKind};
use crate::tooling::impact::shortened;
use crate::value::Outcome;

/// A comparison as a document, for text, Markdown and HTML. `a` and `b` are what was compared.
pub fn document(comparison: &Comparison, a: Side<'_>, b: Side<'_>, language: Language) -> Document {
    Writer { all: comparison, packs: [b.pack, a.pack], language }.document()
}

struct Writer<'a> {
    all: &'a Comparison,
    /// B's, then A's.
    packs: [&'a CheckedPack; 2],
    language: Language,
}

impl Writer<'_> {
    fn word(&self, key: &str) -> String {
        Catalogue::of(self.language).get(key)
    }

    fn words<const N: usize>(&self, keys: [&str; N]) -> Vec<String> {
        keys.map(|k| self.word(k)).to_vec()
    }

    fn say(&self, message: &Message) -> Block {
        Block::Paragraph(plain(message.text(self.language)))
    }

    fn document(&self) -> Document {
        let all = self.all;
        let title = match all.counties.as_slice() {
            [only] if all.counties_compared == 1 => {
                Message::new("compare-title").arg("of", county_name(only))
            }
            _ => Message::new("compare-title-counties").count("count", all.counties_compared),
        };
        let mut cover = Vec::new();
        for (name, side) in [("A", &all.a), ("B", &all.b)] {
            let said = Message::new("compare-side")
                .arg("pack", format!("{}@{}", side.pack.id, side.pack.version))
                .arg("day", &side.as_of);
            let mut blocks = vec![self.say(&said)];
            if !side.pack.set.is_empty() {
                blocks.push(self.say(&Message::new("report-set").names("set", &side.pack.set)));
            }
            blocks.push(self.say(&Message::new("report-data-digest").arg("digest", &side.data)));
            if side.errors > 0 {
                blocks.push(self.say(&Message::new("cli-data-errors").count("errors", side.errors)));
            }
            cover.push(Field { name: name.to_owned(), blocks });
        }
        let mut sections = vec![self.overview()];
        match all.counties.as_slice() {
            [only] if all.counties_compared == 1 => sections.extend(self.county(only, "c1")),
            many => sections.extend((1..).zip(many).map(|(i, county)| {
                let anchor = format!("c{i}");
                let mut section = Section::new(anchor.clone(), county_name(county));
                section.sections = self.county(county, &anchor);
                section
            })),
        }
        Document {
            language: self.language,
            sort: self.word("compare-sort"),
            title: title.text(self.language),
            issuer: String::new(),
            cover,
            notice: self.word("report-not-recognition"),
            sections,
            cover_page: false,
        }
    }

    fn overview(&self) -> Section {
        let all = self.all;
        let mut section = Section::new("overview", self.word("compare-overview"));
        let counts = &all.counts;
        if all.counties.is_empty() {
            section.blocks.push(self.say(&Message::new("compare-same")));
        }
        section.blocks.push(
            self.say(
                &Message::new("compare-cells")
                    .count("compared", counts.cells_compared)
                    .count("changed", counts.cells_changed)
                    .count("a", counts.rows_only_in_a)
                    .count("b", counts.rows_only_in_b)
                    .count("deciding", counts.deciding),
            ),
        );
        section.blocks.push(
            self.say(
                &Message::new("compare-outcomes")
                    .count("compared", counts.outcomes_compared)
                    .count("turned", counts.turned)
                    .count("for", counts.r#for)
                    .count("against", counts.against),
            ),
        );
        if counts.by_rules + counts.by_both > 0 {
            section.blocks.push(
                self.say(
                    &Message::new("compare-due")
                        .count("data", counts.by_data)
                        .count("rules", counts.by_rules)
                        .count("both", counts.by_both),
                ),
            );
        }
        if counts.turned > counts.by_rules {
            section.blocks.push(self.say(&Message::new("compare-smallest-note")));
        }
        if counts.not_proven > 0 {
            section.blocks.push(
                self.say(
                    &Message::new("compare-not-proven-note")
                        .count("count", counts.not_proven)
                        .count("cells", EXACT)
                        .count("judgings", MOST_JUDGINGS),
                ),
            );
        }
        for (key, list) in [
            ("compare-counties-only-a", &all.counties_only_in_a),
            ("compare-counties-only-b", &all.counties_only_in_b),
            ("compare-rules-only-a", &all.rules_only_in_a),
            ("compare-rules-only-b", &all.rules_only_in_b),
        ] {
            if !list.is_empty() {
                let comma = self.word("doc-comma");
                section.blocks.push(self.say(&Message::new(key).arg("list", list.join(&comma))));
            }
        }
        let rows: Vec<Vec<Line>> = all.counties.iter().flat_map(|c| self.conclusions(c)).collect();
        if !rows.is_empty() {
            let head =
                self.words(["compare-county", "compare-conclusion", "compare-outcome", "compare-because"]);
            section.blocks.push(Block::Table(Table { head, rows, ..Table::default() }));
        }
        section
    }

    fn conclusions(&self, county: &CountyComparison) -> Vec<Vec<Line>> {
        let concluding = |t: &&TurnReport| {
            self.item(&t.rule)
                .is_some_and(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. }))
        };
        let row = |t: &TurnReport| {
            vec![
                plain(county_name(county)),
                plain(self.named(&t.rule)),
                self.turn(county, t),
                self.because(t),
            ]
        };
        county.turned.iter().filter(concluding).map(row).collect()
    }

    fn item(&self, id: &str) -> Option<&Item> {
        self.packs.iter().find_map(|p| p.items.iter().find(|i| i.id == id))
    }

    fn named(&self, id: &str) -> String {
        let item = self.item(id);
        let label = item.map(|i| if i.label == i.id { i.title.as_str() } else { i.label.as_str() });
        label.filter(|l| *l != id).map_or_else(|| id.to_owned(), |l| format!("{id} {l}"))
    }

    fn entity(&self, id: &str) -> Option<&Entity> {
        self.packs.iter().find_map(|p| p.entities.iter().find(|e| e.id == id))
    }

    fn table_of(&self, id: &str) -> String {
        self.entity(id).map_or_else(|| id.to_owned(), |e| e.label.clone())
    }

    fn column(&self, entity: &str, column: &str) -> String {
        let found = self.entity(entity).and_then(|e| e.columns.iter().find(|c| c.id == column));
        found.map_or_else(|| column.to_owned(), |c| c.label.clone())
    }

    fn is_veto(&self, rule: &str) -> bool {
        self.item(rule).is_some_and(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Veto, .. }))
    }

    fn outcome(&self, rule: &str, outcome: Outcome) -> Span {
        let veto = self.is_veto(rule);
        let mark = match (outcome, veto) {
            (Outcome::Met, false) | (Outcome::Unmet, true) => Mark::Good,
            (Outcome::Unmet, false) | (Outcome::Met, true) => Mark::Bad,
            (Outcome::Undetermined, _) => Mark::Doubt,
            (Outcome::NotApplicable, _) => Mark::Neutral,
        };
        Span::Mark { mark, text: outcome_word(outcome, veto, self.language) }
    }

    /// From one outcome to the other; of a conclusion with the doubts about it.
    fn turn(&self, county: &CountyComparison, turn: &TurnReport) -> Line {
        let concludes = self
            .item(&turn.rule)
            .is_some_and(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. }));
        let [of_a, of_b] = county.doubts;
        let sides = [(turn.from, of_a), (turn.to, of_b)].map(|(outcome, doubts)| {
            let mut span = self.outcome(&turn.rule, outcome);
            if let Span::Mark { text, .. } = &mut span
                && concludes
            {
                *text = with_doubts(std::mem::take(text), doubts, self.language);
            }
            span
        });
        joined(sides, " → ")
    }

    /// By what it turned.
    fn because(&self, turn: &TurnReport) -> Line {
        let due = match turn.due {
            Due::Rules => return plain(self.word("compare-by-rules")),
            Due::Both => Some(self.word("compare-by-both")),
            Due::Data => None,
        };
        let sets: Vec<String> = turn.smallest.iter().map(|set| set.join(" + ")).collect();
        let mut text = match sets.as_slice() {
            [] => self.word("compare-no-set"),
            sets => sets.join(&self.word("compare-or")),
        };
        if !sets.is_empty() && !turn.proven {
            text.push_str(&self.word("compare-not-proven"));
        }
        plain(due.map_or(text.clone(), |due| format!("{due} {text}")))
    }

    fn county(&self, county: &CountyComparison, anchor: &str) -> Vec<Section> {
        let section = |part: &str, title: &str, table: Table| {
            (!table.rows.is_empty()).then(|| {
                let mut section = Section::new(format!("{anchor}-{part}"), self.word(title));
                section.blocks.push(Block::Table(table));
                section
            })
        };
        let mut all: Vec<Section> = [
            section("turned", "compare-turned", self.turned(county)),
            section("cells", "compare-changed", self.cells(county)),
            section("findings", "compare-findings", self.findings(county)),
            section("rows", "compare-rows", self.rows(county)),
        ]
        .into_iter()
        .flatten()
        .collect();
        let mut rest = Section::new(format!("{anchor}-rest"), self.word("compare-rest"));
        if !county.turned_nothing.is_empty() {
            let list = county.turned_nothing.join(&self.word("doc-comma"));
            let said = Message::new("compare-turned-nothing").count("count", county.turned_nothing.len());
            rest.blocks.push(self.say(&said.arg("list", list)));
        }
        for (key, list) in [
            ("compare-outcomes-only-a", &county.outcomes_only_in_a),
            ("compare-outcomes-only-b", &county.outcomes_only_in_b),
        ] {
            if !list.is_empty() {
                rest.blocks.push(self.say(&Message::new(key).count("count", list.len())));
            }
        }
        if !rest.is_empty() {
            all.push(rest);
        }
        all
    }

    fn turned(&self, county: &CountyComparison) -> Table {
        type Sides = Option<[Option<String>; 2]>;
        // No number looks like the one that it is held against.
        let short = |n: &String, all: &Sides, other: &Sides| {
            shortened(n, all.iter().chain(other).flatten().flatten())
        };
        let pair = |pair: &Sides, other: &Sides| match pair {
            Some([Some(a), Some(b)]) if a == b => short(a, pair, other),
            Some([a, b]) if a.is_some() || b.is_some() => {
                let shown =
                    |n: &Option<String>| n.as_ref().map_or_else(|| "—".to_owned(), |n| short(n, pair, other));
                format!("{} → {}", shown(a), shown(b))
            }
            Some(_) | None => String::new(),
        };
        let row = |t: &TurnReport| {
            vec![
                plain(self.named(&t.rule)),
                plain(t.name.clone()),
                self.turn(county, t),
                plain(pair(&t.value, &t.limit)),
                plain(pair(&t.limit, &t.value)),
                plain(t.unit.clone().unwrap_or_default()),
                self.because(t),
            ]
        };
        Table {
            head: self.words([
                "compare-rule",
                "compare-subject",
                "compare-outcome",
                "compare-value",
                "compare-limit",
                "compare-unit",
                "compare-because",
            ]),
            rows: county.turned.iter().map(row).collect(),
            long: true,
            ..Table::default()
        }
    }

    fn cells(&self, county: &CountyComparison) -> Table {
        let value = |cell: &CellReport, value: &Option<String>| match value {
            _ if cell.personal => self.word("compare-withheld"),
            Some(text) => text.clone(),
            None => self.word("compare-blank"),
        };
        let row = |cell: &CellReport| {
            vec![
                plain(cell.id.clone()),
                plain(self.table_of(&cell.entity)),
                plain(cell.name.clone()),
                plain(self.column(&cell.entity, &cell.column)),
                plain(value(cell, &cell.a)),
                plain(value(cell, &cell.b)),
                plain(cell.unit.clone()),
            ]
        };
        Table {
            head: self.words([
                "compare-number",
                "compare-table",
                "compare-row",
                "compare-column",
                "compare-in-a",
                "compare-in-b",
                "compare-unit",
            ]),
            rows: county.cells.iter().map(row).collect(),
            numbers: vec![4, 5],
            long: true,
            ..Table::default()
        }
    }

    fn findings(&self, county: &CountyComparison) -> Table {
        let side = |rule: &str, side: &Option<FindingSide>| match side {
            None => [self.word("compare-no-finding"), String::new()],
            Some(found) => {
                let said = match found.result.as_deref() {
                    Some("true") => outcome_word(Outcome::Met, self.is_veto(rule), self.language),
                    Some("false") => outcome_word(Outcome::Unmet, self.is_veto(rule), self.language),
                    Some(grade) => self.grade(grade),
                    None => self.word("compare-blank"),
                };
                let by = [found.assessor.clone(), found.date.clone()].into_iter().flatten();
                [said, by.collect::<Vec<_>>().join(" ")]
            }
        };
        let row = |f: &FindingReport| {
            let ([a, by_a], [b, by_b]) = (side(&f.rule, &f.a), side(&f.rule, &f.b));
            let cells = [f.id.clone(), self.named(&f.rule), f.name.clone(), a, by_a, b, by_b];
            cells.map(plain).to_vec()
        };
        Table {
            head: self.words([
                "compare-number",
                "compare-rule",
                "compare-subject",
                "compare-in-a",
                "compare-assessor-a",
                "compare-in-b",
                "compare-assessor-b",
            ]),
            rows: county.findings.iter().map(row).collect(),
            ..Table::default()
        }
    }

    /// A grade's label.
    fn grade(&self, id: &str) -> String {
        let grades = self.packs.iter().filter_map(|p| p.kinds.first());
        let mut values = grades.flat_map(|k| &k.values);
        values.find(|(value, _)| value == id).map_or_else(|| id.to_owned(), |(_, label)| label.clone())
    }

    fn rows(&self, county: &CountyComparison) -> Table {
        let all = county.rows_only_in_a.iter().map(|r| (r, "compare-only-a"));
        let all = all.chain(county.rows_only_in_b.iter().map(|r| (r, "compare-only-b")));
        let row = |(row, only): (&RowReport, &str)| {
            let below = if row.below == 0 { String::new() } else { row.below.to_string() };
            let cells =
                [row.id.clone(), self.table_of(&row.entity), row.name.clone(), self.word(only), below];
            cells.map(plain).to_vec()
        };
        Table {
            head: self.words([
                "compare-number",
                "compare-table",
                "compare-row",
                "compare-only",
                "compare-below",
            ]),
            rows: all.map(row).collect(),
            numbers: vec![4],
            long: true,
            ..Table::default()
        }
    }
}

fn county_name(county: &CountyComparison) -> String {
    match &county.name {
        Some(name) => format!("{name} {}", county.county),
        None => county.county.clone(),
    }
}
