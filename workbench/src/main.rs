//! `junheng workbench`.

use std::process::ExitCode;

fn main() -> ExitCode {
    junheng_workbench::commands::main()
}
