//! Outcomes as Python has them.

use std::sync::Arc;

use junheng::evaluation::Options;
use junheng::report::{self, ReportInput};
use junheng::tooling::explain;
use junheng::tooling::gap::{self, Costs};
use junheng::tooling::render::{Format, render};
use pyo3::prelude::*;

use crate::judging::Judged;
use crate::table::Table;
use crate::work::{Stop, beside};

/// Data that were judged, with the outcomes.
#[pyclass(frozen, module = "junheng._native")]
pub struct Verdicts {
    judged: Arc<Judged>,
}

impl Verdicts {
    pub fn new(judged: Judged) -> Self {
        Verdicts { judged: Arc::new(judged) }
    }

    pub fn judged(&self) -> Arc<Judged> {
        Arc::clone(&self.judged)
    }
}

/// The options for one county, or for all that were asked for.
fn options(judged: &Judged, county: Option<&str>) -> Options {
    match county {
        Some(code) => Options { counties: Some(vec![code.to_owned()]), ..judged.asked.options.clone() },
        None => judged.asked.options.clone(),
    }
}

#[pymethods]
impl Verdicts {
    /// The codes of the counties that were judged, and of those that errors left out.
    fn counties(&self) -> (Vec<String>, Vec<String>) {
        self.judged.counties()
    }

    /// A line of JSON for each county.
    fn ndjson(&self, py: Python<'_>) -> PyResult<String> {
        let judged = self.judged();
        beside(py, move || String::from_utf8(judged.ndjson()).map_err(|e| Stop::new(e.to_string())))
    }

    /// `verdicts`, `subjects`, `missing` or `issues` as a table.
    fn table(&self, py: Python<'_>, name: String) -> PyResult<Table> {
        let judged = self.judged();
        let batch = beside(py, move || {
            let found = judged.records(&name).ok_or_else(|| Stop::new("no such table"))?;
            report::arrow::batch(&found).map_err(|e| Stop::new(e.to_string()))
        })?;
        Ok(Table::new(batch))
    }

    /// How an outcome came about, in words; a text for each subject that is meant.
    #[pyo3(signature = (county, rule, subject))]
    fn explain(
        &self,
        py: Python<'_>,
        county: Option<String>,
        rule: String,
        subject: Option<String>,
    ) -> PyResult<String> {
        let judged = self.judged();
        beside(py, move || {
            let (asked, options) = (&judged.asked, options(&judged, county.as_deref()));
            let wanted = subject.as_deref();
            let found = explain::item_named(&asked.pack, &rule).and_then(|ix| {
                let item = (ix, rule.as_str());
                explain::explained(&asked.pack, judged.facts(), &options, item, wanted, asked.language)
            });
            let texts = found.map_err(|r| Stop::said(&r.message, r.help.as_ref(), asked.language))?;
            Ok(texts.join("\n"))
        })
    }

    /// What is short of being met: as text and as JSON.
    #[pyo3(signature = (county, rule))]
    fn gap(
        &self,
        py: Python<'_>,
        county: Option<String>,
        rule: Option<String>,
    ) -> PyResult<(String, String)> {
        let judged = self.judged();
        beside(py, move || {
            let (asked, options) = (&judged.asked, options(&judged, county.as_deref()));
            let (pack, facts, language) = (&*asked.pack, judged.facts(), asked.language);
            let named = |name: &String| explain::item_named(pack, name);
            let rule = rule.as_ref().map(named).transpose();
            let rule = rule.map_err(|r| Stop::said(&r.message, r.help.as_ref(), language))?;
            let gaps = gap::gap(pack, facts, &options, &Costs::default(), rule);
            let text = gap::text(pack, facts, &options, &gaps, language);
            let json =
                gap::json(pack, facts, &options, &gaps, language).map_err(|e| Stop::new(e.to_string()))?;
            Ok((text, json))
        })
    }

    /// A report: `text`, `json`, `html`, `md`, `xlsx`, `forms`, `docx`.
    #[pyo3(signature = (county, format))]
    fn report(&self, py: Python<'_>, county: Option<String>, format: String) -> PyResult<Vec<u8>> {
        let judged = self.judged();
        beside(py, move || {
            let one = county.as_deref().map(|code| judged.evaluated(&options(&judged, Some(code))));
            let whole = match &one {
                Some(evaluation) => ReportInput { evaluation, ..judged.asked_for() },
                None => judged.whole(),
            };
            written(&judged, &whole, &options(&judged, county.as_deref()), &format)
        })
    }
}

fn written(
    judged: &Judged,
    input: &ReportInput<'_>,
    options: &Options,
    format: &str,
) -> Result<Vec<u8>, Stop> {
    let format = match format {
        "text" => Format::Text,
        "json" => Format::Json,
        "html" => Format::Html,
        "md" => Format::Markdown,
        "xlsx" => Format::Ledger,
        "forms" => Format::Forms,
        "docx" => Format::Draft,
        other => {
            return Err(Stop::new(format!("no format `{other}`: text, json, html, md, xlsx, forms or docx")));
        }
    };
    render(input, options, format).map_err(|error| match error.message() {
        Some(message) => Stop::said(&message, None, judged.asked.language),
        None => Stop::new(error.to_string()),
    })
}
