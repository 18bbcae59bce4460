"""Explanations of what a training shows, below the findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kerasrules.model.findings import Finding
from kerasrules.model.results import LintRun
from kerasrules.model.symptoms import Explanation
from kerasrules.report.colors import Colors
from kerasrules.report.one_line import format_location, one_line

if TYPE_CHECKING:
    from kerasrules.model.report_documents import SymptomObject


def explanations_by_file(run: LintRun) -> Mapping[str, tuple[Explanation, ...]]:
    """The explanations of each file that has some."""
    return {result.path: result.explanations for result in run.results if result.explanations}


def causes_by_file(run: LintRun) -> Mapping[str, tuple[str, ...]]:
    """Codes of the findings that explain what is seen, by file, the best explanation first."""
    return {
        path: tuple(dict.fromkeys(code for one in explained for code in one.causes))
        for path, explained in explanations_by_file(run).items()
    }


def render(run: LintRun, findings: Sequence[Finding], colors: Colors) -> Iterator[str]:
    """A block for each symptom: what the number means, which findings explain it, or what to look at."""
    for path, explained in explanations_by_file(run).items():
        for one in explained:
            symptom = one.symptom
            cell = f" (output of cell {symptom.cell})" if symptom.cell is not None else ""
            yield f"{colors.paint('symptom', 'bold')}: {one_line(symptom.seen)}, in {one_line(path)}{cell}"
            if one.meaning:
                yield f"  {one.meaning}"
            yield from (f"  {fact}" for fact in one.facts)
            places = {
                code: [finding for finding in findings if finding.code == code and finding.location.path == path]
                for code in one.causes
            }
            causes = [found[0] for found in places.values() if found]
            for number, finding in enumerate(causes):
                told = "explained best by" if number == 0 else "also by"
                yield f"  {told} {finding.name} ({finding.code}) at {format_location(finding.location)}"
            if not (causes or one.facts):
                yield "  no finding of this file explains it; look at"
            elif one.look_at:
                yield "  if that does not help, look at"
            yield from (f"    - {advice}" for advice in one.look_at)


def objects(run: LintRun) -> list[SymptomObject]:
    """The same for programs, as `"symptoms"` in the JSON report."""
    return [
        {
            "path": path,
            "cell": one.symptom.cell,
            "kind": one.symptom.kind.value,
            "value": one.symptom.value if one.symptom.value == one.symptom.value else None,
            "seen": one.symptom.seen,
            "meaning": one.meaning,
            "facts": list(one.facts),
            "causes": list(one.causes),
            "look_at": list(one.look_at),
        }
        for path, explained in explanations_by_file(run).items()
        for one in explained
    ]
