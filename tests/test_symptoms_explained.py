"""Does the first explanation of a symptom name the cause? Small programs, each with one fault, asked about in words
that users choose, or with a log of their training."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kerasrules.cli import main

MNIST = "(x, y), (x_new, y_new) = keras.datasets.mnist.load_data()\nx, x_new = x / 255, x_new / 255"
HALF_SCALED = "(x, y), (x_new, y_new) = keras.datasets.mnist.load_data()\nx = x / 255"
MADE = "x = np.random.randn(1000, 8)\ny = (x[:, 0] > 0).astype('float32')"
NUMBERS = "x = np.random.randn(500, 8)\ny = np.random.randint(1000, 9000, 500)"
SIGMOID = "layers.Dense(16, 'relu'), layers.Dense(1, 'sigmoid')"
DIGITS = "layers.Flatten(), layers.Dense(32, 'relu'), layers.Dense(10, 'softmax')"
LINEAR = "layers.Dense(16, 'relu'), layers.Dense(1)"
STUCK = "\n".join(f"Epoch {n}/4\n30/30 - 0s - accuracy: 0.50{n} - loss: 0.6931" for n in range(1, 5))
WILD = "\n".join(f"epoch {n} loss: {loss}" for n, loss in enumerate((5e8, 7.1, 2.3026, 2.3027, 2.3026)))
ZERO = "\n".join(f"Epoch {n}/3\n9/9 - 0s - loss: 0.0000e+00 - acc: 1.0000" for n in range(1, 4))


def program(
    data: str, stack: str, loss: str, *, optimizer: str = "'adam'", metric: str = "'accuracy'", end: str = ""
) -> str:
    return (
        "import keras\nimport numpy as np\nimport pandas as pd\nimport tensorflow as tf\nfrom keras import layers\n"
        f"{data}\nmodel = keras.Sequential([{stack}])\n"
        f"model.compile({optimizer}, {loss}, metrics=[{metric}])\n" + (end or "model.fit(x, y, epochs=20)\n")
    )


LOOP = """\
import tensorflow as tf

(x, y), _ = tf.keras.datasets.mnist.load_data()
batches = tf.data.Dataset.from_tensor_slices((x / 255, y)).batch(32)
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(10, activation="softmax")])
judge, optimizer = tf.keras.losses.SparseCategoricalCrossentropy(), tf.keras.optimizers.Adam()
for xb, yb in batches:
    with tf.GradientTape() as tape:
        loss = judge(yb, model(xb))
    gradients = tape.gradient(loss, model.trainable_variables)
"""
HAND_WRITTEN = """\
def judge(t, p):
    return {sign}tf.reduce_mean(t * tf.math.log({p}) + (1 - t) * tf.math.log(1 - {p}))
