"""Fixes applied in passes: in each those that do not collide, and the result is checked before it counts."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

from kerasrules.checking import engine
from kerasrules.checking.select import ALWAYS, Selection
from kerasrules.checking.settings import Settings
from kerasrules.fixing import Fixed, SkippedFix
from kerasrules.fixing.editable_program import EditableProgram
from kerasrules.fixing.fix_context import FixContext
from kerasrules.fixing.render import rendered
from kerasrules.keras_api.written_for import written_for
from kerasrules.model.findings import Finding
from kerasrules.model.program import Program
from kerasrules.model.record import record, replace
from kerasrules.source.patches import CannotFix, Patch, collide, moved

MAX_PASSES = 20
MOST_SECONDS = 60.0
"""For the fixes of one file: each of many can take as long as a check of the file."""

FindingKey = tuple[str, str, int, int]
"""What makes a finding the same one in two checks: its code, its file, its cell and where it begins."""

ELSEWHERE = -1
"""In place of a cell's number, for findings in another file: no patch moves them."""


class CheckedText:
    """A text with the program and the findings in it."""

    def __init__(self, text: str, path: str, settings: Settings) -> None:
        self.text = text
        self._settings = settings
        source, self.program, self.result = engine.examine(text, path, settings)
        self.repairs = 0 if source is None else len(source.repairs)
        self.editable = None if source is None else EditableProgram(text, source)
        self.findings = {self.key(finding): finding for finding in self.result.findings}
        self.errors = {notice.message for notice in self.result.notices if notice.internal}

    def key(self, finding: Finding) -> FindingKey:
        """The finding's identity in this text."""
        location = finding.location
        offset = None if self.editable is None else self.editable.offset(location)
        if offset is None:
            return finding.code, location.path, ELSEWHERE, location.start.line
        return finding.code, location.path, location.cell or 0, offset

    def with_patches(self, patches: Sequence[Patch]) -> CheckedText:
        """The text with these patches, checked again."""
        assert self.editable is not None
        return CheckedText(self.editable.with_patches(patches), self.result.path, self._settings)


@record(eq=False)
class FixAttempt:
    """A finding to be fixed. key: its identity in the text of this pass. reason: why it cannot be fixed."""

    finding: Finding
    key: FindingKey
    patches: tuple[Patch, ...] = ()
    failures: int = 0
    reason: str | None = None


def apply_fixes(text: str, path: str, settings: Settings, findings: Sequence[Finding] | None, unsafe: bool) -> Fixed:
    """Apply the fixes of the findings that can be applied, and say of the others why not."""
    checked = CheckedText(text, path, watchful(settings))
    given = checked.result.findings if findings is None else findings
    attempts = [FixAttempt(finding, checked.key(finding)) for finding in given if _is_wanted(finding, settings, unsafe)]
    for attempt in attempts:
        if attempt.key not in checked.findings:
            attempt.reason = "the text has changed since it was checked"
        elif attempt.finding.code == engine.UNUSED_SUPPRESSION and not _says_the_same(attempt, checked):
            attempt.reason = "another checked file needs a part of the comment"
    until = time.monotonic() + MOST_SECONDS
    for _ in range(MAX_PASSES):
        todo = [attempt for attempt in attempts if attempt.reason is None and attempt.key in checked.findings]
        if not todo:
            break
        checked = Pass(checked, todo, attempts, until).checked
    for attempt in attempts:
        if attempt.reason is None and attempt.key in checked.findings:
            attempt.reason = "it conflicts with other fixes; run --fix again"
        elif attempt.reason is not None and checked.text != text and attempt.key not in checked.findings:
            attempt.reason = None  # fixed together with another one
    left = [attempt for attempt in attempts if attempt.reason is not None]
    return Fixed(
        checked.text,
        tuple(attempt.finding for attempt in attempts if attempt.reason is None),
        tuple(SkippedFix(attempt.finding, attempt.reason) for attempt in left if attempt.reason is not None),
    )


