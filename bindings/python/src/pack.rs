//! A pack as Python has it.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use junheng::diagnostic::{Diagnostic, Language, render_json, render_text};
use junheng::facts::ArrowTable;
use junheng::pack::{PackChain, SearchPath, load_from};
use junheng::report::sheets;
use junheng::semantics::{Checked, CheckedPack, check};
use junheng::source::Memory;
use junheng::tooling::compare::{Comparing, Renamed, Side, compare as compared, document};
use junheng::tooling::set::with_numbers;
use junheng::tooling::template;
use junheng::value::{Date, parse_date, today};
use pyo3::prelude::*;

use crate::judging::{self, Asked, Data, Judged};
use crate::store::Noted;
use crate::table::{Rows, Table};
use crate::verdicts::Verdicts;
use crate::work::{Stop, beside};

/// The code of a language.
pub fn code(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh",
        Language::En => "en",
    }
}

/// A day, `2026-11-23`; today where none is given.
pub fn day(text: Option<&str>) -> Result<Date, Stop> {
    match text {
        None => Ok(today()),
        Some(text) => {
            parse_date(text).ok_or_else(|| Stop::new(format!("`{text}` is no day: write 2026-11-23")))
        }
    }
}

/// What a pack was made of: with it, another process makes the same.
#[derive(Debug, Clone)]
struct Made {
    reference: String,
    files: BTreeMap<String, Vec<u8>>,
    search: Vec<String>,
    set: Vec<String>,
    set_day: Option<String>,
    language: Language,
}

/// A pack that was loaded and checked.
#[pyclass(frozen, module = "junheng._native")]
pub struct Pack {
    made: Made,
    chain: PackChain,
    checked: Checked,
    sound: Option<Arc<CheckedPack>>,
    digest: String,
}

impl Pack {
    fn load(made: Made, system: bool) -> Result<Self, Stop> {
        let store = Noted::new(&made.files, system);
        let search = SearchPath { dirs: made.search.iter().map(PathBuf::from).collect(), embedded: true };
        let language = made.language;
        let chain = load_from(&store, &made.reference, &search)
            .map_err(|e| Stop::said(&e.message(), e.help().as_ref(), language))?;
        let pack = Pack::of(Made { files: store.files(), set: Vec::new(), ..made.clone() }, chain);
        if made.set.is_empty() { Ok(pack) } else { pack.trial(made.set, made.set_day) }
    }

    fn of(made: Made, chain: PackChain) -> Self {
        let mut checked = check(chain.clone());
        let sound = checked.pack.take().map(Arc::new);
        let digest = chain.digest.to_string();
        Pack { made, chain, checked, sound, digest }
    }

    fn trial(&self, set: Vec<String>, as_of: Option<String>) -> Result<Self, Stop> {
        let language = self.made.language;
        let all: Vec<String> = self.made.set.iter().cloned().chain(set).collect();
        let chain = with_numbers(self.chain.clone(), &*self.sound()?, &all, day(as_of.as_deref())?)
            .map_err(|refusal| Stop::said(&refusal.message, refusal.help.as_ref(), language))?;
        let pack = Pack::of(Made { set: all, set_day: as_of, ..self.made.clone() }, chain);
        pack.sound().map(drop)?;
        Ok(pack)
    }

    /// The pack, if it has no errors.
    fn sound(&self) -> Result<Arc<CheckedPack>, Stop> {
        if let Some(pack) = &self.sound {
            return Ok(Arc::clone(pack));
        }
        let errors: Vec<Diagnostic> =
            self.checked.diagnostics.iter().filter(|d| d.code.severity.is_error()).cloned().collect();
        let words = render_text(&errors, &self.checked.sources, self.made.language, false);
        let diagnostics = self.json(&errors)?;
        Err(Stop { words, diagnostics })
    }

    fn json(&self, list: &[Diagnostic]) -> Result<String, Stop> {
        let list = render_json(list, &self.checked.sources, self.made.language);
        serde_json::to_string(&list).map_err(|e| Stop::new(e.to_string()))
    }

    fn asked(
        &self,
        as_of: Option<&str>,
        detail: &str,
        counties: Option<Vec<String>>,
        content: bool,
        audit: bool,
    ) -> Result<Asked, Stop> {
        Asked::new(self.sound()?, self.made.language, day(as_of)?, detail, counties, (content, audit))
    }
}

