//! Stages, deadlines, monitoring and warnings along the chain.

use indexmap::IndexMap;

use crate::pack::{DatedEntry, Definitions, Entry, PackDocument};
use crate::semantics::merge::Merger;
use crate::semantics::merge::names::Space;
use crate::semantics::merged::Sort;

impl Merger<'_> {
    pub(super) fn define_procedure(&mut self, d: &Definitions) {
        if !d.stages.is_empty() {
            // Stages take the place of an inherited list in words.
            self.merged.procedure.clear();
        }
        for entry in &d.stages {
            if self.define(Sort::Stage, &entry.id, None) {
                self.merged.stages.insert(entry.id.value.clone(), entry.clone());
            }
        }
        for entry in &d.deadlines {
            if self.define(Sort::Deadline, &entry.id, None) {
                self.merged.deadlines.insert(entry.id.value.clone(), entry.clone());
            }
        }
        if let Some(entry) = &d.monitoring
            && self.define(Sort::Monitoring, &entry.id, None)
        {
            self.merged.monitoring = Some(entry.clone());
        }
        if let Some(entry) = &d.warning
            && self.define(Sort::Warning, &entry.id, None)
        {
            self.merged.warning = Some(entry.clone());
        }
    }

    /// A list in words takes the place of inherited stages.
    pub(super) fn list_of_steps(&mut self, document: &PackDocument) {
        if !document.procedure.is_empty() && document.definitions.stages.is_empty() {
            for id in std::mem::take(&mut self.merged.stages).into_keys() {
                self.names.forget(Space::Stages, &id);
            }
        }
    }

    pub(super) fn override_procedure(&mut self, o: &Definitions) {
        for given in &o.stages {
            if let Some(id) = self.target(Sort::Stage, &given.id) {
                change(&mut self.merged.stages, &id, given);
                self.changed(Sort::Stage, &id);
            }
        }
        for given in &o.deadlines {
            if let Some(id) = self.target(Sort::Deadline, &given.id) {
                change(&mut self.merged.deadlines, &id, given);
                self.changed(Sort::Deadline, &id);
            }
        }
        if let Some(given) = &o.monitoring
            && let Some(id) = self.target(Sort::Monitoring, &given.id)
        {
            self.merged.monitoring.iter_mut().for_each(|entry| entry.overridden(given));
            self.changed(Sort::Monitoring, &id);
        }
        if let Some(given) = &o.warning
            && let Some(id) = self.target(Sort::Warning, &given.id)
        {
            self.merged.warning.iter_mut().for_each(|entry| entry.overridden(given));
            self.changed(Sort::Warning, &id);
        }
    }
}

fn change<T: Entry + Clone>(entries: &mut IndexMap<String, DatedEntry<T>>, id: &str, given: &DatedEntry<T>) {
    if let Some(entry) = entries.get_mut(id) {
        entry.overridden(given);
    }
}
