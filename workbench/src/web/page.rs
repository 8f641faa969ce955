//! The frame of every page, and the parts that pages are made of: the look of the report, without script and without `style=`.

use junheng::diagnostic::Language;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::visit::Visit;
use super::words::{self, say};
use crate::acts::Refusal;

/// The stylesheet; served by this program.
pub const STYLE: &str = concat!(include_str!("look.css"), include_str!("../../../web/editor/editor.css"));
/// The editor's script: built by `web/bundle.mjs` from `web/editor` and `workbench/editor`.
pub const EDITOR: &str = include_str!("editor.js");

/// A place on the way to a page: where it leads, and its name.
pub type Crumb = (String, String);

/// A page to be put into the frame.
pub struct Page {
    /// The title.
    pub title: String,
    /// The entry of the menu that is current.
    pub menu: &'static str,
    /// The way to it; the page itself last, without a link.
    pub crumbs: Vec<Crumb>,
    /// What stands in it.
    pub body: Markup,
    /// Whether the browser asks for it again after a moment.
    pub again: bool,
}

impl Page {
    /// A page below the board.
    pub fn new(title: impl Into<String>, menu: &'static str, body: Markup) -> Self {
        Page { title: title.into(), menu, crumbs: Vec::new(), body, again: false }
    }

    /// One that changes by itself: the browser asks for it again.
    #[must_use]
    pub fn again(mut self) -> Self {
        self.again = true;
        self
    }

    /// With the way to it.
    #[must_use]
    pub fn below(mut self, href: impl Into<String>, name: impl Into<String>) -> Self {
        self.crumbs.push((href.into(), name.into()));
        self
    }
}

/// The entries of the menu: address, id, names.
const MENU: [(&str, &str, &str, &str); 9] = [
    ("/", "see.board", "总览", "Overview"),
    ("/ledger", "see.ledger", "整改台账", "Rectification"),
    ("/schools", "see.schools", "学校", "Schools"),
    ("/notices", "see.notices", "通报", "Notices"),
    ("/agenda", "see.agenda", "日程", "Agenda"),
    ("/packs", "see.packs", "标准", "Standards"),
    ("/exports", "see.exports", "导出", "Exports"),
    ("/record", "see.record", "记录", "Record"),
    ("/accounts", "see.accounts", "账号", "Accounts"),
];

/// The page in its frame.
pub fn framed(v: &Visit<'_>, page: &Page) -> String {
    let lang = v.language;
    let code = say(lang, "zh-CN", "en");
    html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                @if page.again { meta http-equiv="refresh" content="2"; }
                title { (page.title) " · " (say(lang, "均衡工作台", "Junheng workbench")) }
                link rel="stylesheet" href=(style_address());
            }
            body {
                a.skip href="#content" { (say(lang, "跳到正文", "Skip to the content")) }
                header {
                    @if v.story { (demo_band(v)) }
                    (top(v))
                    @if v.who.is_some() { (menu(v, page.menu)) }
                }
                @if !page.crumbs.is_empty() {
                    nav.crumbs aria-label=(say(lang, "位置", "You are here")) {
                        ol {
                            @for (href, name) in &page.crumbs { li { a href=(href) { (name) } } }
                            li aria-current="page" { (page.title) }
                        }
                    }
                }
                main id="content" tabindex="-1" { (page.body) }
                (foot(v))
            }
        }
    }
    .into_string()
}

/// A page that stands in a folder, without a server: its style lies beside it, and it has no forms.
pub fn bare(v: &Visit<'_>, title: &str, body: &Markup) -> String {
    let lang = v.language;
    html! {
        (DOCTYPE)
        html lang=(say(lang, "zh-CN", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'";
                title { (title) }
                link rel="stylesheet" href="style.css";
            }
            body {
                header { @if v.story { (demo_band(v)) } }
                main { (body) }
                footer.foot { div.in {
                    span.record { (say(lang, "记录", "Record")) " " (v.seq) " · " code { (v.head) } }
                    span { (say(lang, "测算结果，不代替认定", "a computed result, not a recognition")) }
                } }
            }
        }
    }
    .into_string()
}

/// The stylesheet's address changes with what is in it.
pub fn style_address() -> String {
    let digest = super::password::digest(STYLE);
    format!("/style-{}.css", digest.get(..12).unwrap_or_default())
}

/// The script's address changes with what is in it.
pub fn editor_address() -> String {
    let digest = super::password::digest(EDITOR);
    format!("/editor-{}.js", digest.get(..12).unwrap_or_default())
}

fn demo_band(v: &Visit<'_>) -> Markup {
    html! {
        div.demo {
            div.in {
                strong { (say(v.language, "演示", "演示 · Demo")) }
                (say(v.language, "县、单位、人员和数字全部虚构。今天按 ", "Counties, offices, people and figures are invented. Today counts as "))
                (time(v.day.to_string()))
                (say(v.language, " 计。", "."))
            }
        }
    }
}

fn top(v: &Visit<'_>) -> Markup {
    let lang = v.language;
    html! {
        div.top {
            div.in {
                a.brand href="/" {
                    (say(lang, "均衡工作台", "Junheng workbench"))
                    small { (say(lang, "县域义务教育优质均衡创建", "quality and balanced compulsory education")) }
                }
                @if let Some(who) = &v.who {
                    div.who {
                        span { (who.office_name) }
                        span {
                            @for role in &who.roles { b { (words::role(role, lang)) } " " }
                            a href="/me" { (who.name) }
                        }
                        (v.post("/logout", html! { button { (say(lang, "退出", "Sign out")) } }))
                    }
                }
            }
        }
    }
}

