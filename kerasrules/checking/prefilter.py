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
from typing import TYPE_CHECKING

from kerasrules.source.module_paths import ModulePaths
from kerasrules.source.reading_root import ReadingRoot
from kerasrules.source.regular_files import read_regular

if TYPE_CHECKING:
    import ast

_LAYERS = (
    *("Sequential", "Dense", "Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose"),
    *("LSTM", "GRU", "SimpleRNN", "Embedding"),
)
_NAMES_OF_LAYERS = tuple(f"{name}(".encode() for name in _LAYERS)
"""Where these begin a word, they are layers as pasted into a question, without imports; behind `nn.` some are PyTorch's
or Flax'."""
_CALLS = (
    # a model that comes from another file
    (b".compile(", rb"\.compile\(\s*(?:loss|optimizer)"),
    (b".train_on_batch(", rb"\.train_on_batch\("),
)
"""Calls on models: what each begins with, which is found a hundred times faster than the pattern behind it."""
_TRAINS = rb"\.(?:fit|fit_generator|train_on_batch)\("
_OF_TRAINING = rb"\b(?:epochs|validation_data|validation_split|steps_per_epoch)\b"
_COMPILED = rb"\bmodel\w*\.compile\("
_IMPORTED = rb"\b(?:from|import)[ \t][^\r\n]{0,200}(?:keras|tensorflow)"
_RUNS = rb"__main__|\.(?:compile|fit|fit_generator|train|train_on_batch|evaluate|predict)\("
_PARTS_OF_RUNS = (b"__main__", b".compile(", b".fit", b".train", b".evaluate(", b".predict(")
_IMPORT = (
    rb"(?m)^[ \t]*(?:from[ \t]+(?:(\.+)[ \t]*)?((?:\w[\w.]*[ \t]+)?)import[ \t]*(?:\(([^()]{0,2000})\)|([\w., \t]+))"
    rb"|import[ \t]+([\w., \t]+))"
)
_MAX_BYTES = 600_000
_LONGEST_NAME = 100
"""Longer texts in a program are no names of modules."""
_RE_EXPORTS = 2
"""So many packages in a row may import what they give from another module."""


def mentions_keras(data: bytes) -> bool:
    """Whether a file's bytes speak of Keras, be it in a comment."""
    return b"keras" in data or b"tensorflow" in data


def may_hold_keras(data: bytes) -> bool:
    """Whether a file's bytes themselves could have to do with Keras."""
    return mentions_keras(data) or _uses_keras(data) or (b".fit" in data and _trains(data))


def _uses_keras(data: bytes, other: bytes = b"") -> bool:
    """Whether the text names TensorFlow or a layer, or calls a model. other: behind it, layers are no Keras layers."""
    if _begins_word(b"tf.", data) or any(_begins_word(name, data, other) for name in _NAMES_OF_LAYERS):
        return True
    if any(start in data and re.search(pattern, data) is not None for start, pattern in _CALLS):
        return True
    return b".compile(" in data and b"model" in data and re.search(_COMPILED, data) is not None


def _begins_word(name: bytes, data: bytes, other: bytes = b"") -> bool:
    """Whether a text holds a name that is not the end of a longer one, and does not stand behind another."""
    at = data.find(name)
    while at > 0:
        before = data[at - 1 : at]
        if not (before.isalnum() or before == b"_" or (other and data.endswith(other, 0, at))):
            return True
        at = data.find(name, at + 1)
    return at == 0


def _is_sure(data: bytes) -> bool:
    """Whether the text can hardly speak of anything else."""
    if b"kerasrules" in data or _uses_keras(data, b"nn."):
        return True
    return mentions_keras(data) and re.search(_IMPORTED, data) is not None


def _trains(data: bytes) -> bool:
    """Whether something is trained with arguments as Keras names them."""
    if re.search(_OF_TRAINING, data) is None:
        return False
    end = 0
    for call in re.finditer(_TRAINS, data):
        if call.start() >= end:  # else it stands among the arguments of the last one, which were looked through
            end = data.find(b")", call.end())
            end = len(data) if end < 0 else end
            if re.search(_OF_TRAINING, data[call.end() : end]) is not None:
                return True
    return False


