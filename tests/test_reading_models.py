"""Models in every form in which programs make them."""

from __future__ import annotations

import pytest
from reading import chain, chains, flow, model, program, reasons

from kerasrules.model.unknown import Unknown


@pytest.mark.parametrize(
    "text",
    [
        "m = Sequential([Dense(3, input_shape=(4,)), Dense(2, 'relu')])",
        "m = Sequential((Dense(3, input_shape=(4,)), Dense(2, 'relu')))",
        "m = Sequential(layers=[Dense(3, input_shape=(4,)), Dense(2, 'relu')], name='m')",
        "m = Sequential([Input((4,)), Dense(3), Dense(2, activation='relu')])",
        "m = Sequential([InputLayer((4,)), Dense(3), Dense(2, activation=tf.nn.relu)])",
        "m = Sequential()\nm.add(Dense(3, input_dim=4))\nm.add(Dense(2, activation=keras.activations.relu))",
        "m = Sequential([Dense(3, input_shape=(4,))])\nm.add(layer=Dense(2, 'relu'))",
        "ls = [Dense(3, input_shape=(4,))]\nls.append(Dense(2, 'relu'))\nm = Sequential(ls)",
        "a, b = [Dense(3)], [Dense(2, 'relu')]\nm = Sequential([*a, *b])",
        "a, b = [Dense(3)], [Dense(2, 'relu')]\nm = Sequential(a + b)",
        "m = Sequential([Dense(n, activation=a) for n, a in ((3, None), (2, 'relu'))])",
        "m = Sequential([Dense(n, activation=a) for n, a in zip([3, 2], ['linear', 'relu'])])",
        "m = Sequential()\nfor n, a in {3: 'linear', 2: 'relu'}.items():\n    m.add(Dense(n, a))",
        "m = Sequential()\n[m.add(Dense(n, a)) for n, a in ((3, None), (2, 'relu'))]",
        "def grow(m, n, **kw):\n    m.add(Dense(n, **kw))\nm = Sequential()\ngrow(m, 3)\ngrow(m, 2, activation='relu')",
        "m = Sequential([Dense(3), Dense(2, 'relu'), Dense(9)])\nm.pop()",
        "def build(units=(3,), act='relu'):\n    m = Sequential()\n    for u in units:\n        m.add(Dense(u))\n"
        "    m.add(Dense(2, activation=act))\n    return m\nm = build()",
        "cfg = {'units': 2, 'activation': 'relu'}\nm = Sequential([Dense(3), Dense(**cfg)])",
        "from functools import partial\nD = partial(Dense, activation='relu')\nm = Sequential([Dense(3), D(2)])",
        "class B:\n    def __init__(self):\n        self.m = Sequential()\n    def build(self):\n"
        "        self.m.add(Dense(3))\n"
        "        self.m.add(Dense(2, 'relu'))\nB().build()",
        "class Net(Sequential):\n    def __init__(self):\n"
        "        super().__init__([Dense(3), Dense(2, 'relu')])\nm = Net()",
        "class Net(Sequential):\n    def __init__(self):\n        super().__init__()\n        self.add(Dense(3))\n"
        "        self.add(Dense(2, 'relu'))\nm = Net()",
        "x = i = Input((4,))\nfor l in [Dense(3), Dense(2, 'relu')]:\n    x = l(x)\nm = Model(i, x)",
        "x = i = Input(shape=[4])\nx = Dense(3)(x)\nm = Model(inputs=[i], outputs=[Dense(2, 'relu')(x)])",
        "i = Input(4)\nm = keras.models.Model(inputs=i, outputs=Dense(2, 'relu')(Dense(3)(i)))",
        "i = Input(4)\nx = Dense(3).__call__(i)\nm = Model(i, Dense(2, 'relu').call(x))",
        "from functools import reduce\ni = Input(4)\n"
        "m = Model(i, reduce(lambda x, l: l(x), [Dense(3), Dense(2, 'relu')], i))",
        "def dense(n, a=None):\n    return lambda x: Dense(n, activation=a)(x)\ni = Input(4)\n"
        "m = Model(i, dense(2, 'relu')(dense(3)(i)))",
        "class Net(Model):\n    def __init__(self):\n        super().__init__()\n        self.a = Dense(3)\n"
        "        self.b = Dense(2, activation='relu')\n    def call(self, x, training=None):\n"
        "        return self.b(self.a(x))\nm = Net()",
        "class Net(keras.Model):\n    def __init__(self, units):\n        super(Net, self).__init__()\n"
        "        self.ls = [Dense(n, a) for n, a in units]\n    def call(self, x):\n        for l in self.ls:\n"
        "            x = l(x)\n        return x\nm = Net([(3, None), (2, 'relu')])",
        "class Net(Model):\n    def __init__(self):\n        super().__init__()\n"
        "        self.net = Sequential([Dense(3), Dense(2, 'relu')])\n    def call(self, x):\n"
        "        return self.net(x)\n"
        "m = Net()\nm(tf.zeros((1, 4)))\nmodels = m",
        "class Net(Model):\n    def __init__(self):\n        super().__init__()\n    def build(self, shape):\n"
        "        self.a = Dense(3)\n        self.b = Dense(2, 'relu')\n    def call(self, x):\n"
        "        return self.b(self.a(x))\n"
        "m = Net()",
        "class Net(Model):\n    def __init__(self):\n        i = Input(4)\n"
        "        super().__init__(inputs=i, outputs=Dense(2, 'relu')(Dense(3)(i)))\nm = Net()",
        "class Block(Layer):\n    def __init__(self, n, a=None):\n        super().__init__()\n"
        "        self.d = Dense(n, a)\n"
        "    def call(self, x):\n        return self.d(x)\nm = Sequential([Block(3), Block(2, 'relu')])",
        "class Block(Layer):\n    def build(self, shape):\n        self.a, self.b = Dense(3), Dense(2, 'relu')\n"
        "    def call(self, x):\n        return self.b(self.a(x))\ni = Input(4)\nm = Model(i, Block()(i))",
        "class Block(Layer):\n    def __init__(self):\n        super().__init__()\n"
        "        self.d = {'a': Dense(3), 'b': Dense(2, 'relu')}\n    def call(self, x):\n"
        "        return self.d['b'](self.d['a'](x))\ni = Input(4)\nm = Model(i, Block()(i))",
    ],
)
def test_one_network_in_many_forms(text: str) -> None:
    assert ["Dense(3)", "Dense(2, relu)"] in chains(program(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def block(x, n):\n    y = Dense(n)(x)\n    return Add()([x, y])\nm = Model(i, block(i, 4))",
         "[Input, Input > Dense(4)] > Add"),
        ("a, b = Input(2), Input(3)\nm = Model([a, b], Concatenate()([Dense(4)(a), b]))",
         "[Input > Dense(4), Input] > Concatenate"),
        ("m = Model(i, layers.concatenate([i, i]))", "[Input, Input] > Concatenate"),
        ("m = Model(i, layers.add([i, Dense(4)(i)]))", "[Input, Input > Dense(4)] > Add"),
        ("m = Model(i, [Dense(1)(i), Dense(2)(i)])", "Input > Dense(1), Input > Dense(2)"),
        ("m = Model(i, {'a': Dense(1)(i), 'b': Dense(2)(i)})", "Input > Dense(1), Input > Dense(2)"),
        ("m = Model(i, Dense(4)(i) + i)", "[Input > Dense(4), Input] > add"),
        ("m = Model(i, tf.nn.relu(Dense(4)(i)))", "Input > Dense(4) > relu"),
        ("m = Model(i, tf.keras.activations.softmax(i))", "Input > softmax"),
        ("m = Model(i, keras.ops.tanh(i))", "Input > tanh"),
        ("m = Model(i, i * 2 - 1)", "Input > multiply > subtract"),
        ("m = Model(i, -i)", "Input > negative"),
        ("m = Model(i, i[:, :2])", "Input > getitem"),
        ("m = Model(i, tf.reshape(Dense(4)(i), (-1, 2, 2)))", "Input > Dense(4) > reshape"),
        ("m = Model(i, Lambda(lambda t: tf.nn.relu(t))(i))", "Input > relu"),
        ("m = Model(i, Lambda(lambda t: t * 2)(Dense(1)(i)))", "Input > Dense(1) > multiply"),
        ("m = Model(i, Activation('relu')(Dense(1)(i)))", "Input > Dense(1) > Activation(relu)"),
        ("x = LSTM(3, return_state=True)(Reshape((2, 2))(i))\nm = Model(i, x[0])", "Input > Reshape > LSTM(3, tanh)"),
        ("x, h, c = LSTM(3, return_state=True)(Reshape((2, 2))(i))\nm = Model(i, c)",
         "Input > Reshape > LSTM(3, tanh)#2"),
        ("b = Sequential([Dense(3), Dense(2)])\nm = Model(i, b(i))", "Input > Dense(3) > Dense(2)"),
        ("j = Input(4)\nb = Model(j, Dense(3)(j))\nm = Model(i, Dense(2)(b(i)))", "Input > Dense(3) > Dense(2)"),
        ("b = Model(i, Dense(3)(i))\nm = Model(b.input, Dense(2)(b.output))", "Input > Dense(3) > Dense(2)"),
        ("b = Sequential([Dense(3, name='f', input_shape=(4,)), Dense(9)])\n"
         "m = Model(b.input, Dense(2)(b.get_layer('f').output))", "Input > Dense(3) > Dense(2)"),
        ("b = Model(i, Dense(9)(Dense(3, name='f')(i)))\nm = Model(b.inputs, Dense(2)(b.get_layer('f').output))",
         "Input > Dense(3) > Dense(2)"),
        ("b = Sequential([Dense(3, input_shape=(4,)), Dense(9)])\nm = Model(b.inputs, b.layers[0].output)",
         "Input > Dense(3)"),
        ("b = Sequential([Dense(3, input_shape=(4,)), Dense(9)])\nm = Sequential(b.layers[:-1])", "Input > Dense(3)"),
        ("b = Sequential([Dense(3, input_shape=(4,)), Dense(9)])\nm = Sequential()\n"
         "for l in b.layers[:-1]:\n    m.add(l)\nm.add(Dense(2))", "Input > Dense(3) > Dense(2)"),
        ("m = Sequential([Sequential([Dense(3)]), Model(i, Dense(2)(i))])", "Input > Dense(3) > Dense(2)"),
        ("m = Sequential([TimeDistributed(Dense(3)), "
         "Bidirectional(LSTM(2))])", "Input > TimeDistributed > Bidirectional"),
        ("d = Dense(4)\nm = Model(i, d(d(i)))", "Input > Dense(4) > Dense(4)"),
        ("class R(Layer):\n    def call(self, a, b):\n        return a + b\nm = Model(i, R()(i, Dense(4)(i)))",
         "[Input, Input > Dense(4)] > add"),
        ("class R(Layer):\n    def call(self, inputs):\n        a, b = inputs\n        return a, b\n"
         "x, y = R()([i, Dense(1)(i)])\nm = Model(i, y)", "Input > Dense(1)"),
        ("class R(Layer):\n    def __init__(self, inner):\n        super().__init__()\n        self.inner = inner\n"
         "    def call(self, x):\n        return x + self.inner(x)\nm = Model(i, R(Dense(4))(i))",
         "[Input, Input > Dense(4)] > add"),
        ("class A(Layer):\n    def call(self, x):\n        return self.f(x)\nclass B(A):\n    def f(self, x):\n"
         "        return tf.nn.relu(x)\nm = Model(i, B()(i))", "Input > relu"),
        ("class B(Layer):\n    def build(self, s):\n        self.d = Dense(4)\n    def call(self, x):\n"
         "        return self.d(x)\n"
         "b = B()\nx = b(i) if flag() else b(Dense(3)(i))\nm = Model(i, x)",
         "(Input > Dense(4) | Input > Dense(3) > Dense(4))"),
    ],
)  # fmt: skip
def test_graphs(text: str, expected: str) -> None:
    assert flow(program("i = Input((4,))\n" + text)) == expected


