"""A training loop of the program's own, trained by running the program again for each seed.

The first run through, in which TensorFlow's functions are not traced, takes down the batches that skill is measured on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import mean
from typing import Any

import numpy as np

from kerasrules.confirming.plan.targets import DataError, Values
from kerasrules.confirming.run.build import first_line
from kerasrules.confirming.run.program.child_messages import Train
from kerasrules.confirming.run.program.loop_calls import LoopCalls, LoopStep, named_loss
from kerasrules.confirming.run.program.loop_run import LoopBatches, LoopRun, ProgramLeft, RecordingRun
from kerasrules.confirming.run.program.program_targets import ProgramTargets
from kerasrules.confirming.run.program.recorded_weights import RecordedWeights
from kerasrules.confirming.run.program.training_mark import mark_of
from kerasrules.confirming.run.reference import Reference, learn
from kerasrules.confirming.run.samples import FILE, Samples
from kerasrules.confirming.run.training_run import OutOfTime, TrainingError, TrainingRun


class OwnLoop:
    """The loop in question, once it was found. Has what `CapturedFit` has."""

    def __init__(
        self, keras: Any, calls: LoopCalls, run_program: Callable[[], None], recorded: RecordedWeights
    ) -> None:
        """run_program: runs the program from its beginning."""
        self._keras, self._calls, self._run_program, self._recorded = keras, calls, run_program, recorded
        self._loop: LoopRun | None = None
        self._after: Callable[[], None] = _nothing
        """Called after each function that TensorFlow has traced: in these, steps are not seen one by one."""
        _watch_functions(keras, lambda: self._after())
        self._seen = LoopBatches()
        self.inputs: list[Values] = []
        self._targets = ProgramTargets([], [])

    # --- what is known of it ---

    @property
    def losses(self) -> list[tuple[str | None, bool]]:
        """Keras' name of the loss of each output, and whether it takes logits; None for a loss of the program's own."""
        return list(self._targets.losses)

    @property
    def steps(self) -> int | None:
        """How many steps the program makes in all; None where its loop was not seen to its end."""
        return self._seen.steps

    @property
    def line(self) -> int | None:
        """The line in which the loop calls the model."""
        return self._seen.line

    @property
    def model_words(self) -> str:
        """The model's class."""
        return self._seen.model

    @property
    def counts(self) -> tuple[int, int]:
        """Samples that are trained on, as far as they are looked at, and those kept apart: none."""
        return len(self.inputs[0]), 0

    @property
    def mark(self) -> str:
        """What tells the training from others."""
        return mark_of(self._seen.of[0], self._seen.of[1], self._seen.losses.values(), self.inputs)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know."""
        count = len(self.inputs[0])
        return (
            "the program trains in a loop of its own: it was run anew for each training, and skill is measured on the"
            f" first {count} samples that it trains on",
        )

    @property
    def words(self) -> str:
        """The data, for the user."""
        shapes = " and ".join(str(array.shape[1:]) for array in self.inputs)
        return f"{len(self.inputs[0])} samples of {shapes} that the program trains on"

    @property
    def optimizer_words(self) -> str:
        """The optimizer."""
        return self._seen.optimizer

    def reference(self, seed: int, encodings: tuple[str | None, ...]) -> Reference | None:
        """What a simple learner reaches on the same data; None where it cannot be asked."""
        inputs = [array for array in self.inputs if array.dtype.kind in "iufb" and array.ndim > 1]
        if len(inputs) != len(self.inputs):
            return None
        try:
            return learn(Samples(inputs, self._targets.read(encodings, ()), FILE, ""), False, seed)
        except Exception:  # it is a help to read the verdict, no more
            return None

    can_scale = False
    """The program makes its batches itself, anew for each training."""
    predicts_values = False

    # --- running the program ---

    def stepping(self, step: LoopStep) -> None:
        """The program is about to make a step."""
        if self._loop is not None:
            self._loop.stepping(step)

    def train(self, asked: Train, report: Callable[[TrainingRun], None]) -> TrainingRun:
        """Run the program with the weights of a seed. Raises TrainingError or OutOfTime."""
        deadline = time.monotonic() + asked.seconds
        run, started = TrainingRun(asked.seed), time.monotonic()
        targets = self._targets.read(asked.encodings, asked.classes)
        rows = np.arange(len(self.inputs[0]))

        def look(loop: LoopRun, step: int) -> None:
            self._calls.paused = True
            try:
                predictions = loop.predictions(self.inputs, list(self._seen.losses))
                skills = self._targets.skills(predictions, targets, rows)
            except TrainingError:
                raise
            except Exception as error:
                raise TrainingError(first_line(error)) from error
            finally:
                self._calls.paused = False
            run.steps.append(step)
            run.losses.append(self._loss(predictions))
            run.output_skills.append(skills)
            run.skills.append(mean(skills))
            run.held_out_skills.append(None)
            run.seconds = time.monotonic() - started
            report(run)

        def passed(loop: LoopRun, made: int) -> None:
            if time.monotonic() > deadline:
                raise ProgramLeft(OutOfTime())
            if not run.steps or made - run.steps[-1] >= asked.chunk or made >= asked.steps:
                try:
                    look(loop, made)
                except TrainingError as error:
                    raise ProgramLeft(error) from None
            if made >= asked.steps or run.has_learned:
                raise ProgramLeft

        loop = LoopRun(self._seen.number, passed)
        self._run(loop, asked.seed)
        if not run.steps:
            raise TrainingError("the program did not come to the loop again")
        made = loop.made
        if made > run.steps[-1]:
            look(loop, made)
        return run

    def record(self) -> bool:
        """Run the program until enough batches were seen; False where it does not come to the loop.

        Raises DataError.
        """
        seen = self._seen
        loop = RecordingRun(seen)
        with _untraced_functions(self._keras):
            try:
                ended = self._run(loop, None)
            except TrainingError as error:
                raise DataError(str(error)) from None
        if seen.number is None:
            return False
        seen.steps = seen.count if ended else None
        if not seen.batches:
            raise DataError("its loop compares what the model gives with nothing that could be followed as targets")
        self.inputs, arrays = seen.joined()
        named = [named_loss(loss) for loss in seen.losses.values()]
        self._targets = ProgramTargets(arrays, named)
        return True

    def _run(self, loop: LoopRun, seed: int | None) -> bool:
        """Run the program from its beginning: whether it came to its end. Raises TrainingError or OutOfTime."""
        self._calls.forget()
        self._recorded.draw_from(seed)
        self._loop, self._after = loop, loop.look_at_steps
        try:
            self._run_program()
        except ProgramLeft as left:
            if left.why is not None:
                raise left.why from None
            return False
        except Exception as error:
            if not loop.made:
                raise TrainingError(first_line(error)) from error
        finally:
            self._loop, self._after = None, _nothing
            self._recorded.draw_from(None)
        return True

    def _loss(self, predictions: list[Values]) -> float:
        """Where all losses are objects of Keras, their sum."""
        total = 0.0
        for loss, targets, prediction in zip(
            self._seen.losses.values(), self._targets.arrays, predictions, strict=True
        ):
            try:
                total += float(np.mean(np.array(loss(targets, prediction))))
            except Exception:  # a function of another order of arguments, or none at all
                return float("nan")
        return total


def _nothing() -> None:
    return None


def _watch_functions(keras: Any, after: Callable[[], None]) -> None:
    """Have `after` called whenever a function that TensorFlow has traced was run by something that is not traced."""
    if not _is_tensorflow(keras):
        return
    import tensorflow as tf
    from tensorflow.python.eager.polymorphic_function.polymorphic_function import Function

    own = Function.__call__

    def call(function: Any, *args: Any, **kwargs: Any) -> Any:
        found = own(function, *args, **kwargs)
        if tf.executing_eagerly():
            after()
        return found

    Function.__call__ = call


def trace_functions(keras: Any, *, traced: bool = True) -> None:
    """Whether TensorFlow traces the program's functions, as it does by itself."""
    if _is_tensorflow(keras):
        import tensorflow as tf

        tf.config.run_functions_eagerly(not traced)


@contextmanager
def _untraced_functions(keras: Any) -> Iterator[None]:
    """TensorFlow runs functions as they are written: each call of theirs can be seen, with its values."""
    trace_functions(keras, traced=False)
    try:
        yield
    finally:
        trace_functions(keras)


def _is_tensorflow(keras: Any) -> bool:
    return keras.__name__ != "keras" or bool(keras.backend.backend() == "tensorflow")
