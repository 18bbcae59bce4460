"""The arguments of `pandas.read_csv` and `numpy.loadtxt`: how they divide a table of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasrules.interpreter.libraries.common import integer, items
from kerasrules.interpreter.libraries.registry import Call
from kerasrules.interpreter.values import Value

if TYPE_CHECKING:
    from kerasrules.data_files.delimited import Dialect

_FOLLOWED = frozenset(
    [
        "filepath_or_buffer",
        "sep",
        "delimiter",
        "header",
        "names",
        "usecols",
        "index_col",
        "skiprows",
        "nrows",
        "na_values",
        "encoding",
        "comment",
        "quotechar",
        "skipinitialspace",
        "dtype",
        "parse_dates",
    ]
)
_WITHOUT_EFFECT = frozenset(
    [
        "low_memory",
        "memory_map",
        "engine",
        "float_precision",
        "verbose",
        "cache_dates",
        "infer_datetime_format",
        "date_parser",
        "date_format",
        "dayfirst",
        "on_bad_lines",
        "error_bad_lines",
        "warn_bad_lines",
        "encoding_errors",
    ]
)
"""What changes no number, and what speaks of rows that are too long: a table with such a row is not read at all."""
_PLAIN = {
    "skip_blank_lines": True,
    "keep_default_na": True,
    "na_filter": True,
    "thousands": None,
    "decimal": ".",
    "chunksize": None,
    "squeeze": False,
    "iterator": False,
    "skipfooter": 0,
    "compression": None,
}
"""What is followed at its default alone."""


def of_pandas(call: Call) -> Dialect | None:
    """How `read_csv` divides the table; None where the call says more than is followed here."""
    from kerasrules.data_files.delimited import MISSING, Dialect

    if call.incomplete or len(call.args) > 2 or not all(_is_followed(*given) for given in call.kwargs.items()):
        return None
    own = "\t" if call.name.endswith("read_table") else ","
    delimiter = call.get("sep", 1, call.get("delimiter", None, own))
    header = call.get("header", None, "infer" if call.get("names") is None else None)
    header = 0 if header == "infer" else header
    index, skipped, absent = call.get("index_col"), call.get("skiprows", None, 0), call.get("na_values")
    names, only = labels(call.get("names")), labels(call.get("usecols"))
    chosen = (index,) if isinstance(index, str) or type(index) is int else labels(index)
    more = (absent,) if isinstance(absent, str) else labels(absent)
    lines, rows = items(skipped), integer(call.get("nrows"))
    encoding, comment, quote = call.get("encoding"), call.get("comment"), call.get("quotechar", None, '"')
    sure = (
        isinstance(delimiter, str)
        and (len(delimiter) == 1 or delimiter == r"\s+")
        and (header is None or (type(header) is int and 0 <= header < _MOST_HEADERS))
        and _is_known(names, call.get("names"))
        and _is_known(only, call.get("usecols"))
        and _is_known(chosen, index)
        and _is_known(more, absent)
        and _is_known(rows, call.get("nrows"))
        and (type(skipped) is int or (lines is not None and all(type(line) is int for line in lines)))
        and (encoding is None or isinstance(encoding, str))
        and (comment is None or (isinstance(comment, str) and len(comment) == 1))
        and (isinstance(quote, str) and len(quote) == 1)
    )
    if not sure:
        return None
    return Dialect(
        delimiter=delimiter if len(delimiter) == 1 else None,
        header=header,
        names=names,
        only=only,
        index=chosen or (),
        skipped=skipped if type(skipped) is int else frozenset(lines or ()),
        rows=rows,
        missing=MISSING | {str(one) for one in more or ()},
        quote=quote,
        comment=comment,
        encoding=encoding or "utf-8",
        skip_initial_space=call.kwargs.get("skipinitialspace") is True,
    )


_MOST_HEADERS = 50


def _is_followed(name: str, value: Value) -> bool:
    if name in _PLAIN:
        return value is None or (type(value) is type(_PLAIN[name]) and value == _PLAIN[name])
    return name in _FOLLOWED or name in _WITHOUT_EFFECT


def _is_known(found: object, given: Value) -> bool:
    return found is not None or given is None


def labels(value: Value) -> tuple[str | int, ...] | None:
    """Names or positions of columns; None where they are not all known."""
    found = items(value)
    if found is None or not all(isinstance(one, str) or type(one) is int for one in found):
        return None
    return tuple(found)


_NUMPY = frozenset(
    [
        "fname",
        "dtype",
        "comments",
        "delimiter",
        "skiprows",
        "skip_header",
        "usecols",
        "encoding",
        "ndmin",
        "unpack",
        "max_rows",
    ]
)


def of_numpy(call: Call) -> Dialect | None:
    """How `loadtxt` and `genfromtxt` divide the table; None where the call says more than is followed here."""
    from kerasrules.data_files.delimited import Dialect

    lenient = call.name.endswith("genfromtxt")
    delimiter = call.get("delimiter")
    comment = call.get("comments", 2, "#")
    skipped = call.get("skip_header" if lenient else "skiprows", None, 0)
    given = call.get("usecols")
    only = (given,) if type(given) is int else labels(given)
    rows = integer(call.get("max_rows"))
    encoding = call.get("encoding")
    sure = (
        not call.incomplete
        and len(call.args) <= 3
        and set(call.kwargs) <= _NUMPY
        and call.get("unpack", None, False) is False
        and (delimiter is None or (isinstance(delimiter, str) and (len(delimiter) == 1 or not delimiter.strip())))
        and (comment is None or (isinstance(comment, str) and len(comment) == 1))
        and type(skipped) is int
        and _is_known(only, given)
        and all(type(one) is int and one >= 0 for one in only or ())
        and _is_known(rows, call.get("max_rows"))
        and (encoding is None or isinstance(encoding, str))
    )
    if not sure:
        return None
    return Dialect(
        delimiter=delimiter if isinstance(delimiter, str) and delimiter.strip() else None,
        header=None,
        only=only,
        skipped=skipped,
        rows=rows,
        missing=frozenset({""}) if lenient else frozenset(),
        quote=None,
        comment=comment,
        encoding="utf-8" if encoding in (None, "bytes") else encoding,
        lenient=lenient,
        numbers_only=True,
    )
