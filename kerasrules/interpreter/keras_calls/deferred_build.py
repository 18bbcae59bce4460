"""Models that declare no input: Keras builds them when they first get data, with the shape of these."""

from __future__ import annotations

import ast
from itertools import takewhile
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.budget import Allowance
from kerasrules.interpreter.fit_arguments import inputs_and_targets
from kerasrules.interpreter.structures import models_in, parts_of
from kerasrules.interpreter.values import (
    MISSING,
    ArrayObject,
    BuiltOn,
    Dataset,
    DictValue,
    InputShape,
    KerasModel,
    ListValue,
    Value,
    options,
)
from kerasrules.model.data import Shape
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class DeferredBuild:
    """Notes what a model is built on, and tells it."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def by_data(self, model: KerasModel, x: Value, method: str, node: ast.AST) -> None:
        """fit, evaluate, predict and their like give it batches."""
        if model.instance is not None and model.instance.cls.find("train_step") is not MISSING:
            return  # it may do anything with the data first
        if isinstance(x, Dataset) and x.batched is not True:
            return
        inputs, _ = inputs_and_targets(x, None)
        self._note(model, Arguments((inputs,)), method, node)

    def by_call(self, model: KerasModel, arguments: Arguments, node: ast.AST) -> None:
        """`model(x)`, with data or with a tensor of a graph."""
        args = tuple(takewhile(_is_data, arguments.args))
        kwargs = {key: value for key, value in arguments.kwargs.items() if _is_data(value)}
        self._note(model, Arguments(args, kwargs), "call", node)

    def by_shape(self, model: KerasModel, shape: Shape, node: ast.AST) -> None:
        """`model.build((None, 12))`."""
        self.ctx.heap.set(
            model, KerasModel.built_on, BuiltOn(Arguments((InputShape(shape),)), "build", self.ctx.location(node))
        )

    def _note(self, model: KerasModel, arguments: Arguments, method: str, node: ast.AST) -> None:
        if model.form not in ("sequential", "subclass") or self.of(model) is not None:
            return
        args = tuple(_shapes(value) for value in arguments.args)
        kwargs = {key: _shapes(value) for key, value in arguments.kwargs.items()}
        if all(_is_known(value) for value in (*args, *kwargs.values())) and args:
            built = BuiltOn(Arguments(args, kwargs), method, self.ctx.location(node))
            self.ctx.heap.set(model, KerasModel.built_on, built)
            if _has_parts(model):
                self.ctx.model_graph.ends(model)  # which builds the models in it

    def of(self, model: KerasModel) -> BuiltOn | None:
        """What the model was built on; where that depends on a branch, the sizes that all branches agree on."""
        found = [option for option in options(model.built_on) if isinstance(option, BuiltOn)]
        if not found:
            return None
        shapes = [one.arguments.args[0] for one in found]
        if len(found) > 1 and not all(
            isinstance(shape, InputShape) and len(one.arguments.values) == 1
            for shape, one in zip(shapes, found, strict=True)
        ):
            return None
        first = found[0]
        shape = first.arguments.args[0]
        for other in shapes[1:]:
            shape = InputShape(_agreed(shape.shape, other.shape))
        return first if len(found) == 1 else BuiltOn(Arguments((shape,)), first.method, first.location)


def _agreed(one: Shape | None, other: Shape | None) -> Shape | None:
    if one is None or other is None or len(one) != len(other):
        return None
    return tuple(a if a == b else None for a, b in zip(one, other, strict=True))


def _has_parts(model: KerasModel) -> bool:
    """Whether there are other models in this one."""
    parts = model.layers if model.instance is None else (model.layers, *model.instance.state.values())
    return bool(models_in(parts))


def _is_data(value: Value) -> bool:
    return any(isinstance(part, (ArrayObject, Tensor)) for part in parts_of(value))


def _shapes(value: Value, left: Allowance | None = None) -> Value:
    """The structure with an `InputShape` for each array or tensor."""
    left = Allowance() if left is None else left
    if not left.take():
        return InputShape(None)
    if isinstance(value, tuple):
        return tuple(_shapes(item, left) for item in value)
    if isinstance(value, ListValue) and isinstance(value.items, tuple) and value.items:
        return ListValue(tuple(_shapes(item, left) for item in value.items))
    if isinstance(value, DictValue) and not isinstance(value.items, Unknown):
        return DictValue({key: _shapes(item, left) for key, item in value.items.items()})
    found = [_shape_of(option) for option in options(value)]
    shape = found[0]
    for other in found[1:]:
        shape = _agreed(shape, other)
    return InputShape(shape)


def _shape_of(value: Value) -> Shape | None:
    """The shape of an array or tensor as the shape of any batch."""
    shape = value.info.shape if isinstance(value, ArrayObject) else value.shape if isinstance(value, Tensor) else None
    if not shape:
        return None
    if len(shape) == 1 and not (isinstance(value, ArrayObject) and value.info.dtype == "string"):
        return None  # Keras 2 makes a column of single numbers, Keras 3 does not
    return (None, *shape[1:])


def _is_known(value: Value) -> bool:
    """Whether anything is known of the inputs."""
    if isinstance(value, InputShape):
        return value.shape is not None
    parts = value.items if isinstance(value, (ListValue, DictValue)) else value
    parts = tuple(parts.values()) if isinstance(parts, dict) else parts
    return isinstance(parts, tuple) and any(_is_known(part) for part in parts)
