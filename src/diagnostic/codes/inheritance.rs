//! JH05xx: override, remove, strictness; JH08xx: lints.

use super::codes;

codes! { INHERITANCE;
    /// An id that the parent has already.
    REDEFINED = "JH0501", Error, "redefined", "limits:\n  class_size: {value: 45}", "override:\n  limits:\n    class_size: {value: 45}";
}
