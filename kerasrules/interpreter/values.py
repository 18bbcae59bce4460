"""The abstract values that the interpreter computes with.

Python constants stand for themselves (None, bool, int, float, str, bytes, Ellipsis) and so do tuples (of values) and
slices. Everything mutable is a `HeapObject`, written through the `Heap`, so that the interpreter can run both branches
of an `if` from one state and join what they changed.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from kerasrules.interpreter.budget import MAX_LENGTH, MAX_RANK, Allowance, Budget
from kerasrules.interpreter.heap import Field, Heap, HeapDelta, HeapObject, Join
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.network import EnclosingCall, Layer, Tensor
from kerasrules.model.training import KerasObject, Loss, Metric, Optimizer
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context
    from kerasrules.interpreter.scopes import Scope
    from kerasrules.source.source import Source

MISSING = object()
"""Stands for a value that is not there."""

Value: TypeAlias = Any
"""One of the classes of this file, `Unknown`, a `program.Tensor`, a constant, a tuple or a slice."""

Written: TypeAlias = "tuple[ast.Dict | ast.List, Source]"
"""The syntax of a literal and the source that it stands in."""

_TOO_LONG = "a list that is too long to follow"


@dataclass(frozen=True)
class Union:
    """One of several values, which one is unknown. Never nested, at least two options."""

    options: tuple[Value, ...]


@dataclass(frozen=True)
class ExternalName:
    """A name of a library, in canonical spelling: "keras.layers.Dense", "tensorflow.nn.relu", "numpy.reshape".

    All spellings of Keras (tensorflow.keras, tensorflow.python.keras, tf_keras, keras.api, tensorflow.compat.v1.keras)
    are written "keras". Other modules keep their own name ("sklearn.preprocessing.StandardScaler").
    """

    name: str
    kind: ClassVar[str] = "ref"


@dataclass(frozen=True)
class BranchItems:
    """An item of a list that stands for one of several runs of items (a branch appended, or did not)."""

    options: tuple[tuple[Value, ...], ...]
    size: int = field(init=False, compare=False, repr=False)
    """How many items it stands for, those inside of others too. Of too many it knows nothing."""

    def __post_init__(self) -> None:
        size = sum(map(flat_size, self.options))
        if size > MAX_LENGTH:
            object.__setattr__(self, "options", ((Unknown(_TOO_LONG),), ()))
            size = 1
        object.__setattr__(self, "size", size)


@dataclass(frozen=True)
class LoopItems:
    """Items of a list that a loop of unknown length appended: the run of items stands there once or more."""

    items: tuple[Value, ...]
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        size = flat_size(self.items)
        if size > MAX_LENGTH:
            object.__setattr__(self, "items", (Unknown(_TOO_LONG),))
            size = 1
        object.__setattr__(self, "size", size)


def flat_size(items: tuple[Value, ...]) -> int:
    """How many items a list holds, with those that branches and loops may have added."""
    return sum(item.size if isinstance(item, (BranchItems, LoopItems)) else 1 for item in items)


@dataclass(frozen=True, eq=False)
class Method:
    """A method of something that is not the program's own (a list, an array, a model), not yet called."""

    receiver: Value
    name: str
    kind: ClassVar[str] = "method"


class ListValue(HeapObject):
    """A list (or deque). state["items"]: a tuple of values, `Splice`s and `Repeat`s, or Unknown."""

    kind = "list"

    __slots__ = ("written",)

    def __init__(self, items: tuple[Value, ...] | Unknown = (), written: Written | None = None) -> None:
        known = isinstance(items, tuple) and len(items) <= MAX_LENGTH
        super().__init__(items=items if known or isinstance(items, Unknown) else Unknown(_TOO_LONG))
        self.written = written
        """Where it is written out, if it is a literal."""

    @property
    def items(self) -> tuple[Value, ...] | Unknown:
        """The items, where their number is known."""
        items = self.state["items"]
        if isinstance(items, tuple) and any(isinstance(item, (BranchItems, LoopItems)) for item in items):
            return Unknown("a list whose length depends on a branch or a loop")
        return items  # type: ignore[no-any-return]


class SetValue(ListValue):
    """A set; order as written."""

    __slots__ = ()
    kind = "set"


