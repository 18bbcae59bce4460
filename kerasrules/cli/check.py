"""`kerasrules check`: find faults in Keras programs."""

from __future__ import annotations

import sys
from contextlib import nullcontext, redirect_stdout
from functools import cache
from typing import TYPE_CHECKING

from kerasrules.cli import changed_option, confirmations, reports, streaming, symptom_option
from kerasrules.cli.verbs import (
    CLEAN,
    ERROR,
    FINDINGS,
    INTERRUPTED,
    UsageError,
    add_files,
    add_output,
    add_paths,
    complain_of,
    files,
    finder,
    for_stdin,
    report_notices,
    shown,
    stdin,
    write,
)

if TYPE_CHECKING:
    import argparse

    from kerasrules.checking.cache.store import Cache
    from kerasrules.checking.fingerprints import Fingerprints
    from kerasrules.checking.git import GitChanges
    from kerasrules.checking.settings import Settings, SettingsFinder
    from kerasrules.cli.fixes import FixSummary
    from kerasrules.model.findings import Finding
    from kerasrules.model.results import FileResult, LintRun

EPILOG = """\
examples:
  kerasrules check                            all files below this folder
  kerasrules check train.py notebooks/        a file and a folder
  kerasrules check --select KR1,unscaled-input --ignore KR102
  kerasrules check --output-format json src | jq '.findings[].message'
  kerasrules check --output-format sarif --output-file kerasrules.sarif
  kerasrules check --diff --unsafe-fixes train.py     show what the fixes would change
  kerasrules check --changed-lines            only what you changed since the last commit
  kerasrules check --watch                    again whenever a file changes
  kerasrules check --write-baseline           accept the current findings; report only new ones
  cat train.py | kerasrules check --stdin-filename train.py -

Selectors are codes (KR101), prefixes (KR1), names (linear-stack) or ALL.
Exit status: 0 no findings, 1 findings, 2 kerasrules could not run.
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the options of this verb."""
    add_paths(parser)
    rules = parser.add_argument_group("rules")
    for flag, text in (
        ("--select", "check only these rules"),
        ("--extend-select", "check these rules in addition"),
        ("--ignore", "do not check these rules"),
    ):
        rules.add_argument(flag, metavar="RULES", action="append", help=f"{text} (comma-separated list)")
    rules.add_argument(
        "--per-file-ignores",
        metavar="PATTERN:RULES",
        action="append",
        help="do not report these rules in files that match, such as 'tests/*:KR5'",
    )
    rules.add_argument(
        "--preview",
        action="boolean",
        default=None,
        help="let rules be selected that are new and may still change",
    )
    rules.add_argument(
        "--allow-own-rules", action="store_true", help="run the Python files with own rules that the settings name"
    )
    levels = (("severity", ("info", "warning", "error")), ("confidence", ("low", "medium", "high")))
    for scale, values in levels:
        text = f"report only findings of at least this {scale}: {', '.join(values)}"
        rules.add_argument(f"--min-{scale}", metavar="LEVEL", choices=values, help=text)
    fixing = parser.add_argument_group("fixes")
    fixing.add_argument("--fix", action="store_true", help="apply safe fixes and report the remaining findings")
    fixing.add_argument("--fix-only", action="store_true", help="apply safe fixes without a report")
    fixing.add_argument("--diff", action="store_true", help="show what --fix would change without changing any file")
    fixing.add_argument(
        "--unsafe-fixes",
        action="boolean",
        default=None,
        help="with --fix or --diff: include fixes that change what the program does",
    )
    for flag, text in (
        ("--fixable", "apply fixes of these rules only"),
        ("--unfixable", "apply no fixes of these rules"),
    ):
        fixing.add_argument(flag, metavar="RULES", action="append", help=f"{text} (comma-separated list)")
    data = parser.add_argument_group("data")
    data.add_argument(
        "--data", dest="data_file", metavar="FILE", help="a data file to use where the program's own is not here"
    )
    data.add_argument(
        "--target", dest="data_target", metavar="COLUMN", help="the column of --data that the model predicts"
    )
    accepted = parser.add_argument_group("baseline and suppressions")
    accepted.add_argument("--baseline", metavar="FILE", help="do not report the findings recorded in this file")
    accepted.add_argument("--no-baseline", action="store_true", help="use no baseline, even if the settings name one")
    accepted.add_argument("--write-baseline", action="store_true", help="record the current findings in the baseline")
    accepted.add_argument(
        "--add-ignores", action="store_true", help="add suppression comments for the current findings"
    )
    accepted.add_argument("--reason", metavar="TEXT", help="reason to append to each suppression comment")
    changed_option.declare(parser)
    output = parser.add_argument_group("output")
    reports.declare(output)
    output.add_argument("--statistics", action="store_true", help="report the number of findings per rule instead")
    output.add_argument("--exit-zero", action="store_true", help="exit with status 0 even if there are findings")
    output.add_argument(
        "--fail-on",
        metavar="LEVEL",
        choices=levels[0][1],
        help="exit with status 1 only for findings of at least this severity",
    )
    output.add_argument("--watch", action="store_true", help="check again whenever a file changes, until Ctrl-C")
    add_output(output)
    symptom_option.declare(parser)
    confirmations.declare(parser)
    group = add_files(parser, jobs=True)
    group.add_argument("--show-files", action="store_true", help="list the files that would be checked")
    group.add_argument("--show-settings", action="store_true", help="print the settings that hold for the first file")


