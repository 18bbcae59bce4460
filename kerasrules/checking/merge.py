"""The results of single files merged into one run: each finding once, under one name for each file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from kerasrules.model.findings import Finding, without_count
from kerasrules.model.locations import Location, Position
from kerasrules.model.record import replace
from kerasrules.model.results import FileResult, LintRun, Notice
from kerasrules.model.suppressions import SuppressionUse
from kerasrules.source.relative_paths import relative_path


def merge(results: Sequence[FileResult]) -> LintRun:
    """One run of these files. Findings keep the order of the files as they were given."""
    return LintRun(tuple(results), tuple(_findings(results)), tuple(_notices(results)))


def findings_of(run: LintRun, result: FileResult) -> Sequence[Finding]:
    """A file's findings as the file names locations, less those on comments that another program of the run needs."""
    return _with_uses(result, _all_uses(run.results))


def within_file(finding: Finding) -> tuple[str, int, Position, Position, str, str]:
    """The sort key of findings within a file."""
    location = finding.location
    return (location.path, location.cell or 0, location.start, location.end, finding.code, finding.message)


def _findings(results: Sequence[FileResult]) -> list[Finding]:
    if not any(result.findings for result in results):
        return []
    order = {result.path: index for index, result in enumerate(results)}
    names = _FileNames(order)
    unique: dict[tuple[str, Location], Finding] = {}
    uses = _all_uses(results)
    for result in results:
        for finding in map(names.rename, _with_uses(result, uses)):
            if finding.location.path == result.path:
                unique[finding.code, finding.location] = finding  # what a file's own reading says goes first
            else:
                unique.setdefault((finding.code, finding.location), finding)
    found = sorted(
        unique.values(), key=lambda f: (order.get(f.location.path, len(order)), f.location.path, *within_file(f))
    )
    return list(_each_fault_once(found))


def _each_fault_once(findings: Sequence[Finding]) -> Iterable[Finding]:
    """Less those whose place another finding in the same words names already, as read from another program.

    A program that reads but a part of a file finds fewer of the places that the file's own finding names.
    """
    told: dict[tuple[str, str, str | None], set[Location]] = {}
    for finding in sorted(findings, key=lambda one: -len(one.related)):
        places = told.setdefault((finding.code, without_count(finding.message), finding.help), set())
        if finding.location not in places:
            places.update(part.location for part in finding.related if part.location != finding.location)
    for finding in findings:
        if finding.location not in told[finding.code, without_count(finding.message), finding.help]:
            yield finding


def _notices(results: Sequence[FileResult]) -> Iterable[Notice]:
    if not any(result.notices for result in results):
        return ()
    names = _FileNames({result.path: 0 for result in results})
    notices = (notice for result in results for notice in result.notices)
    return dict.fromkeys(replace(notice, location=names.location(notice.location)) for notice in notices)


def _all_uses(results: Iterable[FileResult]) -> frozenset[SuppressionUse]:
    return frozenset().union(*(result.uses for result in results))


def _with_uses(result: FileResult, uses: frozenset[SuppressionUse]) -> Sequence[Finding]:
    """A file's findings, less those on comments that another program of the run needs."""
    if not result.unused:
        return result.findings
    from kerasrules.checking.unused_suppressions import finding_of

    before = {finding_of(unused): unused.without(uses) for unused in result.unused}
    after = {finding: finding_of(left) if left else None for finding, left in before.items()}
    return [kept for finding in result.findings if (kept := after.get(finding, finding)) is not None]


class _FileNames:
    """One name for each file: as it was given, else as short as it can be said from here.

    A file that is read because another one imports it may come under another name than the one it was given by.
    """

    def __init__(self, given: Mapping[str, object]) -> None:
        self._given = given
        self._names: dict[str, str] = {}
        """By whole paths, of the files that were given; and by those that were asked for."""
        self._here = os.getcwd()

    def location(self, location: Location) -> Location:
        """The same location under the file's one name."""
        if location.path in self._given:
            return location
        if not self._names:
            self._names = {os.path.abspath(path): path for path in self._given}
        name = self._names.get(location.path)
        if name is None:
            path = os.path.abspath(location.path)
            below = path.startswith(self._here + os.sep)
            name = self._names.get(path) or (relative_path(path, self._here) if below else location.path)
            self._names[location.path] = name
        return location if name == location.path else replace(location, path=name)

    def rename(self, finding: Finding) -> Finding:
        """The same finding with all its locations under these names."""
        location = self.location(finding.location)
        related = tuple(replace(part, location=self.location(part.location)) for part in finding.related)
        if location == finding.location and related == finding.related:
            return finding
        return replace(finding, location=location, related=related)
