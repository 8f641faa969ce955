//! Signing in and out, one-time links, passwords, the language.

use axum::http::StatusCode;
use maud::{Markup, html};

use crate::web::ask::Ask;
use crate::web::page::{Page, address, encoded, facts, mark, nothing};
use crate::web::visit::{Desk, Reply, Stop, Visit};
use crate::web::{now, password, words};

/// After so many failed tries each one more has to wait.
const FREE_TRIES: i64 = 3;
/// Longest wait, in seconds.
const LONGEST_WAIT: i64 = 15 * 60;
/// Failed tries are forgotten after this, in seconds.
const FORGOTTEN: i64 = 24 * 60 * 60;
/// Longest name of an account that is looked at, in bytes.
const LONGEST_NAME: usize = 200;

/// How long after its last failed try a name has to wait, in seconds.
pub fn wait(failed: i64) -> i64 {
    let over = u32::try_from((failed - FREE_TRIES).clamp(0, 20)).unwrap_or(0);
    if over == 0 { 0 } else { 2_i64.pow(over).min(LONGEST_WAIT) }
}

/// The page to sign in, from which it goes on to the page that was asked for.
pub fn login_address(ask: &Ask) -> String {
    if ask.uri.is_empty() || ask.uri == "/" {
        "/login".to_owned()
    } else {
        format!("/login?to={}", encoded(&ask.uri))
    }
}

/// An address on this server, and no other.
fn local(to: &str) -> String {
    let ours =
        to.starts_with('/') && !to.starts_with("//") && to.is_ascii() && !to.contains(['\\', '\r', '\n']);
    if ours { to.to_owned() } else { "/".to_owned() }
}

fn login_form(v: &Visit<'_>, name: &str, to: &str, wrong: bool) -> Page {
    let title = v.t("登录", "Sign in");
    let body = html! {
        div.narrow {
            h1 { (title) }
            p.lead { (v.t(
                "没有账号？由本单位的系统管理员开通。国家和自治区不在这里登录。",
                "No account? Your administrator opens one. Bodies above the city do not sign in here.",
            )) }
            @if wrong {
                section class="box bad" role="alert" aria-labelledby="e" {
                    h2 id="e" { (mark("✗", "bad", v.t("没有登录", "Not signed in"))) }
                    p { (v.t(
                        "账号或密码不对。连续输错，等待时间会加长。忘记密码请找系统管理员，由其发给一次性链接。",
                        "The account or the password is wrong. After several tries you have to wait. If you forgot it, ask the administrator for a one-time link.",
                    )) }
                }
            }
            (v.post("/login", html! {
                input type="hidden" name="to" value=(to);
                div.field { label for="name" { (v.t("账号", "Account")) } input id="name" name="name" autocomplete="username" spellcheck="false" value=(name) required; }
                div class=(if wrong { "field wrong" } else { "field" }) {
                    label for="password" { (v.t("密码", "Password")) }
                    input id="password" name="password" type="password" autocomplete="current-password" required
                        aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("pe")];
                    @if wrong { span.error id="pe" { (v.t("请重新输入密码", "Enter the password again")) } }
                }
                div.acts { button class="button main" { (title) } }
            }))
            p.small.soft { (v.t(
                "30分钟不操作，或登录满12小时，要重新登录。用完公用电脑请点“退出”。",
                "After 30 minutes without use, or 12 hours in all, you sign in again. On a shared computer, sign out when you are done.",
            )) }
            h2 { (v.t("公开的内容", "Open to everyone")) }
            p { (v.t("不登录也能看：", "Without signing in: ")) a href="/public" { (v.t("创建情况公开摘要", "public summary")) } (v.t("、", ", ")) a href="/roles" { (v.t("谁可以做什么", "who may do what")) } }
        }
    };
    Page::new(title, "", body)
}

/// The page to sign in.
pub fn login_page(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let to = local(desk.ask.query.get("to"));
    Ok(login_form(desk, "", &to, false).into())
}

/// A form was sent, but nobody is signed in any more.
pub fn sign_in_first(v: &Visit<'_>) -> Reply {
    Reply::Page(StatusCode::UNAUTHORIZED, login_form(v, "", "/", false))
}

