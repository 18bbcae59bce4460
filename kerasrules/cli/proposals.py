"""The fixes that a report for programs proposes: made only when the report asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kerasrules.checking.settings import Settings
    from kerasrules.model.findings import Finding
    from kerasrules.model.proposed_fixes import ProposedFix
    from kerasrules.source.source_texts import SourceTexts

MOST = 200
"""Findings of a run whose fixes are tried, each of which costs a check of its file."""


class Proposals:
    """The tried fix of each finding, those of a file together."""

    def __init__(
        self, findings: Sequence[Finding], sources: SourceTexts, settings: Callable[[str], Settings] | None
    ) -> None:
        fixable = [finding for finding in findings if finding.is_fixable(unsafe=True)]
        self._fixable = fixable[:MOST]
        self._sources = sources
        self._settings = settings
        self._by_path: dict[str, Mapping[Finding, ProposedFix]] = {}

    def of(self, finding: Finding) -> ProposedFix | None:
        """The fix of a finding; None where there is none, or none that does what it should."""
        path = finding.location.path
        if path not in self._by_path:
            self._by_path[path] = self._tried(path)
        return self._by_path[path].get(finding)

    def _tried(self, path: str) -> Mapping[Finding, ProposedFix]:
        here = [finding for finding in self._fixable if finding.location.path == path]
        text = self._sources.text(path) if here else None
        if text is None or self._settings is None:
            return {}
        from kerasrules.fixing.propose import proposed_fixes

        return proposed_fixes(text, path, self._settings(path), here)
