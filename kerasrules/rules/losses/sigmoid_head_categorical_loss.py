"""KR201."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.written_for import written_for
from kerasrules.model.edits import Fix
from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.model.releases import TENSORFLOW_TWO
from kerasrules.rules.graph import unwrap
from kerasrules.rules.heads import ONE_OF_MANY, SPARSE, Judged, judged
from kerasrules.rules.losses._targets import WITHOUT_OUTPUT, labels_without_output
from kerasrules.rules.phrasing import head_here, head_words, loss_words, units
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_fact, one_per_location


class SigmoidHeadCategoricalLoss(Rule):
    """A sigmoid output layer is trained with a loss for one class per sample.

    ## What it does
    Finds an output layer with sigmoid whose loss is `categorical_crossentropy` or `sparse_categorical_crossentropy`.

    ## Why is this bad?
    These losses expect one probability distribution over the classes. With one unit there is only one class:
    `categorical_crossentropy` is 0 for every sample, whatever the network predicts, and the sparse loss has no output
    for label 1. With several units the sigmoids are independent: each may be near 1, they do not sum to 1, and the
    prediction is not a distribution. On the TensorFlow backend Keras recovers the values before the sigmoid and applies
    softmax to them, so training looks fine while `predict` returns values that were not trained; on JAX and PyTorch it
    does not, and the loss itself is wrong.

    ## Example
    ```python
    model.add(Dense(1, activation="sigmoid"))
    model.compile(loss="categorical_crossentropy", optimizer="adam")
    ```

    ## Use instead
    ```python
    model.add(Dense(1, activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer="adam")
    ```
    or, for one class out of many,
    ```python
    model.add(Dense(10, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam")
    ```

    ## References
    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KR201"
    name = "sigmoid-head-categorical-loss"
    severity = Severity.ERROR
    effect = Effect.IMPAIRS
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, undone_by_tensorflow=True, fix_suits_labels=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """With `from_logits=True` and several units, KR205 says what there is to say."""
        found = (
            (unwrap(pair.head.node.layer).location, self._report(program, pair))
            for pair in judged(program)
            if pair.head.activation == "sigmoid"
            and pair.loss.name in ONE_OF_MANY
            and (pair.units == 1 or pair.loss.from_logits is not True)
        )
        yield from one_per_location(one_per_fact(found, "so is the loss here"))

    def _report(self, program: Program, pair: Judged) -> Finding:
        message = (
            f"{loss_words(pair.loss)} is used with {head_words(pair.head)}, which has {units(pair.head)} with sigmoid. "
        )
        if pair.units == 1:
            message += (
                "There is a single class, so label 1 has no output"
                if pair.loss.name in SPARSE
                else "With a single class the loss is 0 for every sample, whatever the network predicts"
            )
            message += f". {WITHOUT_OUTPUT} for it" if labels_without_output(pair) else ""
        else:
            message += (
                "This loss expects a probability distribution over the classes; independent sigmoids do not sum to 1"
            )
            message += (
                ". On the TensorFlow backend Keras trains the softmax of the values before the sigmoid, which is not"
                " what predict returns; on JAX and PyTorch the loss itself is wrong"
                if not written_for(program).are_before(TENSORFLOW_TWO)
                else ""
            )
        multi_label = pair.is_multi_label()
        return self.finding(
            pair.loss.location,
            message,
            related=head_here(pair.head),
            help=_help(pair, multi_label),
            fix=_remedy(pair, multi_label),
        )


def _help(pair: Judged, multi_label: bool) -> str:
    if pair.units == 1:
        return 'for two classes and one sigmoid unit, pass loss="binary_crossentropy"'
    if multi_label:
        return 'the labels may contain several classes per sample: pass loss="binary_crossentropy"'
    return (
        'use activation="softmax" in the output layer, or loss="binary_crossentropy" if a sample can have several'
        " classes"
    )


def _remedy(pair: Judged, multi_label: bool) -> Fix | None:
    if pair.units == 1 or multi_label:
        edits = pair.with_loss("binary_crossentropy")
        return Fix("Use binary_crossentropy", edits) if edits else None
    edits = pair.with_activation("softmax") if pair.units is not None else ()
    return Fix("Use softmax in the output layer", edits) if edits else None
