"""What is to be tried on the user's own program: its text as written, and with the fixes of each rule.

Plain data that pickle carries into the processes.
"""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.confirming.plan.request import ConfirmOptions
from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.model.record import field, record
from kerasrules.rules.rule import ScalingKind

Texts = Mapping[str, str]
"""Python source by absolute path, in the place of what the file holds."""


FitLines = Mapping[str, tuple[tuple[int, int], ...]]
"""First and last lines of calls that train, by absolute path."""


@record(frozen=True)
class ProgramVersion:
    """A version of the program. fits: the calls that train the model in question; of none the first that trains.

    models_before: how many other models the same calls train before this one.
    """

    texts: Texts
    fits: FitLines = field(default_factory=dict)
    models_before: int = 0


@record(frozen=True)
class ProgramTrial:
    """The findings of one rule, and what is done about them.

    version: the program with the fixes; or scaling: how the inputs of the program as written are scaled before
    training; or standard_targets: the numbers that it predicts are. With none of them there is nothing to try, and
    `why` says so. fix: in words. outputs: those of the model that the fix changes; none stand for all.
    """

    findings: tuple[Finding, ...]
    fix: str
    version: ProgramVersion | None = None
    scaling: ScalingKind | None = None
    why: str = ""
    outputs: tuple[int, ...] = ()
    standard_targets: bool = False

    @property
    def can_be_tried(self) -> bool:
        """Whether there is something to try."""
        return self.version is not None or self.scaling is not None or self.standard_targets


@record(frozen=True)
class ProgramRound:
    """Trials on one model of one version of the program: as written, or with what stops it mended first.

    together: with the fixes of every trial. mended: what was mended before, in words. encodings: how the labels of each
    output are encoded, where that was recovered.
    """

    version: ProgramVersion
    trials: tuple[ProgramTrial, ...]
    together: ProgramVersion | None = None
    mended: str = ""
    encodings: tuple[str | None, ...] = ()


@record(frozen=True)
class ProgramJob:
    """A program that is run up to the fit in question. path: as the user names it. file, folder: absolute.

    cells: of a notebook, the number of each cell with the line of the text that it begins at. left_out: findings that
    cannot be tried, with the reason.
    """

    path: str
    file: str
    folder: str
    arguments: tuple[str, ...]
    rounds: tuple[ProgramRound, ...]
    options: ConfirmOptions
    cells: tuple[tuple[int, int], ...] = ()
    left_out: tuple[tuple[Finding, str], ...] = field(default_factory=tuple)

    @property
    def data_source(self) -> str:
        """Where the data come from."""
        return "program"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that are asked about and can be tried."""
        return tuple(finding for part in self.rounds for trial in part.trials for finding in trial.findings)

    def place(self, line: int) -> str:
        """A line of the text that is run, as the user knows it."""
        cell = max((cell for cell in self.cells if cell[1] <= line), key=lambda cell: cell[1], default=None)
        return f"line {line}" if cell is None else f"cell {cell[0]}, line {line - cell[1] + 1}"

    def place_of(self, location: Location) -> str:
        """The same for what stands in the file."""
        line = f"line {location.start.line}"
        return line if location.cell is None else f"cell {location.cell}, {line}"