fn language_of(text: &str) -> Language {
    if text == "en" { Language::En } else { Language::Zh }
}

#[pymethods]
impl Pack {
    /// Loads a pack by its reference, from the system's folders or from files that are given.
    #[new]
    fn new(
        py: Python<'_>,
        reference: String,
        files: BTreeMap<String, Vec<u8>>,
        search: Vec<String>,
        language: &str,
    ) -> PyResult<Self> {
        let (set, set_day) = (Vec::new(), None);
        let made = Made { reference, files, search, set, set_day, language: language_of(language) };
        beside(py, move || Pack::load(made, true))
    }

    /// Makes a pack anew of what another process says of it.
    #[staticmethod]
    #[expect(clippy::too_many_arguments, reason = "what a pack was made of")]
    fn restore(
        py: Python<'_>,
        reference: String,
        files: BTreeMap<String, Vec<u8>>,
        search: Vec<String>,
        set: Vec<String>,
        set_day: Option<String>,
        language: &str,
        digest: String,
    ) -> PyResult<Self> {
        let made = Made { reference, files, search, set, set_day, language: language_of(language) };
        beside(py, move || {
            let pack = Pack::load(made, false)?;
            if pack.digest == digest {
                Ok(pack)
            } else {
                let words = format!("the pack is another here: its digest is {}, not {digest}", pack.digest);
                Err(Stop::new(words + "; use the same version of junheng on both sides"))
            }
        })
    }

    /// What it was made of, as `restore` takes it.
    #[expect(clippy::type_complexity, reason = "it is only handed back")]
    fn state(
        &self,
    ) -> (String, BTreeMap<String, Vec<u8>>, Vec<String>, Vec<String>, Option<String>, &'static str, String)
    {
        let made = self.made.clone();
        (
            made.reference,
            made.files,
            made.search,
            made.set,
            made.set_day,
            code(made.language),
            self.digest.clone(),
        )
    }

    /// Its id, version, title and digest.
    fn names(&self) -> (String, String, String, String) {
        let of = |pack: &CheckedPack| (pack.id.clone(), pack.version.clone(), pack.title.clone());
        let pack = self.sound.as_deref().or(self.checked.unsound.as_ref());
        let (id, version, title) = pack.map(of).unwrap_or_default();
        (id, version, title, self.digest.clone())
    }

    /// Numbers that were set for a trial.
    #[getter]
    fn set(&self) -> Vec<String> {
        self.made.set.clone()
    }

    #[getter]
    fn language(&self) -> &'static str {
        code(self.made.language)
    }

    /// What is wrong or doubtful about it: a list in JSON, and as text for people.
    fn diagnostics(&self, py: Python<'_>) -> PyResult<(String, String)> {
        let all = &self.checked.diagnostics;
        let text = render_text(all, &self.checked.sources, self.made.language, false);
        Ok((self.json(all).map_err(|stop| stop.raise(py))?, text))
    }

    /// The names of its tables with their columns, as JSON: id, label, columns.
    fn tables(&self, py: Python<'_>) -> PyResult<String> {
        let pack = self.sound().map_err(|stop| stop.raise(py))?;
        let column = |c: &junheng::semantics::Column| serde_json::json!({"id": c.id, "label": c.label, "unit": c.unit.symbol.to_string()});
        let table = |e: &junheng::semantics::Entity| {
            let columns: Vec<_> = e.columns.iter().map(column).collect();
            serde_json::json!({"id": e.id, "label": e.label, "columns": columns})
        };
        Ok(serde_json::Value::Array(pack.entities.iter().map(table).collect()).to_string())
    }

