"""`kerasrules check --fix`, `--fix-only` and `--diff`: fixes applied or shown, and why others are not."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kerasrules.checking.engine import check_bytes
from kerasrules.checking.many_files import check_files
from kerasrules.checking.merge import findings_of, merge
from kerasrules.checking.settings import Settings
from kerasrules.cli.verbs import CLEAN, ERROR, FINDINGS, complain
from kerasrules.fixing import SkippedFix
from kerasrules.fixing.files import FixedFile, fix_bytes, fix_file
from kerasrules.model.findings import Finding
from kerasrules.model.record import record
from kerasrules.model.results import FileResult, LintRun
from kerasrules.source.load import decode

if TYPE_CHECKING:
    import argparse

    from kerasrules.checking.cache.store import Cache


@record(frozen=True)
class FixSummary:
    """How many findings were fixed, how many more could be with unsafe fixes, and whether a file could not be."""

    fixed: int = 0
    hidden: int = 0
    failed: bool = False

    def line(self, would: bool = False) -> str:
        """`Fixed 3 findings (1 more with --unsafe-fixes).`"""
        more = f" ({self.hidden} more with --unsafe-fixes)" if self.hidden else ""
        if not self.fixed:
            return f"Nothing {'to fix' if would else 'fixed'}{more}."
        noun = f"finding{'s' * (self.fixed != 1)}"
        return f"{'Would fix' if would else 'Fixed'} {self.fixed} {noun}{more}."


def apply(
    files: Sequence[tuple[str, Settings]],
    data: bytes | None,
    checked: LintRun,
    options: argparse.Namespace,
    cache: Cache | None = None,
) -> tuple[LintRun, FixSummary, list[FixedFile]]:
    """Fix the files, or the one program `data`, and check again; with `--diff`, only find out what would change.

    cache: where to keep what the programs come to afterwards.
    """
    fixed_files: list[FixedFile] = []
    hidden = 0
    for (path, settings), result in zip(files, checked.results, strict=True):
        findings = _own(result, checked)
        fixable = sum(finding.is_fixable(unsafe=settings.unsafe_fixes) for finding in findings)
        hidden += sum(finding.is_fixable(unsafe=True) for finding in findings) - fixable
        if not fixable:
            continue
        if data is not None:
            fixed_files.append(fix_bytes(data, path, settings, findings))
        else:
            fixed_files.append(fix_file(path, settings, findings, write=not options.diff))
    _tell(fixed_files, options)
    summary = FixSummary(
        sum(len(one.fixed.applied) for one in fixed_files), hidden, any(one.problem for one in fixed_files)
    )
    if not options.diff and any(one.changed for one in fixed_files):
        if data is None:
            checked = check_files(files, options.jobs, cache)
        else:
            checked = merge([check_bytes(one.after, one.path, files[0][1]) for one in fixed_files])
    return checked, summary, fixed_files


def show_diff(fixed_files: Iterable[FixedFile], summary: FixSummary, options: argparse.Namespace) -> int:
    """Print what would change; the exit status says whether anything would."""
    from kerasrules.report import colors
    from kerasrules.report.diffs import diff

    painted = colors.choose(options.color, sys.stdout)
    changed = False
    for one in fixed_files:
        if one.changed:
            changed = True
            before, after = decode(one.before, one.path), decode(one.after, one.path)
            for line in diff(before, after, one.path, painted):
                sys.stdout.write(line)
    if not options.quiet:
        sys.stdout.flush()
        sys.stderr.write(summary.line(would=True) + "\n")
    if summary.failed:
        return ERROR
    return FINDINGS if changed and not options.exit_zero else CLEAN


def _own(result: FileResult, checked: LintRun) -> list[Finding]:
    """The findings to fix with a file: its own, and those in modules that are not checked, to say why they stay."""
    others = {os.path.abspath(other.path) for other in checked.results if other.path != result.path}
    return [
        finding
        for finding in findings_of(checked, result)
        if finding.location.path == result.path or os.path.abspath(finding.location.path) not in others
    ]


def _tell(fixed_files: Iterable[FixedFile], options: argparse.Namespace) -> None:
    """What was not fixed, and why, on standard error."""
    from kerasrules.report.one_line import one_line

    for one in fixed_files:
        if one.problem:
            complain("error", f"{one_line(one.path)}: no fix applied: {one.problem}")
        elif not options.quiet:
            for skipped in dict.fromkeys(map(_line, one.fixed.skipped)):
                complain("notice", skipped)


def _line(skipped: SkippedFix) -> str:
    from kerasrules.report.one_line import format_location, one_line

    finding = skipped.finding
    return (
        f"{format_location(finding.location)}: {finding.code} {finding.name} is not fixed: {one_line(skipped.reason)}"
    )
