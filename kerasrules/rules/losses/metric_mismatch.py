"""KR209."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.losses import REGRESSION
from kerasrules.keras_api.refused.target_shapes import refused_by_metric
from kerasrules.model.data import ArrayInfo
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.model.training import Metric
from kerasrules.model.unknown import Unknown
from kerasrules.rules.heads import BINARY, CATEGORICAL, ONE_OF_MANY, SPARSE, Judged, judged
from kerasrules.rules.losses._targets import Target, compared_shapes, refused_shapes, sample_words, targets
from kerasrules.rules.phrasing import head_here, head_words, loss_words
from kerasrules.rules.rule import Rule, one_per_location

_ACCURACIES = frozenset({"accuracy", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy"})
_THRESHOLD = frozenset({"accuracy", "binary_accuracy", "precision", "recall"})
"""Metrics that ask for a class by a threshold, 0.5 where nothing else is said."""
_CHOOSING = ("top_k", "class_id", "multi_label")
_SPARSE = ("sparse_y_true", "sparse_y_pred")
"""Arguments with which a metric compares other shapes: those that are given, and those that are no longer True."""


class MetricMismatch(Rule):
    """A metric does not match the output of the model or its loss.

    ## What it does
    Reports accuracy for a regression (the targets are known not to be classes, or they are unknown, and the output
    layer has no activation or relu), `BinaryAccuracy`, `Precision` and `Recall` with their threshold of 0.5 on logits,
    and metrics that expect a different label encoding than the loss: those of `compile`, and those that a hand-written
    loop updates with the output that its loss judges. Several units may learn one-hot labels by a regression loss:
    where nothing is known of the targets, that is reported as information.
    `Accuracy()` counts outputs that equal their target exactly, and is for classes, not for what a network outputs.
    The string "accuracy" selects the matching accuracy by the shapes and is fine. On a single unit of logits it, too,
    uses a threshold of 0.5: that is reported as information.

    ## Why is this bad?
    The reported number is misleading. Accuracy compares classes: with one output it turns the prediction into 0 or 1 at
    a threshold of 0.5 and counts targets that equal it, with several it compares which of them is largest. Neither
    tells how far the prediction is from the target. A logit of 0.3 means a probability of 0.57, yet it counts as "no"
    at a threshold of 0.5. `CategoricalAccuracy` takes the index of the largest entry of each label: for class indices
    that is always 0.

    ## Example
    ```python
    model.add(Dense(1))
    model.compile("adam", BinaryCrossentropy(from_logits=True), metrics=[BinaryAccuracy()])
    ```

    ## Use instead
    ```python
    model.add(Dense(1))
    model.compile("adam", BinaryCrossentropy(from_logits=True), metrics=[BinaryAccuracy(threshold=0.0)])
    ```

    ## References
    - [Keras: accuracy metrics](https://keras.io/api/metrics/accuracy_metrics/)
    """

    code = "KR209"
    name = "metric-mismatch"
    severity = Severity.WARNING
    effect = Effect.MISLEADS

    def check(self, program: Program) -> Iterator[Finding]:
        """Each metric against each head that it may judge."""
        yield from one_per_location(self._findings(program))

    def _findings(self, program: Program) -> Iterator[Finding]:
        floats = {id(target.judged.pair): target for target in targets(program) if _is_regression(target)}
        shaped: dict[int, list[Target]] = {}
        for given in targets(program, evaluated=True):
            if refused_shapes(given) is None:
                shaped.setdefault(id(given.judged.pair), []).append(given)
        for pair in judged(program):
            for metric in pair.metrics():
                fault = _by_equality(metric, pair) or _on_logits(metric, pair) or _on_classes(metric, pair)
                target = floats.get(id(pair.pair))
                refused = next((one for one in shaped.get(id(pair.pair), ()) if _refused(metric, one)), None)
                if refused is not None:
                    yield self._report_refused(metric, refused)
                elif fault is not None:
                    yield self._report(pair, metric, *fault)
                elif metric.name in _ACCURACIES and (target is not None or _regresses(pair)):
                    yield self._report_regression(pair, metric, target)

    def _report_regression(self, pair: Judged, metric: Metric, target: Target | None) -> Finding:
        """Accuracy of numbers; several outputs of which nothing is known may learn one-hot labels after all."""
        reason = (
            f"{target.words} are numbers and {loss_words(pair.loss)} trains a regression"
            if target is not None
            else f"{head_words(pair.head)} is trained for regression with {loss_words(pair.loss)}"
        )
        unsure = target is None and pair.units != 1
        message = f"{metric.name} {_what_it_counts(metric, pair)}, but {reason}"
        if unsure:
            message += ". Unless the targets are one-hot labels, it tells nothing"
        other = "use MeanAbsoluteError()" if pair.training.custom_loop else 'pass metrics=["mae"]'
        return self._report(pair, metric, message, other, target, unsure=unsure)

    def _report_refused(self, metric: Metric, target: Target) -> Finding:
        """A metric that stops the training, although the loss takes these targets."""
        head = target.judged.head
        labels, made = sample_words(target.array.shape or ()), sample_words(head.tensor.shape or ())
        return self.finding(
            metric.location,
            f"{metric.name} cannot compare {target.words}, {labels} per sample, with the output, {made} per sample."
            " Keras 3 raises an error on the first batch",
            severity=Severity.ERROR,
            effect=Effect.STOPS,
            related=[*head_here(head), *target.locations()],
            since=(3,),
            help='use "accuracy", or a metric for such labels',
        )

    def _report(
        self, pair: Judged, metric: Metric, message: str, help: str, target: Target | None = None, unsure: bool = False
    ) -> Finding:
        training = pair.training
        listed = training.arguments.get("metrics", training.location)
        in_compile = not training.custom_loop and listed != metric.location
        related = [Related("metrics passed to compile", listed)] if in_compile else []
        by_text = metric.name == "accuracy" and pair.loss.from_logits is True
        return self.finding(
            metric.location,
            message,
            severity=Severity.INFO if by_text or unsure else None,
            related=[
                *related,
                *head_here(pair.head),
                *(target.locations() if target else ()),
            ],
            help=help,
        )


def _is_regression(target: Target) -> bool:
    """Whether the targets surely are numbers and no classes."""
    array = target.array
    if target.judged.loss.name not in REGRESSION:
        return False
    low, high = array.reached or (0.0, 0.0)
    beyond = array.encoding is None and high - low > 1
    return array.encoding == "float" or array.standardized or beyond


def _regresses(pair: Judged) -> bool:
    """Whether a regression loss trains unbounded units on targets of which nothing is known.

    Training by single batches is left alone: there the targets may well be the 0 and 1 of an adversarial loss. A set-up
    that ends with compile, as pasted excerpts do, leaves no such doubt; one that was loaded with its model was given
    targets elsewhere.
    """
    regresses = pair.loss.name in REGRESSION and pair.head.activation in ("linear", "relu")
    if not regresses or not pair.pair.direct:
        return False
    fits = [fit for fit in pair.training.fits if fit.trains]
    if pair.training.loaded or (not fits and pair.training.trained):
        return False  # trained where the targets cannot be seen
    given = [fit.y[pair.pair.output] for fit in fits if pair.pair.output < len(fit.y)]
    return all(fit.method == "fit" for fit in fits) and all(
        isinstance(target, Unknown) or _says_nothing(target) for target in given
    )


def _says_nothing(array: ArrayInfo) -> bool:
    """Whether an array of which something is known, as the file it was read from, may hold any values."""
    return array.encoding is None and array.classes is None and array.low is None and array.high is None


def _what_it_counts(metric: Metric, pair: Judged) -> str:
    """What an accuracy does with numbers; the text "accuracy" stands for another one by the size of the output."""
    if metric.name == "binary_accuracy" or (metric.name == "accuracy" and pair.units == 1):
        return "turns each output into 0 or 1 at a threshold of 0.5 and counts targets that equal it"
    return "compares classes"


def _by_equality(metric: Metric, pair: Judged) -> tuple[str, str] | None:
    """`Accuracy()`, which is another metric than the text "accuracy"; a loop may have rounded the output before."""
    if metric.name != "accuracy" or metric.spelling is not None or pair.training.custom_loop:
        return None
    other = '"mae"' if pair.loss.name in REGRESSION else '"accuracy"'
    return (
        f"Accuracy() counts outputs that equal their target exactly, which {head_words(pair.head)} hardly ever gives:"
        " it stays near 0",
        f"pass metrics=[{other}]",
    )


def _on_logits(metric: Metric, pair: Judged) -> tuple[str, str] | None:
    """A threshold for probabilities on values that are none."""
    if pair.head.activation != "linear" or pair.loss.name not in BINARY or pair.loss.from_logits is not True:
        return None
    if metric.name not in _THRESHOLD or (metric.name == "accuracy" and pair.units != 1):
        return None
    key = "thresholds" if metric.name in ("precision", "recall") else "threshold"
    if metric.config.get(key, 0.5) not in (0.5, None):
        return None
    if metric.name in ("precision", "recall") and any(metric.config.get(k) is not None for k in ("top_k", "class_id")):
        return None
    right = "BinaryAccuracy" if "accuracy" in metric.name else metric.name.title()
    return (
        f"{metric.name} uses a threshold of 0.5, but {head_words(pair.head)} outputs logits (from_logits=True), whose"
        " decision threshold is 0",
        f"use keras.metrics.{right}({key}=0.0)",
    )


def _on_classes(metric: Metric, pair: Judged) -> tuple[str, str] | None:
    """A metric that reads labels or classes in another way than the loss."""
    if not pair.pair.direct:
        return None  # the loss turns the labels into others, the metric gets them as they are
    if pair.loss.name in SPARSE and metric.name in ("categorical_accuracy", "top_k_categorical_accuracy"):
        return (
            f"{metric.name} expects one-hot labels, but {loss_words(pair.loss)} trains on class indices. Every label is"
            " read as class 0",
            f'use "sparse_{metric.name}"',
        )
    if pair.loss.name in CATEGORICAL and metric.name.startswith("sparse_") and "accuracy" in metric.name:
        return (
            f"{metric.name} expects class indices, but {loss_words(pair.loss)} trains on one-hot labels",
            f'use "{metric.name.removeprefix("sparse_")}"',
        )
    if pair.loss.name in ONE_OF_MANY and metric.name == "binary_accuracy" and (pair.units or 0) > 2:
        if pair.head.activation != "softmax" or pair.loss.name in SPARSE:
            return None
        return (
            f"binary_accuracy scores each of the {pair.units} classes on its own. A network that answers no to all of"
            f" them scores {(pair.units or 1) - 1} of {pair.units}",
            'use "accuracy"',
        )
    return None


def _refused(metric: Metric, target: Target) -> bool:
    """Whether Keras raises an error for the shapes that the metric gets."""
    shapes = compared_shapes(target)
    chooses = any(metric.config.get(key) not in (None, False) for key in _CHOOSING)
    if shapes is None or chooses or any(metric.config.get(key, True) is not True for key in _SPARSE):
        return False
    return refused_by_metric(metric.name, *shapes) is not None
