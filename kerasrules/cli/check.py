"""`kerasrules check`: find faults in Keras programs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from contextlib import nullcontext, redirect_stdout
from typing import TYPE_CHECKING

from kerasrules.cli import confirmations
from kerasrules.cli.common import (
    CLEAN,
    ERROR,
    FINDINGS,
    INTERRUPTED,
    UsageError,
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
    from kerasrules.cli.fixes import Outcome
    from kerasrules.engine import Run
    from kerasrules.settings import Settings

EPILOG = """\
examples:
  kerasrules check                            everything below this folder
  kerasrules check train.py notebooks/        a file and a folder
  kerasrules check --select KR1,unscaled-input --ignore KR102
  kerasrules check --output-format json src | jq '.findings[].message'
  kerasrules check --diff --unsafe-fixes train.py     what fixes would change
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
    fixing = parser.add_argument_group("fixes")
    fixing.add_argument("--fix", action="store_true", help="fix what can be fixed safely, and report what is left")
    fixing.add_argument("--fix-only", action="store_true", help="the same without the report")
    fixing.add_argument("--diff", action="store_true", help="show what --fix would change, and change nothing")
    fixing.add_argument(
        "--unsafe-fixes",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="with --fix or --diff: also fixes that change what the program does",
    )
    output = parser.add_argument_group("output")
    output.add_argument(
        "--output-format", choices=("full", "concise", "json"), default="full", help="how to report (default: full)"
    )
    output.add_argument("--statistics", action="store_true", help="count the findings of each rule instead")
    output.add_argument("--exit-zero", action="store_true", help="exit 0 although there are findings")
    add_output(output)
    confirmations.declare(parser)
    add_files(parser, jobs=True)


def run(options: argparse.Namespace) -> int:
    """Check, report, and return the exit status."""
    from kerasrules.engine import Run, check_bytes, check_files

    if options.confirm:
        _check_confirm(options)
    settings_finder = finder(options)
    texts: dict[str, str] = {}
    found: list[tuple[str, Settings]] = []
    missing: list[str] = []
    data: bytes | None = None
    if "-" in options.paths:
        data, path = stdin(options)
        settings = for_stdin(settings_finder, options)
        found = [] if settings is None else [(path, settings)]
        checked = Run([check_bytes(data, path, settings) for _, settings in found])
    else:
        found, missing = files(options, settings_finder)
        checked = check_files(found, options.jobs)
    outcome: Outcome | None = None
    if options.fix or options.fix_only or options.diff:
        from kerasrules.cli import fixes

        checked, outcome, mended = fixes.apply(found, data, checked, options)
        if options.diff:
            _complain_of(missing)
            return ERROR if missing else fixes.show_diff(mended, outcome, options)
        if data is not None:
            data = next((one.after for one in mended if one.changed), data)
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
    if data is not None:
        texts[path] = shown(data, path)
    # where the program goes to standard output, the report cannot
    with redirect_stdout(sys.stderr) if outcome is not None and data is not None else nullcontext():
        _report(checked, texts, options, outcome, any(settings.unsafe_fixes for _, settings in found))
    report_notices(checked, options)
    _complain_of(missing)
    confirmed = confirmations.confirm(found, checked, options) if options.confirm else None
    if confirmed is not None:
        confirmations.report(confirmed, options)
        if confirmed.interrupted:
            return INTERRUPTED
        if confirmed.failed:
            return ERROR
    if missing or (outcome is not None and outcome.failed):
        return ERROR
    if checked.findings and not options.exit_zero and not options.fix_only:
        return FINDINGS
    return ERROR if any(notice.internal for notice in checked.notices) else CLEAN


def _check_confirm(options: argparse.Namespace) -> None:
    """Raise UsageError for what does not go with --confirm."""
    if options.output_format != "full" or options.statistics:
        raise UsageError(
            "--confirm goes with --output-format full (kerasrules confirm --output-format json has numbers)"
        )
    if "-" in options.paths:
        raise UsageError("--confirm needs files, not standard input")
    if options.fix or options.fix_only or options.diff:
        raise UsageError("--confirm does not go with --fix or --diff: look at the verdicts first")


def _complain_of(missing: Iterable[str]) -> None:
    for path in missing:
        complain("error", f"no such file or folder: {path}")


def _report(
    run: Run, texts: dict[str, str], options: argparse.Namespace, outcome: Outcome | None, unsafe: bool
) -> None:
    findings = [] if options.fix_only else run.findings
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
    if options.quiet:
        return
    if outcome is not None:
        write([outcome.summary()])
    if not options.fix_only:
        write([summary.summary(run, findings)])
    if outcome is None and (hint := summary.fixable(findings, unsafe)):
        write([hint])
