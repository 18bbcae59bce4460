"""`kerasrules check`: find faults in Keras programs."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from kerasrules.cli.common import (
    CLEAN,
    ERROR,
    FINDINGS,
    add_files,
    add_output,
    add_paths,
    complain,
    files,
    finder,
    for_stdin,
    report_notices,
    shown,
    stdin,
    write,
)

if TYPE_CHECKING:
    from kerasrules.engine import Run

EPILOG = """\
examples:
  kerasrules check                            everything below this folder
  kerasrules check train.py notebooks/        a file and a folder
  kerasrules check --select KR1,unscaled-input --ignore KR102
  kerasrules check --output-format json src | jq '.findings[].message'
  cat train.py | kerasrules check --stdin-filename train.py -

selectors are codes (KR101), prefixes (KR1), names (linear-stack) or ALL.
exit status: 0 no findings, 1 findings, 2 kerasrules could not run.
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the options of this verb."""
    add_paths(parser)
    rules = parser.add_argument_group("rules")
    for flag, text in (
        ("--select", "check only these rules"),
        ("--extend-select", "check these rules too"),
        ("--ignore", "leave these rules out"),
    ):
        rules.add_argument(flag, metavar="RULES", action="append", help=f"{text} (a list with commas)")
    output = parser.add_argument_group("output")
    output.add_argument(
        "--output-format", choices=("full", "concise", "json"), default="full", help="how to report (default: full)"
    )
    output.add_argument("--statistics", action="store_true", help="count the findings of each rule instead")
    output.add_argument("--exit-zero", action="store_true", help="exit 0 although there are findings")
    add_output(output)
    add_files(parser, jobs=True)


def run(options: argparse.Namespace) -> int:
    """Check, report, and return the exit status."""
    from kerasrules.engine import Run, check_bytes, check_files

    settings_finder = finder(options)
    texts: dict[str, str] = {}
    missing: list[str] = []
    if "-" in options.paths:
        data, path = stdin(options)
        texts[path] = shown(data, path)
        settings = for_stdin(settings_finder, options)
        checked = Run() if settings is None else Run([check_bytes(data, path, settings)])
    else:
        found, missing = files(options, settings_finder)
        checked = check_files(found, options.jobs)
    findings = checked.findings
    _report(checked, texts, options)
    report_notices(checked, options)
    for path in missing:
        complain("error", f"no such file or folder: {path}")
    if missing:
        return ERROR
    if findings and not options.exit_zero:
        return FINDINGS
    return ERROR if any(notice.internal for notice in checked.notices) else CLEAN


def _report(run: Run, texts: dict[str, str], options: argparse.Namespace) -> None:
    findings = run.findings
    if options.output_format == "json":
        from kerasrules.reporting import json

        write([json.render(run, findings, statistics=options.statistics)])
        return
    from kerasrules.reporting import colors, summary

    painted = colors.choose(options.color, sys.stdout)
    if options.statistics:
        write(summary.statistics(findings))
    elif options.output_format == "concise":
        from kerasrules.reporting import concise

        write(concise.render(findings, painted))
    else:
        from kerasrules.reporting import excerpts, full

        write(full.render(findings, excerpts.Excerpts(texts), painted))
        if findings and not options.quiet:
            write([""])
    if not options.quiet:
        write([summary.summary(run, findings)])
