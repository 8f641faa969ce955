//! Requests about data: what is wrong with them, what comes out, and why.

use std::path::PathBuf;
use std::sync::OnceLock;

use junheng::diagnostic::{Language, Message};
use junheng::evaluation::{Doubts, Evaluation, Options, evaluate, plausibility};
use junheng::facts::{DataIssue, Facts, read_from};
use junheng::report::{Detail, ReportInput, claim, issue_text, key_text, report};
use junheng::semantics::{CheckedPack, EntityIx};
use junheng::source::visible;
use junheng::tooling::explain::{Subject, explained, item_named, subjects};
use junheng::tooling::gap::{self, Costs};
use junheng::tooling::render::{self, Unannotated, outside_period};
use junheng::tooling::set::trial;
use junheng::value::Date;
use serde_json::{Value, json};

use crate::answer::{Answer, Answered, Refused, Said as _};
use crate::engine::day;
use crate::request::{Run, Shape, Written};
use crate::shelf::Shelf;

/// Most issues that an answer lists; all are counted.
const MOST_ISSUES: usize = 2_000;

/// Data as a pack reads them, and what comes out once that was asked for.
pub(crate) struct Loaded {
    pub pack: CheckedPack,
    pub facts: Facts,
    pub as_of: Date,
    previous: Option<Facts>,
    evaluation: OnceLock<Evaluation>,
}

/// Paths as the library takes them.
pub(crate) fn paths(all: &[String]) -> Vec<PathBuf> {
    all.iter().map(PathBuf::from).collect()
}

/// The counties that are asked for; none: all.
pub(crate) fn counties(run: &Run) -> Option<Vec<String>> {
    (!run.county.is_empty()).then(|| run.county.clone())
}

/// Whether all counties that are asked for are there.
pub(crate) fn known_counties(facts: &Facts, run: &Run) -> Result<(), Refused> {
    let known = |code: &String| facts.counties.iter().any(|c| *c.code == **code);
    match run.county.iter().find(|code| !known(code)) {
        Some(code) => {
            Err(Refused::new(&Message::new("cli-unknown-county").arg("code", code), None, run.lang.into()))
        }
        None => Ok(()),
    }
}

impl Loaded {
    pub fn new(shelf: &Shelf, pack: CheckedPack, run: &Run) -> Result<Loaded, Refused> {
        let language = run.lang.into();
        let as_of = day(&run.as_of, language)?;
        let read = |all: &[String]| read_from(shelf, &pack, &paths(all), as_of).map_err(|e| e.said(language));
        let mut facts = read(&run.data)?;
        facts.note_contents(&pack);
        let previous = if run.previous.is_empty() { None } else { Some(read(&run.previous)?) };
        known_counties(&facts, run)?;
        Ok(Loaded { pack, facts, as_of, previous, evaluation: OnceLock::new() })
    }

    fn options(&self, run: &Run) -> Options {
        Options { as_of: self.as_of, counties: counties(run) }
    }

    fn evaluation(&self, run: &Run) -> &Evaluation {
        self.evaluation.get_or_init(|| {
            let mut evaluation = evaluate(&self.pack, &self.facts, &self.options(run));
            let found = plausibility(&self.pack, &self.facts, &evaluation, self.previous.as_ref());
            evaluation.warnings.extend(found);
            evaluation
        })
    }

