"""KR216."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.activations import NEVER_NEGATIVE
from kerasrules.keras_api.losses import MARGIN
from kerasrules.model.edits import Fix
from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.heads import Judged, judged
from kerasrules.rules.losses._targets import Target, targets
from kerasrules.rules.phrasing import head_here, head_words, loss_words
from kerasrules.rules.rule import Rule, one_per_location


class HingeHead(Rule):
    """A hinge loss is used with outputs that are never negative, or with more than two classes.

    ## What it does
    Finds `hinge` and `squared_hinge` on an output layer with sigmoid, softmax or relu, and such losses with class
    indices of three or more classes. Labels of 0 and 1 are fine: Keras converts them to -1 and 1.

    ## Why is this bad?
    A hinge loss asks for at least 1 for one class and at most -1 for the other. Where the output cannot be negative,
    the loss of a sample in the second class never falls below 1, and the sign of the output carries no information. A
    label of 2 asks for the same side as a label of 1, and 0, 1, 2 are not converted to -1 and 1.

    ## Example
    ```python
    model.add(Dense(1, activation="sigmoid"))
    model.compile(loss="hinge", optimizer="adam")
    ```

    ## Use instead
    ```python
    model.add(Dense(1, activation="tanh"))
    model.compile(loss="hinge", optimizer="adam")
    ```

    ## References
    - [Keras: hinge losses](https://keras.io/api/losses/hinge_losses/)
    """

    code = "KR216"
    name = "hinge-head"
    severity = Severity.WARNING
    effect = Effect.PREVENTS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"

    def check(self, program: Program) -> Iterator[Finding]:
        """The labels need not be known for the first of the two."""
        yield from one_per_location(self._of_head(pair) for pair in judged(program) if _cannot(pair))
        yield from one_per_location(
            self._of_labels(target)
            for target in targets(program)
            if target.judged.loss.name in MARGIN
            and not _cannot(target.judged)
            and target.array.encoding == "integer"
            and (target.array.classes or 0) > 2
        )

    def _of_head(self, pair: Judged) -> Finding:
        edits = pair.with_activation("tanh") if pair.head.activation != "softmax" else ()
        return self.finding(
            pair.loss.location,
            f"{loss_words(pair.loss)} needs outputs of both signs, but {head_words(pair.head)} applies"
            f" {pair.head.activation}, which is never negative. The loss of the second class cannot fall below 1",
            related=head_here(pair.head),
            help='use activation="tanh" or no activation, or switch to a cross-entropy loss',
            fix=Fix("Use tanh in the output layer", edits) if edits else None,
        )

    def _of_labels(self, target: Target) -> Finding:
        pair = target.judged
        return self.finding(
            pair.loss.location,
            f"{loss_words(pair.loss)} separates two classes, but {target.words} have {target.array.classes} classes",
            related=[*head_here(pair.head), *target.locations()],
            help='use softmax with loss="sparse_categorical_crossentropy", or categorical_hinge with one-hot labels',
        )


def _cannot(pair: Judged) -> bool:
    """Whether the head can never give the negative values that the loss wants."""
    return (
        pair.training.trained
        and pair.loss.name in MARGIN
        and pair.head.activation in NEVER_NEGATIVE
        and pair.head.layer is not None
    )
