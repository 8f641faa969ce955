//! One-edit mistakes: each has one message, at the place of the mistake, and whoever follows its help has a clean pack.
//! `tests/mistakes/README.md` describes the cases.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use junheng::diagnostic::{Diagnostic, Language};
use junheng::semantics::Checked;

use crate::corpus::{base, checked, mended};

/// A text in which a place is marked.
struct Marked {
    text: String,
    start: usize,
    end: usize,
}

impl Marked {
    fn read(text: &str) -> Option<Marked> {
        let start = text.find('⟦')?;
        let end = text.find('⟧')? - '⟦'.len_utf8();
        Some(Marked { text: text.replace(['⟦', '⟧'], ""), start, end })
    }
}

struct Mistake {
    name: String,
    pack: String,
    file: String,
    code: String,
    /// Whether following the help leaves another message.
    better: bool,
    old: Option<String>,
    new: String,
    /// The place, where it is not in `new`: a file and lines of it.
    elsewhere: Option<(String, String)>,
    /// What the writer means.
    meant: Option<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")
}

/// The cases by file.
fn all() -> Vec<(String, Vec<Mistake>)> {
    let mut files: Vec<PathBuf> = fs::read_dir(root())
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|x| x == "txt"))
        .collect();
    files.sort();
    let read = |file: &PathBuf| {
        let text = format!("\n{}", fs::read_to_string(file).unwrap());
        let cases = text.split("\n== ").skip(1).map(read_case).collect();
        (file.file_stem().unwrap().to_string_lossy().into_owned(), cases)
    };
    files.iter().map(read).collect()
}

fn read_case(block: &str) -> Mistake {
    let mut lines = block.lines();
    let name = lines.next().unwrap().split(" · ").next().unwrap().trim().to_owned();
    let mut head = lines.next().unwrap().split_whitespace();
    let (pack, file) = head.next().unwrap().split_once('/').unwrap();
    let code = head.next().unwrap().to_owned();
    let better = head.next() == Some("better");
    let mut parts = [const { Vec::new() }; 4];
    for line in lines.filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (sign, rest) = line.split_at(1);
        let part = "-+@=".find(sign).unwrap_or_else(|| panic!("{name}: `{line}`"));
        parts[part].push(rest.strip_prefix(' ').unwrap_or(rest).replace("\\t", "\t"));
    }
    let [old, new, elsewhere, meant] = parts;
    let joined = |lines: Vec<String>| (!lines.is_empty()).then(|| lines.join("\n"));
    let elsewhere = elsewhere.split_first().map(|(file, lines)| (file.clone(), lines.join("\n")));
    Mistake {
        name,
        pack: pack.to_owned(),
        file: format!("{pack}/{file}"),
        code,
        better,
        old: joined(old),
        new: new.join("\n"),
        elsewhere,
        meant: joined(meant),
    }
}

type Files = Vec<(String, String)>;

impl Mistake {
    /// The pack with `text` where the edit is, and where that begins.
    fn with(&self, text: &str) -> Result<(Files, usize), String> {
        let mut files = base(&self.pack);
        let (_, content) =
            files.iter_mut().find(|(name, _)| *name == self.file).ok_or("there is no such file")?;
        let at = match &self.old {
            None => {
                let at = content.len();
                *content = format!("{content}{text}\n");
                at
            }
            Some(old) => {
                let count = content.matches(old.as_str()).count();
                if count != 1 {
                    return Err(format!("`{old}` stands {count} times"));
                }
                let at = content.find(old.as_str()).unwrap();
                content.replace_range(at..at + old.len(), text);
                at
            }
        };
        Ok((files, at))
    }

    /// The edited pack, and the file and bytes of the place that the message must have.
    fn edited(&self) -> Result<(Files, (String, usize, usize)), String> {
        let plain = self.new.replace(['⟦', '⟧'], "");
        let (files, at) = self.with(&plain)?;
        let (file, marked, at) = match &self.elsewhere {
            None => (&self.file, Marked::read(&self.new).ok_or("no place is marked")?, at),
            Some((file, text)) => {
                let marked = Marked::read(text).ok_or("no place is marked")?;
                let (_, content) = files.iter().find(|(name, _)| name == file).ok_or("no such file")?;
                let at = content.find(&marked.text).ok_or("the place's line is not in the file")?;
                (file, marked, at)
            }
        };
        Ok((files, (file.clone(), at + marked.start, at + marked.end)))
    }

