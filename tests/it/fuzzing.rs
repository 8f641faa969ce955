//! The targets of `fuzz/`, bounded and seeded: inputs of its corpus, changed at random.

use std::fs;
use std::io::Read as _;
use std::path::Path;

#[path = "../../fuzz/targets.rs"]
mod targets;

/// How many changed inputs each target gets where nothing else is asked for.
const ROUNDS: usize = 60;

/// Numbers that look random and are the same each time.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below.max(1) as u64).unwrap()
    }
}

/// The first inputs of a target.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if target == "xls" {
        let archive = fs::File::open(root.join("tests/received/xls.zip")).unwrap();
        let mut archive = zip::ZipArchive::new(archive).unwrap();
        return (0..archive.len())
            .map(|index| {
                let mut bytes = Vec::new();
                archive.by_index(index).unwrap().read_to_end(&mut bytes).unwrap();
                bytes
            })
            .collect();
    }
    let folder = targets::corpus(&root.join("fuzz"), target);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// An input with a few bytes replaced, removed, doubled or moved.
fn changed(input: &[u8], random: &mut Seeded) -> Vec<u8> {
    const ODD: [&[u8]; 12] = [
        b"\0",
        b"\xff\xff\xff\xff",
        b"\"",
        b"\n",
        b"{",
        b"[",
        b"(",
        b"<",
        b"&a",
        b"99999999999",
        "示例".as_bytes(),
        b",",
    ];
    let mut bytes = input.to_vec();
    for _ in 0..1 + random.next(4) {
        let at = random.next(bytes.len());
        let until = (at + 1 + random.next(24)).min(bytes.len());
        match random.next(5) {
            0 if !bytes.is_empty() => bytes[at] = u8::try_from(random.next(256)).unwrap(),
            1 => drop(bytes.drain(at..until)),
            2 => {
                let piece = bytes.get(at..until).unwrap_or_default().to_vec();
                bytes.splice(at..at, piece.iter().copied().chain(piece.iter().copied()));
            }
            3 => drop(bytes.splice(at..at, ODD[random.next(ODD.len())].iter().copied())),
            _ => bytes.truncate(at),
        }
    }
    bytes
}

#[test]
fn nothing_that_is_read_ends_the_program() {
    let rounds = std::env::var("JUNHENG_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(ROUNDS);
    for (name, target) in targets::TARGETS {
        let corpus = corpus(name);
        assert!(!corpus.is_empty(), "{name}");
        let mut random = Seeded(0x9e37_79b9_7f4a_7c15);
        corpus.iter().for_each(|input| target(input));
        target(b"");
        for _ in 0..rounds {
            target(&changed(&corpus[random.next(corpus.len())], &mut random));
        }
    }
}
