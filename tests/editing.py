"""Edits written into a text, for the tests on how each kind is rendered."""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.findings import Edit, Remedy
from kerasrules.fixing.context import Context
from kerasrules.fixing.documents import Document
from kerasrules.fixing.render import rendered
from kerasrules.program import Place, Position
from kerasrules.reading import read
from kerasrules.sources import from_text

PATH = "program.py"


def place_of(text: str, snippet: str) -> Place:
    """Where a snippet stands, which must be there once."""
    assert text.count(snippet) == 1, snippet
    start = text.index(snippet)
    return Place(PATH, _position(text, start), _position(text, start + len(snippet)))


def edited(text: str, *edits: Callable[[Callable[[str], Place]], Edit]) -> str:
    """The text with edits, each made from a function that gives the place of a snippet. Raises `Refused`."""
    source = from_text(text, PATH)
    document = Document(text, source)
    plain = text.removeprefix("\ufeff")
    remedy = Remedy("", tuple(edit(lambda snippet: place_of(plain, snippet)) for edit in edits))
    return document.with_patches(rendered(remedy, Context(document, read(source))))


def _position(text: str, offset: int) -> Position:
    return Position(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
