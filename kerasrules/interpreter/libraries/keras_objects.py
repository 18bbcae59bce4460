"""Calls of Keras that make or use losses, metrics, optimizers, activations and the like."""

from __future__ import annotations

from kerasrules.interpreter.libraries.keras_network import last_name, parts_of
from kerasrules.interpreter.libraries.registry import Call, builder
from kerasrules.interpreter.structures import tensors_in
from kerasrules.interpreter.values import (
    MISSING,
    ExternalName,
    LibraryObject,
    MetricObject,
    OptimizerObject,
    Value,
    plain,
)
from kerasrules.keras_api import activations, initializers, losses, metrics, optimizers, signatures, small_objects
from kerasrules.keras_api.refused.loss_arguments import refused_object
from kerasrules.keras_api.refused.optimizer_arguments import newly_refused_optimizer, refused_optimizer
from kerasrules.model.training import Metric

_GETTERS = frozenset({"get", "deserialize"})


def _gets(call: Call) -> bool:
    """Whether this is `keras.losses.get(…)` or the like."""
    return last_name(call) in _GETTERS and len(call.args) > 0


@builder("keras.activations.")
def activation(call: Call) -> Value:
    """An activation by its name."""
    if not _gets(call):
        return MISSING
    value = call.args[0]
    if isinstance(value, str):
        known = activations.canonical_activation(value)
        return call.unknown("an activation by name") if known is None else ExternalName(f"keras.activations.{known}")
    return ExternalName("keras.activations.linear") if value is None else value


@builder("keras.losses.", "keras.objectives.")
def loss(call: Call) -> Value:
    """A loss: made, looked up, or called on labels and predictions."""
    name, ctx = last_name(call), parts_of(call)
    if _gets(call) and call.name.startswith("keras.losses."):
        return ctx.losses.value(call.args[0], call.location)
    canonical = losses.canonical_loss(name)
    if canonical is not None and name in losses.CLASSES:
        return ctx.losses.make(name, canonical, call.arguments, call.node)
    return loss_function(call)


@builder("keras.backend.")
def loss_function(call: Call) -> Value:
    """A loss as a function, called on tensors."""
    name = last_name(call)
    canonical = losses.canonical_loss(name)
    if canonical is None or name in losses.CLASSES or not tensors_in(call.arguments.values):
        return MISSING
    of_backend = call.name.startswith("keras.backend.")
    return parts_of(call).losses.call_function(name, canonical, call.arguments, call.node, backend=of_backend)


@builder("keras.metrics.")
def metric(call: Call) -> Value:
    """A metric, or a loss under its name as one."""
    called = loss_function(call)
    name = last_name(call)
    if called is not MISSING or name not in metrics.METRIC_CLASSES:
        return called
    signature = metrics.metric_signature(name)
    given = signatures.bind(signature, call.args, call.kwargs) if signature else call.kwargs
    config = {key: plain(value) for key, value in given.items()}
    if signature is not None and not call.incomplete and call.name == f"keras.metrics.{name}":
        parts_of(call).note_refusal(name, refused_object(signature, call.kwargs, given), call.location)
    return MetricObject(Metric(metrics.canonical_metric(name) or name, call.location, config))


@builder("keras.optimizers.")
def optimizer(call: Call) -> Value:
    """An optimizer, made or looked up, or a schedule of learning rates."""
    name, ctx = last_name(call), parts_of(call)
    if _gets(call):
        return ctx.optimizers.value(call.args[0], call.location) or call.unknown("an optimizer")
    if ".schedules." in call.name or name in optimizers.SCHEDULES:
        return ctx.optimizers.schedule(name, call.arguments, call.node)
    canonical = optimizers.canonical_optimizer(name)
    if canonical is None:
        return MISSING
    made = ctx.optimizers.make(canonical, call.arguments, call.node)
    # not those of keras.optimizers.legacy
    if isinstance(made, OptimizerObject) and call.name == f"keras.optimizers.{canonical}":
        reason = refused_optimizer(canonical, len(call.args), call.kwargs, made.optimizer.config)
        ctx.note_refusal(canonical, reason, call.location)
        newly = newly_refused_optimizer(canonical, call.kwargs, made.optimizer.config)
        ctx.note_refusal(canonical, newly, call.location, newly=True)
    return made


@builder("keras.initializers.")
def initializer(call: Call) -> Value:
    """An initializer, which rules look into and `confirm` makes again; `get` gives what it is told."""
    name = last_name(call)
    if _gets(call):
        return call.args[0]
    known = initializers.canonical_initializer(name)
    if known is None or call.incomplete or call.name != f"keras.initializers.{name}":
        return MISSING
    bound = signatures.bind(initializers.INITIALIZERS[known], call.args, call.kwargs)
    return LibraryObject(f"keras.initializers.{known}", bound, call.location)


_OF_TENSORFLOW = {
    "zeros_initializer": ("Zeros", None),
    "ones_initializer": ("Ones", None),
    "constant_initializer": ("Constant", "value"),
    "random_normal_initializer": ("RandomNormal", "stddev"),
    "random_uniform_initializer": ("RandomUniform", "maxval"),
}
"""Initializers of TensorFlow, with Keras' own and the argument whose default is another one in TensorFlow 1."""


@builder(*(f"tensorflow.{name}" for name in _OF_TENSORFLOW))
def tensorflow_initializer(call: Call) -> Value:
    """An initializer of TensorFlow is one of Keras."""
    name, decisive = _OF_TENSORFLOW[last_name(call)]
    bound = signatures.bind(initializers.INITIALIZERS[name], call.args, call.kwargs)
    given = call.arguments.by_name(tuple(bound))
    if call.incomplete or (decisive is not None and decisive not in given):
        return MISSING
    return LibraryObject(f"keras.initializers.{name}", bound, call.location)


@builder("keras.callbacks.", "keras.regularizers.", "keras.constraints.")
def small_object(call: Call) -> Value:
    """A callback, regularizer or constraint, which rules look into and `confirm` makes again; `get` as it is told."""
    if _gets(call):
        return call.args[0]
    parts = call.name.split(".")
    found = small_objects.find(parts[1], parts[2]) if len(parts) == 3 and not call.incomplete else None
    if found is None:
        return MISSING
    name, parameters = found
    return LibraryObject(f"keras.{parts[1]}.{name}", call.arguments.by_name(parameters), call.location)
