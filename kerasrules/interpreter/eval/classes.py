"""Objects: attributes, classes of the program and their instances, modules of the repository."""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping

from kerasrules.interpreter.context import Frame
from kerasrules.interpreter.eval.calls import Calls, kind_of
from kerasrules.interpreter.eval.expressions import LazyImport
from kerasrules.interpreter.eval.statements import Decorated
from kerasrules.interpreter.libraries import registry
from kerasrules.interpreter.names import canonical, is_library
from kerasrules.interpreter.scopes import MISSING, Scope
from kerasrules.interpreter.values import (
    Bound,
    Class,
    DictValue,
    ExternalName,
    Function,
    Instance,
    KerasModel,
    LayerObject,
    LibraryObject,
    Method,
    Module,
    Value,
    options,
)
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown

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


class Super:
    """`super()`: the classes after `cls` in an instance's order."""

    kind = "super"

    def __init__(self, cls: Class, instance: Value) -> None:
        self.cls, self.instance = cls, instance


class Objects(Calls):
    """Attributes and classes."""

    modules_by_path: dict[str, Module]

    def attribute(self, value: Value, name: str, node: ast.AST) -> Value:
        if isinstance(value, LazyImport):
            value = value.load(self)
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
            found = self.find_in_class(value, name)
            if found is not MISSING:
                if isinstance(found, Decorated):
                    return Bound(found.function, value) if found.how == "class" else found.function
                return found
            return value.name if name == "__name__" else self._from_base(value, name, node)
        if isinstance(value, Super):
            found = (
                self.find_in_class(value.instance.cls, name, after=value.cls)
                if isinstance(value.instance, Instance)
                else MISSING
            )
            if found is not MISSING:
                return self._bind_member(found, value.instance, node)
            return Method(value.instance, f"super.{name}")
        if isinstance(value, (Function, Bound)):
            if name == "__name__":
                inner = value.function if isinstance(value, Bound) else value
                return inner.name if isinstance(inner, Function) else self.reason("a name", node)
            return Method(value, name)
        if isinstance(value, Tensor):
            return self.tensor_attribute(value, name, node)
        if isinstance(value, LayerObject):
            return self.layer_attribute(value, name, node)
        if isinstance(value, KerasModel):
            return self.model_attribute(value, value, name, node)
        if isinstance(value, Unknown):
            if name in _MODEL_VERBS:
                return Method(value, name)
            return value
        handler = registry.find_attribute(kind_of(value), name)
        if handler is None and isinstance(value, LibraryObject):
            if name in value.state and not name.startswith("%"):
                return value.state[name]
            handler = registry.find_attribute("library", name)
        if handler is not None:
            try:
                return handler(self, value, self.location(node))
            except (ValueError, TypeError, KeyError, IndexError, AttributeError):
                if self.strict:
                    raise
                return self.reason(f"the attribute {name}", node)
        if name.startswith("__") and name.endswith("__") and name not in ("__len__", "__getitem__", "__call__"):
            return self.reason(f"the attribute {name}", node)
        return Method(value, name)

    def _of_module(self, module: Module, name: str, node: ast.AST) -> Value:
        value = module.state.get(name, MISSING)
        if isinstance(value, LazyImport):
            value = value.load(self)
        if value is not MISSING:
            return value
        scope = module.state.get("%scope")
        if isinstance(scope, Scope):
            for star in reversed(scope.stars):
                found = self._from_star(star, name)  # type: ignore[attr-defined]
                if found is not MISSING:
                    return found
            if os.path.basename(scope.source.path) == "__init__.py":
                inner = self.modules.find(name, 1, scope.source.path)
                if inner is not None:
                    return self._load(inner, f"{module.name}.{name}")
        return self.reason(f"{name} was not found in the module {module.name}", node)

    def _of_instance(self, value: Instance, name: str, node: ast.AST) -> Value:
        if name in value.state and not name.startswith("%"):
            return value.state[name]
        found = self.find_in_class(value.cls, name)
        if found is not MISSING:
            return self._bind_member(found, value, node)
        if name == "__class__":
            return value.cls
        if name == "__dict__":
            return DictValue({key: item for key, item in value.state.items() if not key.startswith("%")})
        if value.keras is not None:
            model = value.state.get("%model")
            if isinstance(model, KerasModel):
                return self.model_attribute(model, value, name, node)
            if name in ("name", "trainable"):
                return self.reason(f"the {name} of a layer", node)
            return Method(value, name)
        special = self.find_in_class(value.cls, "__getattr__")
        if special is not MISSING:
            return self.call(Bound(special, value), (name,), {}, node)
        if not self.whole(value.cls) or value.state.get("%open"):
            return (
                Method(value, name)
                if name in _MODEL_VERBS
                else self.reason(f"the attribute {name} of {value.cls.name}", node)
            )
        return self.reason(f"{value.cls.name} has no attribute {name} in what was read", node)

    def whole(self, cls: Value) -> bool:
        """Whether all bases of a class are in sight."""
        if isinstance(cls, Class):
            return all(self.whole(base) for base in cls.bases)
        return isinstance(cls, ExternalName) and cls.name in ("builtins.object", "abc.ABC")

    def _bind_member(self, found: Value, instance: Value, node: ast.AST) -> Value:
        if isinstance(found, Decorated):
            if found.how == "property":
                return self.call(found.function, (instance,), {}, node)
            if found.how == "class":
                return Bound(found.function, instance.cls if isinstance(instance, Instance) else instance)
            return found.function
        return Bound(found, instance) if isinstance(found, Function) else found

    def _from_base(self, cls: Class, name: str, node: ast.AST) -> Value:
        for base in cls.bases:
            if isinstance(base, ExternalName):
                return ExternalName(canonical(f"{base.name}.{name}"))
        return self.reason(f"the class attribute {name}", node)

    # ---- classes ----

    def make_class(self, node: ast.ClassDef, scope: Scope) -> Value:
        bases = tuple(self.evaluate(base, scope) for base in node.bases)
        bases = tuple(option for base in bases for option in options(base)[:1])
        cls = Class(node.name, bases, node, scope)
        inner = Scope(scope, scope.source, scope.module)
        inner.is_class = True
        inner.state = cls.state
        self.execute(node.body, inner)
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
        self.classes.append(cls)
        return cls

    classes: list[Class]

    def find_in_class(self, cls: Value, name: str, after: Class | None = None) -> Value:
        if not isinstance(cls, Class):
            return MISSING
        passed = after is None
        for one in self.order(cls):
            if passed and name in one.state:
                return one.state[name]
            passed = passed or one is after
        return MISSING

    def order(self, cls: Class) -> list[Class]:
        """Method resolution order over the classes in sight (depth first, each once, later bases after all before)."""
        found: list[Class] = []

        def visit(one: Value) -> None:
            if isinstance(one, Class) and len(found) < 50:
                if one in found:
                    return
                found.append(one)
                for base in one.bases:
                    visit(base)

        visit(cls)
        return found

    def keras_base(self, cls: Value, depth: int = 0) -> str | None:
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
        base = self.keras_base(cls)
        instance = Instance(cls, self.location(node))
        instance.keras = base if base in ("layer", "model", "sequential") else None
        instance.state["%class_name"] = cls.name
        if instance.keras in ("model", "sequential"):
            form = "sequential" if instance.keras == "sequential" else "subclass"
            instance.keras = "model"
            model = KerasModel(form, cls.name, self.location(node))
            model.instance = instance
            model.state["layers"] = ()
            instance.state["%model"] = model
            self.models.append(model)
        self.instances.append(instance)
        self.layers_made += 1
        if any(isinstance(b, ExternalName) and b.name.endswith(("Enum", "NamedTuple")) for b in cls.bases):
            self.store.write(instance, "%open", True)
        init = self.find_in_class(cls, "__init__")
        outer, self.call_path = self.call_path, ()
        try:
            if init is not MISSING:
                self.call(Bound(init, instance), args, kwargs, node)
            elif self.find_in_class(cls, "%dataclass") is not MISSING or any(
                isinstance(b, ExternalName) and b.name == "typing.NamedTuple" for b in cls.bases
            ):
                self._fields(instance, cls, args, kwargs, node)
            elif instance.keras == "model":
                self.model_method(instance, "super.__init__", args, kwargs, node)
            else:
                known_name = kwargs.get("name")
                if isinstance(known_name, str):
                    self.store.write(instance, "name", known_name)
        finally:
            self.call_path = outer
        return instance

    def _fields(
        self, instance: Instance, cls: Class, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> None:
        """The generated `__init__` of a dataclass."""
        names: list[str] = []
        for one in reversed(self.order(cls)):
            for name in one.state.get("%annotations", ()):
                if name not in names:
                    names.append(name)
        for position, name in enumerate(names):
            default = self.find_in_class(cls, name)
            value: Value
            if name in kwargs:
                value = kwargs[name]
            elif position < len(args):
                value = args[position]
            elif isinstance(default, LibraryObject) and default.cls == "dataclasses.field":
                factory = default.config.get("default_factory")
                value = self.call(factory, (), {}, node) if factory is not None else default.config.get("default")
            elif default is not MISSING:
                value = default
            else:
                value = self.reason(f"the field {name} is not given", node)
            self.store.write(instance, name, value)
        after = self.find_in_class(cls, "__post_init__")
        if after is not MISSING:
            self.call(Bound(after, instance), (), {}, node)

    # ---- modules ----

    def resolve_import(self, name: str, level: int, scope: Scope) -> Value:
        if level == 0 and is_library(name):
            return ExternalName(canonical(name))
        path = self.modules.find(name, level, scope.source.path)
        if path is None:
            return Unknown(f"the module {'.' * level}{name} was not found")
        return self._load(path, name)

    def _load(self, path: str, name: str) -> Value:
        if path in self.modules_by_path:
            return self.modules_by_path[path]
        source = self.modules.load(path)
        if source is None:
            return Unknown(f"the module {name} was not read")
        module = Module(name)
        self.modules_by_path[path] = module
        scope = Scope(None, source)
        module.state = scope.state
        scope.state["%scope"] = scope
        scope.state["__name__"] = name
        outer, call_path, tape_depth = self.current, self.call_path, self.tape_depth
        self.current, self.call_path, self.tape_depth = source, (), 0
        self.frames.append(Frame())
        try:
            with self.store.apart():
                self.execute(source.tree.body, scope)
        finally:
            self.frames.pop()
            self.current, self.call_path, self.tape_depth = outer, call_path, tape_depth
        return module

    # ---- given by the parts that know Keras ----

    def tensor_attribute(self, value: Tensor, name: str, node: ast.AST) -> Value:
        """An attribute of a tensor of the graph."""
        self._elsewhere()

    def layer_attribute(self, value: LayerObject, name: str, node: ast.AST) -> Value:
        """An attribute of a Keras layer."""
        self._elsewhere()

    def model_attribute(self, model: KerasModel, receiver: Value, name: str, node: ast.AST) -> Value:
        """An attribute of a model that Keras gives; `receiver` is the model or the program's own object."""
        self._elsewhere()


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
