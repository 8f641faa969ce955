//! JH09xx: data files.

use super::codes;

codes! { DATA;
    /// Bad cell.
    BAD_CELL = "JH0901", Error, "bad-cell", "在校生数\n八百", "在校生数\n800";
    /// Required cell is blank.
    REQUIRED_CELL = "JH0902", Error, "required-cell", "代码,校名\n,一小", "代码,校名\n990001001,一小";
    /// Required column missing.
    REQUIRED_COLUMN = "JH0903", Error, "required-column", "代码", "代码,校名";
    /// Unusable table.
    TABLE_UNUSABLE = "JH0904", Error, "table-unusable", "校名\n一小", "代码,县\n990001001,990001";
    /// Unknown file.
    UNKNOWN_TABLE = "JH0905", Warning, "unknown-table", "学效.csv", "学校.csv";
    /// Unknown column.
    UNKNOWN_COLUMN = "JH0906", Warning, "unknown-column", "在校生人数", "在校生数";
    /// Repeated column.
    REPEATED_COLUMN = "JH0907", Error, "repeated-column", "在校生数,students", "在校生数";
    /// Unit of a header.
    HEADER_UNIT = "JH0908", Error, "header-unit", "教学仪器设备值（平方米）", "教学仪器设备值（万元）";
    /// Row longer than the header.
    ROW_TOO_LONG = "JH0909", Error, "row-too-long", "1,234", "\"1,234\"";
    /// Duplicate key.
    DUPLICATE_ROW = "JH0910", Error, "duplicate-row", "S1\nS1", "S1\nS2";
    /// Unknown parent.
    UNKNOWN_PARENT_ROW = "JH0911", Error, "unknown-parent-row", "学校\n99000100l", "学校\n990001001";
    /// Second file of a table.
    SECOND_FILE = "JH0912", Error, "second-file", "学校.csv + school.csv", "学校.csv";
    /// Unknown encoding.
    BAD_ENCODING = "JH0913", Error, "bad-encoding", "", "";
    /// Broken row.
    BAD_ROW = "JH0914", Error, "bad-row", "", "";
    /// Empty file.
    EMPTY_FILE = "JH0915", Error, "empty-file", "", "代码,校名";
    /// Finding for no judged rule.
    FINDING_ITEM = "JH0920", Error, "finding-item", "G99", "G1";
    /// Finding for an unknown subject.
    FINDING_SUBJECT = "JH0921", Error, "finding-subject-unknown", "一小", "990001001";
    /// Incomplete finding.
    FINDING_INCOMPLETE = "JH0922", Warning, "finding-incomplete", "是,,,", "是,规划图,督导组甲,2026-10-01";
    /// Finding dated later.
    FINDING_LATER = "JH0923", Warning, "finding-later", "2027-01-01", "2026-10-01";
    /// Repeated finding.
    FINDING_REPEATED = "JH0924", Warning, "finding-repeated", "G1,990001,是", "";
    /// Contradicting findings.
    FINDING_DISAGREES = "JH0925", Error, "finding-disagrees", "G1,990001,否", "";
    /// Given and computed differ.
    DERIVE_DIFFERS = "JH0940", Warning, "derive-differs", "", "";
}
