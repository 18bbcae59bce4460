"""KR201."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.edits import Fix
from kerasrules.model.findings import Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.heads import ONE_OF_MANY, SPARSE, Judged, judged
from kerasrules.rules.phrasing import head_here, head_words, loss_words, units
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class SigmoidHeadCategoricalLoss(Rule):
    """A sigmoid output layer is trained with a loss for one class out of many.

    ## What it does
    Finds an output layer with sigmoid whose loss is `categorical_crossentropy` or `sparse_categorical_crossentropy`.

    ## Why is this bad?
    These losses expect one probability distribution over the classes. With one unit there is one class only:
    `categorical_crossentropy` is 0 for every sample, whatever the network says, and the sparse loss has no place for
    the label 1. With several units the sigmoids are independent: each may be near 1, they do not sum to 1, and the
    prediction is no distribution. On the TensorFlow backend Keras recovers the values before the sigmoid and applies
    softmax to them, so training looks fine while `predict` returns something else than what was trained; on JAX and
    PyTorch it does not, and the loss itself is wrong.

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
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, undone_by_tensorflow=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """With `from_logits=True` and several units, KR205 says what there is to say."""
        yield from one_per_location(
            self._report(pair)
            for pair in judged(program)
            if pair.head.activation == "sigmoid"
            and pair.loss.name in ONE_OF_MANY
            and (pair.units == 1 or pair.loss.from_logits is not True)
        )

    def _report(self, pair: Judged) -> Finding:
        message = f"{loss_words(pair.loss)} on {head_words(pair.head)}, which has {units(pair.head)} with sigmoid: "
        if pair.units == 1:
            message += (
                "there is a single class, and no output for the label 1"
                if pair.loss.name in SPARSE
                else "with a single class the loss is 0 for every sample, whatever the network predicts"
            )
        else:
            message += (
                "the loss expects one distribution over the classes, but sigmoids do not compete and do not sum to 1."
                " On the TensorFlow backend Keras trains softmax of the values before the sigmoid, which is not what"
                " predict returns; on JAX and PyTorch the loss itself is wrong"
            )
        multi_label = any(target.encoding == "multi-hot" for target in pair.labels())
        return self.finding(
            pair.loss.location,
            message,
            related=[head_here(pair.head, "sigmoid")],
            help=_help(pair, multi_label),
            fix=_remedy(pair, multi_label),
        )


def _help(pair: Judged, multi_label: bool) -> str:
    if pair.units == 1:
        return 'for two classes with one sigmoid unit use loss="binary_crossentropy"'
    if multi_label:
        return 'labels may hold several classes at once here: use loss="binary_crossentropy"'
    return 'use activation="softmax" in the head; if a sample may have several classes, loss="binary_crossentropy"'


def _remedy(pair: Judged, multi_label: bool) -> Fix | None:
    if pair.units == 1 or multi_label:
        edits = pair.with_loss("binary_crossentropy")
        return Fix("Use binary_crossentropy", edits) if edits else None
    edits = pair.with_activation("softmax") if pair.units is not None else ()
    return Fix("Use softmax in the output layer", edits) if edits else None
