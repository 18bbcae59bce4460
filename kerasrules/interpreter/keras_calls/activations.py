"""The name of an activation that is given in any way."""

from __future__ import annotations

from kerasrules.interpreter.values import ExternalName, LayerObject, Partial, Union, Value
from kerasrules.keras_api import activations
from kerasrules.keras_api.layer_traits import ACTIVATION_OF_CLASS
from kerasrules.model.network import Layer
from kerasrules.model.unknown import Unknown


def activation_of(value: Value) -> str | Unknown:
    """The name of an activation given in any way; "linear" for None."""
    if value is None:
        return "linear"
    if isinstance(value, str):
        known = activations.canonical_activation(value)
        return known if known is not None else Unknown(f"the activation {value!r} is not a Keras activation")
    if isinstance(value, ExternalName):
        root, _, last = value.name.rpartition(".")
        known = activations.canonical_activation(last)
        if known is not None and root.split(".", 1)[0] in ("keras", "tensorflow", "jax"):
            return known
        if last in ("identity", "linear"):
            return "linear"
        return Unknown(f"the activation {value.name}")
    if isinstance(value, LayerObject):
        return activation_of_layer(value.layer) or Unknown("a layer as activation")
    if isinstance(value, Partial):
        return activation_of(value.function) if value.function is not None else Unknown("an activation")
    if isinstance(value, Union):
        names = {activation_of(option) for option in value.options}
        return names.pop() if len(names) == 1 else Unknown("the activation depends on a branch")
    if isinstance(value, Unknown):
        return value
    return Unknown("the activation is a function of the program")


def activation_of_layer(layer: Layer) -> str | Unknown | None:
    """The activation that a layer is, where it is nothing else (Activation, ReLU, Softmax, …)."""
    if layer.kind != "layer":
        return None
    if layer.class_name == "Activation":
        activation = layer.config.get("activation", "linear")
        return activation if isinstance(activation, (str, Unknown)) else Unknown("an activation")
    return ACTIVATION_OF_CLASS.get(layer.class_name)
