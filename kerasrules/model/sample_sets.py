"""Which samples an array holds, so that two arrays can be told to hold the same ones or different ones."""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.model.enumeration import Enum
from kerasrules.model.record import record


class Relation(Enum):
    """How the samples of two arrays lie to each other, where that is sure."""

    SAME = "the same, or some of them"
    OTHER = "none of them"


@record(frozen=True)
class Rows:
    """`x[start:stop]`; the ends are numbers, or whatever stands for one that is unknown."""

    start: object
    stop: object


@record(frozen=True)
class Share:
    """A part of a split with a name: "train", "test"."""

    name: str


@record(frozen=True)
class Chosen:
    """`x[positions]`: the positions as the very object that they are, and what is known of them."""

    positions: object
    samples: SampleSet | None = None


@record(frozen=True)
class Some:
    """Some samples, which ones is unknown: windows of a series that a loop cuts out."""


@record(frozen=True, eq=False)
class Mixed:
    """The source of samples that were brought into an order of their own. of: what they were before."""

    of: SampleSet


@record(frozen=True, eq=False)
class Divided:
    """The source of the parts of a split. of: the samples that were split, where these are known."""

    of: SampleSet | None


@record(frozen=True)
class SampleSet:
    """What an array's samples are.

    source: what they come from, the same object for arrays that hold the same samples. taken: the parts that were taken
    of it, one of the other.
    """

    source: object
    taken: tuple[Rows | Share | Chosen | Some, ...] = ()

    @property
    def is_split(self) -> bool:
        """Whether they are a part with a name, that inputs and targets have in common."""
        return any(isinstance(taken, Share) for taken in self.taken)

    def mixed(self) -> SampleSet:
        """The same samples in an order of their own."""
        return SampleSet(Mixed(self))

    def is_mixed_against(self, other: SampleSet) -> bool:
        """Whether these samples were brought into another order, and those of the same source did not follow."""
        source = self.source
        return isinstance(source, Mixed) and source.of.source is other.source

    def part(self, taken: Rows | Share | Chosen | Some) -> SampleSet:
        """Some of these samples."""
        return SampleSet(self.source, (*self.taken, taken))

    def common(self, other: SampleSet) -> SampleSet | None:
        """What is known of samples that are the ones or the others; None where their sources differ."""
        if self == other:
            return self
        if self.source is not other.source:
            return None
        shared = 0
        for mine, theirs in zip(self.taken, other.taken, strict=False):
            if not _equal(mine, theirs):
                break
            shared += 1
        return SampleSet(self.source, (*self.taken[:shared], Some()))

    def goes_beyond(self, other: SampleSet) -> bool:
        """Whether these samples reach to the end of what the others are taken from, and the others stop before."""
        pairs = zip(self.taken, other.taken, strict=False)
        mine, theirs = next(((a, b) for a, b in pairs if not _equal(a, b)), (None, None))
        if self.source is not other.source or not isinstance(mine, Rows) or not isinstance(theirs, Rows):
            return False
        return mine.stop is None and theirs.stop is not None

    def is_moved_against(self, other: SampleSet) -> bool:
        """Whether each of these samples stands beside another one than its own: `x[n:]` beside `y[:-n]`."""
        if not self.taken or len(self.taken) != len(other.taken):
            return False
        if not all(_equal(mine, theirs) for mine, theirs in zip(self.taken[:-1], other.taken[:-1], strict=True)):
            return False
        starts = [_start(self.taken[-1]), _start(other.taken[-1])]
        return None not in starts and starts[0] != starts[1]

    def _divided_from(self, source: object) -> SampleSet | None:
        """The samples of a source that a split divided into parts, of which these are one; None where it did not."""
        above = self.source.of if isinstance(self.source, Divided) else None
        while above is not None and above.source is not source:
            above = above.source.of if isinstance(above.source, Divided) else None
        return above

    def contains(self, other: SampleSet) -> bool:
        """Whether all of the other samples are surely among these."""
        return self._shares(other, _within)

    def overlaps(self, other: SampleSet) -> bool:
        """Whether some of the other samples are surely among these."""
        return self._shares(other, _reaches_into)

    def _shares(self, other: SampleSet, is_so: Callable[[Rows, Rows], bool]) -> bool:
        """Whether they do, by the first part that was taken otherwise; these then are all that the part holds."""
        if self.source is not other.source:
            return False
        count = next(
            (i for i, pair in enumerate(zip(self.taken, other.taken, strict=False)) if not _equal(*pair)), None
        )
        if count is None:
            return len(self.taken) <= len(other.taken)
        mine, theirs = self.taken[count], other.taken[count]
        is_last = len(self.taken) == count + 1 and (len(other.taken) == count + 1 or is_so is _within)
        return is_last and isinstance(mine, Rows) and isinstance(theirs, Rows) and is_so(mine, theirs)

    def relation(self, other: SampleSet) -> Relation | None:
        """How they lie to other samples; None where that is not sure.

        Arrays from different sources are compared by the parts that were taken of them in the same way: `x[:n]` and
        `y[:n]` hold the same samples, `x[:n]` and `y[n:]` do not.
        """
        for one, against in ((self, other), (other, self)):
            whole = one._divided_from(against.source)
            if whole is not None:
                # which of them are in the part of a part is unknown
                return Relation.OTHER if whole.relation(against) is Relation.OTHER else None
        for mine, theirs in zip(self.taken, other.taken, strict=False):
            if _apart(mine, theirs):
                return Relation.OTHER
            if not _equal(mine, theirs):
                return None
        if self.source is other.source:
            return Relation.SAME
        return Relation.SAME if self.taken and len(self.taken) == len(other.taken) else None


