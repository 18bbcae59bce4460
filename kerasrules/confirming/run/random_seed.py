"""Seeds of random numbers, without those of TensorFlow's own operations, which no layer of Keras draws from."""

from __future__ import annotations

import random
import sys

import numpy as np


def seed_without_tensorflow(seed: int) -> None:
    """What `keras.utils.set_random_seed` does, except `tf.random.set_seed`.

    After that one TensorFlow prepares each traced function anew, which takes longer than hundreds of small steps.
    """
    random.seed(seed)
    np.random.seed(seed)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(seed)
