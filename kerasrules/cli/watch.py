"""`check --watch`: check again whenever a file changes. Looks at the files' times; no library is needed for that."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator

from kerasrules.cli.verbs import CLEAN, UsageError, complain, files, finder

PAUSE = 0.5
"""Seconds between two looks, and at least `_SHARE` times what a look takes."""
_SHARE = 10

State = dict[str, tuple[int, int] | None]
"""Each file with its time and size; None where there is none."""


def check_options(options: argparse.Namespace) -> None:
    """Raise UsageError for options that do not go together."""
    for other in ("diff", "write_baseline", "add_ignores", "confirm"):
        if getattr(options, other):
            raise UsageError(f"--watch and --{other.replace('_', '-')} cannot be used together")
    if "-" in options.paths:
        raise UsageError("--watch cannot be used with standard input")


def watch(options: argparse.Namespace, check: Callable[[argparse.Namespace], int]) -> int:
    """Check, and again after every change, until Ctrl-C."""
    try:
        for state in _changes(options):
            _clear_screen()
            try:
                check(options)
            except UsageError as error:  # such as settings that are being written
                complain("error", str(error))
            if not options.quiet:
                number = sum(path.endswith((".py", ".ipynb")) for path in state)
                told = f"Watching {number} file{'s' * (number != 1)}; Ctrl-C ends."
                print(told, file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print(file=sys.stderr)
    return CLEAN


def _changes(options: argparse.Namespace) -> Iterator[State]:
    """What is watched: at once, and whenever it has changed. What changes during a check is checked once more."""
    last: State | None = None
    while True:
        started = time.monotonic()
        now = _state(options)
        if now != last:
            last = now
            yield now
        else:
            time.sleep(max(PAUSE, (time.monotonic() - started) * _SHARE))


def _state(options: argparse.Namespace) -> State:
    quiet = argparse.Namespace(**{**vars(options), "quiet": True})
    try:
        found, _ = files(quiet, finder(quiet))
    except UsageError:
        found = []
    paths = [path for path, _ in found]
    named = (source for _, settings in found for source in settings.sources)
    return {path: _stamp(path) for path in (*paths, *named, *_settings_files(paths, options))}


def _settings_files(paths: Iterable[str], options: argparse.Namespace) -> Iterator[str]:
    """The files that may hold settings for some files, whether they exist or not."""
    if options.config is not None:
        yield options.config
    if options.config is not None or options.isolated:
        return
    seen: set[str] = set()
    for path in (*paths, *(os.path.join(path, "") for path in options.paths)):
        folder = os.path.dirname(os.path.abspath(path))
        while folder not in seen:
            seen.add(folder)
            yield os.path.join(folder, "pyproject.toml")
            folder = os.path.dirname(folder)


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _clear_screen() -> None:
    if sys.stdout.isatty():
        sys.stdout.write("\x1b[2J\x1b[H")
