"""Names of TensorFlow 1 that TensorFlow 2 has under `tf.compat.v1` alone, or no longer.

Those that programs with Keras use. The tests hold each against the TensorFlow that is installed.
"""

from __future__ import annotations

_PACKAGE = "tensorflow"
COMPATIBLE = "tensorflow.compat.v1"
"""Where TensorFlow 2 keeps them."""

GONE: frozenset[str] = frozenset(
    {
        *("ConfigProto", "FixedLenFeature", "GPUOptions", "InteractiveSession", "Print", "Session", "Summary"),
        *("VarLenFeature", "add_to_collection", "app", "assign", "assign_add", "contrib", "count_nonzero"),
        *("decode_csv", "decode_raw", "disable_eager_execution", "disable_v2_behavior", "div"),
        *("enable_eager_execution", "flags", "get_collection", "get_default_graph", "get_default_session"),
        *("get_variable", "gfile"),
        *("global_variables", "global_variables_initializer", "initialize_all_variables", "is_nan", "layers"),
        *("local_variables_initializer", "log", "logging", "multinomial", "parse_single_example", "placeholder"),
        *("placeholder_with_default", "py_func", "random_crop", "random_normal", "random_shuffle", "random_uniform"),
        *("read_file", "reset_default_graph", "set_random_seed", "sparse_placeholder", "sparse_to_dense"),
        *("squared_difference", "tables_initializer", "to_double", "to_float", "to_int32", "to_int64"),
        *("trainable_variables", "truncated_normal", "truncated_normal_initializer", "variable_scope"),
    }
)
"""By the first part of the name behind that of the package."""

GONE_BELOW: frozenset[str] = frozenset(
    {
        *("image.resize_bilinear", "image.resize_images", "nn.dynamic_rnn", "nn.rnn_cell"),
        *("nn.softmax_cross_entropy_with_logits_v2", "nn.static_rnn", "summary.FileWriter", "summary.merge_all"),
        *("train.AdamOptimizer", "train.GradientDescentOptimizer", "train.MomentumOptimizer"),
        *("train.RMSPropOptimizer", "train.Saver", "train.get_or_create_global_step", "train.import_meta_graph"),
    }
)
"""By the first two."""


def is_gone(name: str) -> bool:
    """Whether a dotted name, such as tensorflow.contrib.slim, is of TensorFlow 1 alone."""
    package, _, rest = name.partition(".")
    parts = rest.split(".", 2)
    return package == _PACKAGE and (parts[0] in GONE or ".".join(parts[:2]) in GONE_BELOW)


GRAPH_MODE: frozenset[str] = frozenset(
    {
        *("InteractiveSession", "Session", "disable_eager_execution", "disable_v2_behavior", "get_variable"),
        *("get_default_graph", "global_variables_initializer", "placeholder", "variable_scope"),
    }
)
"""Those that a program calls which computes in graphs and sessions, with which Keras 3 does not work."""


def computes_in_graphs(name: str) -> bool:
    """Whether a dotted name is one of these where TensorFlow 2 keeps them, or the import of all of them."""
    return name == COMPATIBLE or (name.startswith(f"{COMPATIBLE}.") and name.split(".")[3] in GRAPH_MODE)
