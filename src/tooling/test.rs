//! `junheng test`: a pack's own cases, facts and the verdicts that they must give.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostics, Language, Message, Severity, codes, render_text, suggest};
use crate::evaluation::{Group, Options, SubjectResult, ValueResult, evaluate, explain};
use crate::facts::{self, Facts, RawTable, key_of};
use crate::pack::yaml::{self, Kind as NodeKind, Node};
use crate::report::{explanation, issue_text, outcome_word, value_text};
use crate::semantics::*;
use crate::source::SourceMap;
use crate::value::{Date, Outcome, parse_date, today};

/// What running the cases of a pack came to.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// Every case, in the order of files.
    pub cases: Vec<CaseResult>,
    /// What was wrong with case files as such, already in words.
    pub broken: Vec<String>,
}

/// One case.
#[derive(Debug, Clone)]
pub struct CaseResult {
    /// The file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// What came out differently; empty: passed.
    pub problems: Vec<String>,
}

impl Results {
    /// How many cases passed.
    pub fn passed(&self) -> usize {
        self.cases.iter().filter(|c| c.problems.is_empty()).count()
    }

    /// How many cases failed, unreadable files among them.
    pub fn failed(&self) -> usize {
        self.cases.len() - self.passed() + self.broken.len()
    }
}

/// The results for people.
pub fn summary(pack: &str, results: &Results, language: Language) -> String {
    let mut out = String::new();
    for text in &results.broken {
        let _ = writeln!(out, "✗ {text}");
    }
    for case in results.cases.iter().filter(|c| !c.problems.is_empty()) {
        let _ = writeln!(out, "✗ {} · {}", case.file, case.name);
        for problem in &case.problems {
            for line in problem.lines() {
                let _ = writeln!(out, "    {line}");
            }
        }
    }
    let message = Message::new("test-summary")
        .arg("pack", pack)
        .count("passed", results.passed())
        .count("failed", results.failed());
    let _ = writeln!(out, "{}", message.text(language));
    out
}

/// Runs all cases of a folder. A folder that does not exist has none.
pub fn run_cases(pack: &CheckedPack, folder: &Path, language: Language) -> Results {
    let mut results = Results::default();
    let mut files: Vec<PathBuf> = match std::fs::read_dir(folder) {
        Ok(entries) => entries.flatten().map(|e| e.path()).collect(),
        Err(_) => Vec::new(),
    };
    files.retain(|f| f.extension().is_some_and(|x| x == "yaml" || x == "yml"));
    files.sort();
    for file in files {
        let shown = file.display().to_string();
        match std::fs::read_to_string(&file) {
            Ok(text) => {
                let runner = Runner { pack, folder, file: shown, language };
                runner.file(&text, &mut results);
            }
            Err(e) => results
                .broken
                .push(Message::new("cli-cannot-read").arg("path", shown).arg("cause", e).text(language)),
        }
    }
    results
}

struct Runner<'a> {
    pack: &'a CheckedPack,
    folder: &'a Path,
    file: String,
    language: Language,
}

/// The keys of a case file in both spellings.
fn key_of_case(key: &str) -> &str {
    match key {
        "用例" => "cases",
        "名称" => "name",
        "评估日期" => "as_of",
        "数据" => "facts",
        "文件夹" => "folder",
        "预期" => "expect",
        "数值" => "values",
        "缺少" => "missing",
        "公共数据" => "base",
        other => other,
    }
}

fn get<'n>(node: &'n Node, wanted: &str) -> Option<&'n Node> {
    let found = node.entries()?.iter().find(|(k, _)| k.text().is_some_and(|t| key_of_case(t) == wanted));
    found.map(|(_, value)| value)
}

/// Rows by entity: columns and texts.
type Rows = Vec<(String, Vec<Vec<(String, String)>>)>;

