//! The engine: the files that were put, what was read last, the language server.

use std::sync::Arc;

use junheng::diagnostic::{Diagnostic, Language, Message, render_json, render_text};
use junheng::pack::{PackChain, SearchPath, load_from};
use junheng::semantics::{Checked, CheckedPack, check};
use junheng::tooling::lsp::Session;
use junheng::tooling::set::with_numbers;
use junheng::value::{Date, parse_date};
use serde_json::json;

use crate::answer::{Answer, Answered, Refused, Said as _};
use crate::data::Loaded;
use crate::request::{Request, Run};
use crate::shelf::Shelf;

/// Where packs are put that are not shipped.
pub(crate) const PACKS: &str = "packs";

/// Answers requests. It keeps what it read last, so that one set of data is read once however much is asked of it.
#[derive(Default)]
pub struct Engine {
    pub(crate) shelf: Shelf,
    /// How often files changed: what was read before is not taken again.
    changes: u64,
    /// What was read last, and of which request.
    last: Option<(u64, Run, Arc<Loaded>)>,
    server: Option<Session>,
}

impl Engine {
    /// Puts a file where requests find it.
    pub fn put(&mut self, path: &str, bytes: impl Into<Arc<[u8]>>) {
        self.changes += 1;
        self.shelf.put(path, bytes);
    }

    /// Answers a request.
    pub fn answer(&mut self, request: Request) -> Answer {
        self.answered(request).unwrap_or_else(Answer::from)
    }

    fn answered(&mut self, request: Request) -> Answered {
        match request {
            Request::Files { folder } => Answer::json(&json!({ "files": self.shelf.files(&folder) })),
            Request::File { path } => Ok(Answer::file(self.shelf.bytes(&path).map_err(Refused::plain)?)),
            Request::Remove { path } => {
                self.changes += 1;
                self.shelf.remove(&path);
                Answer::json(&json!({}))
            }
            Request::Unzip { path, to, lang } => {
                let too_large = || Refused::plain(Message::new("archive-too-large").text(lang.into()));
                let files = self.shelf.unzip(&path, &to, too_large)?;
                self.changes += 1;
                Answer::json(&json!({ "files": files }))
            }
            Request::Zip { folder } => Ok(Answer::file(self.shelf.zip(&folder)?)),
            Request::Packs { lang } => self.packs(lang.into()),
            Request::Shipped { name, to } => self.shipped(&name, &to),
            Request::New { id, extends, to, lang } => self.new_pack(&id, &extends, &to, lang),
            Request::Check { pack, lang } => self.check(&pack, lang.into()),
            Request::Doc { pack, lang } => self.doc(&pack, lang.into()),
            Request::Template { pack, lang } => self.template(&pack, lang.into()),
            Request::Test { pack, lang } => self.test(&pack, lang.into()),
            Request::Diff { from, to, format, lang } => self.diff(from.as_deref(), &to, format, lang.into()),
            Request::Read(run) => self.loaded(&run)?.read(&run),
            Request::Judge(run) => self.loaded(&run)?.judge(&run),
            Request::Write { run, format } => self.loaded(&run)?.write(&run, format),
            Request::Annotate(run) => self.loaded(&run)?.annotate(&self.shelf, &run),
            Request::Subjects { run, rule } => self.loaded(&run)?.subjects(&run, &rule),
            Request::Explain { run, rule, subject } => {
                self.loaded(&run)?.explain(&run, &rule, subject.as_deref())
            }
            Request::Gap { run, rule, format } => self.loaded(&run)?.gap(&run, rule.as_deref(), format),
            Request::Compare { run, with, with_as_of, format } => {
                self.compare(&run, &with, with_as_of.as_deref(), format)
            }
            Request::Impact { run, to, format } => self.impact(&run, &to, format),
            Request::Sweep { run, sweep, format } => self.sweep(&run, &sweep, format),
            Request::Lsp { message, lang } => {
                // A client that begins gets a server of its own, in its language.
                if begins(&message) {
                    self.server = None;
                }
                let start = || Session::new(Arc::new(self.shelf.clone()), lang.into(), search());
                let messages = self.server.get_or_insert_with(start).take(&message);
                Answer::json(&json!({ "messages": messages }))
            }
        }
    }

    /// A change of files that was not put from outside.
    pub(crate) fn changed(&mut self) {
        self.changes += 1;
    }

    /// What a request asks of, read once. Only the language and the detail of reports may differ from what was read last.
    pub(crate) fn loaded(&mut self, run: &Run) -> Result<Arc<Loaded>, Refused> {
        let key = Run { lang: Default::default(), detail: Default::default(), ..run.clone() };
        if let Some((changes, last, loaded)) = &self.last
            && *changes == self.changes
            && *last == key
        {
            return Ok(Arc::clone(loaded));
        }
        // The former goes first: both need not be there at once.
        self.last = None;
        let language = run.lang.into();
        let pack = self.sound(&run.pack, &run.set, day(&run.as_of, language)?, language)?;
        let loaded = Arc::new(Loaded::new(&self.shelf, pack, run)?);
        self.last = Some((self.changes, key, Arc::clone(&loaded)));
        Ok(loaded)
    }

    /// A pack with all that it extends.
    pub(crate) fn chain(&self, reference: &str, language: Language) -> Result<PackChain, Refused> {
        load_from(&self.shelf, reference, &search()).map_err(|e| e.said(language))
    }

    /// A pack without errors, with numbers set for a trial.
    pub(crate) fn sound(
        &self,
        reference: &str,
        set: &[String],
        as_of: Date,
        language: Language,
    ) -> Result<CheckedPack, Refused> {
        let chain = self.chain(reference, language)?;
        let pack = sound_chain(chain.clone(), reference, language)?;
        if set.is_empty() {
            return Ok(pack);
        }
        let chain = with_numbers(chain, &pack, set, as_of).map_err(|e| e.said(language))?;
        sound_chain(chain, reference, language)
    }

    fn check(&self, reference: &str, language: Language) -> Answered {
        let Checked { diagnostics, sources, .. } = check(self.chain(reference, language)?);
        Answer::json(&json!({
            "diagnostics": render_json(&diagnostics, &sources, language),
            "text": render_text(&diagnostics, &sources, language, false),
        }))
    }
}

/// Whether a message to the language server is a client's first.
fn begins(message: &str) -> bool {
    let parsed = serde_json::from_str::<serde_json::Value>(message);
    parsed.is_ok_and(|m| m.get("method").and_then(|method| method.as_str()) == Some("initialize"))
}

/// Where packs are looked for.
pub(crate) fn search() -> SearchPath {
    SearchPath { dirs: vec![PACKS.into()], embedded: true }
}

/// The day that a request says.
pub(crate) fn day(text: &str, language: Language) -> Result<Date, Refused> {
    parse_date(text)
        .ok_or_else(|| Refused::new(&Message::new("cli-bad-date").arg("date", text), None, language))
}

/// A pack without errors; else what is wrong with it, in words.
pub(crate) fn sound_chain(
    chain: PackChain,
    reference: &str,
    language: Language,
) -> Result<CheckedPack, Refused> {
    let Checked { pack, diagnostics, sources, .. } = check(chain);
    pack.ok_or_else(|| {
        let errors: Vec<Diagnostic> =
            diagnostics.into_iter().filter(|d| d.code.severity.is_error()).collect();
        let count = Message::new("cli-pack-has-errors").arg("pack", reference).count("errors", errors.len());
        let help = render_text(&errors, &sources, language, false);
        Refused { message: count.text(language), help: Some(help) }
    })
}
