"""Ways of scaling the inputs, tried as fixes of what the user's own arrays show."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kerasrules.confirming.plan.targets import Values
from kerasrules.model.record import record
from kerasrules.rules.rule import ScalingKind

Transform = Callable[[list[Values], list[Values]], list[Values]]
"""(inputs of the training samples, inputs to change) -> changed inputs: a scaling that is fitted and applied."""


@record(frozen=True)
class Scaling:
    """Mean 0 and spread 1, taken over the dataset or over each sample separately. words: for the user."""

    kind: ScalingKind
    words: str

    @classmethod
    def of(cls, kind: ScalingKind, dimensions: int) -> Scaling | None:
        """The scaling for inputs of so many axes; None where it makes no sense: a row of a table is one sample."""
        if kind == "sample":
            return cls(kind, "Standardize each sample (and channel) separately") if dimensions > 2 else None
        each = "channel" if dimensions > 2 else "feature"
        return cls(kind, f"Standardize each {each} over the dataset")

    def axes(self, dimensions: int) -> tuple[int, ...]:
        """What mean and spread are taken over."""
        inner = tuple(range(1, dimensions - 1))
        return inner if self.kind == "sample" and inner else (0, *inner)

    def transform(self, training: list[Values], x: list[Values]) -> list[Values]:
        """`x` scaled by what was fitted on the training samples; by sample, nothing is fitted. It is a `Transform`."""
        return [self._scaled(fitted, array) for fitted, array in zip(training, x, strict=True)]

    def _scaled(self, training: Values, array: Values) -> Values:
        if array.dtype.kind not in "iuf":
            return array
        axes = self.axes(array.ndim)
        source = (training if 0 in axes else array).astype("float64")
        mean, spread = source.mean(axis=axes, keepdims=True), source.std(axis=axes, keepdims=True)
        scaled: Values = ((array - mean) / np.where(spread > 0, spread, 1.0)).astype("float32")
        return scaled
