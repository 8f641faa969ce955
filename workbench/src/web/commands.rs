//! `serve` and `demo`.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use junheng::diagnostic::Language;
use rust_embed::RustEmbed;
use tokio::net::TcpListener;

use super::words::{role, say};
use super::{App, now, password};
use crate::error::Failure;
use crate::record::Record;
use crate::service::Service;
use crate::story;

/// Where `serve` and `demo` listen unless they are told otherwise.
const ADDRESS: &str = "127.0.0.1:8017";
/// How long a one-time link is good, in seconds.
pub const LINK: i64 = 24 * 60 * 60;

/// What `serve` takes.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// The store: a file, or postgres://…
    #[arg(long)]
    store: String,
    /// The address to listen at. Other than loopback only behind a proxy.
    #[arg(long, default_value = ADDRESS)]
    listen: SocketAddr,
    /// A proxy with TLS stands before it.
    #[arg(long)]
    behind_proxy: bool,
}

/// What `demo` takes.
#[derive(Debug, clap::Args)]
pub struct Demo {
    /// The address to listen at: loopback.
    #[arg(long, default_value = ADDRESS)]
    listen: SocketAddr,
}

/// What `public` takes.
#[derive(Debug, clap::Args)]
pub struct Public {
    /// The store: a file, or postgres://…
    #[arg(long)]
    store: String,
    /// The folder to write.
    #[arg(long)]
    out: std::path::PathBuf,
}

/// Writes the public summary into a folder.
///
/// # Errors
/// Where the store cannot be read or the folder not be written.
pub fn public(args: &Public) -> Result<(), Failure> {
    Arc::new(App::new(Service::new(Record::existing(&args.store)?), false)).publish(&args.out)
}

/// The story that `demo` tells.
#[derive(RustEmbed)]
#[folder = "demo/"]
struct Story;

fn out(text: &str) -> Result<(), Failure> {
    let mut to = std::io::stdout().lock();
    writeln!(to, "{text}").and_then(|()| to.flush()).map_err(Failure::store)
}

fn loopback_only(address: SocketAddr, behind_proxy: bool) -> Result<(), Failure> {
    let loopback = match address.ip() {
        IpAddr::V4(ip) => ip.is_loopback(),
        IpAddr::V6(ip) => ip.is_loopback(),
    };
    if loopback || behind_proxy {
        return Ok(());
    }
    Err(Failure::new(
        format!("{address} 不是本机地址：页面没有加密。放在有 TLS 的代理后面，并加上 --behind-proxy"),
        format!(
            "{address} is not loopback, and pages are not encrypted: put it behind a proxy with TLS and add --behind-proxy"
        ),
    ))
}

/// Serves a store until it is told to stop.
///
/// # Errors
/// Where the store or the address cannot be used.
pub fn serve(args: &Serve, language: Language) -> Result<(), Failure> {
    loopback_only(args.listen, args.behind_proxy)?;
    let mut service = Service::new(Record::open(&args.store)?);
    let links = first_links(&mut service)?;
    listen(App::new(service, args.behind_proxy), args.listen, |address| {
        out(&format!("{} http://{address}/", say(language, "工作台在", "the workbench is at")))?;
        for (account, token) in &links {
            let text = say(
                language,
                "一次性链接，24小时内有效，用来设定密码：",
                "one-time link, good for 24 hours, to set the password of ",
            );
            out(&format!("{text}{account}  http://{address}/link/{token}"))?;
        }
        if links.is_empty() {
            return Ok(());
        }
        out(say(language, "每个链接只能用一次。", "Each link works once."))
    })
}

