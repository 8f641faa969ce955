//! The field's words for one thing: what a person may have meant by a value or a heading that a pack does not have.
//!
//! Synonyms come before spelling, and spelling never leads to another meaning: 完全小学 is a primary school, however near it is to
//! 完全中学.

use crate::diagnostic::suggest;

/// Words for values, each with what it may mean. Where several of these are values, all are named.
const VALUES: &[(&str, &[&str])] = &[
    ("完全小学", &["小学"]),
    ("完小", &["小学"]),
    ("初小", &["小学"]),
    ("小学部", &["小学"]),
    ("村小", &["小学", "教学点"]),
    ("中学", &["初中", "完全中学"]),
    ("初级中学", &["初中"]),
    ("初中部", &["初中"]),
    ("完中", &["完全中学"]),
    ("完全中学", &["完全中学"]),
    ("高级中学", &["高中"]),
    ("普通高中", &["高中"]),
    ("一贯制", &["九年一贯制", "十二年一贯制"]),
    ("一贯制学校", &["九年一贯制", "十二年一贯制"]),
    ("九年制", &["九年一贯制"]),
    ("九年制学校", &["九年一贯制"]),
    ("十二年制", &["十二年一贯制"]),
    ("十二年制学校", &["十二年一贯制"]),
    ("小学教学点", &["教学点"]),
    ("特校", &["特殊教育"]),
    ("盲校", &["特殊教育"]),
    ("聋校", &["特殊教育"]),
    ("聋哑学校", &["特殊教育"]),
    ("培智学校", &["特殊教育"]),
    ("中职", &["职业学校"]),
    ("职高", &["职业学校"]),
    ("职业高中", &["职业学校"]),
    ("中专", &["职业学校"]),
    ("技校", &["职业学校"]),
    ("城镇", &["城区", "镇区"]),
    ("城市", &["城区"]),
    ("市区", &["城区"]),
    ("主城区", &["城区"]),
    ("县城", &["城区", "镇区"]),
    ("镇", &["镇区"]),
    ("乡镇", &["镇区", "乡村"]),
    ("农村", &["乡村"]),
    ("乡", &["乡村"]),
    ("村", &["乡村"]),
    ("公立", &["公办"]),
    ("国办", &["公办"]),
    ("政府办", &["公办"]),
    ("教育部门", &["公办"]),
    ("教育部门办", &["公办"]),
    ("831", &["公办"]),
    ("县级教育部门", &["公办"]),
    ("私立", &["民办"]),
    ("民营", &["民办"]),
    ("999", &["民办"]),
    ("教职工", &["教师"]),
    ("老师", &["教师"]),
    ("校领导", &["校长"]),
    ("人大", &["人大代表"]),
    ("政协", &["政协委员"]),
    ("群众", &["其他群众"]),
    ("社会群众", &["其他群众"]),
    ("优", &["优秀"]),
    ("良", &["良好"]),
    ("中", &["合格"]),
    ("及格", &["合格"]),
    ("不及格", &["不合格"]),
    ("差", &["不合格"]),
];

/// Headings that mean the same.
const HEADINGS: &[&[&str]] = &[
    &["在校生数", "在校学生数", "在籍学生数", "学生总数", "学生人数", "在校生人数", "在校学生人数", "学生数"],
    &["专任教师数", "专任教师人数", "专任教师"],
    &[
        "代码",
        "编码",
        "编号",
        "标识码",
        "学校代码",
        "学校标识码",
        "学校编码",
        "县代码",
        "行政区划代码",
        "行政区代码",
        "区划代码",
    ],
    &["县", "县代码", "行政区划代码", "行政区代码", "区划代码", "所属县", "所属区县"],
    &["学校", "学校代码", "学校标识码", "学校编码", "所属学校"],
    &["校名", "学校名称", "单位名称"],
    &["县名", "县区名称", "县(区)名称", "区县名称"],
    &["类别", "学校类别", "办学类型", "学校类型", "学校性质类别"],
    &["区域", "城乡类型", "城乡分类", "城乡区域", "所在地城乡类型", "驻地城乡类型"],
    &["办学性质", "办学主体", "办别", "举办者", "举办者类型", "公民办"],
    &["学段", "办学学段", "教育阶段"],
    &["班号", "班级", "班级名称", "班级编号"],
    &["工号", "教师编号", "教职工号"],
    &["寄宿制", "是否寄宿", "是否寄宿制"],
    &["教学及辅助用房面积", "教学辅助用房面积", "教学及辅助用房", "教辅用房面积"],
    &["体育运动场馆面积", "体育场馆面积", "运动场馆面积", "体育运动场馆"],
    &["教学仪器设备值", "教学仪器设备资产值", "仪器设备值", "教学科研仪器设备值"],
    &["网络多媒体教室数", "多媒体教室数", "网络多媒体教室"],
    &["招生数", "招生人数", "新生数"],
    &["骨干教师数", "县级以上骨干教师数", "县级及以上骨干教师数"],
];

