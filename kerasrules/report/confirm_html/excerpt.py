"""The lines of source that a finding is about, with its place marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from kerasrules.report.confirm_html.markup import element
from kerasrules.report.inputs import SourceLines

_AROUND = 1
_MOST_LINES = 8
_MOST_CHARACTERS = 400
_TAB = " " * 4


class MarkedSource:
    """The file that the document's findings are in. Lines of other files are not shown."""

    def __init__(self, path: Any, lines: SourceLines | None) -> None:
        self._path = path
        self._lines = lines

    def excerpt(self, findings: Sequence[Mapping[str, Any]]) -> Element | None:
        """The lines of a finding and of those that go with it, or None where there are none to show."""
        cell = findings[0].get("cell")
        marks: dict[int, tuple[int, int]] = {}
        own = [one for one in findings if one.get("path") == self._path and one.get("cell") == cell]
        if self._lines is None or not own:
            return None
        for one in own:  # of others in the same trial only the line is known
            others = [location.get("line") for location in one.get("together") or () if location.get("cell") == cell]
            marks.update({line: self._whole(cell, line) for line in others if isinstance(line, int)})
        for one in own:
            marks.update(self._marks(one, cell))
        around = sorted({near for line in marks for near in range(line - _AROUND, line + _AROUND + 1)})
        lines = [(number, text) for number in around if (text := self._line(cell, number)) is not None]
        if not any(number in marks for number, _ in lines):
            return None
        code = element("code")
        for index, (number, text) in enumerate(lines):
            if index and lines[index - 1][0] != number - 1:
                code.append(_gap())
            code.append(_line(number, text, marks.get(number)))
        return element("pre", code, class_="source", tabindex=0, aria_label=f"source, from line {lines[0][0]} on")

    def _marks(self, one: Mapping[str, Any], cell: Any) -> dict[int, tuple[int, int]]:
        """Which characters of which lines a finding is about."""
        extent = one.get("range") or {}
        start, end = extent.get("start") or {}, extent.get("end") or {}
        first, last = start.get("line"), end.get("line")
        if not isinstance(first, int):
            return {}
        last = max(first, last) if isinstance(last, int) else first
        found = {}
        for line in range(first, min(last, first + _MOST_LINES) + 1):
            begin, stop = self._whole(cell, line)
            begin = start["column"] - 1 if line == first and start.get("column") else begin
            stop = end["column"] - 1 if line == last and end.get("column") else stop
            found[line] = (begin, max(stop, begin + 1))
        return found

    def _whole(self, cell: Any, line: int) -> tuple[int, int]:
        text = self._line(cell, line) or ""
        return len(text) - len(text.lstrip()), len(text.rstrip())

    def _line(self, cell: Any, line: int) -> str | None:
        return None if self._lines is None else self._lines.line(str(self._path), cell, line)


def _gap() -> Element:
    line = element("span", element("span", "   ⋯", class_="gutter"))
    line.tail = "\n"
    return line


def _line(number: int, text: str, marked: tuple[int, int] | None) -> Element:
    start, stop = marked or (0, 0)
    gutter = element("span", f"{number:>4} ", class_="gutter")
    gutter.set("aria-hidden", "true")
    first = max(0, start - 80) if len(text) > _MOST_CHARACTERS else 0
    last = first + _MOST_CHARACTERS
    pieces = [("…" if first else "") + _shown(text[first:start]), _shown(text[start : min(stop, last)])]
    rest = _shown(text[max(stop, first) : last]) + ("…" if len(text) > last else "")
    if marked is None:
        line = element("span", gutter, _shown(text[:last]), "…" if len(text) > last else None)
    else:
        line = element("span", gutter, pieces[0], element("mark", pieces[1]) if pieces[1] else None, rest)
    line.tail = "\n"
    return line


def _shown(text: str) -> str:
    return text.replace("\t", _TAB)
