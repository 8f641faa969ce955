//! A county's data by a form: read, every cell that is wrong named, kept as a draft. What was sent is not kept; the annotated workbook
//! is there for half an hour.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use junheng::diagnostic::{Language, Severity};
use junheng::facts;
use junheng::report::{annotated as annotate, sheets};
use junheng::semantics::CheckedPack;
use junheng::value::Date;
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::ids;
use crate::acts::{No, Refusal, Request};
use crate::error::Failure;
use crate::judge::{Data, understood};
use crate::service::Attached;
use crate::web::ask::Sent;
use crate::web::page::{self, Page, Table, address, chip, facts as facts_list, mark, nothing};
use crate::web::routes::UPLOAD;
use crate::web::visit::{Desk, Reply, Stop, Visit};
use crate::web::{App, bomb, now, password, words};

/// How long a look at an upload is kept, in seconds.
const KEPT: i64 = 30 * 60;
/// How long whoever sent an upload waits for its result before the page says how far it is.
const PATIENCE: Duration = Duration::from_millis(1500);
/// How many looks are kept at most.
const MOST: usize = 64;
/// Most bytes of annotated workbooks that are kept.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Most files of an upload.
const MOST_FILES: usize = 50;
/// Most bytes that the workbooks of an upload may unpack to.
const UNPACKED: u64 = 200 * 1024 * 1024;
/// Most problems that a page lists.
const MOST_LISTED: usize = 500;

/// A problem of a cell.
#[derive(Debug, Clone)]
struct Problem {
    error: bool,
    code: &'static str,
    place: String,
    column: String,
    value: String,
    text: [String; 2],
}

/// What came of an upload.
#[derive(Debug, Clone)]
struct Look {
    id: String,
    by: String,
    county: String,
    object: String,
    made: i64,
    tables: Vec<(String, usize)>,
    problems: Vec<Problem>,
    annotated: Vec<u8>,
    state: Progress,
}

/// How far an upload is.
#[derive(Debug, Clone)]
enum Progress {
    /// It is being read, or waits for its turn.
    Reading,
    /// It is kept as a draft.
    Kept,
    /// A rule bars it.
    Refused(Refusal),
    /// It could not be read.
    Failed(Failure),
}

/// Looks at uploads, the newest last.
#[derive(Debug, Default)]
pub struct Uploads(VecDeque<Look>);

impl Uploads {
    fn keep(&mut self, look: Look) {
        self.0.retain(|l| l.made + KEPT > now() && l.id != look.id);
        self.0.push_back(look);
        let bytes = |list: &VecDeque<Look>| list.iter().map(|l| l.annotated.len()).sum::<usize>();
        while self.0.len() > MOST || (self.0.len() > 1 && bytes(&self.0) > MOST_BYTES) {
            self.0.pop_front();
        }
    }

    fn find(&self, id: &str, by: &str) -> Option<&Look> {
        self.0.iter().find(|l| l.id == id && l.by == by && l.made + KEPT > now())
    }
}

fn form(desk: &Desk<'_, '_>, county: &str, wrong: Option<&str>) -> Markup {
    let has_case = desk.state().cases.contains_key(county);
    desk_form(desk, county, has_case, wrong)
}

fn desk_form(v: &Visit<'_>, county: &str, has_case: bool, wrong: Option<&str>) -> Markup {
    let most = UPLOAD / 1024 / 1024;
    html! {
        @if let Some(wrong) = wrong {
            section class="box bad" role="alert" aria-labelledby="e" {
                h2 id="e" { (mark("✗", "bad", v.t("没有收下", "Not taken"))) }
                p { (wrong) }
            }
        }
        form method="post" action=(address(&["county", county, "upload"])) enctype="multipart/form-data" {
            (v.token_field())
            div.field {
                label for="file" {
                    (v.t("工作簿或CSV", "Workbook or CSV files")) " "
                    span.hint { (v.t(".xlsx、.ods、.xls或多个.csv，合计不超过", ".xlsx, .ods, .xls or several .csv, not over ")) (most) " MB" }
                }
                input id="file" type="file" name="file" multiple required accept=".xlsx,.xls,.ods,.csv";
            }
            fieldset.field {
                legend { (v.t("用于", "For")) }
                @if has_case {
                    div.tick { input type="radio" id="for-case" name="purpose" value="case" checked; label for="for-case" { (v.t("县级自评", "the county's self-evaluation")) } }
                }
                div.tick { input type="radio" id="for-year" name="purpose" value="year" checked[!has_case]; label for="for-year" { (v.t("年度监测", "monitoring of a year")) } }
            }
            div.field {
                label for="as_of" {
                    (v.t("数据截至", "Data as of")) " "
                    span.hint { (v.t("补报过去的年度时填那一天，不填就是今天", "for an earlier year the day then; else today")) }
                }
                input id="as_of" name="as_of" type="date" max=(v.day);
            }
            div.acts { button class="button main" { (v.t("上传并核对", "Upload and check")) } }
        }
    }
}

