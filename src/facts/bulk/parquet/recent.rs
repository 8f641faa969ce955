//! What was unpacked of a column lately and will be asked for again: dictionaries, of which each part needs the whole, and pages that
//! only begin or end in a part; and readers that stand where a part ended.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::super::parquet::{Pieces, Rows};
use super::dictionary::Dictionary;

/// Dictionaries and pages that are held: those of parts that are read at the same time.
const MOST: usize = 3;
/// The largest dictionary that is held, in bytes.
const LARGEST_DICTIONARY: usize = 4 << 20;
/// The largest page that is held, in bytes.
const LARGEST_PAGE: usize = 2 << 20;

/// Which row group, and which of its dictionaries or pages.
pub(super) type Place = (usize, usize);

/// What is held of one column.
#[derive(Default)]
pub(super) struct Recent {
    dictionaries: Mutex<Vec<(Place, Arc<Dictionary>)>>,
    pages: Mutex<Vec<Page>>,
    readers: Mutex<Vec<Reader>>,
}

/// A reader of a row group.
pub(super) struct Reader {
    pub group: usize,
    pub pieces: Pieces,
    /// The next page, if that is unpacked already.
    pub page: Option<Rows>,
    /// The row that the next page begins at.
    pub row: usize,
    /// Which dictionary and which page come next.
    pub next: Place,
    /// The dictionary that its pages name.
    pub dictionary: Option<Arc<Dictionary>>,
}

struct Page {
    place: Place,
    rows: Rows,
    /// How many of its rows nobody has asked for yet.
    left: usize,
}

fn lock<T>(held: &Mutex<Vec<T>>) -> MutexGuard<'_, Vec<T>> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Recent {
    /// A reader that stands at a row of a group or before it, if one is held.
    pub fn reader(&self, group: usize, row: usize) -> Option<Reader> {
        let mut held = lock(&self.readers);
        let fits = |reader: &Reader| reader.group == group && reader.row <= row;
        let (at, _) = held.iter().enumerate().filter(|(_, r)| fits(r)).max_by_key(|(_, r)| r.row)?;
        Some(held.remove(at))
    }

    /// Holds a reader for whoever goes on behind it.
    pub fn hold(&self, reader: Reader) {
        let large = |size: Option<usize>, most| size.is_some_and(|size| size > most);
        if large(reader.page.as_ref().map(Rows::size), LARGEST_PAGE)
            || large(reader.dictionary.as_ref().map(|d| d.size()), LARGEST_DICTIONARY)
        {
            return;
        }
        let mut held = lock(&self.readers);
        // Parts begin behind all that were begun: nobody comes back to an earlier group.
        if held.iter().any(|other| other.group > reader.group) {
            return;
        }
        held.retain(|other| other.group == reader.group);
        if held.len() >= MOST {
            held.remove(0);
        }
        held.push(reader);
    }

    /// A dictionary, and whether it is one that was held: else `unpack` gives it.
    pub fn dictionary(
        &self,
        place: Place,
        unpack: impl FnOnce() -> Option<Dictionary>,
    ) -> Option<(Arc<Dictionary>, bool)> {
        // Whoever comes while it is unpacked waits for it.
        let mut held = lock(&self.dictionaries);
        if let Some(at) = held.iter().position(|(p, _)| *p == place) {
            let found = held.remove(at);
            let dictionary = Arc::clone(&found.1);
            held.push(found);
            return Some((dictionary, true));
        }
        let dictionary = Arc::new(unpack()?);
        if dictionary.size() <= LARGEST_DICTIONARY {
            if held.len() >= MOST {
                held.remove(0);
            }
            held.push((place, Arc::clone(&dictionary)));
        }
        Some((dictionary, false))
    }

    /// A page of which `some` of the `count` rows are asked for, and whether it is one that was held: else `unpack` gives it.
    pub fn page(
        &self,
        place: Place,
        (some, count): (usize, usize),
        unpack: impl FnOnce() -> Option<Rows>,
    ) -> Option<(Rows, bool)> {
        let mut held = lock(&self.pages);
        if let Some(at) = held.iter().position(|page| page.place == place) {
            let mut page = held.remove(at);
            let rows = page.rows.clone();
            page.left = page.left.saturating_sub(some);
            if page.left > 0 {
                held.push(page);
            }
            return Some((rows, true));
        }
        let rows = unpack()?;
        if rows.size() <= LARGEST_PAGE && some < count {
            if held.len() >= MOST {
                held.remove(0);
            }
            held.push(Page { place, rows: rows.clone(), left: count - some });
        }
        Some((rows, false))
    }
}
