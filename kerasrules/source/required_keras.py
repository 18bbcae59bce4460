"""Which Keras a repository asks for, by the requirements that stand beside its programs.

Read are upper bounds of the packages that bring Keras: `keras==2.2.4`, `keras<3`, `tensorflow~=2.6.0`, in files for
pip, conda, Poetry and setuptools. The nearest folder with a bound decides.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from kerasrules.source import disk
from kerasrules.source.reading_root import ReadingRoot
from kerasrules.source.regular_files import read_regular

_MAX_BYTES = 100_000
_MAX_FILES = 12

_REQUIREMENT = re.compile(
    r"(?<![\w.-])(keras|tensorflow)(?:-(?:gpu|cpu|macos|intel))?(?![\w.-])((?:[=<>~^!\"', .*\d]|\{ ?version){1,60})",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"[\"',]|\{ ?version", re.IGNORECASE)
_BOUND = re.compile(r"([=<>~^!]{1,3}) *(\d{1,6}(?:\.\d{1,6}){0,3})")

Version: TypeAlias = tuple[int, ...]

_THREE: Version = (3,)
_WITH_THREE: Mapping[str, Version] = {"keras": _THREE, "tensorflow": (2, 16)}
"""The first releases that bring Keras 3. TensorFlow before it brings Keras under its own number, from 2.4 on."""


def first_excluded(program: str, root: ReadingRoot) -> Version | None:
    """The first release of Keras that the requirements for a program exclude, none where they allow Keras 3.

    program: its path.
    """
    folder = os.path.dirname(os.path.abspath(program))
    while root.holds(folder):
        found = set(_excluded_in(folder, root))
        if found:
            return max(found) if max(found) <= _THREE else None
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    return None


def _excluded_in(folder: str, root: ReadingRoot) -> Iterator[Version]:
    """The first release of Keras that each requirement excludes; those of Keras decide over those of TensorFlow."""
    found: dict[str, list[Version]] = {"keras": [], "tensorflow": []}
    for name in disk.requirements_in(folder)[:_MAX_FILES]:
        path = os.path.join(folder, name)
        if not root.holds(path):
            continue
        disk.reads(path)
        with contextlib.suppress(OSError):
            text = read_regular(path, _MAX_BYTES).decode("utf-8", "replace")
            for line in text.splitlines():
                for package, bounds in _REQUIREMENT.findall(line.partition("#")[0]):
                    found[package.lower()] += _excluded(bounds, _WITH_THREE[package.lower()])
    yield from found["keras"] or map(_of_keras, found["tensorflow"])


def _of_keras(tensorflow: Version) -> Version:
    """The first release of Keras that is excluded with one of TensorFlow."""
    if tensorflow >= _WITH_THREE["tensorflow"]:
        return _THREE if tensorflow == _WITH_THREE["tensorflow"] else _next(_THREE, 1)
    return max(tensorflow, (2, 4))


def _excluded(bounds: str, with_three: Version) -> list[Version]:
    """The first release that bounds exclude, if any; one after Keras 3 where they want no older one."""
    above: list[Version] = []
    wants_three = False
    for sign, written in _BOUND.findall(_BESIDE.sub(" ", bounds)):
        version = tuple(map(int, written.split(".")))
        sign = sign.lstrip("=") or "="
        if sign == "<":
            above.append(version)
        elif sign in ("=", "<="):
            above.append(_next(version, len(version)))
        elif sign in ("^", "~", "~="):
            # ~2.6 and ~=2.6.0 stay in 2.6, ^2.6 and ~=2.6 in 2
            above.append(_next(version, 1 if sign == "^" or len(version) < (3 if sign == "~=" else 2) else 2))
        elif sign in (">", ">="):
            wants_three |= version >= with_three
    return [min(above)] if above else [_next(with_three, 1)] if wants_three else []


def _next(version: Version, kept: int) -> Version:
    return (*version[: kept - 1], version[kept - 1] + 1)