class DictValue(HeapObject):
    """A dict. state["items"]: a dict of constant keys to values (never changed in place), or Unknown."""

    kind = "dict"

    __slots__ = ("default", "written")

    def __init__(
        self,
        items: Mapping[Value, Value] | Unknown | None = None,
        written: Written | None = None,
        default: Value = MISSING,
    ) -> None:
        super().__init__(items=items if isinstance(items, Unknown) else dict(items or {}))
        self.written = written
        """Where it is written out, if it is a literal."""
        self.default = default
        """For a defaultdict: what makes the value of a key that is not there."""

    @property
    def items(self) -> Mapping[Value, Value] | Unknown:
        """Keys and values."""
        return self.state["items"]  # type: ignore[no-any-return]


@dataclass(frozen=True, eq=False)
class Function:
    """A function or lambda of the program, with the scope it closes over and its defaults, already evaluated."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    defaults: tuple[Value, ...] = ()
    keyword_defaults: tuple[Value, ...] = ()
    owner: Class | None = None
    kind: ClassVar[str] = "function"

    @property
    def name(self) -> str:
        """The function's name."""
        return "<lambda>" if isinstance(self.node, ast.Lambda) else self.node.name


@dataclass(frozen=True, eq=False)
class Bound:
    """A method of the program with the object it is called on."""

    function: Value
    self: Value
    kind: ClassVar[str] = "bound"


@dataclass(frozen=True, eq=False)
class Partial:
    """`functools.partial`, or any callable with arguments fixed."""

    function: Value
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value]
    kind: ClassVar[str] = "partial"


class Class(HeapObject):
    """A class of the program. state: its attributes. bases: values (Class, ExternalName, Unknown)."""

    kind = "class"
    __slots__ = ("annotations", "bases", "name", "node", "scope")
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

    def order(self) -> list[Class]:
        """Method resolution order over the classes in sight: a class before its bases, these as they are written."""
        found: list[Class] = []

        def visit(one: Value) -> None:
            if isinstance(one, Class) and one not in found and len(found) < 50:
                for base in reversed(one.bases):
                    visit(base)
                found.append(one)

        visit(self)
        return found[::-1]

    def find(self, name: str, after: Class | None = None) -> Value:
        """A class attribute in method resolution order (after a class, for `super()`), or MISSING."""
        passed = after is None
        for one in self.order():
            if passed and name in one.state:
                return one.state[name]
            passed = passed or one is after
        return MISSING


class Instance(HeapObject):
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


class Module(HeapObject):
    """A module of the same repository. state: its names."""

    kind = "module"
    __slots__ = ("name", "scope")

    def __init__(self, name: str, scope: Scope) -> None:
        super().__init__()
        self.name, self.scope = name, scope
        self.state = scope.state


@dataclass(frozen=True, eq=False)
class Decorated:
    """A method under property, staticmethod or classmethod."""

    how: str
    function: Value
    setter: Value = MISSING
    """For a property: what `value.name = new` calls."""
    kind: ClassVar[str] = "decorated"


class Super:
    """`super()`: the classes after `cls` in an instance's order."""

    kind = "super"

    def __init__(self, cls: Class, instance: Value) -> None:
        self.cls, self.instance = cls, instance


class LazyImport:
    """A name bound by an import of the repository's own code, read when it is used."""

    def __init__(self, module: str, name: str | None, level: int, scope: Scope) -> None:
        self.module, self.name, self.level, self.scope = module, name, level, scope
        self.value: Value = MISSING

    def load(self, ctx: Context) -> Value:
        """The module or the name in it."""
        if self.value is MISSING:
            self.value = Unknown(f"{self.module} imports itself")
            module = ctx.imports.resolve(self.module, self.level, self.scope)
            if self.name is None:
                self.value = module
            else:
                self.value = ctx.attributes.get(module, self.name, ast.Pass())
        return self.value


# ---- Keras objects ----


class LayerObject(HeapObject):
    """A layer of Keras that was made but perhaps not yet called. state: "trainable", user attributes."""

    kind = "layer"
    __slots__ = ("layer", "wrapped")

    def __init__(self, layer: Layer, wrapped: Value = None) -> None:
        super().__init__()
        self.layer = layer
        self.wrapped = wrapped
        """For a Lambda its function, for wrappers the inner layer's value."""


