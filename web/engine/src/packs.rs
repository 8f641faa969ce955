//! Requests about packs.

use std::path::Path;

use junheng::diagnostic::{Language, Message};
use junheng::pack::{Origin, PackChain, is_pack_id, listing_from, shipped_files};
use junheng::report::sheets;
use junheng::semantics::{CheckedPack, check};
use junheng::tooling::test::coverage::{self, cover};
use junheng::tooling::test::{Extent, read_declared_from, run_cases_from, summary};
use junheng::tooling::{doc, new, template};
use serde_json::{Value, json};

use crate::answer::{Answer, Answered, Refused, Said as _};
use crate::engine::{Engine, search, sound_chain};
use crate::request::{Lang, Shape};

impl Engine {
    pub(crate) fn packs(&self, language: Language) -> Answered {
        let all = listing_from(&self.shelf, &search());
        let pack = |p: &junheng::pack::Listed| {
            let folder = p.places.iter().find_map(|place| match place {
                Origin::Folder(path) => Some(path.to_string_lossy().into_owned()),
                Origin::Embedded | Origin::Memory => None,
            });
            json!({
                "reference": p.info.reference(),
                "id": p.info.id,
                "version": p.info.version.to_string(),
                "title": p.info.title,
                "issuer": p.info.issuer,
                "parent": p.parent,
                "digest": p.digest,
                "errors": p.errors,
                "folder": folder,
                "shipped": p.places.iter().any(|o| matches!(o, Origin::Embedded)),
                "conflict": p.conflict.as_ref().map(|c| c.said(language).message),
            })
        };
        let packs: Vec<Value> = all.packs.iter().map(pack).collect();
        let problems: Vec<String> = all.problems.iter().map(|e| e.said(language).message).collect();
        Answer::json(&json!({ "packs": packs, "problems": problems }))
    }

    pub(crate) fn shipped(&mut self, name: &str, to: &str) -> Answered {
        let mut files = Vec::new();
        for (_, inside, bytes) in shipped_files().filter(|(folder, _, _)| folder == name) {
            let path = format!("{to}/{inside}");
            self.shelf.put(&path, bytes);
            files.push(path);
        }
        self.changed();
        Answer::json(&json!({ "files": files }))
    }

    pub(crate) fn new_pack(&mut self, id: &str, extends: &str, to: &str, lang: Lang) -> Answered {
        let language = lang.into();
        if !is_pack_id(id) {
            let message = Message::new("cli-new-bad-id").arg("id", id);
            return Err(Refused::new(&message, Some(&Message::new("help-pack-id")), language));
        }
        let parent = sound_chain(self.chain(extends, language)?, extends, language)?;
        let request =
            new::Request { id: id.to_owned(), extends: extends.to_owned(), vocabulary: lang.into() };
        let mut files = Vec::new();
        for (inside, text) in new::files(&parent, &request) {
            let path = format!("{to}/{inside}");
            self.shelf.put(&path, text.into_bytes());
            files.push(path);
        }
        self.changed();
        Answer::json(&json!({ "files": files }))
    }

    pub(crate) fn doc(&self, reference: &str, language: Language) -> Answered {
        let chain = self.chain(reference, language)?;
        let pack = sound_chain(chain.clone(), reference, language)?;
        Ok(Answer::text(doc::document(&chain, &pack, language).html()))
    }

    pub(crate) fn template(&self, reference: &str, language: Language) -> Answered {
        let pack = sound_chain(self.chain(reference, language)?, reference, language)?;
        let bytes = sheets::write(&template::book(&pack, language)).map_err(Refused::plain)?;
        Ok(Answer::file(bytes))
    }

    /// The cases in `tests/` of a pack's folder, and what they cover of what the pack says itself.
    pub(crate) fn test(&self, folder: &str, language: Language) -> Answered {
        let chain = self.chain(folder, language)?;
        let parent = parent(&chain).and_then(|chain| check(chain).pack);
        let pack = sound_chain(chain, folder, language)?;
        let tests = Path::new(folder).join("tests");
        let suite = run_cases_from(&self.shelf, &pack, &tests, language);
        let extent = Extent::of(&pack, parent.as_ref());
        let mut declared = read_declared_from(&self.shelf, &tests);
        let covered = cover(&pack, &suite, &extent, &mut declared);
        let text = summary(folder, &suite, language) + &coverage::text(&pack, &covered, language);
        Answer::json(&json!({
            "passed": suite.passed(),
            "failed": suite.failed(),
            "complete": covered.complete(),
            "cases": junheng::tooling::test::json(folder, &suite, language),
            "coverage": coverage::json(&pack, &covered, language),
            "text": text,
        }))
    }

    pub(crate) fn diff(&self, from: Option<&str>, to: &str, format: Shape, language: Language) -> Answered {
        let new = self.chain(to, language)?;
        let old = match from {
            Some(reference) => self.chain(reference, language)?,
            None => parent(&new).ok_or_else(|| {
                Refused::new(&Message::new("web-no-parent").arg("pack", to), None, language)
            })?,
        };
        let sound = |chain: &PackChain, name: &str| -> Result<CheckedPack, Refused> {
            sound_chain(chain.clone(), name, language)
        };
        let packs = (sound(&old, from.unwrap_or(to))?, sound(&new, to)?);
        let report = doc::diff((&old, &packs.0), (&new, &packs.1), language);
        Ok(Answer::text(match format {
            Shape::Json => serde_json::to_string_pretty(&report).map_err(Refused::plain)?,
            Shape::Text | Shape::Html => doc::diff_text(&report, false, language),
            Shape::Md => doc::diff_text(&report, true, language),
        }))
    }
}

/// What a pack extends, as it was loaded for this pack.
fn parent(chain: &PackChain) -> Option<PackChain> {
    let mut parent = chain.clone();
    std::sync::Arc::make_mut(&mut parent.documents).pop();
    (!parent.documents.is_empty()).then_some(parent)
}
