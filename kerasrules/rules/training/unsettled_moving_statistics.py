"""KR514."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.written_for import after_own_backends
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.network import Layer, Model
from kerasrules.model.program import Program
from kerasrules.model.releases import Version
from kerasrules.model.training import Fit, Training
from kerasrules.rules.graph import unwrap
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import Rule, one_per_location
from kerasrules.rules.smoke_trainings import is_in_earnest
from kerasrules.rules.training._updates import loads_weights, updates_of

_LEFT = 0.3
"""The share of the statistics at the start from which evaluate and predict see another network than training."""
_MOMENTUM = 0.99
_DEEP = 15
"""As many layers in a row add up what each is off by; a few are often near enough."""
_NORMALIZED = ("ResNet50", "ResNet101", "ResNet152", "DenseNet", "MobileNet", "Inception", "Xception", "EfficientNetB")
"""Networks of keras.applications that normalize batches with this momentum or a higher one: how their names begin."""


class UnsettledMovingStatistics(Rule):
    """Training ends before the moving statistics of batch normalization are those of the data.

    ## What it does
    Counts the updates of all training calls of a model with 15 or more `BatchNormalization` layers: batches per epoch
    x epochs, where samples, batch size and epochs are known. It reports a count after which more than 30 % of the
    moving mean and variance are still the 0 and 1 that they start with: fewer than 120 updates with the default
    momentum of 0.99. It is silent about one to three epochs, which are a trial, about random data, frozen layers, and
    networks with loaded weights; networks of `keras.applications` count where they start with `weights=None`.

    ## Why is this bad?
    In training, the layer normalizes with the mean and variance of the batch; `evaluate`, `predict` and the validation
    use the moving ones, of which each update changes one hundredth. After 10 updates they are still 90 % those of the
    start, and from layer to layer the difference grows. The training accuracy can be 1.0 while predictions are no
    better than chance.

    ## Example
    ```python
    model = keras.applications.ResNet50(weights=None, classes=3)
    model.fit(x, y, batch_size=64, epochs=20)
    ```
    where `x` holds 64 images.

    ## Use instead
    ```python
    model = keras.applications.ResNet50(weights=None, classes=3)
    model.fit(x, y, batch_size=8, epochs=20)
    ```

    ## References
    - [Keras: BatchNormalization](https://keras.io/api/layers/normalization_layers/batch_normalization/)
    """

    code = "KR514"
    name = "unsettled-moving-statistics"
    severity = Severity.WARNING
    effect = Effect.MISLEADS
    confidence = Confidence.MEDIUM

    def check(self, program: Program) -> Iterator[Finding]:
        """Models of which every part and every training call is known."""
        if loads_weights(program) or program.is_incomplete:
            return
        # the backend of Keras 2.1 and 2.2 corrects for the start
        since = () if program.keras_one else after_own_backends(program)
        yield from one_per_location(
            self._report(fit, updates, *quickest, since)
            for training in program.trainings
            if (quickest := _quickest(training)) is not None
            if (updates := updates_of(program, training)) and quickest[1] ** updates > _LEFT
            for fit in training.fits
            if is_in_earnest(fit)
        )

    def _report(self, fit: Fit, updates: int, layer: Layer, momentum: float, since: Version) -> Finding:
        return self.finding(
            fit.location,
            f"training makes {updates} {'update' if updates == 1 else 'updates'} in all. After that, the moving mean"
            f" and variance {'in' if layer.kind == 'backbone' else 'of'} {described(layer)} are still"
            f" {momentum**updates:.0%} those that they start with, and evaluate and predict, which use them, do not"
            " give what training shows",
            since=since,
            related=[Related("it is normalized by batches here", layer.location)],
            help="train for more epochs or in smaller batches, or pass a lower momentum to BatchNormalization",
        )


def _quickest(training: Training) -> tuple[Layer, float] | None:
    """The layer whose statistics need the fewest updates, of a deep network, with its momentum; None otherwise."""
    model = training.model
    if not isinstance(model, Model) or not model.complete or model.custom_train_step:
        return None
    layers = [unwrap(node.layer) for node in model.nodes if training.trainable.get(node.layer, True) is True]
    found = [(layer, momentum) for layer in layers if (momentum := _momentum(layer)) is not None]
    if len(found) < _DEEP and not any(layer.kind == "backbone" for layer, _ in found):
        return None
    return min(found, key=lambda one: one[1])


def _momentum(layer: Layer) -> float | None:
    """The momentum of a layer that normalizes batches and starts with no statistics, where it is known."""
    if layer.kind == "backbone":
        random = layer.config.get("weights", "imagenet") is None
        return _MOMENTUM if random and layer.class_name.startswith(_NORMALIZED) else None
    momentum = layer.config.get("momentum", _MOMENTUM)
    plain = layer.class_name == "BatchNormalization" and layer.config.get("trainable", True) is True
    return float(momentum) if plain and isinstance(momentum, (int, float)) and 0 < momentum < 1 else None
