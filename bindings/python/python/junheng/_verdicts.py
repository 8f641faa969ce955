"""Verdicts and what they rest on."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

from junheng import _native
from junheng._errors import JunhengError

if TYPE_CHECKING:
    from junheng._pack import Pack

TextFormat: TypeAlias = Literal["text", "json", "html", "md"]
FileFormat: TypeAlias = Literal["xlsx", "forms", "docx"]

_TEXTS = ("text", "json", "html", "md")
_MOST_SHOWN = 50
_SIGNS = {"met": "✓", "unmet": "✗", "undetermined": "?", "not_applicable": "–"}


def _report(native: _native.Verdicts, county: str | None, form: str) -> str | bytes:
    written = bytes(native.report(county, form))
    return written.decode() if form in _TEXTS else written


def _frame(page: str) -> str:
    return f'<iframe srcdoc="{html.escape(page)}" style="width:100%;height:36em;border:1px solid #ccc"></iframe>'


class Verdicts(Mapping[str, "County"]):
    """Counties that were judged, by their codes.

    Tables are Arrow's (``pl.DataFrame(v.subjects)``, ``pd.DataFrame.from_arrow(v.subjects)``, ``pa.table(v.subjects)``); all columns are
    text but where a number of rows is counted. Numbers are exact decimals of at most twelve places, in the unit beside them.
    """

    def __init__(self, pack: Pack, native: _native.Verdicts) -> None:
        self.pack = pack
        self._native = native
        self._codes, self._left_out = native.counties()
        self._lines: dict[str, dict[str, Any]] | None = None

    @property
    def counties(self) -> _native.Table:
        """A row for each county and conclusion: ``county``, ``name``, ``conclusion``, ``title``, ``outcome`` (``met``, ``unmet``,
        ``undetermined``, ``not_applicable``), ``content`` (the digest of the data as understood), ``pack``, ``version``, ``digest``, ``set``,
        ``as_of``, ``engine``, and how much is in doubt: ``audits``, ``surplus``, ``errors``; ``format``. A county that errors left out has
        one row without a conclusion."""
        return self._native.table("verdicts")

    @property
    def subjects(self) -> _native.Table:
        """A row for each outcome that the detail asks for: ``county``, ``rule``, ``title``, ``entity``, ``subject`` (as :meth:`County.explain`
        takes it), ``outcome``, ``value``, ``limit``, ``unit``, ``measures``."""
        return self._native.table("subjects")

    @property
    def missing(self) -> _native.Table:
        """A row for each datum that would decide an outcome: ``county``, ``rule``, ``subject``, ``entity``, ``key``, ``column``, ``reason``,
        ``there``, ``expected``."""
        return self._native.table("missing")

    @property
    def issues(self) -> _native.Table:
        """A row for each thing that is wrong or doubtful about the data: ``severity``, ``code``, ``file`` (the table's name), ``column``,
        ``value``, ``message``, ``county`` (that it leaves out), ``cell``, ``row`` (the first is 2, as below a header)."""
        return self._native.table("issues")

    @property
    def left_out(self) -> list[str]:
        """Codes of the counties that errors left out: they have no outcome."""
        return list(self._left_out)

    def ndjson(self) -> str:
        """A line of JSON for each county, in the order of codes: the bytes that ``junheng eval --format ndjson`` writes."""
        return self._native.ndjson()

    def explain(self, rule: str, subject: str | None = None) -> str:
        """How an outcome came about, step by step: ``explain("R5", "9900010019/小学")``."""
        return self._native.explain(None, rule, subject)

    def gap(self, rule: str | None = None) -> Gap:
        """The least changes by which what is not met would be met."""
        return Gap(*self._native.gap(None, rule))

    @overload
    def report(self, format: TextFormat) -> str: ...
    @overload
    def report(self, format: FileFormat) -> bytes: ...
    def report(self, format: TextFormat | FileFormat) -> str | bytes:
        """The report of all counties: ``text``, ``json``, ``html``, ``md`` as text; ``xlsx`` (the ledger), ``forms``, ``docx`` as the bytes
        of a file."""
        return _report(self._native, None, format)

    def __getitem__(self, code: str) -> County:
        if code in self._codes:
            return County(self, code)
        why = "errors left it out, see `issues`" if code in self._left_out else "it is not in the data"
        raise KeyError(f"{code}: {why}")

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)

    def __repr__(self) -> str:
        left = f", {len(self._left_out)} left out" if self._left_out else ""
        return f"<junheng.Verdicts by {self.pack.id}@{self.pack.version}: {len(self)} counties{left}>"

    def _line(self, code: str) -> dict[str, Any]:
        if self._lines is None:
            parsed = map(json.loads, self.ndjson().splitlines())
            self._lines = {line["county"]: line for line in parsed}
        return self._lines[code]

    def _repr_html_(self) -> str:
        if len(self) == 1:
            return self[self._codes[0]]._repr_html_()
        shown = self._codes[:_MOST_SHOWN]
        names = list(dict.fromkeys(name for code in shown for name in self[code].conclusions))
        head = "".join(f"<th>{html.escape(name)}</th>" for name in ("county", *names, "doubts"))
        rows = []
        for code in shown:
            county = self[code]
            outcomes = (county.conclusions.get(name, "") for name in names)
            cells = [f"{code} {county.name or ''}", *(f"{_SIGNS.get(o, '')} {o}" for o in outcomes)]
            cells.append(str(sum(county.doubts.values()) or ""))
            rows.append("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>")
        more = len(self) - len(shown)
        foot = f"<p>… {more}</p>" if more else ""
        left = f"<p>✗ {html.escape('、'.join(self._left_out))}</p>" if self._left_out else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{foot}{left}"


class County:
    """One county that was judged."""

    def __init__(self, verdicts: Verdicts, code: str) -> None:
        self._verdicts = verdicts
        self.code = code

    @property
    def line(self) -> dict[str, Any]:
        """Its line of ndjson as an object; the schema is that of ``junheng schema line``."""
        return self._verdicts._line(self.code)

    @property
    def name(self) -> str | None:
        """Its name, where the data give one."""
        name: str | None = self.line["name"]
        return name

    @property
    def conclusions(self) -> dict[str, str]:
        """The conclusions' outcomes by id."""
        found: dict[str, str] = self.line["conclusions"]
        return found

    @property
    def doubts(self) -> dict[str, int]:
        """What is in doubt about its data: ``audits``, ``surplus``, ``errors``. A conclusion is only as good as these allow."""
        found: dict[str, int] = self.line["doubts"]
        return found

    def explain(self, rule: str, subject: str | None = None) -> str:
        """How an outcome came about, step by step; ``subject`` is left out where the rule has one only."""
        return self._verdicts._native.explain(self.code, rule, subject)

    def gap(self, rule: str | None = None) -> Gap:
        """The least changes by which what is not met would be met."""
        return Gap(*self._verdicts._native.gap(self.code, rule))

    @overload
    def report(self, format: TextFormat) -> str: ...
    @overload
    def report(self, format: FileFormat) -> bytes: ...
    def report(self, format: TextFormat | FileFormat) -> str | bytes:
        """Its report; see :meth:`Verdicts.report`."""
        return _report(self._verdicts._native, self.code, format)

    def __repr__(self) -> str:
        outcomes = ", ".join(f"{name} {outcome}" for name, outcome in self.conclusions.items())
        return f"<junheng.County {self.code} {self.name or ''}: {outcomes}>"

    def _repr_html_(self) -> str:
        return _frame(self.report("html"))


class Gap:
    """What is short of being met, with the least changes; as text for people, as data for programs."""

    def __init__(self, text: str, listed: str) -> None:
        self._text = text
        self._json = listed

    @property
    def data(self) -> dict[str, Any]:
        """As ``junheng gap --format json`` gives it."""
        found: dict[str, Any] = json.loads(self._json)
        return found

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<junheng.Gap: {len(self._text.splitlines())} lines>"

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self._text)}</pre>"


class Comparison:
    """Two sets of data of the same counties: what differs, which outcomes turned, and by which changes."""

    def __init__(self, text: str, page: str, listed: str) -> None:
        self._text = text
        self._page = page
        self._json = listed

    @property
    def data(self) -> dict[str, Any]:
        """As ``junheng compare --format json`` gives it."""
        found: dict[str, Any] = json.loads(self._json)
        return found

    def html(self) -> str:
        """As a page."""
        return self._page

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<junheng.Comparison: {len(self._text.splitlines())} lines>"

    def _repr_html_(self) -> str:
        return _frame(self._page)


def compare(a: Verdicts, b: Verdicts, pack: Pack | None = None) -> Comparison:
    """Compares two years of the same counties, both judged by the same pack: ``compare(last_year, this_year)``.

    ``pack``, where it is given, must be that pack.
    """
    if pack is not None and (pack != a.pack or pack != b.pack):
        raise JunhengError("both must be judged by the pack that is given")
    return Comparison(*_native.compare(a._native, b._native))
