//! `junheng show`.

use clap::{Args, ValueEnum};

use super::args::Cli;
use super::{Ending, Outcome, Stop, check, output};
use crate::diagnostic::{Language, Message};
use crate::report::PackStamp;
use crate::tooling::show::{ShowReport, contents, contents_text, show, shown_text};

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    #[arg(value_name = "PACK")]
    pack: String,
    #[arg(value_name = "ID")]
    id: Option<String>,
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    format: ShowFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ShowFormat {
    Text,
    Json,
}

pub(super) fn run(cli: &Cli, args: &ShowArgs, language: Language) -> Outcome {
    let chain = check::chain(cli, &args.pack, language)?;
    let pack = check::sound_chain(cli, &args.pack, chain.clone(), language)?;
    let json = |text: Result<String, serde_json::Error>| text.map_err(|e| Stop(e.to_string()));
    let Some(id) = &args.id else {
        let all = contents(&chain, &pack);
        match args.format {
            ShowFormat::Text => output::result(&contents_text(&all, language), language)?,
            ShowFormat::Json => {
                output::exact(&json(serde_json::to_string_pretty(&ShowReport::Contents(all)))?, language)?;
            }
        }
        return Ok(Ending::Done);
    };
    let found = show(&chain, &pack, id).map_err(|near| {
        let help = near.map(|near| Message::new("help-did-you-mean").arg("name", near));
        Stop::new(&Message::new("show-nothing").arg("name", id), help.as_ref(), language)
    })?;
    match args.format {
        ShowFormat::Text => {
            let texts: Vec<String> = found.iter().map(|shown| shown_text(shown, language)).collect();
            output::result(&texts.join("\n"), language)?;
        }
        ShowFormat::Json => {
            let pack = PackStamp::of(&pack);
            output::exact(
                &json(serde_json::to_string_pretty(&ShowReport::Found { pack, found }))?,
                language,
            )?;
        }
    }
    Ok(Ending::Done)
}
