"""Layers that `call` of a layer or model of the program makes anew each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kerasrules.model.network import LayerInCall

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


def layers_in_calls(ctx: Context) -> Iterator[LayerInCall]:
    """Those that are called; where the program runs `call` itself, it may do so once, to make a graph."""
    called = {part for node in ctx.graph.nodes for part in (node.layer, node.layer.config.get("layer"))}
    for layer, cls in ctx.events.made_in_calls.items():
        if layer in called and cls not in ctx.events.directly_called:
            yield LayerInCall(layer, cls.name)