/// Words that change what a heading is about: where one has it and the other has not, they are two things.
const TELLING: &[&str] = &[
    "小学", "初中", "高中", "男", "女", "公办", "民办", "城", "镇", "乡", "合用", "以上", "以下", "本科",
    "专科", "大专", "专任", "兼任", "编外", "招生", "毕业", "在校", "不", "非", "未", "无", "教师", "学生",
    "班", "面积", "上年", "去年", "本年", "特殊", "残疾", "骨干", "随迁", "留守", "寄宿", "交流", "室内",
    "室外", "平均",
];

/// What an assessor writes for yes and no.
pub(super) fn verdict(text: &str) -> Option<bool> {
    match text {
        "存在" | "有" | "达到" | "符合" | "达标" | "合格" | "满足" => Some(true),
        "不存在" | "无" | "没有" | "未达到" | "不符合" | "未达标" | "不达标" | "不合格" | "不满足" => {
            Some(false)
        }
        _ => None,
    }
}

/// What a value that is none of `list` may mean: one of them, several, or nothing.
pub(super) fn values<'l>(text: &str, list: &[&'l str]) -> Vec<&'l str> {
    if let Some((_, meant)) = VALUES.iter().find(|(word, _)| *word == text) {
        return list.iter().copied().filter(|value| meant.contains(value)).collect();
    }
    // 小学校, 公办学校: the value with more around it, but no word that turns it.
    let around = |value: &str| {
        let rest = text.replacen(value, "", 1);
        !value.is_empty() && rest.len() < text.len() && !rest.contains(['不', '非', '未', '无', '半'])
    };
    let whole: Vec<&str> = list.iter().copied().filter(|value| around(value)).collect();
    if !whole.is_empty() {
        return if whole.len() == 1 { whole } else { Vec::new() };
    }
    // A slip of the pen is one only in words that spell.
    let spelt = text.is_ascii() && !text.bytes().any(|b| b.is_ascii_digit());
    let near = if spelt { suggest(text, list.iter().copied()) } else { None };
    near.and_then(|near| list.iter().copied().find(|value| *value == near)).into_iter().collect()
}

/// The name that a heading or a table's name may mean.
pub(super) fn name<'n>(text: &str, names: &[&'n str]) -> Option<&'n str> {
    let group = HEADINGS.iter().filter(|group| group.contains(&text));
    let mut meant = group.flat_map(|group| names.iter().copied().filter(|name| group.contains(name)));
    if let Some(first) = meant.next() {
        return meant.all(|other| other == first).then_some(first);
    }
    let near = suggest(text, names.iter().copied())?;
    let same = TELLING.iter().all(|word| text.contains(word) == near.contains(word));
    names.iter().copied().find(|name| same && *name == near)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [&str; 8] =
        ["小学", "初中", "九年一贯制", "十二年一贯制", "完全中学", "教学点", "特殊教育", "职业学校"];

    #[test]
    fn synonyms_come_before_spelling() {
        for (text, meant) in [
            ("完全小学", ["小学"].as_slice()),
            ("完中", &["完全中学"]),
            ("中学", &["初中", "完全中学"]),
            ("中心小学", &["小学"]),
            ("九年一贯制学校", &["九年一贯制"]),
            ("一贯制学校", &["九年一贯制", "十二年一贯制"]),
            ("初中小学", &[]),
            ("非小学", &[]),
            ("小雪", &[]),
            ("大学", &[]),
            ("", &[]),
        ] {
            assert_eq!(values(text, &KINDS), meant, "{text}");
        }
        assert_eq!(values("中学", &["小学", "初中"]), ["初中"]);
        assert_eq!(values("城镇", &["城区", "镇区", "乡村"]), ["城区", "镇区"]);
        assert_eq!(values("非公办", &["公办", "民办"]), Vec::<&str>::new());
        assert_eq!(values("primay", &["primary", "junior"]), ["primary"]);
    }

    #[test]
    fn headings_do_not_cross_meanings() {
        let names = ["在校生数", "专任教师数", "高于规定学历教师数", "招生数", "学校"];
        assert_eq!(name("在校学生数", &names), Some("在校生数"));
        assert_eq!(name("学生人数", &names), Some("在校生数"));
        assert_eq!(name("在校生数量", &names), Some("在校生数"));
        for other in ["高中在校生数", "专任教师教", "女专任教师数", "毕业生数", "兼任教师数"]
        {
            assert_ne!(name(other, &names), Some("在校生数"), "{other}");
        }
        assert_eq!(name("女专任教师数", &names), None);
        assert_eq!(name("兼任教师数", &names), None);
        assert_eq!(name("高中在校生数", &names), None);
    }

    #[test]
    fn each_value_stands_once() {
        for (i, (word, meant)) in VALUES.iter().enumerate() {
            assert!(!meant.is_empty() && VALUES.iter().skip(i + 1).all(|(other, _)| other != word), "{word}");
        }
    }
}
