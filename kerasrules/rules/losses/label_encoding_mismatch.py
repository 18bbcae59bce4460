"""KR206."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import ArrayInfo
from kerasrules.model.edits import Fix, ReplaceLoss
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Loss, OutputLoss, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.heads import steps_on_its_own
from kerasrules.rules.losses._targets import EXPECTED_ENCODING, encoding_differs
from kerasrules.rules.phrasing import loss_words, origin_here, origin_words, pass_loss
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_WORDS = {"integer": "class indices", "one-hot": "one-hot vectors"}


class LabelEncodingMismatch(Rule):
    """One-hot labels are used with a loss for class indices, or the reverse.

    ## What it does
    Follows the labels from their source (`to_categorical`, `LabelEncoder`, `class_mode`, `label_mode`,
    `keras.datasets`) to the loss and reports where the loss expects the other encoding.

    ## Why is this bad?
    `sparse_categorical_crossentropy` expects the index of the class, `categorical_crossentropy` a one-hot vector. Given
    the other encoding, Keras raises a shape error or, where the shapes happen to fit, compares the wrong values.
    `image_dataset_from_directory` returns class indices unless `label_mode="categorical"` is passed;
    `flow_from_directory` returns one-hot vectors unless `class_mode="sparse"` is passed.

    ## Example
    ```python
    y_train = to_categorical(y_train, 10)
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
    model.fit(x_train, y_train)
    ```

    ## Use instead
    ```python
    y_train = to_categorical(y_train, 10)
    model.compile(loss="categorical_crossentropy", optimizer="adam")
    model.fit(x_train, y_train)
    ```

    ## References
    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KR206"
    name = "label-encoding-mismatch"
    severity = Severity.ERROR
    effect = Effect.STOPS
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, keras_raises=True, asked_of_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Compare each loss with the labels of each training call; the head need not be known."""
        yield from one_per_location(
            self._report(training, pair, pair.loss, fit, target)
            for training in program.trainings
            if not steps_on_its_own(training)
            for pair in training.output_losses
            if not isinstance(pair.loss, Unknown) and pair.direct
            for fit in training.fits
            if fit.trains and pair.output < len(fit.y)
            for target in (fit.y[pair.output],)
            if not isinstance(target, Unknown) and encoding_differs(target, pair, pair.loss)
        )

    def _report(self, training: Training, pair: OutputLoss, loss: Loss, fit: Fit, target: ArrayInfo) -> Finding:
        given = "integer" if target.encoding == "integer" else "one-hot"
        other = _other(loss.name, given)
        expected = _WORDS[EXPECTED_ENCODING[loss.name]]
        editable = other is not None and loss.via is None and not training.custom_loop
        return self.finding(
            loss.location,
            f"{loss_words(loss)} expects {expected}, but the labels{origin_words(target)} are {_WORDS[given]}."
            " Keras raises a shape error or, where the shapes happen to fit, compares the wrong"
            " values",
            related=[*origin_here(target), Related("labels passed here", fit.location)],
            help=(f"{pass_loss(loss, other)}, or " if other else "") + f"encode the labels as {expected}",
            fix=_remedy(loss, other) if editable and other is not None else None,
        )


def _other(loss: str, given: str) -> str | None:
    """The loss that takes such labels, where there is one."""
    if given == "one-hot":
        return "categorical_crossentropy"
    return "sparse_categorical_crossentropy" if loss == "categorical_crossentropy" else None


def _remedy(loss: Loss, other: str) -> Fix:
    logits = True if loss.from_logits is True else None
    return Fix(f"Use {other}", (ReplaceLoss(loss.location, other, logits),))
