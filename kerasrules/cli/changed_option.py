"""`check --changed` and `--changed-lines`: what differs from a git revision."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kerasrules.cli.verbs import UsageError

if TYPE_CHECKING:
    import argparse

    from kerasrules.checking.git import GitChanges
    from kerasrules.checking.settings import Settings
    from kerasrules.model.findings import Finding

_HEAD = ""


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    group = parser.add_argument_group("changes")
    for flag, text in (
        ("--changed", "check only files that differ from a git revision, and those that import them"),
        ("--changed-lines", "report only findings about lines that differ from it"),
    ):
        group.add_argument(flag, nargs="?", const=_HEAD, metavar="REVISION", help=f"{text} (default: HEAD)")


def check_options(options: argparse.Namespace) -> None:
    """Raise UsageError for options that do not go together."""
    files, lines = options.changed, options.changed_lines
    if files is None and lines is None:
        return
    used = _used(options)
    if files is not None and lines is not None and files != lines:
        raise UsageError("--changed and --changed-lines name different revisions")
    if "-" in options.paths:
        raise UsageError(f"{used} cannot be used with standard input")
    for other in ("fix", "fix_only", "diff", "write_baseline", "confirm"):
        if lines is not None and getattr(options, other):
            flag = other.replace("_", "-")
            raise UsageError(f"--changed-lines cannot be used with --{flag}, which is about whole files: use --changed")


def changes(options: argparse.Namespace) -> GitChanges | None:
    """What differs, where the options ask for that. Raises UsageError."""
    revision = options.changed if options.changed is not None else options.changed_lines
    if revision is None:
        return None
    from kerasrules.checking.git import GitError
    from kerasrules.checking.git import changes as changes_since

    try:
        return changes_since(".", None if revision == _HEAD else revision)
    except GitError as error:
        raise UsageError(f"{_used(options)}: {error}") from None


def _used(options: argparse.Namespace) -> str:
    return "--changed" if options.changed_lines is None else "--changed-lines"


def files(found: Sequence[tuple[str, Settings]], changed: GitChanges | None) -> list[tuple[str, Settings]]:
    """The files to check."""
    if changed is None:
        return list(found)
    from kerasrules.checking.changed import changed_files
    from kerasrules.checking.git import whole_path

    for path, _ in found:
        if not whole_path(path).startswith(os.path.join(changed.top, "")):
            raise UsageError(f"--changed: {path} is not in the repository of the current folder ({changed.top})")
    return changed_files(found, changed)


def findings(found: Sequence[Finding], changed: GitChanges | None, options: argparse.Namespace) -> Sequence[Finding]:
    """The findings to report. Raises UsageError."""
    if changed is None or options.changed_lines is None:
        return found
    from kerasrules.checking.changed import ChangedLines
    from kerasrules.checking.git import GitError

    try:
        return ChangedLines(changed).of(found)
    except GitError as error:
        raise UsageError(f"--changed-lines: {error}") from None
