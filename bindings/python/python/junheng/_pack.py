"""Packs of rules."""

from __future__ import annotations

import datetime
import html
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias, runtime_checkable

from junheng import _native
from junheng._errors import Diagnostics, JunhengError
from junheng._verdicts import Verdicts

Language: TypeAlias = Literal["zh", "en"]
Detail: TypeAlias = Literal["summary", "failures", "full"]
Day: TypeAlias = "datetime.date | str"

_GIVEN = "./pack"


@runtime_checkable
class ArrowStream(Protocol):
    """What hands over rows in batches: a frame of pandas or Polars, a table of pyarrow, a relation of DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


@runtime_checkable
class ArrowArray(Protocol):
    """What hands over rows in one piece: a batch of pyarrow."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


Rows: TypeAlias = ArrowStream | ArrowArray
"""A table's rows."""


def _rows(name: str, rows: Rows) -> _native.Rows:
    """All rows of an object, read before the next one is asked for its own: some databases have one open result at a time. One whose
    columns cannot be Arrow's, mixed types for one, says so here."""
    try:
        if isinstance(rows, ArrowStream):
            return _native.Rows(name, [rows.__arrow_c_stream__()])
        if isinstance(rows, ArrowArray):
            return _native.Rows(name, list(rows.__arrow_c_array__()))
    except JunhengError:
        raise
    except Exception as error:
        raise JunhengError(f"table `{name}`: {error}") from error
    kind = type(rows).__name__
    raise JunhengError(
        f"table `{name}`: a `{kind}` is no table\n"
        "  help: give a frame of pandas or Polars, a table of pyarrow, a relation of DuckDB, or whatever has `__arrow_c_stream__`"
    )


def _day(as_of: Day | None) -> str | None:
    if isinstance(as_of, datetime.datetime):
        return as_of.date().isoformat()
    return as_of.isoformat() if isinstance(as_of, datetime.date) else as_of


