"""Fixes applied to the source: formatting and comments stay, and the result is checked again.

A `Fix` is rendered as a few patches of the text. libcst says where everything stands, down to commas and comments;
nothing outside of a patch is touched. It is imported only where something is to be fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kerasrules.model.findings import Finding
from kerasrules.model.record import record

if TYPE_CHECKING:
    from kerasrules.checking.settings import Settings

__all__ = ["Fixed", "SkippedFix", "fix_text"]


@record(frozen=True)
class SkippedFix:
    """A finding whose fix was not applied, and why."""

    finding: Finding
    reason: str


@record(frozen=True)
class Fixed:
    """text: with the fixes, or as it was where none could be applied.

    applied: the findings that are gone. skipped: those that were to be fixed and are not.
    """

    text: str
    applied: tuple[Finding, ...]
    skipped: tuple[SkippedFix, ...]


def fix_text(
    text: str, path: str, settings: Settings, findings: Sequence[Finding] | None = None, *, unsafe: bool = False
) -> Fixed:
    """Fix the findings (None: all that a check of `text` finds) in a program's text; of a notebook, in its JSON.

    Findings without a fix that may be used are passed over. Never raises over a text that cannot be read: it has
    nothing that could be fixed.
    """
    if findings is not None and not any(finding.is_fixable(unsafe=unsafe) for finding in findings):
        return Fixed(text, (), ())
    from kerasrules.fixing.apply import apply_fixes

    return apply_fixes(text, path, settings, findings, unsafe)
