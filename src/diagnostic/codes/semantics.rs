//! JH02xx names, JH03xx types and units, JH06xx limits, JH07xx recognition.

use super::codes;

codes! { SEMANTICS;
    /// Unknown name.
    UNKNOWN_NAME = "JH0201", Error, "unknown-name", "取值: 高于规定学历教师 / 在校生数", "取值: 高于规定学历教师数 / 在校生数";
    /// Unknown table.
    UNKNOWN_ENTITY = "JH0202", Error, "unknown-entity", "规则 A 适用 学效 要求 真", "规则 A 适用 学校 要求 真";
    /// Unknown kind.
    UNKNOWN_KIND = "JH0203", Error, "unknown-kind", "适用 县 分 学断", "适用 县 分 学段";
    /// Unknown value of a kind.
    UNKNOWN_VALUE = "JH0204", Error, "unknown-value", "学段 等于 高中", "学段 等于 初中";
    /// Unknown item.
    UNKNOWN_ITEM = "JH0205", Error, "unknown-item", "{R1..R9} 均达到", "{R1..R7} 均达到";
    /// Unknown member.
    UNKNOWN_MEMBER = "JH0206", Error, "unknown-member", "学校.类形 等于 小学", "学校.类别 等于 小学";
    /// Unknown name before a point.
    UNKNOWN_BASE = "JH0207", Error, "unknown-base", "学效.类别", "学校.类别";
    /// Unknown limit.
    UNKNOWN_LIMIT = "JH0208", Error, "unknown-limit", "不低于: 学历限制", "不低于: 学历限值";
    /// Unknown key column.
    UNKNOWN_KEY_COLUMN = "JH0209", Error, "unknown-key-column", "识别列: 代马", "识别列: 代码";
    /// Unknown type.
    UNKNOWN_TYPE = "JH0210", Error, "unknown-type", "类型: 记数", "类型: 计数";
    /// Column out of scope.
    COLUMN_OUT_OF_SCOPE = "JH0211", Error, "column-out-of-scope", "适用 学校 要求 在校生数 不超过 2000人", "适用 学校 要求 合计(学部: 在校生数) 不超过 2000人";
    /// Rows that are not below.
    ROWS_NOT_BELOW = "JH0212", Error, "rows-not-below", "适用 学部 要求 数量(学校) 高于 0", "适用 县 要求 数量(学校) 高于 0";
    /// Ambiguous name.
    AMBIGUOUS = "JH0213", Error, "ambiguous", "类别 等于 小学", "类别 等于 类别.小学";
    /// Table used as a value.
    ENTITY_AS_VALUE = "JH0214", Error, "entity-as-value", "要求 班级 不超过 40", "要求 数量(班级) 不超过 40";
    /// Kind value out of place.
    VALUE_OUT_OF_PLACE = "JH0215", Error, "value-out-of-place", "要求 小学", "要求 学段 等于 小学";
    /// Kind used as a value.
    KIND_AS_VALUE = "JH0216", Error, "kind-as-value", "适用 县 要求 学段 等于 小学", "适用 县 分 学段 要求 学段 等于 小学";
    /// Item outside a loop.
    ITEM_OUTSIDE_LOOP = "JH0217", Error, "item-outside-loop", "要求 本项.值 高于 0", "要求 {R1..R7} 中每项: 本项.值 高于 0";
    /// Item of an unrelated table.
    ITEM_NOT_RELATED = "JH0218", Error, "item-not-related", "适用 专用教室 要求 R1", "适用 学部 要求 R1";
    /// No single value here.
    NO_SINGLE_VALUE = "JH0219", Error, "no-single-value", "适用 县 要求 R1.值 高于 0", "适用 县 要求 平均(学部: R1.值) 高于 0";
    /// Not an indicator.
    NOT_AN_INDICATOR = "JH0220", Error, "not-an-indicator", "G1.值 高于 0", "R1.值 高于 0";
    /// Not a rule.
    NOT_A_RULE = "JH0221", Error, "not-a-rule", "{奖励, R1} 均达到", "{R1, R2} 均达到";
    /// Audit named as a condition.
    AUDIT_NAMED = "JH0222", Error, "audit-named", "要求 核查甲", "要求 R1";
    /// Duplicate name.
    DUPLICATE_NAME = "JH0223", Error, "duplicate-name", "列: {a: {标签: 甲}, b: {标签: 甲}}", "列: {a: {标签: 甲}, b: {标签: 乙}}";
    /// Duplicate value.
    DUPLICATE_VALUE = "JH0224", Error, "duplicate-value", "可选值: {a: 小学, b: 小学}", "可选值: {a: 小学, b: 初中}";
    /// Empty kind.
    EMPTY_KIND = "JH0225", Error, "empty-kind", "学段: {标签: 学段}", "学段: {标签: 学段, 可选值: {primary: 小学}}";
    /// No county table.
    NO_COUNTY = "JH0226", Error, "no-county", "entities: {}", "entities: {county: {标签: 县, 识别列: 代码}}";
    /// Table without a parent.
    SECOND_ROOT = "JH0227", Error, "second-root", "school: {标签: 学校}", "school: {标签: 学校, 上级: county}";
    /// Circle of parents.
    ENTITY_CYCLE = "JH0228", Error, "entity-cycle", "school: {上级: division}, division: {上级: school}", "school: {上级: county}, division: {上级: school}";
    /// Table without a key.
    NO_KEY = "JH0229", Error, "no-key", "school: {标签: 学校, 上级: county}", "school: {标签: 学校, 上级: county, 识别列: 代码}";
    /// Circle.
    CYCLE = "JH0230", Error, "cycle", "定义 甲 适用 县 = 甲 + 1", "定义 甲 适用 县 = 1";
    /// Item without a subject.
    NO_SUBJECT = "JH0231", Error, "no-subject", "规则 A 要求 真", "规则 A 适用 县 要求 真";
    /// Rule without a requirement.
    NO_REQUIREMENT = "JH0232", Error, "no-requirement", "规则 A 适用 县", "规则 A 适用 县 要求 评定";
    /// Empty set.
    EMPTY_SET = "JH0233", Error, "empty-set", "{} 均达到", "{R1} 均达到";
    /// Repeated member.
    REPEATED_MEMBER = "JH0234", Error, "repeated-member", "{R1..R7, R1} 均达到", "{R1..R7} 均达到";
    /// Repeated kind.
    REPEATED_KIND = "JH0235", Error, "repeated-kind", "分 学段, 学段", "分 学段";
    /// Not a condition.
    NOT_A_CONDITION = "JH0301", Error, "not-a-condition", "要求 在校生数", "要求 在校生数 高于 0";
    /// Not a number.
    NOT_A_NUMBER = "JH0302", Error, "not-a-number", "合计(学部: 学段)", "合计(学部: 在校生数)";
    /// Not a date.
    NOT_A_DATE = "JH0303", Error, "not-a-date", "年份(在校生数)", "年份(认定日期)";
    /// Not a text.
    NOT_A_TEXT = "JH0354", Error, "not-a-text", "开头是(在校生数, \"第\")", "开头是(校名, \"第\")";
    /// Types differ.
    TYPES_DIFFER = "JH0304", Error, "types-differ", "学段 等于 3", "学段 等于 小学";
    /// No order.
    NOT_ORDERED = "JH0305", Error, "not-ordered", "学段 高于 小学", "学段 等于 初中";
    /// Number without a unit.
    BARE_NUMBER = "JH0306", Error, "bare-number", "面积 不低于 96", "面积 不低于 96平方米";
    /// Units differ.
    UNITS_DIFFER = "JH0307", Error, "units-differ", "教学面积 不低于 4.5 [平方米/人]", "教学面积 / 在校生数 不低于 4.5 [平方米/人]";
    /// Unit disagrees with the formula.
    UNIT_DISAGREES = "JH0308", Error, "unit-disagrees", "取值: 面积 / 在校生数, 单位: 元/人", "取值: 面积 / 在校生数, 单位: 平方米/人";
    /// Unit on something that is no number.
    UNIT_ON_OTHER_TYPE = "JH0309", Error, "unit-on-other-type", "{类型: 文本, 单位: 人}", "{类型: 计数, 单位: 人}";
    /// Arithmetic on dates.
    DATE_ARITHMETIC = "JH0310", Error, "date-arithmetic", "评估日期 - 认定日期 不低于 3", "满年数(认定日期, 评估日期) 不低于 3";
    /// Division by zero.
    DIVISION_BY_ZERO = "JH0311", Error, "division-by-zero", "在校生数 / 0", "在校生数 / 2";
    /// Coefficient in a sum.
    COEFFICIENT_ADDED = "JH0312", Error, "coefficient-added", "差异系数(学部: R1.值) + 0.1 不超过 0.5", "差异系数(学部: R1.值) 不超过 0.4";
    /// Wrong number of arguments.
    ARGUMENT_COUNT = "JH0313", Error, "argument-count", "满年数(认定日期)", "满年数(认定日期, 评估日期)";
    /// Places of round.
    ROUND_PLACES = "JH0314", Error, "round-places", "四舍五入(在校生数, 0.5)", "四舍五入(在校生数, 0)";
    /// Weight outside cv.
    WEIGHT_OUTSIDE_CV = "JH0315", Error, "weight-outside-cv", "平均(学部: R1.值 按 在校生数 加权)", "差异系数(学部: R1.值 按 在校生数 加权)";
    /// Count with a body.
    COUNT_WITH_BODY = "JH0316", Error, "count-with-body", "数量(学校: 类别)", "数量(学校 其中 类别 等于 小学)";
    /// Aggregate without a body.
    AGGREGATE_WITHOUT_BODY = "JH0317", Error, "aggregate-without-body", "合计(学部)", "合计(学部: 在校生数)";
    /// Quantifier without a body.
    QUANTIFIER_WITHOUT_BODY = "JH0318", Error, "quantifier-without-body", "每个 班级", "每个 班级: 学生数 不超过 45人";
    /// Judged outside a requirement.
    JUDGED_OUTSIDE_RULE = "JH0319", Error, "judged-outside-rule", "当 评定", "要求 评定";
    /// Judged used in two ways.
    JUDGED_MIXED = "JH0320", Error, "judged-mixed", "要求 评定 要求 评定 不低于 良好", "要求 评定 不低于 良好";
    /// Count with a unit.
    COUNT_OF_UNITS = "JH0321", Error, "count-of-units", "{R1..R7} 中至少 6人 项", "{R1..R7} 中至少 6 项";
    /// Not a count.
    NOT_A_COUNT = "JH0322", Error, "not-a-count", "{R1..R7} 中至少 6.5 项", "{R1..R7} 中至少 6 项";
    /// Derive of another type.
    DERIVE_TYPE = "JH0323", Error, "derive-type", "{类型: 是否, 自动计算: 3}", "{类型: 是否, 自动计算: 是}";
    /// Nested too deeply.
    TOO_DEEP = "JH0324", Error, "too-deep", "((((…))))", "定义 甲 适用 县 = …";
    /// Bound of another type.
    BOUND_OF_OTHER_TYPE = "JH0325", Error, "bound-of-other-type", "{类型: 日期, 最小值: 0}", "{类型: 日期, 最小值: 2000-01-01}";
    /// Bounds crossed.
    BOUNDS_CROSSED = "JH0326", Error, "bounds-crossed", "{最小值: 10, 最大值: 1}", "{最小值: 1, 最大值: 10}";
    /// Not a regular expression.
    PATTERN_FORM = "JH0351", Error, "pattern-form", "{类型: 文本, 格式: \"[0-9{6}\"}", "{类型: 文本, 格式: \"[0-9]{6}\"}";
    /// A pattern or a step on a column of another type.
    KEY_OF_OTHER_TYPE = "JH0352", Error, "key-of-other-type", "{类型: 计数, 格式: \"[0-9]+\"}", "{类型: 计数}";
    /// A step that plans cannot go by.
    STEP_FORM = "JH0353", Error, "step-form", "{类型: 计数, 步长: 0}", "{类型: 计数, 步长: 1}";
    /// An unknown column that should name rows.
    UNKNOWN_DISPLAY_COLUMN = "JH0237", Error, "unknown-display-column", "名称列: 校铭", "名称列: 校名";
    /// A column that cannot name rows.
    DISPLAY_COLUMN = "JH0238", Error, "display-column", "名称列: 在校生数", "名称列: 校名";
    /// Entry missing for a value.
    MISSING_ENTRY = "JH0601", Error, "missing-entry", "{小学: 4.2}", "{小学: 4.2, 初中: 5.3}";
    /// Duplicate entry.
    DUPLICATE_ENTRY = "JH0602", Error, "duplicate-entry", "{小学: 45, primary: 45, 初中: 50}", "{小学: 45, 初中: 50}";
    /// Map without by.
    MAP_WITHOUT_BY = "JH0603", Error, "map-without-by", "班额: {取值: {小学: 45, 初中: 50}}", "班额: {分: 学段, 取值: {小学: 45, 初中: 50}}";
    /// Threshold by an unknown kind.
    THRESHOLD_KEYS = "JH0604", Error, "threshold-keys", "不低于: {甲: 1, 乙: 2}", "不低于: {小学: 1, 初中: 2}";
    /// Name where a number is needed.
    NAME_IN_TABLE = "JH0605", Error, "name-in-table", "取值: {小学: 班额}", "取值: {小学: 45}";
    /// Limit without index.
    LIMIT_NOT_INDEXED = "JH0606", Error, "limit-not-indexed", "学生数 不超过 班额上限", "学生数 不超过 班额上限[学段]";
    /// Wrong number of indexes.
    INDEX_COUNT = "JH0607", Error, "index-count", "班额上限[学段, 类别]", "班额上限[学段]";
    /// Index of another kind.
    INDEX_KIND = "JH0608", Error, "index-kind", "班额上限[类别]", "班额上限[学段]";
    /// Not a limit.
    NOT_INDEXABLE = "JH0609", Error, "not-indexable", "在校生数[学段]", "班额上限[学段]";
    /// No value of the kind here.
    KIND_NOT_HERE = "JH0610", Error, "kind-not-here", "适用 县 要求 数量(班级) 不超过 班额上限[学段]", "适用 县 分 学段 要求 数量(班级) 不超过 班额上限[学段]";
    /// Limit without a value.
    LIMIT_WITHOUT_VALUE = "JH0611", Error, "limit-without-value", "班额: {单位: 人}", "班额: {单位: 人, 取值: 45}";
    /// Equal dates.
    EQUAL_DATES = "JH0612", Error, "equal-dates", "[{起: 2017-01-01, 取值: 1}, {起: 2017-01-01, 取值: 2}]", "[{起: 2017-01-01, 取值: 1}, {起: 2025-01-01, 取值: 2}]";
    /// Dates out of order.
    DATES_OUT_OF_ORDER = "JH0613", Error, "dates-out-of-order", "[{起: 2025-01-01, 取值: 2}, {起: 2017-01-01, 取值: 1}]", "[{起: 2017-01-01, 取值: 1}, {起: 2025-01-01, 取值: 2}]";
    /// Indicator without a formula.
    INDICATOR_WITHOUT_VALUE = "JH0614", Error, "indicator-without-value", "R1: {适用: 学部, 不低于: 1}", "R1: {适用: 学部, 算法: 教师数 / 学生数, 不低于: 1}";
    /// Indicator without a threshold.
    INDICATOR_WITHOUT_THRESHOLD = "JH0615", Error, "indicator-without-threshold", "R1: {适用: 学部, 算法: 面积 / 学生数}", "R1: {适用: 学部, 算法: 面积 / 学生数, 不低于: 4.5}";
    /// Indicator without a unit.
    INDICATOR_WITHOUT_UNIT = "JH0616", Error, "indicator-without-unit", "算法: 面积 / 在校生数, 不低于: 4.5", "算法: 面积 / 在校生数, 单位: 平方米/人, 不低于: 4.5";
    /// Unknown unit.
    UNKNOWN_UNIT = "JH0327", Error, "unknown-unit", "单位: 平方米m", "单位: 平方米";
    /// Circle of units.
    UNIT_CYCLE = "JH0328", Error, "unit-cycle", "{甲: 2 乙, 乙: 3 甲}", "{甲: 基本, 乙: 3 甲}";
    /// Factor of a unit.
    UNIT_FACTOR = "JH0329", Error, "unit-factor", "万元: 0 元", "万元: 10000 元";
    /// Built-in unit.
    BUILTIN_UNIT = "JH0330", Error, "builtin-unit", "units: {\"%\": base}", "units: {}";
    /// Unit without brackets.
    UNIT_WITHOUT_BRACKETS = "JH0331", Error, "unit-without-brackets", "R1.值 不低于 4.2 人/百人", "R1.值 不低于 4.2 [人/百人]";
    /// A rounding that does not say in what it counts.
    ROUNDING_WITHOUT_UNIT = "JH0350", Error, "rounding-without-unit", "要求 四舍五入(公用经费 + 1元, 0) 不低于 12万元", "要求 四舍五入(公用经费 + 1元, 0, 万元) 不低于 12万元";
    /// A rounding in a unit of something else.
    COUNTED_IN_OTHER_UNIT = "JH0341", Error, "counted-in-other-unit", "向上取整(在校生数 / 12, 间)", "向上取整(在校生数 / 12, 人)";
    /// A unit in a call that does not round.
    UNIT_NOT_COUNTED = "JH0342", Error, "unit-not-counted", "取小(甲, 乙, [元])", "取小(甲, 乙)";
    /// Two requirements on one finding.
    JUDGED_TWICE = "JH0343", Error, "judged-twice", "调整 规则 Q7 另要求 评定", "规则 Q7a 适用 县 要求 评定";
    /// A kind of the name of the built-in one.
    BUILTIN_KIND = "JH0344", Error, "builtin-kind", "选项表: {grade: {标签: 等级, 可选值: {low: 低}}}", "选项表: {rank: {标签: 档次, 可选值: {low: 低}}}";
    /// An option twice.
    OPTION_TWICE = "JH0345", Error, "option-twice", "学段 属于 {小学, primary}", "学段 属于 {小学, 初中}";
    /// Too many combinations.
    TOO_MANY_ENTRIES = "JH0617", Error, "too-many-entries", "分: [甲, 乙, 丙, 丁]", "分: [甲, 乙]";
    /// Keys that are values of several kinds.
    THRESHOLD_TIE = "JH0618", Error, "threshold-tie", "不低于: {小学: 1, 初中: 2}", "不低于: 生均面积下限";
    /// Built-in table.
    BUILTIN_TABLE = "JH0236", Error, "builtin-table", "entities: {finding: {…}}", "entities: {}";
    /// `each` names a table that is not above.
    EXPECT_NOT_ABOVE = "JH0241", Error, "expect-not-above", "school: {应有: [{每: 学部}]}", "school: {应有: [{每: 县}]}";
    /// `total` or `values` names a column that the table has not.
    EXPECT_COLUMN = "JH0242", Error, "expect-column", "class: {应有: [{每: 学部, 合计: {学生数量: 在校生数}}]}", "class: {应有: [{每: 学部, 合计: {学生数: 在校生数}}]}";
    /// `total` over a column that is no number.
    EXPECT_TOTAL = "JH0361", Error, "expect-total", "class: {应有: [{每: 学部, 合计: {班号: 在校生数}}]}", "class: {应有: [{每: 学部, 合计: {学生数: 在校生数}}]}";
    /// `values` over a column that is of no kind.
    EXPECT_VALUES = "JH0362", Error, "expect-values", "class: {应有: [{每: 学部, 各: 班号}]}", "survey: {应有: [{每: 县, 各: 调查对象}]}";
    /// A declared number in another unit than what it counts.
    EXPECT_UNIT = "JH0363", Error, "expect-unit", "teacher: {单位: 人, 应有: [{每: 学部, 数量: 班级数}]}", "teacher: {单位: 人, 应有: [{每: 学部, 数量: 专任教师数}]}";
    /// A declared number that no list can have.
    EXPECT_COUNT = "JH0364", Error, "expect-count", "division: {应有: [{每: 学校, 数量: 1.5}]}", "division: {应有: [{每: 学校, 数量: 1}]}";
    /// `every`, `no`, a sum or a maximum held from above over a list that nothing closes.
    OPEN_LIST = "JH0851", Warning, "open-list", "要求 每个 班级: 学生数 不超过 50人", "class: {应有: [{每: 学校, 数量: 班级数}]}";
    /// Stage or the like without what it needs.
    PROCEDURE_LACKS = "JH0621", Error, "procedure-lacks", "self: {名称: 县级自评}", "self: {名称: 县级自评, 级别: 县}";
    /// Unknown stage.
    UNKNOWN_STAGE = "JH0622", Error, "unknown-stage", "review: {级别: 市, 接: slef}", "review: {级别: 市, 接: self}";
    /// Two stages after the same one.
    STAGE_FORK = "JH0623", Error, "stage-fork", "inspect: {级别: 区, 接: self}", "inspect: {级别: 区, 接: review}";
    /// Circle of stages.
    STAGE_CYCLE = "JH0624", Error, "stage-cycle", "self: {级别: 县, 接: review}", "self: {级别: 县}";
    /// A second beginning.
    STAGE_GAP = "JH0625", Error, "stage-gap", "review: {级别: 市}", "review: {级别: 市, 接: self}";
    /// Document that nothing yields.
    UNYIELDED_DOCUMENT = "JH0626", Error, "unyielded-document", "{起算: 反馈意件, 天数: 30}", "{起算: 反馈意见, 天数: 30}";
    /// Deadline that does not say when.
    DEADLINE_TERM = "JH0627", Error, "deadline-term", "{天数: 30}", "{起算: 反馈意见, 天数: 30}";
    /// Undeclared source.
    UNDECLARED_SOURCE = "JH0701", Error, "undeclared-source", "依据 办发 \"第五条\"", "依据 办法 \"第五条\"";
    /// Unreached veto.
    UNREACHED_VETO = "JH0702", Error, "unreached-veto", "结论 认定 适用 县 要求 government", "结论 认定 适用 县 要求 government 要求 {V1..V6} 均不存在";
    /// No conclusion.
    NO_CONCLUSION = "JH0703", Error, "no-conclusion", "规则 A 适用 县 要求 评定", "结论 A 适用 县 要求 评定";
}