    /// What is wrong with how the case comes out; nothing if all is as it should be.
    fn judge(&self, told: &mut String) -> Result<(), String> {
        let (files, place) = self.edited()?;
        let c = checked(&files);
        let [d] = c.diagnostics.as_slice() else {
            return Err(format!("{} messages:\n{}", c.diagnostics.len(), words(&c)));
        };
        tell(&self.name, &c, d, told);
        if d.code.id != self.code {
            return Err(format!("{} was expected:\n{}", self.code, words(&c)));
        }
        let file = c.sources.get(d.span.source).unwrap();
        let found = (&*file.name, d.span.start as usize, d.span.end as usize);
        if found != (place.0.as_str(), place.1, place.2) {
            return Err(format!("the place is {found:?}, not {place:?}:\n{}", words(&c)));
        }
        let help = |language| d.help_text(language).ok_or("it has no help");
        let (zh, en) = (help(Language::Zh)?, help(Language::En)?);
        if zh == en || d.message.text(Language::Zh) == d.message.text(Language::En) {
            return Err("it is not in both languages".to_owned());
        }
        let followed = self.follow(&files, &c, d, &place, [&zh, &en])?;
        let after = checked(&followed);
        let clean = after.diagnostics.is_empty();
        let better = self.better
            && after.diagnostics.len() <= 1
            && after
                .diagnostics
                .iter()
                .all(|left| left.code.id != d.code.id && !left.code.severity.is_error());
        if clean || better {
            return Ok(());
        }
        Err(format!("following the help `{en}` leads to\n{}", words(&after)))
    }

    /// The pack after the help was followed.
    fn follow(
        &self,
        files: &Files,
        c: &Checked,
        d: &Diagnostic,
        place: &(String, usize, usize),
        help: [&String; 2],
    ) -> Result<Files, String> {
        let meant = self.meant.as_ref().map(|text| self.with(text)).transpose()?.map(|(files, _)| files);
        if let Some(fixed) = mended(files, c, d) {
            return match meant {
                Some(meant) if meant != fixed && self.elsewhere.is_none() => {
                    let of = |files: &Files| files.iter().find(|(n, _)| *n == self.file).unwrap().1.clone();
                    Err(format!("the fix gives\n{}\nnot\n{}", of(&fixed), of(&meant)))
                }
                Some(_) | None => Ok(fixed),
            };
        }
        let meant = meant.ok_or("nothing says what following the help gives")?;
        // `write "X"`: X at the place, where the case says no other thing.
        if let Some(written) = help[1].strip_prefix("write `").and_then(|h| h.strip_suffix('`')) {
            let mut written_in = files.clone();
            let (_, text) = written_in.iter_mut().find(|(name, _)| *name == place.0).unwrap();
            text.replace_range(place.1..place.2, written);
            if written_in == meant {
                return Ok(meant);
            }
        }
        // Else the help must speak of what the writer means to write.
        let new = self.meant.as_deref().unwrap_or_default();
        let spoken = help.iter().any(|h| h.split('`').skip(1).step_by(2).any(|q| speaks_of(q, new)));
        let plain = help.iter().all(|h| !h.contains('`'));
        // Where less is meant than was written, the help says to take something away.
        let removal = new.chars().count() < self.new.chars().count();
        let added = || new.split_whitespace().filter(|word| !self.new.split_whitespace().any(|w| w == *word));
        let named = help.iter().any(|h| added().any(|word| h.contains(word)));
        if spoken || plain || removal || named {
            Ok(meant)
        } else {
            Err(format!("the help `{}` does not lead to\n{new}", help[1]))
        }
    }
}

/// Whether a quotation of a help has a word that stands in a text.
fn speaks_of(quoted: &str, text: &str) -> bool {
    let words = quoted.split(|c: char| !c.is_alphanumeric());
    words.filter(|w| w.len() > 1).any(|w| text.contains(w)) || text.contains(quoted)
}

