//! A pack as a document that people can read and circulate: one HTML file, one Markdown file.
//!
//! Doors: [`document`] gives a [`Document`]; its `html` and `markdown` write it out.

mod asked;
mod changes;
mod compare;
mod data;
mod dated;
mod items;
mod limits;
mod overview;
mod plan;
mod sources;
mod told;
mod uses;
mod words;
mod workflow;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use crate::report::page::Document;
pub use asked::{DataAsked, Datum, data_asked};
pub use compare::{DiffReport, DiffSide, Difference, Segment, compare};
pub use told::{Loaded, diff, diff_text};

use crate::diagnostic::{Catalogue, Diagnostics, Language};
use crate::pack::{Definitions, Digest, PackChain, Table};
use crate::report::page::Section;
use crate::semantics::{CheckedPack, check};
use crate::source::{SourceId, Span as Place, with_deep_stack};
use crate::syntax::vocabulary::Vocabulary;
use crate::syntax::{MappedText, parse_formula, print};
use uses::Uses;

/// The pack of a chain as a document; `pack` is what checking the chain gave.
pub fn document(chain: &PackChain, pack: &CheckedPack, language: Language) -> Document {
    with_deep_stack(|| write(chain, pack, language))
}

fn write(chain: &PackChain, pack: &CheckedPack, language: Language) -> Document {
    let vocabulary = chain.documents.iter().rev().find_map(|d| d.header.vocabulary.as_ref()).map(|v| v.value);
    let teller = Teller { pack, language, shares: shares(chain), vocabulary, brief: false };
    let uses = Uses::of(pack);
    let parts = overview::parts(pack);
    let mut sections = vec![overview::section(&teller, &parts)];
    sections.extend(changes::section(chain, &teller));
    sections.extend(items::sections(&teller, &uses, &parts));
    sections.push(limits::section(&teller, &uses));
    sections.extend(data::sections(&teller, &uses));
    sections.extend(plan::sections(&teller));
    sections.push(sources::section(&teller));
    sections.retain(|s: &Section| !s.is_empty());
    Document {
        language,
        title: if pack.title.is_empty() { pack.id.clone() } else { pack.title.clone() },
        issuer: pack.issuer.clone(),
        cover: overview::cover(&teller),
        notice: teller.word("doc-notice"),
        sections,
        sort: teller.word("doc-sort"),
        cover_page: true,
    }
}

/// The pack that the last pack of a chain extends, with nothing of the last one.
fn parent(chain: &PackChain) -> Option<(PackChain, CheckedPack)> {
    let documents = Arc::new(chain.documents.split_last()?.1.to_vec());
    if documents.is_empty() {
        return None;
    }
    let parent = PackChain {
        sources: chain.sources.clone(),
        digest: Digest::of(Arc::clone(&documents)),
        documents,
        diagnostics: Diagnostics::new(),
        incomplete: false,
        set: Vec::new(),
        own: SourceId(0),
        raws: Arc::default(),
    };
    let pack = check(parent.clone()).pack?;
    Some((parent, pack))
}

/// The limits and indicators whose numbers are written with `%` or `‰`.
fn shares(chain: &PackChain) -> BTreeSet<String> {
    fn any(table: &Table) -> bool {
        match table {
            Table::Number(n) => n.value.is_share,
            Table::Name(_) => false,
            Table::Map(map) => map.value.iter().any(|(_, t)| any(t)),
        }
    }
    let mut found = BTreeSet::new();
    let mut note = |id: &str, tables: &[crate::pack::DatedTable]| {
        if tables.iter().any(|t| any(&t.table)) {
            found.insert(id.to_owned());
        } else {
            found.remove(id);
        }
    };
    let mut look = |definitions: &Definitions| {
        for limit in &definitions.limits {
            if let Some(value) = &limit.value {
                note(&limit.id.value, &value.value);
            }
        }
        for indicator in &definitions.indicators {
            if let Some(threshold) = &indicator.threshold {
                note(&indicator.id.value, &threshold.value.value);
            }
        }
    };
    for document in chain.documents.iter() {
        look(&document.definitions);
        look(&document.overrides);
    }
    found
}

/// Puts a pack's entries into words.
struct Teller<'a> {
    pack: &'a CheckedPack,
    language: Language,
    shares: BTreeSet<String>,
    /// What formulas are written in; none: as they stand.
    vocabulary: Option<Vocabulary>,
    /// For comparing two packs: names by id, limits without their values, so that one change is told in one place.
    brief: bool,
}

impl Teller<'_> {
    fn word(&self, key: &str) -> String {
        Catalogue::of(self.language).get(key)
    }

    fn is_share(&self, id: &str) -> bool {
        self.shares.contains(id)
    }

    /// A formula as the pack writes it, in the pack's vocabulary.
    fn written(&self, place: Place) -> String {
        let text = self.pack.sources.slice(place);
        if let Some(vocabulary) = self.vocabulary {
            let mut found = Diagnostics::new();
            let expr = parse_formula(&MappedText::verbatim(text, SourceId(0), 0), &mut found);
            if found.is_empty() {
                return print::expr(&expr, vocabulary);
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
