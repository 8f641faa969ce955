//! A column of texts, a page at a time: what a dictionary holds is made text once, and not once a row.

use std::sync::Arc;

use super::hybrid::{self, Stretch};
use super::raw::{Next, Packing, Piece, Pieces, Rows, Values};

/// The largest page that is taken, in bytes; and of most rows. The library goes through larger ones without room for the whole.
const LARGEST: usize = 8 << 20;
const MOST_ROWS: usize = 1 << 20;
/// The place of a row without a value.
const BLANK: u32 = u32::MAX;

/// Texts, one behind the other.
#[derive(Debug, Default)]
struct List {
    text: String,
    ends: Vec<u32>,
}

impl List {
    /// Of values that stand one after the other; none where there are fewer, or one is no text.
    fn of(values: &Values, body: &[u8], count: usize) -> Option<Self> {
        if body.len() > LARGEST {
            return None;
        }
        let mut list = List { text: String::with_capacity(body.len()), ends: Vec::new() };
        values.each(body, 0, count, |text| {
            list.text.push_str(text);
            list.ends.push(u32::try_from(list.text.len()).ok()?);
            Some(())
        })?;
        Some(list)
    }

    fn get(&self, place: u32) -> Option<&str> {
        let place = place as usize;
        let from = place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(from as usize..*self.ends.get(place)? as usize)
    }
}

/// A column of texts while it is read.
pub(super) struct Texts {
    values: Values,
    pieces: Pieces,
    dictionary: Arc<List>,
    /// The page that is read: its values, the place of each row's among them, and how many rows are handed out.
    page: (Arc<List>, Vec<u32>, usize),
    /// Rows of the row group that are handed out.
    pub done: usize,
    /// The rows that were read last: which list, and the place in it.
    rows: Vec<(u32, u32)>,
    lists: Vec<Arc<List>>,
}

impl Texts {
    /// Before any row of a row group.
    pub fn new(values: Values, pieces: Pieces) -> Self {
        let (page, dictionary) = (Default::default(), Arc::default());
        let (rows, lists) = (Vec::new(), Vec::new());
        Texts { values, pieces, dictionary, page, done: 0, rows, lists }
    }

    /// Passes over some rows at the beginning; none where something is out of the ordinary.
    pub fn skip(&mut self, count: usize) -> Option<()> {
        while self.done < count {
            let (_, places, at) = &mut self.page;
            if *at == places.len() {
                match self.pieces.next()? {
                    Next::Rows(rows) if rows <= count - self.done => {
                        self.pieces.pass()?;
                        self.done += rows;
                    }
                    Next::Dictionary | Next::Rows(_) => self.unpack()?,
                }
                continue;
            }
            let some = (count - self.done).min(places.len() - *at);
            *at += some;
            self.done += some;
        }
        Some(())
    }

    /// Reads so many rows; none where something is out of the ordinary, or where there are fewer.
    pub fn fill(&mut self, count: usize) -> Option<()> {
        self.rows.clear();
        self.lists.clear();
        let mut left = count;
        while left > 0 {
            let (list, places, at) = &mut self.page;
            let rest = places.get(*at..)?;
            if rest.is_empty() {
                self.unpack()?;
                continue;
            }
            let some = rest.get(..left.min(rest.len()))?;
            let own = u32::try_from(self.lists.len()).ok()?;
            self.rows.extend(some.iter().map(|place| (own, *place)));
            self.lists.push(Arc::clone(list));
            *at += some.len();
            left -= some.len();
        }
        self.done += count;
        Some(())
    }

    /// A row of those that were read last.
    pub fn get(&self, row: usize) -> Option<&str> {
        let (list, place) = self.rows.get(row)?;
        if *place == BLANK { Some("") } else { self.lists.get(*list as usize)?.get(*place) }
    }

    /// Unpacks the next page of rows, and the dictionary before it.
    fn unpack(&mut self) -> Option<()> {
        loop {
            match self.pieces.take()? {
                Piece::Dictionary { body, count } => {
                    self.dictionary = Arc::new(List::of(&self.values, &body, count)?);
                }
                Piece::Rows(rows) => {
                    self.page = self.open(&rows)?;
                    return Some(());
                }
            }
        }
    }

    fn open(&self, rows: &Rows) -> Option<(Arc<List>, Vec<u32>, usize)> {
        if rows.count > MOST_ROWS {
            return None;
        }
        let mut places = Vec::with_capacity(rows.count);
        let mut blank = false;
        if let Some(levels) = &rows.levels {
            // First whether each has a value.
            push(levels, 1, rows.count, &mut places)?;
            blank = places.contains(&0);
        }
        let count = if blank { places.iter().filter(|level| **level == 1).count() } else { rows.count };
        let mut own = Vec::with_capacity(count);
        let list = match rows.packing {
            Packing::Plain => {
                own.extend(0..u32::try_from(count).ok()?);
                Arc::new(List::of(&self.values, &rows.body, count)?)
            }
            Packing::Places if count > 0 => {
                let (width, stretches) = rows.body.split_first()?;
                push(stretches, u32::from(*width), count, &mut own)?;
                Arc::clone(&self.dictionary)
            }
            Packing::Places => Arc::clone(&self.dictionary),
            Packing::Flags => return None,
        };
        if own.iter().any(|place| *place as usize >= list.ends.len()) {
            return None;
        }
        if !blank {
            return Some((list, own, 0));
        }
        let mut own = own.into_iter();
        for place in &mut places {
            *place = if *place == 1 { own.next()? } else { BLANK };
        }
        Some((list, places, 0))
    }
}

fn push(stretches: &[u8], width: u32, count: usize, out: &mut Vec<u32>) -> Option<()> {
    hybrid::unpack(stretches, width, 0, count, |stretch| {
        match stretch {
            Stretch::Same(value, count) => out.resize(out.len() + count, value),
            Stretch::Each(list) => out.extend_from_slice(list),
        }
        Some(())
    })
}
