"""Findings that rest on data files, which may be absent where the program is checked next time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kerasrules.model.data_files import DataFileUse
from kerasrules.model.findings import Finding
from kerasrules.model.record import replace


def marked(findings: Sequence[Finding], without: Iterable[Finding], uses: Iterable[DataFileUse]) -> list[Finding]:
    """The findings, those that need data files with the names of them. without: what is found without any."""
    always = {(finding.code, finding.location) for finding in without}
    names = tuple(dict.fromkeys(use.name for use in uses if use.was_read))
    return [
        finding if (finding.code, finding.location) in always else replace(finding, data_files=names)
        for finding in findings
    ]