def test_a_shared_layer_is_one_layer() -> None:
    found = program("a, b = Input(4), Input(4)\nd = Dense(3)\nm = Model([a, b], Add()([d(a), d(b)]))")
    dense = [layer for layer, nodes in found.layer_nodes() if len(nodes) == 2]
    assert [layer.class_name for layer in dense] == ["Dense"]
    assert len(model(found).inputs) == 2


def test_a_layer_that_is_built_in_one_branch_is_built_once() -> None:
    found = program(
        """
        class B(Layer):
            def build(self, shape):
                self.d = Dense(4)
            def call(self, x):
                return self.d(x)
        i = Input(4)
        b = B()
        x = b(i) if flag() else b(i)
        m = Model(i, x)
        """
    )
    assert len({node.layer for node in model(found).nodes if node.layer.class_name == "Dense"}) == 1


@pytest.mark.parametrize(
    ("inputs", "certain"),
    [
        ("a if flag() else b", False),
        ("[a] if flag() else [b]", False),
        ("[a, b] if flag() else [b, a]", False),
        ("[a if flag() else b, c]", False),
        ("{'one': a if flag() else b, 'other': c}", False),
        ("[a] if flag() else [a, b]", False),
        ("a if flag() else a", True),
        ("[a, b] if flag() else [a, b]", True),
        ("[a, b, c]", True),
    ],
)
def test_inputs_that_a_branch_decides_on(inputs: str, certain: bool) -> None:
    # which tensors are inputs, and how many inputs there are, cannot be told from the tensors that are found
    found = program(f"a, b, c = Input(4), Input(4), Input(4)\nm = Model({inputs}, Dense(2)(a))")
    assert model(found).complete == certain
    expected = [] if certain else ["the inputs of the model depend on a branch or loop"]
    assert reasons(model(found).unknown) == expected


