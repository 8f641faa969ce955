"""What the tests share: the example county, the program's lines for it, and other programs that may be missing."""

from __future__ import annotations

import csv
import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import junheng as jh

ROOT = Path(__file__).resolve().parents[3]
DAY = datetime.date(2026, 11, 23)
PACK = "national@2017"

Table = list[dict[str, str | None]]


def needs(name: str, there: bool) -> None:
    """Leaves a test out where a program is missing. With JUNHENG_NEED=all, as .ci/run sets it, only what JUNHENG_SKIP names may be."""
    if there:
        return
    skipped = name in os.environ.get("JUNHENG_SKIP", "").split(",")
    if os.environ.get("JUNHENG_NEED") == "all" and not skipped:
        pytest.fail(f"{name} is not installed: `.ci/setup` installs it, JUNHENG_SKIP={name} leaves it out")
    pytest.skip(f"{name} is not installed")


def library(name: str, module: str) -> Any:
    """A library, or the test is left out."""
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError:
        needs(name, False)


def read(folder: Path) -> dict[str, Table]:
    """The files of a folder as texts; a blank cell is none."""
    tables: dict[str, Table] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            tables[path.stem] = [{k: v or None for k, v in row.items()} for row in csv.DictReader(file)]
    assert tables
    return tables


def typed(cells: list[str | None]) -> list[Any]:
    """Numbers where a column has only such and they are no codes, else texts."""
    there = [cell for cell in cells if cell is not None]
    if any(len(cell) > 9 or (cell.startswith("0") and not cell.startswith("0.")) for cell in there):
        return list(cells)
    for kind in (int, float):
        try:
            return [None if cell is None else kind(cell) for cell in cells]
        except ValueError:
            continue
    return list(cells)


def columns(rows: Table, kind: Callable[[list[str | None]], list[Any]] = typed) -> dict[str, list[Any]]:
    """The same by columns."""
    return {name: kind([row[name] for row in rows]) for name in rows[0]}


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "junheng", *arguments], capture_output=True, text=True, timeout=300, cwd=ROOT
    )


def judged(folder: Path, pack: str = PACK, *more: str) -> str:
    """The program's lines for a folder."""
    done = program(
        "--lang", "zh", "eval", str(folder), "--pack", pack, "--as-of", str(DAY), "--format", "ndjson", *more
    )
    assert done.stdout, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def county() -> Path:
    return ROOT / "examples" / "county-990001"


@pytest.fixture(scope="session")
def tables(county: Path) -> dict[str, Table]:
    return read(county)


@pytest.fixture(scope="session")
def lines(county: Path) -> str:
    found = judged(county)
    assert len(found.splitlines()) == 1
    return found


@pytest.fixture(scope="session")
def pack() -> jh.Pack:
    return jh.Pack.load(PACK, language="zh")


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two counties in one folder."""
    folder = tmp_path_factory.mktemp("both")
    parts = [ROOT / "examples" / f"county-{code}" for code in ("990001", "990002")]
    for path in parts[0].glob("*.csv"):
        second = (parts[1] / path.name).read_text(encoding="utf-8-sig").split("\n", 1)[1]
        (folder / path.name).write_text(path.read_text(encoding="utf-8-sig").rstrip("\n") + "\n" + second, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of the tests' own, on a socket; its address."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(programs[-1]) if programs else shutil.which("initdb")
    needs("postgresql", found is not None)
    assert found is not None
    bin = Path(found).parent
    folder = Path("/tmp") / f"jh-pg-{os.getpid()}"
    folder.mkdir()
    user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    try:
        data = folder / "data"
        subprocess.run(
            [*user, str(bin / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"],
            check=True,
            capture_output=True,
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        control = [*user, str(bin / "pg_ctl"), "-D", str(data), "-w"]
        subprocess.run([*control, "-l", str(folder / "log"), "-o", options, "start"], check=True, capture_output=True)
        try:
            yield f"postgresql:///postgres?host={folder}&user=postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
