"""What only newer releases of Keras do is information in a program for older ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kerasrules.keras_api.written_for import asked_for, written_for
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.model.record import replace


def as_written_for(findings: Iterable[Finding], program: Program) -> Iterator[Finding]:
    """The findings; what is not so in the releases that the program is for becomes information.

    A name that is gone is told of an old program too, for whoever runs it on the newest Keras, unless the user or the
    repository asks for an older one. What a program is for is found out only where something depends on it.
    """
    for finding in findings:
        if finding.severity is not Severity.INFO and (finding.since or finding.removed_in):
            releases = written_for(program) if finding.since else asked_for(program)
            if releases.are_before(finding.since or finding.removed_in):
                place = releases.place
                why = [Related(releases.because, place)] if place is not None and place != finding.location else []
                effect = Effect.NONE if finding.since else finding.effect
                finding = replace(finding, severity=Severity.INFO, effect=effect, related=(*finding.related, *why))
        yield finding
