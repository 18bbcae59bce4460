"""KR314."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.model.training import Fit
from kerasrules.rules.data._sample_relations import (
    Arrays,
    are_apart,
    are_mixed,
    are_moved,
    counts_of,
    takes_over_targets,
)
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class TargetsOfOtherSamples(Rule):
    """Targets belong to other samples than the inputs beside them.

    ## What it does
    Finds `fit` and `evaluate` with inputs of one part of the data and targets of another one: `x[n:]` beside `y[:n]`,
    the test inputs of `train_test_split` or `keras.datasets` beside the training labels, also where the training part
    is split again, and validation inputs from another file beside targets that were made from those of the training.
    Likewise inputs that were shuffled in place beside targets that were not, and `x[n:]` beside `y[:m]` in a call whose
    other pair of arrays is cut at the same positions.

    ## Why is this bad?
    Each prediction is compared with the answer for some other sample. In validation the scores are meaningless, so
    that EarlyStopping and every choice of hyperparameters follow noise; in training the model learns noise. Often it is
    one letter in a line that was copied, and where both parts have the same size, nothing else tells.

    ## Example
    ```python
    y_train = np.reshape(y_train, (-1, 1))
    y_val = np.reshape(y_train, (-1, 1))
    model.fit(x_train, y_train, validation_data=(x_val, y_val))
    ```

    ## Use instead
    ```python
    y_train = np.reshape(y_train, (-1, 1))
    y_val = np.reshape(y_val, (-1, 1))
    model.fit(x_train, y_train, validation_data=(x_val, y_val))
    ```

    ## References
    - [Keras: training and evaluation](https://keras.io/guides/training_with_built_in_methods/)
    """

    code = "KR314"
    name = "targets-of-other-samples"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Both must come from known parts that have nothing in common."""
        fits = [fit for training in program.trainings for fit in training.fits]
        yield from one_per_location(finding for fit in fits for finding in self._of_fit(fit))

    def _of_fit(self, fit: Fit) -> Iterator[Finding]:
        if are_mixed(fit.x, fit.y):
            yield self._report_order(fit, "x", "y")
        elif are_mixed(fit.validation_x, fit.validation_y):
            yield self._report_order(fit, "validation_x", "validation_y")
        elif are_apart(fit.x, fit.y) or are_moved(fit.x, fit.y, (fit.validation_x, fit.validation_y)):
            yield self._report(fit, "x", "y", "the targets" if fit.trains else f"the targets of {fit.method}")
        elif _are_of_others(fit.validation_x, fit.validation_y, beside=(fit.x, fit.y)) or takes_over_targets(fit):
            yield self._report(fit, "validation_x", "validation_y", "the validation targets")

    def _report_order(self, fit: Fit, inputs: str, targets: str) -> Finding:
        effect = "the model learns noise" if inputs == "x" and fit.trains else "the scores mean nothing"
        return self.finding(
            fit.location,
            "either the inputs or the targets were shuffled in place, and the others were not: most targets belong to"
            f" other samples than the inputs beside them and {effect}",
            related=self._places(fit, inputs, targets),
            help="shuffle both by the same positions: order = np.random.permutation(len(x)); x, y = x[order], y[order]",
        )

    def _report(self, fit: Fit, inputs: str, targets: str, words: str) -> Finding:
        counts = counts_of(*((fit.x, fit.y) if inputs == "x" else (fit.validation_x, fit.validation_y)))
        if counts is not None:
            effect = f"Keras raises an error because there are {counts[0]} inputs and {counts[1]} targets"
        else:
            effect = "the model learns noise" if inputs == "x" and fit.trains else "the scores mean nothing"
        return self.finding(
            fit.location,
            f"{words} belong to other samples than the inputs beside them, so every prediction is compared with the"
            f" answer for another sample and {effect}",
            related=self._places(fit, inputs, targets),
            help="make the targets from the labels of the same part as the inputs",
        )

    def _places(self, fit: Fit, inputs: str, targets: str) -> list[Related]:
        return [
            Related(part, fit.bound_at[name])
            for part, name in (("the targets", targets), ("the inputs", inputs))
            if name in fit.bound_at
        ]


def _are_of_others(x: Arrays, y: Arrays, beside: tuple[Arrays, Arrays]) -> bool:
    return are_apart(x, y, beside) or are_moved(x, y, beside)
