//! Did-you-mean.

/// The candidate most like `name`, if any is near enough to be meant. Works for short Chinese names too: one character
/// wrong, missing or added, two swapped, or the name being a part of exactly one candidate. Never one that means the contrary.
pub fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    if length == 0 || length > 256 {
        return None;
    }
    let simple = super::simplified(name);
    let name = simple.as_deref().unwrap_or(name);
    let lower = name.to_lowercase();
    let bag = bag(&lower);
    let length = lower.chars().count();
    let is_code = is_code(&lower);
    let mut best: Option<(usize, &'a str)> = None;
    // How many others are as near: `GS` is no nearer to `G1` than to `G2`.
    let mut as_near = 0usize;
    let mut containing: Vec<&'a str> = Vec::new();
    for candidate in candidates {
        if candidate == name && simple.is_some() {
            return Some(candidate);
        }
        let coded =
            || is_code && candidate.len() == lower.len() && other_code(&lower, &candidate.to_lowercase());
        if candidate == name || candidate.is_empty() || coded() {
            continue;
        }
        let contrary = || super::opposed(name, candidate);
        let other = candidate.chars().count();
        let (strange, missing) = apart(&bag, length, candidate, other);
        // What is part of a name has no character that this has not.
        if length >= 2
            && (missing == 0 && candidate.contains(name)
                || strange == 0 && other >= 2 && name.contains(candidate))
            && !containing.contains(&candidate)
            && !contrary()
        {
            containing.push(candidate);
        }
        let allowed = (length.max(other) / 3).max(1);
        if other.abs_diff(length) > allowed || strange.max(missing) > allowed {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
        // A one-character name is like every other one-character name.
        if distance > allowed || distance >= length.min(other) {
            continue;
        }
        if best.is_none_or(|(d, _)| distance <= d) && !contrary() {
            match best {
                Some((d, other)) if d == distance => as_near += usize::from(other != candidate),
                Some(_) | None => {
                    best = Some((distance, candidate));
                    as_near = 0;
                }
            }
        }
    }
    match (best, containing.as_slice()) {
        (Some(_), _) if as_near > 0 && length <= 2 => None,
        (Some((_, found)), _) => Some(found),
        (None, [only]) => Some(only),
        _ => None,
    }
}

/// How often characters occur, by a few bits of each.
fn bag(name: &str) -> [i16; 64] {
    let mut bag = [0i16; 64];
    for c in name.chars() {
        if let Some(slot) = bag.get_mut(c as usize % 64) {
            *slot += 1;
        }
    }
    bag
}

/// How many characters of a candidate the name has not, and how many of the name the candidate has not. At least so far are they apart;
/// it costs little, where there are thousands of names.
fn apart(bag: &[i16; 64], length: usize, candidate: &str, other: usize) -> (usize, usize) {
    let (mut left, mut strange) = (*bag, 0usize);
    for c in candidate.chars().flat_map(char::to_lowercase) {
        if let Some(slot) = left.get_mut(c as usize % 64) {
            *slot -= 1;
            strange += usize::from(*slot < 0);
        }
    }
    (strange, (length + strange).saturating_sub(other))
}

/// Whether a name is an id such as `Q8`: letters, then digits.
fn is_code(name: &str) -> bool {
    let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    !digits.is_empty() && digits.len() < name.len() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Two different ids of the same form, such as `Q8` and `Q9` or `G8`: whoever writes one means it.
fn other_code(name: &str, other: &str) -> bool {
    name != other && name.len() == other.len() && is_code(name) && is_code(other)
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn finds_what_was_meant() {
        let names = ["students", "在校生数", "专任教师数", "R1", "R2"];
        assert_eq!(suggest("studnets", names), Some("students"));
        assert_eq!(suggest("在校学生数", names), Some("在校生数"));
        assert_eq!(suggest("教师数", names), Some("专任教师数"));
        assert_eq!(suggest("面积", names), None);
        assert_eq!(suggest("", names), None);
        assert_eq!(suggest("R4", names), None);
        assert_eq!(suggest("Q1", names), None);
        assert_eq!(suggest("R11", names), Some("R1"));
        assert_eq!(suggest("r1", names), Some("R1"));
        assert_eq!(suggest("專任教師數", names), Some("专任教师数"));
    }
}
