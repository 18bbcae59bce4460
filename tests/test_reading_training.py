"""What compile, fit and custom loops say."""

from __future__ import annotations

import pytest
from reading import HEADER, head, loss, pairs, program, training

from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Model
from kerasrules.model.training import Metric, Optimizer
from kerasrules.model.unknown import Unknown

SOFTMAX = "m = Sequential([Dense(10, activation='softmax', input_shape=(4,))])\n"


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("'categorical_crossentropy'", "categorical_crossentropy"),
        ("'CategoricalCrossentropy'", "categorical_crossentropy"),
        ("'mse'", "mean_squared_error"),
        ("'MSE'", "mean_squared_error"),
        ("'mean_squared_error'", "mean_squared_error"),
        ("'mae'", "mean_absolute_error"),
        ("'kld'", "kl_divergence"),
        ("'logcosh'", "log_cosh"),
        ("'huber'", "huber"),
        ("keras.losses.mse", "mean_squared_error"),
        ("keras.losses.MSE", "mean_squared_error"),
        ("keras.losses.categorical_crossentropy", "categorical_crossentropy"),
        ("tf.losses.categorical_crossentropy", "categorical_crossentropy"),
        ("keras.metrics.categorical_crossentropy", "categorical_crossentropy"),
        ("keras.losses.CategoricalCrossentropy()", "categorical_crossentropy"),
        ("tf.losses.CategoricalCrossentropy(from_logits=True)", "categorical_crossentropy from logits"),
        ("keras.losses.SparseCategoricalCrossentropy(True)", "sparse_categorical_crossentropy from logits"),
        ("keras.losses.BinaryCrossentropy(from_logits=logits())", "binary_crossentropy from logits?"),
        ("keras.losses.CategoricalCrossentropy(**options)", "categorical_crossentropy from logits?"),
        ("keras.losses.CategoricalCrossentropy(**{'from_logits': True})", "categorical_crossentropy from logits"),
        ("keras.losses.Huber(delta=2)", "huber"),
        ("keras.losses.get('mse')", "mean_squared_error"),
        ("getattr(keras.losses, 'mse')", "mean_squared_error"),
        ("getattr(keras.losses, 'BinaryCrossentropy')()", "binary_crossentropy"),
        ("['mse']", "mean_squared_error"),
        ("{'a': 'mse'}['a']", "mean_squared_error"),
        ("'mse' if True else 'mae'", "mean_squared_error"),
        ("functools.partial(keras.losses.categorical_crossentropy, from_logits=True)",
         "categorical_crossentropy from logits"),
        ("functools.partial(keras.losses.SparseCategoricalCrossentropy, from_logits=True)()",
         "sparse_categorical_crossentropy from logits"),
        ("custom", "categorical_crossentropy via custom"),
        ("lambda y, p: keras.losses.mse(y, p) * 2", "mean_squared_error via <lambda>"),
        ("make(True)", "binary_crossentropy from logits via inner"),
        ("Weighted()", "mean_squared_error via Weighted"),
        ("functools.partial(scaled, 2.0)", "mean_absolute_error via scaled"),
        ("with_logits", "categorical_crossentropy from logits via with_logits"),
        ("inside", "categorical_crossentropy via inside"),
    ],
)  # fmt: skip
def test_losses(argument: str, expected: str) -> None:
    found = program(
        f"""
        import functools
        def custom(y, p):
            y = tf.cast(y, tf.float32)
            return tf.reduce_mean(tf.keras.losses.categorical_crossentropy(y, p))
        def make(logits):
            bce = keras.losses.BinaryCrossentropy(from_logits=logits)
            def inner(y_true, y_pred):
                return bce(y_true, y_pred)
            return inner
        class Weighted(keras.losses.Loss):
            def call(self, y_true, y_pred):
                return 2 * keras.losses.mean_squared_error(y_true, y_pred)
        def scaled(factor, y, p):
            return factor * keras.losses.mae(y, p)
        def with_logits(y, p):
            return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=p)
        def inside(y, p):
            return keras.backend.categorical_crossentropy(y, p)
        m = Sequential([Dense(10, activation='softmax', input_shape=(4,), name='a')])
        m.compile(optimizer='adam', loss={argument})
        """
    )
    assert loss(found) == expected
    assert head(found) == "softmax 10"


