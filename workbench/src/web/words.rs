//! Names of acts, roles, states and levels as officials use them, in both languages.

use junheng::diagnostic::Language;
use junheng::value::Outcome;

/// One text of two.
pub fn say<'t>(language: Language, zh: &'t str, en: &'t str) -> &'t str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

/// Acts: id, in Chinese, in English.
const ACTS: [(&str, &str, &str); 40] = [
    ("store.begin", "建立存储", "begin the store"),
    ("office.add", "登记单位", "add an office"),
    ("account.add", "开通账号", "add an account"),
    ("pack.draft", "起草标准", "draft a standard"),
    ("pack.save", "保存标准", "save the draft"),
    ("pack.ask", "送审标准", "ask for publication"),
    ("pack.publish", "发布标准", "publish the standard"),
    ("pack.withdraw", "撤回标准", "withdraw the standard"),
    ("case.open", "立项", "open the case"),
    ("data.upload", "上传数据", "upload data"),
    ("data.submit", "提交", "submit"),
    ("data.recall", "撤回提交", "recall the submission"),
    ("stage.accept", "接收", "accept"),
    ("stage.return", "退回县里", "return to the county"),
    ("cell.correct", "更正一格", "correct a cell"),
    ("stage.conclude", "作出阶段结论", "conclude the stage"),
    ("stage.reopen", "重新启动", "reopen the stage"),
    ("document.file", "登记文件", "file a document"),
    ("finding.open", "立为问题", "open findings"),
    ("finding.dismiss", "撤销问题", "dismiss the finding"),
    ("action.assign", "交办整改", "assign rectification"),
    ("action.report", "报告整改", "report rectification"),
    ("action.verify", "核实销号", "verify and close"),
    ("action.reject", "退回报告", "reject the report"),
    ("action.extend_ask", "申请延期", "ask for an extension"),
    ("action.extend_grant", "同意延期", "grant the extension"),
    ("action.extend_refuse", "不同意延期", "refuse the extension"),
    ("action.waive", "豁免", "waive"),
    ("target.set", "设定年度目标", "set a target"),
    ("notice.issue", "发出通报", "issue a notice"),
    ("notice.receipt", "签收通报", "acknowledge receipt"),
    ("objection.record", "登记异议", "record an objection"),
    ("objection.answer", "答复异议", "answer the objection"),
    ("recognition.record", "登记认定", "record recognition"),
    ("recognition.withdraw", "登记撤销认定", "record its withdrawal"),
    ("subject.merge", "登记学校合并", "record a merger of schools"),
    ("subject.rename", "登记学校更名", "record a new school code"),
    ("account.grant", "授予角色", "grant a role"),
    ("account.recuse", "登记回避", "record a recusal"),
    ("account.disable", "停用账号", "disable the account"),
];

fn of(list: &'static [(&str, &str, &str)], id: &str, language: Language) -> Option<&'static str> {
    list.iter().find(|(i, ..)| *i == id).map(|(_, zh, en)| say(language, zh, en))
}

/// An act's name.
pub fn act(id: &str, language: Language) -> &'static str {
    of(&ACTS, id, language).unwrap_or_default()
}

const ROLE_NAMES: [(&str, &str, &str); 10] = [
    ("clerk", "填报", "clerk"),
    ("signer", "签发", "signer"),
    ("reviewer", "复核", "reviewer"),
    ("monitor", "督导", "monitor"),
    ("unit", "责任单位", "responsible unit"),
    ("editor", "标准编写", "standards editor"),
    ("publisher", "标准发布", "standards publisher"),
    ("auditor", "审计", "auditor"),
    ("admin", "系统管理", "administrator"),
    ("reader", "查阅", "reader"),
];

/// A role's name.
pub fn role(id: &str, language: Language) -> &'static str {
    of(&ROLE_NAMES, id, language).unwrap_or_default()
}

/// Whose office may do it, in words.
pub fn relation(at: crate::acts::rules::Where, language: Language) -> &'static str {
    use crate::acts::rules::Where;
    match at {
        Where::Any => say(language, "任何单位", "any office"),
        Where::Own => say(language, "本县", "the county itself"),
        Where::Parent => say(language, "上级（市）", "the office above (the city)"),
        Where::OwnOrParent => say(language, "本县或上级（市）", "the county itself or the office above"),
        Where::Side => say(language, "上级（市）或其市直单位", "the office above, or a unit of the city"),
        Where::Lead => say(language, "牵头单位", "the office that leads the action"),
        Where::Stage => say(
            language,
            "自评由本县，其余阶段由上级（市）",
            "the county for its own stage, else the office above",
        ),
    }
}

const STATES: [(&str, &str, &str); 16] = [
    ("draft", "草稿", "draft"),
    ("asked", "已送审", "publication asked for"),
    ("published", "已发布", "published"),
    ("withdrawn", "已撤回", "withdrawn"),
    ("submitted", "已提交", "submitted"),
    ("accepted", "已接收", "accepted"),
    ("returned", "已退回", "returned"),
    ("recalled", "已撤回", "recalled"),
    ("reopened", "已重新启动", "reopened"),
    ("assigned", "整改中", "under way"),
    ("reported", "待核实", "to be verified"),
    ("closed", "已销号", "closed"),
    ("waived", "已豁免", "waived"),
    ("passed", "通过", "passed"),
    ("failed", "不通过", "failed"),
    ("done", "四个阶段已完成", "all stages done"),
];

/// A state's name.
pub fn state(id: &str, language: Language) -> &'static str {
    of(&STATES, id, language).unwrap_or_default()
}

/// An outcome's sign, its class, and its name; `veto` turns them round.
pub fn outcome(outcome: Outcome, language: Language) -> (&'static str, &'static str, &'static str) {
    match outcome {
        Outcome::Met => ("✓", "good", say(language, "达到", "met")),
        Outcome::Unmet => ("✗", "bad", say(language, "未达到", "not met")),
        Outcome::Undetermined => ("?", "doubt", say(language, "待定", "undetermined")),
        Outcome::NotApplicable => ("–", "none", say(language, "不适用", "not applicable")),
    }
}

/// An outcome by its id.
pub fn outcome_of(id: &str) -> Option<Outcome> {
    [Outcome::Met, Outcome::Unmet, Outcome::Undetermined, Outcome::NotApplicable]
        .into_iter()
        .find(|o| o.id() == id)
}

/// The table of rules as Markdown: for the documents.
pub fn rules_markdown(language: Language) -> String {
    let mut out = say(
        language,
        "| 办理 | 角色 | 哪个单位的 |\n|---|---|---|\n",
        "| act | roles | of which office |\n|---|---|---|\n",
    )
    .to_owned();
    for rule in &crate::acts::rules::RULES {
        let roles: Vec<&str> = rule.roles.iter().map(|r| role(r, language)).collect();
        let roles = roles.join(say(language, "、", ", "));
        out.push_str(&format!(
            "| {} `{}` | {roles} | {} |\n",
            act(rule.act, language),
            rule.act,
            relation(rule.office, language)
        ));
    }
    out
}
