//! What stands before every page: where a request comes from, its token, its cookies, and the headers of every answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::ask::Ask;
use super::password;

/// What a page may do in a browser: show itself, its style and its pictures, and send forms back here. No script, nothing from elsewhere.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers of every answer.
pub const HEADERS: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("cache-control", "no-store"),
];

/// The policy of a page that brings styles and scripts of its own: exactly these, by their hashes.
pub fn policy_of(html: &str) -> String {
    let mut policy = POLICY.to_owned();
    for (tag, directive) in [("style", "style-src 'self'"), ("script", "script-src")] {
        let hashes: String = blocks(html, tag)
            .map(|text| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes()))))
            .collect();
        if hashes.is_empty() {
            continue;
        }
        if policy.contains(directive) {
            policy = policy.replace(directive, &format!("{directive}{hashes}"));
        } else {
            policy = format!("{policy}; {directive}{hashes}");
        }
    }
    policy
}

/// A script's digest, as a page and its policy name it.
pub fn integrity(script: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(script.as_bytes())))
}

/// The policy of a page with one script of this program's, which makes styles of its own and speaks with this program alone. The script is named
/// by its hash, its styles by a number that is another with every answer; the line under a mistake is a picture that it brings itself.
pub fn scripted(script: &str, nonce: &str) -> String {
    let policy = POLICY.replace("style-src 'self'", &format!("style-src 'self' 'nonce-{nonce}'"));
    let policy = policy.replace("img-src 'self'", "img-src 'self' data:");
    format!("{policy}; script-src '{}'; connect-src 'self'", integrity(script))
}

fn blocks<'h>(html: &'h str, tag: &str) -> impl Iterator<Item = &'h str> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    let mut rest = html;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once(&open)?;
        let (text, after) = after.split_once(&close)?;
        rest = after;
        Some(text)
    })
}

/// Names of the cookies: where the proxy has TLS, browsers hold them to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cookies {
    /// Whether a proxy with TLS stands before.
    pub secure: bool,
}

impl Cookies {
    /// The session's cookie.
    pub fn session(self) -> &'static str {
        if self.secure { "__Host-junheng" } else { "junheng" }
    }

    /// The cookie of forms before there is a session.
    pub fn form(self) -> &'static str {
        if self.secure { "__Host-junheng-form" } else { "junheng-form" }
    }

    /// The cookie of the language.
    pub fn language(self) -> &'static str {
        if self.secure { "__Host-junheng-lang" } else { "junheng-lang" }
    }

    /// A cookie to set; it ends with the browser.
    pub fn set(self, name: &str, value: &str) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}")
    }

    /// A cookie to forget.
    pub fn forget(self, name: &str) -> String {
        format!("{}; Max-Age=0", self.set(name, ""))
    }
}

/// The form's token for a request: of its session, else of its form's cookie.
pub fn expected_token(ask: &Ask, cookies: Cookies) -> Option<String> {
    let of = |name: &str| Some(ask.cookies.get(name)).filter(|c| c.len() == 64);
    of(cookies.session()).or_else(|| of(cookies.form())).map(password::form_token)
}

/// Whether a request that changes something comes from a page of ours.
pub fn is_ours(ask: &Ask, cookies: Cookies, behind_proxy: bool) -> bool {
    if ask.site.as_deref().is_some_and(|site| site != "same-origin") {
        return false;
    }
    if ask.origin.is_some() && !is_own_origin(ask, behind_proxy) {
        return false;
    }
    expected_token(ask, cookies).is_some_and(|token| password::same(&token, ask.form.get("token")))
}

/// Whether a request says that it comes from a page of this very host. Sockets carry no token: of them this is asked.
pub fn is_own_origin(ask: &Ask, behind_proxy: bool) -> bool {
    let Some((scheme, host)) = ask.origin.as_deref().and_then(|o| o.split_once("://")) else { return false };
    let scheme_fits = if behind_proxy { matches!(scheme, "https" | "http") } else { scheme == "http" };
    scheme_fits && host.eq_ignore_ascii_case(&ask.host)
}

/// Whether a host is this machine by one of its own names: else another name was made to point here.
pub fn is_loopback_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}
