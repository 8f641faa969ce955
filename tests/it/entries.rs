//! The entries of a pack's YAML and their keys: what they say to the digest, to overrides, to `show`, to the schema.

use std::fs;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use junheng::diagnostic::{Catalogue, Language};
use junheng::pack::entry::{Described, ENTRIES, Entry, EntryKind, Form, Merge, Names, PARTS, Said};
use junheng::pack::{DatedEntry, Definitions, PackChain, SearchPath, load, load_memory};
use junheng::syntax::vocabulary::yaml::Key;
use serde_json::Value;

use crate::cli::{code, err, out, run};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/entries")
}

/// Digests as they were before entries were described in one place. Whoever changes what one of these packs says writes its new digest
/// here; a change of the program changes none.
#[test]
fn digests_stay() {
    for (pack, recorded) in [
        ("rulepacks/national-2017", "775e0e02e47dbf12f4a7e14b46de205b0e4b86c92175756985ca7e784700233f"),
        ("rulepacks/ningxia-2017", "8a0c818e3e6ceaa345b4b869fc41b95b5dcfa917360588daeb444627119f48ef"),
        ("rulepacks/yinchuan-2021", "e8980437d113ddfdda7492de38375a9fd7cdded7dc471f5cc009e46e3712e32f"),
        (
            "examples/packs/basic-balance-2012",
            "fe14e7325f74cc63bd669014b74d98cd40b4f8e9563bf6ea561289567a53d5c4",
        ),
        ("examples/packs/regional-2026", "f5f2ef45c3f0ce30757808d6e3680764ed384413ebbabf9bfebb76fe612c2280"),
        ("examples/packs/scored-2026", "92f3f0e04ef953cb513c92eb315debe4315374ebf2e4b6da8eec6b2a36fccb08"),
        ("workbench/demo/pack-new", "9a524ef7666d18f99feb13588e2d0ffd761893a7b49f9330d1b1d0544a0dfe7d"),
        (
            "tests/it/fixtures/entries/whole-2020",
            "905290065d17e82c0cfce2488792cd19d24cb62d004a9f49c4f2bb608fe484ed",
        ),
        (
            "tests/it/fixtures/entries/changed-2021",
            "0328b4d9b48d38f66cdfea1581f313072e2f2f11fd5c152c7857aeeba71b656c",
        ),
    ] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(pack);
        let chain = load(folder.to_str().unwrap(), &SearchPath::embedded()).unwrap();
        assert!(!chain.diagnostics.has_errors(), "{pack}");
        assert_eq!(chain.digest.as_str(), format!("sha256:{recorded}"), "{pack}");
    }
}

fn said(args: &[&str]) -> String {
    let done = run(args);
    assert!(code(&done) < 2, "{}", err(&done));
    out(&done)
}

/// A pack with every key, and one that changes every key: what `show` and `diff` say of them.
#[test]
fn every_key_is_told() {
    let folder = |name: &str| fixtures().join(name).to_str().unwrap().to_owned();
    let (whole, changed) = (folder("whole-2020"), folder("changed-2021"));
    let mut all = String::new();
    for id in [
        "floor",
        "dated",
        "share",
        "I1",
        "I2",
        "I3",
        "I4",
        "stage",
        "rank",
        "school",
        "room",
        "百人",
        "S",
        "T",
        "M1",
        "schedule",
        "procedure",
        "deadlines",
        "monitoring",
        "warning",
        "organisation",
        "milestones",
        "A",
        "school.code",
        "school.name",
        "school.students",
        "school.area",
        "school.share",
        "school.opened",
        "school.open",
        "school.per",
        "school.head",
        "school.hall",
    ] {
        all += &said(&["show", &changed, id, "--lang", "en"]);
        all.push('\n');
    }
    assert_snapshot!("shown", all);
    assert_snapshot!("differs", said(&["diff", &whole, &changed, "--lang", "en", "--format", "md"]));
}

