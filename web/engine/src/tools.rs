//! Requests that set two packs or two sets of data against one another.

use std::num::NonZeroUsize;

use junheng::diagnostic::Language;
use junheng::evaluation::Options;
use junheng::facts::{Facts, read_from};
use junheng::plan::Plan;
use junheng::semantics::CheckedPack;
use junheng::source::visible;
use junheng::tooling::compare::{Comparing, Renamed, Side as Compared, compare, document};
use junheng::tooling::impact::{
    Asked, Series, Side, impact, markdown, same_data, sweep_document, swept, text,
};
use junheng::tooling::set::Refusal;
use junheng::value::Date;
use serde::Serialize;

use crate::answer::{Answer, Answered, Refused, Said as _};
use crate::data::{counties, known_counties, paths};
use crate::engine::{Engine, day};
use crate::request::{Run, Shape};

impl Engine {
    fn facts(
        &self,
        pack: &CheckedPack,
        data: &[String],
        as_of: Date,
        language: Language,
    ) -> Result<Facts, Refused> {
        read_from(&self.shelf, pack, &paths(data), as_of).map_err(|e| e.said(language))
    }

    pub(crate) fn compare(
        &mut self,
        run: &Run,
        with: &[String],
        with_as_of: Option<&str>,
        format: Shape,
    ) -> Answered {
        let language = run.lang.into();
        let of_b = self.loaded(run)?;
        let as_of = with_as_of.map(|text| day(text, language)).transpose()?.unwrap_or(of_b.as_of);
        // A number that goes by dates is another on another day.
        let own = (!run.set.is_empty() && as_of != of_b.as_of)
            .then(|| self.sound(&run.pack, &run.set, as_of, language))
            .transpose()?;
        let pack = own.as_ref().unwrap_or(&of_b.pack);
        let of_a = self.facts(pack, with, as_of, language)?;
        known_counties(&of_a, run)?;
        let counties = counties(run);
        let a = Compared { pack, facts: &of_a, as_of };
        let b = Compared { pack: &of_b.pack, facts: &of_b.facts, as_of: of_b.as_of };
        let found = compare(&Comparing {
            a,
            b,
            a_by_b: own.as_ref().map(|_| &of_a),
            renamed: &Renamed::default(),
            counties: counties.as_deref(),
            threads: NonZeroUsize::MIN,
        })
        .map_err(|e| e.said(language))?;
        Ok(Answer::text(match format {
            Shape::Text => visible(&document(&found, a, b, language).text()).into_owned(),
            Shape::Md => document(&found, a, b, language).markdown(),
            Shape::Html => document(&found, a, b, language).html(),
            Shape::Json => pretty(&found)?,
        }))
    }

    /// `run` has the old pack.
    pub(crate) fn impact(&mut self, run: &Run, to: &str, format: Shape) -> Answered {
        let language = run.lang.into();
        let as_of = day(&run.as_of, language)?;
        let old = Run { set: Vec::new(), ..run.clone() };
        let from = self.loaded(&old)?;
        let to = self.sound(to, &run.set, as_of, language)?;
        let mut other = match same_data(&from.pack, &to) {
            true => from.facts.clone(),
            false => self.facts(&to, &run.data, as_of, language)?,
        };
        other.note_contents(&to);
        let sides = (Side { pack: &from.pack, facts: &from.facts }, Side { pack: &to, facts: &other });
        let found = impact(sides.0, sides.1, &Options { as_of, counties: counties(run) }, language);
        Ok(Answer::text(match format {
            Shape::Text | Shape::Html => visible(&text(&found, sides.0, sides.1, language)).into_owned(),
            Shape::Md => markdown(&found, sides.0, sides.1, language),
            Shape::Json => pretty(&found)?,
        }))
    }

    pub(crate) fn sweep(&mut self, run: &Run, sweep: &[String], format: Shape) -> Answered {
        let language = run.lang.into();
        let refused = |refusal: Refusal| refusal.said(language);
        let asked: Vec<Asked> =
            sweep.iter().map(|one| Asked::parse(one)).collect::<Result<_, _>>().map_err(refused)?;
        let loaded = self.loaded(run)?;
        let (pack, as_of) = (&loaded.pack, loaded.as_of);
        let plan = Plan::new(pack, as_of);
        let with = |one: &str| {
            let set: Vec<String> = run.set.iter().cloned().chain([one.to_owned()]).collect();
            self.sound(&run.pack, &set, as_of, language)
        };
        let mut series = Vec::new();
        for asked in asked {
            series.push(Series::new(pack, &plan, asked, as_of, with, refused)?);
        }
        let options = Options { as_of, counties: counties(run) };
        let found = swept(pack, &loaded.facts, &plan, &series, &options, NonZeroUsize::MIN);
        Ok(Answer::text(match format {
            Shape::Text => visible(&sweep_document(&found, pack, language).text()).into_owned(),
            Shape::Md => sweep_document(&found, pack, language).markdown(),
            Shape::Html => sweep_document(&found, pack, language).html(),
            Shape::Json => pretty(&found)?,
        }))
    }
}

fn pretty(value: &impl Serialize) -> Result<String, Refused> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(Refused::plain)
}
