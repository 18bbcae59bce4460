"""KR213."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.losses import HINGE, REGRESSION
from kerasrules.keras_api.written_for import written_for
from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.model.releases import TENSORFLOW_TWO, Releases
from kerasrules.model.training import Fit
from kerasrules.rules.graph import unwrap
from kerasrules.rules.heads import Judged, judged
from kerasrules.rules.losses._targets import (
    Target,
    is_told_elsewhere,
    lacks_targets,
    refused_shapes,
    sample_words,
    targets,
    validates_without_targets,
    widths,
)
from kerasrules.rules.phrasing import head_words, loss_words, units
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class LabelWidthMismatch(Rule):
    """Targets and output differ in shape, which a regression loss may accept silently.

    ## What it does
    Compares the last axis of the targets with the units of the output layer, where the loss is a regression loss or
    a hinge loss and all other axes agree, and reports targets and outputs that the loss cannot compare at all,
    targets that are text among them. Where the labels show the number of classes see KR207, where their encoding is
    another KR206, where the output has more axes than the labels KR402 and KR405.

    ## Why is this bad?
    Keras raises an error for most of such shapes. Regression and hinge losses subtract or multiply: if one side has a
    single value per sample, it is broadcast over all values of the other. Every output is trained toward the same
    label, or the one output toward the mean of all labels. Nothing fails, and the network cannot do what it should.
    Where only `evaluate` gets such targets, the finding is a warning: its result does not tell how good the model is.

    ## Example
    ```python
    (x_train, y_train), _ = keras.datasets.boston_housing.load_data()
    model.add(Dense(13))
    model.compile(loss="mse", optimizer="adam")
    ```

    ## Use instead
    ```python
    (x_train, y_train), _ = keras.datasets.boston_housing.load_data()
    model.add(Dense(1))
    model.compile(loss="mse", optimizer="adam")
    ```

    ## References
    - [NumPy: broadcasting](https://numpy.org/doc/stable/user/basics.broadcasting.html)
    """

    code = "KR213"
    name = "label-width-mismatch"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    confirm = ConfirmTraits(keras_raises=True, asked_of_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Labels that may lose or gain an axis of size 1 are left alone, and what other rules tell."""
        yield from one_per_location(self._findings(program))

    def _findings(self, program: Program) -> Iterator[Finding]:
        for one in judged(program):
            for fit in one.training.fits:
                if lacks_targets(fit):
                    yield self._report_missing(one, fit, fit.method, "y")
                elif validates_without_targets(fit):
                    yield self._report_missing(one, fit, "validation_data", "validation_data=(x, y)")
        for target in targets(program, evaluated=True):
            if is_told_elsewhere(target):
                continue
            if target.array.encoding == "text":
                yield self._report_text(target)
                continue
            found, refused = widths(target), refused_shapes(target)
            broadcasts = target.judged.loss.name in REGRESSION | HINGE and found is not None and found[1] != found[2]
            if found is not None and found[1] != found[2] and (broadcasts or refused is not None):
                yield self._report(target, *found, refused is not None, written_for(program))
            elif refused is not None:
                yield self._report_shapes(target, refused)

    def _report(self, target: Target, rank: int, given: int, count: int, refused: bool, releases: Releases) -> Finding:
        pair, trains = target.judged, target.fit.trains
        verb = "trained toward" if trains else f"compared by {target.fit.method} with"
        if refused:
            consequence = "Keras raises an error because the shapes differ"
            if rank == 1 and not releases.are_before(TENSORFLOW_TWO):
                consequence = "every unit is trained toward the same value in Keras 2, and Keras 3 raises an error"
        elif given == 1:
            consequence = f"every unit is {verb} the same value"
        elif count == 1:
            consequence = f"the one unit is {verb} all of them at once"
        else:
            consequence = "the shapes differ"
        misleads = not (refused or trains)
        if misleads:
            consequence += ", so the result does not tell how good the model is"
        values = "one value" if given == 1 else f"{given} values"
        layer = pair.head.layer if pair.head.layer is not None else pair.head.node.layer
        return self.finding(
            unwrap(layer).location,
            f"{head_words(pair.head)} has {units(pair.head)}, but {target.words} have {values} per"
            f" {'sample' if rank < 3 else 'position'}."
            f" With {loss_words(pair.loss)}, {consequence}",
            # training has targets of its own
            severity=Severity.WARNING if misleads else None,
            effect=Effect.MISLEADS if misleads else Effect.STOPS if refused and rank > 1 else None,
            related=target.locations(),
            help=f"give {target.fit.method} targets with {'one value' if count == 1 else f'{count} values'} per sample"
            if misleads
            else _advice(pair, given, count),
        )

    def _report_missing(self, one: Judged, fit: Fit, what: str, where: str) -> Finding:
        return self.finding(
            fit.location,
            f"{what} receives no targets, but {loss_words(one.loss)} compares the output with them. Keras raises an"
            " error",
            effect=Effect.STOPS,
            help=f"pass the targets as {where}",
        )

    def _report_text(self, target: Target) -> Finding:
        return self.finding(
            target.fit.location,
            f"{target.words} are text, but {loss_words(target.judged.loss)} computes with numbers. Keras raises an"
            " error",
            effect=Effect.STOPS,
            related=target.locations()[:-1],
            help="encode the targets as numbers, for instance with LabelEncoder",
        )

    def _report_shapes(self, target: Target, reason: str) -> Finding:
        """Shapes that differ in more than the last axis."""
        pair = target.judged
        layer = pair.head.layer if pair.head.layer is not None else pair.head.node.layer
        return self.finding(
            unwrap(layer).location,
            f"{head_words(pair.head)} gives {sample_words(pair.head.tensor.shape or ())} per sample, but {target.words}"
            f" have {sample_words(target.array.shape or ())}. {loss_words(pair.loss)} cannot compare them: {reason}."
            " Keras raises an error on the first batch",
            effect=Effect.STOPS,
            related=target.locations(),
            help="give output and targets the same shape",
        )


def _advice(pair: Judged, given: int, count: int) -> str:
    """What to change: one number beside many softmax units is mostly the index of a class."""
    if given == 1 and count > 2 and pair.head.activation == "softmax":
        return 'pass loss="sparse_categorical_crossentropy" if the labels are class indices, else change the labels'
    return f"give the output layer {'one unit' if given == 1 else f'{given} units'}, or change the labels"
