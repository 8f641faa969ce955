//! The `junheng` program: a thin client of the library.

fn main() -> std::process::ExitCode {
    junheng::cli::main()
}
