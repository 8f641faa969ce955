//! Passwords and tokens. The only place that names Argon2 and the source of randomness.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use sha2::{Digest as _, Sha256};

use crate::error::Failure;
use crate::record::hex;

/// Fewest characters of a password.
pub const SHORTEST: usize = 12;
/// Most bytes of a password that are looked at.
pub const LONGEST: usize = 1024;

/// 32 random bytes.
///
/// # Errors
/// Where the system has none.
pub fn random() -> Result<[u8; 32], Failure> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| {
        Failure::new(format!("系统没有给出随机数：{e}"), format!("the system gave no random bytes: {e}"))
    })?;
    Ok(bytes)
}

/// A new token: 64 hexadecimal digits of 32 random bytes.
///
/// # Errors
/// Where the system has no random bytes.
pub fn token() -> Result<String, Failure> {
    Ok(hex(&random()?))
}

/// What is kept of a token: its SHA-256.
pub fn digest(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// The token that forms carry for whoever has a cookie: nobody can make it without the cookie.
pub fn form_token(cookie: &str) -> String {
    hex(&Sha256::digest(format!("form\n{cookie}").as_bytes()))
}

/// Whether two tokens are the same; the time does not depend on where they differ.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0u8, |d, (x, y)| d | (x ^ y)) == 0
}

/// The Argon2id hash of a password, with a salt of its own.
///
/// # Errors
/// Where the system has no random bytes.
pub fn hash(password: &str) -> Result<String, Failure> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    Ok(hashed.map_err(Failure::store)?.to_string())
}

/// Whether a password fits its hash. Without a hash the same work is done, and it does not fit.
pub fn fits(password: &str, hash: Option<&str>) -> bool {
    /// The hash of 32 random bytes that nobody kept.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$VLBLNDFuaCM8b8zCqTYJUw$WbWoCUWGJkYQLBeYcCQmqhIXGyJxYpgCDBVAZNU2tDY";
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && hash.is_some()
}
