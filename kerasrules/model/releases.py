"""Ranges of releases of Keras: which one a program is for."""

from __future__ import annotations

from typing import TypeAlias

from kerasrules.model.locations import Location
from kerasrules.model.record import record

Version: TypeAlias = tuple[int, ...]
"""A release by its numbers: (2, 13)."""

TENSORFLOW_TWO: Version = (2, 4)
"""The first that has no backends of its own, but is the Keras of TensorFlow 2. What TensorFlow 1 or Keras 1 had, and
this one has not, ran until then."""
KERAS_THREE: Version = (3,)


@record(frozen=True)
class Releases:
    """The releases of Keras that a program may be for.

    earliest: the first of them, () where nothing tells. before: the first that is too new, None where nothing tells.
    because: what tells that it is too new, in words. place: where that stands in the program.
    """

    earliest: Version = ()
    before: Version | None = None
    because: str = ""
    place: Location | None = None

    def are_before(self, release: Version) -> bool:
        """Whether all of them are older than a release."""
        return self.before is not None and self.before <= release

    def within(self, other: Releases) -> Releases:
        """Those that are also of the other range; any, where the two contradict each other."""
        earliest = max(self.earliest, other.earliest)
        bounded = [one for one in (self, other) if one.before is not None]
        last = min(bounded, key=lambda one: one.before or (), default=ANY)
        if last.before is not None and last.before <= earliest:
            return ANY
        return Releases(earliest, last.before, last.because, last.place)


ANY = Releases()
"""Nothing tells."""
