"""The same bytes as the program's, from whatever library the tables come."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import junheng as jh
import pytest
from conftest import DAY, ROOT, Table, columns, judged, library, read, typed

pa = pytest.importorskip("pyarrow")


def arrow(rows: Table, **kind: Any) -> Any:
    return pa.table(columns(rows, **kind))


def plain(cells: list[Any]) -> list[Any]:
    return list(cells)


def same(pack: jh.Pack, tables: dict[str, Any], lines: str) -> None:
    assert pack.judge(tables, as_of=DAY).ndjson() == lines


def test_pandas(pack: jh.Pack, tables: dict[str, Table], lines: str) -> None:
    pd = library("pandas", "pandas")
    frames = {name: pd.DataFrame(columns(rows)) for name, rows in tables.items()}
    # A whole number beside a blank is a fraction here.
    assert any((frame.dtypes == "float64").any() for frame in frames.values())
    same(pack, frames, lines)
    shuffled = {name: frame.sample(frac=1, random_state=7) for name, frame in frames.items()}
    assert "__index_level_0__" in pa.table(shuffled["学校"]).column_names
    found = pack.judge(shuffled, as_of=DAY)
    assert found.ndjson() == lines
    assert not [row for row in found.issues.rows() if row["code"] == "JH0905"]
    categories = {name: frame.astype("category") for name, frame in frames.items()}
    same(pack, categories, lines)


def test_polars(pack: jh.Pack, tables: dict[str, Table], lines: str) -> None:
    pl = library("polars", "polars")
    frames = {name: pl.DataFrame(columns(rows), infer_schema_length=None) for name, rows in tables.items()}
    same(pack, frames, lines)
    same(pack, {name: frame.sample(fraction=1.0, shuffle=True, seed=3) for name, frame in frames.items()}, lines)
    half = {name: pl.concat([f.slice(len(f) // 2), f.slice(0, len(f) // 2)], rechunk=False) for name, f in frames.items()}
    same(pack, half, lines)
    same(pack, {name: f.cast({pl.String: pl.Categorical}) for name, f in frames.items()}, lines)


@pytest.mark.parametrize("size", [1, 7, 100_000])
@pytest.mark.parametrize("text", ["string", "large_string", "string_view", "dictionary"])
def test_pyarrow(pack: jh.Pack, tables: dict[str, Table], lines: str, size: int, text: str) -> None:
    forms = {
        "string": pa.string(),
        "large_string": pa.large_string(),
        "string_view": pa.string_view(),
        "dictionary": pa.dictionary(pa.int16(), pa.string()),
    }

    def table(rows: Table) -> Any:
        arrays = {name: pa.array([row[name] for row in rows], pa.string()) for name in rows[0]}
        whole = pa.table({name: array.cast(forms[text]) for name, array in arrays.items()})
        return pa.Table.from_batches(whole.to_batches(max_chunksize=size), whole.schema)

    same(pack, {name: table(rows) for name, rows in tables.items()}, lines)


def test_slices_and_shuffles(pack: jh.Pack, tables: dict[str, Table], lines: str) -> None:
    def cut(rows: Table) -> Any:
        rows = rows[:]
        random.Random(11).shuffle(rows)
        # Slices of arrays that have more before and behind them.
        padded = arrow([rows[0], *rows, rows[-1]])
        return padded.slice(1, len(rows))

    same(pack, {name: cut(rows) for name, rows in tables.items()}, lines)


def test_readers_and_batches(pack: jh.Pack, tables: dict[str, Table], lines: str) -> None:
    readers = {name: arrow(rows).to_reader(3) for name, rows in tables.items()}
    same(pack, readers, lines)

    class Once:
        """Hands out the same rows a second time, which are gone by then."""

        def __init__(self, table: Any) -> None:
            self.capsule = table.__arrow_c_stream__()

        def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any:
            return self.capsule

    once = {name: Once(arrow(rows)) for name, rows in tables.items()}
    same(pack, once, lines)
    with pytest.raises(jh.JunhengError) as caught:
        pack.judge(once, as_of=DAY)
    assert str(caught.value).startswith("table `") and "released" in str(caught.value)
    batches = {name: pa.RecordBatch.from_pydict(columns(rows)) for name, rows in tables.items()}

    class Array:
        """One that has the other half of the interface only."""

        def __init__(self, batch: Any) -> None:
            self.batch = batch

        def __arrow_c_array__(self, requested_schema: object | None = None) -> Any:
            return self.batch.__arrow_c_array__(requested_schema)

    same(pack, {name: Array(batch) for name, batch in batches.items()}, lines)


def test_types(pack: jh.Pack, tables: dict[str, Table], lines: str) -> None:
    def narrow(name: str, table: Any) -> Any:
        for i, field in enumerate(table.schema):
            if pa.types.is_integer(field.type):
                form = [pa.int16(), pa.uint32(), pa.decimal128(20, 0), pa.decimal256(40, 3)][i % 4]
                try:
                    table = table.set_column(i, field.name, table.column(i).cast(form))
                except pa.ArrowInvalid:
                    continue
            elif pa.types.is_floating(field.type):
                table = table.set_column(i, field.name, table.column(i).cast(pa.string()).cast(pa.decimal128(30, 6)))
        return table

    found = {name: narrow(name, arrow(rows)) for name, rows in tables.items()}
    kinds = {str(field.type) for table in found.values() for field in table.schema}
    assert any(kind.startswith("decimal") for kind in kinds)
    same(pack, found, lines)


def test_duckdb(pack: jh.Pack, county: Path, lines: str) -> None:
    duckdb = library("duckdb", "duckdb")
    connection = duckdb.connect()
    found = {}
    for path in sorted(county.glob("*.csv")):
        connection.execute(f"create table \"{path.stem}\" as select * from read_csv('{path}', header=true, all_varchar=true)")
        found[path.stem] = connection.sql(f'select * from "{path.stem}" order by random()')
    same(pack, found, lines)


def test_postgresql(pack: jh.Pack, tables: dict[str, Table], lines: str, postgres: str) -> None:
    dbapi = library("adbc-driver-postgresql", "adbc_driver_postgresql.dbapi")
    # Names of columns have at most 63 bytes there: longer labels give way to ids.
    ids = {column["label"]: column["id"] for table in pack.tables for column in table["columns"]}
    assert any(len(column.encode()) > 63 for rows in tables.values() for column in rows[0])
    short = {
        name: [{ids[k] if len(k.encode()) > 63 else k: v for k, v in row.items()} for row in rows]
        for name, rows in tables.items()
    }
    with dbapi.connect(postgres) as connection, connection.cursor() as cursor:
        found = {}
        for name, rows in short.items():
            cursor.adbc_ingest(name, arrow(rows), mode="create")
            # Numbers as the database has them.
            counted = [c for c, cells in columns(rows).items() if all(isinstance(v, (int, float)) for v in cells if v is not None)]
            for column in counted:
                cursor.execute(f'alter table "{name}" alter column "{column}" type numeric')
        connection.commit()
        for name in tables:
            cursor.execute(f'select * from "{name}"')
            found[name] = cursor.fetch_arrow_table()
        same(pack, found, lines)


def test_nested(pack: jh.Pack, both: Path) -> None:
    found = read(both)
    schools = {row["学校代码"] if "学校代码" in row else row["代码"]: row for row in found["学校"]}
    counties = []
    for own in found["县"]:
        code = own["代码"]
        row: dict[str, Any] = dict(own)
        for name, rows in found.items():
            if name == "县":
                continue
            row[name] = [r for r in rows if of_county(r, code, schools)]
        counties.append(row)
    assert [len(c["学校"]) for c in counties] != [0, 0]
    wanted = judged(both)
    assert len(wanted.splitlines()) == 2
    assert pack.judge_nested(pa.Table.from_pylist(counties), as_of=DAY).ndjson() == wanted


def of_county(row: dict[str, Any], code: str | None, schools: dict[Any, dict[str, Any]]) -> bool:
    """Whether a row names the county or a school of it."""
    if "县" in row:
        return row["县"] == code
    if "学校" in row:
        return schools[row["学校"]]["县"] == code
    return (row.get("对象") or "").split("/")[0] in {code, *(k for k, s in schools.items() if s["县"] == code)}


def test_files_and_bytes(pack: jh.Pack, county: Path, lines: str) -> None:
    assert pack.judge_files(county, as_of=DAY).ndjson() == lines
    assert pack.judge_files([county], as_of="2026-11-23").ndjson() == lines
    given = {path.name: path.read_bytes() for path in county.glob("*.csv")}
    assert pack.judge_files(given, as_of=DAY).ndjson() == lines


def test_parquet_and_workbook(pack: jh.Pack, tables: dict[str, Table], lines: str, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    for name, rows in tables.items():
        pq.write_table(arrow(rows), tmp_path / f"{name}.parquet")
    assert pack.judge_files(tmp_path, as_of=DAY).ndjson() == lines
    openpyxl = library("openpyxl", "openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    book.save(tmp_path / "county.xlsx")
    assert pack.judge_files(tmp_path / "county.xlsx", as_of=DAY).ndjson() == lines


COPIES = 12


def copied(folder: Path) -> dict[str, Table]:
    """So many times two counties, each with codes of its own, in the order of codes."""
    rows = read(folder)
    many: dict[str, Table] = {name: [] for name in rows}
    for copy in range(COPIES):
        renamed = {code: f"9{copy:02}{code[3:]}" for code in ("990001", "990002")}
        for name, listed in rows.items():
            for row in listed:
                many[name].append({k: rename(v, renamed) for k, v in row.items()})
    assert sum(map(len, many.values())) > 40_000
    return many


def rename(cell: str | None, codes: dict[str, str]) -> str | None:
    if cell is None:
        return None
    for code, other in codes.items():
        if cell.startswith(code):
            return other + cell[len(code) :]
    return cell


def view(cells: list[Any]) -> Any:
    return pa.array(cells, pa.string()).cast(pa.string_view())


def places(cells: list[Any]) -> Any:
    return pa.array(cells, pa.string()).dictionary_encode()


@pytest.fixture(scope="module")
def many(both: Path, pack: jh.Pack) -> tuple[dict[str, Table], dict[str, str]]:
    """The copies, and the lines for each by itself: few rows go another way."""
    found, lines = copied(both), {}
    for detail in ("summary", "failures", "full"):
        lines[detail] = ""
        for copy in range(COPIES):
            own = {n: rows[len(rows) // COPIES * copy : len(rows) // COPIES * (copy + 1)] for n, rows in found.items()}
            lines[detail] += pack.judge({n: arrow(r) for n, r in own.items()}, as_of=DAY, detail=detail).ndjson()  # type: ignore[arg-type]
    return found, lines


@pytest.mark.parametrize("detail", ["summary", "failures", "full"])
def test_many_counties(pack: jh.Pack, many: tuple[dict[str, Table], dict[str, str]], detail: Any) -> None:
    """Many are judged a part at a time, by several threads."""
    rows, lines = many
    found = pack.judge({name: arrow(listed) for name, listed in rows.items()}, as_of=DAY, detail=detail)
    assert len(found) == 2 * COPIES and list(found) == sorted(found)
    assert found.ndjson() == lines[detail]
    subjects = found.subjects.rows()
    assert [s["county"] for s in subjects] == sorted(s["county"] or "" for s in subjects)
    verdicts = {v["county"]: v["outcome"] for v in found.counties.rows()}
    assert verdicts == {code: county.conclusions["recognition"] for code, county in found.items()}
    first = next(iter(found))
    assert found[first].report("text")


@pytest.mark.parametrize("kind", [view, places, lambda cells: pa.array(typed(cells)), lambda cells: pa.array(cells, pa.large_string())])
@pytest.mark.parametrize("size", [997, 1_000_000])
def test_many_counties_of_any_types(pack: jh.Pack, many: tuple[dict[str, Table], dict[str, str]], kind: Any, size: int) -> None:
    rows, lines = many

    def table(listed: Table) -> Any:
        whole = pa.table({name: kind([row[name] for row in listed]) for name in listed[0]})
        return pa.Table.from_batches(whole.to_batches(max_chunksize=size), whole.schema)

    assert pack.judge({n: table(r) for n, r in rows.items()}, as_of=DAY).ndjson() == lines["failures"]


def test_many_counties_in_any_order(pack: jh.Pack, many: tuple[dict[str, Table], dict[str, str]]) -> None:
    rows, lines = many

    def shuffled(listed: Table) -> Any:
        listed = listed[:]
        random.Random(5).shuffle(listed)
        return arrow(listed)

    assert pack.judge({n: shuffled(r) for n, r in rows.items()}, as_of=DAY).ndjson() == lines["failures"]
    # The county table alone in another order: the lines go by codes all the same.
    backwards = {n: arrow(r[::-1] if n == "县" else r) for n, r in rows.items()}
    assert pack.judge(backwards, as_of=DAY).ndjson() == lines["failures"]


@pytest.mark.parametrize("worse", [False, True])
def test_many_counties_with_errors(
    pack: jh.Pack, many: tuple[dict[str, Table], dict[str, str]], tmp_path: Path, worse: bool
) -> None:
    """What is wrong is said in the same words as of files, with the same rows; where rows can be given to no county, too."""
    rows = {name: [dict(row) for row in listed] for name, listed in many[0].items()}
    rows["学部"][40]["在校生数"] = "很多"
    rows["班级"][50]["学生数"] = "-3"
    if worse:
        rows["教师"][900]["学校"] = "9999999999"
        rows["学校"][100]["县"] = None
    for name, listed in rows.items():
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(listed[0]))
            writer.writeheader()
            writer.writerows(listed)
    wanted = judged(tmp_path).replace(".csv\"", "\"")
    found = pack.judge({n: arrow(r, kind=plain) for n, r in rows.items()}, as_of=DAY)
    assert found.ndjson() == wanted
    assert worse or '"value":"很多"' in wanted
    assert any(row["value"] == "很多" and row["row"] == "42" for row in found.issues.rows())


@pytest.mark.parametrize("name", ["national-2017", "yinchuan-2021"])
def test_packs(name: str, tables: dict[str, Table], county: Path) -> None:
    folder = ROOT / "rulepacks" / name
    found = jh.Pack.load(folder, language="zh").judge({n: arrow(r) for n, r in tables.items()}, as_of=DAY)
    assert found.ndjson() == judged(county, str(folder))
