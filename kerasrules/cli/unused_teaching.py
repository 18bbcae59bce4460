"""Names in `[tool.kerasrules.layers]`, `.losses` and `.loaders` that no checked program uses: most are misspelled."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kerasrules.cli.verbs import complain
from kerasrules.model.results import CHECKED, WITHOUT_KERAS
from kerasrules.source.reading_root import is_below

if TYPE_CHECKING:
    import argparse

    from kerasrules.checking.settings import Settings
    from kerasrules.model.results import LintRun


def tell(found: Sequence[tuple[str, Settings]], run: LintRun, options: argparse.Namespace) -> None:
    """Say so, where all programs that the settings are for were checked: a hook passes a few files of them."""
    if options.quiet or options.changed is not None or options.changed_lines is not None:
        return
    by_settings: dict[int, tuple[Settings, set[str]]] = {}
    for path, settings in found:
        if settings.taught_here:
            by_settings.setdefault(id(settings), (settings, set()))[1].add(path)
    for settings, paths in by_settings.values():
        results = [result for result in run.results if result.path in paths]
        was_read = all(result.status in (CHECKED, WITHOUT_KERAS) for result in results)
        unused = settings.taught_here.difference(*(result.taught for result in results))
        if unused and was_read and _holds(options.paths, settings.root):
            complain("notice", f"{settings.sources[-1]}: not used by any checked program: {_listed(unused)}")


def _holds(paths: Iterable[str], folder: str) -> bool:
    """Whether a folder, with all that is in it, is among what was to be checked."""
    whole = os.path.realpath(folder)
    return any(os.path.isdir(path) and is_below(whole, os.path.realpath(path)) for path in paths)


def _listed(entries: Iterable[str]) -> str:
    tables: dict[str, list[str]] = {}
    for entry in sorted(entries):
        table, _, name = entry.partition(".")
        tables.setdefault(table, []).append(name)
    return ", ".join(f"{', '.join(names)} in [tool.kerasrules.{table}]" for table, names in tables.items())
