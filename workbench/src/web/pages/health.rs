//! Whether the program works, and pages for what went wrong.

use axum::http::StatusCode;
use maud::html;

use crate::error::Failure;
use crate::web::page::{Page, mark};
use crate::web::visit::{Desk, Reply, Stop, Visit};
use crate::web::words::say;

/// For whoever watches the program: the store can be read, its last event, its version.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let text = serde_json::json!({
        "status": "ok", "events": desk.seq, "head": desk.head, "version": env!("CARGO_PKG_VERSION"),
        "schema": crate::record::SCHEMA, "demo": desk.story,
    });
    Ok(Reply::Text(StatusCode::OK, "application/json; charset=utf-8", text.to_string()))
}

fn page(v: &Visit<'_>, status: StatusCode, title: &str, what: &str) -> Reply {
    let body = html! {
        div.narrow {
            h1 { (mark("✗", "bad", title)) }
            p.prose { (what) }
            p { a href="/" { (v.t("回到总览", "Back to the overview")) } }
        }
    };
    Reply::Page(status, Page::new(title, "", body))
}

/// It is not there, or none of theirs: the answer is the same.
pub fn not_there(v: &Visit<'_>) -> Reply {
    page(
        v,
        StatusCode::NOT_FOUND,
        v.t("没有这一页", "No such page"),
        v.t(
            "地址不对，或者这里的内容不归你的单位看。核对编号，或者从总览进入。",
            "The address is wrong, or what is there is not for your office. Check the id, or start from the overview.",
        ),
    )
}

/// A form that did not come from a page of ours.
pub fn foreign(v: &Visit<'_>) -> Reply {
    page(
        v,
        StatusCode::FORBIDDEN,
        v.t("没有办理", "Not done"),
        v.t(
            "这个请求不是从本系统的页面发出的，或者页面已经过期。请重新打开页面再办。没有改动任何内容。",
            "This request did not come from a page of this program, or the page is too old. Open the page again. Nothing was changed.",
        ),
    )
}

/// The store failed.
pub fn failed(v: &Visit<'_>, failure: &Failure) -> Reply {
    page(
        v,
        StatusCode::SERVICE_UNAVAILABLE,
        v.t("没有办成", "It did not work"),
        say(v.language, &failure.zh, &failure.en),
    )
}
