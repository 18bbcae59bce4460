"""KR312."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Finding, Severity
from kerasrules.model.program import Program
from kerasrules.model.training import Fit
from kerasrules.rules.phrasing import listed
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class PythonLists(Rule):
    """Plain Python lists of samples are given to `fit`.

    ## What it does
    Finds `fit`, `evaluate` and `predict` that get a list with one item per sample, of numbers, of lists of numbers, or
    of arrays that a loop collected.

    ## Why is this bad?
    To Keras a list means one array for each *input* of the model. Keras 3 therefore stops at a list of samples; Keras 2
    takes lists of plain numbers, and reads a list of arrays as so many inputs.

    ## Example
    ```python
    model.fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    ```

    ## Use instead
    ```python
    model.fit(np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0]))
    ```

    ## References
    - [Keras: fit](https://keras.io/api/models/model_training_apis/)
    """

    code = "KR312"
    name = "python-lists"
    severity = Severity.INFO
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """The reader tells a list of samples from a list of inputs."""
        yield from one_per_location(
            self._report(fit) for training in program.trainings for fit in training.fits if fit.lists
        )

    def _report(self, fit: Fit) -> Finding:
        names = listed(fit.lists)
        return self.finding(
            fit.location,
            f"{names} {'is a plain list' if len(fit.lists) == 1 else 'are plain lists'} of samples: Keras 3 refuses it,"
            " for it takes a list to hold one array per input",
            help="make an array of it: np.array(...)",
        )
