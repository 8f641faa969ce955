//! The program when something comes between: an interrupt, a full disk, a pipe where a file should be. What is half-written goes, what
//! was there stays, and it is said.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Output, Stdio};

use super::bulk;
use super::cli::{code, err, out, run};

const COUNTY: &str = "examples/county-990001";
const DAY: &str = "2026-11-23";

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_junheng"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("LC_ALL").env_remove("LC_MESSAGES");
    command.env("LANG", "zh_CN.UTF-8").stdin(Stdio::null());
    command
}

fn eval<'a>(data: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["eval", data, "--pack", "national@2017", "--as-of", DAY];
    args.extend(more);
    args
}

fn names(folder: &Path) -> Vec<String> {
    let name = |e: std::io::Result<fs::DirEntry>| e.unwrap().file_name().into_string().unwrap();
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(name).collect();
    names.sort();
    names
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn send(signal: &str, child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
}

/// The pack of the tests of many counties, as a folder.
fn pack_folder(to: &Path) -> PathBuf {
    let folder = to.join("packs/bulk-2017");
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in [("pack.yaml", bulk::PACK), ("facts.yaml", bulk::FACTS), ("a.rules", bulk::RULES)] {
        fs::write(folder.join(name), text).unwrap();
    }
    folder
}

/// A run over so much data that it is under way for seconds, begun: its first word was read.
fn long_run(folder: &Path, more: &[&str]) -> (Child, BufReader<ChildStderr>, tempfile::TempDir) {
    let data = bulk::folder(40_000, bulk::plain);
    let pack = pack_folder(folder);
    let mut args = vec!["eval", text(data.path()), "--pack", text(&pack), "--threads", "1"];
    // A day before the pack's: that is said before the data are read.
    args.extend(["--as-of", "2016-01-01", "--format", "ndjson"]);
    args.extend(more);
    let mut child = program(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.contains("2016-01-01"), "{line}");
    (child, said, data)
}

fn rest(mut from: impl std::io::Read) -> String {
    let mut text = String::new();
    from.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn an_interrupt_leaves_a_file_as_it_was() {
    for (signal, ends, language, word) in [
        ("INT", 130, "zh", "已中断：什么都没有写出"),
        ("HUP", 129, "en", "interrupted: nothing was written"),
        ("TERM", 143, "en", "interrupted: nothing was written"),
    ] {
        for before in [None, Some("as it was")] {
            let folder = tempfile::tempdir().unwrap();
            let target = folder.path().join("out.ndjson");
            before.iter().for_each(|text| fs::write(&target, text).unwrap());
            let (mut child, said, _data) =
                long_run(folder.path(), &["--out", text(&target), "--lang", language]);
            send(signal, &child);
            assert_eq!(child.wait().unwrap().code(), Some(ends));
            assert_eq!(rest(said).trim(), word);
            assert_eq!(fs::read_to_string(&target).ok().as_deref(), before);
            assert_eq!(names(folder.path()).len(), 1 + before.iter().len());
        }
    }
}

#[test]
fn an_interrupt_before_the_lines_leaves_stdout_empty() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, said, _data) = long_run(folder.path(), &["--lang", "en"]);
    send("INT", &child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(rest(said).trim(), "interrupted: nothing was written");
    assert_eq!(rest(child.stdout.take().unwrap()), "");
}

/// The reader of stdout does not read on: the program waits for it.
#[test]
fn an_interrupt_in_the_middle_of_the_output_is_said() {
    for format in ["json", "ndjson"] {
        let args = eval(COUNTY, &["--format", format, "--detail", "full", "--lang", "en"]);
        let mut child = program(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0]).unwrap();
        send("TERM", &child);
        assert_eq!(child.wait().unwrap().code(), Some(143));
        assert_eq!(rest(child.stderr.take().unwrap()).trim(), "interrupted: the output is not whole");
        let mut cut = Vec::new();
        stdout.read_to_end(&mut cut).unwrap();
        assert!(!cut.ends_with(b"\n"));
    }
}