class Pass:
    """One pass. `checked` is the text after it; every attempt has its key in that text.

    until: from then on no more are tried, in seconds of the monotonic clock.
    """

    def __init__(
        self, checked: CheckedText, todo: Sequence[FixAttempt], attempts: Sequence[FixAttempt], until: float
    ) -> None:
        self._before, self._until = checked, until
        self.checked = checked
        self._good: list[FixAttempt] = []
        batch = self._batch(todo)
        if batch:
            self._grow(batch)
        if self._good:
            patches = _patches(self._good)
            for attempt in attempts:
                keys = _moved(attempt.key, patches)
                attempt.key = next((key for key in keys if key in self.checked.findings), min(keys))

    def _batch(self, todo: Sequence[FixAttempt]) -> list[FixAttempt]:
        """The attempts that can be written together; those that collide with one before them wait for the next pass."""
        assert self._before.editable is not None
        assert self._before.program is not None
        context = FixContext(self._before.editable, self._before.program)
        batch: list[FixAttempt] = []
        for attempt in todo:
            fix = self._before.findings[attempt.key].fix
            assert fix is not None
            try:
                attempt.patches = tuple(rendered(fix, context))
            except CannotFix as refusal:
                attempt.reason = str(refusal)
                continue
            except Exception as error:  # whatever it is, the other fixes are to be made
                attempt.reason = f"internal error ({type(error).__name__}: {error}); please report"
                continue
            if not any(collide(one, other) for one in attempt.patches for taken in batch for other in taken.patches):
                batch.append(attempt)
        return batch

    def _grow(self, batch: list[FixAttempt]) -> None:
        """Take the attempts in as far as they do what they should: all at once, else by halves."""
        if time.monotonic() > self._until:
            for attempt in batch:
                attempt.reason = "the time for the fixes of one file is used up; run --fix again"
            return
        patches = _patches([*self._good, *batch])
        after = self._before
        try:
            after = self._before.with_patches(patches)
            reason = objection(self._before, after, patches, [*self._good, *batch])
        except CannotFix as refusal:
            reason = str(refusal)
        if reason is None:
            self._good += batch
            self.checked = after
        elif len(batch) == 1:
            [attempt] = batch
            attempt.failures += 1
            if not self._good or attempt.failures > 1:  # else it may be that the others' changes stand in its way
                attempt.reason = reason
        else:
            self._grow(batch[: len(batch) // 2])
            self._grow(batch[len(batch) // 2 :])


def _says_the_same(attempt: FixAttempt, checked: CheckedText) -> bool:
    """Whether the file on its own says the same of a comment as all the files together."""
    return attempt.finding.message == checked.findings[attempt.key].message


def objection(
    before: CheckedText, after: CheckedText, patches: Sequence[Patch], attempts: Sequence[FixAttempt]
) -> str | None:
    """Why these patches are not to be made; None where the findings are gone, and no other came."""
    known = {key for old in before.findings for key in _moved(old, patches)}
    new = [one for key, one in after.findings.items() if key not in known and not _was_too_new(one, before.program)]
    unread = next((finding for finding in new if finding.code in ALWAYS), None)
    if unread is not None:
        return f"the fixed file cannot be read: {unread.message}"
    if after.repairs > before.repairs:
        return "the fixed file would not be valid Python"
    if after.errors - before.errors:
        return "the fixed file cannot be checked"
    if any(key in after.findings for attempt in attempts for key in _moved(attempt.key, patches)):
        return "the finding would remain"
    if new:
        return f"it would introduce another finding: {new[0].name} ({new[0].code})"
    return None


def _was_too_new(finding: Finding, program: Program | None) -> bool:
    """Whether it is no fault of a program for older releases, as this one was with the names that are gone."""
    return bool(finding.since) and program is not None and written_for(program).are_before(finding.since)


def _patches(attempts: Collection[FixAttempt]) -> list[Patch]:
    return list(dict.fromkeys(patch for attempt in attempts for patch in attempt.patches))


def _moved(key: FindingKey, patches: Sequence[Patch]) -> set[FindingKey]:
    """The identities that a finding may have after the patches."""
    code, path, unit, offset = key
    return {(code, path, unit, new) for new in moved(offset, [patch for patch in patches if patch.unit == unit])}


def _is_wanted(finding: Finding, settings: Settings, unsafe: bool) -> bool:
    return finding.is_fixable(unsafe=unsafe) and settings.wants(finding)


def watchful(settings: Settings) -> Settings:
    """Settings that also see what the user did not select: a fix must not bring that either."""
    selected = settings.selection
    return replace(settings, selection=Selection(selected.codes | Selection.default().codes, selected.asked))
