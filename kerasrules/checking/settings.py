"""`[tool.kerasrules]` of the nearest pyproject.toml, joined with the command line's options."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kerasrules.checking.select import Selection, check_selectors
from kerasrules.model.data_files import DataOptions, GivenData
from kerasrules.model.findings import Confidence, Finding, Severity
from kerasrules.model.reading_options import ReadingOptions
from kerasrules.model.record import field, record, replace
from kerasrules.model.symptoms import Symptom
from kerasrules.model.teaching import Teaching
from kerasrules.source.reading_root import ReadingRoot, folders_given
from kerasrules.source.regular_files import FileRefused, read_regular, reason_of
from kerasrules.source.relative_paths import relative_path

DEFAULT_EXCLUDE = (
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".hg",
    ".ipynb_checkpoints",
    ".kerasrules_cache",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    "__pycache__",
    "__pypackages__",
    "_build",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)
"""Folders that hold no program of the user's own: of other tools, or made by building and installing."""


DEFAULT_BASELINE = ".kerasrules-baseline.json"
"""The file for accepted findings where the settings name none, in the folder of the settings file."""


DEFAULT_CACHE = ".kerasrules_cache"
"""The folder for results of earlier runs, in the folder of the settings file."""

_MAX_BYTES = 5_000_000
"""More than any pyproject.toml has."""


class SettingsError(Exception):
    """Settings that cannot be used, in words for the user."""


