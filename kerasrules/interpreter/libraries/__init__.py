"""What is known of the libraries around Keras; importing this package registers every handler."""

from kerasrules.interpreter.libraries import (
    elementwise,
    images,
    keras_data,
    keras_generators,
    keras_preprocess,
    numpy,
    numpy_random,
    pandas,
    reductions,
    shaping,
    sklearn,
    sklearn_transformers,
    tensorflow_data,
    tensorflow_ops,
    tfds,
)

__all__ = [
    "elementwise",
    "images",
    "keras_data",
    "keras_generators",
    "keras_preprocess",
    "numpy",
    "numpy_random",
    "pandas",
    "reductions",
    "shaping",
    "sklearn",
    "sklearn_transformers",
    "tensorflow_data",
    "tensorflow_ops",
    "tfds",
]
