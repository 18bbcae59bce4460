"""Calls of compile and fit that Keras refuses for their arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.events import CompileEvent
from kerasrules.interpreter.keras_calls.refused_callables import refused_callables
from kerasrules.interpreter.values import (
    MISSING,
    ArrayObject,
    DictValue,
    ExternalName,
    Function,
    KerasModel,
    ListValue,
    LossObject,
    MetricObject,
    OptimizerObject,
    Value,
    plain,
)
from kerasrules.keras_api.refused.method_arguments import (
    PARAMETERS,
    newly_refused_call,
    refused_call,
    refused_class_weight,
    refused_loss_names,
    refused_loss_weights,
)
from kerasrules.keras_api.refused.object_names import dropped_name, unknown_name
from kerasrules.keras_api.refused.optimizer_arguments import refused_in_training
from kerasrules.model.network import Tensor
from kerasrules.model.releases import TENSORFLOW_TWO
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class RefusedCalls:
    """Notes what Keras refuses of the calls of a model's methods."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def note_call(self, method: str, arguments: Arguments, node: ast.AST) -> None:
        """Arguments that the method does not have, or of which a value is of no use."""
        given = {name: plain(value) for name, value in arguments.kwargs.items()}
        location = self.ctx.location(node)
        reason = refused_call(method, len(arguments.args), given) or _refused_values(method, arguments)
        self.ctx.note_refusal(method, reason, location)
        self.ctx.note_refusal(method, _refused_weights(method, arguments), location, since=TENSORFLOW_TWO)
        if method in PARAMETERS:
            self.ctx.note_refusal(method, newly_refused_call(given), location, newly=True)
        if method == "compile" and len(arguments.args) > 2 and _are_metrics(arguments.args[2]):
            reason = "its third argument by position is loss_weights, and metrics must be passed by name"
            self.ctx.note_refusal(method, reason, location, newly=True)

    def note_compile(self, record: CompileEvent) -> None:
        """Names of optimizers, losses and metrics that Keras does not have."""
        optimizer = record.optimizer
        place = record.optimizer_location or record.location
        if isinstance(optimizer, (int, float)) and not isinstance(optimizer, bool):
            self.ctx.note_refusal("compile", f"optimizer must be an optimizer or its name, not {optimizer!r}", place)
        elif isinstance(optimizer, ExternalName) and optimizer.name.startswith("keras.optimizers."):
            name = optimizer.name.rpartition(".")[2]
            if name[:1].isupper():
                self.ctx.note_refusal("compile", f"the class {name} is passed instead of an object, {name}()", place)
        if isinstance(record.loss, (int, float)):
            place = record.loss_location or record.location
            self.ctx.note_refusal("compile", f"loss must be a loss, not {record.loss!r}", place)
        for kind, value, location in (
            ("optimizer", optimizer, record.optimizer_location),
            ("loss", record.loss, record.loss_location),
            ("metric", record.metrics, record.metrics_location),
        ):
            for name in _names(value):
                if not self.ctx.events.registers_names:
                    place = location or record.location
                    # compile keeps the names of losses and metrics, and training looks them up
                    refusing = "compile" if kind == "optimizer" else "the first step of training"
                    self.ctx.note_refusal(refusing, unknown_name(kind, name), place)
                    self.ctx.note_refusal(refusing, dropped_name(kind, name), place, newly=True)
        if isinstance(record.metrics, (str, MetricObject)):
            given = repr(record.metrics) if isinstance(record.metrics, str) else "a metric"
            reason = f"metrics must be a list, not {given} alone"
            self.ctx.note_refusal("compile", reason, record.metrics_location or record.location, newly=True)

    def note_training(self, model: KerasModel, record: CompileEvent) -> None:
        """What compile takes, and what stops the first step."""
        if model.instance is not None and any(model.instance.cls.find(name) is not MISSING for name in _OWN_STEPS):
            return
        if model.form not in ("sequential", "functional", "subclass"):
            return
        optimizer = record.optimizer
        if record.without_optimizer:
            place = record.optimizer_location or record.location
            self.ctx.note_refusal("training", "the optimizer is None, so that nothing changes the weights", place)
        if isinstance(optimizer, OptimizerObject):
            made = optimizer.optimizer
            given = {name: made.config.get(name, MISSING) for name in made.arguments}
            place = record.optimizer_location or record.location
            self.ctx.note_refusal("training", refused_in_training(made.class_name, given), place, newly=True)
        self.ctx.note_refusal("training", self._loss_names(model, record), record.loss_location or record.location)
        for what, given, written in (
            ("the loss", record.loss, record.loss_location),
            ("a metric", record.metrics, record.metrics_location),
        ):
            for why in refused_callables(given):
                self.ctx.note_refusal("training", f"{what} {why}", written or record.location, by="Python")
        losses, weights = _count(record.loss), plain(record.loss_weights)
        if losses is not None and isinstance(weights, (list, tuple)) and weights:
            # Keras 2 gives one loss to every output
            reason = refused_loss_weights(losses, len(weights))
            place = record.locations.get("loss_weights", record.location)
            self.ctx.note_refusal("training", reason, place, newly=losses == 1)

    def _loss_names(self, model: KerasModel, record: CompileEvent) -> str | None:
        """Losses by name for outputs that a model of layers does not have."""
        keys = record.loss.items if isinstance(record.loss, DictValue) else None
        if not isinstance(keys, Mapping) or not all(isinstance(key, str) for key in keys) or model.instance is not None:
            return None
        found = self.ctx.model_graph.ends(model)[1]
        outputs = found.items if isinstance(found, ListValue) else found
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        if not all(isinstance(one, Tensor) and one.node.layer.kind == "layer" for one in outputs):
            return None
        if any(one.node.call_path for one in outputs):
            return None  # then it has the name of the model around it
        return refused_loss_names(tuple(keys), [(one.node.layer.name, one.node.layer.class_name) for one in outputs])