"""
BCE, SPARSE, CATEGORICAL = "'binary_crossentropy'", "'sparse_categorical_crossentropy'", "'categorical_crossentropy'"
ZEROS = "layers.Dense(16, 'relu', kernel_initializer='zeros'), layers.Dense(1, 'sigmoid')"
PENALIZED = ", ".join(f"layers.Dense({n}, 'relu', kernel_regularizer=keras.regularizers.l1(0.5))" for n in (64, 32))
MANY = "x, y = np.random.randn(900, 8), (np.random.rand(900, 20) < 0.05).astype('int32')"
SORTED = "x = np.concatenate([np.random.randn(300, 8) + k for k in range(2)])\ny = np.repeat([0, 1], 300)"
VALIDATED = "model.fit(x, y, epochs=9, validation_data=({}))\n"


@pytest.mark.parametrize(
    ("said", "written", "cause"),
    [
        # a loss of guessing
        ("my loss is stuck at 0.6931", program(MADE, ZEROS, BCE), "KR502"),
        (STUCK, program(MADE, SIGMOID, BCE, optimizer="keras.optimizers.Adam(1e-9)"), "KR501"),
        ("the loss won't go below 0.69", program(f"{MADE}\nnp.random.shuffle(x)", SIGMOID, BCE), "KR314"),
        ("loss 0.693", program(MADE, f"{PENALIZED}, layers.Dense(1, 'sigmoid')", BCE), "KR607"),
        (WILD, program("(x, y), _ = keras.datasets.mnist.load_data()", DIGITS, SPARSE, optimizer="'sgd'"), "KR301"),
        (
            "2.30 is my loss in every epoch",
            program(f"{MNIST}\nx = x / 255", DIGITS, SPARSE, optimizer="'sgd'"),
            "KR302",
        ),
        ("the loss stays at 2.3026", LOOP, "no optimizer was found that applies them"),
        (
            "loss: 2.3026 - acc: 0.1",
            program(
                MNIST,
                DIGITS.replace("relu", "sigmoid"),
                SPARSE,
                optimizer="'sgd'",
                end="model.fit(x, y, batch_size=1000, epochs=3)",
            ),
            "Training makes only 180 updates",
        ),
        # nan
        ("loss nan", program(NUMBERS, LINEAR, "'mse'", optimizer="keras.optimizers.SGD(5.0)"), "KR501"),
        (
            "NaN after a while",
            program(MADE + "\n" + HAND_WRITTEN.format(sign="-", p="p"), SIGMOID, "judge"),
            "takes the logarithm of values that may be 0 (tensorflow.math.log)",
        ),
        ("loss is nan", program(f"{MNIST}\nx = (x - x.mean(axis=0)) / x.std(axis=0)", DIGITS, SPARSE), "0 / 0 is nan"),
        # an accuracy that does not move
        ("accuracy is 0.95 from the start", program(MANY, "layers.Dense(20, 'sigmoid')", BCE), "KR217"),
        ("accuracy stuck at 0.65", program(MADE, SIGMOID.replace("sigmoid", "softmax"), BCE), "KR202"),
        ("accuracy 0.1", program(f"{MNIST}\ny = y / 255", DIGITS, SPARSE), "KR311"),
        # an accuracy of numbers
        (
            "loss goes down but accuracy is 0.0",
            program(MADE.replace("> 0", "* 0.1"), LINEAR, "'mse'"),
            "mean_squared_error trains a regression",
        ),
        ("zero accuracy", program(MADE, SIGMOID, BCE, metric="keras.metrics.Accuracy()"), "KR209"),
        # a loss of 0
        (ZERO, program(MADE, SIGMOID.replace("sigmoid", "softmax"), CATEGORICAL), "KR202"),
        ("loss 0.0", program(MADE, LINEAR, "keras.losses.CategoricalCrossentropy(from_logits=True)"), "KR202"),
        (
            "the loss is zero at once",
            program("x, y = np.random.randn(99, 8), np.zeros(99)", SIGMOID, BCE),
            "All labels are 0",
        ),
        # one answer
        (
            "it predicts class 0 every time",
            program(MADE, SIGMOID, BCE, end="model.fit(x, y, epochs=20)\nprint(model.predict(x).argmax(axis=1))"),
            "KR211",
        ),
        ("identical values for all inputs", program(MADE, f"{PENALIZED}, layers.Dense(1)", "'mse'"), "KR607"),
        (
            "every image is predicted as class 8",
            program(HALF_SCALED, DIGITS, SPARSE, end="model.fit(x, y, epochs=5)\nprint(model.predict(x_new))"),
            "KR304",
        ),
        # validation
        (
            "99% in training, bad on the test data",
            program(HALF_SCALED, DIGITS, SPARSE, end=VALIDATED.format("x_new, y_new")),
            "KR304",
        ),
        (
            "acc: 0.98 - val_acc: 0.03",
            program(SORTED, SIGMOID, BCE, end="model.fit(x, y, validation_split=0.3)"),
            "KR307",
        ),
        (
            "validation accuracy is suspiciously perfect",
            program(MADE, SIGMOID, BCE, end=VALIDATED.format("x, y")),
            "KR306",
        ),
        # a huge loss
        ("the loss is huge", program(NUMBERS, LINEAR, "'mse'"), "KR310"),
        (
            "MSE in the millions",
            program(NUMBERS, LINEAR.replace("Dense(1)", "Dense(1, 'tanh')"), "'mse'"),
            "with tanh gives values from -1 to 1",
        ),
        # errors
        (
            "expected dense to have shape (10,) but got array with shape (1,)",
            program(MNIST, DIGITS, "'categorical_crossentropy'"),
            "KR206",
        ),
        # a negative loss
        (
            "negative loss",
            program("x = np.random.randn(500, 8)\ny = np.where(x[:, 0] > 0, 1, -1)", SIGMOID, BCE),
            "KR215",
        ),
        (
            "the loss falls below zero",
            program("x, y = np.random.randn(99, 8), np.random.randint(0, 3, 99)", SIGMOID, BCE),
            "range from 0 to 2, but binary_crossentropy expects targets from 0 to 1",
        ),
        (
            "the cost is less than zero",
            program(
                MADE + "\n" + HAND_WRITTEN.format(sign="", p="tf.clip_by_value(p, 1e-6, 1 - 1e-6)"), SIGMOID, "judge"
            ),
            "check the sign of what its function returns",
        ),
    ],
)
def test_the_first_explanation_names_the_cause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], said: str, written: str, cause: str
) -> None:
    (tmp_path / "train.py").write_text(written, encoding="utf-8")
    if "\n" in said:
        (tmp_path / "log.txt").write_text(said, encoding="utf-8")
        said = str(tmp_path / "log.txt")
    main(["check", "--isolated", "--output-format", "json", "--symptom", said, str(tmp_path / "train.py")])
    first = json.loads(capsys.readouterr().out)["symptoms"][0]
    assert cause in (first["causes"][:1] if cause.startswith("KR") else " ".join(first["facts"]))


@pytest.mark.parametrize(("said", "label"), [("my model predicts only zeros", 0), ("accuracy stuck at 0.9", 0)])
def test_the_most_frequent_label(tmp_path: Path, capsys: pytest.CaptureFixture[str], said: str, label: int) -> None:
    rows = [f"{i % 7},{(i * 13) % 11},{int(i % 10 == 3)}" for i in range(300)]
    (tmp_path / "clicks.csv").write_text("\n".join(["a,b,clicked", *rows]), encoding="utf-8")
    data = "table = pd.read_csv('clicks.csv')\nx, y = table[['a', 'b']], table['clicked']"
    path = tmp_path / "train.py"
    path.write_text(program(data, SIGMOID, BCE), encoding="utf-8")
    main(["check", "--isolated", "--output-format", "json", "--symptom", said, str(path)])
    first = json.loads(capsys.readouterr().out)["symptoms"][0]
    assert f"90% of the labels (read_csv of the file clicks.csv) are {label}" in first["facts"][0]


@pytest.mark.parametrize(
    ("said", "data"),
    [
        ("loss nan", "x = np.arange(800.0).reshape(100, 8)\nx = (x - x.mean()) / x.std()\ny = np.arange(100) % 2"),
        # the labels are one column of a table that reaches farther, and which one is unknown
        (
            "accuracy 0.5",
            "rows = np.array([[900.0, 0], [20.0, 1]])\nn = int(input())\nx, y = rows[:, :1], rows[:, n]",
        ),
    ],
)
def test_what_may_not_be_so_is_no_fact(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], said: str, data: str
) -> None:
    path = tmp_path / "train.py"
    path.write_text(program(data, SIGMOID, BCE), encoding="utf-8")
    main(["check", "--isolated", "--output-format", "json", "--symptom", said, str(path)])
    (told,) = json.loads(capsys.readouterr().out)["symptoms"]
    assert told["facts"] == []


def test_information_is_shown_where_it_explains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "train.py"
    path.write_text(program(NUMBERS, LINEAR, "'mse'"), encoding="utf-8")
    main(["check", "--isolated", str(path)])
    assert "KR310" not in capsys.readouterr().out
    main(["check", "--isolated", "--symptom", "the loss is huge", str(path)])
    assert "explained best by unscaled-target (KR310) at" in capsys.readouterr().out
    main(["check", "--isolated", "--symptom", "the loss is huge", "--ignore", "KR310", str(path)])
    assert "The targets (random whole numbers 1000..8999) range from 1000 to 8999" in capsys.readouterr().out


def test_lines_of_a_model_that_nothing_trains_explain_what_they_cause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pasted.py").write_text("model = Sequential()\nmodel.add(Dense(1, activation='softmax'))\n", "utf-8")
    (tmp_path / "sound.py").write_text("model = Sequential()\nmodel.add(Dense(1, activation='sigmoid'))\n", "utf-8")
    main(["check", "--isolated", "--output-format", "json", "--symptom", "accuracy 50%", str(tmp_path)])
    assert [one["causes"] for one in json.loads(capsys.readouterr().out)["symptoms"]] == [["KR202"]]


def test_statistics_that_have_not_settled_explain_wrong_predictions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "train.py").write_text(
        "import keras\n(x, y), _ = keras.datasets.cifar10.load_data()\nx, y = x[:64] / 255, y[:64]\n"
        "model = keras.applications.ResNet50(weights=None, input_shape=(32, 32, 3), classes=10)\n"
        "model.compile('adam', 'sparse_categorical_crossentropy')\nmodel.fit(x, y, batch_size=64, epochs=60)\n",
        encoding="utf-8",
    )
    said = "accuracy 1.0 but predictions are wrong"
    main(["check", "--isolated", "--output-format", "json", "--symptom", said, str(tmp_path / "train.py")])
    assert json.loads(capsys.readouterr().out)["symptoms"][0]["causes"][0] == "KR514"


@pytest.mark.parametrize("known", [False, True])
def test_values_of_a_loss_of_the_users_own_are_not_interpreted(known, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(
        "" if known else "[tool.kerasrules.losses]\n'acme.focal' = 'SparseCategoricalCrossentropy'\n"
    )
    text = program(MNIST, DIGITS, SPARSE if known else "focal")
    (tmp_path / "a.py").write_text(text if known else f"from acme import focal\n{text}")
    main(["check", "--symptom", "loss 2.303", "a.py"])
    assert ("is ln 10" in capsys.readouterr().out) == known
