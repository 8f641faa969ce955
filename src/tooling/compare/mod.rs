//! `junheng compare`: two sets of data of the same counties, what differs in them, which outcomes turned, and by which changes.
//!
//! Door: [`compare`], for the program and for whoever keeps data (a workbench). A change explains a turn together with others when undoing
//! them in B brings back A's outcome and doing them in A alone brings B's, both by B's pack on B's day; the smallest such sets are named.
//! Where A's data have B's outcome already by B's pack and day, the turn is due to the rules and has no set. Nothing is said about intent.

mod bench;
mod county;
mod document;
mod pair;
mod renamed;
mod report;
mod search;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::diagnostic::{Message, Severity};
use crate::facts::{COUNTY, Facts};
use crate::plan::Plan;
use crate::report::{EngineStamp, PackStamp};
use crate::semantics::{CheckedPack, EntityIx, Item, ItemBody, RuleKind};
use crate::value::Date;

pub use document::document;
pub use renamed::{Renamed, RenamedError};
pub use report::*;
pub use search::{EXACT, MOST_JUDGINGS};

/// One of the two: a pack, the data as it reads them, and the day.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The pack.
    pub pack: &'a CheckedPack,
    /// The data, read by that pack.
    pub facts: &'a Facts,
    /// The day.
    pub as_of: Date,
}

/// What is compared.
#[derive(Debug, Clone, Copy)]
pub struct Comparing<'a> {
    /// A.
    pub a: Side<'a>,
    /// B.
    pub b: Side<'a>,
    /// A's data as B's pack reads them; none where both have the same pack.
    pub a_by_b: Option<&'a Facts>,
    /// Rows with another key in B.
    pub renamed: &'a Renamed,
    /// Codes of the counties that are asked for; none: all.
    pub counties: Option<&'a [String]>,
    /// How many threads work.
    pub threads: NonZeroUsize,
}

/// Why two sets of data cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomparable {
    /// What is wrong.
    pub message: Message,
    /// What to do about it.
    pub help: Option<Message>,
}

impl Incomparable {
    fn new(message: Message, help: Option<&'static str>) -> Self {
        Incomparable { message, help: help.map(Message::new) }
    }
}

impl<'a> Comparing<'a> {
    /// A's data as B's pack reads them.
    fn read_by_b(&self) -> &'a Facts {
        self.a_by_b.unwrap_or(self.a.facts)
    }

    /// Whether B's pack on B's day judges A's data as A's own does.
    fn judges_alike(&self) -> bool {
        self.a_by_b.is_none() && self.a.as_of == self.b.as_of
    }
}

/// Compares two sets of data, county by county.
///
/// # Errors
/// [`Incomparable`] where they have no county or no rule in common, one lacks a table that the other has, or a renamed row is not there.
pub fn compare(comparing: &Comparing<'_>) -> Result<Comparison, Incomparable> {
    let Comparing { a, b, renamed, .. } = comparing;
    same_tables(comparing)?;
    let judges = |item: &&Item| judged(item);
    let ids = |pack: &CheckedPack| -> HashSet<String> {
        pack.items.iter().filter(judges).map(|i| i.id.clone()).collect()
    };
    let [of_a, of_b] = [a.pack, b.pack].map(ids);
    let only = |pack: &CheckedPack, other: &HashSet<String>| -> Vec<String> {
        let own = pack.items.iter().filter(judges).filter(|i| !other.contains(&i.id));
        own.map(|i| i.id.clone()).collect()
    };
    if of_a.is_disjoint(&of_b) {
        let [a, b] = [a.pack, b.pack].map(|p| format!("{}@{}", p.id, p.version));
        return Err(Incomparable::new(Message::new("compare-no-rules").arg("a", a).arg("b", b), None));
    }
    let asked = |code: &str| comparing.counties.is_none_or(|all| all.iter().any(|c| c == code));
    let codes = |facts: &Facts| -> BTreeMap<String, u32> {
        let judged = (0u32..).zip(&facts.counties).filter(|(_, c)| !c.left_out && asked(&c.code));
        judged.map(|(row, county)| (county.code.to_string(), row)).collect()
    };
    let [in_a, in_b, by_a] = [codes(comparing.read_by_b()), codes(b.facts), codes(a.facts)];
    let both: Vec<(&String, [u32; 3])> = in_a
        .iter()
        .filter_map(|(code, row)| Some((code, [*by_a.get(code)?, *row, *in_b.get(code)?])))
        .collect();
    if both.is_empty() {
        return Err(no_county(&in_a, &in_b));
    }
    let judge = county::Judge::new(comparing);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    crate::source::by_threads(comparing.threads.get().min(both.len()), || {
        while let Some((_, rows)) = both.get(next.fetch_add(1, Ordering::Relaxed)) {
            let compared = judge.county(*rows);
            done.lock().unwrap_or_else(|e| e.into_inner()).push(compared);
        }
    });
    let mut done = done.into_inner().unwrap_or_else(|e| e.into_inner());
    done.sort_by(|x, y| x.report.county.cmp(&y.report.county));
    renamed.settled(done.iter().map(|county| county.renamed.as_slice()))?;
    if let Some(code) = done.iter().find_map(|c| c.taken.as_ref()) {
        return Err(Incomparable::new(Message::new("compare-renamed-taken").arg("code", code), None));
    }
    let mut counts = Counts::default();
    done.iter().for_each(|county| counts.add(&county.report.counts));
    let side = |side: &Side<'_>| SideReport {
        pack: PackStamp::of(side.pack),
        as_of: side.as_of.to_string(),
        data: side.facts.digest.clone(),
        errors: side.facts.issues.iter().filter(|i| i.code.severity == Severity::Error).count(),
    };
    let without = |own: &BTreeMap<String, u32>, other: &BTreeMap<String, u32>| -> Vec<String> {
        own.keys().filter(|code| !other.contains_key(*code)).cloned().collect()
    };
    Ok(Comparison {
        engine: EngineStamp::OWN,
        format: FORMAT,
        a: side(a),
        b: side(b),
        bounds: Bounds { changes: EXACT, judgings: MOST_JUDGINGS },
        renamed: renamed
            .pairs
            .iter()
            .map(|(from, to)| RenamedReport { a: from.clone(), b: to.clone() })
            .collect(),
        rules_only_in_a: only(a.pack, &of_b),
        rules_only_in_b: only(b.pack, &of_a),
        counties_only_in_a: without(&in_a, &in_b),
        counties_only_in_b: without(&in_b, &in_a),
        counties_compared: done.len(),
        counts,
        counties: done.into_iter().map(|c| c.report).filter(|c| !c.is_same()).collect(),
    })
}

