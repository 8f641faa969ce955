//! Judging: data in whatever way they are given, outcomes as far as they are asked for.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use junheng::diagnostic::{Language, Message};
use junheng::evaluation::{Evaluation, Options, evaluate, plausibility, screen};
use junheng::facts::{ArrowTable, DataIssue, Facts, from_arrow, of_counties, read, read_from};
use junheng::plan::Plan;
use junheng::report::records::{Records, records};
use junheng::report::{Detail, ReportInput, issue_text, ndjson};
use junheng::semantics::CheckedPack;
use junheng::source::Memory;
use junheng::value::Date;

use crate::capsule::Given;
use crate::many::Many;
use crate::work::Stop;

/// Counties that are judged in one piece.
const FEW: usize = 4;

/// By what, for which day and how much is asked.
pub struct Asked {
    pub pack: Arc<CheckedPack>,
    pub language: Language,
    pub options: Options,
    pub detail: Detail,
    content: bool,
    audit: bool,
}

impl Asked {
    pub fn new(
        pack: Arc<CheckedPack>,
        language: Language,
        as_of: Date,
        detail: &str,
        counties: Option<Vec<String>>,
        (content, audit): (bool, bool),
    ) -> Result<Self, Stop> {
        let detail = match detail {
            "summary" => Detail::Summary,
            "failures" => Detail::Failures,
            "full" => Detail::Full,
            other => {
                return Err(Stop::new(format!("no detail `{other}`: summary, failures or full")));
            }
        };
        Ok(Asked { pack, language, options: Options { as_of, counties }, detail, content, audit })
    }

    /// Whether the digest of the data as understood is asked for.
    pub fn content(&self) -> bool {
        self.content
    }

    fn note(&self, mut facts: Facts) -> Facts {
        if self.content {
            facts.note_contents(&self.pack);
        }
        facts
    }
}

/// Where the data are.
pub enum Data {
    /// Tables by their names.
    Tables(Vec<ArrowTable>),
    /// One table with one row a county.
    Nested(ArrowTable),
    /// Files and folders.
    Files(Vec<PathBuf>),
    /// Files in memory.
    Bytes(Memory, Vec<PathBuf>),
}

/// How pandas calls its index where it hands it over with the columns.
fn is_index(name: &str) -> bool {
    name.strip_prefix("__index_level_")
        .and_then(|rest| rest.strip_suffix("__"))
        .is_some_and(|n| n.parse::<u8>().is_ok())
}

/// One table's rows, in words where they are none.
pub fn table(name: String, given: Given) -> Result<ArrowTable, Stop> {
    let failed = |e: arrow_schema::ArrowError| Stop::new(format!("table `{name}`: {e}"));
    let (schema, batches) = given.read().map_err(failed)?;
    let own: Vec<usize> =
        schema.fields().iter().enumerate().filter(|(_, f)| !is_index(f.name())).map(|(i, _)| i).collect();
    if own.len() == schema.fields().len() {
        return Ok(ArrowTable::new(&name, schema, batches));
    }
    let batches = batches.iter().map(|b| b.project(&own)).collect::<Result<_, _>>().map_err(failed)?;
    let schema = schema.project(&own).map_err(failed)?;
    Ok(ArrowTable::new(&name, Arc::new(schema), batches))
}

fn facts(asked: &Asked, data: Data) -> Result<Facts, Stop> {
    let (pack, day) = (&*asked.pack, asked.options.as_of);
    let failed = |e: junheng::facts::ReadError| Stop::said(&e.message(), None, asked.language);
    match data {
        Data::Tables(tables) => Ok(from_arrow(pack, &tables, day)),
        Data::Nested(rows) => {
            let tables = of_counties(pack, &rows.schema, &rows.batches);
            let tables = tables.map_err(|e| Stop::new(format!("table `{}`: {e}", rows.entity)))?;
            Ok(from_arrow(pack, &tables, day))
        }
        Data::Files(paths) => read(pack, &paths, day).map_err(failed),
        Data::Bytes(store, paths) => read_from(&store, pack, &paths, day).map_err(failed),
    }
}

