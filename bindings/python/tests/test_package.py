"""The package's own things: packs, what goes wrong, pickles, reports, types."""

from __future__ import annotations

import datetime
import json
import math
import os
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import junheng as jh
import pytest
from conftest import DAY, ROOT, Table, columns, library, program

pa = pytest.importorskip("pyarrow")

BROKEN = {
    "pack.yaml": b"pack: mine\nversion: 1.0.0\ntitle: Mine\nissuer: me\nextends: national@2017\neffective: {from: 2026-01-01}\n",
    "a.rules": b'rule R_x "x" for county require no_such_thing > 1\n',
}


def arrow(tables: dict[str, Table]) -> dict[str, Any]:
    return {name: pa.table(columns(rows)) for name, rows in tables.items()}


def pupils(table: Any) -> tuple[int, str, list[int]]:
    """The column of pupils: its place, its name, its numbers."""
    name = next(n for n in table.column_names if n.startswith("在校生数"))
    return table.column_names.index(name), name, [int(cell) for cell in table.column(name).to_pylist()]


@pytest.fixture(scope="module")
def verdicts(pack: jh.Pack, tables: dict[str, Table]) -> jh.Verdicts:
    return pack.judge(arrow(tables), as_of=DAY)


def test_packs_come_from_names_folders_and_bytes() -> None:
    by_name = jh.Pack.load("national@2017")
    folder = ROOT / "rulepacks" / "national-2017"
    by_folder = jh.Pack.load(folder)
    files = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    by_bytes = jh.Pack.load(files)
    assert by_name == by_folder == by_bytes and by_name.digest.startswith("sha256:")
    assert (by_name.id, by_name.version[:4]) == ("national", "2017")
    assert "学校" in {table["label"] for table in by_name.tables}
    assert not by_name.check().errors


def test_packs_with_errors_say_them_and_do_not_judge(tables: dict[str, Table]) -> None:
    pack = jh.Pack.load(BROKEN, language="en")
    found = pack.check()
    assert len(found.errors) == 1
    error = found.errors[0]
    assert (error.line, error.file.endswith("a.rules")) == (1, True)
    assert "no_such_thing" in error.message and "no_such_thing" in str(found)
    with pytest.raises(jh.JunhengError) as caught:
        pack.judge(arrow(tables), as_of=DAY)
    assert [d.code for d in caught.value.diagnostics.errors] == [error.code]
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), list(again.diagnostics)) == (str(caught.value), list(caught.value.diagnostics))


@pytest.mark.parametrize(
    ("reference", "words"), [("natonal@2017", "national"), ("./nowhere", "nowhere"), ("national@1999", "1999")]
)
def test_packs_that_are_not_there(reference: str, words: str) -> None:
    with pytest.raises(jh.JunhengError, match=words):
        jh.Pack.load(reference, language="en")


