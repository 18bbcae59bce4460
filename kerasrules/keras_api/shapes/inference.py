"""The answer of a shape function."""

from __future__ import annotations

from kerasrules.model.data import Shape
from kerasrules.model.record import record


@record(frozen=True)
class Inference:
    """What a call of a layer yields.

    outputs: a shape per output tensor, None where not even the rank is known. parameters: number of weights of the
    layer, trainable and not, None where unknown. error: what Keras says if the layer cannot be built so.
    """

    outputs: tuple[Shape | None, ...]
    parameters: int | None = None
    error: str | None = None


def unknown_rank(outputs: int = 1, parameters: int | None = None) -> Inference:
    """An answer that knows nothing of the shape."""
    return Inference((None,) * outputs, parameters)
