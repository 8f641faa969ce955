//! What can go wrong apart from a refusal: in words, in both languages.

use std::fmt;

/// A failure of the store, of a file or of a request that no rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Failure {
    /// Of both texts.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Failure { zh: zh.into(), en: en.into() }
    }

    /// A store that cannot be read or written; `why` is the system's word.
    pub fn store(why: impl fmt::Display) -> Self {
        Failure::new(format!("存储不能读写：{why}"), format!("the store cannot be read or written: {why}"))
    }

    /// A record that is not what it should be.
    pub fn damaged(seq: i64) -> Self {
        Failure::new(
            format!("第 {seq} 条记录与它的校验不符：存储已损坏或被改动"),
            format!("event {seq} is not what its hash says: the store is damaged or was changed"),
        )
    }

    /// Something that is not there.
    pub fn missing(name: &str) -> Self {
        Failure::new(format!("没有 {name}"), format!("there is no {name}"))
    }

    /// A file that cannot be read.
    pub fn file(path: &std::path::Path, why: impl fmt::Display) -> Self {
        let path = path.display();
        Failure::new(format!("不能读取 {path}：{why}"), format!("cannot read {path}: {why}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.en)
    }
}

impl std::error::Error for Failure {}
