"""Many steps of a model's own `train_step` in one traced function of TensorFlow: a call of fit costs some 20 ms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasrules.confirming.plan.targets import Values
from kerasrules.confirming.run.program.drawn_samples import DrawnSamples


def traced_loop(keras: Any, model: Any) -> Callable[[DrawnSamples, list[Values]], None] | None:
    """What takes steps; None where the program asks for something that only fit does."""
    backend = getattr(keras, "backend", None)
    if keras.__name__ != "keras" or backend is None or backend.backend() != "tensorflow":
        return None
    if getattr(model, "run_eagerly", False):
        return None
    import tensorflow as tf

    def loop(data: Any, batches: Any) -> None:
        for number in tf.range(tf.shape(batches)[0]):
            model.train_step(_taken(tf, data, batches[number]))

    held: dict[int, Any] = {}
    traced: list[Any] = []

    def steps(samples: DrawnSamples, batches: list[Values]) -> None:
        key = id(samples.x)
        if key not in held:
            held.clear()
            rows = np.arange(samples.trained)
            x, y, weights = samples.take(rows)
            data = (x, y) if weights is None else (x, y, weights)
            held[key] = tf.nest.map_structure(tf.convert_to_tensor, data)
        if not traced:  # once for any number of steps: to trace takes longer than hundreds of them
            kinds = tf.nest.map_structure(lambda one: tf.TensorSpec([None, *one.shape[1:]], one.dtype), held[key])
            traced.append(tf.function(loop, input_signature=[kinds, tf.TensorSpec([None, None], tf.int64)]))
        traced[0](held[key], tf.constant(np.stack(batches), tf.int64))

    return steps


def _taken(tf: Any, data: Any, rows: Any) -> Any:
    return tf.nest.map_structure(lambda array: tf.gather(array, rows), data)