/// The form to upload.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let county = desk.part("county").to_owned();
    desk.seen_county(&county)?;
    if desk.whoever()?.office != county {
        return Err(Stop::NotThere);
    }
    let title = desk.t("上传数据", "Upload data");
    let name = desk.office(&county);
    let body = html! {
        h1 { (name) " · " (title) }
        p.lead { (desk.t(
            "上传后逐格核对。有错的格会列出来，并标在工作簿里；改好再传一次。提交由签发人来做。",
            "Every cell is checked. What is wrong is listed, and marked in the workbook; correct it and upload it again. Submitting is the signer's.",
        )) }
        (form(desk, &county, None))
    };
    let page = Page::new(title, "see.board", body).below("/", desk.t("总览", "Overview"));
    Ok(page.below(address(&["county", &county]), name).into())
}

/// What the upload is for: its object, its standard, its day.
struct Plan {
    object: String,
    pack: std::sync::Arc<CheckedPack>,
    as_of: Date,
    has_case: bool,
}

fn plan(v: &Visit<'_>, county: &str) -> Result<Plan, Stop> {
    let mut service = v.app.service();
    let desk = Desk { visit: v, service: &mut service };
    desk.seen_county(county)?;
    if desk.whoever()?.office != county {
        return Err(Stop::NotThere);
    }
    let as_of = junheng::value::parse_date(v.ask.form.get("as_of")).unwrap_or(v.day).min(v.day);
    let state = desk.state();
    let case = v.ask.form.get("purpose") == "case";
    let object = ids::revision_for(state, county, case, i64::from(as_of.year()));
    let has_case = state.cases.contains_key(county);
    let Some(reference) = state.pack_of(county).map(str::to_owned) else {
        return Err(Failure::new(
            "还没有发布标准包，不能核对数据",
            "no standard is published yet: data cannot be checked",
        )
        .into());
    };
    let pack = desk.service.pack(&reference)?;
    Ok(Plan { object, pack, as_of, has_case })
}

