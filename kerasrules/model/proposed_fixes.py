"""A finding's fix as edits of the text, for programs that show or apply it themselves."""

from __future__ import annotations

from kerasrules.model.locations import FileRange, Location
from kerasrules.model.record import record


@record(frozen=True)
class TextEdit:
    """One stretch of a file and what is to stand there instead.

    location, text: in the lines of the script, or of the notebook's cell. stored_range, stored_text: the same in the
    file as it is stored, where a cell's lines are strings of JSON.
    """

    location: Location
    text: str
    stored_range: FileRange
    stored_text: str


@record(frozen=True)
class ProposedFix:
    """A fix that was tried: after all its edits the finding is gone and no other has come.

    safe: the program means the same afterwards, or the fix is provably right. edits: in the file's order; they belong
    together and do not overlap. stored_range, stored_text: all of them as one edit of the file as it is stored.
    """

    description: str
    safe: bool
    edits: tuple[TextEdit, ...]
    stored_range: FileRange
    stored_text: str