/// Links for administrators where nobody has a password yet.
fn first_links(service: &mut Service) -> Result<Vec<(String, String)>, Failure> {
    if service.record().people().any_password()? {
        return Ok(Vec::new());
    }
    let admins: Vec<String> = service
        .state()
        .accounts
        .iter()
        .filter(|(_, a)| !a.disabled && a.grants.iter().any(|g| g.role == "admin"))
        .map(|(name, _)| name.clone())
        .collect();
    if admins.is_empty() {
        return Err(Failure::new(
            "存储里还没有系统管理员。先登记单位和账号：\n  junheng workbench office add --store … 代码 --name 名称 --level city\n  junheng workbench account add --store … 账号 --office 代码 --role admin",
            "the store has no administrator yet. Add an office and an account first:\n  junheng workbench office add --store … CODE --name NAME --level city\n  junheng workbench account add --store … ACCOUNT --office CODE --role admin",
        ));
    }
    let mut out = Vec::new();
    for account in admins {
        let token = password::token()?;
        service.record().people().make_link(&password::digest(&token), &account, now() + LINK)?;
        out.push((account, token));
    }
    Ok(out)
}

/// Tells the story in a temporary store and serves it.
///
/// # Errors
/// Where it cannot be written, or the address cannot be used.
pub fn demo(args: &Demo, language: Language) -> Result<(), Failure> {
    loopback_only(args.listen, false)?;
    let folder = tempfile::tempdir().map_err(Failure::store)?;
    out(say(language, "演示：正在办理五年的工作……", "demo: doing five years of work…"))?;
    let (service, word) = told(folder.path())?;
    let mut accounts = Vec::new();
    for (name, account) in &service.state().accounts {
        let roles: Vec<&str> = account.grants.iter().map(|g| role(&g.role, language)).collect();
        let office = service.state().offices.get(&account.office).map_or("", |o| o.name.as_str());
        accounts.push(format!("  {name:<16}{office} {}", roles.join(say(language, "、", ", "))));
    }
    listen(App::new(service, false), args.listen, |address| {
        out(&format!("{} http://{address}/", say(language, "演示在", "the demo is at")))?;
        out(&accounts.join("\n"))?;
        out(&format!("{}{word}", say(language, "所有账号的密码都是：", "the password of every account: ")))?;
        out(say(
            language,
            "全部虚构。停止（Ctrl+C）后，演示的内容都会消失。",
            "All of it is invented. When it stops (Ctrl+C) it is gone.",
        ))
    })
}

/// Plays the story into a store in a folder; one random password for all accounts.
///
/// # Errors
/// Where it cannot be written.
pub fn told(folder: &Path) -> Result<(Service, String), Failure> {
    let story = folder.join("story");
    for path in Story::iter() {
        let Some(file) = Story::get(&path) else { continue };
        let to = story.join(path.as_ref());
        if let Some(parent) = to.parent() {
            std::fs::create_dir_all(parent).map_err(|e| Failure::file(parent, e))?;
        }
        std::fs::write(&to, file.data).map_err(|e| Failure::file(&to, e))?;
    }
    let store = folder.join("demo.db");
    let mut service = Service::new(Record::open(&store.display().to_string())?);
    story::play(&mut service, &story.join("story.yaml"), &mut |_| {})?;
    let word = password::token()?.get(..12).unwrap_or_default().to_owned();
    let hash = password::hash(&word)?;
    let names: Vec<String> = service.state().accounts.keys().cloned().collect();
    for name in names {
        service.record().people().set_password(&name, &hash)?;
    }
    Ok((service, word))
}

/// Listens until it is told to stop; `ready` says where.
fn listen(
    app: App,
    address: SocketAddr,
    ready: impl Fn(SocketAddr) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::store)?;
    runtime.block_on(async {
        let failed = |e: std::io::Error| {
            Failure::new(format!("不能在 {address} 监听：{e}"), format!("cannot listen at {address}: {e}"))
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        ready(listener.local_addr().map_err(failed)?)?;
        serve_on(Arc::new(app), listener, stopped()).await
    })
}

/// Answers at a listener until `stop` is done.
///
/// # Errors
/// Where the listener fails.
pub async fn serve_on(
    app: Arc<App>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    axum::serve(listener, app.router()).with_graceful_shutdown(stop).await.map_err(Failure::store)
}

/// Ctrl+C, or the signal by which services are stopped.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut end) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = end.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
