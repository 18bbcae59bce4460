"""Layers that `call` of a layer or model of the program makes anew each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kerasrules.model.network import Layer, LayerInCall

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


def layers_in_calls(ctx: Context) -> Iterator[LayerInCall]:
    """Those that are called; where the program runs `call` itself, it may do so once, to make a graph."""
    layers = [node.layer for node in ctx.graph.nodes]
    wrapped = (layer.config.get("layer") for layer in layers)
    called = {*layers, *(one for one in wrapped if isinstance(one, Layer))}
    for layer, cls in ctx.events.made_in_calls.items():
        if layer in called and cls not in ctx.events.directly_called:
            yield LayerInCall(layer, cls.name)
