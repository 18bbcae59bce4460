"""What the interpreter notes while it runs, before it is put together as a `Program`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kerasrules.program import Layer, Loss, Place, Tensor, Unknown
from kerasrules.reading.values import Value


@dataclass(eq=False)
class FitCall:
    """fit, evaluate, predict, train_on_batch, … with its arguments as values."""

    method: str
    place: Place
    x: Value
    y: Value
    validation: Value = None
    arguments: Mapping[str, Value] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    order: int = 0
    model: Value = None
    in_sight: bool = True
    """Until this call the model was not given to code that is not in sight."""


@dataclass(eq=False)
class Compiled:
    """A compile call. layers: what the model was made of when it was compiled (Sequential)."""

    model: Value
    place: Place
    loss: Value = None
    loss_place: Place | None = None
    loss_places: Mapping[str | int, Place] = field(default_factory=dict)
    """Places of the entries of a loss dict or list that is written out in the call or assigned nearby."""
    metrics: Value = None
    metrics_place: Place | None = None
    optimizer: Value = None
    optimizer_place: Place | None = None
    layers: Value = None
    fits: list[FitCall] = field(default_factory=list)
    order: int = 0
    trainable: Mapping[Layer, Value] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(eq=False)
class LossCall:
    """A loss computed on tensors: in a custom loop, or inside a custom loss function."""

    loss: Loss
    y: Value
    prediction: Tensor
    place: Place


@dataclass(eq=False)
class Change:
    """`owner.trainable = value`."""

    owner: Value
    value: bool | Unknown
    place: Place
    order: int


@dataclass(eq=False)
class Decoded:
    """Predictions of `model` turned into classes."""

    kind: str
    detail: object
    place: Place
    model: Value
    order: int
    size: int | None = None
