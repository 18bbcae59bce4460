"""Text into a `Source`: the syntax tree, places in characters, and the comments that suppress findings.

A notebook is a `Source` too: its code cells are one program, and every place in it names its cell.
"""

from __future__ import annotations

import ast
import re
import sys
from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from kerasrules.model.enumeration import Enum
from kerasrules.model.locations import Location, Position
from kerasrules.model.record import field, record
from kerasrules.processes.python_parser import module_tree
from kerasrules.source.blank_values import asks_for_code
from kerasrules.source.suppressions.parse import Suppressions

MAX_SOURCE_BYTES = 5_000_000
"""More source than a person writes. Generated files of this size would take minutes and say nothing."""

MAX_NOTEBOOK_BYTES = 200_000_000
"""Notebooks carry their outputs with them, so only their code counts against `MAX_SOURCE_BYTES`."""

_MOST_NODES = 700_000
"""Nodes of a syntax tree, estimated, that are worth reading: each takes about a kilobyte while it is made."""
_MARKS = {**dict.fromkeys(",.([{=+-*/%&|^<>:@~", 1), **dict.fromkeys("\n;", 2)}
"""Characters that stand for a node of the tree, or for two. An estimate from above for code, above all for tables."""

TEACHING_COMMENT = r"(?i)#\s*kerasrules:\s*(?!ignore(?:-file)?\b)(\S.*)"
"""A comment that says what a value is: `# kerasrules: x is (None, 128), 0..1`."""

_TOO_COMPLEX = "the code is nested too deeply for Python's parser"
# Python 3.10 has no depth check while it builds the tree: a chain of this many characters can end the process.
_LONGEST_LINE_OF_OLD_PYTHON = 200_000


class SourceErrorKind(Enum):
    """What is wrong with a file that cannot be read."""

    SYNTAX = "it is not valid Python"
    UNFINISHED = "it is not valid Python before somebody fills in what it asks for"
    UNREADABLE = "its text, or the tree of it, cannot be had"


class SourceError(Exception):
    """A file, or a cell of a notebook, that cannot be read."""

    def __init__(self, message: str, location: Location, kind: SourceErrorKind) -> None:
        super().__init__(message)
        self.message = message
        self.location = location
        self.kind = kind

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, Location, SourceErrorKind]]:
        # an exception with more than one argument does not survive the way back from a worker process on its own
        return type(self), (self.message, self.location, self.kind)


class SourceSkipped(Exception):
    """A file that is omitted on purpose, with the reason for the user."""


@record(frozen=True)
class Cell:
    """A code cell: its 1-based number among all cells, and the line of the joined text that it begins at."""

    number: int
    first_line: int


_NEW_BACKEND = r"(?m)^[^#\n]*KERAS_BACKEND\W{1,8}(?:jax|torch)\b"
PYTHON_TWO = "Python 2 syntax converted"
"""What is done to a program in Python 2."""


@record(frozen=True)
class Repair:
    """What was done to code that is not valid Python as written, so that it could be parsed.

    done: in words, such as "line numbers removed". location: the first place. lines: how many lines it changed.
    is_expected: this is no fault: IPython does the same where it runs the code, or the text is an exercise.
    leaves_gaps: code is missing. is_fault: Python cannot run the program, however it came here.
    """

    done: str
    location: Location
    lines: int
    is_expected: bool = False
    leaves_gaps: bool = False
    is_fault: bool = False


@record(frozen=True)
class ColumnMap:
    """Where each character of a repaired line begins and ends in the line as written, from 0.

    starts has one more element, for the line's end.
    """

    starts: list[int]
    ends: list[int]

    def start(self, column: int) -> int:
        """The written column of a repaired one where a stretch begins. Both count from 1."""
        return self.starts[min(max(column, 1), len(self.starts)) - 1] + 1

    def end(self, column: int) -> int:
        """The same where a stretch ends."""
        if column < 2 or not self.ends:
            return self.start(column)
        return self.ends[min(column - 1, len(self.ends)) - 1] + 1


