"""`--output-format jsonl`: findings are printed as soon as their file has been checked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kerasrules.cli.verbs import write

if TYPE_CHECKING:
    import argparse

    from kerasrules.model.findings import Finding
    from kerasrules.model.results import FileResult

_NEEDS_ALL_FILES = (
    *("fix", "fix_only", "diff", "write_baseline", "add_ignores", "confirm", "output_file"),
    "statistics",
)


class Stream:
    """Prints the findings of one file after the other, those in the file itself.

    What the file says of others, and which of its comments are unused, is known when all files have been checked.
    """

    def __init__(self, has_baseline: Callable[[str], bool]) -> None:
        self._has_baseline = has_baseline
        self._printed: set[tuple[object, ...]] = set()

    def print(self, result: FileResult) -> None:
        """Print what is to be said of a file now."""
        from kerasrules.report.jsonl import line

        if not result.findings or self._has_baseline(result.path):
            return
        unused = {one.location for one in result.unused}
        now = [one for one in result.findings if one.location.path == result.path and one.location not in unused]
        self._printed.update(map(_key, now))
        write(map(line, now))
        sys.stdout.flush()

    def rest(self, findings: Sequence[Finding]) -> list[Finding]:
        """Those that have not been printed yet."""
        return [finding for finding in findings if _key(finding) not in self._printed]


def stream(options: argparse.Namespace, has_baseline: Callable[[str], bool]) -> Stream | None:
    """What prints findings early, where that is wanted and can be."""
    if options.output_format != "jsonl" or any(getattr(options, name) for name in _NEEDS_ALL_FILES):
        return None
    return None if options.changed_lines is not None or "-" in options.paths else Stream(has_baseline)


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.location
