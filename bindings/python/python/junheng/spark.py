"""Judging inside Spark: each task has the whole engine, and what comes out are the program's lines.

Below some ten nations one machine is faster: distribute for where the data live, and for sweeps. Needs `pyspark` 4 and `pyarrow` on driver
and workers, and the same version of `junheng` on both::

    from junheng.spark import judge_nested, ndjson

    lines = judge_nested(spark.table("counties"), pack, as_of="2026-11-23")
    print(ndjson(lines))

A county whose data are wrong has its issues and, where these leave it out, no line; the others are whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from junheng._errors import JunhengError
from junheng._pack import Day, Detail, Pack, _day, _rows

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyspark.sql import DataFrame, SparkSession

NESTED = "county string, line string, issues string"
"""What :func:`judge_nested` gives."""
FILES = "path string, county string, line string, issues string"
"""What :func:`judge_files` gives."""


def judge_nested(
    counties: DataFrame,
    pack: Pack,
    *,
    as_of: Day | None = None,
    detail: Detail = "failures",
    content: bool = True,
) -> DataFrame:
    """Judges a frame with one row a county, see :meth:`junheng.Pack.judge_nested`; :func:`nested` makes such a frame of tables.

    A row for each: ``county``, ``line`` (its line of ndjson, null where errors leave it out), ``issues`` (errors, a line each, or null).
    """
    day = _day(as_of)

    def judged(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for batch in batches:
            if batch.num_rows == 0:
                continue
            rows = _rows("county", batch)
            yield from pa.table(pack._native.judge_rows(rows, day, detail, content)).to_batches()

    return counties.mapInArrow(judged, NESTED)


def judge_files(
    spark: SparkSession,
    folders: Iterable[str],
    pack: Pack,
    *,
    as_of: Day | None = None,
    detail: Detail = "failures",
    content: bool = True,
    partitions: int | None = None,
) -> DataFrame:
    """Judges folders of counties, each by one task; workers must reach them by these paths.

    A row for each county: ``path``, ``county``, ``line``, ``issues`` (those of its folder). A folder that cannot be read, or whose counties are
    all left out, has one row without a line. ``partitions``: into how many tasks the folders are put; one each where it is not said.
    """
    paths = sorted(set(folders))
    if not paths:
        raise JunhengError("no folder is given")
    day = _day(as_of)

    def judged(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for batch in batches:
            for path in batch.column(0).to_pylist():
                rows = list(_lines(pack, path, day, detail, content))
                names = ("path", "county", "line", "issues")
                columns = [pa.array([row[i] for row in rows], pa.string()) for i in range(len(names))]
                yield pa.RecordBatch.from_arrays(columns, names=list(names))

    frame = spark.createDataFrame([(path,) for path in paths], "path string")
    return frame.repartition(partitions or len(paths), "path").mapInArrow(judged, FILES)


def _lines(
    pack: Pack, path: str, day: str | None, detail: Detail, content: bool
) -> Iterator[tuple[str, str | None, str | None, str | None]]:
    """The rows of one folder."""
    try:
        found = pack.judge_files(path, as_of=day, detail=detail, content=content, audit=False)
    except JunhengError as error:
        yield path, None, None, str(error)
        return
    errors = [row for row in found.issues.rows() if row["severity"] == "error"]
    issues = "\n".join(_words(row) for row in errors) or None
    codes = list(found)
    for code, line in zip(codes, found.ndjson().splitlines(), strict=True):
        yield path, code, line, issues
    for code in found.left_out:
        yield path, code, None, issues
    if not codes and not found.left_out:
        yield path, None, None, issues


def _words(row: Mapping[str, str | None]) -> str:
    place = " ".join(str(row[name]) for name in ("file", "row", "column") if row[name] is not None)
    return f"{row['code']} {place}: {row['message']}"


def nested(
    tables: Mapping[str, DataFrame], keys: Mapping[str, str], county: str, *, code: str = "code"
) -> DataFrame:
    """One row a county of tables that each have its code: ``county`` names the county's own table, whose key is ``code``; ``keys`` says for each
    other table in which of its columns the county's code stands. A table whose rows name only their school is first joined with the schools.
    """
    from pyspark.sql import functions as f

    frame = tables[county]
    for name, rows in tables.items():
        if name == county:
            continue
        key = keys[name]
        columns = [f.col(f"`{column}`") for column in rows.columns]
        lists = rows.groupBy(f.col(f"`{key}`").alias("__county")).agg(
            f.collect_list(f.struct(*columns)).alias(name)
        )
        frame = frame.join(lists, f.col(f"`{code}`") == f.col("__county"), "left").drop("__county")
    return frame


def ndjson(lines: DataFrame) -> str:
    """The lines of :func:`judge_nested` or :func:`judge_files` in the order of the counties' codes: the bytes that the program writes."""
    rows: Sequence[Any] = lines.select("county", "line").where("line is not null").collect()
    ordered = sorted(rows, key=lambda row: row["county"].encode())
    return "".join(f"{row['line']}\n" for row in ordered)