@pytest.mark.parametrize(
    "call",
    [
        "m.compile('adam', 'mse', ['accuracy'])",
        "m.compile(loss='mse', metrics=['accuracy'], optimizer='adam')",
        "m.compile(**{'loss': 'mse', 'metrics': ['accuracy'], 'optimizer': 'adam'})",
        "c = dict(loss='mse', metrics=['acc'])\nm.compile(optimizer=keras.optimizers.Adam(), **c)",
        "m.compile(*['adam', 'mse'], metrics='accuracy')",
        "def go(model, loss='mse'):\n    model.compile('adam', loss, metrics=[keras.metrics.Accuracy()])\ngo(m)",
        "getattr(m, 'compile')('adam', 'mse', metrics=[keras.metrics.Accuracy(name='a')])",
    ],
)
def test_compile(call: str) -> None:
    found = training(program(SOFTMAX + call))
    assert isinstance(found.optimizer, Optimizer)
    assert found.optimizer.class_name == "Adam"
    assert [pair.loss.name for pair in found.output_losses] == ["mean_squared_error"]  # type: ignore[union-attr]
    assert [one.name for one in found.metrics if isinstance(one, Metric)] == ["accuracy"]


@pytest.mark.parametrize(
    ("argument", "name", "rate"),
    [
        ("'adam'", "Adam", 0.001),
        ("'SGD'", "SGD", 0.01),
        ("keras.optimizers.SGD()", "SGD", 0.01),
        ("keras.optimizers.Adam(0.5)", "Adam", 0.5),
        ("keras.optimizers.Adam(learning_rate=1e-4)", "Adam", 1e-4),
        ("tf.optimizers.RMSprop(lr=0.2)", "RMSprop", 0.2),
        ("keras.optimizers.legacy.Adam(3e-4)", "Adam", 3e-4),
        ("tf.keras.optimizers.experimental.AdamW(0.1)", "AdamW", 0.1),
        ("keras.optimizers.Adam(rate / 10)", "Adam", 0.05),
        ("keras.optimizers.Adam(keras.optimizers.schedules.ExponentialDecay(0.3, 10, 0.9))", "Adam", 0.3),
        ("keras.optimizers.Adam(keras.optimizers.schedules.PiecewiseConstantDecay([1, 2], [0.7, 0.2, "
         "0.1]))", "Adam", 0.7),
        ("keras.optimizers.get('adam')", "Adam", 0.001),
        ("keras.optimizers.Adam(**{'learning_rate': 2.0})", "Adam", 2.0),
        ("keras.optimizers.Adam(read())", "Adam", None),
        ("{'a': keras.optimizers.Adam}['a'](0.4)", "Adam", 0.4),
    ],
)  # fmt: skip
def test_optimizers(argument: str, name: str, rate: float | None) -> None:
    found = training(program(f"rate = 0.5\n{SOFTMAX}m.compile(optimizer={argument}, loss='mse')")).optimizer
    assert isinstance(found, Optimizer)
    assert found.class_name == name
    assert found.learning_rate == rate or (rate is None and isinstance(found.learning_rate, Unknown))


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("['accuracy', 'mae']", ["accuracy", "mean_absolute_error"]),
        ("['acc', keras.metrics.AUC()]", ["accuracy", "auc"]),
        ("[keras.metrics.BinaryAccuracy(threshold=0.3)]", ["binary_accuracy"]),
        ("[keras.metrics.sparse_categorical_accuracy]", ["sparse_categorical_accuracy"]),
        ("'mse'", ["mean_squared_error"]),
        ("[own]", ["?"]),
        ("names()", ["?"]),
    ],
)
def test_metrics(argument: str, expected: list[str]) -> None:
    text = f"def own(y, p):\n    return p\n{SOFTMAX}m.compile(loss='mse', metrics={argument})"
    found = training(program(text)).metrics
    assert [one.name if isinstance(one, Metric) else "?" for one in found] == expected


