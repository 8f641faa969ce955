//! What reads what: on random packs, and in the cases where an answer was wrong because one reader did not see what another saw.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use junheng::diagnostic::{Language, codes};
use junheng::evaluation::{
    CellAt, Evaluation, Explainer, Options, Trial, Value as Found, evaluate, evaluate_exactly,
};
use junheng::facts::{Cell, Facts, RawTable, from_tables, read};
use junheng::pack::{SearchPath, load, load_memory};
use junheng::semantics::{CheckedPack, ColumnIx, EntityIx, ItemIx, Read, check};
use junheng::tooling::gap::{Change, Costs, gap, text};
use junheng::value::{Number, Outcome, Surd};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cli::{code, out, run};
use crate::columns::{counties, fillings, random_pack, tables};
use crate::workbook::day;

fn options() -> Options {
    Options::on(day())
}

/// A folder of `tests/reads`.
fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reads").join(name)
}

fn pack(name: &str) -> CheckedPack {
    check(load(place(name).to_str().unwrap(), &SearchPath::default()).unwrap()).pack.unwrap()
}

fn facts(pack: &CheckedPack, data: &str) -> Facts {
    let facts = read(pack, &[place(data)], day()).unwrap();
    assert!(facts.issues.is_empty(), "{:?}", facts.issues);
    facts
}

/// Whose outcome, and what it is: item, row, group by position of the value.
type Line = (String, u32, Vec<u16>, Outcome);

fn lines(pack: &CheckedPack, evaluation: &Evaluation) -> Vec<Line> {
    let of = |s: &junheng::evaluation::SubjectResult| {
        let group = s.group.iter().map(|(_, value)| *value).collect();
        (pack.item(s.item).unwrap().id.clone(), s.row, group, s.outcome)
    };
    evaluation.counties.iter().flat_map(|c| &c.subjects).map(of).collect()
}

/// What a rule comes to, by both evaluators, for each group in turn.
fn outcomes(pack: &CheckedPack, facts: &Facts, rule: &str) -> Vec<Outcome> {
    let of = |evaluation: Evaluation| {
        let all = lines(pack, &evaluation);
        all.into_iter().filter(|(id, ..)| id == rule).map(|l| l.3).collect::<Vec<Outcome>>()
    };
    let exactly = of(evaluate_exactly(pack, facts, &options()));
    assert_eq!(exactly, of(evaluate(pack, facts, &options())));
    exactly
}

/// The same tables without the cells of some columns.
fn without(tables: &[RawTable], column: (&str, &str)) -> Vec<RawTable> {
    let mut tables = tables.to_vec();
    for table in tables.iter_mut().filter(|t| t.entity == column.0) {
        let Some(at) = table.header.iter().position(|h| h == column.1) else { continue };
        table.rows.iter_mut().for_each(|(_, cells)| cells[at].clear());
    }
    tables
}

/// Columns whose cells may be left out without a row losing its place.
fn loose(pack: &CheckedPack) -> Vec<(EntityIx, ColumnIx)> {
    let mut all = Vec::new();
    for (e, entity) in (0u32..).map(EntityIx).zip(&pack.entities).take(pack.entities.len() - 1) {
        let columns = (0..entity.columns.len() as u32).map(ColumnIx);
        let fixed = |c: &ColumnIx| entity.key.contains(c) || entity.parent_link.contains(c);
        all.extend(columns.filter(|c| !fixed(c)).map(|c| (e, c)));
    }
    all
}

