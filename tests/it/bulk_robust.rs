//! Many counties while their files change, and with rows of every sort of badness.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::{Duration, SystemTime};

use junheng::diagnostic::Language;
use junheng::facts::{Bulk, Unsuited};
use junheng::report::Detail;
use junheng::report::ndjson::{self, Halt, Settings};

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
                let bulk = Bulk::open(&pack, &[folder.path().to_owned()], options.as_of).unwrap().unwrap();
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
