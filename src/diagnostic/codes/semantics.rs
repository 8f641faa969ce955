//! JH02xx, JH03xx, JH05xx–JH08xx: meaning.

use super::codes;

codes! { SEMANTICS;
    /// A name that nothing has.
    UNKNOWN_NAME = "JH0201", Error, "unknown-name", "value: teacherss / students", "value: teachers / students";
}
