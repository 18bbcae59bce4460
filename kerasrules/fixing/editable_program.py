"""A program as fixes edit it: its units, each with its syntax tree."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from kerasrules.fixing.syntax import Tree
from kerasrules.model.locations import Location
from kerasrules.source.patches import CannotFix, Patch
from kerasrules.source.source import Source
from kerasrules.source.units import Unit, units_of
from kerasrules.source.with_patches import with_patches


class EditableUnit(Unit):
    """A script, or one code cell of a notebook, with its syntax."""

    @cached_property
    def tree(self) -> Tree:
        """The concrete syntax tree, parsed once."""
        return Tree(self)


class EditableProgram:
    """A script or notebook with its units, from the text and from the Source that was read of it."""

    def __init__(self, text: str, source: Source) -> None:
        self.source = source
        self._text = text
        self._repaired = {repair.location.cell or 0 for repair in source.repairs}
        self._units = {unit.number: EditableUnit(unit.number, unit.text, unit.lines) for unit in units_of(text, source)}

    def unit(self, location: Location) -> EditableUnit:
        """The unit that a location is in. Raises CannotFix for one that cannot be edited."""
        unit = self._unit(location)
        if unit.number in self._repaired:
            raise CannotFix("the code is not valid Python 3 as written")
        return unit

    def _unit(self, location: Location) -> EditableUnit:
        if location.path != self.source.path:
            raise CannotFix(f"the code to change is in another file, {location.path}")
        unit = self._units.get(location.cell or 0)
        if unit is None:
            raise CannotFix("the text has changed since it was checked")
        return unit

    @property
    def units(self) -> Iterable[EditableUnit]:
        """All units in order."""
        return self._units.values()

    def offset(self, location: Location) -> int | None:
        """The start of a location as an offset in its unit; None for one in another file."""
        try:
            return self._unit(location).offset(location.start.line, location.start.column)
        except CannotFix:
            return None

    def with_patches(self, patches: Iterable[Patch]) -> str:
        """The whole text with all patches made."""
        return with_patches(self._text, self.source.path, patches)
