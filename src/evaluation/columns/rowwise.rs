//! Operations that look at one row alone.

use std::rc::Rc;

use super::calculate::{calculate, rounded};
use super::compare::{compare, order};
use super::kinds::Kinds;
use super::numbers::{Cells, Numbers, Side};
use super::planes::{Plane, ROWS};
use super::run::Run;
use super::states::States;
use super::{Column, EXACT, FALSE, NOT_APPLICABLE, TRUE, UNKNOWN, Values};
use crate::plan::{Arithmetic, Node, NodeIx, Op, Ratio, Relation, Sort};

impl<'f> Run<'_, 'f> {
    /// A node's values; none where an operand has not the values that it should have.
    pub(super) fn rowwise(&self, node: &Node, len: usize) -> Option<Column<'f>> {
        let get = |ix: &NodeIx| self.columns.get(*ix);
        let all = |list: &[NodeIx]| list.iter().map(get).collect::<Option<Vec<_>>>();
        Some(match &node.op {
            Op::Number(number) => {
                Column { states: States::all(TRUE, len), values: Values::Numbers(Numbers::same(*number)) }
            }
            Op::Truth(truth) => Column::all(u8::from(*truth), Sort::Truth, len),
            Op::Kind(value) => Column {
                states: States::all(TRUE, len),
                values: Values::Kinds(Kinds::made(vec![*value; len])),
            },
            Op::Calculate(op, a, b) => arithmetic(*op, get(a)?, get(b)?, len)?,
            Op::Abs(a) => {
                let a = get(a)?;
                let n = a.numbers()?;
                if n.factor.0 >= 0 && n.above.least() >= 0 {
                    return Some(a.clone());
                }
                mapped(a, len, |(above, below)| Ok((above.saturating_abs(), below)))?
            }
            Op::Rounded { value, unit, up } => mapped(get(value)?, len, |n| rounded(n, *unit, *up))?,
            Op::Compare(relation, a, b) => {
                let sort = self.plan.node(*a).map(|n| n.sort)?;
                related(*relation, sort, (get(a)?, get(b)?), len)?
            }
            Op::Not(a) => Column::truth(get(a)?.states.not()),
            Op::Every(list) if list.is_empty() => Column::all(TRUE, Sort::Truth, len),
            Op::Every(list) => {
                let list: Vec<&States> = all(list)?.into_iter().map(|c| &c.states).collect();
                Column::truth(States::every(&list))
            }
            Op::AtLeast(n, members) => needed(get(n)?, &all(members)?, len),
            Op::Choose(condition, then, otherwise) => {
                let (condition, then, otherwise) = (get(condition)?, get(then)?, get(otherwise)?);
                picked(node.sort, len, |i| match condition.code(i) {
                    TRUE => Ok(then),
                    FALSE => Ok(otherwise),
                    NOT_APPLICABLE => Err(NOT_APPLICABLE),
                    _ => Err(EXACT),
                })
            }
            Op::Where(condition, value) => {
                let (condition, value) = (get(condition)?, get(value)?);
                let states = States::masked(&condition.states, &value.states);
                Column { states, values: value.values.clone() }
            }
            Op::ValueOr(list) => {
                let list = all(list)?;
                if let Some(first) = list.first().filter(|c| c.states.known()) {
                    return Some((*first).clone());
                }
                picked(node.sort, len, |i| {
                    let known = |c: &&&Column<'_>| matches!(c.code(i), TRUE | FALSE | EXACT);
                    list.iter().find(known).or(list.last()).copied().ok_or(NOT_APPLICABLE)
                })
            }
            Op::Deferred(a) => {
                let of = get(a)?;
                let open = of.states.open.clone();
                Column { states: of.states.clone().exactly(&open), values: of.values.clone() }
            }
            Op::Known(a) => {
                let of = &get(a)?.states;
                let (yes, no) = (of.yes.or(&of.no), of.open.or(&of.idle));
                Column::truth(States { len, yes, no, exact: of.exact.clone(), ..States::default() })
            }
            Op::Lookup { index, numbers } => {
                let index: Option<Vec<_>> = index.iter().map(|(n, count)| Some((get(n)?, *count))).collect();
                looked_up(&index?, numbers, len)
            }
            Op::Exact
            | Op::Cell(_)
            | Op::Settled { .. }
            | Op::Lift(_)
            | Op::Judged(_)
            | Op::Grounded(..)
            | Op::Fold(..)
            | Op::Quantified(..)
            | Op::Listed(_)
            | Op::Surplus(_)
            | Op::Variation(..) => return None,
        })
    }
}

/// Numbers one after the other; nothing where there is none.
pub(super) fn each<'f>(len: usize, mut each: impl FnMut(usize) -> Result<Ratio, u8>) -> Column<'f> {
    let (mut above, mut below) = (Vec::with_capacity(len), Vec::with_capacity(len));
    let states = States::each(len, |row| {
        let ((a, b), code) = match each(row) {
            Ok(ratio) => (ratio, TRUE),
            Err(code) => ((0, 1), code),
        };
        above.push(a);
        below.push(b);
        code
    });
    let side = |cells: Vec<i64>| {
        if cells.iter().all(|c| *c == 1) { Side::One } else { Side::cells(Cells::Made(cells.into())) }
    };
    let above = Side::cells(Cells::Made(above.into()));
    Column { states, values: Values::Numbers(Numbers { factor: (1, 1), above, below: side(below) }) }
}

