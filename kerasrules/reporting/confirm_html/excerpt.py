"""The lines of source that a finding is about, with its place marked."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from kerasrules.reporting.confirm_html.markup import element
from kerasrules.reporting.excerpts import Excerpts

_AROUND = 1
_MOST_LINES = 8
_MOST_CHARACTERS = 400
_TAB = " " * 4


class Source:
    """The text that the document's findings are in. Other files are not read."""

    def __init__(self, path: Any, text: str | None) -> None:
        self._path = path
        self._excerpts = None if text is None else Excerpts({str(path): text})

    def excerpt(self, one: dict[str, Any]) -> Element | None:
        """The lines of a finding or verdict, or None where there are none to show."""
        extent = one.get("range") or {}
        start, end = extent.get("start") or {}, extent.get("end") or {}
        first, last, cell = start.get("line"), end.get("line"), one.get("cell")
        if self._excerpts is None or one.get("path") != self._path or not isinstance(first, int):
            return None
        last = max(first, last) if isinstance(last, int) else first
        also = [
            place["line"]
            for place in one.get("together") or ()
            if isinstance(place.get("line"), int) and place.get("cell") == cell
        ]
        marked = {*range(first, min(last, first + _MOST_LINES) + 1), *also[:_MOST_LINES]}
        around = sorted({near for line in marked for near in range(line - _AROUND, line + _AROUND + 1)})
        lines = [(n, text) for n in around if (text := self._excerpts.line(str(self._path), cell, n)) is not None]
        if not any(number == first for number, _ in lines):
            return None
        code = element("code")
        for index, (number, text) in enumerate(lines):
            if index and lines[index - 1][0] != number - 1:
                code.append(_gap())
            begin = (start.get("column") or 1) - 1 if number == first else len(text) - len(text.lstrip())
            stop = (end.get("column") or len(text) + 1) - 1 if number == last else len(text.rstrip())
            code.append(_line(number, text, (begin, max(stop, begin + 1)) if number in marked else None))
        return element("pre", code, class_="source", tabindex=0, aria_label=f"source, from line {lines[0][0]} on")


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