impl Runner<'_> {
    fn say(&self, message: &Message) -> String {
        message.text(self.language)
    }

    fn file(&self, text: &str, results: &mut Results) {
        let mut sources = SourceMap::new();
        let source = sources.add(self.file.as_str(), text);
        let mut diagnostics = Diagnostics::new();
        let root = yaml::read(text, source, &mut diagnostics);
        if diagnostics.has_errors() {
            let list = diagnostics.sorted();
            results.broken.push(render_text(&list, &sources, self.language, false));
            return;
        }
        let Some(root) = root else { return };
        for (key, _) in root.entries().unwrap_or(&[]) {
            let name = key.text().unwrap_or("");
            if !matches!(key_of_case(name), "cases" | "base" | "as_of") {
                results.broken.push(self.at(text, key, &Message::new("test-unknown-key").arg("name", name)));
            }
        }
        let base = get(&root, "base").map(rows).unwrap_or_default();
        let day = get(&root, "as_of").and_then(|n| parse_date(n.text()?));
        let Some(NodeKind::Seq(cases)) = get(&root, "cases").map(|n| &n.kind) else {
            results.broken.push(format!("{}: {}", self.file, self.say(&Message::new("test-no-cases"))));
            return;
        };
        for case in cases {
            let name = get(case, "name").and_then(Node::text).unwrap_or("").to_owned();
            let mut problems = Vec::new();
            for (key, _) in case.entries().unwrap_or(&[]) {
                let k = key.text().unwrap_or("");
                if !matches!(
                    key_of_case(k),
                    "name" | "as_of" | "facts" | "folder" | "expect" | "values" | "missing"
                ) {
                    problems.push(self.at(text, key, &Message::new("test-unknown-key").arg("name", k)));
                }
            }
            self.case(text, case, &base, day, &mut problems);
            results.cases.push(CaseResult { file: self.file.clone(), name, problems });
        }
    }

    /// A message with the line of a node.
    fn at(&self, text: &str, node: &Node, message: &Message) -> String {
        let line = crate::source::LineIndex::new(text).locate(text, node.span.start as usize).line;
        format!("{}:{line}: {}", self.file, self.say(message))
    }

    fn case(&self, text: &str, case: &Node, base: &Rows, day: Option<Date>, problems: &mut Vec<String>) {
        let as_of = get(case, "as_of").and_then(|n| parse_date(n.text()?)).or(day).unwrap_or_else(today);
        let facts = match get(case, "folder").and_then(Node::text) {
            Some(folder) => match facts::read(self.pack, &[self.folder.join(folder)], as_of) {
                Ok(facts) => facts,
                Err(e) => {
                    problems.push(self.say(&e.message()));
                    return;
                }
            },
            None => {
                let own = get(case, "facts").map(rows).unwrap_or_default();
                facts::from_tables(self.pack, self.tables(merge(self.pack, base, own)), as_of)
            }
        };
        for issue in &facts.issues {
            // A misspelt table or column would make a case test less than it says.
            let misnamed = [codes::UNKNOWN_FILE.id, codes::UNKNOWN_COLUMN.id].contains(&issue.code.id);
            if misnamed || issue.code.severity == Severity::Error {
                problems.push(issue_text(issue, self.language));
            }
        }
        let options = Options::on(as_of);
        let evaluation = evaluate(self.pack, &facts, &options);
        let subjects: Vec<&SubjectResult> = evaluation.counties.iter().flat_map(|c| &c.subjects).collect();
        let values: Vec<&ValueResult> = evaluation.counties.iter().flat_map(|c| &c.values).collect();
        let expected = get(case, "expect").and_then(Node::entries).unwrap_or(&[]);
        if expected.is_empty() && get(case, "values").is_none() && get(case, "missing").is_none() {
            problems.push(self.at(text, case, &Message::new("test-expects-nothing")));
        }
        for (key, wanted) in expected {
            self.expectation(text, key, wanted, &facts, &subjects, &options, problems);
        }
        for (key, wanted) in get(case, "values").and_then(Node::entries).unwrap_or(&[]) {
            self.value(text, key, wanted, &facts, &values, problems);
        }
        for (key, wanted) in get(case, "missing").and_then(Node::entries).unwrap_or(&[]) {
            self.missing(text, key, wanted, &facts, &subjects, problems);
        }
    }

    fn tables(&self, rows: Rows) -> Vec<RawTable> {
        rows.into_iter()
            .map(|(entity, rows)| {
                let mut header: Vec<String> = Vec::new();
                // The key columns stand even in an empty table, so that it is a table without rows.
                if let Some(found) = self.pack.find_entity(&entity).and_then(|e| self.pack.entity(e)) {
                    let columns = found.key.iter().chain(&found.parent_link);
                    for c in columns.filter_map(|c| found.columns.get(c.ix())) {
                        if rows.is_empty() && !header.contains(&c.id) {
                            header.push(c.id.clone());
                        }
                    }
                } else if rows.is_empty() {
                    header.extend(["item", "subject", "result"].map(String::from));
                }
                for (column, _) in rows.iter().flatten() {
                    if !header.contains(column) {
                        header.push(column.clone());
                    }
                }
                let rows = (2u32..)
                    .zip(&rows)
                    .map(|(number, row)| {
                        let cell = |h: &String| {
                            row.iter().find(|(c, _)| c == h).map_or_else(String::new, |(_, v)| v.clone())
                        };
                        (number, header.iter().map(cell).collect())
                    })
                    .collect();
                let file: Arc<str> = format!("{}:{entity}", self.file).as_str().into();
                RawTable { entity, file, header, rows }
            })
            .collect()
    }

    fn item(&self, text: &str, key: &Node, problems: &mut Vec<String>) -> Option<ItemIx> {
        let name = key.text().unwrap_or("");
        let found = self.pack.find_item(name);
        if found.is_none() {
            let names = self.pack.items.iter().flat_map(|i| [i.id.as_str(), i.label.as_str()]);
            let mut problem = self.at(text, key, &Message::new("cli-unknown-rule").arg("rule", name));
            if let Some(near) = suggest(name, names) {
                let _ =
                    write!(problem, "（{}）", self.say(&Message::new("help-did-you-mean").arg("name", near)));
            }
            problems.push(problem);
        }
        found
    }

    #[allow(clippy::too_many_arguments, reason = "one expectation with all that it is held against")]
    fn expectation(
        &self,
        text: &str,
        key: &Node,
        wanted: &Node,
        facts: &Facts,
        subjects: &[&SubjectResult],
        options: &Options,
        problems: &mut Vec<String>,
    ) {
        let Some(ix) = self.item(text, key, problems) else { return };
        let Some(item) = self.pack.item(ix) else { return };
        let veto = matches!(item.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
        let mine: Vec<&&SubjectResult> = subjects.iter().filter(|s| s.item == ix).collect();
        let mut check = |node: &Node, found: &[&&SubjectResult]| {
            let Some(outcome) = node.text().and_then(outcome_named) else {
                problems.push(self.at(
                    text,
                    node,
                    &Message::new("test-bad-outcome").arg("found", node.text().unwrap_or("")),
                ));
                return;
            };
            if found.is_empty() {
                problems.push(self.at(text, node, &Message::new("test-no-subject").arg("rule", &item.id)));
            }
            for s in found.iter().filter(|s| s.outcome != outcome) {
                let subject = subject_text(self.pack, facts, item.entity, s.row, &s.group);
                let message = Message::new("test-outcome-differs")
                    .arg("rule", &item.id)
                    .arg("subject", subject)
                    .arg("expected", outcome_word(outcome, veto, self.language))
                    .arg("found", outcome_word(s.outcome, veto, self.language));
                let mut problem = self.at(text, node, &message);
                if let Some(derivation) = explain(self.pack, facts, options, ix, s.row, &s.group) {
                    let _ =
                        write!(problem, "\n{}", explanation(self.pack, facts, &derivation, self.language));
                }
                problems.push(problem);
            }
        };
        match &wanted.kind {
            NodeKind::Map(entries) => {
                for (subject, outcome) in entries {
                    let typed = subject.text().unwrap_or("");
                    let found: Vec<&&SubjectResult> = mine
                        .iter()
                        .filter(|s| subject_named(self.pack, facts, item.entity, s.row, &s.group, typed))
                        .copied()
                        .collect();
                    check(outcome, &found);
                }
            }
            _ => check(wanted, &mine),
        }
    }

    fn value(
        &self,
        text: &str,
        key: &Node,
        wanted: &Node,
        facts: &Facts,
        values: &[&ValueResult],
        problems: &mut Vec<String>,
    ) {
        let Some(ix) = self.item(text, key, problems) else { return };
        let Some(item) = self.pack.item(ix) else { return };
        let ItemBody::Define { unit, .. } = &item.body else { return };
        let mut check = |node: &Node, v: &ValueResult| {
            let found = v.value.as_ref().map(|value| value_text(self.pack, value, unit, self.language));
            let expected = node
                .text()
                .filter(|t| *t != "null" && *t != "~")
                .map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "));
            if found != expected {
                let dash = || "—".to_owned();
                let message = Message::new("test-value-differs")
                    .arg("rule", &item.id)
                    .arg("subject", subject_text(self.pack, facts, item.entity, v.row, &v.group))
                    .arg("expected", expected.unwrap_or_else(dash))
                    .arg("found", found.unwrap_or_else(dash));
                problems.push(self.at(text, node, &message));
            }
        };
        for v in values.iter().filter(|v| v.item == ix) {
            match &wanted.kind {
                NodeKind::Map(entries) => {
                    for (subject, node) in entries {
                        if subject_named(
                            self.pack,
                            facts,
                            item.entity,
                            v.row,
                            &v.group,
                            subject.text().unwrap_or(""),
                        ) {
                            check(node, v);
                        }
                    }
                }
                _ => check(wanted, v),
            }
        }
    }

    fn missing(
        &self,
        text: &str,
        key: &Node,
        wanted: &Node,
        facts: &Facts,
        subjects: &[&SubjectResult],
        problems: &mut Vec<String>,
    ) {
        let Some(ix) = self.item(text, key, problems) else { return };
        let mut found: Vec<String> = subjects
            .iter()
            .filter(|s| s.item == ix)
            .flat_map(|s| &s.missing)
            .filter_map(|m| crate::report::missing_text(self.pack, facts, m))
            .collect();
        found.sort();
        found.dedup();
        let mut expected: Vec<String> = match &wanted.kind {
            NodeKind::Seq(list) => list.iter().filter_map(Node::text).map(str::to_owned).collect(),
            _ => wanted.text().map(str::to_owned).into_iter().collect(),
        };
        expected.sort();
        if found != expected {
            let message = Message::new("test-missing-differs")
                .arg("rule", key.text().unwrap_or(""))
                .arg("expected", expected.join("；"))
                .arg("found", found.join("；"));
            problems.push(self.at(text, key, &message));
        }
    }
}

