"""Patches of modules at the moment at which the program imports them: before that, it may choose Keras' backend."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

KERAS = ("keras", "tf_keras")


class ImportHook(MetaPathFinder):
    """Calls `patch` with each of these modules as soon as it is imported."""

    def __init__(self, names: Sequence[str], patch: Callable[[Any], None]) -> None:
        self._patch, self._waiting = patch, set(names)

    def install(self) -> None:
        """Be asked before Python's own finders."""
        sys.meta_path.insert(0, self)

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The module's spec with a loader that patches it."""
        if name not in self._waiting:
            return None
        self._waiting.discard(name)  # the question below is not for us
        found = find_spec(name)
        self._waiting.add(name)  # to look for a module is not to import it
        if found is not None and found.loader is not None:
            found.loader = _Patching(found.loader, self._imported)
        return found

    def _imported(self, module: Any) -> None:
        self._waiting.discard(module.__name__)
        self._patch(module)


def without_windows(matplotlib: Any) -> None:
    """Have plots drawn into nothing: nobody sees them, and there may be no screen."""
    matplotlib.use = _nothing


def without_drawings(keras: Any) -> None:
    """Have models not drawn, for which other programs would be needed."""
    drawing = getattr(keras.utils, "plot_model", None)
    if drawing is not None and hasattr(drawing, "__code__") and not drawing.__code__.co_freevars:
        drawing.__code__ = _nothing.__code__  # under all the names by which the function is known


def _nothing(*args: Any, **kwargs: Any) -> None:
    return None


class _Patching(Loader):
    def __init__(self, loader: Loader, patch: Callable[[Any], None]) -> None:
        self._loader, self._patch = loader, patch

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As the real loader does."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """As the real loader does; then patch it."""
        self._loader.exec_module(module)
        self._patch(module)
