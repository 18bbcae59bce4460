"""Models that declare no input, against the real Keras that builds them on data: layers, shapes, weights, refusals."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from reading import model as only_model
from reading import program
from test_differential import EXAMPLES, GENERATIONS_DIFFER, THOROUGH, Draw, Text

from kerasrules.interpreter import analyze
from kerasrules.model.program import Program
from kerasrules.source.load import from_text

SHAPES = [
    ("m = Sequential([Dense(3)])\nm.fit(np.zeros((9, 4)), y)", (None, 4)),
    ("m = Sequential([Dense(3)])\nm.train_on_batch(np.zeros((9, 4)), y)", (None, 4)),
    ("m = Sequential([Dense(3)])\nm.evaluate(x=np.zeros((9, 4)), y=y)", (None, 4)),
    ("m = Sequential([Dense(3)])\nm.predict(np.zeros((9, 4)))", (None, 4)),
    ("m = Sequential([Dense(3)])\nm(np.zeros((9, 4)))", (None, 4)),
    ("m = Sequential([Dense(3)])\nm.build((None, 4))\nm.fit(np.zeros((9, 5)), y)", (None, 4)),
    ("m = Sequential([Dense(3)])\nm.fit(np.zeros((9, 4)), y)\nm.evaluate(np.zeros((9, 5)), y)", (None, 4)),
    ("m = Sequential([Dense(3, input_shape=(4,))])\nm.fit(np.zeros((9, 5)), y)", (None, 4)),
    ("m = Sequential([Dense(3)])\nd = tf.data.Dataset.from_tensor_slices((np.zeros((9, 4)), y))\nm.fit(d.batch(3))",
     (None, 4)),
    ("m = Sequential([Dense(3)])\nm.fit(tf.data.Dataset.from_tensor_slices((np.zeros((9, 4)), y)))", None),
    ("m = Sequential([Dense(3)])\nm.fit(load(), y)", None),
    ("m = Sequential([Dense(3)])\nm.fit(np.zeros(9), y)", None),
    ("m = Sequential([Dense(3)])\nm.fit([[1.0, 2.0]], y)", None),
    ("m = Sequential([Dense(3)])\nif y:\n    m.fit(np.zeros((9, 4)), y)", (None, 4)),
    ("m = Sequential([Conv1D(3, 3)])\nif y:\n    m.fit(np.zeros((9, 8, 2)), y)\n"
     "else:\n    m.fit(np.zeros((9, 7, 2)), y)", (None, None, 2)),
    ("m = Sequential([Dense(3)])\nif y:\n    m.fit(np.zeros((9, 4)), y)\n"
     "else:\n    m.fit(np.zeros((9, 4, 4)), y)", None),
    ("def run(model, x):\n    model.fit(x, y)\nm = Sequential([Dense(3)])\nrun(m, np.zeros((9, 4)))", (None, 4)),
    ("m = Sequential([Dense(3)])\nfor part in load():\n    m.fit(np.zeros((9, 4)), y)", (None, 4)),
    ("inner = Sequential([Dense(3)])\nm = Sequential([inner, Dense(2)])\nm.fit(np.zeros((9, 4)), y)", (None, 4)),
    ("m = Sequential([Dense(3)])\nModel(i := Input((4,)), m(i))", (None, 4)),
    ("class M(Model):\n    def __init__(self):\n        super().__init__()\n        self.d = Dense(3)\n"
     "    def call(self, x):\n        return self.d(x)\nm = M()\nm.fit(np.zeros((9, 4)), y)", (None, 4)),
    ("class M(Model):\n    def __init__(self):\n        super().__init__()\n        self.d = Dense(3)\n"
     "    def call(self, x, training=False):\n        return self.d(x)\nm = M()\nm(np.zeros((9, 4)), True)", (None, 4)),
    ("class M(Model):\n    def __init__(self):\n        super().__init__()\n        self.d = Dense(3)\n"
     "    def call(self, x):\n        return self.d(x)\n    def train_step(self, data):\n        return {}\n"
     "m = M()\nm.fit(np.zeros((9, 4)), y)", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shape"), SHAPES)
def test_the_first_data_decide(text: str, shape: Any) -> None:
    models = program("import numpy as np\nfrom somewhere import load, y\n" + text).models
    assert [model.inputs[0].shape for model in models] == [shape] * len(models) or models[0].inputs[0].shape == shape


PAIR = """
import numpy as np
class Pair(Model):
    def __init__(self):
        super().__init__()
        self.left, self.right, self.out = Dense(3), Dense(4), Dense(1)
    def call(self, inputs):
        a, b = UNPACKED
        return self.out(tf.concat([self.left(a), self.right(b)], axis=-1))