/// The rows of a `facts` map.
fn rows(node: &Node) -> Rows {
    let Some(entries) = node.entries() else { return Vec::new() };
    entries
        .iter()
        .map(|(entity, list)| {
            let rows = match &list.kind {
                NodeKind::Seq(list) => list
                    .iter()
                    .map(|row| {
                        row.entries()
                            .unwrap_or(&[])
                            .iter()
                            .map(|(k, v)| {
                                (k.text().unwrap_or("").to_owned(), v.text().unwrap_or("").to_owned())
                            })
                            .collect()
                    })
                    .collect(),
                _ => Vec::new(),
            };
            (entity.text().unwrap_or("").to_owned(), rows)
        })
        .collect()
}

/// A case's rows over the common ones: rows of the same key merge column by column, others are appended.
fn merge(pack: &CheckedPack, base: &Rows, own: Rows) -> Rows {
    let mut out = base.clone();
    for (entity, rows) in own {
        let ix = pack.find_entity(&entity);
        let same = |name: &str| name == entity || (ix.is_some() && pack.find_entity(name) == ix);
        let Some((_, into)) = out.iter_mut().find(|(name, _)| same(name)) else {
            out.push((entity, rows));
            continue;
        };
        let found = ix.and_then(|e| pack.entity(e));
        let keys: Vec<(&str, &str)> = match found {
            Some(found) => found
                .key
                .iter()
                .filter_map(|c| found.columns.get(c.ix()))
                .map(|c| (c.id.as_str(), c.label.as_str()))
                .collect(),
            None => vec![("item", "评定项"), ("subject", "对象")],
        };
        let key = |row: &[(String, String)]| -> Vec<Option<String>> {
            keys.iter()
                .map(|(id, label)| row.iter().find(|(c, _)| c == id || c == label).map(|(_, v)| v.clone()))
                .collect()
        };
        for row in rows {
            match into.iter_mut().find(|r| key(r) == key(&row)) {
                Some(r) => {
                    for (column, value) in row {
                        match r.iter_mut().find(|(c, _)| *c == column) {
                            Some(slot) => slot.1 = value,
                            None => r.push((column, value)),
                        }
                    }
                }
                None => into.push(row),
            }
        }
    }
    out
}

