"""What a report is made from. Everything is passed in, so that this room knows results and nothing of how they came."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from kerasrules.model.findings import Finding, Severity
from kerasrules.model.locations import FileRange, Location
from kerasrules.model.proposed_fixes import ProposedFix
from kerasrules.model.record import record
from kerasrules.model.results import Fingerprint, LintRun
from kerasrules.report.colors import Colors
from kerasrules.report.display_paths import DisplayPaths


class SourceLines(Protocol):
    """The source that findings are in, as written."""

    def line(self, path: str, cell: int | None, number: int) -> str | None:
        """One line by its number from 1, or None where there is none to show."""


class StoredRanges(Protocol):
    """Where locations stand in files as they are stored: in a notebook, in the lines of its JSON."""

    def range_of(self, location: Location) -> FileRange:
        """Lines and columns, in characters."""

    def byte_range_of(self, location: Location) -> FileRange:
        """The same with columns that count bytes of UTF-8."""

    def in_bytes(self, path: str, found: FileRange) -> FileRange:
        """A range of a file with such columns."""


class RuleText(Protocol):
    """What a report says of a rule."""

    @property
    def code(self) -> str:
        """Such as KR101."""

    @property
    def name(self) -> str:
        """Such as linear-stack."""

    @property
    def family(self) -> str:
        """Such as activations."""

    @property
    def severity(self) -> Severity:
        """How bad a finding of this rule usually is."""

    @property
    def summary(self) -> str:
        """One line."""

    @property
    def documentation(self) -> str:
        """The rule's page in Markdown, without its title."""

    @property
    def fix_applicability(self) -> str:
        """How far the rule's fixes can be trusted: "safe", "unsafe", "mixed" or "none"."""

    @property
    def options_text(self) -> str:
        """What can be set of the rule, as Markdown; empty where nothing can."""


def _no_fix(finding: Finding) -> ProposedFix | None:
    return None


@record(frozen=True)
class Report:
    """The findings to report, and what a format may need to show them.

    run: all files, whether they have findings or not. baselined: how many more findings a baseline holds.
    fingerprints: of the findings, in their order; computed when asked for. rules: the rules with these codes.
    fixes: of a finding; tried when asked for.
    """

    run: LintRun
    findings: Sequence[Finding]
    sources: SourceLines
    stored: StoredRanges
    paths: DisplayPaths
    fingerprints: Callable[[], Sequence[Fingerprint]]
    rules: Callable[[Collection[str]], Sequence[RuleText]]
    colors: Colors
    baselined: int = 0
    statistics: bool = False
    fixes: Callable[[Finding], ProposedFix | None] = _no_fix
