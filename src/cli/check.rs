//! `junheng check`.

use super::args::{CheckArgs, CheckFormat, Cli, Deny};
use super::{Ending, Outcome, Stop, output, references};
use crate::diagnostic::{
    Diagnostic, Language, Message, Severity, codes, render_github, render_json, render_sarif, render_text,
    suggest,
};
use crate::pack::{PackChain, load};
use crate::report::explain_code;
use crate::semantics::{Checked, check};
use crate::tooling::set::with_numbers;

pub(super) fn run(cli: &Cli, args: &CheckArgs, language: Language) -> Outcome {
    if let Some(id) = &args.explain {
        let Some(code) = codes::find(id) else {
            let all: Vec<&str> = codes::all().map(|c| c.id).collect();
            let help = suggest(&id.to_uppercase(), all)
                .map(|near| Message::new("help-did-you-mean").arg("name", near));
            return Err(Stop::new(
                &Message::new("cli-unknown-code").arg("code", id),
                help.as_ref(),
                language,
            ));
        };
        output::result(&explain_code(code, language), language)?;
        return Ok(Ending::Done);
    }
    let mut failed = false;
    let mut all = Vec::new();
    let (mut errors, mut warnings) = (0, 0);
    let packs = references::all(&args.pack);
    for reference in &packs {
        let checked = check(chain(cli, reference, language)?);
        let count = |s: Severity| checked.diagnostics.iter().filter(|d| d.code.severity == s).count();
        errors += count(Severity::Error);
        warnings += count(Severity::Warning);
        match args.format {
            CheckFormat::Text if !checked.diagnostics.is_empty() => output::exact(
                &render_text(&checked.diagnostics, &checked.sources, language, output::colored(cli, false)),
                language,
            )?,
            CheckFormat::Text => {}
            CheckFormat::Json | CheckFormat::Sarif | CheckFormat::Github => {
                all.extend(render_json(&checked.diagnostics, &checked.sources, language));
            }
        }
    }
    failed |= errors > 0 || (args.deny == Some(Deny::Warnings) && warnings > 0);
    let json = |text: Result<String, serde_json::Error>| text.map_err(|e| Stop(e.to_string()));
    match args.format {
        CheckFormat::Json => output::exact(&json(serde_json::to_string_pretty(&all))?, language)?,
        CheckFormat::Sarif => {
            output::exact(&json(serde_json::to_string_pretty(&render_sarif(&all, language)))?, language)?;
        }
        CheckFormat::Github if all.is_empty() => {}
        CheckFormat::Github => output::result(&render_github(&all), language)?,
        CheckFormat::Text => {
            let summary = if errors + warnings == 0 {
                Message::new("cli-no-problems").count("packs", packs.len())
            } else {
                Message::new("cli-problems").count("errors", errors).count("warnings", warnings)
            };
            output::message(&summary.text(language));
        }
    }
    Ok(if failed { Ending::Failed } else { Ending::Done })
}

/// A pack with all that it extends.
pub(super) fn chain(cli: &Cli, reference: &str, language: Language) -> Result<PackChain, Stop> {
    load(reference, &cli.search()).map_err(|e| Stop::new(&e.message(), e.help().as_ref(), language))
}

/// A pack without errors; what is wrong with it goes to stderr.
pub(super) fn sound(
    cli: &Cli,
    reference: &str,
    language: Language,
) -> Result<crate::semantics::CheckedPack, Stop> {
    sound_chain(cli, reference, chain(cli, reference, language)?, language)
}

/// [`sound`] with numbers set for a trial.
pub(super) fn with_set(
    cli: &Cli,
    reference: &str,
    set: &[String],
    as_of: crate::value::Date,
    language: Language,
) -> Result<crate::semantics::CheckedPack, Stop> {
    let base = chain(cli, reference, language)?;
    if set.is_empty() {
        return sound_chain(cli, reference, base, language);
    }
    let pack = sound_chain(cli, reference, base.clone(), language)?;
    let chain = with_numbers(base, &pack, set, as_of)
        .map_err(|refusal| Stop::new(&refusal.message, refusal.help.as_ref(), language))?;
    sound_chain(cli, reference, chain, language)
}

/// [`sound`] for a chain that was loaded.
pub(super) fn sound_chain(
    cli: &Cli,
    reference: &str,
    chain: PackChain,
    language: Language,
) -> Result<crate::semantics::CheckedPack, Stop> {
    let Checked { pack, diagnostics, sources, .. } = check(chain);
    match pack {
        Some(pack) => Ok(pack),
        None => {
            let errors: Vec<Diagnostic> =
                diagnostics.into_iter().filter(|d| d.code.severity.is_error()).collect();
            let text = render_text(&errors, &sources, language, output::colored(cli, true));
            let count =
                Message::new("cli-pack-has-errors").arg("pack", reference).count("errors", errors.len());
            output::coloured(&text);
            Err(Stop(count.text(language)))
        }
    }
}