@record
class Source:
    """A program as text and as a tree.

    path: as the user should see it. text: of a notebook, the code cells joined by line ends, magics masked.
    lines: `text` split as Python counts lines. errors: cells that were dropped. A script that cannot be parsed has no
    Source at all. repairs: what was changed so that it could be parsed; `text` is the changed one, but all locations
    are those of the text as written. columns: of the lines whose length that changed. modules: by name, those that the
    cells of a notebook write to files (`%%writefile`). outputs: what its cells printed in training, as saved, by the
    cell's number. ended_well: whether cells ran without an error when the notebook was saved, of those that ran.
    """

    path: str
    text: str
    tree: ast.Module
    lines: list[str]
    cells: tuple[Cell, ...] = ()
    errors: tuple[SourceError, ...] = ()
    repairs: tuple[Repair, ...] = ()
    columns: Mapping[int, ColumnMap] = field(default_factory=dict, repr=False)
    modules: Mapping[str, Source] = field(default_factory=dict, repr=False)
    outputs: Mapping[int, str] = field(default_factory=dict, repr=False)
    ended_well: Mapping[int, bool] = field(default_factory=dict, repr=False)
    _suppressions: Suppressions | None = field(default=None, repr=False)
    _teaches: bool | None = field(default=None, repr=False)
    _character_ends: dict[int, array[int]] = field(default_factory=dict, repr=False)
    """Of a line that is not ASCII: the offset in UTF-8 bytes at which each character ends."""

    @property
    def suppressions(self) -> Suppressions:
        """The comments that suppress findings; looked for at the first question."""
        if self._suppressions is None:
            self._suppressions = Suppressions.read(self.lines)
        return self._suppressions

    @property
    def teaches(self) -> bool:
        """Whether the text looks as if comments in it say what values are."""
        if self._teaches is None:
            self._teaches = "kerasrules:" in self.text.casefold() and re.search(TEACHING_COMMENT, self.text) is not None
        return self._teaches

    @property
    def is_incomplete(self) -> bool:
        """Whether code was dropped or filled in to make the text parse."""
        return bool(self.errors) or any(repair.leaves_gaps for repair in self.repairs)

    @property
    def chooses_new_backend(self) -> bool:
        """Whether it sets a backend that came with Keras 3."""
        return "KERAS_BACKEND" in self.text and re.search(_NEW_BACKEND, self.text) is not None

    @property
    def python_two(self) -> Location | None:
        """Where it is written in Python 2."""
        return next((repair.location for repair in self.repairs if repair.done == PYTHON_TWO), None)

    @property
    def has_gaps(self) -> bool:
        """Whether code is missing: cells that were dropped, and places where a comment asks for it."""
        return self.is_incomplete or asks_for_code(self.text)

    def location(self, node: ast.AST) -> Location:
        """Where a syntax node stands. A node without a position (a module, an argument list) is at the file's start."""
        line: int | None = getattr(node, "lineno", None)
        if line is None:
            return Location(self.path, Position(1, 1), Position(1, 1), self.cells[0].number if self.cells else None)
        column: int = getattr(node, "col_offset", 0)
        end_line: int = getattr(node, "end_lineno", None) or line
        end_column: int | None = getattr(node, "end_col_offset", None)
        start = self._characters(line, column)
        end = self._characters(end_line, column if end_column is None else end_column)
        return self._location(line, start, end_line, end)

    def stretch(self, line: int, start: int, end: int) -> Location:
        """The place between two 1-based columns of a line of `text`."""
        return self._location(line, start, line, end)

    def segment(self, node: ast.AST) -> str:
        """The text of a syntax node, as written."""
        return ast.get_source_segment(self.text, node) or ""

    def line_of(self, position: Position, cell: int | None = None) -> int:
        """The line of `text` that a position of this source is on."""
        return position.line + next((c.first_line - 1 for c in self.cells if c.number == cell), 0)

    def _location(self, line: int, start: int, end_line: int, end: int) -> Location:
        if line in self.columns:
            start = self.columns[line].start(start)
        if end_line in self.columns:
            end = self.columns[end_line].end(end)
        if not self.cells:
            return Location(self.path, Position(line, start), Position(end_line, end))
        cell = self._cell(line)
        shift = cell.first_line - 1
        return Location(self.path, Position(line - shift, start), Position(end_line - shift, end), cell.number)

    def _cell(self, line: int) -> Cell:
        return self.cells[max(0, bisect_right(self.cells, line, key=lambda cell: cell.first_line) - 1)]

    def _characters(self, line: int, offset: int) -> int:
        """A 1-based column in characters, from ast's offset in UTF-8 bytes."""
        if not 1 <= line <= len(self.lines):
            return offset + 1
        text = self.lines[line - 1]
        if text.isascii():
            return min(offset, len(text)) + 1
        ends = self._character_ends.get(line)
        if ends is None:
            ends = self._character_ends[line] = array("L", accumulate(map(_bytes_of, text)))
        return bisect_right(ends, offset) + 1


