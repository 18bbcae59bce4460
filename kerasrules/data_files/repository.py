"""Which file of the repository a name in a program stands for, and what is in it: read once, and remembered."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from kerasrules.model.data_files import SWITCHED_OFF, DataFileUse, DataOptions
from kerasrules.model.locations import Location
from kerasrules.source import disk
from kerasrules.source.module_paths import top_above
from kerasrules.source.reading_root import ReadingRoot

if TYPE_CHECKING:
    from kerasrules.data_files.delimited import Dialect, Table
    from kerasrules.data_files.image_folder import ImageFolder
    from kerasrules.data_files.npy import StoredArray
    from kerasrules.data_files.npz import StoredArrays

MAX_FILES = 16
"""Data files that are looked at for one program."""

_MAX_KEPT = 64
_kept: dict[tuple[object, ...], object] = {}
"""What was found in files, for the next program of the process that names them."""

_Content = TypeVar("_Content")


class DataFiles:
    """The data files beside one program.

    A name is looked for where the program may run: in its own folder, and in those above it up to the top of the
    repository. Where two of them have such a file, which one is meant is unknown.

    root: no folder outside of it is looked into.
    """

    def __init__(self, program: str, options: DataOptions | None = None, root: ReadingRoot | None = None) -> None:
        self._program, self._options = program, options or DataOptions()
        self._root = root or ReadingRoot(program)
        self._folders: tuple[str, ...] | None = None
        self._opened: set[str] = set()
        self._written: set[str] = set()
        self._is_given_used = False
        self.uses: dict[DataFileUse, None] = {}
        """What the program names, in the order of its run."""

    def table(self, name: str | None, reader: str, location: Location, dialect: Dialect) -> tuple[Table, str] | None:
        """The table in a file, with the path that it is shown under; None where it cannot be read.

        name: None where it is unknown.
        """

        def look(descriptor: int) -> Table:
            return _table(descriptor, dialect)

        return self._look(name, reader, location, look, dialect)

    def array(self, name: str | None, reader: str, location: Location) -> tuple[StoredArray, str] | None:
        """The array in an .npy file, likewise."""
        from kerasrules.data_files import npy
        from kerasrules.data_files.opening import read_at_most

        def look(descriptor: int) -> StoredArray:
            return npy.read(lambda size: read_at_most(descriptor, size))

        return self._look(name, reader, location, look, "npy")

    def arrays(self, name: str | None, reader: str, location: Location) -> tuple[StoredArrays, str] | None:
        """The arrays in an .npz file, likewise."""
        from kerasrules.data_files import npz

        return self._look(name, reader, location, npz.read, "npz")

    def images(self, name: str, reader: str, location: Location) -> tuple[ImageFolder, str] | None:
        """The folder with a folder of images for each class, likewise."""
        from kerasrules.data_files import image_folder

        return self._below(name, reader, location, image_folder.read, "images")

    def note_unread(self, name: str, reader: str, location: Location) -> None:
        """A file is read in a way that is not followed."""
        self._note(name, reader, location, "is read with arguments that are not followed")

    def note_unknown(self, reader: str, location: Location) -> None:
        """A folder is read whose name is unknown."""
        self._note("", reader, location, "is named by an unknown path")

    @property
    def given_target(self) -> str | None:
        """The column of the user's table that is to be predicted."""
        return None if self._options.given is None else self._options.given.target

    def given_table(self) -> tuple[Table, str] | None:
        """The table that the user names, where it stands for no file of the program: the data as passed to fit."""
        given = self._options.given
        if given is None or self._is_given_used:
            return None
        from kerasrules.data_files.opening import NotReadable, opened_by_name

        try:
            with opened_by_name(given.path) as descriptor:
                return _table(descriptor, None), given.path
        except NotReadable:
            return None

    def _look(
        self,
        name: str | None,
        reader: str,
        location: Location,
        look: Callable[[int], _Content],
        how: object = None,
    ) -> tuple[_Content, str] | None:
        """What is in the file of that name (None: an unknown one), or in the one that the user gives for it."""
        from kerasrules.data_files.opening import NotReadable, opened

        def look_below(folder: str, parts: tuple[str, ...]) -> _Content:
            with opened(folder, parts) as descriptor:
                return look(descriptor)

        if not self._is_given(name):
            if name is None:
                self.note_unknown(reader, location)
                return None
            return self._below(name, reader, location, look_below, how)
        from kerasrules.data_files.opening import opened_by_name

        given = self._options.given
        assert given is not None
        try:
            with opened_by_name(given.path) as descriptor:
                found = look(descriptor)
        except NotReadable as error:
            self._note(name or given.path, reader, location, str(error), depends_on_place=not error.always)
            return None
        self._is_given_used = True
        self._note(name or given.path, reader, location, "")
        return found, _shown(os.path.abspath(given.path))

    def _is_given(self, name: str | None) -> bool:
        """Whether the user's file stands for this one: it has the same name, or that name is unknown."""
        given = self._options.given
        if given is None:
            return False
        return name is None or os.path.basename(name.replace("\\", "/")) == os.path.basename(given.path)

    def _below(
        self,
        name: str,
        reader: str,
        location: Location,
        look: Callable[[str, tuple[str, ...]], _Content],
        how: object = None,
    ) -> tuple[_Content, str] | None:
        """What is in the file or folder of that name in the repository."""
        from kerasrules.data_files.opening import NotReadable

        try:
            folder, parts = self.located(name)
            path = os.path.join(folder, *parts)
            if path not in self._opened and len(self._opened) >= MAX_FILES:
                raise NotReadable("is one of too many")
            self._opened.add(path)
            status = os.lstat(path)
            key = (path, status.st_mtime_ns, status.st_size, status.st_ino, reader, how)
            if key not in _kept:
                if len(_kept) >= _MAX_KEPT:
                    _kept.clear()
                try:
                    _kept[key] = look(folder, parts)
                except NotReadable as error:
                    _kept[key] = error
            content = _kept[key]
            if how == "images":
                disk.note("images", folder, "/".join(parts), lambda: image_folder_digest(content))
            else:
                disk.reads_data(path)
            if isinstance(content, NotReadable):
                raise content
        except NotReadable as error:
            self._note(name, reader, location, str(error), depends_on_place=not error.always)
            return None
        except OSError:
            self._note(name, reader, location, "cannot be opened", depends_on_place=True)
            return None
        self._note(name, reader, location, "")
        return content, _shown(path)  # type: ignore[return-value]

    def note_written(self, name: object) -> None:
        """The program writes such a file: what lies there now is of another run."""
        if isinstance(name, str):
            self._written.add(os.path.normpath(name))

    def _note(self, name: str, reader: str, location: Location, reason: str, *, depends_on_place: bool = False) -> None:
        self.uses[DataFileUse(name, reader, location, reason, depends_on_place)] = None

    def located(self, name: str) -> tuple[str, tuple[str, ...]]:
        """The folder that a file or folder of that name lies in, and the path below it. Raises NotReadable."""
        from kerasrules.data_files.opening import NotReadable, parts_of

        if not self._options.enabled:
            raise NotReadable(SWITCHED_OFF)
        if os.path.normpath(name) in self._written:
            raise NotReadable("is written by the program itself", always=True)
        parts = parts_of(name)
        there = [folder for folder in self._places() if _is_below(folder, parts)]
        if not there:
            raise NotReadable("is not here")
        if len(there) > 1:
            raise NotReadable(f"may be one of {len(there)} files")
        return there[0], parts

    def _places(self) -> tuple[str, ...]:
        """The folders that the program may run in, its own first."""
        if self._folders is None:
            if self._program in ("-", "<stdin>", ""):
                self._folders = ()
            else:
                folder = disk.real_path(os.path.dirname(os.path.abspath(self._program)))
                top = top_above(folder)
                if top is None or not self._root.holds(top):
                    top = self._root.path
                places = [folder]
                while places[-1] != top:
                    places.append(os.path.dirname(places[-1]))
                self._folders = tuple(places)
        return self._folders


