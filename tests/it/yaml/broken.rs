//! What is said of broken pack files: one snapshot each, in both languages.

use super::{pack, printed};

/// Broken files, each with a name for its snapshot.
const BROKEN: &[(&str, &str)] = &[
    ("full_width_colon_first", "指标:\n  R1:\n    标签：师生比\n    适用: division\n"),
    ("full_width_colon_later", "指标:\n  R1:\n    适用: division\n    标签：师生比\n"),
    ("full_width_colon_only", "限值:\n  班额:\n    取值：45\n"),
    ("full_width_colon_in_braces", "限值: {班额: {取值：45, 单位: 人}}\n"),
    (
        "unquoted_formula",
        "指标:\n  R1:\n    适用: county\n    取值: 合计(学部: 在校生数)\n    单位: 人\n  R2:\n    适用: county\n    取值: 数量(学校 其中 类别 == 小学) + 合计(学部: 1)\n",
    ),
    ("unquoted_formula_in_braces", "指标:\n  R1: {适用: county, 取值: 合计(学部: 在校生数), 单位: 人}\n"),
    ("unquoted_formula_with_quotes", "指标:\n  R1:\n    适用条件: 存在 学校: 校名 == \"一小\"\n"),
    ("unquoted_percent", "限值:\n  比例: {取值: 85, 单位: %}\n"),
    ("unquoted_backtick", "指标:\n  R1:\n    取值: `在校生数（合计）` / 2\n"),
    ("formula_begins_with_quote", "指标:\n  R1:\n    适用条件: \"小学\" == 校名\n"),
    ("full_width_comma", "限值:\n  班额: {取值: 45， 单位: 人}\n"),
    ("full_width_braces", "限值:\n  班额: ｛取值: 45，单位: 人｝\n"),
    ("missing_comma", "限值:\n  班额: {取值: 45 单位: 人}\n"),
    ("unclosed_brace", "限值:\n  班额: {取值: 45, 单位: 人\n  校额: {取值: 2000}\n"),
    ("unclosed_bracket_at_end", "指标:\n  R1:\n    依据: [办法, 第五条\n"),
    ("stray_bracket", "限值:\n  班额: {取值: 45}}\n  校额: {取值: 2000}\n"),
    ("mismatched_bracket", "指标:\n  R1:\n    依据: [办法, 第五条}\n"),
    ("unclosed_quote", "指标:\n  R1:\n    名称: \"师生比\n    适用: division\n"),
    ("unclosed_quote_closed_later", "指标:\n  R1:\n    名称: \"师生比\n    说明: \"每百名学生\"\n"),
    ("bad_escape", "指标:\n  R1:\n    名称: \"D:\\报表\"\n"),
    ("tab", "限值:\n\t班额:\n\t\t取值: 45\n"),
    ("indented_too_far", "指标:\n  R1:\n    适用: division\n      单位: 人\n"),
    ("indented_between", "指标:\n  R1:\n      适用: division\n    单位: 人\n"),
    ("not_an_entry", "指标:\n  R1:\n    适用: division\n    单位\n"),
    ("colon_without_space", "指标:\n  R1:\n    适用:division\n    单位: 人\n"),
    ("list_on_one_line", "工作措施:\n  M1:\n    责任单位: - 市教育局\n"),
    ("duplicate_key", "限值:\n  班额: {取值: 45}\n  校额: {取值: 2000}\n  班额: {取值: 50}\n"),
    ("duplicate_key_other_spelling", "限值:\n  班额:\n    取值: 45\n    value: 50\n"),
    ("unknown_key", "限值:\n  班额:\n    取値: 45\n    单位: 人\n"),
    ("unknown_key_traditional", "指標:\n  R1: {適用: division}\n"),
    ("unknown_key_other_word", "指标:\n  R1:\n    公式: 在校生数\n    阈值: 3\n"),
    ("unknown_key_list", "限值:\n  班额: {颜色: 红}\n"),
    ("wrong_shape_list", "数据表:\n  school:\n    列: [校名, 类别]\n"),
    ("wrong_shape_text", "限值:\n  班额: 45\n"),
    ("wrong_shape_file", "- 限值\n- 指标\n"),
    ("empty_value", "限值:\n  班额:\n    取值:\n"),
    (
        "flags",
        "数据表:\n  school:\n    列:\n      寄宿制: {类型: 是否, 必填: yes, 仅展示: 对, 个人信息: 保密}\n",
    ),
    (
        "numbers",
        "限值:\n  甲: {取值: 012}\n  乙: {取值: 1e3}\n  丙: {取值: 0x1F}\n  丁: {取值: .5}\n  戊: {取值: 1:30}\n  己: {取值: 45人}\n  庚: {取值: 四十五}\n",
    ),
    (
        "number_with_comma_in_braces",
        "限值:\n  校额: {取值: 2,000, 单位: 人}\n  按学段: {分: stage, 取值: {primary: 2,000, junior: 2,500}}\n",
    ),
    (
        "dates",
        "限值:\n  经费:\n    取值:\n      - {起: 2025-02-30, 取值: 7000}\n      - {起: 明年, 取值: 8000}\n      - {取值: 9000}\n",
    ),
    ("dates_as_map", "限值:\n  经费:\n    取值: {起: 2025-01-01, 取值: 7000}\n"),
    (
        "words",
        "限值:\n  班额: {取值: 45, 从严: 低一些}\n数据表:\n  school: {应有: parent_, 列: {校名: {类型: 文本}}}\n",
    ),
    ("two_thresholds", "指标:\n  R1:\n    不低于: 1\n    不超过: 2\n"),
    ("cite", "指标:\n  R1:\n    依据: {办法: 第五条}\n  R2:\n    依据: [办法, 第五条, 第一款]\n"),
    ("unit_entries", "单位表:\n  百人: 100\n  万元: 10000 元\n  平方米: 基本\n  亩: [667, 平方米]\n"),
    (
        "yaml_features",
        "限值:\n  甲: &a {取值: !!int 45}\n  乙:\n    <<: *a\n  丙: {取值: 1}\n---\n指标: {}\n",
    ),
    ("unknown_alias", "指标:\n  R1: {名称: *号学校}\n"),
    ("alias_of_itself", "限值: &a\n  甲: *a\n"),
    ("complex_and_empty_keys", "限值:\n  ? [甲]\n  : {取值: 1}\n  : {取值: 2}\n"),
    ("directive", "%YAML 1.1\n---\n限值: {}\n"),
    ("schedule", "创建时间: {\"990001\": 明年, \"990002\": 23, \"990003\": 2025.5}\n"),
    (
        "two_mistakes_and_a_good_rest",
        "限值:\n  班额：\n    取值: 45\n指标:\n  R1:\n    取值: 合计(学部: x)\n    单位：人\n  R2:\n    未知: 1\n",
    ),
];

#[test]
fn broken_files() {
    for (name, text) in BROKEN {
        insta::assert_snapshot!(format!("broken__{name}"), printed(&pack(text)), text);
    }
}
