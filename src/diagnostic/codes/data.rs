//! JH09xx: data files.

use super::codes;

codes! { DATA;
    /// A cell that is not of its column's type.
    BAD_CELL = "JH0901", Error, "bad-cell", "在校生数\n八百", "在校生数\n800";
    /// A supplied value that differs from what its column's `derive` computes.
    DERIVE_DIFFERS = "JH0940", Warning, "derive-differs", "班级数,学生数,平均班额\n4,160,45", "班级数,学生数,平均班额\n4,160,40";
}
