"""Calls of compile and fit that Keras refuses for their arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.events import CompileEvent
from kerasrules.interpreter.values import (
    MISSING,
    ArrayObject,
    Dataset,
    DictValue,
    ExternalName,
    KerasModel,
    ListValue,
    LossObject,
    MetricObject,
    OptimizerObject,
    Value,
    plain,
)
from kerasrules.keras_api.refused.method_arguments import newly_refused_call, refused_call, refused_loss_weights
from kerasrules.keras_api.refused.object_names import dropped_name, unknown_name
from kerasrules.keras_api.refused.optimizer_arguments import refused_in_training
from kerasrules.model.locations import Location
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
        reason = refused_call(method, len(arguments.args), given)
        self.ctx.note_refusal(method, reason, self.ctx.location(node))
        if method == "fit":
            self.ctx.note_refusal(method, newly_refused_call(given), self.ctx.location(node), newly=True)

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
        for kind, value, location in (
            ("optimizer", optimizer, record.optimizer_location),
            ("loss", record.loss, record.loss_location),
            ("metric", record.metrics, record.metrics_location),
        ):
            for name in _names(value):
                if not self.ctx.events.registers_names:
                    place = location or record.location
                    self.ctx.note_refusal("compile", unknown_name(kind, name), place)
                    self.ctx.note_refusal("compile", dropped_name(kind, name), place, newly=True)
        if isinstance(record.metrics, (str, MetricObject)):
            given = repr(record.metrics) if isinstance(record.metrics, str) else "a metric"
            reason = f"metrics must be a list, not {given} alone"
            self.ctx.note_refusal("compile", reason, record.metrics_location or record.location, newly=True)

    def note_training(self, model: KerasModel, record: CompileEvent) -> None:
        """What compile takes, and what stops the first step."""
        if model.form not in ("sequential", "functional") or model.instance is not None:
            return  # its steps may be its own
        optimizer = record.optimizer
        if isinstance(optimizer, OptimizerObject):
            made = optimizer.optimizer
            given = {name: made.config.get(name, MISSING) for name in made.arguments}
            place = record.optimizer_location or record.location
            self.ctx.note_refusal("training", refused_in_training(made.class_name, given), place, newly=True)
        losses, weights = _count(record.loss), plain(record.loss_weights)
        if losses is not None and isinstance(weights, (list, tuple)) and weights:
            # Keras 2 gives one loss to every output
            reason = refused_loss_weights(losses, len(weights))
            place = record.locations.get("loss_weights", record.location)
            self.ctx.note_refusal("training", reason, place, newly=losses == 1)

    def note_sample_weight(self, method: str, given: dict[str, Value], location: Location) -> None:
        """Weights for another number of samples."""
        x, weight = given.get("x"), given.get("sample_weight")
        if method not in ("fit", "evaluate") or not isinstance(x, ArrayObject) or not isinstance(weight, ArrayObject):
            return
        samples, weights = (array.info.shape[0] if array.info.shape else None for array in (x, weight))
        if samples is not None and weights is not None and samples != weights:
            reason = f"sample_weight has {weights} items, but x has {samples} samples"
            self.ctx.note_refusal(method, reason, location)

    def note_data(self, method: str, arguments: Arguments, location: Location) -> None:
        """Data of a kind that Keras does not take: a text, a number, the shape of an array."""
        given = arguments.get("x", 0)
        if isinstance(given, (str, bool, int, float)):
            self.ctx.note_refusal(method, f"x must be an array or a dataset, not {given!r}", location)
        elif isinstance(given, tuple) and given and all(type(item) is int for item in given):
            self.ctx.note_refusal(method, f"x must be an array or a dataset, not the tuple {given!r}", location)

    def note_dataset(self, method: str, given: dict[str, Value], location: Location) -> None:
        """What cannot be passed beside a dataset or generator."""
        if not isinstance(given.get("x"), Dataset):
            return
        for name in ("y", "sample_weight"):
            value = given.get(name)
            if value is not None and not isinstance(value, Unknown):
                what = "targets" if name == "y" else "weights"
                reason = f"{name} cannot be passed together with a dataset, whose batches hold the {what}"
                self.ctx.note_refusal(method, reason, location)
        split = given.get("validation_split")
        if isinstance(split, float) and split > 0 and method == "fit":
            reason = "validation_split needs arrays, and cannot divide a dataset"
            self.ctx.note_refusal(method, reason, location)


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
