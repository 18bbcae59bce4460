"""The table of settings in a TOML file."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any

from kerasrules.source.regular_files import FileRefused, read_regular, reason_of
from kerasrules.source.relative_paths import relative_path

_MAX_BYTES = 1_000_000
"""More than any pyproject.toml has."""
_LONGEST_KEY = 500
"""Parts of a dotted key: a TOML parser remembers each beginning of it, which takes memory by the square."""


class SettingsError(Exception):
    """Settings that cannot be used, in words for the user."""


def read_table(path: str, required: bool = False) -> Mapping[str, Any] | None:
    """`[tool.kerasrules]` of a file, or None where it has none. Raises SettingsError."""
    try:
        data = read_regular(path, _MAX_BYTES)
    except OSError as error:
        if required or isinstance(error, FileRefused):
            raise SettingsError(f"{path}: cannot be opened: {reason_of(error)}") from None
        return None
    if b"kerasrules" not in data and not required:
        return None  # spares the import of a TOML parser, the heaviest part of a start
    table = _table(data, path)
    if table is None and required:
        raise SettingsError(f"{path}: the table [tool.kerasrules] is missing")
    return table


def _table(data: bytes, path: str) -> Mapping[str, Any] | None:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        text = data.decode("utf-8-sig")
        if "." * _LONGEST_KEY in re.sub(r"[\w\s\"'-]+", "", text):
            raise SettingsError(f"{shown_path(path)}: a key has more than {_LONGEST_KEY} parts")
        document = tomllib.loads(text)
    except RecursionError:
        raise SettingsError(f"{shown_path(path)}: not valid TOML: it is nested too deeply") from None
    except ValueError as error:  # one of TOML's own, of the encoding, or of a number with thousands of digits
        raise SettingsError(f"{shown_path(path)}: not valid TOML: {error}") from None
    tool = document.get("tool", {})
    table = tool.get("kerasrules") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise SettingsError(f"{shown_path(path)}: [tool.kerasrules] must be a table, not {describe(table)}")
    return table


def describe(value: object) -> str:
    """A value of the wrong type, for a message."""
    names = {bool: "a boolean", int: "an integer", float: "a number", str: "a string", list: "a list", dict: "a table"}
    return f"{names.get(type(value), 'a value')} ({value!r})" if not isinstance(value, dict) else "a table"


def shown_path(path: str) -> str:
    """The path as short as it can be said from here."""
    relative = relative_path(path)
    return path if relative.startswith("..") else relative
