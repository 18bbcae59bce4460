"""Which files to check: paths, globs and folders, less what `.gitignore` and the settings exclude.

A file that the user names is checked whatever it is called; in folders only `.py` and `.ipynb` are looked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from kerasrules.checking.patterns import bad_patterns, is_plain, spec
from kerasrules.checking.settings import Settings
from kerasrules.model.locations import Location, Position
from kerasrules.model.record import field, record
from kerasrules.model.results import Notice
from kerasrules.source.reading_root import ReadingRoot
from kerasrules.source.regular_files import read_regular, reason_of
from kerasrules.source.relative_paths import is_outside, relative_name
from kerasrules.source.source import start_of

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SUFFIXES = (".py", ".ipynb")
_MAX_BYTES = 1_000_000
"""More patterns than a .gitignore has."""


@record
class Found:
    """files: to be checked, in order, each once. missing: what the user named that does not exist.

    left_out: files and folders that the settings or a .gitignore exclude, in the order in which they were met.
    notices: what else the user should hear of.
    """

    files: list[tuple[str, Settings]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def find(paths: Sequence[str], settings_for: Callable[[str], Settings]) -> Found:
    """The files that paths stand for. `settings_for` gives the settings of a folder."""
    found = Found()
    seen: set[tuple[int, int] | str] = set()
    for path in _unglobbed(paths or ["."], found.missing):
        named = os.path.normpath(path)
        if os.path.isdir(named):
            files = _walk(named, settings_for, found)
        elif is_excluded(named, settings_for(os.path.dirname(named) or ".")):
            found.left_out.append(named)
            continue
        else:
            files = iter([(named, settings_for(os.path.dirname(named) or "."))])
        for file, settings in files:
            key = _identity(file)
            if key not in seen:
                seen.add(key)
                found.files.append((file, settings))
    return found


def _unglobbed(paths: Sequence[str], missing: list[str]) -> Iterator[str]:
    for path in paths:
        if os.path.lexists(path):
            yield path
            continue
        import glob

        if glob.has_magic(path):
            # a shell that does not know `**`, or that is not there (a settings file, Windows), leaves this to us
            matches = sorted(glob.glob(path, recursive=True))
            if not matches:
                missing.append(path)
            yield from matches
        else:
            missing.append(path)


def _walk(folder: str, settings_for: Callable[[str], Settings], found: Found) -> Iterator[tuple[str, Settings]]:
    """All files below a folder in the order of their names; folders that lead back to one above are omitted."""
    notices = found.notices
    above_it = _Ignores.above(folder, notices)
    if above_it.match(folder, is_folder=True):
        above_it = _Ignores()  # the user names it all the same
    # an explicit stack: a tree of folders can be deeper than Python's
    stack: list[tuple[str, _Ignores, frozenset[tuple[int, int] | str]]] = [(folder, above_it, frozenset())]
    root = ReadingRoot(os.path.join(folder, ".gitignore"), settings_for(folder).folders)
    outside: list[str] = []
    while stack:
        here, ignores, above = stack.pop()
        identity = _identity(here)
        if identity in above:
            continue
        settings = settings_for(here)
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            notices.append(Notice(f"the folder cannot be read: {reason_of(error)}", start_of(here)))
            continue
        ignores = ignores.entering(here, entries, notices)
        folders: list[str] = []
        for entry in entries:
            path = entry.path if here != "." else entry.name
            is_folder = _is_dir(entry)
            if not is_folder and not entry.name.endswith(SUFFIXES):
                continue
            ignored = settings.respect_gitignore and ignores.match
            if _is_excluded(path, settings, is_folder=is_folder) or (ignored and ignored(path, is_folder)):
                found.left_out.append(path)
                continue
            if entry.is_symlink() and not root.holds(path):
                outside.append(path)
                continue
            if is_folder:
                folders.append(path)
            elif os.path.isfile(path):
                yield path, settings
        stack.extend((path, ignores, above | {identity}) for path in reversed(folders))
    if outside:
        more = f" (nor are {len(outside) - 1} others)" if len(outside) > 1 else ""
        why = f"the link is not followed: it leads out of {root.path}{more}"
        notices.append(Notice(why, start_of(outside[0])))


def _is_dir(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _identity(path: str) -> tuple[int, int] | str:
    try:
        status = os.stat(path)
    except OSError:
        return os.path.abspath(path)
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)


def is_excluded(path: str, settings: Settings) -> bool:
    """Whether the settings exclude a file that the user named: only with force-exclude."""
    return settings.force_exclude and leaves_out(settings, path)


def leaves_out(settings: Settings, path: str) -> bool:
    """Whether a walk from the top would leave a file out."""
    return _is_excluded(path, settings, whole=True)


def _is_excluded(path: str, settings: Settings, is_folder: bool = False, whole: bool = False) -> bool:
    """Whether the settings leave a path out. whole: look at the folders above too, which a walk has done already."""
    if not settings.elsewhere:
        return _matches_any(path, settings.root, settings.exclude, is_folder, whole)
    return any(_matches_any(path, one.root, one.exclude, is_folder, whole) for one in settings.all_patterns)


def _matches_any(path: str, root: str, exclude: tuple[str, ...], is_folder: bool, whole: bool) -> bool:
    names, patterns = _patterns(exclude)
    if not whole and not patterns:
        return os.path.basename(path) in names
    relative = relative_name(os.path.abspath(path), root or os.getcwd())
    parts = relative.split("/")
    if is_outside(relative):
        parts = parts[-1:]  # the folders above the project are not the project's to exclude
    if names.intersection(parts if whole else parts[-1:]):
        return True
    return bool(patterns) and spec(patterns).match_file(relative + "/" * is_folder)


def matches(path: str, root: str, pattern: str) -> bool:
    """Whether a path matches a pattern in the language of `.gitignore`, relative to `root`."""
    relative = relative_name(os.path.abspath(path), root or os.getcwd())
    return spec((pattern,)).match_file(relative)


def _patterns(exclude: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Plain names apart from patterns: names need no pattern library, which takes longer to import than to use."""
    split = _split_cache.get(exclude)
    if split is None:
        plain = frozenset(item for item in exclude if is_plain(item))
        split = plain, tuple(item for item in exclude if item not in plain)
        _split_cache[exclude] = split
    return split


