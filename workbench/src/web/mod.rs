//! Pages over HTTP: plain forms that work without script. Acts go through the same layer as every command's.

mod ask;
mod bomb;
pub mod commands;
pub mod guard;
mod offers;
pub mod page;
mod pages;
pub mod password;
mod reading;
pub mod routes;
pub mod sees;
pub mod socket;
mod visit;
pub mod words;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{DefaultBodyLimit, Request, WebSocketUpgrade};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{RequestExt as _, Router};
use junheng::diagnostic::Language;
use junheng::value::{Date, today};
use serde_json::Value;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::error::Failure;
use crate::record::hex;
use crate::service::Service;
use ask::Ask;
use guard::Cookies;
use page::framed;
use routes::{Access, Opens, ROUTES, Route, Run};
use socket::Opening;
use visit::{Desk, Reply, Stop, Visit, Who};

/// Without use for so long a session ends, in seconds.
pub const IDLE: i64 = 30 * 60;
/// After so long every session ends, in seconds.
pub const WHOLE: i64 = 12 * 60 * 60;
/// How often the use of a session is noted, in seconds.
const NOTED: i64 = 60;
/// Passwords whose hashes are computed at once: each takes 19 MiB.
const HASHING: usize = 2;

/// The program that answers.
pub struct App {
    service: Mutex<Service>,
    /// Names of cookies.
    pub cookies: Cookies,
    behind_proxy: bool,
    hashing: Semaphore,
    /// Editors that may be open at once.
    editors: Arc<Semaphore>,
    /// Uploads that were looked at lately.
    pub(crate) uploads: Mutex<reading::Uploads>,
    /// Uploads are read one after the other.
    pub(crate) reading: Mutex<()>,
    lists: Mutex<HashMap<(i64, Date), Arc<Value>>>,
    /// What a pack would change, as it was tried last.
    trials: pages::pack::impact::Trials,
}

/// Seconds since 1970.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    i64::try_from(since).unwrap_or(i64::MAX)
}

impl App {
    /// Over a service. Behind a proxy cookies are held to TLS, and any host is answered.
    pub fn new(service: Service, behind_proxy: bool) -> Self {
        App {
            service: Mutex::new(service),
            cookies: Cookies { secure: behind_proxy },
            behind_proxy,
            hashing: Semaphore::new(HASHING),
            editors: Arc::new(Semaphore::new(socket::MOST)),
            uploads: Mutex::default(),
            reading: Mutex::default(),
            lists: Mutex::default(),
            trials: pages::pack::impact::Trials::default(),
        }
    }

    /// The store. One that panicked has left no transaction half done: its connection rolls back.
    pub fn service(&self) -> MutexGuard<'_, Service> {
        self.service.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lists of a day; made once for each state of the record.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn lists(&self, service: &mut Service, on: Date) -> Result<Arc<Value>, Failure> {
        let key = (service.state().seq, on);
        let mut kept = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept.get(&key) {
            return Ok(found.clone());
        }
        let made = Arc::new(service.agenda(on)?);
        kept.retain(|(seq, _), _| *seq == key.0);
        if kept.len() >= 8 {
            kept.clear();
        }
        kept.insert(key, made.clone());
        Ok(made)
    }

