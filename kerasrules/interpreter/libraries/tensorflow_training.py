"""TensorFlow's part of hand-written training steps: gradient tapes, gradients, strategies for several devices."""

from __future__ import annotations

from kerasrules.interpreter.libraries.keras_network import last_name, parts_of
from kerasrules.interpreter.libraries.registry import Call, builder, function, method
from kerasrules.interpreter.structures import parts_of as parts_in
from kerasrules.interpreter.values import MISSING, ArrayObject, Dataset, Gradient, LibraryObject, ListValue, Value

_STRATEGY = "tensorflow.distribute.Strategy"


@builder("tensorflow.GradientTape")
def gradient_tape(call: Call) -> Value:
    """What a `with` statement begins a custom training step with."""
    return LibraryObject(call.name, {}, call.location)


@method("tensorflow.GradientTape", "gradient", "jacobian", for_each_option=False)
def gradient(call: Call) -> Value:
    """The gradients of a target with respect to each of the sources."""
    ctx = parts_of(call)
    is_whole = any(one is call.receiver for one in ctx.tape.entered)
    return ctx.gradients.differentiate(call.get("target", 0), call.get("sources", 1), call.node, recorded=is_whole)


@builder(
    "tensorflow.clip_by_norm", "tensorflow.clip_by_value", "tensorflow.clip_by_average_norm", "tensorflow.identity"
)
def clip(call: Call) -> Value:
    """A gradient, made shorter."""
    value = call.args[0] if call.args else None
    return value if isinstance(value, Gradient) else MISSING


@builder("tensorflow.clip_by_global_norm")
def clip_all(call: Call) -> Value:
    """Gradients, made shorter, and their length."""
    value = call.get("t_list", 0)
    if not any(isinstance(part, Gradient) for part in parts_in(value)):
        return MISSING
    return value, call.unknown("the norm of gradients")


@function("keras.utils.unpack_x_y_sample_weight", "keras.engine.data_adapter.unpack_x_y_sample_weight")
def unpack(call: Call) -> Value:
    """What fit gave to a `train_step`: inputs, labels, weights; None where there are none."""
    data = call.get("data", 0)
    parts = data.items if isinstance(data, ListValue) else data
    if isinstance(parts, tuple):
        return (*parts[:3], *(None for _ in range(3 - len(parts))))
    return (data, None, None) if isinstance(data, ArrayObject) else data


# ---- several devices ---------------------------------------------------------------------------------------------


@builder("tensorflow.distribute.")
def strategy(call: Call) -> Value:
    """An object whose methods run a step on each device."""
    name = last_name(call)
    known = name.endswith("Strategy") or name in ("get_strategy", "OneDeviceStrategy")
    return LibraryObject(_STRATEGY, {}, call.location) if known else MISSING


@method(_STRATEGY, "run", "experimental_run_v2", for_each_option=False)
def run(call: Call) -> Value:
    """The step, with the arguments of one device."""
    args = call.get("args", 1, ())
    given = args.items if isinstance(args, ListValue) else args
    kwargs = getattr(call.get("kwargs", 2), "items", {})
    if not isinstance(given, tuple) or not isinstance(kwargs, dict):
        return call.unknown("what a step on several devices gives")
    return call.context.call(call.get("fn", 0), given, kwargs, call.node)


@method(_STRATEGY, "reduce", for_each_option=False)
def reduce(call: Call) -> Value:
    """One value in place of those of the devices."""
    return call.get("value", 1)


@method(_STRATEGY, "experimental_distribute_dataset", for_each_option=False)
def distribute(call: Call) -> Value:
    """The dataset, in parts."""
    return call.get("dataset", 0)


@method(_STRATEGY, "distribute_datasets_from_function", "experimental_distribute_datasets_from_function")
def distribute_from_function(call: Call) -> Value:
    """What the function gives."""
    made = call.context.call(call.get("dataset_fn", 0), (call.unknown("the context of a device"),), {}, call.node)
    return made if isinstance(made, Dataset) else call.unknown("a dataset in parts")


@method(_STRATEGY, "experimental_local_results", "gather", for_each_option=False)
def local_results(call: Call) -> Value:
    """The values of the devices."""
    return call.args[0]
