//! Ctrl-C and the like: what is half-written goes, what is whole stays, and the ending is said. The only place that names the signal
//! crate.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use crate::diagnostic::{Language, Message};

/// What the program writes, as far as an interrupt has to do with it. Signals are the process's, so there is one of it.
static WRITING: Mutex<Writing> = Mutex::new(Writing::new());

/// What is being written and what was.
#[derive(Debug)]
pub(super) struct Writing {
    /// Files under a passing name.
    passing: Vec<PathBuf>,
    /// What is in its place.
    whole: Vec<PathBuf>,
    /// Whether anything went where it cannot be taken back.
    poured: bool,
}

impl Writing {
    const fn new() -> Self {
        Writing { passing: Vec::new(), whole: Vec::new(), poured: false }
    }

    /// A file under a passing name is there.
    pub fn begin(&mut self, path: &Path) {
        self.passing.push(path.to_owned());
    }

    /// It is there no longer.
    pub fn end(&mut self, path: &Path) {
        self.passing.retain(|p| p != path);
    }

    /// A file or a folder is in its place.
    pub fn placed(&mut self, path: &Path) {
        self.whole.push(path.to_owned());
    }

    /// Something is about to go to stdout or into a device.
    pub fn pour(&mut self) {
        self.poured = true;
    }

    /// Removes what is half-written.
    #[cfg_attr(not(unix), allow(dead_code, reason = "other systems end the program themselves"))]
    fn clear(&mut self) {
        for path in self.passing.drain(..) {
            // Where it cannot be removed there is nothing else to be done with it.
            let _ = std::fs::remove_file(path);
        }
    }

    /// What is said of it all.
    #[cfg_attr(not(unix), allow(dead_code, reason = "other systems end the program themselves"))]
    fn message(&self) -> Message {
        if !self.whole.is_empty() {
            let paths = self.whole.iter().map(|p| format!("`{}`", p.display())).collect::<Vec<_>>();
            return Message::new("cli-interrupted-after").names("paths", &paths);
        }
        Message::new(if self.poured { "cli-interrupted-output" } else { "cli-interrupted" })
    }
}

/// What is being written. An interrupt waits until this is dropped, and then whoever asks for it waits for the end.
pub(super) fn writing() -> MutexGuard<'static, Writing> {
    WRITING.lock().unwrap_or_else(|e| e.into_inner())
}

#[cfg(unix)]
mod signals {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::flag;
    use signal_hook::iterator::Signals;

    use super::{Language, writing};

    /// Tells that a signal came.
    pub(in super::super) struct Interrupt(Arc<AtomicBool>);

    impl Interrupt {
        /// Listens from now on. Where the system does not let it, signals end the program as they always do.
        pub fn listen(language: Language) -> Self {
            let came = Arc::new(AtomicBool::new(false));
            let _ = start(&came, language);
            Interrupt(came)
        }

        /// Before the program ends by itself: once a signal came, the end is the signal's.
        pub fn settle(&self) {
            while self.0.load(Ordering::SeqCst) {
                std::thread::park();
            }
        }
    }

    fn start(came: &Arc<AtomicBool>, language: Language) -> std::io::Result<()> {
        // A file that may not grow is an error like a full disk, no reason to die.
        flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
        std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
            if let Some(signal) = signals.forever().next() {
                let mut writing = writing();
                writing.clear();
                super::super::output::message(&writing.message().text(language));
                // Nobody writes on: what is being written is still held.
                std::process::exit(128 + signal);
            }
        })?;
        for signal in [SIGHUP, SIGINT, SIGTERM] {
            // Whatever hangs, the second ends it at once: the former looks before the latter notes the first.
            flag::register_conditional_shutdown(signal, 128 + signal, came.clone())?;
            flag::register(signal, came.clone())?;
        }
        Ok(())
    }
}

#[cfg(not(unix))]
mod signals {
    use super::Language;

    /// Elsewhere an interrupt ends the program at once.
    pub(in super::super) struct Interrupt;

    impl Interrupt {
        pub fn listen(_: Language) -> Self {
            Interrupt
        }

        pub fn settle(&self) {}
    }
}

pub(super) use signals::Interrupt;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_half_written_goes_and_what_is_whole_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let [half, done, whole] = ["half", "done", "whole"].map(|name| folder.path().join(name));
        for path in [&half, &done, &whole] {
            std::fs::write(path, "x").unwrap();
        }
        let mut writing = Writing::new();
        let said = |writing: &Writing| writing.message().text(Language::En);
        let nothing = said(&writing);
        writing.begin(&half);
        writing.begin(&done);
        writing.end(&done);
        writing.pour();
        assert_ne!(said(&writing), nothing);
        writing.clear();
        assert!(!half.exists() && done.exists() && whole.exists());
        writing.placed(&whole);
        assert!(said(&writing).contains("whole"));
    }
}
