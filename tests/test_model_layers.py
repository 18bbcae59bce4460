"""`model.layers` and `get_layer`, counted as the installed Keras counts."""

from __future__ import annotations

import textwrap

import pytest
from reading import HEADER, chain, flow, program, training

from kerasrules.checking.engine import check_source
from kerasrules.checking.settings import Settings
from kerasrules.model.unknown import Unknown

MODELS = [
    "i = Input((4,), name='i')\nm = Model(i, Dense(2, name='b')(Dense(3, name='a')(i)))",
    "m = Sequential([Input((4,), name='i'), Dense(3, name='a'), Dense(2, name='b')])",
    "m = Sequential([Dense(3, name='a', input_shape=(4,)), Dense(2, name='b')])",
    "m = Sequential()\nm.add(InputLayer((4,), name='i'))\nm.add(Dense(3, name='a'))",
    "m = Sequential([Dense(3, name='a'), Dense(2, name='b')])\nm.pop()",
    # two ways of different length: the deepest comes first
    "i = Input((4,), name='i')\na = Dense(4, name='a')(i)\nb = Dense(4, name='b')(Dense(4, name='c')(i))\n"
    "m = Model(i, Add(name='s')([a, b]))",
    "i = Input((4,), name='i')\nj = Input((4,), name='j')\n"
    "m = Model([i, j], Concatenate(name='s')([Dense(4, name='a')(j), Dense(4, name='b')(i)]))",
    "i = Input((4,), name='i')\nj = Input((4,), name='j')\n"
    "m = Model([i, j], Concatenate(name='s')([j, Dense(4, name='a')(Dense(4, name='b')(i))]))",
    "i = Input((4,), name='i')\nx = Dense(4, name='a')(i)\n"
    "m = Model(i, [Dense(1, name='p')(x), Dense(2, name='q')(Dense(3, name='r')(x))])",
    # a layer that is called twice stands once, as deep as its deepest call
    "i = Input((4,), name='i')\nd = Dense(4, name='d')\ne = Dense(4, name='e')\nm = Model(i, d(e(d(i))))",
    # a model counts as one layer, and so does a layer of the program's own
    "b = Sequential([Dense(3, name='x'), Dense(3, name='y')], name='b')\ni = Input((4,), name='i')\n"
    "m = Model(i, Dense(2, name='z')(b(i)))",
    "j = Input((4,), name='j')\nb = Model(j, Dense(4, name='y')(Dense(4, name='x')(j)), name='b')\n"
    "i = Input((4,), name='i')\nm = Model(i, Add(name='s')([Dense(4, name='w')(Dense(4, name='v')(i)), b(i)]))",
    "b = Sequential([Dense(3, name='x')], name='b')\nm = Sequential([Input((4,)), b, Dense(2, name='z')])",
    "class Own(layers.Layer):\n    def __init__(self, **more):\n        super().__init__(**more)\n"
    "        self.one, self.two = Dense(4), Dense(4)\n    def call(self, x):\n        return self.two(self.one(x))\n"
    "i = Input((4,), name='i')\nm = Model(i, Dense(2, name='z')(Own(name='own')(i)))",
    "i = Input((4,), name='i')\nm = Model(i, Dense(2, name='z')(Lambda(lambda t: t * 2, name='l')(i)))",
    # a part of another model: what the tensors come from is counted, not the model
    "j = Input((4,), name='j')\nb = Model(j, Dense(4, name='y')(Dense(4, name='x')(j)), name='b')\n"
    "m = Model(b.input, Dense(2, name='z')(b.layers[1].output))",
    "b = Sequential([Input((4,), name='i'), Dense(3, name='x'), Dense(2, name='y')], name='b')\n"
    "m = Model(b.inputs, Dense(5, name='z')(b.layers[0].output))",
]  # fmt: skip


def value(text: str) -> object:
    """What `result` is after the text, as the name of a layer."""
    nodes = program(f"{text}\nDense(1, kernel_regularizer='probe', bias_initializer=result)(Input((1,)))").nodes
    configs = [node.layer.config for node in nodes]
    return next(config["bias_initializer"] for config in configs if config.get("kernel_regularizer") == "probe")


