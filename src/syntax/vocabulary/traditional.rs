//! Traditional forms of the characters in keywords, so that a keyword typed in traditional script can be recognised.

const PAIRS: &[(char, char)] = &[
    ('規', '规'),
    ('則', '则'),
    ('決', '决'),
    ('結', '结'),
    ('論', '论'),
    ('覈', '核'),
    ('義', '义'),
    ('調', '调'),
    ('刪', '删'),
    ('為', '为'),
    ('適', '适'),
    ('當', '当'),
    ('據', '据'),
    ('說', '说'),
    ('説', '说'),
    ('權', '权'),
    ('並', '并'),
    ('達', '达'),
    ('過', '过'),
    ('於', '于'),
    ('晚', '晚'),
    ('等', '等'),
    ('屬', '属'),
    ('個', '个'),
    ('沒', '没'),
    ('項', '项'),
    ('評', '评'),
    ('數', '数'),
    ('計', '计'),
    ('異', '异'),
    ('係', '系'),
    ('絕', '绝'),
    ('對', '对'),
    ('捨', '舍'),
    ('滿', '满'),
    ('時', '时'),
    ('估', '估'),
    ('標', '标'),
    ('閾', '阈'),
    ('錄', '录'),
    ('認', '认'),
    ('縣', '县'),
    ('學', '学'),
    ('師', '师'),
    ('級', '级'),
    ('專', '专'),
    ('積', '积'),
    ('樓', '楼'),
];

/// The word in simplified script, if it holds a traditional character of the table.
pub fn simplified(word: &str) -> Option<String> {
    let turned: String =
        word.chars().map(|c| PAIRS.iter().find(|(old, _)| *old == c).map_or(c, |(_, new)| *new)).collect();
    (turned != word).then_some(turned)
}
