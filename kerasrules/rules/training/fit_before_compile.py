"""KR504."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.program import Program
from kerasrules.model.training import Fit
from kerasrules.rules.rule import Rule


class FitBeforeCompile(Rule):
    """A model is trained or evaluated without having been compiled.

    ## What it does
    Finds `fit`, `evaluate` and `train_on_batch` of models that the program creates and does not compile before the
    call. Models that are loaded, or that are passed to unknown code, are left alone.

    ## Why is this bad?
    Keras raises "You must call `compile()` before using the model." A model with a custom `train_step` needs the call
    too, though without a loss.

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
    effect = Effect.STOPS

    def check(self, program: Program) -> Iterator[Finding]:
        """`predict` needs no compile. One finding per model: where the first call fails, no other is reached."""
        calls: dict[Location, dict[Location, Fit]] = {}
        for model, fit in program.uncompiled:
            # which model it is, a new one or one that was loaded, may decide on the call, too
            excused = program.unknown_calls | program.expected_errors
            if fit.method not in ("predict", "loop") and fit.location not in excused:
                # models of several runs of one function share the place where they are made
                calls.setdefault(model.location, {}).setdefault(fit.location, fit)
        reported: set[Location] = set()
        for created, fits in calls.items():
            first, *others = fits.values()
            if first.location not in reported:
                reported.add(first.location)
                yield self._report(created, first, others)

    def _report(self, created: Location, fit: Fit, others: list[Fit]) -> Finding:
        return self.finding(
            fit.location,
            f"{fit.method} is called on a model that was never compiled. Keras raises an error",
            related=[
                Related("model created here", created),
                *(Related(f"{other.method} is called, too", other.location) for other in others),
            ],
            help="call compile first",
        )