/// Two different things that may stand behind a key; of words that say one thing only, one.
fn samples(described: &Described) -> Vec<&'static str> {
    match described.form {
        Form::Text => vec!["one word", "other words"],
        Form::Name(Names::Entity) => vec!["county", "school"],
        Form::Name(_) => vec!["one", "other"],
        Form::Names(_) | Form::Texts(_) => vec!["[one]", "[one, other]"],
        Form::Flag => vec!["true", "false"],
        Form::Word(words) => words.iter().map(|word| word.en()).collect(),
        Form::Date => vec!["2024-01-01", "2025-01-01"],
        Form::DayOfYear => vec!["'01-31'", "'02-28'"],
        Form::Whole(..) => vec!["1", "2"],
        Form::Quantity | Form::Bound => vec!["1.5", "2"],
        Form::Type => vec!["count", "number"],
        Form::Unit => vec!["人", "元"],
        Form::Formula => vec!["a + 1", "a + 2"],
        Form::Cite => vec!["[S, one]", "[S, other]"],
        Form::Table | Form::Numbers | Form::Threshold => vec!["3", "{one: 3, else: 4}"],
        Form::Expected => vec!["none", "{each: school}"],
        Form::Totals => vec!["{a: b}", "{a: b + 1}"],
        Form::Columns => vec!["{a: {}}", "{a: {}, b: {}}"],
        Form::Values => vec!["{a: 甲}", "{a: 甲, b: 乙}"],
        Form::Clauses => vec!["{one: a}", "{one: b}"],
        Form::Section => panic!("an entry's key is no section"),
    }
}

/// An entry of a kind with these fields, where it stands in a file.
fn file(kind: &EntryKind, fields: &[(&str, &str)]) -> String {
    let written: Vec<String> = fields.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    let with = |always: &[(Key, &str)]| {
        let missing = always.iter().filter(|(key, _)| !fields.iter().any(|(given, _)| key.is(given)));
        let all = missing.map(|(key, value)| format!("{}: {value}", key.en())).chain(written.clone());
        all.collect::<Vec<_>>().join(", ")
    };
    let plain = written.join(", ");
    match kind.name {
        "kind" => format!("kinds: {{x: {{{plain}}}}}"),
        "value" => format!("kinds: {{x: {{values: {{v: {{{plain}}}}}}}}}"),
        "entity" => format!("entities: {{x: {{{plain}}}}}"),
        "expected" => {
            format!(
                "entities: {{x: {{expect: [{{{}}}, {{each: other, count: 5}}]}}}}",
                with(&[(Key::Each, "x")])
            )
        }
        "column" => format!("entities: {{x: {{columns: {{c: {{{plain}}}}}}}}}"),
        "limit" => format!("limits: {{x: {{{plain}}}}}"),
        "indicator" => format!("indicators: {{x: {{{plain}}}}}"),
        "source" => format!("sources: {{x: {{{plain}}}}}"),
        "measure" => format!("measures: {{x: {{{plain}}}}}"),
        "step" => format!("organisation: [{{{plain}}}]"),
        "stage" => format!("procedure: {{x: {{{plain}}}}}"),
        "deadline" => format!("deadlines: {{x: {{{plain}}}}}"),
        "monitoring" => format!("monitoring: {{{plain}}}"),
        "warning" => format!("warning: {{{plain}}}"),
        "dated" => {
            let step = with(&[(Key::From, "2020-01-01"), (Key::Value, "1")]);
            format!("limits: {{x: {{value: [{{{step}}}]}}}}")
        }
        other => panic!("no file for {other}"),
    }
}

fn chain(text: &str) -> PackChain {
    let head = "pack: keys\nversion: 2020.1.0\n";
    load_memory(&[("pack.yaml", &format!("{head}{text}\n"))], &SearchPath::default())
}

fn digest(text: &str) -> String {
    let chain = chain(text);
    let codes: Vec<&str> = chain.diagnostics.iter().map(|d| d.code.id).collect();
    assert!(codes.is_empty(), "{text}: {codes:?}");
    chain.digest.to_string()
}

/// Every key of the descriptions is read in each of its spellings, with one meaning, and counts for the digest if it is described so.
#[test]
fn described_keys_are_read_and_count() {
    let mut tried = 0;
    for kind in &ENTRIES {
        let without = digest(&file(kind, &[]));
        for (key, described) in kind.keys() {
            let samples = samples(&described);
            let of = |spelling: &str, sample: &str| digest(&file(kind, &[(spelling, sample)]));
            let given: Vec<String> = samples.iter().map(|sample| of(key.en(), sample)).collect();
            for (digest, sample) in given.iter().zip(&samples) {
                let place = format!("{} {} {sample}", kind.name, key.en());
                assert_eq!(*digest != without, described.digest.is_some(), "{place}");
                for spelling in key.spellings() {
                    assert_eq!(of(spelling, sample), *digest, "{place}: {spelling}");
                    tried += 1;
                }
            }
            let first = given.first().unwrap();
            assert!(
                described.digest.is_none() || given.iter().skip(1).all(|other| other != first),
                "{}",
                key.en()
            );
        }
    }
    assert!(tried > 300, "{tried}");
    // What no description knows is no key.
    for kind in &ENTRIES {
        let found = chain(&file(kind, &[("nonsense_key", "1")]));
        let unknown = junheng::diagnostic::codes::UNKNOWN_KEY.id;
        assert!(found.diagnostics.iter().any(|d| d.code.id == unknown), "{}", kind.name);
    }
}