def run(options: argparse.Namespace) -> int:
    """Check, report, and return the exit status."""
    _check_options(options)
    if options.show_files or options.show_settings:
        from kerasrules.cli import show_settings

        return show_settings.run(options)
    if options.watch:
        from kerasrules.cli import watch

        watch.check_options(options)
        return watch.watch(options, _check_once)
    return _check_once(options)


def _check_once(options: argparse.Namespace) -> int:
    from kerasrules.checking.engine import check_bytes
    from kerasrules.checking.merge import merge
    from kerasrules.cli.baselines import Baselines

    settings_finder = finder(options)
    texts: dict[str, str] = {}
    found: list[tuple[str, Settings]] = []
    missing: list[str] = []
    data: bytes | None = None
    stream = streaming.stream(options, Baselines(options, settings_finder.for_file).has_one)
    changed = changed_option.changes(options)
    cache = None if "-" in options.paths else _cache(options)
    if "-" in options.paths:
        data, path = stdin(options)
        settings = for_stdin(settings_finder, options)
        found = [] if settings is None else [(path, settings)]
        checked = merge([check_bytes(data, path, settings) for _, settings in found])
    else:
        found, missing = files(options, settings_finder)
        if missing and not found and reports.is_for_people(options):
            complain_of(missing)
            return ERROR
        found = changed_option.files(found, changed)
        checked = _check(found, options, cache, stream)
    fix_summary: FixSummary | None = None
    if _fixes(options):
        from kerasrules.cli import fixes

        # as the files are now: what was read of them before is not to be used again
        afterwards = None if cache is None else cache.afresh()
        checked, fix_summary, fixed_files = fixes.apply(found, data, checked, options, afterwards)
        if options.diff:
            complain_of(missing)
            return ERROR if missing else fixes.show_diff(fixed_files, fix_summary, options)
        if data is not None:
            data = next((one.after for one in fixed_files if one.changed), data)
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
    if data is not None:
        texts[path] = shown(data, path)
    unsafe = any(settings.unsafe_fixes for _, settings in found)
    # where the program goes to standard output, the report cannot
    with redirect_stdout(sys.stderr) if fix_summary is not None and data is not None else nullcontext():
        to_report = reports.FixesToReport(fix_summary, unsafe, settings_finder.for_file)
        findings = _report(checked, texts, options, settings_finder, to_report, changed, stream)
    if cache is not None:
        cache.tidy(len(checked.results))
    report_notices(checked, options)
    if any(settings.taught_here for _, settings in found):
        from kerasrules.cli import unused_teaching

        unused_teaching.tell(found, checked, options)
    complain_of(missing)
    status = _confirm(found, checked, options) if options.confirm else None
    if status is not None:
        return status
    if missing or (fix_summary is not None and fix_summary.failed):
        return ERROR
    if any(_fails(finding, options) for finding in findings):
        return FINDINGS
    return ERROR if any(notice.internal for notice in checked.notices) else CLEAN


def _check(
    found: list[tuple[str, Settings]],
    options: argparse.Namespace,
    cache: Cache | None,
    stream: streaming.Stream | None,
) -> LintRun:
    """Check the files, and show meanwhile what can be shown."""
    from kerasrules.checking.many_files import check_files
    from kerasrules.cli.file_counter import file_counter

    counter = file_counter(len(found), options)

    def after_each(result: FileResult) -> None:
        if stream is not None:
            if counter is not None and result.findings:
                counter.clear()
            stream.print(result)
        if counter is not None:
            counter.count()

    try:
        return check_files(found, options.jobs, cache, after_each)
    finally:
        if counter is not None:
            counter.clear()


