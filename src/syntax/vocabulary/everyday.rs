//! Words of official documents and other languages for what has a keyword here. Near in letters is not near in meaning: `不大于` is
//! `不超过`, though it looks like `不低于`.

const KEYWORDS: &[(&str, &[&str])] = &[
    (
        "不超过",
        &[
            "不大于",
            "不高于",
            "不多于",
            "不得超过",
            "不得高于",
            "不得多于",
            "不得大于",
            "不能超过",
            "不能高于",
            "不应超过",
            "至多",
            "小于等于",
            "小于或等于",
            "低于或等于",
            "低于等于",
        ],
    ),
    (
        "不低于",
        &[
            "不小于",
            "不少于",
            "不得低于",
            "不得少于",
            "不得小于",
            "不能低于",
            "不能少于",
            "不应低于",
            "大于等于",
            "大于或等于",
            "高于或等于",
            "高于等于",
        ],
    ),
    ("<=", &["不晚于", "不迟于", "不得晚于", "不得迟于", "早于或等于"]),
    (">=", &["不早于", "不得早于", "晚于或等于"]),
    ("高于", &["大于", "多于"]),
    ("低于", &["小于", "少于", "不足", "不到", "不满", "未满"]),
    ("等于", &["为", "等同于", "equals", "is"]),
    ("不等于", &["不为", "不是"]),
    ("属于", &["包含于"]),
    ("且", &["和", "与", "及", "以及", "并", "而且", "同时", "并且要"]),
    ("或", &["或者", "或是"]),
    ("非", &["没", "未"]),
    ("若", &["如果", "如", "假如"]),
    ("则", &["那么", "就"]),
    ("否则", &["不然", "otherwise"]),
    ("每个", &["每一个", "各个", "所有", "全部", "每所", "每名", "每班"]),
    ("存在", &["有"]),
    ("没有", &["无", "不存在"]),
    ("其中", &["当中"]),
    ("要求", &["必须", "应当", "应", "须", "需要", "must", "ensure"]),
    ("依据", &["出处", "根据", "依照"]),
    ("说明", &["备注", "注"]),
    ("适用", &["适用于", "适用对象"]),
    ("above", &["greater", "exceeds"]),
    ("below", &["less"]),
];

/// The keyword that an everyday word means.
pub fn keyword(word: &str) -> Option<&'static str> {
    KEYWORDS.iter().find(|(_, others)| others.contains(&word)).map(|(written, _)| *written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::vocabulary::keywords;

    #[test]
    fn what_is_written_instead_exists() {
        for (written, others) in KEYWORDS {
            assert!(matches!(*written, "<=" | ">=") || keywords().any(|k| k == *written), "{written}");
            assert!(others.iter().all(|o| !keywords().any(|k| k == *o)), "{others:?}");
        }
        assert_eq!(keyword("不大于"), Some("不超过"));
        assert_eq!(keyword("不得低于"), Some("不低于"));
    }
}
