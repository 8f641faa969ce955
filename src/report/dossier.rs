//! A county's result as a document: verdict, parts, pictures, what fails and why, what is missing, sources.

use std::collections::BTreeMap;

use super::charts::{self, Bar, Point, Row};
use super::explain::explanation;
use super::findings::{Findings, citation, comparison_sign, fails, is_kind, percent, shortfall};
use super::json::{Detail, ReportInput};
use super::page::*;
use super::words::{issue_text, key_text, number_apart, outcome_word, value_text};
use crate::diagnostic::{Catalogue, Message, Severity};
use crate::evaluation::{Compared, CountyResult, Detail as Came, Eval, Group, Shown, SubjectResult, Value};
use crate::facts::Cell;
use crate::semantics::*;
use crate::value::{Outcome, Surd, Unit};

/// Most outcomes of one report whose derivation is written out; `explain` gives the others.
const MOST_DERIVED: usize = 5_000;
/// Fewest subjects of which a distribution says something.
const FEWEST: usize = 4;
/// Most bars of one picture.
const MOST_BARS: usize = 40;

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
    sections.extend(teller.sources());
    let mut cover = vec![Field::line(word("dossier-pack"), pack.title.clone())];
    cover.push(Field::line(word("dossier-version"), format!("{}@{}", pack.id, pack.version)));
    if !pack.set.is_empty() {
        let set = Message::new("report-set").arg("set", pack.set.join("、")).text(input.language);
        cover.push(Field::line(word("dossier-trial"), set));
    }
    cover.push(Field {
        name: word("dossier-pack-digest"),
        blocks: vec![Block::Paragraph(vec![Span::Code(pack.digest.clone())])],
    });
    cover.push(Field::line(word("dossier-day"), input.evaluation.as_of.to_string()));
    cover.push(Field {
        name: word("dossier-data-digest"),
        blocks: vec![Block::Paragraph(vec![Span::Code(input.facts.digest.clone())])],
    });
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

