"""Results of earlier runs, found again by everything that they depend on.

An entry belongs to a file under the name that it was given by, in a folder that runs from, with settings. It holds a
digest of the file's bytes, the answers of the disk that the result rests on (`kerasrules.source.disk`), and the result.
It is JSON with a digest of its own in front. One that is damaged, or is not what it should be, is as good as none.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from typing import TYPE_CHECKING, Any, TypeVar

from kerasrules.checking.cache import folder as cache_folder
from kerasrules.checking.cache.answers import Disk, stored
from kerasrules.checking.cache.codec import decoder_of, encode
from kerasrules.checking.cache.own_version import own_version
from kerasrules.model.results import CHECKED, FAILED, WITHOUT_KERAS, FileResult
from kerasrules.rules import INDEX
from kerasrules.source.disk import CLOCK, Answers, digest
from kerasrules.source.reading_root import ReadingRoot
from kerasrules.source.regular_files import read_regular

if TYPE_CHECKING:
    from kerasrules.checking.settings import Settings

More = TypeVar("More")

_MAX_ENTRY = 8_000_000
_MAX_SETTINGS = 256
_STATUS = (CHECKED, FAILED, WITHOUT_KERAS)


class Cache:
    """The results of earlier runs. Never raises: where the disk refuses, there are none.

    for_fixes: the findings are wanted for their fixes. Then results that have some are not taken from here: what is
    written into a program must come from the program.
    """

    def __init__(self, for_fixes: bool = False) -> None:
        self._for_fixes = for_fixes
        self._disk = Disk()
        self._folders: dict[str, str | None] = {}
        self._settings: dict[int, tuple[Settings, str]] = {}
        self._here = os.getcwd()

    def __reduce__(self) -> tuple[type[Cache], tuple[bool]]:
        return type(self), (self._for_fixes,)

    def afresh(self) -> Cache:
        """The same for files that have been changed meanwhile."""
        return type(self)(self._for_fixes)

    def get(self, path: str, data: bytes, settings: Settings) -> FileResult | None:
        """The result for a file with this content, if it still holds."""
        found = self._entry(path, data, settings)
        return found[0] if found else None

    def get_with(self, kind: type[More], path: str, data: bytes, settings: Settings) -> tuple[FileResult, More] | None:
        """The same with what was kept beside it, of this kind; None where there is no such thing."""
        found = self._entry(path, data, settings)
        if found is None or not found[1]:
            return None
        wanted: Any = kind
        try:
            more: More = decoder_of(wanted)(found[1][0])
        except Exception:  # it is of another kind, or broken
            return None
        return found[0], more

    def _entry(self, path: str, data: bytes, settings: Settings) -> tuple[FileResult, list[Any]] | None:
        """A result that still holds, and what was kept beside it as plain values."""
        name = self._name(path, settings)
        if name is None:
            return None
        try:
            used = os.stat(name).st_mtime
            sum, _, body = read_regular(name, _MAX_ENTRY).partition(b"\n")
            if sum != digest(body).encode():
                return None
            content, answers, plain, *more = json.loads(body)
            if content != digest(data) or not self._disk.still_answers(answers, os.path.abspath(path)):
                return None
            result: FileResult = decoder_of(FileResult)(plain)
            if not self._fits(result, path, settings.folders, answers):
                return None
        except Exception:  # whatever may be wrong with what somebody wrote there, the file can be checked
            return None
        if time.time() - used > cache_folder.DAY:
            with contextlib.suppress(OSError):
                os.utime(name)
        return result, more

    def put(
        self, path: str, data: bytes, settings: Settings, result: FileResult, answers: Answers, more: object = None
    ) -> None:
        """Keep a result. answers: what was asked of the disk while it was made. more: a record to keep beside it."""
        if any(notice.internal for notice in result.notices) or CLOCK in answers or result.status not in _STATUS:
            return
        if result.status == WITHOUT_KERAS and any(kind == "file" and found for (kind, *_), found in answers.items()):
            return  # modules that it imports were looked at in passing
        rests_on = stored(answers)
        name = self._name(path, settings, making=True)
        if rests_on is None or name is None:
            return
        beside = f"{name}.{os.getpid()}.tmp"
        try:
            entry = [digest(data), rests_on, encode(result), *([] if more is None else [encode(more)])]
            body = json.dumps(entry, separators=(",", ":")).encode()
            with contextlib.suppress(FileNotFoundError):
                os.unlink(beside)
            with open(beside, "xb") as file:
                file.write(digest(body).encode() + b"\n" + body)
            os.replace(beside, name)
        except Exception:  # no room, no rights: the run goes on without
            with contextlib.suppress(OSError):
                os.unlink(beside)

    def tidy(self, checked: int) -> None:
        """Remove old entries, at the end of a run that checked so many files."""
        for folder, version in self._folders.items():
            if version is None:
                continue
            cache_folder.tidy(folder, now=checked >= 20_000)

    def _name(self, path: str, settings: Settings, making: bool = False) -> str | None:
        """The file of an entry; None where there can be none."""
        if settings.cache_dir is None or settings.data or settings.own_rules or settings.seconds is not None:
            return None
        folder = self._folder(settings.cache_dir, making)
        if folder is None:
            return None
        named = (os.path.abspath(path), path, self._here, self._digest(settings))
        return os.path.join(folder, digest("\0".join(named).encode("utf-8", "surrogatepass")))

    def _folder(self, folder: str, making: bool) -> str | None:
        """The folder of this version's entries; None where it is not there or may not be used."""
        if self._folders.get(folder) is None:
            version = own_version()
            below = None if version is None else os.path.join(folder, version)
            if making and folder not in self._folders and below is not None and cache_folder.prepare(folder):
                with contextlib.suppress(OSError):
                    os.mkdir(below)
            usable = below is not None and os.path.isdir(below) and not any(map(os.path.islink, (folder, below)))
            if making or usable:
                self._folders[folder] = below if usable else None
            return below if usable else None
        return self._folders[folder]

    def _digest(self, settings: Settings) -> str:
        known = self._settings.get(id(settings))
        if known is None:
            if len(self._settings) >= _MAX_SETTINGS:
                self._settings.clear()
            known = settings, digest(repr(_what_matters(settings)).encode("utf-8", "surrogatepass"))
            self._settings[id(settings)] = known
        return known[1]

    def _fits(self, result: FileResult, path: str, folders: tuple[str, ...], answers: Any) -> bool:
        """Whether a result can be that of this file: it speaks of files that may be read, and of rules that exist."""
        if result.path != path or result.status not in _STATUS:
            return False
        if self._for_fixes and any(finding.is_fixable(unsafe=True) for finding in result.findings):
            return False
        images = (os.path.join(folder, name) for folder, names in answers.get("images", {}).items() for name in names)
        read = {os.path.abspath(path), *answers.get("text", ()), *answers.get("data", ()), *images}
        locations = [finding.location for finding in result.findings]
        locations += [related.location for finding in result.findings for related in finding.related]
        root = ReadingRoot(path, folders)
        return all(finding.code in INDEX for finding in result.findings) and all(
            os.path.abspath(location.path) in read and (location.path == path or root.holds(location.path))
            for location in locations
        )


def _what_matters(settings: Settings) -> tuple[object, ...]:
    """What of the settings a result depends on."""
    return (
        settings.root,
        sorted(settings.selection.codes),
        sorted(settings.selection.asked),
        settings.exclude,
        settings.per_file_ignores,
        settings.elsewhere,
        sorted(settings.unfixable),
        settings.rule_options,
        settings.keras_version,
        settings.read_data,
        settings.teaching,
        settings.least,
        settings.symptoms,
        settings.alone,
        settings.folders,
    )
