"""Which layers are trained, where the program freezes layers of its own classes."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.interpreter.values import Value
from kerasrules.model.network import Layer, Model
from kerasrules.model.unknown import Unknown


def with_own_layers(
    trainable: Mapping[Layer, bool | Unknown], own: Mapping[Value, bool | Unknown], model: Model | Unknown
) -> Mapping[Layer, bool | Unknown]:
    """What is trained, with what layers of the program's own classes do and hold. own: whether these are trained."""
    if not own or isinstance(model, Unknown):
        return trainable
    found = dict(trainable)
    for node in model.nodes:
        values = [own[call.subject] for call in node.call_path if call.subject in own]
        unknown = next((value for value in values if isinstance(value, Unknown)), None)
        if False in values:
            found[node.layer] = False
        elif unknown is not None:
            found[node.layer] = unknown
    return found
