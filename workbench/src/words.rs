//! The words of lists: what their JSON names are called in Chinese and in English. Text, tables and pages take them from here.

use junheng::diagnostic::Language;

/// Name in JSON, Chinese, English.
const WORDS: [(&str, &str, &str); 72] = [
    ("on", "日期", "day"),
    ("board", "进度", "board"),
    ("overdue", "逾期", "overdue"),
    ("next_60_days", "今后60天到期", "due in the next 60 days"),
    ("targets", "年度目标", "targets"),
    ("slides", "滑坡", "slides"),
    ("warnings", "预警", "warnings"),
    ("reward", "奖励", "reward"),
    ("open_findings", "未办结的问题", "open findings"),
    ("open_actions_by_lead", "未完成的整改（按责任单位）", "open actions by lead"),
    ("without_receipt", "未签收的通报", "notices without receipt"),
    ("stage", "阶段", "stage"),
    ("result", "结论", "result"),
    ("revision", "数据版本", "revision"),
    ("recognised", "认定日期", "recognised"),
    ("days_left", "距目标年度末天数", "days left"),
    ("verdict", "最新评估", "verdict"),
    ("conclusion", "评估结论", "conclusion"),
    ("unmet", "未达到", "unmet"),
    ("rules", "规则", "rules"),
    ("outcomes", "结果数", "outcomes"),
    ("doubts", "存疑", "doubts"),
    ("who", "责任单位", "who"),
    ("due", "期限", "due"),
    ("days", "天数", "days"),
    ("met", "达到", "met"),
    ("missed", "未完成", "missed"),
    ("no data", "无数据", "no data"),
    ("undetermined", "无法判定", "undetermined"),
    ("not_applicable", "不适用", "not applicable"),
    ("met_in", "认定时达到于", "met in"),
    ("unmet_since", "未达到始于", "unmet since"),
    ("margin", "余量", "margin"),
    ("why", "原因", "why"),
    ("notice", "通报", "notice"),
    ("county", "县", "county"),
    ("stages", "阶段结论", "stages"),
    ("schedule", "创建时间", "schedule"),
    ("turned_against", "改为未达到", "turned against"),
    ("count", "项数", "count"),
    ("items", "事项", "items"),
    ("notices", "通报", "notices"),
    ("issued", "印发", "issued"),
    ("receipt", "签收", "receipt"),
    ("filings", "报送的文件", "filings"),
    ("waivers", "免除的整改", "waivers"),
    ("credibility", "自评可信度", "credibility of self-evaluation"),
    ("cells_compared", "比对单元格", "cells compared"),
    ("cells_changed", "更正单元格", "cells changed"),
    ("deciding", "起决定作用的更正", "deciding"),
    ("turned_for", "改为达到", "turned for"),
    ("against", "与目标年度相比", "against schedule"),
    ("early", "提前", "early"),
    ("on time", "如期", "on time"),
    ("late", "逾期", "late"),
    ("behind", "未完成", "behind"),
    ("due later", "未到期", "due later"),
    ("self", "县级自评", "self"),
    ("review", "地市复核", "review"),
    ("inspect", "自治区督导评估", "inspect"),
    ("approve", "国家审核认定", "approve"),
    ("done", "全部完成", "done"),
    ("passed", "通过", "passed"),
    ("failed", "未通过", "failed"),
    ("draft", "草稿", "draft"),
    ("submitted", "已提交", "submitted"),
    ("accepted", "已受理", "accepted"),
    ("returned", "已退回", "returned"),
    ("recalled", "已撤回", "recalled"),
    ("reopened", "已重新启动", "reopened"),
    ("assigned", "已交办", "assigned"),
    ("reported", "已报送", "reported"),
];

/// Sentences that stand as one value.
const PHRASES: [(&str, &str); 4] = [
    (", extension asked", "，申请延期"),
    ("fell twice running", "连续两次下降"),
    ("fell ", "下降 "),
    ("under ", "低于 "),
];

/// What a name or a fixed value of a list is called; itself where it is an id or a figure.
pub fn word(language: Language, name: &str) -> &str {
    let Some((_, zh, en)) = WORDS.iter().find(|(id, ..)| *id == name) else { return name };
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

/// A value: fixed words by themselves or between spaces and brackets, ids and figures as they are.
pub fn phrase(language: Language, value: &str) -> String {
    if language == Language::En {
        return value.to_owned();
    }
    let whole = word(language, value);
    if whole != value {
        return whole.to_owned();
    }
    let text = PHRASES.iter().fold(value.to_owned(), |text, (en, zh)| text.replace(en, zh));
    let part = |piece: &str| {
        let (open, rest) = piece.strip_prefix('(').map_or(("", piece), |r| ("（", r));
        let (rest, close) = rest.strip_suffix(')').map_or((rest, ""), |r| (r, "）"));
        let (rest, end) = rest.find('，').map_or((rest, ""), |at| rest.split_at(at));
        format!("{open}{}{end}{close}", word(language, rest))
    };
    text.split(' ').map(part).collect::<Vec<_>>().join(" ")
}
