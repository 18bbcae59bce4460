"""Convolutions: plain, transposed, separable, depthwise and locally connected."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.layer_traits import ANY_CONVOLUTION, TRAITS, TRANSPOSED, Family, Kernel, of_family
from kerasrules.keras_api.shapes.dimensions import (
    BuildError,
    Config,
    Inputs,
    Number,
    ShapeFunction,
    channels_first,
    first,
    flag,
    only_if,
    padding_mode,
    plus,
    positive,
    rank_unknown,
    require_rank,
    times,
    value,
    whole,
)
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import Shape


def output_size(size: Number, kernel: Number, stride: Number, padding: str | None, dilation: Number) -> Number:
    """Length of one axis after a convolution or pooling; may be 0 or negative, which Keras rejects."""
    if size is None or stride is None or padding is None:
        return None
    if padding in ("same", "causal"):
        return (size - 1) // stride + 1
    if kernel is None or dilation is None:
        return None
    return (size - dilation * (kernel - 1) - 1) // stride + 1


def transposed_size(
    size: Number, kernel: Number, stride: Number, padding: str | None, extra: Number | str, dilation: Number
) -> Number:
    """Length of one axis after a transposed convolution; extra: its output padding, "default" where not given."""
    if size is None or kernel is None or stride is None or padding is None or dilation is None or extra is None:
        return None
    kernel = (kernel - 1) * dilation + 1
    if padding == "valid":
        more = max(kernel, stride) - kernel if isinstance(extra, str) else extra
        return (size - 1) * stride + kernel + more
    if isinstance(extra, str):
        return size * stride
    return (size - 1) * stride + kernel % 2 + extra


def split(shape: Shape, rank: int, first_channels: bool) -> tuple[Shape, Shape, Number]:
    """Leading axes, space, channels. More leading axes than one are batch axes, which Keras 2 allows."""
    if first_channels:
        return shape[: -rank - 1], shape[-rank:], shape[-rank - 1]
    return shape[: -rank - 1], shape[-rank - 1 : -1], shape[-1]


def joined(lead: Shape, space: Shape, channels: Number, first_channels: bool) -> Shape:
    """The inverse of `split`."""
    return (*lead, channels, *space) if first_channels else (*lead, *space, channels)


def check_space(class_name: str, shape: Shape, space: Shape) -> None:
    """Raise what Keras raises where an axis has nothing left."""
    if any(size is not None and size <= 0 for size in space):
        raise BuildError(
            f"Computed output size would be zero or negative in layer {class_name}. Received inputs shape={shape}; "
            f"the output's spatial shape would be {space}."
        )


def check_positive(config: Config, *names: str) -> None:
    """Raise what Keras raises for counts that are not positive."""
    for name in names:
        number = whole(config, name, None)
        if number is not None and number <= 0:
            raise BuildError(
                f"Invalid value for argument `{name}`. Expected a strictly positive value. Received {name}={number}."
            )


def check_strides(strides: tuple[Number, ...], dilation: tuple[Number, ...]) -> None:
    """Strides and dilation cannot be combined."""
    known_strides = [size for size in strides if size is not None]
    known_dilation = [size for size in dilation if size is not None]
    if known_strides and known_dilation and max(known_strides) > 1 and max(known_dilation) > 1:
        raise BuildError(
            "`strides > 1` not supported in conjunction with `dilation_rate > 1`. "
            f"Received: strides={strides} and dilation_rate={dilation}"
        )


def spatial_rank(class_name: str) -> int:
    """How many axes of space a class is for."""
    rank = TRAITS[class_name].rank
    assert rank is not None
    return rank


def convolution(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Conv1D to Conv3D, their separable and depthwise kin."""
    rank = spatial_rank(class_name)
    kind = TRAITS[class_name].kernel
    separable, depthwise = kind is Kernel.SEPARABLE, kind is Kernel.DEPTHWISE
    kernel, strides = positive(config, "kernel_size", rank), positive(config, "strides", rank, 1)
    dilation = positive(config, "dilation_rate", rank, 1)
    causal = ("causal",) if rank == 1 and not (separable or depthwise) else ()
    # Keras 2 also has causal separable convolutions; Keras 3 takes the word from nobody but Conv1D.
    padding = padding_mode(config, *causal, *(("causal",) if separable and rank == 1 else ()))
    if not depthwise:
        check_positive(config, "filters")
    if separable or depthwise:
        check_positive(config, "depth_multiplier")
    else:
        check_strides(strides, dilation)
    first_channels = channels_first(config)
    groups = whole(config, "groups", 1) if not (separable or depthwise) else 1
    filters = None if depthwise else whole(config, "filters")
    check_groups(groups, filters)
    shape = first(inputs)
    if shape is None:
        return Inference((rank_unknown(rank + 2),))
    require_rank(class_name, shape, least=rank + 2)
    if first_channels is None:
        return Inference((rank_unknown(len(shape)),))
    lead, space, channels = split(shape, rank, first_channels)
    check_channels(groups, channels, shape)
    new_space = tuple(
        output_size(*axis) for axis in zip(space, kernel, strides, (padding,) * rank, dilation, strict=True)
    )
    if padding == "valid":
        check_space(class_name, shape, new_space)
    bias = flag(config, "use_bias", True)
    if separable or depthwise:
        inner = times(whole(config, "depth_multiplier", 1), channels)
        outer = inner if depthwise else filters
        pointwise = 0 if depthwise else times(inner, filters)
        weights = plus(times(*kernel, inner), pointwise, only_if(bias, outer))
    else:
        outer = filters
        per_group = None if channels is None or not groups else channels // groups
        weights = plus(times(*kernel, per_group, filters), only_if(bias, filters))
    return Inference((joined(lead, new_space, outer, first_channels),), weights)


