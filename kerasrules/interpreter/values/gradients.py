"""Weights of a model, and their gradients, as hand-written training steps pass them on."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, ClassVar

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.values.base import AbstractValue, Value
from kerasrules.model.data import Shape
from kerasrules.model.locations import Location
from kerasrules.model.network import Tensor
from kerasrules.model.record import record

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


WEIGHTS = frozenset({"weights", "trainable_variables", "trainable_weights", "variables"})
"""Attributes of models and layers that are lists of weights to be trained."""
TRAINABLE = frozenset({"trainable_variables", "trainable_weights"})
"""Those of them that are empty where the owner is frozen."""


@record(frozen=True, eq=False)
class ModelWeight(AbstractValue):
    """One of the weights of a model or layer, which one may be unknown: `trainable_variables` is a list of such.

    shape: where it is known which one.
    """

    owner: Value
    frozen: Location | None = None
    """Where the owner was frozen that was asked for its weights to be trained: it has none."""
    shape: Shape | None = None
    kind: ClassVar[str] = "weight"

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """Its tensor, and on PyTorch the gradient that `backward` left there."""
        if name == "value":
            return self
        if name == "shape" and self.shape is not None:
            return self.shape
        return Gradient((), self) if name == "grad" else ctx.unknown(f"the {name} of a weight", node)

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """What weights hold is unknown."""
        return ctx.unknown(f"the result of {name}", node)

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """A part of the weight."""
        return ctx.unknown("a part of a weight", node)


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
