"""The byte code of the modules that a check uses, in one file beside that of Python.

A check of one file loads some 370 modules. Python looks each up, opens a file for it and makes the same strings anew;
all of them in one file take four fifths of the instructions of a whole run, and three quarters of its time. This file
is written at the end of a run that read a program, in the package's own `__pycache__`, and it is as good as what
Python writes there: of this Python, this place and these sources, whose size and time are compared whenever one is
loaded. Whoever may write there may write the sources. Where that is not allowed, or Python is told to write no byte
code, everything is loaded as always; `KERASRULES_NO_BUNDLE=1` turns it off.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType

_READING = ("kerasrules.interpreter", "kerasrules.keras_api", "kerasrules.rules.")
"""Where the modules are that only a run needs in which a program is read: they are one chunk, the others another."""
_EVERYWHERE = frozenset({"kerasrules.rules.entry", "kerasrules.rules.index"})
_ALONE = ("kerasrules.interpreter.libraries.",)
"""Modules of which each run needs others: each is a chunk of its own."""
_PLAIN_TYPING = "kerasrules.typing_names"
_MISSED = 40
"""With so many modules that are used and not in the file, or out of date, it is written again."""

Stamp = tuple[int, int]
"""Of a source: its size in bytes and its time in nanoseconds."""
Entry = tuple[str, "str | None", bool, int, int, int, int]
"""Of a module: its file, that of its own byte code, whether it is a package; the stamp; the number of its chunk,
and its own in it."""


class Bundle:
    """A finder, as `sys.meta_path` has them, of the modules in the file."""

    def __init__(self, modules: dict[str, Entry], chunks: list[bytes | None]) -> None:
        self._modules, self._chunks = modules, chunks
        self._loaded: dict[int, tuple[CodeType, ...]] = {}

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
        """Where a module comes from; None where it is not in the file, or its source is another by now."""
        entry = self._modules.get(name)
        if entry is None:
            return None
        file, cached, is_package, size, time, chunk, number = entry
        if _stamp(file) != (size, time):
            del self._modules[name]
            return None
        codes = self._loaded.get(chunk)
        if codes is None:
            codes = self._loaded[chunk] = marshal.loads(self._chunks[chunk] or b"")
            self._chunks[chunk] = None
        spec = ModuleSpec(name, _Loader(name, file, codes[number], (size, time)), origin=file, is_package=is_package)
        spec.has_location = True
        spec.cached = cached
        if is_package:
            spec.submodule_search_locations = [os.path.dirname(file)]
        return spec

    def lacks_many(self) -> bool:
        """Whether many modules of this run had to be loaded without it."""
        return sum(name.startswith("kerasrules.") and name not in self._modules for name in sys.modules) >= _MISSED


class _Loader(SourceFileLoader):
    """Loads a module whose byte code is known. stamp: of the source that it was made from."""

    def __init__(self, name: str, path: str, code: CodeType, stamp: Stamp) -> None:
        super().__init__(name, path)
        self._code, self.stamp = code, stamp

    def get_code(self, fullname: str) -> CodeType:
        return self._code

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return _QuietModule(spec.name) if _makes_errors and "__getattr__" not in self._code.co_names else None


class _QuietModule(ModuleType):
    """A module that is no package, and of which Python need not make an error to see this.

    Before 3.12, each `from module import name` asks for `module.__path__`, which takes 16,000 instructions where there
    is none: a message is written, and dropped. An ordinary object is asked without.
    """

    __getattribute__ = object.__getattribute__


_makes_errors = sys.version_info < (3, 12)


def use() -> Bundle | None:
    """Load modules from the file from now on, where there is one."""
    name = _file()
    if name is None:
        return None
    try:
        with open(name, "rb") as file:
            written, modules, chunks = marshal.loads(file.read())
        if written != _written_by():
            return None
    except (OSError, EOFError, ValueError, TypeError):
        return None
    bundle = Bundle(modules, chunks)
    sys.meta_path.insert(0, bundle)
    return bundle


def keep(bundle: Bundle | None) -> None:
    """Write the file, where the run that ends needed much that the one it used did not have."""
    name = _file()
    if name is None or sys.dont_write_bytecode or "kerasrules.interpreter" not in sys.modules:
        return
    if bundle is not None and not bundle.lacks_many():
        return
    beside = f"{name}.{os.getpid()}"
    try:
        import_module(_PLAIN_TYPING)
        with open(beside, "xb") as file:
            file.write(marshal.dumps((_written_by(), *_collected())))
        os.replace(beside, name)
    except (OSError, ImportError, SyntaxError):  # no rights, no room, a source that is just being edited
        with contextlib.suppress(OSError):
            os.unlink(beside)


def _collected() -> tuple[dict[str, Entry], list[bytes]]:
    """The modules that are loaded, and their code in chunks."""
    modules: dict[str, Entry] = {}
    chunks: list[list[CodeType]] = [[], []]
    for name, module in list(sys.modules.items()):
        spec = module.__spec__ if name.startswith("kerasrules.") else None
        if spec is None or not isinstance(spec.loader, SourceFileLoader):
            continue
        file = str(spec.origin)
        # of what is compiled anew, before that: an edit in between is seen later
        stamp = spec.loader.stamp if isinstance(spec.loader, _Loader) else _stamp(file)
        code = spec.loader.get_code(name)
        if stamp is None or code is None or name == "kerasrules.__main__":
            continue
        at = int(name.startswith(_READING) and name not in _EVERYWHERE)
        if name.startswith(_ALONE):
            chunks.append([])
            at = len(chunks) - 1
        modules[name] = (file, spec.cached, spec.submodule_search_locations is not None, *stamp, at, len(chunks[at]))
        chunks[at].append(_without_typing(code, vars(module)))
    return modules, [marshal.dumps(tuple(codes)) for codes in chunks]


def _without_typing(code: CodeType, names: Mapping[str, object]) -> CodeType:
    """The code of a module, importing from `typing_names` what it imports of `typing`, where these have all of it.

    names: what the module defines when the code has run.
    """
    if "typing" not in code.co_names or "typing" in names:
        return code
    typing, plain = sys.modules["typing"], sys.modules[_PLAIN_TYPING]
    imported = (name for name in typing.__all__ if name in names and names[name] is getattr(typing, name))
    if not all(hasattr(plain, name) for name in imported):
        return code
    return code.replace(co_names=tuple(_PLAIN_TYPING if name == "typing" else name for name in code.co_names))


def _file() -> str | None:
    """Where the file is, beside the byte code of the package; None where there can be none, as in an archive."""
    own = __spec__.cached
    return None if own is None or os.environ.get("KERASRULES_NO_BUNDLE") else own.removesuffix(".pyc") + ".bundle"


def _written_by() -> tuple[int, str, str, Stamp | None]:
    """What has to be the same: the Python, whose magic number changes with its byte code; this module; its place."""
    return sys.hexversion, sys.implementation.name, __file__, _stamp(__file__)


def _stamp(file: str) -> Stamp | None:
    """That of a file; None where it is missing."""
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