fn menu(v: &Visit<'_>, current: &str) -> Markup {
    html! {
        nav.menu aria-label=(say(v.language, "主菜单", "Main menu")) {
            div.in {
                ul {
                    @for (href, id, zh, en) in MENU {
                        @if v.who.as_ref().is_some_and(|w| super::sees::may_read(w, id)) {
                            li {
                                a href=(href) aria-current=[(id == current).then_some("page")] { (say(v.language, zh, en)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn foot(v: &Visit<'_>) -> Markup {
    let lang = v.language;
    let other = say(lang, "en", "zh");
    html! {
        footer.foot {
            div.in {
                span.record { (say(lang, "记录", "Record")) " " (v.seq) " · " code { (v.head) } }
                span { (say(lang, "测算结果，不代替认定", "a computed result, not a recognition")) }
                (v.post("/language", html! {
                    input type="hidden" name="to" value=(other);
                    input type="hidden" name="back" value=(v.ask.uri);
                    button.link lang=(say(lang, "en", "zh-CN")) { (say(lang, "English", "中文")) }
                }))
                a href="/public" { (say(lang, "公开摘要", "Public summary")) }
            }
        }
    }
}

/// A date.
pub fn time(day: impl std::fmt::Display) -> Markup {
    html! { time datetime=(day) { (day) } }
}

/// A sign and a word in a colour.
pub fn mark(sign: &str, class: &str, word: &str) -> Markup {
    html! { span class={"mark " (class)} { span aria-hidden="true" { (sign) } " " (word) } }
}

/// A state in a frame.
pub fn chip(sign: &str, class: &str, word: &str) -> Markup {
    html! { span class={"chip " (class)} { span aria-hidden="true" { (sign) } " " (word) } }
}

/// An outcome.
pub fn outcome(outcome: junheng::value::Outcome, language: Language) -> Markup {
    let (sign, class, word) = words::outcome(outcome, language);
    mark(sign, class, word)
}

/// A state of a revision, an action, a stage or a pack.
pub fn state(id: &str, language: Language) -> Markup {
    let (sign, class) = match id {
        "accepted" | "closed" | "passed" | "published" | "done" => ("✓", "good"),
        "failed" => ("✗", "bad"),
        "returned" | "recalled" | "reopened" | "withdrawn" => ("←", "doubt"),
        "waived" => ("–", "none"),
        "draft" => ("○", "none"),
        _ => ("◎", "now"),
    };
    chip(sign, class, words::state(id, language))
}

/// A small id, last.
pub fn id(id: &str) -> Markup {
    let class = if id.len() <= 24 { "mono soft id" } else { "mono soft" };
    html! { small class=(class) { (id) } }
}

/// A table that becomes cards on a small screen.
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Headings; numbers are set to the right.
    pub heads: Vec<(String, bool)>,
    /// Rows: a class and the cells.
    pub rows: Vec<(&'static str, Vec<Markup>)>,
}

impl Table {
    /// Without rows yet.
    pub fn new(caption: impl Into<String>, heads: &[&str]) -> Self {
        let heads = heads
            .iter()
            .map(|h| h.strip_prefix('#').map_or_else(|| ((*h).to_owned(), false), |h| (h.to_owned(), true)));
        Table { caption: caption.into(), heads: heads.collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, class: &'static str, cells: Vec<Markup>) {
        self.rows.push((class, cells));
    }

    /// As markup; where it is empty, `else_` in its place.
    pub fn show(&self, else_: &str) -> Markup {
        if self.rows.is_empty() {
            return html! { p.box.empty { (else_) } };
        }
        html! {
            div.scroll role="region" aria-label=(self.caption) tabindex="0" {
                table.cards {
                    caption { (self.caption) }
                    thead { tr { @for (name, num) in &self.heads { th scope="col" class=[num.then_some("num")] { (name) } } } }
                    tbody {
                        @for (class, cells) in &self.rows {
                            tr class=[(!class.is_empty()).then_some(*class)] {
                                @for (n, cell) in cells.iter().enumerate() { (self.cell(n, cell)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn cell(&self, n: usize, cell: &Markup) -> Markup {
        let (name, num) = self.heads.get(n).map_or(("", false), |(h, num)| (h.as_str(), *num));
        let class = num.then_some("num");
        html! {
            @if n == 0 { th scope="row" { (cell) } }
            @else if cell.0.is_empty() { td {} }
            @else { td data-l=(name) class=[class] { div { (cell) } } }
        }
    }
}

/// Names and what they are.
pub fn facts(list: &[(&str, Markup)]) -> Markup {
    html! { dl.facts { @for (name, what) in list { div { dt { (name) } dd { (what) } } } } }
}

/// Why something was not done: what was asked for, why not, who can lift it, the next step.
pub fn refusal(refusal: &Refusal, asked: &str, more: &Markup, language: Language) -> Markup {
    let [why, who, next] = refusal.words(language);
    html! {
        section class="box bad" role="alert" aria-labelledby="refused" {
            h2 id="refused" {
                (mark("✗", "bad", say(language, "未能办理", "Not done")))
                (say(language, "：", ": ")) (asked)
            }
            (facts(&[
                (say(language, "原因", "Why"), html! { (why) }),
                (say(language, "谁能解除", "Who can lift it"), html! { (who) }),
                (say(language, "下一步", "Next step"), html! { (next) }),
            ]))
            (more)
            p.small.soft { (say(language, "没有改动任何内容。", "Nothing was changed.")) }
        }
    }
}

/// Plain text as markup.
pub fn text(text: impl std::fmt::Display) -> Markup {
    html! { (text.to_string()) }
}

/// Nothing.
pub fn nothing() -> Markup {
    PreEscaped(String::new())
}

/// A part of an address.
pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// An address of parts.
pub fn address(parts: &[&str]) -> String {
    parts.iter().map(|p| format!("/{}", encoded(p))).collect()
}
