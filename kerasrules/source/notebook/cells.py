"""The code cells of a notebook's JSON, with what they printed in training."""

from __future__ import annotations

import json
import re
from typing import Any

from kerasrules.model.locations import Location, Position
from kerasrules.model.record import record
from kerasrules.source.source import SourceError, SourceErrorKind, SourceSkipped, start_of

_SURROGATE = re.compile("[\ud800-\udfff]")

_TRAINING = ("loss:", "loss=", "loss =")
"""What Keras and hand-written loops print in training."""

MAX_PRINTED = 400_000
"""Of a longer output the beginning is kept, in characters."""


@record(frozen=True)
class CodeCell:
    """number: from 1 among all cells. code: as written. printed: its saved output, where that is of a training.

    ended_well: whether it ran without an error when the notebook was saved; None where it did not run.
    """

    number: int
    code: str
    printed: str = ""
    ended_well: bool | None = None


def code_cells(text: str, path: str) -> list[CodeCell]:
    """Each code cell of a notebook. Raises SourceError and SourceSkipped."""
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
    # a cell without outputs tells nothing where all of them were removed
    saved = any(isinstance(cell, dict) and _outputs(cell) for cell in cells)
    return [
        CodeCell(number, _SURROGATE.sub("\ufffd", code), _printed(cell), _ended_well(cell) if saved else None)
        for number, cell in enumerate(cells, 1)
        if isinstance(cell, dict)
        and cell.get("cell_type") == "code"
        and (code := _joined(cell.get("source", cell.get("input", "")))) is not None  # "input" is of format 3
    ]


def _joined(text: Any) -> str | None:
    """A text, which notebooks store as one string or as its lines."""
    if isinstance(text, list):
        return "".join(part for part in text if isinstance(part, str))
    return text if isinstance(text, str) else None


def _outputs(cell: dict[str, Any]) -> list[dict[str, Any]]:
    outputs = cell.get("outputs")
    return [one for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []


def _printed(cell: dict[str, Any]) -> str:
    streams = (one.get("text") for one in _outputs(cell))
    text = "".join(filter(None, map(_joined, streams)))[:MAX_PRINTED]
    return text if any(word in text.lower() for word in _TRAINING) else ""


def _ended_well(cell: dict[str, Any]) -> bool | None:
    shown = _outputs(cell)
    raised = [one.get("ename") for one in shown if one.get("output_type") in ("error", "pyerr")]  # "pyerr": format 3
    if raised:
        return raised == ["KeyboardInterrupt"]  # whoever stops a training by hand has seen it run
    count = cell.get("execution_count", cell.get("prompt_number"))
    return True if shown or (isinstance(count, int) and count > 0) else None  # 0: a program wrote the notebook


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
