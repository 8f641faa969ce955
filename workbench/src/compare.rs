//! Two verdicts of a county side by side: what differs in their data, which outcomes turned, and by what.

use std::num::NonZeroUsize;
use std::sync::Arc;

use junheng::diagnostic::Language;
use junheng::facts::Facts;
use junheng::semantics::CheckedPack;
use junheng::tooling::compare::{Comparing, Comparison, Renamed, Side, compare, document};
use junheng::value::Date;

use crate::acts::Shelf;
use crate::error::Failure;
use crate::judge::Brief;
use crate::record::State;

/// What one verdict rests on.
struct One {
    pack: Arc<CheckedPack>,
    facts: Facts,
    as_of: Date,
}

/// Two verdicts as the engine compares them.
pub struct Pair {
    a: One,
    b: One,
    a_by_b: Option<Facts>,
    renamed: Renamed,
}

impl Pair {
    /// Of two verdicts by their ids.
    ///
    /// # Errors
    /// Where there is none of an id, they are of two counties, or the store cannot be read.
    pub fn new(state: &State, shelf: &mut dyn Shelf, a: &str, b: &str) -> Result<Self, Failure> {
        let find = |id: &str| state.verdicts.get(id).ok_or_else(|| Failure::missing(id));
        let (of_a, of_b) = (find(a)?, find(b)?);
        if of_a.county != of_b.county {
            return Err(Failure::new(
                format!("{a} 和 {b} 不是同一个县的"),
                format!("{a} and {b} are not of the same county"),
            ));
        }
        let (pack_a, pack_b) = (shelf.pack(state, &of_a.pack)?, shelf.pack(state, &of_b.pack)?);
        let (data_a, data_b) = (shelf.data(&of_a.data)?, shelf.data(&of_b.data)?);
        let a_by_b = (of_a.pack != of_b.pack).then(|| data_a.facts(&pack_b, of_b.as_of));
        let (brief_a, brief_b) = (shelf.brief(&of_a.brief)?, shelf.brief(&of_b.brief)?);
        Ok(Pair {
            renamed: renamed(state, &brief_a, &brief_b),
            a: One { facts: data_a.facts(&pack_a, of_a.as_of), pack: pack_a, as_of: of_a.as_of },
            b: One { facts: data_b.facts(&pack_b, of_b.as_of), pack: pack_b, as_of: of_b.as_of },
            a_by_b,
        })
    }

    fn sides(&self) -> [Side<'_>; 2] {
        [&self.a, &self.b].map(|one| Side { pack: &one.pack, facts: &one.facts, as_of: one.as_of })
    }

    /// What differs, and what it did.
    ///
    /// # Errors
    /// Where the two have nothing in common.
    pub fn compare(&self) -> Result<Comparison, Failure> {
        let [a, b] = self.sides();
        let comparing = Comparing {
            a,
            b,
            a_by_b: self.a_by_b.as_ref(),
            renamed: &self.renamed,
            counties: None,
            threads: NonZeroUsize::MIN,
        };
        compare(&comparing).map_err(|refused| {
            Failure::new(refused.message.text(Language::Zh), refused.message.text(Language::En))
        })
    }

    /// The same as text for people.
    ///
    /// # Errors
    /// As [`Pair::compare`].
    pub fn text(&self, language: Language) -> Result<String, Failure> {
        let [a, b] = self.sides();
        Ok(document(&self.compare()?, a, b, language).text())
    }

    /// The same as one page that needs nothing else.
    ///
    /// # Errors
    /// As [`Pair::compare`].
    pub fn html(&self, language: Language) -> Result<String, Failure> {
        let [a, b] = self.sides();
        Ok(document(&self.compare()?, a, b, language).html())
    }
}

/// Schools that go under another code in the second verdict.
fn renamed(state: &State, a: &Brief, b: &Brief) -> Renamed {
    let has = |brief: &Brief, subject: &str| {
        brief.outcomes.iter().any(|(key, _)| key.split_once('@').is_some_and(|(_, s)| s == subject))
    };
    let mut pairs = Vec::new();
    for old in state.successors.keys().filter(|old| has(a, old) && !has(b, old)) {
        let mut name = old;
        // A circle of names ends where it began.
        for _ in 0..state.successors.len() {
            match state.successors.get(name) {
                Some(next) if !next.merged => name = &next.to,
                Some(_) | None => break,
            }
            if has(b, name) {
                pairs.push((old.clone(), name.clone()));
                break;
            }
        }
    }
    Renamed { pairs }
}
