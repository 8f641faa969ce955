//! Which names are taken, by whom, and what an `override` or `remove` means by one.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::merged::Sort;
use crate::source::Span;
use crate::syntax::ast::{Ident, RuleKind};

/// Names that must differ from one another: limits, indicators and items share one space, because formulas name them all alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Space {
    Units,
    Kinds,
    Entities,
    Sources,
    Measures,
    Stages,
    Deadlines,
    /// `monitoring` and `warning`, of which a pack has one each.
    Single,
    Formulas,
}

impl Sort {
    pub(super) fn space(self) -> Space {
        match self {
            Sort::Unit => Space::Units,
            Sort::Kind => Space::Kinds,
            Sort::Entity => Space::Entities,
            Sort::Source => Space::Sources,
            Sort::Measure => Space::Measures,
            Sort::Stage => Space::Stages,
            Sort::Deadline => Space::Deadlines,
            Sort::Monitoring | Sort::Warning => Space::Single,
            Sort::Limit | Sort::Indicator | Sort::Rule(_) | Sort::Define => Space::Formulas,
        }
    }

    /// What people call it.
    pub(crate) fn word(self) -> Message {
        Message::new(match self {
            Sort::Unit => "sort-unit",
            Sort::Kind => "sort-kind",
            Sort::Entity => "sort-entity",
            Sort::Limit => "sort-limit",
            Sort::Indicator => "sort-indicator",
            Sort::Source => "sort-source",
            Sort::Measure => "sort-measure",
            Sort::Stage => "sort-stage",
            Sort::Deadline => "sort-deadline",
            Sort::Monitoring => "sort-monitoring",
            Sort::Warning => "sort-warning",
            Sort::Rule(RuleKind::Rule) => "sort-rule",
            Sort::Rule(RuleKind::Veto) => "sort-veto",
            Sort::Rule(RuleKind::Conclusion) => "sort-conclusion",
            Sort::Rule(RuleKind::Audit) => "sort-audit",
            Sort::Define => "sort-define",
        })
    }

    /// How an `override` of it begins.
    pub(super) fn override_help(self, name: &str) -> Message {
        let key = match self {
            Sort::Unit => "help-override-unit",
            Sort::Kind => "help-override-kind",
            Sort::Entity => "help-override-entity",
            Sort::Limit => "help-override-limit",
            Sort::Indicator => "help-override-indicator",
            Sort::Source => "help-override-source",
            Sort::Measure => "help-override-measure",
            Sort::Stage => "help-override-stage",
            Sort::Deadline => "help-override-deadline",
            Sort::Monitoring => "help-override-monitoring",
            Sort::Warning => "help-override-warning",
            Sort::Rule(RuleKind::Rule) => "help-override-rule",
            Sort::Rule(RuleKind::Veto) => "help-override-veto",
            Sort::Rule(RuleKind::Conclusion) => "help-override-conclusion",
            Sort::Rule(RuleKind::Audit) => "help-override-audit",
            Sort::Define => "help-override-define",
        };
        Message::new(key).arg("name", name)
    }
}

/// Who has a name.
#[derive(Debug, Clone)]
pub(super) struct Owner {
    pub sort: Sort,
    pub id: String,
    /// The pack that defined it.
    pub pack: usize,
    /// Where the name stands.
    pub span: Span,
}

/// All names taken so far.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashMap<(Space, String), Owner>,
    /// Entries that the current pack has overridden, with the place.
    overridden: HashMap<(Space, String), Span>,
    /// Names that the current pack has tried to define though they were taken: an `override` of one is not judged again.
    refused: HashSet<(Space, String)>,
}

impl Names {
    pub fn begin_pack(&mut self) {
        self.overridden.clear();
        self.refused.clear();
    }

    pub fn find(&self, space: Space, name: &str) -> Option<&Owner> {
        self.taken.get(&(space, name.to_owned()))
    }

    pub fn refused(&self, space: Space, name: &str) -> bool {
        self.refused.contains(&(space, name.to_owned()))
    }

    /// Ids and labels of a sort that packs before `pack` defined, for did-you-mean; in a fixed order.
    pub fn candidates(&self, pack: usize, fits: impl Fn(Sort) -> bool) -> Vec<&str> {
        let mut all: Vec<&str> = self
            .taken
            .iter()
            .filter(|(_, owner)| owner.pack < pack && fits(owner.sort))
            .map(|((_, name), _)| name.as_str())
            .collect();
        all.sort_unstable();
        all
    }

    /// Takes the names of a new entry; false when its id is taken.
    pub fn define(
        &mut self,
        sort: Sort,
        id: &Ident,
        label: Option<&Ident>,
        pack: usize,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let space = sort.space();
        let owner = |span| Owner { sort, id: id.value.clone(), pack, span };
        if let Some(other) = self.find(space, &id.value)
            && self.clashes(space, other, id)
        {
            diagnostics.push(clash(sort, id, other, pack));
            self.refused.insert((space, id.value.clone()));
            return false;
        }
        self.taken.insert((space, id.value.clone()), owner(id.span));
        if let Some(label) = label.filter(|l| l.value != id.value) {
            self.take_label(sort, &id.value, label, pack, diagnostics);
        }
        true
    }

    /// Labels of kinds and tables are held apart when the schema is built; here only their ids.
    fn clashes(&self, space: Space, other: &Owner, name: &Ident) -> bool {
        match space {
            Space::Kinds | Space::Entities => other.id == name.value,
            Space::Units
            | Space::Sources
            | Space::Measures
            | Space::Stages
            | Space::Deadlines
            | Space::Single
            | Space::Formulas => true,
        }
    }

    /// Gives an entry a label; reports one that is taken.
    pub fn take_label(
        &mut self,
        sort: Sort,
        id: &str,
        label: &Ident,
        pack: usize,
        diagnostics: &mut Diagnostics,
    ) {
        let space = sort.space();
        match self.find(space, &label.value) {
            Some(other) if other.id == id => {}
            Some(other) => {
                if space == Space::Formulas {
                    diagnostics.push(clash(sort, label, other, pack));
                }
            }
            None => {
                let owner = Owner { sort, id: id.to_owned(), pack, span: label.span };
                self.taken.insert((space, label.value.clone()), owner);
            }
        }
    }

    /// Frees an entry's id and labels.
    pub fn forget(&mut self, space: Space, id: &str) {
        self.taken.retain(|(s, _), owner| *s != space || owner.id != id);
    }

    /// Notes an override of an entry; gives the place of an earlier one in the same pack.
    pub fn override_once(&mut self, space: Space, id: &str, span: Span) -> Option<Span> {
        let key = (space, id.to_owned());
        let earlier = self.overridden.get(&key).copied();
        if earlier.is_none() {
            self.overridden.insert(key, span);
        }
        earlier
    }
}

fn clash(sort: Sort, name: &Ident, other: &Owner, pack: usize) -> Diagnostic {
    let same_pack = other.pack == pack;
    let code = if same_pack { &codes::DEFINED_TWICE } else { &codes::REDEFINED };
    let related = if same_pack { "related-first-defined" } else { "related-parent-defines" };
    let overridable = !same_pack && other.sort == sort && other.id == name.value;
    let help = match (overridable, same_pack && other.sort == sort && other.id == name.value) {
        (true, _) => sort.override_help(&name.value),
        (false, true) => Message::new("help-keep-one"),
        (false, false) => Message::new("help-other-name").message("sort", other.sort.word()),
    };
    Diagnostic::new(code, name.span)
        .arg("name", &name.value)
        .related(other.span, Message::new(related))
        .help(help)
}
