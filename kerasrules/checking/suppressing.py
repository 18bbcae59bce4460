"""The comments that suppress a finding, in the program itself or in a module that it was read with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from kerasrules.model.findings import Finding
from kerasrules.rules import INDEX
from kerasrules.source import disk
from kerasrules.source.load import from_file
from kerasrules.source.source import Source, SourceError, SourceSkipped
from kerasrules.source.suppressions.parse import Suppressions

if TYPE_CHECKING:
    from kerasrules.model.suppressions import Suppression


def suppressing(finding: Finding, source: Source) -> Iterator[Suppression]:
    """The comments that suppress a finding."""
    location = finding.location
    if location.path == source.path:
        if location.cell is not None:
            programs = (source, *source.modules.values())
            found = next((one for one in programs if any(cell.number == location.cell for cell in one.cells)), None)
            if found is None:
                return iter(())  # in a cell that was dropped
            source = found
        suppressions = source.suppressions
        first, last = source.line_of(location.start, location.cell), source.line_of(location.end, location.cell)
    else:
        suppressions = _suppressions_of(location.path)
        first, last = location.start.line, location.end.line
    return suppressions.suppressing(finding.code, INDEX[finding.code].names, first, last)


def _suppressions_of(path: str) -> Suppressions:
    """Those of another module, which a program was read with."""
    disk.reads(os.path.abspath(path))
    try:
        status = os.stat(path)
    except OSError:
        return Suppressions()
    return _stored_suppressions(os.path.abspath(path), status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _stored_suppressions(path: str, _changed: int, _size: int) -> Suppressions:
    """The same, as long as the file is as it was: fixes and editors change it."""
    try:
        return from_file(path).suppressions
    except (SourceError, SourceSkipped):
        return Suppressions()