def _cache(options: argparse.Namespace) -> Cache | None:
    """The results of earlier runs, where they are wanted."""
    from kerasrules.checking.cache.folder import is_switched_off

    if options.no_cache or is_switched_off():
        return None
    from kerasrules.checking.cache.store import Cache

    return Cache(for_fixes=_fixes(options))


def _fails(finding: Finding, options: argparse.Namespace) -> bool:
    """Whether a finding decides on the exit status."""
    if options.fail_on is None:
        return not options.exit_zero
    from kerasrules.model.findings import Severity

    return finding.severity.rank <= Severity(options.fail_on).rank


def _fixes(options: argparse.Namespace) -> bool:
    return bool(options.fix or options.fix_only or options.diff)


def _confirm(found: list[tuple[str, Settings]], checked: LintRun, options: argparse.Namespace) -> int | None:
    """Confirm the findings; the exit status if that did not come to its end."""
    confirmed = confirmations.confirm(found, checked, options)
    confirmations.report(confirmed, options)
    if confirmed.interrupted:
        return INTERRUPTED
    return ERROR if confirmed.failed else None


def _check_options(options: argparse.Namespace) -> None:
    """Raise UsageError for options that do not go together."""
    reports.check_options(options)
    changed_option.check_options(options)
    reading, fixing = "-" in options.paths, _fixes(options)
    for wrong, message in (
        (options.baseline is not None and options.no_baseline, "--baseline and --no-baseline cannot be used together"),
        (options.write_baseline and options.no_baseline, "--write-baseline and --no-baseline cannot be used together"),
        (options.write_baseline and options.add_ignores, "--write-baseline and --add-ignores cannot be used together"),
        (
            options.write_baseline and reading and not options.stdin_filename,
            "--write-baseline needs a file name for standard input: pass --stdin-filename",
        ),
        (options.add_ignores and reading, "--add-ignores changes files and cannot be used with standard input"),
        (options.reason is not None and not options.add_ignores, "--reason requires --add-ignores"),
        (
            not (options.reason or "").isprintable() or "#" in (options.reason or ""),
            "--reason must be one line of text without a #",
        ),
        (
            fixing and (options.write_baseline or options.add_ignores),
            "--fix and --diff cannot be used with --write-baseline or --add-ignores: apply the fixes first",
        ),
        (
            options.confirm and (options.output_format != "full" or options.statistics),
            "--confirm requires --output-format full (use `kerasrules confirm` for JSON)",
        ),
        (options.exit_zero and options.fail_on is not None, "--exit-zero and --fail-on cannot be used together"),
        (options.confirm and reading, "--confirm cannot be used with standard input"),
        (options.confirm and fixing, "--confirm cannot be used with --fix or --diff: look at the verdicts first"),
    ):
        if wrong:
            raise UsageError(message)


def _report(
    checked: LintRun,
    texts: dict[str, str],
    options: argparse.Namespace,
    settings_finder: SettingsFinder,
    fixes: reports.FixesToReport,
    changed: GitChanges | None,
    stream: streaming.Stream | None,
) -> list[Finding]:
    """Report what is to be reported, and return it: findings that nobody has accepted."""
    from kerasrules.cli.baselines import Baselines
    from kerasrules.source.source_texts import SourceTexts

    sources = SourceTexts(texts)

    @cache
    def fingerprints() -> Fingerprints:
        from kerasrules.checking.fingerprints import Fingerprints

        return Fingerprints(sources)

    findings = checked.findings
    baselines = Baselines(options, settings_finder.for_file)
    if options.write_baseline:
        told = baselines.write(findings, fingerprints(), checked)
        if not options.quiet:
            write(told)
        return []
    kept = baselines.hold(findings, fingerprints, checked)
    held = len(findings) - len(kept)
    kept = changed_option.findings(kept, changed, options)
    if options.fix_only:
        kept = []
    if options.add_ignores:
        from kerasrules.cli import add_ignores

        kept = add_ignores.add(kept, checked, options, settings_finder.for_file)
        if not kept and reports.is_for_people(options):
            return list(kept)
        sources = SourceTexts(texts)  # the files have changed
    left = kept if stream is None else stream.rest(kept)
    reports.report(checked, left, held, sources, fingerprints, options, fixes)
    return list(kept)
