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


@record(frozen=True)
class SingleTurnLoop:
    """A loop that fills what was empty before and always ends in its first round.

    location: of the return or break that ends it. filled: the names of what it fills. last: it is the last statement of
    the loop's body. meant_for_more: the loop itself shows that more rounds are meant: it counts them, stores items
    under changing positions, has another end under a condition, or returns a list that was made to be filled.
    """

    location: Location
    loop: Location
    filled: tuple[str, ...]
    by_return: bool
    last: bool
    meant_for_more: bool


@record(frozen=True)
class RepeatedBatch:
    """A generator, or an object whose items are batches, that surely gives the same batch in every turn.

    by: "yield" or "return". picked: where the items of the batch are picked. given: the yield or return. around: the
    outermost loop around the yield, or the index of `__getitem__`. counter: the name that should tell the batches
    apart, None where the loop has none. reset: where every turn sets it back before it is used.
    """

    name: str
    by: str
    picked: Location
    given: Location
    around: Location
    counter: str | None
    reset: Location | None = None


@record(frozen=True)
class NamedSplit:
    """A name that says one part of the data and holds another one: `train_dir = "pictures/test"`.

    says, holds: "train", "test" or "validation". text: the path in quotation marks, or where the array comes from.
    function: where the function starts that the name is in; None for a name of the module.
    """

    name: str
    says: str
    holds: str
    text: str
    location: Location
    function: Location | None = None
