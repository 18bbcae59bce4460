"""What the worker processes are asked to do. Arguments and results are plain data, which pipes can carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kerasrules.server.analysis import Analysis, Request, analyse, settings_of

if TYPE_CHECKING:
    from kerasrules.model.findings import Finding

__all__ = ["Mended", "analyse", "apply_fixes", "ignore", "ready"]


@dataclass(frozen=True)
class Mended:
    """The text after a fix; where there was nothing to be done, the same, and `reason` says why."""

    text: str
    reason: str = ""


def apply_fixes(request: Request, findings: Sequence[Finding] | None, unsafe: bool) -> Mended:
    """Apply the remedies of these findings, or of all that there are: only safe ones unless `unsafe`."""
    from kerasrules.fixing import fix_text

    settings = settings_of(request)
    if isinstance(settings, Analysis):
        return Mended(request.text, settings.problem or "the settings leave this file out")
    fixed = fix_text(request.text, request.path, settings, findings, unsafe=unsafe)
    reasons = dict.fromkeys(one.reason for one in fixed.skipped)
    return Mended(fixed.text, "; ".join(reasons))


def ignore(text: str, is_cell: bool, first_line: int, last_line: int, name: str) -> Mended:
    """Write a comment that silences a rule on one of these lines."""
    from kerasrules.server.add_suppression import add_ignore

    changed = add_ignore(text, is_cell, first_line, last_line, name)
    return Mended(text, "no comment can stand on these lines") if changed is None else Mended(changed)


def ready() -> None:
    """Import what the first check needs."""
    import kerasrules.check.discovery
    import kerasrules.interpreter
    import kerasrules.rules  # noqa: F401
