//! The message catalogues: one per language, the prose apart from the code.

use std::borrow::Cow;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentMessage, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::source::visible;

/// The language of messages, headings and diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Chinese (simplified script).
    Zh,
    /// English.
    En,
}

/// A message's id with its arguments; prose only once it is written out in a language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Message {
    /// The id in the catalogue, `id` or `id.attribute`.
    pub key: &'static str,
    /// The arguments. A value that is itself `Arg::Message` is written out first.
    pub args: Vec<(&'static str, Arg)>,
}

/// An argument of a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Arg {
    /// Text as it stands.
    Text(String),
    /// A whole number, for plural forms.
    Count(i64),
    /// A message, written in the same language.
    Message(Message),
    /// Messages joined by the language's comma.
    List(Vec<Message>),
    /// Names joined by the language's comma.
    Names(Vec<String>),
}

impl Message {
    /// The message `key` without arguments.
    pub fn new(key: &'static str) -> Self {
        Message { key, args: Vec::new() }
    }

    /// Adds a text argument.
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, Arg::Text(value.to_string())));
        self
    }

    /// Adds a number, which may choose a plural form.
    pub fn count(mut self, name: &'static str, value: usize) -> Self {
        self.args.push((name, Arg::Count(i64::try_from(value).unwrap_or(i64::MAX))));
        self
    }

    /// Adds a message as an argument.
    pub fn message(mut self, name: &'static str, value: Message) -> Self {
        self.args.push((name, Arg::Message(value)));
        self
    }

    /// Adds a list of names as an argument, with the language's commas between them.
    pub fn names<T: ToString>(mut self, name: &'static str, values: impl IntoIterator<Item = T>) -> Self {
        self.args.push((name, Arg::Names(values.into_iter().map(|v| v.to_string()).collect())));
        self
    }

    /// Adds a list of messages as an argument.
    pub fn list(mut self, name: &'static str, values: Vec<Message>) -> Self {
        self.args.push((name, Arg::List(values)));
        self
    }

    /// Writes it out; what its arguments hold that would steer a terminal is made visible.
    pub fn text(&self, language: Language) -> String {
        let text = Catalogue::of(language).format(self);
        match visible(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(seen) => seen,
        }
    }
}

macro_rules! resources {
    ($lang:literal) => {
        &[
            include_str!(concat!("messages/", $lang, "/cli.ftl")),
            include_str!(concat!("messages/", $lang, "/report.ftl")),
            include_str!(concat!("messages/", $lang, "/web.ftl")),
            include_str!(concat!("messages/", $lang, "/syntax.ftl")),
            include_str!(concat!("messages/", $lang, "/semantics.ftl")),
            include_str!(concat!("messages/", $lang, "/builtins.ftl")),
            include_str!(concat!("messages/", $lang, "/inheritance.ftl")),
            include_str!(concat!("messages/", $lang, "/pack.ftl")),
            include_str!(concat!("messages/", $lang, "/data.ftl")),
            include_str!(concat!("messages/", $lang, "/gap.ftl")),
            include_str!(concat!("messages/", $lang, "/dossier.ftl")),
            include_str!(concat!("messages/", $lang, "/impact.ftl")),
            include_str!(concat!("messages/", $lang, "/lsp.ftl")),
            include_str!(concat!("messages/", $lang, "/hover.ftl")),
            include_str!(concat!("messages/", $lang, "/measures.ftl")),
            include_str!(concat!("messages/", $lang, "/doubts.ftl")),
            include_str!(concat!("messages/", $lang, "/compare.ftl")),
            include_str!(concat!("messages/", $lang, "/show.ftl")),
            include_str!(concat!("messages/", $lang, "/doc.ftl")),
            include_str!(concat!("messages/", $lang, "/new.ftl")),
            include_str!(concat!("messages/", $lang, "/test.ftl")),
            include_str!(concat!("messages/", $lang, "/registry.ftl")),
            include_str!(concat!("messages/", $lang, "/template.ftl")),
            include_str!(concat!("messages/", $lang, "/audit.ftl")),
            include_str!(concat!("messages/", $lang, "/wording.ftl")),
            include_str!(concat!("messages/", $lang, "/forms.ftl")),
            include_str!(concat!("messages/", $lang, "/summary.ftl")),
        ]
    };
}

/// One file of messages, read when one of them is first asked for.
struct File {
    text: &'static str,
    bundle: OnceLock<FluentBundle<FluentResource>>,
}

impl File {
    /// Whether a message of that id stands in the text.
    fn holds(&self, id: &str) -> bool {
        let begins =
            |line: &str| line.strip_prefix(id).is_some_and(|rest| rest.trim_start().starts_with('='));
        self.text.lines().any(begins)
    }

