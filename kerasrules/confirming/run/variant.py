"""A variant of the model, as written or with a fix: built once, trained again and again from the weights of a seed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import mean
from typing import Any, NamedTuple, TypeVar

import numpy as np

from kerasrules.confirming.judge.skill import Decoder, is_rare, skill
from kerasrules.confirming.plan.model_plan import ModelPlan
from kerasrules.confirming.plan.scaling import Transform
from kerasrules.confirming.plan.targets import CLASSES, Targets, Values, encoded, wanted_encoding
from kerasrules.confirming.run.build import build, first_line, make_loss, make_optimizer
from kerasrules.confirming.run.comparison import CHUNK, LONG_STEP, SMALL_CHUNK
from kerasrules.confirming.run.program.recorded_weights import RecordedWeights
from kerasrules.confirming.run.random_seed import seed_without_tensorflow
from kerasrules.confirming.run.samples import Samples
from kerasrules.confirming.run.training_run import Clock, Split, TrainingError, TrainingRun

Taken = TypeVar("Taken")

MOST_EVALUATED, MOST_OF_RARE = 256, 1000
"""Of samples that hold few of a class more are needed, so that there are enough of it."""


class Watched(NamedTuple):
    """What the skill is taken on: inputs of both parts, the labels of that trained on, the targets of each part."""

    x: list[Values]
    labels: list[Values]
    trained: list[Targets]
    held_out: list[Targets]


class Variant:
    """A plan, built and compiled once; `run` trains it from the weights of a seed."""

    def __init__(self, plan: ModelPlan, samples: Samples, encodings: Sequence[str | None], clock: Clock) -> None:
        """encodings: how the program encodes the labels of each output; None where the loss is to say.

        Raises what `build` raises.
        """
        import keras

        self.plan, self.samples, self.clock = plan, samples, clock
        self.chunk = CHUNK
        self.encodings = encodings
        self.batch_limit: int | None = None
        self.transform: Transform | None = None
        started = time.monotonic()
        self._recorded = RecordedWeights()
        with self._recorded.watching(keras):
            self.model, self.layers = build(plan, self._shapes())
        self._recorded.remember(self.model.weights)
        self.losses = [make_loss(loss) for loss in plan.losses]
        make_optimizer(plan)  # whether it can be made is known before anything is trained
        self.output_shapes = [tuple(output.shape) for output in self.model.outputs]
        self.decoders = [
            Decoder.of(plan.final_activation(index), loss.name, loss.from_logits)
            for index, loss in enumerate(plan.losses)
        ]
        self.batch_size = 32
        self._compiled = self._traced = False
        self.probed: dict[tuple[object, ...], float | None] = {}
        """What `probes` found out about the variant: several fixes ask the same of the model as written."""
        self._step_seconds: float | None = None
        self._loop: Callable[[Any, Any, Any], None] | None = None
        clock.build += time.monotonic() - started

    def _shapes(self) -> list[tuple[int | None, ...]]:
        return [(None, *x.shape[1:]) for x in self.samples.x]

    def labels(self, targets: Targets, output: int) -> Values:
        """What fit gets for an output."""
        units = self.output_shapes[output][-1] if len(self.output_shapes[output]) > 1 else 1
        encoding = self.encodings[output] if targets.kind == CLASSES else None
        return encoded(targets, encoding or wanted_encoding(self.plan.losses[output].name, units or 1), units or 1)

    def fresh_weights(self, seed: int) -> list[list[Values]]:
        """Initial weights of each layer, as this seed draws them."""
        started = time.monotonic()
        seed_without_tensorflow(seed)
        self._recorded.restore(self.model.weights, seed)
        self.clock.build += time.monotonic() - started
        return [[] if layer is None else [np.array(w) for w in layer.get_weights()] for layer in self.layers]

    def weights_like(self, baseline: Variant, weights: Sequence[Sequence[Values]], seed: int) -> list[Sequence[Values]]:
        """The weights of the same layers of another variant, and of the others those that the seed draws."""
        return shared_weights(baseline.plan, weights, self.plan, self.fresh_weights(seed))

    def run(
        self,
        seed: int,
        weights: Sequence[Sequence[Values]],
        steps: int,
        report: Callable[[TrainingRun], None] = lambda run: None,
    ) -> TrainingRun:
        """Train for so many steps. Raises RunError or OutOfTime."""
        split = Split.of(self.samples, seed)
        x, y, watched = self._training_arrays(split), self._labels(split.train), self._watched(split)
        self.batch_size = self._batch_size(len(split.train))
        self._reset(seed, weights)
        run = TrainingRun(seed)
        order = batches(len(split.train), self.batch_size, seed)
        started = time.monotonic()
        self._look(run, 0, watched)
        feed = self._feed(x, y)
        done = 0
        while done < steps:
            self.clock.check()
            count = min(self.chunk, steps - done)
            for part in self._parts(count):
                self._advance(feed, np.stack([next(order) for _ in range(part)]))
                self.clock.check()
            done += count
            self._look(run, done, watched)
            run.seconds = time.monotonic() - started
            report(run)
            if run.has_learned:
                break
        return run

    def _batch_size(self, rows: int) -> int:
        """As large as the program's, if the limit and so many samples allow."""
        return max(1, min(self.batch_limit or self.plan.batch_size, self.plan.batch_size, rows))

    def _parts(self, steps: int) -> list[int]:
        """How many steps to take at once: few where each is long, so that the clock is heeded."""
        if self._step_seconds is not None and self._step_seconds < LONG_STEP:
            return [steps]
        return [SMALL_CHUNK] * (steps // SMALL_CHUNK) + [steps % SMALL_CHUNK] * (steps % SMALL_CHUNK > 0)

    def _training_arrays(self, split: Split) -> list[Values]:
        x = [array[split.train] for array in self.samples.x]
        return x if self.transform is None else self.transform(x, x)

    def _watched(self, split: Split) -> Watched:
        most = MOST_OF_RARE if any(map(is_rare, self.samples.y)) else MOST_EVALUATED
        trained, held = split.train[:most], split.held_out[:most]
        x = [array[np.concatenate([trained, held])] for array in self.samples.x]
        if self.transform is not None:
            x = self.transform([array[split.train] for array in self.samples.x], x)
        return Watched(
            x,
            self._labels(trained),
            [target.take(trained) for target in self.samples.y],
            [target.take(held) for target in self.samples.y] if len(held) else [],
        )

    def _labels(self, rows: Values) -> list[Values]:
        return [self.labels(target.take(rows), index) for index, target in enumerate(self.samples.y)]

    def _compile(self) -> None:
        if not self._compiled:
            self.model.compile(optimizer=make_optimizer(self.plan), loss=one_or_list(self.losses))
            self.model.optimizer.build(self.model.trainable_variables)
            self._optimizer_start = [np.array(variable) for variable in self.model.optimizer.variables]
            self._compiled = True

    def _reset(self, seed: int, weights: Sequence[Sequence[Values]]) -> None:
        """Everything as it was before the first step, with these weights."""
        self._compile()
        for layer, values in zip(self.layers, weights, strict=True):
            if layer is not None and values:
                layer.set_weights(values)
        for variable, start in zip(self.model.optimizer.variables, self._optimizer_start, strict=True):
            variable.assign(start)
        weight_ids = {id(variable) for variable in self.model.weights}
        for number, variable in enumerate(self.model.variables):
            if id(variable) not in weight_ids and tuple(variable.shape) == (2,):
                variable.assign(np.array([seed, number], dtype="uint32"))  # what dropout draws from

    def _advance(self, feed: Any, batches: Values) -> None:
        """Take one step of Keras' own `train_step` for each row of `batches`, which holds row numbers of samples."""
        self._timed(len(batches), lambda: feed(batches))

    def _timed(self, steps: int, take: Callable[[], Taken]) -> Taken:
        """Take so many steps and note how long it took. Raises TrainingError."""
        started = time.monotonic()
        first, self._traced = not self._traced, True
        try:
            found = take()
        except Exception as error:
            raise TrainingError(first_line(error)) from error
        seconds = time.monotonic() - started
        if first:
            self.clock.trace += seconds
        else:
            self._step_seconds = seconds / steps
            self.clock.train += seconds
        return found

    def _feed(self, x: list[Values], y: list[Values]) -> Callable[[Values], None]:
        """What takes the steps. `fit` costs some 10 ms a call and more; on TensorFlow one traced loop does without."""
        import keras

        if keras.backend.backend() == "tensorflow":
            return self._traced_loop(x, y)

        def feed(batches: Values) -> None:
            rows = batches.reshape(-1)
            self.model.fit(
                one_or_list([array[rows] for array in x]),
                one_or_list([array[rows] for array in y]),
                batch_size=batches.shape[1],
                epochs=1,
                shuffle=False,
                verbose=0,
            )

        return feed

    def _traced_loop(self, x: list[Values], y: list[Values]) -> Callable[[Values], None]:
        import tensorflow as tf

        if self._loop is None:
            model = self.model

            def any_length(array: Any) -> Any:
                return tf.TensorSpec([None, *array.shape[1:]], array.dtype)

            signature = [list(map(any_length, x)), list(map(any_length, y)), tf.TensorSpec([None, None], tf.int64)]

            @tf.function(input_signature=signature)  # type: ignore[untyped-decorator]
            def loop(xs: Any, ys: Any, batches: Any) -> None:
                for number in tf.range(tf.shape(batches)[0]):
                    rows = batches[number]
                    part = [tf.gather(array, rows) for array in xs], [tf.gather(array, rows) for array in ys]
                    model.train_step((one_or_list(part[0]), one_or_list(part[1])))

            self._loop = loop
        xs, ys = [tf.constant(array) for array in x], [tf.constant(array) for array in y]

        def feed(batches: Values) -> None:
            assert self._loop is not None
            self._loop(xs, ys, tf.constant(batches, tf.int64))

        return feed

    def _look(self, run: TrainingRun, step: int, watched: Watched) -> None:
        """Predict in inference mode and note the loss and the skills."""
        self._note(run, step, watched, self.predict(watched.x))

    def _note(self, run: TrainingRun, step: int, watched: Watched, predictions: list[Values]) -> None:
        count = len(watched.labels[0])
        total = 0.0
        for loss, labels, prediction in zip(self.losses, watched.labels, predictions, strict=True):
            total += self._loss(loss, labels, prediction[:count])
        run.steps.append(step)
        run.losses.append(total)
        run.output_skills.append(self._skills([one[:count] for one in predictions], watched.trained))
        run.skills.append(mean(run.output_skills[-1]))
        if watched.held_out:
            run.output_held_out.append(self._skills([one[count:] for one in predictions], watched.held_out))
        run.held_out_skills.append(mean(run.output_held_out[-1]) if watched.held_out else None)

    def _loss(self, loss: Any, labels: Values, prediction: Values) -> float:
        """Of all samples at once, or, if their shapes fit in batches alone, by batches. Raises TrainingError."""
        try:
            return float(np.mean(np.array(loss(labels, prediction))))
        except Exception as error:
            size, starts = self.batch_size, range(0, len(labels) - self.batch_size + 1, self.batch_size)
            try:
                found = [np.mean(np.array(loss(labels[at : at + size], prediction[at : at + size]))) for at in starts]
            except Exception:
                found = []
            if not found:
                raise TrainingError(first_line(error)) from error
            return float(np.mean(found))

    def _skills(self, predictions: list[Values], targets: list[Targets]) -> list[float]:
        pairs = zip(predictions, targets, self.decoders, strict=True)
        return [skill(prediction, target, decoder) for prediction, target, decoder in pairs]

    def predict(self, x: list[Values]) -> list[Values]:
        """The model's outputs in inference mode. Raises RunError."""
        self._compile()
        try:
            found = self.model.predict_on_batch(one_or_list(x))
        except Exception as error:
            raise TrainingError(first_line(error)) from error
        return arrays_of(found)


def arrays_of(outputs: Any) -> list[Values]:
    """A model's outputs, of which Keras gives a single one on its own."""
    return [np.asarray(one) for one in (outputs if isinstance(outputs, (list, tuple)) else [outputs])]


def one_or_list(items: list[Any]) -> Any:
    """Keras takes a single array on its own, several as a list."""
    return items if len(items) > 1 else items[0]


def shared_weights(
    plan: ModelPlan, weights: Sequence[Sequence[Values]], other: ModelPlan, other_weights: Sequence[Sequence[Values]]
) -> list[Sequence[Values]]:
    """The weights for `other`: those of the same layer of `plan` where it has them, else its own."""
    chosen: list[Sequence[Values]] = []
    for number, own in enumerate(other_weights):
        theirs = weights[number] if number < len(weights) else []
        same = [array.shape for array in own] == [array.shape for array in theirs]
        if same and number < len(plan.layers) and _initializers(plan, number) == _initializers(other, number):
            chosen.append(theirs)
        else:
            chosen.append(own)
    return chosen


def _initializers(plan: ModelPlan, layer: int) -> list[tuple[str, object]]:
    return sorted(
        (name, repr(value)) for name, value in plan.layers[layer].config.items() if name.endswith("initializer")
    )


def batches(count: int, size: int, seed: int) -> Any:
    """Row numbers of one batch after another, in a new order each time all rows were seen."""
    random = np.random.default_rng([seed, 2])
    waiting = random.permutation(count)
    while True:
        while len(waiting) < size:
            waiting = np.concatenate([waiting, random.permutation(count)])
        yield waiting[:size]
        waiting = waiting[size:]
