"""What a run of the linter came to: the result of each file, and the findings of all of them together."""

from __future__ import annotations

from kerasrules.model.data_files import DataFileUse
from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.model.record import record
from kerasrules.model.suppressions import SuppressionUse, UnusedSelectors
from kerasrules.model.symptoms import Explanation

CHECKED, WITHOUT_KERAS, SKIPPED, FAILED = "checked", "without_keras", "skipped", "failed"
"""The status of a file: checked, not analyzed for want of Keras in it, omitted on purpose, or not readable."""


@record(frozen=True)
class Fingerprint:
    """What a finding is recognized by after the file around it has changed.

    scope: where the finding stands, such as `Trainer.build.model`; empty at the top. digest: 16 hex digits, followed by
    `:2`, `:3`, … where findings of one file have to be told apart.
    """

    scope: str
    digest: str


@record(frozen=True)
class Notice:
    """Something the user should hear of that is no finding. internal: an error of kerasrules itself."""

    message: str
    location: Location
    internal: bool = False
    detail: str = ""


@record(frozen=True)
class FileResult:
    """What came of one file.

    findings: all of them, including those on unused suppressions as far as this file alone can tell. unused, uses: the
    suppressions that this program does not need, and those that it needs in whatever file; both only where KR901 is on.
    data_files: those that the program names, read or not. unknown: what could not be known.
    explanations: of what its training shows. taught: the entries of the settings' tables of layers, losses and loaders
    that the program was read by.
    """

    path: str
    status: str = CHECKED
    findings: tuple[Finding, ...] = ()
    notices: tuple[Notice, ...] = ()
    unused: tuple[UnusedSelectors, ...] = ()
    uses: frozenset[SuppressionUse] = frozenset()
    data_files: tuple[DataFileUse, ...] = ()
    unknown: tuple[Notice, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    taught: frozenset[str] = frozenset()


@record(frozen=True)
class LintRun:
    """What came of all files together.

    findings, notices: of all files, each once although two files may lead to it, in the order of the files.
    """

    results: tuple[FileResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    notices: tuple[Notice, ...] = ()

    def count(self, status: str) -> int:
        """How many files have this status."""
        return sum(result.status == status for result in self.results)
