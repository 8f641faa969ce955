//! `impact --sweep`: how many subjects, schools and counties pass at each of many settings of a number.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use indexmap::IndexMap;
use serde::Serialize;

use crate::diagnostic::Message;
use crate::evaluation::{Options, Passing, Setting, levels, sweep};
use crate::facts::Facts;
use crate::plan::Plan;
use crate::report::{Counts, EngineStamp, PackStamp, in_unit};
use crate::semantics::{CheckedPack, ItemBody, ItemIx, Read, RuleKind};
use crate::tooling::set::{Refusal, Spot};
use crate::value::{Date, Number, Surd};

/// Most settings of one number.
pub const MOST_SETTINGS: usize = 1_000;

/// The number of the output's format: it rises with any change of what [`Sweep`] holds.
pub const SWEEP_FORMAT: u32 = 1;

/// A number that is to be varied, as it was asked for: `R5.at_least.primary=7..9:0.1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    path: String,
    numbers: Vec<String>,
}

impl Asked {
    /// Reads `ID[.at_least][.KIND…]=FROM..TO:STEP`: the numbers from the first on, a step apart, up to the last.
    ///
    /// # Errors
    /// [`Refusal`] where it is not of this form, goes downwards or nowhere, or has more than [`MOST_SETTINGS`] numbers.
    pub fn parse(asked: &str) -> Result<Asked, Refusal> {
        let refuse = |key: &'static str| Refusal {
            message: Message::new(key).arg("asked", asked).count("most", MOST_SETTINGS),
            help: Some(Message::new("help-sweep-form")),
        };
        let parts = asked.split_once(['=', '＝']).and_then(|(path, range)| {
            let (from, rest) = range.split_once("..")?;
            let (to, step) = rest.split_once([':', '：'])?;
            Some((path.trim(), [from.trim(), to.trim(), step.trim()]))
        });
        let Some((path, [from, to, step])) = parts.filter(|(path, _)| !path.is_empty()) else {
            return Err(refuse("sweep-form"));
        };
        let sign = |text: &str| text.chars().next_back().filter(|c| matches!(c, '%' | '‰'));
        let number = |text: &str| Number::parse_decimal(text.trim_end_matches(['%', '‰'])).ok();
        let (Some(first), Some(last), Some(apart)) = (number(from), number(to), number(step)) else {
            return Err(refuse("sweep-form"));
        };
        if sign(from) != sign(to) || sign(from) != sign(step) {
            return Err(refuse("sweep-signs"));
        }
        if apart <= Number::zero() || last < first {
            return Err(refuse("sweep-downwards"));
        }
        let mut numbers = Vec::new();
        let mut at = first;
        while at <= last {
            if numbers.len() == MOST_SETTINGS {
                return Err(refuse("sweep-many"));
            }
            numbers.push(at.exact() + &sign(from).map(String::from).unwrap_or_default());
            at = &at + &apart;
        }
        Ok(Asked { path: path.to_owned(), numbers })
    }

    fn set(&self, number: &str) -> String {
        format!("{}={number}", self.path)
    }
}

/// A number with its settings.
#[derive(Debug)]
pub struct Series {
    asked: Asked,
    spot: Spot,
    settings: Vec<Setting>,
    items: Vec<ItemIx>,
    reached: BTreeSet<Read>,
}

impl Series {
    /// The settings of a pack's number. `plan` is the pack's for the day; `with` gives the pack, checked, with one number set as
    /// [`crate::tooling::set::with_numbers`] does: it is asked for the first and the last, the others lie between them.
    ///
    /// # Errors
    /// What `with` says, or `refused` of a [`Refusal`].
    pub fn new<E>(
        pack: &CheckedPack,
        plan: &Plan,
        asked: Asked,
        as_of: Date,
        with: impl Fn(&str) -> Result<CheckedPack, E>,
        refused: impl Fn(Refusal) -> E,
    ) -> Result<Series, E> {
        let [first, last] = [asked.numbers.first(), asked.numbers.last()]
            .map(|n| asked.set(n.map(String::as_str).unwrap_or_default()));
        let spot = Spot::find(pack, &first, as_of).map_err(&refused)?;
        let ends = [with(&first)?, with(&last)?];
        let ends = ends.each_ref().map(|pack| spot.number(pack).cloned().unwrap_or_else(Number::zero));
        let [low, high] = ends;
        let count = asked.numbers.len();
        let part = |i: usize| {
            let share = i64::try_from(i).ok().zip(i64::try_from(count.saturating_sub(1)).ok());
            let share = share.and_then(|(i, n)| Number::ratio(i, n)).unwrap_or_else(Number::zero);
            &low + &(&(&high - &low) * &share)
        };
        let setting = |i: usize| {
            let mut pack = pack.clone();
            spot.put(&mut pack, part(i));
            Setting::new(pack, plan)
        };
        let reached = pack.reads.users([spot.read()]);
        let judged = |ix: &ItemIx| {
            pack.item(*ix).is_some_and(|i| match i.body {
                ItemBody::Indicator(_) => true,
                ItemBody::Rule { kind, .. } => kind != RuleKind::Audit,
                ItemBody::Define { .. } => false,
            })
        };
        let items = reached.iter().filter_map(|r| r.item()).filter(judged).collect();
        Ok(Series { settings: (0..count).map(setting).collect(), asked, spot, items, reached })
    }
}

