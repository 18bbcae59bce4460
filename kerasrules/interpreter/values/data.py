"""Arrays, datasets and objects of libraries."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.budget import MAX_RANK
from kerasrules.interpreter.heap import Field, Join
from kerasrules.interpreter.values.base import AbstractValue, HeapValue, Value
from kerasrules.interpreter.values.functions import Method
from kerasrules.interpreter.values.portions import ElementOrder, Portion
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import field, record, replace

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class ArrayObject(HeapValue):
    """An array, tensor with data, data frame or series. state["info"]: an `ArrayInfo`.

    A heap object because `x /= 255` inside a function changes the caller's array.
    derived_from: of what it was computed, where it is a number of another array: ("max" | "min" | "mean" | "std" | …,
    that array), or what is left when such a number was taken away: ("centered" | "shifted", that array).
    frame: it is a pandas object (columns by name). blank: made by zeros/empty and not yet filled.
    is_list: it is a Python list, of which no more is known than of an array of its items.
    """

    kind = "array"
    __slots__ = ("blank", "derived_from", "frame", "is_list", "numbers")
    least_rank: Field[int] = Field(0, Join.SAME)
    """So many axes it has at least, as its items are taken by so many indices."""

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
        self.is_list = False
        self.numbers: tuple[ArrayInfo, tuple[object, ...]] | None = None
        """The numbers that it is written out with, and what was known of it then (`array_domain.written_numbers`)."""

    @property
    def info(self) -> ArrayInfo:
        """What is known of the values now."""
        return self.state["info"]  # type: ignore[no-any-return]

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """A column of a frame, else what arrays have."""
        if ctx.items.is_column(self, name):
            return ctx.items.of_array(self, name, node)
        return super().attribute(ctx, name, node)

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """A part of the array, a column of a frame."""
        return ctx.items.of_array(self, index, node)

    def set_attribute(self, ctx: Context, name: str, new: Value, node: ast.AST) -> None:
        """Other names for a frame's columns, or another column."""
        if name == "columns" and self.frame:
            ctx.items.rename_columns(self, new)
        elif ctx.items.is_column(self, name):
            ctx.items.store_in_array(self, name, new, node)
        elif name == "shape":
            ctx.items.reshape_in_place(self, new, node)
        else:
            super().set_attribute(ctx, name, new, node)

    def store_item(self, ctx: Context, index: Value, new: Value, node: ast.AST) -> None:
        """Change a part of the array."""
        self.numbers = None
        ctx.items.store_in_array(self, index, new, node)


_REPLACED = {
    **dict.fromkeys(("classes", "labels", "targets", "y"), slice(1, 2)),
    **dict.fromkeys(("x", "data"), slice(0, 1)),
}
"""Attributes of iterators over images that hold the samples and labels of the batches to come."""

PYTHON_GENERATOR = "a Python generator"
"""The origin of what a function with `yield` gives."""


@record(frozen=True, eq=False)
class Dataset(AbstractValue):
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
    portion: Portion = field(default_factory=lambda: Portion(ElementOrder()), compare=False)
    """Which elements of another dataset it holds; unless it is cut from one, all of its own."""
    kind: ClassVar[str] = "dataset"

    def set_attribute(self, ctx: Context, name: str, new: Value, node: ast.AST) -> None:
        """Labels or samples that the program puts in the place of those that were there are not followed."""
        parts = self.element if isinstance(self.element, tuple) else (self.element,)
        for part in parts[_REPLACED.get(name.lstrip("_"), slice(0))]:
            if isinstance(part, ArrayObject):
                ctx.heap.write(part, "info", ArrayInfo(origin=f"the {name} that the program sets"))

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """A batch."""
        return ctx.items.of_array(self, index, node)

    def truth(self, ctx: Context) -> bool | None:
        """A dataset is true."""
        return True


class LibraryObject(HeapValue):
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

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """What a handler knows of its class, else what was set on it."""
        return ctx.libraries.attribute_of_object(self, name, node)

    def set_attribute(self, ctx: Context, name: str, new: Value, node: ast.AST) -> None:
        """Set an attribute."""
        ctx.heap.write(self, name, new)

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """By the handler of `__getitem__`."""
        return ctx.calls.call(Method(self, "__getitem__"), Arguments((index,)), node)

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """By the handler of `__call__`."""
        return ctx.libraries.call_method(self, "__call__", arguments, node)

    def truth(self, ctx: Context) -> bool | None:
        """An object is true."""
        return True
