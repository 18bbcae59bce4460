"""Remedies written into the source: formatting and comments stay, and what the edit does is read again.

A `Remedy` is rendered as a few patches on the text. libcst says where everything stands, down to commas and comments;
nothing outside of a patch is touched. It is imported only where something is to be mended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kerasrules.model.findings import Finding

if TYPE_CHECKING:
    from kerasrules.check.settings import Settings

__all__ = ["Fixed", "SkippedFix", "fix_text"]


@dataclass(frozen=True)
class SkippedFix:
    """A finding whose remedy was not written, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True)
class Fixed:
    """text: what came of it; the text as it was where nothing could be mended.

    applied: the findings that are gone. withdrawn: those that were to be mended and are not.
    """

    text: str
    applied: tuple[Finding, ...]
    skipped: tuple[SkippedFix, ...]


def fix_text(
    text: str, path: str, settings: Settings, findings: Sequence[Finding] | None = None, *, unsafe: bool = False
) -> Fixed:
    """Mend the findings (None: all that the check of `text` gives) in a program's text; of a notebook, its JSON.

    Findings without a remedy that may be used are passed over. Never raises over a text that cannot be read: it has
    nothing that could be mended.
    """
    if findings is not None and not any(finding.is_fixable(unsafe=unsafe) for finding in findings):
        return Fixed(text, (), ())
    from kerasrules.fixing.apply import apply_fixes

    return apply_fixes(text, path, settings, findings, unsafe)
