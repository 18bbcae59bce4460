"""Attributes that layers and models surely have, in every version of Keras and whatever was done with them.

Names that an object may lack are left out: `input` before a layer is called, `optimizer` before compile.
"""

from __future__ import annotations

OF_LAYERS: frozenset[str] = frozenset(
    [
        "add_loss",
        "add_weight",
        "build",
        "built",
        "call",
        "compute_mask",
        "compute_output_shape",
        "count_params",
        "from_config",
        "get_config",
        "get_weights",
        "losses",
        "name",
        "non_trainable_weights",
        "set_weights",
        "supports_masking",
        "trainable",
        "trainable_weights",
        "weights",
    ]
)
OF_MODELS: frozenset[str] = OF_LAYERS | {
    "compile",
    "evaluate",
    "fit",
    "get_layer",
    "layers",
    "load_weights",
    "predict",
    "predict_on_batch",
    "save",
    "save_weights",
    "summary",
    "test_on_batch",
    "to_json",
    "train_on_batch",
}
OF_GRAPHS: frozenset[str] = OF_MODELS | {"inputs", "outputs"}
"""Of models whose inputs are known: functional ones, and a Sequential that is built."""
