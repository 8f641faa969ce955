//! The digest changes with what a pack means, and with nothing else.

use super::{GOOD, changed, nowhere, printed};
use junheng::pack::{PackChain, SearchPath, load, load_memory};

fn good() -> PackChain {
    load_memory(GOOD, &nowhere())
}

fn digest(chain: &PackChain) -> String {
    assert!(!chain.diagnostics.has_errors(), "{}", printed(chain));
    chain.digest.to_string()
}

#[test]
fn the_good_pack_has_a_digest() {
    let digest = digest(&good());
    assert!(digest.starts_with("sha256:") && digest.len() == 71, "{digest}");
}

#[test]
fn writing_does_not_change_it() {
    let good = digest(&good());
    for (from, to) in [
        ("\n", "\r\n"),
        ("\n", "\n\n"),
        ("限值:", "# 注\nlimits:"),
        ("取值", "value"),
        ("取值", "算法"),
        ("适用: division", "for: 学部"),
        ("{R1, R2} 均达到", "all of {R1, R2}"),
        ("  适用 县\n", "  for county\n"),
        ("类型: 计数", "type: count"),
        ("个人信息: true", "personal: 是"),
        ("4.20", "4.2"),
        ("4.20", "４.２０"),
        ("0.50", "0.5"),
        ("10_000", "10,000"),
        ("50%", "50 ％"),
        ("\"1,000\"", "1000"),
        ("6000", "6_000"),
        ("用词: 中文", "用词: en"),
        ("取值: {小学: 45, 初中: 50}", "取值: {junior: 50, primary: 45}"),
        ("{小学: 4.20, 初中: 5.3}", "\n      junior: 5.3\n      primary: '4.2'"),
        ("不超过: 班额上限", "不超过: class_size"),
        ("取值: 教师数 / 在校生数", "取值: (teachers / 在校生数)"),
        ("在校生数 >= 50 人", "students 不低于 50人"),
        ("在校生数 >= 50 人", "division.在校生数 >= 50 人"),
        (
            "差异系数(学部: 教师数 / 在校生数 按 在校生数 加权)",
            "cv(division: teachers / students weighted by students)",
        ),
        ("分: [stage]", "by: 学段"),
        ("识别列: code", "key: [代码]"),
        ("2017-04-19", "2017年4月19日"),
        ("990002: 2027年", "\"990002\": 2027"),
        ("工作时限: []\n", ""),
        ("名称: 县级自评, 单位: 县政府", "who: 县政府, title: \"县级自评\""),
        ("严格度: 只严不宽", "strictness: tighten_only"),
        ("primary: 小学, junior: {标签: 初中}", "primary: {label: 小学}, junior: 初中"),
    ] {
        // Naming a column through its own table is the one difference that stays.
        let same = !to.contains("division.");
        assert_eq!(digest(&changed(from, to)) == good, same, "`{from}` → `{to}`");
    }
}

#[test]
fn the_order_of_files_and_entries_does_not_change_it() {
    let mut files: Vec<(String, String)> = GOOD
        .iter()
        .enumerate()
        .map(|(i, (name, text))| {
            let ending = name.rsplit('.').next().unwrap();
            (format!("{}.{ending}", 9 - i), (*text).to_owned())
        })
        .collect();
    files.push(("tests/a.yaml".to_owned(), "用例: [".to_owned()));
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    assert_eq!(digest(&load_memory(&borrowed, &nowhere())), digest(&good()));
    assert_eq!(
        digest(&changed("primary: 小学, junior: {标签: 初中}", "junior: 初中, primary: 小学")),
        digest(&good())
    );
}

