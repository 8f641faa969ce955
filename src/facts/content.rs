//! The digest of data as understood: what the tables hold, however they were laid out. Files of another type, encoding or line end,
//! rows or columns in another order, numbers with another number of digits give the same.
//!
//! It is SHA-256 over one county's tables by their ids: how many rows stand below each row of the table above, in the order of keys, then
//! column by column (by their ids) each cell in a form that depends on its value alone. Numbers are exact, in base units. A cell that
//! could not be read is only that, and rows that could not be placed are not in it: these are told by the errors. Columns that a pack
//! does not have are not understood, and left out.

use std::collections::BTreeMap;
use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::{COUNTY, ColumnData, Facts, Finding, FindingResult, Values, order};
use crate::semantics::{CheckedPack, Column, ColumnIx, Entity, EntityIx, ItemIx};
use crate::value::Number;

/// What every county's bytes begin with: it changes with the form of what follows.
const FORM: &str = "junheng content 1";

/// First byte of a cell.
const BLANK: u8 = 0;
const BAD: u8 = 1;
const WHOLE: u8 = 2;
const DECIMAL: u8 = 3;
const FRACTION: u8 = 4;
const KIND: u8 = 5;
const NO: u8 = 6;
const YES: u8 = 7;
const DATE: u8 = 8;
const TEXT: u8 = 9;
/// Small whole numbers, from zero on, are this and more.
const SMALL: u8 = 16;

/// The digests of some data as understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    counties: Vec<[u8; 32]>,
    whole: [u8; 32],
}

impl Contents {
    /// Of data of which every cell was kept.
    pub fn of(pack: &CheckedPack, facts: &Facts) -> Contents {
        let mut findings: BTreeMap<u32, Vec<(ItemIx, u32, &Finding)>> = BTreeMap::new();
        for ((item, row), finding) in &facts.findings.by_subject {
            let entity = pack.item(*item).map(|i| i.entity);
            if let Some(county) = entity.and_then(|entity| facts.ancestor_row(pack, entity, *row, COUNTY)) {
                findings.entry(county).or_default().push((*item, *row, finding));
            }
        }
        let mut entities: Vec<(EntityIx, &Entity)> = (0u32..).map(EntityIx).zip(&pack.entities).collect();
        entities.sort_by_key(|(_, entity)| &entity.id);
        let mut bytes = Vec::new();
        let counties: Vec<[u8; 32]> = (0u32..)
            .zip(&facts.counties)
            .map(|(row, _)| {
                bytes.clear();
                text(FORM, &mut bytes);
                let mut rows = Rows { pack, facts, county: row, known: BTreeMap::new() };
                for (ix, entity) in &entities {
                    table(&mut rows, (*ix, entity), &mut bytes);
                }
                let own = findings.remove(&row).unwrap_or_default();
                assessed(&mut rows, own, &mut bytes);
                Sha256::digest(&bytes).into()
            })
            .collect();
        let mut codes: Vec<(&str, bool, &[u8; 32])> =
            facts.counties.iter().zip(&counties).map(|(c, digest)| (&*c.code, c.left_out, digest)).collect();
        codes.sort();
        bytes.clear();
        text(FORM, &mut bytes);
        for (code, left_out, digest) in codes {
            text(code, &mut bytes);
            bytes.push(u8::from(left_out));
            bytes.extend_from_slice(digest);
        }
        let whole = Sha256::digest(&bytes).into();
        Contents { counties, whole }
    }

    /// `sha256:…` of one county, by its row in the county table.
    pub fn county(&self, row: u32) -> Option<String> {
        self.counties.get(row as usize).map(shown)
    }

    /// `sha256:…` of all counties, those among them that errors leave out.
    pub fn whole(&self) -> String {
        shown(&self.whole)
    }
}

impl Facts {
    /// Computes the digests of the data as understood, where every cell was kept. Where there are no files to have one, that of the whole
    /// is the data's digest.
    pub fn note_contents(&mut self, pack: &CheckedPack) {
        let contents = Contents::of(pack, self);
        if self.digest.is_empty() {
            self.digest = contents.whole();
        }
        self.contents = Some(contents);
    }

    /// The digest of all data as understood, where it was computed.
    pub fn content(&self) -> Option<String> {
        self.contents.as_ref().map(Contents::whole)
    }

    /// The digest of one county's data as understood, where it was computed. `county` is its row in the county table.
    pub fn content_of(&self, county: u32) -> Option<String> {
        self.contents.as_ref()?.county(county)
    }
}

