"""What a program does with its data before a model gets them."""

from __future__ import annotations

from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import record


@record(frozen=True, eq=False)
class RowSwap:
    """Items of an array that Python swaps in place: `a[i], a[j] = a[j], a[i]`, as `random.shuffle` does inside.

    data: the array as it was then. item_axes: how many each item has at least; one with none is a number, which Python
    copies. by: "random.shuffle" or "assignment". alone: nothing else in the program is shuffled by the module random,
    so that no other order has to agree with this one.
    """

    by: str
    data: ArrayInfo
    item_axes: int
    location: Location
    alone: bool = True
