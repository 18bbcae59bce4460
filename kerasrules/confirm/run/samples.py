"""The samples that are trained on: read from the user's file. `synthetic` makes them where there is none."""

from __future__ import annotations

import csv
import os
import zipfile
import zlib
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np

from kerasrules.confirm.plan.request import DataFile
from kerasrules.confirm.plan.targets import VALUES, DataError, Targets, Values
from kerasrules.model.record import field, record, replace

FILE, SYNTHETIC, PROGRAM = "file", "synthetic", "program"
MOST_SAMPLES = 4000
"""More are not needed to see whether a network learns at all; the first ones of a random order are taken."""
MOST_ROWS = 50_000
FEWEST_TO_HOLD_OUT = 60
"""With fewer samples nothing is kept apart: twenty predictions cannot tell 0.05 of skill."""


@record
class Samples:
    """Inputs and targets with the same number of samples. source: "file", "synthetic" or "program"."""

    x: list[Values]
    y: list[Targets]
    source: str
    words: str
    notes: list[str] = field(default_factory=list)
    total: int | None = None
    """How many there are where they are from, of which these may be a part."""

    @property
    def count(self) -> int:
        """How many samples there are."""
        return len(self.x[0])

    def with_standard_targets(self) -> Samples | None:
        """The same with values of mean 0 and spread 1, of which R² is the same; None where there are no values."""
        if not any(target.kind == VALUES for target in self.y):
            return None
        return replace(self, y=[_standardised(target) if target.kind == VALUES else target for target in self.y])


def _standardised(target: Targets) -> Targets:
    values = target.values.astype("float64")
    mean, spread = values.mean(axis=0), values.std(axis=0)
    return replace(target, values=((values - mean) / np.where(spread > 0, spread, 1.0)).astype("float32"))


def read(data: DataFile, inputs: int, outputs: int) -> tuple[list[Values], list[Values], list[str]]:
    """The arrays of a data file: inputs, labels, and what the user should know. Raises DataError."""
    if not os.path.exists(data.path):
        raise DataError(f"no such file: {data.path}")
    if data.path.lower().endswith(".csv"):
        if (inputs, outputs) != (1, 1):
            raise DataError(
                f"{data.path} is a table with one input and one target, but the model has "
                f"{_counted(inputs, outputs)}: save the arrays as .npz"
            )
        x, y, notes = _csv(data)
        xs, ys = [x], [y]
    else:
        xs, ys, notes = _npz(data, inputs, outputs)
    check(xs, ys, data.path)
    return [_native(x) for x in xs], [_native(y) for y in ys], notes


def _native(array: Values) -> Values:
    """Numbers in this machine's own form, no wider than the backends know."""
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        return array.astype("float64")
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _counted(inputs: int, outputs: int) -> str:
    return f"{inputs} input{'s' * (inputs > 1)} and {outputs} output{'s' * (outputs > 1)}"


def _npz(data: DataFile, inputs: int, outputs: int) -> tuple[list[Values], list[Values], list[str]]:
    names = data.names or (("x", "y") if inputs == outputs == 1 else ())
    if len(names) != inputs + outputs:
        asked = _counted(inputs, outputs)
        raise DataError(f"the model has {asked}: name the arrays in this order, as in {data.path}:NAME,NAME")
    try:
        loaded = np.load(data.path, allow_pickle=False)
        if not hasattr(loaded, "files"):
            raise DataError(f"{data.path} contains one array; save x and y together with numpy.savez")
        with loaded as archive:
            for name in names:
                if name not in archive.files:
                    there = ", ".join(archive.files) or "nothing"
                    hint = f"; name them as in {data.path}:images,labels" if not data.names else ""
                    raise DataError(f"{data.path} has no array {name!r} (it has {there}){hint}")
            arrays = [_array(archive, name, data.path) for name in names]
    except _UNREADABLE as error:
        raise DataError(f"{data.path} is not a readable .npz file: {_first_line(error)}") from None
    return arrays[:inputs], arrays[inputs:], []


_UNREADABLE = (OSError, ValueError, EOFError, KeyError, RuntimeError, SyntaxError, zipfile.BadZipFile, zlib.error)
"""What numpy and zipfile raise for files that are broken, encrypted or something else."""


