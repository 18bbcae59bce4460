"""KR212."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.activations import PROBABILITIES
from kerasrules.keras_api.losses import REGRESSION
from kerasrules.model.edits import Fix
from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.graph import is_single_layer
from kerasrules.rules.losses._targets import Target, head_range, surely_beyond, targets, widths_differ
from kerasrules.rules.phrasing import head_here, head_words, loss_words
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class RegressionLossOnClasses(Rule):
    """A regression loss is used on class labels.

    ## What it does
    Finds `mse`, `mae` and similar losses where the targets are known to be class indices or one-hot vectors. With a
    sigmoid or softmax output and labels in its range it is reported as information only: there, mean squared error is
    the Brier score, a proper though slower loss. The same holds for a single layer on two classes: that is
    classification by least squares.

    ## Why is this bad?
    As numbers, class 2 lies between 1 and 3; as classes it does not. The loss punishes the distance between arbitrary
    indices. On outputs without activation it also punishes answers that are right and confident. A cross-entropy asks
    for the probability of the right class, and its gradient does not vanish where sigmoid or softmax saturate at the
    wrong end.

    ## Example
    ```python
    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    model.add(Dense(1))
    model.compile(loss="mse", optimizer="adam")
    ```

    ## Use instead
    ```python
    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    model.add(Dense(10, activation="softmax"))
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
    ```

    ## References
    - Goodfellow, Bengio, Courville: Deep Learning (2016), section 6.2.2
    """

    code = "KR212"
    name = "regression-loss-on-classes"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Labels out of the head's range are KR208's, other widths KR213's."""
        yield from one_per_location(
            self._report(target)
            for target in targets(program)
            if target.judged.loss.name in REGRESSION
            and _are_classes(target)
            and not widths_differ(target)
            and not _is_beyond(target)
        )

    def _report(self, target: Target) -> Finding:
        pair = target.judged
        one_hot = target.array.encoding == "one-hot"
        two = target.array.classes == 2 and not one_hot
        bounded = pair.head.activation in PROBABILITIES
        kind = "one-hot vectors" if one_hot else "class indices"
        consequence = (
            "Cross-entropy penalizes confident mistakes more and so learns faster"
            if bounded
            else "The network learns numbers instead of class probabilities"
            if one_hot or two
            else "The network learns distances between classes that have none"
        )
        right = "binary_crossentropy" if two else "categorical_crossentropy"
        edits = pair.with_loss(right) if (two and pair.head.activation == "sigmoid") else ()
        if one_hot and pair.head.activation == "softmax":
            edits = pair.with_loss(right)
        return self.finding(
            pair.loss.location,
            f"{loss_words(pair.loss)} is used with {head_words(pair.head)}, but {target.words} are {kind}."
            f" {consequence}",
            severity=Severity.INFO if bounded or (two and is_single_layer(pair.training.model)) else None,
            related=[*head_here(pair.head), *target.locations()],
            help='use one sigmoid unit with loss="binary_crossentropy"'
            if two
            else 'use one softmax unit per class with loss="categorical_crossentropy"'
            + ("" if one_hot else ' (or "sparse_categorical_crossentropy")'),
            fix=Fix(f"Use {right}", edits) if edits else None,
        )


def _are_classes(target: Target) -> bool:
    """Whether these surely are class labels: whole numbers made by chance may be anything."""
    array = target.array
    if target.is_made_up:
        return False
    if array.column is not None and (array.classes or 3) > 2 and not any(step.kind == "encode" for step in array.steps):
        return False  # whole numbers in a file may be counts or marks as well
    return array.encoding == "one-hot" or (array.encoding == "integer" and not _is_changed(target))


def _is_changed(target: Target) -> bool:
    """Whether arithmetic was done on the class numbers: then they have become something else."""
    return any(step.kind in {"scale", "shift", "power", "standardize"} for step in target.array.steps)


def _is_beyond(target: Target) -> bool:
    ends = head_range(target.judged)
    return ends is None or surely_beyond(target.array, *ends) is not None
