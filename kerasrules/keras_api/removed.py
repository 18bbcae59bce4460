"""What Keras had once and has no longer: arguments, methods, names and modules, one entry each.

The tests hold each entry against the Keras that is installed.
"""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.generated import facts
from kerasrules.model.record import record
from kerasrules.model.releases import TENSORFLOW_TWO


@record(frozen=True)
class Removed:
    """since: in which version it was gone, in words. instead: what to write, None where there is nothing like it.

    renamed: an argument that takes the same values under the name `instead`.
    in_tensorflow: `tf.keras` still has it for old programs, or had it until lately, so that a program that spells it so
    may well run.
    """

    since: str
    instead: str | None = None
    in_tensorflow: bool = False
    renamed: bool = False

    @property
    def release(self) -> tuple[int, ...]:
        """The release of Keras that removed it, or that came with that of TensorFlow; () where that is none."""
        numbers = self.since.removeprefix("Keras ").removeprefix("TensorFlow ").split(".")
        found = tuple(map(int, numbers)) if all(map(str.isdecimal, numbers)) else ()
        return max(found, TENSORFLOW_TWO) if found and self.since.startswith("TensorFlow ") else found


KERAS_ONE_ENDED = "Keras 2.0"
"""What was removed there is written for Keras 1."""
_THREE = "Keras 3"
_TENSORFLOW = "tensorflow.keras"


def _renamed(**names: str) -> dict[str, Removed]:
    return {old: Removed(KERAS_ONE_ENDED, new, renamed=True) for old, new in names.items()}


def _replaced(**names: str) -> dict[str, Removed]:
    return {old: Removed(KERAS_ONE_ENDED, new) for old, new in names.items()}


_OF_EMBEDDINGS = {
    "init": "embeddings_initializer",
    "W_regularizer": "embeddings_regularizer",
    "W_constraint": "embeddings_constraint",
}
LAYER_ARGUMENTS: Mapping[str, Removed] = {
    **_renamed(
        init="kernel_initializer",
        bias="use_bias",
        W_regularizer="kernel_regularizer",
        b_regularizer="bias_regularizer",
        U_regularizer="recurrent_regularizer",
        W_constraint="kernel_constraint",
        b_constraint="bias_constraint",
        U_constraint="recurrent_constraint",
        border_mode="padding",
        subsample="strides",
        subsample_length="strides",
        nb_filter="filters",
        filter_length="kernel_size",
        atrous_rate="dilation_rate",
        pool_length="pool_size",
        inner_init="recurrent_initializer",
        inner_activation="recurrent_activation",
        dropout_W="dropout",
        dropout_U="recurrent_dropout",
        beta_init="beta_initializer",
        gamma_init="gamma_initializer",
    ),
    **_replaced(
        dim_ordering="data_format",
        nb_row="kernel_size",
        nb_col="kernel_size",
        forget_bias_init="unit_forget_bias",
        consume_less="implementation",
    ),
}
"""Arguments that no layer has any longer."""

ARGUMENTS_OF_LAYER: Mapping[tuple[str, str], Removed] = {
    **{("Embedding", old): Removed(KERAS_ONE_ENDED, new, renamed=True) for old, new in _OF_EMBEDDINGS.items()},
    ("PReLU", "init"): Removed(KERAS_ONE_ENDED, "alpha_initializer", renamed=True),
    ("Dense", "output_dim"): Removed(KERAS_ONE_ENDED, "units", renamed=True),
    ("LSTM", "output_dim"): Removed(KERAS_ONE_ENDED, "units", renamed=True),
    ("GRU", "output_dim"): Removed(KERAS_ONE_ENDED, "units", renamed=True),
    ("SimpleRNN", "output_dim"): Removed(KERAS_ONE_ENDED, "units", renamed=True),
    ("Dropout", "p"): Removed(KERAS_ONE_ENDED, "rate", renamed=True),
    ("SpatialDropout1D", "p"): Removed(KERAS_ONE_ENDED, "rate", renamed=True),
    ("SpatialDropout2D", "p"): Removed(KERAS_ONE_ENDED, "rate", renamed=True),
    ("SpatialDropout3D", "p"): Removed(KERAS_ONE_ENDED, "rate", renamed=True),
    ("GaussianDropout", "p"): Removed(KERAS_ONE_ENDED, "rate", renamed=True),
    ("GaussianNoise", "sigma"): Removed(KERAS_ONE_ENDED, "stddev", renamed=True),
    ("BatchNormalization", "mode"): Removed(KERAS_ONE_ENDED),
    ("MaxPooling1D", "stride"): Removed(KERAS_ONE_ENDED, "strides", renamed=True),
    ("AveragePooling1D", "stride"): Removed(KERAS_ONE_ENDED, "strides", renamed=True),
    ("UpSampling1D", "length"): Removed(KERAS_ONE_ENDED, "size", renamed=True),
    ("Embedding", "dropout"): Removed(KERAS_ONE_ENDED, "a SpatialDropout1D layer"),
    ("CategoryEncoding", "max_tokens"): Removed("TensorFlow 2.6", "num_tokens", renamed=True),
    **{(name, "input_length"): Removed(_THREE, "input_shape") for name in ("LSTM", "GRU", "SimpleRNN")},
}
"""Arguments that only some layers had: (class, argument)."""

