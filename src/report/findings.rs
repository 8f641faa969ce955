//! What there is to say of one county, before it is laid out: shared by all reports for people.

use std::collections::BTreeMap;

use super::json::ReportInput;
use super::measures::Answerable;
use super::wording::Wording;
use super::words::reason_words;
use crate::diagnostic::Message;
use crate::evaluation::{CountyResult, Doubts, Explainer, Missing, SubjectResult};
use crate::semantics::*;
use crate::value::{Number, Outcome, Surd};

/// Most lines for data that one column lacks for one reason.
const MANY: usize = 8;

/// Most rules that are named beside a datum.
const FEW: usize = 6;

/// One county's outcomes with what explains them.
pub(super) struct Findings<'a> {
    pub input: &'a ReportInput<'a>,
    pub result: &'a CountyResult,
    pub explainer: Option<Explainer<'a>>,
    pub answerable: Answerable<'a>,
    /// What is in doubt about the county's data.
    pub doubts: Doubts,
    /// Names and figures for people.
    pub words: Wording<'a>,
}

pub(super) fn is_kind(item: &Item, wanted: RuleKind) -> bool {
    matches!(item.body, ItemBody::Rule { kind, .. } if kind == wanted)
}

/// Whether an outcome counts against the county: a veto does by being met.
pub(super) fn fails(item: &Item, outcome: Outcome) -> bool {
    outcome == if is_kind(item, RuleKind::Veto) { Outcome::Met } else { Outcome::Unmet }
}

/// The sign of a comparison.
pub(super) fn comparison_sign(comparison: Comparison) -> &'static str {
    comparison.operator().symbol()
}

impl<'a> Findings<'a> {
    pub fn new(input: &'a ReportInput<'a>, result: &'a CountyResult) -> Self {
        let ReportInput { pack, facts, evaluation, .. } = *input;
        let explainer = Explainer::of(pack, facts, evaluation, result.county);
        Findings {
            input,
            result,
            explainer,
            answerable: Answerable::of(pack, result),
            doubts: Doubts::new(facts, result),
            words: Wording::new(pack, facts, input.language),
        }
    }

    /// The items of a kind of rule.
    pub fn items(&self, kind: RuleKind) -> impl Iterator<Item = (ItemIx, &'a Item)> {
        let all = (0u32..).map(ItemIx).zip(&self.input.pack.items);
        all.filter(move |(_, i)| is_kind(i, kind))
    }