/// Data and the outcomes.
pub struct Judged {
    pub asked: Asked,
    /// The lines of many counties in tables, which were judged a part at a time.
    many: Option<Many>,
    /// The data in one piece, and as much of the outcomes as the detail asks for: from the beginning, or when asked for.
    piece: OnceLock<(Facts, Evaluation)>,
    /// All of the outcomes, and what is doubtful about the data.
    full: OnceLock<Evaluation>,
}

impl Judged {
    pub fn new(asked: Asked, data: Data) -> Result<Self, Stop> {
        let (piece, full) = (OnceLock::new(), OnceLock::new());
        let data = match data {
            Data::Tables(tables) => match Many::judge(&asked, tables) {
                Ok(many) => return Ok(Judged { asked, many: Some(many), piece, full }),
                Err(tables) => Data::Tables(tables),
            },
            other @ (Data::Nested(_) | Data::Files(_) | Data::Bytes(..)) => other,
        };
        let facts = facts(&asked, data)?;
        let facts = asked.note(facts);
        for code in asked.options.counties.iter().flatten() {
            if !facts.counties.iter().any(|c| *c.code == **code) {
                let known: Vec<&str> = facts.counties.iter().take(20).map(|c| &*c.code).collect();
                let message = Message::new("cli-unknown-county").arg("code", code);
                let help = Message::new("cli-counties").arg("codes", known.join("、"));
                let help = if known.is_empty() { Message::new("cli-counties-none") } else { help };
                return Err(Stop::said(&message, Some(&help), asked.language));
            }
        }
        let quick = outcomes(&asked, &facts);
        Ok(Judged { asked, many: None, piece: OnceLock::from((facts, quick)), full })
    }

    fn piece(&self) -> &(Facts, Evaluation) {
        self.piece.get_or_init(|| {
            let tables = self.many.as_ref().map_or(&[][..], |many| &many.tables);
            let facts = from_arrow(&self.asked.pack, tables, self.asked.options.as_of);
            let facts = self.asked.note(facts);
            let quick = outcomes(&self.asked, &facts);
            (facts, quick)
        })
    }

    /// The data in one piece.
    pub fn facts(&self) -> &Facts {
        &self.piece().0
    }

    fn input<'a>(&'a self, evaluation: &'a Evaluation) -> ReportInput<'a> {
        ReportInput {
            pack: &self.asked.pack,
            facts: self.facts(),
            evaluation,
            detail: self.asked.detail,
            language: self.asked.language,
        }
    }

    /// What the detail asks for.
    pub fn asked_for(&self) -> ReportInput<'_> {
        self.input(&self.piece().1)
    }

    /// All outcomes and doubts.
    pub fn whole(&self) -> ReportInput<'_> {
        self.input(self.full.get_or_init(|| self.evaluated(&self.asked.options)))
    }

    /// All outcomes and doubts of some counties.
    pub fn evaluated(&self, options: &Options) -> Evaluation {
        let mut found = evaluate(&self.asked.pack, self.facts(), options);
        if self.asked.audit {
            let doubtful = plausibility(&self.asked.pack, self.facts(), &found, None);
            found.warnings.extend(doubtful);
        }
        found
    }

    /// The codes of the counties that were judged, and of those that errors left out.
    pub fn counties(&self) -> (Vec<String>, Vec<String>) {
        if let Some(many) = &self.many {
            return (many.codes.clone(), many.left_out.clone());
        }
        let (facts, quick) = self.piece();
        let code = |row: u32| facts.counties.get(row as usize).map(|c| c.code.to_string());
        let judged = quick.counties.iter().filter_map(|c| code(c.county)).collect();
        let left = facts.counties.iter().filter(|c| c.left_out).map(|c| c.code.to_string()).collect();
        (judged, left)
    }

    /// A line of JSON for each county.
    pub fn ndjson(&self) -> Vec<u8> {
        match &self.many {
            Some(many) => many.lines.clone(),
            None => lines(&self.asked_for()),
        }
    }

    /// A table of results.
    pub fn records(&self, name: &str) -> Option<Records> {
        let of = |all: [Records; 4]| all.into_iter().find(|records| records.name == name);
        match &self.many {
            Some(many) if name != "issues" => of(many.records(&self.asked)?),
            Some(_) | None => of(records(&if name == "issues" { self.whole() } else { self.asked_for() })),
        }
    }
}

