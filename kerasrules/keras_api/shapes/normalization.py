"""Normalization layers keep the shape and have weights along their axes."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.shapes.dimensions import (
    BuildError,
    Config,
    Inputs,
    Number,
    ShapeFunction,
    axis_indices,
    first,
    flag,
    only_if,
    plus,
    product,
    times,
    value,
    whole,
)
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import Shape
from kerasrules.model.unknown import Unknown


def extent(config: Config, shape: Shape, default: object = -1) -> Number:
    """Number of elements along the layer's axes."""
    axes = axis_indices(value(config, "axis", default), len(shape))
    return None if axes is None else product(shape[axis] for axis in axes)


def batch(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """BatchNormalization: moving mean and variance always, scale and offset on demand."""
    shape = first(inputs)
    if shape is None:
        return Inference((None,))
    size = extent(config, shape)
    learned = plus(only_if(flag(config, "scale", True), 1), only_if(flag(config, "center", True), 1))
    extra = only_if(flag(config, "renorm", False), 1)
    return Inference((shape,), times(size, plus(2, learned, times(extra, 3))))


def layer(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """LayerNormalization over one or several axes."""
    shape = first(inputs)
    if shape is None:
        return Inference((None,))
    size = extent(config, shape)
    scale, center = flag(config, "scale", True), flag(config, "center", True)
    root = flag(config, "rms_scaling", False)
    if root is None:
        scale, center = None, None
    elif root:
        scale, center = True, False
    return Inference((shape,), times(size, plus(only_if(scale, 1), only_if(center, 1))))


def group(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """GroupNormalization: groups must divide the axis."""
    shape = first(inputs)
    if shape is None:
        return Inference((None,))
    size = extent(config, shape)
    groups = whole(config, "groups", 32)
    if size is not None and groups is not None and groups != -1:
        if size < groups:
            raise BuildError(f"Number of groups ({groups}) cannot be more than the number of channels ({size}).")
        if groups <= 0 or size % groups:
            raise BuildError(f"Number of groups ({groups}) must be a multiple of the number of channels ({size}).")
    learned = plus(only_if(flag(config, "scale", True), 1), only_if(flag(config, "center", True), 1))
    return Inference((shape,), times(size, learned))


def root_mean_square(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """RMSNormalization has a scale."""
    shape = first(inputs)
    return Inference((shape,), None if shape is None else extent(config, shape))


def adapted(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Normalization: mean, variance and a counter, unless mean and variance are given."""
    shape = first(inputs)
    mean, variance = value(config, "mean", None), value(config, "variance", None)
    if isinstance(mean, Unknown) or isinstance(variance, Unknown):
        return Inference((shape,))
    if mean is not None and variance is not None:
        return Inference((shape,), 0)
    if value(config, "axis", -1) is None:
        return Inference((shape,), 3)
    return Inference((shape,), None if shape is None else plus(times(2, extent(config, shape)), 1))


FUNCTIONS: Mapping[str, ShapeFunction] = {
    "BatchNormalization": batch,
    "GroupNormalization": group,
    "LayerNormalization": layer,
    "Normalization": adapted,
    "RMSNormalization": root_mean_square,
}
