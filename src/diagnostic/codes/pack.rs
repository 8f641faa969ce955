//! JH04xx: pack files.

use super::codes;

codes! { PACK;
    /// A key that no pack file has.
    UNKNOWN_KEY = "JH0401", Error, "unknown-key", "indicatorss: {}", "indicators: {}";
}
