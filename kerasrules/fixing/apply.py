"""Remedies written in rounds: those that do not collide together, and each round read again before it counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from kerasrules.check import engine
from kerasrules.check.select import ALWAYS, Selection
from kerasrules.check.settings import Settings
from kerasrules.fixing import Fixed, SkippedFix
from kerasrules.fixing.context import Context
from kerasrules.fixing.editable_program import EditableProgram
from kerasrules.fixing.render import rendered
from kerasrules.model.findings import Finding
from kerasrules.source.patches import CannotFix, Patch, collide, moved

MAX_ROUNDS = 20

Key = tuple[str, str, int, int]
"""What makes a finding the same one in two readings: its code, its file, its cell and where it begins."""

ELSEWHERE = -1
"""In place of a cell's number, for findings in another file: no patch moves them."""


class _Reading:
    """A text with what was read and found in it."""

    def __init__(self, text: str, path: str, settings: Settings) -> None:
        self.text = text
        self._settings = settings
        source, self.program, self.result = engine.examine(text, path, settings)
        self.editable = None if source is None else EditableProgram(text, source)
        self.findings = {self.key(finding): finding for finding in self.result.findings}
        self.errors = {notice.message for notice in self.result.notices if notice.internal}

    def key(self, finding: Finding) -> Key:
        """The finding's identity in this text."""
        location = finding.location
        offset = None if self.editable is None else self.editable.offset(location)
        if offset is None:
            return finding.code, location.path, ELSEWHERE, location.start.line
        return finding.code, location.path, location.cell or 0, offset

    def with_patches(self, patches: Sequence[Patch]) -> _Reading:
        """What comes of the text with these patches, read again."""
        assert self.editable is not None
        return _Reading(self.editable.with_patches(patches), self.result.path, self._settings)


@dataclass(eq=False)
class _Case:
    """A finding to be mended. key: its identity in the text of this round. reason: why it cannot be mended."""

    finding: Finding
    key: Key
    patches: tuple[Patch, ...] = ()
    failures: int = 0
    reason: str | None = None


def apply_fixes(text: str, path: str, settings: Settings, findings: Sequence[Finding] | None, unsafe: bool) -> Fixed:
    """Write what can be written of the findings' remedies, and say of the others why not."""
    reading = _Reading(text, path, _watchful(settings))
    given = reading.result.findings if findings is None else findings
    cases = [_Case(finding, reading.key(finding)) for finding in given if _is_wanted(finding, settings, unsafe)]
    for case in cases:
        if case.key not in reading.findings:
            case.reason = "the text has changed since it was checked"
        elif case.finding.code == engine.UNUSED_SUPPRESSION and not _is_seen_alike(case, reading):
            case.reason = "another checked file needs a part of the comment"
    for _ in range(MAX_ROUNDS):
        todo = [case for case in cases if case.reason is None and case.key in reading.findings]
        if not todo:
            break
        reading = _Round(reading, todo, cases).reading
    for case in cases:
        if case.reason is None and case.key in reading.findings:
            case.reason = "it conflicts with other fixes; run --fix again"
        elif case.reason is not None and reading.text != text and case.key not in reading.findings:
            case.reason = None  # mended together with another one
    left = [case for case in cases if case.reason is not None]
    return Fixed(
        reading.text,
        tuple(case.finding for case in cases if case.reason is None),
        tuple(SkippedFix(case.finding, case.reason) for case in left if case.reason is not None),
    )


class _Round:
    """One round. `reading` is what came of it; every case has its key in that text."""

    def __init__(self, reading: _Reading, todo: Sequence[_Case], cases: Sequence[_Case]) -> None:
        self._before = reading
        self.reading = reading
        self._good: list[_Case] = []
        batch = self._batch(todo)
        if batch:
            self._grow(batch)
        if self._good:
            patches = _patches(self._good)
            for case in cases:
                keys = _moved(case.key, patches)
                case.key = next((key for key in keys if key in self.reading.findings), min(keys))

    def _batch(self, todo: Sequence[_Case]) -> list[_Case]:
        """The cases that can be written together; those that collide with one before them wait for the next round."""
        assert self._before.editable is not None
        assert self._before.program is not None
        context = Context(self._before.editable, self._before.program)
        batch: list[_Case] = []
        for case in todo:
            fix = self._before.findings[case.key].fix
            assert fix is not None
            try:
                case.patches = tuple(rendered(fix, context))
            except CannotFix as refusal:
                case.reason = str(refusal)
                continue
            except Exception as error:  # whatever it is, the other fixes are to be made
                case.reason = f"internal error ({type(error).__name__}: {error}); please report"
                continue
            if not any(collide(one, other) for one in case.patches for taken in batch for other in taken.patches):
                batch.append(case)
        return batch

    def _grow(self, batch: list[_Case]) -> None:
        """Take the cases in as far as they do what they should: all at once, else by halves."""
        patches = _patches([*self._good, *batch])
        after = self._before
        try:
            after = self._before.with_patches(patches)
            reason = _objection(self._before, after, patches, [*self._good, *batch])
        except CannotFix as refusal:
            reason = str(refusal)
        if reason is None:
            self._good += batch
            self.reading = after
        elif len(batch) == 1:
            [case] = batch
            case.failures += 1
            if not self._good or case.failures > 1:  # else it may be that the others' changes stand in its way
                case.reason = reason
        else:
            self._grow(batch[: len(batch) // 2])
            self._grow(batch[len(batch) // 2 :])


def _is_seen_alike(case: _Case, reading: _Reading) -> bool:
    """Whether the file by itself says the same of a comment as all the files together."""
    return case.finding.message == reading.findings[case.key].message


def _objection(before: _Reading, after: _Reading, patches: Sequence[Patch], cases: Sequence[_Case]) -> str | None:
    """Why these patches are not to be made; None where the findings are gone, and no other came."""
    known = {key for old in before.findings for key in _moved(old, patches)}
    new = [finding for key, finding in after.findings.items() if key not in known]
    unread = next((finding for finding in new if finding.code in ALWAYS), None)
    if unread is not None:
        return f"the fixed file cannot be read: {unread.message}"
    if after.errors - before.errors:
        return "the fixed file cannot be checked"
    if any(key in after.findings for case in cases for key in _moved(case.key, patches)):
        return "the finding would remain"
    if new:
        return f"it would introduce another finding: {new[0].name} ({new[0].code})"
    return None


def _patches(cases: Collection[_Case]) -> list[Patch]:
    return list(dict.fromkeys(patch for case in cases for patch in case.patches))


def _moved(key: Key, patches: Sequence[Patch]) -> set[Key]:
    """The identities that a finding may have after the patches."""
    code, path, unit, offset = key
    return {(code, path, unit, new) for new in moved(offset, [patch for patch in patches if patch.unit == unit])}


def _is_wanted(finding: Finding, settings: Settings, unsafe: bool) -> bool:
    return finding.is_fixable(unsafe=unsafe) and settings.selection.wants(finding.code, finding.severity.value)


def _watchful(settings: Settings) -> Settings:
    """Settings that also see what the user did not select: a fix must not bring that either."""
    selected = settings.selection
    return replace(settings, selection=Selection(selected.codes | Selection.default().codes, selected.asked))
