"""KR205."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.edits import Fix
from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.graph import unwrap
from kerasrules.rules.heads import CROSS_ENTROPIES, ONE_OF_MANY, Judged, judged
from kerasrules.rules.phrasing import head_here, head_words, loss_words
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_fact, one_per_location


class ProbabilitiesIntoLogitsLoss(Rule):
    """A loss that expects logits receives probabilities.

    ## What it does
    Finds an output layer with sigmoid or softmax whose loss has `from_logits=True`, or is one of TensorFlow's
    `*_with_logits` functions.

    ## Why is this bad?
    The loss applies sigmoid or softmax itself, so the activation is applied twice: the loss then receives only logits
    between 0 and 1, can never come near 0, and gradients are small. On the TensorFlow backend Keras' own losses detect
    this, print a warning and use the values before the activation, so nothing is lost there until the activation is
    hidden from them, for instance by a Reshape; on JAX and PyTorch, and with `tf.nn.*_with_logits`, the activation
    counts twice.

    ## Example
    ```python
    model.add(Dense(10, activation="softmax"))
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer="adam")
    ```

    ## Use instead
    ```python
    model.add(Dense(10))
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer="adam")
    ```

    ## References
    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KR205"
    name = "probabilities-into-logits-loss"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, undone_by_tensorflow=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Where one unit is the fault itself, KR201 and KR202 speak."""
        found = (
            (unwrap(pair.head.node.layer).location, self._report(pair))
            for pair in judged(program)
            if pair.head.activation in ("sigmoid", "softmax")
            and pair.loss.name in CROSS_ENTROPIES
            and pair.loss.from_logits is True
            and not (pair.units == 1 and (pair.head.activation == "softmax" or pair.loss.name in ONE_OF_MANY))
        )
        yield from one_per_location(one_per_fact(found, "so does the loss here"))

    def _report(self, pair: Judged) -> Finding:
        activation = pair.head.activation
        own = "with_logits" in pair.loss.spelling or pair.by_torch
        consequence = (
            "The activation is applied twice"
            if own
            else "On JAX and PyTorch the activation is applied twice; on the TensorFlow backend Keras undoes it and"
            " prints a warning"
        )
        edits = pair.with_activation("linear")
        return self.finding(
            pair.loss.location,
            f"{loss_words(pair.loss)} expects logits here, but {head_words(pair.head)} already applies {activation}."
            f" {consequence}",
            related=head_here(pair.head),
            help=f"remove {activation} from the output layer, or "
            + ("use a loss that takes probabilities" if own else "from_logits=True from the loss"),
            fix=Fix("Remove the activation from the output layer", edits) if edits else None,
        )
