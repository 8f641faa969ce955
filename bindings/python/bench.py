"""Figures of the package: `python bindings/python/bench.py FOLDER [--turns 5] [--peers] [--spark]`, with the package built for release.

FOLDER has tables of many counties as CSV and, beside them, as Parquet: `FOLDER` and `FOLDER.parquet`, as `benches/nation` makes them
(`cargo run --release -- generate`). What is compared is measured in turns, whole processes by the time that all cores spend in them and by
the clock, and the least of the turns is shown.
"""

from __future__ import annotations

import argparse
import atexit
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKS = {"national@2017": "national@2017", "race": str(ROOT / "benches/nation/pack")}
DAY = "2026-11-23"


def spent(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def measured(work: Callable[[], object], who: int) -> tuple[float, float, object]:
    before, began = spent(who), time.perf_counter()
    result = work()
    return time.perf_counter() - began, spent(who) - before, result


def turns(count: int, works: dict[str, tuple[Callable[[], object], int]]) -> dict[str, tuple[float, float, object]]:
    """The least of each, taken in turns."""
    best: dict[str, tuple[float, float, object]] = {}
    for _ in range(count):
        for name, (work, who) in works.items():
            wall, cores, result = measured(work, who)
            if name not in best or cores < best[name][1]:
                best[name] = (wall, cores, result)
    return best


def row(what: str, *figures: str) -> None:
    print("| " + " | ".join((what, *figures)) + " |", flush=True)


def process(*command: str) -> bytes:
    """What a process writes; errors in the data end the program with 1."""
    done = subprocess.run(command, capture_output=True, cwd=ROOT)
    assert done.returncode in (0, 1), done.stderr.decode()
    return done.stdout


def digest(lines: object) -> str:
    """Of lines; where data are wrong, a file has an ending and a table has not."""
    assert isinstance(lines, bytes)
    return hashlib.sha256(lines.replace(b'.parquet"', b'"')).hexdigest()[:12]


def package() -> None:
    import junheng

    library = next(Path(junheng.__file__).parent.glob("_native*"))
    row("the library in the package", f"{library.stat().st_size / 1e6:.1f} MB")
    code = "import time; t = time.perf_counter(); import junheng; print(time.perf_counter() - t)"
    times = [float(process(sys.executable, "-c", code)) for _ in range(10)]
    row("import", f"{min(times) * 1000:.0f} ms")


def boundary(count: int) -> None:
    """A million rows from Arrow into the engine's hands, each offset and text looked at."""
    import pyarrow as pa

    from junheng import _native

    rows = 1_000_000
    table = pa.table(
        {
            "学校": [f"{1_000_000_000 + i // 40}" for i in range(rows)],
            "学段": ["小学" if i % 3 else "初中" for i in range(rows)],
            "班号": [f"{i % 40:02}" for i in range(rows)],
            "学生数": pa.array(range(rows), pa.int64()),
        }
    )
    best = turns(count, {"rows": (lambda: _native.Rows("班级", [table.__arrow_c_stream__()]), resource.RUSAGE_SELF)})
    wall, cores, _ = best["rows"]
    row("1,000,000 rows of four columns cross the boundary", f"{wall * 1000:.0f} ms", f"{cores * 1000:.0f} ms on all cores")


def judging(folder: Path, count: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    import junheng as jh

    files = sorted(Path(f"{folder}.parquet").glob("*.parquet"))
    plain = {path.stem: pq.read_table(path) for path in files}
    places = {path.stem: pq.read_table(path, read_dictionary=pq.read_schema(path).names) for path in files}
    rows = sum(table.num_rows for table in plain.values())
    row("rows", f"{rows:,}")
    for name, pack_name in PACKS.items():
        pack = jh.Pack.load(pack_name, language="zh")
        # The race has no findings.
        named = {table["label"] for table in pack.tables if name != "race" or table["id"] != "finding"}
        source = linked(files, named)
        for digests in (True, False):
            more = [] if digests else ["--no-content-digest"]
            command = [sys.executable, "-m", "junheng", "--lang", "zh", "eval", source, "--pack", pack_name]
            command += ["--as-of", DAY, "--format", "ndjson", *more]

            def arrow(tables: dict[str, pa.Table], content: bool = digests, pack: jh.Pack = pack, named: set[str] = named) -> Callable[[], bytes]:
                own = {name: table for name, table in tables.items() if name in named}
                return lambda: pack.judge(own, as_of=DAY, content=content).ndjson().encode()

            def program(command: list[str] = command) -> bytes:
                return process(*command)

            best = turns(
                count,
                {
                    "program, from Parquet": (program, resource.RUSAGE_CHILDREN),
                    "in memory, texts": (arrow(plain), resource.RUSAGE_SELF),
                    "in memory, dictionaries": (arrow(places), resource.RUSAGE_SELF),
                },
            )
            wanted = digest(best["program, from Parquet"][2])
            base = best["program, from Parquet"]
            for what, (wall, cores, lines) in best.items():
                assert digest(lines) == wanted, what
                share = f"{wall / base[0]:.2f}, {cores / base[1]:.2f}"
                row(f"{name}{'' if digests else ', no digest'}: {what}", f"{wall:.2f} s", f"{cores:.2f} s on all cores", share)


def linked(files: list[Path], named: set[str]) -> str:
    """A folder of some tables alone."""
    place = tempfile.mkdtemp(prefix="junheng-bench-")
    atexit.register(shutil.rmtree, place)
    for path in files:
        if path.stem in named:
            os.symlink(path, Path(place) / path.name)
    return place


def peers(folder: Path, count: int) -> None:
    """The race's rules by others, whole processes."""
    pack = PACKS["race"]
    source = linked(sorted(Path(f"{folder}.parquet").glob("*.parquet")), {"县", "学校", "学部", "班级", "教师"})
    ours = ["-m", "junheng", "eval", source, "--pack", pack, "--as-of", DAY, "--format", "ndjson"]
    ours += ["--no-content-digest", "--detail", "summary"]
    scripts = ROOT / "benches/nation/peers"
    with tempfile.TemporaryDirectory() as out:
        works: dict[str, tuple[Callable[[], object], int]] = {
            "junheng": (lambda: process(sys.executable, *ours), resource.RUSAGE_CHILDREN)
        }
        for name, source in (("polars", f"{folder}.parquet"), ("duckdb", f"{folder}.parquet"), ("pandas", str(folder))):
            command = [sys.executable, str(scripts / f"race_{name}.py"), source, f"{out}/{name}"]
            command += [] if name == "pandas" else ["--parquet"]
            works[name] = (lambda command=command: process(*command), resource.RUSAGE_CHILDREN)  # type: ignore[misc]
        for name, (wall, cores, _) in turns(count, works).items():
            row(f"the race by {name}", f"{wall:.2f} s", f"{cores:.2f} s on all cores")


def spark(count: int) -> None:
    """Sixteen folders on two threads, against the program on each in turn."""
    import junheng as jh
    from junheng.spark import judge_files, ndjson
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config(
        "spark.ui.showConsoleProgress", "false"
    ).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    with tempfile.TemporaryDirectory() as place:
        paths = []
        for i in range(16):
            folder = Path(place) / f"99{i:02}01"
            folder.mkdir()
            for path in (ROOT / "examples/county-990001").glob("*.csv"):
                text = path.read_text(encoding="utf-8-sig").replace("990001", folder.name)
                (folder / path.name).write_text(text, encoding="utf-8")
            paths.append(str(folder))
        pack = jh.Pack.load("national@2017", language="zh")

        def distributed() -> str:
            return ndjson(judge_files(session, paths, pack, as_of=DAY, partitions=2))

        def program() -> str:
            command = [sys.executable, "-m", "junheng", "--lang", "zh", "eval", "--pack", "national@2017", "--as-of", DAY]
            return "".join(process(*command, "--format", "ndjson", path).decode() for path in paths)

        distributed()
        best = turns(count, {"program": (program, resource.RUSAGE_CHILDREN), "spark": (distributed, resource.RUSAGE_SELF)})
        assert best["program"][2] == best["spark"][2]
        row("16 folders by the program, one after the other", f"{best['program'][0]:.2f} s")
        row("16 folders by Spark, warm, local[2]", f"{best['spark'][0]:.2f} s")
    session.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--spark", action="store_true")
    asked = parser.parse_args()
    package()
    boundary(asked.turns)
    if asked.folder is not None:
        judging(asked.folder.resolve(), asked.turns)
        if asked.peers:
            peers(asked.folder.resolve(), asked.turns)
    if asked.spark:
        spark(asked.turns)


if __name__ == "__main__":
    main()
