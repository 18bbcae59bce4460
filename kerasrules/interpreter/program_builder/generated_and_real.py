"""What each model is given: data, and what other networks make, as the discriminator of an adversarial network gets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kerasrules.interpreter.array_domain.provenance import joined_parts
from kerasrules.interpreter.input_flow import value_of
from kerasrules.interpreter.output_layer import head_of
from kerasrules.interpreter.program_builder.custom_loops import model_of_call
from kerasrules.interpreter.values import ArrayObject, KerasModel, ListValue, Value, options
from kerasrules.keras_api.operations import Range, operation
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.network import Head, Tensor
from kerasrules.model.record import field, record
from kerasrules.model.training import GeneratedAndReal

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


@record
class _Given:
    """All that one input of a model is given."""

    generated: dict[Location, Head] = field(default_factory=dict)
    data: list[ArrayInfo] = field(default_factory=list)
    location: Location | None = None


def generated_and_real(ctx: Context) -> Iterator[GeneratedAndReal]:
    """The inputs of models that get both."""
    found: dict[tuple[KerasModel, int], _Given] = {}
    for model, value, location in _uses(ctx):
        for index, part in enumerate(_inputs(value)):
            given = found.setdefault((model, index), _Given())
            for one in options(part):
                _note(ctx, one, given, location)
    for (model, _), given in found.items():
        if given.data and given.location is not None:
            for head in given.generated.values():
                yield GeneratedAndReal(model.name or model.class_name, head, tuple(given.data), given.location)


def _uses(ctx: Context) -> Iterator[tuple[KerasModel, Value, Location]]:
    """Each model with what it is given, and where."""
    for fit in (*ctx.events.fits, *(fit for event in ctx.events.compiles for fit in event.fits)):
        if isinstance(fit.model, KerasModel) and fit.method in ("train_on_batch", "fit"):
            yield fit.model, fit.x, fit.location
    for call, value in ctx.events.model_inputs.items():
        model = model_of_call(call)
        if model is not None:
            yield model, value, call.location


def _inputs(value: Value) -> tuple[Value, ...]:
    items = value.items if isinstance(value, ListValue) else value
    return items if isinstance(items, tuple) else (value,)


def _note(ctx: Context, value: Value, given: _Given, location: Location) -> None:
    if isinstance(value, ArrayObject):
        for part in joined_parts(value):
            _note_array(ctx, part.info, given, location)
    elif isinstance(value, Tensor):
        for joined in _joined(value):
            data = joined if isinstance(joined, ArrayInfo) else value_of(joined)
            if data is not None:
                _note_array(ctx, data, given, location)
            elif isinstance(joined, Tensor):
                _note_head(joined, given)


def _note_array(ctx: Context, info: ArrayInfo, given: _Given, location: Location) -> None:
    if isinstance(info.predictor, KerasModel):
        _note_head(ctx.model_graph.ends(info.predictor)[1], given)
    elif not info.predicted:
        given.data.append(info)
        given.location = given.location or location


def _note_head(made: Value, given: _Given) -> None:
    head = head_of((made,)) if isinstance(made, Tensor) else None
    if isinstance(head, Head):
        given.generated[head.location] = head


def _joined(tensor: Tensor) -> Iterator[Tensor | ArrayInfo]:
    """The tensors and arrays whose samples a tensor holds one after the other."""
    layer = tensor.node.layer
    args = layer.config.get("args", ())
    joins = layer.kind == "op" and operation(layer.class_name).range is Range.JOIN
    parts = args[0] if joins and isinstance(args, tuple) and args else None
    for part in parts if isinstance(parts, tuple) else (tensor,):
        if isinstance(part, (Tensor, ArrayInfo)):
            yield part
