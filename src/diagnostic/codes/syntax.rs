//! JH01xx: syntax.

use super::codes;

codes! { SYNTAX;
    /// A token that cannot stand here.
    UNEXPECTED = "JH0101", Error, "unexpected", "规则 A 适用 县\n  要求 1 > > 0", "规则 A 适用 县\n  要求 1 > 0";
}