/// An outcome by id or word.
fn outcome_named(text: &str) -> Option<Outcome> {
    Some(match text {
        "met" | "达到" | "存在" => Outcome::Met,
        "unmet" | "未达到" | "不存在" => Outcome::Unmet,
        "undetermined" | "数据不足" | "待定" => Outcome::Undetermined,
        "not_applicable" | "n/a" | "不适用" => Outcome::NotApplicable,
        _ => return None,
    })
}

/// A subject as it is typed: `S1/primary`, `990001[primary]`.
pub fn subject_text(pack: &CheckedPack, facts: &Facts, entity: EntityIx, row: u32, group: &Group) -> String {
    let mut out = key_of(pack, facts, entity, row).join("/");
    let ids: Vec<&str> = group
        .iter()
        .filter_map(|(k, v)| pack.kind(*k)?.values.get(*v as usize).map(|(id, _)| id.as_str()))
        .collect();
    if !ids.is_empty() {
        let _ = write!(out, "[{}]", ids.join(","));
    }
    out
}

/// Whether what was typed means a subject: ids or labels of kinds; groups left out stand for all.
pub fn subject_named(
    pack: &CheckedPack,
    facts: &Facts,
    entity: EntityIx,
    row: u32,
    group: &Group,
    typed: &str,
) -> bool {
    let Some(found) = pack.entity(entity) else { return false };
    let (plain, inside) = match typed.split_once('[') {
        Some((plain, rest)) => (plain, Some(rest.trim_end_matches(']'))),
        None => (typed, None),
    };
    let keys = key_of(pack, facts, entity, row);
    let label_or_id = |kind: Option<&Kind>, id: &str, typed: &str| {
        typed == id || kind.is_some_and(|k| k.values.iter().any(|(i, label)| i == id && label == typed))
    };
    let mut parts: Vec<&str> = plain.split('/').collect();
    let mut groups: Vec<&str> =
        inside.map(|i| i.split([',', '、']).map(str::trim).collect()).unwrap_or_default();
    if groups.is_empty() && parts.len() == keys.len() + group.len() && !group.is_empty() {
        groups = parts.split_off(keys.len());
    }
    let key_fits = parts.len() == keys.len()
        && parts.iter().zip(&keys).zip(&found.key).all(|((typed, id), c)| {
            let kind = match found.columns.get(c.ix()).map(|c| c.ty) {
                Some(ColumnType::Kind(k)) => pack.kind(k),
                _ => None,
            };
            label_or_id(kind, id, typed)
        });
    let group_fits = groups.is_empty()
        || (groups.len() == group.len()
            && groups.iter().zip(group).all(|(typed, (k, v))| {
                let kind = pack.kind(*k);
                kind.and_then(|k| k.values.get(*v as usize))
                    .is_some_and(|(id, _)| label_or_id(kind, id, typed))
            }));
    key_fits && group_fits
}
