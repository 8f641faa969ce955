//! A county's result as a document: verdict, parts, pictures, what fails and why, what is missing, sources.

mod matrix;
mod pictures;

use super::doubts::{claim, doubts_by_sort};
use super::explain::explanation;
use super::findings::{Findings, citation, fails, is_kind};
use super::json::{Detail, ReportInput};
use super::page::*;
use super::summary::{Sentence, mark};
use super::wording::{Statement, Wording};
use super::words::{issue_lines, key_text, number_apart, outcome_word};
use crate::diagnostic::{Catalogue, Message};
use crate::evaluation::{CountyResult, Detail as Came, Doubts, Group};
use crate::semantics::*;
use crate::value::{Outcome, Surd};

/// Most outcomes of one report whose derivation is written out; `explain` gives the others.
const MOST_DERIVED: usize = 5_000;

/// A report as a document, for HTML and Markdown.
pub fn document(input: &ReportInput<'_>) -> Document {
    let pack = input.pack;
    let word = |key: &str| Catalogue::of(input.language).get(key);
    let teller = Teller { input, derived: std::cell::Cell::new(0) };
    let counties = &input.evaluation.counties;
    let mut sections = Vec::new();
    let title = match counties.as_slice() {
        [only] => {
            let found = Findings::new(input, only);
            sections = teller.county(&found, "c1");
            teller.name(only)
        }
        many => {
            sections.push(teller.overview(many));
            for (i, result) in (1..).zip(many) {
                let prefix = format!("c{i}");
                let mut section = Section::new(prefix.clone(), teller.name(result));
                section.sections = teller.county(&Findings::new(input, result), &prefix);
                sections.push(section);
            }
            Message::new("dossier-counties").count("count", many.len()).text(input.language)
        }
    };
    sections.extend(teller.issues());
    if input.detail != Detail::Summary {
        sections.extend(teller.sources());
    }
    sections.push(teller.basis());
    let mut cover = vec![Field::line(word("dossier-pack"), pack.title.clone())];
    if !pack.set.is_empty() {
        let set = Message::new("report-set").names("set", &pack.set).text(input.language);
        cover.push(Field::line(word("dossier-trial"), set));
    }
    cover.push(Field::line(word("dossier-day"), input.evaluation.as_of.to_string()));
    Document {
        language: input.language,
        sort: word("dossier-sort"),
        title,
        issuer: String::new(),
        cover,
        notice: word("report-not-recognition"),
        sections,
        cover_page: false,
    }
}

struct Teller<'a> {
    input: &'a ReportInput<'a>,
    /// How many derivations were written out.
    derived: std::cell::Cell<usize>,
}

