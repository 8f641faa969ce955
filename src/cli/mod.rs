//! The command line: arguments, exit codes; a client of the library.

mod args;
mod bulk;
mod check;
mod compare;
mod completions;
mod diff;
mod doc;
mod eval;
mod explain;
mod external;
mod fmt;
mod format;
mod gap;
mod guard;
mod impact;
mod interrupt;
mod new;
mod lsp;
mod output;
mod packs;
mod progress;
mod references;
mod remarks;
mod schema;
mod show;
mod template;
mod test;
mod usage;
mod verify;

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::diagnostic::{Language, Message, system_cause};
use crate::source::{DEEP_STACK, visible, with_deep_stack};
use args::{Cli, Command};
use interrupt::Interrupt;

/// How a command ended.
enum Ending {
    /// Done.
    Done,
    /// The pack or the data has errors, or a test failed: exit code 1.
    Failed,
}

/// Something that stopped a command, already in words.
struct Stop(String);

impl Stop {
    fn new(message: &Message, help: Option<&Message>, language: Language) -> Self {
        let mut text = message.text(language);
        if let Some(help) = help {
            text.push_str(&format!("\n  help: {}", help.text(language)));
        }
        Stop(text)
    }
}

type Outcome = Result<Ending, Stop>;

/// Runs the program: 0 done, 1 errors in pack or data, 2 wrong usage; 130 or 143 where it was interrupted or told to end.
pub fn main() -> ExitCode {
    ExitCode::from(main_with(std::env::args_os().collect()))
}

/// The same with arguments that are given, the program's name first: for a program that has this one inside.
pub fn main_with(typed: Vec<OsString>) -> u8 {
    if let Err(error) = room() {
        let language = args::language_of(typed.into_iter());
        output::message(&Message::new("cli-no-room").message("cause", system_cause(&error)).text(language));
        return 1;
    }
    // The stages each ask for room to recurse; what is made here serves them all. The main thread's memory grows in larger steps than
    // another's, which is a millisecond and a half at each start.
    with_deep_stack(|| run(typed))
}

/// The language of messages where none is asked for: that of the system's settings.
pub fn language() -> Language {
    args::language_of(std::iter::empty())
}

/// Whether there is room for a deep stack: a thread is refused it in words, where making the stack itself would end the program.
fn room() -> std::io::Result<()> {
    let tried = std::thread::Builder::new().stack_size(DEEP_STACK + (1 << 20)).spawn(|| ())?;
    tried.join().map_err(|_| std::io::ErrorKind::OutOfMemory.into())
}

/// What was typed; the texts of help and of errors are only made where they are shown.
fn parsed(typed: &[OsString], language: Language) -> Result<Cli, clap::Error> {
    let read =
        |command: clap::Command| command.try_get_matches_from(typed).and_then(|m| Cli::from_arg_matches(&m));
    let shown = |command| match language {
        Language::Zh => usage::chinese(command),
        Language::En => command,
    };
    read(Cli::command()).or_else(|_| read(shown(args::localised(Cli::command(), language))))
}

/// Says how the command line is used, in colours unless it quotes what would steer the terminal.
fn explain_usage(error: &clap::Error, language: Language) -> std::io::Result<()> {
    let own = (language == Language::Zh).then(|| usage::explained(error)).flatten();
    if let Some(text) = own {
        return std::io::stderr().write_all(visible(&text).as_bytes());
    }
    let text = error.render().to_string();
    match visible(&text) {
        Cow::Borrowed(_) => error.print(),
        Cow::Owned(seen) => std::io::stderr().write_all(seen.as_bytes()),
    }
}

fn run(typed: Vec<OsString>) -> u8 {
    let language = args::language_of(typed.iter().cloned());
    if let Some(code) = external::run(typed.iter().cloned(), language) {
        return code;
    }
    let cli = match parsed(&typed, language) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            return match explain_usage(&error, language) {
                Err(e) if code == 0 && e.kind() != std::io::ErrorKind::BrokenPipe => {
                    let Stop(text) = output::cannot_write(Path::new("stdout"), &e, language);
                    output::message(&text);
                    1
                }
                Ok(()) | Err(_) => code,
            };
        }
    };
    let interrupt = Interrupt::listen(language);
    // A new pack makes its folder.
    let makes = matches!(cli.command, Command::New(_));
    if let Some(error) = cli.unusable_folder().filter(|_| !makes) {
        let Stop(text) = Stop::new(&error.message(), error.help().as_ref(), language);
        output::message(&text);
        return 1;
    }
    let result = match &cli.command {
        Command::Check(a) => check::run(&cli, a, language),
        Command::Template(a) => template::run(&cli, a, language),
        Command::Eval(a) => eval::run(&cli, a, language),
        Command::Explain(a) => explain::run(&cli, a, language),
        Command::Gap(a) => gap::run(&cli, a, language),
        Command::Fmt(a) => fmt::run(&cli, a, language),
        Command::Verify(a) => verify::run(&cli, a, language),
        Command::Test(a) => test::run(&cli, a, language),
        Command::Diff(a) => diff::run(&cli, a, language),
        Command::Impact(a) => impact::run(&cli, a, language),
        Command::Compare(a) => compare::run(&cli, a, language),
        Command::Doc(a) => doc::run(&cli, a, language),
        Command::New(a) => new::run(&cli, a, language),
        Command::Lsp => lsp::run(&cli, language),
        Command::Schema(a) => schema::run(a, language),
        Command::Packs(a) => packs::run(&cli, a, language),
        Command::Show(a) => show::run(&cli, a, language),
        Command::Completions(a) => completions::run(a, language),
        Command::Man(a) => completions::man(a, language),
    };
    interrupt.settle();
    match result {
        Ok(Ending::Done) => 0,
        Ok(Ending::Failed) => 1,
        Err(Stop(text)) => {
            output::message(&text);
            1
        }
    }
}