def test_shapes_and_parameters() -> None:
    found = model(
        program(
            """
            m = Sequential([
                Conv2D(8, 3, padding="same", input_shape=(28, 28, 1)), MaxPooling2D(), Flatten(), Dense(10),
            ])
            """
        )
    )
    assert [row.output_shape for row in found.layers][-4:] == [
        (None, 28, 28, 8), (None, 14, 14, 8), (None, 1568), (None, 10)
    ]  # fmt: skip
    assert sum(row.parameters or 0 for row in found.layers) == 80 + 15690
    assert found.complete


@pytest.mark.parametrize(
    ("make", "activation"),
    [
        ("Dense(1)", "linear"),
        ("Dense(1, None)", "linear"),
        ("Dense(1, 'ReLU')", "relu"),
        ("Dense(1, activation='swish')", "silu"),
        ("Dense(1, activation=tf.keras.activations.gelu)", "gelu"),
        ("Dense(1, activation=keras.activations.get('tanh'))", "tanh"),
        ("Dense(1, activation=tf.nn.sigmoid)", "sigmoid"),
        ("Dense(1, activation=tf.math.tanh)", "tanh"),
        ("Dense(1, activation=keras.ops.relu)", "relu"),
        ("Dense(1, activation=layers.LeakyReLU(0.1))", "leaky_relu"),
        ("Dense(1, activation=['relu', 'tanh'][1])", "tanh"),
        ("Dense(1, activation=dict(a='elu')['a'])", "elu"),
        ("LSTM(1)", "tanh"),
        ("LSTM(1, activation='relu')", "relu"),
    ],
)
def test_activations(make: str, activation: str) -> None:
    found = program(f"Model(i := Input((2, 2)), {make}(i))")
    assert found.nodes[-1].layer.config["activation"] == activation


