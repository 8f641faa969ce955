//! A pack's cases, read and run once: what each expects, of which subjects, and whether it came so.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Diagnostics, Language, Message, codes, suggest};
use crate::evaluation::Group;
use crate::facts::{self, Facts};
use crate::pack::yaml::{self, Kind as NodeKind, Node};
use crate::report::issue_text;
use crate::semantics::*;
use crate::source::{LineColumn, LineIndex, SourceId, SourceMap, Span, Store, System};
use crate::tooling::beside;
use crate::value::{Date, Outcome, parse_date, today};

use super::judged::{Judged, judge};
use super::rows::{Reader, Rows};
use super::subject::subject_named;

/// The file of a pack's tests folder that declares equivalent mutants.
pub const EQUIVALENT: &str = "equivalent.yaml";

/// All cases of a folder.
#[derive(Debug, Clone, Default)]
pub struct Suite {
    /// Every case that could be read, in the order of files.
    pub cases: Vec<Case>,
    /// What is wrong with the case files.
    pub diagnostics: Vec<Diagnostic>,
    /// The files.
    pub sources: SourceMap,
}

/// One case.
#[derive(Debug, Clone)]
pub struct Case {
    /// The file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: LineColumn,
    /// Its day.
    pub as_of: Date,
    /// Its data.
    pub facts: Facts,
    /// What it expects.
    pub expectations: Vec<Expectation>,
    /// What came out differently; empty: passed.
    pub problems: Vec<Problem>,
}

/// What a case expects of one subject.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// Of which item.
    pub item: ItemIx,
    /// Where it is written.
    pub place: LineColumn,
    /// What.
    pub wanted: Wanted,
}

/// What is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// This outcome for a row and group.
    Outcome(u32, Group, Outcome),
    /// This value, as it is written; none: unknown.
    Value(u32, Group, Option<String>),
    /// Exactly these missing data over all subjects, in order.
    Missing(Vec<String>),
}

/// What came out differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where the expectation stands; none for a mistake in the data.
    pub place: Option<LineColumn>,
    /// Whose result it is: item and subject, or the data issue in words.
    pub of: String,
    /// What was expected and did not come.
    pub expected: Vec<String>,
    /// What came instead.
    pub actual: Vec<String>,
    /// How it came, for people.
    pub derivation: Option<String>,
}

impl Suite {
    /// How many cases passed.
    pub fn passed(&self) -> usize {
        self.cases.iter().filter(|c| c.problems.is_empty()).count()
    }

    /// How many cases failed, mistakes in case files among them.
    pub fn failed(&self) -> usize {
        self.cases.len() - self.passed() + self.diagnostics.len()
    }
}

/// Runs all cases of a folder. A folder that does not exist has none.
pub fn run_cases(pack: &CheckedPack, folder: &Path, language: Language) -> Suite {
    run_cases_from(&System, pack, folder, language)
}

/// The same where the folder is not the system's.
pub fn run_cases_from(store: &dyn Store, pack: &CheckedPack, folder: &Path, language: Language) -> Suite {
    let mut suite = Suite::default();
    let mut diagnostics = Diagnostics::new();
    let names = store.list(folder).unwrap_or_default();
    let mut files: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    files.retain(|f| f.extension().is_some_and(|x| x == "yaml" || x == "yml"));
    files.retain(|f| f.file_name().is_none_or(|n| n != EQUIVALENT));
    files.sort();
    for file in files {
        let name = file.display().to_string();
        let text = match beside::whole(store, &file) {
            Ok(text) => text,
            Err(e) => {
                let source = suite.sources.add(name.as_str(), "");
                diagnostics.push(
                    Diagnostic::new(&codes::CASE_FOLDER, Span::new(source, 0, 0))
                        .arg("path", &name)
                        .arg("cause", e),
                );
                continue;
            }
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let source = suite.sources.add(name.as_str(), text);
        let mut reader = CaseFile {
            store,
            pack,
            folder,
            file: name,
            text,
            source,
            lines: LineIndex::new(text),
            language,
            diagnostics: &mut diagnostics,
        };
        reader.read(&mut suite.cases);
    }
    suite.diagnostics = diagnostics.sorted();
    suite
}

struct CaseFile<'a> {
    store: &'a dyn Store,
    pack: &'a CheckedPack,
    folder: &'a Path,
    file: String,
    text: &'a str,
    source: SourceId,
    lines: LineIndex,
    language: Language,
    diagnostics: &'a mut Diagnostics,
}

/// The keys of a case file, English and Chinese.
const FILE_KEYS: &[(&str, &str)] = &[("cases", "用例"), ("base", "公共数据"), ("as_of", "评估日期")];
const CASE_KEYS: &[(&str, &str)] = &[
    ("name", "名称"),
    ("as_of", "评估日期"),
    ("facts", "数据"),
    ("folder", "文件夹"),
    ("expect", "预期"),
    ("values", "数值"),
    ("missing", "缺少"),
];

