//! What a long step shows on a terminal: nothing for the first second, nothing where stderr is no terminal.

use std::io::IsTerminal as _;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::diagnostic::{Language, Message};

/// How long a step may take before anything is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// A step under way; it is over when this is dropped.
pub(super) struct Watch(Option<(Sender<()>, JoinHandle<()>)>);

impl Watch {
    /// Begins a step, named by a message.
    pub fn start(key: &'static str, language: Language) -> Self {
        if !std::io::stderr().is_terminal() {
            return Watch(None);
        }
        let text = Message::new(key).text(language);
        let (done, over) = channel::<()>();
        let show = move || {
            if over.recv_timeout(PATIENCE) != Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
                bar.set_style(style);
            }
            bar.set_message(text);
            bar.enable_steady_tick(Duration::from_millis(120));
            let _ = over.recv();
            bar.finish_and_clear();
        };
        // Where there is no thread to be had, nothing is shown.
        Watch(std::thread::Builder::new().spawn(show).ok().map(|thread| (done, thread)))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.0.take() {
            drop(done);
            let _ = thread.join();
        }
    }
}
