"""Convolutions that get rows and columns as two arguments, as in Keras 1."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import CONVOLUTIONS, classes_with
from kerasrules.model.network import Layer
from kerasrules.model.program import Program
from kerasrules.rules.graph import unwrap

_FLAT_CONVOLUTIONS = classes_with(lambda traits: traits.rank == 2) & CONVOLUTIONS


def rows_and_columns(program: Program) -> Iterator[tuple[Layer, int, int]]:
    """Convolutions whose second and third argument are two numbers without names, read as today's Keras reads them."""
    for layer in _layers(program):
        rows, columns = layer.config.get("kernel_size"), layer.config.get("strides")
        is_flat = layer.kind == "layer" and layer.class_name in _FLAT_CONVOLUTIONS
        if is_flat and layer.positional >= 3 and type(rows) is int and type(columns) is int:
            yield layer, rows, columns


def split_kernels(program: Program) -> Iterator[tuple[Layer, int]]:
    """Layers of a program for Keras 1 that get the sides of their kernel one by one, with the number of sides."""
    for layer in _layers(program):
        sides = sum(
            name in layer.arguments for name in ("nb_row", "nb_col", "kernel_dim1", "kernel_dim2", "kernel_dim3")
        )
        if sides > 1 and layer.positional > sides:
            yield layer, sides


def _layers(program: Program) -> Iterator[Layer]:
    yield from {id(node.layer): unwrap(node.layer) for node in program.nodes}.values()
