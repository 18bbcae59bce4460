"""KR601."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import CELL_BUILT_IN, DROPOUTS
from kerasrules.keras_api.written_for import after_own_backends
from kerasrules.model.edits import Fix, RemoveLayer
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.model.releases import Version
from kerasrules.model.training import Loss, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import input_channels, unwrap
from kerasrules.rules.phrasing import described, number
from kerasrules.rules.rule import ConfirmTraits, Rule, RuleOption, one_per_constant, one_per_habit, one_per_location

HIGH = 0.8
"""A layer that drops so much leaves a fifth of its inputs, or less, to learn from."""
_VERY_HIGH = 0.9
_WIDE = 256
"""Of so many inputs a fifth is enough to learn from."""
_FAR = 400
"""So many layers behind the dropout are looked at."""


class DropoutRate(Rule):
    """A dropout rate is too high to learn with, or dropout follows the output layer.

    ## What it does
    Finds dropout rates of 0.8 and more, rates of 1 and more or below 0, and dropout on the output layer of a trained
    model. Rates inside recurrent layers (`dropout=`, `recurrent_dropout=`) count too. Rates below 0.9 on inputs of 256
    features and more, or in one of several branches that are put together, are information only.

    ## Why is this bad?
    `rate` is the fraction that is *dropped*. In TensorFlow 1 the argument was `keep_prob`, the fraction that is *kept*:
    0.9 carried over from there drops nine values of ten instead of one. A rate of 1 drops everything; beyond 1 and
    below 0 Keras raises an error. Dropout after the output layer sets the predictions themselves to 0 at random before
    the loss sees them, which no weights can compensate.

    ## Example
    ```python
    model.add(Dense(128, activation="relu"))
    model.add(Dropout(0.9))
    model.add(Dense(10, activation="softmax"))
    ```

    ## Use instead
    ```python
    model.add(Dense(128, activation="relu"))
    model.add(Dropout(0.1))
    model.add(Dense(10, activation="softmax"))
    ```

    ## References
    - Srivastava et al.: Dropout: a simple way to prevent neural networks from overfitting (2014)
    - [Keras: Dropout layer](https://keras.io/api/layers/regularization_layers/dropout/)
    """

    code = "KR601"
    name = "dropout-rate"
    severity = Severity.WARNING
    effect = Effect.PREVENTS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(needs_data=True)
    options = (RuleOption("max-rate", HIGH, 0.5, 1, "rates from this one on are reported"),)

    def check(self, program: Program) -> Iterator[Finding]:
        """Rates that are known, and outputs that a known loss judges; the same rate again and again is one decision."""
        rates = one_per_constant(self._rates(program))
        found = one_per_location([*rates, *self._outputs(program)])
        yield from one_per_habit((finding.message, finding) for finding in found)

    def _rates(self, program: Program) -> Iterator[tuple[Location | None, Finding]]:
        limit, since = self.option(program, "max-rate"), after_own_backends(program)
        tried = _tried(program, limit)
        for made, nodes in program.layer_nodes():
            layer = unwrap(made)
            if layer.kind != "layer":
                continue
            if layer.class_name in DROPOUTS:
                rate = _rate(layer, "rate")
                high = 1.0 if layer.location in tried else limit
                if rate is not None and (rate >= high or rate < 0):
                    leaves = all(map(_leaves_enough, nodes))
                    yield layer.constants.get("rate"), self._rate(layer, rate, since, leaves=leaves)
            elif layer.class_name in CELL_BUILT_IN:
                for name in ("dropout", "recurrent_dropout"):
                    rate = _rate(layer, name)
                    if rate is not None and rate >= limit:
                        yield layer.constants.get(name), self._inside(layer, name, rate, since)

    def _rate(self, layer: Layer, rate: float, since: Version, *, leaves: bool) -> Finding:
        refused = rate > 1 or rate < 0
        message = (
            f"{described(layer)} has a rate of {number(rate)}, but Keras accepts only rates between 0 and 1"
            if refused
            else f"{described(layer)} drops every value, so nothing of its input gets through in training"
            if rate == 1
            else f"{described(layer)} drops {number(rate * 100)}% of its input. The rate is the fraction that is"
            " dropped, not the fraction that is kept"
        )
        return self.finding(
            layer.location,
            message,
            severity=Severity.ERROR
            if refused or rate == 1
            else Severity.INFO
            if leaves and rate < _VERY_HIGH
            else None,
            effect=Effect.STOPS if refused else None,
            help=_advice(rate),
            since=since if refused or rate == 1 else (),  # Keras with backends of its own drops nothing then
        )

    def _inside(self, layer: Layer, name: str, rate: float, since: Version) -> Finding:
        return self.finding(
            layer.location,
            f"{described(layer)} has {name}={number(rate)}. The rate is the fraction that is dropped, not the fraction"
            " that is kept",
            severity=Severity.ERROR if rate >= 1 else None,
            help=_advice(rate),
            since=since if rate >= 1 else (),
        )

    def _outputs(self, program: Program) -> Iterator[Finding]:
        for training in program.trainings:
            for node, loss in _dropped_outputs(training):
                layer = unwrap(node.layer)
                yield self.finding(
                    layer.location,
                    f"{described(layer)} follows the output layer. In training it sets predictions to 0 at random"
                    f" before {loss.name} sees them",
                    severity=Severity.ERROR,
                    related=[Related(f"loss: {loss.name}", loss.location)],
                    help="put the dropout before the output layer",
                    fix=Fix("Remove the dropout layer", (RemoveLayer(layer.location),)),
                )


def _tried(program: Program, high: float) -> set[Location]:
    """Where a program makes the dropout of several models, and gives one of them a usual rate: it compares rates."""
    usual: set[Location] = set()
    for model in program.models:
        rates: dict[Location, list[float]] = {}
        for node in model.nodes:
            layer = unwrap(node.layer)
            rate = _rate(layer, "rate") if layer.class_name in DROPOUTS else None
            if rate is not None:
                rates.setdefault(layer.location, []).append(rate)
        usual.update(location for location, found in rates.items() if all(0 <= rate < high for rate in found))
    return usual


def _rate(layer: Layer, name: str) -> float | None:
    value = layer.config.get(name)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _leaves_enough(node: Node) -> bool:
    """Whether many features arrive at the layer, or others go past it, as in a branch beside convolutions."""
    width = input_channels(node)
    return (width is not None and width >= _WIDE) or _is_bypassed(node)


def _is_bypassed(node: Node) -> bool:
    """Whether what comes of the layer is put together with what does not come of it."""
    behind: dict[Node, None] = {node: None}
    todo = [node]
    while todo and len(behind) < _FAR:
        for consumer in todo.pop().consumers:
            if consumer not in behind:
                behind[consumer] = None
                todo.append(consumer)
    return any(
        isinstance(tensor, Tensor) and tensor.node not in behind
        for one in behind
        if one is not node and len(one.inputs) > 1
        for alternatives in one.inputs
        for tensor in alternatives
    )


def _advice(rate: float) -> str:
    if HIGH <= rate < 1:
        return f"use a rate of 0.1 to 0.5; to keep {number(rate * 100)}%, pass {number(1 - rate)}"
    return "use a rate of 0.1 to 0.5"


def _dropped_outputs(training: Training) -> Iterator[tuple[Node, Loss]]:
    """Dropout nodes between a head's activation and a loss of Keras."""
    if not training.trained:
        return
    for pair in training.output_losses:
        if isinstance(pair.head, Unknown) or isinstance(pair.loss, Unknown):
            continue
        for node in pair.head.after:
            layer = unwrap(node.layer)
            rate = _rate(layer, "rate")
            if layer.kind == "layer" and layer.class_name in DROPOUTS and rate is not None and rate > 0:
                yield node, pair.loss
