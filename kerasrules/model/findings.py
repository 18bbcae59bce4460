"""What a rule says: a finding, its severity, the locations it names and the fix it proposes."""

from __future__ import annotations

from enum import Enum

from kerasrules.model.edits import Fix
from kerasrules.model.locations import Location
from kerasrules.model.record import field, record


class Severity(str, Enum):
    """How bad it is, in the words that the reports and editors use."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@record(frozen=True)
class Related:
    """A second place that the finding rests on, with what there is to see."""

    message: str
    location: Location


@record(frozen=True)
class Finding:
    """One fault at one location. `help` says in words what to change.

    data_files: the data files that it rests on, as the program names them: without those it would not be found.
    """

    code: str
    name: str
    severity: Severity
    message: str
    location: Location
    related: tuple[Related, ...] = ()
    help: str = ""
    fix: Fix | None = field(default=None, compare=False)
    data_files: tuple[str, ...] = ()

    def is_fixable(self, *, unsafe: bool) -> bool:
        """Whether there is a fix to try: a safe one, or any where unsafe ones are wanted too."""
        return self.fix is not None and bool(self.fix.edits) and (unsafe or self.fix.safe)
