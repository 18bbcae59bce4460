"""KR402."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.edits import Fix, InsertLayer
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.rules.phrasing import described, head_words, origin_here
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location
from kerasrules.rules.structure._label_ranks import RankMismatch, rank_mismatches, sequence_source
from kerasrules.rules.structure._shapes import size_words


class DenseOnSpatial(Rule):
    """The output layer predicts at every position, while there is one label per sample.

    ## What it does
    Reports an output Dense layer that receives a tensor with axes of space or time (no Flatten or global pooling before
    it) where the labels of the training call are known to be one class, vector or number per sample.

    ## Why is this bad?
    Dense maps the last axis and keeps the others: on feature maps of 6 x 6 x 64 a Dense(10) outputs 6 x 6 x 10, one
    prediction per position. Keras raises an error because labels and predictions differ in shape or, where broadcasting
    allows it, compares the label with every position.

    ## Example
    ```python
    layers.Conv2D(64, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Dense(10, activation="softmax"),
    ```

    ## Use instead
    ```python
    layers.Conv2D(64, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
    ```

    ## References
    - [Keras: Dense layer](https://keras.io/api/layers/core_layers/dense/)
    """

    code = "KR402"
    name = "dense-on-spatial"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, keras_raises=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Outputs whose rank the labels cannot have, and that no recurrent layer is to blame for (KR405)."""
        yield from one_per_location(
            self._report(one) for one in rank_mismatches(program) if sequence_source(one.node) is None
        )

    def _report(self, one: RankMismatch) -> Finding:
        layer = one.node.layer
        return self.finding(
            layer.location,
            f"{head_words(one.head)} receives {size_words(one.received)} and outputs {size_words(one.output)} per"
            f" sample, but the labels have {one.label_words}, so the model makes a separate prediction at every"
            f" position{one.consequence}",
            related=[
                *origin_here(one.labels),
                Related("labels passed here", one.fit.location),
                Related(f"loss: {one.loss.name}", one.loss.location),
            ],
            help=f"add Flatten or a global pooling layer before {described(layer)}",
            fix=Fix("Insert Flatten before the output layer", (InsertLayer(layer.location, "Flatten()"),)),
        )