METHOD_ARGUMENTS: Mapping[tuple[str, str], Removed] = {
    ("fit", "nb_epoch"): Removed(KERAS_ONE_ENDED, "epochs", renamed=True),
    ("fit_generator", "nb_epoch"): Removed(KERAS_ONE_ENDED, "epochs", renamed=True),
    ("fit_generator", "samples_per_epoch"): Removed(KERAS_ONE_ENDED, "steps_per_epoch, which counts batches"),
    ("fit_generator", "nb_val_samples"): Removed(KERAS_ONE_ENDED, "validation_steps, which counts batches"),
    **{
        (method, old): Removed(KERAS_ONE_ENDED, new, renamed=True)
        for method in ("fit_generator", "evaluate_generator", "predict_generator")
        for old, new in (
            ("max_q_size", "max_queue_size"),
            ("nb_worker", "workers"),
            ("pickle_safe", "use_multiprocessing"),
        )
    },
    ("evaluate_generator", "val_samples"): Removed(KERAS_ONE_ENDED, "steps, which counts batches"),
    ("predict_generator", "val_samples"): Removed(KERAS_ONE_ENDED, "steps, which counts batches"),
    ("fit", "show_accuracy"): Removed(KERAS_ONE_ENDED, 'metrics=["accuracy"] in compile'),
    ("compile", "class_mode"): Removed(KERAS_ONE_ENDED),
    ("evaluate", "show_accuracy"): Removed(KERAS_ONE_ENDED, 'metrics=["accuracy"] in compile'),
}
"""Arguments of methods of a model: (method, argument)."""

FUNCTION_ARGUMENTS: Mapping[tuple[str, str], Removed] = {
    ("keras.Model", "input"): Removed(KERAS_ONE_ENDED, "inputs", renamed=True),
    ("keras.Model", "output"): Removed(KERAS_ONE_ENDED, "outputs", renamed=True),
    ("keras.utils.to_categorical", "nb_classes"): Removed(KERAS_ONE_ENDED, "num_classes", renamed=True),
    ("keras.utils.np_utils.to_categorical", "nb_classes"): Removed(KERAS_ONE_ENDED, "num_classes", renamed=True),
    ("keras.datasets.reuters.load_data", "nb_words"): Removed(KERAS_ONE_ENDED, "num_words", renamed=True),
}
"""Arguments of functions and classes that are no layers: (name, argument)."""

METHODS: Mapping[str, Removed] = {
    "fit_generator": Removed(_THREE, "fit"),
    "evaluate_generator": Removed(_THREE, "evaluate"),
    "predict_generator": Removed(_THREE, "predict"),
    "predict_proba": Removed("TensorFlow 2.6", "predict"),
}
"""Methods of a model. predict_classes is a matter of decoding (KR211)."""


