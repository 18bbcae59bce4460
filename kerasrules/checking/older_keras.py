"""What only a newer Keras minds is information in a repository whose requirements exclude that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kerasrules.model.findings import Finding, Severity
from kerasrules.model.record import replace


def as_required(findings: Iterable[Finding], program: str, folders: tuple[str, ...]) -> Iterator[Finding]:
    """The findings; what no Keras minds that the program's repository asks for becomes information.

    program: its path. folders: those that the user gives. Requirements are read only where something depends on them.
    """
    excluded: tuple[int, ...] | None = ()
    for finding in findings:
        if finding.since and finding.severity is not Severity.INFO:
            if excluded == ():
                from kerasrules.source.reading_root import ReadingRoot
                from kerasrules.source.required_keras import first_excluded

                excluded = first_excluded(program, ReadingRoot(program, folders))
            if excluded is not None and finding.since >= excluded:
                finding = replace(finding, severity=Severity.INFO)
        yield finding
