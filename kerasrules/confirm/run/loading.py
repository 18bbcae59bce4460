"""The user's samples as one model gets them: read, looked at, cut down, and the model declared for their shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kerasrules.confirm.judge.data_findings import DataFinding, constant_columns, find_in_data
from kerasrules.confirm.plan.data_plan import DataPlan
from kerasrules.confirm.plan.model_plan import ModelPlan
from kerasrules.confirm.plan.request import DataFile
from kerasrules.confirm.plan.targets import Values, infer_targets
from kerasrules.confirm.run import samples
from kerasrules.confirm.run.samples import FILE, Samples
from kerasrules.model.data import Shape
from kerasrules.model.record import record, replace
from kerasrules.rules.data.shape_data_mismatch import takes


@record
class LoadedData:
    """samples; the plan, declared for their shape where that is another one; and what the rules find in them."""

    samples: Samples
    plan: ModelPlan
    findings: list[DataFinding]


def load(plan: ModelPlan, data: DataPlan, file: DataFile, seed: int) -> LoadedData:
    """Read a data file for a model. Raises DataError."""
    xs, ys, notes = samples.read(file, len(plan.inputs), len(plan.outputs))
    declared = plan
    if all(given.shape is None or takes(given.shape, x.shape) for given, x in zip(plan.inputs, xs, strict=True)):
        xs = [_with_channels(array, given.shape) for given, array in zip(plan.inputs, xs, strict=True)]
    else:
        declared = declared_for(plan, [(None, *array.shape[1:]) for array in xs])
        notes.append("the model was rebuilt for the shape of the data, not for the declared one")
    total = len(xs[0])
    if total > samples.MOST_SAMPLES:
        rows = np.random.default_rng([seed, 3]).permutation(total)[: samples.MOST_SAMPLES]
        xs, ys = [array[rows] for array in xs], [array[rows] for array in ys]
        notes.append(f"{samples.MOST_SAMPLES} of the {total} samples were used")
    targets = []
    for index, (y, loss) in enumerate(zip(ys, plan.losses, strict=True)):
        known = data.target(index)
        targets.append(infer_targets(y, loss.name, known.encoding if known is not None else None))
    findings = find_in_data(plan, data, xs, targets, file.path)
    notes += constant_columns(xs)
    notes += _unlike_the_program(data, xs)
    words = f"{len(xs[0])} samples of {' and '.join(str(tuple(x.shape[1:])) for x in xs)} from {file.path}"
    return LoadedData(Samples(xs, targets, FILE, words, notes), declared, findings)


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
