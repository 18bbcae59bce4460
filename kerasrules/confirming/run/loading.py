"""The user's samples as one model gets them: read, looked at, cut down, and the model declared for their shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kerasrules.confirming.given.read import read
from kerasrules.confirming.given.sampling import sample_count
from kerasrules.confirming.given.wanted import wanted_by
from kerasrules.confirming.judge.data_findings import DataFinding, constant_columns, find_in_data
from kerasrules.confirming.plan.data_plan import DataPlan
from kerasrules.confirming.plan.model_plan import ModelPlan
from kerasrules.confirming.plan.request import DataFile
from kerasrules.confirming.plan.targets import (
    CLASSES,
    ENCODINGS,
    Targets,
    Values,
    encoded_as,
    encoded_for,
    infer_targets,
)
from kerasrules.confirming.run.samples import FILE, Samples
from kerasrules.model.data import Shape
from kerasrules.model.record import record, replace
from kerasrules.rules.data.shape_data_mismatch import takes


@record
class LoadedData:
    """samples; the plan, declared for their shape where that is another one; and what the rules find in them.

    files: of the program, that they were read from.
    """

    samples: Samples
    plan: ModelPlan
    findings: list[DataFinding]
    files: tuple[str, ...] = ()


def load(plan: ModelPlan, data: DataPlan, file: DataFile, seed: int) -> LoadedData:
    """Read a data file for a model. Raises DataError."""
    raw = read(file, wanted_by(plan, data.x))
    targets = [_targets(plan, data, index, y, raw.has_plain_labels) for index, y in enumerate(raw.y)]
    notes = [*raw.notes, *_encoded_here(targets, raw.y, file.words)]
    found = fitted(plan, data, raw.x, targets, file.words, notes, seed, raw.total)
    found.samples.notes += _unlike_the_program(data, found.samples.x)
    return found


def fitted(
    plan: ModelPlan,
    data: DataPlan,
    xs: list[Values],
    targets: list[Targets],
    origin: str,
    notes: list[str],
    seed: int,
    total: int | None = None,
) -> LoadedData:
    """Samples cut down, with what the rules find in them, and the model declared for their shape."""
    declared = plan
    if all(given.shape is None or takes(given.shape, x.shape) for given, x in zip(plan.inputs, xs, strict=True)):
        xs = [_with_channels(array, given.shape) for given, array in zip(plan.inputs, xs, strict=True)]
    else:
        declared = declared_for(plan, [(None, *array.shape[1:]) for array in xs])
        notes.append("the model was rebuilt for the shape of the data, not for the declared one")
    total = total or len(xs[0])
    most = min(sample_count(len(array), array.shape[1:]) for array in xs)
    if len(xs[0]) > most:
        rows = np.random.default_rng([seed, 3]).permutation(len(xs[0]))[:most]
        xs, targets = [array[rows] for array in xs], [target.take(rows) for target in targets]
    if total > len(xs[0]):
        notes.append(f"{len(xs[0])} of the {total} samples were used")
    findings = find_in_data(plan, data, xs, targets, origin)
    notes += constant_columns(xs)
    words = f"{len(xs[0])} samples of {' and '.join(str(tuple(x.shape[1:])) for x in xs)} from {origin}"
    return LoadedData(Samples(xs, targets, FILE, words, notes, total), declared, findings)


def _targets(plan: ModelPlan, data: DataPlan, output: int, y: Values, is_plain: bool) -> Targets:
    """The targets of an output, encoded as fit of the program gets them. is_plain: each label is one word or number.

    A column, and labels in words, must be encoded for a loss that takes vectors: how is known, or is as the loss asks.
    """
    loss, known = plan.losses[output].name, data.target(output)
    targets = infer_targets(y, loss, known.encoding if known is not None else None, plan.positions(output))
    if known is not None and known.encoding is not None:
        return encoded_as(targets, known)
    is_unknown = known is None and data.location is not None
    if is_plain or y.dtype.kind in "US" or is_unknown:
        return encoded_for(targets, loss, plan.units(output) or 0)
    return targets


def _encoded_here(targets: Sequence[Targets], ys: Sequence[Values], path: str) -> Iterator[str]:
    """A note where the file holds classes in another form than fit gets."""
    for target, y in zip(targets, ys, strict=True):
        of_file = "one-hot" if y.ndim > target.values.ndim and y.shape[-1] > 1 else "integer"
        if target.kind == CLASSES and target.encoding != of_file:
            yield f"the labels of {path} were encoded as {ENCODINGS[target.encoding or of_file]}, as they go into fit"


def _with_channels(array: Values, declared: Shape | None) -> Values:
    """The array with or without a last axis of size 1, which Keras itself adds and drops."""
    if declared is None or len(declared) == array.ndim:
        return array
    return array[..., None] if len(declared) > array.ndim else array[..., 0]


def declared_for(plan: ModelPlan, shapes: Sequence[Shape | None]) -> ModelPlan:
    """The plan declared for other input shapes; what was recovered behind them no longer holds."""
    inputs = tuple(replace(given, shape=shape) for given, shape in zip(plan.inputs, shapes, strict=True))
    calls = tuple(call.without_sizes() for call in plan.calls)
    return replace(plan, inputs=inputs, calls=calls, parameters=None)


def _unlike_the_program(data: DataPlan, xs: Sequence[Values]) -> Iterator[str]:
    """A warning where the program scales its data and the file holds them unscaled, or the reverse."""
    for info, array in zip(data.x, xs, strict=False):
        if info is None or info.high is None or not info.bounds_attained or array.dtype.kind not in "iuf":
            continue
        real, told = float(abs(array).max()), max(abs(info.high), abs(info.low or 0.0))
        if told > 0 and real > 0 and not 0.1 < real / told < 10:
            yield (
                f"the program passes values up to {told:g} to fit, but the file contains values up to {real:.3g}: "
                "save the arrays as passed to fit, or the verdicts apply to other data"
            )
