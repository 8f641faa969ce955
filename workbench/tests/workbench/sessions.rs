//! Passwords and sessions: promise 11; where requests come from: promise 12.

use std::time::Instant;

use junheng_workbench::web::password;
use junheng_workbench::web::routes::{Access, ROUTES};

use crate::place::Place;
use crate::story::told;
use crate::web::{Client, Server, WORD};

fn rows(place: &Place, sql: &str) -> Vec<String> {
    let db = rusqlite::Connection::open(&place.url).unwrap();
    let mut statement = db.prepare(sql).unwrap();
    let found = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    found.map(|r| r.unwrap()).collect()
}

#[test]
fn a_password_is_kept_as_argon2id_and_a_token_as_its_digest() {
    let place = Place::sqlite();
    let server = Server::story(&place);
    let client = Client::signed_in(&server, "city.signer");
    let token = client.cookies.get("junheng").unwrap().clone();
    assert_eq!(token.len(), 64, "32 bytes");
    assert!(token.bytes().all(|b| b.is_ascii_hexdigit()));
    assert_eq!(rows(&place, "SELECT digest FROM sessions"), [password::digest(&token)]);
    let hash = &rows(&place, "SELECT hash FROM passwords WHERE account = 'city.signer'")[0];
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    // Neither is anywhere in the file.
    let bytes = std::fs::read(&place.url).unwrap();
    for secret in [token.as_bytes(), WORD.as_bytes()] {
        assert!(!bytes.windows(secret.len()).any(|w| w == secret));
    }
}

#[test]
fn a_session_is_new_at_each_login_and_dies() {
    let place = Place::sqlite();
    let server = Server::story(&place);
    let home = |client: &Client| client.clone().get("/").status;
    // New at login; the one before is gone.
    let mut client = Client::signed_in(&server, "city.signer");
    let before = client.clone();
    assert_eq!(client.sign_in("city.signer", WORD).status, 303);
    assert_ne!(before.cookies["junheng"], client.cookies["junheng"]);
    assert_eq!((home(&before), home(&client)), (303, 200));
    // At logout.
    let kept = client.clone();
    let token = client.token("/me");
    assert_eq!(client.post("/logout", &[("token", &token)]).status, 303);
    assert_eq!(home(&kept), 303);
    // At a change of the password, everywhere.
    let (mut one, two) =
        (Client::signed_in(&server, "city.signer"), Client::signed_in(&server, "city.signer"));
    let token = one.token("/me");
    let wrong = [
        ("token", token.as_str()),
        ("old", "not it at all"),
        ("new", "ein neues langes Wort"),
        ("again", "ein neues langes Wort"),
    ];
    assert_eq!(one.post("/me/password", &wrong).status, 422);
    assert_eq!(home(&two), 200);
    let right = [
        ("token", token.as_str()),
        ("old", WORD),
        ("new", "ein neues langes Wort"),
        ("again", "ein neues langes Wort"),
    ];
    assert_eq!(one.post("/me/password", &right).status, 303);
    assert_eq!((home(&one), home(&two)), (303, 303));
    // When the account is disabled.
    let other = Client::signed_in(&server, "city.clerk");
    let mut admin = Client::signed_in(&server, "sys.admin");
    let done = admin.act("account.disable", &[("object", "city.clerk")]);
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(home(&other), 303);
    assert_eq!(Client::new(&server).sign_in("city.clerk", WORD).status, 401);
    // After 30 minutes without use; after 12 hours whatever happens.
    for (sql, status) in [
        ("UPDATE sessions SET seen = seen - 1700", 200),
        ("UPDATE sessions SET seen = seen - 1801", 303),
        ("UPDATE sessions SET made = made - 43000", 200),
        ("UPDATE sessions SET made = made - 43201", 303),
    ] {
        let client = Client::signed_in(&server, "city.reviewer");
        place.sql(sql);
        assert_eq!(home(&client), status, "{sql}");
    }
}

#[test]
fn a_name_that_nobody_has_answers_like_one() {
    let place = Place::sqlite();
    let server = Server::story(&place);
    let mut times = Vec::new();
    let mut pages = Vec::new();
    for name in ["city.signer", "nobody.at.all"] {
        let mut client = Client::new(&server);
        let start = Instant::now();
        let answer = client.sign_in(name, "this is the wrong one");
        times.push(start.elapsed());
        assert_eq!(answer.status, 401);
        let token = client.token("/login");
        pages.push(answer.text().replace(name, "NAME").replace(&token, "TOKEN"));
    }
    assert_eq!(pages[0], pages[1]);
    // The same work is done: a hash takes far longer than everything else.
    let (a, b) = (times[0].as_secs_f64(), times[1].as_secs_f64());
    assert!(a / b < 5.0 && b / a < 5.0, "{times:?}");
}

