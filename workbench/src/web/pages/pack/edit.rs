//! The editor's page: the files of a draft, with what is wrong as it is typed. It is the one page with a script.

use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value, json};

use super::{below, file_address, found, writes};
use crate::web::guard;
use crate::web::page::{EDITOR, address, editor_address};
use crate::web::pages::county;
use crate::web::password;
use crate::web::socket::{FOLDER, Folder, Opening};
use crate::web::visit::{Desk, Reply, Stop, Visit};

/// The words of the editor, as its script asks for them.
fn words(v: &Visit<'_>) -> Value {
    json!({
        "files": v.t("文件", "Files"),
        "editor": v.t("内容", "Text of"),
        "format": v.t("整理格式", "Format"),
        "fix": v.t("照此修改", "Do so"),
        "new_file": v.t("新文件", "New file"),
        "delete_file": v.t("删除这个文件", "Remove this file"),
        "name_file": v.t("文件名（如 changes.yaml、local.rules、tests/cases.yaml）", "File name (changes.yaml, local.rules, tests/cases.yaml)"),
        "rename": v.t("改名为", "Rename to"),
        "problems_none": v.t("没有问题。", "Nothing is wrong."),
        "problems": v.t("{errors}个错误，{warnings}个警告", "{errors} errors, {warnings} warnings"),
        "broken": v.t("与服务器的连接断了，正在重连；写的内容还在这一页里。", "The connection is broken and is being opened again; what you wrote is still on this page."),
        "unchanged": v.t("没有改动。", "Nothing was changed."),
    })
}

/// The page.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (id, pack) = found(desk)?;
    if !writes(desk.visit, &pack) {
        return Err(Stop::NotThere);
    }
    let done = county::just_done(desk)?;
    let mut texts = Map::new();
    for (path, bytes) in desk.service.pack_files(&id)? {
        // What is no text is not for an editor; it stays as it is.
        if let Ok(text) = String::from_utf8(bytes) {
            texts.insert(path, text.into());
        }
    }
    let was: Map<String, Value> = pack
        .files
        .iter()
        .filter(|(path, _)| texts.contains_key(*path))
        .map(|(path, digest)| (path.clone(), digest.clone().into()))
        .collect();
    let nonce = password::token()?;
    let asked = desk.ask.query.get("path").to_owned();
    let open = if texts.contains_key(&asked) { asked.clone() } else { "pack.yaml".to_owned() };
    let given = json!({
        "socket": address(&["pack", &id, "server"]),
        "root": format!("file:///{FOLDER}"),
        "nonce": nonce,
        "files": texts,
        "was": was,
        "open": open,
        "line": desk.ask.query.get("line").parse::<u32>().unwrap_or(1),
        "words": words(desk.visit),
    });
    // Inside a script no text may look like its end.
    let given = given.to_string().replace('<', "\\u003c");
    let title = desk.t("编辑器", "Editor");
    let body: Markup = html! {
        h1 { (title) small.mono { (id) } }
        (done)
        noscript { p.box.doubt { (desk.t("编辑器要用脚本。没有脚本，请用", "The editor needs script. Without it, use ")) a href=(file_address(&id, &open)) { (desk.t("文件的页面", "the files' own pages")) } } }
        p.small.soft { (desk.t("Ctrl+S 保存；Ctrl+空格 补全；Ctrl+. 照提示修改；F2 改名；Esc 再按 Tab 离开编辑框。", "Ctrl+S saves; Ctrl+Space completes; Ctrl+. takes a fix; F2 renames; Esc, then Tab, leaves the editor.")) }
        form id="save" method="post" action=(address(&["pack", &id, "files"])) enctype="multipart/form-data" {
            (desk.token_field())
            input type="hidden" name="do" value="save";
            input type="hidden" name="back" value="edit";
            div.acts { button class="button main" { (desk.t("保存", "Save")) } a.button href=(address(&["pack", &id])) { (desk.t("回到标准", "Back to the standard")) } }
        }
        p id="said" role="status" {}
        div id="editor" {}
        script type="application/json" id="given" { (PreEscaped(given)) }
        script src=(editor_address()) integrity=(guard::integrity(EDITOR)) defer {}
    };
    Ok(Reply::Scripted(below(desk, &id, title.to_owned(), body), guard::scripted(EDITOR, &nonce)))
}

/// Opens the socket to the language server: for the page above, and for nobody else's.
pub fn server(desk: &mut Desk<'_, '_>) -> Result<Opening, Stop> {
    let (id, pack) = found(desk)?;
    if !writes(desk.visit, &pack) {
        return Err(Stop::NotThere);
    }
    let files = desk.service.pack_files(&id)?;
    let cookie = desk.ask.cookies.get(desk.app.cookies.session()).to_owned();
    Ok(Opening { folder: Folder::new(files), language: desk.language, cookie })
}
