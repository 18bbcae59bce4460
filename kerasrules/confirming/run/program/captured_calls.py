"""The calls by which a program trains: the one in question is captured, others before it are cut short."""

from __future__ import annotations

import inspect
import os
import sys
import time
from collections.abc import Callable, Mapping
from functools import cache
from types import FrameType
from typing import Any

from kerasrules.confirming.plan.program_job import FitLines
from kerasrules.confirming.run.program.recorded_batches import RecordedBatches
from kerasrules.confirming.run.program.recorded_weights import RecordedWeights, TrainingStart

OTHERS_SECONDS = 15.0
"""For all trainings together that come before the one in question."""
CUT_SHORT = "the trainings of the program that come before this one were cut short"

Captured = Callable[..., None]
"""Told of the training in question: `(keras, fit, model, given, start, steps, line)`; it does not return."""


class WantedCalls:
    """Which calls train the model in question: those in certain lines, or the first one where none are given.

    models_before: how many models the same lines train before.
    """

    def __init__(self, lines: FitLines, models_before: int = 0) -> None:
        self._models_before = models_before
        self._models: list[Any] = []
        self._lines = {os.path.realpath(path): stretches for path, stretches in lines.items()}
        self._real = cache(os.path.realpath)

    def trains(self, model: Any, frame: FrameType | None) -> bool:
        """Whether a call that was made from here trains the model in question."""
        if not self.has(frame):
            return False
        if not any(model is one for one in self._models):
            self._models.append(model)
        return len(self._models) > self._models_before and model is self._models[self._models_before]

    def has(self, frame: FrameType | None) -> bool:
        """Whether a call that was made from here is one of them."""
        while frame is not None and self._lines:
            stretches = self._lines.get(self._real(frame.f_code.co_filename), ())
            if any(first <= frame.f_lineno <= last for first, last in stretches):
                return True
            frame = frame.f_back
        return not self._lines


class CapturedCalls:
    """Keras' own methods that train, replaced from `patch` on."""

    def __init__(self, wanted: WantedCalls, recorded: RecordedWeights, captured: Captured) -> None:
        self._wanted, self._recorded, self._captured = wanted, recorded, captured
        self._left = OTHERS_SECONDS
        self._batches: RecordedBatches | None = None
        self._own: list[tuple[Any, str, Any]] = []
        self.notes: list[str] = []
        self.busy = 0
        """How many of Keras' own methods are at work."""
        self._keras: Any = None

    def begin_again(self) -> None:
        """The program is run from its beginning once more."""
        self._left, self._batches = OTHERS_SECONDS, None

    def patch(self, keras: Any) -> None:
        """Watch the models of this Keras."""
        self._keras = keras
        own_fit, own_batch = keras.Model.fit, keras.Model.train_on_batch
        names = _parameters(own_fit)
        batch_names = _parameters(own_batch)
        calls = self

        def fit(model: Any, *args: Any, **kwargs: Any) -> Any:
            given = {**dict(zip(names, args, strict=False)), **kwargs}
            if not calls._wanted.trains(model, sys._getframe(1)):
                return calls._cut_short(own_fit, model, given)
            calls.restore()
            start = TrainingStart(model, calls._recorded)
            return calls._captured(keras, own_fit, model, given, start, None)

        def train_on_batch(model: Any, *args: Any, **kwargs: Any) -> Any:
            if calls._batches is None and calls._wanted.trains(model, sys._getframe(1)):
                calls._batches = RecordedBatches(model, calls._recorded)
            if calls._batches is not None and calls._batches.model is model:
                calls._batches.add({**dict(zip(batch_names, args, strict=False)), **kwargs})
                if calls._batches.enough:
                    calls.finish()
            calls.busy += 1
            try:
                return own_batch(model, *args, **kwargs)
            finally:
                calls.busy -= 1

        self._set(keras.Model, "fit", fit)
        self._set(keras.Model, "train_on_batch", train_on_batch)

    def finish(self) -> None:
        """Hand over the batches that were recorded, where there are any: the program's loop is over, or long enough."""
        if self._batches is None:
            return
        self.restore()
        batches = self._batches
        own = self._keras.Model.fit
        self._captured(self._keras, own, batches.model, batches.given(), batches.start, batches.steps)

    def restore(self) -> None:
        """Put Keras' own methods back: what trains from now on is not the program."""
        self.busy += 1
        for owner, name, own in self._own:
            setattr(owner, name, own)
        self._own.clear()

    def _set(self, owner: Any, name: str, function: Any) -> None:
        self._own.append((owner, name, getattr(owner, name)))
        setattr(owner, name, function)

    def _cut_short(self, own: Callable[..., Any], model: Any, given: Mapping[str, Any]) -> Any:
        """Train a model that another one is made of, or that has nothing to do with it, for a short while."""
        started = time.monotonic()
        deadline = started + max(self._left, 0.0)
        calls = self

        class EndAtDeadline(self._keras.callbacks.Callback):  # type: ignore[misc, name-defined]
            """Ends the training at the deadline."""

            def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
                if time.monotonic() > deadline:
                    self.model.stop_training = True
                    calls.notes[:] = [CUT_SHORT]

        callbacks = given.get("callbacks") or []
        callbacks = [*(callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]), EndAtDeadline()]
        self.busy += 1
        try:
            return own(model, **{**given, "callbacks": callbacks, "verbose": 0})
        finally:
            self.busy -= 1
            self._left -= time.monotonic() - started


def _parameters(function: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(function).parameters)[1:]
