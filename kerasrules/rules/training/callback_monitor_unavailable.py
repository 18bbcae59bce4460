"""KR507."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.small_objects import CALLBACKS, WATCHERS
from kerasrules.keras_api.written_for import written_for
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import Model
from kerasrules.model.program import Program
from kerasrules.model.releases import TENSORFLOW_TWO
from kerasrules.model.training import Fit, KerasObject, Metric, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.phrasing import listed
from kerasrules.rules.rule import Rule, one_per_location

_SILENT = "Keras only prints a warning, and the callback has no effect"
_ALWAYS = ("loss", "lr", "learning_rate")
_UP = ("accuracy", "acc", "auc", "precision", "recall", "f1_score", "r2_score")


class CallbackMonitorUnavailable(Rule):
    """A callback monitors a quantity that training does not report, or in the wrong direction.

    ## What it does
    Checks the quantity that `EarlyStopping`, `ReduceLROnPlateau` and `ModelCheckpoint(save_best_only=True)` monitor:
    a metric that is not among those of compile (`acc` where compile uses `accuracy`, or the reverse), `val_…` in a call
    without validation data, accuracy with `mode="min"`, a loss with `mode="max"`.

    ## Why is this bad?
    Keras only prints a warning that the quantity is not available and continues: training never stops early and no best
    model is saved. In the wrong direction the callback keeps the worst model.

    ## Example
    ```python
    model.fit(x, y, callbacks=[EarlyStopping(monitor="val_loss", patience=3)])
    ```

    ## Use instead
    ```python
    model.fit(x, y, validation_split=0.2, callbacks=[EarlyStopping(monitor="val_loss", patience=3)])
    ```

    ## References
    - [Keras: EarlyStopping](https://keras.io/api/callbacks/early_stopping/)
    - [Keras: ModelCheckpoint](https://keras.io/api/callbacks/model_checkpoint/)
    """

    code = "KR507"
    name = "callback-monitor-unavailable"
    former_names = ("callbacks",)
    severity = Severity.WARNING
    effect = Effect.MISLEADS

    def check(self, program: Program) -> Iterator[Finding]:
        """Only calls and callbacks of which every argument is known."""
        yield from one_per_location(
            self._report(training, fit, callback, *fault)
            for training in program.trainings
            for fit in training.fits
            if fit.trains and not fit.incomplete
            for callback in _watchers(fit)
            if (fault := _absent(program, fit, callback) or _fault(fit, callback)) is not None
        )

    def _report(self, training: Training, fit: Fit, callback: KerasObject, message: str, help: str) -> Finding:
        related = [Related("training call", fit.location), Related("compiled here", training.location)]
        location = callback.location or fit.location
        return self.finding(location, f"{callback.class_name} {message}", related=related, help=help)


def _watchers(fit: Fit) -> Iterator[KerasObject]:
    for item in fit.callbacks:
        if item.class_name in WATCHERS:
            kept = item.class_name != "ModelCheckpoint" or item.config.get("save_best_only") is True
            if kept and isinstance(item.config.get("monitor", "val_loss"), str):
                yield item


def _monitored(callback: KerasObject) -> str:
    return str(callback.config.get("monitor", "val_loss"))


def _absent(program: Program, fit: Fit, callback: KerasObject) -> tuple[str, str] | None:
    """What is wrong where the training call reports nothing of that name, whichever compile reaches it."""
    monitor = _monitored(callback)
    plain = monitor.removeprefix("val_")
    known: set[str] = set()
    older = written_for(program).are_before(TENSORFLOW_TWO)
    for training in program.trainings:
        if any(one.location == fit.location for one in training.fits):
            names = _reported(training, older)
            if names is None:
                return None
            known |= names
    # Keras numbers metrics of the same name: auc_1
    if plain in _ALWAYS or any(plain == name or plain.startswith(f"{name}_") for name in known):
        return None
    if not _reports_only_metrics(program, fit):
        return None
    reported = ["loss", *sorted(known)]
    if monitor.startswith("val_") and not _has_no_validation(fit):
        reported += [f"val_{name}" for name in reported]
    message = f"monitors {monitor}, but training reports only {listed(reported)}. {_SILENT}"
    right = {"acc": "accuracy", "accuracy": "acc"}.get(plain)
    if right in known:
        return message, f'use monitor="{monitor.replace(plain, right)}"'
    return message, f"pass {plain} as a metric to compile, or monitor another quantity"


def _reports_only_metrics(program: Program, fit: Fit) -> bool:
    """Whether no callback, layer or method can add a quantity of its own to what training reports."""
    callbacks = fit.arguments.get("callbacks")
    items = callbacks if isinstance(callbacks, (list, tuple)) else (callbacks,)
    own = any(not isinstance(item, KerasObject) or item.class_name not in CALLBACKS for item in items)
    return not own and not any(use.name.rpartition(".")[2] == "add_metric" for use in program.uses)


def _fault(fit: Fit, callback: KerasObject) -> tuple[str, str] | None:
    """What is wrong with a quantity that a compile reports."""
    monitor, mode = _monitored(callback), callback.config.get("mode", "auto")
    plain = monitor.removeprefix("val_")
    if monitor.startswith("val_") and _has_no_validation(fit):
        message = f"monitors {monitor}, but the training call has no validation data. {_SILENT}"
        return message, "pass validation_data"
    up = any(plain == name or plain.endswith(f"_{name}") for name in _UP)
    if (up and mode == "min") or (plain == "loss" and mode == "max"):
        better = "larger" if up else "smaller"
        return f'monitors {monitor} with mode="{mode}", but {better} is better', "remove mode"
    return None


def _has_no_validation(fit: Fit) -> bool:
    return (
        fit.arguments.get("validation_data") is None
        and fit.arguments.get("validation_split") in (None, 0, 0.0)
        and fit.method in ("fit", "fit_generator")
    )


def _reported(training: Training, older: bool) -> set[str] | None:
    """The names of the metrics that training reports; None where they are not known.

    older: Keras before 2.3 names metrics by their functions, and accuracy acc.
    """
    model = training.model
    if not isinstance(model, Model) or len(model.outputs) != 1 or model.custom_train_step or not model.complete:
        return None
    if "weighted_metrics" in training.arguments:
        return None
    names: set[str] = set()
    for metric in training.metrics:
        if isinstance(metric, Unknown):
            return None
        names.add(_shown(metric))
        if older:
            names.add("acc" if metric.name == "accuracy" else metric.name)
    return names


def _shown(metric: Metric) -> str:
    name = metric.config.get("name")
    return name if isinstance(name, str) else metric.spelling or metric.name
