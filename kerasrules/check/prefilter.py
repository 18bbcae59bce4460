"""Whether a program has to do with Keras, as far as its text tells.

A file in which nothing speaks of Keras may run what another file of its repository makes of it: `from model import
build`, `build().fit(x, y)`. Of such a file the imported modules are looked at, too.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from functools import lru_cache

from kerasrules.source.module_paths import ModulePaths

_IMPORTS = (b"keras", b"tensorflow")
_CALLS = (
    rb"\btf\."
    # as pasted into a question, without imports
    rb"|\b(?:Sequential|Dense|Conv[123]D|Conv2DTranspose|LSTM|GRU|SimpleRNN|Embedding)\("
    # a model that comes from another file
    rb"|\.compile\(\s*(?:loss|optimizer)|\bmodel\w*\.compile\("
    rb"|\.(?:fit|fit_generator|train_on_batch)\([^)]*\b(?:epochs|validation_data|validation_split|steps_per_epoch)\b"
    rb"|\.train_on_batch\("
)
_RUNS = rb"__main__|\.(?:compile|fit|fit_generator|train|train_on_batch|evaluate|predict)\("
_IMPORT = rb"(?m)^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+\(?([\w., \t]*)|import[ \t]+([\w., \t]+))"
_MAX_BYTES = 600_000
_RE_EXPORTS = 2
"""So many packages in a row may import what they give from another module."""


def may_hold_keras(data: bytes) -> bool:
    """Whether a file's bytes themselves could have to do with Keras."""
    return any(name in data for name in _IMPORTS) or re.search(_CALLS, data) is not None


def concerns_keras(data: bytes, path: str) -> bool:
    """Whether a program could have to do with Keras at all; if not, it need not be parsed."""
    return may_hold_keras(data) or (path.endswith(".py") and b"import" in data and _runs_imported_keras(data, path))


def _runs_imported_keras(data: bytes, path: str) -> bool:
    """Whether a file runs something and imports a module of its repository that has to do with Keras."""
    return re.search(_RUNS, data) is not None and any(_has_keras(module, 0) for module in _modules(data, path))


def _modules(data: bytes, path: str) -> Iterator[str]:
    """The files of the repository that a file imports."""
    paths = ModulePaths()
    for match in re.finditer(_IMPORT, data):
        dots, module, members, plain = (part.decode() if part else "" for part in match.groups())
        names = [one.split(" as ")[0].strip() for one in (plain or members).split(",")]
        wanted = names if plain else [module, *(f"{module}.{name}".lstrip(".") for name in names if name)]
        for name in wanted:
            if dots or (name and name.split(".")[0] not in sys.stdlib_module_names):
                found = paths.find(name, len(dots), path)
                if found is not None:
                    yield found


def _has_keras(path: str, depth: int) -> bool:
    try:
        status = os.stat(path)
    except OSError:
        return False
    return _known(path, status.st_mtime_ns, status.st_size, depth)


@lru_cache(maxsize=4096)
def _known(path: str, _changed: int, size: int, depth: int) -> bool:
    """The same, as long as the file is as it was."""
    if size > _MAX_BYTES:
        return False
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return False
    if may_hold_keras(data):
        return True
    passes_on = os.path.basename(path) == "__init__.py" and depth < _RE_EXPORTS
    return passes_on and any(_has_keras(module, depth + 1) for module in _modules(data, path))
