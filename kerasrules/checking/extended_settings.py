"""`extend = "base.toml"`: settings that start from those of another file, and that perhaps from another one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kerasrules.checking.settings_defaults import TAUGHT
from kerasrules.checking.settings_files import SettingsError, read_table, shown_path
from kerasrules.model.record import record

_PATHS = ("baseline", "cache-dir")
_LAYERED = ("plugins", "own-rules", "teaching", "extend", "select", "extend-select", "ignore", "fixable", "unfixable")
"""What later tables do not replace but add to, in ways of its own."""
_OF_FOLDERS = ("exclude", "extend-exclude", "per-file-ignores")


@record(frozen=True)
class SettingsPart:
    """The table of one file. root: its folder, which paths in it are relative to. path: its name, for messages."""

    table: Mapping[str, Any]
    root: str
    path: str

    def refuse_outside(
        self, key: str, path: str, allows: Callable[[str], bool] | None, hint: str | None = None
    ) -> None:
        """Raise SettingsError for a file, named under a key, that may not be read. hint: what to say instead of it."""
        if allows is not None and not allows(path):
            raise SettingsError(f"{self.path}: `{key}` leads out of the repository: {hint or shown_path(path)}")

    def require_file(self, key: str, path: str) -> None:
        """Raise SettingsError where there is no such file."""
        if not os.path.isfile(path):
            raise SettingsError(f"{self.path}: `{key}` names no file: {shown_path(path)}")


def chain(part: SettingsPart, allows: Callable[[str], bool] | None = None) -> list[SettingsPart]:
    """A table with those that it extends, the outermost first. Raises SettingsError.

    allows: whether a file may be read; all may without it.
    """
    from kerasrules.checking.settings_keys import check_table

    parts, seen = [part], [os.path.realpath(part.path)]
    while "extend" in parts[-1].table:
        last = parts[-1]
        path = os.path.normpath(os.path.join(last.root, os.path.expanduser(last.table["extend"])))
        real = os.path.realpath(path)
        if real in seen:
            round = " extends ".join(shown_path(one) for one in (*seen[seen.index(real) :], real))
            raise SettingsError(f"{last.path}: `extend` leads in a circle: {round}")
        last.refuse_outside("extend", path, allows, "name it on the command line with --config")
        last.require_file("extend", path)
        table = read_table(path, required=True)
        assert table is not None
        found = SettingsPart(table, os.path.dirname(path), shown_path(path))
        check_table(found.table, found.path)
        parts.append(found)
        seen.append(real)
    return parts[::-1]


def merged(parts: Sequence[SettingsPart]) -> dict[str, Any]:
    """What holds of keys that later parts replace; tables are joined, paths are whole."""
    values: dict[str, Any] = {}
    for part in parts:
        for key, value in part.table.items():
            if key in _LAYERED or key in _OF_FOLDERS:
                continue
            if key in _PATHS:
                values[key] = os.path.join(part.root, os.path.expanduser(value)) if value else None
            elif key in TAUGHT or key == "rules":
                values[key] = _joined(values.get(key, {}), value)
            else:
                values[key] = value
    return values


def _joined(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Two tables, and the tables in them: TOML makes such of dotted names that are not quoted."""
    both = dict(below)
    for key, value in above.items():
        known = both.get(key)
        both[key] = _joined(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return both