fn lines(input: &ReportInput<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    input.evaluation.counties.iter().for_each(|county| ndjson::line(input, county, &mut out));
    out
}

/// The outcomes as far as they are asked for; of many counties by several threads.
fn outcomes(asked: &Asked, facts: &Facts) -> Evaluation {
    let (pack, options) = (&*asked.pack, &asked.options);
    let wanted = |code: &str| options.counties.as_ref().is_none_or(|all| all.iter().any(|c| c == code));
    let codes: Vec<String> =
        facts.counties.iter().filter(|c| wanted(&c.code)).map(|c| c.code.to_string()).collect();
    if asked.detail == Detail::Full || codes.len() <= FEW {
        return evaluate(pack, facts, options);
    }
    let failing = asked.detail != Detail::Summary || !pack.measures.is_empty();
    let plan = Plan::new(pack, options.as_of);
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = codes.len().div_ceil(threads).max(1);
    let part = |codes: &[String]| {
        let options = Options { as_of: options.as_of, counties: Some(codes.to_vec()) };
        screen(pack, facts, &plan, &options, failing)
    };
    let mut parts = std::thread::scope(|scope| {
        let begun: Vec<_> = codes.chunks(share).map(|codes| scope.spawn(move || part(codes))).collect();
        let ended = begun.into_iter().map(|t| t.join().unwrap_or_else(|p| std::panic::resume_unwind(p)));
        ended.collect::<Vec<_>>().into_iter()
    });
    let Some(mut all) = parts.next() else { return evaluate(pack, facts, options) };
    for part in parts {
        all.counties.extend(part.counties);
        all.warnings.extend(part.warnings);
    }
    all
}

/// What is wrong, a line each.
fn issues<'a>(list: impl Iterator<Item = &'a DataIssue>, language: Language) -> Option<String> {
    let texts: Vec<String> =
        list.filter(|i| i.code.severity.is_error()).map(|i| issue_text(i, language)).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// Judges each row of nested data by itself: a row for each county with its line, and what is wrong with its data.
pub fn rows(asked: &Asked, whole: &ArrowTable) -> Result<RecordBatch, Stop> {
    let failed = |e: arrow_schema::ArrowError| Stop::new(e.to_string());
    let (mut codes, mut texts, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    for batch in &whole.batches {
        for row in 0..batch.num_rows() {
            let one = [batch.slice(row, 1)];
            let tables = of_counties(&asked.pack, &whole.schema, &one).map_err(failed)?;
            let facts = asked.note(from_arrow(&asked.pack, &tables, asked.options.as_of));
            let evaluation = outcomes(asked, &facts);
            let input = ReportInput {
                pack: &asked.pack,
                facts: &facts,
                evaluation: &evaluation,
                detail: asked.detail,
                language: asked.language,
            };
            let line = String::from_utf8(lines(&input)).map_err(|e| Stop::new(e.to_string()))?;
            codes.push(facts.counties.first().map(|c| c.code.to_string()));
            texts.push(Some(line.trim_end().to_owned()).filter(|line| !line.is_empty()));
            wrong.push(issues(facts.issues.iter().chain(&evaluation.warnings), asked.language));
        }
    }
    let field = |name: &str| Field::new(name, DataType::Utf8, true);
    let schema = Schema::new(vec![field("county"), field("line"), field("issues")]);
    let array = |list: Vec<Option<String>>| Arc::new(StringArray::from(list)) as ArrayRef;
    RecordBatch::try_new(Arc::new(schema), vec![array(codes), array(texts), array(wrong)]).map_err(failed)
}