fn names(pack: &CheckedPack, (entity, column): (EntityIx, ColumnIx)) -> (&str, &str) {
    (&pack.entity(entity).unwrap().id, &pack.column(entity, column).unwrap().id)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A kind that is derived judges like the same kind written into the data.
    #[test]
    fn a_derived_kind_judges_like_a_given_one(fillings in fillings(), counties in counties()) {
        let Some((pack, _)) = random_pack(&fillings) else { return Err(TestCaseError::reject("no pack")) };
        let judged = |filled| {
            let facts = from_tables(&pack, tables(&counties, filled), day());
            lines(&pack, &evaluate_exactly(&pack, &facts, &options()))
        };
        prop_assert_eq!(judged(false), judged(true));
    }

    /// Who follows the advice that a column is unused gets the same outcomes.
    #[test]
    fn an_unused_column_decides_nothing(fillings in fillings(), counties in counties()) {
        let Some((pack, said)) = random_pack(&fillings) else { return Err(TestCaseError::reject("no pack")) };
        let tables = tables(&counties, true);
        let judged = |tables: Vec<RawTable>| {
            lines(&pack, &evaluate_exactly(&pack, &from_tables(&pack, tables, day()), &options()))
        };
        let whole = judged(tables.clone());
        for at in loose(&pack) {
            let span = pack.column(at.0, at.1).unwrap().span;
            if said.iter().any(|d| d.code == &codes::UNUSED_COLUMN && d.span == span) {
                prop_assert_eq!(&whole, &judged(without(&tables, names(&pack, at))), "{:?}", names(&pack, at));
            }
        }
    }

    /// What an item does not read, by itself or by way of anything, does not change it.
    #[test]
    fn what_is_not_read_decides_nothing(fillings in fillings(), counties in counties()) {
        let Some((pack, _)) = random_pack(&fillings) else { return Err(TestCaseError::reject("no pack")) };
        let tables = tables(&counties, false);
        let judged = |tables: Vec<RawTable>| {
            lines(&pack, &evaluate_exactly(&pack, &from_tables(&pack, tables, day()), &options()))
        };
        let whole = judged(tables.clone());
        for at in loose(&pack) {
            let users = pack.reads.users([Read::Column(at.0, at.1)]);
            for (was, is) in whole.iter().zip(judged(without(&tables, names(&pack, at)))) {
                let reads = users.contains(&Read::Item(pack.find_item(&was.0).unwrap()));
                prop_assert!(*was == is || reads, "{:?} changes {was:?} to {is:?}", names(&pack, at));
            }
        }
    }

    /// A county under trial is judged as its data would be.
    #[test]
    fn a_trial_comes_to_what_the_data_would(
        fillings in fillings(),
        counties in counties(),
        picks in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0u8..4), 1..6),
    ) {
        let Some((pack, _)) = random_pack(&fillings) else { return Err(TestCaseError::reject("no pack")) };
        let mut tables = tables(&counties, false);
        let facts = from_tables(&pack, tables.clone(), day());
        if facts.counties.is_empty() {
            return Err(TestCaseError::reject("no county"));
        }
        let mut trial = Trial::new(&pack, &facts, day(), 0);
        // Which cells are numbers of the first county.
        let mut cells = Vec::new();
        for (e, c) in loose(&pack) {
            let (entity, column) = names(&pack, (e, c));
            let Some(table) = tables.iter().position(|t| t.entity == entity) else { continue };
            let Some(at) = tables[table].header.iter().position(|h| h == column) else { continue };
            if !matches!(column, "a" | "z" | "x" | "y" | "pay") {
                continue;
            }
            for row in facts.rows_below(&pack, EntityIx(0), 0, e) {
                cells.push((CellAt { entity: e, row, column: c }, table, at));
            }
        }
        let items: Vec<ItemIx> = (0..pack.items.len() as u32).map(ItemIx).collect();
        let rows = |facts: &Facts, item: ItemIx| {
            facts.rows_below(&pack, EntityIx(0), 0, pack.item(item).unwrap().entity)
        };
        for (cell, item, number) in picks {
            let (at, table, column) = *cell.get(&cells);
            let number = ["1", "3", "12", "40"][usize::from(number)];
            trial.suppose(at, Some(Cell::Number(Number::parse_decimal(number).unwrap())));
            tables[table].rows[at.row as usize].1[column] = number.to_owned();
            // Some items are asked for, and others only later.
            let facts = from_tables(&pack, tables.clone(), day());
            let mut fresh = Trial::new(&pack, &facts, day(), 0);
            let asked = [*item.get(&items)];
            for item in asked.iter().chain(items.iter().filter(|_| number == "40")) {
                for row in rows(&facts, *item) {
                    for group in fresh.groups(*item, &[]) {
                        let id = &pack.item(*item).unwrap().id;
                        let supposed = format!("{:?}", trial.outcome(*item, row, &group));
                        prop_assert_eq!(supposed, format!("{:?}", fresh.outcome(*item, row, &group)), "{} {}", id, row);
                    }
                }
            }
        }
    }
}

