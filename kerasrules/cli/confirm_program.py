"""`confirm --run`: the program's texts as written and with the fixes of each rule, written by `fixing`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kerasrules.cli.confirm_jobs import is_of_model, unreadable
from kerasrules.cli.verbs import UsageError
from kerasrules.confirm.plan.program_job import ProgramJob, ProgramRound, ProgramTrial
from kerasrules.confirm.plan.trials import NO_FIX, by_rule, comes_first, words_of
from kerasrules.model.findings import Finding
from kerasrules.model.record import record

if TYPE_CHECKING:
    from kerasrules.check.settings import Settings
    from kerasrules.confirm.plan.request import ConfirmOptions
    from kerasrules.model.program import Program

COORDINATOR = "kerasrules.confirm.run.program.coordinator"


@record(frozen=True)
class _Version:
    """A text of the file (of a notebook: its JSON) with what is found in it, and the code that it is run as."""

    text: str
    code: str
    findings: tuple[Finding, ...]
    cells: tuple[tuple[int, int], ...]


def read_program(path: str, settings: Settings, options: ConfirmOptions, arguments: Sequence[str]) -> ProgramJob:
    """The program with its findings and their fixes. Raises UsageError where the file cannot be read."""
    return _Reader(path, settings, options, tuple(arguments)).job()


class _Reader:
    def __init__(self, path: str, settings: Settings, options: ConfirmOptions, arguments: tuple[str, ...]) -> None:
        self.path, self.settings, self.options, self.arguments = path, settings, options, arguments
        self.file = os.path.abspath(path)

    def job(self) -> ProgramJob:
        from kerasrules.source.load import decode, read_bytes
        from kerasrules.source.source import SourceError, SourceSkipped

        try:
            text = decode(read_bytes(self.path), self.path)
        except (SourceError, SourceSkipped) as error:
            raise UsageError(f"{self.path} cannot be read: {error}") from None
        written, program = self._version(text)
        own = [finding for finding in written.findings if self._is_own(finding)]
        left_out = tuple((one, _elsewhere(one)) for one in written.findings if one not in own and is_of_model(one))
        stops = [finding for finding in own if comes_first(finding)]
        others = [finding for finding in own if not comes_first(finding)]
        rounds = []
        if stops or not others:
            rounds.append(self._round(written, stops))
        if others:
            mended, words = self._mended(written, stops)
            left = [finding for finding in mended.findings if self._is_own(finding)]
            rounds.append(self._round(mended, [one for one in left if not comes_first(one)], words))
        return ProgramJob(
            self.path,
            self.file,
            os.path.dirname(self.file),
            self.arguments,
            tuple(part for part in rounds if part.trials),
            self.options,
            written.cells,
            _encodings(program),
            left_out,
        )

    def _version(self, text: str) -> tuple[_Version, Program]:
        from kerasrules.check.engine import examine

        source, program, checked = examine(text, self.path, self.settings)
        if source is None or program is None:
            raise unreadable(self.path, checked)
        cells = tuple((cell.number, cell.first_line) for cell in source.cells)
        return _Version(text, source.text, checked.findings, cells), program

    def _is_own(self, finding: Finding) -> bool:
        return finding.location.path == self.path and is_of_model(finding)

    def _round(self, version: _Version, findings: Sequence[Finding], mended: str = "") -> ProgramRound:
        trials = tuple(self._trials(version, findings))
        fixable = [finding for trial in trials if trial.texts is not None for finding in trial.findings]
        several = sum(trial.texts is not None for trial in trials) > 1
        code, _ = self._fixed(version, fixable) if several else (None, "")
        together = None if code is None else {self.file: code}
        return ProgramRound({self.file: version.code}, trials, together, mended)

    def _trials(self, version: _Version, findings: Iterable[Finding]) -> Iterator[ProgramTrial]:
        """One for each rule: its fixes are applied together, as a user would."""
        from kerasrules.rules import rule_of

        for code, group in by_rule(findings).items():
            fixable = tuple(finding for finding in group if finding.fix is not None and finding.fix.edits)
            words = words_of(finding.fix for finding in fixable if finding.fix is not None)
            text, why = self._fixed(version, fixable)
            scalings = rule_of(code).confirm.scalings
            if text is not None:
                yield ProgramTrial(fixable, words, {self.file: text})
            elif scalings:
                words = "Standardize each feature over the training samples"
                yield ProgramTrial(tuple(group), words, scaling=scalings[0])
                continue
            elif fixable:
                yield ProgramTrial(fixable, words, why=f"the fix cannot be written: {why}")
            rest = tuple(finding for finding in group if finding not in fixable)
            if rest:
                yield ProgramTrial(rest, "", why=NO_FIX)

    def _fixed(self, version: _Version, findings: Sequence[Finding]) -> tuple[str | None, str]:
        """The code with the fixes of these findings; None where none can be written, with the reason."""
        from kerasrules.fixing import fix_text
        from kerasrules.source.load import from_text

        if not findings:
            return None, "there is none"
        fixed = fix_text(version.text, self.path, self.settings, findings, unsafe=True)
        if not fixed.applied:
            return None, fixed.skipped[0].reason if fixed.skipped else "there is none"
        return from_text(fixed.text, self.path).text, ""

    def _mended(self, version: _Version, stops: Sequence[Finding]) -> tuple[_Version, str]:
        """The program without what stops it, as far as that can be fixed, and what was done."""
        from kerasrules.fixing import fix_text

        if not any(finding.fix is not None for finding in stops):
            return version, ""
        fixed = fix_text(version.text, self.path, self.settings, stops, unsafe=True)
        if not fixed.applied:
            return version, ""
        mended, _ = self._version(fixed.text)
        names = dict.fromkeys(f"{finding.name} ({finding.code})" for finding in fixed.applied)
        return mended, ", ".join(names)


def _elsewhere(finding: Finding) -> str:
    return f"it stands in {finding.location.path}; --run writes fixes into the program that it is given"


def _encodings(program: Program) -> tuple[str | None, ...]:
    """How the program encodes its labels, where it trains one model and that was recovered."""
    from kerasrules.model.data import ArrayInfo

    fits = [fit for training in program.trainings for fit in training.fits if fit.trains]
    if not fits:
        return ()
    found = (array.encoding if isinstance(array, ArrayInfo) else None for array in fits[0].y)
    return tuple(one if one in ("integer", "one-hot", "multi-hot") else None for one in found)
