"""KR412."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import ANY_CONVOLUTION, VECTOR_SEQUENCES
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.network import EnclosingCall, Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import ancestors, unwrap
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location
from kerasrules.rules.structure._shapes import is_symbolic, sequence_layer, shape_of

_LAST_AXIS = frozenset({"Dense", "BatchNormalization", "LayerNormalization"})
"""Of the other layers those whose weights are for the last axis, unless `axis` says another."""


class LayerCalledOnOtherShape(Rule):
    """A layer or model that already has its weights is called on a tensor they do not fit.

    ## What it does
    Reports a layer object (directly or within a model that is called again) that is called on tensors of different
    width: the number of features of a Dense or recurrent layer, the number of channels of a convolution.

    ## Why is this bad?
    The first call creates the weights and fixes their size. The next call shares them; if its tensor is wider or
    narrower, Keras raises "incompatible with the layer". Use a separate layer for each tensor, or inputs of the same
    width.

    ## Example
    ```python
    dense = layers.Dense(64, activation="relu")
    x = dense(inputs)        # inputs have 32 features
    x = dense(x)             # x has 64
    ```

    ## Use instead
    ```python
    x = layers.Dense(64, activation="relu")(inputs)
    x = layers.Dense(64, activation="relu")(x)
    ```

    ## References
    - [Keras: shared layers](https://keras.io/guides/functional_api/#shared-layers)
    """

    code = "KR412"
    name = "layer-called-on-other-shape"
    severity = Severity.ERROR
    effect = Effect.STOPS
    confirm = ConfirmTraits(keras_raises=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Compare all calls of each layer object with the first."""
        yield from one_per_location(
            self._report(*pair) for _, nodes in program.layer_nodes() for pair in _conflicts(nodes)
        )

    def _report(self, first: Node, other: Node, width: int, found: int) -> Finding:
        owner = _own_owner(other, first)
        location, before = owner.location if owner else other.location, _location(first, other)
        what = f"{owner.class_name} (with {described(other.layer)} in it)" if owner else described(other.layer)
        return self.finding(
            location,
            f"{what} has weights for an input of width {width} from its first call, but receives width {found} here."
            " Keras raises an error",
            related=[Related(f"first called with width {width}", before)] * (before != location)
            + [Related("this layer has the weights", unwrap(other.layer).location)]
            * (unwrap(other.layer).location != location),
            help="create a separate layer for each width, or bring the tensors to the same width",
        )


def _own_owner(node: Node, other: Node) -> EnclosingCall | None:
    """The outermost model or custom layer around one call that is not around the other."""
    return next((owner for owner in node.call_path if owner not in other.call_path), None)


def _location(node: Node, other: Node) -> Location:
    """Where the program calls the layer, or the model around it."""
    owner = _own_owner(node, other)
    return owner.location if owner else node.location


def _conflicts(nodes: list[Node]) -> Iterator[tuple[Node, Node, int, int]]:
    """The first call that does not fit the weights of the very first."""
    known = [(node, width) for node in nodes if (width := _width(node)) is not None]
    for node, width in known[1:]:
        first, expected = known[0]
        if width != expected and not _is_loose(first) and not _is_loose(node):
            yield first, node, expected, width
            return


def _width(node: Node) -> int | None:
    """The size of the axis that the weights are made for, where it is known."""
    shape = shape_of(node.inputs[0]) if node.inputs else None
    layer = unwrap(node.layer)
    # a single number per sample has no axis at all
    if not shape or layer.kind != "layer" or node.error is not None:
        return None
    name = layer.class_name
    if name in ANY_CONVOLUTION:
        return shape[-1] if layer.config.get("data_format") in (None, "channels_last") else None
    if sequence_layer(layer) is not None and name in VECTOR_SEQUENCES:
        return shape[-1]
    if name in _LAST_AXIS and layer.config.get("axis", -1) == -1:
        return shape[-1]
    return None


def _is_loose(node: Node) -> bool:
    """Whether the call stands behind data, a loop or an unknown part: one object may stand for several."""
    return any(
        one.layer.kind in {"loop", "unknown", "custom"} or one.error is not None or not is_symbolic(one)
        for one in ancestors(node)
    )
