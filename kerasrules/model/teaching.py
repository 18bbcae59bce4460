"""What the user says of code that cannot be read: of layers, losses and loaders by name, of values beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from kerasrules.model.locations import Location
from kerasrules.model.record import field, record

if TYPE_CHECKING:
    from kerasrules.model.data import ArrayInfo


@record(frozen=True)
class StandIn:
    """A layer or loss of Keras that is read in the place of the user's own. name: of the class.

    meaning: as a phrase about the user's own, such as "acts like Dense". arguments: those that are written behind the
    name; the ones of a call of the user's layer count more.
    """

    name: str
    meaning: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@record(frozen=True)
class TaughtConstant:
    """A plain value of Python: a number, a text, a tuple of such."""

    value: object


@record(frozen=True)
class TaughtDataset:
    """A dataset. element: what it yields, such as (inputs, targets). batched: the arrays in it have a batch axis."""

    element: TaughtValue
    batched: bool


TaughtValue: TypeAlias = "TaughtConstant | ArrayInfo | TaughtDataset | tuple[TaughtValue, ...]"


@record(frozen=True)
class Teaching:
    """What the settings say, by name: dotted from the right ("Gate", "layers.Gate", "company.layers.Gate")."""

    layers: Mapping[str, StandIn] = field(default_factory=dict)
    losses: Mapping[str, StandIn] = field(default_factory=dict)
    loaders: Mapping[str, TaughtValue] = field(default_factory=dict)


@record(frozen=True)
class TaughtUse:
    """A place that was read as the user says. name: what stands there. meaning: what it is, such as "acts like Dense".

    replaces_call: a layer or loss of Keras stands for what is written there, which need not take Keras' arguments.
    entry: where the settings say so, such as "layers.company.layers.Projection"; empty where a comment does.
    """

    name: str
    meaning: str
    location: Location
    replaces_call: bool = False
    entry: str = ""
