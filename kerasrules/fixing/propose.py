"""The fix of each finding by itself, tried and not written: for reports that other programs apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kerasrules.checking.settings import Settings
from kerasrules.fixing.apply import CheckedText, FixAttempt, objection, watchful
from kerasrules.fixing.fix_context import FixContext
from kerasrules.fixing.render import rendered
from kerasrules.model.edits import Fix
from kerasrules.model.findings import Finding
from kerasrules.model.locations import FileRange, Location, Position
from kerasrules.model.proposed_fixes import ProposedFix, TextEdit
from kerasrules.source.line_index import LineIndex
from kerasrules.source.patches import Patch
from kerasrules.source.with_patches import BOM, replacements

MOST = 50
"""Fixes that are tried in one file; each costs a check of it."""


def proposed_fixes(
    text: str, path: str, settings: Settings, findings: Sequence[Finding]
) -> Mapping[Finding, ProposedFix]:
    """The fixes, safe or not, of those findings in a file's text that have one that does what it should."""
    if not any(finding.is_fixable(unsafe=True) for finding in findings):
        return {}
    checked = CheckedText(text, path, watchful(settings))
    if checked.editable is None or checked.program is None:
        return {}
    context = FixContext(checked.editable, checked.program)
    stored = _Stored(text, path, checked)
    proposed: dict[Finding, ProposedFix] = {}
    for finding in [finding for finding in findings if finding.is_fixable(unsafe=True)][:MOST]:
        key = checked.key(finding)
        known = checked.findings.get(key)  # results of earlier runs come without their edits
        if known is None or known.fix is None or not known.is_fixable(unsafe=True):
            continue
        try:
            patches = tuple(dict.fromkeys(rendered(known.fix, context)))
            after = checked.with_patches(patches)
        except Exception:  # why it cannot be fixed is said by --fix
            continue
        if patches and objection(checked, after, patches, [FixAttempt(finding, key, patches)]) is None:
            proposed[finding] = stored.proposed(known.fix, sorted(patches))
    return proposed


class _Stored:
    """A file's text, in which patches are to be edits."""

    def __init__(self, text: str, path: str, checked: CheckedText) -> None:
        self._text = text
        self._path = path
        assert checked.editable is not None
        self._lines_of_units = {unit.number: LineIndex(unit.text) for unit in checked.editable.units}
        self._lines = LineIndex(text.removeprefix(BOM))
        self._before = len(text) - len(text.removeprefix(BOM))

    def proposed(self, fix: Fix, patches: Sequence[Patch]) -> ProposedFix:
        """The fix that the patches make."""
        made = sorted((replacements(self._text, self._path, [patch])[0], patch) for patch in patches)
        edits = tuple(self._edit(patch, *change) for change, patch in made)
        changes = [change for change, _ in made]
        first, last = changes[0][0], max(end for _, end, _ in changes)
        text = self._text[first:last]
        for start, end, new in reversed(changes):
            text = text[: start - first] + new + text[end - first :]
        return ProposedFix(fix.description, fix.safe, edits, self._range(first, last), text)

    def _edit(self, patch: Patch, first: int, last: int, stored: str) -> TextEdit:
        lines = self._lines_of_units[patch.unit]
        start, end = (Position(*lines.position(offset)) for offset in (patch.start, patch.end))
        location = Location(self._path, start, end, patch.unit or None)
        return TextEdit(location, patch.text, self._range(first, last), stored)

    def _range(self, first: int, last: int) -> FileRange:
        return FileRange(*self._lines.position(first - self._before), *self._lines.position(last - self._before))
