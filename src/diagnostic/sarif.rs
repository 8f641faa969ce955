//! `check --format sarif`: SARIF 2.1.0, for code scanning services and editors.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::render::PlaceJson;
use super::{Catalogue, Code, DiagnosticJson, Language, Message, Severity, codes};

/// What stands for itself in a path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'/')
    .remove(b'@')
    .remove(b'+');

/// The diagnostics as one SARIF run. Columns count characters.
pub fn render_sarif(list: &[DiagnosticJson], language: Language) -> Value {
    let mut rules: Vec<&'static Code> = Vec::new();
    for found in list.iter().filter_map(|d| codes::find(d.code)) {
        if !rules.contains(&found) {
            rules.push(found);
        }
    }
    rules.sort_by_key(|code| code.id);
    let results: Vec<Value> = list.iter().map(|d| result(d, &rules)).collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "junheng",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.iter().map(|code| rule(code, language)).collect::<Vec<_>>(),
            }},
            "language": match language { Language::Zh => "zh-CN", Language::En => "en" },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn rule(code: &Code, language: Language) -> Value {
    let catalogue = Catalogue::of(language);
    let text = |part: &str| catalogue.get(&format!("{}.{part}", code.key));
    json!({
        "id": code.id,
        "name": code.key,
        "shortDescription": {"text": text("title")},
        "fullDescription": {"text": text("explain")},
        "defaultConfiguration": {"level": level(code.severity)},
        "help": {"text": Message::new("sarif-help").arg("code", code.id).text(language)},
    })
}

fn result(d: &DiagnosticJson, rules: &[&Code]) -> Value {
    let text = match &d.help {
        Some(help) => format!("{}\n{help}", d.message),
        None => d.message.clone(),
    };
    let mut result = json!({
        "ruleId": d.code,
        "ruleIndex": rules.iter().position(|code| code.id == d.code).map_or(-1, |i| i as i64),
        "level": d.severity,
        "message": {"text": text},
        "locations": [{"physicalLocation": place(&d.file, &d.start, &d.end)}],
    });
    let Some(fields) = result.as_object_mut() else { return result };
    if !d.related.is_empty() {
        let related = d.related.iter().enumerate().map(|(i, r)| {
            json!({
                "id": i,
                "physicalLocation": place(&r.file, &r.start, &r.end),
                "message": {"text": r.message},
            })
        });
        fields.insert("relatedLocations".to_owned(), related.collect());
    }
    if let Some(fix) = &d.fix {
        let change = json!({
            "artifactLocation": {"uri": uri(&d.file)},
            "replacements": [{
                "deletedRegion": region(&fix.start, &fix.end),
                "insertedContent": {"text": fix.text},
            }],
        });
        let description = d.help.clone().unwrap_or_else(|| d.message.clone());
        let fix = json!({"description": {"text": description}, "artifactChanges": [change]});
        fields.insert("fixes".to_owned(), json!([fix]));
    }
    result
}

fn place(file: &str, start: &PlaceJson, end: &PlaceJson) -> Value {
    json!({"artifactLocation": {"uri": uri(file)}, "region": region(start, end)})
}

fn region(start: &PlaceJson, end: &PlaceJson) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A path as a URI: relative as it is, absolute with `file://`.
fn uri(file: &str) -> String {
    let slashes = file.replace('\\', "/");
    let path = utf8_percent_encode(slashes.strip_prefix("./").unwrap_or(&slashes), PATH).to_string();
    if path.starts_with('/') { format!("file://{path}") } else { path }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("rulepacks/a b/规则.rules"), "rulepacks/a%20b/%E8%A7%84%E5%88%99.rules");
        assert_eq!(uri("/tmp/x.yaml"), "file:///tmp/x.yaml");
        assert_eq!(uri("./x#1.yaml"), "x%231.yaml");
    }
}