def test_packs_are_pickled_with_their_files(tmp_path: Path, tables: dict[str, Table], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "base").mkdir()
    for path in (ROOT / "rulepacks" / "national-2017").glob("*"):
        if path.is_file():
            (tmp_path / "base" / path.name).write_bytes(path.read_bytes())
    header = (tmp_path / "base" / "pack.yaml").read_text()
    (tmp_path / "base" / "pack.yaml").write_text(header.replace("national", "basis", 1))
    mine = "pack: mine\nversion: 1.0.0\ntitle: Mine\nissuer: me\nextends: basis@2017\neffective: {from: 2026-01-01}\n"
    (tmp_path / "mine" / "pack.yaml").write_text(mine)
    pack = jh.Pack.load(tmp_path / "mine", language="zh")
    assert not pack.check().errors, str(pack.check())
    trial = pack.with_set({"R5.at_least.primary": 8}, as_of=DAY)
    assert trial.digest != pack.digest and trial.set == ("R5.at_least.primary=8",)
    sent = [pickle.dumps(p) for p in (pack, trial)]
    wanted = [p.judge(arrow(tables), as_of=DAY).ndjson() for p in (pack, trial)]
    for path in sorted(tmp_path.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    monkeypatch.chdir(tmp_path)
    for bytes_, lines in zip(sent, wanted, strict=True):
        assert pickle.loads(bytes_).judge(arrow(tables), as_of=DAY).ndjson() == lines
    # Another digest is another pack.
    restore, state = pack.__reduce__()
    with pytest.raises(jh.JunhengError, match="sha256:0"):
        restore(*state[:-1], "sha256:" + "0" * 64)


def test_what_is_judged_is_what_the_report_says(verdicts: jh.Verdicts, county: Path) -> None:
    arguments = ("--lang", "zh", "eval", str(county), "--pack", "national@2017", "--as-of", str(DAY))
    report = json.loads(program(*arguments, "--format", "json").stdout)["counties"][0]
    assert list(verdicts) == ["990001"] and "990001" in verdicts
    one = verdicts["990001"]
    assert one.conclusions == report["conclusions"] and one.doubts == report["doubts"]
    assert one.name == report["name"]
    subjects = pa.table(verdicts.subjects).to_pylist()
    assert [s["value"] for s in subjects] == [s.get("value") for s in report["subjects"]]
    assert [s["rule"] for s in subjects] == [s["rule"] for s in report["subjects"]]
    assert len(verdicts.missing) == sum(len(s.get("missing", [])) for s in report["subjects"])
    assert verdicts.counties.rows()[0]["outcome"] == report["conclusions"]["recognition"]
    of_files = verdicts.pack.judge_files(county, as_of=DAY)
    assert program(*arguments).stdout == of_files["990001"].report("text")
    # Of tables there are no bytes: the digest is that of the data as understood.
    content = one.line["content"]
    assert content and json.loads(one.report("json"))["data"] == {
        **json.loads(of_files.report("json"))["data"],
        **{k: v for k, v in json.loads(one.report("json"))["data"].items() if k in ("digest", "warnings")},
    }
    assert json.loads(one.report("json"))["data"]["digest"] == json.loads(one.report("json"))["data"]["content"]
    for form, start in (("html", "<!"), ("md", "#"), ("json", "{")):
        assert one.report(form).lstrip().startswith(start), form  # type: ignore[call-overload]
    for form in ("xlsx", "forms", "docx"):
        assert one.report(form)[:2] == b"PK", form  # type: ignore[call-overload]
    with pytest.raises(jh.JunhengError, match="pdf"):
        one.report("pdf")  # type: ignore[call-overload]


def test_explanations_and_gaps_are_the_programs(pack: jh.Pack, county: Path) -> None:
    verdicts = pack.judge_files(county, as_of=DAY)
    more = ("--pack", "national@2017", "--as-of", str(DAY))
    subject = next(s["subject"] for s in verdicts.subjects.rows() if s["rule"] == "R5")
    assert subject is not None
    said = verdicts["990001"].explain("R5", subject)
    assert said.rstrip() == program("--lang", "zh", "explain", str(county), *more, "R5", subject).stdout.rstrip()
    with pytest.raises(jh.JunhengError, match="R55"):
        verdicts["990001"].explain("R55")
    gap = verdicts["990001"].gap("R5")
    assert str(gap).rstrip() == program("--lang", "zh", "gap", str(county), *more, "--rule", "R5").stdout.rstrip()
    assert gap.data


def test_two_years_are_compared(pack: jh.Pack, tables: dict[str, Table]) -> None:
    before = pack.judge(arrow(tables), as_of=DAY)
    changed = arrow(tables)
    i, name, cells = pupils(changed["学部"])
    changed["学部"] = changed["学部"].set_column(i, name, pa.array([cells[0] + 500, *cells[1:]]))
    after = pack.judge(changed, as_of=DAY)
    found = jh.compare(before, after, pack)
    assert found.data and str(found) and "<iframe" in found._repr_html_()
    with pytest.raises(jh.JunhengError):
        jh.compare(before, after, pack.with_set({"R5.at_least.primary": 8}, as_of=DAY))


def test_notebooks_show_what_there_is(verdicts: jh.Verdicts, pack: jh.Pack) -> None:
    assert "srcdoc" in verdicts._repr_html_() and "示例甲县" in verdicts._repr_html_()
    assert "<table>" in verdicts.subjects._repr_html_()
    assert "national@2017" in pack._repr_html_() and "990001" in repr(verdicts["990001"])
    assert repr(verdicts).startswith("<junheng.Verdicts by national@2017")


def test_tables_of_results_go_to_all_libraries(verdicts: jh.Verdicts) -> None:
    wanted = verdicts.subjects.rows()
    assert pa.table(verdicts.subjects).to_pylist() == wanted
    pl = library("polars", "polars")
    assert pl.DataFrame(verdicts.subjects).to_dicts() == wanted
    pd = library("pandas", "pandas")
    frame = pd.DataFrame.from_arrow(verdicts.subjects)
    assert list(frame["rule"]) == [row["rule"] for row in wanted]
    duckdb = library("duckdb", "duckdb")
    subjects = verdicts.subjects
    assert len(subjects) == len(wanted)
    assert duckdb.sql("select count(*) from subjects").fetchall() == [(len(wanted),)]


def test_templates(pack: jh.Pack, tmp_path: Path) -> None:
    book = pack.template(tmp_path / "form.xlsx")
    assert book.read_bytes()[:2] == b"PK"
    folder = pack.template(tmp_path / "form")
    assert (folder / "学校.csv").is_file()
    for path in (book, folder):
        with pytest.raises(jh.JunhengError):
            pack.template(path)


# What goes wrong.


def test_frames_without_keys_say_which_column_is_missing(pack: jh.Pack, tables: dict[str, Table]) -> None:
    given = arrow(tables)
    given["学校"] = given["学校"].drop_columns([given["学校"].column_names[0]])
    found = pack.judge(given, as_of=DAY)
    messages = [row for row in found.issues.rows() if row["severity"] == "error"]
    assert any(row["file"] == "学校" and "代码" in (row["message"] or "") + (row["column"] or "") for row in messages)


def test_mixed_types_are_refused_in_words(pack: jh.Pack, tables: dict[str, Table]) -> None:
    pd = library("pandas", "pandas")
    given: dict[str, Any] = arrow(tables)
    frame = pd.DataFrame(columns(tables["学部"])).astype(object)
    frame[frame.columns[2]] = [{"a": 1}, "x", *range(len(frame) - 2)]
    given["学部"] = frame
    with pytest.raises(jh.JunhengError, match="table `学部`"):
        pack.judge(given, as_of=DAY)


@pytest.mark.parametrize("thing", [None, 7, "rows.csv", [1, 2], {"a": [1]}, object()])
def test_what_is_no_table_is_refused_in_words(pack: jh.Pack, thing: Any) -> None:
    with pytest.raises(jh.JunhengError, match="is no table"):
        pack.judge({"学校": thing}, as_of=DAY)


def test_arrays_that_are_no_rows_are_refused_in_words(pack: jh.Pack) -> None:
    for thing in (pa.chunked_array([[1, 2]]), pa.array([1, 2])):
        with pytest.raises(jh.JunhengError, match="table `学校`"):
            pack.judge({"学校": thing}, as_of=DAY)


def test_producers_that_fail_or_lie_are_refused_in_words(pack: jh.Pack) -> None:
    def fails() -> Any:
        yield pa.record_batch({"代码": ["990001"]})
        raise RuntimeError("the warehouse is closed")

    reader = pa.RecordBatchReader.from_batches(pa.schema({"代码": pa.string()}), fails())
    with pytest.raises(jh.JunhengError, match="the warehouse is closed"):
        pack.judge({"县": reader}, as_of=DAY)

    class Lies:
        def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
            return object()

    with pytest.raises(jh.JunhengError, match="table `县`"):
        pack.judge({"县": Lies()}, as_of=DAY)
    # Texts that are none, and places beyond a dictionary: they would be read as whatever lies there.
    bad = pa.StringArray.from_buffers(1, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe"))
    beyond = pa.DictionaryArray.from_arrays(pa.array([5], pa.int8()), pa.array(["a"]), safe=False)
    for array in (bad, beyond):
        with pytest.raises(jh.JunhengError, match="table `县`"):
            pack.judge({"县": pa.table({"代码": array})}, as_of=DAY)


def test_fractions_beyond_fifteen_digits_are_no_codes(pack: jh.Pack, tables: dict[str, Table]) -> None:
    given = arrow(tables)
    given["县"] = given["县"].set_column(0, "代码", pa.array([990001000000000123.0]))
    found = pack.judge(given, as_of=DAY)
    assert "990001" not in found
    assert any(row["severity"] == "error" for row in found.issues.rows())
    # One that is written with more digits than it has is the number that was meant.
    given = arrow(tables)
    i, name, numbers = pupils(given["学部"])
    cells = [float(cell) for cell in numbers]
    exact = pack.judge(given, as_of=DAY).ndjson()
    given["学部"] = given["学部"].set_column(i, name, pa.array([cell and math.nextafter(cell, math.inf) for cell in cells]))
    assert pack.judge(given, as_of=DAY).ndjson() == exact


def test_foreign_codes_are_told(pack: jh.Pack, tables: dict[str, Table]) -> None:
    given = arrow(tables)
    name = given["学校"].column_names.index("县")
    cells = given["学校"].column("县").to_pylist()
    given["学校"] = given["学校"].set_column(name, "县", pa.array([110101, *cells[1:]]))
    found = pack.judge(given, as_of=DAY)
    errors = [row for row in found.issues.rows() if row["severity"] == "error"]
    assert any(row["file"] == "学校" and row["row"] == "2" and row["value"] == "110101" for row in errors)


def test_unknown_tables_days_details_and_counties(pack: jh.Pack, tables: dict[str, Table]) -> None:
    given = arrow(tables)
    found = pack.judge({**given, "no such table": given["学校"]}, as_of=DAY)
    assert any(row["file"] == "no such table" for row in found.issues.rows())
    twice = pack.judge({**given, "school": given["学校"]}, as_of=DAY)
    assert any(row["code"] == "JH0904" or "学校" in (row["message"] or "") for row in twice.issues.rows())
    for more, words in (({"as_of": "tomorrow"}, "tomorrow"), ({"detail": "all"}, "all"), ({"counties": ["110101"]}, "110101")):
        with pytest.raises(jh.JunhengError, match=words):
            pack.judge(given, **{"as_of": DAY, **more})  # type: ignore[arg-type]
    assert pack.judge(given, as_of=datetime.datetime(2026, 11, 23, 8)).ndjson() == pack.judge(given, as_of=DAY).ndjson()
    with pytest.raises(KeyError, match="not in the data"):
        found["110101"]
    assert pack.judge({}, as_of=DAY).ndjson() == ""


def test_ctrl_c_ends_the_waiting(pack: jh.Pack) -> None:
    """A source that takes long is left, and the interpreter goes on."""

    class Slow:
        def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
            def rows() -> Any:
                time.sleep(20)
                yield pa.record_batch({"代码": ["990001"]})

            reader = pa.RecordBatchReader.from_batches(pa.schema({"代码": pa.string()}), rows())
            return reader.__arrow_c_stream__(requested_schema)

    import signal

    # A job in the background is started with the signal ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            pack.judge({"县": Slow()}, as_of=DAY)
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - began < 15


def test_threads_judge_beside_each_other(pack: jh.Pack, tables: dict[str, Table], lines: str) -> None:
    given, found = arrow(tables), []
    threads = [threading.Thread(target=lambda: found.append(pack.judge(given, as_of=DAY).ndjson())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [lines] * 4


def test_the_program_is_inside() -> None:
    done = program("--version")
    assert done.returncode == 0 and jh.__version__ in done.stdout
    assert program("no-such-command").returncode == 2
    assert program("check", "./nowhere").returncode == 1


def test_nothing_else_is_imported() -> None:
    """No library comes with it, and it is there at once."""
    code = (
        "import sys, time; t = time.perf_counter(); import junheng; d = time.perf_counter() - t\n"
        "print(d, [m for m in sys.modules if m.split('.')[0] in ('pyarrow', 'pandas', 'polars', 'numpy')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, loaded = done.stdout.split(" ", 1)
    assert loaded.strip() == "[]" and float(seconds) < 1.0


def test_types(tmp_path: Path) -> None:
    library("mypy", "mypy")
    home = Path(jh.__file__).parent.parent
    # Where it is not installed, it is found by its folder.
    env = dict(os.environ) if home.name == "site-packages" else {**os.environ, "MYPYPATH": str(home)}
    for command in (["mypy", "--strict", "-p", "junheng"], ["mypy.stubtest", "junheng._native"]):
        done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, cwd=tmp_path, env=env)
        assert done.returncode == 0, done.stdout + done.stderr
