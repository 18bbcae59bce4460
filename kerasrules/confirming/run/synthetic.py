"""Samples synthesized for a model whose data are not at hand: learnable, nonlinear, of the recovered shape and range.

Eight latent numbers are mixed at random into the inputs (images and series get smooth templates, shifted a little and
with noise) and squashed into the range; each class is two clusters of latents, balanced, values are a nonlinear
function of them. They can decide what hangs on the head, the loss, the learning rate, the depth or the
initialization, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kerasrules.confirming.plan.data_plan import DataPlan
from kerasrules.confirming.plan.model_plan import InputPlan, LayerPlan, ModelPlan, Unbuildable, line
from kerasrules.confirming.plan.targets import CLASSES, MULTI_LABEL, VALUES, Targets, Values
from kerasrules.confirming.run.samples import SYNTHETIC, Samples
from kerasrules.keras_api.layer_traits import ANY_CONVOLUTION, VECTOR_SEQUENCES, Family, of_family
from kerasrules.keras_api.losses import BINARY, CATEGORICAL, HINGE, SPARSE
from kerasrules.model.data import ArrayInfo, Shape

COUNT = 1200
LATENTS = 8
STEPS, SIDE = 24, 32
"""How long a series, and how large an image is where the program leaves it open."""
FEATURES, CHANNELS = 12, 3
"""How many numbers a sample or a step, and a pixel has where nothing tells."""
LARGER = (1, 4, 12)
"""Times these, until the model can be built."""
_VOCABULARIES = of_family(Family.LOOKUP)


def shapes(plan: ModelPlan, larger: int = 1) -> list[Shape]:
    """A full shape for each input, without the batch axis. Raises Unbuildable where the program does not tell."""
    return [_shape(given, next(plan.consumers(given), None), larger) for given in plan.inputs]


def is_open(plan: ModelPlan) -> bool:
    """Whether the program leaves the size of some axis to the data."""
    return any(given.shape is None or None in given.shape[1:] for given in plan.inputs)


def _shape(given: InputPlan, consumer: LayerPlan | None, larger: int) -> Shape:
    first = consumer.class_name if consumer is not None else ""
    if first in _VOCABULARIES or given.dtype == "string":
        raise Unbuildable("text cannot be synthesized; pass numeric inputs with --data and a model that accepts them")
    axes = _axes(given, consumer)
    if axes is None:
        raise Unbuildable("the shape of the input is unknown; pass real samples with --data", given.location)
    free = (STEPS if len(axes) <= 2 else SIDE) * larger
    sizes = [free if axis is None else axis for axis in axes]
    if axes and axes[-1] is None and first != "Embedding":
        sizes[-1] = CHANNELS if len(axes) == 3 else FEATURES
    return tuple(sizes)


def _axes(given: InputPlan, consumer: LayerPlan | None) -> Shape | None:
    """The axes behind that of the samples; as many as the first layer takes, where they are unknown."""
    if given.shape is not None:
        return given.shape[1:]
    name = consumer.class_name if consumer is not None else ""
    if name in ANY_CONVOLUTION:
        return (None,) * (int(name.removesuffix("Transpose")[-2]) + 1)
    return (None, None) if name in VECTOR_SEQUENCES else (None,) if name in ("Dense", "Embedding") else None


def choices(plan: ModelPlan) -> Iterator[str]:
    """A note for each input whose size the program does not tell, so that one was chosen."""
    for given, shape in zip(plan.inputs, shapes(plan), strict=True):
        consumer = next(plan.consumers(given), None)
        axes = _axes(given, consumer)
        is_text = consumer is not None and consumer.class_name == "Embedding"
        if axes and not is_text and axes[-1] is None:
            yield f"the size of the input on {line(given.location)} is unknown: samples of {shape} were made"


def make(plan: ModelPlan, data: DataPlan, inputs: list[Shape], outputs: list[Shape], seed: int) -> Samples:
    """Samples for the model. inputs: as `shapes` gives them; outputs: those of the built model, with the batch axis."""
    random = np.random.default_rng([seed, 20])
    kinds = [_kind(plan, data, index, shape) for index, shape in enumerate(outputs)]
    classes = max([count for kind, count in kinds if kind == CLASSES], default=2)
    groups = random.permutation(np.arange(COUNT) % (2 * classes))  # two clusters a class
    centres = random.normal(size=(2 * classes, LATENTS))
    centres *= 2.2 / np.linalg.norm(centres, axis=1, keepdims=True)
    latents = centres[groups] + 0.45 * random.normal(size=(COUNT, LATENTS))
    notes: list[str] = []
    xs = [
        _input(random, latents, groups, given, axes, next(plan.consumers(given), None), data.input(index), notes)
        for index, (given, axes) in enumerate(zip(plan.inputs, inputs, strict=True))
    ]
    ys = [
        _targets(random, latents, groups, kind, count, shape, data.target(index), xs, plan)
        for index, ((kind, count), shape) in enumerate(zip(kinds, outputs, strict=True))
    ]
    words = f"{COUNT} synthetic samples of {' and '.join(str(tuple(x.shape[1:])) for x in xs)}"
    return Samples(xs, ys, SYNTHETIC, words, notes)


def _kind(plan: ModelPlan, data: DataPlan, index: int, shape: Shape) -> tuple[str, int]:
    """What the targets of an output are, and how many classes they have."""
    info, loss = data.target(index), plan.losses[index].name
    units = shape[-1] if len(shape) > 1 else 1
    known = info.classes if info is not None else None
    if info is not None and info.encoding == "multi-hot":
        return MULTI_LABEL, known or (info.shape[-1] if info.shape else None) or units or 2
    if info is not None and info.encoding in ("integer", "one-hot"):
        return CLASSES, min(known or max(units or 2, 2), 1000)
    if loss in CATEGORICAL | SPARSE | HINGE | {"kl_divergence"}:
        return CLASSES, min(known or max(units or 2, 2), 1000)
    if loss in BINARY:
        if len(shape) > 2 and any(given.shape is not None and given.shape[1:] == shape[1:] for given in plan.inputs):
            return VALUES, 0  # the input itself, as an autoencoder
        if units == 1 or plan.final_activation(index) == "softmax":
            return CLASSES, max(units or 2, 2)
        return MULTI_LABEL, units or 2
    return VALUES, 0


def _input(
    random: np.random.Generator,
    latents: Values,
    groups: Values,
    given: InputPlan,
    axes: Shape,
    consumer: LayerPlan | None,
    info: ArrayInfo | None,
    notes: list[str],
) -> Values:
    sizes = tuple(size or 1 for size in axes)
    if consumer is not None and consumer.class_name == "Embedding":
        vocabulary = consumer.config.get("input_dim")
        known = int(info.high) + 1 if info is not None and info.high is not None and info.high < 1e7 else None
        return _tokens(random, groups, sizes, known or (vocabulary if isinstance(vocabulary, int) else 100))
    raw = _smooth(random, latents, sizes) if len(sizes) > 1 else latents @ random.normal(size=(LATENTS, *sizes))
    raw = raw + 0.1 * raw.std() * random.normal(size=raw.shape)
    raw = (raw - raw.mean()) / (raw.std() + 1e-9)
    return _ranged(raw, consumer, info, given, notes).astype("float32")


def _ranged(
    raw: Values, consumer: LayerPlan | None, info: ArrayInfo | None, given: InputPlan, notes: list[str]
) -> Values:
    if info is not None and not info.standardized and info.low is not None and info.high is not None:
        low, high = max(info.low, -1e6), min(info.high, 1e6)
        # a range much wider than the spread is that of a few values
        if high > low and (info.std is None or high - low < 8 * info.std):
            squashed: Values = low + (high - low) / (1 + np.exp(-1.5 * raw))
            return squashed
    if info is not None and info.mean is not None and info.std is not None:
        shifted: Values = info.mean + info.std * raw
        return shifted
    if consumer is not None and consumer.class_name == "Rescaling":
        pixels: Values = 255 / (1 + np.exp(-1.5 * raw))
        return pixels
    if info is None or not info.standardized:
        notes.append(
            f"the range of the input on {line(given.location)} is unknown: synthetic values around 0 were used"
        )
    return raw


def _smooth(random: np.random.Generator, latents: Values, sizes: tuple[int, ...]) -> Values:
    """Templates of low spatial frequency, mixed by the latents; each sample shifted by a little."""
    raw = _mixed(_templates(random, sizes), latents)
    for axis, size in enumerate(sizes[:-1], 1):
        reach = size // 12
        if reach:
            for number, shift in enumerate(random.integers(-reach, reach + 1, size=len(raw))):
                raw[number] = np.roll(raw[number], shift, axis=axis - 1)
    return raw


def _templates(random: np.random.Generator, sizes: tuple[int, ...]) -> Values:
    """One for each latent."""
    spatial, channels = sizes[:-1], sizes[-1]
    templates = random.normal(size=(LATENTS, *(min(4, size) for size in spatial), channels))
    for axis, size in enumerate(spatial, 1):
        templates = _stretched(templates, axis, size)
    return templates


def _mixed(templates: Values, latents: Values) -> Values:
    mixed: Values = np.tensordot(latents, templates, axes=(1, 0))
    return mixed


def _stretched(array: Values, axis: int, size: int) -> Values:
    """Linear interpolation of one axis to another size."""
    old = array.shape[axis]
    at = np.linspace(0, old - 1, size)
    low = np.minimum(at.astype("int64"), max(old - 2, 0))
    weight = (at - low).reshape([-1 if index == axis else 1 for index in range(array.ndim)])
    high = np.minimum(low + 1, old - 1)
    result: Values = np.take(array, low, axis) * (1 - weight) + np.take(array, high, axis) * weight
    return result


def _tokens(random: np.random.Generator, groups: Values, sizes: tuple[int, ...], vocabulary: int) -> Values:
    """Token ids; three of ten are telling ones of the sample's group, from 1 on: 0 is padding by custom."""
    top = max(2, vocabulary)
    own = random.integers(1, top, size=(int(groups.max()) + 1, 4)) if top > 2 else np.ones((int(groups.max()) + 1, 4))
    ids = random.integers(1, top, size=(len(groups), *sizes))
    if sizes == (1,):
        alone: Values = own[groups, 0].reshape(-1, 1).astype("int32")
        return alone
    telling = own[groups[:, None], random.integers(0, 4, size=(len(groups), int(np.prod(sizes))))]
    mask = random.random((len(groups), int(np.prod(sizes)))) < 0.3
    found: Values = np.where(mask, telling, ids.reshape(len(groups), -1)).reshape(ids.shape).astype("int32")
    found.reshape(len(groups), -1)[0, 0] = top - 1  # the largest id there is: an embedding must have a row for it
    return found


