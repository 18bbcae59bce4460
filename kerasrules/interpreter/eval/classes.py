"""Classes of the program and their instances."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
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
from kerasrules.model.record import replace
from kerasrules.source.syntax_nodes import walk

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
        self._instances: dict[Class, list[tuple[Instance, Arguments]]] = {}
        """All that were made, with the arguments they were made with."""
        self.with_items: list[Class] = []
        """The classes that define `__getitem__` or `__next__`."""

    def make(self, node: ast.ClassDef, scope: Scope) -> Value:
        """The class that a statement defines."""
        ctx = self.ctx
        bases = tuple(ctx.expressions.evaluate(base, scope) for base in node.bases)
        bases = tuple(option for base in bases for option in options(base)[:1])
        annotations = tuple(
            statement.target.id
            for statement in node.body
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
        )
        cls = Class(node.name, bases, node, scope, annotations)
        inner = Scope(scope, scope.source, scope.module)
        inner.is_class = True
        inner.state = cls.state
        ctx.statements.execute(node.body, inner)
        for name, member in list(cls.state.items()):
            owned = _owned(member, cls)
            if owned is not member:
                ctx.heap.write(inner, name, owned)
        if "__getitem__" in cls.state or "__next__" in cls.state:
            self.with_items.append(cls)
        notified = cls.find("__init_subclass__", after=cls)
        if notified is not MISSING:
            given = {one.arg: ctx.expressions.evaluate(one.value, scope) for one in node.keywords if one.arg}
            function = notified.function if isinstance(notified, Decorated) else notified
            ctx.calls.call(Bound(function, cls), Arguments((), given), node)
        return cls

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

    def instances_of(self, cls: Class) -> Sequence[tuple[Instance, Arguments]]:
        """The objects of a class and of those derived from it that were made so far, with what they were made with."""
        return self._instances.get(cls, ())

    def instantiate(self, cls: Class, arguments: Arguments, node: ast.AST) -> Value:
        """A new object of a class of the program."""
        kwargs = arguments.kwargs
        ctx = self.ctx
        base = self.keras_base(cls)
        shows_all = not any(isinstance(b, ExternalName) and b.name.endswith(("Enum", "NamedTuple")) for b in cls.bases)
        instance = Instance(cls, ctx.location(node), open=not shows_all)
        instance.keras = base if base in ("layer", "model", "sequential") else None
        if instance.keras in ("model", "sequential"):
            form = "sequential" if instance.keras == "sequential" else "subclass"
            instance.keras = "model"
            model = KerasModel(form, cls.name, ctx.location(node))
            model.instance, instance.model = instance, model
            ctx.models.made.append(model)
        if instance.keras is not None and _never_reaches_keras(cls):
            reason = "its __init__ does not call super().__init__(), without which Keras cannot keep its layers"
            ctx.note_refusal(f"the first call of {cls.name}", reason, ctx.location(node))
        for one in cls.order():
            self._instances.setdefault(one, []).append((instance, arguments))
        ctx.graph.layers_made += 1
        init = cls.find("__init__")
        outer, ctx.stack.call_path = ctx.stack.call_path, ()
        try:
            if init is not MISSING:
                ctx.calls.call(Bound(init, instance), arguments, node)
            elif cls.has_fields:
                self._fields(instance, cls, arguments, node)
            elif instance.keras is not None:
                ctx.model_members.call_method(instance, "super.__init__", arguments, node)
            else:
                known_name = kwargs.get("name")
                if isinstance(known_name, str):
                    ctx.heap.write(instance, "name", known_name)
        finally:
            ctx.stack.call_path = outer
        return instance

    def _fields(self, instance: Instance, cls: Class, arguments: Arguments, node: ast.AST) -> None:
        """The generated `__init__` of a dataclass."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        names: list[str] = []
        for one in reversed(cls.order()):
            for name in one.annotations:
                if name not in names:
                    names.append(name)
        for position, name in enumerate(names):
            default = cls.find(name)
            described = isinstance(default, LibraryObject) and default.cls == "dataclasses.field"
            value: Value
            if name in kwargs:
                value = kwargs[name]
            elif position < len(args):
                value = args[position]
            elif arguments.incomplete and not (described and default.config.get("init") is False):
                value = ctx.unknown(f"the field {name} is passed through * or **", node)
            elif described:
                factory = default.config.get("default_factory")
                value = (
                    ctx.calls.call(factory, Arguments(), node) if factory is not None else default.config.get("default")
                )
            elif default is not MISSING:
                value = default
            else:
                value = ctx.unknown(f"the field {name} is missing", node)
            ctx.heap.write(instance, name, value)
        after = cls.find("__post_init__")
        if after is not MISSING:
            ctx.calls.call(Bound(after, instance), Arguments(), node)


def _never_reaches_keras(cls: Class) -> bool:
    """Whether a class that derives from one of Keras' alone has an `__init__` that does not call that of Keras."""
    body = cls.node
    init = next((one for one in body.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)
    if init is None or init.decorator_list or body.decorator_list or body.keywords:
        return False
    if len(cls.bases) != 1 or not isinstance(cls.bases[0], ExternalName):
        return False
    calls: bool | None = getattr(body, "_kerasrules_calls_base", None)
    if calls is None:
        calls = any(
            (isinstance(one, ast.Name) and one.id == "super")
            or (isinstance(one, ast.Attribute) and one.attr == "__init__")
            for one in walk(body)
        )
        body._kerasrules_calls_base = calls  # type: ignore[attr-defined]
    return not calls


def _owned(member: Value, cls: Class) -> Value:
    """A member of a class that knows which class defines it, for `super()`."""
    if isinstance(member, Decorated):
        function, setter = _owned(member.function, cls), _owned(member.setter, cls)
        if function is member.function and setter is member.setter:
            return member
        return replace(member, function=function, setter=setter)
    return replace(member, owner=cls) if isinstance(member, Function) and member.owner is None else member
