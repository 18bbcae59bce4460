"""Edits written into a text, for the tests on how each kind is rendered."""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.fixing.editable_program import EditableProgram
from kerasrules.fixing.fix_context import FixContext
from kerasrules.fixing.render import rendered
from kerasrules.interpreter import analyze
from kerasrules.model.edits import Edit, Fix
from kerasrules.model.locations import Location, Position
from kerasrules.source.load import from_text

PATH = "program.py"


def location_of(text: str, snippet: str) -> Location:
    """Where a snippet stands, which must be there once."""
    assert text.count(snippet) == 1, snippet
    start = text.index(snippet)
    return Location(PATH, _position(text, start), _position(text, start + len(snippet)))


def edited(text: str, *edits: Callable[[Callable[[str], Location]], Edit]) -> str:
    """The text with edits, each made from a function that gives the place of a snippet. Raises CannotFix."""
    source = from_text(text, PATH)
    editable = EditableProgram(text, source)
    plain = text.removeprefix("\ufeff")
    fix = Fix("", tuple(edit(lambda snippet: location_of(plain, snippet)) for edit in edits))
    return editable.with_patches(rendered(fix, FixContext(editable, analyze(source))))


def _position(text: str, offset: int) -> Position:
    return Position(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
