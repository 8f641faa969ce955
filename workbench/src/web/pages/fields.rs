//! What the form of each act asks for.

/// Where the choices of a field come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Published standards.
    Packs,
    /// Stages of the county's standard.
    Stages,
    /// Documents of the county.
    Documents,
    /// Offices that may lead.
    Offices,
    /// Counties under the office above.
    Counties,
    /// Open findings.
    Findings,
    /// Rules and conclusions of the county's standard.
    Rules,
    /// Schools of the county.
    Schools,
    /// Roles.
    Roles,
    /// Titles of documents that the standard names.
    Titles,
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Text,
    /// Several lines.
    Area,
    /// A list, one a line.
    Lines,
    /// A day.
    Day,
    /// A year.
    Year,
    /// Yes or nothing.
    Check,
    /// `met`, or how many.
    Want,
    /// One of these: id, in Chinese, in English.
    Fixed(&'static [(&'static str, &'static str, &'static str)]),
    /// One of what there is.
    From(Source),
    /// Several of what there is.
    Many(Source),
    /// Outcomes of a verdict that are not met.
    Outcomes,
    /// Declared outcomes, one a conclusion.
    Declared,
}

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The field of the act.
    pub name: &'static str,
    /// Its label in Chinese.
    pub zh: &'static str,
    /// Its label in English.
    pub en: &'static str,
    /// A hint, in both.
    pub hint: (&'static str, &'static str),
    /// What it takes.
    pub sort: Kind,
    /// Whether it must be filled in.
    pub need: bool,
}

const fn field(name: &'static str, zh: &'static str, en: &'static str, sort: Kind, need: bool) -> Field {
    Field { name, zh, en, hint: ("", ""), sort, need }
}

const fn hinted(field: Field, zh: &'static str, en: &'static str) -> Field {
    Field { hint: (zh, en), ..field }
}

const REASON: Field = field("reason", "理由", "Reason", Kind::Area, true);
const MAYBE_REASON: Field = hinted(
    field("reason", "理由", "Reason", Kind::Area, false),
    "与测算不一致时必填",
    "needed where it differs from the computed outcome",
);
const DOCUMENT: Field = field("document", "文件", "Document", Kind::From(Source::Documents), true);
const STAGE: Field = field("stage", "阶段", "Stage", Kind::From(Source::Stages), true);

const CASE_OPEN: &[Field] = &[
    field("pack", "采用的标准", "Standard", Kind::From(Source::Packs), true),
    field("due", "创建年度", "Due year", Kind::Year, true),
];
const SUBMIT: &[Field] = &[field("declared", "申报", "Declared", Kind::Declared, false), MAYBE_REASON];
const REASONED: &[Field] = &[REASON];
const CORRECT: &[Field] = &[
    hinted(
        field("cell", "位置", "Cell", Kind::Text, true),
        "表/代码/列，如 学校/99010301/最大班额",
        "table/code/column, such as 学校/99010301/最大班额",
    ),
    field("old", "现在是", "What stands there", Kind::Text, true),
    field("new", "改为", "New value", Kind::Text, true),
    REASON,
];
const CONCLUDE: &[Field] = &[
    STAGE,
    field(
        "result",
        "结论",
        "Result",
        Kind::Fixed(&[("passed", "通过", "passed"), ("failed", "不通过", "failed")]),
        true,
    ),
    MAYBE_REASON,
];
const REOPEN: &[Field] = &[STAGE, DOCUMENT];
const FILE: &[Field] = &[
    field("title", "名称", "Title", Kind::From(Source::Titles), true),
    field("number", "文号", "Number", Kind::Text, false),
    field("date", "文件日期", "Date on it", Kind::Day, true),
    field("supersedes", "替换", "Takes the place of", Kind::From(Source::Documents), false),
    field("public", "向社会公开", "Open to the public", Kind::Check, false),
];
const OPEN_FINDINGS: &[Field] =
    &[field("outcomes", "未达到的结果", "Outcomes not met", Kind::Outcomes, false)];
const ASSIGN: &[Field] = &[
    field("finding", "问题", "Finding", Kind::From(Source::Findings), true),
    field("due", "应于", "Due", Kind::Day, true),
    hinted(
        field("lead", "牵头单位", "Lead", Kind::From(Source::Offices), false),
        "不选就按工作措施",
        "else by the standard's measures",
    ),
];
const REPORT: &[Field] = &[hinted(
    field("evidence", "佐证材料", "Evidence", Kind::Lines, false),
    "一行一份，至少一份",
    "one a line, at least one",
)];
const ASK: &[Field] = &[field("to", "延期到", "Until", Kind::Day, true), REASON];
const TARGET: &[Field] = &[
    field("rule", "规则", "Rule", Kind::From(Source::Rules), true),
    field("year", "年度", "Year", Kind::Year, true),
    hinted(
        field("want", "要求", "Wanted", Kind::Want, false),
        "空着为全部达到；或写达到的个数",
        "all met where left blank; or how many",
    ),
    hinted(
        field("subject", "只对这所学校", "Only for this school", Kind::From(Source::Schools), false),
        "空着为全县",
        "the whole county where left blank",
    ),
    hinted(
        field("due", "达标时限", "By the day", Kind::Day, false),
        "空着为年底",
        "the year's end where left blank",
    ),
];
const NOTICE: &[Field] = &[
    field("to", "发给", "To", Kind::Many(Source::Counties), false),
    field("findings", "所涉问题", "Findings", Kind::Many(Source::Findings), false),
];
const RECOGNITION: &[Field] = &[DOCUMENT];
const MERGE: &[Field] = &[field("into", "并入", "Merged into", Kind::From(Source::Schools), true)];
const RENAME: &[Field] = &[field("to", "新代码", "New code", Kind::Text, true)];
const GRANT: &[Field] = &[
    field("role", "角色", "Role", Kind::From(Source::Roles), true),
    hinted(field("to", "到期", "Until", Kind::Day, false), "空着为长期", "without end where left blank"),
];
const RECUSE: &[Field] = &[field("county", "回避的县", "County", Kind::From(Source::Counties), true)];

/// The fields of an act's form.
pub fn fields_of(act: &str) -> &'static [Field] {
    match act {
        "case.open" => CASE_OPEN,
        "data.submit" => SUBMIT,
        "data.recall"
        | "stage.return"
        | "finding.dismiss"
        | "action.reject"
        | "action.extend_refuse"
        | "action.waive" => REASONED,
        "cell.correct" => CORRECT,
        "stage.conclude" => CONCLUDE,
        "stage.reopen" => REOPEN,
        "document.file" => FILE,
        "finding.open" => OPEN_FINDINGS,
        "action.assign" => ASSIGN,
        "action.report" => REPORT,
        "action.extend_ask" => ASK,
        "target.set" => TARGET,
        "notice.issue" => NOTICE,
        "recognition.record" | "recognition.withdraw" => RECOGNITION,
        "subject.merge" => MERGE,
        "subject.rename" => RENAME,
        "account.grant" => GRANT,
        "account.recuse" => RECUSE,
        _ => &[],
    }
}
