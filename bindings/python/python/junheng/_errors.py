"""What goes wrong, in words."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, overload


@dataclass(frozen=True)
class Diagnostic:
    """One thing that is wrong or doubtful about a pack."""

    code: str
    """``JH0901``; ``junheng check --explain JH0901`` says more."""
    severity: str
    """``error`` or ``warning``."""
    message: str
    """What is wrong and what was expected."""
    file: str
    """The file, as it is shown to people."""
    line: int
    """The line, from 1."""
    column: int
    """The character in the line, from 1."""
    help: str | None
    """What to do about it."""

    def __str__(self) -> str:
        return f"{self.severity} {self.code} {self.file}:{self.line}:{self.column}: {self.message}"


class Diagnostics(Sequence[Diagnostic]):
    """Everything that is wrong or doubtful about a pack, in the order of files and places. As text: with the lines they are about."""

    def __init__(self, items: Iterable[Diagnostic] = (), text: str = "") -> None:
        self._items = tuple(items)
        self._text = text

    @classmethod
    def _of(cls, listed: str, text: str = "") -> Diagnostics:
        def one(found: dict[str, Any]) -> Diagnostic:
            start = found["start"]
            return Diagnostic(
                code=found["code"],
                severity=found["severity"],
                message=found["message"],
                file=found["file"],
                line=start["line"],
                column=start["column"],
                help=found["help"],
            )

        return cls(map(one, json.loads(listed)), text)

    @property
    def errors(self) -> list[Diagnostic]:
        """Those for which a pack cannot judge."""
        return [d for d in self._items if d.severity == "error"]

    @property
    def warnings(self) -> list[Diagnostic]:
        """Those with which it can."""
        return [d for d in self._items if d.severity == "warning"]

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Diagnostic: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Diagnostic]: ...
    def __getitem__(self, index: int | slice) -> Diagnostic | Sequence[Diagnostic]:
        return self._items[index]

    def __str__(self) -> str:
        return self._text or "\n".join(map(str, self._items))

    def __repr__(self) -> str:
        return f"<junheng.Diagnostics: {len(self.errors)} errors, {len(self.warnings)} warnings>"

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


class JunhengError(Exception):
    """Something was not done, in words. ``diagnostics`` says what is wrong with the pack, where that is the reason; else it is empty."""

    diagnostics: Diagnostics

    def __init__(self, message: str, diagnostics: Diagnostics | None = None) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics if diagnostics is not None else Diagnostics()

    @classmethod
    def _of(cls, message: str, listed: str) -> JunhengError:
        return cls(message, Diagnostics._of(listed, message if listed != "[]" else ""))

    def __reduce__(self) -> tuple[type[JunhengError], tuple[str, Diagnostics]]:
        return (type(self), (str(self), self.diagnostics))
