"""Tier 0: the best that any network below a model's head could do.

The network is replaced by free numbers, so that what remains is the head's activation and the loss: where these leave
no way to learn, no weights can.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from kerasrules.confirming.judge.proofs import CAN
from kerasrules.confirming.judge.skill import skill
from kerasrules.confirming.plan.model_plan import CallArguments, LayerCall, ModelPlan
from kerasrules.confirming.plan.targets import CLASSES, MULTI_LABEL, VALUES, Targets, Values, one_hot
from kerasrules.confirming.run.build import call_layer, make_layer, make_loss
from kerasrules.confirming.run.variant import Variant

STEPS = 300
SAMPLES = 256
NUMBERS = 2**16
"""As many free numbers at most: with large maps fewer samples do, and memory is spared."""


_Step: TypeAlias = "tuple[str, Mapping[str, object], CallArguments | None]"
"""A class with its arguments, and how it is called."""


def differs(plan: ModelPlan, fixed: ModelPlan) -> bool:
    """Whether the fix changes what the loss sees beyond the weights: a loss, or an activation of the head."""
    own, other = ([(one.name, one.from_logits, one.formula) for one in each.losses] for each in (plan, fixed))
    if own != other:
        return True
    return any(_tail(plan, index)[1:] != _tail(fixed, index)[1:] for index in range(len(plan.outputs)))


def _tail(plan: ModelPlan, output: int) -> tuple[LayerCall | None, str, list[_Step]]:
    """The head's call, the activation in it, and the steps behind it."""
    head = plan.head(output)
    if head is None:
        return None, "", []
    steps = []
    tensor = plan.outputs[output]
    makers = plan.makers()
    while makers[tensor] is not head:
        call = makers[tensor]
        layer = plan.layers[call.layer]
        steps.append((layer.class_name, layer.config, call.given))
        tensor = call.inputs[0]
    return head, str(plan.layers[head.layer].core.config.get("activation", "linear")), steps


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
    fitting = max(16, NUMBERS // math.prod(sizes))
    targets = variant.samples.y[output].take(np.arange(min(SAMPLES, fitting, variant.samples.count)))
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
        model.compile(optimizer, make_loss(variant.plan.losses[output]), steps_per_execution=50)
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
            made = None if layer.kind == "op" else make_layer(layer)
            known[call.outputs[0]] = call_layer(layer, made, call, [known[call.inputs[0]]])[0]
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
        np.tile(index, (STEPS, 1)),
        np.tile(labels, (STEPS, *[1] * (labels.ndim - 1))),
        batch_size=count,
        epochs=1,
        shuffle=False,
        verbose=0,
    )
    return skill(np.asarray(model.predict_on_batch(index)), targets, variant.decoders[output])
