//! `junheng completions` and `junheng man`: for shells and for packagers.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::args::{Cli, localised};
use super::{Ending, Outcome, Stop, output};
use crate::diagnostic::{Language, Message, system_cause};

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Writes the completion script of a shell.
pub(super) fn run(args: &CompletionsArgs, language: Language) -> Outcome {
    let mut command = localised(Cli::command(), language);
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "junheng", &mut script);
    output::exact(&String::from_utf8_lossy(&script), language)?;
    Ok(Ending::Done)
}

/// Writes a manual page for the program and each command.
pub(super) fn man(args: &ManArgs, language: Language) -> Outcome {
    let failed = |cause: &std::io::Error| {
        let message = Message::new("cli-cannot-write")
            .arg("path", args.out.display())
            .message("cause", system_cause(cause));
        Stop::new(&message, None, language)
    };
    std::fs::create_dir_all(&args.out).map_err(|e| failed(&e))?;
    let mut program = localised(Cli::command(), language);
    program.build();
    let commands = program.get_subcommands().filter(|c| c.get_name() != "help").cloned();
    let pages: Vec<clap::Command> = std::iter::once(program.clone()).chain(commands).collect();
    for page in pages {
        let name = match page.get_name() {
            "junheng" => "junheng".to_owned(),
            name => format!("junheng-{name}"),
        };
        let mut text = Vec::new();
        let page = clap_mangen::Man::new(page);
        page.render(&mut text).map_err(|e| failed(&e))?;
        output::file(&args.out.join(format!("{name}.1")), &String::from_utf8_lossy(&text), language)?;
    }
    Ok(Ending::Done)
}
