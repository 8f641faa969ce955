//! JH05xx: override, remove, strictness; JH08xx: lints.

use super::codes;

codes! { INHERITANCE;
    /// A unit out of all measure.
    UNIT_TOO_FAR = "JH0340", Error, "unit-too-far", "甲: 1 乙·乙·乙·…", "甲: 1000 乙";
    /// An id or label that the parent has already.
    REDEFINED = "JH0501", Error, "redefined", "限值:\n  class_size: {取值: 45}", "调整:\n  限值:\n    class_size: {取值: 45}";
    /// An id or label given twice in one pack.
    DEFINED_TWICE = "JH0502", Error, "defined-twice", "规则 A 适用 县 要求 评定\n规则 A 适用 县 要求 评定", "规则 A 适用 县 要求 评定\n规则 B 适用 县 要求 评定";
    /// An override of something that the parent has not.
    OVERRIDE_UNKNOWN = "JH0503", Error, "override-unknown", "调整:\n  限值:\n    clas_size: {取值: 45}", "调整:\n  限值:\n    class_size: {取值: 45}";
    /// An override of something that this pack defines.
    OVERRIDE_OWN = "JH0504", Error, "override-own", "规则 A 适用 县 要求 评定\n调整 规则 A 另要求 G1", "规则 A 适用 县 要求 评定 要求 G1";
    /// Two overrides of one entry in one pack.
    OVERRIDE_TWICE = "JH0505", Error, "override-twice", "调整 规则 A 说明 \"甲\"\n调整 规则 A 另要求 G1", "调整 规则 A 说明 \"甲\" 另要求 G1";
    /// An override of another sort of entry.
    OVERRIDE_SORT = "JH0506", Error, "override-sort", "调整 规则 V1 说明 \"甲\"", "调整 否决 V1 说明 \"甲\"";
    /// An override or remove in a pack without a parent.
    NO_PARENT = "JH0507", Error, "no-parent", "标准包: city\n版本: 2021.1.0", "标准包: city\n版本: 2021.1.0\n沿用: national@2017";
    /// An override that changes whom an item is for.
    OVERRIDE_SUBJECT = "JH0508", Error, "override-subject", "调整 规则 G5 适用 县 另要求 G1", "调整 规则 G5 另要求 G1";
    /// An override that changes type, unit or key.
    OVERRIDE_FIXED = "JH0509", Error, "override-fixed", "调整:\n  数据表:\n    school: {列: {area: {单位: 亩}}}", "调整:\n  数据表:\n    school: {列: {area: {说明: 以平方米计}}}";
    /// An override that changes the unit but not the numbers.
    UNIT_WITHOUT_NUMBERS = "JH0510", Error, "unit-without-numbers", "调整:\n  限值:\n    class_size: {单位: 百人}", "调整:\n  限值:\n    class_size: {单位: 百人, 取值: 0.45}";
    /// A remove of something that the parent has not.
    REMOVE_UNKNOWN = "JH0511", Error, "remove-unknown", "删除 G51 因为 \"本市不设\"", "删除 G5 因为 \"本市不设\"";
    /// A remove of something that this pack defines.
    REMOVE_OWN = "JH0512", Error, "remove-own", "规则 A 适用 县 要求 评定\n删除 A 因为 \"不用\"", "规则 B 适用 县 要求 评定";
    /// A remove of something that is gone already.
    REMOVE_TWICE = "JH0513", Error, "remove-twice", "删除 G5 因为 \"甲\"\n删除 G5 因为 \"乙\"", "删除 G5 因为 \"甲\"";
    /// A remove of something that is still named.
    STILL_NAMED = "JH0514", Error, "still-named", "删除 R7 因为 \"本市不设\"", "删除 R7 因为 \"本市不设\"\n调整 规则 R_school 要求 {R1..R6} 均达到";
    /// A range with a gap.
    RANGE_GAP = "JH0515", Error, "range-gap", "{R1..R9} 均达到", "{R1..R7, R9} 均达到";
    /// A range whose ends do not belong together.
    RANGE_ENDS = "JH0516", Error, "range-ends", "{R7..R1} 均达到", "{R1..R7} 均达到";
    /// A list of dates that ends before the parent's does.
    LATER_DATE_DROPPED = "JH0517", Warning, "later-date-dropped", "special_funding: {取值: [{起: 2017-05-23, 取值: 6000}, {起: 2022-01-01, 取值: 8000}]}", "special_funding: {取值: [{起: 2017-05-23, 取值: 6000}, {起: 2022-01-01, 取值: 8000}, {起: 2025-01-01, 取值: 8000}]}";
    /// A plain number above 1 where the parent wrote a percentage.
    PERCENT_FORGOTTEN = "JH0519", Error, "percent-forgotten", "tolerance: {取值: 90}", "tolerance: {取值: 90%}";
    /// A veto that replaces what it cannot.
    REPLACES = "JH0518", Error, "replaces", "否决 V7 适用 县 情形 评定存在 并入 G1", "否决 V7 适用 县 情形 评定存在 并入 V1, V2";
    /// A threshold or limit that was loosened.
    LOOSENED = "JH0520", Error, "loosened", "R1: {不低于: 4.0}", "R1: {不低于: 4.5}";
    /// A limit that may not move.
    NO_DIRECTION = "JH0521", Error, "no-direction", "调整:\n  限值:\n    split_weight: {取值: 1.2}", "调整:\n  限值:\n    split_weight: {说明: 按省里口径}";
    /// Something changed that may not change.
    ONLY_TIGHTEN = "JH0522", Error, "only-tighten", "调整 规则 G4 要求 评定", "调整 规则 G4 另要求 评定";
    /// Something removed that may not be removed.
    TIGHTEN_REMOVED = "JH0523", Error, "tighten-removed", "删除 G5 因为 \"本市不设\"", "调整 规则 G5 说明 \"本市从严\"";
    /// A condition that does not depend on data.
    CONSTANT_CONDITION = "JH0802", Warning, "constant-condition", "要求 是", "要求 评定";
    /// A comparison that always holds.
    ALWAYS_HOLDS = "JH0803", Warning, "always-holds", "要求 在校生数 不低于 0人", "要求 在校生数 高于 0人";
    /// A comparison that never holds.
    NEVER_HOLDS = "JH0804", Warning, "never-holds", "要求 在校生数 低于 0人", "要求 在校生数 低于 50人";
    /// More of a set than there is.
    COUNT_ABOVE_SET = "JH0805", Warning, "count-above-set", "{R1..R7} 中至少 8 项", "{R1..R7} 中至少 7 项";
    /// A fixed number beside a range that lost members.
    COUNT_BESIDE_SHRUNK = "JH0806", Warning, "count-beside-shrunk", "删除 R5 因为 \"本市不设\"", "删除 R5 因为 \"本市不设\"\n调整 规则 R_school 要求 {R1..R7} 中至少 5 项";
    /// A threshold that no value can miss or reach.
    THRESHOLD_OUT_OF_RANGE = "JH0807", Warning, "threshold-out-of-range", "不低于: 850%", "不低于: 85%";
    /// Days without a number.
    DATE_GAP = "JH0808", Warning, "date-gap", "有效期: {起: 2017-01-01}\n限值: {a: {取值: [{起: 2018-01-01, 取值: 1}]}}", "有效期: {起: 2017-01-01}\n限值: {a: {取值: [{起: 2017-01-01, 取值: 1}]}}";
    /// An unused limit.
    UNUSED_LIMIT = "JH0809", Warning, "unused-limit", "限值: {spare: {取值: 1}}", "限值: {}";
    /// An unused define.
    UNUSED_DEFINE = "JH0810", Warning, "unused-define", "定义 spare 适用 县 = 1", "定义 spare \"备用\" 适用 县 = 1";
    /// An unused column.
    UNUSED_COLUMN = "JH0811", Warning, "unused-column", "列: {spare: {类型: 计数}}", "列: {spare: {类型: 计数, 仅展示: 是}}";
    /// A count of a set, where an exempt member counts as not met.
    EXEMPT_NOT_COUNTED = "JH0813", Warning, "exempt-not-counted", "{R1..R7} 达到项数 不低于 6", "{R1..R7} 中至少 6 项";
    /// A veto that a rule or a conclusion requires to exist.
    VETO_REQUIRED = "JH0814", Warning, "veto-required", "结论 认定 适用 县 要求 {G1, V7} 均达到", "结论 认定 适用 县 要求 {G1} 均达到 且 {V7} 均不存在";
    /// A rule that no conclusion reaches.
    UNREACHED_RULE = "JH0812", Warning, "unreached-rule", "结论 认定 适用 县 要求 G1", "结论 认定 适用 县 要求 {G1, G2} 均达到";
    /// A pattern that nothing says in words.
    PATTERN_WITHOUT_NOTE = "JH0841", Warning, "pattern-without-note", "{类型: 文本, 格式: \"[0-9]{6}\"}", "{类型: 文本, 格式: \"[0-9]{6}\", 说明: 六位数字}";
    /// A number that an override changes without a citation of its own.
    NUMBER_WITHOUT_CITE = "JH0842", Warning, "number-without-cite", "调整: {限值: {class_size: {取值: 40}}}", "调整: {限值: {class_size: {取值: 40, 依据: [方案, 第三条]}}}";
    /// A new rule or indicator without a citation, in a pack that extends another.
    RULE_WITHOUT_CITE = "JH0843", Warning, "rule-without-cite", "规则 G16 适用 县 要求 评定", "规则 G16 适用 县 要求 评定 依据 方案 \"第三条\"";
    /// A clause that its source does not hold.
    UNKNOWN_CLAUSE = "JH0844", Warning, "unknown-clause", "依据 办法 \"第五十条\"", "依据 办法 \"第五条\"";
    /// A name that formulas can only write in backticks.
    NAME_NEEDS_TICKS = "JH0840", Warning, "name-needs-ticks", "数据表: {s: {标签: 表2-2}}", "数据表: {s: {标签: 表2}}";
}
