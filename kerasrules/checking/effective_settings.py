"""The settings that hold, as they would be written in a settings file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasrules.checking.settings import Settings
from kerasrules.rules import INDEX


def effective(settings: Settings) -> Mapping[str, Any]:
    """Each key that has a value, with it. Selected rules are named one by one; patterns are those of all files."""
    patterns = settings.all_patterns
    severity, confidence = settings.least
    values = {
        "select": sorted(settings.selection.codes),
        "preview": settings.preview,
        "per-file-ignores": {pattern: list(codes) for one in patterns for pattern, codes in one.per_file_ignores},
        "exclude": [pattern for one in patterns for pattern in one.exclude],
        "force-exclude": settings.force_exclude,
        "respect-gitignore": settings.respect_gitignore,
        "unsafe-fixes": settings.unsafe_fixes,
        "unfixable": sorted(settings.unfixable.intersection(_with_fix())),
        "rules": _options(settings),
        "teaching": list(settings.teaching_files),
        **settings.taught,
        "min-severity": severity.value,
        "min-confidence": confidence.value,
        "keras-version": settings.keras_version,
        "baseline": settings.baseline,
        "read-data": settings.read_data,
        "cache-dir": settings.cache_dir,
    }
    return {key: value for key, value in values.items() if value is not None}


def _options(settings: Settings) -> Mapping[str, Mapping[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for name, value in settings.rule_options:
        code, _, option = name.partition(".")
        table.setdefault(INDEX[code].name, {})[option] = value
    return table


def _with_fix() -> frozenset[str]:
    return frozenset(code for code, entry in INDEX.items() if entry.fix_applicability != "none")
