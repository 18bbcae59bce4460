"""What PyTorch's losses and optimizers are in terms of Keras', for loops that train Keras models on that backend."""

from __future__ import annotations

from collections.abc import Mapping

LOSS_CLASSES: Mapping[str, tuple[str, bool]] = {
    "CrossEntropyLoss": ("sparse_categorical_crossentropy", True),
    "BCEWithLogitsLoss": ("binary_crossentropy", True),
    "BCELoss": ("binary_crossentropy", False),
    "MSELoss": ("mean_squared_error", False),
    "L1Loss": ("mean_absolute_error", False),
}
"""A class of torch.nn: the loss, and whether it takes logits. `CrossEntropyLoss` takes class numbers as well as
probabilities."""

LOSS_FUNCTIONS: Mapping[str, tuple[str, bool]] = {
    "cross_entropy": LOSS_CLASSES["CrossEntropyLoss"],
    "binary_cross_entropy_with_logits": LOSS_CLASSES["BCEWithLogitsLoss"],
    "binary_cross_entropy": LOSS_CLASSES["BCELoss"],
    "mse_loss": LOSS_CLASSES["MSELoss"],
    "l1_loss": LOSS_CLASSES["L1Loss"],
}
"""Functions of torch.nn.functional."""

LEARNING_RATES: Mapping[str, float] = {
    "SGD": 1e-3,
    "Adam": 1e-3,
    "AdamW": 1e-3,
    "RMSprop": 1e-2,
    "Adagrad": 1e-2,
    "Adamax": 2e-3,
    "NAdam": 2e-3,
    "Adadelta": 1.0,
}
"""The default of each optimizer of torch.optim."""
