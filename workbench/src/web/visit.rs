//! One request on its way: who asks, in which language, on which day; and what is answered.

use std::ops::Deref;
use std::sync::Arc;

use axum::http::StatusCode;
use junheng::diagnostic::Language;
use junheng::value::Date;
use maud::{Markup, html};

use super::App;
use super::ask::Ask;
use super::page::Page;
use super::words::say;
use crate::error::Failure;
use crate::record::State;
use crate::service::Service;

/// Someone who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The account.
    pub name: String,
    /// Its office.
    pub office: String,
    /// The office's name.
    pub office_name: String,
    /// The roles that it holds today.
    pub roles: Vec<String>,
}

/// A request with what every page shows.
pub struct Visit<'a> {
    /// The program.
    pub app: &'a Arc<App>,
    /// The request.
    pub ask: &'a Ask,
    /// The language.
    pub language: Language,
    /// Who asks.
    pub who: Option<Who>,
    /// Today; in a story, its last day at the earliest.
    pub day: Date,
    /// Whether the store tells a story.
    pub story: bool,
    /// The number of the last event.
    pub seq: i64,
    /// The first digits of its hash.
    pub head: String,
    /// The token of forms.
    pub token: String,
    /// A cookie that forms need and that there was not yet.
    pub new_cookie: Option<String>,
}

impl Visit<'_> {
    /// One text of two.
    pub fn t<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        say(self.language, zh, en)
    }

    /// A form that changes something, with its token.
    pub fn post(&self, to: &str, inner: Markup) -> Markup {
        html! { form method="post" action=(to) { input type="hidden" name="token" value=(self.token); (inner) } }
    }

    /// The hidden token, for forms of another sort.
    pub fn token_field(&self) -> Markup {
        html! { input type="hidden" name="token" value=(self.token); }
    }

    /// The day that acts are given: none but in a story.
    pub fn act_day(&self) -> Option<Date> {
        self.story.then_some(self.day)
    }

    /// The name of a part of the path.
    pub fn part(&self, name: &str) -> &str {
        self.ask.path.get(name)
    }
}

/// A request with the store: nobody else has it meanwhile.
pub struct Desk<'a, 'v> {
    /// The request.
    pub visit: &'v Visit<'a>,
    /// The store.
    pub service: &'v mut Service,
}

impl<'a> Deref for Desk<'a, '_> {
    type Target = Visit<'a>;

    fn deref(&self) -> &Self::Target {
        self.visit
    }
}

impl Desk<'_, '_> {
    /// The state as it stands.
    pub fn state(&self) -> &State {
        self.service.state()
    }

    /// Who asks.
    ///
    /// # Errors
    /// Where nobody is signed in.
    pub fn whoever(&self) -> Result<Who, Stop> {
        self.visit.who.clone().ok_or(Stop::SignIn)
    }

    /// An office's name.
    pub fn office(&self, code: &str) -> String {
        self.state().offices.get(code).map_or_else(|| code.to_owned(), |o| o.name.clone())
    }

    /// The counties that whoever asks may read about, by code and name.
    pub fn counties(&self) -> Vec<(String, String)> {
        let Some(who) = &self.visit.who else { return Vec::new() };
        let state = self.state();
        let seen = state.counties().filter(|(code, _)| super::sees::county(state, who, code));
        seen.map(|(code, office)| (code.clone(), office.name.clone())).collect()
    }

    /// Refuses a county that is none of theirs: as if it were not there.
    ///
    /// # Errors
    /// Where it is not to be seen.
    pub fn seen_county(&self, code: &str) -> Result<(), Stop> {
        let who = self.whoever()?;
        if super::sees::county(self.state(), &who, code) { Ok(()) } else { Err(Stop::NotThere) }
    }

    /// The day that a page is asked for: `on`, else today. Later days are today.
    pub fn asked_day(&self) -> Date {
        let asked = junheng::value::parse_date(self.ask.query.get("on"));
        asked.map_or(self.day, |on| on.min(self.day))
    }
}

/// What is answered.
pub enum Reply {
    /// A page.
    Page(StatusCode, Page),
    /// A page with a script of this program's, and its policy.
    Scripted(Page, String),
    /// Another address, after something was done; with cookies.
    See(String, Vec<String>),
    /// A file to save: name, type, contents.
    File(String, &'static str, Vec<u8>),
    /// A page that stands for itself: its styles and scripts are named by their hashes.
    Whole(String),
    /// A text for machines.
    Text(StatusCode, &'static str, String),
}

impl From<Page> for Reply {
    fn from(page: Page) -> Self {
        Reply::Page(StatusCode::OK, page)
    }
}

/// Why there is no answer of the usual sort.
pub enum Stop {
    /// It is not there, or none of theirs.
    NotThere,
    /// Nobody is signed in.
    SignIn,
    /// The store failed.
    Failed(Failure),
    /// Something else is answered.
    Reply(Reply),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Stop::Failed(failure)
    }
}

impl From<Reply> for Stop {
    fn from(reply: Reply) -> Self {
        Stop::Reply(reply)
    }
}
