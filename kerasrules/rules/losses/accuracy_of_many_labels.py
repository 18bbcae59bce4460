"""KR217."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kerasrules.keras_api.small_objects import WATCHERS
from kerasrules.keras_api.written_for import written_for
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.model.releases import TENSORFLOW_TWO
from kerasrules.model.training import Metric
from kerasrules.model.unknown import Unknown
from kerasrules.rules.heads import BINARY, Judged, judged
from kerasrules.rules.phrasing import head_here
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_MANY = 4


class AccuracyOfManyLabels(Rule):
    """Accuracy is the metric of an output layer with many independent sigmoids.

    ## What it does
    Finds `accuracy` and `binary_accuracy` among the metrics of an output of four or more units with sigmoid that is
    trained with binary cross-entropy. Callbacks and searches of Keras Tuner that decide by it are shown, too.
    Autoencoders, and `accuracy` for one-hot labels, are not reported.

    ## Why is this bad?
    Keras 3 reads `accuracy` as categorical accuracy here: it compares only the index of the largest output with the
    index of the first 1 in the labels. Whether the other labels are right, and whether any output passes the
    threshold, does not count. `binary_accuracy`, which early versions of Keras used for `accuracy`, counts every 0 that
    is right. With 3 labels of 100 set, an output of only zeros scores 0.97. Checkpoints, early stopping and searches
    that decide by either of them keep a model that finds no label.

    ## Example
    ```python
    model.add(Dense(100, activation="sigmoid"))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    ```

    ## Use instead
    ```python
    model.add(Dense(100, activation="sigmoid"))
    model.compile("adam", "binary_crossentropy", metrics=[keras.metrics.AUC(multi_label=True)])
    ```

    ## References
    - [Keras: classification metrics](https://keras.io/api/metrics/classification_metrics/)
    - [Keras: F-score metrics](https://keras.io/api/metrics/regression_metrics/)
    """

    code = "KR217"
    name = "accuracy-of-many-labels"
    severity = Severity.INFO
    effect = Effect.MISLEADS
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Heads of a known number of units whose targets may be labels."""
        yield from one_per_location(
            self._report(program, pair, metric)
            for pair in judged(program)
            if _has_many_labels(pair)
            for metric in pair.metrics()
            if _is_misleading(metric, pair, program)
        )

    def _report(self, program: Program, pair: Judged, metric: Metric) -> Finding:
        if _counts_each(metric, program):
            fault = "counts every 0 that is right, so an output of only zeros scores 1 minus the share of labels set"
        else:
            fault = (
                "compares only which output is largest with the first label that is set (categorical accuracy). Whether"
                " the other labels are right does not count"
            )
        return self.finding(
            metric.location,
            f"{metric.spelling or metric.name} of {pair.units} independent sigmoids does not measure how well labels"
            f" are found: it {fault}",
            related=[*head_here(pair.head), *_deciding(program, pair, metric)],
            help='use keras.metrics.AUC(multi_label=True), F1Score(average="macro", threshold=0.5), or Precision and'
            " Recall",
        )


def _has_many_labels(pair: Judged) -> bool:
    """Whether many sigmoids each answer a question of their own, and do not reproduce the input."""
    on_its_own = pair.head.activation == "sigmoid" or (
        pair.head.activation == "linear" and pair.loss.from_logits is True
    )
    if pair.loss.name not in BINARY or not on_its_own or pair.units is None or pair.units < _MANY:
        return False
    if any(fit.targets_are_inputs for fit in pair.training.fits):
        return False
    model = pair.training.model
    inputs = [] if isinstance(model, Unknown) else [tensor.shape for tensor in model.inputs]
    return all(shape is None or None in shape[1:] or math.prod(shape[1:]) != pair.units for shape in inputs)  # type: ignore[arg-type]


def _is_misleading(metric: Metric, pair: Judged, program: Program) -> bool:
    if metric.name == "binary_accuracy":
        return pair.head.activation == "sigmoid"  # KR209 tells of its threshold on logits
    if metric.name != "accuracy" or metric.spelling is None:
        return False
    return _counts_each(metric, program) or all(labels.encoding != "one-hot" for labels in pair.labels())


def _counts_each(metric: Metric, program: Program) -> bool:
    """Whether the metric compares every output with its label."""
    return metric.name == "binary_accuracy" or written_for(program).are_before(TENSORFLOW_TWO)


def _deciding(program: Program, pair: Judged, metric: Metric) -> Iterator[Related]:
    """What picks models by this metric."""
    for fit in pair.training.fits:
        for callback in fit.callbacks:
            monitor = callback.config.get("monitor")
            if callback.class_name in WATCHERS and isinstance(monitor, str) and _is_of(monitor, metric):
                yield Related(f"{callback.class_name} decides by {monitor}", callback.location or fit.location)
    for objective in program.tuner_objectives:
        if _is_of(objective.quantity, metric):
            yield Related(f"the search decides by {objective.quantity}", objective.location)


def _is_of(quantity: str, metric: Metric) -> bool:
    """Whether a quantity that training reports, such as val_accuracy, is this metric."""
    name = metric.config.get("name") or metric.spelling or metric.name
    return quantity.removeprefix("val_") == name
