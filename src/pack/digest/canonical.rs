//! Canonical JSON (RFC 8785). The crate for it writes each object once more at every level above it; here an object's keys are sorted
//! before they are written, and the crate writes numbers only.

use serde::Serialize;
use serde_json::Value;

/// The canonical JSON of a value.
pub(super) fn bytes(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Object(map) => {
            let mut fields: Vec<(&String, &Value)> = map.iter().collect();
            // By UTF-16 units, as the standard has it.
            fields.sort_unstable_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            list(b"{}", fields, out, |(key, value), out| {
                plain(key, out);
                out.push(b':');
                write(value, out);
            });
        }
        Value::Array(items) => list(b"[]", items, out, write),
        Value::Number(_) => out.extend(serde_json_canonicalizer::to_vec(value).unwrap_or_default()),
        Value::String(text) => plain(text, out),
        Value::Bool(_) | Value::Null => plain(value, out),
    }
}

fn list<T>(
    [open, close]: &[u8; 2],
    items: impl IntoIterator<Item = T>,
    out: &mut Vec<u8>,
    one: impl Fn(T, &mut Vec<u8>),
) {
    out.push(*open);
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        one(item, out);
    }
    out.push(*close);
}

/// What any JSON writer says in the same way.
fn plain(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) {
    // A vector takes all that is written to it.
    let _ = serde_json::to_writer(out, value);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (-9999..9999i64).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..8)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn is_what_the_crate_for_it_writes(value in value()) {
            prop_assert_eq!(bytes(&value), serde_json_canonicalizer::to_vec(&value).unwrap());
        }
    }

    #[test]
    fn keys_stand_by_utf16_units() {
        let value = json!({"\u{FF10}": [2017, "\u{8}\"/\u{1}"], "𠮷": {}, "a": null, "": true});
        let written = bytes(&value);
        assert_eq!(
            String::from_utf8(written.clone()).unwrap(),
            "{\"\":true,\"a\":null,\"𠮷\":{},\"\u{FF10}\":[2017,\"\\b\\\"/\\u0001\"]}"
        );
        assert_eq!(written, serde_json_canonicalizer::to_vec(&value).unwrap());
    }
}
