"""Modules whose text is another one than their file holds, for the import system."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

from kerasrules.confirming.plan.program_job import Texts


class ChangedFiles(MetaPathFinder):
    """Finds modules as Python does, and gives those whose texts are given the other text."""

    def __init__(self, texts: Texts) -> None:
        self._texts = {os.path.realpath(path): text for path, text in texts.items()}

    def install(self) -> None:
        """Be asked before Python's own finders."""
        sys.meta_path.insert(0, self)

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The module's spec where its text is changed; None leaves it to the other finders."""
        found = PathFinder.find_spec(name, path, target)
        text = self._texts.get(os.path.realpath(found.origin)) if found is not None and found.origin else None
        if found is None or found.origin is None or text is None:
            return None
        found.loader = _TextLoader(name, found.origin, text)
        return found


class _TextLoader(SourceFileLoader):
    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self._text = text

    def get_code(self, fullname: str) -> CodeType:
        """The code of the text; what was compiled before is that of the file."""
        return compile(self._text, self.path, "exec", dont_inherit=True)
