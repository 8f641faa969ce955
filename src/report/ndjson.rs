//! Counties as lines of JSON, one after the other: a part of a folder at a time, several parts at once, the lines in the order of
//! the county table whatever the number of threads. Where that is not the order of codes, [`Written::order`] tells how they are put so.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use super::{Detail, ReportInput, Standing, json};
use crate::diagnostic::Language;
use crate::evaluation::{self, CountyResult, Options};
use crate::facts::{Bulk, Cursor, DataIssue, Kept, Part, RowCounts, Unsuited};
use crate::plan::Plan;
use crate::semantics::CheckedPack;
use crate::source::MAX_DIAGNOSTICS;

/// How many parts a thread may be ahead of the one that is written next.
const AHEAD: usize = 8;

/// How lines are made.
#[derive(Debug, Clone)]
pub struct Settings<'a> {
    /// Day and counties.
    pub options: &'a Options,
    /// How much each line says.
    pub detail: Detail,
    /// The language of messages.
    pub language: Language,
    /// How many threads work.
    pub threads: NonZeroUsize,
    /// About how many bytes of the files are read at once; usually [`crate::facts::PART_BYTES`].
    pub part_bytes: u64,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Written {
    /// How many lines were written.
    pub lines: usize,
    /// Errors of the data, in the order of files and rows; past a cap they are only counted.
    pub errors: Vec<DataIssue>,
    /// How many errors there are.
    pub count: usize,
    /// How the counties stand.
    pub standing: Standing,
    /// Where each line stands among the bytes that were written, in the order of the counties' codes; none where they stand so already.
    pub order: Option<Vec<Range<u64>>>,
}

