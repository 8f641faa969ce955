//! How the command line is used, in Chinese to the end: what the library of arguments would say in English.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};

use crate::diagnostic::{Catalogue, Language, Message};

/// Sections of help with their headings.
const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

fn word(key: &str) -> String {
    Catalogue::of(Language::Zh).get(key)
}

/// A command whose help is Chinese: headings, usage line, names of values, what may be given.
pub(super) fn chinese(command: Command) -> Command {
    let mut command = dressed(command).subcommand_value_name(word("cli-value-command"));
    command = command.subcommand_help_heading(word("cli-heading-commands"));
    command = command.disable_version_flag(true).arg(
        Arg::new("version")
            .short('V')
            .long("version")
            .action(ArgAction::Version)
            .help(word("cli-help-version"))
            .help_heading(word("cli-heading-options")),
    );
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for name in &names {
        command = command.mut_subcommand(name, dressed);
    }
    // Usage lines are made of all that has been said so far.
    command.build();
    for name in names.iter().map(String::as_str).chain(["help"]) {
        command = command
            .mut_subcommand(name, |c| if name == "help" { c.about(word("cli-help-help")) } else { used(c) });
    }
    used(command)
}

/// Headings, names of values, and help of what every command has.
fn dressed(mut command: Command) -> Command {
    let ids: Vec<clap::Id> = command.get_arguments().map(|a| a.get_id().clone()).collect();
    for id in ids {
        command = command.mut_arg(id, argument);
    }
    command.help_template(TEMPLATE).disable_help_flag(true).arg(
        Arg::new("help")
            .short('h')
            .long("help")
            .action(ArgAction::Help)
            .help(word("cli-help-flag"))
            .help_heading(word("cli-heading-options")),
    )
}

fn argument(argument: Arg) -> Arg {
    let heading = if argument.is_positional() { "cli-heading-arguments" } else { "cli-heading-options" };
    let mut argument = argument.help_heading(word(heading));
    if !argument.get_action().takes_values() {
        return argument;
    }
    argument = argument.hide_default_value(true).hide_possible_values(true);
    let name = argument.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    let name = name.unwrap_or_else(|| argument.get_id().as_str().to_uppercase());
    let key = format!("cli-value-{}", name.to_lowercase().replace(['=', '_'], "-"));
    let translated = word(&key);
    if translated != key {
        argument = argument.value_name(translated);
    }
    let values: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|v| !v.is_hide_set())
        .map(|v| v.get_name().to_owned())
        .collect();
    let usual: Vec<String> =
        argument.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect();
    let usual = usual.join("、");
    let more = match (values.is_empty(), usual.is_empty()) {
        (true, true) => return argument,
        (true, false) => Message::new("cli-usual").arg("usual", usual),
        (false, true) => Message::new("cli-one-of").names("values", &values),
        (false, false) => Message::new("cli-one-of-usual").names("values", &values).arg("usual", usual),
    };
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    argument.help(format!("{help}{}", more.text(Language::Zh)))
}

/// The usage line in Chinese.
fn used(mut command: Command) -> Command {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    let usage = usage.replace("[OPTIONS]", &word("cli-usage-options"));
    command.override_usage(usage.replace("[COMMAND]", &format!("[{}]", word("cli-value-command"))))
}

/// What is wrong with what was typed, in Chinese; nothing for what is no error, or of a kind that has no words here.
pub(super) fn explained(error: &clap::Error) -> Option<String> {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => {
            texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
        }
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let argument = said(ContextKind::InvalidArg);
    let value = said(ContextKind::InvalidValue);
    let about = |key: &'static str| Message::new(key).arg("argument", &argument).arg("value", &value);
    let headline = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => about("cli-wrong-no-value"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => about("cli-wrong-value"),
        ErrorKind::UnknownArgument => about("cli-wrong-argument"),
        ErrorKind::InvalidSubcommand => {
            about("cli-wrong-command").arg("command", said(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => about("cli-wrong-missing"),
        ErrorKind::MissingSubcommand => about("cli-wrong-no-command"),
        ErrorKind::ArgumentConflict => about("cli-wrong-together").arg("other", said(ContextKind::PriorArg)),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            about("cli-wrong-number")
        }
        ErrorKind::NoEquals => about("cli-wrong-equals"),
        ErrorKind::InvalidUtf8 => about("cli-wrong-utf8"),
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion
        | ErrorKind::Io
        | ErrorKind::Format
        | _ => return None,
    };
    let mut text = headline.text(Language::Zh) + "\n";
    let nearest = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .map(said)
        .find(|s| !s.is_empty());
    let list =
        [ContextKind::ValidValue, ContextKind::ValidSubcommand].into_iter().map(said).find(|s| !s.is_empty());
    let more = [
        nearest.map(|near| Message::new("cli-wrong-nearest").arg("nearest", near)),
        list.map(|values| Message::new("cli-wrong-list").arg("values", values)),
    ];
    for line in more.into_iter().flatten() {
        text += &format!("  {}\n", line.text(Language::Zh));
    }
    let usage = said(ContextKind::Usage);
    let usage = usage.trim_start_matches("Usage:").trim();
    if !usage.is_empty() {
        text += &format!("\n{}\n", Message::new("cli-wrong-usage").arg("usage", usage).text(Language::Zh));
    }
    text += &format!("{}\n", word("cli-wrong-help"));
    Some(text)
}