#[test]
fn tries_are_delayed() {
    let place = Place::sqlite();
    let server = Server::story(&place);
    let mut client = Client::new(&server);
    for _ in 0..5 {
        assert_eq!(client.sign_in("city.signer", "wrong wrong wrong").status, 401);
    }
    // Now even the right one has to wait; the answer is the same.
    assert_eq!(client.sign_in("city.signer", WORD).status, 401);
    // Others do not.
    Client::signed_in(&server, "city.clerk");
    place.sql("UPDATE tries SET last = last - 100");
    assert_eq!(client.sign_in("city.signer", WORD).status, 303);
    assert!(rows(&place, "SELECT account FROM tries WHERE account = 'city.signer'").is_empty());
}

#[test]
fn a_link_works_once_and_for_a_day() {
    let place = Place::sqlite();
    let server = Server::story(&place);
    let mut admin = Client::signed_in(&server, "sys.admin");
    let token = admin.token("/account/jia.clerk");
    let page = admin.post("/account/jia.clerk/link", &[("token", &token)]).text();
    let at = page.find("/link/").unwrap();
    let path = page[at..at + 6 + 64].to_owned();
    assert!(!std::fs::read(&place.url).unwrap().windows(64).any(|w| w == &path.as_bytes()[6..]));
    let mut clerk = Client::new(&server);
    let token = clerk.token(&path);
    let new = "neues Wort für jia";
    let short = [("token", token.as_str()), ("new", "kurz"), ("again", "kurz")];
    assert_eq!(clerk.post(&path, &short).status, 422);
    let fields = [("token", token.as_str()), ("new", new), ("again", new)];
    assert_eq!(clerk.post(&path, &fields).status, 303);
    assert_eq!(clerk.post(&path, &fields).status, 404, "once");
    assert_eq!(clerk.sign_in("jia.clerk", WORD).status, 401);
    assert_eq!(clerk.sign_in("jia.clerk", new).status, 303);
    // One that is too old.
    let token = admin.token("/account/yi.clerk");
    let page = admin.post("/account/yi.clerk/link", &[("token", &token)]).text();
    let at = page.find("/link/").unwrap();
    place.sql("UPDATE links SET until = until - 86401");
    assert_eq!(Client::new(&server).get(&page[at..at + 70]).status, 404);
    // Nobody else gives links.
    let mut signer = Client::signed_in(&server, "city.signer");
    let token = signer.token("/me");
    assert_eq!(signer.post("/account/yi.clerk/link", &[("token", &token)]).status, 404);
}

/// Every route that changes something, with a path that fits.
fn posts() -> Vec<String> {
    let filled = |path: &str| {
        path.replace("{county}", "990101")
            .replace("{act}", "document.file")
            .replace("{name}", "jia.clerk")
            .replace("{token}", "0")
    };
    ROUTES.iter().filter(|r| r.post).map(|r| filled(r.path)).collect()
}

#[test]
fn nothing_changes_without_a_token_or_from_elsewhere() {
    let place = Place::sqlite();
    let server = Server::story(&place);
    let host = server.address.to_string();
    let head = server.app.service().record().head();
    let fields = [("object", ""), ("county", "990101"), ("title", "公示"), ("date", "2026-12-01")];
    let mut asked = 0;
    for name in ["city.clerk", "sys.admin"] {
        let client = Client::signed_in(&server, name);
        let token = client.clone().token("/me");
        let tries: Vec<(Vec<(&str, String)>, &str)> = vec![
            (vec![], ""),
            (vec![], "0000000000000000000000000000000000000000000000000000000000000000"),
            (vec![("Origin", "https://evil.example".to_owned())], &token),
            (vec![("Origin", "null".to_owned())], &token),
            (vec![("Origin", format!("https://{host}"))], &token),
            (vec![("Origin", format!("http://{host}.evil.example"))], &token),
            (vec![("Sec-Fetch-Site", "cross-site".to_owned())], &token),
            (vec![("Sec-Fetch-Site", "same-site".to_owned())], &token),
        ];
        for path in posts() {
            for (headers, token) in &tries {
                let mut client = client.clone();
                client.headers = headers.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
                let mut all = vec![("token", *token)];
                all.extend_from_slice(&fields);
                let answer = client.post(&path, &all);
                assert_eq!(answer.status, 403, "{path} {headers:?}: {}", answer.text());
                asked += 1;
            }
        }
    }
    assert_eq!(asked, 2 * posts().len() * 8);
    let mut service = server.app.service();
    assert_eq!(service.record().head(), head);
    drop(service);
    // With its own token it is done.
    let mut clerk = Client::signed_in(&server, "city.clerk");
    clerk.headers = vec![
        ("Origin".to_owned(), format!("http://{host}")),
        ("Sec-Fetch-Site".to_owned(), "same-origin".to_owned()),
    ];
    let done = clerk.act("document.file", &fields);
    assert_eq!(done.status, 303, "{}", done.text());
    // The token of one session is none of another's.
    let (mut one, mut two) =
        (Client::signed_in(&server, "city.clerk"), Client::signed_in(&server, "city.clerk"));
    let token = one.token("/me");
    assert_eq!(two.post("/act/document.file", &[("token", &token)]).status, 403);
}

