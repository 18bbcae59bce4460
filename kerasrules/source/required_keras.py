"""Which Keras a repository asks for, by the requirements that stand beside its programs.

Read are upper bounds of the packages that bring Keras: `keras==2.2.4`, `keras<3`, `tensorflow~=2.6.0`, in files for
pip, conda, Poetry and setuptools. The nearest folder with a bound decides.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping

from kerasrules.model.releases import ANY, KERAS_THREE, TENSORFLOW_TWO, Releases, Version
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

_WITH_THREE: Mapping[str, Version] = {"keras": KERAS_THREE, "tensorflow": (2, 16)}
"""The first releases that bring Keras 3. TensorFlow before it brings Keras under its own number, from 2.4 on."""


def required_keras(program: str, root: ReadingRoot) -> Releases:
    """The releases of Keras that the requirements for a program allow, as far as they name any.

    program: its path.
    """
    folder = os.path.dirname(os.path.abspath(program))
    while root.holds(folder):
        found = dict(_excluded_in(folder, root))
        if found:
            last = max(found)
            if last > KERAS_THREE:
                return Releases(KERAS_THREE)  # what is named there is newer, whatever else goes
            return Releases((), last, f"{found[last]} asks for an older Keras")
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    return ANY


def _excluded_in(folder: str, root: ReadingRoot) -> Iterator[tuple[Version, str]]:
    """The first release of Keras that each requirement excludes, with its file; those of Keras decide."""
    found: dict[str, list[tuple[Version, str]]] = {"keras": [], "tensorflow": []}
    for name in disk.requirements_in(folder)[:_MAX_FILES]:
        path = os.path.join(folder, name)
        if not root.holds(path):
            continue
        disk.reads(path)
        with contextlib.suppress(OSError):
            text = read_regular(path, _MAX_BYTES).decode("utf-8", "replace")
            for line in text.splitlines():
                for package, bounds in _REQUIREMENT.findall(line.partition("#")[0]):
                    excluded = _excluded(bounds, _WITH_THREE[package.lower()])
                    found[package.lower()] += [(version, name) for version in excluded]
    yield from found["keras"] or ((_of_keras(version), name) for version, name in found["tensorflow"])


def _of_keras(tensorflow: Version) -> Version:
    """The first release of Keras that is excluded with one of TensorFlow."""
    if tensorflow >= _WITH_THREE["tensorflow"]:
        return KERAS_THREE if tensorflow == _WITH_THREE["tensorflow"] else _next(KERAS_THREE, 1)
    return max(tensorflow, TENSORFLOW_TWO)


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
