"""How `check` reports: in which format, and where to."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from kerasrules.cli.proposals import Proposals
from kerasrules.cli.verbs import UsageError, write
from kerasrules.model.record import record
from kerasrules.report.formats import FORMATS, Format

if TYPE_CHECKING:
    import argparse

    from kerasrules.checking.fingerprints import Fingerprints
    from kerasrules.checking.settings import Settings
    from kerasrules.cli.fixes import FixSummary
    from kerasrules.model.findings import Finding
    from kerasrules.model.results import LintRun
    from kerasrules.report.display_paths import DisplayPaths
    from kerasrules.report.inputs import Report
    from kerasrules.source.source_texts import SourceTexts


@record(frozen=True)
class FixesToReport:
    """What to say of fixes.

    applied: those that were made, None where none were asked for. settings: of a file, to try the others.
    """

    applied: FixSummary | None = None
    unsafe: bool = False
    settings: Callable[[str], Settings] | None = None


def declare(group: argparse._ArgumentGroup) -> None:
    """Add the options that decide on the report."""
    group.add_argument(
        "--output-format", choices=FORMATS, default="full", metavar="FORMAT", help=f"{', '.join(FORMATS)}"
    )
    group.add_argument("--output-file", metavar="FILE", help="write the report to this file instead of standard output")


def check_options(options: argparse.Namespace) -> None:
    """Raise UsageError for options that do not go together."""
    if options.statistics and not _format(options).statistics:
        able = ", ".join(name for name, format in FORMATS.items() if format.statistics)
        raise UsageError(f"--statistics requires --output-format {able}, not {options.output_format}")


def is_for_people(options: argparse.Namespace) -> bool:
    """Whether the report is to be read by a person, so that other lines may stand beside it."""
    return _format(options).for_people


def report(
    run: LintRun,
    findings: Sequence[Finding],
    baselined: int,
    sources: SourceTexts,
    fingerprints: Callable[[], Fingerprints],
    options: argparse.Namespace,
    fixes: FixesToReport,
) -> None:
    """Write the report. baselined: how many findings a baseline holds. Raises UsageError."""
    for_people = is_for_people(options)
    made = _report(run, findings, baselined, sources, fingerprints, options, fixes)
    lines = list(_format(options).render(made))
    if options.output_file is None:
        if for_people and not options.quiet and not options.statistics and findings and options.output_format == "full":
            lines.append("")
        write(lines)
    else:
        _write_file(options.output_file, lines)
    # to standard output a report for programs is written alone
    if not options.quiet and (for_people or options.output_file is not None):
        write(_closing(run, findings, baselined, options, fixes))


def _format(options: argparse.Namespace) -> Format:
    return FORMATS[options.output_format]


def _report(
    run: LintRun,
    findings: Sequence[Finding],
    baselined: int,
    sources: SourceTexts,
    fingerprints: Callable[[], Fingerprints],
    options: argparse.Namespace,
    fixes: FixesToReport,
) -> Report:
    from kerasrules.report import colors
    from kerasrules.report.inputs import Report
    from kerasrules.rules import load
    from kerasrules.source.file_positions import FilePositions

    painted = colors.choose(options.color, sys.stdout)
    if options.output_file is not None and options.color != "always":
        painted = colors.Colors(False)
    return Report(
        run,
        findings,
        sources=sources,
        stored=FilePositions(sources),
        paths=_paths(_format(options)),
        fingerprints=lambda: fingerprints().distinct(findings),
        rules=load,
        colors=painted,
        baselined=baselined,
        statistics=options.statistics,
        fixes=Proposals(findings, sources, fixes.settings).of,
    )


def _closing(
    run: LintRun, findings: Sequence[Finding], baselined: int, options: argparse.Namespace, fixes: FixesToReport
) -> Iterable[str]:
    from kerasrules.report import summary

    if fixes.applied is not None:
        yield fixes.applied.line()
    if not options.fix_only:
        yield summary.summary(run, findings, baselined)
    shown = fixes.applied is None and options.output_file is None
    hint = summary.fixable(findings, fixes.unsafe) if shown else None
    if hint is not None:
        yield hint
    if not options.fix_only:
        yield from summary.unknown(run)


def _paths(format: Format) -> DisplayPaths:
    """Names of files from the folder on that the report's reader knows: a CI's checkout, else the current folder."""
    from kerasrules.report.display_paths import DisplayPaths

    here = os.getcwd()
    checkout = os.environ.get(format.checkout, "")
    inside = bool(checkout) and f"{here}{os.sep}".startswith(checkout.rstrip(os.sep) + os.sep)
    return DisplayPaths(here, checkout if inside else here)


def _write_file(path: str, lines: Iterable[str]) -> None:
    from kerasrules.source.atomic_write import atomic_write
    from kerasrules.source.regular_files import reason_of

    try:
        atomic_write(path, "".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {reason_of(error)}") from None
