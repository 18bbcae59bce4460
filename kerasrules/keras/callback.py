"""A callback that checks the model and its data at the start of fit, and speaks when training goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from kerasrules.confirming.plan.compiled_loss import compiled_loss
from kerasrules.confirming.plan.targets import DataError
from kerasrules.confirming.run.program.array_structures import leaves, mapped
from kerasrules.confirming.run.program.drawn_batches import yields_batches
from kerasrules.live.calling_fit import fit_arguments
from kerasrules.live.check_model import check_sampled, settings_of
from kerasrules.live.errors import CannotExamine
from kerasrules.live.guess_loss import GuessLoss, guess_loss
from kerasrules.live.live_program import HowItFits
from kerasrules.live.sampled_arrays import SampledArrays, sample
from kerasrules.live.sketch import NOWHERE
from kerasrules.live.training_watch import TrainingWatch
from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.symptoms import Symptom
from kerasrules.model.training import Loss
from kerasrules.report.text import split
from kerasrules.symptoms.causes import causes, look_at

if TYPE_CHECKING:
    from kerasrules.live.live_findings import LiveFindings

_PREDICTED = 64
"""Samples whose predictions are compared."""
_SAME = 1e-4
"""Predictions that differ by less than this, relative to their size, are the same."""
_FROM_DATASET = 256
"""Samples that are drawn from a dataset of Keras' own, which gives each batch when it is asked."""
_MOST_TOLD = 5


