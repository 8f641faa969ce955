//! Where in a YAML file a place is: the keys above it.

/// The keys above a byte of a YAML text, the outermost first: by indentation, and by braces on its own line.
pub(super) fn keys_above(before: &str) -> Vec<String> {
    let mut lines: Vec<&str> = before.split('\n').collect();
    let head = lines.pop().unwrap_or("");
    let mut above = Vec::new();
    let mut indent = depth(head);
    for line in lines.iter().rev() {
        if indent == 0 {
            break;
        }
        let own = depth(line);
        if line.trim().is_empty() || line.trim_start().starts_with('#') || own >= indent {
            continue;
        }
        if let Some(key) = key_of(line) {
            above.push(key);
        }
        indent = own;
    }
    above.reverse();
    above.extend(braces(head));
    above
}

/// How deep a line is indented; a dash of a list counts as a blank.
fn depth(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

fn key_of(line: &str) -> Option<String> {
    let (key, rest) = line.trim_start_matches([' ', '-']).split_once(':')?;
    (rest.is_empty() || rest.starts_with([' ', '\r']))
        .then(|| key.trim().trim_matches(['"', '\'']).to_owned())
}

/// The keys of the maps in braces that are open at a line's end.
fn braces(head: &str) -> Vec<String> {
    let mut open: Vec<Option<String>> = Vec::new();
    let mut start = depth(head);
    for (i, c) in head.char_indices().skip_while(|(i, _)| *i < depth(head)) {
        match c {
            '{' | '[' => {
                let key = head.get(start..i).and_then(|piece| key_of(&format!("{} ", piece.trim())));
                open.push(key.filter(|_| c == '{' || !open.is_empty() || i > start));
                start = i + 1;
            }
            '}' | ']' => {
                open.pop();
                start = i + 1;
            }
            ',' => start = i + 1,
            _ => {}
        }
    }
    open.into_iter().flatten().collect()
}

/// The key before a colon on the line at hand, if a value is being written: `依据: [办法, ` gives `依据`.
pub(super) fn key_being_filled(head: &str) -> Option<(String, &str)> {
    let mut depth = 0usize;
    let mut begin = 0;
    for (i, c) in head.char_indices().rev() {
        match c {
            '}' | ']' => depth += 1,
            '{' if depth == 0 => {
                begin = i + 1;
                break;
            }
            '{' | '[' => depth = depth.saturating_sub(1),
            ',' if depth == 0 && !head.get(..i)?.contains('[') => {
                begin = i + 1;
                break;
            }
            _ => {}
        }
    }
    let piece = head.get(begin..)?;
    let (key, value) = piece.split_once(':')?;
    Some((key.trim().trim_start_matches("- ").trim().to_owned(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_above_by_indentation_and_braces() {
        let text = "指标:\n  R1:\n    名称: x\n    ";
        assert_eq!(keys_above(text), ["指标", "R1"]);
        assert_eq!(keys_above("调整:\n  限值:\n    "), ["调整", "限值"]);
        assert_eq!(keys_above("限值:\n  a: {标签: b, "), ["限值", "a"]);
        assert_eq!(keys_above("limits:\n  a: {value: {"), ["limits", "a", "value"]);
        assert_eq!(keys_above("数据表:\n  t:\n    列:\n      c:\n        "), ["数据表", "t", "列", "c"]);
        assert_eq!(keys_above(""), Vec::<String>::new());
    }

    #[test]
    fn the_key_that_is_being_filled() {
        assert_eq!(key_being_filled("    依据: [办法, "), Some(("依据".to_owned(), " [办法, ")));
        assert_eq!(key_being_filled("  a: {标签: b, 类型: "), Some(("类型".to_owned(), " ")));
        assert_eq!(key_being_filled("    "), None);
    }
}
