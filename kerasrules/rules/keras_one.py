"""Programs written for Keras 1: current Keras rejects some of their calls and reads others differently."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kerasrules.keras_api import removed
from kerasrules.keras_api.layer_traits import CONVOLUTIONS, classes_with
from kerasrules.keras_api.removed import Removed
from kerasrules.model.network import Layer
from kerasrules.model.program import ApiUse, Program
from kerasrules.rules.graph import unwrap

_FLAT_CONVOLUTIONS = classes_with(lambda traits: traits.rank == 2) & CONVOLUTIONS
_OLD_NAMES = frozenset({"keras.layers.Convolution2D", "keras.layers.convolutional.Convolution2D"})
"""Keras still has this name for Conv2D; who imports it and passes rows and columns learned it in Keras 1."""


@lru_cache(maxsize=1)  # several rules ask it of the program that they judge
def written_for_keras_one(program: Program) -> bool:
    """Whether the program passes what only Keras 1 took: then shapes as current Keras reads them are not its own."""
    if any(
        (entry := removed_argument(use, argument)) is not None and entry.since == removed.KERAS_ONE_ENDED
        for use in program.uses
        for argument in use.keywords
    ):
        return True
    imports = {use.name for use in program.uses if use.kind == "import"}
    return bool(imports & _OLD_NAMES) and next(rows_and_columns(program), None) is not None


def removed_argument(use: ApiUse, argument: str) -> Removed | None:
    """The table's entry for a keyword argument of a call of a layer or of a method of a model."""
    last = use.name.rpartition(".")[2]
    if use.kind == "method":
        return removed.METHOD_ARGUMENTS.get((last, argument))
    if use.kind == "call" and use.name.startswith("keras.layers.") and use.name.count(".") == 2:
        return removed.LAYER_ARGUMENTS.get(argument) or removed.ARGUMENTS_OF_LAYER.get((last, argument))
    return None


def rows_and_columns(program: Program) -> Iterator[tuple[Layer, int, int]]:
    """Convolutions whose second and third argument are two numbers without names: the kernel's sides in Keras 1."""
    for layer in {id(node.layer): unwrap(node.layer) for node in program.nodes}.values():
        rows, columns = layer.config.get("kernel_size"), layer.config.get("strides")
        is_flat = layer.kind == "layer" and layer.class_name in _FLAT_CONVOLUTIONS
        if is_flat and layer.positional >= 3 and type(rows) is int and type(columns) is int:
            yield layer, rows, columns