/// Writes the files that were sent into a folder. Only tables, under the names that they came with.
fn written(v: &Visit<'_>, files: &[Sent], folder: &Path) -> Result<(), &'static str> {
    if files.is_empty() {
        return Err(v.t("没有选文件。", "No file was chosen."));
    }
    if files.len() > MOST_FILES {
        return Err(v.t("文件太多：一次最多50个。", "Too many files: 50 at most."));
    }
    let unpacked: u64 = files.iter().filter_map(|f| bomb::unpacked(&f.bytes)).fold(0, u64::saturating_add);
    if unpacked > UNPACKED {
        return Err(v.t("工作簿解开后超过200 MB，不收。删去空行、图片和多余的表再传。", "The workbook unpacks to more than 200 MB and is not taken. Delete blank rows, pictures and extra sheets."));
    }
    for file in files {
        let sort = file.name.rsplit('.').next().unwrap_or_default().to_lowercase();
        let fits = matches!(sort.as_str(), "xlsx" | "xls" | "ods" | "csv");
        let odd = file.name.starts_with('.')
            || file.name.len() > 200
            || file.name.chars().any(|c| c.is_control() || c == ':');
        if !fits || odd {
            return Err(v.t(
                "只收 .xlsx、.xls、.ods 和 .csv 文件。",
                "Only .xlsx, .xls, .ods and .csv files are taken.",
            ));
        }
        if std::fs::write(folder.join(&file.name), &file.bytes).is_err() {
            return Err(v.t(
                "文件没有写下来：请换一个文件名，或者联系系统管理员。",
                "The file could not be written: try another name, or ask the administrator.",
            ));
        }
    }
    Ok(())
}

/// Reading an upload: all that it needs, for it goes on when whoever sent it does not wait.
struct Job {
    app: Arc<App>,
    id: String,
    by: String,
    county: String,
    plan: Plan,
    folder: tempfile::TempDir,
    language: Language,
    day: Date,
    story: bool,
}

/// Takes an upload. What is read in a moment is shown at once; else the page says how far it is.
pub fn take(v: &Visit<'_>) -> Result<Reply, Stop> {
    let county = v.part("county").to_owned();
    let plan = plan(v, &county)?;
    let folder = tempfile::tempdir().map_err(Failure::store)?;
    if let Err(text) = written(v, &v.ask.files, folder.path()) {
        let title = v.t("上传数据", "Upload data");
        let body = html! { h1 { (title) } (desk_form(v, &county, plan.has_case, Some(text))) };
        return Ok(Reply::Page(StatusCode::UNPROCESSABLE_ENTITY, Page::new(title, "see.board", body)));
    }
    let by = v.who.as_ref().map(|w| w.name.clone()).unwrap_or_default();
    let id = password::token()?;
    let to = address(&["upload", &id]);
    let begun = Look {
        id: id.clone(),
        by: by.clone(),
        county: county.clone(),
        object: plan.object.clone(),
        made: now(),
        state: Progress::Reading,
        tables: Vec::new(),
        problems: Vec::new(),
        annotated: Vec::new(),
    };
    kept(v.app).keep(begun);
    let job = Job {
        app: v.app.clone(),
        id,
        by,
        county,
        plan,
        folder,
        language: v.language,
        day: v.day,
        story: v.story,
    };
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        job.run();
        // Whoever sent it may have gone on to the page that says how far it is.
        let _ = tell.send(());
    });
    let _ = told.recv_timeout(PATIENCE);
    Ok(Reply::See(to, Vec::new()))
}

fn kept(app: &App) -> std::sync::MutexGuard<'_, Uploads> {
    app.uploads.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Job {
    fn run(self) {
        // One at a time: each may take memory.
        let _turn = self.app.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut look = Look {
            id: self.id.clone(),
            by: self.by.clone(),
            county: self.county.clone(),
            object: self.plan.object.clone(),
            made: now(),
            state: Progress::Kept,
            tables: Vec::new(),
            problems: Vec::new(),
            annotated: Vec::new(),
        };
        look.state = match self.read(&mut look) {
            Ok(None) => Progress::Kept,
            Ok(Some(refusal)) => Progress::Refused(refusal),
            Err(failure) => Progress::Failed(failure),
        };
        kept(&self.app).keep(look);
    }

    fn read(&self, look: &mut Look) -> Result<Option<Refusal>, Failure> {
        let paths = [self.folder.path().to_owned()];
        let pack = &self.plan.pack;
        let facts = facts::read(pack, &paths, self.plan.as_of).map_err(|e| {
            let message = e.message();
            Failure::new(message.text(Language::Zh), message.text(Language::En))
        })?;
        look.problems = facts.issues.iter().map(problem).collect();
        if !look.problems.is_empty() {
            look.annotated = book(self.language, pack, &paths, &facts);
        }
        let data = understood(pack, &facts);
        drop(facts);
        look.tables = data.tables.iter().map(|t| (label(pack, &t.entity), t.rows.len())).collect();
        let errors = look.problems.iter().filter(|p| p.error).count();
        self.act(&data, errors)
    }

    /// Does the act; gives why not where it is refused.
    fn act(&self, data: &Data, errors: usize) -> Result<Option<Refusal>, Failure> {
        let mut fields: Map<String, Value> = Map::new();
        fields.insert("county".to_owned(), self.county.clone().into());
        if self.plan.as_of != self.day {
            fields.insert("as_of".to_owned(), self.plan.as_of.to_string().into());
        }
        let request = Request {
            by: self.by.clone(),
            role: "clerk".to_owned(),
            act: "data.upload".to_owned(),
            object: self.plan.object.clone(),
            fields,
        };
        let errors = i64::try_from(errors).unwrap_or(i64::MAX);
        let attached = Attached { understood: Some((data, errors)), ..Attached::default() };
        match self.app.service().act(&request, attached, self.story.then_some(self.day)) {
            Ok(_) => Ok(None),
            Err(No::Refused(refusal)) => Ok(Some(refusal)),
            Err(No::Failed(failure)) => Err(failure),
        }
    }
}