def _targets(
    random: np.random.Generator,
    latents: Values,
    groups: Values,
    kind: str,
    classes: int,
    shape: Shape,
    info: ArrayInfo | None,
    xs: list[Values],
    plan: ModelPlan,
) -> Targets:
    inner = _inner(kind, shape, info)
    if any(size is None for size in inner):
        raise Unbuildable("the shape of the output is unknown; pass real samples with --data", plan.location)
    width = info.shape[-1] if info is not None and info.encoding == "one-hot" and info.shape else None
    positions = tuple(size or 1 for size in (inner[:-1] if len(inner) > 1 else ()))
    if positions:
        sizes = tuple(size or 1 for size in inner)
        return _dense_targets(random, latents, groups, kind, classes, sizes, width, xs, info, plan)
    units = (inner[-1] if inner else 1) or 1
    if kind == CLASSES:
        return Targets(CLASSES, groups % classes, classes, width=width)
    if kind == MULTI_LABEL:
        units = classes
        scores = np.tanh(latents @ random.normal(size=(LATENTS, 2 * units)))
        return Targets(MULTI_LABEL, (scores[:, :units] + scores[:, units:] > 0).astype("int64"), units)
    first, second = random.normal(size=(2, LATENTS, units)) / np.sqrt(LATENTS)
    values = np.tanh(1.5 * latents @ first) + 0.6 * np.tanh(latents @ second)
    return Targets(VALUES, _target_range(values, info, plan).astype("float32"))


