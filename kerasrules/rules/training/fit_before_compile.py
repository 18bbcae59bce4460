"""KR504."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Finding, Related, Severity
from kerasrules.model.network import Model
from kerasrules.model.program import Program
from kerasrules.model.training import Fit
from kerasrules.rules.rule import Rule, one_per_location


class FitBeforeCompile(Rule):
    """A model is trained or evaluated that was never compiled.

    ## What it does
    Finds `fit`, `evaluate` and `train_on_batch` of models that are made in sight and that no `compile` reaches before
    the call. Models that are loaded, or that leave for code out of sight, are left alone.

    ## Why is this bad?
    Keras stops: "You must call `compile()` before using the model." A model with a `train_step` of its own needs the
    call too, though without a loss.

    ## Example
    ```python
    model = keras.Sequential([layers.Dense(1)])
    model.fit(x, y)
    ```

    ## Use instead
    ```python
    model = keras.Sequential([layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    model.fit(x, y)
    ```

    ## References
    - [Keras: training and evaluation](https://keras.io/guides/training_with_built_in_methods/)
    """

    code = "KR504"
    name = "fit-before-compile"
    severity = Severity.ERROR

    def check(self, program: Program) -> Iterator[Finding]:
        """`predict` needs no compile."""
        yield from one_per_location(
            self._report(model, fit) for model, fit in program.uncompiled if fit.method not in ("predict", "loop")
        )

    def _report(self, model: Model, fit: Fit) -> Finding:
        return self.finding(
            fit.location,
            f"{fit.method} is called on a model that was not compiled: Keras stops with an error",
            related=[Related("the model is made here", model.location)],
            help="call compile first",
        )