m = Pair()
m.fit(GIVEN, np.zeros((9, 1)))
"""


@pytest.mark.parametrize(
    ("unpacked", "given"),
    [
        ("inputs", "(np.zeros((9, 4)), np.zeros((9, 5)))"),
        ("inputs", "[np.zeros((9, 4)), np.zeros((9, 5))]"),
        ("inputs['a'], inputs['b']", "{'a': np.zeros((9, 4)), 'b': np.zeros((9, 5))}"),
    ],
)
def test_several_inputs(keras: Any, unpacked: str, given: str) -> None:
    text = PAIR.replace("UNPACKED", unpacked).replace("GIVEN", given)
    found = only_model(program(text))
    names: dict[str, Any] = {}
    header = "import tensorflow as tf\nfrom keras import Model\nfrom keras.layers import Dense\n"
    fitted = text.replace("m.fit", "m.compile(loss='mse')\nm.fit")
    exec(compile(header + fitted, "program.py", "exec"), names)
    assert [tensor.shape for tensor in found.inputs] == [(None, 4), (None, 5)]
    counts = [node.parameters for node in found.nodes if node.layer.kind == "layer"]
    assert counts == [layer.count_params() for layer in names["m"].layers]
    assert found.outputs[0][0].shape == (None, 1)


# ---- made up programs ----


class Undeclared(Text):
    """A model with no input, and a call that builds it."""

    def fed(self) -> None:
        """The first data, in one of the ways that programs give them."""
        shape = self.start().partition("(")[2].removeprefix("shape=").removesuffix(")")
        self.body = [f"shape = {shape}", "x = np.zeros((4, *shape), 'float32')", *self.body]
        calls = ["model(x)"] * 6 + ["model.build((None, *shape))"] * 2
        calls += [
            "model.predict(x, verbose=0)",
            "model.predict(tf.data.Dataset.from_tensor_slices(x).batch(2), verbose=0)",
        ]
        self.body.append(self.pick(*calls))

    def undeclared(self) -> None:
        """A Sequential model, perhaps with another one in it."""
        layers = self.chain(4)
        form = self.pick("add", "list", "nested", "tail")
        if form == "add":
            self.body += ["model = keras.Sequential()", *(f"model.add({layer})" for layer in layers)]
        elif form == "list":
            self.body.append(f"model = keras.Sequential([{', '.join(layers)}])")
        else:
            inner = f"keras.Sequential([{', '.join(layers)}])"
            after = ", ".join(self.chain(2))
            parts = f"{inner}, {after}" if form == "nested" else f"layers.Activation('linear'), {inner}, {after}"
            self.body.append(f"model = keras.Sequential([{parts}])")

    def subclass(self) -> None:
        """A class with a `call`."""
        layers = self.chain(4)
        listed = self.draw(st.booleans())
        made = (
            [f"        self.parts = [{', '.join(layers)}]"]
            if listed
            else [f"        self.part{number} = {layer}" for number, layer in enumerate(layers)]
        )
        called = (
            ["        for part in self.parts:", "            x = part(x)"]
            if listed
            else [f"        x = self.part{number}(x)" for number in range(len(layers))]
        )
        self.head += [
            "class Net(keras.Model):",
            "    def __init__(self):",
            "        super().__init__()",
            *made,
            f"    def call(self, {self.pick('x', 'x, training=None', 'x, training=False')}):",
            *called,
            "        return x",
        ]
        self.body.append("model = Net()")

    def whole(self) -> str:
        rank = self.rank
        kind = self.pick("undeclared", "undeclared", "subclass")
        getattr(self, kind)()
        self.rank = rank
        self.fed()
        if kind == "subclass" and self.body[-1].startswith("model.build"):
            self.body[-1] = "model(x)"  # Keras 3 guesses there
        imports = ["import keras", "import numpy as np", "import tensorflow as tf", "from keras import layers"]
        imports += ["from keras import layers as L", "WIDTHS = (5, 3)", 'act = "swish"']
        return "\n".join([*imports, *self.head, *self.body]) + "\n"


@st.composite
def undeclared(draw: Draw) -> str:
    return Undeclared(draw, draw(st.sampled_from([2, 3, 3, 4, 4]))).whole()


def built(text: str) -> Any:
    """The layers with their numbers of weights, the shape of the output, or why Keras refuses."""
    names: dict[str, Any] = {}
    try:
        exec(compile(text, "program.py", "exec"), names)
        model = names["model"]
        output = model(names["x"]).shape
    except Exception as error:  # whatever Keras raises is a refusal
        return [], None, f"{type(error).__name__}: {error}"
    inner = [part for layer in model.layers for part in getattr(layer, "layers", [layer])]
    return [(type(layer).__name__, layer.count_params()) for layer in inner], (None, *output[1:]), None


def recovered(found: Program) -> Any:
    errors = [node.error for node in found.nodes if node.error is not None]
    if errors:
        return [], None, errors[0]
    model = found.models[-1]
    layers = {
        node.layer: (node.layer.class_name, node.parameters) for node in model.nodes if node.layer.kind == "layer"
    }
    return list(layers.values()), model.outputs[0][0].shape, None


def test_is_built_as_keras_builds_it(keras: Any) -> None:
    tried = {"built": 0, "refused": 0}

    @settings(
        max_examples=EXAMPLES // 2,
        deadline=None,
        derandomize=not THOROUGH,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(undeclared())
    def compare(text: str) -> None:
        real = built(text)
        assume(real[2] is None or GENERATIONS_DIFFER not in real[2])
        found = recovered(analyze(from_text(text, "program.py")))
        told = f"\n{text}\nKeras: {real}\nrecovered: {found}"
        tried["refused" if real[2] else "built"] += 1
        assert (real[2] is None) == (found[2] is None), told
        assert real[:2] == found[:2], told
        keras.backend.clear_session()

    try:
        compare()
    finally:
        print("programs tried:", tried)
    assert tried["built"] > tried["refused"] > 0
