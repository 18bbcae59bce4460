"""The functions of `keras.backend` that Keras 3 left out, and what stands for them today.

The tests hold each name against the Keras that is installed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_NOW_OPS: frozenset[str] = frozenset(
    {
        *("abs", "all", "any", "arange", "argmax", "argmin", "batch_normalization", "binary_crossentropy", "cast"),
        *("categorical_crossentropy", "clip", "concatenate", "cos", "ctc_decode", "cumprod", "cumsum", "dot"),
        *("dtype", "elu", "equal", "exp", "expand_dims", "eye", "greater", "greater_equal", "hard_sigmoid"),
        *("identity", "in_top_k", "less", "less_equal", "log", "logsumexp", "max", "maximum", "mean", "min"),
        *("minimum", "ndim", "not_equal", "one_hot", "ones", "ones_like", "prod", "relu", "repeat", "reshape"),
        *("round", "shape", "sigmoid", "sign", "sin", "softmax", "softplus", "softsign"),
        *("sparse_categorical_crossentropy", "sqrt", "square", "squeeze", "stack", "std", "stop_gradient", "sum"),
        *("tanh", "tile", "transpose", "var", "zeros", "zeros_like"),
    }
)
"""In `keras.ops` under the same name."""

_PHASE = "the argument training of call"
_PAD = "keras.ops.pad"
_NORMAL, _UNIFORM = "keras.random.normal", "keras.random.uniform"
_VARIABLE, _AS_NUMPY = "keras.Variable", "keras.ops.convert_to_numpy"

_INSTEAD: Mapping[str, str] = {
    "asymmetric_spatial_2d_padding": _PAD,
    "batch_dot": "keras.ops.einsum",
    "batch_flatten": "keras.ops.reshape",
    "batch_get_value": _AS_NUMPY,
    "batch_set_value": "the method assign of each variable",
    "bias_add": "+",
    "cast_to_floatx": "keras.ops.cast",
    "constant": "keras.ops.convert_to_tensor",
    "conv1d": "keras.ops.conv",
    "conv2d": "keras.ops.conv",
    "conv2d_transpose": "keras.ops.conv_transpose",
    "conv3d": "keras.ops.conv",
    "ctc_batch_cost": "keras.ops.ctc_loss",
    "depthwise_conv2d": "keras.ops.depthwise_conv",
    "dropout": "keras.random.dropout",
    "eval": _AS_NUMPY,
    "flatten": "keras.ops.ravel",
    "foldl": "keras.ops.scan",
    "foldr": "keras.ops.scan",
    "function": "a Model with the outputs that are wanted",
    "gather": "keras.ops.take",
    "get_value": _AS_NUMPY,
    "gradients": "the gradients of the backend, such as tf.GradientTape",
    "image_dim_ordering": "keras.config.image_data_format",
    "in_test_phase": _PHASE,
    "in_train_phase": _PHASE,
    "int_shape": "the attribute shape of the tensor",
    "l2_normalize": "keras.ops.normalize",
    "learning_phase": _PHASE,
    "map_fn": "keras.ops.map",
    "permute_dimensions": "keras.ops.transpose",
    "placeholder": "keras.Input",
    "pow": "keras.ops.power",
    "print_tensor": "print",
    "random_bernoulli": "keras.random.binomial",
    "random_binomial": "keras.random.binomial",
    "random_normal": _NORMAL,
    "random_normal_variable": _VARIABLE,
    "random_uniform": _UNIFORM,
    "random_uniform_variable": _VARIABLE,
    "repeat_elements": "keras.ops.repeat",
    "resize_images": "keras.ops.image.resize",
    "reverse": "keras.ops.flip",
    "rnn": "keras.layers.RNN",
    "separable_conv2d": "keras.ops.separable_conv",
    "set_image_dim_ordering": "keras.config.set_image_data_format",
    "set_learning_phase": _PHASE,
    "set_value": "the method assign of the variable",
    "spatial_2d_padding": _PAD,
    "switch": "keras.ops.cond",
    "temporal_padding": _PAD,
    "truncated_normal": "keras.random.truncated_normal",
    "update": "the method assign of the variable",
    "update_add": "the method assign_add of the variable",
    "update_sub": "the method assign_sub of the variable",
    "variable": _VARIABLE,
}


def instead(names: Sequence[str]) -> str:
    """What to use for functions that `keras.backend` has no longer, in words; "" where nothing stands for them."""
    same = ["use keras.ops"] if any(name in _NOW_OPS for name in names) else []
    for_each: dict[str, list[str]] = {}
    for name in names:
        if name in _INSTEAD:
            for_each.setdefault(_INSTEAD[name], []).append(name)
    others = [f"for {' and '.join(old)} use {new}" for new, old in for_each.items()]
    return "; ".join(same + others)
