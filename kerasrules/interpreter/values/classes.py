"""Classes of the program and their objects."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.heap import Field, Join
from kerasrules.interpreter.values.base import MISSING, MODEL_VERBS, AbstractValue, HeapValue, Value
from kerasrules.interpreter.values.containers import DictValue
from kerasrules.interpreter.values.functions import Bound, Decorated, Method, bind
from kerasrules.interpreter.values.gradients import WEIGHTS
from kerasrules.interpreter.values.names import ExternalName
from kerasrules.model.locations import Location
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context
    from kerasrules.interpreter.scopes import Scope
    from kerasrules.interpreter.values.keras import KerasModel


_BARE = ("builtins.object", "abc.ABC")
"""Bases that add no attributes."""


class Class(HeapValue):
    """A class of the program. state: its attributes. bases: values (Class, ExternalName, Unknown)."""

    kind = "class"
    can_be_key = True
    __slots__ = ("_order", "annotations", "bases", "name", "node", "scope")
    is_dataclass: Field[bool] = Field(False, Join.ANY)

    def __init__(
        self,
        name: str,
        bases: tuple[Value, ...],
        node: ast.ClassDef,
        scope: Scope,
        annotations: tuple[str, ...] = (),
        members: Mapping[str, Value] | None = None,
    ) -> None:
        super().__init__()
        self.state.update(members or {})
        self.name, self.bases, self.node, self.scope = name, bases, node, scope
        self._order: tuple[Class, ...] = ()
        self.annotations = annotations
        """Names that the body annotates, in order: the fields of a dataclass or named tuple."""

    @property
    def has_fields(self) -> bool:
        """Whether `__init__` is made of the annotated fields."""
        return self.is_named_tuple or any(one.is_dataclass for one in self.order())

    @property
    def is_named_tuple(self) -> bool:
        """Whether its objects are named tuples."""
        return any(isinstance(base, ExternalName) and base.name == "typing.NamedTuple" for base in self.bases)

    def order(self) -> tuple[Class, ...]:
        """Method resolution order over the classes in sight: a class before its bases, these as they are written."""
        if not self._order:
            found: list[Class] = []
            _collect_bases(self, found)
            self._order = tuple(reversed(found))
        return self._order

    def find(self, name: str, after: Class | None = None) -> Value:
        """A class attribute in method resolution order (after a class, for `super()`), or MISSING."""
        passed = after is None
        for one in self.order():
            if passed and name in one.state:
                return one.state[name]
            passed = passed or one is after
        return MISSING

    @property
    def whole(self) -> bool:
        """Whether all bases are in sight."""
        return all(
            base.whole if isinstance(base, Class) else isinstance(base, ExternalName) and base.name in _BARE
            for base in self.bases
        )

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """A member, as the class gives it, or one of a library's base class."""
        found = self.find(name)
        if found is not MISSING:
            if isinstance(found, Decorated):
                return Bound(found.function, self) if found.how == "class" else found.function
            return found
        if name == "__name__":
            return self.name
        for base in self.bases:
            if isinstance(base, ExternalName):
                return ctx.libraries.name(base.name, name)
        return ctx.unknown(f"the class attribute {name}", node)

    def set_attribute(self, ctx: Context, name: str, new: Value, node: ast.AST) -> None:
        """Set a member."""
        ctx.heap.write(self, name, new)

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """`Generic[T]` is `Generic`."""
        return self

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """Make an object."""
        return ctx.classes.instantiate(self, arguments, node)

    def truth(self, ctx: Context) -> bool | None:
        """A class is true."""
        return True


def _collect_bases(one: Value, found: list[Class]) -> None:
    """Add the bases of a class, and then the class itself."""
    if isinstance(one, Class) and one not in found and len(found) < 50:
        for base in reversed(one.bases):
            _collect_bases(base, found)
        found.append(one)


