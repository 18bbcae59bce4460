"""Calls of layers on what is no data yet: the inputs of functional and Sequential models, and what is made of them.

In a model or a layer of the program's own, Keras runs `call` on data, or traces it as if they were.
"""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.network import Node, Tensor
from kerasrules.model.program import Program
from kerasrules.rules.structure._shapes import ancestors, is_symbolic


def calls_on_inputs(program: Program) -> Iterator[Node]:
    """The calls that Keras makes to build a graph, of layers alone."""
    own = {id(node) for model in program.models if model.kind == "subclass" for node in model.nodes}
    whole = {id(node) for model in program.models if model.kind == "sequential" for node in model.nodes}
    for node in program.nodes:
        if node.layer.kind != "layer" or node.call_path or id(node) in own:
            continue
        before = [node, *ancestors(node)]
        sources = [one for one in before if one.layer.kind == "input"]
        known = all(isinstance(one, Tensor) for part in before for inputs in part.inputs for one in inputs)
        declared = id(node) in whole or all(one.built_by is None for one in sources)
        if sources and known and declared and all(map(is_symbolic, before)) and all(map(_has_shape, sources)):
            yield node


def _has_shape(source: Node) -> bool:
    return any(tensor.shape is not None for tensor in source.outputs)
