"""Inside Spark: the program's lines, also where workers are killed while they work; a county that is wrong alone is told."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import junheng as jh
import pytest
from conftest import DAY, ROOT, judged, library, needs, read

pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = library("pyspark", "pyspark.sql")
    needs("java", shutil.which("java") is not None)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        sql.SparkSession.builder.master("local[2,4]")
        .appName("junheng")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", "1g")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def frames(spark: Any, folder: Path) -> dict[str, Any]:
    found = {}
    for name, rows in read(folder).items():
        form = ", ".join(f"`{column}` string" for column in rows[0])
        found[name] = spark.createDataFrame([tuple(row.values()) for row in rows], form)
    return found


def nested(spark: Any, folder: Path) -> Any:
    """One row a county: tables that name a school get its county's code from the schools first."""
    from junheng.spark import nested as one_row

    tables = frames(spark, folder)
    schools = tables["学校"].selectExpr("`代码` as __school", "`县` as __of")
    keys = {}
    for name, rows in tables.items():
        if name == "县":
            continue
        keys[name] = "县" if "县" in rows.columns else "__of"
        if "学校" in rows.columns:
            tables[name] = rows.join(schools, rows["学校"] == schools["__school"]).drop("__school")
        elif "对象" in rows.columns:
            own = rows.selectExpr("*", "split(`对象`, '/')[0] as __subject")
            found = own.join(schools, own["__subject"] == schools["__school"], "left")
            tables[name] = found.selectExpr(*[f"`{c}`" for c in rows.columns], "coalesce(__of, __subject) as __of")
    return one_row(tables, keys, "县", code="代码")


@pytest.mark.parametrize("partitions", [1, 7, 64])
def test_nested_rows_give_the_programs_lines(spark: Any, pack: jh.Pack, both: Path, partitions: int) -> None:
    from junheng.spark import judge_nested, ndjson

    counties = nested(spark, both).repartition(partitions)
    found = judge_nested(counties, pack, as_of=DAY)
    assert ndjson(found) == judged(both)
    assert found.where("issues is not null").count() == 0


def folders(tmp_path: Path, count: int) -> list[Path]:
    """Counties with codes of their own, a folder each."""
    out = []
    for copy in range(count):
        code = f"99{copy:02}01"
        folder = tmp_path / code
        folder.mkdir()
        for path in (ROOT / "examples" / "county-990001").glob("*.csv"):
            (folder / path.name).write_text(path.read_text(encoding="utf-8-sig").replace("990001", code), encoding="utf-8")
        out.append(folder)
    return out


def test_folders_give_the_programs_lines_and_a_bad_county_its_issue(spark: Any, pack: jh.Pack, tmp_path: Path) -> None:
    from junheng.spark import judge_files, ndjson

    listed = folders(tmp_path, 6)
    wanted = "".join(judged(folder) for folder in listed)
    paths = [str(folder) for folder in listed]
    for partitions in (1, 3, None):
        found = judge_files(spark, paths, pack, as_of=DAY, partitions=partitions)
        assert ndjson(found) == wanted
    bad = listed[2] / "学校.csv"
    text = bad.read_text(encoding="utf-8")
    bad.write_text(text.replace("代码", "号码", 1), encoding="utf-8")
    shutil.rmtree(listed[4])
    rows = judge_files(spark, paths, pack, as_of=DAY).collect()
    lines = {row["path"]: row for row in rows}
    whole = [folder for folder in listed if folder not in (listed[2], listed[4])]
    assert "".join(lines[str(folder)]["line"] + "\n" for folder in whole) == "".join(judged(f) for f in whole)
    assert all(lines[str(folder)]["issues"] is None for folder in whole)
    assert lines[str(listed[2])]["line"] is None and "学校.csv" in lines[str(listed[2])]["issues"]
    assert lines[str(listed[4])]["line"] is None and lines[str(listed[4])]["county"] is None
    assert listed[4].name in lines[str(listed[4])]["issues"]


def workers() -> list[int]:
    """The processes of Python that work for this one's Spark."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
                parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
            except OSError:
                continue
            # The daemon's children; it has been forked from, and they have its command.
            if b"pyspark" in command and b"daemon" in command:
                try:
                    above = (Path("/proc") / parent / "cmdline").read_bytes()
                except OSError:
                    continue
                if b"daemon" in above:
                    found.append(int(entry.name))
    return found


def active(spark: Any) -> bool:
    tracker = spark.sparkContext.statusTracker()
    infos = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
    return any(info is not None and info.numActiveTasks > 0 for info in infos)


def test_workers_that_are_killed_change_nothing(spark: Any, pack: jh.Pack, tmp_path: Path) -> None:
    from junheng.spark import judge_files, ndjson

    kills_wanted = 20 if os.environ.get("JUNHENG_LONG") == "1" else 4
    listed = folders(tmp_path, 12)
    wanted = "".join(judged(folder) for folder in listed)
    paths = [str(folder) for folder in listed]
    kills = 0
    deadline = time.monotonic() + 60 * kills_wanted
    while kills < kills_wanted:
        assert time.monotonic() < deadline, "no task of a stage ran when a worker was to be killed"
        stop, done = threading.Event(), []

        def kill() -> None:
            # One a run: a task may fail three times.
            while not stop.is_set():
                if active(spark):
                    for pid in workers():
                        try:
                            os.kill(pid, signal.SIGKILL)
                        except ProcessLookupError:
                            continue
                        # It counts where a task still ran.
                        if active(spark):
                            done.append(pid)
                        return
                time.sleep(0.005)

        killer = threading.Thread(target=kill)
        killer.start()
        found = judge_files(spark, paths, pack, as_of=DAY, partitions=4)
        assert ndjson(found) == wanted
        stop.set()
        killer.join()
        kills += len(done)
