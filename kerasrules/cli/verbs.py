"""What the verbs share: options, settings, the files to look at, and how to write and complain."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kerasrules.model.inert import inert

if TYPE_CHECKING:
    import argparse

    from kerasrules.checking.settings import Settings, SettingsFinder
    from kerasrules.model.data_files import GivenData
    from kerasrules.model.results import LintRun, Notice
    from kerasrules.model.symptoms import Symptom

CLEAN, FINDINGS, ERROR, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses."""

STDIN = "<stdin>"


class UsageError(Exception):
    """What the user asked for cannot be done, in words for them."""


def finder(options: argparse.Namespace) -> SettingsFinder:
    """The settings of each folder, as the options say. Raises UsageError."""
    from kerasrules.checking.cache.folder import from_environment
    from kerasrules.checking.settings import Overrides, SettingsFinder, environment_allows_own_rules
    from kerasrules.checking.settings_files import SettingsError
    from kerasrules.source.reading_root import folders_given

    if options.config and options.isolated:
        raise UsageError("--config and --isolated cannot be used together")
    overrides = Overrides(
        select=selectors(options.select) if options.select is not None else None,
        extend_select=selectors(options.extend_select),
        ignore=selectors(options.ignore),
        exclude=tuple(options.exclude or ()),
        per_file_ignores=_per_file_ignores(options),
        force_exclude=options.force_exclude,
        fixable=selectors(options.fixable) if getattr(options, "fixable", None) is not None else None,
        unfixable=selectors(getattr(options, "unfixable", None)),
        preview=getattr(options, "preview", None),
        plugins=hasattr(options, "allow_own_rules"),  # else the verb asks only our own rules
        run_files=getattr(options, "allow_own_rules", False) or environment_allows_own_rules(),
        unsafe_fixes=getattr(options, "unsafe_fixes", None),
        baseline=getattr(options, "baseline", None),
        read_data=False if getattr(options, "no_read_data", False) else None,
        data=_given_data(options),
        min_severity=getattr(options, "min_severity", None),
        min_confidence=getattr(options, "min_confidence", None),
        symptoms=_symptoms(options),
        cache_dir=from_environment(),
        folders=folders_given(getattr(options, "paths", ())),
    )
    try:
        return SettingsFinder(overrides, options.config, options.isolated)
    except SettingsError as error:
        raise UsageError(str(error)) from None