/// Of several files, those that are done are named.
#[test]
fn an_interrupt_names_the_files_that_are_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.rules");
    fs::write(&file, "rule   A \"a\" for county\n  require 1 > 0\n").unwrap();
    let mut command = program(&["fmt", text(&file), "-", "--lang", "en"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.contains("changed"), "{line}");
    // It waits for its input, which stays open.
    send("INT", &child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(rest(said).trim(), format!("interrupted: only `{}` was written before", file.display()));
    assert_eq!(names(folder.path()), ["a.rules"]);
}

/// What hangs while it ends is ended by the next signal: here nobody reads what it says, and there is no room for more.
#[cfg(target_os = "linux")]
#[test]
fn another_interrupt_ends_what_hangs() {
    const ROOM: usize = 64 << 10;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.rules");
    fs::write(&file, "rule   A \"a\" for county\n  require 1 > 0\n").unwrap();
    let (reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(&[b'.'; ROOM]).unwrap();
    let mut command = program(&["fmt", "--check", text(&file), "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(writer).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("a.rules"));
    // Signals that come before the former was taken count as one.
    let ended = (0..1000).find_map(|_| {
        send("INT", &child);
        std::thread::sleep(std::time::Duration::from_millis(5));
        child.try_wait().unwrap()
    });
    assert_eq!(ended.map(|status| status.code()), Some(Some(130)));
    drop(command);
    assert_eq!(rest(reader).len(), ROOM);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_stdout_is_an_error() {
    for format in ["text", "json", "ndjson", "html", "md"] {
        for (language, word) in
            [("zh", "写不了 `stdout`：磁盘满了"), ("en", "`stdout` cannot be written: the disk is full")]
        {
            let full = fs::File::options().write(true).open("/dev/full").unwrap();
            let args = eval(COUNTY, &["--format", format, "--lang", language]);
            let output = program(&args).stdout(full).output().unwrap();
            assert_eq!(code(&output), 1, "{format}");
            assert!(err(&output).contains(word), "{}", err(&output));
        }
    }
    let full = || fs::File::options().write(true).open("/dev/full").unwrap();
    for args in [&["packs"][..], &["show", "national@2017"], &["schema", "pack"], &["completions", "bash"]] {
        let output = program(args).stdout(full()).output().unwrap();
        assert_eq!(code(&output), 1, "{args:?}");
        assert!(err(&output).contains("stdout"), "{args:?} {}", err(&output));
    }
}

/// Runs the program where no file may grow beyond a block, with the signal that tells so ignored or not.
fn without_room(args: &[&str], ignored: bool) -> Output {
    let trap = if ignored { "trap '' XFSZ; " } else { "" };
    let script = format!(r#"{trap}ulimit -f 1; exec "$0" "$@""#);
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_junheng")]).args(args);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

#[test]
fn a_full_disk_leaves_a_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["text", "json", "ndjson", "html", "md", "xlsx"] {
        for (before, ignored) in [(None, true), (Some("as it was"), false)] {
            let target = folder.path().join("report");
            before.iter().for_each(|text| fs::write(&target, text).unwrap());
            let args = eval(COUNTY, &["--format", format, "--lang", "en", "--out", text(&target)]);
            let output = without_room(&args, ignored);
            assert_eq!(code(&output), 1, "{format} {}", err(&output));
            let said = format!("`{}` cannot be written: ", target.display());
            assert!(err(&output).starts_with(&said), "{format} {}", err(&output));
            assert_eq!(fs::read_to_string(&target).ok().as_deref(), before);
            assert_eq!(names(folder.path()).len(), before.iter().len(), "{format}");
        }
        fs::remove_file(folder.path().join("report")).unwrap();
    }
}

#[test]
fn a_full_disk_leaves_nothing_of_other_outputs() {
    let folder = tempfile::tempdir().unwrap();
    let inside = |name: &str| text(&folder.path().join(name)).to_owned();
    let (form, pages, copy, made) = (inside("form.xlsx"), inside("form"), inside("copy.xlsx"), inside("new"));
    let runs: [&[&str]; 6] = [
        &["template", "--pack", "national@2017", "--out", &form],
        &["template", "--pack", "national@2017", "--out", &pages],
        &["new", "city", "--extends", "national@2017", "--out", &made],
        &["gap", COUNTY, "--pack", "national@2017", "--as-of", DAY, "--format", "json", "--out", &copy],
        &[
            "impact",
            COUNTY,
            "--from",
            "national@2017",
            "--to",
            "ningxia@2017",
            "--as-of",
            DAY,
            "--format",
            "json",
            "--out",
            &copy,
        ],
        &["eval", COUNTY, "--pack", "national@2017", "--as-of", DAY, "--format", "md", "--annotate", &copy],
    ];
    for args in runs {
        let output = without_room(args, false);
        assert_eq!(code(&output), 1, "{args:?} {}", err(&output));
        assert!(
            err(&output).contains("写不了") || err(&output).contains("cannot be written"),
            "{}",
            err(&output)
        );
        assert!(names(folder.path()).is_empty(), "{args:?} {:?}", names(folder.path()));
    }
    // A file that is laid out anew stays whole.
    let file = folder.path().join("a.rules");
    let long: String =
        (0..300).map(|i| format!("rule   A{i} \"a\" for county\n  require 1 > 0\n\n")).collect();
    fs::write(&file, &long).unwrap();
    assert_eq!(code(&without_room(&["fmt", text(&file)], true)), 1);
    assert_eq!(fs::read_to_string(&file).unwrap(), long);
    assert_eq!(names(folder.path()), ["a.rules"]);
}

/// Many lines for stdout wait in the folder for passing files; where that is full, it is named.
#[test]
fn a_full_folder_for_passing_files_is_named() {
    let (folder, packs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let pack = pack_folder(packs.path());
    let run = |counties: u32| {
        let data = bulk::folder(counties, bulk::plain);
        let mut command = Command::new("sh");
        command.args(["-c", r#"ulimit -f 1; exec "$0" "$@""#, env!("CARGO_BIN_EXE_junheng")]);
        command.args(["eval", text(data.path()), "--pack", text(&pack), "--as-of", DAY]);
        command.args(["--format", "ndjson", "--detail", "full", "--lang", "en"]);
        command.current_dir(env!("CARGO_MANIFEST_DIR")).env("TMPDIR", folder.path()).output().unwrap()
    };
    let output = run(12_000);
    assert_eq!((code(&output), out(&output).as_str()), (1, ""));
    assert!(err(&output).starts_with(&format!("`{}` cannot be written: ", folder.path().display())));
    assert!(names(folder.path()).is_empty());
    // A few are kept at hand.
    let output = run(3);
    assert_eq!((code(&output), out(&output).lines().count()), (0, 3), "{}", err(&output));
}

#[test]
fn a_folder_that_is_not_there_is_named_and_no_passing_file() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("nowhere/report");
    for format in ["json", "ndjson", "xlsx"] {
        let output = run(&eval(COUNTY, &["--format", format, "--lang", "en", "--out", text(&target)]));
        assert_eq!(code(&output), 1);
        let said = format!("`{}` cannot be written: there is no such file or folder", target.display());
        assert_eq!(err(&output).trim(), said);
    }
}

#[test]
fn a_folder_that_may_not_be_written_is_said() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // An administrator may write all the same.
    if fs::write(folder.path().join("probe"), "").is_ok() {
        return;
    }
    let target = folder.path().join("report");
    for format in ["json", "ndjson"] {
        let output = run(&eval(COUNTY, &["--format", format, "--out", text(&target)]));
        assert_eq!(code(&output), 1);
        assert!(err(&output).contains(text(&target)), "{}", err(&output));
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for format in ["text", "json", "ndjson", "html"] {
        let args = eval(COUNTY, &["--format", format, "--detail", "full"]);
        let mut child = program(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdout.take().unwrap().read_exact(&mut [0]).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{format}");
        assert_eq!(rest(child.stderr.take().unwrap()), "");
    }
}

/// A device takes what is written and stays a device.
#[test]
fn a_device_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt as _;
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for format in ["json", "ndjson"] {
        let args = eval(COUNTY, &["--format", format, "--out", text(&pipe)]);
        let mut child = program(&args).stderr(Stdio::piped()).spawn().unwrap();
        let read = rest(fs::File::open(&pipe).unwrap());
        assert_eq!(child.wait().unwrap().code(), Some(0), "{}", rest(child.stderr.take().unwrap()));
        assert_eq!(read, out(&run(&eval(COUNTY, &["--format", format]))));
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    }
    assert_eq!(names(folder.path()), ["pipe"]);
}

/// A pipe under a table's name is said to be none, in every way of reading.
#[test]
fn a_pipe_or_a_lost_link_as_data_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(COUNTY)).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    let class = folder.path().join("班级.csv");
    fs::remove_file(&class).unwrap();
    assert!(Command::new("mkfifo").arg(&class).status().unwrap().success());
    let annotated = folder.path().parent().unwrap().join("annotated.xlsx");
    for more in [&["--format", "json"][..], &["--format", "ndjson"], &["--annotate", text(&annotated)]] {
        let output =
            program(&[eval(text(folder.path()), more), vec!["--lang", "en"]].concat()).output().unwrap();
        assert_eq!(code(&output), 1, "{more:?}");
        assert!(err(&output).contains("班级.csv") || out(&output).contains("班级.csv"), "{}", err(&output));
        let both = err(&output) + &out(&output);
        assert!(both.contains("a pipe or a device"), "{both}");
    }
    let alone = program(&eval(text(&class), &["--lang", "en"])).output().unwrap();
    assert_eq!(code(&alone), 1);
    assert!(err(&alone).contains("班级.csv") && err(&alone).contains("a pipe or a device"));
    fs::remove_file(&class).unwrap();
    std::os::unix::fs::symlink(folder.path().join("nothing"), &class).unwrap();
    for format in ["json", "ndjson"] {
        let output = program(&eval(text(folder.path()), &["--format", format])).output().unwrap();
        assert_eq!(code(&output), 1);
        assert!(err(&output).contains("班级.csv") && err(&output).contains("os error 2"), "{}", err(&output));
    }
}

#[test]
fn a_link_stays_a_link_and_a_file_keeps_who_may_read_it() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real.json"), folder.path().join("link.json"));
    fs::write(&real, "old").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.json", &link).unwrap();
    let done = program(&eval(COUNTY, &["--format", "json", "--out", text(&link)])).output().unwrap();
    assert!(done.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(fs::symlink_metadata(&link).unwrap().file_type().is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("\"counties\""));
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
}

/// Another run on this machine cannot be told from one that is alive but by its process.
#[cfg(target_os = "linux")]
#[test]
fn what_a_killed_run_left_behind_goes_with_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    let host: String = host.chars().filter(char::is_ascii_alphanumeric).collect();
    let gone = folder.path().join(format!(".junheng-{host}-4000000000-abc"));
    let alive = folder.path().join(format!(".junheng-{host}-{}-abc", std::process::id()));
    for path in [&gone, &alive] {
        fs::write(path, "half").unwrap();
    }
    let out = folder.path().join("out.json");
    let done = program(&eval(COUNTY, &["--format", "json", "--out", text(&out)])).output().unwrap();
    assert!(done.status.code().is_some_and(|c| c < 2));
    assert!(out.exists() && alive.exists() && !gone.exists());
}

#[test]
fn what_is_wrong_with_the_data_goes_before_what_is_not_found() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("县.csv"), "代码,县名\n（示例）990001,示例县\n").unwrap();
    fs::write(
        folder.path().join("学校.csv"),
        "代码,县,校名,类别,区域,办学性质\nS1,990001,一小,小学,城区,公办\n",
    )
    .unwrap();
    for args in [
        vec!["eval", text(folder.path()), "--pack", "national@2017", "--county", "990001"],
        vec![
            "eval",
            text(folder.path()),
            "--pack",
            "national@2017",
            "--county",
            "990001",
            "--format",
            "ndjson",
        ],
        vec!["explain", text(folder.path()), "G1", "--pack", "national@2017"],
    ] {
        let done = program(&args).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(1), "{args:?} {said}");
        let place = |word: &str| said.find(word).unwrap_or_else(|| panic!("{args:?}: {word} in {said}"));
        assert!(place("JH0936") < said.len(), "{said}");
        assert!(!said.contains("：\n") && !said.trim_end().ends_with('：'), "{said}");
    }
}

#[test]
fn files_that_are_passed_over_are_named_for_lines_of_json_too() {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(COUNTY)).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    fs::rename(folder.path().join("专用教室.csv"), folder.path().join("教室清单.csv")).unwrap();
    fs::create_dir(folder.path().join("专用教室.csv")).unwrap();
    fs::write(folder.path().join("教师2.et"), "x").unwrap();
    for format in ["ndjson", "json", "text"] {
        let done = program(&eval(text(folder.path()), &["--format", format])).output().unwrap();
        let all = [done.stdout, done.stderr].concat();
        let said = String::from_utf8_lossy(&all).replace("\n  ", "");
        for name in ["教室清单.csv", "专用教室.csv", "教师2.et"] {
            assert!(said.contains(name), "{format}: {name} in {said}");
        }
    }
}
