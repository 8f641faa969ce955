//! JH01xx: syntax.

use super::codes;

codes! { SYNTAX;
    /// Something that cannot stand here.
    UNEXPECTED = "JH0101", Error, "unexpected", "规则 A 适用 县 要求 1 > > 0", "规则 A 适用 县 要求 1 > 0";
    /// Unclosed quote.
    UNCLOSED_STRING = "JH0102", Error, "unclosed-string", "说明 \"按年报", "说明 \"按年报\"";
    /// Unclosed bracket.
    UNCLOSED_BRACKET = "JH0103", Error, "unclosed-bracket", "要求 合计(学部: 在校生数 高于 0", "要求 合计(学部: 在校生数) 高于 0";
    /// Mismatched bracket.
    WRONG_BRACKET = "JH0104", Error, "wrong-bracket", "班额上限[学段)", "班额上限[学段]";
    /// Stray closing bracket.
    STRAY_BRACKET = "JH0105", Error, "stray-bracket", "要求 (1 > 0))", "要求 (1 > 0)";
    /// Nested too deeply.
    NESTED_TOO_DEEP = "JH0106", Error, "nested-too-deep", "((((…))))", "定义 甲 适用 县 = …";
    /// Keyword glued to a name.
    GLUED = "JH0107", Error, "glued", "要求在校生数 高于 0", "要求 在校生数 高于 0";
    /// Keyword in traditional script.
    TRADITIONAL = "JH0108", Error, "traditional", "規則 A 适用 县 要求 评定", "规则 A 适用 县 要求 评定";
    /// Misspelt keyword.
    MISSPELT = "JH0109", Error, "misspelt", "规责 A 适用 县 要求 评定", "规则 A 适用 县 要求 评定";
    /// Something missing.
    ENDS_EARLY = "JH0110", Error, "ends-early", "要求 在校生数 高于", "要求 在校生数 高于 0";
    /// Empty clause.
    EMPTY_CLAUSE = "JH0111", Error, "empty-clause", "规则 A 适用 县 要求", "规则 A 适用 县 要求 评定";
    /// Empty formula.
    EMPTY_FORMULA = "JH0112", Error, "empty-formula", "取值: \"\"", "取值: 教师数 / 在校生数";
    /// Chained comparison.
    CHAINED_COMPARISON = "JH0113", Error, "chained-comparison", "0 <= 在校生数 <= 2000人", "0 <= 在校生数 且 在校生数 <= 2000人";
    /// Operator of another language.
    OTHER_OPERATOR = "JH0114", Error, "other-operator", "在校生数 = 100人", "在校生数 == 100人";
    /// Missing operator.
    NO_OPERATOR = "JH0115", Error, "no-operator", "教师数 在校生数", "教师数 / 在校生数";
    /// Mark at the end.
    TRAILING_MARK = "JH0116", Error, "trailing-mark", "要求 评定。", "要求 评定";
    /// Text outside items.
    OUTSIDE_ITEMS = "JH0117", Error, "outside-items", "学校达标", "规则 学校达标 适用 县 要求 评定";
    /// Keyword in a wrong place.
    KEYWORD_HERE = "JH0118", Error, "keyword-here", "规则 要求 适用 县", "规则 A 适用 县";
    /// Clause in a wrong place.
    CLAUSE_NOT_HERE = "JH0119", Error, "clause-not-here", "规则 A 适用 县 另要求 评定", "规则 A 适用 县 要求 评定";
    /// Unit in a wrong place.
    UNIT_NOT_HERE = "JH0120", Error, "unit-not-here", "规则 A 适用 县 [人] 要求 评定", "规则 A 适用 县 要求 评定";
    /// Define without a formula.
    NO_FORMULA = "JH0121", Error, "no-formula", "定义 甲 适用 县", "定义 甲 适用 县 = 1";
    /// Remove without a reason.
    NO_REASON = "JH0122", Error, "no-reason", "删除 G1", "删除 G1 因为 \"本区另有规定\"";
    /// No such day.
    NO_SUCH_DAY = "JH0123", Error, "no-such-day", "2025-02-30", "2025-02-28";
    /// Number too long.
    NUMBER_TOO_LONG = "JH0124", Error, "number-too-long", "999…9", "1000";
    /// Unclosed backtick.
    UNCLOSED_TICK = "JH0125", Error, "unclosed-tick", "`在校 生数", "`在校 生数`";
    /// Unknown cell of a finding.
    UNKNOWN_FINDING_CELL = "JH0141", Error, "unknown-finding-cell", "已填(评定.证据)", "已填(评定.佐证)";
    /// Condition that runs on.
    SWALLOWED = "JH0801", Warning, "swallowed", "每个 班级: 学生数 高于 0 且 R1", "(每个 班级: 学生数 高于 0) 且 R1";
    /// A set that does not stand in braces, or names a range otherwise.
    SET_FORM = "JH0131", Error, "set-form", "{R1-R7} 均达到", "{R1..R7} 均达到";
    /// An override of a define that does not say so.
    OVERRIDE_WITHOUT_DEFINE = "JH0132", Error, "override-without-define", "调整 参评 = 是", "调整 定义 参评 = 是";
    /// A ratio to zero.
    RATIO_TO_ZERO = "JH0130", Error, "ratio-to-zero", "R1.值 不低于 1:0", "R1.值 不低于 1:19";
}