    fn read(&self, language: Language) -> &FluentBundle<FluentResource> {
        self.bundle.get_or_init(|| {
            let id: LanguageIdentifier = match language {
                Language::Zh => "zh-CN",
                Language::En => "en",
            }
            .parse()
            .unwrap_or_default();
            let mut bundle = FluentBundle::new_concurrent(vec![id]);
            bundle.set_use_isolating(false);
            // A test parses every file strictly; here a broken entry is left out rather than stopping the program.
            let resource = match FluentResource::try_new(self.text.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            let _ = bundle.add_resource(resource);
            bundle
        })
    }
}

/// All messages of one language.
pub struct Catalogue {
    language: Language,
    files: Vec<File>,
}

impl Catalogue {
    /// The catalogue of a language.
    pub fn of(language: Language) -> &'static Catalogue {
        static ZH: OnceLock<Catalogue> = OnceLock::new();
        static EN: OnceLock<Catalogue> = OnceLock::new();
        let catalogue = || {
            let files = Catalogue::sources(language).iter();
            Catalogue { language, files: files.map(|text| File { text, bundle: OnceLock::new() }).collect() }
        };
        match language {
            Language::Zh => ZH.get_or_init(catalogue),
            Language::En => EN.get_or_init(catalogue),
        }
    }

    /// The texts of a language's message files, for the test that holds the two languages together.
    pub fn sources(language: Language) -> &'static [&'static str] {
        match language {
            Language::Zh => resources!("zh"),
            Language::En => resources!("en"),
        }
    }

    /// A message, with the file that it is from. No id stands in two files, and no message uses one of another file.
    fn message(&self, id: &str) -> Option<(&FluentBundle<FluentResource>, FluentMessage<'_>)> {
        let read = self.files.iter().filter_map(|f| f.bundle.get());
        let found = |bundle: &'_ FluentBundle<FluentResource>| bundle.has_message(id);
        let bundle = read.into_iter().find(|b| found(b)).or_else(|| {
            // Another thread may have read a file since: what was looked through above does not count.
            let holding = self.files.iter().filter(|f| f.holds(id));
            holding.map(|f| f.read(self.language)).find(|b| found(b))
        })?;
        bundle.get_message(id).map(|message| (bundle, message))
    }

    /// Whether there is a message or attribute of that id.
    pub fn has(&self, key: &str) -> bool {
        let (id, attribute) = split(key);
        self.message(id).is_some_and(|(_, m)| match attribute {
            None => m.value().is_some(),
            Some(a) => m.get_attribute(a).is_some(),
        })
    }

    /// Writes a message out; an unknown id is shown as itself.
    pub fn format(&self, message: &Message) -> String {
        self.lookup(message.key, &message.args)
    }

    /// Writes out the message of a computed id without arguments.
    pub fn get(&self, key: &str) -> String {
        self.lookup(key, &[])
    }

    /// An attribute of the message `id`, with the arguments of `message`; none where there is no such attribute.
    pub fn attribute(&self, id: &str, attribute: &str, message: &Message) -> Option<String> {
        let key = format!("{id}.{attribute}");
        self.has(&key).then(|| self.lookup(&key, &message.args))
    }

    fn lookup(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        let (id, attribute) = split(key);
        let Some((bundle, found)) = self.message(id) else { return key.to_owned() };
        let pattern = match attribute {
            None => found.value(),
            Some(a) => found.get_attribute(a).map(|a| a.value()),
        };
        let Some(pattern) = pattern else { return key.to_owned() };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            values.set(*name, self.value(arg));
        }
        let mut errors = Vec::new();
        let text: Cow<'_, str> = bundle.format_pattern(pattern, Some(&values), &mut errors);
        text.into_owned()
    }

    fn comma(&self) -> &'static str {
        match self.language {
            Language::Zh => "、",
            Language::En => ", ",
        }
    }

    fn value(&self, arg: &Arg) -> FluentValue<'static> {
        match arg {
            Arg::Text(text) => FluentValue::from(text.clone()),
            Arg::Count(n) => FluentValue::from(*n),
            Arg::Message(m) => FluentValue::from(self.format(m)),
            Arg::List(list) => {
                let texts: Vec<String> = list.iter().map(|m| self.format(m)).collect();
                FluentValue::from(texts.join(self.comma()))
            }
            Arg::Names(names) => FluentValue::from(names.join(self.comma())),
        }
    }
}

fn split(key: &str) -> (&str, Option<&str>) {
    match key.split_once('.') {
        Some((id, attribute)) => (id, Some(attribute)),
        None => (key, None),
    }
}
