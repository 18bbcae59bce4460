"""What only Keras 1 had: merge, Merge, and layers under names that are gone."""

from __future__ import annotations

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.libraries.keras_network import last_name, parts_of
from kerasrules.interpreter.libraries.registry import Call, builder
from kerasrules.interpreter.structures import all_items, is_tensors, tensors_in
from kerasrules.interpreter.values import KerasModel, LayerObject, ListValue, Value
from kerasrules.keras_api.keras_one import MERGE_CLASSES
from kerasrules.model.network import Layer

_MERGE = (
    "mode",
    "concat_axis",
    "dot_axes",
    "output_shape",
    "output_mask",
    "arguments",
    "node_indices",
    "tensor_indices",
)
_HOMES = ("keras.layers", "keras.layers.core", "keras.engine", "keras.engine.topology", "keras.legacy.layers")


@builder(*(f"{home}.merge" for home in _HOMES))
def merge(call: Call) -> Value:
    """`merge([a, b], mode="concat")`: the tensor that a layer of this mode makes of them."""
    given = call.arguments.by_name(("inputs", *_MERGE))
    return _merged(call, given.pop("inputs", None), given)


@builder(*(f"{home}.Merge" for home in _HOMES))
def merge_layer(call: Call) -> Value:
    """`Merge(mode="concat")`, to be called; with a list of models one that has all their inputs."""
    given = call.arguments.by_name(("layers", *_MERGE))
    parts = given.pop("layers", None)
    if parts is None:
        return _layer(call, given) or call.unknown("a way to merge")
    ctx = parts_of(call)
    inputs: list[Value] = []
    outputs: list[Value] = []
    for part in all_items(parts.items) if isinstance(parts, ListValue) and isinstance(parts.items, tuple) else ():
        ends = ctx.model_graph.ends(part) if isinstance(part, KerasModel) else (None, part)
        inputs.extend(ctx.model_graph.leaves(ends[0]))
        outputs.append(ends[1])
    if not outputs or not all(is_tensors(output) for output in outputs):
        return call.unknown("models that are merged")
    merged = _merged(call, ListValue(tuple(outputs)), given)
    if not inputs:
        return merged
    model = KerasModel("functional", "Merge", call.location)
    ctx.heap.set(model, KerasModel.inputs, ListValue(tuple(dict.fromkeys(inputs))))
    ctx.heap.set(model, KerasModel.outputs, merged)
    return model


def _merged(call: Call, inputs: Value, given: dict[str, Value]) -> Value:
    """Tensors merged in a mode: by a layer, or by a function of the program."""
    ctx, mode = parts_of(call), given.get("mode", "sum")
    layer = _layer(call, given)
    if layer is not None:
        return ctx.layers.call(layer, Arguments((inputs,)), call.node)
    if not isinstance(mode, str):
        result = ctx.calls.call(mode, Arguments((inputs,)), call.node)
        if is_tensors(result):
            return result
    tensors = tuple(tensors_in(inputs))
    return ctx.graph.opaque_layer("Merge", tensors, call.node) if tensors else call.unknown("merged tensors")


def _layer(call: Call, given: dict[str, Value]) -> LayerObject | None:
    """The layer of today that merges in this mode."""
    mode = given.get("mode", "sum")
    class_name = MERGE_CLASSES.get(mode) if isinstance(mode, str) else None
    if class_name is None:
        return None
    arguments: dict[str, Value] = {"name": given["name"]} if "name" in given else {}
    if class_name == "Concatenate":
        arguments["axis"] = given.get("concat_axis", -1)
    if class_name == "Dot":
        axes = given.get("dot_axes", -1)
        arguments.update(axes=axes, normalize=mode == "cos")
    return parts_of(call).layers.make(class_name, Arguments((), arguments), call.node)


@builder(*(f"{home}.{name}" for home in _HOMES for name in ("AtrousConvolution1D", "AtrousConvolution2D")))
@builder("keras.layers.convolutional.AtrousConvolution1D", "keras.layers.convolutional.AtrousConvolution2D")
def atrous_convolution(call: Call) -> Value:
    """A convolution with holes."""
    return parts_of(call).layers.make(f"Conv{call.name[-2:]}", call.arguments, call.node, atrous=True)


@builder(*(f"{home}.TimeDistributedDense" for home in _HOMES))
def time_distributed_dense(call: Call) -> Value:
    """What Dense does today for inputs with an axis of time."""
    return parts_of(call).layers.make("Dense", call.arguments, call.node)


@builder(*(f"{home}.{name}" for home in _HOMES for name in ("MaxoutDense", "Highway", "ParametricSoftplus", "SReLU")))
def own_nonlinearity(call: Call) -> Value:
    """A layer that today's Keras does not have, of whose output nothing is known."""
    return LayerObject(Layer("custom", last_name(call), call.location))
