//! The language server over a socket: on a draft's files in memory, for one editor's page, as long as it is open and its session lives.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use junheng::diagnostic::Language;
use junheng::pack::SearchPath;
use junheng::source::{Look, Memory, Opened, Store};
use junheng::tooling::lsp::Session;
use serde::Deserialize;
use tokio::sync::mpsc;

use super::App;
use crate::publish::{FILE, FILES, is_path};

/// The folder of the draft, as the server and the page know it.
pub const FOLDER: &str = "pack";
/// Editors that are open at once: each holds a pack in memory.
pub const MOST: usize = 32;
/// Most bytes of a message: a file in JSON, its signs escaped.
pub const MESSAGE: usize = 4 * FILE;
/// How often it is seen whether the session still lives.
const LOOKED: Duration = Duration::from_secs(20);
/// Messages that wait at most.
const WAITING: usize = 64;

/// The draft's files as the page has them: shared by the language server and by what the page says of files that are not open.
#[derive(Debug, Clone, Default)]
pub struct Folder(Arc<RwLock<Memory>>);

impl Folder {
    /// Of a draft's files.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let files = files.into_iter().map(|(path, bytes)| (format!("{FOLDER}/{path}"), bytes));
        Folder(Arc::new(RwLock::new(files.collect())))
    }

    fn with<T>(&self, what: impl FnOnce(&Memory) -> T) -> T {
        what(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a file in its place, or takes it away; what no draft could have is passed over.
    fn put(&self, put: Put) {
        let Put { path, text } = put;
        let full = format!("{FOLDER}/{path}");
        let mut memory = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match text {
            None => memory.remove(full),
            Some(text) => {
                let room = memory.is_file(Path::new(&full))
                    || memory.list(Path::new(FOLDER)).map_or(0, |names| names.len()) < FILES;
                if is_path(&path) && text.len() <= FILE && room {
                    memory.put(full, text.into_bytes());
                }
            }
        }
    }
}

impl Store for Folder {
    fn look(&self, path: &Path) -> io::Result<Look> {
        self.with(|m| m.look(path))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        self.with(|m| m.list(path))
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        self.with(|m| m.open(path))
    }

    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        self.with(|m| m.real(path))
    }
}

/// What the page says of a file that is not open: its text, or that it is gone.
#[derive(Debug, Deserialize)]
struct Put {
    path: String,
    text: Option<String>,
}

/// A message that is the page's own, and none of the protocol's.
#[derive(Debug, Deserialize)]
struct Own {
    method: String,
    params: Put,
}

/// Who has the socket, and over what.
pub struct Opening {
    /// The draft.
    pub folder: Folder,
    /// The language of messages.
    pub language: Language,
    /// The session's cookie.
    pub cookie: String,
}

/// Serves one editor until it goes, or its session ends.
pub async fn serve(app: Arc<App>, mut socket: WebSocket, opening: Opening) {
    let Opening { folder, language, cookie } = opening;
    let (to_server, mut asked) = mpsc::channel::<String>(WAITING);
    let (answered, mut answers) = mpsc::channel::<Vec<String>>(WAITING);
    // The server thinks on a thread of its own, and ends with the channel.
    std::thread::spawn(move || {
        let mut session = Session::new(Arc::new(folder.clone()), language, SearchPath::embedded());
        while let Some(message) = asked.blocking_recv() {
            let own = serde_json::from_str::<Own>(&message).ok().filter(|own| own.method == "junheng/put");
            let out = match own {
                Some(own) => {
                    folder.put(own.params);
                    session.take(CHANGED)
                }
                None => session.take(&message),
            };
            if answered.blocking_send(out).is_err() {
                return;
            }
        }
    });
    let mut looked = tokio::time::interval(LOOKED);
    let mut used = Instant::now();
    let mut noted = Instant::now();
    loop {
        tokio::select! {
            come = socket.recv() => match come {
                Some(Ok(Message::Text(text))) => {
                    used = Instant::now();
                    if to_server.send(text.as_str().to_owned()).await.is_err() {
                        return;
                    }
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Binary(_) | Message::Close(_)) | Err(_)) | None => return,
            },
            out = answers.recv() => {
                let Some(out) = out else { return };
                for message in out {
                    if socket.send(Message::Text(message.into())).await.is_err() {
                        return;
                    }
                }
            }
            _ = looked.tick() => {
                // What was typed counts as use; a page that only stands open does not.
                let use_it = used > noted;
                noted = Instant::now();
                let (app, cookie) = (app.clone(), cookie.clone());
                let lives = tokio::task::spawn_blocking(move || app.lives(&cookie, use_it)).await;
                if !matches!(lives, Ok(true)) {
                    let over = CloseFrame { code: close_code::POLICY, reason: "the session has ended".into() };
                    let _ = socket.send(Message::Close(Some(over))).await;
                    return;
                }
            }
        }
    }
}

/// That files changed which are not open, as the protocol says it.
const CHANGED: &str =
    r#"{"jsonrpc":"2.0","method":"workspace/didChangeWatchedFiles","params":{"changes":[]}}"#;
