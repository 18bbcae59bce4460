"""The spellings of Keras that programs use."""

from __future__ import annotations

import pytest
from reading import chain, head, loss, program

BODY = """
model = {sequential}([{dense}(4, input_shape=(3,)), {dense}(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy")
"""


@pytest.mark.parametrize(
    ("imports", "sequential", "dense"),
    [
        ("import tensorflow as tf", "tf.keras.Sequential", "tf.keras.layers.Dense"),
        ("import tensorflow", "tensorflow.keras.models.Sequential", "tensorflow.keras.layers.Dense"),
        ("import tensorflow.keras as k", "k.Sequential", "k.layers.Dense"),
        ("from tensorflow import keras", "keras.models.Sequential", "keras.layers.Dense"),
        ("from tensorflow.keras import layers as L, models as M", "M.Sequential", "L.Dense"),
        ("from tensorflow.keras.layers import *\nfrom tensorflow.keras.models import *", "Sequential", "Dense"),
        ("import keras", "keras.Sequential", "keras.layers.Dense"),
        ("import keras.layers as kl\nimport keras", "keras.Sequential", "kl.Dense"),
        ("from keras import Sequential\nfrom keras.layers import Dense as FC", "Sequential", "FC"),
        ("from keras.layers.core import Dense\nfrom keras.models import Sequential", "Sequential", "Dense"),
        ("from keras.src.layers import Dense\nfrom keras.src.models import Sequential", "Sequential", "Dense"),
        ("from keras.api.layers import Dense\nfrom keras.api.models import Sequential", "Sequential", "Dense"),
        ("from tensorflow.python.keras import layers, Sequential", "Sequential", "layers.Dense"),
        ("from tensorflow.python.keras.engine.sequential import Sequential\nimport keras", "Sequential",
         "keras.layers.Dense"),
        ("import tf_keras", "tf_keras.Sequential", "tf_keras.layers.Dense"),
        ("import tf_keras as keras", "keras.Sequential", "keras.layers.Dense"),
        ("import tensorflow.compat.v1 as tf", "tf.keras.Sequential", "tf.keras.layers.Dense"),
        ("from tensorflow.compat.v1 import keras", "keras.Sequential", "keras.layers.Dense"),
        ("import tensorflow as tf\nkeras = tf.keras\nlayers = keras.layers", "keras.Sequential", "layers.Dense"),
        ("import tensorflow as tf\nDense, Sequential = tf.keras.layers.Dense, tf.keras.Sequential", "Sequential",
         "Dense"),
        ("import tensorflow as tf\nl = getattr(tf.keras, 'layers')", "tf.keras.Sequential", "l.Dense"),
        ("try:\n    import keras\nexcept ImportError:\n    from tensorflow import keras", "keras.Sequential",
         "keras.layers.Dense"),
        ("try:\n    from tensorflow import keras\nexcept ImportError:\n    import keras\n    from keras import layers",
         "keras.Sequential", "layers.Dense"),
        ("if new():\n    import keras\nelse:\n    from tensorflow import keras", "keras.Sequential",
         "keras.layers.Dense"),
    ],
)  # fmt: skip
def test_spellings(imports: str, sequential: str, dense: str) -> None:
    found = program(imports + BODY.format(sequential=sequential, dense=dense), header="")
    assert chain(found) == ["Dense(4)", "Dense(1, sigmoid)"]
    assert (head(found), loss(found)) == ("sigmoid 1", "binary_crossentropy")


def test_imports_inside_a_function() -> None:
    found = program(
        """
        def build():
            from keras import Sequential
            from keras.layers import Dense
            return Sequential([Dense(2, input_shape=(3,))])
        model = build()
        """,
        header="",
    )
    assert chain(found) == ["Dense(2)"]


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("MaxPool2D()", "MaxPooling2D"),
        ("Convolution2D(4, 3)", "Conv2D(4)"),
        ("GlobalAvgPool2D()", "GlobalAveragePooling2D"),
        ("BatchNormalization()", "BatchNormalization"),
        ("experimental.preprocessing.Rescaling(2)", "Rescaling"),
    ],
)
def test_aliases_of_layers(alias: str, name: str) -> None:
    found = program(f"x = Input((8, 8, 3))\nm = Model(x, layers.{alias}(x))")
    assert chain(found) == [name]


def test_a_name_of_the_program_hides_one_of_keras() -> None:
    found = program(
        """
        def Dense(units):
            return layers.Dense(units * 2)
        m = Sequential([Dense(2)])
        """
    )
    assert chain(found) == ["Dense(4)"]


# ---- snippets ----


def test_snippet_without_imports() -> None:
    found = program(
        """
        model = Sequential()
        model.add(Conv2D(8, 3, input_shape=(8, 8, 1)))
        model.add(Flatten())
        model.add(Dense(10, activation='softmax'))
        model.compile(loss=SparseCategoricalCrossentropy(), optimizer=Adam(0.1))
        """,
        header="",
    )
    assert chain(found) == ["Conv2D(8)", "Flatten", "Dense(10, softmax)"]
    assert (head(found), loss(found)) == ("softmax 10", "sparse_categorical_crossentropy")


@pytest.mark.parametrize("prefix", ["tf.keras.", "keras.", ""])
def test_snippet_with_usual_prefixes(prefix: str) -> None:
    found = program(f"m = {prefix}Sequential([{prefix}layers.Dense(3, 'relu')])", header="")
    assert chain(found) == ["Dense(3, relu)"]


def test_snippet_whose_model_is_assigned_nowhere() -> None:
    found = program(
        """
        def build(shape):
            m = Sequential()
            m.add(Dense(1, activation="sigmoid", input_shape=shape))
            return m

        model.compile(loss="binary_crossentropy", optimizer="adam")
        model.fit(x, y)
        """,
        header="",
    )
    assert (head(found), loss(found)) == ("sigmoid 1", "binary_crossentropy")
    assert found.trainings[0].trained


def test_snippet_with_two_builders_does_not_guess() -> None:
    found = program(
        """
        def one():
            return Sequential([Dense(1)])
        def other():
            return Sequential([Dense(2)])
        model.compile(loss="mse")
        """,
        header="",
    )
    assert head(found) == "?"
    assert loss(found) == "mean_squared_error"
