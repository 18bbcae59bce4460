"""Classes of the program and their instances."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.scopes import Scope
from kerasrules.interpreter.values import (
    MISSING,
    Bound,
    Class,
    Decorated,
    ExternalName,
    Function,
    Instance,
    KerasModel,
    LibraryObject,
    Value,
    options,
)

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


_KERAS_BASES = {
    "keras.Model": "model",
    "keras.models.Model": "model",
    "keras.Sequential": "sequential",
    "keras.models.Sequential": "sequential",
    "keras.layers.Layer": "layer",
    "keras.layers.Wrapper": "layer",
    "keras.Layer": "layer",
    "tensorflow.Module": "module",
}


class Classes:
    """Makes classes and instances, and looks into them."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.instances: list[Instance] = []
        """All that were made."""

    def make(self, node: ast.ClassDef, scope: Scope) -> Value:
        """The class that a statement defines."""
        ctx = self.ctx
        bases = tuple(ctx.expressions.evaluate(base, scope) for base in node.bases)
        bases = tuple(option for base in bases for option in options(base)[:1])
        cls = Class(node.name, bases, node, scope)
        inner = Scope(scope, scope.source, scope.module)
        inner.is_class = True
        inner.state = cls.state
        ctx.statements.execute(node.body, inner)
        cls.state["%annotations"] = tuple(
            statement.target.id
            for statement in node.body
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
        )
        for name, member in list(cls.state.items()):
            function = member.function if isinstance(member, Decorated) else member
            if isinstance(function, Function) and function.owner is None:
                owned = Function(
                    function.node,
                    function.scope,
                    function.defaults,
                    function.keyword_defaults,
                    cls,
                )
                cls.state[name] = Decorated(member.how, owned) if isinstance(member, Decorated) else owned
        return cls

    def whole(self, cls: Value) -> bool:
        """Whether all bases of a class are in sight."""
        if isinstance(cls, Class):
            return all(self.whole(base) for base in cls.bases)
        return isinstance(cls, ExternalName) and cls.name in ("builtins.object", "abc.ABC")

    def keras_base(self, cls: Value, depth: int = 0) -> str | None:
        """Which of Keras' base classes a class derives from: "layer", "model", "sequential", …; else None."""
        if isinstance(cls, ExternalName):
            known = _KERAS_BASES.get(cls.name)
            if known is None and cls.name.startswith("keras.layers.") and cls.name.count(".") == 2:
                return "layer"
            if known is None and cls.name.startswith("keras.") and cls.name.rpartition(".")[2] in ("Loss",):
                return "loss"
            return known
        if isinstance(cls, Class) and depth < 20:
            for base in cls.bases:
                found = self.keras_base(base, depth + 1)
                if found is not None:
                    return found
        return None

    def instantiate(self, cls: Class, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """A new object of a class of the program."""
        ctx = self.ctx
        base = self.keras_base(cls)
        instance = Instance(cls, ctx.location(node))
        instance.keras = base if base in ("layer", "model", "sequential") else None
        instance.state["%class_name"] = cls.name
        if instance.keras in ("model", "sequential"):
            form = "sequential" if instance.keras == "sequential" else "subclass"
            instance.keras = "model"
            model = KerasModel(form, cls.name, ctx.location(node))
            model.instance = instance
            model.state["layers"] = ()
            instance.state["%model"] = model
            ctx.models.made.append(model)
        self.instances.append(instance)
        ctx.graph.layers_made += 1
        if any(isinstance(b, ExternalName) and b.name.endswith(("Enum", "NamedTuple")) for b in cls.bases):
            ctx.heap.write(instance, "%open", True)
        init = cls.find("__init__")
        outer, ctx.stack.call_path = ctx.stack.call_path, ()
        try:
            if init is not MISSING:
                ctx.calls.call(Bound(init, instance), args, kwargs, node)
            elif cls.find("%dataclass") is not MISSING or any(
                isinstance(b, ExternalName) and b.name == "typing.NamedTuple" for b in cls.bases
            ):
                self._fields(instance, cls, args, kwargs, node)
            elif instance.keras == "model":
                ctx.model_members.call_method(instance, "super.__init__", args, kwargs, node)
            else:
                known_name = kwargs.get("name")
                if isinstance(known_name, str):
                    ctx.heap.write(instance, "name", known_name)
        finally:
            ctx.stack.call_path = outer
        return instance

    def _fields(
        self, instance: Instance, cls: Class, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> None:
        """The generated `__init__` of a dataclass."""
        ctx = self.ctx
        names: list[str] = []
        for one in reversed(cls.order()):
            for name in one.state.get("%annotations", ()):
                if name not in names:
                    names.append(name)
        for position, name in enumerate(names):
            default = cls.find(name)
            value: Value
            if name in kwargs:
                value = kwargs[name]
            elif position < len(args):
                value = args[position]
            elif isinstance(default, LibraryObject) and default.cls == "dataclasses.field":
                factory = default.config.get("default_factory")
                value = ctx.calls.call(factory, (), {}, node) if factory is not None else default.config.get("default")
            elif default is not MISSING:
                value = default
            else:
                value = ctx.unknown(f"the field {name} is missing", node)
            ctx.heap.write(instance, name, value)
        after = cls.find("__post_init__")
        if after is not MISSING:
            ctx.calls.call(Bound(after, instance), (), {}, node)

    def tuple_of(self, value: Instance) -> tuple[Value, ...] | None:
        """The fields of a named tuple in their order; None for other objects."""
        if not any(isinstance(base, ExternalName) and base.name == "typing.NamedTuple" for base in value.cls.bases):
            return None
        return tuple(value.state.get(name) for name in value.cls.state.get("%annotations", ()))