fn shown(digest: &[u8; 32]) -> String {
    let hex: String = digest.iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256:{hex}")
}

/// One county's rows, by table, each below its parent's in the order of keys.
struct Rows<'a> {
    pack: &'a CheckedPack,
    facts: &'a Facts,
    county: u32,
    known: BTreeMap<EntityIx, Rc<[u32]>>,
}

impl Rows<'_> {
    fn of(&mut self, ix: EntityIx) -> Rc<[u32]> {
        if let Some(known) = self.known.get(&ix) {
            return Rc::clone(known);
        }
        let parent = self.pack.entity(ix).and_then(|e| Some((e, e.parent?)));
        let found: Rc<[u32]> = match (ix == COUNTY, parent, self.facts.table(ix)) {
            (true, ..) => [self.county].into(),
            (false, Some((entity, parent)), Some(table)) => {
                let mut rows = Vec::new();
                for above in self.of(parent).iter() {
                    let from = rows.len();
                    rows.extend(table.children(*above..above.saturating_add(1)));
                    order::by_whole_key(entity, table, rows.get_mut(from..).unwrap_or_default());
                }
                rows.into()
            }
            (false, ..) => [].into(),
        };
        self.known.insert(ix, Rc::clone(&found));
        found
    }
}

/// One county's rows of a table.
fn table(all: &mut Rows<'_>, (ix, entity): (EntityIx, &Entity), out: &mut Vec<u8>) {
    let Some(table) = all.facts.table(ix) else { return };
    // The rows of a table that was not supplied are those that tables below it name, by their keys alone.
    if !table.supplied && table.len == 0 {
        return;
    }
    let rows = all.of(ix);
    text(&entity.id, out);
    out.push(u8::from(table.supplied));
    count(rows.len() as u64, out);
    if let Some(parent) = entity.parent.filter(|parent| *parent != COUNTY) {
        for above in all.of(parent).iter() {
            count(table.children(*above..above.saturating_add(1)).len() as u64, out);
        }
    }
    let mut columns: Vec<(&Column, &ColumnData)> = (0u32..)
        .map(ColumnIx)
        .zip(entity.columns.iter().zip(&table.columns))
        .filter(|(c, (_, data))| {
            let given = data.supplied || (!table.supplied && entity.key.contains(c));
            given && !entity.parent_link.contains(c)
        })
        .map(|(_, found)| found)
        .collect();
    columns.sort_by_key(|(column, _)| &column.id);
    count(columns.len() as u64, out);
    for (column, data) in columns {
        text(&column.id, out);
        cells(all.pack, column, data, &rows, out);
    }
}

/// The cells of a column.
fn cells(pack: &CheckedPack, column: &Column, data: &ColumnData, rows: &[u32], out: &mut Vec<u8>) {
    let missing = |row: u32| if data.bad.contains_key(&row) { BAD } else { BLANK };
    let known = |row: u32| data.valid.get(row as usize);
    let rows = rows.iter().copied();
    match &data.values {
        Values::Decimal { scale, mantissas, wide } => {
            for row in rows {
                match mantissas.get(row as usize).filter(|_| known(row)) {
                    None => out.push(missing(row)),
                    Some(_) if wide.contains_key(&row) => {
                        wide.get(&row).into_iter().for_each(|number| exact(number, out));
                    }
                    Some(mantissa) => decimal(*mantissa, *scale, out),
                }
            }
        }
        Values::Flag(bits) => out.extend(rows.map(|row| match (known(row), bits.get(row as usize)) {
            (false, _) => missing(row),
            (true, false) => NO,
            (true, true) => YES,
        })),
        Values::Kind(list) => {
            let kind = column.ty.kind().and_then(|kind| pack.kind(kind));
            let written = |(id, _): &(String, String)| {
                let mut cell = vec![KIND];
                text(id, &mut cell);
                cell
            };
            let written: Vec<Vec<u8>> = kind.into_iter().flat_map(|k| &k.values).map(written).collect();
            for row in rows {
                let value = list.get(row as usize).filter(|_| known(row));
                match value.and_then(|value| written.get(usize::from(*value))) {
                    None => out.push(missing(row)),
                    Some(cell) => out.extend_from_slice(cell),
                }
            }
        }
        Values::Text(list) => {
            for row in rows {
                match list.get(row as usize).filter(|_| known(row)) {
                    None => out.push(missing(row)),
                    Some(value) => {
                        out.push(TEXT);
                        plain(value, out);
                    }
                }
            }
        }
        Values::Date(list) => {
            for row in rows {
                match list.get(row as usize).filter(|_| known(row)) {
                    None => out.push(missing(row)),
                    Some(value) => {
                        out.push(DATE);
                        text(&value.to_string(), out);
                    }
                }
            }
        }
    }
}

