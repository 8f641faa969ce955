//! Work beside the interpreter: without its lock, on a thread with room, ended by Ctrl-C; panics end in words.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use junheng::diagnostic::{Language, Message};
use pyo3::prelude::*;

/// Stack of a thread that works, in bytes.
const STACK: usize = 64 << 20;
/// How often Ctrl-C is looked for.
const LOOK: Duration = Duration::from_millis(50);

/// Why something was not done: in words, and what is wrong with a pack as a list in JSON.
#[derive(Debug)]
pub struct Stop {
    pub words: String,
    pub diagnostics: String,
}

impl Stop {
    /// In words alone.
    pub fn new(words: impl Into<String>) -> Self {
        Stop { words: words.into(), diagnostics: "[]".to_owned() }
    }

    /// A message with advice.
    pub fn said(message: &Message, help: Option<&Message>, language: Language) -> Self {
        let mut words = message.text(language);
        if let Some(help) = help {
            words.push_str("\n  help: ");
            words.push_str(&help.text(language));
        }
        Stop::new(words)
    }

    /// As the package's own exception.
    pub fn raise(self, py: Python<'_>) -> PyErr {
        let made = py
            .import("junheng._errors")
            .and_then(|module| module.getattr("JunhengError"))
            .and_then(|class| class.call_method1("_of", (self.words, self.diagnostics)));
        made.map_or_else(|error| error, PyErr::from_value)
    }
}

/// Does some work on a thread of its own, which goes on by itself where Ctrl-C ends the waiting for it.
pub fn beside<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> Result<T, Stop> + Send + 'static,
) -> PyResult<T> {
    let (done, result) = channel();
    let run = move || {
        let found = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(broken(&*panic)));
        // Nobody may be waiting any more.
        let _ = done.send(found);
    };
    let begun = std::thread::Builder::new().name("junheng".to_owned()).stack_size(STACK).spawn(run);
    if let Err(error) = begun {
        return Err(Stop::new(error.to_string()).raise(py));
    }
    // Who waits must not hold the lock: what hands over rows may ask for it.
    let result = std::sync::Mutex::new(result);
    loop {
        let next = py.detach(|| match result.lock() {
            Ok(result) => result.recv_timeout(LOOK),
            Err(_) => Err(RecvTimeoutError::Disconnected),
        });
        match next {
            Ok(found) => return found.map_err(|stop| stop.raise(py)),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Stop::new("the work ended without a result").raise(py));
            }
        }
    }
}

/// What a panic says.
fn broken(panic: &(dyn Any + Send)) -> Stop {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    Stop::new(format!("internal error: {}", text.unwrap_or_else(|| "unknown".to_owned())))
}
