"""KR312."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.model.training import Fit
from kerasrules.rules.phrasing import listed
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_fact, one_per_location


class PythonLists(Rule):
    """Plain Python lists of samples are passed to `fit`.

    ## What it does
    Finds `fit`, `evaluate` and `predict` that receive a list with one item per sample: numbers, lists of numbers, or
    arrays that a loop collected. With `keras-version = "2"` it is information.

    ## Why is this bad?
    To Keras, a list contains one array for each *input* of the model. Keras 3 therefore rejects a list of samples;
    Keras 2 accepts lists of plain numbers, and reads a list of arrays as that many inputs.

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
    severity = Severity.WARNING
    effect = Effect.STOPS
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """The interpreter tells a list of samples from a list of inputs."""
        found = (
            (training.model, self._report(fit)) for training in program.trainings for fit in training.fits if fit.lists
        )
        yield from one_per_location(one_per_fact(found, "lists of samples are passed here, too"))

    def _report(self, fit: Fit) -> Finding:
        names, single = listed(fit.lists), len(fit.lists) == 1
        return self.finding(
            fit.location,
            f"{names} {'is a plain list' if single else 'are plain lists'} of samples. Keras 3 rejects"
            f" {'it' if single else 'them'} because a list must contain one array per input",
            help=f"convert {'it' if single else 'them'} with np.array(...)",
            since=(3,),
        )
