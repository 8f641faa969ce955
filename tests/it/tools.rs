//! Other programs that a test needs: a spreadsheet program, a browser, a database.

use std::io::Write as _;
use std::process::Command;

/// Whether a program is there.
pub fn there(program: &str) -> bool {
    found(program, Command::new(program).arg("--version").output().is_ok())
}

/// What follows from a program's being there or not. `JUNHENG_SKIP` names what may be left out, parted by commas. With
/// `JUNHENG_NEED=all`, as `.ci/run` sets it, nothing else may be missing; without it, `cargo test` alone passes and says what it left out.
pub fn found(program: &str, there: bool) -> bool {
    if there {
        return true;
    }
    let skipped =
        std::env::var("JUNHENG_SKIP").is_ok_and(|names| names.split(',').any(|n| n.trim() == program));
    let needed = std::env::var("JUNHENG_NEED").is_ok_and(|what| what == "all");
    assert!(
        skipped || !needed,
        "{program} is not installed: `.ci/setup` installs it, `JUNHENG_SKIP={program}` leaves it out"
    );
    // The test's own output is only shown where it fails; this is seen.
    let _ = writeln!(std::io::stderr(), "left out, since {program} is not installed: {}", test());
    false
}

/// The name of the test that runs, which is its thread's.
fn test() -> String {
    std::thread::current().name().unwrap_or("a test").to_owned()
}
