//! The door: what WebAssembly exports. Memory comes in by [`alloc`], an answer stays where it is until the next call.
//!
//! An answer is three parts behind one another: its length as four bytes (the lowest first, without these four), the length of its JSON
//! as four bytes, the JSON in UTF-8, and the bytes of a file, if there are any.
#![allow(unsafe_code)]

use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use crate::{Answer, Engine, Request};

static ENGINE: Mutex<Option<Engine>> = Mutex::new(None);
static ANSWER: Mutex<Vec<u8>> = Mutex::new(Vec::new());
/// What a panic said: read after the machine has stopped.
static PANIC: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static HOOK: Once = Once::new();

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Room for `len` bytes, which the caller fills and hands to [`put`] or [`call`].
#[unsafe(no_mangle)]
pub extern "C" fn alloc(len: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; len].into_boxed_slice()).cast()
}

/// Takes back what [`alloc`] gave.
///
/// # Safety
/// `ptr` came from [`alloc`] with this `len` and is not used again.
unsafe fn taken(ptr: *mut u8, len: usize) -> Box<[u8]> {
    // SAFETY: the same pointer and length that `alloc` made a box of.
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(ptr, len)) }
}

/// Puts a file where requests find it; a path has `/`.
///
/// # Safety
/// Both pointers came from [`alloc`] with these lengths and are not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn put(path: *mut u8, path_len: usize, bytes: *mut u8, len: usize) {
    // SAFETY: as the caller promises.
    let (path, bytes) = unsafe { (taken(path, path_len), taken(bytes, len)) };
    let path = String::from_utf8_lossy(&path).into_owned();
    locked(&ENGINE).get_or_insert_default().put(&path, bytes);
}

/// Answers a request in JSON ([`Request`]); where the answer is.
///
/// # Safety
/// `ptr` came from [`alloc`] with this `len` and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn call(ptr: *mut u8, len: usize) -> *const u8 {
    // SAFETY: as the caller promises.
    let request = unsafe { taken(ptr, len) };
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|info| *locked(&PANIC) = framed(info.to_string().as_bytes())));
    });
    // The former answer goes first: both need not be there at once.
    locked(&ANSWER).clear();
    let answer = match serde_json::from_slice::<Request>(&request) {
        Ok(request) => locked(&ENGINE).get_or_insert_default().answer(request),
        Err(error) => Answer::refused(error.to_string()),
    };
    let mut kept = locked(&ANSWER);
    *kept = framed(&answer.encoded());
    kept.as_ptr()
}

/// What the last panic said: its length as four bytes, then UTF-8. Called after a trap, when nothing else may be.
#[unsafe(no_mangle)]
pub extern "C" fn panicked() -> *const u8 {
    let mut said = locked(&PANIC);
    if said.is_empty() {
        *said = framed(b"");
    }
    said.as_ptr()
}

/// Bytes behind their length.
fn framed(bytes: &[u8]) -> Vec<u8> {
    let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    [&len.to_le_bytes(), bytes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(bytes: &[u8]) -> *mut u8 {
        let ptr = alloc(bytes.len());
        // SAFETY: `alloc` gave room for as many bytes.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), ptr, bytes.len()) };
        ptr
    }

    fn asked(request: &str) -> String {
        // SAFETY: what `alloc` gave, once; the answer is as long as its first four bytes say.
        unsafe {
            let at = call(given(request.as_bytes()), request.len());
            let len = u32::from_le_bytes(std::slice::from_raw_parts(at, 4).try_into().unwrap()) as usize;
            String::from_utf8_lossy(std::slice::from_raw_parts(at.add(8), len - 4)).into_owned()
        }
    }

    #[test]
    fn what_is_put_is_found_and_what_is_no_request_is_refused() {
        let (path, text) = ("packs/mine/pack.yaml", "pack: mine\n");
        // SAFETY: what `alloc` gave, once.
        unsafe { put(given(path.as_bytes()), path.len(), given(text.as_bytes()), text.len()) };
        assert!(asked(r#"{"op": "files", "folder": "packs"}"#).contains("packs/mine/pack.yaml"));
        for bad in ["", "{", "[]", r#"{"op": "nonsense"}"#] {
            assert!(asked(bad).contains("\"error\""), "{bad}");
        }
        assert!(asked(r#"{"op": "packs", "lang": "zh"}"#).contains("national"));
    }
}
