"""The table of what Keras no longer has, held against the Keras that is installed."""

from __future__ import annotations

import importlib
import inspect
import operator

import pytest
from keras_version import is_before

from kerasrules.keras_api import backend_functions, removed, signatures

tensorflow = pytest.importorskip("tensorflow", reason="TensorFlow is not installed: the table cannot be tried")
keras = pytest.importorskip("keras", reason="Keras is not installed: the table cannot be tried")

if not keras.__version__.startswith("3."):
    pytest.skip("the table is about Keras 3", allow_module_level=True)

SINCE_3_13 = ("Adaptive", "ContrastLimitedAdaptiveHistogramEqualization")
NEEDED = {
    "units": 2,
    "filters": 2,
    "kernel_size": 2,
    "input_dim": 5,
    "output_dim": 3,
    "rate": 0.1,
    "stddev": 0.1,
    "pool_size": 2,
    "num_tokens": 4,
}
OF_CLASS = {
    **dict.fromkeys(("subsample", "dim_ordering", "border_mode", "nb_filter", "nb_row", "nb_col"), "Conv2D"),
    **dict.fromkeys(("subsample_length", "filter_length", "atrous_rate"), "Conv1D"),
    **dict.fromkeys(("inner_init", "inner_activation", "forget_bias_init", "dropout_W", "dropout_U"), "LSTM"),
    **dict.fromkeys(("consume_less", "U_regularizer", "U_constraint"), "LSTM"),
    **dict.fromkeys(("beta_init", "gamma_init"), "BatchNormalization"),
    "pool_length": "MaxPooling1D",
}


def exists(name: str) -> bool:
    """Whether a dotted name can be imported or looked up."""
    parts = name.split(".")
    value = importlib.import_module(parts[0])
    for end, part in enumerate(parts[1:], 2):
        if not hasattr(value, part):
            try:
                importlib.import_module(".".join(parts[:end]))
            except ImportError:
                return False
        value = getattr(value, part)
    return True


@pytest.mark.parametrize("name", sorted({**removed.NAMES, **removed.MODULES}))
def test_names_are_gone(name):
    if not name.startswith("tensorflow.python"):
        assert not exists(name)


@pytest.mark.parametrize("name", sorted(removed.METHODS))
def test_methods_are_gone(name):
    assert not hasattr(keras.Sequential, name)


ARGUMENTS = [(OF_CLASS.get(name, "Dense"), name) for name in removed.LAYER_ARGUMENTS] + list(removed.ARGUMENTS_OF_LAYER)


@pytest.mark.parametrize(("class_name", "argument"), ARGUMENTS)
def test_arguments_are_refused(class_name, argument):
    signature = signatures.LAYERS[class_name]
    assert argument not in signature
    given = {
        parameter.name: NEEDED[parameter.name]
        for parameter in signature.positional
        if parameter.default is signatures.REQUIRED or parameter.name in {"pool_size", "num_tokens"}
    }
    getattr(keras.layers, class_name)(**given)
    with pytest.raises((TypeError, ValueError), match=argument):
        getattr(keras.layers, class_name)(**given, **{argument: None})


@pytest.mark.parametrize(("method", "argument"), sorted(removed.METHOD_ARGUMENTS))
def test_arguments_of_methods_are_refused(method, argument):
    net = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    net.compile("sgd", "mse")
    if method in removed.METHODS:
        assert not hasattr(net, method)
        return
    with pytest.raises((TypeError, ValueError), match=argument):
        getattr(net, method)(**{argument: None})


@pytest.mark.parametrize(("name", "argument"), sorted(removed.FUNCTION_ARGUMENTS))
def test_arguments_of_functions_are_refused(name, argument):
    if not exists(name):
        assert any(name.startswith(f"{gone}.") or name == gone for gone in (*removed.NAMES, *removed.MODULES))
        return
    module, _, last = name.rpartition(".")
    function = getattr(importlib.import_module(module), last)
    with pytest.raises((TypeError, ValueError), match=argument):
        function(**{argument: None})


@pytest.mark.parametrize(
    ("kind", "name", "argument", "instead"),
    [
        ("call", "keras.layers.Embedding", "init", "embeddings_initializer"),
        ("call", "keras.layers.Dense", "init", "kernel_initializer"),
        ("call", "keras.Model", "input", "inputs"),
        ("method", "fit", "nb_epoch", "epochs"),
    ],
)
def test_the_entry_of_an_argument(kind, name, argument, instead):
    assert removed.argument(kind, name, argument).instead == instead
    assert removed.argument("import", name, argument) is None


def test_what_the_backend_still_has():
    assert all(hasattr(keras.backend, name) for name in removed.BACKEND)
    assert not any(hasattr(keras.backend, name) for name in ("mean", "sum", "square", "variable", "placeholder"))


@pytest.mark.parametrize("argument", ["lr", "decay"])
def test_old_arguments_of_optimizers(argument):
    if argument == "lr":
        with pytest.raises(ValueError, match="lr"):
            keras.optimizers.Adam(lr=0.5)
    else:
        assert float(keras.optimizers.Adam(decay=0.5).learning_rate) == pytest.approx(0.001)


def test_both_old_arguments_of_optimizers():
    with pytest.raises(ValueError, match="lr"):
        keras.optimizers.SGD(lr=0.5, decay=0.1)


@pytest.mark.parametrize("module", ["keras.layers", "keras.utils"])
def test_what_is_said_to_have_moved_is_there(module):
    names = removed.names_in(module)
    assert names
    missing = [name for name in sorted(names) if not exists(f"{module}.{name}")]
    assert [name for name in missing if not (name.startswith(SINCE_3_13) and is_before(keras, 3, 13))] == []


@pytest.mark.parametrize("method", sorted(removed.SAME_ARGUMENTS))
def test_arguments_that_are_kept_are_taken_by_the_new_method(method):
    new = getattr(keras.Model, removed.METHODS[method].instead)
    assert removed.SAME_ARGUMENTS[method] <= inspect.signature(new).parameters.keys()


def test_a_renamed_argument_is_taken_under_its_new_name():
    for class_name, old in ARGUMENTS:
        entry = removed.argument("call", f"keras.layers.{class_name}", old)
        if entry.renamed:
            assert entry.instead in inspect.signature(getattr(keras.layers, class_name).__init__).parameters


def test_what_stands_for_functions_of_the_backend():
    assert all(hasattr(keras.ops, name) for name in backend_functions._NOW_OPS)
    for name, now in backend_functions._INSTEAD.items():
        assert not hasattr(keras.backend, name)
        # keras.ops.switch chooses among functions by an index
        assert name == "switch" or not hasattr(keras.ops, name)
        if now.startswith("keras."):
            assert operator.attrgetter(now.removeprefix("keras."))(keras)
    assert not backend_functions._NOW_OPS & backend_functions._INSTEAD.keys()


def test_the_functions_of_the_backend_in_words():
    assert backend_functions.instead(["mean", "sum"]) == "use keras.ops"
    assert backend_functions.instead(["get_value", "eval"]) == ("for get_value and eval use keras.ops.convert_to_numpy")
    assert backend_functions.instead(["mean", "variable"]) == "use keras.ops; for variable use keras.Variable"
    assert backend_functions.instead(["get_session"]) == ""
