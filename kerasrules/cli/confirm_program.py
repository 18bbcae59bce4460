"""`confirm --run`: the program's texts as written and with the fixes of each rule, written by `fixing`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kerasrules.cli.confirm_jobs import unreadable
from kerasrules.cli.program_texts import (
    CannotWrite,
    Lines,
    absolute,
    fixed_elsewhere,
    joined,
    moved_lines,
    stands_elsewhere,
    stored,
)
from kerasrules.cli.verbs import UsageError
from kerasrules.confirming.plan.finding_training import outputs_of, training_of
from kerasrules.confirming.plan.program_job import ProgramJob, ProgramRound, ProgramTrial, ProgramVersion
from kerasrules.confirming.plan.trials import NO_FIX, STANDARD_TARGETS, by_rule, comes_first, words_of
from kerasrules.confirming.run.source_job import is_of_model
from kerasrules.model.findings import Finding
from kerasrules.model.record import record, replace

if TYPE_CHECKING:
    from kerasrules.checking.settings import Settings
    from kerasrules.confirming.plan.request import ConfirmOptions
    from kerasrules.model.locations import Location
    from kerasrules.model.program import Program
    from kerasrules.model.training import Training
    from kerasrules.source.source import Source

COORDINATOR = "kerasrules.confirming.run.program.coordinator"


@record(frozen=True, eq=False)
class _Reading:
    """A text of the file (of a notebook: its JSON) with the source that is run, and with what is found in it.

    mended: what was fixed in other files before.
    """

    text: str
    source: Source
    program: Program
    findings: tuple[Finding, ...]
    mended: tuple[Finding, ...] = ()


def read_program(path: str, settings: Settings, options: ConfirmOptions, arguments: Sequence[str]) -> ProgramJob:
    """The program with its findings and their fixes. Raises UsageError where the file cannot be read."""
    return _Reader(path, settings, options, tuple(arguments)).job()


class _Reader:
    def __init__(self, path: str, settings: Settings, options: ConfirmOptions, arguments: tuple[str, ...]) -> None:
        self.path, self.settings, self.options, self.arguments = path, settings, options, arguments
        self.file = os.path.abspath(path)

    def job(self) -> ProgramJob:
        from kerasrules.source.source import SourceError, SourceSkipped

        try:
            text = stored(self.path)
        except (SourceError, SourceSkipped) as error:
            raise UsageError(f"{self.path} cannot be read: {error}") from None
        written = self._reading(text)
        stops, others = _parted(written)
        rounds: list[ProgramRound] = []
        for group in _apart(stops):
            rounds += self._first_rounds(written, stops, group)
        if others:
            mended, words = self._mended(written, stops)
            rounds += self._rounds(mended, _parted(mended)[1], words)
        cells = tuple((cell.number, cell.first_line) for cell in written.source.cells)
        folder = os.path.dirname(self.file)
        return ProgramJob(self.path, self.file, folder, self.arguments, tuple(rounds), self.options, cells)

    def _first_rounds(
        self, written: _Reading, stops: Sequence[Finding], group: Sequence[Finding]
    ) -> Iterator[ProgramRound]:
        """Of findings of one rule that come first: tried on top of all others of that kind."""
        others = [finding for finding in stops if finding not in group]
        if others and any(_can_be_fixed(finding) for finding in group):
            base, words = self._mended(written, others)
            left = [finding for finding in _parted(base)[0] if finding.code == group[0].code]
            if left:  # else the fix of another one is that of this one, too
                return self._rounds(base, left, words)
        return self._rounds(written, group)

    def _reading(self, text: str, mended: tuple[Finding, ...] = ()) -> _Reading:
        from kerasrules.checking.engine import examine

        source, program, checked = examine(text, self.path, self.settings)
        if source is None or program is None:
            raise unreadable(self.path, checked)
        return _Reading(text, source, program, checked.findings, mended)

    def _rounds(self, reading: _Reading, findings: Sequence[Finding], mended: str = "") -> Iterator[ProgramRound]:
        """One for each training that the findings are about."""
        trained = [one for one in reading.program.trainings if any(fit.trains for fit in one.fits)]
        groups: dict[Training | None, list[Finding]] = {}
        for finding in findings:
            about = training_of(finding, reading.program) if len(trained) > 1 else None
            groups.setdefault(about, []).append(finding)
        for about, group in groups.items():
            found = self._round(reading, group, about, mended)
            if found.trials:
                yield found

    def _round(
        self, reading: _Reading, findings: Sequence[Finding], training: Training | None, mended: str
    ) -> ProgramRound:
        fits = _fits_of(reading, training)
        trials = tuple(self._trials(reading, findings, fits))
        fixable = [finding for trial in trials if trial.version is not None for finding in trial.findings]
        several = sum(trial.version is not None for trial in trials) > 1
        written, _ = self._version(reading, (), fits)
        assert written is not None
        together = self._version(reading, fixable, fits)[0] if several else None
        return ProgramRound(written, trials, together, mended, _encodings(reading.program, training))

    def _trials(self, reading: _Reading, findings: Iterable[Finding], fits: _Fits) -> Iterator[ProgramTrial]:
        """One for each rule: its fixes are applied together, as a user would."""
        from kerasrules.rules import rule_of

        for code, group in by_rule(findings).items():
            fixable = tuple(filter(_can_be_fixed, group))
            words = words_of(finding.fix for finding in fixable if finding.fix is not None)
            version, why = self._version(reading, fixable, fits) if fixable else (None, "there is none")
            scalings = rule_of(code).confirm.scalings
            if version is not None:
                training = training_of(fixable[0], reading.program)
                outputs = outputs_of(fixable, training) if training is not None else ()
                yield ProgramTrial(fixable, words, version, outputs=outputs)
            elif scalings:
                words = "Standardize each feature over the training samples"
                yield ProgramTrial(tuple(group), words, scaling=scalings[0])
                continue
            elif rule_of(code).confirm.scales_targets:
                yield ProgramTrial(tuple(group), STANDARD_TARGETS, standard_targets=True)
                continue
            elif fixable:
                yield ProgramTrial(fixable, words, why=f"the fix cannot be written: {why}")
            rest = tuple(finding for finding in group if finding not in fixable)
            if rest:
                yield ProgramTrial(rest, "", why=NO_FIX)

    def _version(
        self, reading: _Reading, findings: Sequence[Finding], fits: _Fits
    ) -> tuple[ProgramVersion | None, str]:
        """The program with the fixes of these findings; None where none can be written, with the reason."""
        from kerasrules.fixing import fix_text
        from kerasrules.source.load import from_text

        elsewhere = [finding for finding in findings if stands_elsewhere(finding, self.path)]
        here = [finding for finding in findings if finding not in elsewhere]
        try:
            texts = fixed_elsewhere([*reading.mended, *elsewhere], reading.program, {self.path: reading.text})
        except CannotWrite as error:
            return None, str(error)
        if here:
            fixed = fix_text(texts.get(self.path, reading.text), self.path, self.settings, here, unsafe=True)
            if not fixed.applied:
                return None, fixed.skipped[0].reason if fixed.skipped else "there is none"
            texts[self.path] = fixed.text
        texts[self.path] = from_text(texts.get(self.path, reading.text), self.path).text
        moved = {
            os.path.abspath(path): moved_lines(self._before(path, reading), texts[path], lines)
            if path in texts
            else lines
            for path, lines in fits.lines.items()
        }
        return ProgramVersion(absolute(texts), moved, fits.models_before), ""

    def _before(self, path: str, reading: _Reading) -> str:
        return reading.source.text if path == self.path else stored(path)

    def _mended(self, written: _Reading, stops: Sequence[Finding]) -> tuple[_Reading, str]:
        """The program without what stops it, as far as that can be fixed, and what was done."""
        from kerasrules.fixing import fix_text

        fixable = list(filter(_can_be_fixed, stops))
        elsewhere = tuple(finding for finding in fixable if stands_elsewhere(finding, self.path))
        try:
            fixed_elsewhere(elsewhere, written.program, {self.path: written.text})
        except CannotWrite:
            elsewhere = ()
        here = [finding for finding in fixable if not stands_elsewhere(finding, self.path)]
        fixed = fix_text(written.text, self.path, self.settings, here, unsafe=True) if here else None
        mended = written
        if fixed is not None and fixed.applied:
            mended = self._reading(fixed.text)
        applied = [*(fixed.applied if fixed is not None else ()), *elsewhere]
        names = dict.fromkeys(f"{finding.name} ({finding.code})" for finding in applied)
        return replace(mended, mended=elsewhere), ", ".join(names)


@record(frozen=True)
class _Fits:
    """The lines of the calls that train a model, in the text that is run, by file; and how many models before it."""

    lines: dict[str, Lines]
    models_before: int = 0


def _parted(reading: _Reading) -> tuple[list[Finding], list[Finding]]:
    """What is to be fixed before the rest is judged, and the rest."""
    found = [finding for finding in reading.findings if is_of_model(finding)]
    return [one for one in found if comes_first(one)], [one for one in found if not comes_first(one)]


def _apart(stops: Sequence[Finding]) -> list[list[Finding]]:
    """What comes first, rule by rule: each is tried with all others mended, which would stop the program else.

    What has no fix is told together, since there is nothing to try.
    """
    groups: dict[str, list[Finding]] = {}
    for code, found in by_rule(stops).items():
        groups.setdefault(code if any(map(_can_be_fixed, found)) else "", []).extend(found)
    return list(groups.values())


def _can_be_fixed(finding: Finding) -> bool:
    return finding.fix is not None and bool(finding.fix.edits)


def _fits_of(reading: _Reading, training: Training | None) -> _Fits:
    """The calls that train in this training; none stand for the first one that the program makes."""
    if training is None:
        return _Fits({})
    source, places = reading.source, _places_of_fits(training)
    found = []
    for place in places:
        if place.path == source.path:
            found.append((place.path, (source.line_of(place.start, place.cell), source.line_of(place.end, place.cell))))
        else:
            found.append((place.path, (place.start.line, place.end.line)))
    before = reading.program.trainings[: reading.program.trainings.index(training)]
    others = {id(one.model) for one in before if one.model is not training.model and _places_of_fits(one) & places}
    return _Fits(joined(found), len(others))


def _places_of_fits(training: Training) -> set[Location]:
    return {fit.location for fit in training.fits if fit.trains}


def _encodings(program: Program, training: Training | None) -> tuple[str | None, ...]:
    """How the program encodes its labels for this training, or for the only one, where that was recovered."""
    from kerasrules.model.data import ArrayInfo

    trainings = program.trainings if training is None else (training,)
    fits = [fit for one in trainings for fit in one.fits if fit.trains]
    if not fits:
        return ()
    found = (array.encoding if isinstance(array, ArrayInfo) else None for array in fits[0].y)
    return tuple(one if one in ("integer", "one-hot", "multi-hot") else None for one in found)
