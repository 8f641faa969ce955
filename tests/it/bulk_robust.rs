//! Many counties while their files change, and with rows of every sort of badness.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::{Duration, SystemTime};

use junheng::diagnostic::Language;
use junheng::facts::{Bulk, Kept, Unsuited};
use junheng::report::Detail;
use junheng::report::ndjson::{self, Halt, Settings};
use proptest::prelude::*;

use super::bulk::{folder, in_one_piece, in_parts, options, pack, plain, same};

/// What becomes of a file.
type Change = fn(&Path);

fn cut(path: &Path) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_len(file.metadata().unwrap().len() / 2).unwrap();
}

fn emptied(path: &Path) {
    fs::write(path, "").unwrap();
}

fn grown(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, format!("{text}{}\n", text.lines().last().unwrap())).unwrap();
}

fn removed(path: &Path) {
    fs::remove_file(path).unwrap();
}

/// Another file of the same length, put in its place.
fn replaced(path: &Path) {
    let other = path.with_extension("new");
    fs::write(&other, fs::read_to_string(path).unwrap().replace('8', "9")).unwrap();
    later(&other);
    fs::rename(other, path).unwrap();
}

/// Other content of the same length in the same file.
fn written_over(path: &Path) {
    fs::write(path, fs::read_to_string(path).unwrap().replace('1', "2")).unwrap();
    later(path);
}

fn later(path: &Path) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::now() + Duration::from_secs(10)).unwrap();
}

#[test]
fn a_file_that_changes_in_the_middle_is_named() {
    let (pack, options) = (pack(), options());
    let changes: [(&str, Change); 6] = [
        ("cut", cut),
        ("emptied", emptied),
        ("grown", grown),
        ("removed", removed),
        ("replaced", replaced),
        ("written over", written_over),
    ];
    for (how, change) in changes {
        for name in ["county.csv", "school.csv", "class.csv", "finding.csv"] {
            for (threads, part_bytes) in [(1, 1), (3, 600)] {
                let folder = folder(60, plain);
                let bulk = Bulk::open(&pack, &[folder.path().to_owned()], options.as_of, Kept::Read)
                    .unwrap()
                    .unwrap();
                let threads = NonZeroUsize::new(threads).unwrap();
                let (detail, language) = (Detail::Failures, Language::En);
                let settings = Settings { options: &options, detail, language, threads, part_bytes };
                let mut parts = 0;
                let found = ndjson::write(&pack, &bulk, &settings, &mut |_| {
                    parts += 1;
                    if parts == 1 {
                        change(&folder.path().join(name));
                    }
                    Ok(())
                });
                let named =
                    matches!(&found, Err(Halt::Unsuited(Unsuited::Changed { file }, _)) if **file == *name);
                assert!(named, "{how} {name}: {found:?}");
            }
        }
    }
}

/// A folder of so many counties with six classes of so many lines a county, and at some classes other lines.
fn with_lines(counties: u32, each: usize, odd: &[(&str, &[u8])]) -> (tempfile::TempDir, Vec<u32>) {
    let folder = folder(counties, |school, n, size| {
        let mark = if n == 1 && odd.iter().any(|(at, _)| *at == school) { "@\n" } else { "" };
        let line = |i: usize| format!("{school},{n}{i:02},{size},60%,是\n");
        (0..each).map(line).collect::<String>() + mark
    });
    let path = folder.path().join("class.csv");
    let text = fs::read_to_string(&path).unwrap();
    let mut rows = Vec::new();
    // With a mark, so that the file is UTF-8 whatever it holds.
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    for (line, row) in text.split_inclusive('\n').zip(1..) {
        match odd.get(rows.len()).filter(|_| line == "@\n") {
            Some((_, bad)) => {
                bytes.extend_from_slice(bad);
                bytes.push(b'\n');
                rows.push(row);
            }
            None => bytes.extend_from_slice(line.as_bytes()),
        }
    }
    assert_eq!(rows.len(), odd.len());
    fs::write(&path, bytes).unwrap();
    (folder, rows)
}

