//! `at least N of`: the members that take least.

use super::goal::{Goal, Solver};
use super::{Candidate, Choice};
use crate::evaluation::{Eval, Value};
use crate::semantics::{Member, TExpr};
use crate::value::{Number, Surd};

impl<'a> Solver<'a> {
    /// Makes as many members hold as are wanting, those first that take least.
    pub fn choose(&mut self, goal: &Goal<'a>, n: &'a TExpr, members: &'a [Member]) -> bool {
        let Some(n) = self.number(&goal.at, n) else { return false };
        let (mut met, mut unmet) = (0i64, Vec::new());
        for member in members {
            match self.trial.eval(&goal.at, &member.condition) {
                Eval::Known(Value::Bool(true)) | Eval::NotApplicable => met += 1,
                Eval::Known(_) => unmet.push(member),
                Eval::Unknown(_) => {}
            }
        }
        let mut needed = 0;
        while Surd::from(Number::from(met + needed as i64)) < n && needed < unmet.len() {
            needed += 1;
        }
        let mut ranked = Vec::new();
        for member in unmet {
            let mark = self.mark();
            let feasible = self.require(&goal.at, &member.condition, true);
            let (score, changes) = (self.score(mark), self.changes(mark));
            self.undo(mark);
            ranked.push((!feasible, score, member, changes));
        }
        ranked.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        let mut done = true;
        let mut candidates = Vec::new();
        for (i, (infeasible, _, member, changes)) in ranked.into_iter().enumerate() {
            let chosen = i < needed;
            if chosen {
                done &= self.require(&goal.at, &member.condition, true);
            }
            candidates.push(Candidate { item: member.item, chosen, changes, feasible: !infeasible });
        }
        self.choices.push(Choice { at: goal.at.clone(), needed, candidates });
        done
    }
}
