"""Imports: names of libraries, and modules of the same repository that are read on demand."""

from __future__ import annotations

import ast
import os
from typing import TYPE_CHECKING

from kerasrules.interpreter.module_finder import ModuleFinder
from kerasrules.interpreter.names import canonical, is_library, star_member
from kerasrules.interpreter.scopes import Scope
from kerasrules.interpreter.stack import Frame
from kerasrules.interpreter.values import MISSING, ExternalName, LazyImport, ListValue, Module, Value
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context
    from kerasrules.source.source import Source


class Imports:
    """What imports bind, and the modules behind them."""

    def __init__(self, ctx: Context, finder: ModuleFinder) -> None:
        self.ctx = ctx
        self.finder = finder
        self.modules: dict[str, Module] = {}
        """The modules of the repository that were read, by path."""

    def import_(self, node: ast.Import, scope: Scope) -> None:
        """`import a.b as c`."""
        ctx = self.ctx
        for alias in node.names:
            name = alias.name
            if is_library(name) or self.finder.find(name.split(".")[0], 0, ctx.stack.source.path) is None:
                bound = name if alias.asname else name.split(".")[0]
                ctx.events.note_import(name, ctx.location(node), guarded=self._is_optional(node))
                value: Value = ExternalName(canonical(bound))
            elif alias.asname:
                value = LazyImport(name, None, 0, scope)
            else:
                value = LazyImport(name.split(".")[0], None, 0, scope)
            ctx.heap.write(scope, alias.asname or name.split(".")[0], value)

    def import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        """`from a import b as c`, `from a import *`."""
        ctx = self.ctx
        module = node.module or ""
        own = node.level > 0 or not is_library(module)
        if own:
            own = self.finder.find(module, node.level, ctx.stack.source.path) is not None or (
                node.level > 0 and not module
            )
        for alias in node.names:
            if alias.name == "*":
                star: Value = LazyImport(module, None, node.level, scope) if own else ExternalName(canonical(module))
                ctx.heap.set(scope.module, Scope.stars, (*scope.module.stars, star))
                self._rebind(scope.module, star)
                if not (own or node.level):
                    ctx.events.note_library(module)
                continue
            if own:
                value: Value = LazyImport(module, alias.name, node.level, scope)
            elif node.level:
                value = Unknown(f"the module {'.' * node.level}{module} was not found", ctx.location(node))
            else:
                value = ctx.libraries.member(module, alias.name, node)
                ctx.events.note_import(f"{module}.{alias.name}", ctx.location(node), guarded=self._is_optional(node))
            ctx.heap.write(scope, alias.asname or alias.name, value)

    def _is_optional(self, node: ast.AST) -> bool:
        """Whether another import is tried where this one fails, or a version decides on it."""
        return getattr(node, "_kerasrules_optional", False) or self.ctx.stack.is_of_one_version

    def _rebind(self, scope: Scope, star: Value) -> None:
        """Names that are bound already are those of the module from here on; others are found when they are used."""
        names = [name for name, value in scope.state.items() if not isinstance(value, LazyImport)]
        for name in names if isinstance(star, LazyImport) else ():
            found = self.from_star(star, name) if not name.startswith("__") else MISSING
            if found is not MISSING:
                self.ctx.heap.write(scope, name, found)

    def resolve(self, name: str, level: int, scope: Scope) -> Value:
        """The module called `name`."""
        if level == 0 and is_library(name):
            return ExternalName(canonical(name))
        path = self.finder.find(name, level, scope.source.path)
        if path is None:
            return Unknown(f"the module {'.' * level}{name} was not found")
        return self.load(path, name)

    def by_name(self, name: str) -> Value:
        """`importlib.import_module(name)`; what is none of the repository is a library."""
        path = self.finder.find(name.lstrip("."), len(name) - len(name.lstrip(".")), self.ctx.stack.source.path)
        if is_library(name) or (path is None and not name.startswith(".")):
            return ExternalName(canonical(name))
        return Unknown(f"the module {name} was not found") if path is None else self.load(path, name)

    def running(self) -> Module:
        """The module whose code is running."""
        source = self.ctx.stack.source
        found = (module for module in self.modules.values() if module.scope.source is source)
        return next(found, None) or Module("__main__", self.ctx.scope)

    def load(self, path: str, name: str) -> Value:
        """The module in this file of the repository, executed the first time that it is asked for."""
        if path in self.modules:
            return self.modules[path]
        source = self.finder.load(path)
        if source is None:
            return Unknown(f"the module {name} was not analyzed")
        scope = Scope(None, source, __name__=name)
        module = self.modules[path] = Module(name, scope)
        self._execute(source, scope)
        return module

    def run(self, source: Source) -> None:
        """Run another program of the repository."""
        self._execute(source, Scope(None, source, __name__="__main__"))

    def _execute(self, source: Source, scope: Scope) -> None:
        ctx = self.ctx
        outer, call_path, tape_depth = ctx.stack.source, ctx.stack.call_path, ctx.tape.depth
        ctx.stack.source, ctx.stack.call_path, ctx.tape.depth = source, (), 0
        ctx.stack.frames.append(Frame())
        try:
            with ctx.heap.untracked():
                ctx.statements.execute(source.tree.body, scope)
        finally:
            ctx.stack.frames.pop()
            ctx.stack.source, ctx.stack.call_path, ctx.tape.depth = outer, call_path, tape_depth

    def member(self, module: Module, name: str, node: ast.AST) -> Value:
        """A name of a module of the repository: bound in it, imported with `*`, or a module of its package."""
        ctx = self.ctx
        value = module.state.get(name, MISSING)
        if isinstance(value, LazyImport):
            # `from . import inner` in a package binds what it asks the package for: the module inner
            value = MISSING if value.is_loading else value.load(ctx)
        if value is not MISSING:
            return value
        for star in reversed(module.scope.stars):
            found = self.from_star(star, name)
            if found is not MISSING:
                return found
        found = self._inner_module(module, name)
        return ctx.unknown(f"{name} was not found in the module {module.name}", node) if found is MISSING else found

    def _inner_module(self, module: Module, name: str) -> Value:
        """A module of a package, or MISSING."""
        path = module.scope.source.path
        inner = self.finder.find(name, 1, path) if os.path.basename(path) == "__init__.py" else None
        return MISSING if inner is None else self.load(inner, f"{module.name}.{name}")

    def from_star(self, star: Value, name: str) -> Value:
        """What `from star import *` binds a name to, or MISSING."""
        ctx = self.ctx
        if isinstance(star, LazyImport):
            # many modules are not read for the sake of a name that they do not contain
            if star.value is MISSING and not self.finder.may_bind(
                star.module, star.level, star.scope.source.path, name
            ):
                return MISSING
            star = star.load(ctx)
        if isinstance(star, Module):
            if not _is_exported(star, name):
                return MISSING
            value = star.state.get(name, MISSING)
            if value is MISSING:
                for inner in reversed(star.scope.stars):
                    value = self.from_star(inner, name)
                    if value is not MISSING:
                        break
            if isinstance(value, LazyImport):
                value = MISSING if value.is_loading else value.load(ctx)
            return self._inner_module(star, name) if value is MISSING else value
        if isinstance(star, ExternalName):
            found = star_member(star.name, name)
            return ExternalName(found) if found else MISSING
        return MISSING


def _is_exported(module: Module, name: str) -> bool:
    """Whether `import *` gives the name: one that is in `__all__`, or without that one of no underscore."""
    listed = module.state.get("__all__", MISSING)
    names = listed.items if isinstance(listed, ListValue) else listed
    if isinstance(names, tuple) and all(isinstance(one, str) for one in names):
        return name in names
    return not name.startswith("_")
