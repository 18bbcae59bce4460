"""Hand-written training steps: what is differentiated with respect to which weights, and who applies the gradients."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.events import GradientEvent, UpdateEvent
from kerasrules.interpreter.structures import parts_of, tensors_in
from kerasrules.interpreter.values import (
    TRAINABLE,
    ArrayObject,
    BranchItems,
    DictValue,
    Gradient,
    ListValue,
    LoopItems,
    ModelWeight,
    OptimizerObject,
    Union,
    Value,
    options,
)
from kerasrules.keras_api.layer_traits import WRAPPERS, classes_with
from kerasrules.model.locations import Location
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


WITH_WEIGHTS = classes_with(lambda traits: traits.weights)
KNOWN_KINDS = frozenset({"layer", "op", "input", "backbone"})
"""Kinds of layers of which it is known whether they have weights."""

_EVERY_WEIGHT = Unknown("every weight that the loss depends on")

_PASSING = frozenset(
    ["get_scaled_loss", "scale_loss", "get_unscaled_gradients", "aggregate_gradients", "_clip_gradients"]
)
"""Methods of optimizers whose result is their argument, on another scale."""


class GradientSteps:
    """Notes gradients and updates."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def weights_of(self, owner: Value, name: str = "weights") -> Value:
        """`model.trainable_variables`, or a layer's: a list of however many."""
        frozen = self._frozen(owner) if name in TRAINABLE else None
        return ListValue((LoopItems((ModelWeight(owner, frozen),)),))

    def _frozen(self, owner: Value) -> Location | None:
        """Where all that has weights was frozen, if it surely is frozen now."""
        if not self.ctx.events.trainable_sets:
            return None
        layers = self.ctx.model_graph.layers_of(owner)
        weighted = [layer for layer in layers if layer.kind == "backbone" or layer.class_name in WITH_WEIGHTS]
        now = self.ctx.training.trainable_now()
        if not weighted or any(layer.kind not in KNOWN_KINDS or layer.class_name in WRAPPERS for layer in layers):
            return None
        if not all(now.get(layer, True) is False for layer in weighted):
            return None
        last = next(
            change
            for change in reversed(self.ctx.events.trainable_sets)
            if change.value is False and not set(weighted).isdisjoint(self.ctx.model_graph.layers_of(change.owner))
        )
        # what nobody calls may run before the program's own lines, or between them
        return last.location if last.order > self.ctx.stack.began else None

    def differentiate(self, target: Value, sources: Value, node: ast.AST, *, recorded: bool = False) -> Value:
        """The gradients of a target, in the structure of the sources."""
        ctx = self.ctx
        targets = tuple(tensors_in(target))
        if not targets and not isinstance(target, ArrayObject):
            return ctx.unknown("a gradient", node)
        parts = parts_of(sources)
        owners = dict.fromkeys(part.owner for part in parts if isinstance(part, ModelWeight))
        others = any(not isinstance(part, (ModelWeight, ArrayObject, Tensor)) for part in parts)
        frozen = [part.frozen if isinstance(part, ModelWeight) else None for part in parts]
        ctx.events.gradients.append(
            GradientEvent(
                targets,
                tuple(owners),
                others,
                ctx.location(node),
                frozen[0] if frozen and None not in frozen else None,
                recorded,
                sources is _EVERY_WEIGHT,
            )
        )
        if not targets:
            return ctx.unknown("a gradient of data", node)
        return _mapped(sources, lambda source: Gradient(targets, source))

    def backward(self, target: Value, node: ast.AST) -> None:
        """PyTorch's `loss.backward()`: gradients with respect to all weights that it depends on."""
        tape = self.ctx.tape
        tape.opened += 1
        self.differentiate(target, _EVERY_WEIGHT, node)

    def call_method(self, optimizer: OptimizerObject, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A method of an optimizer."""
        ctx = self.ctx
        if name == "apply_gradients":
            pairs = arguments.by_name(("grads_and_vars",)).get("grads_and_vars")
            self.update(optimizer, pairs, node, empty=isinstance(pairs, ListValue) and pairs.state["items"] == ())
            return None
        if name == "apply":
            given = arguments.by_name(("grads", "trainable_variables"))
            self.update(optimizer, (given.get("grads"), given.get("trainable_variables")), node)
            return None
        if name == "stateless_apply":
            given = arguments.by_name(("optimizer_variables", "grads", "trainable_variables"))
            self.update(optimizer, (given.get("grads"), given.get("trainable_variables")), node)
            return given.get("trainable_variables"), given.get("optimizer_variables")
        if name == "minimize":
            return self._minimize(optimizer, arguments, node)
        if name in _PASSING and arguments.args:
            return arguments.args[0]
        return ctx.unknown(f"the result of {name}", node)

    def _minimize(self, optimizer: OptimizerObject, arguments: Arguments, node: ast.AST) -> Value:
        """`minimize(loss, var_list)`: a loss, or a function that computes it, differentiated and applied."""
        given = arguments.by_name(("loss", "var_list"))
        loss, weights = given.get("loss"), given.get("var_list")
        called = getattr(loss, "kind", "") in ("function", "bound", "partial")
        if called:
            loss = self.recorded(loss, Arguments(), node)
        if getattr(weights, "kind", "") in ("function", "bound", "partial"):
            weights = self.ctx.calls.call(weights, Arguments(), node)
        self.update(optimizer, self.differentiate(loss, weights, node, recorded=called), node)
        return None

    def recorded(self, function: Value, arguments: Arguments, node: ast.AST) -> Value:
        """Call a function whose result is going to be differentiated."""
        tape = self.ctx.tape
        tape.depth, tape.opened = tape.depth + 1, tape.opened + 1
        try:
            return self.ctx.calls.call(function, arguments, node)
        finally:
            tape.depth -= 1

    def update(self, optimizer: Value, given: Value, node: ast.AST, *, empty: bool = False) -> None:
        """An optimizer applies gradients to weights: pairs of them, or gradients with their weights beside."""
        ctx = self.ctx
        parts = parts_of(given)
        gradients = [part for part in parts if isinstance(part, Gradient)]
        weights = [part for part in parts if isinstance(part, ModelWeight)]
        weights += [one.source for one in gradients if isinstance(one.source, ModelWeight)]
        found = [one for one in options(optimizer) if one is not None]
        ctx.events.updates.append(
            UpdateEvent(
                found[0]
                if len(found) == 1 and isinstance(found[0], OptimizerObject)
                else ctx.unknown("the optimizer", node),
                tuple(dict.fromkeys(target for one in gradients for target in one.targets)),
                tuple(dict.fromkeys(one.owner for one in weights)),
                ctx.location(node),
                ctx.training.trainable_now(),
                empty,
            )
        )


def _mapped(value: Value, change: Callable[[Value], Value]) -> Value:
    """A structure of the same form with other leaves."""
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)
    if isinstance(value, ListValue):
        items = value.state["items"]
        return (
            ListValue(_mapped(items, change)) if isinstance(items, tuple) else ListValue((LoopItems((change(items),)),))
        )
    if isinstance(value, LoopItems):
        return LoopItems(_mapped(value.items, change))
    if isinstance(value, BranchItems):
        return BranchItems(tuple(_mapped(option, change) for option in value.options))
    if isinstance(value, DictValue) and not isinstance(value.items, Unknown):
        return DictValue({key: _mapped(item, change) for key, item in value.items.items()})
    if isinstance(value, Union):
        return change(value)
    return change(value)