/// How an outcome stands for the county.
fn mark(outcome: Outcome, veto: bool) -> Mark {
    match (outcome, veto) {
        (Outcome::Met, false) | (Outcome::Unmet, true) => Mark::Good,
        (Outcome::Unmet, false) | (Outcome::Met, true) => Mark::Bad,
        (Outcome::Undetermined, _) => Mark::Doubt,
        (Outcome::NotApplicable, _) => Mark::Neutral,
    }
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
        head.push(self.word("dossier-failing"));
        let rows = (1..)
            .zip(counties)
            .map(|(i, result)| {
                let anchor = format!("c{i}");
                let mut row = vec![vec![Span::Link { anchor, text: self.name(result) }]];
                for (ix, item) in &conclusions {
                    let outcome = result.subjects.iter().find(|s| s.item == *ix).map(|s| s.outcome);
                    row.push(outcome.map_or_else(Line::new, |o| self.outcome(item, o)));
                }
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
        let mut sections = vec![
            self.verdict(found, prefix),
            self.pictures(found, prefix),
            self.failing(found, prefix),
            self.lacking(found, prefix),
            self.values(found, prefix),
            self.answerable(found, prefix),
            self.audits(found, prefix),
        ];
        if self.input.detail == Detail::Full {
            sections.push(self.all(found, prefix));
        }
        sections.retain(|s| !s.is_empty());
        sections
    }

    /// The conclusions and the parts that they name, each with its derivation.
    fn verdict(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let mut section = Section::new(format!("{prefix}-verdict"), self.word("report-verdict"));
        for (ix, item) in found.items(RuleKind::Conclusion) {
            for s in found.subjects_of(ix) {
                let mut line = vec![Span::Strong(item.title.clone()), Span::Text(" ".to_owned())];
                line.extend(self.outcome(item, s.outcome));
                section.blocks.push(Block::Verdict(line, mark(s.outcome, false)));
                section.blocks.push(Block::Paragraph(self.fold(found, s.item, s.row, &s.group)));
            }
        }
        let rows: Vec<Vec<Line>> = found
            .parts()
            .into_iter()
            .map(|(ix, item)| {
                let veto = is_kind(item, RuleKind::Veto);
                let (came, fold) = match found.only_outcome(ix) {
                    Some(s) => (self.outcome(item, s.outcome), self.fold(found, ix, s.row, &s.group)),
                    None => (plain(found.counted(ix, veto)), Line::new()),
                };
                let clause = citation(self.input.pack, item);
                vec![plain(&item.id), plain(&item.title), came, plain(clause), fold]
            })
            .collect();
        if !rows.is_empty() {
            let keys = ["dossier-id", "dossier-part", "dossier-result", "explain-cite", "dossier-derivation"];
            section.blocks.push(Block::Table(Table {
                caption: self.word("report-parts"),
                head: self.words(keys),
                rows,
                numbers: Vec::new(),
                long: false,
            }));
        }
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
                        vec![Span::Mark { mark: sign, text: item.id.clone() }],
                        plain(&item.title),
                        plain(citation(self.input.pack, item)),
                    ];
                    row.extend(counts.map(|n| plain(if n == 0 { String::new() } else { n.to_string() })));
                    row
                })
            })
            .collect();
        let keys = [
            "dossier-id",
            "dossier-rule",
            "explain-cite",
            "dossier-passed",
            "dossier-failed",
            "outcome-undetermined",
            "outcome-not-applicable",
        ];
        (!rows.is_empty()).then(|| {
            Block::Table(Table {
                caption: self.word("dossier-by-rule"),
                head: self.words(keys),
                rows,
                numbers: vec![3, 4, 5, 6],
                long: true,
            })
        })
    }

    fn pictures(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let mut section = Section::new(format!("{prefix}-pictures"), self.word("dossier-pictures"));
        let mut figures = Vec::new();
        for (ix, item) in (0u32..).map(ItemIx).zip(&self.input.pack.items) {
            match &item.body {
                ItemBody::Indicator(indicator) => {
                    figures.extend(self.distribution(found, ix, item, indicator));
                }
                ItemBody::Rule { kind: RuleKind::Rule, .. } => self.compared(found, ix, item, &mut figures),
                ItemBody::Define { unit, output: true, .. } => {
                    figures.extend(self.by_row(found, ix, item, unit));
                }
                _ => {}
            }
        }
        if !figures.is_empty() {
            section.blocks.push(Block::Paragraph(plain(self.word("dossier-pictures-key"))));
            section.blocks.extend(figures);
        }
        section
    }

    /// The subject's value of a kind, with its label.
    fn kind_of(
        &self,
        kind: KindIx,
        entity: EntityIx,
        row: u32,
        group: &Group,
    ) -> Option<(KindValue, String)> {
        let ReportInput { pack, facts, .. } = *self.input;
        let label = |value: KindValue| {
            pack.kind(kind)?.values.get(usize::from(value)).map(|(_, label)| (value, label.clone()))
        };
        if let Some((_, value)) = group.iter().find(|(k, _)| *k == kind) {
            return label(*value);
        }
        let (mut at, mut row) = (entity, row);
        loop {
            let found = pack.entity(at)?;
            let column = found.columns.iter().position(|c| c.ty == ColumnType::Kind(kind));
            if let Some(column) = column.and_then(|c| u32::try_from(c).ok())
                && let Cell::Kind(value) = facts.cell(at, row, ColumnIx(column))
            {
                return label(value);
            }
            let parent = found.parent?;
            row = *facts.table(at)?.parent.get(row as usize)?;
            at = parent;
        }
    }

    /// An indicator's values over its subjects, against its limits.
    fn distribution(
        &self,
        found: &Findings<'_>,
        ix: ItemIx,
        item: &Item,
        indicator: &Indicator,
    ) -> Option<Block> {
        let pack = self.input.pack;
        let threshold = match &indicator.threshold {
            ThresholdRef::Own(limit) => Some(&**limit),
            ThresholdRef::Limit(l) => pack.limit(*l),
        };
        let unit = &indicator.unit;
        let mut rows: BTreeMap<(Vec<KindValue>, String), Row> = BTreeMap::new();
        for s in found.subjects_of(ix) {
            let Came::Indicator { value: Some(value), limit } = &s.detail else { continue };
            let Some(x) = charts::place(value, unit) else { continue };
            let (kinds, labels): (Vec<KindValue>, Vec<String>) = threshold
                .iter()
                .flat_map(|t| &t.by)
                .filter_map(|k| self.kind_of(*k, item.entity, s.row, &s.group))
                .unzip();
            let limit_text = limit.as_ref().map_or_else(String::new, |l| {
                format!("{} {}", comparison_sign(indicator.comparison), number_apart(l, unit, None))
            });
            let title = format!(
                "{} {} {}",
                found.subject(item, s),
                number_apart(value, unit, limit.as_ref()),
                unit.symbol
            );
            let label = labels.join(" · ");
            let row = rows.entry((kinds, limit_text.clone())).or_insert_with(|| Row {
                label,
                limit: limit.as_ref().and_then(|l| charts::place(l, unit)),
                limit_text,
                points: Vec::new(),
            });
            row.points.push(Point { x, met: s.outcome != Outcome::Unmet, title });
        }
        let rows: Vec<Row> = rows.into_values().collect();
        if rows.iter().map(|r| r.points.len()).sum::<usize>() < FEWEST {
            return None;
        }
        let caption = format!("{} {}", item.id, item.title);
        let svg = charts::dots(&rows, &unit.symbol, &caption);
        Some(Block::Figure { svg, caption })
    }

    /// The comparisons over rows, such as class sizes, and the coefficients of a rule.
    fn compared(&self, found: &Findings<'_>, ix: ItemIx, item: &Item, out: &mut Vec<Block>) {
        let Some(explainer) = &found.explainer else { return };
        let (mut rows, mut bars): (BTreeMap<(String, KindValue, String), Row>, Vec<Bar>) = Default::default();
        let mut table: Vec<Vec<Line>> = Vec::new();
        let mut row_unit = Unit::none();
        for s in found.subjects_of(ix) {
            for compared in explainer.compared(ix, s.row, &s.group) {
                match compared {
                    Compared::Rows { entity, text, operator, points } => {
                        for (row, left, right) in points {
                            let (Some(value), Some(limit)) = (surd(&left), surd(&right)) else { continue };
                            let Some(x) = charts::place(value, &left.unit) else { continue };
                            row_unit = left.unit.clone();
                            let limit_text =
                                format!("{} {}", sign_of(operator), number_apart(limit, &left.unit, None));
                            let (kind, label) = self.first_kind(entity, row);
                            let key = (text.clone(), kind, limit_text.clone());
                            let to = rows.entry(key).or_insert_with(|| Row {
                                label,
                                limit: charts::place(limit, &left.unit),
                                limit_text,
                                points: Vec::new(),
                            });
                            let met = holds(operator, value, limit);
                            to.points.push(Point { x, met, title: String::new() });
                        }
                    }
                    Compared::Coefficient { of, operator, value, limit, .. } => {
                        let (Some(value), Some(limit)) = (surd(&value), surd(&limit)) else { continue };
                        let plain_unit = Unit::none();
                        let Some(x) = charts::place(value, &plain_unit) else { continue };
                        let member = of.and_then(|i| self.input.pack.item(i));
                        let subject = found.subject(item, s);
                        let group = s.group.iter().filter_map(|(k, _)| {
                            self.kind_of(*k, item.entity, s.row, &s.group).map(|(_, l)| l)
                        });
                        let group = group.collect::<Vec<_>>().join(" · ");
                        let named = member.map_or(&item.id, |m| &m.id);
                        let text = number_apart(value, &plain_unit, Some(limit));
                        let met = holds(operator, value, limit);
                        let came = if met { Outcome::Met } else { Outcome::Unmet };
                        table.push(vec![
                            plain(named),
                            plain(member.map_or(&item.title, |m| &m.title)),
                            plain(if group.is_empty() { subject } else { group.clone() }),
                            plain(&text),
                            plain(format!(
                                "{} {}",
                                sign_of(operator),
                                number_apart(limit, &plain_unit, Some(value))
                            )),
                            self.outcome(item, came),
                        ]);
                        bars.push(Bar {
                            label: format!("{named} {group}").trim().to_owned(),
                            x,
                            text,
                            limit: charts::place(limit, &plain_unit),
                            met: Some(met),
                        });
                    }
                }
            }
        }
        let caption = format!("{} {}", item.id, item.title);
        if !bars.is_empty() {
            if bars.len() <= MOST_BARS {
                let svg = charts::bars(&bars, "", &caption);
                out.push(Block::Figure { svg, caption: caption.clone() });
            }
            let keys = [
                "dossier-id",
                "dossier-indicator",
                "report-subject",
                "dossier-coefficient",
                "report-limit",
                "dossier-result",
            ];
            out.push(Block::Table(Table {
                caption: caption.clone(),
                head: self.words(keys),
                rows: table,
                numbers: vec![3, 4],
                long: false,
            }));
        }
        let rows: Vec<Row> = rows.into_values().collect();
        if rows.iter().map(|r| r.points.len()).sum::<usize>() >= FEWEST {
            let svg = charts::counts(&rows, &row_unit.symbol, &caption);
            out.push(Block::Figure { svg, caption });
        }
    }

    /// The label of the first kind among a row's columns, or its ancestors'.
    fn first_kind(&self, entity: EntityIx, row: u32) -> (KindValue, String) {
        let pack = self.input.pack;
        let mut at = Some(entity);
        while let Some(found) = at.and_then(|e| pack.entity(e)) {
            let kind = found.columns.iter().find_map(|c| match c.ty {
                ColumnType::Kind(k) => Some(k),
                _ => None,
            });
            if let Some(kind) = kind {
                return self.kind_of(kind, entity, row, &Group::new()).unwrap_or_default();
            }
            at = found.parent;
        }
        Default::default()
    }

    /// A titled value for several rows of the county, such as the satisfaction of each group asked.
    fn by_row(&self, found: &Findings<'_>, ix: ItemIx, item: &Item, unit: &Unit) -> Option<Block> {
        let ReportInput { pack, facts, language, .. } = *self.input;
        let bars: Vec<Bar> = found
            .result
            .values
            .iter()
            .filter(|v| v.item == ix)
            .filter_map(|v| {
                let Some(value @ Value::Number(n)) = &v.value else { return None };
                let entity = pack.entity(item.entity)?;
                let keys = facts.key_of(pack, item.entity, v.row);
                let last = entity.key.last().and_then(|c| match facts.cell(item.entity, v.row, *c) {
                    Cell::Kind(value) => match entity.columns.get(c.ix())?.ty {
                        ColumnType::Kind(k) => {
                            pack.kind(k)?.values.get(usize::from(value)).map(|(_, label)| label.clone())
                        }
                        _ => None,
                    },
                    _ => None,
                });
                Some(Bar {
                    label: last.or_else(|| keys.last().cloned()).unwrap_or_default(),
                    x: charts::place(n, unit)?,
                    text: value_text(pack, value, unit, language),
                    limit: None,
                    met: None,
                })
            })
            .collect();
        let caption = format!("{} {}", item.id, item.title);
        (2..=MOST_BARS)
            .contains(&bars.len())
            .then(|| Block::Figure { svg: charts::bars(&bars, &unit.symbol, &caption), caption })
    }

    /// Every failing subject, a line each.
    fn failing(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let mut section = Section::new(format!("{prefix}-failing"), self.word("report-failures"));
        let mut rows = Vec::new();
        let units = !self.input.pack.measures.is_empty();
        for (ix, item, subjects) in found.failing() {
            for s in subjects {
                rows.push(self.failing_row(found, ix, item, s, units));
            }
        }
        if rows.is_empty() {
            section.blocks.push(Block::Paragraph(plain(self.word("report-none"))));
            return section;
        }
        let mut keys = vec![
            "dossier-id",
            "dossier-rule",
            "report-subject",
            "report-value",
            "report-limit",
            "report-short",
            "dossier-share",
            "dossier-why",
        ];
        if units {
            keys.push("report-lead");
        }
        section.blocks.push(Block::Table(Table {
            caption: Message::new("dossier-failing-count")
                .count("count", rows.len())
                .text(self.input.language),
            head: keys.iter().map(|k| self.word(k)).collect(),
            rows,
            numbers: vec![3, 4, 5, 6],
            long: true,
        }));
        section
    }

    fn failing_row(
        &self,
        found: &Findings<'_>,
        ix: ItemIx,
        item: &Item,
        s: &SubjectResult,
        units: bool,
    ) -> Vec<Line> {
        let mut row = vec![
            vec![Span::Mark { mark: mark(s.outcome, is_kind(item, RuleKind::Veto)), text: item.id.clone() }],
            plain(&item.title),
            plain(found.subject(item, s)),
        ];
        let mut why: Line = Line::new();
        match (&item.body, &s.detail) {
            (ItemBody::Indicator(indicator), Came::Indicator { value, limit }) => {
                let unit = &indicator.unit;
                let show = |n: &Option<Surd>, other: &Option<Surd>| {
                    n.as_ref().map_or_else(String::new, |n| number_apart(n, unit, other.as_ref()))
                };
                let both = value.as_ref().zip(limit.as_ref());
                let short = both.and_then(|(v, l)| shortfall(v, l));
                let mark = comparison_sign(indicator.comparison);
                row.push(plain(show(value, limit)));
                row.push(plain(format!("{mark} {} {}", show(limit, value), unit.symbol).trim_end()));
                row.push(plain(show(&short, &None)));
                row.push(plain(both.and_then(|(v, l)| percent(v, l)).map_or_else(String::new, |p| p + "%")));
            }
            _ => {
                row.extend([Line::new(), Line::new(), Line::new(), Line::new()]);
                let mut parts = Vec::new();
                for unmet in found.unmet(item, s) {
                    parts.push(format!("{}{}", unmet.text, if unmet.because.is_empty() { "" } else { "：" }));
                    parts.extend(unmet.because);
                }
                why.push(Span::Text(parts.join(" ")));
            }
        }
        why.extend(self.fold(found, ix, s.row, &s.group));
        row.push(why);
        if units {
            let mut lead: Vec<&str> = Vec::new();
            for measure in found.answerable.measures(s) {
                for unit in &measure.lead {
                    if !lead.contains(&unit.as_str()) {
                        lead.push(unit);
                    }
                }
            }
            row.push(plain(lead.join("、")));
        }
        row
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
        let ReportInput { pack, facts, language, .. } = *self.input;
        let mut section = Section::new(format!("{prefix}-values"), self.word("report-values"));
        let mut rows = Vec::new();
        for v in &found.result.values {
            let Some(item) = pack.item(v.item) else { continue };
            let ItemBody::Define { unit, .. } = &item.body else { continue };
            let text = match &v.value {
                Some(value) => value_text(pack, value, unit, language),
                None if v.not_applicable => self.word("outcome-not-applicable"),
                None => self.word("outcome-undetermined"),
            };
            let key = if item.entity == EntityIx(0) {
                String::new()
            } else {
                key_text(pack, facts, item.entity, v.row, &v.group)
            };
            let fold = self.fold(found, v.item, v.row, &v.group);
            rows.push(vec![plain(&item.id), plain(&item.title), plain(key), plain(text), fold]);
        }
        if !rows.is_empty() {
            let keys =
                ["dossier-id", "dossier-define", "report-subject", "report-value", "dossier-derivation"];
            section.blocks.push(Block::Table(Table {
                caption: String::new(),
                head: self.words(keys),
                rows,
                numbers: vec![3],
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
                let items: Vec<&str> = a.items.iter().map(|i| i.id.as_str()).collect();
                let m = a.measure;
                vec![
                    plain(&m.id),
                    plain(&m.title),
                    plain(m.lead.join("、")),
                    plain(m.support.join("、")),
                    plain(items.join(" ")),
                ]
            })
            .collect();
        if !rows.is_empty() {
            let keys = [
                "report-measure-id",
                "report-measure-title",
                "report-lead",
                "dossier-support",
                "report-failing",
            ];
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

    fn audits(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let ReportInput { pack, facts, .. } = *self.input;
        let mut section = Section::new(format!("{prefix}-audits"), self.word("report-audits"));
        let rows: Vec<Vec<Line>> = found
            .result
            .audits
            .iter()
            .filter_map(|a| {
                let item = pack.item(a.item)?;
                let key = key_text(pack, facts, item.entity, a.row, &a.group);
                Some(vec![plain(&item.id), plain(&item.title), plain(key)])
            })
            .collect();
        if !rows.is_empty() {
            section.blocks.push(Block::Table(Table {
                caption: String::new(),
                head: self.words(["dossier-id", "dossier-check", "report-subject"]),
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
                    plain(&item.id),
                    plain(found.subject(item, s)),
                    self.outcome(item, s.outcome),
                    plain(value),
                    plain(limit.trim()),
                    self.fold(found, s.item, s.row, &s.group),
                ])
            })
            .collect();
        let keys = [
            "dossier-id",
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
        let ReportInput { facts, evaluation, language, .. } = *self.input;
        let mut section = Section::new("data", self.word("dossier-data"));
        for (severity, key) in
            [(Severity::Error, "report-data-errors"), (Severity::Warning, "report-data-warnings")]
        {
            let all = facts.issues.iter().chain(&evaluation.warnings);
            let lines: Vec<Line> =
                all.filter(|i| i.code.severity == severity).map(|i| plain(issue_text(i, language))).collect();
            if !lines.is_empty() {
                section.blocks.push(Block::Paragraph(vec![Span::Strong(self.word(key))]));
                section.blocks.push(Block::List(lines));
            }
        }
        let left_out: Vec<&str> = facts.counties.iter().filter(|c| c.left_out).map(|c| &*c.code).collect();
        if !left_out.is_empty() {
            let text = Message::new("report-left-out").arg("codes", left_out.join("、")).text(language);
            section.blocks.push(Block::Paragraph(plain(text)));
        }
        (!section.is_empty()).then_some(section)
    }

    /// The clauses that the pack's items cite, word for word.
    fn sources(&self) -> Option<Section> {
        let pack = self.input.pack;
        let mut section = Section::new("sources", self.word("dossier-sources"));
        for (id, source) in &pack.citations {
            let mut cited: Vec<(&str, Vec<&str>)> = Vec::new();
            for item in &pack.items {
                for place in item.cite.iter().filter(|c| c.source == *id).filter_map(|c| c.place.as_deref()) {
                    match cited.iter_mut().find(|(p, _)| *p == place) {
                        Some((_, ids)) => ids.push(&item.id),
                        None => cited.push((place, vec![&item.id])),
                    }
                }
            }
            if cited.is_empty() {
                continue;
            }
            let number = source.number.as_ref().map(|n| format!("（{n}）")).unwrap_or_default();
            let title = format!("《{}》{number}", if source.title.is_empty() { id } else { &source.title });
            let mut part = Section::new(anchor("source", id), title);
            let field = |(place, ids): (&str, Vec<&str>)| {
                let mut blocks = vec![Block::Paragraph(plain(ids.join(" ")))];
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

fn surd(shown: &Shown) -> Option<&Surd> {
    match &shown.eval {
        Eval::Known(Value::Number(n)) if !shown.hidden => Some(n),
        _ => None,
    }
}

fn holds(operator: BinaryOp, value: &Surd, limit: &Surd) -> bool {
    match operator {
        BinaryOp::Ge => value >= limit,
        BinaryOp::Le => value <= limit,
        BinaryOp::Gt => value > limit,
        _ => value < limit,
    }
}

fn sign_of(operator: BinaryOp) -> &'static str {
    match operator {
        BinaryOp::Ge => "≥",
        BinaryOp::Le => "≤",
        BinaryOp::Gt => ">",
        _ => "<",
    }
}
