"""Weights of a model, and their gradients, as hand-written training steps pass them on."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, ClassVar

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.values.base import AbstractValue, Value
from kerasrules.interpreter.values.functions import Method
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.network import Tensor
from kerasrules.model.own_weights import OwnWeight
from kerasrules.model.record import record

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


WEIGHTS = frozenset({"weights", "trainable_variables", "trainable_weights", "variables"})
"""Attributes of models and layers that are lists of weights to be trained."""
TRAINABLE = frozenset({"trainable_variables", "trainable_weights"})
"""Those of them that are empty where the owner is frozen."""
SETTING = frozenset({"assign", "assign_add", "assign_sub", "scatter_add", "scatter_nd_update", "scatter_update"})
"""Methods that set what a weight holds."""
_METHODS = SETTING | {"read_value", "get_shape", "numpy"}


@record(frozen=True, eq=False)
class ModelWeight(AbstractValue):
    """One of the weights of a model or layer, which one may be unknown: `trainable_variables` is a list of such.

    made: where it is known which one.
    """

    owner: Value
    frozen: Location | None = None
    """Where the owner was frozen that was asked for its weights to be trained: it has none."""
    made: ArrayInfo | None = None
    kind: ClassVar[str] = "weight"

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """Its tensor, and on PyTorch the gradient that `backward` left there."""
        if name == "grad":
            return Gradient((), self)
        return self if name == "value" else attribute_of_weight(ctx, self, name, node)

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """What weights hold is unknown; where one is set, that is noted."""
        return method_of_weight(ctx, self, name, arguments, node)

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """A part of the weight."""
        return ctx.graph.operation("getitem", (self, index), {}, node)


@record(frozen=True, eq=False)
class WeightValue(AbstractValue):
    """What is computed of own weights alone, or one that is not trained: in the graph it is an argument, no tensor."""

    made: ArrayInfo
    kind: ClassVar[str] = "value of a weight"

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """Its shape and the like."""
        return attribute_of_weight(ctx, self, name, node)

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """As of the weight."""
        return method_of_weight(ctx, self, name, arguments, node)

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """A part of it."""
        return ctx.graph.operation("getitem", (self, index), {}, node)


def is_of_weights(value: Value) -> bool:
    """Whether it is a weight that a layer of the program made, or computed of such alone."""
    return isinstance(value, (ModelWeight, WeightValue)) and value.made is not None


def attribute_of_weight(ctx: Context, value: ModelWeight | WeightValue, name: str, node: ast.AST) -> Value:
    """An attribute that weights and what is computed of them have."""
    shape = None if value.made is None else value.made.shape
    if name == "T":
        return ctx.graph.operation("transpose", (value,), {}, node)
    if name == "shape" and shape is not None:
        return shape
    if name in ("ndim", "rank") and shape is not None:
        return len(shape)
    return Method(value, name) if name in _METHODS else ctx.unknown(f"the {name} of a weight", node)


def method_of_weight(
    ctx: Context, value: ModelWeight | WeightValue, name: str, arguments: Arguments, node: ast.AST
) -> Value:
    """A method that weights and what is computed of them have."""
    if name in ("read_value", "value"):
        return value
    if name in ("get_shape", "shape"):
        return attribute_of_weight(ctx, value, "shape", node)
    weight = None if value.made is None else value.made.weight
    if name in SETTING and isinstance(weight, OwnWeight):
        weight.changes.append(ctx.location(node))
    return ctx.calls.opaque(ctx.unknown(f"the result of {name}", node), arguments, node)


@record(frozen=True, eq=False)
class Gradient(AbstractValue):
    """The gradient of `targets` with respect to something. No targets: it is not known of what (`weight.grad`)."""

    targets: tuple[Tensor, ...]
    source: Value
    kind: ClassVar[str] = "gradient"

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """Its values are unknown."""
        return ctx.unknown(f"the {name} of a gradient", node)

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """Its values are unknown."""
        return ctx.unknown(f"the result of {name}", node)

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """A part of it."""
        return self


@record(frozen=True, eq=False)
class GradientFunction(AbstractValue):
    """`jax.value_and_grad(function)`: what gives the gradients of another function's result.

    place: which positional argument they are taken with respect to; None: not known.
    """

    function: Value
    has_aux: bool
    with_value: bool
    place: int | None = 0
    kind: ClassVar[str] = "gradient function"

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """The result, or what comes with it, and the gradients."""
        result = ctx.gradients.recorded(self.function, arguments, node)
        pair = isinstance(result, tuple) and len(result) == 2
        value, rest = result if self.has_aux and pair else (result, ctx.unknown("what comes with a loss", node))
        known = self.place is not None and self.place < len(arguments.args)
        sources = arguments.args[self.place or 0] if known else ctx.unknown("what is differentiated", node)
        gradients = ctx.gradients.differentiate(value, sources, node)
        if self.with_value:
            return result, gradients
        return (gradients, rest) if self.has_aux else gradients

    def truth(self, ctx: Context) -> bool | None:
        """A function is true."""
        return True
