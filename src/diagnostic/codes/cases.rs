//! JH095x: a pack's own cases.

use super::codes;

codes! { CASES;
    /// A key that case files do not have.
    CASE_KEY = "JH0950", Error, "case-key", "用例:\n  - 名称: 恰为4.2人\n    期望: {R1: 达到}", "用例:\n  - 名称: 恰为4.2人\n    预期: {R1: 达到}";
    /// An expectation of something that the pack has not.
    CASE_ITEM = "JH0951", Error, "case-item", "预期: {R_shcool: 达到}", "预期: {R_school: 达到}";
    /// Facts for a table that the pack has not.
    CASE_TABLE = "JH0952", Error, "case-table", "数据:\n  divsion: [{school: P, stage: primary}]", "数据:\n  division: [{school: P, stage: primary}]";
    /// A column that the table has not.
    CASE_COLUMN = "JH0953", Error, "case-column", "数据:\n  division: [{school: P, stage: primary, 学生数: 800}]", "数据:\n  division: [{school: P, stage: primary, 在校生数: 800}]";
    /// An expected outcome that is none.
    CASE_OUTCOME = "JH0954", Error, "case-outcome", "预期: {R1: 通过}", "预期: {R1: 达到}";
    /// A subject that the item does not have in this case.
    CASE_SUBJECT = "JH0955", Error, "case-subject", "预期: {R1: {Q/小学: 达到}}", "预期: {R1: {P/小学: 达到}}";
    /// A case that expects nothing, or a file without cases.
    CASE_EMPTY = "JH0956", Error, "case-empty", "用例:\n  - 名称: 恰为4.2人\n    数据: {}", "用例:\n  - 名称: 恰为4.2人\n    数据: {}\n    预期: {R1: 达到}";
    /// Something of another shape than stands there: a text for a list, a day that is none.
    CASE_SHAPE = "JH0957", Error, "case-shape", "数据: {county: 990009}", "数据: {county: [{code: \"990009\", name: 示例县}]}";
    /// A folder that cannot be read.
    CASE_FOLDER = "JH0958", Error, "case-folder", "文件夹: ../../examples/县", "文件夹: ../../../examples/county-990001";
    /// A value expected of a rule, or an outcome of a value.
    CASE_SORT = "JH0959", Error, "case-sort", "数值: {R1: 达到}", "预期: {R1: 达到}";
    /// An equivalent mutant that is none, or not any more.
    CASE_EQUIVALENT = "JH0960", Error, "case-equivalent", "等价变异:\n  R9.limit+: 界限两边都不会有数", "等价变异:\n  R1.limit+: 界限两边都不会有数";
    /// A side declared impossible that a case gives, or that is none.
    CASE_IMPOSSIBLE = "JH0961", Error, "case-impossible", "不可能:\n  R1[primary]:above: 不会更多", "不可能:\n  survey_groups.require1:above: 一共只有7类";
}
