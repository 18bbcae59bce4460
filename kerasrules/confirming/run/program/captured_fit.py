"""The model and the data that the program's fit was called with, trained anew from the weights of each seed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from statistics import mean
from typing import Any

import numpy as np

from kerasrules.confirming.plan.compiled_loss import compiled_loss
from kerasrules.confirming.plan.scaling import Scaling
from kerasrules.confirming.plan.targets import VALUES, DataError, Targets, Values
from kerasrules.confirming.run.build import first_line
from kerasrules.confirming.run.program.array_structures import leaves, mapped
from kerasrules.confirming.run.program.child_messages import Train
from kerasrules.confirming.run.program.drawn_samples import DrawnSamples, draw
from kerasrules.confirming.run.program.program_targets import ProgramTargets
from kerasrules.confirming.run.program.recorded_weights import TrainingStart
from kerasrules.confirming.run.program.traced_loop import TracedLoop, traced_loop
from kerasrules.confirming.run.program.training_mark import mark_of
from kerasrules.confirming.run.random_seed import seed_without_tensorflow
from kerasrules.confirming.run.reference import Reference, learn
from kerasrules.confirming.run.samples import FILE, Samples
from kerasrules.confirming.run.training_run import OutOfTime, TrainingError, TrainingRun
from kerasrules.confirming.run.variant import MOST_EVALUATED
from kerasrules.model.locations import Location, Position
from kerasrules.model.training import Loss
from kerasrules.rules.rule import ScalingKind

BATCHES_AT_ONCE = 10
Steps = Callable[[DrawnSamples, list[Values]], None]
"""Takes a step for each array of row numbers."""
_NOWHERE = Location("", Position(1, 1), Position(1, 1))


class CapturedFit:
    """A call of fit. Everything of the program's own counts: `train_step`, losses, layers, class weights."""

    def __init__(
        self,
        keras: Any,
        fit: Callable[..., Any],
        model: Any,
        given: Mapping[str, Any],
        start: TrainingStart,
        steps: int | None = None,
    ) -> None:
        """fit: Keras' own. given: the arguments of the call by name. start: of the model, before its first step.

        steps: how many the program makes, where the call does not say. Raises DataError.
        """
        self._keras, self._fit, self.model, self._given, self._start = keras, fit, model, given, start
        self._steps = steps
        if not getattr(model, "compiled", False) and getattr(model, "optimizer", None) is None:
            raise DataError("the model is not compiled")
        self.samples: DrawnSamples = draw(given, seed=0, seconds=20.0)
        if not start.noted:
            x, _, _ = self.samples.take(np.arange(min(2, self.samples.trained)))
            start.build(x)
        self._original = (self.samples.x, self.samples.y)
        self._targets = ProgramTargets(self._targets_of(self.samples.y), self.losses)
        self._scaled: tuple[object, Any, Any, ProgramTargets] = ((None, False), *self._original, self._targets)
        self._loop: Steps | None = None
        self._seeds_tensorflow = True

    # --- what is known of it ---

    @property
    def losses(self) -> list[tuple[str | None, bool]]:
        """Keras' name of the loss of each output, and whether it takes logits; None for a loss of the program's own."""
        found = [compiled_loss(self.model, index, _NOWHERE) for index, _ in self._by_output(self.samples.y)]
        return [(one.name, one.from_logits is True) if isinstance(one, Loss) else (None, False) for one in found]

    @property
    def steps(self) -> int | None:
        """How many steps the program makes in all; None where that is unknown."""
        if hasattr(self._given.get("x"), "__next__") and not self._given.get("steps_per_epoch"):
            return self._steps
        epochs = int(self._given.get("epochs") or 1) - int(self._given.get("initial_epoch") or 0)
        return None if self.samples.updates is None else max(1, self.samples.updates * epochs)

    @property
    def words(self) -> str:
        """The data, for the user."""
        shapes = " and ".join(str(array.shape[1:]) for array in self.samples.inputs)
        return f"{self.samples.trained} samples of {shapes} that the program trains on"

    @property
    def optimizer_words(self) -> str:
        """The optimizer with its learning rate, where that is one number."""
        name = type(self.model.optimizer).__name__
        try:
            return f"{name}, learning rate {float(np.array(self.model.optimizer.learning_rate)):g}"
        except Exception:  # a schedule, or a property of the program's own
            return name

    @property
    def counts(self) -> tuple[int, int]:
        """Samples that are trained on, and those kept apart."""
        return self.samples.trained, self.samples.total - self.samples.trained

    @property
    def mark(self) -> str:
        """What tells the training from others."""
        arrays = [*self.samples.inputs, *leaves(self.samples.y)]
        return mark_of(self.model, self.model.optimizer, [getattr(self.model, "loss", None)], arrays)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know."""
        return tuple(self.samples.notes)

    @property
    def can_scale(self) -> bool:
        """What it trains on is here, and can be scaled."""
        return True

    @property
    def predicts_values(self) -> bool:
        """Whether all its targets are numbers."""
        try:
            return all(target.kind == VALUES for target in self._targets.read((), ()))
        except TrainingError:
            return False

    # --- training ---

    def train(self, asked: Train, report: Callable[[TrainingRun], None]) -> TrainingRun:
        """Train from the weights of a seed. Raises TrainingError or OutOfTime."""
        deadline = time.monotonic() + asked.seconds
        samples, targets = self._prepared(asked), self._scaled[-1].read(asked.encodings, asked.classes)
        self._seed(asked.seed)
        self._start.restore(asked.seed)
        watched = self._watched(samples)
        run = TrainingRun(asked.seed)
        order = self._order(samples, asked.seed)
        started = time.monotonic()
        self._look(run, 0, samples, watched, targets)
        done, at_once = 0, 1
        while done < asked.steps:
            chunk = min(asked.chunk, asked.steps - done)
            while chunk:
                if time.monotonic() > deadline:
                    raise OutOfTime
                count = min(chunk, at_once)
                before = time.monotonic()
                self._advance(samples, [next(order) for _ in range(count)])
                quick = time.monotonic() - before < 0.5
                at_once = min(asked.chunk, at_once * 5) if quick else BATCHES_AT_ONCE
                done, chunk = done + count, chunk - count
            self._look(run, done, samples, watched, targets)
            run.seconds = time.monotonic() - started
            report(run)
            if run.has_learned:
                break
        return run

    def _seed(self, seed: int) -> None:
        """Random numbers from here on. TensorFlow's own seed is set where it counts: it makes all functions anew."""
        if self._seeds_tensorflow:
            self._keras.utils.set_random_seed(seed)
        else:
            seed_without_tensorflow(seed)

    def reference(self, seed: int, encodings: tuple[str | None, ...]) -> Reference | None:
        """What a simple learner reaches on the same data; None where it cannot be asked."""
        targets = self._targets.read(encodings, ())
        inputs = [array for array in leaves(self._original[0]) if array.dtype.kind in "iufb"]
        if len(inputs) != len(self.samples.inputs) or not all(array.ndim > 1 for array in inputs):
            return None
        try:
            return learn(Samples(inputs, targets, FILE, ""), False, seed)
        except Exception:  # it is a help to read the verdict, no more
            return None

    def _prepared(self, asked: Train) -> DrawnSamples:
        """The samples, scaled where that is what is tried."""
        kind = (asked.scaling, asked.standard_targets)
        if self._scaled[0] != kind:
            x, y, targets = *self._original, self._targets
            if asked.scaling is not None:
                x = self._scale(x, asked.scaling)
            if asked.standard_targets:
                y = self._scale(y, "data set")
                targets = ProgramTargets(self._targets_of(y), self.losses)
            self._scaled = (kind, x, y, targets)
        self.samples.x, self.samples.y = self._scaled[1:3]
        return self.samples

    def _scale(self, arrays: Any, kind: ScalingKind) -> Any:
        def scaled(array: Values) -> Values:
            scaling = Scaling.of(kind, array.ndim)
            if scaling is None or array.dtype.kind not in "iuf":
                return array
            return scaling.transform([array[: self.samples.trained]], [array])[0]

        return mapped(scaled, arrays)

    def _order(self, samples: DrawnSamples, seed: int) -> Iterator[Values]:
        """Row numbers of one batch after another."""
        random = np.random.default_rng([seed, 2])
        rows = np.arange(samples.trained)
        while True:
            if not samples.ordered:
                rows = random.permutation(samples.trained)
            for start in range(0, samples.trained - samples.batch + 1, samples.batch):
                yield rows[start : start + samples.batch]

    def _advance(self, samples: DrawnSamples, batches: list[Values]) -> None:
        """Take one step for each batch; the first one by Keras' fit, where that cannot be done without."""
        if self._loop is not None:
            self._advance_by_loop(self._loop, samples, batches)
        elif not self._begin_traced(samples, batches):
            self._advance_by_fit(samples, batches)
            self._loop = traced_loop(self._keras, self.model) or self._advance_by_fit

    def _begin_traced(self, samples: DrawnSamples, batches: list[Values]) -> bool:
        """Take the first steps of all without fit, which would trace a step of its own."""
        loop = traced_loop(self._keras, self.model)
        if loop is None or not loop.can_begin:
            return False
        try:
            loop.begin(samples, batches)
        except Exception:  # of what it is, or of the program's own making: fit will tell
            return False
        self._loop, self._seeds_tensorflow = loop, loop.hangs_on_global_seed
        return True

    def _advance_by_loop(self, loop: Steps, samples: DrawnSamples, batches: list[Values]) -> None:
        try:
            loop(samples, batches)
        except Exception:
            if loop == self._advance_by_fit:
                raise
            self._loop, self._seeds_tensorflow = self._advance_by_fit, True  # a step that cannot be traced so
            self._advance_by_fit(samples, batches)
        else:
            self._seeds_tensorflow = not isinstance(loop, TracedLoop) or loop.hangs_on_global_seed

    def _advance_by_fit(self, samples: DrawnSamples, batches: list[Values]) -> None:
        """The same as Keras' fit does it. Raises TrainingError."""

        def feed() -> Iterator[Any]:
            while True:  # Keras looks at the first one before it begins
                for rows in batches:
                    x, y, weights = samples.take(rows)
                    yield (x, y) if weights is None else (x, y, weights)

        try:
            self._fit(
                self.model,
                feed(),
                steps_per_epoch=len(batches),
                epochs=1,
                verbose=0,
                shuffle=False,
            )
        except Exception as error:
            raise TrainingError(first_line(error)) from error

    # --- skill ---

    def _watched(self, samples: DrawnSamples) -> Values:
        """The rows that skill is taken on: some that are trained on, then some that are not."""
        trained = min(samples.trained, MOST_EVALUATED)
        held = min(samples.total - samples.trained, MOST_EVALUATED)
        return np.concatenate([np.arange(trained), samples.trained + np.arange(held)])

    def _look(self, run: TrainingRun, step: int, samples: DrawnSamples, rows: Values, targets: list[Targets]) -> None:
        """Predict in inference mode and note loss and skill."""
        x, y, _ = samples.take(rows)
        trained = int(np.sum(rows < samples.trained))
        try:
            predictions = self._predictions(self.model.predict_on_batch(x), y)
        except Exception as error:
            raise TrainingError(first_line(error)) from error
        run.steps.append(step)
        run.losses.append(self._loss(samples.take(rows[:trained])))
        seen = [one[:trained] for one in predictions]
        run.output_skills.append(self._targets.skills(seen, targets, rows[:trained]))
        run.skills.append(mean(run.output_skills[-1]))
        if trained < len(rows):
            held = [one[trained:] for one in predictions]
            run.output_held_out.append(self._targets.skills(held, targets, rows[trained:]))
        run.held_out_skills.append(mean(run.output_held_out[-1]) if trained < len(rows) else None)

    def _by_output(self, y: Any) -> list[tuple[int, str | None]]:
        """For each array of the targets the number of the output that it is for, and the key that it is given by.

        In the order of the outputs, whatever that of the keys is.
        """
        names = list(getattr(self.model, "output_names", None) or [])
        if isinstance(y, Mapping) and set(y) <= set(names):
            return [(number, name) for number, name in enumerate(names) if name in y]
        return [(number, None) for number in range(len(leaves(y)))]

    def _targets_of(self, y: Any) -> list[Values]:
        """The arrays of the targets in the order of the outputs."""
        keys = [key for _, key in self._by_output(y)]
        return [y[key] for key in keys] if keys and keys[0] is not None else leaves(y)

    def _predictions(self, found: Any, y: Any) -> list[Values]:
        """The outputs that have targets, in the same order."""
        if isinstance(found, Mapping) and isinstance(y, Mapping) and set(y) <= set(found):
            keys = [key for _, key in self._by_output(y)]
            return [np.asarray(found[key]) for key in (keys if keys[0] is not None else sorted(y, key=str))]
        outputs = [np.asarray(one) for one in leaves(found)]
        return [outputs[number] for number, _ in self._by_output(y) if number < len(outputs)]

    def _loss(self, part: tuple[Any, Any, Values | None]) -> float:
        x, y, weights = part
        try:
            self.model.reset_metrics()  # Keras before 3.13 goes on with the mean of earlier batches
            found = self.model.test_on_batch(x, y, sample_weight=weights, return_dict=True)
            return float(np.asarray(found["loss"]))
        except Exception:  # a test step of its own may give anything; the skill is what counts
            return float("nan")
