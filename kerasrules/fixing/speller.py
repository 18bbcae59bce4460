"""How a program spells what it has of Keras, and how it would spell one thing more."""

from __future__ import annotations

import ast
from bisect import bisect
from collections import Counter
from collections.abc import Iterator

import libcst

from kerasrules.fixing.comma_list import CommaList
from kerasrules.fixing.editable_program import EditableProgram, EditableUnit
from kerasrules.model.locations import Location
from kerasrules.model.record import record
from kerasrules.source.dotted_names import dotted_name
from kerasrules.source.patches import CannotFix, Patch

_MODULES = frozenset(
    f"keras.{name}"
    for name in ("callbacks", "initializers", "layers", "losses", "metrics", "models", "optimizers", "regularizers")
)

ROOTS = ("tensorflow.keras", "tf_keras", "keras")
"""Packages that are Keras; what a program takes from one it does not mix with another."""


@record(frozen=True)
class _Binding:
    """A name that stands for something imported. target: its dotted name, `*` at its end for all of a module.

    first, last: the lines of the joined text in which the name holds. statement: the import, None for an alias.
    """

    name: str
    target: str
    first: int
    last: int
    statement: ast.Import | ast.ImportFrom | None

    @property
    def path(self) -> str:
        """The target as if Keras were imported as itself."""
        root = self.root
        return "keras" + self.target[len(root) :] if root else self.target

    @property
    def root(self) -> str:
        """The package of Keras that the target is in; empty for anything else."""
        return next((root for root in ROOTS if self.target == root or self.target.startswith(root + ".")), "")


@record(frozen=True)
class Spelling:
    """Source text that names a thing, and what is to be imported for it."""

    text: str
    patches: tuple[Patch, ...] = ()


