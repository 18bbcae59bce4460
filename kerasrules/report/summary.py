"""The last line of a report for people, and the count by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kerasrules.model.findings import Finding
from kerasrules.model.results import CHECKED, FAILED, SKIPPED, WITHOUT_KERAS, LintRun
from kerasrules.report.one_line import format_location, one_line


def summary(run: LintRun, findings: Sequence[Finding], held: int = 0) -> str:
    """`Found 3 findings in 2 files (12 checked).` held: how many more a baseline holds back."""
    words = ((WITHOUT_KERAS, "without Keras"), (SKIPPED, "skipped"), (FAILED, "not analyzed"))
    counts = [f"{run.count(CHECKED)} checked"]
    counts += [f"{run.count(status)} {word}" for status, word in words if run.count(status)]
    files = ", ".join(counts)
    more = f" {held} more in the baseline." if held else ""
    if not findings and not run.count(CHECKED):
        return _nothing_checked(run) + more
    if not findings:
        return f"No findings ({files}).{more}"
    where = len({finding.location.path for finding in findings})
    return f"Found {_counted(len(findings), 'finding')} in {_counted(where, 'file')} ({files}).{more}"


def _nothing_checked(run: LintRun) -> str:
    """Why no file was checked, which must not read as if all were well."""
    number = len(run.results)
    if not number:
        return "No Python files or notebooks to check."
    if run.count(WITHOUT_KERAS) == number:
        told = "the file does not use Keras" if number == 1 else f"none of the {number} files uses Keras"
        return f"Nothing was checked: {told}."
    reasons = (
        (WITHOUT_KERAS, "without Keras"),
        (SKIPPED, "skipped"),
        (FAILED, "could not be analyzed"),
    )
    counts = [f"{run.count(status)} {words}" for status, words in reasons if run.count(status)]
    return f"Nothing was checked (of {_counted(number, 'file')}, {', '.join(counts)})."


MAX_UNKNOWN = 3
"""Of so many files without findings it is told what could not be known."""


def unknown(run: LintRun) -> Iterator[str]:
    """Why it is worth little that a file has no findings, where it is, with what the user can do."""
    notes = [result.unknown[0] for result in run.results if result.unknown and not result.findings]
    for note in notes[:MAX_UNKNOWN]:
        yield f"{format_location(note.location)}: {one_line(note.message)}"
    more = len(notes) - MAX_UNKNOWN
    if more > 0:
        yield f"{_counted(more, 'more file')}: `kerasrules show` tells what is not known"


def fixable(findings: Iterable[Finding], unsafe: bool) -> str | None:
    """How many findings have a fix, for the end of a report; None where none has."""
    with_fix = [finding for finding in findings if finding.promises_fix(unsafe=True)]
    safe = sum(finding.promises_fix(unsafe=unsafe) for finding in with_fix)
    hidden = len(with_fix) - safe
    if safe:
        more = f" ({hidden} more with --unsafe-fixes)" if hidden else ""
        return f"{safe} fixable with --fix{more}."
    return f"{hidden} fixable with --fix --unsafe-fixes." if hidden else None


def statistics(findings: Sequence[Finding]) -> Iterator[str]:
    """How often each rule spoke, the most frequent first."""
    counts = Counter((finding.code, finding.name) for finding in findings)
    width = len(str(max(counts.values(), default=0)))
    for (code, name), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:>{width}}  {code}  {name}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