TWO = """
i = Input((4,))
m = Model(i, [Dense(1, activation="sigmoid", name="a")(i), Dense(3, activation="softmax", name="b")(i)])
"""


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ("['binary_crossentropy', 'mse']", ["sigmoid 1: binary_crossentropy", "softmax 3: mean_squared_error"]),
        ("{'b': 'mse', 'a': 'mae'}", ["sigmoid 1: mean_absolute_error", "softmax 3: mean_squared_error"]),
        ("{'b': 'mse'}", ["softmax 3: mean_squared_error"]),
        ("'mse'", ["sigmoid 1: mean_squared_error", "softmax 3: mean_squared_error"]),
        ("['mse', None]", ["sigmoid 1: mean_squared_error"]),
        ("['mse'] * 2", ["sigmoid 1: mean_squared_error", "softmax 3: mean_squared_error"]),
        ("{n: 'mse' for n in ('a', 'b')}", ["sigmoid 1: mean_squared_error", "softmax 3: mean_squared_error"]),
        ("['mse']", ["sigmoid 1: ?", "softmax 3: ?"]),
        ("table()", ["sigmoid 1: ?", "softmax 3: ?"]),
    ],
)
def test_losses_per_output(losses: str, expected: list[str]) -> None:
    assert pairs(program(f"{TWO}m.compile(loss={losses})")) == expected


def test_losses_of_outputs_in_a_dict() -> None:
    found = program(
        "i = Input(4)\nm = Model(i, {'p': Dense(1, 'sigmoid')(i), 'q': Dense(2)(i)})\n"
        "m.compile(loss={'p': 'mse', 'q': 'mae'})"
    )
    assert pairs(found) == ["sigmoid 1: mean_squared_error", "linear 2: mean_absolute_error"]