@pytest.mark.parametrize(
    "text",
    [
        "base = keras.applications.ResNet50(include_top=False, input_shape=(64, 64, 3), pooling='avg')\n"
        "m = Sequential([base, Dense(2)])",
        "from tensorflow.keras.applications.resnet50 import ResNet50\n"
        "base = ResNet50(include_top=False, input_shape=(64, 64, 3), pooling='avg')\n"
        "m = Model(base.input, Dense(2)(base.output))",
        "base = getattr(tf.keras.applications, 'ResNet50')(include_top=False, pooling='avg', weights=None)\n"
        "i = Input((64, 64, 3))\nm = Model(i, Dense(2)(base(i, training=False)))",
        "i = Input((64, 64, 3))\n"
        "base = tf.keras.applications.ResNet50(include_top=False, input_tensor=i, pooling='avg')\n"
        "m = Model(i, Dense(2)(base.layers[-1].output))",
    ],
)
def test_backbones_are_one_layer(text: str) -> None:
    found = program(text)
    assert [name for name in chain(found) if name != "Input"] == ["ResNet50", "Dense(2)"]


def test_backbone_output_shape() -> None:
    found = program(
        "b = keras.applications.VGG16(include_top=False, input_shape=(64, 64, 3))\nm = Sequential([b, Flatten()])"
    )
    assert model(found).layers[-1].output_shape == (None, 2 * 2 * 512)


