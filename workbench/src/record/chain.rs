//! The hash chain: each event's hash is over the hash before it and the event itself.

use sha2::{Digest, Sha256};

/// SHA-256.
pub type Hash = [u8; 32];

/// What stands before the first event.
pub const GENESIS: Hash = [0; 32];

/// The hash of an event after another: over that one's hash and the event as RFC 8785 JSON.
pub fn hash_of(before: &Hash, body: &str) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(body.as_bytes());
    hasher.finalize().into()
}

/// As hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A chain that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many events.
    pub events: i64,
    /// The last one's hash.
    pub head: Hash,
}

/// The first place where a chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// The event of this number is not what its hash says, or is not where it should be.
    At(i64),
    /// The chain holds, but is not the one that a paper names: at this event it has another hash, or it ends before it.
    Anchor(i64),
}

/// Follows a chain of `(seq, body, hash)` from its beginning; `anchor` is an event's number and the first digits of its hash, as a
/// stamped paper has them.
///
/// # Errors
/// The first place where it does not hold.
pub fn verify<'a>(
    rows: impl Iterator<Item = (i64, &'a str, &'a [u8])>,
    anchor: Option<(i64, &str)>,
) -> Result<Verified, Broken> {
    let (mut before, mut events) = (GENESIS, 0);
    let mut anchored = anchor.is_none_or(|(n, _)| n == 0);
    for (seq, body, hash) in rows {
        let expected = hash_of(&before, body);
        let own = serde_json::from_str::<super::Event>(body).is_ok_and(|e| e.seq == seq);
        if seq != events + 1 || hash != expected || !own {
            return Err(Broken::At(events + 1));
        }
        (before, events) = (expected, seq);
        if let Some((n, digits)) = anchor
            && n == seq
        {
            anchored = !digits.is_empty() && hex(&expected).starts_with(&digits.to_lowercase());
            if !anchored {
                return Err(Broken::Anchor(n));
            }
        }
    }
    match anchor {
        Some((n, _)) if !anchored => Err(Broken::Anchor(n)),
        _ => Ok(Verified { events, head: before }),
    }
}
