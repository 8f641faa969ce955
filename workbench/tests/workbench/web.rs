//! Pages over HTTP: a server of its own on a port of its own, and a client that does what a browser without script does.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use junheng_workbench::service::Service;
use junheng_workbench::web::{App, commands::serve_on, password};
use tokio::sync::oneshot;

use crate::place::Place;

/// The password of every account of a test.
pub const WORD: &str = "一句很长的测试口令";

/// A server that stops when the test ends.
pub struct Server {
    pub address: SocketAddr,
    pub app: Arc<App>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    pub fn start(service: Service) -> Self {
        Self::with(service, false)
    }

    pub fn with(mut service: Service, behind_proxy: bool) -> Self {
        let hash = password::hash(WORD).unwrap();
        let names: Vec<String> = service.state().accounts.keys().cloned().collect();
        for name in names {
            service.record().people().set_password(&name, &hash).unwrap();
        }
        let app = Arc::new(App::new(service, behind_proxy));
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let served = app.clone();
        let thread = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let stop = async {
                    let _ = stopped.await;
                };
                serve_on(served, listener, stop).await.unwrap();
            });
        });
        Server { address: told.recv().unwrap(), app, stop: Some(stop), thread: Some(thread) }
    }

    /// The story, told and served.
    pub fn story(place: &Place) -> Self {
        Self::start(crate::story::told(place).0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Somebody at a browser.
#[derive(Clone)]
pub struct Client {
    pub address: SocketAddr,
    pub cookies: BTreeMap<String, String>,
    pub headers: Vec<(String, String)>,
}

pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

impl Client {
    pub fn new(server: &Server) -> Self {
        Client { address: server.address, cookies: BTreeMap::new(), headers: Vec::new() }
    }

    /// Signed in.
    pub fn signed_in(server: &Server, name: &str) -> Self {
        let mut client = Client::new(server);
        let answer = client.sign_in(name, WORD);
        assert_eq!(answer.status, 303, "{name}: {}", answer.text());
        client
    }

    pub fn sign_in(&mut self, name: &str, word: &str) -> Answer {
        let token = self.token("/login");
        self.post("/login", &[("token", &token), ("name", name), ("password", word)])
    }

    /// A request as it is; cookies are kept.
    pub fn send(&mut self, method: &str, path: &str, sort: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !self.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case("host")) {
            head += &format!("Host: {}\r\n", self.address);
        }
        if !sort.is_empty() {
            head += &format!("Content-Type: {sort}\r\n");
        }
        if !self.cookies.is_empty() {
            let all: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            head += &format!("Cookie: {}\r\n", all.join("; "));
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
        // A server that has seen enough may have closed already.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let answer = parsed(&bytes);
        for (name, value) in &answer.headers {
            if name == "set-cookie" {
                let (pair, rest) = value.split_once(';').unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                if rest.contains("Max-Age=0") {
                    self.cookies.remove(name);
                } else {
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
        }
        answer
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "", b"")
    }

    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
        self.send("POST", path, "application/x-www-form-urlencoded", body.join("&").as_bytes())
    }

    /// The token of the forms of a page.
    pub fn token(&mut self, page: &str) -> String {
        let text = self.get(page).text();
        let at = text.find("name=\"token\" value=\"").unwrap_or_else(|| panic!("{page} has no form: {text}"));
        text[at + 20..at + 84].to_owned()
    }

    /// Does an act by its form.
    pub fn act(&mut self, act: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token("/me");
        let mut all = vec![("token", token.as_str())];
        all.extend_from_slice(fields);
        self.post(&format!("/act/{act}"), &all)
    }

    /// Sends files.
    pub fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let token = self.token("/me");
        let mut body = Vec::new();
        let line = "----junheng";
        let mut all = vec![("token", token.as_str())];
        all.extend_from_slice(fields);
        for (name, value) in all {
            body.extend(
                format!("--{line}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        for (name, bytes) in files {
            body.extend(format!("--{line}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{line}--\r\n").bytes());
        self.send("POST", path, &format!("multipart/form-data; boundary={line}"), &body)
    }
}

fn parsed(bytes: &[u8]) -> Answer {
    let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else {
        return Answer { status: 0, headers: Vec::new(), body: Vec::new() };
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .filter_map(|l| l.split_once(": "))
        .map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned()))
        .collect();
    let mut body = bytes[end + 4..].to_vec();
    if headers.iter().any(|(n, v)| n == "transfer-encoding" && v == "chunked") {
        body = unchunked(&body);
    }
    Answer { status, headers, body }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = rest.windows(2).position(|w| w == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            break;
        }
        out.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    out
}