@record(frozen=True)
class Overrides:
    """What the command line says over the settings file. None and empty tuples say nothing.

    folders: what may be read with the programs in them, by default the current one (`kerasrules.source.reading_root`).
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    unsafe_fixes: bool | None = None
    baseline: str | None = None
    read_data: bool | None = None
    data: GivenData | None = None
    min_severity: str | None = None
    min_confidence: str | None = None
    symptoms: tuple[Symptom, ...] = ()
    cache_dir: str | None = None
    folders: tuple[str, ...] | None = None


@record(frozen=True)
class Settings:
    """What to check and how. root: the folder that patterns are relative to. baseline: the whole path of a file.

    unsafe_fixes: whether fixes that change what a program does are wanted where fixes are. read_data: whether data
    files that programs name are looked at. data: a file that the user names for that.
    teaching: what the user's own layers, losses and loaders do.
    least: findings below this severity or this confidence are not reported. symptoms: what is to be explained.
    alone: whether nothing but the program itself is read. seconds: processor time that reading it may take at most.
    cache_dir: the whole path of the folder for results of earlier runs, None where none are to be kept.
    folders: those that the user gives: what may be read with the programs in them (`kerasrules.source.reading_root`).
    """

    root: str = ""
    selection: Selection = field(default_factory=Selection.default)
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    force_exclude: bool = False
    respect_gitignore: bool = True
    keras_version: str | None = None
    unsafe_fixes: bool = False
    baseline: str | None = None
    read_data: bool = True
    data: GivenData | None = None
    teaching: Teaching = field(default_factory=Teaching)
    least: tuple[Severity, Confidence] = (Severity.INFO, Confidence.LOW)
    symptoms: tuple[Symptom, ...] = ()
    cache_dir: str | None = None
    alone: bool = False
    seconds: float | None = None
    folders: tuple[str, ...] = ()

    @property
    def reading(self) -> ReadingOptions:
        """How the interpreter is to read programs."""
        data = DataOptions(self.read_data and not self.alone, self.data)
        return ReadingOptions(data, self.teaching, alone=self.alone, seconds=self.seconds, folders=self.folders)

    def wants(self, finding: Finding) -> bool:
        """Whether a finding is to be reported, as far as its rule, its severity and its confidence decide on that."""
        severity, confidence = self.least
        return (
            self.selection.wants(finding.code, finding.severity.value)
            and finding.severity.rank <= severity.rank
            and finding.confidence.rank <= confidence.rank
        )


class SettingsFinder:
    """The settings for each folder: of the nearest pyproject.toml with `[tool.kerasrules]`, at or above it.

    config: use this file for everything. isolated: use no file at all. root: the folder that patterns are relative to
    where no file says it, by default the current one.
    """

    def __init__(
        self,
        overrides: Overrides | None = None,
        config: str | None = None,
        isolated: bool = False,
        root: str | None = None,
    ) -> None:
        self._overrides = overrides or Overrides()
        if self._overrides.folders is None:
            self._overrides = replace(self._overrides, folders=folders_given(()))
        check_selectors(
            [*(self._overrides.select or ()), *self._overrides.extend_select, *self._overrides.ignore],
            "",
            SettingsError,
        )
        self._root = root
        self._folders: dict[str, Settings] = {}
        self._fixed: Settings | None = None
        if config is not None:
            self._fixed = load(config, self._overrides, required=True)
        elif isolated:
            self._fixed = build({}, root or os.getcwd(), self._overrides)

    def for_folder(self, folder: str) -> Settings:
        """The settings that hold for files in a folder."""
        if self._fixed is not None:
            return self._fixed
        folder = os.path.abspath(folder)
        found = self._folders.get(folder)
        if found is None:
            parent = os.path.dirname(folder)
            found = load(os.path.join(folder, "pyproject.toml"), self._overrides)
            if found is None:
                at_top = parent == folder
                found = build({}, self._root or os.getcwd(), self._overrides) if at_top else self.for_folder(parent)
            self._folders[folder] = found
        return found

    def for_file(self, path: str) -> Settings:
        """The settings that hold for a file."""
        return self.for_folder(os.path.dirname(path) or ".")


def load(path: str, overrides: Overrides, required: bool = False) -> Settings | None:
    """The settings of one file, or None where it has none for us.

    required: the user names it. Any other, and the baseline that it names, must be in the repository.
    """
    folders = overrides.folders or ()
    try:
        if not required and os.path.islink(path) and not ReadingRoot(path, folders).holds(path):
            raise FileRefused("it is a link that leads out of the repository")
        data = read_regular(path, _MAX_BYTES)
    except OSError as error:
        if required or isinstance(error, FileRefused):
            raise SettingsError(f"{path}: cannot be opened: {reason_of(error)}") from None
        return None
    if b"kerasrules" not in data and not required:
        return None  # spares the import of a TOML parser, the heaviest part of a start
    table = _table(data, path)
    if table is None:
        if required:
            raise SettingsError(f"{path}: the table [tool.kerasrules] is missing")
        return None
    settings = build(table, os.path.dirname(os.path.abspath(path)), overrides, shown_path(path))
    baseline = settings.baseline
    if not required and overrides.baseline is None and baseline and not ReadingRoot(path, folders).holds(baseline):
        hint = "name it on the command line with --baseline"
        raise SettingsError(f"{shown_path(path)}: `baseline` leads out of the repository: {hint}")
    return settings


def build(table: Mapping[str, Any], root: str, overrides: Overrides, path: str = "") -> Settings:
    """Settings from the table as written and the command line, each part checked."""
    for key, value in table.items():
        if key not in _KEYS:
            raise SettingsError(f"{path}: unknown key {key!r} in [tool.kerasrules]{_nearest(key, _KEYS)}")
        wanted, fits = _KEYS[key]
        if not fits(value):
            raise SettingsError(f"{path}: `{key}` in [tool.kerasrules] must be {wanted}, not {_describe(value)}")
    for key in ("select", "extend-select", "ignore"):
        check_selectors(table.get(key, ()), f"{path}: in `{key}`: ", SettingsError)
    per_file = {pattern: tuple(ignored) for pattern, ignored in table.get("per-file-ignores", {}).items()}
    for ignored in per_file.values():
        check_selectors(ignored, f"{path}: in `per-file-ignores`: ", SettingsError)
    selection = Selection.default().layer(table.get("select"), table.get("extend-select", ()), table.get("ignore", ()))
    return Settings(
        root=root,
        selection=selection.layer(overrides.select, overrides.extend_select, overrides.ignore),
        exclude=(*table.get("exclude", DEFAULT_EXCLUDE), *table.get("extend-exclude", ()), *overrides.exclude),
        per_file_ignores=tuple(per_file.items()),
        force_exclude=bool(table.get("force-exclude", False)) or overrides.force_exclude,
        respect_gitignore=bool(table.get("respect-gitignore", True)),
        keras_version=table.get("keras-version"),
        unsafe_fixes=bool(
            table.get("unsafe-fixes", False) if overrides.unsafe_fixes is None else overrides.unsafe_fixes
        ),
        read_data=bool(table.get("read-data", True) if overrides.read_data is None else overrides.read_data),
        data=overrides.data,
        teaching=_teaching(table, path),
        baseline=_baseline(table.get("baseline"), root, overrides),
        least=(
            Severity(overrides.min_severity or table.get("min-severity", "info")),
            Confidence(overrides.min_confidence or table.get("min-confidence", "low")),
        ),
        symptoms=overrides.symptoms,
        folders=overrides.folders or (),
        cache_dir=overrides.cache_dir or os.path.join(root, os.path.expanduser(table.get("cache-dir", DEFAULT_CACHE))),
    )


def _teaching(table: Mapping[str, Any], path: str) -> Teaching:
    """What the tables of layers, losses and loaders say. Most settings have none, and that costs no import."""
    if not any(key in table for key in _TAUGHT):
        return Teaching()
    from kerasrules.checking.taught_settings import teaching

    try:
        return teaching({key: table[key] for key in _TAUGHT if key in table})
    except ValueError as error:
        raise SettingsError(f"{path}: in {error}") from None


def _baseline(named: str | None, root: str, overrides: Overrides) -> str | None:
    if overrides.baseline is not None:
        return os.path.abspath(overrides.baseline)
    return os.path.join(root, named) if named else None


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_patterns(value: object) -> bool:
    from kerasrules.checking.patterns import bad_patterns

    return isinstance(value, list) and _is_strings(value) and not bad_patterns(value)


def _is_table_of_strings(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_strings, value.values()))


def _is_table_of_texts(value: object) -> bool:
    """TOML makes tables of dotted names that are not quoted."""
    return isinstance(value, dict) and all(isinstance(item, str) or _is_table_of_texts(item) for item in value.values())


def _is_table_of_descriptions(value: object) -> bool:
    def is_description(item: object) -> bool:
        return isinstance(item, str) or (isinstance(item, list) and bool(item) and all(map(is_description, item)))

    return isinstance(value, dict) and all(
        is_description(item) or _is_table_of_descriptions(item) for item in value.values()
    )


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


_TAUGHT = ("layers", "losses", "loaders")
_STRINGS = ("a list of strings", _is_strings)
_PATH = ("a path", lambda value: isinstance(value, str) and "\0" not in value)
_PATTERNS = ("a list of patterns as in .gitignore", _is_patterns)
_BOOL = ("true or false", _is_bool)
_KEYS: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "select": _STRINGS,
    "extend-select": _STRINGS,
    "ignore": _STRINGS,
    "exclude": _PATTERNS,
    "extend-exclude": _PATTERNS,
    "per-file-ignores": ("a table of lists of strings", _is_table_of_strings),
    "force-exclude": _BOOL,
    "respect-gitignore": _BOOL,
    "unsafe-fixes": _BOOL,
    "read-data": _BOOL,
    "baseline": _PATH,
    "cache-dir": _PATH,
    "min-severity": ('"info", "warning" or "error"', lambda value: value in [known.value for known in Severity]),
    "min-confidence": ('"low", "medium" or "high"', lambda value: value in [known.value for known in Confidence]),
    "layers": ("a table of strings", _is_table_of_texts),
    "losses": ("a table of strings", _is_table_of_texts),
    "loaders": ("a table of strings, or of lists of them", _is_table_of_descriptions),
    "keras-version": ('"2" or "3"', lambda value: value in ("2", "3")),
}


def _table(data: bytes, path: str) -> Mapping[str, Any] | None:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise SettingsError(f"{shown_path(path)}: not valid TOML: it is nested too deeply") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{shown_path(path)}: not valid TOML: {error}") from None
    tool = document.get("tool", {})
    table = tool.get("kerasrules") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise SettingsError(f"{shown_path(path)}: [tool.kerasrules] must be a table, not {_describe(table)}")
    return table


def _nearest(word: str, words: Iterable[str]) -> str:
    from difflib import get_close_matches

    names: Sequence[str] = sorted(words)
    close = get_close_matches(word.lower().replace("_", "-"), names, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; valid keys are {', '.join(names)}"


def _describe(value: object) -> str:
    names = {bool: "a boolean", int: "an integer", float: "a number", str: "a string", list: "a list", dict: "a table"}
    return f"{names.get(type(value), 'a value')} ({value!r})" if not isinstance(value, dict) else "a table"


def shown_path(path: str) -> str:
    """The path as short as it can be said from here."""
    relative = relative_path(path)
    return path if relative.startswith("..") else relative