    pub fn subjects_of(&self, item: ItemIx) -> impl Iterator<Item = &'a SubjectResult> {
        self.result.subjects.iter().filter(move |s| s.item == item)
    }

    /// What the conclusions name: the parts of the standard and the vetoes.
    pub fn parts(&self) -> Vec<(ItemIx, &'a Item)> {
        let mut named: Vec<ItemIx> = Vec::new();
        for (conclusion, _) in self.items(RuleKind::Conclusion) {
            for item in self.input.pack.reads.items_of(conclusion) {
                if !named.contains(&item) {
                    named.push(item);
                }
            }
        }
        let judged = |item: &Item| !matches!(item.body, ItemBody::Define { .. });
        let named = named.into_iter().filter_map(|ix| Some((ix, self.input.pack.item(ix)?)));
        named.filter(|(_, item)| judged(item)).collect()
    }

    /// The items of which subjects fail, with these; conclusions and what only gathers other rules are said elsewhere.
    pub fn failing(&self) -> Vec<(ItemIx, &'a Item, Vec<&'a SubjectResult>)> {
        let all = (0u32..).map(ItemIx).zip(&self.input.pack.items);
        all.filter(|(_, item)| !is_kind(item, RuleKind::Conclusion))
            .map(|(ix, item)| (ix, item, self.subjects_of(ix).filter(|s| fails(item, s.outcome)).collect()))
            .filter(|(_, _, subjects): &(_, _, Vec<_>)| !subjects.is_empty())
            .collect()
    }

    /// A subject by name; nothing for the county itself.
    pub fn subject(&self, item: &Item, s: &SubjectResult) -> String {
        self.words.subject(item.entity, s.row, &s.group)
    }

    /// A datum that is missing, in words: 示例五小 小学 体育运动场馆面积：未填.
    pub fn lacks(&self, m: &Missing) -> String {
        let [table, key, column] = self.words.missing(m);
        let what = if column.is_empty() { table } else { column };
        let reason = reason_words(self.input.pack, m, self.input.language);
        format!("{key} {what}{}{reason}", self.words.word("say-colon")).trim_start().to_owned()
    }

    /// Why an item does not apply to a subject.
    pub fn why_not(&self, s: &SubjectResult) -> String {
        self.explainer.as_ref().map_or_else(String::new, |e| self.words.why_not(e, s))
    }

    /// The data that would decide what is undetermined: table, row, column, reason, the rules that rest on it. What one column lacks for
    /// one reason in many places is one line.
    pub fn lacking(&self) -> Vec<[String; 5]> {
        self.lacking_lines(MANY, FEW)
    }

    /// The same, each datum on a line of its own with all the rules.
    pub fn lacking_each(&self) -> Vec<[String; 5]> {
        self.lacking_lines(usize::MAX, usize::MAX)
    }

    /// What is lacking, with at most `many` lines for one column and reason, and at most `few` rules on each.
    fn lacking_lines(&self, many: usize, few: usize) -> Vec<[String; 5]> {
        let ReportInput { pack, language, .. } = *self.input;
        let undetermined = self.result.subjects.iter().filter(|s| s.outcome == Outcome::Undetermined);
        // A value that cannot be computed lacks data as much as an outcome does.
        let unknown = self.result.values.iter().filter(|v| v.value.is_none() && !v.not_applicable);
        let lacking = undetermined
            .map(|s| (s.item, s.missing.as_slice()))
            .chain(unknown.map(|v| (v.item, v.missing.as_slice())));
        // Each datum once, with the rules that it would decide.
        let mut all: BTreeMap<Missing, Vec<ItemIx>> = BTreeMap::new();
        for (item, missing) in lacking {
            for m in missing {
                let items = all.entry(m.clone()).or_default();
                if !items.contains(&item) {
                    items.push(item);
                }
            }
        }
        let mut alike: BTreeMap<_, Vec<(&Missing, &Vec<ItemIx>)>> = BTreeMap::new();
        for (m, ids) in &all {
            alike.entry((m.entity, m.column, m.reason.id())).or_default().push((m, ids));
        }
        let mut lines: Vec<(&Missing, usize, Vec<ItemIx>)> = Vec::new();
        for group in alike.into_values() {
            if group.len() <= many {
                lines.extend(group.into_iter().map(|(m, ids)| (m, 1, ids.clone())));
            } else if let Some((first, _)) = group.first() {
                let mut ids: Vec<ItemIx> = Vec::new();
                for id in group.iter().flat_map(|(_, ids)| ids.iter().copied()) {
                    if !ids.contains(&id) {
                        ids.push(id);
                    }
                }
                lines.push((*first, group.len(), ids));
            }
        }
        let row = |(m, count, ids): (&Missing, usize, Vec<ItemIx>)| {
            let [table, key, column] = self.words.missing(m);
            let key = if count > 1 {
                Message::new("report-and-others").arg("first", key).arg("count", count).text(language)
            } else {
                key
            };
            let reason = reason_words(pack, m, language);
            let names =
                ids.iter().take(few).filter_map(|ix| pack.item(*ix)).map(|item| self.words.item(item));
            let mut shown: Vec<String> = names.collect();
            if ids.len() > few {
                shown.push("…".to_owned());
            }
            [table, key, column, reason, shown.join(&self.words.word("say-comma"))]
        };
        lines.into_iter().map(row).collect()
    }
}

/// What share of the limit is reached, in per cent: it tells about the 85% rule.
pub(super) fn percent(value: &Surd, limit: &Surd) -> Option<String> {
    value.over(limit).map(|r| r.times(&Surd::from(Number::from(100))).display(3))
}

/// By how much a value misses its limit.
pub(super) fn shortfall(value: &Surd, limit: &Surd) -> Option<Surd> {
    limit.plus(&value.negated()).map(|d| d.abs())
}

/// An item's clauses: document number and place.
pub(super) fn citation(pack: &CheckedPack, item: &Item) -> String {
    let places = item.cite.iter().map(|c| {
        let title = pack.citations.get(&c.source);
        let name = title.and_then(|s| s.number.clone()).unwrap_or_else(|| c.source.clone());
        match &c.place {
            Some(place) => format!("{name} {place}"),
            None => name,
        }
    });
    places.collect::<Vec<_>>().join("；")
}
