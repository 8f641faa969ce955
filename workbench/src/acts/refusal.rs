//! Why an act may not be done: what bars it, who can lift that, and what to do next; in both languages.

use junheng::diagnostic::Language;

/// The kinds of bars, in the order in which they are looked for. An act that several bar names the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The account does not hold a role that may.
    Role,
    /// Something that the act names is not there.
    Unknown,
    /// The account is barred from the county.
    Recused,
    /// Another office's work.
    Office,
    /// Not at this point of the procedure.
    State,
    /// What it would change is fixed.
    Closed,
    /// The time for it is over, or has not begun.
    Late,
    /// The same person did the step before.
    SamePerson,
    /// The same office did the step before.
    SameOffice,
    /// A document is missing.
    Document,
    /// There is no evidence.
    Evidence,
    /// The data have errors.
    Data,
    /// There is no reason.
    Reason,
    /// Something else stands there now.
    Stale,
    /// The engine does not agree.
    StillFailing,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 15] = [
        Kind::Role,
        Kind::Unknown,
        Kind::Recused,
        Kind::Office,
        Kind::State,
        Kind::Closed,
        Kind::Late,
        Kind::SamePerson,
        Kind::SameOffice,
        Kind::Document,
        Kind::Evidence,
        Kind::Data,
        Kind::Reason,
        Kind::Stale,
        Kind::StillFailing,
    ];

    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Role => "role",
            Kind::Unknown => "unknown",
            Kind::Recused => "recused",
            Kind::Office => "office",
            Kind::State => "state",
            Kind::Closed => "closed",
            Kind::Late => "late",
            Kind::SamePerson => "same-person",
            Kind::SameOffice => "same-office",
            Kind::Document => "document",
            Kind::Evidence => "evidence",
            Kind::Data => "data",
            Kind::Reason => "reason",
            Kind::Stale => "stale",
            Kind::StillFailing => "still-failing",
        }
    }

    /// What usually bars it, who can lift it, what to do next: Chinese, then English.
    fn words(self) -> [[&'static str; 3]; 2] {
        match self {
            Kind::Role => [
                [
                    "账号没有可以做这件事的角色",
                    "系统管理员可以授予角色",
                    "请有这个角色的同事来做，或者请系统管理员授权",
                ],
                [
                    "the account holds no role that may do this",
                    "an administrator can grant the role",
                    "let a colleague who holds it do this, or ask an administrator",
                ],
            ],
            Kind::Unknown => [
                ["所指的事物不存在", "填写的人", "核对编号"],
                ["what it names is not there", "whoever filled it in", "check the id"],
            ],
            Kind::Recused => [
                ["账号对这个县回避", "系统管理员", "请没有回避的同事来做"],
                [
                    "the account is recused from this county",
                    "an administrator",
                    "let a colleague do this who is not recused",
                ],
            ],
            Kind::Office => [
                ["这是别的单位的工作", "归口的单位", "请归口的单位来做"],
                ["this is another office's work", "the office whose work it is", "let that office do it"],
            ],
            Kind::State => [
                ["工作还没有进行到这一步，或者已经过了这一步", "负责前一步的单位", "先完成前一步"],
                [
                    "the work has not come to this step, or is past it",
                    "the office whose step comes before",
                    "finish the step before",
                ],
            ],
            Kind::Closed => [
                [
                    "已经锁定，不能再改",
                    "市级复核人员可以退回，签发人可以重新启动",
                    "请上级退回或重新启动，再交新的一版",
                ],
                [
                    "it is locked and cannot be changed any more",
                    "the city's reviewer can return it, its signer can reopen the stage",
                    "ask for a return or a reopening, then hand in a new revision",
                ],
            ],
            Kind::Late => [
                ["不在规定的期间内", "无人可以延长这个期间", "按规定的期间办理，或者另行反映问题"],
                [
                    "it is outside the period for it",
                    "nobody can extend the period",
                    "keep to the period, or raise it as a finding",
                ],
            ],
            Kind::SamePerson => [
                ["同一个人已经做了前一步", "同一单位的另一位同事", "请另一位同事来做"],
                [
                    "the same person did the step before",
                    "a colleague of the same office",
                    "let a colleague do it",
                ],
            ],
            Kind::SameOffice => [
                ["报送整改的单位不能自己验收", "上级督导人员", "请上级督导人员验收"],
                [
                    "the office that reported cannot verify its own work",
                    "the monitors of the office above",
                    "let a monitor of another office verify it",
                ],
            ],
            Kind::Document => [
                ["缺少文件", "填报文件的人员", "先登记文件"],
                ["a document is missing", "the clerk who files documents", "file the document first"],
            ],
            Kind::Evidence => [
                ["没有佐证材料", "责任单位", "附上至少一份佐证材料"],
                ["there is no evidence", "the unit that leads", "add at least one piece of evidence"],
            ],
            Kind::Data => [
                [
                    "标准或数据有错误",
                    "编写标准或填报数据的人员",
                    "改正标准，保存后再办；或者改正数据，重新上传",
                ],
                [
                    "the standard or the data have errors",
                    "whoever writes the standard or fills in the data",
                    "correct the standard and save it; or correct the data and upload them again",
                ],
            ],
            Kind::Reason => [
                ["没有写理由", "提交的人", "写明理由，再提交"],
                ["no reason is given", "whoever submits", "write the reason and submit again"],
            ],
            Kind::Stale => [
                ["内容已被别人改过", "提交的人", "看过现在的内容，再决定怎么改"],
                [
                    "someone else has changed it meanwhile",
                    "whoever submits",
                    "look at what stands there now, then decide",
                ],
            ],
            Kind::StillFailing => [
                [
                    "按最新的评估结果仍未达到",
                    "县级交来新的数据，或者市级签发人说明理由后免除",
                    "补充数据重新评估；确实无法达到的，由签发人说明理由后免除",
                ],
                [
                    "by the newest verdict it still fails",
                    "the county by new data, or the city's signer by a waiver with its reason",
                    "hand in new data; where it cannot be met at all, let the signer waive it with a reason",
                ],
            ],
        }
    }
}

