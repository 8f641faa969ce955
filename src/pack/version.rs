//! Versions of packs and references to them.

use std::cmp::Ordering;
use std::fmt;

/// A SemVer version; the major number is the standard's year.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Version {
    /// Major, minor, patch.
    pub numbers: [u64; 3],
    /// What stands behind `-`, by points.
    pub pre: Vec<String>,
}

impl Version {
    /// Reads `2017.1.0`, `2017.1.0-draft.2`; what stands behind `+` is left out.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.split('+').next().unwrap_or(text);
        let (core, pre) = match text.split_once('-') {
            Some((core, pre)) => (core, pre.split('.').map(str::to_owned).collect()),
            None => (text, Vec::new()),
        };
        let numbers = numbers(core)?;
        let fine = |p: &String| !p.is_empty() && p.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        match numbers.as_slice() {
            [a, b, c] if pre.iter().all(fine) => Some(Version { numbers: [*a, *b, *c], pre }),
            _ => None,
        }
    }

    /// `2017` or `2017.1` with the numbers that are missing.
    pub(crate) fn completed(text: &str) -> Option<String> {
        let text = text.trim().trim_start_matches(['v', 'V']);
        let mut found = numbers(text)?;
        if found.len() > 3 {
            return None;
        }
        found.resize(3, 0);
        Some(found.iter().map(u64::to_string).collect::<Vec<_>>().join("."))
    }
}

/// Whether it is what stands behind `sha256:`.
pub(crate) fn is_digest(hex: &str) -> bool {
    hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit())
}

fn numbers(text: &str) -> Option<Vec<u64>> {
    let number = |part: &str| {
        let canonical = part == "0" || !part.starts_with('0');
        (canonical && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok()).flatten()
    };
    text.split('.').map(number).collect()
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c] = self.numbers;
        write!(f, "{a}.{b}.{c}")?;
        if !self.pre.is_empty() {
            write!(f, "-{}", self.pre.join("."))?;
        }
        Ok(())
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let part = |a: &String, b: &String| match (a.parse::<u64>(), b.parse::<u64>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => a.cmp(b),
        };
        self.numbers.cmp(&other.numbers).then_with(|| match (self.pre.is_empty(), other.pre.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => {
                let mut parts = self.pre.iter().zip(&other.pre).map(|(a, b)| part(a, b));
                parts.find(|o| o.is_ne()).unwrap_or_else(|| self.pre.len().cmp(&other.pre.len()))
            }
        })
    }
}

/// `id@version`, with `#sha256:…` where only one content will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The pack's id.
    pub id: String,
    /// A version, or the beginning of one.
    pub wanted: Wanted,
    /// The digest that the pack must have.
    pub digest: Option<String>,
}

/// Which versions will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Only this one.
    Exact(Version),
    /// The highest that begins so; `2017` is the highest `2017.x.y`. Versions with `-` do not count.
    Highest(Vec<u64>),
}

impl Reference {
    /// Reads `national@2017`, `national@2017.1`, `national@2017.1.0`, each with an optional `#sha256:…`.
    pub fn parse(text: &str) -> Option<Self> {
        let (text, digest) = match text.split_once('#') {
            Some((text, digest)) => {
                let hex = digest.strip_prefix("sha256:")?;
                (text, is_digest(hex).then(|| Some(digest.to_ascii_lowercase()))?)
            }
            None => (text, None),
        };
        let (id, version) = text.split_once('@')?;
        if id.is_empty() || version.is_empty() {
            return None;
        }
        let wanted = match Version::parse(version) {
            Some(version) => Wanted::Exact(version),
            None => Wanted::Highest(numbers(version).filter(|n| n.len() < 3)?),
        };
        Some(Reference { id: id.to_owned(), wanted, digest })
    }

    /// Whether a version will do.
    pub fn takes(&self, version: &Version) -> bool {
        match &self.wanted {
            Wanted::Exact(wanted) => wanted == version,
            Wanted::Highest(start) => version.pre.is_empty() && version.numbers.starts_with(start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_versions() {
        let v = |t: &str| Version::parse(t).unwrap();
        let sorted =
            ["2017.0.9", "2017.1.0-draft", "2017.1.0-draft.2", "2017.1.0-draft.10", "2017.1.0", "2018.0.0"];
        for pair in sorted.windows(2) {
            assert!(v(pair[0]) < v(pair[1]), "{pair:?}");
        }
        for bad in ["2017", "2017.1", "2017.01.0", "v2017.1.0", "2017.1.0.0", "2017.1.x", "", "2017..0"] {
            assert_eq!(Version::parse(bad), None, "{bad}");
        }
        assert_eq!(Version::completed("2017.1").as_deref(), Some("2017.1.0"));
        assert_eq!(Version::completed("二〇一七"), None);
    }

    #[test]
    fn reads_references() {
        let r = |t: &str| Reference::parse(t).unwrap();
        let v = |t: &str| Version::parse(t).unwrap();
        assert!(r("national@2017").takes(&v("2017.3.1")));
        assert!(!r("national@2017").takes(&v("2018.0.0")));
        assert!(!r("national@2017").takes(&v("2017.3.1-draft")));
        assert!(r("national@2017.1").takes(&v("2017.1.4")));
        assert!(!r("national@2017.1.0").takes(&v("2017.1.1")));
        assert!(r("national@2017.1.0-draft").takes(&v("2017.1.0-draft")));
        for bad in
            ["national", "@2017", "national@", "national@x", "national@2017#sha256:12", "national@2017#md5:0"]
        {
            assert_eq!(Reference::parse(bad), None, "{bad}");
        }
    }
}