def argument(kind: str, name: str, keyword: str) -> Removed | None:
    """The entry for a keyword argument of a use ("call" or "method") of this name, where it is gone."""
    last = name.rpartition(".")[2]
    if kind == "method":
        return METHOD_ARGUMENTS.get((last, keyword))
    if kind != "call":
        return None
    if name.startswith("keras.layers.") and name.count(".") == 2:
        return ARGUMENTS_OF_LAYER.get((last, keyword)) or LAYER_ARGUMENTS.get(keyword)
    return FUNCTION_ARGUMENTS.get((name, keyword))


def module_or_name(name: str) -> tuple[str, Removed] | None:
    """The entry for a dotted name, tf.keras or not, and the name that the table has."""
    plain = "keras" + name[len(_TENSORFLOW) :] if is_of_tensorflow(name) else name
    if plain in NAMES:
        return plain, NAMES[plain]
    module = plain
    while module:
        if module in MODULES:
            return module, MODULES[module]
        module = module.rpartition(".")[0]
    return None


def is_of_tensorflow(name: str) -> bool:
    """Whether a dotted name is one of tf.keras."""
    return name == _TENSORFLOW or name.startswith(_TENSORFLOW + ".")


SAME_ARGUMENTS: Mapping[str, frozenset[str]] = {
    "fit_generator": frozenset(
        {
            *("steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data", "validation_steps"),
            *("validation_freq", "class_weight", "shuffle", "initial_epoch"),
        }
    ),
    "evaluate_generator": frozenset({"steps", "callbacks", "verbose"}),
    "predict_generator": frozenset({"steps", "callbacks", "verbose"}),
    "predict_proba": frozenset({"batch_size", "verbose"}),
}
"""Arguments that mean the same to the method that is to be called instead; the first of all has another name there."""

NAMES: Mapping[str, Removed] = {
    "keras.layers.merge": Removed(KERAS_ONE_ENDED, "keras.layers.add, concatenate, multiply …"),
    "keras.layers.Merge": Removed(KERAS_ONE_ENDED, "keras.layers.Add, Concatenate, Multiply …"),
    "keras.layers.MaxoutDense": Removed(KERAS_ONE_ENDED),
    "keras.layers.Highway": Removed(KERAS_ONE_ENDED),
    "keras.layers.TimeDistributedDense": Removed(KERAS_ONE_ENDED, "keras.layers.Dense"),
    "keras.layers.AtrousConvolution2D": Removed(KERAS_ONE_ENDED, "keras.layers.Conv2D with dilation_rate"),
    "keras.layers.CuDNNLSTM": Removed("TensorFlow 2.0", "keras.layers.LSTM"),
    "keras.layers.CuDNNGRU": Removed("TensorFlow 2.0", "keras.layers.GRU"),
    "keras.layers.ThresholdedReLU": Removed(_THREE, None, in_tensorflow=True),
    "keras.layers.LocallyConnected1D": Removed(_THREE, None, in_tensorflow=True),
    "keras.layers.LocallyConnected2D": Removed(_THREE, None, in_tensorflow=True),
    "keras.regularizers.l1l2": Removed(KERAS_ONE_ENDED, "keras.regularizers.l1_l2"),
    "keras.regularizers.WeightRegularizer": Removed(KERAS_ONE_ENDED, "keras.regularizers.l1_l2"),
    "keras.constraints.maxnorm": Removed(KERAS_ONE_ENDED, "keras.constraints.max_norm"),
    "keras.constraints.nonneg": Removed(KERAS_ONE_ENDED, "keras.constraints.non_neg"),
    "keras.utils.multi_gpu_model": Removed("TensorFlow 2.4", "tf.distribute.MirroredStrategy"),
    "keras.utils.print_summary": Removed("TensorFlow 2.0", "model.summary()"),
    "keras.utils.HDF5Matrix": Removed("TensorFlow 2.4", "h5py"),
    "keras.models.model_from_yaml": Removed("TensorFlow 2.6", "keras.models.model_from_json"),
    "keras.preprocessing.text.Tokenizer": Removed(_THREE, "keras.layers.TextVectorization", in_tensorflow=True),
    "keras.preprocessing.image.ImageDataGenerator": Removed(
        _THREE, "keras.utils.image_dataset_from_directory", in_tensorflow=True
    ),
    "keras.preprocessing.sequence.TimeseriesGenerator": Removed(
        _THREE, "keras.utils.timeseries_dataset_from_array", in_tensorflow=True
    ),
}
"""What can be imported or called by a dotted name."""

