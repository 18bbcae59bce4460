"""`teaching = ["stubs.toml", "acme"]`: files that say what layers, losses and loaders do, for who uses a library.

They are read and nothing is run: a package that ships one is not imported.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from kerasrules.checking.extended_settings import SettingsPart
from kerasrules.checking.installed_points import installed, listing
from kerasrules.checking.settings_defaults import TAUGHT
from kerasrules.checking.settings_files import SettingsError, read_table, shown_path
from kerasrules.checking.settings_keys import check_table
from kerasrules.checking.taught_settings import teaching
from kerasrules.interpreter.taught.full_names import is_meant
from kerasrules.model.teaching import Teaching

GROUP = "kerasrules.teaching"
"""The entry points of packages: `acme = "acme"`, a package with such a file in its folder."""
FILE = "kerasrules.toml"
"""The name of that file."""
_T = TypeVar("_T")


def teaching_files(parts: Sequence[SettingsPart], allows: Callable[[str], bool] | None) -> Iterator[str]:
    """The whole paths of the files that settings name. Raises SettingsError. allows: as in `build`."""
    for part in parts:
        for name in part.table.get("teaching", ()):
            if not name.endswith(".toml"):
                yield _of_package(name, f"{part.path}: in `teaching`: ")
                continue
            path = os.path.normpath(os.path.join(part.root, os.path.expanduser(name)))
            part.refuse_outside("teaching", path, allows)
            part.require_file("teaching", path)
            yield path


def with_files(own: Teaching, paths: Sequence[str]) -> Teaching:
    """What the settings say, and behind it what files say, of which the last one counts most. Raises SettingsError."""
    for path in reversed(paths):
        own = _joined(own, _told_by(path))
    return own


def _told_by(path: str) -> Teaching:
    table = read_table(path, required=True) or {}
    where = shown_path(path)
    for key in table:
        if key not in TAUGHT:
            known = ", ".join(f"[tool.kerasrules.{one}]" for one in TAUGHT)
            raise SettingsError(f"{where}: `{key}` has no place in a file for `teaching`, which has {known}")
    check_table(table, where)
    try:
        return teaching(table)
    except ValueError as error:
        raise SettingsError(f"{where}: in {error}") from None


def _joined(own: Teaching, other: Teaching) -> Teaching:
    """Both; where both speak of the same, by whatever part of its name, it is as our own says."""
    said = [name.split(".") for table in (own.layers, own.losses, own.loaders) for name in table]

    def left(table: Mapping[str, _T]) -> Mapping[str, _T]:
        return {
            name: told for name, told in table.items() if not any(is_meant(taught, name.split(".")) for taught in said)
        }

    return Teaching(
        {**left(other.layers), **own.layers},
        {**left(other.losses), **own.losses},
        {**left(other.loaders), **own.loaders},
    )


def _of_package(name: str, where: str) -> str:
    """The file that an installed package ships."""
    from importlib.util import find_spec

    points = installed(GROUP)
    if name not in points:
        raise SettingsError(f"{where}{name!r} is no file (*.toml) and no package that teaches; {listing(points)}")
    top, *below = points[name].module.split(".")
    try:
        spec = find_spec(top)  # of a package below another one it would import that
    except (ImportError, ValueError):
        spec = None
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        path = os.path.join(folder, *below, FILE)
        if os.path.isfile(path):
            return path
    raise SettingsError(f"{where}the package of {name!r} has no file {FILE}")