/// A function of each number.
fn mapped<'f>(a: &Column<'f>, len: usize, of: impl Fn(Ratio) -> Result<Ratio, u8>) -> Option<Column<'f>> {
    let numbers = a.numbers()?;
    Some(each(len, |i| match a.code(i) {
        TRUE => of(numbers.ratio(i)?),
        code => Err(code),
    }))
}

/// Each row's value from one of several columns of one sort.
pub(super) fn picked<'c, 'f: 'c>(
    sort: Sort,
    len: usize,
    from: impl Fn(usize) -> Result<&'c Column<'f>, u8>,
) -> Column<'f> {
    let (mut above, mut below, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
    let states = States::each(len, |row| {
        let column = match from(row) {
            Ok(column) => column,
            Err(code) => return code,
        };
        match (column.code(row), &column.values) {
            (code, Values::Truth) => code,
            (code, Values::Kinds(cells)) => {
                kinds.resize(row, 0);
                kinds.push(cells.get(row));
                code
            }
            (TRUE, Values::Numbers(numbers)) => match numbers.ratio(row) {
                Ok((a, b)) => {
                    above.resize(row, 0);
                    below.resize(row, 1);
                    above.push(a);
                    below.push(b);
                    TRUE
                }
                Err(code) => code,
            },
            (code, Values::Numbers(_)) => code,
        }
    });
    let values = match sort {
        Sort::Truth => Values::Truth,
        Sort::Kind => {
            kinds.resize(len, 0);
            Values::Kinds(Kinds::made(kinds))
        }
        Sort::Number => {
            above.resize(len, 0);
            below.resize(len, 1);
            let side = |cells: Vec<i64>| Side::cells(Cells::Made(cells.into()));
            Values::Numbers(Numbers { factor: (1, 1), above: side(above), below: side(below) })
        }
    };
    Column { states, values }
}

/// Sum, difference, product or quotient: where the columns' ranges allow it, of whole columns.
fn arithmetic<'f>(op: Arithmetic, a: &Column<'f>, b: &Column<'f>, len: usize) -> Option<Column<'f>> {
    let (x, y) = (a.numbers()?, b.numbers()?);
    let mut states = a.states.both(&b.states);
    let quick = match op {
        Arithmetic::Mul => x.times(y),
        Arithmetic::Div => quotient(x, y, &mut states),
        Arithmetic::Add => summed(x, y, 1, len),
        Arithmetic::Sub => summed(x, y, -1, len),
    };
    if let Some(numbers) = quick {
        return Some(Column { states, values: Values::Numbers(numbers) });
    }
    Some(each(len, |i| match states.code(i) {
        TRUE => calculate(op, x.ratio(i)?, y.ratio(i)?),
        code => Err(code),
    }))
}

/// The quotient of two columns; a row whose divisor is zero becomes open.
fn quotient<'f>(x: &Numbers<'f>, y: &Numbers<'f>, states: &mut States) -> Option<Numbers<'f>> {
    if let Some(inverse) = y.inverse() {
        return x.times(&inverse);
    }
    let Side::Cells { cells, least: 0, .. } = &y.above else { return None };
    if y.factor.0 <= 0 {
        return None;
    }
    let zero = |rows: &[i64]| {
        rows.iter().enumerate().fold(0u64, |bits, (i, cell)| bits | u64::from(*cell == 0) << i)
    };
    let zero = Plane::of(cells.all().chunks(ROWS).map(zero).collect());
    states.open = states.open.or(&states.yes.and(&zero));
    states.yes = states.yes.without(&zero);
    // What is zero now stands below the line only in rows that are not known.
    x.times(&Numbers { factor: (y.factor.1, y.factor.0), above: y.below.clone(), below: y.above.clone() })
}

/// The sum of two columns without lower lines, the second with a sign.
fn summed<'f>(x: &Numbers<'f>, y: &Numbers<'f>, sign: i128, len: usize) -> Option<Numbers<'f>> {
    if let Some((a, b)) = x.constant().zip(y.constant()) {
        let op = if sign < 0 { Arithmetic::Sub } else { Arithmetic::Add };
        return calculate(op, a, b).ok().map(Numbers::same);
    }
    let (((a, b), above), ((c, d), other)) = (x.whole()?, y.whole()?);
    let [b, d] = [b, d].map(i128::from);
    let line = num_integer::lcm(b, d);
    let (p, q) = (i128::from(a) * (line / b), i128::from(c) * (line / d) * sign);
    let most =
        |factor: i128, side: &Side<'_>| factor.unsigned_abs().checked_mul(u128::from(side.magnitude()));
    let most = most(p, above)?.checked_add(most(q, other)?)?;
    if most > i64::MAX as u128 {
        return None;
    }
    let (p, q, line) = (i64::try_from(p).ok()?, i64::try_from(q).ok()?, i64::try_from(line).ok()?);
    // Neither product nor their sum is beyond the greatest number.
    let cells: Rc<Vec<i64>> = match (above, other) {
        (Side::Cells { cells: a, .. }, Side::Cells { cells: b, .. }) => a
            .all()
            .iter()
            .zip(b.all())
            .map(|(a, b)| a.wrapping_mul(p).wrapping_add(b.wrapping_mul(q)))
            .collect::<Vec<_>>()
            .into(),
        _ => (0..len)
            .map(|i| above.get(i).wrapping_mul(p).wrapping_add(other.get(i).wrapping_mul(q)))
            .collect::<Vec<_>>()
            .into(),
    };
    Some(Numbers { factor: (1, line), above: Side::cells(Cells::Made(cells)), below: Side::One })
}

