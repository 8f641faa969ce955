//! The native half of the Python package `junheng`: packs, verdicts and tables. What Python sees of it is in `python/junheng`.

mod capsule;
mod judging;
mod many;
mod pack;
mod store;
mod table;
mod verdicts;
mod work;

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the program with arguments, its name first; its exit code.
#[pyfunction]
fn run(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| junheng::cli::main_with(arguments))
}

/// `zh` or `en`: the language of messages by the system's settings.
#[pyfunction]
fn language() -> &'static str {
    pack::code(junheng::cli::language())
}

#[pymodule]
mod _native {
    #[pymodule_export]
    use super::pack::{Pack, compare};
    #[pymodule_export]
    use super::table::{Rows, Table};
    #[pymodule_export]
    use super::verdicts::Verdicts;
    #[pymodule_export]
    use super::{language, run};

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
