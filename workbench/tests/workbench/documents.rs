//! The documents say what the program does.

use std::path::Path;

use junheng::diagnostic::Language;
use junheng_workbench::acts::rules::{ROLES, RULES};
use junheng_workbench::web::words;

/// The table of who may do what is the one that is enforced; written anew where `JUNHENG_UPDATE` is set.
#[test]
fn the_table_of_roles_is_the_one_that_is_enforced() {
    for (name, language) in [("workbench.zh-CN.md", Language::Zh), ("workbench.md", Language::En)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        let (before, rest) = text.split_once("<!-- roles -->\n").unwrap();
        let (there, after) = rest.split_once("<!-- /roles -->").unwrap();
        let table = words::rules_markdown(language);
        if std::env::var_os("JUNHENG_UPDATE").is_some() {
            std::fs::write(&path, format!("{before}<!-- roles -->\n{table}<!-- /roles -->{after}")).unwrap();
        } else {
            assert_eq!(there, table, "{name}");
        }
    }
}

#[test]
fn everything_has_a_name_in_both_languages() {
    for language in [Language::Zh, Language::En] {
        for rule in &RULES {
            assert!(!words::act(rule.act, language).is_empty(), "{}", rule.act);
        }
        for role in ROLES {
            assert!(!words::role(role, language).is_empty(), "{role}");
        }
        for state in [
            "draft",
            "submitted",
            "accepted",
            "returned",
            "recalled",
            "reopened",
            "assigned",
            "reported",
            "closed",
            "waived",
            "passed",
            "failed",
        ] {
            assert!(!words::state(state, language).is_empty(), "{state}");
        }
    }
}