/// The codes that the cases show.
pub(crate) fn codes() -> impl Iterator<Item = String> {
    all().into_iter().flat_map(|(_, cases)| cases).map(|case| case.code)
}

fn words(c: &Checked) -> String {
    crate::corpus::shown(c, Language::En)
}

/// One case's words in both languages.
fn tell(name: &str, c: &Checked, d: &Diagnostic, told: &mut String) {
    let text = c.sources.text(d.span.source);
    let place = text.get(d.span.range()).unwrap_or("").replace('\n', "⏎");
    writeln!(told, "== {name} {} `{place}`", d.code.id).unwrap();
    for language in [Language::Zh, Language::En] {
        let help = d.help_text(language).unwrap_or_default();
        writeln!(told, "{} → {help}", d.message.text(language)).unwrap();
    }
    if let Some(fix) = &d.fix {
        let before = text.get(fix.span.range()).unwrap_or("").replace('\n', "⏎");
        writeln!(told, "`{before}` => `{}`", fix.replacement.replace('\n', "⏎")).unwrap();
    }
    told.push('\n');
}

#[test]
fn every_mistake_has_one_message_at_its_place_whose_help_mends_it() {
    let only = std::env::var("JUNHENG_CASE").unwrap_or_default();
    let mut failures = Vec::new();
    let mut count = 0;
    for (file, cases) in all() {
        let mut told = String::new();
        for case in cases.iter().filter(|c| c.name.contains(&only)) {
            count += 1;
            if let Err(why) = case.judge(&mut told) {
                failures.push(format!("== {}/{}\n{why}", file, case.name));
            }
        }
        if only.is_empty() {
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(root().join("snapshots"));
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!(file.as_str(), told));
        }
    }
    assert!(failures.is_empty(), "{} of {count}:\n\n{}", failures.len(), failures.join("\n\n"));
    assert!(!only.is_empty() || count >= 200, "{count} cases");
}

/// What tells of a number points at the override that gave it, not at the parent that had another.
#[test]
fn coverage_and_mutants_point_at_the_overriding_entry() {
    let folder = tempfile::tempdir().unwrap();
    for pack in ["demo", "strict"] {
        fs::create_dir(folder.path().join(pack)).unwrap();
        for (name, text) in base(pack) {
            fs::write(folder.path().join(name), text).unwrap();
        }
    }
    let tests = folder.path().join("strict/tests");
    fs::create_dir(&tests).unwrap();
    let cases = "评估日期: 2026-01-01\n公共数据: {县: [{代码: \"990001\"}]}\n用例: [{名称: 空, 预期: {recognition: 数据不足}}]\n";
    fs::write(tests.join("cases.yaml"), cases).unwrap();
    let (pack, packs) = (folder.path().join("strict"), folder.path().to_str().unwrap());
    let told = crate::cli::run(&["test", pack.to_str().unwrap(), "--packs", packs, "--coverage", "--mutate"]);
    let told = crate::cli::out(&told);
    // changes.yaml: R1 on line 3, Q1 on line 4, class_size on line 6, tolerance on line 7.
    for place in [
        "R1 · {}:3",
        "R1[primary] · {}:3",
        "Q1 · {}:4",
        "limit.class_size[junior] · {}:6",
        "limit.tolerance · {}:7",
        "R1.compare:gt · {}:3",
        "Q1.limit:+ · {}:4",
        "limit.class_size[junior]:+ · {}:6",
        "limit.tolerance:- · {}:7",
    ] {
        let place = place.replace("{}", pack.join("changes.yaml").to_str().unwrap());
        assert!(told.contains(&format!("{place}\n")), "{place} is not in\n{told}");
    }
    assert!(!told.contains("demo/indicators.yaml") && !told.contains("demo/limits.yaml"), "{told}");
}

#[test]
fn names_of_mistakes_are_their_own() {
    let mut names: Vec<String> = all().into_iter().flat_map(|(_, cases)| cases).map(|c| c.name).collect();
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "two cases have one name");
}