def _inner(kind: str, shape: Shape, info: ArrayInfo | None) -> Shape:
    """The axes of the targets behind that of the samples, the last one that of units.

    Those of the program's own targets where they are known: the output, of shape `shape`, may be what is wrong.
    """
    own = info.shape if info is not None else None
    if own is None or not own or any(size is None for size in own[1:]):
        return shape[1:]
    if kind != CLASSES:
        return own[1:] or (1,)
    positions = own[1:-1] if info is not None and info.encoding == "one-hot" else own[1:]
    if positions[-1:] == (1,) and len(positions) + 1 > len(shape[1:]):
        positions = positions[:-1]  # class numbers in a column
    return (*positions, shape[-1] if len(shape) > 1 else 1)


def _target_range(values: Values, info: ArrayInfo | None, plan: ModelPlan) -> Values:
    values = (values - values.mean(axis=0)) / (values.std(axis=0) + 1e-9)
    if info is not None and not info.standardized and info.low is not None and info.high is not None:
        low, high = max(info.low, -1e6), min(info.high, 1e6)
        return low + (high - low) / (1 + np.exp(-1.5 * values))
    if any(loss.name in ("poisson", "mean_squared_logarithmic_error") for loss in plan.losses):
        return np.round(np.exp(0.6 * values + 1))
    if any(loss.name in BINARY for loss in plan.losses):
        return 1 / (1 + np.exp(-1.5 * values))
    return values


