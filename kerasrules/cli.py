"""The command line: `kerasrules check`, `show` and `rule`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn

from kerasrules import __version__

if TYPE_CHECKING:
    from kerasrules.engine import Run
    from kerasrules.program import Program
    from kerasrules.settings import Settings, SettingsFinder

CLEAN, FINDINGS, ERROR, INTERRUPTED = 0, 1, 2, 130

STDIN = "<stdin>"

_CHECK_EPILOG = """\
examples:
  kerasrules check                            everything below this folder
  kerasrules check train.py notebooks/        a file and a folder
  kerasrules check --select KR1,unscaled-input --ignore KR102
  kerasrules check --output-format json src | jq '.findings[].message'
  cat train.py | kerasrules check --stdin-filename train.py -

selectors are codes (KR101), prefixes (KR1), names (linear-stack) or ALL.
exit status: 0 no findings, 1 findings, 2 kerasrules could not run.
"""
_SHOW_EPILOG = """\
examples:
  kerasrules show train.py                    layers, shapes, parameters, then loss and data
  kerasrules show --output-format json src

Nothing is run and TensorFlow is not needed. What could not be recovered is shown as not known, with the reason.
"""
_RULE_EPILOG = """\
examples:
  kerasrules rule KR101
  kerasrules rule linear-stack
  kerasrules rule --all
