"""Classes and layers that stand where the result of calling them should: `model.add(Flatten)`."""

from __future__ import annotations

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.values import ExternalName, Instance, KerasModel, LayerObject, Value
from kerasrules.keras_api.layer_traits import TRAITS

_OF_MODELS = (KerasModel, Instance)


def instead_of_layer(value: Value) -> str | None:
    """Why this is no layer: it is the class of one."""
    if not isinstance(value, ExternalName) or not value.name.startswith("keras.layers."):
        return None
    name = value.name.rpartition(".")[2]
    return f"the class {name} is passed instead of a layer, {name}(...)" if name in TRAITS else None


def instead_of_tensor(value: Value) -> str | None:
    """Why no layer can be called on this: it is a layer."""
    if not isinstance(value, LayerObject) or value.layer.kind != "layer":
        return None
    return f"it is called on a layer, {value.layer.class_name}, that itself is not called on a tensor"


def method_of_class(class_name: str, method: str, arguments: Arguments) -> str | None:
    """Why a method of a model fails that is called on the class, where no model is passed as its first argument."""
    args = arguments.args
    alone = not args or (method == "add" and len(args) == 1 and isinstance(args[0], LayerObject))
    if arguments.incomplete or not alone or isinstance(arguments.kwargs.get("self"), _OF_MODELS):
        return None
    return f"it is called on the class {class_name} instead of a model, {class_name}()"