/// Why an act may not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Of which kind.
    pub kind: Kind,
    /// What exactly, in Chinese and in English.
    pub what: Option<(String, String)>,
}

impl Refusal {
    /// Of a kind, without more to say.
    pub fn new(kind: Kind) -> Self {
        Refusal { kind, what: None }
    }

    /// With what exactly bars it.
    pub fn because(kind: Kind, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Refusal { kind, what: Some((zh.into(), en.into())) }
    }

    /// What bars it, who can lift it, the next step.
    pub fn words(&self, language: Language) -> [String; 3] {
        let [zh, en] = self.kind.words();
        let ([what, who, next], exactly) = match language {
            Language::Zh => (zh, self.what.as_ref().map(|w| &w.0)),
            Language::En => (en, self.what.as_ref().map(|w| &w.1)),
        };
        let what = match (language, exactly) {
            (_, None) => what.to_owned(),
            (Language::Zh, Some(exactly)) => format!("{what}：{exactly}"),
            (Language::En, Some(exactly)) => format!("{what}: {exactly}"),
        };
        [what, who.to_owned(), next.to_owned()]
    }

    /// In one sentence.
    pub fn text(&self, language: Language) -> String {
        let [what, who, next] = self.words(language);
        match language {
            Language::Zh => format!("{what}。可以解除的：{who}。下一步：{next}。"),
            Language::En => format!("{what}; who can lift it: {who}; next: {next}"),
        }
    }
}

/// An act that is not done: refused, or the store failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// A rule bars it.
    Refused(Refusal),
    /// Something went wrong.
    Failed(crate::error::Failure),
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        No::Refused(refusal)
    }
}

impl From<crate::error::Failure> for No {
    fn from(failure: crate::error::Failure) -> Self {
        No::Failed(failure)
    }
}

/// Refuses unless a condition holds.
pub(super) fn need(condition: bool, kind: Kind) -> Result<(), Refusal> {
    if condition { Ok(()) } else { Err(Refusal::new(kind)) }
}
