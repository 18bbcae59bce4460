"""Tier 0: facts about a model that need no training of it, each in about a second."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from kerasrules.confirm.judge.skill import skill
from kerasrules.confirm.judge.verdicts import Proof
from kerasrules.confirm.plan.model_plan import LayerCall, LayerPlan, ModelPlan
from kerasrules.confirm.plan.targets import CLASSES, MULTI_LABEL, VALUES, Targets, Values, one_hot
from kerasrules.confirm.run import build as building
from kerasrules.confirm.run.variant import Variant
from kerasrules.rules import rule_of

CEILING_STEPS = 300
CEILING_SAMPLES = 256
CEILING_NUMBERS = 2**16
"""As many free numbers at most: with large maps fewer samples do, and memory is spared."""
CANNOT, CAN = 0.6, 0.9
"""A ceiling up to the first proves that no weights succeed; the remedy's must reach the second."""
FLAT_SPREAD = 0.05


def prove(code: str, variant: Variant, fixed: Variant | None, words: str) -> Iterator[Proof]:
    """What can be said at once about the rule's claim."""
    if fixed is not None and _other_head(variant.plan, fixed.plan):
        yield from _ceilings(variant, fixed, words)
    measures = rule_of(code).confirm.measures
    if measures == "affinity":
        yield from _affinity(variant, fixed)
    elif measures == "feature-spread":
        yield from _spread(variant, fixed)
    yield from _initial_loss(variant, fixed)


def _known(variant: Variant, question: Callable[..., float | None], *details: int) -> float | None:
    """The answer, found out once for each side."""
    key = (question, *details)
    if key not in variant.facts:
        variant.facts[key] = question(variant, *details)
    return variant.facts[key]


def _other_head(plan: ModelPlan, fixed: ModelPlan) -> bool:
    """Whether the remedy changes what the loss sees beyond the weights: a loss, or an activation of the head."""
    if [(loss.name, loss.from_logits) for loss in plan.losses] != [(x.name, x.from_logits) for x in fixed.losses]:
        return True
    return any(_tail(plan, index)[1:] != _tail(fixed, index)[1:] for index in range(len(plan.outputs)))


def _tail(plan: ModelPlan, output: int) -> tuple[LayerCall | None, str, tuple[tuple[str, str], ...]]:
    """The head's call, the activation in it, and the steps behind it as (class, config)."""
    head = plan.head(output)
    if head is None:
        return None, "", ()
    layer = _core(plan.layers[head.layer])
    steps = []
    tensor = plan.outputs[output]
    maker = {made: call for call in plan.calls for made in call.outputs}
    while maker[tensor] is not head:
        call = maker[tensor]
        steps.append(
            (plan.layers[call.layer].class_name, repr(sorted(plan.layers[call.layer].config.items(), key=str)))
        )
        tensor = call.inputs[0]
    return head, str(layer.config.get("activation", "linear")), tuple(steps)


def _core(layer: LayerPlan) -> LayerPlan:
    inner = layer.config.get("layer")
    return inner if isinstance(inner, LayerPlan) else layer


def _ceilings(variant: Variant, fixed: Variant, words: str) -> Iterator[Proof]:
    for output in range(len(variant.plan.outputs)):
        own, other = _known(variant, ceiling, output), _known(fixed, ceiling, output)
        if own is None or other is None:
            continue
        decides = own <= CANNOT and other >= CAN
        name = variant.plan.losses[output].name
        said = (
            f"no weights can succeed: even with free choice of what goes into it, this output under {name} "
            f"reaches a skill of {own:.2f}, and {other:.2f} with the remedy"
            if decides
            else f"with free choice of what goes into it, the output reaches a skill of {own:.2f} under {name}, "
            f"and {other:.2f} with the remedy"
        )
        yield Proof("head-ceiling", said, own, other, decides)


