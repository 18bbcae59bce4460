"""How `check` reports: in which format, and where to."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kerasrules.cli.common import UsageError, write

if TYPE_CHECKING:
    from kerasrules.check.engine import LintRun
    from kerasrules.check.fingerprints import Fingerprints
    from kerasrules.cli.fixes import Outcome
    from kerasrules.model.findings import Finding
    from kerasrules.report.display_paths import Names
    from kerasrules.report.excerpts import Excerpts

FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjson")
_FOR_PEOPLE = ("full", "concise")
_WITH_STATISTICS = ("full", "concise", "json")


@dataclass(frozen=True)
class Fixes:
    """What to say of fixes. outcome: of those that were made, None where none were asked for."""

    outcome: Outcome | None = None
    unsafe: bool = False


def declare(group: argparse._ArgumentGroup) -> None:
    """Add the options that decide on the report."""
    group.add_argument(
        "--output-format", choices=FORMATS, default="full", metavar="FORMAT", help=f"{', '.join(FORMATS)}"
    )
    group.add_argument("--output-file", metavar="FILE", help="write the report there instead of to standard output")


def check_options(options: argparse.Namespace) -> None:
    """Raise UsageError for options that do not go together."""
    if options.statistics and options.output_format not in _WITH_STATISTICS:
        raise UsageError(f"--statistics goes with {', '.join(_WITH_STATISTICS)}, not with {options.output_format}")


def is_for_people(options: argparse.Namespace) -> bool:
    """Whether the report is to be read by a person, so that other lines may stand beside it."""
    return options.output_format in _FOR_PEOPLE


def report(
    run: LintRun,
    findings: Sequence[Finding],
    held: int,
    excerpts: Excerpts,
    fingerprints: Callable[[], Fingerprints],
    options: argparse.Namespace,
    fixes: Fixes,
) -> None:
    """Write the report. held: how many findings a baseline holds back. Raises UsageError."""
    for_people = is_for_people(options)
    lines = list(_lines(run, findings, held, excerpts, fingerprints, options))
    if options.output_file is None:
        if for_people and not options.quiet and not options.statistics and findings and options.output_format == "full":
            lines.append("")
        write(lines)
    else:
        _write_file(options.output_file, lines)
    # to standard output a report for programs is written alone
    if not options.quiet and (for_people or options.output_file is not None):
        write(_closing(run, findings, held, options, fixes))


def _closing(
    run: LintRun, findings: Sequence[Finding], held: int, options: argparse.Namespace, fixes: Fixes
) -> Iterable[str]:
    from kerasrules.report import summary

    if fixes.outcome is not None:
        yield fixes.outcome.summary()
    if not options.fix_only:
        yield summary.summary(run, findings, held)
    shown = fixes.outcome is None and options.output_file is None
    hint = summary.fixable(findings, fixes.unsafe) if shown else None
    if hint is not None:
        yield hint


def _lines(
    run: LintRun,
    findings: Sequence[Finding],
    held: int,
    excerpts: Excerpts,
    fingerprints: Callable[[], Fingerprints],
    options: argparse.Namespace,
) -> Iterable[str]:
    name = options.output_format
    if name == "json":
        from kerasrules.report import json

        return [json.render(run, findings, statistics=options.statistics, held=held)]
    if name in _FOR_PEOPLE:
        from kerasrules.report import colors, summary

        painted = colors.choose(options.color, sys.stdout)
        if options.output_file is not None and options.color != "always":
            painted = colors.Colors(False)
        if options.statistics:
            return summary.statistics(findings)
        if name == "concise":
            from kerasrules.report import concise

            return concise.render(findings, painted)
        from kerasrules.report import text as full

        return full.render(findings, excerpts, painted)
    from kerasrules.report.file_positions import FilePositions

    stored, names = FilePositions(excerpts), _names(name)
    if name == "sarif":
        from kerasrules.report import sarif

        known = fingerprints()
        marks = [
            (known.of(finding).scope, digest)
            for finding, digest in zip(findings, known.distinct(findings), strict=True)
        ]
        return [sarif.render(run, findings, stored=stored, names=names, marks=marks)]
    if name == "github":
        from kerasrules.report import github

        return github.render(findings, stored=stored, names=names)
    if name == "gitlab":
        from kerasrules.report import gitlab

        return [gitlab.render(findings, stored=stored, names=names, fingerprints=fingerprints().distinct(findings))]
    if name == "junit":
        from kerasrules.report import junit

        return [junit.render(run, findings, names=names)]
    from kerasrules.report import rdjson

    return [rdjson.render(findings, stored=stored, names=names)]


def _names(format: str) -> Names:
    """Names of files from the folder on that the report's reader knows: a CI's checkout, else the current folder."""
    from kerasrules.report.display_paths import Names

    here = os.getcwd()
    checkout = os.environ.get({"gitlab": "CI_PROJECT_DIR"}.get(format, "GITHUB_WORKSPACE"), "")
    inside = bool(checkout) and f"{here}{os.sep}".startswith(checkout.rstrip(os.sep) + os.sep)
    return Names(here, checkout if inside else here)


def _write_file(path: str, lines: Iterable[str]) -> None:
    from kerasrules.source.atomic_write import atomic_write

    try:
        atomic_write(path, "".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from None