fn related<'f>(
    relation: Relation,
    sort: Sort,
    (a, b): (&Column<'f>, &Column<'f>),
    len: usize,
) -> Option<Column<'f>> {
    let both = a.states.both(&b.states);
    if let (Sort::Number, Some((x, y))) = (sort, a.numbers().zip(b.numbers())) {
        let found = compare(relation, x, y, len);
        let (holds, lost) = (Plane::of(found.holds), Plane::of(found.exact).and(&both.yes));
        let (yes, no) = (both.yes.and(&holds), both.yes.without(&holds));
        return Some(Column::truth(States { yes, no, ..both }.exactly(&lost)));
    }
    let holds = |i: usize| {
        let order = match sort {
            Sort::Number => order(a.parts(i)?, b.parts(i)?)?,
            Sort::Truth => a.code(i).cmp(&b.code(i)),
            Sort::Kind => a.kind(i).cmp(&b.kind(i)),
        };
        Some(relation.holds(order))
    };
    Some(Column::truth(States::each(len, |i| match both.code(i) {
        TRUE => holds(i).map_or(EXACT, u8::from),
        code => code,
    })))
}

/// `at least` so many of some.
fn needed<'f>(n: &Column<'f>, members: &[&Column<'f>], len: usize) -> Column<'f> {
    let constant = n.numbers().and_then(Numbers::constant).filter(|_| n.states.known());
    // So many must be met: the next whole number.
    let least = constant.map(|(above, below)| -(-i128::from(above)).div_euclid(i128::from(below)));
    if let Some(least) = least.filter(|_| (1..1 << 16).contains(&members.len())) {
        let least = u32::try_from(least.max(0)).unwrap_or(u32::MAX);
        let members: Vec<&States> = members.iter().map(|c| &c.states).collect();
        return Column::truth(States::at_least(least, &members));
    }
    Column::truth(States::each(len, |row| {
        let (mut met, mut open) = (0i128, 0i128);
        for member in members {
            match member.code(row) {
                TRUE | NOT_APPLICABLE => met += 1,
                FALSE => {}
                UNKNOWN => open += 1,
                _ => return EXACT,
            }
        }
        let (code, Some(parts)) = (n.code(row), n.numbers().map(|n| n.parts(row))) else { return EXACT };
        let reached = |count: i128| order((count, 1), parts).is_some_and(std::cmp::Ordering::is_ge);
        match code {
            TRUE if reached(met) => TRUE,
            TRUE if open > 0 && reached(met + open) => UNKNOWN,
            TRUE => FALSE,
            code => code,
        }
    }))
}

/// A limit's numbers by the kinds' values in some columns.
fn looked_up<'f>(index: &[(&Column<'f>, usize)], numbers: &[Option<Ratio>], len: usize) -> Column<'f> {
    let states = match index {
        [(only, _)] => only.states.clone(),
        all => all.iter().fold(States::all(TRUE, len), |both, (column, _)| both.both(&column.states)),
    };
    let place = |i: usize| index.iter().fold(0, |at, (c, count)| at * count + usize::from(c.kind(i)));
    if let Some((line, table)) = over_one_line(numbers) {
        let cells = match index {
            [(Column { values: Values::Kinds(kinds), .. }, _)] => kinds.clone(),
            _ => Kinds::made((0..len).map(|i| u16::try_from(place(i)).unwrap_or(u16::MAX)).collect()),
        };
        let above = Side::Chosen { index: cells, table };
        let values = Values::Numbers(Numbers { factor: (1, line), above, below: Side::One });
        return Column { states, values };
    }
    each(len, |i| match states.code(i) {
        TRUE => numbers.get(place(i)).copied().flatten().ok_or(UNKNOWN),
        code => Err(code),
    })
}

/// Numbers over a common line, if all are there and fit.
fn over_one_line(numbers: &[Option<Ratio>]) -> Option<(i64, Rc<[i64]>)> {
    let mut line = 1i128;
    for number in numbers {
        line = num_integer::lcm(line, i128::from((*number)?.1));
        i64::try_from(line).ok()?;
    }
    let above = |(a, b): Ratio| i64::try_from(i128::from(a) * (line / i128::from(b))).ok();
    let table: Option<Vec<i64>> = numbers.iter().map(|n| above((*n)?)).collect();
    Some((i64::try_from(line).ok()?, table?.into()))
}