"""


class UsageError(Exception):
    """What the user asked for cannot be done, in words for them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the result is the exit status."""
    _make_streams_safe()
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except UsageError as error:
        _complain("error", str(error))
        return ERROR
    except KeyboardInterrupt:
        _complain("interrupted", "")
        return INTERRUPTED
    except BrokenPipeError:
        # the reader of our output (head, less) has seen enough; keep the interpreter from flushing into it at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINDINGS
    except Exception as error:  # Python's own exit status for it, 1, would say that there are findings
        import traceback

        traceback.print_exc()
        _complain("error", f"internal error ({type(error).__name__}); please report it with the lines above")
        return ERROR
    return status


# --- check -----------------------------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    from kerasrules.engine import Run, check_bytes, check_files

    finder = _finder(options)
    texts: dict[str, str] = {}
    missing: list[str] = []
    if "-" in options.paths:
        data, path = _stdin(options)
        texts[path] = _shown(data, path)
        settings = _for_stdin(finder, options)
        run = Run() if settings is None else Run([check_bytes(data, path, settings)])
    else:
        files, missing = _files(options, finder)
        run = check_files(files, options.jobs)
    findings = run.findings
    _report_check(run, texts, options)
    _report_notices(run, options)
    for path in missing:
        _complain("error", f"no such file or folder: {path}")
    if missing:
        return ERROR
    if findings and not options.exit_zero:
        return FINDINGS
    return ERROR if any(notice.internal for notice in run.notices) else CLEAN


def _report_check(run: Run, texts: dict[str, str], options: argparse.Namespace) -> None:
    findings = run.findings
    if options.output_format == "json":
        from kerasrules.reporting import json

        _write([json.render(run, findings, statistics=options.statistics)])
        return
    from kerasrules.reporting import colors, summary

    painted = colors.choose(options.color, sys.stdout)
    if options.statistics:
        _write(summary.statistics(findings))
    elif options.output_format == "concise":
        from kerasrules.reporting import concise

        _write(concise.render(findings, painted))
    else:
        from kerasrules.reporting import excerpts, full

        _write(full.render(findings, excerpts.Excerpts(texts), painted))
        if findings and not options.quiet:
            _write([""])
    if not options.quiet:
        _write([summary.summary(run, findings)])


def _report_notices(run: Run, options: argparse.Namespace) -> None:
    from kerasrules.reporting.concise import location

    for notice in run.notices:
        if notice.internal or not options.quiet:
            _complain("error" if notice.internal else "notice", f"{location(notice.place)}: {notice.message}")
        if notice.detail and options.verbose:
            sys.stderr.write(notice.detail)
    if options.verbose:
        for result in run.results:
            _complain(result.status, result.path)


# --- show ------------------------------------------------------------------------------------------------------------


def _show(options: argparse.Namespace) -> int:
    from kerasrules.engine import Result, Run, read_data, read_file
    from kerasrules.reporting import colors, show

    missing: list[str] = []
    read: list[tuple[Program | None, Result]]
    if "-" in options.paths:
        read = [read_data(*_stdin(options))]
    else:
        files, missing = _files(options, _finder(options))
        read = [read_file(path) for path, _ in files]
    programs = [program for program, _ in read if program is not None]
    if len(read) > 1:  # a folder's other files would be a list of "no Keras model found"
        programs = [program for program in programs if program.models or program.trainings]
    if options.output_format == "json":
        _write([show.render_json(programs)])
    else:
        _write(show.render_table(programs, colors.choose(options.color, sys.stdout)))
        if not programs and read and all(program is not None for program, _ in read):
            _write(["no Keras model found"])
    run = Run([result for _, result in read])
    from kerasrules.reporting.concise import location

    for finding in run.findings:
        _complain("error", f"{location(finding.place)}: {finding.message}")
    _report_notices(run, options)
    for path in missing:
        _complain("error", f"no such file or folder: {path}")
    unread = any(program is None for program, _ in read)
    return ERROR if missing or unread else CLEAN


# --- rule ------------------------------------------------------------------------------------------------------------


def _rule(options: argparse.Namespace) -> int:
    from kerasrules.rules import RULES

    if options.all:
        if options.rule:
            raise UsageError("give a rule or --all, not both")
        width = max(len(rule.name) for rule in RULES)
        _write(f"{rule.code}  {rule.name:<{width}}  {rule.severity.value:<7}  {rule.summary}" for rule in RULES)
        return CLEAN
    if not options.rule:
        raise UsageError("which rule? Give a code (KR101) or a name (linear-stack), or --all for the list")
    wanted = options.rule
    rule = next((rule for rule in RULES if wanted.upper() == rule.code or wanted.lower() == rule.name), None)
    if rule is None:
        from kerasrules.selectors import nearest

        raise UsageError(f"unknown rule {wanted!r}{nearest(wanted)}")
    fix = {"none": "no automatic fix", "safe": "safe fix", "unsafe": "unsafe fix"}[rule.fix]
    summary, _, body = rule.documentation.partition("\n")
    _write([f"# {rule.name} ({rule.code})", "", f"{rule.severity.value} · {fix}", "", summary, body.rstrip()])
    return CLEAN


# --- what the verbs share --------------------------------------------------------------------------------------------


def _finder(options: argparse.Namespace) -> SettingsFinder:
    from kerasrules.settings import Overrides, SettingsError, SettingsFinder

    if options.config and options.isolated:
        raise UsageError("give --config or --isolated, not both")
    overrides = Overrides(
        select=_selectors(options.select) if options.select is not None else None,
        extend_select=_selectors(options.extend_select),
        ignore=_selectors(options.ignore),
        exclude=tuple(options.exclude or ()),
        force_exclude=options.force_exclude,
    )
    try:
        return SettingsFinder(overrides, options.config, options.isolated)
    except SettingsError as error:
        raise UsageError(str(error)) from None


def _files(options: argparse.Namespace, finder: SettingsFinder) -> tuple[list[tuple[str, Settings]], list[str]]:
    from kerasrules.files import find
    from kerasrules.settings import SettingsError

    try:
        found = find(options.paths, finder.for_folder)
    except SettingsError as error:
        raise UsageError(str(error)) from None
    return found.files, found.missing


def _stdin(options: argparse.Namespace) -> tuple[bytes, str]:
    """The program that comes through standard input, and the name it goes by."""
    if options.paths != ["-"]:
        raise UsageError("`-` (standard input) cannot be checked together with other paths")
    return sys.stdin.buffer.read(), options.stdin_filename or STDIN


def _shown(data: bytes, path: str) -> str:
    """The text to show lines of: where it cannot be decoded, with marks in place of what is no text."""
    from kerasrules.sources import SourceError, decode

    try:
        return decode(data, path)
    except SourceError:
        return data.decode("utf-8", "replace")


def _for_stdin(finder: SettingsFinder, options: argparse.Namespace) -> Settings | None:
    """The settings for standard input; None where they leave the file that it stands for out."""
    from kerasrules.files import is_excluded
    from kerasrules.settings import SettingsError

    try:
        settings = finder.for_file(options.stdin_filename or "")
    except SettingsError as error:
        raise UsageError(str(error)) from None
    if options.stdin_filename and is_excluded(options.stdin_filename, settings):
        return None
    return settings


def _selectors(values: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(part.strip() for value in values or () for part in value.split(",") if part.strip())


def _write(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")


def _complain(label: str, message: str) -> None:
    sys.stdout.flush()  # keeps the order where both streams lead to one terminal
    sys.stderr.write(f"{label}: {message}\n" if message else f"{label}\n")


def _make_streams_safe() -> None:
    """A source line that the terminal's encoding does not have must not end the report."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