def _bytes_of(character: str) -> int:
    """Bytes of a character in UTF-8. A surrogate, which has none, is replaced by one."""
    code = ord(character)
    if code < 0x80 or 0xD800 <= code < 0xE000:
        return 1
    return 2 if code < 0x800 else 3 if code < 0x10000 else 4


def parse(text: str, lines: Sequence[str], path: str, cell: int | None = None) -> ast.Module:
    """A syntax tree, with everything that Python raises over a bad text turned into a `SourceError`."""
    null = text.find("\0")
    if null >= 0:
        # Python's own words for it, and the type of the exception, differ from version to version
        before = split_lines(text[:null])
        here = Position(len(before), len(before[-1]) + 1)
        raise SourceError(
            "source code cannot contain null bytes", Location(path, here, here, cell), SourceErrorKind.SYNTAX
        )
    if sys.version_info < (3, 11) and max(map(len, lines), default=0) > _LONGEST_LINE_OF_OLD_PYTHON:
        raise SourceError(_TOO_COMPLEX, start_of(path, cell), SourceErrorKind.UNREADABLE)
    try:
        return module_tree(text)
    except SyntaxError as error:
        raise SourceError(
            sentence(error.msg), _error_location(error, lines, path, cell), SourceErrorKind.SYNTAX
        ) from None
    except (RecursionError, MemoryError, SystemError):
        raise SourceError(_TOO_COMPLEX, start_of(path, cell), SourceErrorKind.UNREADABLE) from None
    except ValueError as error:
        raise SourceError(sentence(str(error)), start_of(path, cell), SourceErrorKind.SYNTAX) from None


def skip_dense(text: str) -> None:
    """Raise SourceSkipped for code whose syntax tree would take more memory than a file may.

    It is made in one piece by Python's parser, which cannot be interrupted.
    """
    if len(text) > _MOST_NODES // 2:
        nodes = sum(weight * text.count(mark) for mark, weight in _MARKS.items())
        if nodes > _MOST_NODES:
            raise SourceSkipped(f"the code has about {nodes:,} parts; the limit is {_MOST_NODES:,}")


def split_lines(text: str) -> list[str]:
    """Lines as Python's tokenizer counts them; `str.splitlines` would also break at form feeds and U+2028."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def start_of(path: str, cell: int | None = None) -> Location:
    """The place to name where no better one is known."""
    return Location(path, Position(1, 1), Position(1, 1), cell)


def _error_location(error: SyntaxError, lines: Sequence[str], path: str, cell: int | None) -> Location:
    """SyntaxError's positions are in characters already, but may be missing, 0, or beyond the end of the file."""
    line = min(max(error.lineno or 1, 1), max(len(lines), 1))
    width = len(lines[line - 1]) if lines else 0
    column = min(max(error.offset or 1, 1), width + 1)
    end_line, end_column = error.end_lineno or line, error.end_offset or column
    if (end_line, end_column) < (line, column) or end_line != line:
        end_column = column
    end = Position(line, min(max(end_column, column), width + 1))
    return Location(path, Position(line, column), end, cell)


def sentence(message: str) -> str:
    """Python's message without the file and line that some of them carry."""
    return re.sub(r" \(<unknown>, line \d+\)$", "", message.replace("for '<unknown>'", "")).strip() or "invalid syntax"
