"""Models of other libraries: `compile` with an optimizer and a loss is no method of Keras' models alone."""

from __future__ import annotations

import sys

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.event_log import EventLog
from kerasrules.interpreter.values import ExternalName, ListValue, TorchLoss, TorchOptimizer, Value

_OTHER_NETWORKS = frozenset({"paddle", "mxnet", "chainer"})
"""Libraries of networks, beside PyTorch."""


def may_be_of_keras(events: EventLog, arguments: Arguments) -> bool:
    """Whether a model from out of sight that is compiled with these arguments is Keras', as far as can be seen.

    Beside another library of networks it may well be made with that one. What is pasted without its imports counts as a
    program for Keras.
    """
    if any(map(_is_of_torch, arguments.values)) or any(map(_makes_other_networks, events.libraries)):
        return False
    if any(map(_is_keras, events.libraries)) or events.is_excerpt:
        return True
    return events.libraries <= sys.stdlib_module_names


def _makes_other_networks(library: str) -> bool:
    """PyTorch and what is built on it bears its name: torchvision, torch4keras."""
    return "torch" in library or library in _OTHER_NETWORKS


def _is_keras(library: str) -> bool:
    """Keras and what is built on it, such as autokeras, keras_tuner and tf_keras."""
    return "keras" in library or library.startswith("tensorflow")


def _is_of_torch(value: Value) -> bool:
    if isinstance(value, ListValue):
        return isinstance(value.items, tuple) and any(map(_is_of_torch, value.items))
    return isinstance(value, (TorchLoss, TorchOptimizer)) or (
        isinstance(value, ExternalName) and value.name.startswith("torch.")
    )
