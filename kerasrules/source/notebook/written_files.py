"""Cells that write a Python file: `%%writefile model.py`."""

from __future__ import annotations

import re
from typing import NamedTuple

_MAGIC = re.compile(r"\s*%%(?:writefile|file)(?=[ \t])(?P<options>(?:[ \t]+-\w+)*)[ \t]+(?P<name>[^\r\n]*)")
_PART = re.compile(r"[A-Za-z_]\w*")


class WrittenFile(NamedTuple):
    """module: the name that the file can be imported by, None where it is no Python. code: without the magic."""

    module: str | None
    code: str
    appends: bool


def file_written_by(code: str) -> WrittenFile | None:
    """The file that a cell writes, if that is all that the cell does."""
    match = _MAGIC.match(code)
    if match is None:
        return None
    parts = match["name"].strip().strip("\"'").removeprefix("./").split("/")
    parts[-1] = parts[-1].removesuffix(".py") if parts[-1].endswith(".py") else ""
    while len(parts) > 1 and not _PART.fullmatch(parts[0]):
        del parts[0]  # a folder that is no package: `../src`, `$folder`
    name = ".".join(parts) if all(_PART.fullmatch(part) for part in parts) else None
    above = "\n" * code.count("\n", 0, match.end())  # so that the lines keep their numbers
    return WrittenFile(name, above + code[match.end() :], "-a" in match["options"].split())
