"""KR205."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.written_for import written_for
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.network import Head, Layer
from kerasrules.model.program import Program
from kerasrules.model.releases import TENSORFLOW_TWO
from kerasrules.rules.graph import fused_activation, unwrap
from kerasrules.rules.heads import PROBABILITIES, Judged, judged, takes_probabilities_for_logits
from kerasrules.rules.phrasing import described, head_here, head_words, loss_words
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
        """One finding for an output layer, whatever losses it goes to."""
        found = (
            (unwrap(pair.head.node.layer).location, self._report(program, pair))
            for pair in judged(program)
            if takes_probabilities_for_logits(pair)
        )
        yield from one_per_location(one_per_fact(found, "so does the loss here"))

    def _report(self, program: Program, pair: Judged) -> Finding:
        activation = pair.head.activation
        own = "with_logits" in pair.loss.spelling or pair.by_torch
        consequence = (
            "The activation is applied twice"
            if own or written_for(program).are_before(TENSORFLOW_TWO)
            else "On JAX and PyTorch the activation is applied twice; on the TensorFlow backend Keras undoes it and"
            " prints a warning"
        )
        before = _probabilities_before(pair.head)
        edits = pair.with_activation("linear")
        if before is not None:
            consequence = f"{described(before)} gives probabilities too, which are squashed again on every backend"
            edits = (*edits, SetArgument(before.location, "activation", "None"))
        return self.finding(
            pair.loss.location,
            f"{loss_words(pair.loss)} expects logits here, but {head_words(pair.head)} already applies {activation}."
            f" {consequence}",
            related=head_here(pair.head),
            help=f"remove {activation} from the output layer, or "
            + ("use a loss that takes probabilities" if own else "from_logits=True from the loss"),
            fix=Fix("Remove the activation from the output layer", edits) if edits else None,
        )


def _probabilities_before(head: Head) -> Layer | None:
    """The layer that makes probabilities itself, before the activation that ends the model does."""
    layer = None if head.layer is None else unwrap(head.layer)
    if layer is None or layer is unwrap(head.node.layer) or fused_activation(layer) not in PROBABILITIES:
        return None
    return layer
