"""Pooling: local, global and adaptive."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.shapes.convolution import check_space, joined, output_size, spatial_rank, split
from kerasrules.keras_api.shapes.dimensions import (
    Config,
    Inputs,
    ShapeFunction,
    channels_first,
    first,
    flag,
    padding_mode,
    positive,
    rank_unknown,
    require_rank,
    value,
)
from kerasrules.keras_api.shapes.inference import Inference


def local(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """MaxPooling1D to AveragePooling3D."""
    rank = spatial_rank(class_name)
    pool = positive(config, "pool_size", rank, 2)
    strides = pool if value(config, "strides", None) is None else positive(config, "strides", rank)
    padding = padding_mode(config)
    first_channels = channels_first(config)
    shape = first(inputs)
    if shape is None:
        return Inference((rank_unknown(rank + 2),), 0)
    require_rank(class_name, shape, exact=rank + 2)
    if first_channels is None:
        return Inference((rank_unknown(rank + 2),), 0)
    lead, space, channels = split(shape, rank, first_channels)
    new_space = tuple(output_size(*axis, padding, 1) for axis in zip(space, pool, strides, strict=True))
    if padding == "valid":
        check_space(class_name, shape, new_space)
    return Inference((joined(lead, new_space, channels, first_channels),), 0)


def overall(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """GlobalMaxPooling1D to GlobalAveragePooling3D."""
    rank = spatial_rank(class_name)
    keep = flag(config, "keepdims", False)
    first_channels = channels_first(config)
    shape = first(inputs)
    if shape is not None:
        require_rank(class_name, shape, exact=rank + 2)
    if keep is None:
        return Inference((None,), 0)
    if shape is None or first_channels is None:
        return Inference((rank_unknown(rank + 2 if keep else 2),), 0)
    lead, space, channels = split(shape, rank, first_channels)
    return Inference((joined(lead, (1,) * len(space) if keep else (), channels, first_channels),), 0)


def adaptive(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """AdaptiveMaxPooling1D to AdaptiveAveragePooling3D."""
    rank = spatial_rank(class_name)
    size = positive(config, "output_size", rank)
    first_channels = channels_first(config)
    shape = first(inputs)
    if shape is None or len(shape) != rank + 2 or first_channels is None:
        return Inference((rank_unknown(rank + 2),), 0)
    lead, _, channels = split(shape, rank, first_channels)
    return Inference((joined(lead, size, channels, first_channels),), 0)


FUNCTIONS: Mapping[str, ShapeFunction] = {
    **{f"{kind}Pooling{rank}D": local for kind in ("Max", "Average") for rank in (1, 2, 3)},
    **{f"Global{kind}Pooling{rank}D": overall for kind in ("Max", "Average") for rank in (1, 2, 3)},
    **{f"Adaptive{kind}Pooling{rank}D": adaptive for kind in ("Max", "Average") for rank in (1, 2, 3)},
}
