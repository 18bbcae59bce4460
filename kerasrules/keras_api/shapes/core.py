"""Dense, EinsumDense, embeddings, inputs, Lambda, and layers that keep their input's shape."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kerasrules.keras_api.layer_traits import Family, of_family
from kerasrules.keras_api.shapes.dimensions import (
    BuildError,
    Config,
    Inputs,
    Number,
    ShapeFunction,
    as_whole,
    first,
    flag,
    only_if,
    plus,
    product,
    require_rank,
    times,
    value,
    whole,
)
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.unknown import Unknown


def dense(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Dense acts on the last axis, whatever the rank."""
    units = whole(config, "units")
    if units is not None and units <= 0:
        raise BuildError(f"Received an invalid value for `units`, expected a positive integer. Received: units={units}")
    shape = first(inputs)
    if shape is None:
        return Inference((None,))
    require_rank(class_name, shape, least=2)
    weights = plus(times(shape[-1], units), only_if(flag(config, "use_bias", True), units))
    return Inference(((*shape[:-1], units),), weights)


def embedding(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Embedding adds an axis."""
    width = whole(config, "output_dim")
    table = times(whole(config, "input_dim"), width)
    if class_name == "ReversibleEmbedding":
        tied = flag(config, "tie_weights", True)
        table = plus(table, only_if(None if tied is None else not tied, table))
    shape = first(inputs)
    return Inference((None if shape is None else (*shape, width),), table)


_EQUATION = r"(?P<left>0?)(?P<input>[a-zA-Z]+)(?P<right>0?),(?P<kernel>[a-zA-Z]+)->(0?)(?P<output>[a-zA-Z]+)(0?)"


def einsum_dense(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """EinsumDense, whose equation names the axes; output_shape lacks the batch axis and those under the ellipsis.

    An axis that output_shape leaves open stays open, as in Keras, even where the input would tell it. Axes more than
    the equation has are passed on without an ellipsis, too: Keras builds such a layer and fails when it runs.
    """
    equation, given = value(config, "equation"), value(config, "output_shape")
    shape = first(inputs)
    if not isinstance(equation, str):
        return Inference((None,))
    match = re.fullmatch(_EQUATION, equation.replace("...", "0").replace(" ", ""))
    if match is None:
        raise BuildError(
            f"Invalid einsum equation '{equation}'. Equations must be in the form [X],[Y]->[Z], ...[X],[Y]->...[Z], "
            "or [X]...,[Y]->[Z]...."
        )
    if shape is None or isinstance(given, Unknown):
        return Inference((None,))
    items = given if isinstance(given, tuple | list) else (given,)
    output: list[Number] = [shape[0], *(as_whole(item) for item in items)]
    read, kernel, written = match["input"], match["kernel"], match["output"]
    elided = len(shape) - len(read)
    left = bool(match["left"])
    if elided < 0:
        raise BuildError(f"The input's rank {len(shape)} does not fit the equation '{equation}'. Received: {shape}")
    if elided and left:
        output[1:1] = shape[1:elided][::-1]  # the order in which Keras puts them
    elif elided:
        output += shape[len(shape) - elided :]
    offset = elided if left else 0
    sizes: dict[str, Number] = {}
    for index, letter in enumerate(written):
        sizes[letter] = output[index + offset] if index + offset < len(output) else None
    for index, letter in enumerate(read):
        actual = shape[index + offset]
        if letter in sizes:
            if None not in (sizes[letter], actual) and sizes[letter] != actual:
                raise BuildError(
                    f"Input shape and output shape do not match at shared dimension '{letter}'. "
                    f"Input shape is {actual}, and output shape is {sizes[letter]}."
                )
        else:
            sizes[letter] = actual
    missing = [letter for letter in kernel if letter not in sizes]
    if missing:
        raise BuildError(
            f"Weight dimension '{missing[0]}' did not have a match in either the input spec '{read}' or the output "
            f"spec '{written}'. For this layer, the weight must be fully specified."
        )
    bias = value(config, "bias_axes", None)
    extra: Number = 0
    if isinstance(bias, str):
        if any(letter not in written for letter in bias):
            raise BuildError(f"Bias dimension '{bias}' was requested, but is not part of the output spec '{written}'")
        extra = product(sizes[letter] for letter in dict.fromkeys(bias))
    elif bias is not None:
        extra = None
    return Inference((tuple(output),), plus(product(sizes[letter] for letter in kernel), extra))


def same(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Layers without weights that keep the shape."""
    return Inference((first(inputs),), 0)


def ranked(rank: int) -> ShapeFunction:
    """Shape-keeping layers that insist on a rank."""

    def function(class_name: str, config: Config, inputs: Inputs) -> Inference:
        shape = first(inputs)
        if shape is not None:
            require_rank(class_name, shape, exact=rank)
        return Inference(((None,) * rank if shape is None else shape,), 0)

    return function


def prelu(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """PReLU has a slope per element, shared along some axes (counted with the batch axis)."""
    shape = first(inputs)
    if shape is None:
        return Inference((None,))
    shared = value(config, "shared_axes", None)
    slopes: list[Number] = list(shape[1:])
    if isinstance(shared, Unknown):
        return Inference((shape,))
    if shared is not None:
        for axis in shared if isinstance(shared, tuple | list) else (shared,):
            index = as_whole(axis)
            if index is None:
                return Inference((shape,))
            if not -len(slopes) <= index - 1 < len(slopes):
                raise BuildError("list assignment index out of range")
            slopes[index - 1] = 1
    return Inference((shape,), product(slopes))


def input_layer(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Input and InputLayer."""
    for name in ("batch_shape", "batch_input_shape"):
        full = value(config, name, None)
        if isinstance(full, tuple | list):
            return Inference((tuple(as_whole(item) for item in full),), 0)
        if full is not None:
            return Inference((None,), 0)
    given = value(config, "shape", None)
    given = value(config, "input_shape", None) if given is None else given
    batch = whole(config, "batch_size", None)
    if isinstance(given, tuple | list):
        return Inference(((batch, *(as_whole(item) for item in given)),), 0)
    return Inference((None,), 0)


def function_layer(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Lambda: known only where its output_shape is written down."""
    shape, given = first(inputs), value(config, "output_shape", None)
    if isinstance(given, tuple | list) and all(item is None or as_whole(item) is not None for item in given):
        batch = shape[0] if shape else None
        return Inference(((batch, *(as_whole(item) for item in given)),), 0)
    return Inference((None,), 0)


FUNCTIONS: Mapping[str, ShapeFunction] = {
    **dict.fromkeys(of_family(Family.ACTIVATION, Family.NOISE, Family.PASSING), same),
    # of these families, but with weights or a rank of their own
    "PReLU": prelu,
    **{f"SpatialDropout{rank}D": ranked(rank + 2) for rank in (1, 2, 3)},
    "Dense": dense,
    "EinsumDense": einsum_dense,
    "Embedding": embedding,
    "Input": input_layer,
    "InputLayer": input_layer,
    "Lambda": function_layer,
    "ReversibleEmbedding": embedding,
    "UnitNormalization": same,
}