fn label(pack: &CheckedPack, entity: &str) -> String {
    pack.entities.iter().find(|e| e.id == entity).map_or_else(|| entity.to_owned(), |e| e.label.clone())
}

fn problem(issue: &facts::DataIssue) -> Problem {
    let row = issue.row.map(|r| format!(" {r}")).unwrap_or_default();
    Problem {
        error: issue.code.severity == Severity::Error,
        code: issue.code.id,
        place: issue.cell().unwrap_or_else(|| format!("{}{row}", issue.file)),
        column: issue.column.as_deref().unwrap_or_default().to_owned(),
        value: issue.value.as_deref().unwrap_or_default().to_owned(),
        text: [issue.message.text(Language::Zh), issue.message.text(Language::En)],
    }
}

/// The data again with what is wrong marked; none where it cannot be made.
fn book(
    language: Language,
    pack: &CheckedPack,
    paths: &[std::path::PathBuf],
    facts: &facts::Facts,
) -> Vec<u8> {
    let Ok(originals) = facts::originals(pack, paths) else { return Vec::new() };
    let issues: Vec<_> = facts.issues.iter().collect();
    sheets::write(&annotate(&originals, &issues, language)).unwrap_or_default()
}

fn found(desk: &Desk<'_, '_>) -> Result<Look, Stop> {
    let who = desk.whoever()?;
    let found = kept(desk.app).find(desk.part("id"), &who.name).cloned();
    found.ok_or(Stop::NotThere)
}

/// The annotated workbook.
pub fn annotated(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let look = found(desk)?;
    if look.annotated.is_empty() {
        return Err(Stop::NotThere);
    }
    let sort = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(Reply::File(format!("{}-标注.xlsx", look.county), sort, look.annotated))
}

fn problems(desk: &Desk<'_, '_>, look: &Look) -> Markup {
    let heads = [
        desk.t("位置", "Place"),
        desk.t("填的是", "What stands there"),
        desk.t("问题与改法", "What is wrong"),
        desk.t("编号", "Code"),
    ];
    let mut table = Table::new(desk.t("逐格的问题", "Cell by cell"), &heads);
    for p in look.problems.iter().take(MOST_LISTED) {
        let (sign, class, word) = if p.error {
            ("✗", "bad", desk.t("错误", "error"))
        } else {
            ("!", "doubt", desk.t("警告", "warning"))
        };
        let [zh, en] = &p.text;
        table.row(
            if p.error { "hot" } else { "" },
            vec![
                html! { (mark(sign, class, word)) " " (p.place) small { (p.column) } },
                if p.value.is_empty() {
                    nothing()
                } else {
                    html! { code { (p.value) } }
                },
                html! { (words::say(desk.language, zh, en)) },
                html! { code { (p.code) } },
            ],
        );
    }
    html! {
        section aria-labelledby="d" {
            h2 id="d" { (desk.t("逐格的问题", "Cell by cell")) }
            (table.show(desk.t("没有问题。", "Nothing is wrong.")))
            @if look.problems.len() > MOST_LISTED {
                p.small.soft { (desk.t("这里列出前500个；全部在标注好的工作簿里。", "These are the first 500; all of them stand in the annotated workbook.")) }
            }
        }
    }
}

