//! Tampering is found, and the first place is named.

use std::time::Instant;

use junheng_workbench::record::{Broken, Event, GENESIS, Hash, hash_of, hex, verify};

use crate::chance::Chance;

type Rows = Vec<(i64, String, Vec<u8>)>;

fn rows(count: i64) -> Rows {
    let mut before: Hash = GENESIS;
    (1..=count)
        .map(|seq| {
            let event = Event {
                seq,
                at: 1_700_000_000_000 + seq,
                on: junheng::value::parse_date("2024-01-01").unwrap(),
                who: "jia.clerk".to_owned(),
                office: "990101".to_owned(),
                role: "clerk".to_owned(),
                act: "document.file".to_owned(),
                object: format!("W-990101-{seq}"),
                label: None,
                reason: None,
                fields: serde_json::json!({"title": "整改报告", "date": "2024-01-01"})
                    .as_object()
                    .unwrap()
                    .clone(),
            };
            let body = serde_json_canonicalizer::to_string(&event).unwrap();
            before = hash_of(&before, &body);
            (seq, body, before.to_vec())
        })
        .collect()
}

fn look(rows: &Rows, anchor: Option<(i64, &str)>) -> Result<i64, Broken> {
    verify(rows.iter().map(|(n, b, h)| (*n, b.as_str(), h.as_slice())), anchor).map(|v| v.events)
}

#[test]
fn a_thousand_of_a_thousand_are_found() {
    let whole = rows(200);
    assert_eq!(look(&whole, None), Ok(200));
    let mut chance = Chance(7);
    for n in 0..1000 {
        let mut damaged = whole.clone();
        let at = chance.below(199);
        let first = match n % 5 {
            0 => {
                // One byte of the event becomes another.
                let mut bytes = damaged[at].1.clone().into_bytes();
                let i = chance.below(bytes.len());
                bytes[i] = if bytes[i] == b'7' { b'8' } else { b'7' };
                damaged[at].1 = String::from_utf8_lossy(&bytes).into_owned();
                at
            }
            1 => {
                let i = chance.below(32);
                damaged[at].2[i] ^= 1 << chance.below(8);
                at
            }
            2 => {
                damaged.remove(at);
                at
            }
            3 => {
                damaged.swap(at, at + 1);
                at
            }
            _ => {
                let again = damaged[at].clone();
                damaged.insert(at + 1, again);
                at + 1
            }
        };
        assert_eq!(
            look(&damaged, None),
            Err(Broken::At(i64::try_from(first).unwrap() + 1)),
            "kind {}",
            n % 5
        );
    }
}

#[test]
fn a_record_cut_off_or_written_anew_does_not_agree_with_the_paper() {
    let whole = rows(50);
    let digits = &hex(&whole[49].2)[..12];
    assert_eq!(look(&whole, Some((50, digits))), Ok(50));
    assert_eq!(look(&whole, Some((50, ""))), Err(Broken::Anchor(50)));
    // Without the paper a record that was cut off is whole.
    let cut: Rows = whole[..40].to_vec();
    assert_eq!(look(&cut, None), Ok(40));
    assert_eq!(look(&cut, Some((50, digits))), Err(Broken::Anchor(50)));
    // A record written anew from the middle holds together, and is not the one of the paper.
    let mut anew = whole.clone();
    let mut before: Hash = anew[19].2.clone().try_into().unwrap();
    for row in &mut anew[20..] {
        row.1 = row.1.replace("jia.clerk", "yi.clerk");
        before = hash_of(&before, &row.1);
        row.2 = before.to_vec();
    }
    assert_eq!(look(&anew, None), Ok(50));
    assert_eq!(look(&anew, Some((50, digits))), Err(Broken::Anchor(50)));
    assert_eq!(look(&anew, Some((20, &hex(&whole[19].2)[..12]))), Ok(50));
}

#[test]
fn a_hundred_thousand_in_two_seconds() {
    let whole = rows(100_000);
    let start = Instant::now();
    assert_eq!(look(&whole, None), Ok(100_000));
    let took = start.elapsed().as_secs_f64();
    eprintln!("100000 events verified in {took:.2} s");
    // The figure is that of a release build.
    assert!(cfg!(debug_assertions) || took < 2.0, "{took}");
}