class Callback(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is not typed
    """Add it to the callbacks of fit. `findings` and `symptoms` hold what was found."""

    async_safe = True
    """Keras need not wait for it after each batch."""

    def __init__(
        self,
        data: Any = None,
        *,
        on_fault: str = "warn",
        report: Callable[[str], None] = print,
        select: Iterable[str] | None = None,
        ignore: Iterable[str] = (),
    ) -> None:
        """data: samples like those of training, as x, (x, y) or a dataset: needed only where fit gets a dataset.

        on_fault: "warn", or "stop" to end the training at a fault that keeps it from learning. report: takes each line.
        select, ignore: rules by code, prefix or name. Raises ValueError for another on_fault.
        """
        super().__init__()
        if on_fault not in ("warn", "stop"):
            raise ValueError(f'on_fault must be "warn" or "stop", not {on_fault!r}')
        self.findings: LiveFindings | tuple[Finding, ...] = ()
        self.symptoms: list[Symptom] = []
        self._data, self._stops, self._report = data, on_fault == "stop", report
        self._select, self._ignore = None if select is None else tuple(select), tuple(ignore)
        self._watch = TrainingWatch(None)
        self._some: Any = None
        self._constant_inputs = False
        self._failed = False

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Check the model and the data."""
        self.symptoms, self._some, self._failed = [], None, False
        given = fit_arguments(self.model)
        guess: GuessLoss | None = None
        try:
            data = self._sampled(given)
            guess = None if data is None or _is_weighted(given) else self._guess(data)
            self.findings = self._checked(data, given)
        except (CannotExamine, DataError) as error:
            self._say(f"the model was not checked: {error}")
        except Exception as error:  # an error of ours costs the check, not the training
            self._say(f"internal error in the check ({type(error).__name__}: {error}); please report")
        self._watch = TrainingWatch(guess)
        self._tell_findings()

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Look at the loss."""
        loss = (logs or {}).get("loss")
        if loss is not None:
            self._tell(self._watch.after_batch(batch + 1, float(loss)))

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Look at the losses, and now and then at some predictions."""
        numbers = {name: float(value) for name, value in (logs or {}).items() if np.ndim(value) == 0}
        if "loss" in numbers and not self._failed:
            try:
                self._tell(self._watch.after_epoch(numbers, self._penalty(), self._same_answer))
            except Exception as error:  # an error of ours costs the watch, not the training
                self._failed = True
                self._say(f"internal error in the watch ({type(error).__name__}: {error}); please report")

    # --- at the start ------------------------------------------------------------------------------------------------

    def _sampled(self, given: Mapping[str, Any]) -> SampledArrays | None:
        """Samples of what fit gets; of a dataset that is run through in order only what the user gave instead."""
        if self._data is not None:
            parts = self._data if isinstance(self._data, tuple) and len(self._data) == 2 else (self._data, None)
            found = sample(*parts)
        elif given.get("x") is None or (yields_batches(given["x"]) and not hasattr(given["x"], "__getitem__")):
            return None
        else:
            is_dataset = yields_batches(given["x"])
            found = sample(given["x"], given.get("y"), **({"most": _FROM_DATASET} if is_dataset else {}))
        self._some = mapped(lambda array: array[:_PREDICTED], found.x)
        self._constant_inputs = all((array == array[:1]).all() for array in leaves(self._some))
        return found

    def _checked(self, data: SampledArrays | None, given: Mapping[str, Any]) -> LiveFindings:
        how = HowItFits(given.get("batch_size"), given.get("epochs"))
        return check_sampled(self.model, data, how, settings_of(self._select, self._ignore))

    def _guess(self, data: SampledArrays) -> GuessLoss | None:
        loss = compiled_loss(self.model, 0, NOWHERE)
        targets = [] if data.y is None else leaves(data.y)
        return guess_loss(loss, targets[0]) if len(targets) == 1 and isinstance(loss, Loss) else None

    def _tell_findings(self) -> None:
        told = [finding for finding in self.findings if finding.severity is not Severity.INFO]
        for finding in told[:_MOST_TOLD]:
            self._say(f"{finding.severity.value}: {split(finding.message)[0]} ({finding.code})")
        if len(told) > _MOST_TOLD:
            self._say(f"and {len(told) - _MOST_TOLD} more findings")
        grave = (Effect.STOPS, Effect.PREVENTS)
        if any(finding.severity is Severity.ERROR and finding.effect in grave for finding in told):
            self._stop()

    # --- meanwhile ---------------------------------------------------------------------------------------------------

    def _tell(self, symptoms: Iterable[Symptom]) -> None:
        for symptom in symptoms:
            self.symptoms.append(symptom)
            self._say(f"{symptom.seen}; {self._advice(symptom)}")
            self._stop()

    def _advice(self, symptom: Symptom) -> str:
        """The finding that explains it best; else what to look at."""
        by_code = {finding.code: finding for finding in self.findings}
        for code in causes(symptom, self.findings):
            found = by_code[code]
            return f"{found.name} ({code}) explains it: {found.help}" if found.help else f"{found.name} ({code})"
        return f"look at {look_at(symptom)[0]}"

    def _penalty(self) -> float:
        """What regularizers of weights add to the loss. What layers add else is known within a step only."""
        added = (weight.regularizer(weight) for weight in self.model.trainable_weights if weight.regularizer)
        return sum((float(np.asarray(keras.ops.convert_to_numpy(loss))) for loss in added), 0.0)

    def _same_answer(self) -> str:
        if self._some is None or self._constant_inputs:
            return ""
        if any(getattr(layer, "stateful", False) for layer in self.model._flatten_layers()):
            return ""  # it goes on from the batch before, and has a batch size of its own
        # without a trace: a layer may count its calls
        weights, others = self.model.trainable_variables, self.model.non_trainable_variables
        found, _ = self.model.stateless_call(weights, others, self._some, training=False)
        predicted = leaves(found)
        if len(predicted) != 1:
            return ""
        values = np.asarray(keras.ops.convert_to_numpy(predicted[0]), dtype="float64")
        first = values[0].reshape(-1)
        if np.ptp(values, axis=0).max() > _SAME * max(1e-3, float(np.abs(values).max())):
            return ""
        return f"{first[0]:.3g}" if first.size == 1 else f"class {first.argmax()}"

    def _stop(self) -> None:
        if self._stops:
            self.model.stop_training = True

    def _say(self, line: str) -> None:
        self._report(f"kerasrules: {line}")


def _is_weighted(given: Mapping[str, Any]) -> bool:
    """Whether samples count differently in the loss, so that it is another one for a model that guesses."""
    return given.get("class_weight") is not None or given.get("sample_weight") is not None