/// How many pass at each setting.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sweep {
    /// Which program judged.
    pub engine: EngineStamp,
    /// [`SWEEP_FORMAT`].
    pub format: u32,
    /// The pack whose numbers are varied.
    pub pack: PackStamp,
    /// For which day.
    pub as_of: String,
    /// Digest over names and bytes of the data's files.
    pub data: String,
    /// How many counties were judged.
    pub counties: usize,
    /// The numbers that are varied, each by itself.
    pub sweeps: Vec<SweptNumber>,
}

/// A number that is varied.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SweptNumber {
    /// Which, as it was asked for.
    pub number: String,
    /// Its unit.
    pub unit: String,
    /// The pack's own number, in that unit.
    pub own: Option<String>,
    /// How many pass by it.
    pub by_own: IndexMap<String, PassingReport>,
    /// How many pass at each setting.
    pub settings: Vec<SettingReport>,
}

/// One setting.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SettingReport {
    /// The number, as `--set` would have it.
    pub set: String,
    /// By rule that depends on the number.
    pub rules: IndexMap<String, PassingReport>,
}

/// How a rule's subjects come out.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PassingReport {
    /// Its subjects; of a veto, met means that it exists.
    pub subjects: Counts,
    /// By table, from the rule's own up to the county's: how many rows have all subjects met that apply, of how many with any that
    /// applies.
    pub rows: IndexMap<String, RowsReport>,
}

/// How many rows pass.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowsReport {
    /// All of whose subjects are met.
    pub met: usize,
    /// Of how many.
    pub of: usize,
}

/// Judges all settings of some numbers.
pub fn swept(
    pack: &CheckedPack,
    facts: &Facts,
    plan: &Plan,
    series: &[Series],
    options: &Options,
    threads: NonZeroUsize,
) -> Sweep {
    let one = |series: &Series| {
        let of = (series.settings.as_slice(), series.items.as_slice(), &series.reached);
        let found = sweep(pack, facts, plan, of, options, threads);
        let rules = |all: &Vec<Passing>| -> IndexMap<String, PassingReport> {
            let rule = |(ix, passing): (&ItemIx, &Passing)| {
                Some((pack.item(*ix)?.id.clone(), passing_report(pack, *ix, passing)))
            };
            series.items.iter().zip(all).filter_map(rule).collect()
        };
        let limit = series.spot.limit(pack);
        let own = limit.zip(series.spot.number(pack));
        let settings = series.asked.numbers.iter().zip(found.iter().skip(1));
        SweptNumber {
            number: series.asked.path.clone(),
            unit: limit.map_or_else(String::new, |l| l.unit.symbol.to_string()),
            own: own.map(|(limit, n)| in_unit(&Surd::from(n.clone()), &limit.unit)),
            by_own: found.first().map(rules).unwrap_or_default(),
            settings: settings
                .map(|(number, found)| SettingReport { set: number.clone(), rules: rules(found) })
                .collect(),
        }
    };
    let asked = |code: &str| options.counties.as_ref().is_none_or(|all| all.iter().any(|c| c == code));
    Sweep {
        engine: EngineStamp::OWN,
        format: SWEEP_FORMAT,
        pack: PackStamp::of(pack),
        as_of: options.as_of.to_string(),
        data: facts.digest.clone(),
        counties: facts.counties.iter().filter(|c| !c.left_out && asked(&c.code)).count(),
        sweeps: series.iter().map(one).collect(),
    }
}

fn passing_report(pack: &CheckedPack, item: ItemIx, passing: &Passing) -> PassingReport {
    let [met, unmet, undetermined, not_applicable] = passing.subjects;
    let level = |(entity, [met, of]): (crate::semantics::EntityIx, &[usize; 2])| {
        Some((pack.entity(entity)?.id.clone(), RowsReport { met: *met, of: *of }))
    };
    PassingReport {
        subjects: Counts { met, unmet, undetermined, not_applicable },
        rows: levels(pack, item).into_iter().zip(&passing.rows).filter_map(level).collect(),
    }
}
