"""Tables: CSV, read in pieces, and parquet, batch by batch. A sample of their rows, as columns."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from typing import IO, Any

import numpy as np

from kerasrules.confirming.given.encoded_columns import Column, encode_columns, is_number, is_present
from kerasrules.confirming.given.raw import RawData, rejected
from kerasrules.confirming.given.sampling import MOST_SAMPLES, Reservoir, spread_rows
from kerasrules.confirming.given.wanted import Wanted
from kerasrules.confirming.plan.targets import DataError, Values
from kerasrules.data_files.delimited import likely_dialect

_WHOLE = 96 * 2**20
"""A table of no more bytes is read from its start to its end, of a larger one lines at even distances."""
_LONGEST_LINE = 2**20
_HEAD = 2**20
_BUFFER = 2**20
_BATCH = 4096
_MOST_COLUMNS = 100_000
_MOST_CELLS = 8_000_000
"""Of a table with many columns fewer rows are read."""
_MOST_GROUPS = 24
"""So many groups of rows of a parquet file are read, at even distances."""


def read_table(path: str, target: str | None, wanted: Wanted) -> RawData:
    """The columns of a table: one or more to predict, the others as inputs. Raises DataError."""
    if len(wanted.inputs) != 1:
        raise DataError(
            f"{path} is a table with one input and one target, but the model has {wanted.counted}: "
            "save the arrays as .npz"
        )
    if target is None:
        raise DataError(f"a table needs --target COLUMN, the column of {path} to predict")
    names, columns, total, notes = _parquet(path) if path.lower().endswith(".parquet") else _csv(path)
    targets = _targets(path, target, names, wanted)
    places = [names.index(name) for name in targets]
    if not columns or not len(columns[0].cells):
        raise DataError(f"{path} has no rows below its header")
    kept, more = _with_labels(columns, places, path, targets)
    notes += more
    inputs = [column for place, column in enumerate(kept) if place not in places]
    if not inputs:
        raise DataError(f"{path} has no column other than {', '.join(map(repr, targets))}")
    x, said = encode_columns(inputs, wanted.inputs[0].width, path)
    labels = [kept[place].labels() for place in places]
    if wanted.outputs == 1 and len(labels) > 1:
        labels = [_side_by_side(labels, path)]
    return RawData([x], labels, total, notes + said, has_plain_labels=len(targets) == wanted.outputs)


def _side_by_side(labels: list[Values], path: str) -> Values:
    if any(one.dtype.kind in "US" for one in labels):
        raise DataError(f"several target columns of {path} for one output must be numbers")
    return np.stack(labels, axis=1)


def _targets(path: str, target: str, names: Sequence[str], wanted: Wanted) -> list[str]:
    """The columns to predict: one name, or several with commas between them. Raises DataError."""
    several = [part.strip() for part in target.split(",")]
    found = [target] if target in names or len(several) == 1 else several
    for name in found:
        if name not in names:
            shown = ", ".join(names[:12]) or "none"
            raise DataError(f"{path} has no column {name!r} (it has {shown}{', …' * (len(names) > 12)})")
        if names.count(name) > 1:
            raise DataError(f"{path} has {names.count(name)} columns {name!r}")
    if wanted.outputs not in (1, len(found)):
        raise DataError(
            f"the model has {wanted.counted}: give one column of {path} for each output, as in --target price,rooms, "
            "or save the arrays as .npz"
        )
    return found


def _with_labels(
    columns: list[Column], places: Sequence[int], path: str, targets: Sequence[str]
) -> tuple[list[Column], list[str]]:
    """The rows that have something to predict, and a note of the others."""
    there = np.ones(len(columns[0].cells), dtype=bool)
    for place in places:
        there &= columns[place].present()
    gone = int((~there).sum())
    if not gone:
        return columns, []
    if not there.any():
        raise DataError(f"column {targets[0]!r} of {path} is empty")
    rows = np.flatnonzero(there)
    return [column.take(rows) for column in columns], [
        f"{gone} of {len(there)} rows of {path} without a value of {', '.join(targets)} were left out"
    ]


_Read = tuple[list[str], list[Column], int, list[str]]
"""Names, columns, the number of rows in the file, and notes."""


def _csv(path: str) -> _Read:
    try:
        with open(path, "rb") as stream:
            head = stream.read(_HEAD)
            size = os.fstat(stream.fileno()).st_size
            stream.seek(0)
            delimiter = likely_dialect(head.removeprefix(b"\xef\xbb\xbf")).delimiter or ","
            quoted_lines = _has_quoted_line_ends(head, delimiter)
            if size <= _WHOLE or quoted_lines:
                return _all_rows(stream, delimiter, path)
            return _rows_at_distances(stream, delimiter, path, size)
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8 text; save it as UTF-8" if isinstance(error, UnicodeDecodeError) else rejected(error)
        raise DataError(f"{path} cannot be read as CSV: {reason}") from None
    except csv.Error as error:
        raise DataError(f"{path} cannot be read as CSV: {error}") from None


def _has_quoted_line_ends(head: bytes, delimiter: str) -> bool:
    """Whether a cell goes on over a line's end: then a line in the middle of the file may be a part of a row."""
    if b'"' not in head:
        return False
    lines = head.decode("utf-8", "replace").rpartition("\n")[0]
    return sum(1 for _ in csv.reader(io.StringIO(lines), delimiter=delimiter)) < lines.count("\n")


def _lines(stream: IO[str], path: str) -> Iterator[str]:
    number = 0
    while line := stream.readline(_LONGEST_LINE):
        number += 1
        if len(line) == _LONGEST_LINE:
            raise DataError(f"{path}, line {number}: the line is longer than {_LONGEST_LINE:,} characters")
        yield line


