//! What running the cases came to, for people and as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use super::suite::{Case, Problem, Suite};
use crate::diagnostic::{DiagnosticJson, Language, Message, render_json, render_text};
use crate::source::LineColumn;

/// The results for people: failed cases with what was expected (`-`) and what came (`+`), then the sum.
pub fn summary(pack: &str, suite: &Suite, language: Language) -> String {
    let mut out = String::new();
    if !suite.diagnostics.is_empty() {
        out.push_str(&render_text(&suite.diagnostics, &suite.sources, language, false));
    }
    for case in suite.cases.iter().filter(|c| !c.problems.is_empty()) {
        let _ = writeln!(out, "✗ {}:{} · {}", case.file, case.place.line, case.name);
        for problem in &case.problems {
            write_problem(&mut out, case, problem);
        }
    }
    let message = Message::new("test-summary")
        .arg("pack", pack)
        .count("passed", suite.passed())
        .count("failed", suite.failed());
    let _ = writeln!(out, "{}", message.text(language));
    out
}

fn write_problem(out: &mut String, case: &Case, problem: &Problem) {
    match problem.place {
        Some(LineColumn { line, column }) => {
            let _ = writeln!(out, "    {}:{line}:{column}: {}", case.file, problem.of);
        }
        None => {
            let _ = writeln!(out, "    {}", problem.of);
        }
    }
    for (sign, list) in [("-", &problem.expected), ("+", &problem.actual)] {
        for text in list {
            let _ = writeln!(out, "      {sign} {text}");
        }
    }
    for line in problem.derivation.iter().flat_map(|d| d.lines()) {
        let _ = writeln!(out, "{}", format!("        {line}").trim_end());
    }
}

/// The results as JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SuiteJson {
    /// The pack as it was named.
    pub pack: String,
    /// How many cases passed.
    pub passed: usize,
    /// How many failed, mistakes in case files among them.
    pub failed: usize,
    /// Mistakes in case files.
    pub diagnostics: Vec<DiagnosticJson>,
    /// Every case.
    pub cases: Vec<CaseJson>,
}

/// One case as JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseJson {
    /// The file.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// Its name.
    pub name: String,
    /// Whether it passed.
    pub passed: bool,
    /// What came out differently.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<ProblemJson>,
}

/// A difference as JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProblemJson {
    /// Line and column of the expectation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Item and subject, or what is wrong with the data.
    pub of: String,
    /// What was expected and did not come.
    pub expected: Vec<String>,
    /// What came instead.
    pub actual: Vec<String>,
    /// How it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub derivation: Option<String>,
}

/// The results for programs.
pub fn json(pack: &str, suite: &Suite, language: Language) -> SuiteJson {
    let problem = |p: &Problem| ProblemJson {
        line: p.place.map(|p| p.line),
        column: p.place.map(|p| p.column),
        of: p.of.clone(),
        expected: p.expected.clone(),
        actual: p.actual.clone(),
        derivation: p.derivation.clone(),
    };
    let case = |c: &Case| CaseJson {
        file: c.file.clone(),
        line: c.place.line,
        name: c.name.clone(),
        passed: c.problems.is_empty(),
        problems: c.problems.iter().map(problem).collect(),
    };
    SuiteJson {
        pack: pack.to_owned(),
        passed: suite.passed(),
        failed: suite.failed(),
        diagnostics: render_json(&suite.diagnostics, &suite.sources, language),
        cases: suite.cases.iter().map(case).collect(),
    }
}
