"""Findings as a session shows them: text in a terminal, HTML in a notebook, and each by itself in a loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from kerasrules.model.findings import Finding
from kerasrules.model.record import replace
from kerasrules.report.inputs import SourceLines


class LiveFindings(Sequence[Finding]):
    """What was found, the best explanation of a model that does not learn first.

    subject: what was looked at, in words. notes: what could not be looked at. source: the lines that findings are in.
    """

    def __init__(
        self, subject: str, findings: Sequence[Finding], source: SourceLines, notes: Sequence[str] = ()
    ) -> None:
        from kerasrules.report.what_first import in_order

        self.subject = subject
        self.source = source
        self.notes = tuple(notes)
        shown = in_order(findings)
        self._findings = tuple(finding for one in shown for finding in (one.finding, *one.again))
        self._shown = tuple(replace(finding, fix=None) for finding in self._findings)  # there is no file to write it to

    def __len__(self) -> int:
        return len(self._findings)

    @overload
    def __getitem__(self, index: int) -> Finding: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Finding]: ...

    def __getitem__(self, index: int | slice) -> Finding | Sequence[Finding]:
        return self._findings[index]

    def __repr__(self) -> str:
        from kerasrules.report.colors import Colors
        from kerasrules.report.text import render_findings

        count = len(self) or "no"
        lines = [f"{self.subject}: {count} finding{'s' * (len(self) != 1)}"]
        lines += [f"  note: {note}" for note in self.notes]
        if self._findings:
            lines += ["", *render_findings(self._shown, self.source, Colors(False))]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from kerasrules.report.notebook_html import findings_html

        return findings_html(self.subject, self._shown, self.source, self.notes)