def _all_rows(stream: IO[bytes], delimiter: str, path: str) -> _Read:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    rows = csv.reader(_lines(text, path), delimiter=delimiter)
    first = [name.strip() for name in next(rows, [])]
    names, is_body = _names(first)
    kept: Reservoir[tuple[int, list[str]]] = Reservoir(_row_count(names, path))
    if is_body:
        kept.take_from([(rows.line_num, first)])

    def body() -> Iterator[tuple[int, list[str]]]:
        for row in rows:
            if not row:
                continue
            if len(row) != len(names):
                raise DataError(f"{path}, line {rows.line_num}: {len(row)} values for {len(names)} columns")
            yield rows.line_num, row

    kept.take_from(body())
    kept.sort()
    return names, _columns(names, [row for _, row in kept], delimiter), kept.seen, []


def _rows_at_distances(stream: IO[bytes], delimiter: str, path: str, size: int) -> _Read:
    first = stream.readline(_LONGEST_LINE)
    names, _ = _names([name.strip() for name in next(csv.reader([first.decode("utf-8-sig")], delimiter=delimiter), [])])
    start, found, length, wrong, seen = len(first), [], 0, 0, -1
    for place in spread_rows(size - start, _row_count(names, path)):
        stream.seek(start + int(place))
        stream.readline(_LONGEST_LINE)  # the rest of a line
        if stream.tell() <= seen:
            continue  # several places were within one long line
        seen = stream.tell()
        line = stream.readline(_LONGEST_LINE)
        if len(line) == _LONGEST_LINE:
            raise DataError(f"{path} has lines that are longer than {_LONGEST_LINE:,} characters")
        row = next(csv.reader([line.decode("utf-8")], delimiter=delimiter), [])
        if len(row) == len(names):
            found.append(row)
            length += len(line)
        elif row:
            wrong += 1
    if wrong > len(found) // 100:
        raise DataError(f"{path}: {wrong} of {wrong + len(found)} lines do not have {len(names)} values")
    total = int((size - start) / max(1, length / max(1, len(found))))
    return names, _columns(names, found, delimiter), total, [f"{len(found)} of about {total} rows of {path} were read"]


def _row_count(names: Sequence[str], path: str) -> int:
    """How many rows are read of a table with these columns. Raises DataError where there are too many of those."""
    if len(names) > _MOST_COLUMNS:
        raise DataError(f"{path} has {len(names):,} columns; no more than {_MOST_COLUMNS:,} are read")
    return min(MOST_SAMPLES, _MOST_CELLS // max(1, len(names)))


def _names(first: Sequence[str]) -> tuple[list[str], bool]:
    """The names of the columns, and whether the first row is one of numbers, so that they have none but these."""
    if first and all(is_present(cell) and is_number(cell) for cell in first):
        return [str(number) for number in range(len(first))], True
    return list(first), False


def _columns(names: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str) -> list[Column]:
    return [
        Column(name, [row[place].strip() for row in rows], has_comma=delimiter == ";")
        for place, name in enumerate(names)
    ]


def _parquet(path: str) -> _Read:
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        return _parquet_by_pandas(path)
    try:
        # a mapped file would count as memory of the process
        file = parquet.ParquetFile(path, memory_map=False, pre_buffer=False, buffer_size=_BUFFER)
        names = [str(name) for name in file.schema_arrow.names]
        count = _row_count(names, path)
        parts: list[Any] = []
        groups = spread_rows(file.num_row_groups, min(file.num_row_groups, _MOST_GROUPS)).tolist()
        there = sum(file.metadata.row_group(group).num_rows for group in groups)
        rows = spread_rows(there, min(there, count))
        start = 0
        for batch in file.iter_batches(batch_size=_BATCH, row_groups=groups, use_threads=False):
            inside = rows[(rows >= start) & (rows < start + batch.num_rows)] - start
            parts.append(batch.take(inside))
            start += batch.num_rows
        cells = [[value for part in parts for value in part.column(place).to_pylist()] for place in range(len(names))]
    except DataError:
        raise
    except Exception as error:  # of the library, without a common class
        raise DataError(f"{path} is not a readable parquet file: {rejected(error)}") from None
    return (
        names,
        [_typed(name, column, path) for name, column in zip(names, cells, strict=True)],
        file.metadata.num_rows,
        [],
    )


def _parquet_by_pandas(path: str) -> _Read:
    try:
        import pandas

        frame = pandas.read_parquet(path)
    except ImportError:
        raise DataError(f"{path} needs pyarrow, which is not installed: pip install pyarrow") from None
    except Exception as error:
        raise DataError(f"{path} is not a readable parquet file: {rejected(error)}") from None
    total = len(frame)
    frame = frame.iloc[spread_rows(total, min(total, MOST_SAMPLES))]
    names = [str(name) for name in frame.columns]
    cells = [
        frame.iloc[:, place].astype(object).where(frame.iloc[:, place].notna(), None) for place in range(len(names))
    ]
    return names, [_typed(name, list(one), path) for name, one in zip(names, cells, strict=True)], total, []


def _typed(name: str, values: list[Any], path: str) -> Column:
    """Cells as the text of a table has them."""
    if any(isinstance(value, (list, dict, np.ndarray, bytes)) for value in values):
        raise DataError(f"column {name!r} of {path} holds lists or bytes; save the arrays as .npz")
    return Column(name, ["" if value is None else str(value).strip() for value in values])
