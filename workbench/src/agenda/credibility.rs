//! How far the counties' self-evaluations held: each against the city's copy of it. Counts, no score.

use serde_json::{Map, Value, json};

use super::View;
use crate::compare::Pair;
use crate::error::Failure;

/// By county and copy: cells compared and changed, changes that decide, outcomes turned for the county and against it. A copy counts once
/// its review is concluded.
///
/// # Errors
/// Where the store cannot be read.
pub fn credibility(view: &mut View<'_>) -> Result<Value, Failure> {
    let state = view.state;
    let mut copies: Vec<_> = state.copies.iter().collect();
    copies.sort_by_key(|(_, copy)| copy.made);
    let mut out: Map<String, Value> = Map::new();
    for (id, copy) in copies {
        let own = id.replacen('C', "S", 1);
        if !state.verdicts.contains_key(id) || !state.verdicts.contains_key(&own) {
            continue;
        }
        let counts = Pair::new(state, view.shelf, &own, id)?.compare()?.counts;
        let entry = json!({
            "self": own, "cells_compared": counts.cells_compared, "cells_changed": counts.cells_changed,
            "deciding": counts.deciding, "turned_for": counts.r#for, "turned_against": counts.against,
        });
        let of = out.entry(copy.county.clone()).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(of) = of {
            of.insert(id.clone(), entry);
        }
    }
    Ok(Value::Object(out))
}