impl Teller<'_> {
    fn word(&self, key: &str) -> String {
        Catalogue::of(self.input.language).get(key)
    }

    fn words<const N: usize>(&self, keys: [&str; N]) -> Vec<String> {
        keys.map(|k| self.word(k)).to_vec()
    }

    fn name(&self, result: &CountyResult) -> String {
        let ReportInput { pack, facts, .. } = *self.input;
        key_text(pack, facts, EntityIx(0), result.county, &Group::new())
    }

    fn outcome(&self, item: &Item, outcome: Outcome) -> Line {
        let veto = is_kind(item, RuleKind::Veto);
        let text = outcome_word(outcome, veto, self.input.language);
        vec![Span::Mark { mark: mark(outcome, veto), text }]
    }

    /// A conclusion's outcome with its doubts beside it.
    fn claim(&self, outcome: Outcome, doubts: Doubts) -> Line {
        let text = claim(outcome, doubts, self.input.language);
        vec![Span::Mark { mark: mark(outcome, false), text }]
    }

    /// The derivation, to be opened.
    fn fold(&self, found: &Findings<'_>, item: ItemIx, row: u32, group: &Group) -> Line {
        let ReportInput { pack, facts, language, .. } = *self.input;
        if self.derived.get() >= MOST_DERIVED {
            return Line::new();
        }
        let derivation = found.explainer.as_ref().and_then(|e| e.explain(item, row, group));
        let Some(derivation) = derivation else { return Line::new() };
        self.derived.set(self.derived.get() + 1);
        let text = explanation(pack, facts, &derivation, language);
        vec![Span::Fold { summary: self.word("dossier-derivation"), text }]
    }

    /// The counties with their conclusions.
    fn overview(&self, counties: &[CountyResult]) -> Section {
        let pack = self.input.pack;
        let mut section = Section::new("overview", self.word("dossier-overview"));
        let conclusions: Vec<(ItemIx, &Item)> =
            (0u32..).map(ItemIx).zip(&pack.items).filter(|(_, i)| is_kind(i, RuleKind::Conclusion)).collect();
        let mut head = vec![self.word("dossier-county")];
        head.extend(conclusions.iter().map(|(_, i)| i.title.clone()));
        head.push(self.word("report-doubts"));
        head.push(self.word("dossier-failing"));
        let rows = (1..)
            .zip(counties)
            .map(|(i, result)| {
                let anchor = format!("c{i}");
                let doubts = Doubts::new(self.input.facts, result);
                let mut row = vec![vec![Span::Link { anchor, text: self.name(result) }]];
                for (ix, _) in &conclusions {
                    let outcome = result.subjects.iter().find(|s| s.item == *ix).map(|s| s.outcome);
                    row.push(outcome.map_or_else(Line::new, |o| self.claim(o, doubts)));
                }
                row.push(plain(doubts_by_sort(doubts, self.input.language)));
                let failing = result.subjects.iter().filter(|s| {
                    pack.item(s.item)
                        .is_some_and(|i| !is_kind(i, RuleKind::Conclusion) && fails(i, s.outcome))
                });
                row.push(plain(failing.count().to_string()));
                row
            })
            .collect();
        let numbers = vec![head.len() - 1];
        section.blocks.push(Block::Table(Table { caption: String::new(), head, rows, numbers, long: true }));
        section
    }

    fn county(&self, found: &Findings<'_>, prefix: &str) -> Vec<Section> {
        if self.input.detail == Detail::Summary {
            return vec![self.verdict(found, prefix)];
        }
        let mut sections = vec![
            self.verdict(found, prefix),
            self.failing(found, prefix),
            self.excused(found, prefix),
            self.lacking(found, prefix),
            self.doubts(found, prefix),
            self.answerable(found, prefix),
            self.matrix(found, prefix),
            self.coefficients(found, prefix),
            self.pictures(found, prefix),
            self.values(found, prefix),
            self.by_rule(found, prefix),
        ];
        if self.input.detail == Detail::Full {
            sections.push(self.all(found, prefix));
        }
        sections.retain(|s| !s.is_empty());
        sections
    }

    /// The conclusions, then what they come from in sentences, each part with its derivation.
    fn verdict(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let mut section = Section::new(format!("{prefix}-verdict"), self.word("report-verdict"));
        for (ix, item) in found.items(RuleKind::Conclusion) {
            for s in found.subjects_of(ix) {
                let mut line = vec![Span::Strong(item.title.clone()), Span::Text(" ".to_owned())];
                line.extend(self.claim(s.outcome, found.doubts));
                let settled = found.doubts.is_empty() || s.outcome != Outcome::Met;
                let frame = if settled { mark(s.outcome, false) } else { Mark::Doubt };
                section.blocks.push(Block::Verdict(line, frame));
                section.blocks.push(Block::Paragraph(self.fold(found, s.item, s.row, &s.group)));
            }
        }
        let sentence = |Sentence { mark, text }| vec![Span::Mark { mark, text }];
        section.blocks.push(Block::List(found.sentences().into_iter().map(sentence).collect()));
        section
    }

    /// How many subjects of each rule came out which way.
    fn by_rule(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let mut section = Section::new(format!("{prefix}-rules"), self.word("dossier-by-rule"));
        section.blocks.extend(self.counts(found));
        section
    }

    /// Every rule with how many of its subjects came out which way.
    fn counts(&self, found: &Findings<'_>) -> Option<Block> {
        let rows: Vec<Vec<Line>> = (0u32..)
            .map(ItemIx)
            .zip(&self.input.pack.items)
            .filter_map(|(ix, item)| {
                let judged = match &item.body {
                    ItemBody::Rule { kind, .. } => matches!(kind, RuleKind::Rule | RuleKind::Veto),
                    ItemBody::Indicator(_) => true,
                    ItemBody::Define { .. } => false,
                };
                let mut counts = [0usize; 4];
                for s in found.subjects_of(ix) {
                    let slot = match s.outcome {
                        _ if fails(item, s.outcome) => 1,
                        Outcome::Met | Outcome::Unmet => 0,
                        Outcome::Undetermined => 2,
                        Outcome::NotApplicable => 3,
                    };
                    if let Some(n) = counts.get_mut(slot) {
                        *n += 1;
                    }
                }
                let total: usize = counts.iter().sum();
                (judged && total > 0).then(|| {
                    let [passed, failed, open, _] = counts.map(|n| n > 0);
                    let sign = match (failed, open, passed) {
                        (true, ..) => Mark::Bad,
                        (_, true, _) => Mark::Doubt,
                        (.., true) => Mark::Good,
                        _ => Mark::Neutral,
                    };
                    let mut row = vec![
                        vec![Span::Mark { mark: sign, text: found.words.item(item) }],
                        plain(citation(self.input.pack, item)),
                    ];
                    row.extend(counts.map(|n| plain(if n == 0 { String::new() } else { n.to_string() })));
                    row
                })
            })
            .collect();
        let keys = [
            "dossier-rule",
            "explain-cite",
            "dossier-passed",
            "dossier-failed",
            "outcome-undetermined",
            "outcome-not-applicable",
        ];
        (!rows.is_empty()).then(|| {
            Block::Table(Table {
                caption: String::new(),
                head: self.words(keys),
                rows,
                numbers: vec![2, 3, 4, 5],
                long: true,
            })
        })
    }

    /// Every failing subject, a line each, with its figures.
    fn failing(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let mut section = Section::new(format!("{prefix}-failing"), self.word("report-failures"));
        let units = !self.input.pack.measures.is_empty();
        let rows: Vec<Vec<Line>> = found
            .problems()
            .iter()
            .map(|problem| {
                let lines = |each: &dyn Fn(&Statement) -> String| {
                    let all: Vec<String> = problem.said.iter().map(each).filter(|t| !t.is_empty()).collect();
                    all.join(&self.word("say-stop"))
                };
                let several = problem.said.len() > 1;
                let now = |s: &Statement| format!("{} {}", s.place, s.fact).trim().to_owned();
                let mut row = vec![
                    vec![Span::Mark { mark: Mark::Bad, text: found.words.item(problem.item) }],
                    plain(&problem.subject),
                    plain(lines(&now)),
                    plain(lines(&|s| if several { s.asked.clone() } else { s.required.clone() })),
                    plain(lines(&|s| s.gap.clone())),
                ];
                if units {
                    row.push(plain(&problem.lead));
                }
                let s = problem.s;
                row.push(self.fold(found, s.item, s.row, &s.group));
                row
            })
            .collect();
        if rows.is_empty() {
            section.blocks.push(Block::Paragraph(plain(self.word("report-none"))));
            return section;
        }
        let mut keys = vec!["forms-problem", "report-subject", "forms-now", "report-limit", "report-short"];
        if units {
            keys.push("report-lead");
        }
        keys.push("dossier-derivation");
        section.blocks.push(Block::Table(Table {
            caption: Message::new("dossier-failing-count")
                .count("count", rows.len())
                .text(self.input.language),
            head: keys.iter().map(|k| self.word(k)).collect(),
            rows,
            numbers: Vec::new(),
            long: true,
        }));
        section
    }

    /// The indicators that fall short where that is allowed.
    fn excused(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let mut section = Section::new(format!("{prefix}-excused"), self.word("report-excused"));
        let rows: Vec<Vec<Line>> = found.excused().into_iter().map(|l| l.map(plain).to_vec()).collect();
        if !rows.is_empty() {
            let keys =
                ["report-subject", "dossier-indicator", "report-value", "report-limit", "dossier-share"];
            section.blocks.push(Block::Table(Table {
                caption: String::new(),
                head: self.words(keys),
                rows,
                numbers: vec![2, 3, 4],
                long: false,
            }));
        }
        section
    }

    fn lacking(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let mut section = Section::new(format!("{prefix}-missing"), self.word("report-missing"));
        let lines = found.lacking();
        if lines.is_empty() {
            section.blocks.push(Block::Paragraph(plain(self.word("report-none"))));
            return section;
        }
        let keys = ["report-table", "report-subject", "report-column", "report-reason", "report-rules"];
        section.blocks.push(Block::Table(Table {
            caption: self.word("dossier-missing-note"),
            head: self.words(keys),
            rows: lines.into_iter().map(|l| l.map(plain).to_vec()).collect(),
            numbers: Vec::new(),
            long: true,
        }));
        section
    }

    fn values(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let pack = self.input.pack;
        let mut section = Section::new(format!("{prefix}-values"), self.word("report-values"));
        let mut rows = Vec::new();
        for v in &found.result.values {
            let Some(item) = pack.item(v.item) else { continue };
            let ItemBody::Define { unit, .. } = &item.body else { continue };
            let text = match &v.value {
                Some(value) => found.words.value(value, unit),
                None if v.not_applicable => self.word("outcome-not-applicable"),
                None => self.word("outcome-undetermined"),
            };
            let key = found.words.subject(item.entity, v.row, &v.group);
            let fold = self.fold(found, v.item, v.row, &v.group);
            rows.push(vec![plain(&item.title), plain(key), plain(text), fold]);
        }
        if !rows.is_empty() {
            let keys = ["dossier-define", "report-subject", "report-value", "dossier-derivation"];
            section.blocks.push(Block::Table(Table {
                caption: String::new(),
                head: self.words(keys),
                rows,
                numbers: vec![2],
                long: false,
            }));
        }
        section
    }

    /// The measures that answer for what fails, with their units.
    fn answerable(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let mut section = Section::new(format!("{prefix}-measures"), self.word("report-measures"));
        let rows: Vec<Vec<Line>> = found
            .answerable
            .summary()
            .iter()
            .map(|a| {
                let items: Vec<String> = a.items.iter().map(|i| found.words.item(i)).collect();
                let m = a.measure;
                vec![
                    plain(&m.title),
                    plain(m.lead.join("、")),
                    plain(m.support.join("、")),
                    plain(items.join(&self.word("say-comma"))),
                ]
            })
            .collect();
        if !rows.is_empty() {
            let keys = ["report-measure-title", "report-lead", "dossier-support", "report-failing"];
            section.blocks.push(Block::Table(Table {
                caption: String::new(),
                head: self.words(keys),
                rows,
                numbers: Vec::new(),
                long: false,
            }));
        }
        section
    }

    /// What is in doubt, a line each.
    fn doubts(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let mut section = Section::new(format!("{prefix}-doubts"), self.word("report-doubts"));
        let rows: Vec<Vec<Line>> = found.doubtful().into_iter().map(|d| d.map(plain).to_vec()).collect();
        if !rows.is_empty() {
            section.blocks.push(Block::Table(Table {
                caption: String::new(),
                head: self.words(["report-doubt-sort", "report-doubt-place", "report-doubt-what"]),
                rows,
                numbers: Vec::new(),
                long: true,
            }));
        }
        section
    }

    /// Every outcome.
    fn all(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let pack = self.input.pack;
        let mut section = Section::new(format!("{prefix}-details"), self.word("report-details"));
        let rows = found
            .result
            .subjects
            .iter()
            .filter_map(|s| {
                let item = pack.item(s.item)?;
                let (value, limit) = match (&s.detail, &item.body) {
                    (Came::Indicator { value, limit }, ItemBody::Indicator(i)) => {
                        let show = |n: &Option<Surd>, o: &Option<Surd>| {
                            n.as_ref().map_or_else(String::new, |n| number_apart(n, &i.unit, o.as_ref()))
                        };
                        (show(value, limit), format!("{} {}", show(limit, value), i.unit.symbol))
                    }
                    _ => Default::default(),
                };
                Some(vec![
                    plain(found.words.item(item)),
                    plain(found.subject(item, s)),
                    self.outcome(item, s.outcome),
                    plain(value),
                    plain(limit.trim()),
                    self.fold(found, s.item, s.row, &s.group),
                ])
            })
            .collect();
        let keys = [
            "dossier-rule",
            "report-subject",
            "dossier-result",
            "report-value",
            "report-limit",
            "dossier-derivation",
        ];
        section.blocks.push(Block::Table(Table {
            caption: String::new(),
            head: self.words(keys),
            rows,
            numbers: vec![3, 4],
            long: true,
        }));
        section
    }

    /// What is wrong with the data.
    fn issues(&self) -> Option<Section> {
        let ReportInput { facts, language, detail, .. } = *self.input;
        let mut section = Section::new("data", self.word("dossier-data"));
        let elsewhere = self.input.errors_elsewhere();
        let lists = [("report-errors-elsewhere", elsewhere), ("report-data-warnings", self.input.warnings())];
        for (key, all) in lists.into_iter().filter(|(_, all)| detail != Detail::Summary && !all.is_empty()) {
            section.blocks.push(Block::Paragraph(vec![Span::Strong(self.word(key))]));
            let lines = issue_lines(all.into_iter(), language).into_iter().map(plain);
            section.blocks.push(Block::List(lines.collect()));
        }
        let left_out: Vec<&str> = facts.counties.iter().filter(|c| c.left_out).map(|c| &*c.code).collect();
        if !left_out.is_empty() {
            let text = Message::new("report-left-out").names("codes", &left_out).text(language);
            section.blocks.push(Block::Paragraph(plain(text)));
        }
        (!section.is_empty()).then_some(section)
    }

    /// By what was judged, and of which data: last, for those who check it.
    fn basis(&self) -> Section {
        let ReportInput { pack, facts, .. } = *self.input;
        let code = |text: &str| vec![Block::Paragraph(vec![Span::Code(text.to_owned())])];
        let field = |key: &str, blocks| Field { name: self.word(key), blocks };
        let mut section = Section::new("basis", self.word("report-basis"));
        section.blocks.push(Block::Fields(vec![
            Field::line(self.word("dossier-version"), format!("{}@{}", pack.id, pack.version)),
            field("dossier-pack-digest", code(pack.digest.as_str())),
            field("dossier-data-digest", code(&facts.digest)),
        ]));
        section
    }

    /// The clauses that the pack's items cite, word for word.
    fn sources(&self) -> Option<Section> {
        let pack = self.input.pack;
        let mut section = Section::new("sources", self.word("dossier-sources"));
        for (id, source) in &pack.citations {
            let words = Wording::new(pack, self.input.facts, self.input.language);
            let mut cited: Vec<(&str, Vec<String>)> = Vec::new();
            for item in &pack.items {
                for place in item.cite.iter().filter(|c| c.source == *id).filter_map(|c| c.place.as_deref()) {
                    match cited.iter_mut().find(|(p, _)| *p == place) {
                        Some((_, names)) => names.push(words.item(item)),
                        None => cited.push((place, vec![words.item(item)])),
                    }
                }
            }
            if cited.is_empty() {
                continue;
            }
            let number = source.number.as_ref().map(|n| format!("（{n}）")).unwrap_or_default();
            let title = format!("《{}》{number}", if source.title.is_empty() { id } else { &source.title });
            let mut part = Section::new(anchor("source", id), title);
            let field = |(place, names): (&str, Vec<String>)| {
                let mut blocks = vec![Block::Paragraph(plain(names.join(&self.word("say-comma"))))];
                if let Some(text) = source.clauses.get(place) {
                    blocks.push(Block::Quote(text.trim().to_owned()));
                }
                Field { name: place.to_owned(), blocks }
            };
            part.blocks.push(Block::Fields(cited.into_iter().map(field).collect()));
            section.sections.push(part);
        }
        (!section.is_empty()).then_some(section)
    }
}
