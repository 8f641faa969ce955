//! `junheng schema`.

use std::path::PathBuf;

use clap::Args;

use super::{Ending, Outcome, Stop, output};
use crate::diagnostic::{Language, Message, system_cause};
use crate::tooling::schema::{NAMES, schema};

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    #[arg(value_name = "NAME", value_parser = NAMES, required_unless_present = "out")]
    name: Option<String>,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &SchemaArgs, language: Language) -> Outcome {
    let wanted: Vec<&str> = match &args.name {
        Some(name) => vec![name],
        None => NAMES.to_vec(),
    };
    if let Some(folder) = &args.out {
        std::fs::create_dir_all(folder).map_err(|e| {
            let message = Message::new("cli-cannot-write")
                .arg("path", folder.display())
                .message("cause", system_cause(&e));
            Stop::new(&message, None, language)
        })?;
    }
    for name in wanted {
        let Some(found) = schema(name) else { continue };
        let text = serde_json::to_string_pretty(&found).map_err(|e| Stop(e.to_string()))? + "\n";
        match &args.out {
            Some(folder) => output::file(&folder.join(format!("{name}.schema.json")), &text, language)?,
            None => output::exact(&text, language)?,
        }
    }
    Ok(Ending::Done)
}