def test_locations_of_losses_per_output() -> None:
    found = program("m.compile(loss={\n    'a': 'mse',\n    'b': 'mae',\n})", header=HEADER + TWO)
    start = (HEADER + TWO).count("\n")
    assert [pair.loss.location.start.line - start for pair in training(found).output_losses] == [2, 3]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ("Dense(1)", "linear 1"),
        ("Dense(1), Activation('sigmoid')", "sigmoid 1"),
        ("Dense(7), Softmax()", "softmax 7"),
        ("Dense(7), layers.Softmax(axis=1)", "softmax 7"),
        ("Dense(1, 'sigmoid'), Flatten()", "sigmoid 1"),
        ("Dense(4), Dropout(0.5)", "linear 4"),
        ("Dense(4), Reshape((2, 2))", "linear 4"),
        ("Dense(3), Lambda(tf.nn.softmax)", "softmax 3"),
        ("Dense(3), Lambda(lambda t: keras.backend.softmax(t))", "softmax 3"),
        ("Dense(4, 'relu'), BatchNormalization()", "?"),
        ("Reshape((2, 2)), LSTM(3)", "tanh 3"),
        ("Reshape((2, 2)), TimeDistributed(Dense(5, 'softmax'))", "softmax 5"),
        ("Sequential([Dense(2), Dense(1, 'sigmoid')])", "sigmoid 1"),
    ],
)
def test_heads(layers: str, expected: str) -> None:
    assert head(program(f"m = Sequential([Input(4), {layers}])\nm.compile(loss='mse')")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "def build():\n    return Sequential([Dense(1, 'sigmoid')])\ndef fit(m):\n    m.compile(loss='mse')\n"
        "    m.fit(x, y)\nfit(build())",
        "def build():\n    m = Sequential([Dense(1, 'sigmoid')])\n    m.compile(loss='mse')\n    return m\n"
        "build().fit(x, y)",
        "class T:\n    def __init__(self):\n        self.model = self._build()\n    def _build(self):\n"
        "        return Sequential([Dense(1, 'sigmoid')])\n    def train(self):\n"
        "        self.model.compile(loss='mse')\n"
        "        self.model.fit(x, y)\nT().train()",
        "class T:\n    def __init__(self):\n        self.model = Sequential([Dense(1, 'sigmoid')])\n"
        "    def train(self, x, y):\n"
        "        self.model.compile(loss='mse')\n        self.model.fit(x, y)",
        "class Net(Model):\n    def __init__(self):\n        super().__init__()\n        self.d = Dense(1, 'sigmoid')\n"
        "    def call(self, x):\n        return self.d(x)\nm = Net()\nm.compile(loss='mse')\nm.fit(x, y)",
        "class Net(Model):\n    def __init__(self):\n        super().__init__()\n        self.d = Dense(1, 'sigmoid')\n"
        "        self.compile(loss='mse')\n    def call(self, x):\n        return self.d(x)\nNet().fit(x, y)",
        "m = Sequential([Dense(1, 'sigmoid')])\nm.compile(loss='mse')\nfor k in range(100):\n"
        "    m.train_on_batch(x, y)",
        "with strategy.scope():\n    m = Sequential([Dense(1, 'sigmoid')])\n    m.compile(loss='mse')\nm.fit(x, y)",
        "def main():\n    m = Sequential([Dense(1, 'sigmoid')])\n    m.compile(loss='mse')\n    m.fit(x, y)\n"
        "if __name__ == '__main__':\n    main()",
        "models = {'a': lambda: Sequential([Dense(1, 'sigmoid')])}\nm = models['a']()\nm.compile(loss='mse')\n"
        "m.fit(x, y)",
        "m = Sequential([Dense(1, 'sigmoid')])\nm.compile(loss='mse')\ndef train(model, n=3, **kw):\n"
        "    return model.fit(x, y, epochs=n, **kw)\nh = train(m, verbose=0)",
        "import functools\nm = Sequential([Dense(1, 'sigmoid')])\nfunctools.partial(m.compile, loss='mse')()\n"
        "m.fit_generator(g)",
    ],
)  # fmt: skip
def test_models_built_compiled_and_fitted_apart(text: str) -> None:
    found = program(text)
    assert (head(found), loss(found)) == ("sigmoid 1", "mean_squared_error")
    assert [fit.method for fit in training(found).fits if fit.trains]
    assert training(found).trained


def test_a_model_that_is_compiled_and_returned_escapes() -> None:
    found = training(program("def build():\n    m = Sequential([Dense(1)])\n    m.compile(loss='mse')\n    return m"))
    assert found.escapes
    assert not found.fits


def test_a_callback_that_gets_a_model_does_not_train_it() -> None:
    text = "from keras.callbacks import TensorBoard\nm = Sequential([Dense(1)])\nm.compile(loss='mse')\n"
    assert not training(program(f"{text}TensorBoard('logs').set_model(m)")).trained
    assert training(program(f"{text}import other\nother.Trainer().run(m)")).trained


def test_layers_that_are_added_after_compile_are_not_in_the_training() -> None:
    found = program("m = Sequential([Dense(2)])\nm.compile(loss='mse')\nm.add(Dense(1, 'sigmoid'))")
    assert head(found) == "linear 2"


def test_a_training_for_each_compile() -> None:
    found = program(f"{SOFTMAX}for l in ('mse', 'mae'):\n    m.compile(loss=l)\n    m.fit(x, y)")
    assert pairs(found) == ["softmax 10: mean_squared_error", "softmax 10: mean_absolute_error"]
    assert [len(one.fits) for one in found.trainings] == [1, 1]


