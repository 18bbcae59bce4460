"""What could not be recovered is a value too, with its reason."""

from __future__ import annotations

from kerasrules.model.locations import Location
from kerasrules.model.record import record


@record(frozen=True)
class Unknown:
    """A part that could not be recovered, and why. Also a value of the interpreter."""

    reason: str
    location: Location | None = None


@record(frozen=True)
class VocabularySize(Unknown):
    """The number of words of a tokenizer that is made at `place`: `len(tokenizer.word_index)`."""


@record(frozen=True)
class InstalledVersion(Unknown):
    """What depends on the installed version of Python or of a library: `tf.__version__`, and what is made of it."""


@record(frozen=True)
class Number(Unknown):
    """One number, whichever it is: `0.1 * i` in `for i in range(1000)`.

    low, high: what it is at least and at most, and takes over all turns; None where that is not known.
    """

    low: float | None = None
    high: float | None = None


@record(frozen=True)
class WholeNumber(Number):
    """One whole number, whichever it is: `i` of `for i in range(n)`."""


@record(frozen=True)
class NumberRange(Number):
    """A range of whole numbers that is too long to follow, or whose length is unknown: `range(n)`."""


EITHER = Unknown("one of several tensors, by the branch that was taken")
"""Stands among an operation's arguments for a tensor input that has several alternatives."""