def _equal(one: object, other: object) -> bool:
    if isinstance(one, Rows) and isinstance(other, Rows):
        return _same_end(one.start, other.start) and _same_end(one.stop, other.stop)
    if isinstance(one, Chosen) and isinstance(other, Chosen):
        return one.positions is other.positions
    return isinstance(one, Share) and one == other


def _start(part: object) -> int | None:
    """The position of the first of some rows, counted from the front; None where that is unknown."""
    start = (part.start or 0) if isinstance(part, Rows) else None
    return start if type(start) is int and start >= 0 else None


def _apart(one: object, other: object) -> bool:
    """Whether two parts of one thing surely have nothing in common."""
    if isinstance(one, Rows) and isinstance(other, Rows):
        return _ends_before(one, other) or _ends_before(other, one)
    if isinstance(one, Share) and isinstance(other, Share):
        return one.name != other.name
    if isinstance(one, Chosen) and isinstance(other, Chosen) and one.samples is not None and other.samples is not None:
        return one.samples.source is other.samples.source and one.samples.relation(other.samples) is Relation.OTHER
    return False


def _within(whole: Rows, part: Rows) -> bool:
    """Whether rows surely lie between the ends of others."""
    starts = whole.start is None or _not_after(whole.start, part.start)
    return starts and (whole.stop is None or _not_after(part.stop, whole.stop))


def _reaches_into(one: Rows, other: Rows) -> bool:
    """Whether rows that are more than none surely have some in common with others."""
    return all(
        first.start is None
        or second.stop is None
        or (_not_after(first.start, second.stop) and not _ends_before(second, first))
        for first, second in ((one, other), (other, one))
    )


def _not_after(one: object, other: object) -> bool:
    """Whether a position is surely the same as another one, or before it."""
    if type(one) is not int or type(other) is not int:
        return False
    return one <= other and (one < 0) is (other < 0)


def _ends_before(one: Rows, other: Rows) -> bool:
    stop, start = one.stop, other.start
    if stop is None or start is None:
        return False
    if type(stop) is int and type(start) is int:
        return stop <= start and (stop < 0) is (start < 0)
    return stop is start


def _same_end(one: object, other: object) -> bool:
    return one is other or (type(one) is int and type(other) is int and one == other)