def _array(archive: Any, name: str, path: str) -> Values:
    try:
        array = archive[name]
    except ValueError as error:
        if "allow_pickle" not in str(error):
            raise DataError(f"{name} in {path} cannot be read: {_first_line(error)}") from None
        message = f"{name} in {path} is an array of Python objects, which is not loaded: it could run code"
        raise DataError(f"{message}; save plain numbers (a ragged list becomes numbers by padding)") from None
    if not isinstance(array, np.ndarray):
        raise DataError(f"{name} in {path} is not an array")
    if array.dtype.kind == "c":
        raise DataError(f"{name} in {path} contains complex numbers, which Keras does not accept")
    return array


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _csv(data: DataFile) -> tuple[Values, Values, list[str]]:
    if data.target is None:
        raise DataError(f"a .csv file needs --target COLUMN, the column of {data.path} to predict")
    try:
        with open(data.path, newline="", encoding="utf-8-sig") as stream:
            rows = csv.reader(stream)
            header = [name.strip() for name in next(rows, [])]
            body = list(islice(((rows.line_num, row) for row in rows if row), MOST_ROWS + 1))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{data.path} cannot be read as CSV: {error}") from None
    if data.target not in header:
        raise DataError(f"{data.path} has no column {data.target!r} (it has {', '.join(header) or 'none'})")
    if header.count(data.target) > 1:
        raise DataError(f"{data.path} has {header.count(data.target)} columns {data.target!r}")
    if not body:
        raise DataError(f"{data.path} has no rows below its header")
    for number, row in body:
        if len(row) != len(header):
            raise DataError(f"{data.path}, line {number}: {len(row)} values for {len(header)} columns")
    more, body = len(body) > MOST_ROWS, body[:MOST_ROWS]
    index = header.index(data.target)
    features = [_numbers(body, column, header[column], data.path) for column in range(len(header)) if column != index]
    if not features:
        raise DataError(f"{data.path} has no column other than {data.target!r}")
    notes = [f"only the first {MOST_ROWS} rows of {data.path} were read"] if more else []
    return np.stack(features, axis=1), _labels(body, index, data), notes


_Rows = Sequence[tuple[int, Sequence[str]]]
"""Rows of a table, each with its line in the file."""


def _numbers(rows: _Rows, column: int, name: str, path: str) -> Values:
    values = np.empty(len(rows), dtype="float64")
    for index, (line, row) in enumerate(rows):
        try:
            values[index] = float(row[column])
        except ValueError:
            what = "is empty" if not row[column].strip() else f"contains text ({row[column][:30]!r})"
            raise DataError(f"{path}, line {line}: column {name!r} {what}; encode it as numbers first") from None
    with np.errstate(over="ignore"):  # what is too large becomes infinite, which is told with its place
        return values.astype("float32")


def _labels(rows: _Rows, column: int, data: DataFile) -> Values:
    texts = [row[column].strip() for _, row in rows]
    for (line, _), text in zip(rows, texts, strict=True):
        if not text:
            raise DataError(f"{data.path}, line {line}: column {data.target!r} is empty; remove such rows")
    try:
        return np.array([float(text) for text in texts], dtype="float32")
    except ValueError:
        return np.array(texts)


def check(xs: Sequence[Values], ys: Sequence[Values], path: str) -> None:
    """Raise DataError for arrays that nothing can be trained on. path: where they are from."""
    counts = {len(array) if array.ndim else 0 for array in (*xs, *ys)}
    if len(counts) != 1:
        found = ", ".join(str(len(array) if array.ndim else 0) for array in (*xs, *ys))
        raise DataError(f"the arrays in {path} differ in their number of samples: {found}")
    if counts.pop() < 4:
        raise DataError(f"{path} has too few samples to train on")
    for label, arrays in (("inputs", xs), ("labels", ys)):
        for array in arrays:
            if not array.size:
                raise DataError(f"the {label} in {path} are empty: their shape is {array.shape}")
            _check_finite(array, label, path)


def _position(where: Sequence[int]) -> str:
    return str(where[0]) if len(where) == 1 else str(tuple(where))


def _check_finite(array: Values, label: str, path: str) -> None:
    if array.dtype.kind in "US" and label == "labels":
        return
    if array.dtype.kind not in "iufb":
        raise DataError(f"the {label} in {path} have dtype {array.dtype}; numbers are needed")
    if array.dtype.kind != "f":
        return
    bad = ~np.isfinite(array)
    count = int(bad.sum())
    if count:
        where = [int(index) for index in np.argwhere(bad)[0]]
        location = f"sample {where[0]}" + (f", position {_position(where[1:])}" if where[1:] else "")
        kind = "NaN" if np.isnan(array[tuple(where)]) else "infinite"
        raise DataError(
            f"{count} of the {label} in {path} are not finite (the first, {kind}, in {location}): "
            "one such value makes the loss NaN. Drop or fill them first"
        )
