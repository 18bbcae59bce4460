"""What is not known stays unknown, with its reason and its place, and nothing else does."""

from __future__ import annotations

import pytest
from reading import HEADER, chain, head, loss, program, training

from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Head, Model
from kerasrules.model.training import Loss, Optimizer
from kerasrules.model.unknown import Unknown

LINES = HEADER.count("\n")


@pytest.mark.parametrize(
    "activation",
    [
        "choose()",
        "config['activation']",
        "open('act.txt').read()",
        "'relu' if flag() else 'tanh'",
        "'no_such_activation'",
        "lambda x: x * 2",
        "os.environ['ACT']",
        "args.activation",
        "table[key]",
        "tfa.activations.mish",
        "own",
    ],
)
def test_an_activation(activation: str) -> None:
    found = program(f"def own(x):\n    return x\nm = Sequential([Dense(4, 'relu'), Dense(2, activation={activation})])")
    dense = [node.layer for node in found.models[-1].nodes if node.layer.class_name == "Dense"]
    assert dense[0].config["activation"] == "relu"
    unknown = dense[1].config["activation"]
    assert isinstance(unknown, Unknown)
    assert unknown.reason
    assert dense[1].config["units"] == 2
    assert dense[1].arguments["activation"].start.line == LINES + 3


@pytest.mark.parametrize(
    "units", ["n()", "len(names)", "3 if flag() else 5", "int(input())", "data.shape[1]", "10 ** 99"]
)
def test_units(units: str) -> None:
    found = program(f"m = Sequential([Dense({units}, 'softmax')])\nm.compile(loss='mse')")
    assert head(found) == "softmax ?"
    assert loss(found) == "mean_squared_error"


@pytest.mark.parametrize(
    ("argument", "location"),
    [
        ("json.load(open('c.json'))['loss']", True),
        ("config.loss", True),
        ("'no_such_loss'", True),
        ("'mse' if flag() else 'mae'", True),
        ("tfa.losses.SigmoidFocalCrossEntropy()", True),
        ("own", True),
        ("[a(), b()]", True),
        ("getattr(keras.losses, name())", True),
        ("partial(own, 1)", True),
    ],
)
def test_a_loss(argument: str, location: bool) -> None:
    found = program(
        f"from functools import partial\ndef own(y, p):\n    return p - y\n"
        f"m = Sequential([Dense(1, 'sigmoid')])\nm.compile(\n    loss={argument}, optimizer='adam')"
    )
    (pair,) = training(found).output_losses
    assert isinstance(pair.loss, Unknown)
    assert pair.loss.reason
    assert pair.loss.location is not None
    assert pair.loss.location.start.line in (LINES + 3, LINES + 6)
    assert head(found) == "sigmoid 1"
    assert isinstance(training(found).optimizer, Optimizer)


@pytest.mark.parametrize(
    "made",
    [
        "load()",
        "keras.models.load_model('m.h5')",
        "keras.models.clone_model(other)",
        "hub.load('x')",
        "models[key]",
        "tf.saved_model.load('d')",
        "pickle.load(open('m', 'rb'))",
        "build(*args)",
    ],
)
def test_a_model(made: str) -> None:
    found = training(program(f"m = {made}\nm.compile(loss='mse', optimizer='adam')\nm.fit(x, y)"))
    (pair,) = found.output_losses
    assert isinstance(pair.head, Unknown)
    assert pair.head.reason
    assert pair.head.location is not None
    assert pair.head.location.start.line == LINES + 1
    assert isinstance(pair.loss, Loss)
    assert pair.loss.name == "mean_squared_error"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m = Sequential(layers_of())", ["unknown"]),
        ("m = Sequential([Dense(2), make(), Dense(1)])", ["Dense(2)", "unknown", "Dense(1)"]),
        ("m = Sequential([Dense(2), *more(), Dense(1)])", ["Dense(2)", "unknown", "Dense(1)"]),
        ("ls = [Dense(2)]\nfill(ls)\nm = Sequential([*ls, Dense(1)])", ["Dense(2)", "Dense(1)"]),
        ("i = Input(3)\nm = Model(i, Dense(1)(library.block(i)))", ["unknown", "Dense(1)"]),
        ("i = Input(3)\nm = Model(i, Dense(1)(hub.KerasLayer('x')(i)))", ["unknown", "Dense(1)"]),
        ("class L(Base):\n    pass\ni = Input(3)\nm = Model(i, Dense(1)(L()(i)))", ["unknown", "Dense(1)"]),
        ("class L(Layer):\n    def call(self, x):\n        return go(1)\ni = Input(3)\nm = Model(i, Dense(1)(L()(i)))",
         ["L", "Dense(1)"]),
    ],
)  # fmt: skip
def test_a_part_of_a_model(text: str, expected: list[str]) -> None:
    found = program(text)
    assert chain(found) == expected
    if expected[0] != "Dense(2)" or "unknown" in expected:
        assert not found.models[-1].complete
        assert all(part.reason and part.location for part in found.models[-1].unknown)


@pytest.mark.parametrize("rate", ["read()", "0.1 if flag() else 0.2", "args.lr", "Schedule()"])
def test_a_learning_rate(rate: str) -> None:
    found = training(program(f"m = Sequential([Dense(1)])\nm.compile(keras.optimizers.Adam({rate}), 'mse')"))
    assert isinstance(found.optimizer, Optimizer)
    assert isinstance(found.optimizer.learning_rate, Unknown)
    assert found.optimizer.class_name == "Adam"


@pytest.mark.parametrize("optimizer", ["make()", "'adam' if flag() else 'sgd'", "tfa.optimizers.LAMB()", "'no_such'"])
def test_an_optimizer(optimizer: str) -> None:
    found = training(program(f"m = Sequential([Dense(1)])\nm.compile({optimizer}, 'mse')"))
    assert isinstance(found.optimizer, Unknown)
    assert found.optimizer.reason


def test_heads_that_differ_between_branches() -> None:
    found = program(
        """
        def build(kind):
            i = Input(3)
            if kind == "a":
                x = Dense(1, "sigmoid")(i)
            else:
                x = Dense(1)(i)
            m = Model(i, x)
            m.compile(loss="mse")
            return m
        """
    )
    (pair,) = training(found).output_losses
    assert isinstance(pair.head, Unknown)
    assert "branch" in pair.head.reason
    assert loss(found) == "mean_squared_error"


def test_heads_that_agree_between_branches() -> None:
    found = program(
        "i = Input(3)\nx = Dropout(0.1)(i) if flag() else i\nm = Model(i, Dense(1)(x))\nm.compile(loss='mse')"
    )
    assert head(found) == "linear 1"


@pytest.mark.parametrize("data", ["load()", "np.load('x.npy')", "pd.read_csv('x.csv').values", "batches", "f.read()"])
def test_data(data: str) -> None:
    found = training(
        program(f"import numpy as np\nm = Sequential([Dense(1)])\nm.compile(loss='mse')\nm.fit({data}, {data})")
    )
    ((x,),) = [fit.x for fit in found.fits]
    assert isinstance(x, Unknown) or (isinstance(x, ArrayInfo) and x.high is None)
    assert isinstance(found.model, Model)
    assert isinstance(found.output_losses[0].head, Head)


def test_a_file_with_more_work_than_the_bound() -> None:
    found = program(
        "m = Sequential([Dense(3)])\ndef f(n):\n    for a in range(60):\n        for b in range(60):\n"
        "            for c in range(60):\n                Dense(a + b + c)\nf(1)\n"
    )
    assert chain(found) == ["Dense(3)"]
    assert len(found.notices) == 1
