"""KR203."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import ArrayInfo
from kerasrules.model.edits import Fix
from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.heads import BINARY, Judged, judged
from kerasrules.rules.phrasing import head_here, head_words, loss_words, pass_loss
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class SoftmaxHeadBinaryLoss(Rule):
    """A softmax output layer with several classes is trained with a binary loss.

    ## What it does
    Finds an output layer with softmax and several units, also where their number is unknown, whose loss is
    `binary_crossentropy`. Two units with one-hot labels are reported as information: there the two losses have the same
    value.

    ## Why is this bad?
    `binary_crossentropy` scores each unit on its own and averages over them. With K classes, K - 1 of these answers are
    "no", so the loss looks small early, and the wrong classes weigh as much as the right one. Softmax belongs with
    `categorical_crossentropy`, `binary_crossentropy` with sigmoid. Where the labels may contain several classes for a
    sample, the loss is the right one, and sigmoid belongs with it.

    ## Example
    ```python
    model.add(Dense(5, activation="softmax"))
    model.compile(loss="binary_crossentropy", optimizer="adam")
    ```

    ## Use instead
    ```python
    model.add(Dense(5, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam")
    ```

    ## References
    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KR203"
    name = "softmax-head-binary-loss"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, fix_suits_labels=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """One unit is KR202's, and `from_logits=True` KR205's."""
        yield from one_per_location(
            self._report(pair, classes)
            for pair in judged(program)
            if pair.head.activation == "softmax"
            and pair.over_last_axis
            and pair.loss.name in BINARY
            and pair.loss.from_logits is not True
            and ((classes := _classes(pair)) is None or classes >= 2)
        )

    def _report(self, pair: Judged, classes: int | None) -> Finding:
        consequence, text, fix = _of_several_labels(pair) if pair.is_multi_label() else _of_one_label(pair, classes)
        return self.finding(
            pair.loss.location,
            f"{loss_words(pair.loss)} is used with {head_words(pair.head)}, which applies softmax over"
            f" {'its' if classes is None else classes} classes. {consequence}",
            severity=Severity.INFO if classes == 2 and not pair.is_multi_label() else None,
            related=head_here(pair.head),
            help=text,
            fix=fix,
        )


def _of_several_labels(pair: Judged) -> tuple[str, str, Fix | None]:
    """What comes of it, what to do in words, and the fix, where a sample can have several classes."""
    edits = pair.with_activation("sigmoid")
    return (
        "The labels may contain several classes per sample, but with softmax their probabilities share a total of 1",
        'use activation="sigmoid" in the output layer',
        Fix("Use sigmoid in the output layer", edits) if edits else None,
    )


def _of_one_label(pair: Judged, classes: int | None) -> tuple[str, str, Fix | None]:
    """The same where it has one class, or nothing is known of that."""
    other = pair.loss.name.replace("binary", "categorical")
    if {_is_index(target) for target in pair.labels()} == {True} and other == "categorical_crossentropy":
        other = f"sparse_{other}"
    edits = pair.with_loss(other)
    return (
        "With one-hot labels of two classes it has the value of categorical_crossentropy, the usual loss for softmax"
        if classes == 2
        else "Binary cross-entropy scores each class on its own, and 'no' is right for most of them, while softmax"
        " makes the classes compete",
        f"{pass_loss(pair.loss, other)}; if a sample can have several classes, keep the loss and use"
        ' activation="sigmoid"',
        Fix(f"Use {other}", edits) if edits else None,
    )


def _is_index(target: ArrayInfo) -> bool:
    """Whether a label is one number, the index of a class."""
    single = target.shape is not None and (len(target.shape) == 1 or target.shape[-1] == 1)
    return target.encoding == "integer" or single


def _classes(pair: Judged) -> int | None:
    """How many classes softmax runs over: the head's units, else what the labels tell."""
    if pair.units is not None:
        return pair.units
    counts = {target.classes for target in pair.labels()}
    return counts.pop() if len(counts) == 1 else None
