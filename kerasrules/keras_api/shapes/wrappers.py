"""Layers around another layer, which their configuration holds under "layer"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kerasrules.keras_api.shapes.dimensions import (
    BuildError,
    Config,
    Inputs,
    ShapeFunction,
    first,
    flag,
    plus,
    replace,
    times,
    value,
)
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import Shape
from kerasrules.model.network import Layer
from kerasrules.model.unknown import Unknown


def of_layer(dispatch: ShapeFunction, wrapped: object, inputs: Inputs) -> Inference:
    """What the wrapped layer does with these inputs."""
    if isinstance(wrapped, Layer) and wrapped.kind == "layer":
        return dispatch(wrapped.class_name, wrapped.config, inputs)
    return Inference((None,))


def over_time(dispatch: ShapeFunction, class_name: str, config: Config, inputs: Inputs) -> Inference:
    """TimeDistributed: the layer on every step."""
    shape = first(inputs)
    wrapped = value(config, "layer")
    if shape is None:
        return Inference((None,), of_layer(dispatch, wrapped, (None,)).parameters)
    if len(shape) < 3:
        raise BuildError(
            f"`TimeDistributed` Layer should be passed an `input_shape` with at least 3 dimensions, received: {shape}"
        )
    inner = of_layer(dispatch, wrapped, ((shape[0], *shape[2:]),))
    outputs = tuple(None if out is None else (out[0], shape[1], *out[1:]) for out in inner.outputs)
    return Inference(outputs, inner.parameters)


def bidirectional(dispatch: ShapeFunction, class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Bidirectional: the layer forwards and backwards, outputs merged."""
    wrapped, backward = value(config, "layer"), value(config, "backward_layer", None)
    mode = value(config, "merge_mode", "concat")
    if not isinstance(mode, Unknown) and mode not in ("sum", "mul", "ave", "concat", None):
        raise BuildError(
            f'Invalid merge mode. Received: {mode}. Merge mode should be one of {{"sum", "mul", "ave", "concat", None}}'
        )
    inner = of_layer(dispatch, wrapped, inputs)
    weights = (
        times(2, inner.parameters)
        if backward is None
        else plus(inner.parameters, of_layer(dispatch, backward, inputs).parameters)
    )
    if isinstance(mode, Unknown) or not isinstance(wrapped, Layer):
        return Inference((None,), weights)
    output, extra = inner.outputs[0], inner.outputs[1:]
    if flag(wrapped.config, "return_state", False) is None:
        return Inference((None,), weights)
    merged: tuple[Shape | None, ...] = (output, output) if mode is None else (output,)
    if mode == "concat" and output is not None:
        merged = (replace(output, -1, times(2, output[-1])),)
    return Inference((*merged, *extra, *extra), weights)


def spectral(dispatch: ShapeFunction, class_name: str, config: Config, inputs: Inputs) -> Inference:
    """SpectralNormalization: one more vector as long as the kernel's last axis."""
    inner = of_layer(dispatch, value(config, "layer"), inputs)
    output = inner.outputs[0]
    wrapped = value(config, "layer")
    plain = isinstance(wrapped, Layer) and wrapped.class_name in {"Dense", "Conv1D", "Conv2D", "Conv3D"}
    if plain and output is not None and isinstance(wrapped, Layer):
        first_channels = wrapped.config.get("data_format") == "channels_first"
        return Inference(inner.outputs, plus(inner.parameters, output[1 if first_channels else -1]))
    return Inference(inner.outputs)


def functions(dispatch: ShapeFunction) -> Mapping[str, ShapeFunction]:
    """The functions by class; `dispatch` is what tells the shapes of the layer inside, a wrapper again or any other."""
    return {
        "Bidirectional": partial(bidirectional, dispatch),
        "SpectralNormalization": partial(spectral, dispatch),
        "TimeDistributed": partial(over_time, dispatch),
    }