/// Bad rows of every sort among two hundred thousand: each is named, and every county is judged.
#[test]
fn bad_rows_among_very_many_are_named() {
    let odd: [(&str, &[u8]); 7] = [
        ("S11002", b"S11002,C9,4x,60%,\xe6\x98\xaf"),
        ("S12002", b"S12002,C9,40,60%,\xe6\x98\xaf,9"),
        ("S13002", b"S13002,C9,40"),
        ("S14002", b"S14002,C9,4\0,60%,\xe6\x98\xaf"),
        ("S15002", b"S15002,C9,4\xff,60%,\xe6\x98\xaf"),
        ("S16002", b"S16002,C\xe6\x98,40,60%,\xe6\x98\xaf"),
        // What comes last moves the rows behind it: a carriage return ends a line, too.
        ("S17002", b"S17002,C9,\r40,60%,\xe6\x98\xaf"),
    ];
    let (folder, rows) = with_lines(1000, 33, &odd);
    let pack = pack();
    let expected = in_one_piece(&pack, folder.path(), Detail::Failures);
    // The row behind the carriage return is of no school; it stands between two counties, so that it may be of either, and a part that
    // ends there cannot tell: only then is such a folder read in one piece.
    let found = in_parts(&pack, folder.path(), Detail::Failures, (2, 1 << 18));
    assert!(matches!(found, Err(Halt::Unsuited(Unsuited::Unplaced, _))), "{found:?}");
    // All other bad rows have their place in every part.
    let (placed, _) = with_lines(1000, 33, &odd[..6]);
    let whole = in_one_piece(&pack, placed.path(), Detail::Failures);
    let found = in_parts(&pack, placed.path(), Detail::Failures, (2, 1 << 18)).unwrap();
    assert!(found == whole, "{:?} {:?}", found.1, whole.1);
    let mut at: Vec<_> = expected
        .1
        .iter()
        .map(|(code, file, row, column)| (*row, *code, &**file, column.as_deref()))
        .collect();
    at.sort();
    let named = |i: usize, code: &'static str, column| (Some(rows[i]), code, "class.csv", column);
    let mut wanted = vec![
        named(0, "bad-cell", Some("size")),
        named(1, "row-length", None),
        named(2, "row-length", None),
        named(3, "bad-cell", Some("size")),
        named(4, "bad-encoding", Some("size")),
        named(5, "bad-encoding", Some("code")),
        named(6, "row-length", None),
    ];
    wanted.push((Some(rows[6] + 1), "row-length", "class.csv", None));
    wanted.push((Some(rows[6] + 1), "unknown-parent-row", "class.csv", Some("school")));
    assert_eq!(at, wanted);
    // Only the county of the row without a code is left out, and those between whose rows the one of no school stands.
    for county in [1600, 1700, 1701] {
        assert!(!expected.0.contains(&format!("\"county\":\"{county}\"")));
    }
    assert_eq!(expected.0.lines().count(), 997);
}

/// Where a row does not say where the next begins, the file is read in one piece: the row is named, and every county is judged.
#[test]
fn rows_without_an_end_are_named() {
    let endless = [b"S10502,C9,".as_slice(), &[b'9'; 2 << 20], b",60%,\xe6\x98\xaf"].concat();
    let odd: [(&str, &[u8]); 2] =
        [("unclosed-quote", b"S10502,C9,\"40,60%,\xe6\x98\xaf"), ("data-too-large", &endless)];
    let pack = pack();
    for (code, bad) in odd {
        let (folder, rows) = with_lines(100, 5, &[("S10502", bad)]);
        let (lines, errors) = in_one_piece(&pack, folder.path(), Detail::Failures);
        assert_eq!(lines.lines().count(), 100);
        assert_eq!(errors, [(code, "class.csv".to_owned(), Some(rows[0]), None)]);
        for way in [(1, 1), (2, 1 << 12), (2, 1 << 24)] {
            let found = in_parts(&pack, folder.path(), Detail::Failures, way);
            assert!(matches!(found, Err(Halt::Unsuited(Unsuited::Shape, _))), "{code} {found:?}");
        }
    }
}