class Speller:
    """The imports of a program."""

    def __init__(self, editable: EditableProgram) -> None:
        self._editable = editable
        self._source = editable.source
        self._bindings: list[_Binding] = []
        self._stored: Counter[str] = Counter()
        self._doubtful: set[str] = set()
        self._collect(self._source.tree.body, len(self._source.lines) + 1, top=True)
        targets: dict[str, set[str]] = {}
        for binding in self._bindings:
            targets.setdefault(binding.name, set()).add(binding.path)
            self._stored[binding.name] -= binding.statement is None  # the alias is its own assignment
        self._doubtful = {name for name, known in targets.items() if len(known) > 1 or self._stored[name] > 0}

    def is_imported(self, name: str) -> bool:
        """Whether a name is an import and nothing else."""
        return name not in self._doubtful and any(binding.name == name for binding in self._bindings)

    def is_pasted(self) -> bool:
        """Whether this is a snippet without any import of Keras, which is read by Keras' well-known names."""
        return not any(binding.root or binding.target == "tensorflow" for binding in self._bindings)

    def imported(self, dotted: str, at: Location) -> str | None:
        """How to write the full name of something of any library at a place; None where no import there has it."""
        line = self._source.line_of(at.start, at.cell)
        for binding in self._bindings:
            rest = dotted.removeprefix(binding.target)
            usable = binding.first <= line <= binding.last and binding.name not in self._doubtful
            if usable and rest != dotted and rest[:1] in ("", "."):
                return binding.name + rest
        return None

    def resolve(self, dotted: str) -> str | None:
        """What a dotted spelling stands for, as if Keras were imported as itself: `tf.keras.layers` -> keras.layers."""
        found = self._resolved(dotted)
        return None if found is None else _Binding("", found, 0, 0, None).path

    def spell(self, module: str, name: str, at: Location, like: str | None = None) -> Spelling:
        """How to write `keras.MODULE.NAME` at a place, as the program writes its neighbor `like` or the like of it.

        Raises CannotFix where the name is taken.
        """
        prefix = (like or "").rpartition(".")[0]
        if prefix and (self.resolve(prefix) == f"keras.{module}" or (self.is_pasted() and prefix == module)):
            return Spelling(f"{prefix}.{name}")
        line = self._source.line_of(at.start, at.cell)
        usable = [b for b in self._bindings if b.first <= line <= b.last and b.name not in self._doubtful]
        root = self._root(usable, like)
        if root is None:
            if not self.is_pasted() or self._stored[name]:
                raise CannotFix(f"the program has no name for keras.{module} here")
            return Spelling(name)
        own = [binding for binding in usable if binding.root == root]
        return self._spelled(module, name, own, usable, root)

    def _spelled(self, module: str, name: str, own: list[_Binding], usable: list[_Binding], root: str) -> Spelling:
        whole = f"keras.{module}"
        for binding in own:
            if binding.path == f"{whole}.{name}":
                return Spelling(binding.name)
        for binding in own:
            if binding.path == f"{whole}.*" and not self._stored[name]:
                return Spelling(name)
        if not self._is_taken(name):
            for binding in own:
                if isinstance(binding.statement, ast.ImportFrom) and binding.path.rpartition(".")[0] == whole:
                    patches = self._extended(binding.statement, name)
                    if patches is not None:
                        return Spelling(name, patches)
        for binding in own:
            if binding.path == whole:
                return Spelling(f"{binding.name}.{name}")
        for binding in own:
            if binding.path == "keras":
                return Spelling(f"{binding.name}.{module}.{name}")
        for binding in usable:
            if root == "tensorflow.keras" and binding.target == "tensorflow":
                return Spelling(f"{binding.name}.keras.{module}.{name}")
        if not self._is_taken(module):
            for binding in own:
                if isinstance(binding.statement, ast.ImportFrom) and binding.path in _MODULES:
                    patches = self._extended(binding.statement, module)
                    if patches is not None:
                        return Spelling(f"{module}.{name}", patches)
        statements = [binding.statement for binding in own if binding.statement is not None]
        if not statements or (self._is_taken(name) and self._is_taken(module)):
            raise CannotFix(f"there is no Keras import to add {name} to, or the name is taken")
        if self._is_taken(name):
            return Spelling(f"{module}.{name}", (self._added(statements, f"from {root} import {module}"),))
        return Spelling(name, (self._added(statements, f"from {root}.{module} import {name}"),))

    def _root(self, usable: list[_Binding], like: str | None) -> str | None:
        """The package that a new name is to come from: the neighbor's, else the one that most names are from."""
        neighbour = self._resolved(like) if like else None
        roots = Counter(binding.root for binding in usable if binding.root)
        if neighbour is not None and _Binding("", neighbour, 0, 0, None).root:
            return _Binding("", neighbour, 0, 0, None).root
        if roots:
            return roots.most_common(1)[0][0]
        return "tensorflow.keras" if any(binding.target == "tensorflow" for binding in usable) else None

    def _is_taken(self, name: str) -> bool:
        return self._stored[name] > 0 or any(binding.name == name for binding in self._bindings)

    def _resolved(self, dotted: str) -> str | None:
        first, _, rest = dotted.partition(".")
        if first in self._doubtful:
            return None
        target = next((binding.target for binding in self._bindings if binding.name == first), None)
        return target if target is None or not rest else f"{target}.{rest}"

    def _extended(self, statement: ast.ImportFrom, name: str) -> tuple[Patch, ...] | None:
        """One more name in an import that has the like of it; None where it has a layout that is not understood."""
        unit, node = self._find(statement)
        if isinstance(node.names, libcst.ImportStar):
            return None
        end = unit.tree.span(node.rpar)[1] - 1 if node.rpar is not None else unit.tree.span(node)[1]
        spans = [unit.tree.span(alias) for alias in node.names]
        items = CommaList(unit, spans, spans[0][0], end)
        names = [alias.name for alias in statement.names]
        # in order where the others are
        return tuple(
            items.insert(bisect(names, name) if len(names) > 1 and names == sorted(names) else len(names), name)
        )

    def _find(self, statement: ast.ImportFrom) -> tuple[EditableUnit, libcst.ImportFrom]:
        location = self._source.location(statement)
        unit = self._editable.unit(location)
        return unit, unit.tree.find(location, libcst.ImportFrom)

    def _added(self, statements: list[ast.Import | ast.ImportFrom], text: str) -> Patch:
        """A line behind the last import; behind one that is not indented where there is such."""
        plain = [statement for statement in statements if statement.col_offset == 0]
        location = self._source.location((plain or statements)[-1])
        unit = self._editable.unit(location)
        at = unit.offset(location.end.line, location.end.column)
        line = unit.indentation(unit.offset(location.start.line, location.start.column)) + text
        behind = unit.after_line(at)
        ended = behind > unit.line_end(at)
        return Patch(unit.number, behind, behind, line + unit.newline if ended else unit.newline + line)

    def _collect(self, body: list[ast.stmt], last: int, top: bool) -> None:
        for statement in body:
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                self._bindings += _imported(statement, last)
                continue
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self._stored[statement.name] += 1
                if not isinstance(statement, ast.ClassDef):
                    self._stored.update(arg.arg for arg in ast.walk(statement.args) if isinstance(arg, ast.arg))
                self._collect(statement.body, statement.end_lineno or last, top=False)
                continue
            if isinstance(statement, ast.Assign) and top:
                self._alias(statement, last)
            self._collect_names(statement)
            for inner in _bodies(statement):
                self._collect(inner, last, top)

    def _alias(self, statement: ast.Assign, last: int) -> None:
        """`layers = tf.keras.layers`."""
        target, spelled = statement.targets[0], dotted_name(statement.value)
        if len(statement.targets) == 1 and isinstance(target, ast.Name) and spelled is not None and "." in spelled:
            resolved = self._resolved(spelled)
            if resolved is not None:
                self._bindings.append(_Binding(target.id, resolved, statement.lineno, last, None))

    def _collect_names(self, statement: ast.stmt) -> None:
        """What the statement itself stores, without the statements in it."""
        todo: list[ast.AST] = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
        while todo:
            node = todo.pop()
            if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
                self._stored[node.id] += 1
            elif isinstance(node, ast.arg):
                self._stored[node.arg] += 1
            elif isinstance(node, ast.ExceptHandler) and node.name:
                self._stored[node.name] += 1
            todo += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]


def _imported(statement: ast.Import | ast.ImportFrom, last: int) -> Iterator[_Binding]:
    for alias in statement.names:
        if isinstance(statement, ast.ImportFrom):
            if statement.level or statement.module is None:
                target = "." * statement.level + (statement.module or "") + "." + alias.name
            else:
                target = f"{statement.module}.{alias.name}"
            name = alias.asname or alias.name
        elif alias.asname:
            name, target = alias.asname, alias.name
        else:
            name = target = alias.name.partition(".")[0]
        yield _Binding(name, target, statement.lineno, last, statement)


def _bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        body = getattr(statement, field, None)
        if isinstance(body, list):
            yield body
    for handler in getattr(statement, "handlers", ()):
        yield handler.body
    for case in getattr(statement, "cases", ()):
        yield case.body
