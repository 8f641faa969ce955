//! Which packs are named: one, all of a folder, or all that a `*` fits.

use std::path::{Path, PathBuf};

use crate::pack::packs_in;

/// The packs that references name. A folder of packs stands for all of them, and so does a `*` in the last part of a path, which not
/// every shell writes out.
pub(super) fn all(given: &[String]) -> Vec<String> {
    given.iter().flat_map(|reference| one(reference)).collect()
}

fn one(reference: &str) -> Vec<String> {
    let path = Path::new(reference);
    let found = match path.file_name().and_then(|name| name.to_str()) {
        Some(pattern) if pattern.contains('*') && !path.exists() => {
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let name = |p: &PathBuf| p.file_name().is_some_and(|n| fits(pattern, &n.to_string_lossy()));
            packs_in(folder).into_iter().filter(name).collect()
        }
        Some(_) | None if path.is_dir() => packs_in(path),
        Some(_) | None => Vec::new(),
    };
    if found.is_empty() {
        return vec![reference.to_owned()];
    }
    found.iter().map(|p| p.to_string_lossy().into_owned()).collect()
}

/// Whether a name fits a pattern in which each `*` stands for any text.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    for part in between {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or("");
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, name) in [("*", "city"), ("c*", "city"), ("*-20*", "national-2017"), ("a*b*c", "abbc")]
        {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("c*", "demo"), ("*x", "city"), ("ab*ba", "aba"), ("city", "cityx")] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }
}