/// What else looks at each part once it was judged: the part's number, and what its lines are made of.
pub type Also<'a> = &'a (dyn Fn(usize, &ReportInput<'_>) + Sync);

/// Why not all lines were written.
#[derive(Debug)]
pub enum Halt {
    /// The data do not go a part at a time; so many lines were written.
    Unsuited(Unsuited, usize),
    /// The lines cannot be written.
    Write(io::Error),
}

/// The lines of one part, and what was wrong with its data.
struct Lines {
    text: Vec<u8>,
    /// The counties' codes, and how long their lines are.
    lines: Vec<(Arc<str>, u64)>,
    errors: Vec<DataIssue>,
    standing: Standing,
}

/// What the threads share.
struct Shared<'s> {
    cursor: Cursor,
    taken: usize,
    next: usize,
    ready: BTreeMap<usize, Lines>,
    halt: Option<Halt>,
    written: Written,
    /// Whose line stands where among the bytes that were written.
    places: Vec<(Arc<str>, Range<u64>)>,
    sink: &'s mut (dyn FnMut(&[u8]) -> io::Result<()> + Send),
}

/// Judges the counties of a folder and hands out their lines.
///
/// # Errors
/// [`Halt`].
pub fn write(
    pack: &CheckedPack,
    bulk: &Bulk<'_>,
    settings: &Settings<'_>,
    sink: &mut (dyn FnMut(&[u8]) -> io::Result<()> + Send),
) -> Result<Written, Halt> {
    write_and(pack, bulk, settings, &|_, _| (), sink)
}

/// The same, and someone else looks at each part; in any order, at several at once.
///
/// # Errors
/// [`Halt`].
pub fn write_and(
    pack: &CheckedPack,
    bulk: &Bulk<'_>,
    settings: &Settings<'_>,
    also: Also<'_>,
    sink: &mut (dyn FnMut(&[u8]) -> io::Result<()> + Send),
) -> Result<Written, Halt> {
    let plan = Plan::new(pack, settings.options.as_of);
    let cursor = bulk.cursor(settings.part_bytes).map_err(|e| Halt::Unsuited(e, 0))?;
    let shared = Mutex::new(Shared {
        cursor,
        taken: 0,
        next: 0,
        ready: BTreeMap::new(),
        halt: None,
        written: Written::default(),
        places: Vec::new(),
        sink,
    });
    let (turn, counts) = (Condvar::new(), RowCounts::default());
    crate::source::by_threads(settings.threads.get(), || {
        work((pack, bulk), (settings, also), &plan, &shared, &turn, &counts);
    });
    let Shared { halt, mut written, mut places, .. } = shared.into_inner().unwrap_or_else(|e| e.into_inner());
    if let Some(halt @ Halt::Write(_)) = halt {
        return Err(halt);
    }
    // A file that changed may look out of order or of another shape.
    bulk.unchanged().map_err(|e| Halt::Unsuited(e, written.lines))?;
    if let Some(halt) = halt {
        return Err(halt);
    }
    let own: Vec<_> = bulk.issues().iter().filter(|i| i.code.severity.is_error()).collect();
    written.count += own.len();
    written.errors.extend(own.into_iter().cloned());
    if !places.is_sorted_by(|(a, _), (b, _)| a <= b) {
        places.sort_by(|(a, _), (b, _)| a.cmp(b));
        written.standing.sort();
        written.order = Some(places.into_iter().map(|(_, place)| place).collect());
    }
    let names: Vec<_> = bulk.names().collect();
    written.errors.sort_by_key(|i| (names.iter().position(|n| **n == i.file), i.row, i.position));
    Ok(written)
}

fn lock<'m, 's>(shared: &'m Mutex<Shared<'s>>) -> MutexGuard<'m, Shared<'s>> {
    shared.lock().unwrap_or_else(|e| e.into_inner())
}

/// Takes parts until there is none.
fn work(
    (pack, bulk): (&CheckedPack, &Bulk<'_>),
    (settings, also): (&Settings<'_>, Also<'_>),
    plan: &Plan,
    shared: &Mutex<Shared<'_>>,
    turn: &Condvar,
    counts: &RowCounts,
) {
    let halt = |halt: Halt| {
        lock(shared).halt.get_or_insert(halt);
        turn.notify_all();
    };
    let lines = || lock(shared).written.lines;
    let mut worker = match bulk.worker() {
        Ok(worker) => worker,
        Err(e) => return halt(Halt::Unsuited(e, lines())),
    };
    loop {
        let (number, part) = {
            let mut state = lock(shared);
            while state.halt.is_none() && state.taken > state.next + AHEAD * settings.threads.get() {
                state = turn.wait(state).unwrap_or_else(|e| e.into_inner());
            }
            if state.halt.is_some() {
                return;
            }
            match bulk.split(&mut state.cursor) {
                Ok(None) => return,
                Ok(Some(part)) => {
                    state.taken += 1;
                    (state.taken - 1, part)
                }
                Err(e) => {
                    drop(state);
                    return halt(Halt::Unsuited(e, lines()));
                }
            }
        };
        let looks = |input: &ReportInput<'_>| also(number, input);
        let found = match judge((pack, bulk), (settings, &looks), &mut worker, &part, plan, counts) {
            Ok(found) => found,
            // Lines before it are still written: whoever reads the whole goes on behind them.
            Err(e) => {
                let mut state = lock(shared);
                let lines = state.written.lines;
                state.halt.get_or_insert(Halt::Unsuited(e, lines));
                drop(state);
                turn.notify_all();
                return;
            }
        };
        let mut state = lock(shared);
        state.ready.insert(number, found);
        if let Err(e) = state.hand_out() {
            state.halt.get_or_insert(Halt::Write(e));
        }
        drop(state);
        turn.notify_all();
    }
}

impl Shared<'_> {
    /// Hands out the lines whose turn it is.
    fn hand_out(&mut self) -> io::Result<()> {
        if self.halt.is_some() {
            return Ok(());
        }
        let mut next = self.next;
        while let Some(Lines { text, lines, errors, standing }) = self.ready.remove(&next) {
            next += 1;
            self.next = next;
            (self.sink)(&text)?;
            self.written.lines += lines.len();
            for (code, len) in lines {
                let from = self.places.last().map_or(0, |(_, before)| before.end);
                self.places.push((code, from..from + len));
            }
            self.written.standing.append(standing);
            self.written.count += errors.len();
            let room = MAX_DIAGNOSTICS.saturating_sub(self.written.errors.len());
            self.written.errors.extend(errors.into_iter().take(room));
        }
        Ok(())
    }
}

fn judge(
    (pack, bulk): (&CheckedPack, &Bulk<'_>),
    (settings, looks): (&Settings<'_>, &dyn Fn(&ReportInput<'_>)),
    worker: &mut crate::facts::Worker,
    part: &Part,
    plan: &Plan,
    counts: &RowCounts,
) -> Result<Lines, Unsuited> {
    let mut facts = bulk.read(worker, part, counts)?;
    if bulk.kept() == Kept::All {
        facts.note_contents(pack);
    }
    let own = facts.issues.len();
    let is_error = |i: &&DataIssue| i.code.severity.is_error();
    // What is wrong with a file as a whole may be of any county.
    let whole = bulk.issues().iter().filter(|i| i.code.severity.is_error());
    whole.for_each(|issue| facts.add_issue(issue.clone()));
    let evaluation = match settings.detail {
        Detail::Full => evaluation::evaluate(pack, &facts, settings.options),
        detail @ (Detail::Summary | Detail::Failures) => {
            // A summary names failing subjects only by the measures that answer for them.
            let failing = detail != Detail::Summary || !pack.measures.is_empty();
            evaluation::screen(pack, &facts, plan, settings.options, failing)
        }
    };
    let mut found =
        Lines { text: Vec::new(), lines: Vec::new(), errors: Vec::new(), standing: Standing::default() };
    let judging = evaluation.warnings.iter();
    found.errors.extend(facts.issues.iter().take(own).chain(judging).filter(is_error).cloned());
    let input = ReportInput {
        pack,
        facts: &facts,
        evaluation: &evaluation,
        detail: settings.detail,
        language: settings.language,
    };
    for county in &evaluation.counties {
        let before = found.text.len();
        line(&input, county, &mut found.text);
        let code = facts.counties.get(county.county as usize).map(|c| c.code.clone());
        found.lines.push((code.unwrap_or_default(), (found.text.len() - before) as u64));
    }
    looks(&input);
    found.standing = Standing::new(&input, settings.options.counties.as_deref());
    Ok(found)
}

/// One county's line.
pub fn line(input: &ReportInput<'_>, county: &CountyResult, out: &mut Vec<u8>) {
    // Writing to memory does not fail, and the report has no maps that JSON cannot write.
    if serde_json::to_writer(&mut *out, &json::line(input, county)).is_ok() {
        out.push(b'\n');
    }
}