class _Help(argparse.RawDescriptionHelpFormatter):
    """Knows its width without `shutil`, which argparse would import for every option that is declared."""

    def __init__(self, prog: str) -> None:
        try:
            columns = int(os.environ.get("COLUMNS", "")) or os.get_terminal_size().columns
        except (ValueError, OSError):
            columns = 80
        super().__init__(prog, max_help_position=28, width=max(40, min(columns, 120) - 2))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(ERROR, f"error: {message}\nhelp: {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="kerasrules",
        description="Reads Keras programs without running them and says why the network cannot learn as written.",
        epilog="`kerasrules VERB --help` tells more about each verb.",
    )
    parser.add_argument("-V", "--version", action="version", version=f"kerasrules {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True, prog="kerasrules")

    check = _verb(verbs, "check", "find faults in Keras programs", _CHECK_EPILOG)
    check.set_defaults(run=_check)
    _add_paths(check)
    rules = check.add_argument_group("rules")
    for flag, text in (
        ("--select", "check only these rules"),
        ("--extend-select", "check these rules too"),
        ("--ignore", "leave these rules out"),
    ):
        rules.add_argument(flag, metavar="RULES", action="append", help=f"{text} (a list with commas)")
    output = check.add_argument_group("output")
    output.add_argument(
        "--output-format", choices=("full", "concise", "json"), default="full", help="how to report (default: full)"
    )
    output.add_argument("--statistics", action="store_true", help="count the findings of each rule instead")
    output.add_argument("--exit-zero", action="store_true", help="exit 0 although there are findings")
    _add_output(output)
    _add_files(check, jobs=True)

    show = _verb(verbs, "show", "show the models that a program makes", _SHOW_EPILOG)
    show.set_defaults(run=_show, select=None, extend_select=None, ignore=None)
    _add_paths(show)
    output = show.add_argument_group("output")
    output.add_argument(
        "--output-format", choices=("table", "json"), default="table", help="how to report (default: table)"
    )
    _add_output(output)
    _add_files(show, jobs=False)

    rule = _verb(verbs, "rule", "explain a rule", _RULE_EPILOG)
    rule.set_defaults(run=_rule)
    rule.add_argument("rule", metavar="CODE|NAME", nargs="?", help="the rule, such as KR101 or linear-stack")
    rule.add_argument("--all", action="store_true", help="list all rules")
    return parser


def _verb(verbs: argparse._SubParsersAction[_Parser], name: str, text: str, epilog: str) -> argparse.ArgumentParser:
    return verbs.add_parser(
        name,
        help=text,
        description=f"{text[0].upper()}{text[1:]}.",
        epilog=epilog,
        formatter_class=_Help,
    )


def _add_paths(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=["."],
        help="files, folders or globs; - is standard input (default: .)",
    )


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours (default: auto)")
    group.add_argument("-q", "--quiet", action="store_true", help="no summary and no notices")
    group.add_argument("-v", "--verbose", action="store_true", help="every file and the details of internal errors")


def _add_files(verb: argparse.ArgumentParser, jobs: bool) -> None:
    files = verb.add_argument_group("files and settings")
    files.add_argument("--exclude", metavar="PATTERN", action="append", help="leave out, besides what the settings do")
    files.add_argument("--force-exclude", action="store_true", help="leave out also what is named as a PATH")
    files.add_argument("--stdin-filename", metavar="PATH", help="the file that standard input stands for")
    files.add_argument("--config", metavar="FILE", help="take the settings from this TOML file")
    files.add_argument("--isolated", action="store_true", help="use no settings file")
    if jobs:
        files.add_argument(
            "-j", "--jobs", type=_count, default=0, metavar="N", help="processes (default: one per core)"
        )


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes")
    return number