def _is_below(folder: str, parts: tuple[str, ...]) -> bool:
    from kerasrules.data_files.opening import kind_below

    kind = kind_below(folder, parts)
    disk.note("below", folder, "/".join(parts), lambda: kind)
    return kind is not None


def kind_again(folder: str, below: str) -> str | None:
    """What lies at a path below a folder, asked again for a cache."""
    from kerasrules.data_files.opening import kind_below

    return kind_below(folder, tuple(below.split("/")))


def images_again(folder: str, below: str) -> str:
    """What tells an image folder from others, asked again for a cache."""
    from kerasrules.data_files import image_folder
    from kerasrules.data_files.opening import NotReadable

    try:
        return image_folder_digest(image_folder.read(folder, tuple(below.split("/"))))
    except NotReadable as error:
        return image_folder_digest(error)


def image_folder_digest(content: object) -> str:
    """What tells an image folder from others: all that is known of it, or why it was not looked at."""
    return disk.digest(repr(content).encode("utf-8", "surrogatepass"))


def _table(descriptor: int, dialect: Dialect | None) -> Table:
    from kerasrules.data_files import delimited
    from kerasrules.data_files.opening import read_at_most

    data = read_at_most(descriptor, delimited.MAX_BYTES + 1)
    start, is_whole = data[: delimited.MAX_BYTES], len(data) <= delimited.MAX_BYTES
    return delimited.read(start, is_whole, dialect or delimited.likely_dialect(start))


def _shown(path: str) -> str:
    """The path as the user would write it: relative to the current directory where it is below it."""
    here = os.getcwd().rstrip(os.sep) + os.sep
    return path[len(here) :] if path.startswith(here) else path
