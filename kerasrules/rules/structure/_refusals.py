"""Calls that Keras would refuse to build.

Only the first refusal on a path counts: what follows it is a consequence. Each belongs to one rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import Family, ValueFlow, of_family, with_values
from kerasrules.model.enumeration import Enum
from kerasrules.model.network import Node, Tensor
from kerasrules.model.program import Program
from kerasrules.rules.graph import ancestors, only, unwrap
from kerasrules.rules.input_ranks import refuses_declared_input
from kerasrules.rules.structure._shapes import is_symbolic, passed_on, sequence_layer

_CROPPING = with_values(ValueFlow.SELECTED)
_MERGES = of_family(Family.MERGING, Family.ATTENTION)


class Refusal(Enum):
    """What is wrong with a call that Keras rejects: each kind belongs to one rule."""

    COLLAPSE = "no size is left on an axis"
    MERGE = "inputs do not go together"
    RESHAPE = "another number of values"
    SEQUENCE = "a recurrent layer returns only its last output"
    INPUT = "an input with another number of axes, or one that the data shape"
    OTHER = "anything else"


def refusals(program: Program, kind: Refusal) -> Iterator[Node]:
    """The first calls on their paths that Keras would reject, of one kind."""
    for node in program.nodes:
        first = node.error is not None and is_symbolic(node) and all(_leaves(kind, one) for one in ancestors(node))
        if first and _kind(node) is kind:
            yield node


def _leaves(kind: Refusal, before: Node) -> bool:
    """Whether what a call before is refused for does not matter: whether a layer returns a sequence, it says itself."""
    return is_sound(before) or (kind is Refusal.SEQUENCE and is_symbolic(before) and refuses_declared_input(before))


def is_sound(node: Node) -> bool:
    """Whether Keras makes this call, of tensors of a graph."""
    return node.error is None and is_symbolic(node)


def _kind(node: Node) -> Refusal:
    layer, error = unwrap(node.layer), node.error or ""
    if "zero or negative" in error or layer.class_name in _CROPPING:
        return Refusal.COLLAPSE
    if layer.class_name in {"Reshape", "reshape"}:
        return Refusal.RESHAPE
    if len(node.inputs) > 1 and (layer.kind == "op" or layer.class_name in _MERGES):
        return Refusal.MERGE
    if shrinking_recurrent(node) is not None:
        return Refusal.SEQUENCE
    source = _input_of(node)
    built = source is not None and (source.array is not None or (source.built_by is not None and "ndim" in error))
    if built or refuses_declared_input(node):
        return Refusal.INPUT
    return Refusal.OTHER


def _input_of(node: Node) -> Node | None:
    """The input whose shape does not fit, where nothing on the way has changed it."""
    for alternatives in node.inputs:
        for tensor in alternatives:
            source = passed_on(tensor).node if isinstance(tensor, Tensor) else None
            if source is not None and source.layer.kind == "input":
                return source
    return None


def shrinking_recurrent(node: Node) -> Node | None:
    """The recurrent layer that gives its last step alone to a layer that wants the whole sequence."""
    if not node.inputs or ("ndim=3" not in (node.error or "") and "TimeDistributed" not in (node.error or "")):
        return None
    tensor = only(node.inputs[0])
    if tensor is None or tensor.shape is None or len(tensor.shape) != 2:
        return None
    source = passed_on(tensor).node
    layer = sequence_layer(source.layer)
    return source if layer is not None and layer.config.get("return_sequences") is False else None