/// Signs in.
pub fn login(v: &Visit<'_>) -> Result<Reply, Stop> {
    let form = &v.ask.form;
    let (name, given, to) = (form.get("name"), raw(v, "password"), local(form.get("to")));
    let wrong = || Ok(Reply::Page(StatusCode::UNAUTHORIZED, login_form(v, name, &to, true)));
    if name.len() > LONGEST_NAME || given.len() > password::LONGEST {
        return wrong();
    }
    let (kept, early) = {
        let mut service = v.app.service();
        let active = service.state().accounts.get(name).is_some_and(|a| !a.disabled);
        let mut people = service.record().people();
        let (failed, last) = people.tries(name)?;
        (people.password(name)?.filter(|_| active), now() < last + wait(failed))
    };
    // The same work is done for a name that nobody has; the store is free meanwhile.
    let fits = password::fits(given, kept.as_deref());
    let mut service = v.app.service();
    let mut people = service.record().people();
    if early || !fits {
        if !early {
            people.failed(name, now(), now() - FORGOTTEN)?;
        }
        drop(service);
        return wrong();
    }
    let token = password::token()?;
    let cookie = v.ask.cookies.get(v.app.cookies.session());
    if !cookie.is_empty() {
        people.end_session(&password::digest(cookie))?;
    }
    people.begin_session(&password::digest(&token), name, now(), now() - crate::web::WHOLE)?;
    Ok(Reply::See(to, vec![v.app.cookies.set(v.app.cookies.session(), &token)]))
}

/// A field as it was typed, without trimming.
fn raw<'v>(v: &'v Visit<'_>, name: &str) -> &'v str {
    v.ask.form.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
}

/// Signs out.
pub fn logout(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let cookies = desk.app.cookies;
    let token = desk.ask.cookies.get(cookies.session()).to_owned();
    desk.service.record().people().end_session(&password::digest(&token))?;
    Ok(Reply::See("/login".to_owned(), vec![cookies.forget(cookies.session())]))
}

/// Chooses the language.
pub fn language(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let cookies = desk.app.cookies;
    let to = if desk.ask.form.get("to") == "en" { "en" } else { "zh" };
    Ok(Reply::See(local(desk.ask.form.get("back")), vec![cookies.set(cookies.language(), to)]))
}

