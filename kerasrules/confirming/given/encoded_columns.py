"""Columns of a table as numbers: what is text becomes categories or dates, what is missing is filled, and it is said.

Numbers stay as they are; true and false are 1 and 0. A date is the number of days since the first one. Of texts with
up to 20 different values each value is a column of 0 and 1, or their number in alphabetical order where the model's
input has that many columns; texts that differ in nearly every row name things and are left out. A missing number is
the median of its column, a missing text a value of its own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import numpy as np

from kerasrules.confirming.plan.targets import DataError, Values
from kerasrules.data_files.delimited import MISSING
from kerasrules.model.record import record

MOST_CATEGORIES = 20
_FORMATS = ("d.m.Y", "m/d/Y", "d/m/Y", "Y/m/d", "Y/m/d H:M", "m/d/Y H:M", "d/m/Y H:M")
"""Dates by the letters of `strptime`."""
_TRUTHS = {"true": 1.0, "false": 0.0}
_STRAY = 0.1
"""Up to this share of texts in a column of numbers stands for missing values."""
_SHOWN = 6


def is_present(cell: str) -> bool:
    """Whether a cell holds something."""
    return cell not in MISSING and cell != "?"


def is_number(cell: str) -> bool:
    """Whether a cell is a number."""
    return _number(cell) is not None


def _number(cell: str) -> float | None:
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


@record
class Column:
    """Cells as text. has_comma: numbers may have a decimal comma."""

    name: str
    cells: list[str]
    has_comma: bool = False

    def present(self) -> Values:
        """Where there is a value."""
        return np.array([is_present(cell) for cell in self.cells], dtype=bool)

    def take(self, rows: Values) -> Column:
        """Some of the rows."""
        return Column(self.name, [self.cells[row] for row in rows], self.has_comma)

    def labels(self) -> Values:
        """As something to predict: numbers, or texts for classes."""
        found = [self._parsed(cell) for cell in self.cells]
        if any(number is None for number in found):
            return np.array(self.cells)
        return _narrow(np.array(found, dtype="float64"))

    def numbers(self) -> tuple[Values, int] | None:
        """The numbers, NaN where there is none, and how many texts are among them; None for a column of texts."""
        present = [cell for cell in self.cells if is_present(cell)]
        known = [self._parsed(cell) for cell in present]
        stray = sum(number is None for number in known)
        if stray == len(present) or stray > (_STRAY * len(present) if len(present) >= 20 else 0):
            return None
        found = (self._parsed(cell) if is_present(cell) else None for cell in self.cells)
        return _narrow(np.array([math.nan if number is None else number for number in found])), stray

    def _parsed(self, cell: str) -> float | None:
        if cell.lower() in _TRUTHS:
            return _TRUTHS[cell.lower()]
        return _number(cell.replace(",", ".") if self.has_comma else cell)

    def days(self) -> Values | None:
        """Dates as days since the first one, NaN where there is none; None where some cell is no date."""
        present = [cell for cell in self.cells if is_present(cell)]
        for parse in _parsers():
            try:
                moments = {cell: parse(cell).timestamp() for cell in dict.fromkeys(present)}
            except (ValueError, OverflowError, OSError):
                continue
            first = min(moments.values(), default=0.0)
            found = [(moments[cell] - first) / 86_400 if cell in moments else math.nan for cell in self.cells]
            return _narrow(np.array(found))
        return None


def _parsers() -> Iterator[Callable[[str], datetime]]:
    yield datetime.fromisoformat
    for letters in _FORMATS:
        form = re.sub("[A-Za-z]", r"%\g<0>", letters)
        yield lambda cell, form=form: datetime.strptime(cell, form)  # type: ignore[misc]


def _narrow(values: Values) -> Values:
    with np.errstate(over="ignore"):  # what is too large becomes infinite, which is told with its place
        return values.astype("float32")


@record
class _Said:
    """What was done to columns, by name."""

    filled: list[str]
    dates: list[str]
    categories: list[str]
    left_out: list[str]


def encode_columns(columns: Sequence[Column], width: int | None, path: str) -> tuple[Values, list[str]]:
    """One array of all columns, and notes. width: how many columns the model takes. Raises DataError."""
    said = _Said([], [], [], [])
    parts: list[Values | list[str]] = []
    for column in columns:
        part = _plain(column, said)
        if part is not None:
            parts.append(part)
    texts = [part for part in parts if isinstance(part, list)]
    form = _form(len(parts) - len(texts), [len(set(cells)) for cells in texts], width)
    arrays = [form(part) if isinstance(part, list) else part[:, None] for part in parts]
    if not arrays:
        shown = _listed([repr(one.name) for one in columns])
        raise DataError(f"of {path} none of the columns {shown} can be used: they are empty, or differ in every row")
    return np.concatenate(arrays, axis=1), list(_notes(said, form))


def _plain(column: Column, said: _Said) -> Values | list[str] | None:
    """A column of numbers, or the categories of its rows; None where it is left out."""
    known = column.numbers()
    if known is not None:
        values, stray = known
        gone = int(np.isnan(values).sum())
        if gone:
            median = float(np.nanmedian(values))
            values = np.where(np.isnan(values), np.float32(median), values)
            texts = f", {stray} of them text" if stray else ""
            said.filled.append(f"{gone} of {column.name!r}{texts} ({median:.4g})")
        return values
    if not column.present().any():
        said.left_out.append(f"{column.name!r} (empty)")
        return None
    days = column.days()
    if days is not None:
        said.dates.append(repr(column.name))
        return np.where(np.isnan(days), np.nanmedian(days), days).astype("float32")
    cells = [cell if is_present(cell) else "" for cell in column.cells]
    different = len(set(cells))
    if different > max(MOST_CATEGORIES, len(cells) // 2):
        said.left_out.append(f"{column.name!r} ({different} different texts)")
        return None
    said.categories.append(f"{column.name!r} ({different})")
    return cells


_Form = Callable[[Sequence[str]], Values]


def _numbered(cells: Sequence[str]) -> Values:
    numbers = np.unique(np.array(cells), return_inverse=True)[1]
    return numbers.reshape(-1, 1).astype("float32")


def _one_hot(cells: Sequence[str]) -> Values:
    names, numbers = np.unique(np.array(cells), return_inverse=True)
    if len(names) > MOST_CATEGORIES:
        return _numbered(cells)
    return np.eye(len(names), dtype="float32")[numbers.reshape(-1)]


def _one_hot_without_first(cells: Sequence[str]) -> Values:
    found = _one_hot(cells)
    return found[:, 1:] if found.shape[1] > 1 else found


_FORMS: dict[_Form, str] = {
    _one_hot: "as a column of 0 and 1 for each value",
    _numbered: "as the number of the value in alphabetical order",
    _one_hot_without_first: "as a column of 0 and 1 for each value but the first",
}


def _form(others: int, counts: Sequence[int], width: int | None) -> _Form:
    """How categories are written: so that as many columns come out as the model takes, where one way gives that."""
    hot = [count if count <= MOST_CATEGORIES else 1 for count in counts]
    widths: dict[_Form, int] = {
        _one_hot: others + sum(hot),
        _numbered: others + len(counts),
        _one_hot_without_first: others + sum(max(1, count - 1) for count in hot),
    }
    return next((form for form, found in widths.items() if found == width), _one_hot)


def _notes(said: _Said, form: _Form) -> Iterator[str]:
    if said.categories:
        yield f"columns of text: {_listed(said.categories)} went in {_FORMS[form]}"
    if said.dates:
        yield f"columns of dates: {_listed(said.dates)} went in as days since the first"
    if said.filled:
        yield f"missing values were replaced by the median: {_listed(said.filled)}"
    if said.left_out:
        yield f"left out: {_listed(said.left_out)}"


def _listed(items: Sequence[str]) -> str:
    more = f" and {len(items) - _SHOWN} more" if len(items) > _SHOWN else ""
    return ", ".join(items[:_SHOWN]) + more
