//! From one pack's places to another's, by ids.

use crate::semantics::*;

/// Where what stands in one pack stands in another. An expression of the first can be said in the second when all that it names is there.
pub(super) struct Counterparts<'p> {
    from: &'p CheckedPack,
    to: &'p CheckedPack,
}

fn position<T>(list: &[T], is: impl Fn(&T) -> bool) -> Option<u32> {
    list.iter().position(is).and_then(|i| u32::try_from(i).ok())
}

impl<'p> Counterparts<'p> {
    pub fn new(from: &'p CheckedPack, to: &'p CheckedPack) -> Self {
        Counterparts { from, to }
    }

    pub fn kind(&self, ix: KindIx) -> Option<KindIx> {
        let id = &self.from.kind(ix)?.id;
        position(&self.to.kinds, |k| k.id == *id).map(KindIx)
    }

    pub fn kind_value(&self, kind: KindIx, value: KindValue) -> Option<KindValue> {
        let (id, _) = self.from.kind(kind)?.values.get(usize::from(value))?;
        let there = self.to.kind(self.kind(kind)?)?;
        position(&there.values, |(other, _)| other == id).and_then(|v| KindValue::try_from(v).ok())
    }

    pub fn entity(&self, ix: EntityIx) -> Option<EntityIx> {
        let id = &self.from.entity(ix)?.id;
        position(&self.to.entities, |e| e.id == *id).map(EntityIx)
    }

    pub fn column(&self, entity: EntityIx, column: ColumnIx) -> Option<ColumnIx> {
        let id = &self.from.column(entity, column)?.id;
        let there = self.to.entity(self.entity(entity)?)?;
        position(&there.columns, |c| c.id == *id).map(ColumnIx)
    }

    pub fn limit_ix(&self, ix: LimitIx) -> Option<LimitIx> {
        let id = &self.from.limit(ix)?.id;
        position(&self.to.limits, |l| l.id == *id).map(LimitIx)
    }

    pub fn item(&self, ix: ItemIx) -> Option<ItemIx> {
        let id = &self.from.item(ix)?.id;
        position(&self.to.items, |i| i.id == *id).map(ItemIx)
    }

    /// A limit's kinds and tables.
    pub fn limit(&self, limit: &Limit) -> Option<Limit> {
        let mut out = limit.clone();
        out.by = limit.by.iter().map(|k| self.kind(*k)).collect::<Option<_>>()?;
        for (table, was) in out.tables.iter_mut().zip(&limit.tables) {
            let one = |(key, number): (&Vec<KindValue>, &crate::value::Number)| {
                let key = key.iter().zip(&limit.by).map(|(v, kind)| self.kind_value(*kind, *v));
                Some((key.collect::<Option<Vec<_>>>()?, number.clone()))
            };
            table.values = was.values.iter().map(one).collect::<Option<_>>()?;
        }
        Some(out)
    }

    pub fn requirements(&self, list: &[Requirement]) -> Option<Vec<Requirement>> {
        list.iter().map(|r| Some(Requirement { expr: self.expression(&r.expr)?, ..r.clone() })).collect()
    }

    /// Nesting is bounded where packs are read.
    pub fn expression(&self, expr: &TExpr) -> Option<TExpr> {
        let mut out = expr.clone();
        self.place(&mut out)?;
        Some(out)
    }

    fn place(&self, e: &mut TExpr) -> Option<()> {
        use TExprKind as K;
        if let Type::Kind(kind) = &mut e.ty {
            *kind = self.kind(*kind)?;
        }
        match &mut e.kind {
            K::Constant(Constant::Kind(kind, value)) => {
                *value = self.kind_value(*kind, *value)?;
                *kind = self.kind(*kind)?;
            }
            K::Column { entity, column, .. } => {
                *column = self.column(*entity, *column)?;
                *entity = self.entity(*entity)?;
            }
            K::Group(kind) => *kind = self.kind(*kind)?,
            K::Limit { limit, .. } => *limit = self.limit_ix(*limit)?,
            K::Outcome { item, group, .. } => {
                let entity = self.from.item(*item)?.entity;
                self.groups(entity, group)?;
                *item = self.item(*item)?;
            }
            K::Value { item, .. } | K::Threshold { item, .. } => *item = self.item(*item)?,
            K::Aggregate { rows, .. } | K::Quantified { rows, .. } => {
                self.groups(rows.entity, &mut rows.group)?;
                rows.entity = self.entity(rows.entity)?;
            }
            K::NumberOf { members, .. } | K::AllOf(members) | K::NoneOf(members) | K::CountOf(members) => {
                for member in members {
                    member.item = self.item(member.item)?;
                }
            }
            K::Constant(_)
            | K::Judged
            | K::JudgedCell(_)
            | K::AsOf
            | K::TargetYear
            | K::Call(..)
            | K::In { .. }
            | K::Not(_)
            | K::Negate(_)
            | K::Binary(..)
            | K::If(..) => {}
        }
        e.children_mut().into_iter().try_for_each(|child| self.place(child))
    }

    fn groups(&self, entity: EntityIx, groups: &mut [GroupFilter]) -> Option<()> {
        for group in groups {
            group.column = self.column(entity, group.column)?;
            group.kind = self.kind(group.kind)?;
        }
        Some(())
    }
}
