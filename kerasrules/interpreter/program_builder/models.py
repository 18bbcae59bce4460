"""Models as rules see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasrules.interpreter.joins import join
from kerasrules.interpreter.keras_calls.model_graph import ordered
from kerasrules.interpreter.program_builder.summary_rows import rows
from kerasrules.interpreter.structures import tensors_in
from kerasrules.interpreter.values import (
    MISSING,
    BranchItems,
    DictValue,
    KerasModel,
    ListValue,
    LoopItems,
    Union,
    Value,
    options,
)
from kerasrules.model.network import Alternatives, Model, Tensor
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class ModelBuilder:
    """Makes a `Model` of each model of the interpreter."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.made: dict[tuple[KerasModel, object], Model] = {}

    def model(self, model: KerasModel, layers: tuple[Value, ...] | None = None) -> Model:
        """The program's model for one that was made; `layers` as they were when it was compiled."""
        if layers is None or model.form != "sequential":
            layers = model.layers
        key = (model, id(layers))
        found = self.made.get(key)
        if found is None:
            found = self.made[key] = self._model(model, layers)
        return found

    def _model(self, model: KerasModel, layers: tuple[Value, ...]) -> Model:
        inputs, outputs = self.ctx.model_graph.ends(model, layers)
        flat_in = list(tensors_in(inputs))
        names, flat_out = self._outputs(outputs)
        tensors = [tensor for alternatives in flat_out for tensor in alternatives if isinstance(tensor, Tensor)]
        nodes = ordered(tensors, set(flat_in))
        unknown = tuple(part for alternatives in flat_out for part in alternatives if isinstance(part, Unknown))
        opaque = tuple(
            Unknown(
                str(node.layer.config.get("reason", f"{node.layer.class_name} could not be analyzed")), node.location
            )
            for node in nodes
            if node.layer.kind in ("unknown", "custom", "loop")
        )
        missing = () if flat_out else (Unknown("the outputs of the model are unknown", model.location),)
        if _vary(inputs):
            missing = (*missing, Unknown("the inputs of the model depend on a branch or loop", model.location))
        if _is_open(outputs):
            missing = (*missing, Unknown("how many outputs the model has depends on a branch or loop", model.location))
        custom_step = custom_loss = False
        if model.instance is not None:
            custom_step = model.instance.cls.find("train_step") is not MISSING
            custom_step = custom_step and not model.standard_loss
            custom_loss = model.instance.cls.find("compute_loss") is not MISSING
        return Model(
            kind={"unknown": "functional"}.get(model.form, model.form),
            class_name=model.class_name,
            name=model.name,
            location=model.location,
            inputs=tuple(flat_in),
            outputs=tuple(flat_out),
            output_names=tuple(names),
            nodes=tuple(nodes),
            layers=rows(nodes),
            custom_train_step=custom_step,
            custom_compute_loss=custom_loss,
            complete=not (unknown or opaque or missing),
            unknown=(*missing, *unknown, *opaque),
            reused=model.reused or self._extended(model, tensors),
            made_after=model.made_after,
        )

    @staticmethod
    def _extended(model: KerasModel, outputs: list[Tensor]) -> bool:
        """Whether more layers were put on the model's outputs."""
        return model.form != "subclass" and any(
            any(tensor in alternatives for alternatives in consumer.inputs) and consumer.layer.kind != "escape"
            for tensor in outputs
            for consumer in tensor.node.consumers
        )

    def _outputs(self, value: Value) -> tuple[list[str | None], list[Alternatives]]:
        """Each output with the name that compile's dicts may use for it."""
        ctx = self.ctx
        if isinstance(value, DictValue) and not isinstance(value.items, Unknown):
            pairs = [(str(key), item) for key, item in value.items.items()]
        elif isinstance(value, (ListValue, tuple)):
            items = ctx.model_graph.leaves(value)
            pairs = [("", item) for item in items]
        elif isinstance(value, Union) and all(isinstance(option, (tuple, ListValue)) for option in value.options):
            columns = [ctx.model_graph.leaves(option) for option in value.options]
            if len({len(column) for column in columns}) == 1:
                pairs = [("", join(tuple(parts))) for parts in zip(*columns, strict=False)]
            else:
                pairs = [("", Unknown("outputs that depend on a branch"))]
        else:
            pairs = [] if value is None else [("", value)]
        names: list[str | None] = []
        outputs: list[Alternatives] = []
        for name, item in pairs:
            alternatives: Alternatives = tuple(
                option if isinstance(option, (Tensor, Unknown)) else Unknown("an output that is not a tensor")
                for option in options(item)
            )
            first = alternatives[0]
            own = first.node.layer.name if isinstance(first, Tensor) else None
            names.append(name or own)
            outputs.append(alternatives)
        return names, outputs


def _vary(value: Value) -> bool:
    """Whether branches and loops decide which tensors a structure of tensors holds, or how many."""
    if isinstance(value, Union):
        # `i = Input(a)` or `i = Input(b)`: one input, but all that is found of it are two tensors
        return len({tuple(tensors_in(option)) for option in value.options}) > 1
    return any(isinstance(item, (BranchItems, LoopItems)) or _vary(item) for item in _items(value))


def _is_open(value: Value) -> bool:
    """Whether branches and loops decide how many tensors a structure of tensors holds."""
    return any(isinstance(item, (BranchItems, LoopItems)) or _is_open(item) for item in _items(value))


def _items(value: Value) -> tuple[Value, ...]:
    """The items of a tuple, list or dict, as far as they are known."""
    if isinstance(value, ListValue):
        value = value.state["items"]
    if isinstance(value, DictValue) and not isinstance(value.items, Unknown):
        value = tuple(value.items.values())
    return value if isinstance(value, tuple) else ()
