"""Attributes: `value.name` and `value.name = new`."""

from __future__ import annotations

import ast
import os
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.eval.library_calls import kind_of
from kerasrules.interpreter.events import TrainableSet
from kerasrules.interpreter.libraries import registry
from kerasrules.interpreter.names import canonical
from kerasrules.interpreter.values import (
    MISSING,
    Bound,
    Class,
    Decorated,
    DictValue,
    ExternalName,
    Function,
    Instance,
    KerasModel,
    LayerObject,
    LazyImport,
    LibraryObject,
    Method,
    Module,
    Super,
    Value,
)
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class Attributes:
    """Reads and writes attributes."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def get(self, value: Value, name: str, node: ast.AST) -> Value:
        """`value.name`."""
        ctx = self.ctx
        if isinstance(value, LazyImport):
            value = value.load(ctx)
        if isinstance(value, ExternalName):
            full = canonical(f"{value.name}.{name}")
            constant = registry.find_constant(full)
            if constant is not registry.MISSING:
                return constant
            if full in ("typing.TYPE_CHECKING",):
                return False
            return ExternalName(full)
        if isinstance(value, Module):
            return self._of_module(value, name, node)
        if isinstance(value, Instance):
            return self._of_instance(value, name, node)
        if isinstance(value, Class):
            found = value.find(name)
            if found is not MISSING:
                if isinstance(found, Decorated):
                    return Bound(found.function, value) if found.how == "class" else found.function
                return found
            return value.name if name == "__name__" else self._from_base(value, name, node)
        if isinstance(value, Super):
            found = value.instance.cls.find(name, after=value.cls) if isinstance(value.instance, Instance) else MISSING
            if found is not MISSING:
                return self._bind_member(found, value.instance, node)
            return Method(value.instance, f"super.{name}")
        if isinstance(value, (Function, Bound)):
            if name == "__name__":
                inner = value.function if isinstance(value, Bound) else value
                return inner.name if isinstance(inner, Function) else ctx.unknown("a name", node)
            return Method(value, name)
        if isinstance(value, Tensor):
            return ctx.tensors.attribute(value, name, node)
        if isinstance(value, LayerObject):
            return ctx.layers.attribute(value, name, node)
        if isinstance(value, KerasModel):
            return ctx.model_members.attribute(value, value, name, node)
        if isinstance(value, Unknown):
            if name in _MODEL_VERBS:
                return Method(value, name)
            return value
        handler = registry.find_attribute(kind_of(value), name)
        if handler is None and isinstance(value, LibraryObject):
            if name in value.state:
                return value.state[name]
            handler = registry.find_attribute("library", name)
        if handler is not None:
            try:
                return handler(ctx, value, ctx.location(node))
            except (ValueError, TypeError, KeyError, IndexError, AttributeError):
                if ctx.strict:
                    raise
                return ctx.unknown(f"the attribute {name}", node)
        if name.startswith("__") and name.endswith("__") and name not in ("__len__", "__getitem__", "__call__"):
            return ctx.unknown(f"the attribute {name}", node)
        return Method(value, name)

    def set(self, value: Value, name: str, new: Value, node: ast.AST) -> None:
        """`value.name = new`."""
        ctx = self.ctx
        if isinstance(value, Instance):
            found = value.cls.find(name)
            if isinstance(found, Decorated) and found.setter is not MISSING:
                ctx.calls.call(Bound(found.setter, value), Arguments((new,)), node)
                return
        if isinstance(value, KerasModel) and name in ("layers", "compiled"):
            ctx.heap.set(value, KerasModel.layers, (ctx.unknown("the layers of the model were set", node),))
        elif isinstance(value, (Instance, Class, Module, LayerObject, KerasModel, LibraryObject)):
            ctx.heap.write(value, name, new)
            if isinstance(value, LayerObject) and name in value.layer.config and name != "trainable":
                ctx.layers.change(value, name, new)
            if name == "trainable" and isinstance(value, (LayerObject, KerasModel, Instance)):
                known = new if isinstance(new, bool) else Unknown("trainable is unknown", ctx.location(node))
                ctx.events.trainable_sets.append(
                    TrainableSet(value, known, ctx.location(node), ctx.events.next_order())
                )

    def _of_module(self, module: Module, name: str, node: ast.AST) -> Value:
        ctx = self.ctx
        value = module.state.get(name, MISSING)
        if isinstance(value, LazyImport):
            value = value.load(ctx)
        if value is not MISSING:
            return value
        for star in reversed(module.scope.stars):
            found = ctx.imports.from_star(star, name)
            if found is not MISSING:
                return found
        path = module.scope.source.path
        if os.path.basename(path) == "__init__.py":
            inner = ctx.imports.finder.find(name, 1, path)
            if inner is not None:
                return ctx.imports.load(inner, f"{module.name}.{name}")
        return ctx.unknown(f"{name} was not found in the module {module.name}", node)

    def _of_instance(self, value: Instance, name: str, node: ast.AST) -> Value:
        ctx = self.ctx
        if name in value.state:
            return value.state[name]
        found = value.cls.find(name)
        if found is not MISSING:
            return self._bind_member(found, value, node)
        if name == "__class__":
            return value.cls
        if name == "__dict__":
            return DictValue(value.state)
        if value.keras is not None:
            model = value.model
            if isinstance(model, KerasModel):
                return ctx.model_members.attribute(model, value, name, node)
            if name in ("name", "trainable"):
                return ctx.unknown(f"the {name} of a layer", node)
            return Method(value, name)
        special = value.cls.find("__getattr__")
        if special is not MISSING:
            return ctx.calls.call(Bound(special, value), Arguments((name,)), node)
        if not ctx.classes.whole(value.cls) or value.open:
            return (
                Method(value, name)
                if name in _MODEL_VERBS
                else ctx.unknown(f"the attribute {name} of {value.cls.name}", node)
            )
        return ctx.unknown(f"{value.cls.name} has no attribute {name} in the analyzed code", node)

    def _bind_member(self, found: Value, instance: Value, node: ast.AST) -> Value:
        if isinstance(found, Decorated):
            if found.how == "property":
                return self.ctx.calls.call(found.function, Arguments((instance,)), node)
            if found.how == "class":
                return Bound(found.function, instance.cls if isinstance(instance, Instance) else instance)
            return found.function
        return Bound(found, instance) if isinstance(found, Function) else found

    def _from_base(self, cls: Class, name: str, node: ast.AST) -> Value:
        for base in cls.bases:
            if isinstance(base, ExternalName):
                return ExternalName(canonical(f"{base.name}.{name}"))
        return self.ctx.unknown(f"the class attribute {name}", node)


_MODEL_VERBS = frozenset(
    [
        "compile",
        "fit",
        "fit_generator",
        "train_on_batch",
        "evaluate",
        "evaluate_generator",
        "predict",
        "predict_generator",
        "summary",
        "add",
    ]
)
