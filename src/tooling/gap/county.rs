//! One county's gap as sections.

use super::tasks::{Task, tasks, totals};
use super::text::yuan;
use super::{Candidate, CountyGap};
use crate::diagnostic::{Language, Message};
use crate::evaluation::{Doubts, Group, Standpoint};
use crate::facts::{COUNTY, FindingResult};
use crate::report::page::{Block, Line, Mark, Section, Span, Table, capital, plain};
use crate::report::{Wording, claim, figure, lead_units, outcome_word, reason_words};
use crate::semantics::{CheckedPack, EntityIx, Item, ItemBody, ItemIx, KindIx, RuleKind};
use crate::value::{Number, Outcome, Surd, Unit};

/// Most rows that are told of a coefficient.
const MOVERS: usize = 5;
/// Most data that are listed as missing.
const MOST_MISSING: usize = 200;

/// What there is to say of a county.
pub(super) fn county(pack: &CheckedPack, gap: &CountyGap, language: Language, anchor: &str) -> Vec<Section> {
    let words = Wording::new(pack, &gap.planned, language);
    let (todo, again): (Vec<Task>, Vec<Task>) = tasks(&words, gap).into_iter().partition(|t| !t.again);
    let teller = Teller { pack, gap, words };
    let sections = [
        ("report-verdict", teller.verdict(!(todo.is_empty() && again.is_empty()))),
        ("gap-lacks", teller.todo(&todo, true)),
        ("gap-moves", teller.moves()),
        ("gap-again", teller.again(&again)),
        ("gap-findings", teller.findings()),
        ("gap-choices", teller.choices()),
        ("gap-coefficients", teller.coefficients()),
        ("gap-stuck", teller.stuck()),
        ("gap-broken", teller.broken()),
        ("gap-doubtful", teller.doubtful()),
        ("gap-missing", teller.missing()),
        ("gap-totals", teller.totals()),
    ];
    let filled = sections.into_iter().filter(|(_, blocks)| !blocks.is_empty());
    filled
        .map(|(key, blocks)| Section {
            anchor: format!("{anchor}-{key}"),
            title: capital(&teller.words.word(key)),
            blocks,
            sections: Vec::new(),
        })
        .collect()
}

struct Teller<'a> {
    pack: &'a CheckedPack,
    gap: &'a CountyGap,
    words: Wording<'a>,
}

