"""Symptoms: what users and logs say, what the numbers mean, and which findings explain them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from kerasrules.cli import main
from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.locations import Location, Position
from kerasrules.model.symptoms import Symptom, SymptomKind
from kerasrules.rules import INDEX
from kerasrules.symptoms import causes
from kerasrules.symptoms.guesses import guessed_classes
from kerasrules.symptoms.training_log import epochs_in, symptoms_of
from kerasrules.symptoms.words import symptoms_in

HEAD = """\
import numpy as np
import keras
from keras import layers

x, y = np.load("x_std.npy"), np.load("y.npy")
"""

FOUNDING = """\
from keras.models import Sequential
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
from keras.preprocessing.image import ImageDataGenerator

train = ImageDataGenerator().flow_from_directory("train", target_size=(64, 64), class_mode="binary")
model = Sequential()
model.add(Conv2D(32, (3, 3), padding="same", input_shape=(64, 64, 3)))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Flatten())
model.add(Dense(64, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="sgd", metrics=["accuracy"])
model.fit(train, epochs=20)
"""

LOG = """\
Epoch 1/4
 10/250 [>.............] - ETA: 3s - loss: 0.9021 - accuracy: 0.4800\r250/250 [====] - 9s 4ms/step - loss: 0.6935 - \
accuracy: 0.5010 - val_loss: 0.6931 - val_accuracy: 0.5000
Epoch 2/4
250/250 [====] - 9s 4ms/step - loss: 0.6932 - accuracy: 0.5020 - val_loss: 0.6931 - val_accuracy: 0.5000
Epoch 3/4
250/250 [====] - 9s 4ms/step - loss: 0.6932 - accuracy: 0.4990 - val_loss: 0.6931 - val_accuracy: 0.5000
"""


def model(head: str, loss: str, more: str = "") -> str:
    return (
        f'{HEAD}model = keras.Sequential([keras.Input((8,)), layers.Dense(16, "relu"), {head}])\n'
        f'model.compile("adam", "{loss}", metrics=["accuracy"])\n'
        f"model.fit(x, y, epochs=20{more})\n"
    )


def explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], program: str, symptom: str
) -> list[dict[str, object]]:
    path = tmp_path / "train.py"
    path.write_text(program, encoding="utf-8")
    main(["check", "--isolated", "--output-format", "json", "--symptom", symptom, str(path)])
    return list(json.loads(capsys.readouterr().out).get("symptoms", []))


@pytest.mark.parametrize(
    ("said", "kind", "value"),
    [
        ("loss 0.693", SymptomKind.STUCK_LOSS, 0.693),
        ("my loss is stuck at 0.6931", SymptomKind.STUCK_LOSS, 0.6931),
        ("0.693", SymptomKind.STUCK_LOSS, 0.693),
        ("loss: 2.30", SymptomKind.STUCK_LOSS, 2.30),
        ("loss nan", SymptomKind.NOT_FINITE, None),
        ("the loss becomes NaN after two epochs", SymptomKind.NOT_FINITE, None),
        ("loss: inf", SymptomKind.NOT_FINITE, None),
        ("loss 0.0", SymptomKind.ZERO_LOSS, 0.0),
        ("loss: 0.0000e+00", SymptomKind.ZERO_LOSS, 0.0),
        ("loss: -1234.5", SymptomKind.NEGATIVE_LOSS, -1234.5),
        ("loss 1.5e6", SymptomKind.HUGE_LOSS, 1.5e6),
        ("accuracy 0.95", SymptomKind.STUCK_ACCURACY, 0.95),
        ("accuracy stuck at 50%", SymptomKind.STUCK_ACCURACY, 0.5),
        ("acc: 10 %", SymptomKind.STUCK_ACCURACY, 0.1),
        ("always the same class", SymptomKind.ONE_ANSWER, None),
        ("it predicts only zeros", SymptomKind.ONE_ANSWER, None),
        ("the network outputs the same value for every input", SymptomKind.ONE_ANSWER, None),
        ("my model overfits", SymptomKind.OVERFITS, None),
        ("val_loss increases", SymptomKind.OVERFITS, None),
        ("the loss does not decrease", SymptomKind.STUCK_LOSS, None),
        ("it's not learning", SymptomKind.STUCK_LOSS, None),
        ("ln(10) = 2.30 is my loss in every epoch", SymptomKind.STUCK_LOSS, 2.30),
        ("the loss won't go below 0.69", SymptomKind.STUCK_LOSS, 0.69),
        ("my loss goes down to 2.3026 and stays there", SymptomKind.STUCK_LOSS, 2.3026),
        ("why is the loss of my autoencoder negative?", SymptomKind.NEGATIVE_LOSS, None),
        ("the loss falls below zero", SymptomKind.NEGATIVE_LOSS, None),
        ("the loss is zero from the start", SymptomKind.ZERO_LOSS, 0.0),
        ("zero loss since the beginning", SymptomKind.ZERO_LOSS, 0.0),
        ("I get 10% accuracy on CIFAR-10", SymptomKind.STUCK_ACCURACY, 0.1),
        ("predictions are all 1", SymptomKind.ONE_ANSWER, None),
        ("everything is classified as dog", SymptomKind.ONE_ANSWER, None),
        ("validation loss is way higher than training loss", SymptomKind.OVERFITS, None),
        ("it performs terribly for held out data", SymptomKind.OVERFITS, None),
        ("the MSE is in the millions", SymptomKind.HUGE_LOSS, None),
        ("the accuracy never improves", SymptomKind.STUCK_ACCURACY, None),
        ("loss goes down but categorical_accuracy is stuck at 0.1", SymptomKind.STUCK_ACCURACY, 0.1),
        ("my loss is decreasing from 3.1 to 0.2 but the accuracy stays 0", SymptomKind.STUCK_ACCURACY, 0.0),
        ("model.predict() returns identical values for all inputs", SymptomKind.ONE_ANSWER, None),
        ("gives prediction 1 for all samples", SymptomKind.ONE_ANSWER, None),
        ("every image I feed is predicted as class 8", SymptomKind.ONE_ANSWER, None),
        ("it says yes regardless of the input", SymptomKind.ONE_ANSWER, None),
        ("accuracy is very low", SymptomKind.STUCK_ACCURACY, None),
        ("poor accuracy", SymptomKind.STUCK_ACCURACY, None),
        ("the loss falls, but it never gets XOR right", SymptomKind.STUCK_ACCURACY, None),
        ("there is a huge gap between training and validation loss", SymptomKind.OVERFITS, None),
        ("the accuracy of evaluate and that of training do not match", SymptomKind.OVERFITS, None),
        ("expected dense_1 to have 2 dimensions, but got array with shape (10, 4, 2)", SymptomKind.SHAPE_ERROR, None),
        ('Input 0 of layer "conv" is incompatible with the layer: expected ndim=4', SymptomKind.SHAPE_ERROR, None),
        ("Shapes (None, 1) and (None, 10) are incompatible", SymptomKind.SHAPE_ERROR, None),
        ("logits and labels must have the same shape ((None, 2) vs (None, 1))", SymptomKind.SHAPE_ERROR, None),
        ("training acc is 0.98 and val_acc around 0.1", SymptomKind.OVERFITS, None),
        ("good on training data, bad on the test set", SymptomKind.OVERFITS, None),
        ("the validation accuracy is suspiciously perfect", SymptomKind.TOO_GOOD, None),
        ("my validation accuracy is 0.99 but on new data it is random", SymptomKind.TOO_GOOD, None),
        ("training accuracy is about 80%, but validation accuracy is 100%", SymptomKind.TOO_GOOD, None),
        ("no reduction in loss", SymptomKind.STUCK_LOSS, None),
        ("the loss increases after each epoch", SymptomKind.STUCK_LOSS, None),
        ("binary cross entropy returns negative values", SymptomKind.NEGATIVE_LOSS, None),
        ("accuracy is always zero while loss is decreasing", SymptomKind.STUCK_ACCURACY, 0.0),
        ("the accuracy has the same value in each epoch", SymptomKind.STUCK_ACCURACY, None),
    ],
)
def test_words(said: str, kind: SymptomKind, value: float | None) -> None:
    [found] = symptoms_in(said)
    assert found.kind is kind
    if value is not None:
        assert found.value == pytest.approx(value)


def test_words_that_say_two_things() -> None:
    assert [one.kind for one in symptoms_in("loss 0.693, accuracy 0.5")] == [
        SymptomKind.STUCK_LOSS,
        SymptomKind.STUCK_ACCURACY,
    ]


@pytest.mark.parametrize("said", ["", "hello", "17", "train.py", "it works"])
def test_words_that_say_nothing(said: str) -> None:
    assert symptoms_in(said) == []


def test_a_log_is_read_epoch_by_epoch() -> None:
    assert epochs_in(LOG)[0] == {"loss": 0.6935, "accuracy": 0.501, "val_loss": 0.6931, "val_accuracy": 0.5}
    assert [one.kind for one in symptoms_of(LOG)] == [SymptomKind.STUCK_LOSS, SymptomKind.STUCK_ACCURACY]


@pytest.mark.parametrize(
    ("epochs", "kinds"),
    [
        (["loss: 0.9", "loss: 0.5", "loss: 0.3"], []),
        (["loss: 0.693", "loss: 0.693"], []),  # too few epochs to tell
        (["loss: 1.2", "loss: nan", "loss: nan"], [SymptomKind.NOT_FINITE]),
        (["loss: 0.0000e+00"] * 3, [SymptomKind.ZERO_LOSS]),
        (["loss: 1.0", "loss: -20", "loss: -400.5"], [SymptomKind.NEGATIVE_LOSS]),
        (["loss: 5e4"] * 3, [SymptomKind.HUGE_LOSS]),
        (["loss: 0.5 - acc: 0.90 - val_acc: 0.51", "loss: 0.1 - acc: 0.99 - val_acc: 0.52"], [SymptomKind.OVERFITS]),
        (["loss: 2.30 - acc: 0.53", "loss: 2.29 - acc: 0.7", "loss: 2.28 - acc: 0.83"], []),  # soft targets
        (["loss: 0.4 - acc: 0.81", "loss: 0.2 - acc: 0.93", "loss: 0.1 - acc: 0.97"], []),
        (["step 10: loss=2.3026", "step 20: loss=2.3025", "step 30: loss=2.3026"], [SymptomKind.STUCK_LOSS]),
        (["loss: 4e5", "loss: 75.0", "loss: 0.6968", "loss: 0.7015", "loss: 0.6932"], [SymptomKind.STUCK_LOSS]),
        (["loss: 0.9", "loss: 0.5", "loss: 0.3", "loss: 0.3", "loss: 0.3"], []),  # it has learned
        (["loss: 3e9", "loss: 2e8"], [SymptomKind.HUGE_LOSS]),
        (["Epoch 1 loss tf.Tensor(0.69, shape=(), dtype=float32)"] * 3, [SymptomKind.STUCK_LOSS]),
        (["loss: 0.9 - acc: 0.0", "loss: 0.5 - acc: 0.03", "loss: 0.3 - acc: 0.01"], [SymptomKind.STUCK_ACCURACY]),
    ],
)
def test_logs(epochs: list[str], kinds: list[SymptomKind]) -> None:
    assert [one.kind for one in symptoms_of("\n".join(epochs))] == kinds


@pytest.mark.parametrize("classes", [2, 3, 5, 10, 12, 20, 50, 100, 1000])
def test_the_loss_of_guessing_tells_the_classes(classes: int) -> None:
    assert guessed_classes(round(math.log(classes), 3)) == classes


@pytest.mark.parametrize("loss", [0.0, 0.3, 0.5, 0.75, 3.5, 8.0, 1e9])
def test_other_losses_are_no_guesses(loss: float) -> None:
    assert guessed_classes(loss) is None


SIGMOID, SOFTMAX = 'layers.Dense(1, "sigmoid")', 'layers.Dense(10, "softmax")'


@pytest.mark.parametrize(
    ("program", "symptom", "words"),
    [
        (model(SIGMOID, "binary_crossentropy"), "loss 0.693", "0.693 is ln 2, the binary_crossentropy of a model"),
        (model(SOFTMAX, "sparse_categorical_crossentropy"), "loss 2.303", "gives all 10 classes the same probability"),
        (model(SOFTMAX, "sparse_categorical_crossentropy"), "loss 1.0986", "about 3 of its 10 classes occur"),
        (model(SIGMOID, "binary_crossentropy"), "loss 8.06", "about 50% of them are wrong"),
        (model(SIGMOID, "mse"), "loss 0.25", "answers 0.5 to labels of 0 and 1"),
        (model('layers.Dense(1, "tanh")', "hinge"), "loss 1.0", "answers 0 for every sample"),
        (model('layers.Dense(20, "sigmoid")', "binary_crossentropy"), "accuracy 0.95", "95.0% of all labels are 0"),
        (model(SOFTMAX, "sparse_categorical_crossentropy"), "accuracy 0.1", "0.1 is 1/10"),
        (model(SIGMOID, "binary_crossentropy"), "accuracy 0.83", "always answers the most frequent class, if 83.0%"),
        (model(SIGMOID, "categorical_crossentropy"), "loss 0", "softmax of one unit is always 1"),
        (model(SIGMOID, "binary_crossentropy"), "always the same class", "argmax over it is always 0"),
    ],
)
def test_what_a_number_means(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], program: str, symptom: str, words: str
) -> None:
    [explanation] = explained(tmp_path, capsys, program, symptom)
    assert words in str(explanation["meaning"])


def test_the_founding_question_with_its_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "training.log"
    log.write_text(LOG, encoding="utf-8")
    loss, accuracy = explained(tmp_path, capsys, FOUNDING, str(log))
    assert loss["seen"] == "the loss stays at 0.6932 for 3 epochs"
    assert str(loss["meaning"]).startswith("0.693 is ln 2")
    assert loss["causes"] == ["KR301", "KR102"]
    assert accuracy["causes"] == ["KR301", "KR102"]
    main(["check", "--isolated", "--symptom", "loss 0.693", str(tmp_path / "train.py")])
    text = capsys.readouterr().out
    assert text.startswith("error[unscaled-input]")
    assert "start here: of the findings in this file, this one best explains what training shows" in text
    assert "explained best by unscaled-input (KR301) at " in text
    assert text.index("symptom: loss 0.693") > text.index("linear-conv-before-pooling")


def test_without_a_cause_there_is_advice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "train.py"
    path.write_text(model(SIGMOID, "binary_crossentropy"), encoding="utf-8")
    assert main(["check", "--isolated", "--symptom", "loss 0.693", str(path)]) == 0
    text = capsys.readouterr().out
    assert "no finding of this file explains it; look at" in text
    assert "a learning rate ten times smaller" in text


def notebook(path: Path, printed: str) -> None:
    cells = [
        {"cell_type": "code", "metadata": {}, "execution_count": 1, "outputs": outputs, "source": source}
        for source, outputs in (
            (model(SIGMOID, "binary_crossentropy"), [{"output_type": "stream", "name": "stdout", "text": [printed]}]),
        )
    ]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}), encoding="utf-8")


def test_a_notebook_is_explained_without_being_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook(tmp_path / "n.ipynb", LOG)
    main(["check", "--isolated", str(tmp_path / "n.ipynb")])
    text = capsys.readouterr().out
    assert "symptom: the loss stays at 0.6932 for 3 epochs, in " in text
    assert "(output of cell 1)" in text


@pytest.mark.parametrize("printed", ["", "loss: 0.5\nloss: 0.3\nloss: 0.1\n", "loss: 0.41\nloss: 0.41\nloss: 0.41\n"])
def test_a_notebook_that_trains_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], printed: str) -> None:
    notebook(tmp_path / "n.ipynb", printed)
    main(["check", "--isolated", str(tmp_path / "n.ipynb")])
    assert "symptom" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--symptom", "hello"], "'hello' is not understood; examples"),
        (["--symptom", "loss 0.693", "--output-format", "sarif"], "--symptom requires --output-format"),
        (["--symptom", "-", "-"], "cannot both be read from standard input"),
    ],
)
def test_what_cannot_be_asked(capsys: pytest.CaptureFixture[str], options: list[str], words: str) -> None:
    assert main(["check", "--isolated", *options]) == 2
    assert words in capsys.readouterr().err


def test_every_cause_is_a_rule_and_every_symptom_has_some() -> None:
    assert set(causes._TYPICAL) == set(causes._LOOK_AT) == set(SymptomKind)
    for codes in causes._TYPICAL.values():
        assert set(codes) <= set(INDEX)
        assert len(set(codes)) == len(codes)


def found(code: str, effect: Effect = Effect.PREVENTS, severity: Severity = Severity.WARNING) -> Finding:
    where = Location("t.py", Position(1, 1), Position(1, 2))
    return Finding(code, INDEX[code].name, severity, "M", where, effect=effect)


def test_causes_are_ordered_and_others_left_out() -> None:
    stuck, overfits = (Symptom(kind, None, "") for kind in (SymptomKind.STUCK_LOSS, SymptomKind.OVERFITS))
    everything = [
        found("KR105", Effect.IMPAIRS),
        found("KR505", Effect.NONE),
        found("KR301"),
        found("KR502"),
        found("KR304"),
        found("KR414", Effect.STOPS),
        found("KR103", severity=Severity.INFO),
    ]
    assert causes.causes(stuck, everything) == ("KR502", "KR301", "KR304", "KR105")
    assert causes.causes(overfits, everything) == ("KR304",)


def test_the_numbers_are_those_of_keras(keras: Any) -> None:
    import numpy as np

    half = np.array([[0.0], [1.0]] * 50)

    def loss(name: str, y: object, p: object) -> float:
        return float(np.mean(keras.ops.convert_to_numpy(keras.losses.get(name)(y, p))))

    assert loss("binary_crossentropy", half, np.full((100, 1), 0.5)) == pytest.approx(math.log(2), abs=1e-4)
    uniform = np.full((100, 10), 0.1)
    classes = np.arange(100) % 10
    assert loss("sparse_categorical_crossentropy", classes, uniform) == pytest.approx(math.log(10), abs=1e-4)
    three = np.zeros((99, 10)) + np.array([1 / 3] * 3 + [0.0] * 7)
    assert loss("sparse_categorical_crossentropy", np.arange(99) % 3, three) == pytest.approx(math.log(3), abs=1e-3)
    saturated = loss("binary_crossentropy", half, np.zeros((100, 1)))
    assert saturated == pytest.approx(-math.log(1e-7) / 2, rel=0.02)
    assert loss("categorical_crossentropy", half, np.ones((100, 1))) == pytest.approx(0, abs=1e-6)
    assert loss("mean_squared_error", half, np.full((100, 1), 0.5)) == pytest.approx(0.25)
    assert loss("hinge", half * 2 - 1, np.zeros((100, 1))) == pytest.approx(1.0)
    rare = np.zeros((100, 20))
    rare[:, 0] = 1
    accuracy = keras.metrics.BinaryAccuracy()
    accuracy.update_state(rare, np.zeros((100, 20)))
    assert float(accuracy.result()) == pytest.approx(0.95)
