//! The table of who may do what. What stands here is enforced, draws the buttons, and is printed as the document of roles.

/// Roles.
pub const ROLES: [&str; 10] =
    ["clerk", "signer", "reviewer", "monitor", "unit", "editor", "publisher", "auditor", "admin", "reader"];

/// Whose office may do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// Any.
    Any,
    /// The county itself.
    Own,
    /// The office above it.
    Parent,
    /// The county itself or the office above it.
    OwnOrParent,
    /// The office above it, or one of that one's own units of city level.
    Side,
    /// The office that leads the action.
    Lead,
    /// The county for a stage of its own level, else the office above it.
    Stage,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The act.
    pub act: &'static str,
    /// The roles that may.
    pub roles: &'static [&'static str],
    /// Of which office.
    pub office: Where,
}

const fn rule(act: &'static str, roles: &'static [&'static str], office: Where) -> Rule {
    Rule { act, roles, office }
}

/// All acts.
pub const RULES: [Rule; 37] = [
    rule("pack.draft", &["editor"], Where::Any),
    rule("pack.save", &["editor"], Where::Any),
    rule("pack.ask", &["editor"], Where::Any),
    rule("pack.publish", &["publisher"], Where::Any),
    rule("pack.withdraw", &["publisher"], Where::Any),
    rule("case.open", &["signer"], Where::Parent),
    rule("data.upload", &["clerk"], Where::Own),
    rule("data.submit", &["signer"], Where::Own),
    rule("data.recall", &["signer"], Where::Own),
    rule("stage.accept", &["reviewer"], Where::Parent),
    rule("stage.return", &["reviewer"], Where::Parent),
    rule("cell.correct", &["reviewer"], Where::Parent),
    rule("stage.conclude", &["signer"], Where::Stage),
    rule("stage.reopen", &["signer"], Where::Parent),
    rule("document.file", &["clerk"], Where::OwnOrParent),
    rule("finding.open", &["monitor", "reviewer"], Where::Side),
    rule("finding.dismiss", &["monitor", "reviewer"], Where::Side),
    rule("action.assign", &["monitor"], Where::Parent),
    rule("action.report", &["unit"], Where::Lead),
    rule("action.verify", &["monitor"], Where::Side),
    rule("action.reject", &["monitor"], Where::Side),
    rule("action.extend_ask", &["unit"], Where::Lead),
    rule("action.extend_grant", &["monitor"], Where::Parent),
    rule("action.extend_refuse", &["monitor"], Where::Parent),
    rule("action.waive", &["signer"], Where::Parent),
    rule("target.set", &["signer"], Where::Own),
    rule("notice.issue", &["signer"], Where::Parent),
    rule("notice.receipt", &["clerk"], Where::Own),
    rule("objection.record", &["clerk"], Where::Parent),
    rule("objection.answer", &["signer"], Where::Parent),
    rule("recognition.record", &["signer"], Where::Parent),
    rule("recognition.withdraw", &["signer"], Where::Parent),
    rule("subject.merge", &["signer"], Where::Own),
    rule("subject.rename", &["signer"], Where::Own),
    rule("account.grant", &["admin"], Where::Any),
    rule("account.recuse", &["admin"], Where::Any),
    rule("account.disable", &["admin"], Where::Any),
];

/// The row of an act.
pub fn rule_of(act: &str) -> Option<&'static Rule> {
    RULES.iter().find(|r| r.act == act)
}