MODULES: Mapping[str, Removed] = {
    "keras.engine": Removed("Keras 2.13", "keras or keras.layers"),
    "keras.layers.core": Removed("Keras 2.13", "keras.layers"),
    "keras.layers.convolutional": Removed("Keras 2.13", "keras.layers"),
    "keras.layers.convolutional_recurrent": Removed("Keras 2.13", "keras.layers"),
    "keras.layers.recurrent": Removed("Keras 2.13", "keras.layers"),
    "keras.layers.normalization": Removed("Keras 2.13", "keras.layers"),
    "keras.layers.pooling": Removed("Keras 2.13", "keras.layers"),
    "keras.layers.embeddings": Removed("Keras 2.13", "keras.layers"),
    "keras.layers.advanced_activations": Removed("Keras 2.13", "keras.layers"),
    "keras.layers.wrappers": Removed("Keras 2.13", "keras.layers"),
    "keras.layers.noise": Removed("Keras 2.13", "keras.layers"),
    "keras.layers.local": Removed("Keras 2.13", "keras.layers"),
    "keras.layers.cudnn_recurrent": Removed("Keras 2.13", "keras.layers"),
    "keras.layers.merge": Removed("Keras 2.13", "keras.layers"),
    "keras.utils.np_utils": Removed("Keras 2.13", "keras.utils"),
    "keras.utils.vis_utils": Removed("Keras 2.13", "keras.utils"),
    "keras.utils.generic_utils": Removed("Keras 2.13", "keras.utils"),
    "keras.utils.data_utils": Removed("Keras 2.13", "keras.utils"),
    "keras.utils.layer_utils": Removed("Keras 2.13", "keras.utils"),
    "keras.utils.conv_utils": Removed("Keras 2.13"),
    "keras.utils.training_utils": Removed("Keras 2.13"),
    "keras.utils.multi_gpu_utils": Removed("TensorFlow 2.4", "tf.distribute.MirroredStrategy"),
    "keras.wrappers.scikit_learn": Removed("TensorFlow 2.12", "the package scikeras"),
    "keras.objectives": Removed(KERAS_ONE_ENDED, "keras.losses"),
    "keras.initializations": Removed(KERAS_ONE_ENDED, "keras.initializers"),
    "keras.legacy.layers": Removed("Keras 2.4"),
    "keras.layers.experimental": Removed(_THREE, "keras.layers", in_tensorflow=True),
    "keras.preprocessing.text": Removed(_THREE, "keras.layers.TextVectorization", in_tensorflow=True),
    "tensorflow.python.keras": Removed(
        "use in programs: it is private, and no longer trains", "tensorflow.keras", True
    ),
    "tensorflow.contrib.keras": Removed("TensorFlow 2.0", "tensorflow.keras"),
}
"""Modules, with everything in them."""

_UTILS = frozenset({"to_categorical", "normalize", "plot_model", "model_to_dot", "get_file", "Sequence"})
_NOT_IN_LAYERS = frozenset({"GroupedQueryAttention", "RandomHeight", "RandomWidth", "ThresholdedReLU"})
"""Known, but not by that name there."""


def names_in(module: str) -> frozenset[str] | None:
    """What is in a module that is to be imported from instead; None where that is unknown."""
    if module == "keras.layers":
        layers = facts("layers", "3")
        return frozenset().union(*(layers[table] for table in ("classes", "aliases", "functions"))) - _NOT_IN_LAYERS
    return _UTILS if module == "keras.utils" else None


BACKEND: frozenset[str] = frozenset(
    {
        "backend",
        "clear_session",
        "epsilon",
        "floatx",
        "get_uid",
        "image_data_format",
        "is_float_dtype",
        "is_int_dtype",
        "is_keras_tensor",
        "result_type",
        "set_epsilon",
        "set_floatx",
        "set_image_data_format",
        "standardize_dtype",
    }
)
"""What `keras.backend` still has in Keras 3; the functions on tensors are in `keras.ops`."""
