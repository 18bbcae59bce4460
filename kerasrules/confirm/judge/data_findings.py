"""What the data themselves show before anything is trained: scale, offset, labels, constant columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kerasrules.confirm.plan.model_plan import DataPlan, LayerPlan, ModelPlan, located
from kerasrules.confirm.plan.targets import CLASSES, ENCODINGS, MULTI_LABEL, VALUES, Targets, Values
from kerasrules.confirm.run.synthetic import final_activation
from kerasrules.confirm.run.variant import Transform
from kerasrules.keras_api.activations import RANGES
from kerasrules.keras_api.layer_traits import Family, of_family
from kerasrules.keras_api.losses import BINARY, CATEGORICAL, SPARSE
from kerasrules.model.edits import Fix, ReplaceLoss, SetArgument
from kerasrules.model.locations import Location

LIMIT = 10.0
"""As rule KR301: values beyond it are not scaled."""
OFFSET = 10.0
"""As rule KR308: a mean of so many times the spread."""
WITHIN = 0.1
"""Samples whose own spread is less than this share of the whole spread differ in little but their offset."""

INSENSITIVE = of_family(Family.NORMALIZATION, Family.EMBEDDING, Family.ENCODING, Family.LOOKUP) | {"Rescaling"}
"""First layers that bring inputs of any scale into order, or take whole numbers."""


@dataclass(frozen=True)
class Scaling:
    """A way to scale the inputs, tried as a remedy. axes: what mean and spread are taken over."""

    words: str
    axes: tuple[int, ...]

    def transform(self) -> Transform:
        """(training inputs, inputs) -> scaled inputs; per sample nothing is fitted."""

        def scaled(training: list[Values], x: list[Values]) -> list[Values]:
            return [self._one(fitted, array) for fitted, array in zip(training, x, strict=True)]

        return scaled

    def _one(self, training: Values, array: Values) -> Values:
        if array.dtype.kind != "f" and array.dtype.kind not in "iu":
            return array
        source = training if 0 in self.axes else array
        wide = source.astype("float64")
        mean, spread = wide.mean(axis=self.axes, keepdims=True), wide.std(axis=self.axes, keepdims=True)
        scaled: Values = ((array - mean) / np.where(spread > 0, spread, 1.0)).astype("float32")
        return scaled


@dataclass(frozen=True)
class DataFinding:
    """A finding about the data. scalings, remedy: what may mend it: other inputs, or another model.

    as_given: the labels go in as the file holds them, not as the loss wants them.
    """

    code: str
    message: str
    help: str
    location: Location
    scalings: tuple[Scaling, ...] = ()
    fix: Fix | None = None
    as_given: bool = False


def look(
    plan: ModelPlan,
    data: DataPlan,
    x: Sequence[Values],
    y: Sequence[Targets],
    outputs: Sequence[tuple[int | None, ...]],
) -> Iterator[DataFinding]:
    """Everything wrong with the data for this model. outputs: shapes that the built model gives."""
    location = data.location or plan.location
    for index, (given, array) in enumerate(zip(plan.inputs, x, strict=True)):
        name = f"input {index + 1}" if len(x) > 1 else "the inputs"
        if _is_sensitive(plan, given.tensor) and array.dtype.kind in "iuf":
            yield from _scale(name, array, location)
    for index, targets in enumerate(y):
        yield from _labels(plan, index, targets, outputs[index], location)


def shape_mismatch(plan: ModelPlan, data: DataPlan, x: Sequence[Values]) -> Iterator[DataFinding]:
    """Inputs of another shape than the program declares. Keras itself adds or drops a last axis of size 1."""
    location = data.location or plan.location
    for given, array in zip(plan.inputs, x, strict=True):
        declared, real = given.shape, array.shape[1:]
        if declared is None or _fits(declared[1:], real):
            continue
        yield DataFinding(
            "KR309",
            f"the samples have shape {_words(real)}, but the model on {located(plan.location)} is declared for "
            f"{_words(declared[1:])}",
            "declare the shape that the data have, or reshape the data",
            location,
        )


def _fits(declared: Sequence[int | None], real: Sequence[int]) -> bool:
    if len(real) == len(declared) - 1 and declared[-1] == 1:
        return _fits(declared[:-1], real)
    if len(real) == len(declared) + 1 and real[-1] == 1:
        return _fits(declared, real[:-1])
    return len(real) == len(declared) and all(
        own is None or own == other for own, other in zip(declared, real, strict=True)
    )


def _words(shape: Sequence[int | None]) -> str:
    return f"({', '.join('?' if size is None else str(size) for size in shape)}{',' * (len(shape) == 1)})"


def constant_columns(x: Sequence[Values]) -> Iterator[str]:
    """A note for inputs that never change."""
    for index, array in enumerate(x):
        flat = array.reshape(len(array), -1)
        if flat.shape[1] > 200_000 or array.dtype.kind not in "iufb":
            continue
        constant = int(np.sum(flat.max(axis=0) == flat.min(axis=0)))
        if constant:
            name = f"input {index + 1}" if len(x) > 1 else "the inputs"
            if array.ndim == 2:
                which = ", ".join(str(column) for column in np.flatnonzero(flat.max(axis=0) == flat.min(axis=0))[:8])
                yield f"{constant} of {flat.shape[1]} columns of {name} are constant and tell nothing (column {which})"
            elif constant > flat.shape[1] // 2:
                yield f"{constant} of {flat.shape[1]} values in each sample of {name} are the same in all samples"


def _is_sensitive(plan: ModelPlan, tensor: int) -> bool:
    """Whether the first layers leave the scale as it comes."""
    for call in plan.calls:
        if tensor in call.inputs:
            layer = plan.layers[call.layer]
            if layer.kind != "layer" or layer.class_name in INSENSITIVE:
                return False
            if plan.has_weights(call):
                return True
            if not _is_sensitive(plan, call.outputs[0]):
                return False
    return True


def _scale(name: str, array: Values, location: Location) -> Iterator[DataFinding]:
    values = array.astype("float64")
    mean, spread = float(values.mean()), float(values.std())
    low, high = float(values.min()), float(values.max())
    over_data = spread > 0 and abs(mean) > OFFSET * spread
    inner = tuple(range(1, array.ndim - 1)) if array.ndim > 2 else ()
    within = float(np.median(values.std(axis=inner))) if inner else spread
    means_apart = inner != () and spread > 0 and within < WITHIN * spread and _varies_between(values, inner, within)
    if over_data or means_apart:
        numbers = f"mean {mean:.3g}, spread {spread:.3g}"
        if inner:
            numbers += f", within a sample {within:.3g}"
        said = (
            f"{name} are dominated by their offset ({numbers}): all samples look alike to the first layer"
            if over_data
            else f"the samples of {name.removeprefix('the ')} differ in their offset far more than within themselves "
            f"({numbers})"
        )
        yield DataFinding("KR308", said, "standardise the data", location, _scalings(array))
    elif max(abs(low), abs(high)) > LIMIT:
        yield DataFinding(
            "KR301",
            f"{name} run from {low:.3g} to {high:.3g} and reach the first layer unscaled",
            "divide by the largest value, or standardise",
            location,
            _scalings(array)[:1],
        )


def _varies_between(values: Values, inner: tuple[int, ...], within: float) -> bool:
    """Whether it is the samples' own means that make the spread, not the channels'."""
    means = values.mean(axis=inner)
    return float(np.median(means.std(axis=0))) > within / WITHIN


def _scalings(array: Values) -> tuple[Scaling, ...]:
    if array.ndim <= 2:
        return (Scaling("Standardise each feature over the data set", (0,)),)
    inner = tuple(range(1, array.ndim - 1))
    return (
        Scaling("Standardise each channel over the data set", (0, *inner)),
        Scaling("Standardise each sample (and channel) by itself", inner),
    )


def _labels(
    plan: ModelPlan, index: int, targets: Targets, shape: tuple[int | None, ...], location: Location
) -> Iterator[DataFinding]:
    loss = plan.losses[index].name
    units = shape[-1] if len(shape) > 1 else 1
    if targets.kind == CLASSES and targets.encoding in ENCODINGS and units is not None:
        wants = "integer" if loss in SPARSE else "one-hot" if loss in CATEGORICAL else None
        if wants is not None and units > 1 and targets.encoding != wants:
            other = "categorical_crossentropy" if wants == "integer" else "sparse_categorical_crossentropy"
            yield DataFinding(
                "KR206",
                f"the labels in the file are {ENCODINGS[targets.encoding]}, but {loss} takes {ENCODINGS[wants]}",
                f"use {other}, or encode the labels",
                location,
                fix=Fix(f"Use {other}", (ReplaceLoss(plan.losses[index].location, other),)),
                as_given=True,
            )
        if units > 1 and targets.classes > units:
            yield DataFinding(
                "KR207",
                f"the labels go up to class {targets.classes - 1}, but the output layer has {units} units",
                f"give the output layer {targets.classes} units, or number the classes from 0",
                location,
            )
        if units == 1 and targets.classes > 2 and loss in BINARY:
            yield DataFinding(
                "KR207",
                f"the labels have {targets.classes} classes, but one unit with {loss} tells two apart",
                f"use {targets.classes} units with softmax and sparse_categorical_crossentropy",
                location,
            )
    if targets.kind == MULTI_LABEL and units is not None and units != targets.classes and units > 1:
        yield DataFinding(
            "KR213",
            f"each sample has {targets.classes} labels, but the output layer has {units} units",
            f"give the output layer {targets.classes} units",
            location,
        )
    if targets.kind == VALUES:
        yield from _target_range(plan, index, targets, location)


def _target_range(plan: ModelPlan, index: int, targets: Targets, location: Location) -> Iterator[DataFinding]:
    low, high = float(targets.values.min()), float(targets.values.max())
    loss = plan.losses[index].name
    if loss in BINARY | CATEGORICAL and (low < 0 or high > 1):
        yield DataFinding(
            "KR215",
            f"{loss} takes targets from 0 to 1, but those in the file run from {low:.3g} to {high:.3g}",
            "use a regression loss, or scale the targets",
            location,
        )
        return
    activation = final_activation(plan, index)
    ends = RANGES.get(activation or "linear", RANGES["linear"])
    slack = 0.02 * (high - low)
    if loss not in BINARY | CATEGORICAL | SPARSE and (low < ends[0] - slack or high > ends[1] + slack):
        yield DataFinding(
            "KR208",
            f"the targets run from {low:.3g} to {high:.3g}, which {activation} in the output layer cannot reach",
            "use no activation in the output layer, or scale the targets",
            location,
            fix=_without_activation(plan, index),
        )


def _without_activation(plan: ModelPlan, index: int) -> Fix | None:
    """The remedy that leaves the output layer linear, where its activation is an argument."""
    head = plan.head(index)
    layer = plan.layers[head.layer] if head is not None else None
    inner = layer.config.get("layer") if layer is not None else None
    layer = inner if isinstance(inner, LayerPlan) else layer
    if layer is None or layer.location is None or layer.config.get("activation", "linear") == "linear":
        return None
    return Fix("Take the activation out of the output layer", (SetArgument(layer.location, "activation", "None"),))
