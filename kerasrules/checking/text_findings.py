"""Findings on code that is not valid Python as written: KR900 and KR902, each once for a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.record import replace
from kerasrules.source.source import Repair, SourceError, SourceErrorKind


def text_findings(
    errors: Sequence[SourceError], repairs: Sequence[Repair], ended_well: Mapping[int, bool]
) -> Iterator[Finding]:
    """An error for the code that was dropped, unless it is to be finished; of what was repaired, information mostly.

    ended_well: of the cells of a notebook that ran, by number, whether they did so without an error. Such a cell is no
    fault: IPython takes more than Python does, or an exercise was made of it since.
    """
    from kerasrules.rules.files.syntax_error import SyntaxErrorRule
    from kerasrules.rules.files.unreadable_file import UnreadableFile

    unreadable = [error for error in errors if error.kind is SourceErrorKind.UNREADABLE]
    invalid = [error for error in errors if error.kind is not SourceErrorKind.UNREADABLE]
    unexpected = [repair for repair in repairs if not repair.is_expected]
    if unreadable:
        yield _dropped(UnreadableFile.code, UnreadableFile.name, unreadable, UnreadableFile.help)
    faults = [
        error
        for error in invalid
        if error.kind is SourceErrorKind.SYNTAX and not ended_well.get(error.location.cell or 0)
    ]
    if invalid:
        finding = _dropped(SyntaxErrorRule.code, SyntaxErrorRule.name, faults or invalid, SyntaxErrorRule.help)
        yield finding if faults else replace(finding, severity=Severity.INFO, effect=Effect.NONE)
    elif unexpected:
        wrong = any(repair.is_fault for repair in unexpected)
        yield Finding(
            SyntaxErrorRule.code,
            SyntaxErrorRule.name,
            Severity.ERROR if wrong else Severity.INFO,
            f"not valid Python 3 as written; analyzed after repairs: {_listed(unexpected)}",
            min((repair.location for repair in unexpected), key=lambda where: (where.cell or 0, where.start)),
            tuple(Related(repair.done, repair.location) for repair in unexpected),
            SyntaxErrorRule.help_for_repairs,
            effect=Effect.STOPS if wrong else Effect.NONE,
        )


def _dropped(code: str, name: str, errors: Sequence[SourceError], help: str) -> Finding:
    first, *others = errors
    related = tuple(Related(error.message, error.location) for error in others)
    return Finding(code, name, Severity.ERROR, first.message, first.location, related, help, effect=Effect.STOPS)


def _listed(repairs: Sequence[Repair]) -> str:
    """Each kind once, with its number of lines."""
    lines: dict[str, int] = {}
    for repair in repairs:
        lines[repair.done] = lines.get(repair.done, 0) + repair.lines
    return ", ".join(f"{done} ({count} {'line' if count == 1 else 'lines'})" for done, count in lines.items())
