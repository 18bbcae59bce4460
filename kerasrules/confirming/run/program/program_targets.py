"""What the program's targets say, and how its outputs are compared with them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kerasrules.confirming.judge.skill import Decoder, skill
from kerasrules.confirming.plan.targets import DataError, Targets, Values, infer_targets
from kerasrules.confirming.run.training_run import TrainingError
from kerasrules.keras_api.losses import CATEGORICAL

ANY_CLASSES = next(iter(sorted(CATEGORICAL)))
"""The loss by which targets are read as classes where the program's own does not say so."""

NamedLosses = Sequence[tuple[str | None, bool]]
"""Keras' name of the loss of each output, and whether it takes logits; None for a loss of the program's own."""


class ProgramTargets:
    """The targets of each output as the program gives them, and how they are read."""

    def __init__(self, arrays: Sequence[Values], losses: NamedLosses) -> None:
        self.arrays, self.losses = arrays, losses
        self._read: dict[tuple[object, ...], list[Targets]] = {}

    def read(self, encodings: tuple[str | None, ...], classes: tuple[bool, ...]) -> list[Targets]:
        """The targets apart from their encoding. classes: those that are classes whatever the loss.

        Raises TrainingError.
        """
        key = (encodings, classes)
        if key not in self._read:
            found = []
            for index, (values, (loss, _)) in enumerate(zip(self.arrays, self.losses, strict=True)):
                known = encodings[index] if index < len(encodings) else None
                are_classes = index < len(classes) and classes[index]
                try:
                    found.append(infer_targets(values, ANY_CLASSES if are_classes else loss or "", known))
                except DataError as error:
                    raise TrainingError(str(error)) from None
            self._read[key] = found
        return self._read[key]

    def skills(self, predictions: Sequence[Values], targets: Sequence[Targets], rows: Values) -> list[float]:
        """The skill of each output. predictions: for these rows alone. Raises TrainingError."""
        if len(predictions) != len(targets):
            raise TrainingError(f"the model has {len(predictions)} outputs for {len(targets)} arrays of targets")
        return [
            skill(prediction, target.take(rows), _decoder(prediction, loss))
            for prediction, target, loss in zip(predictions, targets, self.losses, strict=True)
        ]


def _decoder(prediction: Values, loss: tuple[str | None, bool]) -> Decoder:
    """How one unit is read: between 0 and 1 it is a probability, else a logit or a margin."""
    name, from_logits = loss
    probable = bool(np.all((prediction >= 0) & (prediction <= 1)))
    return Decoder.of(None if not probable else "sigmoid", name or "", from_logits)
