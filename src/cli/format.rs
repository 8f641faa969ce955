//! Which format a result is written in: as asked for, else as the file's name says.

use std::path::Path;

use clap::ValueEnum;

use super::{Stop, output};
use crate::diagnostic::{Language, Message};

/// A format with the endings of files that are in it.
pub(super) trait Format: ValueEnum + Copy {
    /// The endings, the usual one first, in small letters.
    fn endings(self) -> &'static [&'static str];
}

/// The format that was asked for; else that of the file's ending; else the first.
pub(super) fn format<F: Format + Default>(
    asked: Option<F>,
    out: Option<&Path>,
    language: Language,
) -> Result<F, Stop> {
    if let Some(asked) = asked {
        return Ok(asked);
    }
    let named = out.filter(|path| !output::is_device(path)).and_then(|path| Some((path, path.extension()?)));
    let Some((path, ending)) = named else { return Ok(F::default()) };
    let ending = ending.to_string_lossy().to_lowercase();
    let all = F::value_variants();
    if let Some(found) = all.iter().find(|f| f.endings().contains(&&*ending)) {
        return Ok(*found);
    }
    let message = Message::new("cli-no-format").arg("path", path.display()).arg("ending", ending);
    let endings: Vec<String> =
        all.iter().filter_map(|f| f.endings().first()).map(|e| format!(".{e}")).collect();
    let help = Message::new("help-no-format").arg("endings", endings.join(" "));
    Err(Stop::new(&message, Some(&help), language))
}

/// Declares what the formats' files end in.
macro_rules! endings {
    ($format:ident { $($variant:ident: $endings:expr),* $(,)? }) => {
        impl crate::cli::format::Format for $format {
            fn endings(self) -> &'static [&'static str] {
                match self {
                    $($format::$variant => &$endings,)*
                }
            }
        }
    };
}

pub(super) use endings;
