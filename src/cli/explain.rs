//! `junheng explain`.

use super::args::{Cli, ExplainArgs};
use super::{Ending, Outcome, Stop, check, eval, output};
use crate::diagnostic::Language;
use crate::evaluation::Options;
use crate::facts;
use crate::tooling::explain::{explained, item_named};
use crate::tooling::set::Refusal;

pub(super) fn run(cli: &Cli, args: &ExplainArgs, language: Language) -> Outcome {
    let refused = |refusal: Refusal| Stop::new(&refusal.message, refusal.help.as_ref(), language);
    let as_of = eval::day(args.as_of.as_deref(), language)?;
    let pack = check::with_set(cli, &args.pack, &args.set, as_of, language)?;
    eval::outside_period(&pack, as_of, language);
    let ix = item_named(&pack, &args.rule).map_err(refused)?;
    let data = vec![args.data.clone()];
    let facts = facts::read(&pack, &data, as_of).map_err(|e| Stop::new(&e.message(), None, language))?;
    eval::passed_over(&facts.issues, language);
    let (item, options) = ((ix, args.rule.as_str()), Options::on(as_of));
    let texts = explained(&pack, &facts, &options, item, args.subject.as_deref(), language);
    let texts = texts.map_err(|refusal| {
        // What is wrong with the data goes before what is not found in them.
        eval::data_errors(&facts, language);
        refused(refusal)
    })?;
    for text in texts {
        output::exact(&text, language)?;
    }
    Ok(Ending::Done)
}
