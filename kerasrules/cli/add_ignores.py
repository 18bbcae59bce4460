"""What `check --add-ignores` does: write the comments, file by file, and say what could not be suppressed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kerasrules.cli.reports import is_for_people
from kerasrules.cli.verbs import complain, write
from kerasrules.source.regular_files import read_regular, reason_of
from kerasrules.source.source import MAX_NOTEBOOK_BYTES

if TYPE_CHECKING:
    import argparse

    from kerasrules.checking.add_suppressions import AddedSuppressions
    from kerasrules.checking.settings import Settings
    from kerasrules.model.findings import Finding
    from kerasrules.model.results import LintRun


def add(
    findings: Sequence[Finding], run: LintRun, options: argparse.Namespace, settings_of: Callable[[str], Settings]
) -> list[Finding]:
    """Silence findings in their files, and return those that are left."""
    from kerasrules.checking.add_suppressions import add_suppressions
    from kerasrules.report.one_line import format_location
    from kerasrules.source.atomic_write import atomic_write

    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.location.path, []).append(finding)
    checked = {result.path for result in run.results}
    suppressed = files = 0
    left: list[Finding] = []
    for path, found in by_path.items():
        if path not in checked:
            added = _nothing(found, "its file was not checked in this run")
        else:
            try:
                data = read_regular(path, MAX_NOTEBOOK_BYTES)
                added = add_suppressions(data, path, found, settings_of(path), (options.reason or "").strip())
                if added.data is not None:
                    atomic_write(path, added.data, expected=data)
            except OSError as error:
                added = _nothing(found, f"the file cannot be written: {reason_of(error)}")
        suppressed += len(added.suppressed)
        files += bool(added.suppressed)
        for finding, reason in added.skipped:
            complain("notice", f"{format_location(finding.location)}: {finding.code} is not suppressed: {reason}")
        skipped = [skipped.finding for skipped in added.skipped]
        left += [finding for finding in found if finding in skipped]
    if not options.quiet:
        line = f"Suppressed {_counted(suppressed, 'finding')} in {_counted(files, 'file')}."
        if is_for_people(options):
            write([line])
        else:
            sys.stderr.write(line + "\n")
    return left


def _nothing(findings: Sequence[Finding], reason: str) -> AddedSuppressions:
    from kerasrules.checking.add_suppressions import AddedSuppressions, NotSuppressed

    return AddedSuppressions(None, skipped=[NotSuppressed(finding, reason) for finding in findings])


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
