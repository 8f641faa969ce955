//! JH04xx: pack files.

use super::codes;

codes! { PACK;
    /// A key that nothing has at its place.
    UNKNOWN_KEY = "JH0401", Error, "unknown-key", "indicatorss: {}", "indicators: {}";
    /// A key twice in one map, also in the other spelling.
    DUPLICATE_KEY = "JH0402", Error, "duplicate-key", "limits:\n  班额: {value: 45}\n  班额: {value: 50}", "limits:\n  班额: {value: 45}";
    /// A list where a map is expected, and the like.
    WRONG_SHAPE = "JH0403", Error, "wrong-shape", "limits: [45, 50]", "limits:\n  class_size: {value: 45}";
    /// A key with nothing behind it.
    EMPTY_VALUE = "JH0404", Error, "empty-value", "limits:\n  class_size:\n    value:", "limits:\n  class_size:\n    value: 45";
    /// A key that an entry must have.
    MISSING_KEY = "JH0405", Error, "missing-key", "limits:\n  a: {value: [{value: 1}]}", "limits:\n  a: {value: [{from: 2020-01-01, value: 1}]}";
    /// Not a number.
    NUMBER_FORM = "JH0406", Error, "number-form", "limits:\n  class_size: {value: 1e3}", "limits:\n  class_size: {value: 1000}";
    /// Not a flag.
    FLAG_FORM = "JH0407", Error, "flag-form", "entities:\n  a: {columns: {b: {required: yes}}}", "entities:\n  a: {columns: {b: {required: true}}}";
    /// Not a date.
    DATE_FORM = "JH0408", Error, "date-form", "effective: {from: 2017-02-30}", "effective: {from: 2017-02-28}";
    /// Not one of a closed list of words.
    UNKNOWN_WORD = "JH0409", Error, "unknown-word", "strictness: tighten", "strictness: tighten_only";
    /// A citation that is not a source with a place.
    CITE_FORM = "JH0410", Error, "cite-form", "limits:\n  a: {value: 1, cite: {办法: 第五条}}", "limits:\n  a: {value: 1, cite: [办法, 第五条]}";
    /// An entry of `units` that is neither `base` nor a multiple.
    BAD_UNIT_ENTRY = "JH0411", Error, "bad-unit-entry", "units: {百人: 100}", "units: {百人: 100 人}";
    /// More than one threshold.
    TWO_THRESHOLDS = "JH0412", Error, "two-thresholds", "indicators:\n  R1: {at_least: 1, at_most: 2}", "indicators:\n  R1: {at_least: 1}";
    /// A name that is empty.
    EMPTY_NAME = "JH0413", Error, "empty-name", "limits:\n  \"\": {value: 1}", "limits:\n  a: {value: 1}";
    /// A year that no county can be planned for.
    BAD_YEAR = "JH0414", Error, "bad-year", "schedule: {\"990001\": 23}", "schedule: {\"990001\": 2023}";
    /// `effective` ends before it begins.
    DATES_REVERSED = "JH0415", Error, "dates-reversed", "effective: {from: 2020-01-01, to: 2019-01-01}", "effective: {from: 2019-01-01, to: 2020-01-01}";

    /// Not a whole number where one is wanted.
    WHOLE_NUMBER = "JH0416", Error, "whole-number", "deadlines:\n  a: {counted_from: 反馈意见, days: 30个工作日}", "deadlines:\n  a: {counted_from: 反馈意见, days: 30}";
    /// Not a day of every year.
    DAY_OF_YEAR = "JH0417", Error, "day-of-year", "monitoring: {every: 9月30日}", "monitoring: {every: \"09-30\"}";

    /// Not YAML, for a reason that has no code of its own.
    YAML_SYNTAX = "JH0421", Error, "yaml-syntax", "title: \"a\\qb\"", "title: \"aqb\"";
    /// A full-width colon hides a key.
    YAML_FULL_WIDTH_COLON = "JH0422", Error, "yaml-full-width-colon", "pack：a", "pack: a";
    /// A formula that must stand in quotes.
    YAML_UNQUOTED_FORMULA = "JH0423", Error, "yaml-unquoted-formula", "indicators:\n  R1:\n    value: sum(division: students)", "indicators:\n  R1:\n    value: \"sum(division: students)\"";
    /// A value that begins with a mark that means something to YAML.
    YAML_UNQUOTED_MARK = "JH0424", Error, "yaml-unquoted-mark", "limits:\n  a: {value: 1, unit: %}", "limits:\n  a: {value: 1, unit: \"%\"}";
    /// A tab.
    YAML_TAB = "JH0425", Error, "yaml-tab", "limits:\n\ta: {value: 1}", "limits:\n  a: {value: 1}";
    /// Indentation that fits nothing above.
    YAML_INDENTATION = "JH0426", Error, "yaml-indentation", "limits:\n    a: {value: 1}\n  b: {value: 2}", "limits:\n  a: {value: 1}\n  b: {value: 2}";
    /// A line without `key: value`.
    YAML_NOT_AN_ENTRY = "JH0427", Error, "yaml-not-an-entry", "title: a\nissuer", "title: a\nissuer: b";
    /// A colon without the space behind it.
    YAML_COLON_SPACE = "JH0428", Error, "yaml-colon-space", "title:a\nissuer: b", "title: a\nissuer: b";
    /// A bracket that nothing closes.
    YAML_UNCLOSED_BRACKET = "JH0429", Error, "yaml-unclosed-bracket", "limits: {a: {value: 1}", "limits: {a: {value: 1}}";
    /// A bracket that nothing opened, or that another sort opened.
    YAML_STRAY_BRACKET = "JH0430", Error, "yaml-stray-bracket", "limits: {a: {value: 1}}}", "limits: {a: {value: 1}}";
    /// Two entries in brackets without a comma.
    YAML_MISSING_COMMA = "JH0431", Error, "yaml-missing-comma", "limits: {a: {value: 1 unit: 人}}", "limits: {a: {value: 1, unit: 人}}";
    /// A full-width comma or bracket where YAML needs the half-width one.
    YAML_FULL_WIDTH_MARK = "JH0432", Error, "yaml-full-width-mark", "limits: {a: {value: 1， unit: 人}}", "limits: {a: {value: 1, unit: 人}}";
    /// A quote that nothing closes.
    YAML_UNCLOSED_QUOTE = "JH0433", Error, "yaml-unclosed-quote", "title: \"a\nissuer: b", "title: \"a\"\nissuer: b";
    /// Something behind a closing quote.
    YAML_AFTER_QUOTE = "JH0434", Error, "yaml-after-quote", "indicators:\n  R1:\n    when: \"a\" == b", "indicators:\n  R1:\n    when: '\"a\" == b'";
    /// Something of YAML that packs do not use.
    YAML_FEATURE = "JH0435", Error, "yaml-feature", "limits:\n  a: {value: !!int 1}", "limits:\n  a: {value: 1}";
    /// `*name` without `&name`.
    YAML_UNKNOWN_ALIAS = "JH0436", Error, "yaml-unknown-alias", "title: *t", "title: \"*t\"";
    /// Aliases that repeat too much or themselves.
    YAML_ALIAS_BOMB = "JH0437", Error, "yaml-alias-bomb", "limits: &a {b: *a}", "limits: {b: {value: 1}}";
    /// Too many levels.
    YAML_TOO_DEEP = "JH0438", Error, "yaml-too-deep", "", "";

    /// A file that is not UTF-8.
    FILE_ENCODING = "JH0441", Error, "file-encoding", "", "";
    /// A character that no text file holds.
    FILE_CONTROL_CHARACTER = "JH0442", Error, "file-control-character", "title: a\u{0}b", "title: ab";
    /// A file that is too big.
    FILE_TOO_BIG = "JH0443", Error, "file-too-big", "", "";
    /// A file that cannot be read.
    UNREADABLE_FILE = "JH0444", Error, "unreadable-file", "", "";
    /// A file whose name hides that it is a pack file.
    MISNAMED_FILE = "JH0445", Warning, "misnamed-file", "", "";

    /// No `pack`.
    NO_PACK_ID = "JH0451", Error, "no-pack-id", "version: 2026.1.0", "pack: demo\nversion: 2026.1.0";
    /// No `version`.
    NO_VERSION = "JH0452", Error, "no-version", "pack: demo", "pack: demo\nversion: 2026.1.0";
    /// An id that references cannot name.
    BAD_PACK_ID = "JH0453", Error, "bad-pack-id", "pack: demo@2026", "pack: demo";
    /// Not a SemVer version.
    BAD_VERSION = "JH0454", Error, "bad-version", "version: 2026.1", "version: 2026.1.0";
    /// `extends` without `id@version`.
    BAD_EXTENDS = "JH0455", Error, "bad-extends", "extends: national", "extends: national@2017";
    /// A parent that there is not.
    UNKNOWN_PARENT = "JH0456", Error, "unknown-parent", "extends: nationale@2017", "extends: national@2017";
    /// Packs that extend each other in a circle.
    EXTENDS_CYCLE = "JH0457", Error, "extends-cycle", "pack: demo\nversion: 2026.1.0\nextends: demo@2026", "pack: demo\nversion: 2026.1.0";
    /// A chain of packs that is too long.
    EXTENDS_TOO_DEEP = "JH0458", Error, "extends-too-deep", "", "";
    /// A parent that cannot be read.
    UNREADABLE_PARENT = "JH0459", Error, "unreadable-parent", "", "";
    /// A parent that is there twice with different content, or the like.
    UNUSABLE_PARENT = "JH0460", Error, "unusable-parent", "", "";
    /// A parent whose content is not the one that was pinned.
    OTHER_PARENT = "JH0461", Error, "other-parent", "", "";
    /// An entry of `expect` without `each`.
    EXPECT_WITHOUT_EACH = "JH0471", Error, "expect-without-each", "entities: {class: {expect: [{count: n}]}}", "entities: {class: {expect: [{each: school, count: n}]}}";
    /// A key in curly quotes.
    CUT_BY_HASH = "JH0845", Warning, "cut-by-hash", "名称: 第1类 #甲", "名称: \"第1类 #甲\"";
    /// A key in curly quotes.
    CURLY_KEY = "JH0470", Warning, "curly-key", "创建时间: {“640181”: 2023}", "创建时间: {\"640181\": 2023}";
}