    fn input<'a>(&'a self, run: &Run) -> ReportInput<'a> {
        let (detail, language) = (run.detail.into(), run.lang.into());
        ReportInput {
            pack: &self.pack,
            facts: &self.facts,
            evaluation: self.evaluation(run),
            detail,
            language,
        }
    }

    /// What is wrong with the data before they are judged.
    pub fn read(&self, run: &Run) -> Answered {
        let rows = self.pack.entities.iter().zip(&self.facts.tables).filter(|(_, t)| t.supplied);
        let tables: Vec<Value> =
            rows.map(|(e, t)| json!({ "id": e.id, "label": e.label, "rows": t.len })).collect();
        let mut head = issues(self.facts.issues.iter(), run.lang.into());
        if let Some(head) = head.as_object_mut() {
            head.insert("tables".to_owned(), tables.into());
            head.insert("counties".to_owned(), self.facts.counties.len().into());
        }
        Answer::json(&head)
    }

    pub fn judge(&self, run: &Run) -> Answered {
        let language: Language = run.lang.into();
        let input = ReportInput { detail: Detail::Summary, ..self.input(run) };
        let results = &input.evaluation.counties;
        let counties: Vec<Value> = report(&input)
            .counties
            .iter()
            .zip(results)
            .map(|(county, result)| {
                let doubts = Doubts::new(&self.facts, result);
                let conclusions: Vec<Value> = county
                    .conclusions
                    .iter()
                    .map(|(id, outcome)| {
                        let item = self.pack.find_item(id).and_then(|ix| self.pack.item(ix));
                        json!({
                            "id": id,
                            "title": item.map_or(id.as_str(), |i| i.title.as_str()),
                            "outcome": outcome,
                            "claim": claim(*outcome, doubts, language),
                        })
                    })
                    .collect();
                json!({
                    "code": county.county, "name": county.name, "conclusions": conclusions,
                    "doubts": doubts.total(),
                })
            })
            .collect();
        let mut head = issues(self.facts.issues.iter().chain(&input.evaluation.warnings), language);
        let title = &self.pack.title;
        let rules: Vec<Value> =
            self.pack.items.iter().map(|i| json!({ "id": i.id, "title": i.title })).collect();
        if let Some(head) = head.as_object_mut() {
            head.insert("counties".to_owned(), counties.into());
            head.insert("pack".to_owned(), json!({ "id": self.pack.id, "version": self.pack.version, "title": title, "digest": self.pack.digest.to_string() }));
            head.insert("as_of".to_owned(), run.as_of.clone().into());
            head.insert("rules".to_owned(), rules.into());
            let outside = outside_period(&self.pack, self.as_of).map(|m| m.text(language));
            head.insert("outside_period".to_owned(), outside.into());
        }
        Answer::json(&head)
    }

    pub fn write(&self, run: &Run, format: Written) -> Answered {
        let input = self.input(run);
        render::render(&input, &self.options(run), format.into())
            .map(Answer::file)
            .map_err(|e| e.said(input.language))
    }

    pub fn annotate(&self, shelf: &Shelf, run: &Run) -> Answered {
        let input = self.input(run);
        let made = render::annotated(shelf, &paths(&run.data), &input);
        made.map(Answer::file).map_err(|e| match e {
            Unannotated::Read(e) => e.said(input.language),
            Unannotated::Write(e) => e.said(input.language),
        })
    }

    pub fn subjects(&self, run: &Run, rule: &str) -> Answered {
        let ix = item_named(&self.pack, rule).map_err(|e| e.said(run.lang.into()))?;
        let found = subjects(&self.pack, &self.facts, &self.options(run), ix);
        let entity = self.pack.item(ix).map_or(EntityIx(0), |i| i.entity);
        let name = |s: &Subject| key_text(&self.pack, &self.facts, entity, s.row, &s.group);
        let names: Vec<String> = found.iter().map(name).collect();
        let typed: Vec<String> = found.into_iter().map(|s| s.typed).collect();
        Answer::json(&json!({ "subjects": typed, "names": names }))
    }

    pub fn explain(&self, run: &Run, rule: &str, subject: Option<&str>) -> Answered {
        let language = run.lang.into();
        let ix = item_named(&self.pack, rule).map_err(|e| e.said(language))?;
        let options = Options::on(self.as_of);
        let texts = explained(&self.pack, &self.facts, &options, (ix, rule), subject, language);
        let texts = texts.map_err(|e| e.said(language))?;
        Ok(Answer::text(texts.concat()))
    }

    pub fn gap(&self, run: &Run, rule: Option<&str>, format: Shape) -> Answered {
        let (language, options) = (run.lang.into(), self.options(run));
        let rule = rule.map(|name| item_named(&self.pack, name)).transpose().map_err(|e| e.said(language))?;
        let gaps = gap::gap(&self.pack, &self.facts, &options, &Costs::default(), rule);
        Ok(Answer::text(match format {
            Shape::Json => {
                let json = gap::json(&self.pack, &self.facts, &options, &gaps, language);
                json.map_err(Refused::plain)? + "\n"
            }
            Shape::Text | Shape::Md | Shape::Html => {
                let text = gap::text(&self.pack, &self.facts, &options, &gaps, language);
                trial(&self.pack, language) + &visible(&text)
            }
        }))
    }
}

/// Issues as a page shows them, errors first, with how many there are.
fn issues<'a>(all: impl Iterator<Item = &'a DataIssue> + Clone, language: Language) -> Value {
    let is_error = |i: &&DataIssue| i.code.severity.is_error();
    let errors = all.clone().filter(is_error);
    let warnings = all.clone().filter(|i| !is_error(i));
    let list: Vec<Value> = errors
        .clone()
        .chain(warnings.clone())
        .take(MOST_ISSUES)
        .map(|i| {
            json!({
                "severity": if i.code.severity.is_error() { "error" } else { "warning" },
                "code": i.code.id, "file": &*i.file, "row": i.row, "column": i.column.as_deref(),
                "cell": i.cell(), "value": i.value.as_deref(), "county": i.county.as_deref(),
                "message": i.message.text(language), "text": issue_text(i, language),
            })
        })
        .collect();
    json!({ "errors": errors.count(), "warnings": warnings.count(), "issues": list })
}
