"""Locations and other text on one line of a terminal."""

from __future__ import annotations

from kerasrules.model.locations import Location


def format_location(location: Location) -> str:
    """`path:line:column`, with the cell for a notebook; editors and terminals make it a link."""
    cell = f"cell {location.cell}:" if location.cell is not None else ""
    return f"{one_line(location.path)}:{cell}{location.start.line}:{location.start.column}"


def format_place(location: Location) -> str:
    """The same without the file: `line 12`, or `cell 3 line 2`."""
    return f"{'' if location.cell is None else f'cell {location.cell} '}line {location.start.line}"


def one_line(text: str) -> str:
    """Text that stays on its line and does nothing to a terminal, whatever a file is called."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c in "\n\t" else f"\\x{ord(c):02x}" for c in text)
