"""The JSON documents of `check`, `show` and `config`, as types.

What writes them is checked against these, and their JSON schemas are made from them.
"""

from __future__ import annotations

from typing import TypedDict

from kerasrules.model.as_json import FindingObject, LocationObject, RangeObject

ShapeObject = list[int | None] | list[int | list[int | None] | None]
"""One number or null for each axis; of several tensors, one such list for each."""


class FileCountsObject(TypedDict):
    """How many files were checked, had no Keras in them, were skipped, and could not be analyzed."""

    checked: int
    without_keras: int
    skipped: int
    failed: int


class NoteObject(LocationObject):
    """What could not be known, so that it is worth little that nothing was found there."""

    message: str


class SymptomObject(TypedDict):
    """What explains a number that a training showed. causes: codes of the findings that explain it, the best first."""

    path: str
    cell: int | None
    kind: str
    value: float | None
    seen: str
    meaning: str
    facts: list[str]
    causes: list[str]
    look_at: list[str]


class _CheckPart(TypedDict):
    version: int
    findings: list[FindingObject]
    files: FileCountsObject


class CheckDocument(_CheckPart, total=False):
    """`check --output-format json`. statistics: findings by code. baseline: how many findings the baseline holds."""

    statistics: dict[str, int]
    symptoms: list[SymptomObject]
    unknown: list[NoteObject]
    baseline: int


class UnknownObject(TypedDict):
    """A part that could not be recovered, with the reason."""

    reason: str
    range: RangeObject | None


LayerObject = TypedDict(
    "LayerObject",
    {
        "class": str,
        "name": str | None,
        "range": RangeObject,
        "output_shape": ShapeObject | None,
        "parameters": int | None,
        "activation": str | None,
    },
)


class OutputObject(TypedDict):
    """An output of a model."""

    name: str | None
    shape: ShapeObject | None


_ModelPart = TypedDict("_ModelPart", {"name": str | None, "class": str, "kind": str})


class RecoveredModelObject(_ModelPart, LocationObject):
    """A model that a program makes. complete: whether all its layers are known."""

    complete: bool
    layers: list[LayerObject]
    outputs: list[OutputObject]
    unknown: list[UnknownObject]


OutputLayerObject = TypedDict(
    "OutputLayerObject", {"class": str, "activation": str | None, "units": int | None, "range": RangeObject}
)


class RecoveredLossObject(TypedDict):
    """A loss."""

    name: str
    from_logits: bool | None
    range: RangeObject


OptimizerObject = TypedDict("OptimizerObject", {"class": str, "learning_rate": float | None, "range": RangeObject})


class RecoveredMetricObject(TypedDict):
    """A metric."""

    name: str
    range: RangeObject


class InputObject(TypedDict):
    """The range of the values that reach the first layer with weights."""

    low: float | None
    high: float | None
    origin: str | None


class TrainingObject(LocationObject):
    """A compile, or a training loop. model: its number in the list of models. fit: where it is trained."""

    model: int | None
    heads: list[OutputLayerObject]
    losses: list[RecoveredLossObject]
    optimizer: OptimizerObject | None
    metrics: list[RecoveredMetricObject]
    fit: RangeObject | None
    input: InputObject | None
    unknown: list[UnknownObject]


class TaughtObject(LocationObject):
    """What was read as the user says."""

    name: str
    meaning: str


class ShowDocument(TypedDict):
    """`show --output-format json`."""

    version: int
    models: list[RecoveredModelObject]
    trainings: list[TrainingObject]
    taught: list[TaughtObject]


class SettingsDocument(TypedDict):
    """`check --show-settings --output-format json`: the settings of a file, and the files that say so."""

    path: str
    sources: list[str]
    settings: dict[str, object]


class SettingsKeyObject(TypedDict):
    """What `config` says of a key of the settings. type: in words. example: a line of TOML."""

    type: str
    default: object
    text: str
    example: str


ConfigDocument = dict[str, SettingsKeyObject]
"""`config --output-format json`: the keys of the settings."""