def ceiling(variant: Variant, output: int) -> float | None:
    """The best skill that any network below the head can have with this activation and loss.

    The network is replaced by one free number per sample and unit in front of the final activation, which the compiled
    loss trains directly. None where the head is not a plain one.
    """
    import keras

    head, activation, _ = _tail(variant.plan, output)
    if head is None or len(head.inputs) != 1:
        return None
    shape = variant.output_shapes[output]
    if any(size is None for size in shape[1:]) or math.prod(size or 1 for size in shape[1:]) > 4096:
        return None
    sizes = [size or 1 for size in shape[1:]]
    fitting = max(16, CEILING_NUMBERS // math.prod(sizes))
    targets = variant.samples.y[output].take(np.arange(min(CEILING_SAMPLES, fitting, variant.samples.count)))
    count = len(targets.values)
    scale = float(np.abs(targets.values).max()) if targets.kind == VALUES else 1.0
    scale = max(scale, 1.0)
    index = keras.Input((1,), dtype="int32")
    free = keras.layers.Embedding(count, math.prod(sizes))
    tensor = keras.layers.Reshape(tuple(sizes))(free(index))
    try:
        tensor = keras.layers.Activation(activation)(tensor)
        tensor = _behind(variant.plan, output, head, tensor)
        model = keras.Model(index, tensor)
        # an epsilon far above rounding: Adam would make steps of what is left of gradients that cancel out
        optimizer = keras.optimizers.Adam(0.1 * scale, epsilon=1e-5)
        model.compile(optimizer, building.make_loss(variant.plan.losses[output]), steps_per_execution=50)
        labels = variant.labels(targets, output)
        best = _at_the_targets(model, free, targets, variant, output)
        for start in (0.0, 1.0):
            if best >= CAN:
                break
            best = max(best, _optimised(model, free, labels, targets, variant, output, start, scale))
        return best
    except Exception:  # whatever is odd about this head: then nothing is proved
        return None


def _behind(plan: ModelPlan, output: int, head: LayerCall, tensor: Any) -> Any:
    """The steps between the head and the output, without its own activation."""
    known = {head.outputs[0]: tensor}
    for call in plan.calls:
        if len(call.inputs) == 1 and call.inputs[0] in known:
            layer = plan.layers[call.layer]
            made = None if layer.kind == "op" else building.make_layer(layer)
            known[call.outputs[0]] = building._call(layer, made, call, [known[call.inputs[0]]])[0]
    return known[plan.outputs[output]]


def _at_the_targets(model: Any, free: Any, targets: Targets, variant: Variant, output: int) -> float:
    """The skill if the free numbers are what a perfect network would give, whether or not the loss leads there.

    For a head that cuts off, as relu does, training from random numbers alone would prove too much.
    """
    shape = free.get_weights()[0].shape
    ideal = targets.values
    if targets.kind == CLASSES and (shape[1] > targets.values[0].size or targets.classes <= 2):
        ideal = one_hot(ideal, max(targets.classes, 2))
        ideal = ideal[..., 1] if shape[1] == targets.values[0].size else ideal
    if targets.kind == MULTI_LABEL or ideal is not targets.values:
        ideal = 8.0 * (2.0 * ideal - 1.0)  # far on either side of every threshold
    if ideal.size != math.prod(shape):
        return -1.0
    free.set_weights([ideal.reshape(shape).astype("float32")])
    index = np.arange(len(targets.values)).reshape(-1, 1)
    return skill(np.asarray(model.predict_on_batch(index)), targets, variant.decoders[output])


def _optimised(
    model: Any, free: Any, labels: Values, targets: Targets, variant: Variant, output: int, start: float, scale: float
) -> float:
    """Train the free numbers from random ones around `start`, in units of the target's scale."""
    count = len(labels)
    random = np.random.default_rng(7)
    shape = free.get_weights()[0].shape
    # a start of 1 takes those out of flat regions that begin there: relu gives no gradient below 0
    free.set_weights([(start * np.abs(random.normal(size=shape)) + (1 - start) * random.normal(size=shape)) * scale])
    index = np.arange(count).reshape(-1, 1)
    model.fit(
        np.tile(index, (CEILING_STEPS, 1)),
        np.tile(labels, (CEILING_STEPS, *[1] * (labels.ndim - 1))),
        batch_size=count,
        epochs=1,
        shuffle=False,
        verbose=0,
    )
    return skill(np.asarray(model.predict_on_batch(index)), targets, variant.decoders[output])


def _affinity(variant: Variant, fixed: Variant | None) -> Iterator[Proof]:
    own = _known(variant, affinity_residual)
    if own is None:
        return
    other = _known(fixed, affinity_residual) if fixed is not None else None
    straight = "is one linear map of the input" if own < 1e-4 else "is not linear in the input"
    yield Proof("affinity", f"residual of linearity: what the output layer gets {straight}", own, other)


def affinity_residual(variant: Variant) -> float | None:
    """‖f(ax + (1−a)x′) − a f(x) − (1−a) f(x′)‖ / ‖f‖ of the head's input; None where f does not vary at all."""
    features = _penultimate(variant)
    if features is None or any(x.dtype.kind != "f" for x in variant.samples.x):
        return None
    x = [array[:64].astype("float32") for array in _inputs(variant)]
    other = [np.roll(array, 1, axis=0) for array in x]
    mixed = [0.3 * a + 0.7 * b for a, b in zip(x, other, strict=True)]
    first, second, both = (features(arrays) for arrays in (x, other, mixed))
    spread = np.linalg.norm(first - first.mean(axis=0))
    if not np.isfinite(spread) or spread < 1e-5 * (1 + np.linalg.norm(first)):
        return None
    return float(np.linalg.norm(both - 0.3 * first - 0.7 * second) / (np.linalg.norm(first) + 1e-12))


def _spread(variant: Variant, fixed: Variant | None) -> Iterator[Proof]:
    own = _known(variant, relative_spread)
    if own is None:
        return
    other = _known(fixed, relative_spread) if fixed is not None else None
    same = "hardly differ from sample to sample" if own < FLAT_SPREAD else "differ from sample to sample"
    words = f"relative spread before training: the features that the output layer gets {same}"
    yield Proof("feature-spread", words, own, other)


def relative_spread(variant: Variant) -> float | None:
    """Spread of the head's input over samples, relative to its size, at initial weights."""
    features = _penultimate(variant)
    if features is None:
        return None
    values = features([array[:256] for array in _inputs(variant)])
    size = float(np.sqrt(np.mean(values**2)))
    spread = float(np.sqrt(np.mean((values - values.mean(axis=0)) ** 2)))
    return spread / size if size > 0 and math.isfinite(spread / size) else None


def _initial_loss(variant: Variant, fixed: Variant | None) -> Iterator[Proof]:
    target = variant.samples.y[0]
    if target.kind not in (CLASSES, MULTI_LABEL) or "crossentropy" not in variant.plan.losses[0].name:
        return
    if len(variant.plan.losses) != 1 or "focal" in variant.plan.losses[0].name:
        return
    due = math.log(2) if target.kind == MULTI_LABEL or variant.output_shapes[0][-1] == 1 else math.log(target.classes)
    own = _known(variant, initial_loss)
    if own is None or due == 0:
        return
    other = _known(fixed, initial_loss) if fixed is not None else None
    odd = "" if 0.4 < own / due < 2.5 else ", far from what is due"
    yield Proof(
        "loss-at-start",
        f"loss before training{odd}: a model that knows nothing yet has {due:.2f}",
        own,
        other,
    )


def initial_loss(variant: Variant) -> float | None:
    """The loss at initial weights on some samples."""
    count = min(256, variant.samples.count)
    try:
        predictions = variant.predict([array[:count] for array in _inputs(variant)])
        total = 0.0
        for index, (loss, prediction) in enumerate(zip(variant.losses, predictions, strict=True)):
            labels = variant.labels(variant.samples.y[index].take(np.arange(count)), index)
            total += float(np.mean(np.array(loss(labels, prediction))))
    except Exception:
        return None
    return total if math.isfinite(total) else None


def _inputs(variant: Variant) -> list[Values]:
    x = variant.samples.x
    return variant.transform(x, x) if variant.transform is not None else x


def _penultimate(variant: Variant) -> Any:
    """A function from inputs to what the first output's head gets, flattened; None where there is none."""
    import keras

    head = variant.plan.head(0)
    layer = variant.layers[head.layer] if head is not None else None
    if layer is None:
        return None
    try:
        inner = keras.Model(variant.model.inputs, layer.input)
    except Exception:  # a layer that is called several times has no one input
        return None

    def features(x: Sequence[Values]) -> Values:
        found = np.asarray(inner(list(x) if len(x) > 1 else x[0], training=False))
        flat: Values = found.reshape(len(found), -1).astype("float64")
        return flat

    return features
