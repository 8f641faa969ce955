//! `junheng workbench …`: a program of its own, run when it stands beside this one or on the path, as cargo and git have them.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::Command;

use super::output;
use crate::diagnostic::{Language, Message};

/// The subcommands that are programs of their own.
const PROGRAMS: [&str; 1] = ["workbench"];

/// Runs the program that the arguments name, if they name one.
pub(super) fn run(arguments: impl Iterator<Item = OsString>, language: Language) -> Option<u8> {
    let mut arguments = arguments.skip(1);
    let name = arguments.next()?;
    let name = PROGRAMS.into_iter().find(|p| name == OsStr::new(p))?;
    let program = format!("junheng-{name}{}", std::env::consts::EXE_SUFFIX);
    let beside = std::env::current_exe().ok().and_then(|own| Some(own.parent()?.join(&program)));
    let place = beside.filter(|p| p.is_file()).unwrap_or_else(|| PathBuf::from(&program));
    match Command::new(place).args(arguments).status() {
        // A program that a signal ended has no code.
        Ok(status) => Some(status.code().and_then(|c| u8::try_from(c).ok()).unwrap_or(1)),
        Err(_) => {
            output::message(
                &Message::new("cli-no-program").arg("program", program).arg("name", name).text(language),
            );
            Some(1)
        }
    }
}