/// K11.
#[test]
fn a_flag_derived_from_a_rule_leaves_the_rule_as_it_is() {
    use Outcome::{Met, Unmet};
    for (name, data, of_stages, done) in [
        ("p3", "data", [Met, Met], Met),
        ("p4", "data", [Met, Met], Met),
        ("p3", "data2", [Unmet, Met], Unmet),
        ("p4", "data2", [Unmet, Met], Unmet),
    ] {
        let pack = pack(name);
        let facts = facts(&pack, data);
        assert_eq!(outcomes(&pack, &facts, "B"), of_stages, "{name} {data}");
        assert_eq!(outcomes(&pack, &facts, "done"), [done], "{name} {data}");
    }
}

/// K12.
#[test]
fn a_change_of_a_derived_kind_is_a_cause() {
    let folders = ["data", "p1", "p2"].map(place);
    let [data, from, to] = [0, 1, 2].map(|i| folders[i].to_str().unwrap());
    let args = ["impact", data, "--from", from, "--to", to, "--as-of", "2026-11-23", "--format", "json"];
    let found: Value = serde_json::from_str(&out(&run(&args))).unwrap();
    assert_eq!(found["changes"][0]["id"], "C1");
    assert_eq!(found["changes"][0]["decides"], 2);
    let subjects = found["counties"][0]["subjects"].as_array().unwrap();
    let because: Vec<(&Value, &Value)> = subjects.iter().map(|s| (&s["rule"], &s["because"])).collect();
    let cause = json!({"alone": ["C1"]});
    assert_eq!(because, [(&json!("done"), &cause), (&json!("B"), &cause)]);
}

/// K13: ages of 10, 11.99, 12 and 15 tell every other boundary and every other branch from the one that is written.
#[test]
fn cases_kill_the_mutants_of_a_derived_kind() {
    let [whole, mutated] = ["p1", "p1m"].map(place);
    let run = |folder: &Path, more: &[&str]| {
        let mut args = vec!["test", folder.to_str().unwrap(), "--format", "json"];
        args.extend(more);
        let done = run(&args);
        (code(&done), serde_json::from_str::<Value>(&out(&done)).unwrap())
    };
    // The mutant that stands in a folder of its own is noticed.
    assert_eq!(run(&mutated, &[]).0, 1);
    let (_, found) = run(&whole, &["--mutate"]);
    let mutants = found[0]["mutation"]["list"].as_array().unwrap();
    let of_stage = mutants.iter().filter(|m| m["id"].as_str().unwrap().starts_with("school.stage"));
    let fates: Vec<(&Value, &Value)> = of_stage.map(|m| (&m["id"], &m["fate"])).collect();
    assert!(fates.len() >= 8, "{fates:?}");
    assert!(fates.iter().all(|(_, fate)| **fate == "killed"), "{fates:?}");
}

/// K14: of a school without classes its kind tells of which group they would be.
#[test]
fn the_kind_of_a_parent_whose_rows_are_missing_is_used() {
    use Outcome::{Met, Undetermined};
    let checked = check(load(place("p5").to_str().unwrap(), &SearchPath::default()).unwrap());
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
    let with = checked.pack.unwrap();
    let found = outcomes(&with, &facts(&with, "data5"), "B");
    assert_eq!(found, [Met, Undetermined, Met, Met]);
    // Without the kind nobody knows of which group the missing classes are.
    let without = pack("p6");
    let tables = vec![
        RawTable::new("county", &["code"], &[&["990001"], &["990002"]]),
        RawTable::new("school", &["code", "county"], &[&["S1", "990001"], &["S2", "990001"]]),
        RawTable::new("class", &["school", "code", "stage", "size"], &[&["S1", "1", "primary", "40"]]),
    ];
    let facts = from_tables(&without, tables, day());
    assert_eq!(outcomes(&without, &facts, "B")[..2], [Undetermined, Undetermined]);
}

