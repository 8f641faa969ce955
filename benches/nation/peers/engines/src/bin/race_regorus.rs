//! The race's rules in Rego, evaluated by regorus with each county as the input. The rules are in `race.rego`, the limits in `limits.json`.
//!
//! They are compiled for regorus's virtual machine, which takes about half the time of its interpreter.

use engines::{County, RULES, Result, Verdict, judged};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Value};

const VERDICT: &str = "data.race.verdict";

fn main() -> Result<()> {
    let limits = Value::from_json_str(include_str!("../limits.json"))?;
    let mut engine = Engine::new();
    engine.add_policy("race.rego".to_owned(), include_str!("../race.rego").to_owned())?;
    engine.add_data(limits.clone())?;
    let policy = engine.compile_with_entrypoint(&VERDICT.into())?;
    let mut machine = RegoVM::new();
    machine.load_program(Compiler::compile_from_policy(&policy, &[VERDICT])?);
    machine.set_data(limits)?;
    // A county takes more instructions than a request for which the bound is meant.
    machine.set_max_instructions(usize::MAX);
    judged(|county: &County| {
        machine.set_input(Value::from_json_str(&serde_json::to_string(county)?)?);
        let verdict = machine.execute()?;
        let unmet = RULES.map(|rule| verdict["unmet"][rule].as_i64());
        let unmet: Vec<i64> = unmet.into_iter().collect::<std::result::Result<_, _>>()?;
        let unmet = unmet.try_into().map_err(|_| "a rule without a count")?;
        Ok(Verdict { unmet, recognised: *verdict["recognised"].as_bool()? })
    })
}
