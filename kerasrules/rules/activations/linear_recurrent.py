"""KR106."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import CELL_BUILT_IN, VECTOR_SEQUENCES
from kerasrules.keras_api.written_for import written_for
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.network import Layer
from kerasrules.model.program import Program
from kerasrules.model.releases import TENSORFLOW_TWO
from kerasrules.rules.graph import fused_activation, unwrap
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_constant, one_per_habit

_RECURRENT = VECTOR_SEQUENCES & CELL_BUILT_IN
_GATED = frozenset({"LSTM", "GRU"})
"""Layers in which relu is reported, too: it also takes them off the fast cuDNN kernel."""


class LinearRecurrent(Rule):
    """A recurrent layer has no activation, or relu instead of tanh.

    ## What it does
    Finds SimpleRNN, LSTM and GRU with `activation=None` or `"linear"`. An LSTM or GRU with relu is reported as
    information.

    ## Why is this bad?
    The activation of a recurrent layer bounds its state. Without it, every step multiplies the state with nothing to
    hold it, and it grows or vanishes with the length of the sequence; a SimpleRNN is then one linear map over time.
    Note that `activation=None` does not select the default, which is tanh. relu does not bound the state either, and
    with any activation other than tanh the layer cannot use the fast cuDNN kernel.

    ## Example
    ```python
    model.add(LSTM(50, activation=None))
    ```

    ## Use instead
    ```python
    model.add(LSTM(50))
    ```

    ## References
    - [Keras: LSTM layer](https://keras.io/api/layers/recurrent_layers/lstm/)
    """

    code = "KR106"
    name = "linear-recurrent"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(needs_data=True, measures="affinity")

    def check(self, program: Program) -> Iterator[Finding]:
        """Look at each recurrent layer, also inside a wrapper; what a file does in all of them is one decision."""
        found = (
            (inner.constants.get("activation"), self._report(inner, program))
            for layer, _ in program.layer_nodes()
            for inner in _recurrent(layer)
            if fused_activation(inner) == "linear" or (fused_activation(inner) == "relu" and _is_gated(inner))
        )
        yield from one_per_habit((finding.severity, finding) for finding in one_per_constant(found))

    def _report(self, layer: Layer, program: Program) -> Finding:
        linear = fused_activation(layer) == "linear"
        # before that, a layer of its own ran on it
        fast = not linear and not written_for(program).are_before(TENSORFLOW_TWO)
        message = (
            f"{described(layer)} has no activation. Nothing bounds its state, which grows or vanishes with the length"
            " of the sequence"
            if linear
            else f"{described(layer)} uses relu, which does not bound its state"
            f"{' and cannot run on the fast cuDNN kernel' if fast else ''}"
        )
        return self.finding(
            layer.location,
            message,
            severity=None if linear else Severity.INFO,
            help=f'use the default activation="tanh" in {described(layer)}',
            fix=Fix("Use tanh", (SetArgument(layer.location, "activation", '"tanh"'),)),
        )


def _is_gated(layer: Layer) -> bool:
    return layer.class_name in _GATED


def _recurrent(layer: Layer) -> Iterator[Layer]:
    """The recurrent layers in a layer: itself, or those that a wrapper holds.

    Cells are left alone: who uses one builds a layer of their own around it, with its own activation.
    """
    layer = unwrap(layer)
    if layer.kind != "layer":
        return
    if layer.class_name in _RECURRENT:
        yield layer
    for key in ("layer", "forward_layer", "backward_layer"):
        inner = layer.config.get(key)
        if isinstance(inner, Layer):
            yield from _recurrent(inner)
