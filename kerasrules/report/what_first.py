"""Which finding of a file to look at first: what explains best that a network does not learn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from kerasrules.model.findings import Effect, Finding, rank
from kerasrules.model.record import record


@record(frozen=True)
class Shown:
    """A finding in the place where a reader should meet it.

    note: why it comes first, or "". again: findings of the same rule in the same file that need no words of their own.
    """

    finding: Finding
    note: str = ""
    again: tuple[Finding, ...] = ()


def in_order(
    findings: Iterable[Finding], causes: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> Iterator[Shown]:
    """The findings file by file, in each the best explanation first.

    causes: by file the codes of the findings that explain what its training shows, the best first.
    What changes nothing in training, such as a name of an older version, comes last and once for each rule.
    """
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(finding.location.path, []).append(finding)
    for in_file in files.values():
        explaining = causes.get(in_file[0].location.path, ())
        shown = _folded(sorted(in_file, key=lambda finding: (_place(finding.code, explaining), rank(finding))))
        first = shown[0]
        is_better = rank(first.finding) < rank(shown[-1].finding)
        note = _why_first(first.finding) if is_better else ""
        if first.finding.code in explaining:
            note = "of the findings in this file, this one best explains what training shows"
        yield Shown(first.finding, note, first.again)
        yield from shown[1:]


def _place(code: str, codes: Sequence[str]) -> int:
    return codes.index(code) if code in codes else len(codes)


def _folded(findings: Sequence[Finding]) -> list[Shown]:
    """One for each finding; one for each rule where the effect is none."""
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        groups.setdefault(finding.code if finding.effect is Effect.NONE else number, []).append(finding)
    return [Shown(first, again=tuple(rest)) for first, *rest in groups.values()]


def _why_first(finding: Finding) -> str:
    if finding.effect is Effect.STOPS:
        return "training stops here; the other findings of this file matter after this one is fixed"
    if finding.effect in (Effect.PREVENTS, Effect.IMPAIRS):
        return "findings are ordered by how well they explain a network that does not learn"
    return ""
