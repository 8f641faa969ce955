//! The race's rules in Rego, evaluated by regorus with each county as the input. The rules are in `race.rego`, the limits in `limits.json`.

use engines::{County, RULES, Result, Verdict, judged};
use regorus::{Engine, Value};

fn main() -> Result<()> {
    let mut engine = Engine::new();
    engine.add_policy("race.rego".to_owned(), include_str!("../race.rego").to_owned())?;
    engine.add_data(Value::from_json_str(include_str!("../limits.json"))?)?;
    judged(|county: &County| {
        engine.set_input(Value::from_json_str(&serde_json::to_string(county)?)?);
        let verdict = engine.eval_rule("data.race.verdict".to_owned())?;
        let unmet = RULES.map(|rule| verdict["unmet"][rule].as_i64());
        let unmet: Vec<i64> = unmet.into_iter().collect::<std::result::Result<_, _>>()?;
        let unmet = unmet.try_into().map_err(|_| "a rule without a count")?;
        Ok(Verdict { unmet, recognised: *verdict["recognised"].as_bool()? })
    })
}
