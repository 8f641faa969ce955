//! JH09xx: data files.

use super::codes;

codes! { DATA;
    /// A cell that is not of its column's type.
    BAD_CELL = "JH0901", Error, "bad-cell", "学校,学段,在校生数\n9900010001,小学,800人", "学校,学段,在校生数\n9900010001,小学,800";
    /// A figure that says how many rows there must be and is no such number.
    BAD_COUNT = "JH0985", Error, "bad-count", "学校,班级数\n9900010001,2.5", "学校,班级数\n9900010001,2";
    /// A formula that goes over rows within rows until the steps of an evaluation are spent.
    TOO_MANY_STEPS = "JH0988", Error, "too-many-steps", "每个 教师: 数量(教师 其中 数量(教师 其中 年龄 高于 0) 高于 1) 高于 1", "数量(教师 其中 年龄 高于 0) 高于 1";
    /// More rows than the figure says.
    SURPLUS_ROWS = "JH0986", Warning, "surplus-rows", "班级数 1；班级.csv 有 2 行", "班级数 2；班级.csv 有 2 行";
    /// A sum over the rows that is larger than the figure.
    SURPLUS_TOTAL = "JH0987", Warning, "surplus-total", "在校生数 80；班级.csv 的学生数合计 85", "在校生数 85；班级.csv 的学生数合计 85";
    /// A value below or above its column's bounds.
    OUT_OF_RANGE = "JH0902", Error, "out-of-range", "调查对象,有效问卷数\n家长,-20", "调查对象,有效问卷数\n家长,20";
    /// An empty cell in a required column.
    REQUIRED_BLANK = "JH0903", Error, "required-blank", "代码,校名,类别\n9900010001,示例小学,", "代码,校名,类别\n9900010001,示例小学,小学";
    /// A text that does not fit its column's pattern.
    BAD_PATTERN = "JH0904", Error, "bad-pattern", "代码,县名\n64010,示例县", "代码,县名\n640104,示例县";
    /// A file that cannot be opened or read.
    UNREADABLE_DATA = "JH0910", Error, "unreadable-data", "学校.csv (用其他程序打开并锁定)", "学校.csv (已关闭)";
    /// Bytes that are neither UTF-8 nor GB18030.
    BAD_ENCODING = "JH0911", Error, "bad-encoding", "学校.csv (传输中损坏)", "学校.csv (另存为 CSV UTF-8)";
    /// A workbook under the name of a CSV file.
    NOT_CSV = "JH0912", Error, "not-csv", "学校.xlsx 改名为 学校.csv", "学校.csv (另存为 CSV UTF-8)";
    /// A quotation mark that is not closed.
    UNCLOSED_QUOTE = "JH0913", Error, "unclosed-quote", "代码,校名\n9900010001,\"示例小学", "代码,校名\n9900010001,\"示例小学\"";
    /// Past a limit on the size of files, rows, columns or cells.
    DATA_TOO_LARGE = "JH0914", Error, "data-too-large", "教师.csv (9 GiB)", "教师.csv (按县分开)";
    /// Two files for one table in one folder.
    TWO_FILES = "JH0915", Error, "two-files", "school.csv\n学校.csv", "学校.csv";
    /// A CSV file that names no table.
    UNKNOWN_FILE = "JH0916", Warning, "unknown-file", "学校表.csv", "学校.csv";
    /// A file that may hold data but is not read.
    UNREAD_FILE = "JH0917", Warning, "unread-file", "学校.xlsx", "学校.csv";
    /// A file without a header row.
    EMPTY_FILE = "JH0918", Error, "empty-file", "学校.csv (空文件)", "代码,县,校名\n9900010001,990001,示例小学";
    /// A header without the columns that tell which row is which.
    MISSING_KEY_COLUMN = "JH0920", Error, "missing-key-column", "校名,类别\n示例小学,小学", "代码,县,校名,类别\n9900010001,990001,示例小学,小学";
    /// A heading that names no column.
    UNKNOWN_COLUMN = "JH0921", Warning, "unknown-column", "学校,学段,在校学生数", "学校,学段,在校生数";
    /// Two headings that name the same column.
    DUPLICATE_COLUMN = "JH0922", Error, "duplicate-column", "学校,学段,在校生数,students", "学校,学段,在校生数";
    /// A unit in a heading that the column's values cannot be in.
    HEADER_UNIT = "JH0923", Error, "header-unit", "教学仪器设备值（平方米）", "教学仪器设备值（万元）";
    /// A required column that a file does not have.
    MISSING_COLUMN = "JH0924", Error, "missing-column", "代码,县,校名", "代码,县,校名,类别";
    /// Values in a column without a heading.
    UNNAMED_COLUMN = "JH0925", Warning, "unnamed-column", "代码,县名,\n990001,示例县,12", "代码,县名,交流轮岗教师数\n990001,示例县,12";
    /// A row with fewer or more cells than the header.
    ROW_LENGTH = "JH0926", Error, "row-length", "学校,学段,在校生数\n9900010001,小学,1,200", "学校,学段,在校生数\n9900010001,小学,\"1,200\"";
    /// Totals, notes and signatures below the data.
    ROW_PASSED = "JH0927", Warning, "row-passed", "代码,县,校名\n9900010001,990001,示例小学\n合计,,1所", "代码,县,校名\n9900010001,990001,示例小学";
    /// Fractions in a column whose header says （%）.
    PERCENT_FRACTIONS = "JH0928", Warning, "percent-fractions", "学科,校际差异率（%）\n语文,0.12", "学科,校际差异率（%）\n语文,12";
    /// Fractions beside percentages in such a column.
    PERCENT_MIXED = "JH0929", Error, "percent-mixed", "学科,校际差异率（%）\n语文,12\n科学,0.12", "学科,校际差异率（%）\n语文,12\n科学,12";
    /// An empty cell where the row's own code or its parent's should stand.
    BLANK_KEY = "JH0930", Error, "blank-key", "代码,县,校名\n,990001,示例小学", "代码,县,校名\n9900010001,990001,示例小学";
    /// Two rows with the same key.
    DUPLICATE_ROW = "JH0931", Error, "duplicate-row", "代码,校名\n9900010001,甲小学\n9900010001,乙小学", "代码,校名\n9900010001,甲小学\n9900010002,乙小学";
    /// A row that names a parent that is not there.
    UNKNOWN_PARENT_ROW = "JH0932", Error, "unknown-parent-row", "学校,学段,在校生数\n990001001,小学,600", "学校,学段,在校生数\n9900010001,小学,600";
    /// A table whose rows cannot be placed, because the table above it is missing.
    UNLINKED_TABLE = "JH0933", Error, "unlinked-table", "学部.csv (没有 学校.csv)", "学部.csv\n学校.csv";
    /// A county that another error leaves out.
    COUNTY_LEFT_OUT = "JH0934", Error, "county-left-out", "学校.csv (缺少 代码 列)", "学校.csv (有 代码 列)";
    /// No county anywhere in the data.
    DATA_WITHOUT_COUNTY = "JH0935", Error, "data-without-county", "代码,县名", "代码,县名\n990001,示例县";
    /// A row that still bears the mark of an example, and whose code other tables use.
    EXAMPLE_USED = "JH0936", Error, "example-used", "代码,县名\n（示例）990001,示例县", "代码,县名\n990001,示例县";
    /// Parts that add up to more than their whole.
    PARTS_EXCEED = "JH0937", Error, "parts-exceed", "合用面积\n4351.2 (学部各填 2500)", "合用面积\n4351.2 (学部不填)";
    /// A supplied value that differs from what its column's `derive` computes.
    DERIVE_DIFFERS = "JH0940", Warning, "derive-differs", "班级数,学生数,平均班额\n4,160,45", "班级数,学生数,平均班额\n4,160,40";
    /// A finding about a rule that does not exist.
    FINDING_ITEM = "JH0941", Error, "finding-item", "评定项,对象,结果\nG99,990001,是", "评定项,对象,结果\nG1,990001,是";
    /// A finding about a rule that is computed, not judged.
    FINDING_NOT_JUDGED = "JH0942", Error, "finding-not-judged", "评定项,对象,结果\nR1,9900010001/小学,是", "评定项,对象,结果\nG1,990001,是";
    /// A finding about a subject that does not exist.
    FINDING_SUBJECT = "JH0943", Error, "finding-subject", "评定项,对象,结果\nG1,990009,是", "评定项,对象,结果\nG1,990001,是";
    /// A finding without evidence, assessor or date.
    FINDING_INCOMPLETE = "JH0944", Warning, "finding-incomplete", "评定项,对象,结果,佐证\nG1,990001,是,", "评定项,对象,结果,佐证\nG1,990001,是,规划文件";
    /// A finding dated after the day of the evaluation.
    FINDING_AFTER = "JH0945", Warning, "finding-after", "评定项,对象,结果,日期\nG1,990001,是,2099-01-01", "评定项,对象,结果,日期\nG1,990001,是,2026-01-01";
    /// Two findings about the same that disagree.
    FINDINGS_DISAGREE = "JH0946", Error, "findings-disagree", "评定项,对象,结果\nG1,990001,是\nG1,990001,否", "评定项,对象,结果\nG1,990001,是";
    /// Two findings about the same that agree.
    FINDING_REPEATED = "JH0947", Warning, "finding-repeated", "评定项,对象,结果\nG1,990001,是\nG1,990001,是", "评定项,对象,结果\nG1,990001,是";
    /// A finding that a replaced veto exists, and one that the veto that replaces it does not.
    FINDING_OF_REPLACED = "JH0998", Warning, "finding-of-replaced", "评定项,对象,结果\nV7,990001,否\nV1,990001,是", "评定项,对象,结果\nV7,990001,是";
    /// More errors than are kept.
    MORE_ERRORS = "JH0948", Error, "more-errors", "学校.csv (逐行都有错)", "学校.csv (先改正列出的错误)";
    /// More warnings than are kept.
    MORE_WARNINGS = "JH0949", Warning, "more-warnings", "评定记录.csv (逐行没有佐证)", "评定记录.csv (补上佐证)";
    /// A workbook that is cut off, or none at all.
    WORKBOOK_DAMAGED = "JH0970", Error, "workbook-damaged", "示例县.xlsx (没有传完)", "示例县.xlsx (重新传送)";
    /// A workbook with a password.
    WORKBOOK_LOCKED = "JH0971", Error, "workbook-locked", "示例县.xlsx (打开要密码)", "示例县.xlsx (已去掉密码)";
    /// A hidden sheet that would be a table.
    HIDDEN_SHEET = "JH0972", Warning, "hidden-sheet", "示例县.xlsx (“学部”表已隐藏)", "示例县.xlsx (“学部”表可见)";
    /// A formula whose result the workbook does not hold.
    FORMULA_UNCOMPUTED = "JH0973", Error, "formula-uncomputed", "=SUM(B2:B9) (没有计算结果)", "=SUM(B2:B9) (打开后重新保存)";

    /// A Parquet file that is cut off, or none at all.
    PARQUET_DAMAGED = "JH0980", Error, "parquet-damaged", "教师.parquet (没有传完)", "教师.parquet (重新传送)";
    /// A Parquet file, or a column of one, in a form that is not read.
    PARQUET_UNREAD = "JH0981", Error, "parquet-unread", "学部.parquet (“在校生数”是一列列表)", "学部.parquet (“在校生数”是一列数)";

    /// A code that rows of different parents share.
    REPEATED_CODE = "JH0974", Warning, "repeated-code", "学校,学段,工号\n9900010001,小学,64010001\n9900010002,小学,64010001", "学校,学段,工号\n9900010001,小学,64010001\n9900010002,小学,64010002";
    /// Two rows with the same figures throughout.
    SAME_FIGURES = "JH0975", Warning, "same-figures", "9900010001,小学,392,25,21,5\n9900010002,小学,392,25,21,5", "9900010001,小学,392,25,21,5\n9900010002,小学,608,38,32,7";
    /// A value far from those of the county's other subjects.
    OUTLIER = "JH0976", Warning, "outlier", "教学仪器设备值（元）\n97.216", "教学仪器设备值（万元）\n97.216";
    /// A figure that changed much against the year before.
    JUMP = "JH0977", Warning, "jump", "在校生数\n3920 (上年 392)", "在校生数\n395 (上年 392)";
    /// A row of the year before that is gone.
    GONE = "JH0978", Warning, "gone", "学校.csv (缺少上年的 9900010001)", "学校.csv (有 9900010001)";
    /// Values that are nowhere near their limits.
    SCALE = "JH0979", Warning, "scale", "教学仪器设备值（元）\n97.216\n132.544\n19.32", "教学仪器设备值（万元）\n97.216\n132.544\n19.32";

    /// A file of prices in another shape.
    COSTS_SHAPE = "JH0991", Error, "costs-shape", "prices: {division.sports_area: 1200}", "costs: {division.sports_area: 1200}";
    /// A price that is no amount in yuan.
    COSTS_PRICE = "JH0992", Error, "costs-price", "costs: {division.sports_area: dear}", "costs: {division.sports_area: 1200}";
    /// A price of something that the pack has not.
    COSTS_NAME = "JH0993", Error, "costs-name", "costs: {division.sport_area: 1200}", "costs: {division.sports_area: 1200}";

    /// A file of renamed rows in another shape.
    RENAMED_SHAPE = "JH0994", Error, "renamed-shape", "99010304: [99010314]", "\"99010304\": \"99010314\"";
}
