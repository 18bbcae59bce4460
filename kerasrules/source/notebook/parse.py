"""A Jupyter notebook as one program: its code cells in order, each parsed separately.

Cells that are not Python as they stand are repaired: IPython's own syntax (`%matplotlib inline`, `!pip install`,
`name?`) is masked, so that what is left keeps its lines and columns. A cell that still cannot be parsed is dropped with
an error; the rest is read. Cells that write a Python file (`%%writefile`) are modules of their own.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

from kerasrules.model.locations import Location, Position
from kerasrules.source.blank_values import without_blank_values
from kerasrules.source.notebook.written_files import file_written_by
from kerasrules.source.source import (
    MAX_SOURCE_BYTES,
    Cell,
    ColumnMap,
    Repair,
    Source,
    SourceError,
    SourceErrorKind,
    SourceSkipped,
    parse,
    split_lines,
    start_of,
)

_SURROGATE = re.compile("[\ud800-\udfff]")


def from_notebook(text: str, path: str) -> Source:
    """The Source of a notebook's JSON text."""
    codes = list(code_cells(text, path))
    if sum(len(code) for _, code in codes) > MAX_SOURCE_BYTES:
        raise SourceSkipped(f"the notebook has more than {MAX_SOURCE_BYTES // 1_000_000} MB of code")
    program = _Cells(path)
    modules: dict[str, _Cells] = {}
    for number, code in codes:
        written = file_written_by(code)
        if written is None:
            program.add(number, code)
        elif written.module is not None:
            if not written.appends:
                modules.pop(written.module, None)
            modules.setdefault(written.module, _Cells(path)).add(number, written.code)
    source = program.source()
    # a file that does not parse is none of the notebook's program: nobody is told of it
    source.modules = {name: module.source() for name, module in modules.items()}
    return source


class _Cells:
    """Code cells that are one program, each parsed by itself."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lines: list[str] = []
        self._cells: list[Cell] = []
        self._errors: list[SourceError] = []
        self._body: list[ast.stmt] = []
        self._repairs: list[Repair] = []
        self._columns: dict[int, ColumnMap] = {}

    def add(self, number: int, code: str) -> None:
        """One more cell, by its number among all. One that cannot be parsed is dropped with an error."""
        lines = split_lines(code)
        try:
            # most cells are plain Python, and there a line that begins with % may be the rest of an expression
            tree = parse(code, lines, self._path, number)
        except SourceError as error:
            from kerasrules.source.repairs.repair import repair

            try:
                made = repair(code, error, in_ipython=True)
            except SourceError as remaining:
                self._errors.append(remaining)
                return
            tree, lines = made.tree, made.lines
            self._repairs += made.repairs
            self._columns.update((line + len(self._lines), columns) for line, columns in made.columns.items())
        without_blank_values(tree, "\n".join(lines), lines)
        self._cells.append(Cell(number, len(self._lines) + 1))
        ast.increment_lineno(tree, len(self._lines))
        self._lines.extend(lines)
        self._body.extend(tree.body)

    def source(self) -> Source:
        """The cells up to here as one program."""
        return Source(
            self._path,
            "\n".join(self._lines),
            ast.Module(self._body, []),
            self._lines,
            tuple(self._cells),
            tuple(self._errors),
            tuple(self._repairs),
            self._columns,
        )


def code_cells(text: str, path: str) -> Iterator[tuple[int, str]]:
    """(1-based number among all cells, code) of each code cell, as written."""
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        here = Position(error.lineno, error.colno)
        message = f"not a notebook: invalid JSON ({error.msg[:1].lower()}{error.msg[1:]})"
        raise SourceError(message, Location(path, here, here), SourceErrorKind.UNREADABLE) from None
    except RecursionError:
        raise SourceError(
            "not a notebook: the JSON is nested too deeply", start_of(path), SourceErrorKind.UNREADABLE
        ) from None
    except ValueError as error:  # such as a number with more digits than int() takes
        raise SourceError(f"not a notebook: {error}", start_of(path), SourceErrorKind.UNREADABLE) from None
    cells = _cells(notebook)
    if cells is None:
        raise SourceError(
            "not a notebook: the JSON contains no list of cells", start_of(path), SourceErrorKind.UNREADABLE
        )
    language = _language(notebook)
    if language not in {None, "python", "ipython", "python3"}:
        raise SourceSkipped(f"the notebook's language is {language}")
    for number, cell in enumerate(cells, 1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", cell.get("input", ""))  # "input" is the name in format 3
            if isinstance(source, list):
                source = "".join(part for part in source if isinstance(part, str))
            if isinstance(source, str):
                yield number, _SURROGATE.sub("\ufffd", source)


def _cells(notebook: Any) -> list[Any] | None:
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    if cells is None and isinstance(notebook.get("worksheets"), list):  # format 3 and older
        cells = [c for sheet in notebook["worksheets"] if isinstance(sheet, dict) for c in sheet.get("cells") or []]
    return cells if isinstance(cells, list) else None


def _language(notebook: dict[str, Any]) -> str | None:
    metadata = notebook.get("metadata")
    if not isinstance(metadata, dict):
        return None
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        about = metadata.get(key)
        if isinstance(about, dict) and isinstance(about.get(name), str):
            return str(about[name]).lower()
    return None