def check_groups(groups: Number, filters: Number) -> None:
    """Groups must divide the filters."""
    if groups is not None and groups <= 0:
        raise BuildError(f"The number of groups must be a positive integer. Received: groups={groups}.")
    if groups and filters is not None and filters % groups:
        raise BuildError(
            "The number of filters must be evenly divisible by the number of groups. "
            f"Received: groups={groups}, filters={filters}."
        )


def check_channels(groups: Number, channels: Number, shape: Shape) -> None:
    """Groups must divide the input's channels."""
    if groups and channels is not None and channels % groups:
        raise BuildError(
            "The number of input channels must be evenly divisible by the number of groups. "
            f"Received groups={groups}, but the input has {channels} channels (full input shape is {shape})."
        )


def transposed(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Conv1DTranspose to Conv3DTranspose."""
    rank = spatial_rank(class_name)
    kernel, strides = positive(config, "kernel_size", rank), positive(config, "strides", rank, 1)
    dilation = positive(config, "dilation_rate", rank, 1)
    padding = padding_mode(config)
    check_positive(config, "filters")
    check_strides(strides, dilation)
    extra: tuple[Number | str, ...] = ("default",) * rank
    if value(config, "output_padding", None) is not None:
        extra = positive(config, "output_padding", rank, zero=True)
        for more, stride in zip(extra, strides, strict=True):
            if isinstance(more, int) and stride is not None and more >= stride:
                raise BuildError(
                    "`output_padding` must be strictly less than `strides` for all dimensions. "
                    f"Received: output_padding={extra}, strides={strides}"
                )
    first_channels = channels_first(config)
    shape = first(inputs)
    if shape is None:
        return Inference((rank_unknown(rank + 2),))
    require_rank(class_name, shape, exact=rank + 2)
    if first_channels is None:
        return Inference((rank_unknown(rank + 2),))
    lead, space, channels = split(shape, rank, first_channels)
    new_space = tuple(
        transposed_size(*axis) for axis in zip(space, kernel, strides, (padding,) * rank, extra, dilation, strict=True)
    )
    filters = whole(config, "filters")
    weights = plus(times(*kernel, filters, channels), only_if(flag(config, "use_bias", True), filters))
    return Inference((joined(lead, new_space, filters, first_channels),), weights)


def locally_connected(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """LocallyConnected1D and 2D (Keras 2): a separate kernel at every place of the output."""
    rank = spatial_rank(class_name)
    kernel, strides = positive(config, "kernel_size", rank), positive(config, "strides", rank, 1)
    padding = padding_mode(config)
    first_channels = channels_first(config)
    shape = first(inputs)
    if shape is None:
        return Inference((rank_unknown(rank + 2),))
    require_rank(class_name, shape, exact=rank + 2)
    if first_channels is None:
        return Inference((rank_unknown(rank + 2),))
    lead, space, channels = split(shape, rank, first_channels)
    new_space = tuple(
        output_size(*axis) for axis in zip(space, kernel, strides, (padding,) * rank, (1,) * rank, strict=True)
    )
    check_space(class_name, shape, new_space)
    filters = whole(config, "filters")
    weights: Number = None
    if whole(config, "implementation", 1) == 1:
        locations = times(*new_space)
        bias = only_if(flag(config, "use_bias", True), times(locations, filters))
        weights = plus(times(locations, *kernel, channels, filters), bias)
    return Inference((joined(lead, new_space, filters, first_channels),), weights)


FUNCTIONS: Mapping[str, ShapeFunction] = {
    **dict.fromkeys(ANY_CONVOLUTION - TRANSPOSED, convolution),
    **dict.fromkeys(TRANSPOSED, transposed),
    **dict.fromkeys(of_family(Family.LOCALLY_CONNECTED), locally_connected),
}