    /// All routes.
    pub fn router(self: &Arc<Self>) -> Router {
        let mut router = Router::new();
        for route in ROUTES {
            let app = self.clone();
            let handler = move |request: Request| answer(app.clone(), route, request);
            let method: MethodRouter = if route.post { post(handler) } else { get(handler) };
            router = router.route(route.path, method.layer(DefaultBodyLimit::max(route.most)));
        }
        router = router.route(&page::style_address(), get(style));
        router = router.route(&page::editor_address(), get(editor));
        let app = self.clone();
        router = router.fallback(move |request: Request| lost(app.clone(), request));
        for (name, value) in guard::HEADERS {
            let layer = SetResponseHeaderLayer::if_not_present(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
            router = router.layer(layer);
        }
        router
            .layer(CatchPanicLayer::new())
            .layer(SetResponseHeaderLayer::if_not_present(
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(guard::POLICY),
            ))
            .layer(SetResponseHeaderLayer::if_not_present(
                header::X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            ))
            .layer(SetResponseHeaderLayer::if_not_present(
                header::X_FRAME_OPTIONS,
                HeaderValue::from_static("DENY"),
            ))
    }
}

/// What has an address that changes with it, so that browsers may keep it.
fn lasting(sort: &'static str, text: &'static str) -> Response {
    let kept = "public, max-age=31536000, immutable";
    ([(header::CONTENT_TYPE, sort), (header::CACHE_CONTROL, kept)], text).into_response()
}

async fn style() -> Response {
    lasting("text/css; charset=utf-8", page::STYLE)
}

async fn editor() -> Response {
    lasting("text/javascript; charset=utf-8", page::EDITOR)
}

async fn lost(app: Arc<App>, request: Request) -> Response {
    let not_there = Route {
        post: false,
        path: "",
        access: Access::Public,
        run: Run::Desk(|_| Err(Stop::NotThere)),
        most: 0,
    };
    // Whatever was sent with it is not read.
    let ask = ask::read(request, false).await;
    blocking(app, not_there, ask).await
}

async fn answer(app: Arc<App>, route: &'static Route, mut request: Request) -> Response {
    if let Run::Socket(open) = route.run {
        let upgrade = request.extract_parts::<WebSocketUpgrade>().await.ok();
        return opened(app, route, open, upgrade, ask::read(request, false).await).await;
    }
    let ask = ask::read(request, route.post).await;
    let _permit = match route.run {
        Run::Hashes(_) => app.hashing.acquire().await.ok(),
        Run::Desk(_) | Run::Free(_) | Run::Socket(_) => None,
    };
    blocking(app.clone(), *route, ask).await
}

/// Opens a socket for a page of ours; whatever else asks is answered as a page.
async fn opened(
    app: Arc<App>,
    route: &'static Route,
    open: Opens,
    upgrade: Option<WebSocketUpgrade>,
    ask: Result<Ask, StatusCode>,
) -> Response {
    let own = matches!(&ask, Ok(ask) if guard::is_own_origin(ask, app.behind_proxy)
        && ask.site.as_deref().is_none_or(|site| site == "same-origin")
        && (app.behind_proxy || guard::is_loopback_name(&ask.host)));
    let (Some(upgrade), true, Ok(kept)) = (upgrade, own, &ask) else {
        return blocking(app, *route, ask).await;
    };
    let Ok(permit) = app.editors.clone().try_acquire_owned() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let (served, kept) = (app.clone(), kept.clone());
    let opening = tokio::task::spawn_blocking(move || served.opening(route, open, &kept)).await;
    match opening {
        Ok(Some(opening)) => upgrade
            .max_message_size(socket::MESSAGE)
            .max_frame_size(socket::MESSAGE)
            .on_upgrade(async move |socket| {
                socket::serve(app, socket, opening).await;
                drop(permit);
            }),
        // Nobody is signed in, or it is none of theirs: as any other page.
        Ok(None) | Err(_) => blocking(app, *route, ask).await,
    }
}

async fn blocking(app: Arc<App>, route: Route, ask: Result<Ask, StatusCode>) -> Response {
    let ask = match ask {
        Ok(ask) => ask,
        Err(status) => return status.into_response(),
    };
    if !app.behind_proxy && !guard::is_loopback_name(&ask.host) {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let done = tokio::task::spawn_blocking(move || app.respond(&route, &ask)).await;
    done.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

impl App {
    fn respond(self: &Arc<Self>, route: &Route, ask: &Ask) -> Response {
        let language = language(ask, self.cookies);
        let visit = match self.visit(ask, language) {
            Ok(visit) => visit,
            Err(failure) => return plain(StatusCode::SERVICE_UNAVAILABLE, language, &failure),
        };
        let replied = self.replied(route, &visit);
        let reply = match replied {
            Ok(reply) | Err(Stop::Reply(reply)) => reply,
            Err(Stop::SignIn) if ask.post => pages::people::sign_in_first(&visit),
            Err(Stop::SignIn) => Reply::See(pages::people::login_address(ask), Vec::new()),
            Err(Stop::NotThere) => pages::health::not_there(&visit),
            Err(Stop::Failed(failure)) => pages::health::failed(&visit, &failure),
        };
        self.sent(&visit, reply)
    }

    fn replied(self: &Arc<Self>, route: &Route, visit: &Visit<'_>) -> Result<Reply, Stop> {
        if route.post && !guard::is_ours(visit.ask, self.cookies, self.behind_proxy) {
            return Ok(pages::health::foreign(visit));
        }
        match (route.access, &visit.who) {
            (Access::Public, _) => {}
            (_, None) => return Err(Stop::SignIn),
            (Access::Reads(what), Some(who)) => {
                if !sees::may_read(who, what) {
                    // A page of a sort that is none of theirs: nothing is told about it.
                    let home = route.path == "/";
                    return if home { Ok(pages::people::home(visit)) } else { Err(Stop::NotThere) };
                }
            }
            (Access::Act(act), Some(who)) => {
                let rule = crate::acts::rules::rule_of(act);
                if !rule.is_some_and(|r| who.roles.iter().any(|role| r.roles.contains(&role.as_str()))) {
                    return Err(Stop::NotThere);
                }
            }
            // The act's own rules decide, and say why not.
            (Access::Acts, Some(_)) => {}
        }
        match route.run {
            // A socket is for its page alone.
            Run::Socket(_) => Err(Stop::NotThere),
            Run::Desk(run) => {
                let mut service = self.service();
                run(&mut Desk { visit, service: &mut service })
            }
            Run::Free(run) | Run::Hashes(run) => run(visit),
        }
    }

    /// What a socket is opened over, if whoever asks may have it.
    fn opening(self: &Arc<Self>, route: &Route, open: Opens, ask: &Ask) -> Option<Opening> {
        let visit = self.visit(ask, language(ask, self.cookies)).ok()?;
        let who = visit.who.as_ref()?;
        let Access::Act(act) = route.access else { return None };
        let rule = crate::acts::rules::rule_of(act)?;
        who.roles.iter().any(|role| rule.roles.contains(&role.as_str())).then_some(())?;
        let mut service = self.service();
        open(&mut Desk { visit: &visit, service: &mut service }).ok()
    }

    /// How many editors are open.
    pub fn editors_open(&self) -> usize {
        socket::MOST.saturating_sub(self.editors.available_permits())
    }

    /// Whether a session still lives; `used` notes that it was used.
    pub fn lives(&self, cookie: &str, used: bool) -> bool {
        let mut service = self.service();
        let (digest, now) = (password::digest(cookie), now());
        let Ok(Some(session)) = service.record().people().session(&digest) else { return false };
        let open = service.state().accounts.get(&session.account).is_some_and(|a| !a.disabled);
        let alive = open && now - session.seen < IDLE && now - session.made < WHOLE;
        if alive && used && now - session.seen >= NOTED {
            return service.record().people().used(&digest, now).is_ok();
        }
        alive
    }

    /// Who asks, and what every page shows.
    fn visit<'a>(self: &'a Arc<Self>, ask: &'a Ask, language: Language) -> Result<Visit<'a>, Failure> {
        let mut service = self.service();
        service.record().catch_up()?;
        let (seq, head) = service.record().head();
        let story = service.state().story;
        let day = match service.state().on {
            Some(last) if story => today().max(last),
            _ => today(),
        };
        let who = self.session(&mut service, ask, day)?;
        let (token, new_cookie) = match guard::expected_token(ask, self.cookies) {
            Some(token) => (token, None),
            None => {
                let cookie = password::token()?;
                (password::form_token(&cookie), Some(cookie))
            }
        };
        let head = hex(&head).get(..12).unwrap_or_default().to_owned();
        Ok(Visit { app: self, ask, language, who, day, story, seq, head, token, new_cookie })
    }

    fn session(&self, service: &mut Service, ask: &Ask, day: Date) -> Result<Option<Who>, Failure> {
        let cookie = ask.cookies.get(self.cookies.session());
        if cookie.len() != 64 {
            return Ok(None);
        }
        let (digest, now) = (password::digest(cookie), now());
        let Some(session) = service.record().people().session(&digest)? else { return Ok(None) };
        let name = session.account;
        let office = service.state().accounts.get(&name).filter(|a| !a.disabled).map(|a| a.office.clone());
        let alive = now - session.seen < IDLE && now - session.made < WHOLE;
        let Some(office) = office.filter(|_| alive) else {
            service.record().people().end_session(&digest)?;
            return Ok(None);
        };
        if now - session.seen >= NOTED {
            service.record().people().used(&digest, now)?;
        }
        let office_name =
            service.state().offices.get(&office).map_or_else(|| office.clone(), |o| o.name.clone());
        let roles = sees::roles_on(service.state(), &name, day);
        Ok(Some(Who { name, office, office_name, roles }))
    }

    /// Writes the public summary as a folder of pages that need no server, in both languages.
    ///
    /// # Errors
    /// Where the store cannot be read or the folder not be written.
    pub fn publish(self: &Arc<Self>, folder: &std::path::Path) -> Result<(), Failure> {
        for (language, name) in [(Language::Zh, ""), (Language::En, "en")] {
            let ask = Ask::default();
            let visit = self.visit(&ask, language)?;
            let mut service = self.service();
            let mut desk = Desk { visit: &visit, service: &mut service };
            let pages = match pages::public::folder(&mut desk) {
                Ok(pages) => pages,
                Err(Stop::Failed(failure)) => return Err(failure),
                Err(Stop::NotThere | Stop::SignIn | Stop::Reply(_)) => Vec::new(),
            };
            let to = folder.join(name);
            std::fs::create_dir_all(&to).map_err(|e| Failure::file(&to, e))?;
            for (name, text) in pages {
                let path = to.join(name);
                std::fs::write(&path, text).map_err(|e| Failure::file(&path, e))?;
            }
        }
        Ok(())
    }

    fn sent(&self, visit: &Visit<'_>, reply: Reply) -> Response {
        let mut response = match reply {
            Reply::Page(status, page) => html(status, framed(visit, &page), None),
            Reply::Scripted(page, policy) => html(StatusCode::OK, framed(visit, &page), Some(policy)),
            Reply::Whole(text) => {
                let policy = guard::policy_of(&text);
                html(StatusCode::OK, text, Some(policy))
            }
            Reply::Text(status, sort, text) => (status, [(header::CONTENT_TYPE, sort)], text).into_response(),
            Reply::File(name, sort, bytes) => {
                let name = page::encoded(&name);
                let disposition = format!("attachment; filename*=UTF-8''{name}");
                let headers =
                    [(header::CONTENT_TYPE, sort.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
                (headers, bytes).into_response()
            }
            Reply::See(to, cookies) => {
                let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
                for cookie in cookies {
                    if let Ok(value) = HeaderValue::from_str(&cookie) {
                        response.headers_mut().append(header::SET_COOKIE, value);
                    }
                }
                response
            }
        };
        if let Some(cookie) = &visit.new_cookie
            && let Ok(value) = HeaderValue::from_str(&self.cookies.set(self.cookies.form(), cookie))
        {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        response
    }
}

fn html(status: StatusCode, text: String, policy: Option<String>) -> Response {
    let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response();
    if let Some(value) = policy.and_then(|p| HeaderValue::from_str(&p).ok()) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, value);
    }
    response
}

fn plain(status: StatusCode, language: Language, failure: &Failure) -> Response {
    let text = words::say(language, &failure.zh, &failure.en).to_owned();
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// The language that was chosen, else the browser's, else Chinese.
fn language(ask: &Ask, cookies: Cookies) -> Language {
    match ask.cookies.get(cookies.language()) {
        "en" => Language::En,
        "zh" => Language::Zh,
        _ if ask.accepts.trim_start().starts_with("en") => Language::En,
        _ => Language::Zh,
    }
}
