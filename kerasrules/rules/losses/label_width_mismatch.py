"""KR213."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.losses import HINGE, REGRESSION
from kerasrules.model.findings import Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.graph import unwrap
from kerasrules.rules.losses._targets import Target, targets, widths
from kerasrules.rules.phrasing import head_words, loss_words, units
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class LabelWidthMismatch(Rule):
    """Targets and output differ in values per sample, which a regression loss may accept silently.

    ## What it does
    Compares the last axis of the targets with the units of the output layer, where the loss is a regression loss or a
    hinge loss and all other axes agree. For cross-entropies see KR207.

    ## Why is this bad?
    These losses subtract one from the other. If one side has a single value per sample, it is broadcast over all values
    of the other: every output is trained toward the same label, or the one output toward the mean of all labels.
    Nothing fails, and the network cannot do what it is meant to.

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
    confirm = ConfirmTraits(keras_raises=True, asked_of_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Labels with an axis less are left alone: an axis of size 1 may be added or dropped on purpose."""
        yield from one_per_location(
            self._report(target, *found)
            for target in targets(program)
            if target.judged.loss.name in REGRESSION | HINGE
            and (found := widths(target)) is not None
            and found[1] != found[2]
        )

    def _report(self, target: Target, rank: int, given: int, count: int) -> Finding:
        pair = target.judged
        if given == 1:
            consequence = "every unit is trained toward the same value"
            if rank == 1:
                consequence += " in Keras 2, and Keras 3 raises an error"
        elif count == 1:
            consequence = "the one unit is trained toward all of them at once"
        else:
            consequence = "Keras raises an error because the shapes differ"
        values = "one value" if given == 1 else f"{given} values"
        layer = pair.head.layer if pair.head.layer is not None else pair.head.node.layer
        return self.finding(
            unwrap(layer).location,
            f"{head_words(pair.head)} has {units(pair.head)}, but {target.words} have {values} per"
            f" {'sample' if rank < 3 else 'position'}."
            f" With {loss_words(pair.loss)}, {consequence}",
            related=target.locations(),
            help=f"give the output layer {'one unit' if given == 1 else f'{given} units'}, or change the labels",
        )
