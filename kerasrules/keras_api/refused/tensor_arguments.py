"""Which layers take tensors where: in their constructor, or several of them in a call."""

from __future__ import annotations

from kerasrules.keras_api.layer_traits import ANY_CONVOLUTION, Family, of_family

KEEPING_ARGUMENTS = frozenset(
    {"ELU", "Input", "InputLayer", "Lambda", "Masking", "Normalization", "Rescaling", "Softmax"}
)
"""Classes whose constructor keeps, without a look at it, what it is given."""

OF_ONE_TENSOR = ANY_CONVOLUTION | of_family(Family.POOLING) | {"Dense", "Flatten", "BatchNormalization"}
"""Classes that count the inputs of a call in every Keras."""