/// Assessors' findings, by rule and by the place of its subject among the county's rows.
fn assessed(all: &mut Rows<'_>, findings: Vec<(ItemIx, u32, &Finding)>, out: &mut Vec<u8>) {
    let mut placed: Vec<(&str, usize, &Finding)> = Vec::with_capacity(findings.len());
    let pack = all.pack;
    for (item, row, finding) in findings {
        let Some(item) = pack.item(item) else { continue };
        let place = all.of(item.entity).iter().position(|r| *r == row);
        placed.push((item.id.as_str(), place.unwrap_or(usize::MAX), finding));
    }
    placed.sort_by_key(|(item, place, _)| (*item, *place));
    text("finding", out);
    out.push(u8::from(all.facts.findings.supplied));
    count(placed.len() as u64, out);
    for (item, place, finding) in placed {
        text(item, out);
        count(place as u64, out);
        match finding.result {
            FindingResult::Flag(value) => out.push(if value { YES } else { NO }),
            FindingResult::Grade(value) => {
                out.push(KIND);
                count(u64::from(value), out);
            }
            FindingResult::Missing(reason) => {
                out.push(BAD);
                text(reason.id(), out);
            }
        }
        let day = finding.date.map(|d| d.to_string());
        for said in [finding.evidence.as_deref(), finding.assessor.as_deref(), day.as_deref()] {
            match said {
                None => out.push(BLANK),
                Some(value) => {
                    out.push(TEXT);
                    plain(value, out);
                }
            }
        }
    }
}

/// `mantissa × 10^-scale`, with no more digits than it needs.
fn decimal(mut mantissa: i64, mut scale: u32, out: &mut Vec<u8>) {
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    if scale > 0 {
        out.push(DECIMAL);
        count(u64::from(scale), out);
        out.extend_from_slice(&mantissa.to_le_bytes());
        return;
    }
    match u8::try_from(mantissa).ok().and_then(|small| SMALL.checked_add(small)) {
        Some(byte) => out.push(byte),
        None => {
            out.push(WHOLE);
            out.extend_from_slice(&mantissa.to_le_bytes());
        }
    }
}

/// A number of any size: as [`decimal`] writes it where that can.
fn exact(number: &Number, out: &mut Vec<u8>) {
    let parts = number.to_decimal_parts();
    match parts.and_then(|(mantissa, scale)| Some((i64::try_from(mantissa).ok()?, scale))) {
        Some((mantissa, scale)) => decimal(mantissa, scale, out),
        None => {
            out.push(FRACTION);
            text(&format!("{}/{}", number.numerator(), number.denominator()), out);
        }
    }
}

/// How many.
fn count(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// A text behind its length.
fn text(value: &str, out: &mut Vec<u8>) {
    count(value.len() as u64, out);
    out.extend_from_slice(value.as_bytes());
}

/// A cell's text; its lines end alike.
fn plain(value: &str, out: &mut Vec<u8>) {
    if value.contains('\r') {
        text(&value.replace("\r\n", "\n").replace('\r', "\n"), out);
    } else {
        text(value, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(number: &str) -> Vec<u8> {
        let mut out = Vec::new();
        exact(&Number::parse_decimal(number).unwrap(), &mut out);
        out
    }

    #[test]
    fn a_number_has_one_form() {
        let of = |mantissa, scale| {
            let mut out = Vec::new();
            decimal(mantissa, scale, &mut out);
            out
        };
        assert_eq!(of(4200, 3), of(42, 1));
        assert_eq!(of(4200, 3), written("4.2"));
        assert_eq!(of(7, 0), written("7.000"));
        assert_eq!(of(7, 0), [SMALL + 7]);
        assert_eq!(of(239, 0), [255]);
        assert_eq!(of(240, 0), written("240"));
        assert_eq!(of(-1, 0), written("-1"));
        assert_ne!(of(1, 1), of(1, 0));
        assert_eq!(written("92233720368547758070")[0], FRACTION);
    }
}