@pytest.mark.parametrize("text", MODELS)
def test_layers_are_counted_as_keras_does(text: str) -> None:
    pytest.importorskip("keras")
    names: dict[str, object] = {}
    exec(HEADER + textwrap.dedent(text), names)
    model = names["m"]
    expected = [layer.name for layer in model.layers]  # type: ignore[attr-defined]
    assert value(f"{text}\nresult = [layer.name for layer in m.layers]") == expected
    for index in {0, len(expected) // 2, -1}:
        assert value(f"{text}\nresult = m.layers[{index}].name") == expected[index]
        assert value(f"{text}\nresult = m.get_layer(index={index}).name") == expected[index]


TWO_LAYERS = "i = Input((4,))\nb = Model(i, Dense(2)(Dense(3)(i)))\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m = Model(b.input, Dense(5)(b.layers[-2].output))", "Input > Dense(3) > Dense(5)"),
        # `layers` is a copy: what is removed from it stays in the model
        ("b.layers.pop()\nm = Model(b.input, Dense(5)(b.layers[-1].output))", "Input > Dense(3) > Dense(2) > Dense(5)"),
        ("b.layers[-1].activation = keras.activations.softmax\nm = b", "Input > Dense(3) > Dense(2, softmax)"),
        ("m = Sequential(b.layers[1:] + [Dense(5)])", "Input > Dense(3) > Dense(2) > Dense(5)"),
        # a layer that was called again inside of another model is still read in its own
        ("c = Model(j := Input((4,)), b(j))\nm = Model(b.input, Dense(5)(b.layers[1].output))",
         "Input > Dense(3) > Dense(5)"),
    ],
)  # fmt: skip
def test_layers_are_the_models_own(text: str, expected: str) -> None:
    assert flow(program(TWO_LAYERS + text)) == expected


def test_layers_of_a_sequential_have_outputs() -> None:
    found = program(
        "b = Sequential()\nb.add(Dense(3, input_shape=(4,)))\nb.add(Dense(2))\n"
        "m = Model(b.inputs, Dense(5)(b.layers[-2].output))"
    )
    assert flow(found) == "Input > Dense(3) > Dense(5)"


@pytest.mark.parametrize(("index", "expected"), [("0", "InputLayer"), ("1", "Dense"), ("3", "?"), ("-1", "Dense")])
def test_an_operation_may_be_counted(index: str, expected: str) -> None:
    # Keras 2 makes a layer of `* 2`, Keras 3 does not
    text = "i = Input((4,))\nm = Model(i, Dense(2)(Dense(3)(i) * 2))\n"
    found = value(f"{text}result = type(m.layers[{index}]).__name__")
    assert ("?" if isinstance(found, Unknown) else found) == expected


BACKBONE = """
base = keras.applications.ResNet50(include_top=False, input_shape=(64, 64, 3), pooling="avg")
top = Dense(9, name="top")
m = Model(base.input, Dense(2)(top(base.output)))
"""


@pytest.mark.parametrize(
    ("part", "base", "top", "head"),
    [
        ("m.layers[:-2]", False, True, True),
        ("m.layers[:-1]", False, False, True),
        ("m.layers[-2:]", True, False, False),
        ("m.layers[:10]", False, True, True),
        ("m.layers[:100]", False, "?", "?"),
        ("m.layers[:some_number()]", "?", "?", "?"),
        ("m.layers[some_number():]", "?", "?", "?"),
        ("m.layers[:m.layers.index(m.get_layer('conv4'))]", "?", "?", "?"),
        ("list(m.layers)[:some_number()]", "?", "?", "?"),
        ("[m.layers[number] for number in range(some_number())]", True, True, True),
        ("m.layers", False, False, False),
        ("base.layers", False, True, True),
    ],
)
def test_part_of_the_layers_around_a_backbone(part: str, base: object, top: object, head: object) -> None:
    found = training(program(f"{BACKBONE}for layer in {part}:\n    layer.trainable = False\nm.compile(loss='mse')"))
    states = {
        layer.config.get("units", layer.class_name): state if isinstance(state, bool) else "?"
        for layer, state in found.trainable.items()
    }
    assert [states.get(one, True) for one in ("ResNet50", 9, 2)] == [base, top, head]


def test_last_layers_of_a_model_with_a_backbone() -> None:
    found = program(f"{BACKBONE}n = Model(m.input, Dense(7)(m.layers[-2].output))")
    assert [name for name in chain(found) if name != "Input"] == ["ResNet50", "Dense(9)", "Dense(7)"]


@pytest.mark.parametrize(
    ("frozen", "expected"),
    [
        ("m.layers", ["KR510"]),
        ("m.layers[:10]", []),
        ("m.layers[:some_number()]", []),
        ("[m.layers[3]]", []),
        ("m.layers[:10] + m.layers[10:]", []),
    ],
)
def test_a_backbone_of_which_some_layers_are_frozen_learns(frozen: str, expected: list[str]) -> None:
    text = f"""
    m = keras.applications.VGG16(weights=None, classes=3)
    for layer in {frozen}:
        layer.trainable = False
    m.compile("adam", "sparse_categorical_crossentropy")
    m.fit(x, y)
    """
    found = check_source(HEADER + textwrap.dedent(text), "model.py", Settings()).findings
    assert [one.code for one in found if one.code == "KR510"] == expected
