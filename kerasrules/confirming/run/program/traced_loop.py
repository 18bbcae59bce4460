"""Many steps of a model's own `train_step` in one traced function of TensorFlow: a call of fit costs some 20 ms."""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np

from kerasrules.confirming.plan.targets import Values
from kerasrules.confirming.run.program.drawn_samples import DrawnSamples


def traced_loop(keras: Any, model: Any) -> TracedLoop | None:
    """What takes steps; None where the program asks for something that only fit does."""
    backend = getattr(keras, "backend", None)
    if keras.__name__ != "keras" or backend is None or backend.backend() != "tensorflow":
        return None
    if getattr(model, "run_eagerly", False):
        return None
    return TracedLoop(model)


class TracedLoop:
    """Takes as many steps as there are batches. It is traced once, which takes as long as hundreds of steps."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._functions: dict[str, Any] = {}
        """By the kinds of data: inputs that are scaled are no integers any more."""
        self.hangs_on_global_seed = True
        """Whether something in it draws from TensorFlow's own random numbers; the layers of Keras do not."""
        self._data: Any = None
        self._data_of: tuple[Any, Any] = (None, None)

    @property
    def can_begin(self) -> bool:
        """Whether it can make what a step needs, as fit does before its first one."""
        return hasattr(self._model, "_symbolic_build")

    def begin(self, samples: DrawnSamples, batches: list[Values]) -> None:
        """The first steps of all."""
        self._model._symbolic_build(data_batch=samples.take(batches[0]))
        self(samples, batches)

    def __call__(self, samples: DrawnSamples, batches: list[Values]) -> None:
        """Take a step for each array of row numbers."""
        import tensorflow as tf

        if self._data_of[0] is not samples.x or self._data_of[1] is not samples.y:
            x, y, weights = samples.take(np.arange(samples.trained))
            self._data_of = (samples.x, samples.y)
            self._data = tf.nest.map_structure(tf.convert_to_tensor, (x, y) if weights is None else (x, y, weights))
        kinds = tf.nest.map_structure(lambda one: tf.TensorSpec([None, *one.shape[1:]], one.dtype), self._data)
        function = self._functions.get(repr(kinds))
        if function is None:
            function = self._functions[repr(kinds)] = self._traced(kinds)
            self.hangs_on_global_seed = _draws(function)
        function(self._data, tf.constant(np.stack(batches), tf.int64))

    def _traced(self, kinds: Any) -> Any:
        import tensorflow as tf

        def loop(data: Any, batches: Any) -> None:
            for number in tf.range(tf.shape(batches)[0]):
                self._model.train_step(_taken(tf, data, batches[number]))

        return tf.function(loop, input_signature=[kinds, tf.TensorSpec([None, None], tf.int64)])


def _taken(tf: Any, data: Any, rows: Any) -> Any:
    return tf.nest.map_structure(lambda array: tf.gather(array, rows), data)


def _draws(function: Any) -> bool:
    """Whether a traced function has operations with a seed of their own, as `tf.random.normal`."""
    graph = function.get_concrete_function().graph.as_graph_def()
    nodes = chain(graph.node, *(one.node_def for one in graph.library.function))
    return any("seed2" in node.attr for node in nodes)
