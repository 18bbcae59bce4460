"""Questions to the file system, and a record of the answers: what a result rests on besides the program itself.

Whatever looks at the disk while a program is read asks here. A cache keeps the answers with the result, asks again
before it uses the result, and does without it where an answer has changed.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeAlias, TypeVar

Answer: TypeAlias = "bool | str | None"
Found = TypeVar("Found", bool, str)
Answers: TypeAlias = dict[tuple[str, str, str], Answer]
"""By question: its kind, the path, and what else it names."""

CLOCK = ("clock", "", "")
"""In the place of a question: the result depends on how fast the machine is."""

_WHOLE_BYTES = 1 << 22
"""Of a larger data file the start is compared, and its size and time."""
_START_BYTES = 1 << 20
_TEXT_BYTES = 200_000_000

_recorders: list[Answers] = []
"""Those who record now: whatever thread asks, all get the answer. To depend on too much costs no more than time."""


@contextmanager
def recording() -> Iterator[Answers]:
    """What is asked within, with the answers."""
    answers: Answers = {}
    _recorders.append(answers)
    try:
        yield answers
    finally:
        _recorders[:] = [other for other in _recorders if other is not answers]


def note(kind: str, path: str, detail: str, answer: Callable[[], Answer]) -> None:
    """Record the answer to a question, where anybody records. It is computed only then."""
    for answers in _recorders:
        if (kind, path, detail) not in answers:
            answers[kind, path, detail] = answer()


def depends_on_time() -> None:
    """What is being read was ended by the clock: another time it may be read further."""
    note(*CLOCK, lambda: None)


def _answered(kind: str, path: str, found: Found) -> Found:
    """An answer, recorded."""
    note(kind, path, "", lambda: found)
    return found


def is_file(path: str) -> bool:
    """Whether there is a file, or a link to one."""
    return _answered("file", path, os.path.isfile(path))


def is_folder(path: str) -> bool:
    """Whether there is a folder, or a link to one."""
    return _answered("folder", path, os.path.isdir(path))


def exists(path: str) -> bool:
    """Whether there is anything of this name."""
    return _answered("exists", path, os.path.lexists(path))


def real_path(path: str) -> str:
    """The path without links."""
    return _answered("real", path, os.path.realpath(path))


def holds_any(folder: str, names: tuple[str, ...], there: frozenset[str]) -> bool:
    """Whether a folder holds any of these names. there: the `names_in` it."""
    found = not there.isdisjoint(names)
    note("holds", folder, "\0".join(names), lambda: found)
    return found


def names_in(folder: str) -> frozenset[str]:
    """The names in a folder; none where it cannot be read. Not recorded: ask `holds_any` for what matters."""
    try:
        return _listed(folder, os.stat(folder).st_mtime_ns)
    except OSError:
        return frozenset()


@lru_cache(maxsize=256)
def _listed(folder: str, _changed: int) -> frozenset[str]:
    """The names in a folder as it was at that time."""
    return frozenset(os.listdir(folder))


def programs_in(folder: str) -> list[str]:
    """The names of scripts and notebooks in a folder, sorted."""
    found = _programs_in(folder)
    note("programs", folder, "", lambda: "\0".join(found))
    return found


def _programs_in(folder: str) -> list[str]:
    return sorted(name for name in names_in(folder) if name.endswith((".py", ".ipynb")))


def requirements_in(folder: str) -> list[str]:
    """The names of files in a folder that may say which packages its programs need, sorted."""
    found = _requirements_in(folder)
    note("requirements", folder, "", lambda: "\0".join(found))
    return found


def _requirements_in(folder: str) -> list[str]:
    return sorted(name for name in names_in(folder) if re.fullmatch(_REQUIREMENTS, name))


_REQUIREMENTS = (
    r"requirements[\w.-]{0,60}\.(?:txt|in)|environment[\w.-]{0,60}\.ya?ml|pyproject\.toml|setup\.(?:py|cfg)|Pipfile"
)


def reads(path: str) -> None:
    """Record that a text is read."""
    note("text", path, "", lambda: digest_of_text(path))


def reads_data(path: str) -> None:
    """Record that a data file is looked at."""
    note("data", path, "", lambda: _digest_of_data(path))


def digest(data: bytes) -> str:
    """What tells one content from another."""
    from hashlib import blake2b

    return blake2b(data, digest_size=16).hexdigest()


def digest_of_text(path: str) -> str | None:
    """That of a file's whole content; None where it cannot be read."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return _digest_of(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4096)
def _digest_of(path: str, _changed: int, size: int) -> str | None:
    """The same, as long as the file is as it was."""
    return None if size > _TEXT_BYTES else _digest_of_start(path, size + 1)


def _digest_of_data(path: str) -> str | None:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    if status.st_size <= _WHOLE_BYTES:
        return _digest_of_start(path, _WHOLE_BYTES)
    return f"{status.st_size} {status.st_mtime_ns} {_digest_of_start(path, _START_BYTES)}"


def _digest_of_start(path: str, size: int) -> str | None:
    try:
        # a pipe that stands there must not hold us up
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    with open(descriptor, "rb") as file:
        try:
            return digest(file.read(size)) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
        except OSError:
            return None


QUESTIONS: Mapping[str, Callable[[str, str], Answer]] = {
    "file": lambda path, _: os.path.isfile(path),
    "folder": lambda path, _: os.path.isdir(path),
    "exists": lambda path, _: os.path.lexists(path),
    "real": lambda path, _: os.path.realpath(path),
    "holds": lambda folder, names: not names_in(folder).isdisjoint(names.split("\0")),
    "programs": lambda folder, _: "\0".join(_programs_in(folder)),
    "requirements": lambda folder, _: "\0".join(_requirements_in(folder)),
    "text": lambda path, _: digest_of_text(path),
    "data": lambda path, _: _digest_of_data(path),
}
"""How to ask again: the answer by kind of question, from the path and the rest."""
