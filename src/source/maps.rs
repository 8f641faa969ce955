//! Tables that are looked into often: by a hash that is quick, and no more than that. Nothing may depend on their order.

pub(crate) use foldhash::fast::RandomState as QuickHash;
pub(crate) use foldhash::{HashMap as QuickMap, HashSet as QuickSet};
