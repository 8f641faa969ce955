//! JH09xx: data files.

use super::codes;

codes! { DATA;
    /// A cell that is not of its column's type.
    BAD_CELL = "JH0901", Error, "bad-cell", "在校生数\n八百", "在校生数\n800";
}
