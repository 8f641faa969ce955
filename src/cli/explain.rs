//! `junheng explain`.

use super::args::{Cli, ExplainArgs};
use super::{Ending, Outcome, Stop, check, eval, output};
use crate::diagnostic::{Language, Message, suggest};
use crate::evaluation::{Group, Options, evaluate, explain};
use crate::facts::{self, Facts};
use crate::report::explanation;
use crate::semantics::{CheckedPack, EntityIx, ItemIx};
use crate::tooling::test::{subject_named, subject_text};

pub(super) fn run(cli: &Cli, args: &ExplainArgs, language: Language) -> Outcome {
    let as_of = eval::day(args.as_of.as_deref(), language)?;
    let pack = check::with_set(cli, &args.pack, &args.set, as_of, language)?;
    eval::outside_period(&pack, as_of, language);
    let Some(ix) = pack.find_item(&args.rule) else {
        let names = pack.items.iter().flat_map(|i| [i.id.as_str(), i.label.as_str()]);
        let help = suggest(&args.rule, names).map(|near| Message::new("help-did-you-mean").arg("name", near));
        return Err(Stop::new(
            &Message::new("cli-unknown-rule").arg("rule", &args.rule),
            help.as_ref(),
            language,
        ));
    };
    let data = vec![args.data.clone()];
    let facts = facts::read(&pack, &data, as_of).map_err(|e| Stop::new(&e.message(), None, language))?;
    eval::passed_over(&facts.issues, language);
    let options = Options::on(as_of);
    let subjects = subjects(&pack, &facts, &options, ix);
    let wanted: Vec<&(String, u32, Group)> = match &args.subject {
        Some(subject) => {
            let entity = pack.item(ix).map_or(EntityIx(0), |i| i.entity);
            let named = |row: u32, group: &Group| subject_named(&pack, &facts, entity, row, group, subject);
            subjects.iter().filter(|(_, row, group)| named(*row, group)).collect()
        }
        None => subjects.iter().collect(),
    };
    if wanted.is_empty() || (args.subject.is_none() && wanted.len() > 1) {
        // What is wrong with the data goes before what is not found in them.
        eval::data_errors(&facts, language);
        let known: Vec<&str> = subjects.iter().take(12).map(|(k, _, _)| k.as_str()).collect();
        let message = match &args.subject {
            Some(s) => Message::new("cli-unknown-subject").arg("rule", &args.rule).arg("subject", s),
            None if subjects.is_empty() => Message::new("cli-no-subject").arg("rule", &args.rule),
            None => Message::new("cli-which-subject").arg("rule", &args.rule).count("count", subjects.len()),
        };
        let near =
            args.subject.as_ref().and_then(|s| suggest(s, subjects.iter().map(|(k, _, _)| k.as_str())));
        let help = match near {
            Some(near) => Message::new("help-did-you-mean").arg("name", near),
            None if known.is_empty() => Message::new("cli-subjects-none"),
            None => Message::new("cli-subjects").arg("subjects", known.join("、")),
        };
        return Err(Stop::new(&message, Some(&help), language));
    }
    for (_, row, group) in wanted {
        if let Some(derivation) = explain(&pack, &facts, &options, ix, *row, group) {
            let text = explanation(&pack, &facts, &derivation, language);
            output::result(&(check::trial(&pack, language) + &text), language)?;
        }
    }
    Ok(Ending::Done)
}

/// The subjects of an item as they are typed: key parts joined by `/`, the group in brackets.
fn subjects(pack: &CheckedPack, facts: &Facts, options: &Options, ix: ItemIx) -> Vec<(String, u32, Group)> {
    let Some(item) = pack.item(ix) else { return Vec::new() };
    let evaluation = evaluate(pack, facts, options);
    let mut out = Vec::new();
    for county in &evaluation.counties {
        let found = county.subjects.iter().filter(|s| s.item == ix).map(|s| (s.row, s.group.clone()));
        let values = county.values.iter().filter(|v| v.item == ix).map(|v| (v.row, v.group.clone()));
        for (row, group) in found.chain(values) {
            out.push((subject_text(pack, facts, item.entity, row, &group), row, group));
        }
    }
    out
}
