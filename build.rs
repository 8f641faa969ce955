//! Tells cargo that the shipped packs are part of the program, so that a new pack file is not missed.

fn main() {
    let packs = std::path::Path::new("rulepacks").exists();
    // A path that is not there would make cargo build again every time.
    println!("cargo:rerun-if-changed={}", if packs { "rulepacks" } else { "src" });
}