/// The schema has the described keys and no others, each with what it is for, in the language of its spelling.
#[test]
fn described_keys_are_in_the_schema_with_their_words() {
    let schema = junheng::pack::pack_schema();
    for kind in &ENTRIES {
        let properties = schema["$defs"][kind.name]["properties"].as_object().unwrap();
        let mut expected: Vec<&str> = Vec::new();
        for (key, described) in kind.keys() {
            let id = described.text_of(key);
            for (spelling, language) in key.spellings().zip([Language::En, Language::Zh, Language::Zh]) {
                let words = Catalogue::of(language).get(&id);
                assert!(Catalogue::of(language).has(&id), "{id}");
                assert_eq!(
                    properties[spelling]["description"],
                    Value::from(words),
                    "{} {spelling}",
                    kind.name
                );
                expected.push(spelling);
            }
        }
        let mut found: Vec<&str> = properties.keys().map(String::as_str).collect();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{}", kind.name);
    }
}

/// What is told of under a name has a place among the parts and a word for it.
#[test]
fn described_keys_are_shown_under_a_word() {
    // Steps and versions are shown as they are written.
    let whole = ["expected", "step", "stage", "deadline", "monitoring", "warning"];
    for kind in ENTRIES.iter().filter(|kind| !whole.contains(&kind.name)) {
        for (key, described) in kind.keys().filter(|(key, _)| *key != Key::From) {
            let place = format!("{} {}", kind.name, key.en());
            assert!(PARTS.contains(&described.part), "{place}");
            let word = format!("show-part-{}", described.part.replace('_', "-"));
            assert!([Language::En, Language::Zh].iter().all(|l| Catalogue::of(*l).has(&word)), "{word}");
        }
    }
}

/// What an entry says under each key, with its places.
fn told<E: Entry>(entry: &E) -> Vec<(&'static str, String)> {
    let one = |(described, said): (&'static Described, Said<'_>)| {
        (described.keys.first().unwrap().en(), format!("{said:?}"))
    };
    entry.said().into_iter().map(one).collect()
}

