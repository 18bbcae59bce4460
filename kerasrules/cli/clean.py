"""`kerasrules clean`: remove the results of earlier runs."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator

from kerasrules.cli.verbs import CLEAN, ERROR, complain, finder, write
from kerasrules.source.regular_files import reason_of

EPILOG = """\
examples:
  kerasrules clean           the caches below this folder, and the one that its settings name
  kerasrules clean ~/work    those of another folder

Only folders that kerasrules marked as its own are removed. Exit status: 0 removed or nothing to remove, 2 an error.
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the options of this verb."""
    parser.add_argument("paths", metavar="PATH", nargs="*", default=["."], help="folders (default: .)")
    parser.add_argument("--config", metavar="FILE", help="read the settings from this TOML file")
    parser.add_argument("--isolated", action="store_true", help="ignore all settings files")
    parser.add_argument("-q", "--quiet", action="store_true", help="print nothing")
    parser.set_defaults(exclude=None, force_exclude=False, select=None, extend_select=None, ignore=None)


def run(options: argparse.Namespace) -> int:
    """Remove caches, tell which, and return the exit status."""
    from kerasrules.checking.cache import folder as cache_folder
    from kerasrules.checking.settings_files import SettingsError, shown_path

    settings_finder = finder(options)
    status = CLEAN
    found: dict[str, None] = {}
    for path in options.paths:
        if not os.path.isdir(path):
            is_file = os.path.isfile(path)
            complain("error", f"{path} is a file, and caches are in folders" if is_file else f"no such folder: {path}")
            status = ERROR
            continue
        try:
            named = settings_finder.for_folder(path).cache_dir
        except SettingsError as error:
            complain("error", str(error))
            status = ERROR
            named = None
        found.update(dict.fromkeys(os.path.abspath(one) for one in (named, *_below(path)) if one is not None))
    for folder in found:
        try:
            removed = cache_folder.clean(folder)
        except OSError as error:
            complain("error", f"{shown_path(folder)}: cannot be removed: {reason_of(error)}")
            status = ERROR
            continue
        if removed and not options.quiet:
            write([f"Removed {shown_path(folder)}."])
    return status


def _below(path: str) -> Iterator[str]:
    """The caches of the usual name below a folder."""
    from kerasrules.checking.settings_defaults import DEFAULT_CACHE

    for here, folders, _ in os.walk(path):
        if DEFAULT_CACHE in folders:
            yield os.path.join(here, DEFAULT_CACHE)
        folders[:] = [name for name in folders if name not in (DEFAULT_CACHE, ".git", "node_modules")]