class LayerConfig(HeapObject):
    """The arguments of a layer as state, so that what a branch changes in them is undone."""

    kind = "layer config"
    __slots__ = ()

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.state = layer.config  # type: ignore[assignment]
        # what it writes to is older than itself
        self.born = 0


class KerasModel(HeapObject):
    """A model. state: "trainable", user attributes."""

    kind = "model"
    __slots__ = ("backbone", "class_name", "input_tensor", "instance", "location")
    form: Field[str] = Field("unknown", Join.SAME)
    """"sequential", "functional", "subclass", "application" or "unknown"."""
    name: Field[str | None] = Field(None, Join.SAME)
    layers: Field[tuple[Value, ...]] = Field((), Join.SEQUENCE)
    """For Sequential: values and `BranchItems`."""
    inputs: Field[Value] = Field(None)
    outputs: Field[Value] = Field(None)
    """For functional models: the tensors that they were made of."""
    input_shape: Field[Shape | None] = Field(None, Join.SAME)
    """What `build`, or a first call with data, says of the input."""
    compiled: Field[Value] = Field(None)
    """The latest compile call."""
    escaped: Field[bool] = Field(False, Join.ANY)
    """Whether it was given to code that is not in sight."""
    reused: Field[bool] = Field(False, Join.ANY)
    """Whether it was called as a part of something else."""
    standard_loss: Field[bool] = Field(False, Join.ANY)
    """Whether a `train_step` of its own gives labels and output to compile's loss as they are."""

    def __init__(self, form: str, class_name: str, location: Location, name: str | None = None) -> None:
        super().__init__()
        self.fields.update({KerasModel.form: form, KerasModel.name: name})
        self.class_name, self.location = class_name, location
        self.instance: Instance | None = None
        self.backbone: Layer | None = None
        """For an application: the backbone as one layer."""
        self.input_tensor: Value = None
        """For an application: what it was told to start with."""


@dataclass(frozen=True, eq=False)
class LossObject:
    """A loss as a value. function: for custom ones, the Function."""

    loss: Loss
    kind: ClassVar[str] = "loss"


@dataclass(frozen=True, eq=False)
class MetricObject:
    """A metric as a value."""

    metric: Metric
    kind: ClassVar[str] = "metric"


@dataclass(frozen=True, eq=False)
class OptimizerObject:
    """An optimizer as a value."""

    optimizer: Optimizer
    kind: ClassVar[str] = "optimizer"


# ---- data ----


class ArrayObject(HeapObject):
    """An array, tensor with data, data frame or series. state["info"]: an `ArrayInfo`.

    A heap object because `x /= 255` inside a function changes the caller's array.
    derived_from: of what it was computed, where it is a number of another array: ("max" | "min" | "mean" | "std" | …,
    that array), or what is left when such a number was taken away: ("centered" | "shifted", that array).
    frame: it is a pandas object (columns by name). blank: made by zeros/empty and not yet filled.
    """

    kind = "array"
    __slots__ = ("blank", "derived_from", "frame")

    def __init__(
        self,
        info: ArrayInfo,
        *,
        derived_from: tuple[str, ArrayObject] | None = None,
        frame: bool = False,
        blank: bool = False,
    ) -> None:
        if info.shape is not None and len(info.shape) > MAX_RANK:
            info = replace(info, shape=None)
        super().__init__(info=info)
        self.derived_from, self.frame, self.blank = derived_from, frame, blank

    @property
    def info(self) -> ArrayInfo:
        """What is known of the values now."""
        return self.state["info"]  # type: ignore[no-any-return]


@dataclass(frozen=True, eq=False)
class Dataset:
    """A tf.data.Dataset, a Keras data generator, a Python generator, a loader: what yields batches or samples.

    element: the structure of what it yields: ArrayObject, or a tuple or DictValue of them, or Unknown.
    batched: elements carry a batch axis. repeated: it never ends. cardinality: number of elements where known.
    attributes: extra constants such as "class_names", "num_classes".
    """

    element: Value
    batched: bool | None = None
    repeated: bool | None = False
    cardinality: int | None = None
    batch_size: int | None = None
    attributes: Mapping[str, Value] = field(default_factory=dict)
    location: Location | None = None
    origin: str = "tf.data.Dataset"
    files: tuple[object, ...] | None = None
    """For one made of the files of a folder whose name is known: what picks them. Equal ones hold the same files."""
    kind: ClassVar[str] = "dataset"


