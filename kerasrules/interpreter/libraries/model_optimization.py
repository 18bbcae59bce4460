"""tensorflow_model_optimization: models that are pruned, clustered or quantized keep their layers, output and loss."""

from __future__ import annotations

from kerasrules.interpreter.libraries.keras_network import last_name, parts_of
from kerasrules.interpreter.libraries.registry import Call, builder
from kerasrules.interpreter.values import MISSING, KerasModel, LayerObject, ListValue, Value

_WRAPPERS = frozenset(
    {
        *("prune_low_magnitude", "strip_pruning", "cluster_weights", "strip_clustering", "quantize_model"),
        *("quantize_annotate_model", "quantize_annotate_layer", "quantize_apply"),
    }
)
"""Functions that give back the model or layers that they get, with something around each layer."""


@builder("tensorflow_model_optimization.")
def wrapped(call: Call) -> Value:
    """A copy of a model; layers as they are."""
    given = call.args[0] if call.args else next(iter(call.kwargs.values()), None)
    if last_name(call) not in _WRAPPERS or given is None:
        return MISSING
    if isinstance(given, (LayerObject, ListValue)):
        return given
    return parts_of(call).model_copies.copy(given, call.node) if isinstance(given, KerasModel) else MISSING