/// What came of an upload.
pub fn result(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let look = found(desk)?;
    let lang = desk.language;
    let name = desk.office(&look.county);
    let errors = look.problems.iter().filter(|p| p.error).count();
    let warnings = look.problems.len() - errors;
    let tables: Vec<String> = look.tables.iter().map(|(t, n)| format!("{t} {n}")).collect();
    let title = desk.t("核对结果", "Result of the check");
    let page = |body: Markup| {
        let page = Page::new(title, "see.board", body).below("/", desk.visit.t("总览", "Overview"));
        page.below(address(&["county", &look.county]), name.clone())
    };
    let kept = match &look.state {
        Progress::Reading => return Ok(page(reading(desk, &look)).again().into()),
        Progress::Failed(failure) => {
            let why = words::say(lang, &failure.zh, &failure.en);
            let body = html! { h1 { (name) " · " (title) } (form(desk, &look.county, Some(why))) };
            return Ok(page(body).into());
        }
        Progress::Kept => true,
        Progress::Refused(_) => false,
    };
    let checked = if errors == 0 {
        chip("✓", "good", desk.t("没有错误", "no errors"))
    } else {
        chip("✗", "bad", &format!("{errors} {}", desk.t("处有错", "errors")))
    };
    let annotated = address(&["upload", &look.id, "annotated.xlsx"]);
    let next = offers(desk, &look)?;
    let body = html! {
        h1 { (name) " · " (desk.t("核对结果", "Result of the check")) }
        @if let Progress::Refused(refusal) = &look.state { (page::refusal(refusal, words::act("data.upload", lang), &nothing(), lang)) }
        ol.stages.row aria-label=(desk.t("进度", "Progress")) {
            li.done data-n="1" { strong { (desk.t("收到", "Received")) } }
            li.done data-n="2" { strong { (desk.t("读取", "Read")) } p.small.soft { (tables.join(desk.t("，", ", "))) } }
            li class=(if errors == 0 { "done" } else { "fail" }) data-n="3" { strong { (desk.t("核对", "Checked")) } p { (checked) } }
            li class=(if kept { "done" } else { "none" }) data-n="4" { strong { (desk.t("存为草稿", "Kept as a draft")) } p.small.soft { @if kept { (look.object) } @else { (desk.t("没有存", "not kept")) } } }
        }
        @if errors + warnings > 0 {
            section class={"box " (if errors > 0 { "bad" } else { "doubt" })} role="alert" aria-labelledby="e" {
                h2 id="e" { (errors) (desk.t("个错误，", " errors, ")) (warnings) (desk.t("个警告", " warnings")) }
                p { (desk.t("在错误改好之前不能提交。", "With errors they cannot be submitted.")) }
                @if !look.annotated.is_empty() {
                    p.acts { a class="button main" href=(annotated) { (desk.t("下载标注好的工作簿", "Download the annotated workbook")) } }
                    p.small { (desk.t("有错的格已标红并加批注，改完直接传回，不用另做。", "Cells that are wrong are red and have a comment: correct them there and upload it again.")) }
                }
            }
        }
        (problems(desk, &look))
        (next)
        section.noprint aria-labelledby="again" { h2 id="again" { (desk.t("重新上传", "Upload again")) } (form(desk, &look.county, None)) }
    };
    Ok(page(body).into())
}

/// It is still being read: the page comes again by itself.
fn reading(desk: &Desk<'_, '_>, look: &Look) -> Markup {
    let seconds = now() - look.made;
    html! {
        h1 { (desk.t("正在核对", "Being checked")) }
        section.box aria-labelledby="p" {
            h2 id="p" { (desk.t("正在读取和核对", "Reading and checking")) }
            p role="status" { (desk.t("已用 ", "")) (seconds) (desk.t(" 秒。", " seconds so far.")) }
            progress aria-label=(desk.t("核对进度", "Progress")) {}
            p.small.soft { (desk.t("不用守着：这页会自己更新，完成后这里就是结果，半小时内都能看。", "No need to wait: this page renews itself and shows the result for half an hour.")) " " a href=(address(&["upload", &look.id])) { (desk.t("刷新", "Refresh")) } }
        }
    }
}

fn offers(desk: &mut Desk<'_, '_>, look: &Look) -> Result<Markup, Stop> {
    if !matches!(look.state, Progress::Kept) {
        return Ok(nothing());
    }
    let to = address(&["revision", &look.object]);
    Ok(html! {
        (facts_list(&[(desk.t("草稿", "Draft"), html! { a href=(to) { (look.object) } })]))
        p.prose { (desk.t("提交由本县的签发人来做，不能是上传的人。", "Submitting is done by a signer of the county, not by who uploaded.")) }
    })
}
