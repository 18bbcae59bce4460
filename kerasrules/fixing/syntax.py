"""The concrete syntax tree of a unit, found by place: libcst with its positions, and nothing slower."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import libcst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from kerasrules.model.locations import Location
from kerasrules.source.patches import CannotFix
from kerasrules.source.units import Unit

Node = TypeVar("Node", bound=libcst.CSTNode)
Span = tuple[int, int]


class Tree:
    """A parsed unit. Offsets are those of the text as written."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        try:
            wrapper = MetadataWrapper(libcst.parse_module(unit.code), unsafe_skip_copy=True)
            self.module = wrapper.module
            self._positions = wrapper.resolve(PositionProvider)
        except (libcst.ParserSyntaxError, libcst.CSTValidationError, RecursionError) as error:
            raise CannotFix("libcst, which applies fixes, cannot parse the file") from error

    def span(self, node: libcst.CSTNode) -> Span:
        """Where a node begins and ends, without the white space and the brackets around it."""
        where = self._positions[node]
        return self._offset(where.start.line, where.start.column), self._offset(where.end.line, where.end.column)

    def text(self, node: libcst.CSTNode) -> str:
        """A node as written."""
        start, end = self.span(node)
        return self.unit.text[start:end]

    def path(self, location: Location, kind: type[Node]) -> list[libcst.CSTNode]:
        """The nodes from the module down to the one of this kind that stands at exactly this place.

        Raises CannotFix where there is none, or where what stands there is not the Python that was read.
        """
        start = (location.start.line, location.start.column - 1)
        end = (location.end.line, location.end.column - 1)
        path = self._descend([self.module], start, end, kind)
        if path is None:
            raise CannotFix("the code to change is not where it takes effect")
        return path

    def find(self, location: Location, kind: type[Node]) -> Node:
        """The node of this kind at a place, likewise."""
        node = self.path(location, kind)[-1]
        assert isinstance(node, kind)
        return node

    def expression(self, location: Location) -> libcst.BaseExpression:
        """The expression at a place, likewise."""
        node = self.path(location, libcst.BaseExpression)[-1]  # type: ignore[type-abstract]
        assert isinstance(node, libcst.BaseExpression)
        return node

    def comments(self, start: int, end: int) -> list[Span]:
        """Where the comments within a stretch of the text are."""
        if "#" not in self.unit.text[start:end]:
            return []
        return sorted(span for span in self._comments() if start <= span[0] < end)

    def _comments(self) -> Iterator[Span]:
        for node in self._positions:
            if isinstance(node, libcst.Comment):
                yield self.span(node)

    def _offset(self, line: int, column: int) -> int:
        return self.unit.offset(line, column + 1)

    def _descend(
        self, path: list[libcst.CSTNode], start: tuple[int, int], end: tuple[int, int], kind: type[Node]
    ) -> list[libcst.CSTNode] | None:
        node = path[-1]
        where = self._positions.get(node)
        if isinstance(node, kind) and where is not None and _range(where) == (start, end):
            return path
        for child in node.children:
            inside = self._positions.get(child)
            if inside is None or _has_decorators(child) or (_range(inside)[0] <= start and end <= _range(inside)[1]):
                found = self._descend([*path, child], start, end, kind)
                if found is not None:
                    return found
        return None


def _range(where: CodeRange) -> tuple[tuple[int, int], tuple[int, int]]:
    return (where.start.line, where.start.column), (where.end.line, where.end.column)


def _has_decorators(node: libcst.CSTNode) -> bool:
    """Whether a node reaches further up than its position says, which is that of `def` or `class`."""
    return isinstance(node, (libcst.FunctionDef, libcst.ClassDef)) and bool(node.decorators)
