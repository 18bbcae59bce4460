"""Random numbers that must come as if nobody had looked at a model in between."""

from __future__ import annotations

import importlib
import random
from typing import Any

import numpy as np
from keras_version import is_before


def set_seed(keras: Any, seed: int) -> None:
    """Begin all of them anew."""
    keras.utils.set_random_seed(seed)
    if is_before(keras, 3, 13):  # what is drawn from without a seed begins anew only since then
        state = importlib.import_module("keras.src.backend.common.global_state")
        state.set_global_attribute("global_seed_generator", None)


def next_ones(keras: Any, tensorflow: Any) -> tuple[float, ...]:
    """The next one of each kind."""
    drawn = float(keras.random.normal(())), float(tensorflow.random.normal(()))
    return random.random(), float(np.random.rand()), *drawn
