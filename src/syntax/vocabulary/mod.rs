//! Both vocabularies, English and Chinese, in one table.

pub mod yaml;

/// Which spelling to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// English keywords.
    En,
    /// Chinese keywords.
    Zh,
}
