"""What the worker processes are asked to do. Arguments and results are plain data, which pipes can carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kerasrules.model.record import record
from kerasrules.server.analysis import Analysis, Request, analyze, settings_of

if TYPE_CHECKING:
    from kerasrules.confirming.plan.trials import Job
    from kerasrules.model.findings import Finding

REASON = "TODO: why"
"""What a new comment says behind the list of rules, for the user to write over."""

__all__ = ["Edited", "analyze", "apply_fixes", "plan_trial", "ready", "suppress"]


@record(frozen=True)
class Edited:
    """The text after a fix; where there was nothing to be done, the same, and `reason` says why."""

    text: str
    reason: str = ""


def apply_fixes(request: Request, findings: Sequence[Finding] | None, unsafe: bool) -> Edited:
    """Apply the fixes of these findings, or of all: only safe ones unless `unsafe`."""
    from kerasrules.fixing import fix_text

    settings = settings_of(request)
    if isinstance(settings, Analysis):
        return Edited(request.text, settings.problem or "the settings exclude this file")
    fixed = fix_text(request.text, request.path, settings, findings, unsafe=unsafe)
    reasons = dict.fromkeys(one.reason for one in fixed.skipped)
    return Edited(fixed.text, "; ".join(reasons))


def plan_trial(request: Request, finding: Finding) -> Job | None:
    """The trial of a finding's rule, with what must be mended first; None where the program is no longer the same."""
    from kerasrules.checking.engine import examine
    from kerasrules.confirming.plan.request import ConfirmOptions
    from kerasrules.confirming.plan.trials import comes_first
    from kerasrules.confirming.run.source_job import source_job

    settings = settings_of(request)
    if isinstance(settings, Analysis):
        return None
    source, program, checked = examine(request.text, request.path, settings.without_own_rules())
    if source is None or program is None or finding not in checked.findings:
        return None
    asked = [one for one in checked.findings if one.code == finding.code or comes_first(one)]
    return source_job(
        source, program, asked, ConfirmOptions(), reads_files=settings.read_data, folders=settings.folders
    )


def suppress(text: str, is_cell: bool, first_line: int, last_line: int, name: str) -> Edited:
    """Write a comment that suppresses a rule on one of these lines of a script or of a notebook's cell."""
    from kerasrules.source.patches import patched
    from kerasrules.source.repairs.magics import mask
    from kerasrules.source.source import split_lines
    from kerasrules.source.suppressions.add import SuppressionWriter
    from kerasrules.source.units import Unit

    writer = SuppressionWriter(Unit(0, text, split_lines(mask(text) if is_cell else text)))
    line = writer.line_for(first_line, last_line)
    if line is None:
        return Edited(text, "no comment can be added on these lines")
    return Edited(patched(text, [writer.patch(line, [name], REASON)]))


def ready() -> None:
    """Import what the first check needs."""
    import gc

    import kerasrules.checking.discovery  # noqa: F401
    from kerasrules.interpreter import load_handlers
    from kerasrules.rules import load
    from kerasrules.rules.index import INDEX

    load_handlers()
    load(frozenset(INDEX))
    gc.freeze()  # what stays for good is not looked through after each edit
