"""Layers that rearrange, repeat, pad or crop."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.layer_traits import TRAITS, ValueFlow
from kerasrules.keras_api.shapes.convolution import joined, spatial_rank, split
from kerasrules.keras_api.shapes.dimensions import (
    BuildError,
    Config,
    Inputs,
    Number,
    ShapeFunction,
    as_whole,
    channels_first,
    first,
    plus,
    positive,
    product,
    rank_unknown,
    require_rank,
    times,
    value,
    whole,
)
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import Shape


def flatten(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Flatten keeps the batch axis."""
    shape = first(inputs)
    if shape is None:
        return Inference(((None, None),), 0)
    require_rank(class_name, shape, least=1)
    return Inference(((shape[0], product(shape[1:])),), 0)


def resized(source: Shape, target: tuple[Number, ...], what: str) -> Shape:
    """`source` brought to `target`, in which -1 stands for what is left and None for an unknown size.

    Neither has a batch axis. Raises BuildError where the number of elements cannot be kept.
    """
    if any(size is not None and size < -1 for size in target) or target.count(-1) > 1:
        raise BuildError(f"There must be at most one unknown dimension (-1) in {what}. Received: {what}={target}.")
    total = product(source)
    given = times(*(size for size in target if size != -1))
    if total is None or given is None:
        return tuple(None if size == -1 else size for size in target)
    if -1 in target:
        if given == 0 or total % given:
            raise BuildError(
                "The total size of the tensor must be unchanged, however, the input size cannot by divided by the "
                f"specified dimensions in {what}. Received: input_shape={source}, {what}={target}"
            )
        return tuple(total // given if size == -1 else size for size in target)
    if given != total:
        raise BuildError(
            f"The total size of the tensor must be unchanged. Received: input_shape={source}, {what}={target}"
        )
    return target


def reshape(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Reshape, the batch axis kept."""
    given = value(config, "target_shape")
    shape = first(inputs)
    batch = shape[0] if shape else None
    if not isinstance(given, tuple | list):
        return Inference((None,), 0)
    target = tuple(as_whole(item) for item in given)
    if shape is None:
        return Inference(((batch, *(None if size == -1 else size for size in target)),), 0)
    return Inference(((batch, *resized(shape[1:], target, "target_shape")),), 0)


def permute(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Permute counts axes from 1, without the batch."""
    given = value(config, "dims")
    shape = first(inputs)
    if not isinstance(given, tuple | list):
        return Inference((None if shape is None else rank_unknown(len(shape)),), 0)
    dims = [index for index in map(as_whole, given) if index is not None]
    if len(dims) != len(given):
        return Inference((rank_unknown(len(given) + 1),), 0)
    if sorted(dims) != list(range(1, len(dims) + 1)):
        raise BuildError(
            "Invalid permutation argument `dims` for Permute Layer. The set of indices in `dims` must be consecutive "
            f"and start from 1. Received dims={given}"
        )
    if shape is None:
        return Inference((rank_unknown(len(dims) + 1),), 0)
    require_rank(class_name, shape, exact=len(dims) + 1)
    return Inference(((shape[0], *(shape[index] for index in dims)),), 0)


def repeat(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """RepeatVector makes a sequence of equal steps."""
    count = whole(config, "n")
    if count is not None and count <= 0:
        raise BuildError(f"Argument `n` should be a positive integer. Received: n={count}")
    shape = first(inputs)
    if shape is None:
        return Inference(((None, count, None),), 0)
    require_rank(class_name, shape, exact=2)
    return Inference(((shape[0], count, shape[1]),), 0)


def margins(config: Config, name: str, rank: int, default: object) -> tuple[tuple[Number, Number], ...]:
    """Two numbers per axis from an int, one int per axis, or a pair per axis (1D: a pair is that of the one axis)."""
    given = value(config, name, default)
    if not isinstance(given, tuple | list):
        size = as_whole(given)
        checked_margin(name, given, (size,))
        return ((size, size),) * rank
    if rank == 1:
        given = (given,)
    elif len(given) != rank:
        raise BuildError(f"`{name}` should have {rank} elements. Received: {name}={given}.")
    pairs: list[tuple[Number, Number]] = []
    for item in given:
        if isinstance(item, tuple | list):
            if len(item) != 2:
                raise BuildError(f"The `{name}` argument must be a tuple of 2 integers. Received {name}={item}")
            both = as_whole(item[0]), as_whole(item[1])
        else:
            both = as_whole(item), as_whole(item)
        checked_margin(name, given, both)
        pairs.append(both)
    return tuple(pairs)


def checked_margin(name: str, given: object, sizes: tuple[Number, ...]) -> None:
    """Margins are not negative."""
    if any(size is not None and size < 0 for size in sizes):
        raise BuildError(f"`{name}` cannot be negative. Received: {name}={given}.")


def spatial(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """ZeroPadding, Cropping and UpSampling: each axis of space changes on its own."""
    rank, flow = spatial_rank(class_name), TRAITS[class_name].values
    first_channels = channels_first(config) if (rank > 1 or flow is ValueFlow.PADDED) else False
    shape = first(inputs)
    change: list[tuple[Number, Number]]
    if flow is ValueFlow.COPIED:
        change = [(factor, 0) for factor in positive(config, "size", rank, 2)]
    elif flow is ValueFlow.PADDED:
        change = [(1, plus(*pair)) for pair in margins(config, "padding", rank, 1)]
    else:
        cropped = margins(config, "cropping", rank, 1 if rank != 2 else 0)
        change = [(1, times(-1, plus(*pair))) for pair in cropped]
    if shape is not None:
        require_rank(class_name, shape, exact=rank + 2)
    if shape is None or first_channels is None:
        return Inference((rank_unknown(rank + 2),), 0)
    lead, space, channels = split(shape, rank, first_channels)
    new_space = tuple(plus(times(size, factor), more) for size, (factor, more) in zip(space, change, strict=True))
    if flow is ValueFlow.SELECTED and any(size is not None and size <= 0 for size in new_space):
        raise BuildError(
            "Values in `cropping` argument should be smaller than the corresponding spatial dimension of the input. "
            f"Received: input_shape={shape}, cropping={value(config, 'cropping')}"
        )
    return Inference((joined(lead, new_space, channels, first_channels),), 0)


FUNCTIONS: Mapping[str, ShapeFunction] = {
    **{f"{kind}{rank}D": spatial for kind in ("ZeroPadding", "Cropping", "UpSampling") for rank in (1, 2, 3)},
    "Flatten": flatten,
    "Permute": permute,
    "RepeatVector": repeat,
    "Reshape": reshape,
}