class Instance(HeapValue):
    """An object of a class of the program. state: its attributes."""

    kind = "instance"
    __slots__ = ("cls", "keras", "location", "model", "open")
    built: Field[bool] = Field(False, Join.ANY)
    """Whether `build` of the program's own layer has run."""

    def __init__(self, cls: Class, location: Location | None, *, open: bool = False) -> None:
        super().__init__()
        self.cls, self.location, self.open = cls, location, open
        """open: it has attributes that its class does not show (an Enum's, a named tuple's)."""
        self.model: KerasModel | None = None
        """What it is as a model, where the class derives from Keras' Model or Sequential."""
        self.keras: str | None = None
        """"layer" or "model" where the class derives from one of Keras' (or another Keras base class's name)."""

    @property
    def fields_in_order(self) -> tuple[Value, ...] | None:
        """The fields of a named tuple; None for other objects."""
        if not self.cls.is_named_tuple:
            return None
        return tuple(self.state.get(name) for name in self.cls.annotations)

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """An attribute of its own, a member of its class, or what Keras gives it."""
        if name in self.state:
            return self.state[name]
        found = self.cls.find(name)
        if found is not MISSING:
            return bind(ctx, found, self, node)
        if name == "__class__":
            return self.cls
        if name == "__dict__":
            return DictValue(self.state)
        if self.model is not None:
            return ctx.model_members.attribute(self.model, self, name, node)
        if self.keras is not None and name in WEIGHTS:
            return ctx.gradients.weights_of(self, name)
        if self.keras is not None:
            return ctx.unknown(f"the {name} of a layer", node) if name in ("name", "trainable") else Method(self, name)
        special = self.cls.find("__getattr__")
        if special is not MISSING:
            return ctx.calls.call(Bound(special, self), Arguments((name,)), node)
        if self.cls.whole and not self.open:
            return ctx.unknown(f"{self.cls.name} has no attribute {name} in the analyzed code", node)
        if name in MODEL_VERBS:
            return Method(self, name)
        return ctx.unknown(f"the attribute {name} of {self.cls.name}", node)

    def set_attribute(self, ctx: Context, name: str, new: Value, node: ast.AST) -> None:
        """By the setter of a property, else as an attribute of its own."""
        found = self.cls.find(name)
        if isinstance(found, Decorated) and found.setter is not MISSING:
            ctx.calls.call(Bound(found.setter, self), Arguments((new,)), node)
            return
        ctx.heap.write(self, name, new)
        if name == "trainable":
            ctx.attributes.note_trainable(self, new, node)

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """By `__getitem__`, or a field of a named tuple."""
        fields = self.fields_in_order
        if fields is not None:
            return ctx.items.pick(fields, index, node)
        special = self.cls.find("__getitem__")
        if special is not MISSING:
            return ctx.calls.call(Bound(special, self), Arguments((index,)), node)
        return super().item(ctx, index, node)

    def store_item(self, ctx: Context, index: Value, new: Value, node: ast.AST) -> None:
        """By `__setitem__`."""
        special = self.cls.find("__setitem__")
        if special is not MISSING:
            ctx.calls.call(Bound(special, self), Arguments((index, new)), node)

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """By `__call__`, or `call` of a layer or model."""
        return ctx.model_calls.call_instance(self, arguments, node)

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A method that Keras gives, where the class derives from one of Keras'."""
        if self.keras is not None:
            return ctx.model_members.call_method(self, name, arguments, node)
        return super().call_method(ctx, name, arguments, node)

    def iterate(self, ctx: Context) -> tuple[Value, ...] | Unknown:
        """By `__iter__`, or the fields of a named tuple."""
        fields = self.fields_in_order
        if fields is not None:
            return fields
        special = self.cls.find("__iter__")
        if special is not MISSING:
            iterator = ctx.calls.call(Bound(special, self), Arguments(), ast.Pass())
            if iterator is not self:
                return ctx.items.iterate(iterator)
        return super().iterate(ctx)

    def truth(self, ctx: Context) -> bool | None:
        """True, unless the class says otherwise."""
        return True if self.cls.find("__bool__") is MISSING else None


class Super(AbstractValue):
    """`super()`: the classes after `cls` in an instance's order."""

    kind = "super"

    def __init__(self, cls: Class, instance: Value) -> None:
        self.cls, self.instance = cls, instance

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """A member of a class after this one, else a method that Keras' base class gives."""
        # in a class method the object is the class itself
        cls = self.instance.cls if isinstance(self.instance, Instance) else self.instance
        found = cls.find(name, after=self.cls) if isinstance(cls, Class) else MISSING
        if found is not MISSING:
            return bind(ctx, found, self.instance, node)
        return Method(self.instance, f"super.{name}")
