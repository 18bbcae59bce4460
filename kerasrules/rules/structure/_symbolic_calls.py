"""Calls of layers on what is no data yet: the inputs of functional and Sequential models, and what is made of them.

In a model or a layer of the program's own, Keras runs `call` on data, or traces it as if they were.
"""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.enumeration import IntEnum
from kerasrules.model.network import Node, Tensor
from kerasrules.model.program import Program
from kerasrules.rules.structure._shapes import is_symbolic


class TensorOrigin(IntEnum):
    """What a node is made of: of several things, the one that tells least."""

    NOTHING = 0
    INPUTS = 1
    BUILT_INPUTS = 2
    """An input that a model does not declare: its shape came with the data."""
    OTHER = 3


def calls_on_inputs(program: Program) -> Iterator[Node]:
    """The calls that Keras makes to build a graph, of layers alone."""
    own = {id(node) for model in program.models if model.kind == "subclass" for node in model.nodes}
    whole = {id(node) for model in program.models if model.kind == "sequential" for node in model.nodes}
    origins: dict[int, TensorOrigin] = {}
    for node in program.nodes:
        if node.layer.kind != "layer" or node.call_path or id(node) in own:
            continue
        origin = _origin(node, origins)
        if origin is TensorOrigin.INPUTS or (origin is TensorOrigin.BUILT_INPUTS and id(node) in whole):
            yield node


def _origin(node: Node, known: dict[int, TensorOrigin]) -> TensorOrigin:
    """What a node and all before it are made of. known: what was found so far, so that a chain is walked once."""
    todo = [node]
    while todo:
        before = [tensor.node for inputs in todo[-1].inputs for tensor in inputs if isinstance(tensor, Tensor)]
        missing = [one for one in before if id(one) not in known]
        if missing:
            todo.extend(missing)
        else:
            last = todo.pop()
            known[id(last)] = max(_own_origin(last), *(known[id(one)] for one in before), TensorOrigin.NOTHING)
    return known[id(node)]


def _own_origin(node: Node) -> TensorOrigin:
    """What a node adds to what the nodes before it are made of."""
    if not is_symbolic(node) or not all(isinstance(one, Tensor) for inputs in node.inputs for one in inputs):
        return TensorOrigin.OTHER
    if node.layer.kind != "input":
        return TensorOrigin.NOTHING
    if all(tensor.shape is None for tensor in node.outputs):
        return TensorOrigin.OTHER
    return TensorOrigin.INPUTS if node.built_by is None else TensorOrigin.BUILT_INPUTS