/// An entry with these fields after an override with those is as the description has it; the first version where there are versions.
fn laid(kind: &EntryKind, old: &Definitions, new: &Definitions) -> [Vec<(&'static str, String)>; 3] {
    fn lay<E: Entry + Clone>(old: &[E], new: &[E]) -> [Vec<(&'static str, String)>; 3] {
        let (old, new) = (old.first().unwrap(), new.first().unwrap());
        let mut entry = old.clone();
        entry.lay(new);
        [told(old), told(new), told(&entry)]
    }
    fn versions<T: Entry + Clone>(list: &[DatedEntry<T>]) -> Vec<T> {
        list.iter().flat_map(|entry| &entry.versions).map(|version| version.says.clone()).collect()
    }
    let values =
        |d: &Definitions| d.kinds.iter().flat_map(|k| k.values.clone()).flatten().collect::<Vec<_>>();
    let columns = |d: &Definitions| d.entities.iter().flat_map(|e| e.columns.clone()).collect::<Vec<_>>();
    match kind.name {
        "kind" => lay(&old.kinds, &new.kinds),
        "value" => lay(&values(old), &values(new)),
        "entity" => lay(&old.entities, &new.entities),
        "column" => lay(&columns(old), &columns(new)),
        "limit" => lay(&old.limits, &new.limits),
        "indicator" => lay(&old.indicators, &new.indicators),
        "source" => lay(&old.sources, &new.sources),
        "measure" => lay(&old.measures, &new.measures),
        "stage" => lay(&versions(&old.stages), &versions(&new.stages)),
        "deadline" => lay(&versions(&old.deadlines), &versions(&new.deadlines)),
        "monitoring" => lay(&versions(old.monitoring.as_slice()), &versions(new.monitoring.as_slice())),
        "warning" => lay(&versions(old.warning.as_slice()), &versions(new.warning.as_slice())),
        other => panic!("{other} cannot be overridden"),
    }
}

/// Of each key alone: what replaces takes the place, what is added stands beside, and the rest is not decided by the description alone.
#[test]
fn described_keys_are_merged_as_described() {
    let mut seen = std::collections::BTreeMap::new();
    // A list in words is replaced as a whole; a dated step and an expectation are part of what holds them.
    for kind in ENTRIES.iter().filter(|kind| !["step", "expected", "dated"].contains(&kind.name)) {
        for described in kind.fields {
            let key = described.keys.first().unwrap();
            let samples = samples(described);
            let (first, last) = (samples.first().unwrap(), samples.last().unwrap());
            let [old, new] = [first, last].map(|sample| chain(&file(kind, &[(key.en(), sample)])));
            let document = |chain: &PackChain| chain.documents.last().unwrap().definitions.clone();
            let [before, given, after] = laid(kind, &document(&old), &document(&new));
            let place = format!("{} {}", kind.name, key.en());
            assert_eq!((before.len(), given.len(), after.len()), (1, 1, 1), "{place}");
            match described.merge {
                Merge::Replace => assert_eq!(after, given, "{place}"),
                Merge::AddTo(_) => {
                    let list = |told: &[(&str, String)]| told[0].1.matches("CiteEntry {").count();
                    assert_eq!((list(&before), list(&given), list(&after)), (1, 1, 2), "{place}");
                }
                // Whoever merges them reports what is wrong with them.
                Merge::ById | Merge::Numbers | Merge::Fixed => assert_eq!(after, before, "{place}"),
            }
            *seen.entry(format!("{:?}", described.merge)).or_insert(0) += 1;
        }
    }
    // Where the other key is given anew, what was added to the old one goes.
    let text =
        |cite: &str, also: &str| format!("limits: {{x: {{cite: [S, {cite}], also_cite: [S, {also}]}}}}");
    let [old, new] =
        [chain(&text("a", "b")), chain(&text("c", "d"))].map(|c| c.documents[0].definitions.clone());
    let mut entry = old.limits[0].clone();
    entry.lay(&new.limits[0]);
    let places: Vec<&str> = entry.cites().iter().map(|c| c.place.as_ref().unwrap().value.as_str()).collect();
    assert_eq!(places, ["c", "d"]);
    assert!(seen.len() == 5 && seen["Replace"] > 50, "{seen:?}");
}

fn files(folder: &Path, endings: &[&str], out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "node_modules" && name != "target" {
            files(&path, endings, out);
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            out.push(path);
        }
    }
}

/// A key is described, spelt and explained; no stage speaks of it by name. `also_cite` is cited in an advice of its own besides.
#[test]
fn a_key_of_a_limit_touches_few_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for (folder, endings) in [
        ("src", &[".rs", ".ftl"][..]),
        ("grammar", &[".pest"]),
        ("workbench/src", &[".rs", ".ftl"]),
        ("web/engine/src", &[".rs"]),
        ("bindings/python/src", &[".rs"]),
        ("docs", &[".md"]),
        ("editors/vscode", &["schema.json", "tmLanguage.json"]),
        ("tests/it", &[".rs"]),
    ] {
        files(&root.join(folder), endings, &mut all);
    }
    let mut found: Vec<String> = all
        .iter()
        .filter(|path| {
            let text = fs::read_to_string(path).unwrap();
            let own = path.ends_with("tests/it/entries.rs");
            // In a Chinese catalogue the key goes by its Chinese spelling, as the clause of rules does.
            let chinese = path.ends_with("zh/inheritance.ftl") && text.contains("另依据");
            !own && (chinese
                || ["also_cite", "Key::AlsoCite", "key-also-cite"].iter().any(|word| text.contains(word)))
        })
        .map(|path| path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"))
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "docs/diagnostics.md",
            "docs/language.md",
            "docs/language.zh-CN.md",
            "editors/vscode/schemas/pack.schema.json",
            "src/diagnostic/messages/en/hover.ftl",
            "src/diagnostic/messages/en/inheritance.ftl",
            "src/diagnostic/messages/zh/hover.ftl",
            "src/diagnostic/messages/zh/inheritance.ftl",
            "src/pack/entry/numbers.rs",
            "src/syntax/vocabulary/yaml.rs",
            "tests/it/readings.rs",
        ]
    );
}