/// K15: the youngest age of S2 makes it primary, and takes its area from the juniors. The plan makes up for it, or says so.
#[test]
fn a_plan_makes_up_for_what_it_breaks_or_names_it() {
    for (name, group) in [("p7", 2), ("p8", 1)] {
        let pack = pack(name);
        let facts = facts(&pack, "data7");
        let found = gap(&pack, &facts, &options(), &Costs::default(), None).remove(0);
        let column = |c: &Change| (names(&pack, (c.at.entity, c.at.column)).1.to_owned(), c.at.row);
        let changes: Vec<_> = found.changes.iter().map(|c| (column(c), c.to.clone())).collect();
        let number = |n: &str| Cell::Number(Number::parse_decimal(n).unwrap());
        let made_up = [(("age".to_owned(), 1), number("11")), (("area".to_owned(), 2), number("100"))];
        assert_eq!(changes, made_up, "{name}");
        assert_eq!(found.roots[0].after, Outcome::Met, "{name}");
        assert!(found.broken.is_empty(), "{name} {:?}", found.broken);
        // For the rule of ages alone, the other is no goal, but it is named.
        let found = gap(&pack, &facts, &options(), &Costs::default(), pack.find_item("A")).remove(0);
        assert_eq!(found.changes.len(), 1, "{name}");
        let broken: Vec<_> =
            found.broken.iter().map(|b| (&*pack.item(b.item).unwrap().id, b.before, b.after)).collect();
        assert_eq!(broken, [("B", Outcome::Met, Outcome::Unmet)], "{name}");
        assert_eq!(found.broken[0].group.len(), group - 1, "{name}");
        let report = text(&pack, &facts, &options(), &[found], Language::En);
        assert!(report.contains("What this would break"), "{report}");
        assert!(report.contains("from met to unmet"), "{report}");
    }
}

/// Each define is looked at once: a chain of which each link names the one before twice is no more than its links.
#[test]
fn a_chain_of_defines_takes_no_more_than_its_links() {
    let mut rules = "define d0 for county = a\n".to_owned();
    for i in 1..=40 {
        let before = i - 1;
        rules += &format!("define d{i} \"d\" for county = 0.5 * d{before} + 0.5 * d{before}\n");
    }
    rules += "conclusion c \"c\" for county\n  require d40 > 0\n";
    let header = "pack: chain\nversion: 2017.1.0\ntitle: t\nissuer: t\neffective: {from: 2017-01-01}\n";
    let entities = "entities: {county: {key: [code], columns: {code: {type: text}, a: {type: number}}}}\n";
    let files = [("pack.yaml", header), ("facts.yaml", entities), ("a.rules", rules.as_str())];
    let pack = check(load_memory(&files, &SearchPath::default())).pack.unwrap();
    let tables = vec![RawTable::new("county", &["code", "a"], &[&["990001", "3"]])];
    let facts = from_tables(&pack, tables, day());
    // Ten times what it takes on a quiet machine, in a build without optimisation; doubling would take days.
    let began = Instant::now();
    assert_eq!(outcomes(&pack, &facts, "c"), [Outcome::Met]);
    let evaluation = evaluate(&pack, &facts, &options());
    let values: Vec<Option<Surd>> = evaluation.counties[0]
        .values
        .iter()
        .map(|v| match &v.value {
            Some(Found::Number(n)) => Some(n.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(values, vec![Some(Surd::from(Number::from(3))); 40]);
    let explainer = Explainer::of(&pack, &facts, &evaluation, 0).unwrap();
    assert!(explainer.explain(pack.find_item("d40").unwrap(), 0, &[]).is_some());
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}
