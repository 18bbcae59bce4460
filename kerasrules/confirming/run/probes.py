"""Tier 0: facts about an untrained model, each in about a second."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from kerasrules.confirming.judge import proofs
from kerasrules.confirming.judge.proofs import Proof
from kerasrules.confirming.plan.targets import CLASSES, MULTI_LABEL, Values
from kerasrules.confirming.run import head_ceiling
from kerasrules.confirming.run.variant import Variant
from kerasrules.rules import rule_of


def prove(code: str, baseline: Variant, fixed: Variant) -> Iterator[Proof]:
    """What can be said at once about the rule's claim."""
    if head_ceiling.differs(baseline.plan, fixed.plan):
        for output, loss in enumerate(baseline.plan.losses):
            own, other = (_known(one, head_ceiling.ceiling, output) for one in (baseline, fixed))
            if own is not None and other is not None:
                yield proofs.head_ceiling(loss.words, own, other)
    measures = rule_of(code).confirm.measures
    if measures == "affinity":
        own = _known(baseline, affinity_residual)
        if own is not None:
            yield proofs.affinity(own, _known(fixed, affinity_residual))
    elif measures == "feature-spread":
        own = _known(baseline, relative_spread)
        if own is not None:
            yield proofs.feature_spread(own, _known(fixed, relative_spread))
    due = _due_loss(baseline)
    if due:
        own = _known(baseline, initial_loss)
        if own is not None:
            yield proofs.loss_at_start(due, own, _known(fixed, initial_loss))


def _known(variant: Variant, probe: Callable[..., float | None], *details: int) -> float | None:
    """The answer, found out once for each variant: several fixes ask the same of the model as written."""
    key = (probe, *details)
    if key not in variant.probed:
        variant.probed[key] = probe(variant, *details)
    return variant.probed[key]


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


def relative_spread(variant: Variant) -> float | None:
    """Spread of the head's input over samples, relative to its size, at initial weights."""
    features = _penultimate(variant)
    if features is None:
        return None
    values = features([array[:256] for array in _inputs(variant)])
    size = float(np.sqrt(np.mean(values**2)))
    spread = float(np.sqrt(np.mean((values - values.mean(axis=0)) ** 2)))
    return spread / size if size > 0 and math.isfinite(spread / size) else None


def _due_loss(variant: Variant) -> float | None:
    """The loss of a model that knows nothing yet, where its classes tell that."""
    if len(variant.plan.losses) != 1 or variant.plan.losses[0].formula is not None:
        return None
    target, loss = variant.samples.y[0], variant.plan.losses[0].name
    if target.kind not in (CLASSES, MULTI_LABEL) or "crossentropy" not in loss or "focal" in loss:
        return None
    two = target.kind == MULTI_LABEL or variant.output_shapes[0][-1] == 1
    return math.log(2 if two else target.classes)


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
        found = np.asarray(keras.ops.convert_to_numpy(inner(list(x) if len(x) > 1 else x[0], training=False)))
        flat: Values = found.reshape(len(found), -1).astype("float64")
        return flat

    return features
