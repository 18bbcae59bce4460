"""Weights that the program's own layers make, and functions of such weights alone.

As an argument of an operation of the graph, either stands in the `weight` of an `ArrayInfo`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import prod

from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer
from kerasrules.model.record import field, record


@record(frozen=True, eq=False)
class OwnWeight:
    """One weight: the same object wherever it is used. config: what `add_weight` was given, by Keras' names.

    shape, initializer, regularizer and the like are plain data; `Unknown` where they are unknown. owner: the class of
    the layer. changes: where the program sets it itself, which training does not.
    """

    owner: str
    name: str | None
    config: Mapping[str, object]
    location: Location
    changes: list[Location] = field(default_factory=list)

    @property
    def words(self) -> str:
        """For the user: "the weight kernel of Attention"."""
        return f"the weight {self.name} of {self.owner}" if self.name else f"a weight of {self.owner}"

    @property
    def shape(self) -> Shape | None:
        """The sizes, None for those that are unknown, as for an unknown number of them."""
        given = self.config.get("shape", ())
        sizes = (given,) if isinstance(given, int) else () if given is None else given
        if not isinstance(sizes, (tuple, list)):
            return None
        return tuple(size if isinstance(size, int) else None for size in sizes)


@record(frozen=True, eq=False)
class WeightOperation:
    """A function of weights alone, such as a transposed one. args, kwargs: as in the config of an operation."""

    name: str
    args: tuple[object, ...]
    kwargs: Mapping[str, object]
    location: Location


def weights_in(values: Iterable[object]) -> Iterator[OwnWeight]:
    """The weights among arguments of an operation, also those that something is computed of, each as often as used."""
    for value in values:
        if isinstance(value, (tuple, list)):
            yield from weights_in(value)
        elif isinstance(value, ArrayInfo) and isinstance(value.weight, OwnWeight):
            yield value.weight
        elif isinstance(value, ArrayInfo) and isinstance(value.weight, WeightOperation):
            yield from weights_in((*value.weight.args, *value.weight.kwargs.values()))


def own_weights(layers: Iterable[Layer]) -> list[OwnWeight]:
    """The weights that operations among these layers use, each once."""
    found: dict[OwnWeight, None] = {}
    for layer in layers:
        args, kwargs = layer.config.get("args"), layer.config.get("kwargs")
        if layer.kind == "op" and isinstance(args, tuple) and isinstance(kwargs, Mapping):
            found.update(dict.fromkeys(weights_in((*args, *kwargs.values()))))
    return list(found)


def count_of(weight: OwnWeight) -> int | None:
    """How many numbers it holds; None where that is unknown."""
    known = [size for size in weight.shape or () if size is not None]
    return prod(known) if weight.shape is not None and len(known) == len(weight.shape) else None
