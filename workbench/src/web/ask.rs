//! A request as pages take it: path, query, form, files, cookies. What HTTP brings is read here and nowhere else.

use axum::Form;
use axum::RequestExt as _;
use axum::extract::{FromRequest as _, Multipart, Query, RawPathParams, Request};
use axum::http::{HeaderMap, StatusCode, header};

/// Names and values, in the order in which they came; a name may come more than once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The first value of a name, trimmed; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
    }

    /// The values of a name as they came, but for how lines end.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let mine = self.0.iter().filter(|(n, _)| n == name);
        mine.map(|(_, v)| v.replace("\r\n", "\n").trim_start_matches('\u{feff}').to_owned()).collect()
    }

    /// All values of a name.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.trim())
    }

    /// Whether a name came at all.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }
}

/// A file of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The name as sent; only its last part.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A request.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// The path and query as they came.
    pub uri: String,
    /// The parts of the path.
    pub path: Fields,
    /// The query.
    pub query: Fields,
    /// The form.
    pub form: Fields,
    /// The files of the form.
    pub files: Vec<Sent>,
    /// Cookies.
    pub cookies: Fields,
    /// Headers that are looked at.
    pub host: String,
    /// `Origin`.
    pub origin: Option<String>,
    /// `Sec-Fetch-Site`.
    pub site: Option<String>,
    /// `Accept-Language`.
    pub accepts: String,
    /// Whether it changes something.
    pub post: bool,
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned)
}

fn cookies(headers: &HeaderMap) -> Fields {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    Fields(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect())
}

/// Reads a request; what cannot be read is answered with its status.
///
/// # Errors
/// The status.
pub async fn read(request: Request, post: bool) -> Result<Ask, StatusCode> {
    let mut request = request;
    let headers = request.headers().clone();
    let uri = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let params = request.extract_parts::<RawPathParams>().await.map_err(|_| StatusCode::NOT_FOUND)?;
    let path = Fields(params.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect());
    let query =
        Query::<Vec<(String, String)>>::try_from_uri(request.uri()).map_err(|_| StatusCode::BAD_REQUEST)?.0;
    let mut ask = Ask {
        uri,
        path,
        query: Fields(query),
        cookies: cookies(&headers),
        host: header(&headers, "host").unwrap_or_default(),
        origin: header(&headers, "origin"),
        site: header(&headers, "sec-fetch-site"),
        accepts: header(&headers, "accept-language").unwrap_or_default(),
        post,
        ..Ask::default()
    };
    if !post {
        return Ok(ask);
    }
    let sort = header(&headers, "content-type").unwrap_or_default();
    if sort.starts_with("multipart/form-data") {
        let mut parts = Multipart::from_request(request, &()).await.map_err(|e| e.status())?;
        while let Some(part) = parts.next_field().await.map_err(|e| e.status())? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|e| e.status())?;
            match file {
                Some(file) => {
                    let last = file.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
                    if !(last.is_empty() && bytes.is_empty()) {
                        ask.files.push(Sent { name: last, bytes: bytes.to_vec() });
                    }
                }
                None => {
                    let value = String::from_utf8(bytes.to_vec()).map_err(|_| StatusCode::BAD_REQUEST)?;
                    ask.form.0.push((name, value));
                }
            }
        }
    } else if sort.starts_with("application/x-www-form-urlencoded") {
        let form = Form::<Vec<(String, String)>>::from_request(request, &()).await;
        ask.form = Fields(form.map_err(|e| e.status())?.0);
    } else if headers.get(header::CONTENT_LENGTH).is_some_and(|v| v != "0") {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    Ok(ask)
}
