"""Ways from what is differentiated back to the weights, and what on them lets no gradient through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kerasrules.keras_api import losses
from kerasrules.keras_api.operations.gradient_stops import ends_gradient
from kerasrules.model.locations import Location
from kerasrules.model.network import Node, Tensor
from kerasrules.model.record import record
from kerasrules.model.training import LostGradient
from kerasrules.model.unknown import Unknown

OPAQUE = frozenset({"custom", "unknown", "escape", "loop"})
"""Kinds of nodes that may use weights out of sight; the losses of Keras, which are "unknown" to rules, do not."""
_LOSSES = frozenset(losses.LOSSES.values()) | frozenset(losses.LOGIT_FUNCTIONS.values())
_CASTS = frozenset({"cast", "astype"})
"""What they are given besides their input is a type."""


@record(frozen=True)
class GradientSearch:
    """A search from tensors back to weights.

    location: where the gradients are taken. has_weights: whether a node has such weights. recorded: only what was
    computed under a tape counts. unrelated: what it is called where no way leads to weights; None: not to be told.
    """

    location: Location
    has_weights: Callable[[Node], bool]
    recorded: bool = False
    unrelated: str | None = "unrelated"

    def lost(self, targets: Iterable[Tensor]) -> LostGradient | None:
        """The first obstacle on the ways to the weights; None where there is a way without, or one is not known."""
        lost: LostGradient | None = None
        # nodes are seen first without an obstacle behind them, as far as there is such a way
        todo: list[tuple[Node, LostGradient | None]] = [(one.node, None) for one in targets]
        blocked: list[tuple[Node, LostGradient]] = []
        seen: set[int] = set()
        unknown = False
        while todo or blocked:
            node, obstacle = todo.pop() if todo else blocked.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if is_opaque(node):
                # what an obstacle is in front of may be anything
                if obstacle is None:
                    return None
                unknown = True
            obstacle = obstacle or self._obstacle(node)
            if self.has_weights(node):
                if obstacle is None:
                    return None
                lost = lost or obstacle
            for tensor in _inputs(node):
                if isinstance(tensor, Unknown):
                    if obstacle is None:
                        return None
                    unknown = True
                elif obstacle is None:
                    todo.append((tensor.node, None))
                else:
                    blocked.append((tensor.node, obstacle))
        if lost is not None or unknown or self.unrelated is None:
            return lost
        return LostGradient(self.location, self.unrelated)

    def _obstacle(self, node: Node) -> LostGradient | None:
        """What at this node keeps a gradient from going further back."""
        if node.layer.kind == "input":
            return None
        if node.without_gradient or (self.recorded and not node.recorded):
            calls = [call for call in node.call_path if call.location is not None]
            return LostGradient(self.location, "unrecorded", calls[0].location if calls else node.location)
        if node.layer.kind == "op" and ends_gradient(node.layer):
            return LostGradient(self.location, "blocked", node.location, node.layer.class_name)
        return None


def is_opaque(node: Node) -> bool:
    """Whether the node may depend on weights that its inputs do not show."""
    layer = node.layer
    if layer.kind in OPAQUE:
        return layer.class_name not in _LOSSES
    if layer.class_name in _CASTS:
        return False
    args, kwargs = layer.config.get("args", ()), layer.config.get("kwargs", {})
    given = [*(args if isinstance(args, tuple) else (args,)), *(kwargs.values() if isinstance(kwargs, dict) else ())]
    return layer.kind == "op" and any(isinstance(value, Unknown) for value in given)


def _inputs(node: Node) -> Iterator[Tensor | Unknown]:
    for alternatives in node.inputs:
        yield from alternatives