def test_models_that_depend_on_a_branch_are_two_trainings() -> None:
    found = program(
        "m = Sequential([Dense(1)]) if flag() else Sequential([Dense(2, 'softmax')])\nm.compile(loss='mse')\n"
        "m.fit(x, y)"
    )
    assert sorted(pairs(found)) == ["linear 1: mean_squared_error", "softmax 2: mean_squared_error"]


@pytest.mark.parametrize(
    ("call", "method", "low_high"),
    [
        ("m.fit(x_train, y_train, epochs=3)", "fit", (0, 255)),
        ("m.fit(x=x_train / 255, y=y_train)", "fit", (0, 1)),
        ("m.fit(tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(8))", "fit", (0, 255)),
        ("m.train_on_batch(x_train[:8], y_train[:8])", "train_on_batch", (0, 255)),
        ("m.evaluate(x_test, y_test)", "evaluate", (0, 255)),
        ("m.predict(x_test)", "predict", (0, 255)),
    ],
)
def test_data(call: str, method: str, low_high: tuple[int, int]) -> None:
    found = training(
        program(
            f"""
            (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
            m = Sequential([Flatten(input_shape=(28, 28)), Dense(10)])
            m.compile(loss='mse')
            {call}
            """
        )
    )
    (fit,) = found.fits
    (x,) = fit.x
    assert fit.method == method
    assert isinstance(x, ArrayInfo)
    assert (x.low, x.high) == low_high


@pytest.mark.parametrize(
    "given",
    [
        "(x_test / 255, y_test)",
        "[x_test / 255, y_test]",
        "(x_test / 255, y_test, np.ones(10000))",
        "tf.data.Dataset.from_tensor_slices((x_test / 255, y_test)).batch(8)",
    ],
)
def test_validation_data(given: str) -> None:
    found = training(
        program(
            f"""
            import numpy as np
            (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
            m = Sequential([Flatten(input_shape=(28, 28)), Dense(10)])
            m.compile(loss='mse')
            m.fit(x_train, y_train, validation_data={given})
            """
        )
    )
    (fit,) = found.fits
    (x,), (y,) = fit.validation_x, fit.validation_y
    assert isinstance(x, ArrayInfo)
    assert isinstance(y, ArrayInfo)
    assert (x.high, x.split, y.high, y.split) == (1, "test", 9, "test")


LOOPS = {
    "tape": """
        loss_fn = keras.losses.BinaryCrossentropy(from_logits=True)
        for x, y in data:
            with tf.GradientTape() as tape:
                loss = loss_fn(y, m(x, training=True))
        """,
    "in a function": """
        loss_fn = keras.losses.BinaryCrossentropy(from_logits=True)
        @tf.function
        def step(x, y):
            with tf.GradientTape() as tape:
                p = m(x)
                value = loss_fn(y, p)
            return value
        for x, y in data:
            step(x, y)
        """,
    "that nobody calls": """
        @tf.function
        def step(x, y):
            with tf.GradientTape() as tape:
                return tf.reduce_mean(keras.losses.binary_crossentropy(y, m(x), from_logits=True))
        """,
    "with logits": """
        def step(x, y):
            with tf.GradientTape() as tape:
                l = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=m(x))
        """,
}


@pytest.mark.parametrize("text", LOOPS.values(), ids=LOOPS)
def test_custom_loops(text: str) -> None:
    import textwrap

    found = program("m = Sequential([Dense(1, input_shape=(4,))])\n" + textwrap.dedent(text))
    assert (head(found), loss(found)) == ("linear 1", "binary_crossentropy from logits")
    assert training(found).custom_loop
    assert training(found).trained


def test_train_step() -> None:
    found = program(
        """
        class Net(Model):
            def __init__(self):
                super().__init__()
                self.d = Dense(1, activation="sigmoid")
            def call(self, x):
                return self.d(x)
            def train_step(self, data):
                x, y = data
                with tf.GradientTape() as tape:
                    p = self(x, training=True)
                    l = self.compute_loss(y=y, y_pred=p)
                return {}
        m = Net()
        m.compile(optimizer="adam", loss="binary_crossentropy")
        m.fit(x, y)
        """
    )
    assert (head(found), loss(found)) == ("sigmoid 1", "binary_crossentropy")