/// Whether an item has outcomes that are compared.
fn judged(item: &Item) -> bool {
    match item.body {
        ItemBody::Indicator(_)
        | ItemBody::Rule { kind: RuleKind::Rule | RuleKind::Veto | RuleKind::Conclusion, .. } => true,
        ItemBody::Rule { kind: RuleKind::Audit, .. } | ItemBody::Define { .. } => false,
    }
}

/// Whether both sets of data have the same tables: of rows that were not handed in at all nothing could be told but that they are missing.
fn same_tables(comparing: &Comparing<'_>) -> Result<(), Incomparable> {
    let (a, b) = (comparing.read_by_b(), comparing.b.facts);
    for (ix, entity) in (0u32..).map(EntityIx).zip(&comparing.b.pack.entities) {
        let supplied = |facts: &Facts| facts.table(ix).map(|t| t.supplied);
        let (without, with) = match (supplied(a), supplied(b)) {
            (Some(false), Some(true)) => ("A", "B"),
            (Some(true), Some(false)) => ("B", "A"),
            (Some(true), Some(true)) | (Some(false), Some(false)) | (None, _) | (_, None) => continue,
        };
        let message = Message::new("compare-no-table").arg("table", &entity.label);
        let message = message.arg("without", without).arg("with", with);
        return Err(Incomparable::new(message, Some("help-compare-no-table")));
    }
    Ok(())
}

fn no_county(a: &BTreeMap<String, u32>, b: &BTreeMap<String, u32>) -> Incomparable {
    const MOST: usize = 5;
    let list = |codes: &BTreeMap<String, u32>| {
        let mut all: Vec<&str> = codes.keys().take(MOST).map(String::as_str).collect();
        if codes.len() > MOST {
            all.push("…");
        }
        if all.is_empty() { "—".to_owned() } else { all.join("、") }
    };
    let message = Message::new("compare-no-county").arg("a", list(a)).arg("b", list(b));
    Incomparable::new(message, Some("help-compare-no-county"))
}

/// The rows of a county's tables by their keys.
type RowsByKey = HashMap<(EntityIx, Vec<String>), u32>;

/// Rows of a county by key, of the entities that items are judged for.
fn rows_by_key(pack: &CheckedPack, facts: &Facts, county: u32) -> RowsByKey {
    let entities: HashSet<EntityIx> = pack.items.iter().map(|i| i.entity).collect();
    let rows = entities.into_iter().flat_map(|e| {
        facts.rows_below(pack, COUNTY, county, e).map(move |row| ((e, facts.key_of(pack, e, row)), row))
    });
    rows.collect()
}

/// A plan for each side and for A by B's pack.
struct Plans {
    a: Option<Plan>,
    b: Plan,
}
