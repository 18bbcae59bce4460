"""Weights that the program's own layers make, and functions of such weights alone.

As an argument of an operation of the graph, either stands in the `weight` of an `ArrayInfo`.
"""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.model.locations import Location
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


@record(frozen=True, eq=False)
class WeightOperation:
    """A function of weights alone, such as a transposed one. args, kwargs: as in the config of an operation."""

    name: str
    args: tuple[object, ...]
    kwargs: Mapping[str, object]
    location: Location
