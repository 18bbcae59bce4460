"""The result of `confirm` as one plain object: what it prints as JSON and what its reports are made from.

Others read it by its keys, see `docs/confirm.md`. `VERSION` changes when one goes away or means another thing.
"""

from __future__ import annotations

from typing import TypedDict

from kerasrules.model.as_json import FindingObject, LocationObject

VERSION = 1


class CurveObject(TypedDict):
    """One training as it went; a loss that is not a finite number is None."""

    step: list[int]
    loss: list[float | None]
    skill: list[float]
    held_out: list[float | None]


class RunObject(TypedDict):
    """One training as it ended. held_out: None where nothing was kept apart."""

    seed: int
    skill: float
    held_out: float | None
    steps: int
    curve: CurveObject


class VariantObject(TypedDict):
    """The trainings of the model as written, or with a fix: medians, and each of them."""

    skill: float
    held_out: float | None
    loss_start: float | None
    loss_end: float | None
    runs: list[RunObject]


class ProofObject(TypedDict):
    """A fact that needs no training, with what was measured as written and with the fix."""

    name: str
    text: str
    as_written: float | None
    remedied: float | None
    decides: bool


class LineObject(TypedDict):
    """Where another finding is that was fixed in the same trial."""

    line: int
    cell: int | None


class TrialObject(TypedDict):
    """What one trial tells of every finding that was fixed in it."""

    remedy: str
    model: str | None
    verdict: str
    reason: str
    proofs: list[ProofObject]
    data: str | None
    backend: str
    optimizer: str | None
    seeds: list[int]
    steps: int
    wins: int
    losses: int
    ties: int
    as_written: VariantObject | None
    remedied: VariantObject | None
    seconds: float


class HeadObject(LocationObject):
    """The finding that a verdict is about."""

    code: str
    name: str
    severity: str
    message: str


class VerdictObject(HeadObject, TrialObject):
    """The verdict on a finding and a fix of it."""

    together: list[LineObject]


class DataObject(TypedDict):
    """What was trained on. source: "file" or "synthetic"."""

    source: str
    path: str | None
    samples: int
    held_out: int
    words: str
    notes: list[str]


class ReferenceObject(TypedDict):
    """What a plain learner reaches on the same data."""

    name: str
    skill: float
    held_out: float | None
    seconds: float


class CombinationObject(TypedDict):
    """The trainings with the fixes of several rules at once."""

    remedies: list[str]
    remedied: VariantObject | None


class SummaryRowObject(TypedDict):
    """A row of a model's table, as Keras built it."""

    layer: str
    output_shape: str
    parameters: int
    activation: str | None
    line: int


class ModelObject(TypedDict):
    """A model that was built."""

    title: str
    rows: list[SummaryRowObject]
    parameters: int


class MeaningObject(TypedDict):
    """What a verdict means for the program: the text completes a sentence that begins with the rule's name."""

    code: str
    name: str
    verdict: str
    text: str


class StepObject(TypedDict):
    """What to do next. command: what to type, "" where it is done in an editor."""

    text: str
    command: str


class ConclusionObject(TypedDict):
    """What was compared, what it means, and what to do next."""

    compared: str
    meanings: list[MeaningObject]
    next: list[StepObject]


class ConfirmDocument(TypedDict):
    """Everything that was found out about a file's models. keras: its version, None where the worker gave no result."""

    version: int
    path: str
    backend: str
    keras: str | None
    data: DataObject
    findings: list[FindingObject]
    reference: ReferenceObject | None
    verdicts: list[VerdictObject]
    combined: CombinationObject | None
    conclusion: ConclusionObject
    models: list[ModelObject]
    timing: dict[str, float]
    notes: list[str]
    interrupted: bool
    seconds: float
