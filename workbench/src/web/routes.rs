//! The table of routes: every one names an act, or what it lets read, or is public.

use super::pages;
use super::socket::Opening;
use super::visit::{Desk, Reply, Stop, Visit};

/// What a request to a route is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// For everyone.
    Public,
    /// For those who may read this.
    Reads(&'static str),
    /// The act that the path names; the table of rules says who may.
    Acts,
    /// What this act needs.
    Act(&'static str),
}

/// How a request is answered.
#[derive(Clone, Copy)]
pub enum Run {
    /// With the store.
    Desk(fn(&mut Desk<'_, '_>) -> Result<Reply, Stop>),
    /// Without it as long as it can be: for what takes time.
    Free(fn(&Visit<'_>) -> Result<Reply, Stop>),
    /// The same, and it computes a password's hash: few at once.
    Hashes(fn(&Visit<'_>) -> Result<Reply, Stop>),
    /// By a socket to the language server, over what this gives.
    Socket(Opens),
}

/// What a socket is opened over.
pub type Opens = fn(&mut Desk<'_, '_>) -> Result<Opening, Stop>;

/// A route.
#[derive(Clone, Copy)]
pub struct Route {
    /// Whether it changes something.
    pub post: bool,
    /// The path.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
    /// What is done.
    pub run: Run,
    /// Most bytes of a request.
    pub most: usize,
}

const SMALL: usize = 256 * 1024;
/// Most bytes of a pack's files that are saved together.
const PACK: usize = 8 * 1024 * 1024;
/// Most bytes of an upload, and room for the form around it.
pub const UPLOAD: usize = 20 * 1024 * 1024;

const fn get(
    path: &'static str,
    reads: &'static str,
    run: fn(&mut Desk<'_, '_>) -> Result<Reply, Stop>,
) -> Route {
    Route { post: false, path, access: Access::Reads(reads), run: Run::Desk(run), most: SMALL }
}

/// What takes time and needs the store only at its beginning.
const fn free(path: &'static str, reads: &'static str, run: fn(&Visit<'_>) -> Result<Reply, Stop>) -> Route {
    Route { post: false, path, access: Access::Reads(reads), run: Run::Free(run), most: SMALL }
}

const fn open(post: bool, path: &'static str, run: Run) -> Route {
    Route { post, path, access: Access::Public, run, most: SMALL }
}

const fn post(path: &'static str, access: Access, run: Run, most: usize) -> Route {
    Route { post: true, path, access, run, most }
}

/// All routes.
pub const ROUTES: &[Route] = &[
    get("/", "see.board", pages::board::show),
    get("/county/{county}", "see.county", pages::county::show),
    get("/county/{county}/upload", "see.county", pages::upload::show),
    post(
        "/county/{county}/upload",
        Access::Act("data.upload"),
        Run::Free(pages::upload::take),
        UPLOAD + 64 * 1024,
    ),
    get("/upload/{id}", "see.county", pages::upload::result),
    get("/upload/{id}/annotated.xlsx", "see.county", pages::upload::annotated),
    get("/revision/{id}", "see.revision", pages::stage::show),
    get("/verdict/{id}", "see.verdict", pages::verdict::show),
    get("/verdict/{id}/report", "see.verdict", pages::verdict::report),
    free("/verdict/{id}/forms.xlsx", "see.verdict", pages::exports::forms),
    free("/verdict/{id}/draft.docx", "see.verdict", pages::exports::report),
    free("/compare", "see.verdict", pages::verdict::compare),
    get("/exports", "see.exports", pages::exports::show),
    get("/appraisal.xlsx", "see.exports", pages::exports::appraisal),
    get("/poam/{file}", "see.exports", pages::exports::poam),
    get("/trend/{county}", "see.county", pages::trend::show),
    get("/ledger", "see.ledger", pages::ledger::show),
    get("/ledger.xlsx", "see.ledger", pages::ledger_book::out),
    post("/ledger", Access::Reads("see.ledger"), Run::Desk(pages::ledger_book::back), UPLOAD + 64 * 1024),
    get("/finding/{id}", "see.ledger", pages::finding::show),
    get("/schools", "see.schools", pages::schools::show),
    get("/school/{county}/{code}", "see.schools", pages::schools::one),
    get("/notices", "see.notices", pages::notices::show),
    get("/notice/{id}", "see.notices", pages::exports::notice),
    get("/agenda", "see.agenda", pages::agenda::show),
    get("/packs", "see.packs", pages::packs::show),
    post("/packs", Access::Act("pack.draft"), Run::Desk(pages::packs::draft), SMALL),
    get("/pack/{id}", "see.packs", pages::pack::show),
    get("/pack/{id}/file", "see.packs", pages::pack::file::show),
    post("/pack/{id}/files", Access::Act("pack.save"), Run::Desk(pages::pack::file::save), PACK),
    get("/pack/{id}/files.zip", "see.packs", pages::pack::archive),
    get("/pack/{id}/edit", "see.packs", pages::pack::edit::show),
    Route {
        post: false,
        path: "/pack/{id}/server",
        access: Access::Act("pack.save"),
        run: Run::Socket(pages::pack::edit::server),
        most: SMALL,
    },
    get("/pack/{id}/cases", "see.packs", pages::pack::cases::show),
    get("/pack/{id}/diff", "see.packs", pages::pack::diff::show),
    free("/pack/{id}/impact", "see.packs", pages::pack::impact::show),
    get("/record", "see.record", pages::record::show),
    get("/record/verify", "see.record", pages::record::verify),
    get("/accounts", "see.accounts", pages::accounts::show),
    get("/account/{name}", "see.accounts", pages::accounts::one),
    post("/account/{name}/link", Access::Act("account.grant"), Run::Desk(pages::accounts::link), SMALL),
    get("/act/{act}", "see.self", pages::act::form),
    post("/act/{act}", Access::Acts, Run::Desk(pages::act::done), SMALL),
    get("/me", "see.self", pages::people::me),
    post("/me/password", Access::Reads("see.self"), Run::Hashes(pages::people::change), SMALL),
    post("/logout", Access::Reads("see.self"), Run::Desk(pages::people::logout), SMALL),
    open(false, "/login", Run::Desk(pages::people::login_page)),
    open(true, "/login", Run::Hashes(pages::people::login)),
    open(false, "/link/{token}", Run::Desk(pages::people::link_page)),
    open(true, "/link/{token}", Run::Hashes(pages::people::link)),
    open(true, "/language", Run::Desk(pages::people::language)),
    open(false, "/public", Run::Desk(pages::public::show)),
    open(false, "/public/{county}", Run::Desk(pages::public::one)),
    open(false, "/health", Run::Desk(pages::health::show)),
    open(false, "/roles", Run::Desk(pages::roles::show)),
];
