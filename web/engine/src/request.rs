//! What may be asked.

use junheng::diagnostic::Language;
use junheng::report::Detail;
use junheng::syntax::vocabulary::Vocabulary;
use junheng::tooling::render;
use serde::Deserialize;

/// A request: `{"op": "judge", "pack": "national@2017", "data": ["data"], "as_of": "2026-11-23"}`. Every one may say `lang`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Request {
    /// The paths of all files in a folder.
    Files {
        /// The folder.
        folder: String,
    },
    /// The bytes of a file.
    File {
        /// Its path.
        path: String,
    },
    /// Takes away a file, or a folder with all that is in it.
    Remove {
        /// Its path.
        path: String,
    },
    /// Unpacks an archive that was put; gives the paths of its files.
    Unzip {
        /// Its path.
        path: String,
        /// The folder that its files go to.
        to: String,
        /// The language of messages.
        #[serde(default)]
        lang: Lang,
    },
    /// A folder as an archive.
    Zip {
        /// The folder.
        folder: String,
    },
    /// The packs that there are: shipped, and in `packs/`.
    Packs {
        /// The language of messages.
        #[serde(default)]
        lang: Lang,
    },
    /// Copies the files of a shipped pack into a folder.
    Shipped {
        /// Its folder among the shipped ones: `national-2017`.
        name: String,
        /// Where to.
        to: String,
    },
    /// The files of a new pack in a folder.
    New {
        /// Its id.
        id: String,
        /// What it extends.
        extends: String,
        /// The folder.
        to: String,
        /// `zh` or `en`: what its files are written in.
        #[serde(default)]
        lang: Lang,
    },
    /// What is wrong with a pack.
    Check {
        /// A reference or a folder.
        pack: String,
        /// The language of messages.
        #[serde(default)]
        lang: Lang,
    },
    /// A pack as a page.
    Doc {
        /// A reference or a folder.
        pack: String,
        /// The language of messages.
        #[serde(default)]
        lang: Lang,
    },
    /// The form for a pack's data, a workbook.
    Template {
        /// A reference or a folder.
        pack: String,
        /// The language of messages.
        #[serde(default)]
        lang: Lang,
    },
    /// A pack's own cases, with what they cover.
    Test {
        /// A folder.
        pack: String,
        /// The language of messages.
        #[serde(default)]
        lang: Lang,
    },
    /// How two packs differ.
    Diff {
        /// The old one; none: what the new one extends.
        from: Option<String>,
        /// The new one.
        to: String,
        /// As text, Markdown or JSON.
        #[serde(default)]
        format: Shape,
        /// The language of messages.
        #[serde(default)]
        lang: Lang,
    },
    /// Reads data and says what is wrong with them.
    Read(Run),
    /// Judges data.
    Judge(Run),
    /// The outcomes in one of the program's formats.
    Write {
        /// Of what.
        #[serde(flatten)]
        run: Run,
        /// Which format.
        format: Written,
    },
    /// The data again as a workbook, with its problems marked.
    Annotate(Run),
    /// The subjects of a rule, as they are typed and as people call them.
    Subjects {
        /// Of what.
        #[serde(flatten)]
        run: Run,
        /// The rule, by id or label.
        rule: String,
    },
    /// How an outcome came.
    Explain {
        /// Of what.
        #[serde(flatten)]
        run: Run,
        /// The rule, by id or label.
        rule: String,
        /// The subject as it is typed; may be left out where there is one.
        subject: Option<String>,
    },
    /// The smallest changes by which what is unmet would be met.
    Gap {
        /// Of what.
        #[serde(flatten)]
        run: Run,
        /// Of one rule only.
        rule: Option<String>,
        /// As text or JSON.
        #[serde(default)]
        format: Shape,
    },
    /// The data against other data of the same counties, mostly last year's: `run` is B.
    Compare {
        /// B.
        #[serde(flatten)]
        run: Run,
        /// A.
        with: Vec<String>,
        /// A's day; none: B's.
        with_as_of: Option<String>,
        /// As text, Markdown, HTML or JSON.
        #[serde(default)]
        format: Shape,
    },
    /// What another pack would say of the data: `run` has the old one.
    Impact {
        /// By the old pack.
        #[serde(flatten)]
        run: Run,
        /// The new pack.
        to: String,
        /// As text, Markdown or JSON.
        #[serde(default)]
        format: Shape,
    },
    /// How many pass at each of many numbers.
    Sweep {
        /// Of what.
        #[serde(flatten)]
        run: Run,
        /// `R5.at_least.primary=7..9:0.1`.
        sweep: Vec<String>,
        /// As text, Markdown, HTML or JSON.
        #[serde(default)]
        format: Shape,
    },
    /// A message to the language server, as JSON; what it sends back.
    Lsp {
        /// The message.
        message: String,
        /// The language of messages, when the server starts.
        #[serde(default)]
        lang: Lang,
    },
}

/// Data, the pack that judges them, the day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Run {
    /// A reference or a folder.
    pub pack: String,
    /// Paths of files or folders that were put.
    pub data: Vec<String>,
    /// Last year's data, for audits that compare.
    #[serde(default)]
    pub previous: Vec<String>,
    /// The day.
    pub as_of: String,
    /// Numbers set for a trial.
    #[serde(default)]
    pub set: Vec<String>,
    /// Codes of counties; none: all.
    #[serde(default)]
    pub county: Vec<String>,
    /// How much reports say.
    #[serde(default)]
    pub detail: HowMuch,
    /// The language of messages.
    #[serde(default)]
    pub lang: Lang,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $to:ty { $($(#[$own:meta])* $word:ident => $value:expr),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$own])* $word),+ }

        impl From<$name> for $to {
            fn from(word: $name) -> Self {
                match word { $($name::$word => $value),+ }
            }
        }
    };
}

words! {
    /// A language.
    Lang, Language {
        /// Chinese.
        #[default]
        Zh => Language::Zh,
        /// English.
        En => Language::En,
    }
}

impl From<Lang> for Vocabulary {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Vocabulary::Zh,
            Lang::En => Vocabulary::En,
        }
    }
}

words! {
    /// How much reports say.
    HowMuch, Detail {
        /// The conclusions.
        Summary => Detail::Summary,
        /// What is unmet or undetermined.
        #[default]
        Failures => Detail::Failures,
        /// Every outcome.
        Full => Detail::Full,
    }
}

words! {
    /// What outcomes are written as.
    Written, render::Format {
        /// For a terminal.
        #[default]
        Text => render::Format::Text,
        /// For programs.
        Json => render::Format::Json,
        /// For programs, a line a county.
        Ndjson => render::Format::Ndjson,
        /// The report.
        Html => render::Format::Html,
        /// The report as Markdown.
        Md => render::Format::Markdown,
        /// The ledger.
        Xlsx => render::Format::Ledger,
        /// The forms.
        Forms => render::Format::Forms,
        /// The draft of the self-evaluation report.
        Docx => render::Format::Draft,
    }
}

/// What a tool's findings are written as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// For a terminal.
    #[default]
    Text,
    /// Markdown.
    Md,
    /// A page.
    Html,
    /// For programs.
    Json,
}