@pytest.mark.parametrize("length", ["range(n)", "names()"])
def test_a_loop_of_unknown_length_repeats_its_layers(length: str) -> None:
    found = program(
        f"def build(n):\n    m = Sequential([Dense(5)])\n    for k in {length}:\n        m.add(Dense(4))\n    return m"
    )
    assert chain(found) == ["Dense(5)", "Dense(4)"]


def test_functions_that_nobody_calls_are_read() -> None:
    found = program(
        """
        def build(units, activation="relu"):
            return Sequential([Dense(units, activation), Dense(1)])
        """
    )
    assert chain(found) == ["Dense(?, relu)", "Dense(1)"]


def test_classes_that_nobody_makes_are_read() -> None:
    found = program(
        """
        class Trainer:
            def __init__(self, units):
                self.model = self.build(units)
            def build(self, units):
                return Sequential([Dense(units), Dense(1)])
        """
    )
    assert chain(found) == ["Dense(?)", "Dense(1)"]


def test_names_and_locations() -> None:
    found = model(
        program(
            "m = Sequential([\n    Dense(3, name='a'),\n    Dense(1),\n], name='net')",
            header="from keras.layers import *\n",
        )
    )
    assert found.name == "net"
    assert [(row.name, row.location.start.line) for row in found.layers if row.class_name == "Dense"] == [
        ("a", 3),
        (None, 4),
    ]


def test_a_loaded_model_is_not_complete() -> None:
    found = model(program("m = keras.models.load_model('m.h5')"))
    assert not found.complete
    assert [part.reason for part in found.unknown]
    assert all(isinstance(part, Unknown) for part in found.unknown)


@pytest.mark.parametrize(
    ("owner", "name", "has"),
    [
        ("Model(i, Dense(1)(i))", "inputs", True),
        ("Model(i, Dense(1)(i))", "fit", True),
        ("Model(i, Dense(1)(i))", "trainable", True),
        ("Model(i, Dense(1)(i))", "optimizer", None),
        ("Model(i, Dense(1)(i))", "adapt", None),
        ("Model(i, Dense(1)(i)) if nowhere else Sequential([Dense(1, input_shape=(4,))])", "outputs", True),
        ("Model(i, Dense(1)(i)) if nowhere else None", "outputs", None),
        ("Sequential([Dense(1, input_shape=(4,))])", "inputs", True),
        ("Sequential([Input((4,))])", "inputs", None),
        ("Sequential([Dense(1)])", "inputs", None),
        ("Sequential([Dense(1)])", "layers", True),
        ("keras.applications.VGG16()", "inputs", True),
        ("Dense(1)", "weights", True),
        ("Dense(1)", "layers", None),
        ("Dense(1)", "kernel", None),
        ("keras.models.load_model('m.h5')", "fit", None),
    ],
)
def test_attributes_that_keras_surely_gives(owner: str, name: str, has: bool | None) -> None:
    found = program(f"i = Input((4,))\nDense(7, kernel_initializer=hasattr({owner}, {name!r}))(i)")
    layers = [node.layer for node in found.nodes]
    [answer] = [layer.config["kernel_initializer"] for layer in layers if layer.config.get("units") == 7]
    assert isinstance(answer, Unknown) if has is None else answer is has


def test_a_branch_for_another_kind_of_object_is_dead() -> None:
    found = program(
        """
        def set_up(m):
            if hasattr(m, "build_preprocessor"):
                pass
            elif hasattr(m, "inputs") and hasattr(m, "outputs"):
                pass
            elif hasattr(m, "fit"):
                m.compile("adam", "mse")
                m.fit(x, x)
        i = Input((4,))
        set_up(Model(i, Dense(1)(i)))
        """
    )
    assert not found.trainings


@pytest.mark.parametrize(
    ("first", "complete"),
    [("Dense(4, input_shape=(3,))", True), ("Embedding(100, 8)", True), ("Dense(4)", False)],
)
def test_a_name_that_only_gets_layers_begins_with_one_that_declares_an_input(first: str, complete: bool) -> None:
    (model,) = program(f"net.add({first})\nnet.add(Dense(1))\nnet.compile('adam', 'mse')").models
    assert model.complete is complete