/// A mark in the middle of a file, as joining files leaves it.
#[test]
fn a_mark_in_the_middle_does_not_matter() {
    let (folder, _) = with_lines(30, 3, &[("S10102", "\u{feff}S10102,C9,40,60%,是".as_bytes())]);
    let (lines, _) = same(&pack(), folder.path());
    assert_eq!(lines.lines().count(), 30);
}

/// What is done to a file.
#[derive(Debug, Clone)]
enum Damage {
    Put(prop::sample::Index, Vec<u8>),
    Over(prop::sample::Index, Vec<u8>),
    Cut(prop::sample::Index, usize),
    Twice(prop::sample::Index, usize),
    All(Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    let piece = || {
        let pieces: Vec<&[u8]> = vec![
            b"\"",
            b"\"\"",
            b",",
            b"\n",
            b"\r",
            b"\r\n",
            b"\0",
            b"\xff",
            b"\xe6\x98",
            b"\xef\xbb\xbf",
            b"9",
            b"-",
            b"e9",
            b";",
            b"\t",
            b"\n\n",
            b",,",
            b"\xca\xc7",
            b"\"\n",
            "（示例）".as_bytes(),
            b" ",
        ];
        let some = prop::collection::vec(prop::sample::select(pieces), 1..4).prop_map(|p| p.concat());
        prop_oneof![4 => some, 1 => prop::collection::vec(any::<u8>(), 1..12)]
    };
    let at = any::<prop::sample::Index>;
    prop_oneof![
        6 => (at(), piece()).prop_map(|(at, bytes)| Damage::Put(at, bytes)),
        6 => (at(), piece()).prop_map(|(at, bytes)| Damage::Over(at, bytes)),
        3 => (at(), 1..40usize).prop_map(|(at, len)| Damage::Cut(at, len)),
        2 => (at(), 1..80usize).prop_map(|(at, len)| Damage::Twice(at, len)),
        1 => prop::collection::vec(any::<u8>(), 0..200).prop_map(Damage::All),
    ]
}

fn damaged(mut bytes: Vec<u8>, damage: &Damage) -> Vec<u8> {
    let all = bytes.len();
    let end = |at: usize, len: usize| (at + len).min(all);
    if bytes.is_empty() {
        return bytes;
    }
    match damage {
        Damage::Put(at, new) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, new.iter().copied());
        }
        Damage::Over(at, new) => {
            let at = at.index(bytes.len());
            bytes.splice(at..end(at, new.len()), new.iter().copied());
        }
        Damage::Cut(at, len) => {
            let at = at.index(bytes.len());
            bytes.drain(at..end(at, *len));
        }
        Damage::Twice(at, len) => {
            let at = at.index(bytes.len());
            let again = bytes[at..end(at, *len)].to_vec();
            bytes.splice(at..at, again);
        }
        Damage::All(new) => bytes.clone_from(new),
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    /// Damaged files give what they give in one piece, or are read so; nothing panics or hangs.
    #[test]
    fn damaged_files_come_out_the_same(
        damages in prop::collection::vec((0..4usize, damage()), 1..4),
        mark in any::<bool>(),
    ) {
        let folder = folder(8, plain);
        let names = ["class.csv", "school.csv", "finding.csv", "county.csv"];
        for name in names.iter().filter(|_| mark) {
            let path = folder.path().join(name);
            let bytes = [b"\xef\xbb\xbf".to_vec(), fs::read(&path).unwrap()].concat();
            fs::write(&path, bytes).unwrap();
        }
        for (file, damage) in &damages {
            let path = folder.path().join(names[*file]);
            fs::write(&path, damaged(fs::read(&path).unwrap(), damage)).unwrap();
        }
        let pack = pack();
        let expected = in_one_piece(&pack, folder.path(), Detail::Failures);
        for way in [(1, 1), (2, 300), (2, 1 << 20)] {
            match in_parts(&pack, folder.path(), Detail::Failures, way) {
                Ok(found) => {
                    prop_assert_eq!(&found.1, &expected.1, "{:?}", way);
                    prop_assert_eq!(&found.0, &expected.0, "{:?}", way);
                }
                Err(Halt::Unsuited(Unsuited::Shape | Unsuited::Unplaced | Unsuited::Order { .. }, _)) => {}
                Err(halt) => prop_assert!(false, "{:?}", halt),
            }
        }
    }
}