#[test]
fn no_get_changes_anything() {
    let place = Place::sqlite();
    let server = Server::story(&place);
    let before = dump(&place);
    let mut asked = 0;
    for name in ["city.monitor", "jia.clerk", "sys.admin", "sys.auditor", "std.both"] {
        let mut client = Client::signed_in(&server, name);
        let mut todo: Vec<String> =
            ROUTES.iter().filter(|r| !r.post && !r.path.contains('{')).map(|r| r.path.to_owned()).collect();
        let mut seen = std::collections::BTreeSet::new();
        while let Some(path) = todo.pop() {
            if !seen.insert(path.clone()) || seen.len() > 150 {
                continue;
            }
            let answer = client.get(&path);
            assert!(matches!(answer.status, 200 | 404), "{name} {path}: {}", answer.status);
            asked += 1;
            let text = answer.text();
            for link in text.split("href=\"/").skip(1) {
                let to = format!("/{}", link.split('"').next().unwrap().replace("&amp;", "&"));
                todo.push(to);
            }
        }
        let token = client.token("/me");
        client.post("/logout", &[("token", &token)]);
    }
    assert!(asked > 300, "{asked}");
    assert_eq!(dump(&place), before);
}

/// Everything in the store but sessions.
fn dump(place: &Place) -> Vec<String> {
    [
        "SELECT hex(hash) FROM events",
        "SELECT digest FROM blobs",
        "SELECT sort || id || version || body FROM things",
        "SELECT account || hash FROM passwords",
        "SELECT digest FROM links",
    ]
    .iter()
    .flat_map(|sql| rows(place, sql))
    .collect()
}

#[test]
fn every_route_names_an_act_or_what_it_reads_or_is_public() {
    let place = Place::sqlite();
    let server = Server::story(&place);
    let public: Vec<&str> = ROUTES.iter().filter(|r| r.access == Access::Public).map(|r| r.path).collect();
    let expected = [
        "/login",
        "/login",
        "/link/{token}",
        "/link/{token}",
        "/language",
        "/public",
        "/public/{county}",
        "/health",
        "/roles",
    ];
    assert_eq!(public, expected);
    // Without a session all others lead to the page to sign in.
    for route in ROUTES.iter().filter(|r| r.access != Access::Public) {
        let path = route
            .path
            .replace("{county}", "990101")
            .replace("{id}", "S-990101-1")
            .replace("{act}", "case.open")
            .replace("{name}", "jia.clerk")
            .replace("{code}", "99010101")
            .replace("{file}", "990101.json");
        let mut client = Client::new(&server);
        if route.post {
            let token = client.token("/login");
            assert_eq!(client.post(&path, &[("token", &token)]).status, 401, "{path}");
        } else {
            let answer = client.get(&path);
            assert_eq!(
                (answer.status, answer.header("location").unwrap().starts_with("/login")),
                (303, true),
                "{path}"
            );
        }
    }
    assert_eq!(Client::new(&server).get("/no/such/page").status, 404);
}

#[test]
fn hosts_and_addresses() {
    let place = Place::sqlite();
    let server = Server::story(&place);
    let mut client = Client::new(&server);
    client.headers = vec![("Host".to_owned(), "rebound.example:8017".to_owned())];
    assert_eq!(client.get("/login").status, 421);
    drop(server);
    // Behind a proxy other hosts are answered, and cookies are held to TLS.
    let place = Place::sqlite();
    let server = Server::with(told(&place).0, true);
    let mut client = Client::new(&server);
    client.headers = vec![("Host".to_owned(), "work.example".to_owned())];
    let answer = client.get("/login");
    let cookie = answer.header("set-cookie").unwrap();
    assert_eq!(answer.status, 200);
    for part in ["__Host-", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
}
