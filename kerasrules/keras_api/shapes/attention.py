"""Attention layers. Inputs are query, value and, where given, key."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.shapes.dimensions import (
    BuildError,
    Config,
    Inputs,
    Number,
    ShapeFunction,
    as_whole,
    choice,
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


def query_value_key(inputs: Inputs) -> tuple[Shape | None, Shape | None, Shape | None]:
    """The three tensors; value stands in for a key that is not given, query for both."""
    query = inputs[0] if inputs else None
    val = inputs[1] if len(inputs) > 1 else query
    return query, val, inputs[2] if len(inputs) > 2 else val


def dot_product(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Attention and AdditiveAttention."""
    if inputs and not 2 <= len(inputs) <= 3:
        raise BuildError(
            f"{class_name} layer accepts inputs list of length 2 or 3, namely [query, value] or [query, value, key]. "
            f"Received length: {len(inputs)}."
        )
    query, val, _ = query_value_key(inputs)
    if class_name == "Attention":
        mode = choice(config, "score_mode", "dot")
        weights = plus(
            only_if(flag(config, "use_scale", False), 1), None if mode is None else 1 if mode == "concat" else 0
        )
    else:
        weights = only_if(flag(config, "use_scale", True), query[-1] if query else None)
    if query is None or val is None:
        return Inference((None,), weights)
    return Inference(((*query[:-1], val[-1]),), weights)


def last(shape: Shape | None) -> Number:
    """Width of a tensor."""
    return shape[-1] if shape else None


def multi_head(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """MultiHeadAttention: projections of query, key, value and of the result."""
    query, val, key = query_value_key(inputs)
    heads, key_width = whole(config, "num_heads"), whole(config, "key_dim")
    value_width = key_width if value(config, "value_dim", None) is None else whole(config, "value_dim")
    for name, number in (("num_heads", heads), ("key_dim", key_width)):
        if number is not None and number <= 0:
            raise BuildError(
                f"Received an invalid value for argument `{name}`, expected a positive integer. "
                f"Received: {name}={number}"
            )
    check_lengths(val, key)
    bias = flag(config, "use_bias", True)
    given = value(config, "output_shape", None)
    if isinstance(given, Unknown):
        tail: tuple[Number, ...] | None = None
    elif given is None:
        tail = (last(query),)
    else:
        tail = tuple(as_whole(item) for item in (given if isinstance(given, tuple | list) else (given,)))
    inner_key, inner_value = times(heads, key_width), times(heads, value_width)
    outer = None if tail is None else product(tail)
    weights = plus(
        times(plus(last(query), only_if(bias, 1)), inner_key),
        times(plus(last(key), only_if(bias, 1)), inner_key),
        times(plus(last(val), only_if(bias, 1)), inner_value),
        times(plus(inner_value, only_if(bias, 1)), outer),
        only_if(flag(config, "use_gate", False), times(plus(last(query), only_if(bias, 1)), inner_value)),
    )
    output = None if query is None or tail is None else (*query[:-1], *tail)
    return Inference((output,), weights)


def check_lengths(val: Shape | None, key: Shape | None) -> None:
    """Keys and values come in pairs."""
    if val is None or key is None:
        return
    sizes = zip(val[1:-1], key[1:-1], strict=False)
    if len(val) != len(key) or any(None not in both and both[0] != both[1] for both in sizes):
        raise BuildError(
            "All dimensions of `value` and `key`, except the last one, must be equal. "
            f"Received: value_shape={val} and key_shape={key}"
        )


def grouped(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """GroupQueryAttention: fewer heads for keys and values."""
    query, val, key = query_value_key(inputs)
    width = whole(config, "head_dim")
    heads, pairs = whole(config, "num_query_heads"), whole(config, "num_key_value_heads")
    if heads is not None and pairs is not None and (pairs == 0 or heads % pairs):
        raise BuildError("`num_query_heads` must be divisible by `num_key_value_heads`.")
    if None not in (last(query), last(val)) and last(query) != last(val):
        raise BuildError(
            f"The last dimension of `query_shape` and `value_shape` must be equal, but are {last(query)}, {last(val)}."
        )
    check_lengths(val, key)
    bias = only_if(flag(config, "use_bias", True), 1)
    weights = plus(
        times(plus(last(query), bias), heads, width),
        times(plus(last(key), bias), pairs, width),
        times(plus(last(val), bias), pairs, width),
        times(plus(times(heads, width), bias), last(query)),
        only_if(flag(config, "use_gate", False), times(plus(last(query), bias), heads, width)),
    )
    return Inference((query,), weights)


FUNCTIONS: Mapping[str, ShapeFunction] = {
    "AdditiveAttention": dot_product,
    "Attention": dot_product,
    "GroupQueryAttention": grouped,
    "MultiHeadAttention": multi_head,
}
