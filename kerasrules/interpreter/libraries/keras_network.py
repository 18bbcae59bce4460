"""Calls of Keras that make inputs, layers and models, by the tables of what Keras has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from kerasrules.interpreter.libraries.registry import Call, builder
from kerasrules.interpreter.values import MISSING, KerasModel, Value
from kerasrules.keras_api import applications, losses, signatures
from kerasrules.keras_api.data_format import FORMATS, arranged
from kerasrules.keras_api.declared_input import declared_shape
from kerasrules.keras_api.refused.method_arguments import OF_MODELS_ALONE
from kerasrules.model.data import Shape
from kerasrules.model.network import Tensor

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context

_LOADERS = frozenset({"load_model", "model_from_json", "model_from_yaml"})


def parts_of(call: Call) -> Context:
    """The parts of the interpreter that build the network: handlers of other libraries need none of them."""
    return cast("Context", call.context)


def last_name(call: Call) -> str:
    """The name of the function or class without its module."""
    return call.name.rpartition(".")[2]


@builder("keras.Input")
def make_input(call: Call) -> Value:
    """The tensor of an input of this shape."""
    ctx, tensor = parts_of(call), call.kwargs.get("tensor")
    if isinstance(tensor, Tensor):
        return tensor
    given = call.get("shape", 0)
    if type(given) is int:
        reason = f"shape must be a tuple, such as ({given},), not a number"
        ctx.note_refusal("Input", reason, call.location, newly=True)
    shape = declared_shape(ctx.layers.make("Input", call.arguments, call.node).layer)
    name, dtype = call.kwargs.get("name"), call.kwargs.get("dtype")
    return ctx.graph.input_tensor(
        shape, call.node, name if isinstance(name, str) else None, dtype if isinstance(dtype, str) else None
    )


@builder("keras.Sequential")
def sequential(call: Call) -> Value:
    """A model that is a list of layers."""
    return parts_of(call).models.make_sequential(call.arguments, call.node)


@builder(*(f"keras.{name}.{method}" for name in ("Sequential", "Model") for method in sorted(OF_MODELS_ALONE)))
def unbound_method(call: Call) -> Value:
    """A method of the class, such as `Sequential.add`, which needs the model as its first argument."""
    _, class_name, method = call.name.split(".")
    parts_of(call).models.note_unbound(class_name, method, call.arguments, call.location)
    return MISSING


@builder("keras.Model", "keras.models.Functional")
def functional(call: Call) -> Value:
    """A model between tensors."""
    return parts_of(call).models.make_functional(call.arguments, call.node)


@builder("keras.layers.")
def layer(call: Call) -> Value:
    """A layer of Keras, or one of the functions of old versions that call one."""
    ctx, name = parts_of(call), last_name(call)
    if call.name != f"keras.layers.{name}":
        return MISSING
    if name in signatures.LAYER_FUNCTIONS:
        return ctx.layers.call_functional(name, call.arguments, call.node)
    return ctx.layers.create(name, call.arguments, call.node) if name in signatures.LAYERS else MISSING


@builder("keras.applications.")
def application(call: Call) -> Value:
    """A backbone."""
    name = last_name(call)
    if name not in applications.APPLICATIONS:
        return MISSING
    return parts_of(call).models.make_application(name, call.arguments, call.node)


@builder("keras.")
def loaded(call: Call) -> Value:
    """A model that comes from a file, or that is a copy of another."""
    name = last_name(call)
    copies = parts_of(call).model_copies
    if name == "load_model":
        return copies.load(call.get("filepath", 0), call.get("compile", 2, True), call.node)
    if name == "save_model" and len(call.args) > 1:
        copies.note_saved(call.args[0], call.args[1])
        return None
    original = call.get("model", 0) if name == "clone_model" else None
    if isinstance(original, KerasModel) and not call.has("clone_function", 2):
        return copies.copy(original, call.node)
    if name in ("from_config", "model_from_config", "model_from_json") and (call.args or call.kwargs):
        known = copies.configured(next(iter(call.arguments.values)), call.node)
        if known is not None or name != "model_from_json":
            return MISSING if known is None else known
    if name in _LOADERS:
        model = KerasModel("unknown", "Model", call.location)
        parts_of(call).models.add(model)
        return model
    return call.unknown("a cloned model") if name == "clone_model" and call.args else MISSING


def images_as_configured(call: Call, shape: Shape, given: Value = None) -> Shape | None:
    """The shape of images that Keras makes, where it was told to have their channels; `given`: at this call."""
    if given is None or given == "default":
        return arranged(shape, parts_of(call).events.data_format)
    return arranged(shape, FORMATS.get(given) if isinstance(given, str) else None)


@builder("keras.backend.image_data_format", "keras.config.image_data_format")
def image_data_format(call: Call) -> Value:
    """What Keras is installed with, or what the program has set."""
    return parts_of(call).events.data_format or call.unknown("the image data format")


@builder("keras.backend.image_dim_ordering")
def image_dim_ordering(call: Call) -> Value:
    """The same, by the names that Keras 1 had."""
    found = parts_of(call).events.data_format
    return call.unknown("the image data format") if found is None else "th" if found == "channels_first" else "tf"


@builder("keras.backend.set_image_data_format", "keras.config.set_image_data_format")
@builder("keras.backend.set_image_dim_ordering")
def set_image_data_format(call: Call) -> Value:
    """Where images have their channels from here on."""
    ctx, given = parts_of(call), call.args[0] if call.args else next(iter(call.kwargs.values()), None)
    new = FORMATS.get(given) if isinstance(given, str) else None
    ctx.events.data_format = new if not ctx.heap.in_branch or new == ctx.events.data_format else None
    return None


_NUMERIC: Mapping[str, Value] = {"epsilon": 1e-7, "floatx": "float32"}
"""What Keras computes with unless it is told otherwise."""


@builder(*(f"keras.{module}.{name}" for name in _NUMERIC for module in ("backend", "config")))
def numeric_setting(call: Call) -> Value:
    """A setting of Keras that no line of the program changes before."""
    name = last_name(call)
    is_set = any(use.name.rpartition(".")[2] == f"set_{name}" for use in parts_of(call).events.api_uses)
    return call.unknown(f"the {name} of Keras") if is_set else _NUMERIC[name]


@builder(*(f"tensorflow.{module}{name}" for name in losses.LOGIT_FUNCTIONS for module in ("nn.", "losses.", "")))
def loss_of_logits(call: Call) -> Value:
    """A loss of TensorFlow's own, called on labels and logits."""
    return parts_of(call).losses.call_logit_loss(last_name(call), call.arguments, call.node)
