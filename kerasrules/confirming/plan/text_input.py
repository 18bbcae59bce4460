"""Models that take texts, as ones that take the numbers of their words: those are what can be learned from."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.confirming.plan.model_plan import InputPlan, LayerCall, ModelPlan
from kerasrules.model.record import replace


def with_numbered_words(plan: ModelPlan) -> ModelPlan:
    """The plan without the layers that number the words of its inputs: their results are the inputs instead."""
    numbering = {call.inputs[0]: call for call in plan.calls if _numbers_words(plan, call)}
    inputs = tuple(_input(given, numbering.get(given.tensor), plan) for given in plan.inputs)
    gone = [numbering[given.tensor] for given in plan.inputs if given.tensor in numbering]
    if not gone:
        return plan
    return replace(
        plan,
        inputs=inputs,
        calls=tuple(call for call in plan.calls if call not in gone),
        notes=(*plan.notes, *dict.fromkeys(_notes(plan, gone))),
    )


def _numbers_words(plan: ModelPlan, call: LayerCall) -> bool:
    layer = plan.layers[call.layer]
    return (
        layer.class_name == "TextVectorization"
        and len(call.inputs) == len(call.outputs) == 1
        and layer.config.get("output_mode", "int") == "int"
        and not layer.config.get("ragged")
    )


def _input(given: InputPlan, call: LayerCall | None, plan: ModelPlan) -> InputPlan:
    if call is None:
        return given
    length = plan.layers[call.layer].config.get("output_sequence_length")
    return replace(
        given, tensor=call.outputs[0], shape=(None, length if isinstance(length, int) else None), dtype="int32"
    )


def _notes(plan: ModelPlan, calls: list[LayerCall]) -> Iterator[str]:
    for call in calls:
        yield f"the numbers of words went into the model, without {plan.layers[call.layer].class_name}"