def test_a_train_step_with_a_loss_of_its_own() -> None:
    found = program(
        """
        class Net(Model):
            def __init__(self):
                super().__init__()
                self.d = Dense(1)
            def call(self, x):
                return self.d(x)
            def train_step(self, data):
                x, y = data
                with tf.GradientTape() as tape:
                    l = tf.reduce_mean((y - self(x)) ** 2)
                return {}
        m = Net()
        m.compile(optimizer="adam")
        m.fit(x, y)
        """
    )
    made = training(found).model
    assert isinstance(made, Model)
    assert made.custom_train_step
    assert not pairs(found)


def test_fit_without_compile() -> None:
    data = "import numpy as np\nx, y = np.ones((4, 2)), np.ones(4)\n"
    found = program(f"{data}m = Sequential([Dense(1)])\nm.fit(x, y)")
    assert [fit.method for _, fit in found.uncompiled] == ["fit"]
    # names that nothing binds: an excerpt, whose compile call may stand above it
    assert not program("m = Sequential([Dense(1)])\nm.fit(x, y)").uncompiled
    assert not program("m = keras.models.load_model('a')\nm.fit(x, y)").uncompiled


def test_arguments_of_fit() -> None:
    (fit,) = training(program(f"{SOFTMAX}m.compile(loss='mse')\nm.fit(x, y, 32, epochs=5, verbose=flag())")).fits
    assert (fit.arguments["batch_size"], fit.arguments["epochs"]) == (32, 5)
    assert isinstance(fit.arguments["verbose"], Unknown)


@pytest.mark.parametrize(
    "asserted",
    [
        "outer.trainable = False\nassert not m.trainable\nassert not m.layers[0].trainable",
        "m.trainable = False\nassert outer.trainable\nassert not m.layers[1].trainable",
        "outer.trainable = False\nm.trainable = True\nassert m.trainable",
        "m.layers[0].trainable = False\nassert m.trainable\nassert m.layers[1].trainable",
        "assert not Dense(2, trainable=False).trainable",
    ],
)
def test_what_an_assertion_says_of_trainable_holds(asserted: str) -> None:
    made = (
        "m = Sequential([Input((3,)), Dense(4, 'relu'), Dense(3, 'relu')])\n"
        "outer = Sequential([Input((3,)), m, Dense(1)])\n"
    )
    found = program(f"{made}{asserted}\nouter.compile('adam', 'mse')")
    assert len(found.trainings) == 1
    pytest.importorskip("keras")
    exec(HEADER + made + asserted, {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m.trainable = False", [False]),
        ("for l in m.layers:\n    l.trainable = False", [False, False]),
        ("m.layers[0].trainable = flag()", ["?"]),
        ("m.get_layer('a').trainable = True", [True]),
    ],
)
def test_changes_of_trainable(text: str, expected: list[object]) -> None:
    found = program("m = Sequential([Dense(1, name='a', input_shape=(3,)), Dense(2)])\n" + text)
    assert ["?" if isinstance(one.value, Unknown) else one.value for one in found.trainable_changes] == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [("", "softmax 7"), (", classifier_activation='sigmoid'", "sigmoid 7"), (", classifier_activation=own()", "? 7")],
)
def test_the_head_of_a_backbone_with_its_top(arguments: str, expected: str) -> None:
    found = program(f"m = keras.applications.ResNet50(weights=None, classes=7{arguments})\nm.compile(loss='mse')")
    assert head(found) == expected


