//! The tutorials are run as they stand: their commands by the real program, their edits to real files, what they show held to what is printed.
//!
//! A `text` block whose first line begins with `$ ` is a session: each `$ ` line is typed, what follows is what must be shown. A line `…` stands
//! for any lines, `…` within a line for any text. A command must succeed unless `$ echo $?` behind it says otherwise. A `yaml` or `rules` block
//! is written to the file whose name stands last in backticks before it. `JUNHENG_UPDATE=1` writes what is shown anew, where it has no `…`.

use std::fs;
use std::process::{Command, Stdio};

use super::cli::copy;

use crate::support::root;

/// Splits a command line; quotes hold words together.
fn words(line: &str) -> Vec<String> {
    let (mut out, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, ' ') if word.is_empty() => {}
            (None, ' ') => out.push(std::mem::take(&mut word)),
            _ => word.push(c),
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

/// Whether a shown line stands for a printed one.
fn line_fits(shown: &str, printed: &str) -> bool {
    let mut parts = shown.split('…');
    let first = parts.next().unwrap();
    let Some(mut rest) = printed.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

fn fits(shown: &[&str], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((&"…", rest)) => (0..=printed.len()).any(|n| fits(rest, &printed[n..])),
        Some((line, rest)) => {
            printed.split_first().is_some_and(|(p, left)| line_fits(line, p) && fits(rest, left))
        }
    }
}

struct Session {
    folder: tempfile::TempDir,
    language: &'static str,
    /// The last exit code, and whether the document has spoken of it.
    code: i32,
    commands: Vec<String>,
}

impl Session {
    /// What a command prints, to both streams in the order in which it comes.
    fn run(&mut self, line: &str) -> String {
        if line == "echo $?" {
            return std::mem::take(&mut self.code).to_string();
        }
        let words = words(line);
        assert_eq!(words[0], "junheng", "`{line}` is no command of the program");
        self.commands.push(words[1].clone());
        let path = self.folder.path().join(".printed");
        let file = fs::File::create(&path).unwrap();
        let status = Command::new(env!("CARGO_BIN_EXE_junheng"))
            .args(&words[1..])
            .current_dir(self.folder.path())
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", self.language)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .status()
            .unwrap();
        self.code = status.code().unwrap();
        fs::read_to_string(path).unwrap()
    }
}

/// Runs a document; gives it with what is shown written anew, and what does not fit.
fn follow(name: &str, language: &'static str) -> (String, Vec<String>, Vec<String>) {
    let text = fs::read_to_string(root().join(name)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("examples"), &folder.path().join("examples"));
    let mut session = Session { folder, language, code: 0, commands: Vec::new() };
    let (mut faults, mut anew) = (Vec::new(), String::new());
    let mut file = String::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((n, line)) = lines.next() {
        anew.push_str(line);
        anew.push('\n');
        let Some(info) = line.strip_prefix("```") else {
            let named =
                line.split('`').skip(1).step_by(2).filter(|w| w.ends_with(".yaml") || w.ends_with(".rules"));
            file = named.last().map_or(file, str::to_owned);
            continue;
        };
        let mut block: Vec<&str> = Vec::new();
        for (_, line) in lines.by_ref() {
            if line == "```" {
                break;
            }
            block.push(line);
        }
        if info.starts_with("yaml") || info.starts_with("rules") {
            let path = session.folder.path().join(&file);
            assert!(path.parent().unwrap().exists(), "{name}:{}: no folder for `{file}`", n + 1);
            fs::write(path, block.join("\n") + "\n").unwrap();
        }
        if !block.first().is_some_and(|l| l.starts_with("$ ")) {
            anew.push_str(&block.iter().map(|l| format!("{l}\n")).collect::<String>());
            anew.push_str("```\n");
            continue;
        }
        let mut rest = block.as_slice();
        while let Some((command, more)) = rest.split_first() {
            let command = command.strip_prefix("$ ").unwrap();
            let end = more.iter().position(|l| l.starts_with("$ ")).unwrap_or(more.len());
            let (shown, next) = more.split_at(end);
            rest = next;
            if session.code != 0 && command != "echo $?" {
                faults.push(format!("{name}:{}: a command before `{command}` failed", n + 1));
                session.code = 0;
            }
            let printed = session.run(command);
            let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
            let trimmed: Vec<&str> = shown.iter().map(|l| l.trim_end()).collect();
            anew.push_str(&format!("$ {command}\n"));
            let elided = trimmed.iter().any(|l| l.contains('…'));
            let keep = elided || fits(&trimmed, &printed);
            for line in if keep { &trimmed } else { &printed } {
                anew.push_str(&format!("{line}\n"));
            }
            if !fits(&trimmed, &printed) {
                faults.push(format!("{name}:{}: `{command}` prints\n{}", n + 1, printed.join("\n")));
            }
        }
        anew.push_str("```\n");
    }
    if session.code != 0 {
        faults.push(format!("{name}: the last command failed"));
    }
    (anew, session.commands, faults)
}

const FROM_A_PARENT: &[&str] =
    &["new", "check", "test", "eval", "explain", "diff", "impact", "doc", "show", "packs"];
const FROM_NOTHING: &[&str] = &["new", "check", "test", "eval", "explain", "impact", "doc"];

fn holds(name: &str, language: &'static str, steps: &[&str]) {
    let (anew, commands, faults) = follow(name, language);
    if std::env::var_os("JUNHENG_UPDATE").is_some() {
        fs::write(root().join(name), anew).unwrap();
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    for step in steps {
        assert!(commands.iter().any(|c| c == step), "{name} does not use `{step}`");
    }
}

#[test]
fn the_chinese_tutorial_runs() {
    holds("docs/tutorial.zh-CN.md", "zh_CN.UTF-8", FROM_A_PARENT);
}

#[test]
fn the_english_tutorial_runs() {
    holds("docs/tutorial.md", "en_GB.UTF-8", FROM_A_PARENT);
}

#[test]
fn the_chinese_tutorial_of_a_scored_scheme_runs() {
    holds("docs/tutorial-scored.zh-CN.md", "zh_CN.UTF-8", FROM_NOTHING);
}

#[test]
fn the_english_tutorial_of_a_scored_scheme_runs() {
    holds("docs/tutorial-scored.md", "en_GB.UTF-8", FROM_NOTHING);
}

#[test]
fn what_is_shown_may_be_elided() {
    assert!(fits(&["a", "…", "d"], &["a", "b", "c", "d"]));
    assert!(fits(&["…"], &[]));
    assert!(!fits(&["a"], &["a", "b"]));
    assert!(line_fits("x … y … z", "x 1 y 2 z") && !line_fits("x … y", "x 1 z"));
    assert_eq!(words("junheng a --set 'R5 x' \"b c\""), ["junheng", "a", "--set", "R5 x", "b c"]);
}
