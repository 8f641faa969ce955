#!/usr/bin/env bash
# The other programs of the race, into folders of their own: those in Python, then those in Rust.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 -m venv venv
venv/bin/pip install --quiet polars duckdb pandas pyarrow openfisca-core
cargo build --release --quiet --locked --manifest-path peers/engines/Cargo.toml
