"""A Jupyter notebook as one program: its code cells in order, each parsed separately.

Lines that are IPython's and not Python's (`%matplotlib inline`, `!pip install`, `name?`) are masked, so that what is
left keeps its lines and columns. A cell that still cannot be parsed is dropped with an error; the rest is read.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from kerasrules.model.locations import Location, Position
from kerasrules.source.source import (
    MAX_SOURCE_BYTES,
    Cell,
    Source,
    SourceError,
    SourceErrorKind,
    SourceSkipped,
    parse,
    split_lines,
    start_of,
)

_SURROGATE = re.compile("[\ud800-\udfff]")

# Cell magics whose body is Python that runs in the notebook's own namespace; the body of any other is not ours.
_PYTHON_CELL_MAGICS = {"time", "timeit", "capture", "prun", "memit", "mprun", "lprun", "python", "python3"}
_MAGIC = re.compile(r"\s*(?:%|!|\?|,|;|/)")
_HELP = re.compile(r"\s*[\w.*]+\s*\?\??\s*(?:#.*)?$")
_ASSIGNED = re.compile(r"(\s*[\w.,\s\[\]*]+?=\s*)([!%].*)$")
# "automagic": what IPython runs as a command although no % stands before it
_COMMAND = re.compile(
    r"\s*(?:pip3?|conda|mamba|apt-get|apt|cd|ls|cat|mkdir|rm|cp|mv|pwd|wget|git|unzip)\s+[^\s=(.,+*/%|&<>:\[]"
)
_STRING = re.compile(r"[rRbBuUfF]{0,3}('''|\"\"\"|'|\")")


def from_notebook(text: str, path: str) -> Source:
    """The Source of a notebook's JSON text."""
    codes = list(code_cells(text, path))
    if sum(len(code) for _, code in codes) > MAX_SOURCE_BYTES:
        raise SourceSkipped(f"the notebook has more than {MAX_SOURCE_BYTES // 1_000_000} MB of code")
    lines: list[str] = []
    cells: list[Cell] = []
    errors: list[SourceError] = []
    body: list[ast.stmt] = []
    for number, code in codes:
        try:
            tree, kept = _parse_cell(code, path, number)
        except SourceError as error:
            errors.append(error)
            continue
        cells.append(Cell(number, len(lines) + 1))
        ast.increment_lineno(tree, len(lines))
        lines.extend(kept)
        body.extend(tree.body)
    return Source(path, "\n".join(lines), ast.Module(body, []), lines, tuple(cells), tuple(errors))


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


def mask(code: str) -> str:
    """The cell with everything that is IPython's replaced by Python that says nothing, line for line."""
    lines = split_lines(code)
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is not None and lines[first].lstrip().startswith("%%"):
        words = lines[first].split()[0][2:]
        if words.rstrip("!") not in _PYTHON_CELL_MAGICS:
            return "\n".join([""] * len(lines))
        lines[first] = ""
    masked: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        replaced = _masked(line)
        if replaced is not None:
            masked.append(replaced)
            while lines[index].endswith("\\") and index + 1 < len(lines):
                masked.append("")  # a shell command goes on over the line's end
                index += 1
            index += 1
            continue
        end = _statement_end(lines, index)
        masked.extend(lines[index:end])
        index = end
    return "\n".join(masked)


def _parse_cell(code: str, path: str, number: int) -> tuple[ast.Module, Sequence[str]]:
    lines = split_lines(code)
    try:
        # most cells are plain Python, and there a line that starts with % may be the rest of an expression
        return parse(code, lines, path, number), lines
    except SourceError as plain:
        masked = mask(code.replace("\u00a0", " "))
        lines = split_lines(masked)
        try:
            return parse(masked, lines, path, number), lines
        except SourceError as error:
            # where nothing was masked, the first words were about the cell as the user sees it
            raise (plain if masked == code else error) from None


def _masked(line: str) -> str | None:
    """What stands for a line that begins a statement, or None where it is Python."""
    if not line.strip():
        return None
    indent = line[: len(line) - len(line.lstrip())]
    if _MAGIC.match(line) or _HELP.match(line) or _COMMAND.match(line):
        return indent + "pass"
    assigned = _ASSIGNED.match(line)
    if assigned and "==" not in assigned.group(1):
        return assigned.group(1) + "get_ipython()"
    return None


def _statement_end(lines: Sequence[str], start: int) -> int:
    """The line after the logical line that begins at `start`: strings, brackets and backslashes carry on."""
    depth = 0
    quote = ""
    for number in range(start, len(lines)):
        line = lines[number]
        at = 0
        while at < len(line):
            if quote:
                at, quote = _skip_string(line, at, quote)
                continue
            character = line[at]
            opening = _STRING.match(line, at) if character in "rRbBuUfF'\"" else None
            if opening and not (at and (line[at - 1].isalnum() or line[at - 1] == "_") and character not in "'\""):
                quote = opening.group(1)
                at = opening.end()
                continue
            if character == "#":
                break
            depth += (character in "([{") - (character in ")]}")
            at += 1
        if len(quote) == 1 and not line.endswith("\\"):
            quote = ""  # a string that is not closed on its line: an error, which the parser will report
        if not quote and depth <= 0 and not line.endswith("\\"):
            return number + 1
    return len(lines)


def _skip_string(line: str, at: int, quote: str) -> tuple[int, str]:
    while at < len(line):
        if line[at] == "\\":
            at += 2
        elif line.startswith(quote, at):
            return at + len(quote), ""
        else:
            at += 1
    return at, quote


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
