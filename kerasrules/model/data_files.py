"""Data files that a program names, and what became of them."""

from __future__ import annotations

from kerasrules.model.locations import Location
from kerasrules.model.record import record


@record(frozen=True)
class GivenData:
    """A data file that the user names for a program. target: the column that is to be predicted."""

    path: str
    target: str | None = None


@record(frozen=True)
class DataOptions:
    """enabled: whether data files that a program names are looked at. given: one that the user names instead."""

    enabled: bool = True
    given: GivenData | None = None


SWITCHED_OFF = "is not read (read-data = false)"


@record(frozen=True)
class DataFileUse:
    """A data file that a program names. reader: the function that it is given to, such as "read_csv".

    reason: why the file was not looked at, as a phrase that completes "a file which …"; empty where it was.
    """

    name: str
    reader: str
    location: Location
    reason: str = ""
    depends_on_place: bool = False
    """It was not read, but may be where the program is checked from another copy of the repository."""

    @property
    def is_switched_off(self) -> bool:
        """Whether the user does not want it to be read."""
        return self.reason == SWITCHED_OFF

    @property
    def was_read(self) -> bool:
        """Whether what is in the file is known."""
        return not self.reason
