"""A Jupyter notebook as one program: its code cells in order, each parsed separately.

Cells that are not Python as they stand are repaired: IPython's own syntax (`%matplotlib inline`, `!pip install`,
`name?`) is masked, so that what is left keeps its lines and columns. A cell that still cannot be parsed is dropped with
an error; the rest is read. Cells that write a Python file (`%%writefile`) are modules of their own.
"""

from __future__ import annotations

import ast

from kerasrules.source.blank_values import without_blank_values
from kerasrules.source.notebook.cells import code_cells
from kerasrules.source.notebook.written_files import file_written_by
from kerasrules.source.source import (
    MAX_SOURCE_BYTES,
    Cell,
    ColumnMap,
    Repair,
    Source,
    SourceError,
    SourceSkipped,
    parse,
    skip_dense,
    split_lines,
)
from kerasrules.source.syntax_nodes import walk


def from_notebook(text: str, path: str) -> Source:
    """The Source of a notebook's JSON text."""
    cells = code_cells(text, path)
    if sum(len(cell.code) for cell in cells) > MAX_SOURCE_BYTES:
        raise SourceSkipped(f"the notebook has more than {MAX_SOURCE_BYTES // 1_000_000} MB of code")
    skip_dense("\n".join(cell.code for cell in cells))
    program = _Cells(path)
    modules: dict[str, _Cells] = {}
    for cell in cells:
        written = file_written_by(cell.code)
        if written is None:
            program.add(cell.number, cell.code)
        elif written.module is not None:
            if not written.appends:
                modules.pop(written.module, None)
            modules.setdefault(written.module, _Cells(path)).add(cell.number, written.code)
    source = program.source()
    source.outputs = {cell.number: cell.printed for cell in cells if cell.printed}
    source.ended_well = {cell.number: cell.ended_well for cell in cells if cell.ended_well is not None}
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
        _shift(tree, len(self._lines))
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


def _shift(tree: ast.Module, lines: int) -> None:
    """Move a cell's tree down by so many lines."""
    for node in walk(tree):
        if "lineno" in node._attributes:
            node.lineno = getattr(node, "lineno", 0) + lines  # type: ignore[attr-defined]
            end = getattr(node, "end_lineno", None)
            if end is not None:
                node.end_lineno = end + lines  # type: ignore[attr-defined]
