//! What was unpacked of a column lately and will be asked for again: dictionaries, of which each part needs the whole, and pages that
//! only begin or end in a part.

use std::sync::{Arc, Mutex, PoisonError};

use super::super::super::parquet::Rows;
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
}

struct Page {
    place: Place,
    rows: Rows,
    /// How many of its rows nobody has asked for yet.
    left: usize,
}

impl Recent {
    /// A dictionary, and whether it is one that was held: else `unpack` gives it.
    pub fn dictionary(
        &self,
        place: Place,
        unpack: impl FnOnce() -> Option<Dictionary>,
    ) -> Option<(Arc<Dictionary>, bool)> {
        // Whoever comes while it is unpacked waits for it.
        let mut held = self.dictionaries.lock().unwrap_or_else(PoisonError::into_inner);
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
        let mut held = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
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