class Pack:
    """A pack of rules, loaded with all that it extends and checked.

    Pickled, it is its files and its digest: another process makes the same pack of them, or refuses.
    """

    def __init__(self, native: _native.Pack) -> None:
        self._native = native
        self.id, self.version, self.title, self.digest = native.names()

    @staticmethod
    def load(
        pack: str | os.PathLike[str] | Mapping[str, bytes],
        *,
        search: Sequence[str | os.PathLike[str]] = ("rulepacks",),
        language: Language | None = None,
    ) -> Pack:
        """Loads a pack: ``"national@2017"``, a folder, or its files as bytes by their paths in the folder.

        ``search`` are folders in which packs are looked for beside the shipped ones; ``language`` is that of messages and reports, by the
        system's settings where it is not said. A pack with errors is loaded all the same, for :meth:`check`; it does not judge.

        Raises :class:`JunhengError` where there is no such pack, or it cannot be read.
        """
        chosen = language or _native.language()
        if chosen not in ("zh", "en"):
            raise JunhengError(f"no language `{chosen}`: zh or en")
        folders = [os.fspath(folder) for folder in search]
        if isinstance(pack, Mapping):
            files = {f"{_GIVEN}/{path}": bytes(content) for path, content in pack.items()}
            return Pack(_native.Pack(_GIVEN, files, folders, chosen))
        reference = os.fspath(pack)
        # A path is one by its separator.
        if isinstance(pack, Path) and os.sep not in reference:
            reference = f".{os.sep}{reference}"
        return Pack(_native.Pack(reference, {}, folders, chosen))

    def check(self) -> Diagnostics:
        """What is wrong or doubtful about the pack, as ``junheng check`` says it."""
        return Diagnostics._of(*self._native.diagnostics())

    @property
    def set(self) -> tuple[str, ...]:
        """Numbers that were set for a trial, as they were asked for."""
        return tuple(self._native.set)

    @property
    def language(self) -> str:
        """``zh`` or ``en``: the language of messages and reports."""
        return self._native.language

    @property
    def tables(self) -> list[dict[str, Any]]:
        """The tables that it asks for: ``id``, ``label`` and ``columns``, each of these with ``id``, ``label`` and ``unit``."""
        found: list[dict[str, Any]] = json.loads(self._native.tables())
        return found

    def judge(
        self,
        tables: Mapping[str, Rows],
        *,
        as_of: Day | None = None,
        detail: Detail = "failures",
        counties: Sequence[str] | None = None,
        content: bool = True,
        audit: bool = True,
    ) -> Verdicts:
        """Judges the counties of some tables.

        ``tables``: rows by the name of their table, its id or label (``"school"``, ``"学校"``). Their columns are named by id or label,
        with a unit behind it where it is another than the pack's (``"面积（亩）"``), as in a file. Integers, decimals, floats of at most
        fifteen digits, truth values, days, moments at midnight and text are read, also through dictionaries; null is a blank cell. Rows
        may come in any order. An index of pandas is no column.

        ``as_of``: the day, today where none is given. ``detail``: how much :attr:`Verdicts.subjects` and the lines hold. ``counties``: codes
        of those that are judged. ``content``: whether the digest of the data as understood is computed. ``audit``: whether
        :attr:`Verdicts.issues` has what looks doubtful.

        What is wrong with the data is in :attr:`Verdicts.issues`; the exception is for what is no table.
        """
        given = [_rows(name, rows) for name, rows in tables.items()]
        return Verdicts(
            self, self._native.judge(given, False, _day(as_of), detail, _codes(counties), content, audit)
        )

    def judge_nested(
        self,
        rows: Rows,
        *,
        as_of: Day | None = None,
        detail: Detail = "failures",
        counties: Sequence[str] | None = None,
        content: bool = True,
        audit: bool = True,
    ) -> Verdicts:
        """Judges data with one row a county: a column that is a list of structs and is named as a table is that table's rows."""
        given = [_rows("county", rows)]
        return Verdicts(
            self, self._native.judge(given, True, _day(as_of), detail, _codes(counties), content, audit)
        )

    def judge_files(
        self,
        paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | Mapping[str, bytes],
        *,
        as_of: Day | None = None,
        detail: Detail = "failures",
        counties: Sequence[str] | None = None,
        content: bool = True,
        audit: bool = True,
    ) -> Verdicts:
        """Judges files: folders of CSV and Parquet, workbooks; or files as bytes by their names (``{"学校.csv": b"…"}``)."""
        files: dict[str, bytes] | None = None
        if isinstance(paths, Mapping):
            files = {f"data/{path}": bytes(content) for path, content in paths.items()}
            listed = ["data"]
        elif isinstance(paths, (str, os.PathLike)):
            listed = [os.fspath(paths)]
        else:
            listed = [os.fspath(path) for path in paths]
        return Verdicts(
            self,
            self._native.judge_files(
                listed, files, _day(as_of), detail, _codes(counties), content, audit
            ),
        )

    def with_set(
        self, numbers: Mapping[str, int | str | float] | Sequence[str], *, as_of: Day | None = None
    ) -> Pack:
        """The pack with some numbers set for a trial: ``{"R5.at_least.primary": 8}``. A float counts as it is written: ``7.1`` is 7.1."""
        if isinstance(numbers, Mapping):
            asked = [f"{place}={number}" for place, number in numbers.items()]
        else:
            asked = list(numbers)
        return Pack(self._native.with_set(asked, _day(as_of)))

    def template(self, path: str | os.PathLike[str]) -> Path:
        """Writes the form to fill in: a workbook for ``….xlsx``, else a new folder of CSV files. Nothing that is there is replaced."""
        target = Path(path)
        if target.exists():
            raise JunhengError(f"`{target}` is there already")
        if target.suffix.lower() == ".xlsx":
            target.write_bytes(bytes(self._native.template()))
            return target
        files = self._native.template_files()
        target.mkdir(parents=True)
        for name, text in files:
            (target / name).write_text(text, encoding="utf-8", newline="")
        return target

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restored, self._native.state())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pack) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<junheng.Pack {self.id}@{self.version} {self.digest[:18]}>"

    def _repr_html_(self) -> str:
        name = html.escape(f"{self.id}@{self.version}")
        return f"<p><b>{html.escape(self.title)}</b><br><code>{name}</code> <code>{self.digest[:18]}</code></p>"


def _codes(counties: Sequence[str] | None) -> list[str] | None:
    if counties is None:
        return None
    if isinstance(counties, str):
        return [counties]
    return [str(code) for code in counties]


def _restored(
    reference: str,
    files: dict[str, bytes],
    search: list[str],
    numbers: list[str],
    day: str | None,
    language: str,
    digest: str,
) -> Pack:
    files = {path: bytes(content) for path, content in files.items()}
    return Pack(_native.Pack.restore(reference, files, search, numbers, day, language, digest))