impl Teller<'_> {
    fn head<const N: usize>(&self, keys: [&str; N]) -> Vec<String> {
        keys.map(|k| self.words.word(k)).to_vec()
    }

    fn say(&self, message: Message) -> Line {
        plain(self.words.say(message))
    }

    /// A row by name, the county by its own.
    fn row(&self, entity: EntityIx, row: u32) -> String {
        if entity == COUNTY { self.words.county(row) } else { self.words.row(entity, row) }
    }

    fn subject(&self, entity: EntityIx, row: u32, group: &Group) -> String {
        format!("{} {}", self.row(entity, row), self.words.group(group)).trim_end().to_owned()
    }

    fn standpoint(&self, at: &Standpoint) -> String {
        at.frames.first().map_or_else(String::new, |(entity, row)| self.subject(*entity, *row, &at.group))
    }

    fn item(&self, item: Option<ItemIx>) -> String {
        item.and_then(|i| self.pack.item(i)).map_or_else(String::new, |i| self.words.item(i))
    }

    fn outcome(&self, item: &Item, outcome: Outcome, doubts: Doubts) -> Line {
        let is = |wanted| matches!(item.body, ItemBody::Rule { kind, .. } if kind == wanted);
        let veto = is(RuleKind::Veto);
        let text = match is(RuleKind::Conclusion) {
            true => claim(outcome, doubts, self.words.language),
            false => outcome_word(outcome, veto, self.words.language),
        };
        let mark = match (outcome, veto) {
            (Outcome::Met, false) | (Outcome::Unmet, true) => Mark::Good,
            (Outcome::Unmet, false) | (Outcome::Met, true) => Mark::Bad,
            (Outcome::Undetermined, _) => Mark::Doubt,
            (Outcome::NotApplicable, _) => Mark::Neutral,
        };
        vec![Span::Mark { mark, text }]
    }

    fn verdict(&self, planned: bool) -> Vec<Block> {
        let rows = self.gap.roots.iter().filter_map(|root| {
            let item = self.pack.item(root.item)?;
            let name = match (item.entity == COUNTY, root.group.is_empty()) {
                (true, true) => self.words.part(item),
                (true, false) => format!("{} {}", self.words.part(item), self.words.group(&root.group)),
                (false, _) => {
                    let subject = self.subject(item.entity, root.row, &root.group);
                    format!("{} {subject}", self.words.part(item))
                }
            };
            let [now, then] = self.gap.doubts;
            Some(vec![
                plain(name),
                self.outcome(item, root.before, now),
                self.outcome(item, root.after, then),
            ])
        });
        let head = self.head(["gap-for", "gap-now", "gap-then"]);
        let mut out = vec![Block::Table(Table { head, rows: rows.collect(), ..Table::default() })];
        if !planned {
            out.push(Block::Paragraph(plain(self.words.word("gap-nothing"))));
        }
        out
    }

    fn todo(&self, tasks: &[Task], costs: bool) -> Vec<Block> {
        if tasks.is_empty() {
            return Vec::new();
        }
        let mut head = self.head(["gap-where", "gap-what", "gap-from", "gap-to", "gap-amount"]);
        let priced = costs && tasks.iter().any(|t| t.cost.is_some());
        if priced {
            head.push(self.words.word("gap-cost"));
        }
        head.push(self.words.word("gap-reason"));
        let led = tasks.iter().any(|t| !t.units.is_empty());
        if led {
            head.push(self.words.word("gap-units"));
        }
        let stop = self.words.word("say-stop");
        let comma = self.words.word("say-comma");
        let rows = tasks.iter().map(|t| {
            let mut row =
                vec![&t.place, &t.what, &t.from, &t.to, &t.amount].into_iter().map(plain).collect::<Vec<_>>();
            if priced {
                row.push(t.cost.as_ref().map_or_else(Line::new, |cost| self.say(yuan(cost))));
            }
            row.push(plain(t.reasons.join(&stop)));
            if led {
                row.push(plain(t.units.join(&comma)));
            }
            row
        });
        let rows = rows.collect();
        let numbers = if priced { vec![2, 3, 4, 5] } else { vec![2, 3, 4] };
        vec![Block::Table(Table { head, rows, numbers, long: tasks.len() > 30, ..Table::default() })]
    }

    /// What cannot be done and must be found out again.
    fn again(&self, tasks: &[Task]) -> Vec<Block> {
        let mut out = self.todo(tasks, false);
        if !out.is_empty() {
            out.insert(0, Block::Paragraph(plain(self.words.word("gap-again-note"))));
        }
        out
    }

    /// Where those go who leave a row.
    fn moves(&self) -> Vec<Block> {
        let (mut rows, mut nowhere) = (Vec::new(), Vec::new());
        for moved in &self.gap.moves {
            let Some(column) = self.pack.column(moved.from.entity, moved.from.column) else { continue };
            let amount = column.unit.from_base(&moved.amount).display(12);
            let amount = self.words.with_unit(&amount, &column.unit.symbol);
            let from = self.row(moved.from.entity, moved.from.row);
            match moved.to {
                Some(to) => {
                    rows.push(
                        [from, self.row(to.entity, to.row), column.label.clone(), amount].map(plain).to_vec(),
                    );
                }
                None => {
                    let said = Message::new("gap-nowhere").arg("from", from).arg("amount", amount);
                    nowhere.push(self.say(said.arg("what", &column.label)));
                }
            }
        }
        let mut out = Vec::new();
        if !rows.is_empty() {
            let head = self.head(["gap-leave", "gap-join", "gap-what", "gap-amount"]);
            let long = rows.len() > 30;
            out.push(Block::Table(Table { head, rows, numbers: vec![3], long, ..Table::default() }));
        }
        if !nowhere.is_empty() {
            out.push(Block::List(nowhere));
        }
        out
    }

    fn findings(&self) -> Vec<Block> {
        let lines = self.gap.findings.iter().filter_map(|finding| {
            let item = self.pack.item(finding.item)?;
            let to = match finding.to {
                FindingResult::Flag(flag) => self.words.word(if flag { "word-true" } else { "word-false" }),
                FindingResult::Grade(grade) => self.words.kind(KindIx(0), grade),
                FindingResult::Missing(_) => return None,
            };
            let message = Message::new("gap-finding")
                .arg("subject", self.row(item.entity, finding.row))
                .arg("title", self.words.item(item))
                .arg("to", to);
            Some(self.say(message))
        });
        list(lines.collect())
    }

    fn choices(&self) -> Vec<Block> {
        let mut out = Vec::new();
        for choice in &self.gap.choices {
            let message = Message::new("gap-choice")
                .arg("subject", self.standpoint(&choice.at))
                .arg("rule", self.item(choice.at.item))
                .count("needed", choice.needed);
            out.push(Block::Paragraph(self.say(message)));
            let last = choice.candidates.iter().rposition(|c| c.chosen).map_or(0, |i| i + 1);
            let shown = choice.candidates.iter().take(last + 1);
            out.push(Block::List(shown.map(|c| self.candidate(&choice.at, c)).collect()));
        }
        out
    }

    fn candidate(&self, at: &Standpoint, candidate: &Candidate) -> Line {
        let key = match (candidate.chosen, candidate.feasible) {
            (true, true) => "gap-chosen",
            (_, false) => "gap-infeasible",
            (false, true) => "gap-next",
        };
        let changes: Vec<String> =
            candidate.changes.iter().map(|c| super::remedies::change_text(&self.words, at, c)).collect();
        let changes = match changes.as_slice() {
            [] => self.words.word("gap-nothing-more"),
            many => many.join(&self.words.word("say-stop")),
        };
        self.say(Message::new(key).arg("title", self.item(Some(candidate.item))).arg("changes", changes))
    }

    fn coefficients(&self) -> Vec<Block> {
        let mut out = Vec::new();
        for found in &self.gap.coefficients {
            let of = found.item.map_or_else(|| self.item(found.at.item), |i| self.item(Some(i)));
            let limit = found.limit.as_ref();
            let shown = |n: &Surd, against: Option<&Surd>| figure(n, &Unit::none(), against);
            let message = Message::new("gap-coefficient")
                .arg("subject", self.standpoint(&found.at))
                .arg("of", of)
                .arg("value", shown(&found.value, limit))
                .arg("limit", limit.map_or_else(String::new, |l| shown(l, Some(&found.value))));
            out.push(Block::Paragraph(self.say(message)));
            let rows = found.movers.iter().take(MOVERS).map(|m| {
                let side = self.words.word(if m.below { "gap-below" } else { "gap-above" });
                let part = (&m.share * &Number::from(100)).round_half_away(1);
                [self.row(found.entity, m.row), side, format!("{}%", part.display(1))].map(plain).to_vec()
            });
            let head = self.head(["report-subject", "gap-side", "gap-part"]);
            out.push(Block::Table(Table {
                head,
                rows: rows.collect(),
                numbers: vec![2],
                ..Table::default()
            }));
            if !found.changes.is_empty() {
                out.push(Block::Paragraph(
                    self.say(Message::new("gap-raise").count("count", found.changes.len())),
                ));
            }
        }
        out
    }

    fn stuck(&self) -> Vec<Block> {
        let lines = self.gap.stuck.iter().map(|stuck| {
            let units = lead_units(self.pack, stuck.of, stuck.at.item);
            let mut name = self.item(stuck.at.item);
            if let Some(of) = stuck.of.filter(|of| Some(*of) != stuck.at.item) {
                name = format!("{name} {}", self.item(Some(of)));
            }
            let mut text = format!(
                "{} {name}{}{}",
                self.standpoint(&stuck.at),
                self.words.word("say-colon"),
                self.words.say(stuck.why.clone())
            );
            if !units.is_empty() {
                let said = Message::new("gap-led").arg("units", units.join(&self.words.word("say-comma")));
                text += &self.words.say(said);
            }
            plain(text)
        });
        list(lines.collect())
    }

    /// What the plan would break.
    fn broken(&self) -> Vec<Block> {
        let lines = self.gap.broken.iter().filter_map(|root| {
            let item = self.pack.item(root.item)?;
            let veto = matches!(item.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
            let [before, after] =
                [root.before, root.after].map(|o| outcome_word(o, veto, self.words.language));
            let message = Message::new("gap-breaks")
                .arg("subject", self.subject(item.entity, root.row, &root.group))
                .arg("title", self.words.item(item))
                .arg("before", before);
            Some(self.say(message.arg("after", after)))
        });
        list(lines.collect())
    }

    /// What the plan's figures would have audits ask.
    fn doubtful(&self) -> Vec<Block> {
        let lines = self.gap.doubtful.iter().filter_map(|(audit, row)| {
            let item = self.pack.item(*audit)?;
            let colon = self.words.word("say-colon");
            Some(plain(format!("{}{colon}{}", self.row(item.entity, *row), item.title)))
        });
        list(lines.collect())
    }

    fn missing(&self) -> Vec<Block> {
        let all = &self.gap.missing;
        let mut lines: Vec<Line> = all
            .iter()
            .take(MOST_MISSING)
            .map(|missing| {
                let text = self.words.missing(missing);
                let text: Vec<&str> = text.iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
                let reason = reason_words(self.pack, missing, self.words.language);
                plain(format!("{}{}{reason}", text.join(" "), self.words.word("say-colon")))
            })
            .collect();
        if let Some(more) = all.len().checked_sub(MOST_MISSING).filter(|n| *n > 0) {
            lines.push(self.say(Message::new("report-more").count("count", more)));
        }
        list(lines)
    }

    fn totals(&self) -> Vec<Block> {
        let totals = totals(self.pack, self.gap);
        if totals.is_empty() {
            return Vec::new();
        }
        let label = |t: &super::tasks::Total| {
            let Some(entity) = self.pack.entity(t.entity) else { return String::new() };
            match t.column.and_then(|c| entity.columns.get(c.ix())) {
                Some(column) => column.label.clone(),
                None => entity.label.clone(),
            }
        };
        let rows = totals.iter().map(|t| {
            let symbol = match t.column.and_then(|c| self.pack.column(t.entity, c)) {
                Some(column) => column.unit.symbol.to_string(),
                None => self.words.unit(t.entity),
            };
            let amount = match &t.amount {
                Some(n) => {
                    let sign = if n.is_negative() { "−" } else { "+" };
                    format!("{sign}{}", self.words.with_unit(&n.abs().display(12), &symbol))
                }
                None => self.words.word("gap-changed"),
            };
            let cost = t.cost.as_ref().map_or_else(String::new, |c| self.words.say(yuan(c)));
            [label(t), amount, t.places.to_string(), cost].map(plain).to_vec()
        });
        let mut rows: Vec<Vec<Line>> = rows.collect();
        let priced: Vec<Number> = totals.iter().filter_map(|t| t.cost.clone()).collect();
        let mut head = self.head(["gap-what", "gap-amount", "gap-places", "gap-cost"]);
        let mut numbers = vec![1, 2, 3];
        if priced.is_empty() {
            rows.iter_mut().for_each(|row| row.truncate(3));
            head.truncate(3);
            numbers.truncate(2);
        }
        let mut out = vec![Block::Table(Table { head, rows, numbers, ..Table::default() })];
        let mut open: Vec<String> = totals.iter().filter(|t| t.cost.is_none()).map(label).collect();
        open.dedup();
        let listed = open.join(&self.words.word("say-comma"));
        let said = match (priced.is_empty(), open.is_empty()) {
            (true, _) => Message::new("gap-unpriced"),
            (false, true) => Message::new("gap-total"),
            (false, false) => Message::new("gap-total-open").arg("open", listed),
        };
        let sum = self.words.say(yuan(&priced.into_iter().sum()));
        out.push(Block::Paragraph(self.say(said.arg("cost", sum))));
        out
    }
}

fn list(lines: Vec<Line>) -> Vec<Block> {
    if lines.is_empty() { Vec::new() } else { vec![Block::List(lines)] }
}
