"""Whether a program imports Keras 2 by the name of its own package, `tf_keras`, which goes on beside Keras 3."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kerasrules.source.source import Source

_LEGACY = "tf_keras"
_CURRENT = ("keras", "tensorflow.keras")


def imports_legacy_keras(source: Source) -> bool:
    """Whether all imports of Keras, or of a library's own copy of its name, are of that package."""
    modules = list(_modules(source.tree.body))
    current = any(name == root or name.startswith(f"{root}.") for name in modules for root in _CURRENT)
    return not current and any(_LEGACY in name.split(".") for name in modules)


def _modules(body: list[ast.stmt]) -> Iterator[str]:
    """The modules and names that the statements of a module import, also under its conditions."""
    for statement in body:
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            yield from (f"{statement.module}.{alias.name}" for alias in statement.names)
        elif isinstance(statement, (ast.If, ast.Try, ast.With)):
            yield from _modules(statement.body)
            yield from _modules(getattr(statement, "orelse", []))
            for handler in getattr(statement, "handlers", []):
                yield from _modules(handler.body)
