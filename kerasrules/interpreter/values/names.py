"""Names of libraries, modules of the repository, and what is imported from them on demand."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, ClassVar

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.values.base import MISSING, AbstractValue, HeapValue, Value
from kerasrules.model.record import record
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context
    from kerasrules.interpreter.scopes import Scope


@record(frozen=True)
class ExternalName(AbstractValue):
    """A name of a library, in canonical spelling: "keras.layers.Dense", "tensorflow.nn.relu", "numpy.reshape".

    All spellings of Keras (tensorflow.keras, tensorflow.python.keras, tf_keras, keras.api, tensorflow.compat.v1.keras)
    are written "keras". Other modules keep their own name ("sklearn.preprocessing.StandardScaler").
    """

    name: str
    kind: ClassVar[str] = "ref"
    can_be_key: ClassVar[bool] = True

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """A constant of the library, or a longer name."""
        if name == "__name__":
            return self.name.rpartition(".")[2]
        mine = ctx.attributes.of_libraries.state
        if mine and f"{self.name}.{name}" in mine:
            return mine[f"{self.name}.{name}"]
        return ctx.libraries.member(self.name, name, node)

    def set_attribute(self, ctx: Context, name: str, new: Value, node: ast.AST) -> None:
        """A name that the program adds to the library, or has in place of its own."""
        ctx.heap.write(ctx.attributes.of_libraries, f"{self.name}.{name}", new)

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """`list[int]` is `list`; `np.c_[a, b]` calls a function."""
        if self.name == "numpy.c_" and isinstance(index, tuple) and not any(isinstance(one, slice) for one in index):
            return ctx.libraries.call(self.name, Arguments((index,)), node)
        root, _, last = self.name.rpartition(".")
        known = root in ("builtins", "typing", "collections.abc") or last[:1].isupper()
        return self if known else super().item(ctx, index, node)

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """A function or class of the library."""
        return ctx.libraries.call(self.name, arguments, node)

    def truth(self, ctx: Context) -> bool | None:
        """What Keras and Python have is true; of other libraries' names a flag may be false."""
        if self.name == "typing.TYPE_CHECKING":
            return False
        return True if self.name.startswith(("keras.", "builtins.")) else None


class Module(HeapValue):
    """A module of the same repository. state: its names."""

    kind = "module"
    __slots__ = ("name", "scope")

    def __init__(self, name: str, scope: Scope) -> None:
        super().__init__()
        self.name, self.scope = name, scope
        self.state = scope.state

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """A name that the module binds or imports."""
        if name == "__dict__":
            return ModuleNames(self)
        return ctx.imports.member(self, name, node)

    def set_attribute(self, ctx: Context, name: str, new: Value, node: ast.AST) -> None:
        """Set a name of the module."""
        ctx.heap.write(self, name, new)

    def truth(self, ctx: Context) -> bool | None:
        """A module is true."""
        return True


class LazyImport(AbstractValue):
    """A name bound by an import of the repository's own code, read when it is used."""

    def __init__(self, module: str, name: str | None, level: int, scope: Scope) -> None:
        self.module, self.name, self.level, self.scope = module, name, level, scope
        self.value: Value = MISSING
        self.is_loading = False

    def load(self, ctx: Context) -> Value:
        """The module or the name in it."""
        if self.value is MISSING:
            self.value = Unknown(f"{self.module} imports itself")
            self.is_loading = True
            module = ctx.imports.resolve(self.module, self.level, self.scope)
            if self.name is None:
                self.value = module
            else:
                self.value = ctx.attributes.get(module, self.name, ast.Pass())
            self.is_loading = False
        return self.value

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """An attribute of what was imported."""
        return ctx.attributes.get(self.load(ctx), name, node)


class ModuleNames(AbstractValue):
    """`globals()`: the names of a module by their texts."""

    kind = "names of a module"

    def __init__(self, module: Module) -> None:
        self.module = module

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """What the name stands for."""
        return self.module.attribute(ctx, index, node) if isinstance(index, str) else super().item(ctx, index, node)

    def store_item(self, ctx: Context, index: Value, new: Value, node: ast.AST) -> None:
        """Bind a name."""
        if isinstance(index, str):
            self.module.set_attribute(ctx, index, new, node)

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """`globals().get(name)`."""
        if name == "get" and arguments.args:
            return self.item(ctx, arguments.args[0], node)
        return super().call_method(ctx, name, arguments, node)
