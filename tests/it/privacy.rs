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
  I3: {title: together, for: county, value: 'sum(person: pay)', unit: yuan, at_least: 9000000}
  I4: {title: highest, for: county, value: 'max(person: pay)', unit: yuan, at_least: 9000000}
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
rule K "in a choice" for person require (if ok then 1 else 0) >= 1
define total "total" for county [yuan] = sum(person: pay)
define twofold "twofold" for county [yuan] = total * 2
define lowest "lowest" for county [yuan] = min(person: pay)
rule L "of few" for county require twofold at least 9000000 yuan require avg(person: pay) at least 9000000 yuan require cv(person: pay) < 1% require median(person: pay) at least 9000000 yuan require lowest at least 9000000 yuan
audit U "u" for person require pay at most 1000 yuan
conclusion Z "z" for county require A require B require C require D require E require F require G require H require I1 require I2 require I3 require I4 require K require L
"#;

/// Cells as no other number or word here has them, with what is computed from them.
const CANARIES: [&str; 20] = [
    "27711",
    "55422",
    "110844",
    "38822",
    "77644",
    "155288",
    "1977",
    "03-04",
    "37.5",
    "0.375",
    "27,711",
    "55,422", // together, twice that, the mean of both, their coefficient, a flag in a formula
    "66533",
    "66,533",
    "133066",
    "133,066",
    "33266",
    "0.167",
    "if no",
    "如果 否",
];

fn written(folder: &Path, people: &str) {
    fs::create_dir(folder.join("pack")).unwrap();
    fs::write(folder.join("pack/pack.yaml"), PACK).unwrap();
    fs::write(folder.join("pack/a.rules"), RULES).unwrap();
    fs::create_dir(folder.join("data")).unwrap();
    fs::write(folder.join("data/县.csv"), "代码\n990001\n").unwrap();
    let people = format!("县,工号,工资,合格,状况,出生,份额\n{people}");
    fs::write(folder.join("data/人员.csv"), people).unwrap();
}

#[test]
fn no_command_shows_a_personal_value() {
    let folder = tempfile::tempdir().unwrap();
    written(
        folder.path(),
        "990001,T1,27711,否,患病,1977-03-04,37.5%\n990001,T2,38822,否,患病,1977-03-04,37.5%\n",
    );
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
    for rule in ["A", "B", "C", "D", "E", "F", "H", "I1", "I2", "K"] {
        commands.push(of("explain", &[rule, "990001/T1"]));
    }
    for rule in ["G", "I3", "I4", "L", "total", "twofold", "lowest", "Z"] {
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

/// What is made of five rows or more is no one's value; what is one of theirs still is.
#[test]
fn numbers_of_many_people_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let line = |i: u32| format!("990001,T{i},{},否,患病,1977-03-04,37.5%\n", 1000 + i);
    let said = |people: u32, args: &[&str]| {
        let own = folder.path().join(people.to_string());
        fs::create_dir(&own).unwrap();
        written(&own, &(0..people).map(line).collect::<String>());
        let (data, pack) = (own.join("data"), own.join("pack"));
        let all = [args[0], data.to_str().unwrap(), "--pack", pack.to_str().unwrap()];
        let all: Vec<&str> =
            all.into_iter().chain(args[1..].iter().copied()).chain(["--lang", "en"]).collect();
        let text = String::from_utf8(run(&all).stdout).unwrap();
        fs::remove_dir_all(&own).unwrap();
        text
    };
    // Five people: 1000 + … + 1004, and twice that.
    for (rule, sum) in [("I3", "5010"), ("total", "5010"), ("twofold", "10020"), ("L", "1002")] {
        assert!(said(5, &["explain", rule]).contains(sum), "{rule}: {}", said(5, &["explain", rule]));
        assert!(!said(4, &["explain", rule]).contains(&sum[..3]), "{rule}");
    }
    let json = |people| said(people, &["eval", "--format", "json", "--detail", "full"]);
    assert!(json(5).contains("5010") && json(5).contains("10020"));
    // Four people: 1000 + … + 1003.
    assert!(!json(4).contains("4006") && !json(4).contains("8012"));
    for people in [4, 5] {
        assert!(!json(people).contains(&format!("{}", 999 + people)), "the highest");
        for rule in ["I4", "lowest"] {
            let text = said(people, &["explain", rule]);
            assert!(!text.contains(&format!("{}", 999 + people)) && !text.contains("1000 "), "{text}");
        }
    }
}
