#!/usr/bin/env bash
# The other programs of the race, into a folder of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 -m venv venv
venv/bin/pip install --quiet polars duckdb pandas pyarrow
