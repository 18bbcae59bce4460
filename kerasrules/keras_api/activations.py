"""Activations: spellings, ranges of values, and which of them saturate."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.generated import Spellings
from kerasrules.keras_api.layer_traits import ACTIVATION_OF_CLASS

ACTIVATIONS: Mapping[str, str] = Spellings(
    "activations",
    "spellings",
    # The same function under the name that TensorFlow and older Keras give it.
    {"swish": "silu", "hard_swish": "hard_silu"},
)
"""Every spelling to the canonical name, which is that of Keras 3."""

INFINITY = float("inf")

RANGES: Mapping[str, tuple[float, float]] = {
    "linear": (-INFINITY, INFINITY),
    "relu": (0.0, INFINITY),
    "relu6": (0.0, 6.0),
    "leaky_relu": (-INFINITY, INFINITY),
    "prelu": (-INFINITY, INFINITY),
    "thresholded_relu": (0.0, INFINITY),
    "elu": (-1.0, INFINITY),
    "celu": (-1.0, INFINITY),
    "selu": (-1.7580993408473766, INFINITY),
    "gelu": (-0.17, INFINITY),
    "silu": (-0.2785, INFINITY),
    "mish": (-0.3089, INFINITY),
    "hard_silu": (-0.375, INFINITY),
    "sigmoid": (0.0, 1.0),
    "hard_sigmoid": (0.0, 1.0),
    "sparse_sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "hard_tanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0),
    "softmax": (0.0, 1.0),
    "sparsemax": (0.0, 1.0),
    "log_softmax": (-INFINITY, 0.0),
    "log_sigmoid": (-INFINITY, 0.0),
    "softplus": (0.0, INFINITY),
    "sparse_plus": (0.0, INFINITY),
    "squareplus": (0.0, INFINITY),
    "exponential": (0.0, INFINITY),
    "hard_shrink": (-INFINITY, INFINITY),
    "soft_shrink": (-INFINITY, INFINITY),
    "tanh_shrink": (-INFINITY, INFINITY),
    "threshold": (-INFINITY, INFINITY),
    "glu": (-INFINITY, INFINITY),
}
"""Closed hull of the values of each activation with its default parameters, from the definition of each function."""

PROBABILITIES: frozenset[str] = frozenset(name for name, ends in RANGES.items() if ends == (0.0, 1.0))
"""Give values between 0 and 1."""

NEVER_NEGATIVE: frozenset[str] = frozenset(name for name, (low, _) in RANGES.items() if low >= 0)

IDEMPOTENT: frozenset[str] = frozenset({"linear", "relu", "relu6", "hard_tanh", "hard_shrink", "log_softmax"})
"""Applied twice they are the same as once."""

OVER_AXIS: frozenset[str] = frozenset({"softmax", "log_softmax", "sparsemax", "glu"})
"""Look at all values along an axis; the others look at one at a time."""


def canonical_activation(name: str) -> str | None:
    """Keras 3's name for a spelling ("swish" -> "silu", "ReLU" -> "relu"); None where Keras has no such activation."""
    return ACTIVATIONS.get(name) or ACTIVATION_OF_CLASS.get(name)
