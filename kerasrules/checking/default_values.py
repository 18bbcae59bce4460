"""Errors that rest on the default of a parameter, in functions that nobody calls in sight: callers may never use it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.record import replace


def _rests_on_values(finding: Finding) -> bool:
    """Whether it is an error that only values of the program make one. What stops a program is tested otherwise."""
    return finding.severity is Severity.ERROR and finding.effect is not Effect.STOPS


def beyond_defaults(
    findings: Sequence[Finding], read_again: Callable[[frozenset[str]], Iterable[Finding]]
) -> Iterator[Finding]:
    """The findings; an error that is not found again without defaults is information.

    read_again: what rules, by their codes, say where no default is taken.
    """
    codes = frozenset(finding.code for finding in findings if _rests_on_values(finding))
    again = {(finding.code, finding.location) for finding in read_again(codes)} if codes else set()
    for finding in findings:
        is_default = _rests_on_values(finding) and (finding.code, finding.location) not in again
        yield replace(finding, severity=Severity.INFO) if is_default else finding