def _per_file_ignores(options: argparse.Namespace) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Patterns with the rules that are not reported there; the last colon parts them."""
    found = []
    for text in getattr(options, "per_file_ignores", None) or ():
        pattern, _, rules = text.rpartition(":")
        if not pattern or not selectors([rules]):
            raise UsageError(f"--per-file-ignores {text}: must be PATTERN:RULES, such as 'tests/*:KR5,KR301'")
        found.append((pattern, selectors([rules])))
    return tuple(found)


def _symptoms(options: argparse.Namespace) -> tuple[Symptom, ...]:
    if getattr(options, "symptom", None) is None:
        return ()
    from kerasrules.cli.symptom_option import asked

    return asked(options)


def _given_data(options: argparse.Namespace) -> GivenData | None:
    """The data file that the user names for `check`; `confirm` has an option of that name for other ends."""
    path, target = getattr(options, "data_file", None), getattr(options, "data_target", None)
    if path is None:
        if target is not None:
            raise UsageError("--target requires --data")
        return None
    from kerasrules.data_files.given import problem_of
    from kerasrules.model.data_files import GivenData

    given = GivenData(path, target)
    problem = problem_of(given)
    if problem is not None:
        raise UsageError(problem)
    return given


def files(options: argparse.Namespace, finder: SettingsFinder) -> tuple[list[tuple[str, Settings]], list[str]]:
    """The files to look at with their settings, and the paths that do not exist. Raises UsageError."""
    from kerasrules.checking.discovery import find
    from kerasrules.checking.settings_files import SettingsError

    try:
        found = find(options.paths, finder.for_folder)
    except SettingsError as error:
        raise UsageError(str(error)) from None
    for notice in found.notices:
        tell(notice, options)
    refused = dict.fromkeys(path for _, settings in found.files for path in settings.refused_rules)
    if refused and not options.quiet and hasattr(options, "allow_own_rules"):
        from kerasrules.checking.own_rules import refused as why

        complain("notice", why(list(refused)))
    if options.verbose:
        for path in found.left_out:
            complain("left out", path)
    elif found.left_out and not found.files and not found.missing and not options.quiet:
        shown = ", ".join(found.left_out[:3]) + ", …" * (len(found.left_out) > 3)
        complain("notice", f"left out by the settings or a .gitignore: {shown}")
    return found.files, found.missing


def stdin(options: argparse.Namespace) -> tuple[bytes, str]:
    """The program that comes through standard input, and the name it goes by."""
    if options.paths != ["-"]:
        raise UsageError("`-` (standard input) cannot be used with other paths")
    return sys.stdin.buffer.read(), options.stdin_filename or STDIN


def shown(data: bytes, path: str) -> str:
    """The text to show lines of: where it cannot be decoded, with marks in place of what is not a text."""
    from kerasrules.source.load import decode
    from kerasrules.source.source import SourceError

    try:
        return decode(data, path)
    except SourceError:
        return data.decode("utf-8", "replace")


def for_stdin(finder: SettingsFinder, options: argparse.Namespace) -> Settings | None:
    """The settings for standard input; None where they leave the file that it stands for out."""
    from kerasrules.checking.discovery import is_excluded
    from kerasrules.checking.settings_files import SettingsError

    try:
        settings = finder.for_file(options.stdin_filename or "")
    except SettingsError as error:
        raise UsageError(str(error)) from None
    if options.stdin_filename and is_excluded(options.stdin_filename, settings):
        return None
    return settings


def selectors(values: Iterable[str] | None) -> tuple[str, ...]:
    """Each selector of lists with commas."""
    return tuple(part.strip() for value in values or () for part in value.split(",") if part.strip())


def write(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        sys.stdout.write(line + "\n")


def complain(label: str, message: str) -> None:
    """Print a line such as `error: message` on standard error."""
    sys.stdout.flush()  # keeps the order where both streams lead to one terminal
    sys.stderr.write(f"{label}: {inert(message)}\n" if message else f"{label}\n")


def complain_of(missing: Iterable[str]) -> None:
    """Say which of the named paths do not exist."""
    for path in missing:
        from kerasrules.cli.suggestions import missing_path

        complain("error", missing_path(path))


def tell(notice: Notice, options: argparse.Namespace) -> None:
    """Print a notice on standard error, unless the user wants none."""
    from kerasrules.report.one_line import format_location

    if notice.internal or not options.quiet:
        complain("error" if notice.internal else "notice", f"{format_location(notice.location)}: {notice.message}")


def report_notices(run: LintRun, options: argparse.Namespace) -> None:
    """What the user should hear of that is no finding, on standard error."""
    for notice in run.notices:
        tell(notice, options)
        if notice.detail and options.verbose:
            sys.stderr.write(notice.detail)
    if options.verbose:
        for result in run.results:
            complain(result.status, result.path)


def add_paths(verb: argparse.ArgumentParser) -> None:
    """Declare which files."""
    verb.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=["."],
        help="files, folders or globs; - for standard input (default: .)",
    )


def add_output(group: argparse._ArgumentGroup) -> None:
    """Declare how much to print."""
    group.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colored output (default: auto)"
    )
    group.add_argument("-q", "--quiet", action="store_true", help="print no summary and no notices")
    group.add_argument(
        "-v", "--verbose", action="store_true", help="list every file and print details of internal errors"
    )


def add_files(verb: argparse.ArgumentParser, jobs: bool) -> argparse._ArgumentGroup:
    """Declare what decides on files and settings."""
    files = verb.add_argument_group("files and settings")
    files.add_argument(
        "--exclude",
        metavar="PATTERN",
        action="append",
        help="exclude these patterns in addition to the configured ones",
    )
    files.add_argument(
        "--force-exclude", action="store_true", help="apply exclusions to paths given on the command line, too"
    )
    files.add_argument("--stdin-filename", metavar="PATH", help="file name to use for standard input")
    files.add_argument("--config", metavar="FILE", help="read the settings from this TOML file")
    files.add_argument("--isolated", action="store_true", help="ignore all settings files")
    files.add_argument("--no-read-data", action="store_true", help="do not look at the data files that a program names")
    if jobs:
        files.add_argument("--no-cache", action="store_true", help="neither use nor keep results of earlier runs")
        files.add_argument(
            "-j", "--jobs", type=count, default=0, metavar="N", help="number of processes (default: one per core)"
        )
    return files


def count(text: str) -> int:
    """A number of processes."""
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(f"{text!r} is not a number of processes")
    return number


def add_trial(group: argparse._ArgumentGroup) -> None:
    """Declare what `confirm` and `check --confirm` share."""
    group.add_argument(
        "--budget", type=_seconds, default=30.0, metavar="SECONDS", help="time limit per file (default: 30)"
    )
    group.add_argument(
        "--backend", choices=("tensorflow", "jax", "torch"), help="Keras backend (default: $KERAS_BACKEND)"
    )
    group.add_argument(
        "--device", choices=("cpu", "gpu"), default="cpu", help="what the models are trained on (default: cpu)"
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(f"{text!r} is not a number of seconds")
    return seconds
