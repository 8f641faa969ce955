//! One process measured from its start to its end, with what the system says of it then.
//!
//! The system counts towards a process's peak what the one that started it held at that moment. The race holds tables, so each program is
//! started by a second, small run of this one, which passes on what it measured as a line.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

/// The word by which this program starts itself to measure another.
pub const WORD: &str = "measure";

/// What one run took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ran {
    pub took: Duration,
    /// In user mode and in the system, on all cores together.
    pub cpu: Duration,
    /// Bytes that were in memory at the most.
    pub peak: u64,
}

impl Ran {
    fn line(self) -> String {
        format!("{} {} {}", self.took.as_nanos(), self.cpu.as_nanos(), self.peak)
    }

    fn read(line: &str) -> Option<Self> {
        let mut numbers = line.split_whitespace().map(str::parse);
        let mut next = || numbers.next()?.ok();
        Some(Ran { took: Duration::from_nanos(next()?), cpu: Duration::from_nanos(next()?), peak: next()? })
    }
}

/// Runs a command in a folder to its end. It must succeed.
pub fn run(command: &[String], folder: &Path) -> Ran {
    let this = std::env::current_exe().expect("this program has a path");
    let done = Command::new(this)
        .arg(WORD)
        .args(command)
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output()
        .expect("this program starts");
    assert!(done.status.success(), "{} failed", command.join(" "));
    let line = String::from_utf8_lossy(&done.stdout);
    Ran::read(&line).unwrap_or_else(|| panic!("no measure in `{line}`"))
}

/// The second run's part: starts the command, waits for it, prints the line. The code is the command's.
pub fn child(command: &[String]) -> i32 {
    let began = Instant::now();
    let mut child = Command::new(&command[0])
        .args(&command[1..])
        .stdout(Stdio::null())
        .spawn()
        .unwrap_or_else(|e| panic!("{}: {e}", command[0]));
    let used = child.wait4().expect("it ends");
    let took = began.elapsed();
    println!("{}", Ran { took, cpu: used.rusage.utime + used.rusage.stime, peak: used.rusage.maxrss }.line());
    used.status.code().unwrap_or(1)
}
