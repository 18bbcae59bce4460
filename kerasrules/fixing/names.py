"""How a program spells what it has of Keras: its imports, read from the syntax tree."""

from __future__ import annotations

import ast

from kerasrules.fixing.documents import Document


class Names:
    """The names that a program imports."""

    def __init__(self, document: Document) -> None:
        self._imported: set[str] = set()
        self._stored: set[str] = set()
        for node in ast.walk(document.source.tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self._imported.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self._stored.add(node.id)
            elif isinstance(node, ast.arg):
                self._stored.add(node.arg)

    def is_imported(self, name: str) -> bool:
        """Whether a name is an import and nothing else."""
        return name in self._imported and name not in self._stored
