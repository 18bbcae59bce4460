"""Locations and other text on one line of a terminal."""

from __future__ import annotations

from kerasrules.model.inert import inert
from kerasrules.model.locations import Location


def format_location(location: Location) -> str:
    """`path:line:column`, with the cell for a notebook; editors and terminals make it a link."""
    # no file may be called like a command of those that read logs: "::error", "##vso"
    path = f"./{location.path}" if location.path.startswith(("::", "##")) else location.path
    return f"{one_line(path)}:{format_position(location)}"


def format_position(location: Location) -> str:
    """The same without the file: `12:5`, or `cell 3:2:5`."""
    cell = f"cell {location.cell}:" if location.cell is not None else ""
    return f"{cell}{location.start.line}:{location.start.column}"


def format_place(location: Location) -> str:
    """The line in words: `line 12`, or `cell 3 line 2`."""
    return f"{'' if location.cell is None else f'cell {location.cell} '}line {location.start.line}"


def one_line(text: str) -> str:
    """Text that stays on its line and does nothing to a terminal, whatever a file is called."""
    return inert(text.replace("\n", " ").replace("\t", " "))
