"""KR513."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kerasrules.keras_api.written_for import written_for
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.program import Program
from kerasrules.model.releases import KERAS_THREE
from kerasrules.model.training import Fit, KerasObject
from kerasrules.rules.rule import Rule
from kerasrules.rules.smoke_trainings import TRIAL_EPOCHS


class PatienceExceedsEpochs(Rule):
    """`EarlyStopping` has at least as much patience as there are epochs, so it never stops training.

    ## What it does
    Finds `EarlyStopping` callbacks whose `patience` is not below the number of epochs that they see: `epochs` minus
    `initial_epoch` or `start_from_epoch`. A callback shared by several training calls is reported only if it can stop
    none of them. With `restore_best_weights=True` Keras 3 still restores the best weights at the end, so such a
    callback is reported only with the setting `keras-version = "2"`. Calls with one to three epochs, which are a trial
    of the program, are left alone.

    ## Why is this bad?
    The callback stops training after `patience` epochs without an improvement, and the first epoch always counts as an
    improvement. If there are no more epochs than that, training always runs to its end and overfits, which the callback
    was meant to prevent. Keras 2 restores the best weights only when the callback stops training, so it never does.

    ## Example
    ```python
    stop = EarlyStopping(monitor="val_loss", patience=50)
    model.fit(x, y, epochs=20, validation_split=0.2, callbacks=[stop])
    ```

    ## Use instead
    ```python
    stop = EarlyStopping(monitor="val_loss", patience=3)
    model.fit(x, y, epochs=20, validation_split=0.2, callbacks=[stop])
    ```

    ## References
    - [Keras: EarlyStopping](https://keras.io/api/callbacks/early_stopping/)
    - Prechelt: Early stopping - but when? (1998)
    """

    code = "KR513"
    name = "patience-exceeds-epochs"
    severity = Severity.WARNING
    effect = Effect.MISLEADS
    confidence = Confidence.LOW

    def check(self, program: Program) -> Iterator[Finding]:
        """Only callbacks and training calls of which every argument that counts is a known number."""
        uses: dict[Location, list[tuple[Fit, KerasObject]]] = {}
        for fit in _fits(program):
            for callback in (one for one in fit.callbacks if one.class_name == "EarlyStopping"):
                uses.setdefault(callback.location or fit.location, []).append((fit, callback))
        older = bool(uses) and written_for(program).are_before(KERAS_THREE)
        for location, shared in uses.items():
            if all(_never_stops(fit, callback, older) for fit, callback in shared):
                # of several calls the one that comes closest to stopping
                yield self._report(location, *max(shared, key=lambda use: _epochs_seen(*use) or 0))

    def _report(self, location: Location, fit: Fit, callback: KerasObject) -> Finding:
        patience, seen = callback.config["patience"], _epochs_seen(fit, callback)
        restores = callback.config.get("restore_best_weights") is True
        return self.finding(
            location,
            f"EarlyStopping waits for {patience} epochs without improvement but sees only {seen}, so it never stops"
            " training early" + (" and Keras 2 never restores the best weights" if restores else ""),
            related=[Related("number of epochs", fit.argument_locations.get("epochs", fit.location))],
            help=f"set patience to less than {seen}, or train for more epochs",
        )


def _fits(program: Program) -> Iterator[Fit]:
    for training in program.trainings:
        yield from training.fits
    yield from (fit for _, fit in program.uncompiled)


def _never_stops(fit: Fit, callback: KerasObject, older: bool) -> bool:
    """Whether the callback surely has no effect on the call."""
    if (_number(fit.arguments, "epochs", 1) or 0) <= TRIAL_EPOCHS:
        return False
    patience, seen = _number(callback.config, "patience", 0), _epochs_seen(fit, callback)
    if patience is None or seen is None or seen < 2 or patience < seen:
        return False
    restores = callback.config.get("restore_best_weights", False)
    # Keras 2 restores them when it stops, as it may, with a baseline, at the end of the last epoch
    return restores is False or (restores is True and older and patience > seen)


def _epochs_seen(fit: Fit, callback: KerasObject) -> int | None:
    """How many epochs the callback watches; None where that is unknown."""
    epochs, initial = _number(fit.arguments, "epochs", 1), _number(fit.arguments, "initial_epoch", 0)
    start = _number(callback.config, "start_from_epoch", 0)
    if fit.incomplete or epochs is None or initial is None or start is None:
        return None
    return epochs - max(initial, start)


def _number(arguments: Mapping[str, object], name: str, default: int) -> int | None:
    value = arguments.get(name, default)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
