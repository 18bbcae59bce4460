"""Which elements of another dataset a dataset holds, after take, skip, shuffle and their like."""

from __future__ import annotations

from kerasrules.model.record import record, replace


@record(frozen=True, eq=False)
class ElementOrder:
    """A sequence of elements in one order, from which portions are cut.

    of: what its elements are taken from, None for what the program begins with. anew: it is shuffled in each pass.
    buffer: of how many elements at a time each is drawn, None where that is unknown.
    """

    of: Portion | None = None
    anew: bool = False
    buffer: int | None = None


@record(frozen=True)
class Portion:
    """The elements of a source from `start` up to `stop`, None for all that follow.

    exact: these very elements; else some of them. size: how many elements of the source one element of the dataset
    holds, as a batch does; None where that is unknown.
    """

    source: ElementOrder
    start: int = 0
    stop: int | None = None
    exact: bool = True
    size: int | None = 1

    def batched(self, size: int | None) -> Portion:
        """The same elements, so many to a batch."""
        return replace(self, size=None if size is None or self.size is None else self.size * size)

    def some(self) -> Portion:
        """Some of them, it is not known which."""
        return replace(self, exact=False)

    def taken(self, count: int | None) -> Portion:
        """The first of them."""
        if count is None or self.size is None:
            return self.some()
        stop = self.start + count * self.size
        return replace(self, stop=stop if self.stop is None else min(stop, self.stop))

    def skipped(self, count: int | None) -> Portion:
        """All but the first of them."""
        if count is None or self.size is None:
            return self.some()
        return replace(self, start=self.start + count * self.size)

    def reordered(self, *, anew: bool = False, buffer: int | None = None) -> Portion:
        """All of them in an order that stays, or changes from pass to pass."""
        return Portion(ElementOrder(self, anew, buffer))

    def chain(self) -> list[Portion]:
        """The portion, that of which its source was made, and so on: each holds all elements of those before it."""
        found: list[Portion] = [self]
        while (before := found[-1].source.of) is not None and len(found) < _DEPTH:
            found.append(before)
        return found

    def forms(self) -> list[Portion]:
        """The portions of the chain that hold these very elements, in each pass."""
        found: list[Portion] = []
        for one in self.chain():
            is_cut = one.start > 0 or one.stop is not None
            if not one.exact or (is_cut and one.source.anew):
                break
            found.append(one)
            if is_cut:
                break
        return found


_DEPTH = 8
"""How many shuffles are followed."""
_END = 1 << 62


def is_within(part: Portion, whole: Portion) -> bool:
    """Whether all elements of the one are surely elements of the other."""
    return any(
        one.source is form.source and form.start <= one.start and _end(one) <= _end(form)
        for form in whole.forms()
        for one in part.chain()
    )


def overlap(one: Portion, other: Portion) -> bool:
    """Whether both surely have elements in common."""
    return any(
        mine.source is its.source and max(mine.start, its.start) < min(_end(mine), _end(its)) < _END
        for mine in one.forms()
        for its in other.forms()
    )


def are_drawn_anew(one: Portion, other: Portion) -> bool:
    """Whether two parts of a dataset that is shuffled in each pass exchange their elements from pass to pass."""
    for mine in one.chain():
        for its in other.chain():
            if mine.source is its.source and mine.source.anew and mine.exact and its.exact:
                cut = min(_end(mine), _end(its))
                apart = max(mine.start, its.start) >= cut
                # a small buffer mixes the elements around the cut alone
                return apart and mine.source.buffer is not None and mine.source.buffer >= cut
    return False


def _end(portion: Portion) -> int:
    return _END if portion.stop is None else portion.stop