    /// Judges tables; `nested`: the only one has one row a county.
    #[expect(clippy::too_many_arguments, reason = "the options of a judging")]
    #[pyo3(signature = (tables, nested, as_of, detail, counties, content, audit))]
    fn judge(
        &self,
        py: Python<'_>,
        tables: Vec<PyRef<'_, Rows>>,
        nested: bool,
        as_of: Option<&str>,
        detail: &str,
        counties: Option<Vec<String>>,
        content: bool,
        audit: bool,
    ) -> PyResult<Verdicts> {
        let asked = self.asked(as_of, detail, counties, content, audit).map_err(|stop| stop.raise(py))?;
        let mut tables: Vec<ArrowTable> = tables.iter().map(|rows| rows.table.clone()).collect();
        let data = match tables.pop() {
            Some(only) if nested => Data::Nested(only),
            last => {
                tables.extend(last);
                Data::Tables(tables)
            }
        };
        Ok(Verdicts::new(beside(py, move || Judged::new(asked, data))?))
    }

    /// Judges files by their paths, or such that are given as bytes.
    #[expect(clippy::too_many_arguments, reason = "the options of a judging")]
    #[pyo3(signature = (paths, files, as_of, detail, counties, content, audit))]
    fn judge_files(
        &self,
        py: Python<'_>,
        paths: Vec<PathBuf>,
        files: Option<BTreeMap<String, Vec<u8>>>,
        as_of: Option<&str>,
        detail: &str,
        counties: Option<Vec<String>>,
        content: bool,
        audit: bool,
    ) -> PyResult<Verdicts> {
        let asked = self.asked(as_of, detail, counties, content, audit).map_err(|stop| stop.raise(py))?;
        let data = match files {
            None => Data::Files(paths),
            Some(files) => Data::Bytes(Memory::from_iter(files), paths),
        };
        Ok(Verdicts::new(beside(py, move || Judged::new(asked, data))?))
    }

    /// Judges each row of nested data by itself: a table with county, line, issues.
    fn judge_rows(
        &self,
        py: Python<'_>,
        rows: &Rows,
        as_of: Option<&str>,
        detail: &str,
        content: bool,
    ) -> PyResult<Table> {
        let asked = self.asked(as_of, detail, None, content, false).map_err(|stop| stop.raise(py))?;
        let whole = rows.table.clone();
        Ok(Table::new(beside(py, move || judging::rows(&asked, &whole))?))
    }

    /// A pack with numbers set for a trial.
    fn with_set(&self, py: Python<'_>, set: Vec<String>, as_of: Option<String>) -> PyResult<Pack> {
        self.trial(set, as_of).map_err(|stop| stop.raise(py))
    }

    /// The workbook to fill in.
    fn template(&self, py: Python<'_>) -> PyResult<Vec<u8>> {
        let (pack, language) = (self.sound().map_err(|stop| stop.raise(py))?, self.made.language);
        beside(py, move || {
            sheets::write(&template::book(&pack, language)).map_err(|e| Stop::new(e.to_string()))
        })
    }

    /// The same as files of CSV, by their names.
    fn template_files(&self, py: Python<'_>) -> PyResult<Vec<(String, String)>> {
        let pack = self.sound().map_err(|stop| stop.raise(py))?;
        Ok(template::files(&pack, self.made.language))
    }
}

/// Compares two sets of verdicts: as text, HTML, JSON.
#[pyfunction]
pub fn compare(py: Python<'_>, a: &Verdicts, b: &Verdicts) -> PyResult<(String, String, String)> {
    let (a, b) = (a.judged(), b.judged());
    beside(py, move || {
        let language = a.asked.language;
        let side = |judged: &'_ Judged| (judged.asked.options.as_of, Arc::clone(&judged.asked.pack));
        let ((day_a, pack_a), (day_b, pack_b)) = (side(&a), side(&b));
        if pack_a.digest != pack_b.digest {
            return Err(Stop::new("both must be judged by the same pack; the program compares by two"));
        }
        let of_a = Side { pack: &pack_a, facts: a.facts(), as_of: day_a };
        let of_b = Side { pack: &pack_b, facts: b.facts(), as_of: day_b };
        let renamed = Renamed::default();
        let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let comparing =
            Comparing { a: of_a, b: of_b, a_by_b: None, renamed: &renamed, counties: None, threads };
        let found = compared(&comparing)
            .map_err(|refused| Stop::said(&refused.message, refused.help.as_ref(), language))?;
        let page = document(&found, of_a, of_b, language);
        let json = serde_json::to_string_pretty(&found).map_err(|e| Stop::new(e.to_string()))?;
        Ok((page.text(), page.html(), json))
    })
}
