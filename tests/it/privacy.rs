//! What stands in personal columns, or is read off them, is in no output.

use std::fs;
use std::path::Path;

use crate::cli::run;

/// A pack about people: personal columns of each type, a column derived from one of them, and what reads it.
const PACK: &str = "pack: p
version: 2026.1.0
title: t
issuer: i
vocabulary: en
units: {yuan: base}
kinds:
  health: {label: 健康, values: {ill: 患病, well: 健康人}}
entities:
  county:
    label: 县
    key: code
    columns:
      code: {label: 代码, type: text, required: true}
  person:
    label: 人员
    within: county
    key: [county, num]
    columns:
      county: {label: 县, type: text, required: true}
      num: {label: 工号, type: text, required: true}
      pay: {label: 工资, type: number, unit: yuan, personal: true}
      bonus: {label: 奖金, type: number, unit: yuan, derive: pay * 2}
      ok: {label: 合格, type: flag, personal: true}
      state: {label: 状况, type: health, personal: true}
      born: {label: 出生, type: date, personal: true}
      share: {label: 份额, type: share, personal: true}
limits:
  lp: {value: 3000, unit: yuan}
indicators:
  I1: {title: pay, for: person, value: pay, unit: yuan, at_least: 3100}
  I2: {title: bonus, for: person, value: bonus, unit: yuan, at_least: 3100}
";

const RULES: &str = r#"rule A "pay" for person require pay at least lp
rule B "bonus" for person require bonus at least 90000 yuan
rule C "flag" for person require ok
rule D "kind" for person require state == well
rule E "born" for person require years(born, as_of) < 30
rule F "share" for person require share at least 90%
rule G "every" for county require every person: bonus at least 90000 yuan
define twice for person [yuan] = bonus * 2
rule H "by a define" for person require twice at least 200000 yuan
audit U "u" for person require pay at most 1000 yuan
conclusion Z "z" for county require A require B require C require D require E require F require G require H require I1 require I2
"#;

/// Cells as no other number or word here has them, with what is computed from them.
const CANARIES: [&str; 12] = [
    "27711", "55422", "110844", "38822", "77644", "155288", "1977", "03-04", "37.5", "0.375", "27,711",
    "55,422",
];

fn written(folder: &Path) {
    fs::create_dir(folder.join("pack")).unwrap();
    fs::write(folder.join("pack/pack.yaml"), PACK).unwrap();
    fs::write(folder.join("pack/a.rules"), RULES).unwrap();
    fs::create_dir(folder.join("data")).unwrap();
    fs::write(folder.join("data/县.csv"), "代码\n990001\n").unwrap();
    let people = "县,工号,工资,合格,状况,出生,份额\n\
                  990001,T1,27711,否,患病,1977-03-04,37.5%\n990001,T2,38822,否,患病,1977-03-04,37.5%\n";
    fs::write(folder.join("data/人员.csv"), people).unwrap();
}

#[test]
fn no_command_shows_a_personal_value() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path());
    let (data, pack) = (folder.path().join("data"), folder.path().join("pack"));
    let of = |name: &'static str, more: &[&'static str]| -> Vec<String> {
        let mut args = vec![name.to_owned(), data.to_str().unwrap().to_owned(), "--pack".to_owned()];
        args.extend([pack.to_str().unwrap().to_owned(), "--as-of".to_owned(), "2026-11-23".to_owned()]);
        args.extend(more.iter().map(|m| (*m).to_owned()));
        args
    };
    let mut commands = Vec::new();
    for format in ["text", "json", "ndjson", "md", "html"] {
        for detail in ["summary", "failures", "full"] {
            commands.push(of("eval", &["--format", format, "--detail", detail]));
        }
    }
    for format in ["text", "json", "md", "html"] {
        commands.push(of("gap", &["--format", format]));
    }
    for rule in ["A", "B", "C", "D", "E", "F", "H", "I1", "I2"] {
        commands.push(of("explain", &[rule, "990001/T1"]));
    }
    for rule in ["G", "Z"] {
        commands.push(of("explain", &[rule]));
    }
    let mut shown = 0;
    for command in &commands {
        for language in ["zh", "en"] {
            let mut args: Vec<&str> = command.iter().map(String::as_str).collect();
            args.extend(["--lang", language]);
            let done = run(&args);
            let text =
                format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
            // Digests are not what is looked for, nor are the folder's own letters.
            let text = text.replace(folder.path().to_str().unwrap(), "");
            for canary in CANARIES {
                let line = text.lines().find(|l| l.contains(canary) && !l.contains("sha256"));
                assert_eq!(line, None, "`{canary}` in {command:?} {language}");
            }
            shown += usize::from(text.contains("T1"));
        }
    }
    assert!(shown > commands.len(), "the people are there: {shown}");
}
