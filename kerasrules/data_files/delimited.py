"""Tables of text: CSV and its relatives, as `pandas.read_csv` and `numpy.loadtxt` divide them into cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence

from kerasrules.data_files.measured_column import MeasuredColumn, measure
from kerasrules.data_files.opening import NotReadable
from kerasrules.model.record import record

MAX_BYTES = 1 << 20
"""So much of a file is read. One that is no longer is known as a whole."""
MAX_ROWS = 2_000
"""So many rows of a longer one."""
MAX_COLUMNS = 4_096

_ENCODINGS = frozenset({"utf-8", "utf-8-sig", "ascii", "iso8859-1", "cp1252", "iso8859-15"})

_MISSING = "#N/A #NA -1.#IND -1.#QNAN -NaN -nan 1.#IND 1.#QNAN <NA> N/A NA NULL NaN None n/a nan null"
MISSING = frozenset({"", "#N/A N/A", *_MISSING.split()})
"""What pandas takes for a missing value."""


@record(frozen=True)
class Dialect:
    """How a table is to be divided. delimiter None: white space. header: the row with the names, None without one.

    names: given by the program. index: columns that are taken for names of rows. skipped: how many lines at the top,
    or which. rows: at most so many. only: those columns, by name or position. lenient: what is no number is missing.
    numbers_only: a cell that is no number is an error, and all rows have the same number of cells.
    """

    delimiter: str | None = ","
    header: int | None = 0
    names: tuple[str | int, ...] | None = None
    only: tuple[str | int, ...] | None = None
    index: tuple[str | int, ...] = ()
    skipped: int | frozenset[int] = 0
    rows: int | None = None
    missing: frozenset[str] = MISSING
    quote: str | None = '"'
    comment: str | None = None
    encoding: str = "utf-8"
    skip_initial_space: bool = False
    lenient: bool = False
    numbers_only: bool = False


@record(frozen=True)
class Table:
    """A table that was looked at. rows: their number, None where only the first ones were read.

    places: line and column (both from 1) of each column's name in the file, or of its first cell.
    """

    columns: tuple[MeasuredColumn, ...]
    rows: int | None
    places: tuple[tuple[int, int], ...]
    looked_at: int

    @property
    def is_whole(self) -> bool:
        """Whether all rows were looked at."""
        return self.rows is not None


@record
class _Row:
    line: int
    cells: list[str]


def likely_dialect(data: bytes) -> Dialect:
    """How a table with a row of names is most likely divided."""
    first = data.partition(b"\n")[0]
    return Dialect(delimiter=max(",;\t", key=lambda one: first.count(one.encode())))


def read(data: bytes, is_whole: bool, dialect: Dialect) -> Table:
    """Look at a table, or at the start of one. Raises NotReadable."""
    text = _text(data, is_whole, dialect.encoding)
    names, first, header, body = _parts(text, is_whole, dialect)
    if is_whole and dialect.rows is None:
        count: int | None = len(body)
    else:
        known = dialect.rows is not None and (len(body) >= dialect.rows or is_whole)
        count = len(body) if known else None
    names, kept = _kept(names, body, dialect)
    lines = text.split("\n")
    stands = header or first
    starts = _starts(lines[stands.line - 1], dialect) if stands is not None and stands.line <= len(lines) else []
    columns = tuple(
        measure(name, _cells(body, position), dialect.missing, lenient=dialect.lenient)
        for name, position in zip(names, kept, strict=True)
    )
    if dialect.numbers_only and any(column.kind == "text" for column in columns):
        raise NotReadable("has cells that are no numbers")
    line = stands.line if stands is not None else 1
    places = tuple((line, starts[position] if position < len(starts) else 1) for position in kept)
    return Table(columns, count, places, len(body))


def cells_of(data: bytes, dialect: Dialect) -> tuple[list[str | int], list[list[str]]]:
    """The names of the columns of a whole table, and the cells of each as they are written. Raises NotReadable."""
    names, _, _, body = _parts(_text(data, True, dialect.encoding), True, dialect)
    names, kept = _kept(names, body, dialect)
    return names, [_cells(body, position) for position in kept]


def _text(data: bytes, is_whole: bool, encoding: str) -> str:
    if data.startswith(b"version https://git-lfs"):
        raise NotReadable("is a pointer of Git LFS")
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        name = ""
    if name not in _ENCODINGS:
        raise NotReadable(f"is in the encoding {encoding[:20]}, which is not read")
    if not is_whole:
        end = data.rfind(b"\n")
        if end < 0:
            raise NotReadable("has a line that is too long")
        data = data[: end + 1]
    if b"\0" in data:
        raise NotReadable("is not a text")
    try:
        text = data.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError:
        raise NotReadable(f"is not a text in {encoding[:20]}") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rows(text: str, dialect: Dialect) -> Iterator[_Row]:
    """The rows that are not blank, skipped or comments."""
    skipped = dialect.skipped
    lines: Iterator[str] = iter(io.StringIO(text))
    numbers = [0]

    def wanted() -> Iterator[str]:
        for number, line in enumerate(lines):
            numbers[0] = number + 1
            if number < skipped if isinstance(skipped, int) else number in skipped:
                if dialect.quote is not None and dialect.quote in line:
                    raise NotReadable("has quotes in a line that is skipped")
                continue
            if dialect.comment and dialect.comment in line:
                line = line.partition(dialect.comment)[0] + "\n"
            if line.isspace() and (dialect.delimiter is None or dialect.delimiter not in line):
                continue
            yield line

    if dialect.delimiter is None:
        for line in wanted():
            yield _Row(numbers[0], line.split())
        return
    reader = csv.reader(
        wanted(),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        quoting=csv.QUOTE_NONE if dialect.quote is None else csv.QUOTE_MINIMAL,
        skipinitialspace=dialect.skip_initial_space,
        strict=False,
    )
    for cells in reader:
        yield _Row(numbers[0], cells)


def _parts(
    text: str, is_whole: bool, dialect: Dialect
) -> tuple[list[str | int], _Row | None, _Row | None, list[list[str]]]:
    """The names of the columns, the first row, the row of names where there is one, and the cells of all rows."""
    rows = _rows(text, dialect)
    try:
        names, first, header = _names(rows, dialect)
        body = _body(first, rows, is_whole, dialect)
    except csv.Error as error:
        raise NotReadable(f"is not a table of text ({error})") from None
    if not body:
        raise NotReadable("has no rows")
    return names, first, header, body


def _names(rows: Iterator[_Row], dialect: Dialect) -> tuple[list[str | int], _Row | None, _Row | None]:
    """The names of the columns, the first row below them, and the row of names where there is one."""
    header: _Row | None = None
    if dialect.header is not None:
        for _ in range(dialect.header + 1):
            header = next(rows, None)
        if header is None:
            raise NotReadable("has no row of column names")
    first = next(rows, None)
    if dialect.names is not None:
        names: list[str | int] = list(dialect.names)
    elif header is not None:
        names = _distinct(header.cells)
    else:
        names = list(range(len(first.cells) if first is not None else 0))
    if len(names) > MAX_COLUMNS:
        raise NotReadable("has too many columns")
    return names, first, header


def _distinct(cells: Sequence[str]) -> list[str | int]:
    """Names as pandas makes them of a header: without one by position, the second of two equal ones with a number."""
    names: list[str | int] = []
    seen: dict[str, int] = {}
    for position, cell in enumerate(cells):
        name = cell or f"Unnamed: {position}"
        count = seen.get(name, 0)
        seen[name] = count + 1
        names.append(f"{name}.{count}" if count else name)
    return names


def _body(first: _Row | None, rows: Iterator[_Row], is_whole: bool, dialect: Dialect) -> list[list[str]]:
    limit = None if is_whole else MAX_ROWS
    if dialect.rows is not None:
        limit = dialect.rows if limit is None else min(limit, dialect.rows)
    body = [] if first is None else [first.cells]
    for row in rows:
        if limit is not None and len(body) >= limit:
            break
        body.append(row.cells)
    else:
        if not is_whole and len(body) > 1:
            body.pop()  # a quoted cell of it may go on
    return body if limit is None else body[:limit]


def _kept(names: list[str | int], body: list[list[str]], dialect: Dialect) -> tuple[list[str | int], list[int]]:
    """The columns that are asked for, with their positions in a row."""
    longest = max(map(len, body))
    if dialect.numbers_only and min(map(len, body)) != longest:
        raise NotReadable("has rows of different lengths")
    width = len(body[0])
    if longest > max(width, len(names)):
        raise NotReadable("has rows that are longer than the first one")
    extra = width - len(names)
    if extra > 0 and dialect.header is None and dialect.names is None:
        raise NotReadable("has rows of different lengths")
    # the first columns without a name are names of rows
    positions = list(range(max(extra, 0), max(extra, 0) + len(names)))
    if extra > 0 and (dialect.index or dialect.only is not None):
        raise NotReadable("has more cells in a row than names")
    chosen = list(zip(names, positions, strict=True))
    if dialect.only is not None:
        by_position = all(isinstance(one, int) for one in dialect.only) and not _are_names(dialect.only, names)
        wanted = set(dialect.only)
        missing = [one for one in wanted if not (one in range(len(names)) if by_position else one in names)]
        if missing:
            raise NotReadable(f"has no column {missing[0]!r}")
        chosen = [pair for number, pair in enumerate(chosen) if (number if by_position else pair[0]) in wanted]
        if dialect.numbers_only:
            chosen = [(names[one], positions[one]) for one in dialect.only if isinstance(one, int)]
    for one in dialect.index:
        taken = [pair for number, pair in enumerate(chosen) if pair[0] == one or (type(one) is int and number == one)]
        if not taken:
            raise NotReadable(f"has no column {one!r}")
        chosen = [pair for pair in chosen if pair != taken[0]] if len(dialect.index) == 1 else chosen
    if len(dialect.index) > 1:
        gone = set(dialect.index)
        chosen = [pair for number, pair in enumerate(chosen) if pair[0] not in gone and number not in gone]
    if not chosen:
        raise NotReadable("has no columns")
    return [name for name, _ in chosen], [position for _, position in chosen]


def _are_names(only: Sequence[str | int], names: Sequence[str | int]) -> bool:
    """Whether numbers are names of columns, as in a table without a header: then position and name are the same."""
    return all(one in names for one in only)


def _cells(body: list[list[str]], position: int) -> list[str]:
    try:
        return [row[position] for row in body]
    except IndexError:
        return [row[position] if position < len(row) else "" for row in body]


def _starts(line: str, dialect: Dialect) -> list[int]:
    """Where each cell of a line starts, counted from 1."""
    if dialect.delimiter is None:
        starts, inside = [], False
        for number, character in enumerate(line, 1):
            if not character.isspace() and not inside:
                starts.append(number)
            inside = not character.isspace()
        return starts
    starts, quoted = [1], False
    for number, character in enumerate(line[: 1 << 16], 1):
        if character == dialect.quote:
            quoted = not quoted
        elif character == dialect.delimiter and not quoted:
            starts.append(number + 1)
    return starts