_split_cache: dict[tuple[str, ...], tuple[frozenset[str], tuple[str, ...]]] = {}


@record(frozen=True)
class _Ignores:
    """The `.gitignore` files that hold in a folder, outermost first: (folder, its patterns)."""

    specs: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    @classmethod
    def above(cls, folder: str, notices: list[Notice]) -> _Ignores:
        """Those of the folders between a folder and the top of its repository."""
        chain: list[str] = []
        here = os.path.abspath(folder)
        while not os.path.exists(os.path.join(here, ".git")):
            parent = os.path.dirname(here)
            if parent == here:
                return cls()  # in no repository: git itself would ignore nothing
            chain.append(parent)
            here = parent
        ignores = cls()
        for parent in reversed(chain):
            ignores = ignores._with(parent, notices)
        return ignores

    def entering(self, folder: str, entries: Sequence[os.DirEntry[str]], notices: list[Notice]) -> _Ignores:
        """Those that hold in a folder below."""
        return self._with(folder, notices) if any(entry.name == ".gitignore" for entry in entries) else self

    def _with(self, folder: str, notices: list[Notice]) -> _Ignores:
        path = os.path.join(folder, ".gitignore")
        if os.path.islink(path):
            notices.append(
                Notice("the patterns are not followed: it is a link, which git does not follow", start_of(path))
            )
            return self
        try:
            lines = tuple(read_regular(path, _MAX_BYTES).decode("utf-8", "replace").splitlines())
        except FileNotFoundError:
            return self
        except OSError as error:
            notices.append(Notice(f"the patterns are not followed: {reason_of(error)}", start_of(path)))
            return self
        if not any(line.strip() and not line.startswith("#") for line in lines):
            return self
        bad = bad_patterns(lines)
        if bad:
            here = Position(lines.index(bad[0]) + 1, 1)
            notices.append(Notice(f"not a pattern, and skipped: {bad[0]!r}", Location(path, here, here)))
        return _Ignores((*self.specs, (os.path.abspath(folder), spec(lines))))

    def match(self, path: str, is_folder: bool) -> bool:
        """Whether git would ignore the path: the innermost file that says anything about it decides."""
        if not self.specs:
            return False
        absolute = os.path.abspath(path)
        for folder, ignored in reversed(self.specs):
            relative = relative_name(absolute, folder) + "/" * is_folder
            verdict = ignored.check_file(relative).include
            if verdict is not None:
                return verdict
        return False