#[test]
fn meaning_changes_it() {
    let good = digest(&good());
    let mut seen = vec![good];
    for (from, to) in [
        ("版本: 2026.1.0", "版本: 2026.1.1"),
        ("4.20", "4.21"),
        ("50%", "0.50"),
        ("小学: 45", "小学: 44"),
        ("从严: 更低", "从严: 更高"),
        ("7000.50", "7000.05"),
        ("2025-03-01", "2025-03-02"),
        ("必填: 是", "必填: 否"),
        ("类型: 计数, 单位: 人, 最小值: 0", "类型: 数值, 单位: 人, 最小值: 0"),
        ("最小值: 0", "最小值: 1"),
        ("应有: 每上级", "应有: 可无"),
        ("上级: county\n", "\n"),
        ("教师数 / 在校生数\n    单位", "在校生数 / 教师数\n    单位"),
        ("在校生数 >= 50 人", "在校生数 > 50 人"),
        ("不低于: {", "高于: {"),
        ("单位: 人/百人", "单位: 人/人"),
        ("按 在校生数 加权", "按 教师数 加权"),
        ("{R1, R2} 均达到", "{R1, R2} 中至少1项"),
        ("要求 {R1, R2} 均达到", "要求 {R1} 均达到"),
        ("[低, 中, 高]", "[低, 高, 中]"),
        ("百人: 100 人", "百人: 99 人"),
        ("第五条: \"学校应当", "第五条: \"学校必须"),
        ("说明: 上调", "说明: 提高"),
        ("2026, 990002", "2028, 990002"),
        ("  - 市级复核\n", ""),
        ("[县教育局, 县编办]", "[县编办, 县教育局]"),
        ("个人信息: true", "个人信息: false"),
        ("标签: 在校生数", "标签: 在校生数, 说明: 含借读"),
    ] {
        let changed = digest(&changed(from, to));
        assert!(!seen.contains(&changed), "`{from}` → `{to}`");
        seen.push(changed);
    }
}

#[test]
fn labels_of_two_things_are_told_apart_by_their_place() {
    // 类别 is `kind` in the school and `sort` in the room.
    let pack = |formula: &str| {
        let facts = "数据表:\n  county: {识别列: code, 列: {code: }}\n  school:\n    上级: county\n    识别列: code\n    列: {code: , county: , kind: {标签: 类别, 类型: 文本}}\n  room:\n    标签: 专用教室\n    上级: school\n    识别列: [school, code]\n    列: {school: , code: , sort: {标签: 类别, 类型: 文本}}\n";
        let rules = format!("规则 A 适用 school\n  要求 {formula}\n结论 B 适用 county 要求 A\n");
        let header = "标准包: demo\n版本: 2026.1.0\n";
        digest(&load_memory(
            &[("pack.yaml", header), ("f.yaml", facts), ("r.rules", &rules)],
            &SearchPath::embedded(),
        ))
    };
    assert_eq!(pack("类别 == \"小学\""), pack("kind == \"小学\""));
    assert_eq!(pack("每个 room: 类别 == \"音乐\""), pack("每个 专用教室: sort == \"音乐\""));
    assert_ne!(pack("每个 room: 类别 == \"音乐\""), pack("每个 专用教室: kind == \"音乐\""));
    assert_eq!(pack("每个 room: school.类别 == \"音乐\""), pack("每个 专用教室: school.kind == \"音乐\""));
    // Brackets say nothing, and neither does a loop's variable.
    assert_eq!(pack("{A} 中每项 i: i.值 > 0"), pack("each x in {A}: (x.value) > 0"));
}

/// Packs as they were published, with the digests that were published of them: what does not change keeps its digest, whatever the
/// language learns.
#[test]
fn what_was_published_keeps_its_digest() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/published");
    let search = SearchPath { dirs: vec![root.clone()], embedded: false };
    for (folder, published) in [
        ("national-2017", "31184893accd05744cf5f95d69897fc2f06efb688865b2e4e5a37714dde3d773"),
        ("ningxia-2017", "14bf37aa23dbef7f7cefa09b07ad2796442d8518a21e3ef169ca5bc649269446"),
        ("yinchuan-2021", "21f268c383315cdc2648c467e3f97671b0c693044569427af8dcb8aac4ad11f9"),
    ] {
        let chain = load(root.join(folder).to_str().unwrap(), &search).unwrap();
        assert_eq!(digest(&chain), format!("sha256:{published}"), "{folder}");
    }
}