/// The entry of a key, in either spelling.
fn get<'n>(node: &'n Node, keys: &[(&str, &str)], wanted: &str) -> Option<&'n Node> {
    let means = |text: &str| keys.iter().any(|(en, zh)| *en == wanted && (text == *en || text == *zh));
    node.entries()?.iter().find(|(k, _)| k.text().is_some_and(means)).map(|(_, value)| value)
}

impl CaseFile<'_> {
    fn read(&mut self, cases: &mut Vec<Case>) {
        let Some(root) = yaml::read(self.text, self.source, self.diagnostics) else { return };
        self.known_keys(&root, FILE_KEYS);
        let reader = Reader { pack: self.pack, text: self.text, lines: &self.lines };
        let base = get(&root, FILE_KEYS, "base").map(|n| reader.rows(n, self.diagnostics));
        let base = base.unwrap_or_default();
        let day = get(&root, FILE_KEYS, "as_of").and_then(|n| self.day(n));
        match get(&root, FILE_KEYS, "cases").map(|n| &n.kind) {
            Some(NodeKind::Seq(list)) => {
                for node in list {
                    cases.extend(self.case(node, &base, day));
                }
            }
            Some(NodeKind::Broken) => {}
            _ => {
                let start = Span::new(self.source, root.span.start as usize, root.span.start as usize);
                self.report(Diagnostic::new(&codes::CASE_EMPTY, start).help(Message::new("help-case-cases")));
            }
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn known_keys(&mut self, node: &Node, keys: &[(&'static str, &'static str)]) {
        for (key, _) in node.entries().unwrap_or(&[]) {
            let name = key.text().unwrap_or("");
            if keys.iter().any(|(en, zh)| name == *en || name == *zh) {
                continue;
            }
            let all: Vec<String> = keys.iter().map(|(en, zh)| format!("{zh}（{en}）")).collect();
            let near = suggest(name, keys.iter().flat_map(|(en, zh)| [*en, *zh]));
            self.report(Diagnostic::new(&codes::CASE_KEY, key.span).arg("name", name).nearest(
                key.span,
                near,
                || Message::new("help-case-keys").names("names", &all),
            ));
        }
    }

    fn day(&mut self, node: &Node) -> Option<Date> {
        let day = node.text().and_then(parse_date);
        if day.is_none() {
            self.report(Diagnostic::new(&codes::CASE_SHAPE, node.span).help(Message::new("help-case-date")));
        }
        day
    }

    fn place(&self, node: &Node) -> LineColumn {
        self.lines.locate(self.text, node.span.start as usize)
    }

    fn case(&mut self, node: &Node, base: &Rows, day: Option<Date>) -> Option<Case> {
        self.known_keys(node, CASE_KEYS);
        let part = |key: &str| get(node, CASE_KEYS, key);
        let name = part("name").and_then(Node::text).unwrap_or("").to_owned();
        let own_day = part("as_of").map(|n| self.day(n));
        let as_of = own_day.unwrap_or(day).unwrap_or_else(today);
        let facts = match part("folder") {
            Some(folder) => {
                let path = self.folder.join(folder.text().unwrap_or(""));
                match facts::read_from(self.store, self.pack, std::slice::from_ref(&path), as_of) {
                    Ok(facts) => facts,
                    Err(e) => {
                        let cause = e.message().text(self.language);
                        let wrong = Diagnostic::new(&codes::CASE_FOLDER, folder.span);
                        self.report(wrong.arg("path", path.display()).arg("cause", cause));
                        return None;
                    }
                }
            }
            None => {
                let reader = Reader { pack: self.pack, text: self.text, lines: &self.lines };
                let own = part("facts").map(|n| reader.rows(n, self.diagnostics)).unwrap_or_default();
                let tables = own.over(base, self.pack).tables(self.pack, &self.file);
                facts::from_tables(self.pack, tables, as_of)
            }
        };
        let mut problems = Vec::new();
        for issue in &facts.issues {
            // A misspelt table or column would make a case test less than it says.
            let misnamed = [codes::UNKNOWN_FILE.id, codes::UNKNOWN_COLUMN.id].contains(&issue.code.id);
            if misnamed || issue.code.severity.is_error() {
                let of = issue_text(issue, self.language);
                problems.push(Problem {
                    place: None,
                    of,
                    expected: Vec::new(),
                    actual: Vec::new(),
                    derivation: None,
                });
            }
        }
        let judged = judge(self.pack, &facts, as_of);
        let mut expectations = Vec::new();
        let mut empty = true;
        for (key, wanted) in ["expect", "values"].iter().flat_map(|k| {
            let entries = part(k).and_then(Node::entries).unwrap_or(&[]);
            entries.iter().map(move |(key, wanted)| ((*k, key), wanted))
        }) {
            empty = false;
            self.expect(key, wanted, &facts, &judged, &mut expectations);
        }
        for (key, wanted) in part("missing").and_then(Node::entries).unwrap_or(&[]) {
            empty = false;
            self.expect_missing(key, wanted, &mut expectations);
        }
        if empty {
            let at = part("name").map_or(node.span, |name| name.span);
            self.report(Diagnostic::new(&codes::CASE_EMPTY, at).help(Message::new("help-case-expect")));
        }
        let place = self.place(node);
        let mut case = Case { file: self.file.clone(), name, place, as_of, facts, expectations, problems };
        let found = case.check(self.pack, &judged, self.language);
        case.problems.extend(found);
        let apart = case.apart(self.pack, self.language);
        case.problems.extend(apart);
        Some(case)
    }

    fn item(&mut self, key: &Node) -> Option<ItemIx> {
        let name = key.text().unwrap_or("");
        let found = self.pack.find_item(name);
        if found.is_none() {
            let names = self.pack.items.iter().flat_map(|i| [i.id.as_str(), i.label.as_str()]);
            self.report(Diagnostic::new(&codes::CASE_ITEM, key.span).arg("name", name).nearest(
                key.span,
                suggest(name, names),
                || Message::new("help-case-item").arg("pack", &self.pack.id),
            ));
        }
        found
    }

    /// An entry of `expect` or `values`: one outcome or value for all subjects, or a map by subject.
    fn expect(
        &mut self,
        (sort, key): (&str, &Node),
        wanted: &Node,
        facts: &Facts,
        judged: &Judged,
        out: &mut Vec<Expectation>,
    ) {
        let Some(ix) = self.item(key) else { return };
        let Some(item) = self.pack.item(ix) else { return };
        let is_value = matches!(item.body, ItemBody::Define { .. });
        if is_value != (sort == "values") {
            let help = if is_value { "help-case-sort-value" } else { "help-case-sort-outcome" };
            self.report(
                Diagnostic::new(&codes::CASE_SORT, key.span)
                    .arg("name", key.text().unwrap_or(""))
                    .help(Message::new(help)),
            );
            return;
        }
        let subjects: Vec<(u32, Group)> = judged.subjects(ix);
        let mut add = |this: &mut Self, at: &Node, node: &Node, found: Vec<(u32, Group)>| {
            if found.is_empty() {
                let text = at.text().unwrap_or("");
                let all: Vec<String> = subjects
                    .iter()
                    .take(8)
                    .map(|(row, group)| {
                        super::subject::subject_text(this.pack, facts, item.entity, *row, group)
                    })
                    .collect();
                let help = if all.is_empty() {
                    Message::new("help-case-no-subjects")
                } else {
                    Message::new("help-case-subjects").names("names", &all)
                };
                this.report(
                    Diagnostic::new(&codes::CASE_SUBJECT, at.span)
                        .arg("rule", &item.id)
                        .arg("name", text)
                        .help(help),
                );
            }
            let outcome = if is_value { None } else { this.outcome(node) };
            let value = value_written(node);
            let place = this.place(node);
            for (row, group) in found {
                let wanted = match outcome {
                    _ if is_value => Wanted::Value(row, group, value.clone()),
                    Some(outcome) => Wanted::Outcome(row, group, outcome),
                    None => continue,
                };
                out.push(Expectation { item: ix, place, wanted });
            }
        };
        match &wanted.kind {
            NodeKind::Map(entries) => {
                for (subject, node) in entries {
                    let typed = subject.text().unwrap_or("");
                    let fits = |(row, group): &&(u32, Group)| {
                        subject_named(self.pack, facts, item.entity, *row, group, typed)
                    };
                    let found = subjects.iter().filter(fits).cloned().collect();
                    add(self, subject, node, found);
                }
            }
            NodeKind::Null | NodeKind::Scalar { .. } | NodeKind::Seq(_) | NodeKind::Broken => {
                add(self, key, wanted, subjects.clone())
            }
        }
    }

    fn outcome(&mut self, node: &Node) -> Option<Outcome> {
        let outcome = node.text().and_then(outcome_named);
        if outcome.is_none() {
            self.report(
                Diagnostic::new(&codes::CASE_OUTCOME, node.span)
                    .arg("found", node.text().unwrap_or(""))
                    .help(Message::new("help-case-outcome")),
            );
        }
        outcome
    }

    fn expect_missing(&mut self, key: &Node, wanted: &Node, out: &mut Vec<Expectation>) {
        let Some(item) = self.item(key) else { return };
        let mut list: Vec<String> = match &wanted.kind {
            NodeKind::Seq(list) => list.iter().filter_map(Node::text).map(str::to_owned).collect(),
            NodeKind::Null | NodeKind::Scalar { .. } | NodeKind::Map(_) | NodeKind::Broken => {
                wanted.text().map(str::to_owned).into_iter().collect()
            }
        };
        list.sort();
        list.dedup();
        out.push(Expectation { item, place: self.place(wanted), wanted: Wanted::Missing(list) });
    }
}

/// A value as it is written, its spaces folded; none for an unknown one.
fn value_written(node: &Node) -> Option<String> {
    let text = node.text()?;
    (!matches!(text, "null" | "~")).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
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