class LibraryObject(HeapObject):
    """An object of a library class that a handler knows (StandardScaler, Tokenizer, ImageDataGenerator, …).

    cls: the canonical class name. state: whatever its handlers keep. config: the arguments it was made with, by name.
    """

    kind = "library"
    __slots__ = ("cls", "config", "incomplete", "location")

    def __init__(
        self,
        cls: str,
        config: Mapping[str, Value],
        location: Location | None,
        attributes: Mapping[str, Value] | None = None,
        *,
        incomplete: bool = False,
    ) -> None:
        super().__init__()
        self.state.update(attributes or {})
        self.incomplete = incomplete
        """Whether it may have been given more arguments, by `*` or `**`."""
        self.cls, self.config, self.location = cls, config, location


def within(budget: Budget, items: tuple[Value, ...] | Unknown) -> tuple[Value, ...] | Unknown:
    """The items of a list that was made, where they are not too many."""
    if isinstance(items, Unknown) or budget.allows_length(len(items)):
        return items
    return Unknown(_TOO_LONG)


def is_known(value: Value) -> bool:
    """Whether the value is one certain thing (it may have unknown parts)."""
    return not isinstance(value, (Unknown, Union))


def options(value: Value) -> tuple[Value, ...]:
    """The values that this may be: several for a Choice, else itself."""
    return value.options if isinstance(value, Union) else (value,)


_LENGTH = "a list whose length is unknown"


def _is_open(items: tuple[Value, ...]) -> bool:
    """Whether a part of the list stands for any number of items."""
    return any(isinstance(item, (LoopItems, BranchItems)) for item in items)


_SMALL_OBJECTS = (
    "keras.initializers.",
    "keras.callbacks.",
    "keras.regularizers.",
    "keras.constraints.",
    "keras.optimizers.schedules.",
)


def plain(value: Value, parts: Allowance | None = None, depth: int = 0) -> Any:
    """The value as plain Python data (constants, tuples, lists, dicts); unknown parts become Unknown."""
    if isinstance(value, (tuple, ListValue, DictValue)):
        parts = Allowance() if parts is None else parts
        if not parts.take() or depth > 20:
            return Unknown("too many parts")
        if isinstance(value, tuple):
            return Unknown(_LENGTH) if _is_open(value) else tuple(plain(item, parts, depth + 1) for item in value)
        items = value.items
        if isinstance(items, Unknown):
            return items
        if isinstance(items, Mapping):
            return {key: plain(item, parts, depth + 1) for key, item in items.items()}
        return Unknown(_LENGTH) if _is_open(items) else [plain(item, parts, depth + 1) for item in items]
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes, Layer, Tensor, Unknown)):
        return value
    if isinstance(value, ExternalName) or value is Ellipsis:
        return value
    if isinstance(value, LayerObject):
        return value.layer
    if isinstance(value, slice):
        return slice(plain(value.start), plain(value.stop), plain(value.step))
    if isinstance(value, Union):
        return Unknown("depends on a branch")
    if isinstance(value, LibraryObject) and value.cls.startswith(_SMALL_OBJECTS):
        config = {key: plain(item) for key, item in value.config.items()}
        return KerasObject(value.cls.rpartition(".")[2], value.location, config)
    return Unknown("not a constant")


__all__ = [
    "MISSING",
    "ArrayObject",
    "Bound",
    "BranchItems",
    "Class",
    "Dataset",
    "Decorated",
    "DictValue",
    "EnclosingCall",
    "ExternalName",
    "Function",
    "Heap",
    "HeapDelta",
    "HeapObject",
    "Instance",
    "KerasModel",
    "LayerConfig",
    "LayerObject",
    "LazyImport",
    "LibraryObject",
    "ListValue",
    "LoopItems",
    "LossObject",
    "Method",
    "MetricObject",
    "Module",
    "OptimizerObject",
    "Partial",
    "SetValue",
    "Super",
    "Union",
    "Unknown",
    "Value",
    "is_known",
    "options",
    "plain",
]