SEVERAL = """\
def small(): return Sequential([Dense(5, input_shape=(4,)), Dense(3, activation="sigmoid")])
def large(): return Sequential([Dense(5, input_shape=(4,)), Dense(3, activation="softmax")])
"""
EITHER_MODEL = "m = large() if f() else small()\n"
COMPILE = "m.compile('adam', 'mse')\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # every model is compiled so
        (EITHER_MODEL + COMPILE, ["softmax 3: mean_squared_error", "sigmoid 3: mean_squared_error"]),
        (
            f"if g():\n    {EITHER_MODEL}    {COMPILE}",
            ["softmax 3: mean_squared_error", "sigmoid 3: mean_squared_error"],
        ),
        # the same test may decide on both
        (f"{EITHER_MODEL}if f():\n    {COMPILE}", ["softmax 3: ?", "sigmoid 3: ?"]),
        (f"m = {{'a': large, 'b': small}}[k()]()\nif k() == 'a':\n    {COMPILE}", ["softmax 3: ?", "sigmoid 3: ?"]),
        # one model may be compiled in several ways
        (f"m = small()\nif f():\n    {COMPILE}", ["sigmoid 3: mean_squared_error"]),
    ],
)
def test_a_branch_may_be_for_one_of_several_models(text: str, expected: list[str]) -> None:
    assert pairs(program(SEVERAL + text)) == expected


def test_data_in_a_branch_may_be_for_one_of_several_models() -> None:
    data = "import numpy as np\nif f():\n    m.fit(np.zeros((9, 4)), np.zeros((9, 3)))\n"
    found = program(SEVERAL + EITHER_MODEL + COMPILE + data)
    assert [isinstance(one.fits[0].x[0], Unknown) for one in found.trainings] == [True, True]


def test_numpy_of_what_was_computed_from_data() -> None:
    text = """
import numpy as np
x = keras.datasets.mnist.load_data()[0][0][..., None] / 255
x = Sequential([layers.RandomFlip(), layers.Rescaling(2.0)])(x).numpy()
m = Sequential([Dense(3)])
m.compile("adam", "mse")
m.fit(x, m(x).numpy())
"""
    fit = training(program(text)).fits[0]
    assert isinstance(fit.x[0], ArrayInfo)
    assert (fit.x[0].low, fit.x[0].high) == (0.0, 2.0)
    assert isinstance(fit.y[0], ArrayInfo)
    assert fit.y[0].predictor is not None


STEP = """
import numpy as np
m = Sequential([Input((4,)), Dense(3)])
x, y = np.zeros((8, 4)), np.zeros((8, 3))
with tf.GradientTape() as tape:
    p = m(x)
    value = {loss}
keras.optimizers.Adam().apply_gradients(zip(tape.gradient(value, m.trainable_variables), m.trainable_variables))
"""


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("keras.losses.MeanSquaredError()(p, y)", ["linear 3: mean_squared_error"]),
        ("tf.reduce_mean(keras.losses.mean_absolute_error(p, y))", ["linear 3: mean_absolute_error"]),
        ("keras.losses.mean_squared_error(p, tf.ones_like(p))", ["linear 3: mean_squared_error"]),
        ("keras.losses.mean_squared_error(tf.ones_like(p), p)", ["linear 3: mean_squared_error"]),
        ("keras.losses.BinaryCrossentropy()(p, y)", []),
    ],
)
def test_losses_for_which_the_order_does_not_matter(loss: str, expected: list[str]) -> None:
    assert pairs(program(STEP.format(loss=loss))) == expected


METRIC_STEP = (
    STEP
    + """
metric, other = keras.metrics.BinaryAccuracy(), keras.metrics.Precision()
metric.update_state(y, {given})
other(y, p)
"""
)


@pytest.mark.parametrize(
    ("given", "expected"), [("p", ["binary_accuracy", "precision"]), ("tf.sigmoid(p)", ["precision"])]
)
def test_metrics_that_a_loop_updates(given: str, expected: list[str]) -> None:
    loss = "keras.losses.BinaryCrossentropy(from_logits=True)(y, p)"
    found = training(program(METRIC_STEP.format(loss=loss, given=given)))
    assert [one.name for one in found.metrics if isinstance(one, Metric)] == expected
