"""One run of a program up to its own training loop: the steps that it makes, and in the first run their batches."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from kerasrules.confirming.plan.targets import DataError, Values
from kerasrules.confirming.run.program.array_structures import as_arrays, leaves
from kerasrules.confirming.run.program.loop_calls import LoopStep

MOST_SAMPLES = 512
MOST_SECONDS = 20.0


class ProgramLeft(BaseException):
    """The program is not to go on for now. No `except Exception` of its own catches this."""

    def __init__(self, why: Exception | None = None) -> None:
        super().__init__()
        self.why = why


class LoopRun:
    """The loop in one run of the program: its model, its optimizer and how many steps were made."""

    def __init__(self, number: int | None, passed: Callable[[LoopRun, int], None]) -> None:
        """number: of the optimizer, in the order of their first steps. passed: told how many steps were made."""
        self._number, self._passed = number, passed
        self._optimizers: list[Any] = []
        self.model: Any = None
        self._begun = 0
        self._traced = False

    def stepping(self, step: LoopStep) -> None:
        """A step is about to be made, or to be traced."""
        if self.number_of(step) != self._number:
            return
        self.model = step.call.model
        if step.symbolic:
            self._traced = True
        else:
            self._passed(self, self._begun)
            self._begun += 1

    def number_of(self, step: LoopStep) -> int:
        """Which of the optimizers makes a step."""
        if not any(step.optimizer is one for one in self._optimizers):
            self._optimizers.append(step.optimizer)
        return next(number for number, one in enumerate(self._optimizers) if one is step.optimizer)

    def look_at_steps(self) -> None:
        """A traced function has ended, in which steps may have been made."""
        if self._traced:
            self._passed(self, self.made)

    @property
    def made(self) -> int:
        """Steps so far."""
        if not self._traced or self._number is None:
            return self._begun
        return int(np.array(self._optimizers[self._number].iterations))

    def predictions(self, inputs: list[Values], outputs: list[int]) -> list[Values]:
        """What the model gives for these inputs, not in training."""
        found = leaves(self.model(inputs[0] if len(inputs) == 1 else inputs, training=False))
        return [np.asarray(as_arrays(found[number])) for number in outputs]


class RecordingRun(LoopRun):
    """The run in which the batches are taken down."""

    def __init__(self, seen: LoopBatches) -> None:
        super().__init__(None, lambda loop, made: None)
        self._seen = seen

    def stepping(self, step: LoopStep) -> None:
        """Take the batch down, if it is one of the loop in question."""
        number = self.number_of(step)
        if self._seen.number is None and step.wanted:
            self._seen.number = number
        if number == self._seen.number:
            self._begun += 1
            self._seen.add(step)
            if self._seen.enough:
                raise ProgramLeft


class LoopBatches:
    """The batches of a loop, with what compares them."""

    def __init__(self) -> None:
        self.batches: list[tuple[list[Values], dict[int, Values]]] = []
        self.losses: dict[int, Any] = {}
        self.line: int | None = None
        self.number: int | None = None
        """Of the optimizer, in the order of their first steps."""
        self.optimizer = self.model = ""
        self.of: tuple[Any, Any] = (None, None)
        """Model and optimizer."""
        self.count = 0
        self.steps: int | None = None
        self._deadline = time.monotonic() + MOST_SECONDS

    def add(self, step: LoopStep) -> None:
        """Take down the inputs and targets of a step. What has none counts as a step all the same."""
        self.count += 1
        if self.line is None:
            self.line, self.optimizer = step.call.line, type(step.optimizer).__name__
            self.model, self.of = type(step.call.model).__name__, (step.call.model, step.optimizer)
        targets = step.targets or _unnamed_targets(step)
        if not targets or (self.losses and targets.keys() != self.losses.keys()):
            return
        inputs = [np.array(array) for array in leaves(as_arrays(tuple(step.call.arguments[:1])))]
        arrays = {number: np.array(as_arrays(given)) for number, (given, _) in targets.items()}
        if all(array.ndim and len(array) == len(inputs[0]) for array in (*inputs, *arrays.values())):
            self.losses = {number: loss for number, (_, loss) in targets.items()}
            self.batches.append((inputs, arrays))

    @property
    def enough(self) -> bool:
        """Whether there are as many as are used, or it takes too long."""
        return time.monotonic() > self._deadline or sum(len(x[0]) for x, _ in self.batches) >= MOST_SAMPLES

    def joined(self) -> tuple[list[Values], list[Values]]:
        """All of them: inputs, and targets by output. Raises DataError."""
        try:
            inputs = [np.concatenate([x[index] for x, _ in self.batches]) for index in range(len(self.batches[0][0]))]
            targets = [np.concatenate([y[number] for _, y in self.batches]) for number in self.losses]
        except ValueError:
            raise DataError("the batches of its loop have different shapes") from None
        return inputs, targets


def _unnamed_targets(step: LoopStep) -> dict[int, tuple[Any, Any]]:
    """What else has as many rows as the inputs, where the model is called: the targets, if it is one array alone."""
    inputs = leaves(step.call.arguments)
    if len(step.call.outputs) != 1 or not inputs or not getattr(inputs[0], "shape", ()):
        return {}
    rows = inputs[0].shape[0]
    known = {id(one) for one in inputs}
    found = {id(one): one for one in step.call.there.values() if _rows(one) == rows and id(one) not in known}
    return {0: (next(iter(found.values())), None)} if len(found) == 1 else {}


def _rows(value: Any) -> int | None:
    """How many samples something holds, as far as it holds any."""
    try:
        return int(value.shape[0])
    except (AttributeError, IndexError, TypeError, ValueError):
        return None
