"""Judges the example county from data frames: `python bindings/python/example.py`, from the repository's root."""

from pathlib import Path

import junheng as jh
import pandas as pd

folder = Path(__file__).resolve().parents[2] / "examples" / "county-990001"
tables = {path.stem: pd.read_csv(path, dtype=str) for path in sorted(folder.glob("*.csv"))}

verdicts = jh.Pack.load("national@2017").judge(tables, as_of="2026-11-23")
county = verdicts["990001"]
print(county)
failing = pd.DataFrame.from_arrow(verdicts.subjects)
print(failing.groupby(["rule", "outcome"]).size().to_string())
first = verdicts.subjects.rows()[0]
print(county.explain(first["rule"], first["subject"]))
