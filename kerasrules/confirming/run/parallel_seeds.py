"""Trainings from several seeds at once, where the backend is JAX: one compiled loop takes their steps together.

For small dense networks most of a training's time is what each step costs beside its numbers, so that five trainings
take about as long as one.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np

from kerasrules.confirming.plan.targets import Values
from kerasrules.confirming.run.build import first_line
from kerasrules.confirming.run.training_run import Split, TrainingError, TrainingRun
from kerasrules.confirming.run.variant import Variant, Watched, arrays_of, batches, one_or_list

WIDTH = 5
"""So many trainings are made at once: the pairs that a decision takes at least."""

Weights = Sequence[Sequence[Values]]


class ParallelVariant(Variant):
    """A variant that is trained from WIDTH seeds at once; a place that no seed needs repeats the first."""

    at_once = WIDTH

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._ahead: dict[tuple[int, int], TrainingRun] = {}

    def train_ahead(self, weights: Mapping[int, Weights], steps: int) -> None:
        """Make these trainings now, so that `run` has them. Raises OutOfTime."""
        if not weights:
            return
        with contextlib.suppress(TrainingError):  # `run` meets it again and tells
            self._ahead.update(((run.seed, steps), run) for run in self._trained(weights, steps))

    def has_trained(self, seed: int, steps: int) -> bool:
        """Whether `run` has this training already."""
        return (seed, steps) in self._ahead

    def run(
        self, seed: int, weights: Weights, steps: int, report: Callable[[TrainingRun], None] = lambda run: None
    ) -> TrainingRun:
        """Train for so many steps. Raises TrainingError or OutOfTime."""
        found = self._ahead.pop((seed, steps), None) or self._trained({seed: weights}, steps)[0]
        report(found)
        return found

    def _trained(self, weights: Mapping[int, Weights], steps: int) -> list[TrainingRun]:
        import jax.numpy as jnp

        seeds = [*weights, *[next(iter(weights))] * (WIDTH - len(weights))]
        splits = [Split.of(self.samples, seed) for seed in seeds]
        watched = [self._watched(split) for split in splits]
        rows = len(splits[0].train)
        self.batch_size = self._batch_size(rows)
        started = time.monotonic()
        x = _stacked(self._training_arrays(split) for split in splits)
        y = _stacked(self._labels(split.train) for split in splits)
        seen = _stacked(one.x for one in watched)
        state = self._first_states([(seed, weights[seed]) for seed in seeds], x, y)
        orders = [batches(rows, self.batch_size, seed) for seed in seeds]
        runs = [TrainingRun(seed) for seed in weights]
        self._look_at(runs, 0, watched, state, seen)
        done = 0
        while done < steps and not all(run.has_learned for run in runs):
            self.clock.check()
            count = min(self.chunk, steps - done)
            chosen = np.array([[next(order) for _ in range(count)] for order in orders])
            # the compiled loop is for chunks of one length: what is missing is not trained on
            chosen = np.pad(chosen, ((0, 0), (0, self.chunk - count), (0, 0)))
            state = self._timed(count, partial(self._train_all, state, x, y, jnp.asarray(chosen), count))
            done += count
            self._look_at(runs, done, watched, state, seen)
        for run in runs:
            run.seconds = (time.monotonic() - started) / len(runs)
        return runs

    def _first_states(self, starts: Sequence[tuple[int, Weights]], x: Any, y: Any) -> Any:
        """The variables before the first step, one row for each training."""
        import jax

        self._compile()
        if len(self.losses) > 1:  # makes the variables of the losses of each, which know their shapes then
            self.model.test_on_batch([array[0, :2] for array in x], [array[0, :2] for array in y])
        states = []
        for seed, weights in starts:
            self._reset(seed, weights)
            model = self.model
            kinds = model.trainable_variables, model.non_trainable_variables, model.optimizer.variables
            states.append(tuple([np.array(one) for one in kind] for kind in (*kinds, model.metrics_variables)))
        return jax.tree_util.tree_map(lambda *parts: jax.numpy.stack(parts), *states)

    @cached_property
    def _train_all(self) -> Any:
        """Steps of all the trainings."""
        import jax

        model = self.model

        def train(state: Any, x: Any, y: Any, chosen: Any, count: Any) -> Any:
            def step(number: Any, state: Any) -> Any:
                part = [[array[chosen[number]] for array in arrays] for arrays in (x, y)]
                return model.train_step(state, tuple(map(one_or_list, part)))[1]

            return jax.lax.fori_loop(0, count, step, state)

        compiled = jax.jit(jax.vmap(train, in_axes=(0, 0, 0, 0, None)))
        return lambda *given: jax.block_until_ready(compiled(*given))  # JAX returns before its result is there

    @cached_property
    def _predict_all(self) -> Any:
        """The outputs of all the models."""
        import jax

        model = self.model

        def predict(state: Any, x: Any) -> Any:
            return model.stateless_call(state[0], state[1], one_or_list(x), training=False)[0]

        return jax.jit(jax.vmap(predict))

    def _look_at(self, runs: Sequence[TrainingRun], step: int, watched: Sequence[Watched], state: Any, x: Any) -> None:
        """Note how far the trainings are that go on."""
        try:
            outputs = arrays_of(self._predict_all(state, x))
        except Exception as error:
            raise TrainingError(first_line(error)) from error
        for place, run in enumerate(runs):
            if step == 0 or not run.has_learned:
                self._note(run, step, watched[place], [output[place] for output in outputs])


def _stacked(parts: Iterator[Sequence[Values]]) -> list[Any]:
    """Arrays of the same kind, one row for each training."""
    import jax.numpy as jnp

    return [jnp.asarray(np.stack(arrays)) for arrays in zip(*parts, strict=True)]