def concerns_keras(data: bytes, path: str, folders: tuple[str, ...] = ()) -> bool:
    """Whether a program could have to do with Keras at all; if not, it need not be analyzed.

    folders: those that the user gives.
    """
    if may_hold_keras(data):
        if not path.endswith(".py") or _is_sure(data) or _trains(data):
            return True
        return _is_not_dismissed(data, path, folders)
    return path.endswith(".py") and b"import" in data and _runs_imported_keras(data, path, folders)


def _is_not_dismissed(data: bytes, path: str, folders: tuple[str, ...]) -> bool:
    """Whether a script in which only a word may speak of Keras uses it, or cannot be parsed, which is to be told.

    Many programs for other libraries have such a word in a comment or in a long text.
    """
    import ast

    from kerasrules.source.load import decode
    from kerasrules.source.source import SourceError, parse, split_lines

    if _imports_keras(data, path, ReadingRoot(path, folders)):
        return True
    try:
        text = decode(data, path).removeprefix("\ufeff")
        tree = parse(text, split_lines(text), path)
    except SourceError:
        return True
    return any(_names_keras(node) for node in ast.walk(tree))


def _names_keras(node: ast.AST) -> bool:
    """Whether a node of a program is a name, or a text that may be one, with Keras in it."""
    for field in ("id", "attr", "module", "name", "arg", "value"):
        name = getattr(node, field, None)
        if isinstance(name, str) and len(name) < _LONGEST_NAME and ("keras" in name or "tensorflow" in name):
            return True
    return False


def _runs_imported_keras(data: bytes, path: str, folders: tuple[str, ...]) -> bool:
    """Whether a file runs something and imports a module of its repository that has to do with Keras."""
    if not any(part in data for part in _PARTS_OF_RUNS) or re.search(_RUNS, data) is None:
        return False
    return _imports_keras(data, path, ReadingRoot(path, folders))


def imported_modules(data: bytes, path: str, root: ReadingRoot) -> Iterator[str]:
    """The files of the repository that a file imports."""
    paths = ModulePaths(root)
    for match in re.finditer(_IMPORT, data):
        groups = (part.decode("utf-8", "replace") if part else "" for part in match.groups())
        dots, module, several, members, plain = groups
        module = module.strip()
        listed = re.sub(r"#[^\n]*", "", several) if several else plain or members
        names = [one.split(" as ")[0].strip() for one in listed.split(",")]
        wanted = names if plain else [module, *(f"{module}.{name}".lstrip(".") for name in names if name)]
        for name in wanted:
            if dots or (name and name.split(".")[0] not in sys.stdlib_module_names):
                found = paths.find(name, len(dots), path)
                if found is not None:
                    yield found


def _imports_keras(data: bytes, path: str, root: ReadingRoot, depth: int = 0) -> bool:
    """Whether a module that a file imports has to do with Keras."""
    return any(_has_keras(module, depth, root) for module in imported_modules(data, path, root))


def _has_keras(path: str, depth: int, root: ReadingRoot) -> bool:
    try:
        status = os.stat(path)
    except OSError:
        return False
    return _known(path, status.st_mtime_ns, status.st_size, depth, root.path)


@lru_cache(maxsize=4096)
def _known(path: str, _changed: int, size: int, depth: int, root: str) -> bool:
    """The same, as long as the file is as it was."""
    if size > _MAX_BYTES:
        return False
    try:
        data = read_regular(path, _MAX_BYTES)
    except OSError:
        return False
    if may_hold_keras(data):
        return True
    passes_on = os.path.basename(path) == "__init__.py" and depth < _RE_EXPORTS
    return passes_on and _imports_keras(data, path, ReadingRoot(path, (root,)), depth + 1)