/// What is wrong with a new password.
fn unfit(v: &Visit<'_>, new: &str, again: &str) -> Option<&'static str> {
    if new.chars().count() < password::SHORTEST {
        Some(v.t("密码至少12个字符", "a password has at least 12 characters"))
    } else if new.len() > password::LONGEST {
        Some(v.t("密码太长", "the password is too long"))
    } else if new != again {
        Some(v.t("两次输入的密码不同", "the two passwords differ"))
    } else {
        None
    }
}

fn new_password(v: &Visit<'_>, wrong: Option<&str>) -> Markup {
    html! {
        @if let Some(wrong) = wrong {
            section class="box bad" role="alert" aria-labelledby="e" {
                h2 id="e" { (mark("✗", "bad", v.t("密码没有改", "The password was not set"))) }
                p { (wrong) }
            }
        }
        div.field {
            label for="new" { (v.t("新密码", "New password")) " " span.hint { (v.t("至少12个字符，可以是一句话", "at least 12 characters; a sentence will do")) } }
            input id="new" name="new" type="password" autocomplete="new-password" minlength="12" required;
        }
        div.field {
            label for="again" { (v.t("再输入一次", "Once more")) }
            input id="again" name="again" type="password" autocomplete="new-password" minlength="12" required;
        }
    }
}

fn link_form(v: &Visit<'_>, account: &str, wrong: Option<&str>) -> Page {
    let title = v.t("设定密码", "Set a password");
    let to = address(&["link", v.part("token")]);
    let body = html! {
        div.narrow {
            h1 { (title) small { (account) } }
            p.lead { (v.t("这个链接只能用一次。", "This link works once.")) }
            (v.post(&to, html! {
                (new_password(v, wrong))
                div.acts { button class="button main" { (title) } }
            }))
        }
    };
    Page::new(title, "", body)
}

/// The page of a one-time link.
pub fn link_page(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let digest = password::digest(desk.part("token"));
    let account = desk.service.record().people().link(&digest, now())?.ok_or(Stop::NotThere)?;
    Ok(link_form(desk, &account, None).into())
}

/// Sets a password by a one-time link.
pub fn link(v: &Visit<'_>) -> Result<Reply, Stop> {
    let digest = password::digest(v.part("token"));
    let account = v.app.service().record().people().link(&digest, now())?.ok_or(Stop::NotThere)?;
    let (new, again) = (raw(v, "new"), raw(v, "again"));
    if let Some(wrong) = unfit(v, new, again) {
        return Ok(Reply::Page(StatusCode::UNPROCESSABLE_ENTITY, link_form(v, &account, Some(wrong))));
    }
    let hash = password::hash(new)?;
    let mut service = v.app.service();
    // Another may have used it meanwhile.
    let mut people = service.record().people();
    people.link(&digest, now())?.filter(|a| *a == account).ok_or(Stop::NotThere)?;
    people.set_password(&account, &hash)?;
    Ok(Reply::See("/login".to_owned(), Vec::new()))
}

fn own_page(v: &Visit<'_>, wrong: Option<&str>) -> Result<Page, Stop> {
    let who = v.who.as_ref().ok_or(Stop::SignIn)?;
    let roles: Vec<&str> = who.roles.iter().map(|r| words::role(r, v.language)).collect();
    let title = v.t("我的账号", "My account");
    let body = html! {
        h1 { (title) }
        (facts(&[
            (v.t("账号", "Account"), html! { (who.name) }),
            (v.t("单位", "Office"), html! { (who.office_name) }),
            (v.t("角色", "Roles"), html! { (roles.join(v.t("、", ", "))) }),
        ]))
        p { a href="/roles" { (v.t("谁可以做什么", "Who may do what")) } }
        section aria-labelledby="pw" {
            h2 id="pw" { (v.t("改密码", "Change the password")) }
            (v.post("/me/password", html! {
                div.field { label for="old" { (v.t("现在的密码", "Present password")) } input id="old" name="old" type="password" autocomplete="current-password" required; }
                (new_password(v, wrong))
                div.acts { button class="button main" { (v.t("改密码", "Change the password")) } }
            }))
            p.small.soft { (v.t("改了以后，在所有地方重新登录。", "After that you sign in again everywhere.")) }
        }
    };
    Ok(Page::new(title, "", body).below("/", v.t("总览", "Overview")))
}

/// One's own account.
pub fn me(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    Ok(own_page(desk, None)?.into())
}

/// Changes one's own password.
pub fn change(v: &Visit<'_>) -> Result<Reply, Stop> {
    let name = v.who.as_ref().map(|w| w.name.clone()).ok_or(Stop::SignIn)?;
    let kept = v.app.service().record().people().password(&name)?;
    let wrong = if !password::fits(raw(v, "old"), kept.as_deref()) {
        Some(v.t("现在的密码不对", "the present password is wrong"))
    } else {
        unfit(v, raw(v, "new"), raw(v, "again"))
    };
    if wrong.is_some() {
        return Ok(Reply::Page(StatusCode::UNPROCESSABLE_ENTITY, own_page(v, wrong)?));
    }
    let hash = password::hash(raw(v, "new"))?;
    v.app.service().record().people().set_password(&name, &hash)?;
    Ok(Reply::See("/login".to_owned(), vec![v.app.cookies.forget(v.app.cookies.session())]))
}

/// The first page of someone who works on no county.
pub fn home(v: &Visit<'_>) -> Reply {
    let title = v.t("总览", "Overview");
    let body = html! {
        h1 { (title) }
        p.prose { (v.t(
            "你的角色不办理各县的工作。可以去的页面在上面的菜单里。",
            "Your roles do not work on counties. The pages that are yours stand in the menu above.",
        )) }
        (nothing())
    };
    Page::new(title, "see.board", body).into()
}