_OWN_STEPS = ("train_step", "compute_loss", "compile", "fit", "make_train_function")
"""A model of the program's own that defines one of these may train in another way."""


def _refused_values(method: str, arguments: Arguments) -> str | None:
    """Arrays and classes where a call needs something else."""
    names = PARAMETERS.get(method, ())
    given = dict(zip(names, arguments.args, strict=False)) | dict(arguments.kwargs)
    size = given.get("batch_size")
    if isinstance(size, ArrayObject) and size.info.shape:
        return "batch_size must be an integer, not an array"
    callbacks = given.get("callbacks")
    items = callbacks.items if isinstance(callbacks, ListValue) else callbacks
    for one in items if isinstance(items, tuple) else (items,):
        if isinstance(one, ExternalName) and one.name.startswith("keras.callbacks.") and one.name[16:17].isupper():
            name = one.name.rpartition(".")[2]
            return f"the class {name} is passed to callbacks instead of an object, {name}(...)"
        if isinstance(one, Function):
            return "callbacks holds a function, which is no callback"
    return None


def _refused_weights(method: str, arguments: Arguments) -> str | None:
    """Weights of classes that are no dict."""
    by_position = dict(zip(PARAMETERS.get(method, ()), arguments.args, strict=False))
    value = arguments.kwargs.get("class_weight", by_position.get("class_weight"))
    if isinstance(value, ArrayObject):
        return refused_class_weight("an array")
    weights = plain(value) if method in PARAMETERS else None
    if isinstance(weights, (tuple, list)):
        return refused_class_weight("a list")
    return refused_class_weight(repr(weights)) if isinstance(weights, (str, int, float)) else None


def _are_metrics(value: Value) -> bool:
    items = value.items if isinstance(value, ListValue) else value
    items = items if isinstance(items, tuple) else (items,)
    return bool(items) and all(isinstance(one, (str, MetricObject)) for one in items)


def _count(loss: Value) -> int | None:
    """How many losses compile is given."""
    if isinstance(loss, (str, LossObject)):
        return 1
    items = loss.items if isinstance(loss, ListValue) else loss
    if isinstance(items, tuple) and items and all(isinstance(one, (str, LossObject)) for one in items):
        return len(items)
    return None


def _names(value: Value, depth: int = 0) -> Iterator[str]:
    """The texts in what compile is given."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, DictValue) and not isinstance(value.items, Unknown) and depth < 3:
        for item in value.items.values():
            yield from _names(item, depth + 1)
    elif isinstance(value, (ListValue, tuple)) and depth < 3:
        items = value if isinstance(value, tuple) else value.items
        for item in items if isinstance(items, tuple) and len(items) < 100 else ():
            yield from _names(item, depth + 1)