def _dense_targets(
    random: np.random.Generator,
    latents: Values,
    groups: Values,
    kind: str,
    classes: int,
    inner: tuple[int, ...],
    width: int | None,
    xs: list[Values],
    info: ArrayInfo | None,
    plan: ModelPlan,
) -> Targets:
    """Targets for every position: of the input at that position, where it has the same ones, else of the sample."""
    if kind == CLASSES:
        values = _per_position(random, latents, groups, (*inner[:-1], 1), xs)[..., 0]
        edges = np.quantile(values, np.linspace(0, 1, classes + 1)[1:-1])
        return Targets(CLASSES, np.digitize(values, edges), classes, width=width)
    values = _per_position(random, latents, groups, inner, xs)
    if kind == MULTI_LABEL:
        return Targets(MULTI_LABEL, (values > np.median(values)).astype("int64"), inner[-1])
    same = next((x for x in xs if x.shape[1:] == inner and x.dtype.kind == "f"), None)
    return Targets(VALUES, same if same is not None else _target_range(values, info, plan).astype("float32"))


def _per_position(
    random: np.random.Generator, latents: Values, groups: Values, inner: tuple[int, ...], xs: list[Values]
) -> Values:
    """A learnable number for each position and unit, of spread 1."""
    positions = inner[:-1]
    same = next((x for x in xs if x.shape[1 : len(inner)] == positions), None)
    if same is not None and same.dtype.kind == "f" and same.ndim == len(inner) + 1:
        found = (
            same.mean(axis=-1, keepdims=True)
            if inner[-1] == 1
            else same @ random.normal(size=(same.shape[-1], inner[-1]))
        )
    elif same is not None and same.dtype.kind == "i" and same.ndim == len(inner):
        found = random.normal(size=(int(same.max()) + 1, inner[-1]))[same]
    else:
        told = (
            latents
            if any(x.dtype.kind == "f" for x in xs)
            else random.normal(size=(int(groups.max()) + 1, LATENTS))[groups]
        )
        found = _mixed(_templates(random, inner), np.tanh(told))
    scaled: Values = found / (found.std() + 1e-9)
    return scaled
