"""KR607."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import ValueFlow, with_values
from kerasrules.model.data import ArrayInfo
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Model, Node
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.training import KerasObject, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import is_class, unwrap
from kerasrules.rules.heads import CROSS_ENTROPIES
from kerasrules.rules.phrasing import described, listed, number
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_STRONG = 0.1
_USUAL = "1e-4"
_LARGE = 30.0
"""Squared errors of targets that spread so far outweigh any usual penalty."""
_KERNELS = ("kernel_regularizer", "depthwise_regularizer", "pointwise_regularizer", "recurrent_regularizer")
_PER_SAMPLE = CROSS_ENTROPIES | {
    *("mean_squared_error", "mean_absolute_error", "huber", "log_cosh", "hinge", "squared_hinge", "categorical_hinge")
}
"""Means over samples and outputs, so that they are about 1 where labels or targets are."""
_STANDARDIZING = with_values(ValueFlow.STANDARDIZED)


class WeightPenalty(Rule):
    """The penalty on the weights of several layers is so strong that it outweighs the loss.

    ## What it does
    Reports L1 and L2 strengths of 0.1 and more on the kernels of two or more layers of a model that is trained with a
    usual loss. It is silent about biases, about one layer alone, about layers that a normalization follows, and where
    the loss is weighted, custom, or that of targets with a large spread.

    ## Why is this bad?
    Keras adds strength x sum of the squared (L2) or absolute (L1) weights to the loss. A new `Dense(200)` on 200 inputs
    has squared weights that sum to 200, so 0.1 adds 20 to a loss that is near 1. Training then shrinks the kernels
    instead of reducing the error, and as several layers in a row multiply, the predictions lose most of their spread:
    in trials with two layers they became constant at L1 0.1 and L2 0.5, and lost a fifth to a quarter of their
    correlation with the labels at L2 0.1. Usual strengths are 1e-5 to 1e-3.

    ## Example
    ```python
    Dense(200, activation="relu", kernel_regularizer=regularizers.l2(0.5))
    Dense(200, activation="relu", kernel_regularizer=regularizers.l2(0.5))
    ```

    ## Use instead
    ```python
    Dense(200, activation="relu", kernel_regularizer=regularizers.l2(1e-4))
    Dense(200, activation="relu", kernel_regularizer=regularizers.l2(1e-4))
    ```

    ## References
    - [Keras: layer weight regularizers](https://keras.io/api/layers/regularizers/)
    """

    code = "KR607"
    name = "weight-penalty"
    severity = Severity.WARNING
    effect = Effect.PREVENTS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """One finding for a model, at the first of its layers."""
        tried = _tried(program)
        yield from one_per_location(
            self._report(penalties)
            for training in program.trainings
            if isinstance(training.model, Model) and _has_usual_loss(training)
            if len(penalties := [one for one in _penalties(training.model) if one.layer.location not in tried]) > 1
        )

    def _report(self, penalties: list[_Penalty]) -> Finding:
        words = listed(dict.fromkeys(f"{name}={number(value)}" for one in penalties for name, value in one.strong))
        first, *others = (one.layer for one in penalties)
        return self.finding(
            first.location,
            f"the kernels of {len(penalties)} layers are penalized with {words}. The penalty outweighs the loss:"
            " training shrinks the kernels instead of the error, which draws the predictions towards a constant",
            related=[
                Related(f"{described(other)} is penalized here", other.location)
                for other in others
                if other.location != first.location
            ],
            help=f"use a strength of 1e-5 to 1e-3, such as {_USUAL}",
            fix=Fix(f"Use a strength of {_USUAL}", tuple(dict.fromkeys(edit for one in penalties for edit in one.fix))),
        )


@record(frozen=True)
class _Penalty:
    layer: Layer
    regularizers: tuple[KerasObject, ...]

    @property
    def strong(self) -> Iterator[tuple[str, float]]:
        """The strengths that are too high."""
        for regularizer in self.regularizers:
            yield from _strong(regularizer)

    @property
    def fix(self) -> Iterator[SetArgument]:
        """The edits that lower them."""
        for regularizer in self.regularizers:
            if regularizer.location is not None:
                for name, _ in _strong(regularizer):
                    yield SetArgument(regularizer.location, name, _USUAL)


def _strong(regularizer: KerasObject) -> Iterator[tuple[str, float]]:
    for name in ("l1", "l2"):
        value = regularizer.config.get(name)
        if isinstance(value, (int, float)) and value >= _STRONG:
            yield name, float(value)


def _penalties(model: Model) -> Iterator[_Penalty]:
    """The layers whose kernels are penalized strongly, and whose scale counts."""
    nodes: dict[Layer, list[Node]] = {}
    for node in model.nodes:
        nodes.setdefault(unwrap(node.layer), []).append(node)
    for layer, calls in nodes.items():
        strong = tuple(one for one in _regularizers(layer) if any(_strong(one)))
        if strong and not any(_is_rescaled(node) for node in calls):
            yield _Penalty(layer, strong)


def _regularizers(layer: Layer) -> Iterator[KerasObject]:
    """Those of the layer's kernels."""
    given = [layer.config.get(name) for name in _KERNELS] if layer.kind == "layer" else []
    yield from (one for one in given if isinstance(one, KerasObject))


def _tried(program: Program) -> set[Location]:
    """Where a program makes a layer of several models, and gives one of them a usual strength: it compares them."""
    layers = {unwrap(layer) for layer, _ in program.layer_nodes()}
    return {
        layer.location
        for layer in layers
        if any(not any(_strong(one)) and _is_number(one) for one in _regularizers(layer))
    }


def _is_number(regularizer: KerasObject) -> bool:
    """Whether a strength of the regularizer is known."""
    return any(isinstance(regularizer.config.get(name), (int, float)) for name in ("l1", "l2"))


def _is_rescaled(node: Node) -> bool:
    """Whether a normalization behind the layer makes the scale of its kernel count for nothing."""
    return any(is_class(consumer.layer, _STANDARDIZING) for consumer in node.consumers)


def _has_usual_loss(training: Training) -> bool:
    """Whether compile is given losses that are about 1 for predictions of about the right size."""
    if training.custom_loop or not training.output_losses or training.loss_weights is not None:
        return False
    model = training.model
    if isinstance(model, Model) and (model.custom_train_step or model.custom_compute_loss):
        return False
    losses = [pair.loss for pair in training.output_losses]
    targets = [target for fit in training.fits for target in fit.y]
    return not any(map(_is_large, targets)) and all(
        not isinstance(loss, Unknown)
        and loss.via is None
        and loss.name in _PER_SAMPLE
        and loss.config.get("reduction") not in ("sum", "SUM")
        for loss in losses
    )


def _is_large(target: ArrayInfo | Unknown) -> bool:
    if isinstance(target, Unknown) or target.encoding not in (None, "float"):
        return False
    spread = target.std
    if spread is None and target.bounds_attained and target.low is not None and target.high is not None:
        spread = (target.high - target.low) / 4
    return spread is not None and spread > _LARGE
