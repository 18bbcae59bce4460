"""Shapes that losses and metrics cannot compare, tried with Keras 3."""

from __future__ import annotations

from itertools import product

import pytest

from kerasrules.keras_api.losses import BINARY, CATEGORICAL, HINGE, REGRESSION, SPARSE
from kerasrules.keras_api.metrics import canonical_metric
from kerasrules.keras_api.refused.target_shapes import refused_by_metric, refused_targets

SHAPES = [
    (4,),
    (4, 1),
    (4, 2),
    (4, 3),
    (4, 2, 1),
    (4, 2, 3),
    (4, 3, 2),
    (4, 1, 1),
    (4, 1, 3),
    (4, 2, 2, 3),
    (3,),
    (3, 1),
]
LOSSES = sorted(
    (BINARY | CATEGORICAL | SPARSE | REGRESSION | HINGE | {"kl_divergence", "poisson", "cosine_similarity"})
    - {"categorical_generalized_cross_entropy"}
)
METRICS = [
    *("mean_squared_error", "mean_absolute_error", "RootMeanSquaredError", "binary_accuracy", "hinge", "KLDivergence"),
    *("categorical_accuracy", "sparse_categorical_accuracy", "Precision", "AUC", "TruePositives", "accuracy"),
    *("F1Score", "FBetaScore", "TopKCategoricalAccuracy", "SparseTopKCategoricalAccuracy", "R2Score"),
]


def taken(function, target, output) -> bool:
    import numpy as np

    try:
        function(np.zeros(target, "float32"), np.full(output, 0.5, "float32"))
    except Exception:  # whatever TensorFlow raises
        return False
    return True


@pytest.mark.parametrize("loss", LOSSES)
def test_losses(keras, loss):
    function = keras.losses.get(loss)
    made = keras.src.losses.LossFunctionWrapper(function) if not hasattr(function, "reduction") else function
    for target, output in product(SHAPES, SHAPES):
        if len(output) > 1:
            assert (refused_targets(loss, target, output) is None) == taken(made, target, output), (target, output)


@pytest.mark.parametrize("metric", METRICS)
def test_metrics(keras, metric):
    import numpy as np

    name = canonical_metric(metric) or metric
    for target, output in product(SHAPES, SHAPES):
        if refused_by_metric(name, target, output) is not None:
            made = keras.src.trainers.compile_utils.get_metric(metric, np.zeros(target), np.zeros(output))
            assert not taken(made.update_state, target, output), (target, output)


def test_unknown_sizes():
    assert refused_targets("mean_squared_error", (4,), (4, None)) is None
    assert refused_targets("categorical_crossentropy", (None, None), (None, 3)) is None
    assert refused_targets("categorical_crossentropy", (None, 4), (None, 3)) is not None
    assert refused_targets("an unknown one", (4, 5), (4, 3)) is None
