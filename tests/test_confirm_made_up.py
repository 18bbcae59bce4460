"""Samples for models of every shape: each can be learned from, and sizes that the program does not tell are chosen."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from confirm_plans import plan  # noqa: E402

from kerasrules.confirming.plan.data_plan import DataPlan  # noqa: E402
from kerasrules.confirming.plan.targets import CLASSES, MULTI_LABEL, VALUES  # noqa: E402
from kerasrules.confirming.run import synthetic  # noqa: E402
from kerasrules.model.data import Shape  # noqa: E402


@pytest.mark.parametrize(
    ("layers", "loss", "shape", "kind", "made"),
    [
        ("Input((24, 8)), LSTM(4, return_sequences=True), Dense(1)", "mse", (None, 24, 1), VALUES, (24, 1)),
        ("Input((24, 8)), LSTM(4), RepeatVector(6), Dense(3)", "mae", (None, 6, 3), VALUES, (6, 3)),
        ("Input((16,)), Dense(64), Reshape((8, 8, 1))", "mse", (None, 8, 8, 1), VALUES, (8, 8, 1)),
        (
            "Input((24,), dtype='int32'), Embedding(50, 8), Dense(5, activation='softmax')",
            "sparse_categorical_crossentropy",
            (None, 24, 5),
            CLASSES,
            (24,),
        ),
        (
            "Input((16, 16, 3)), Conv2D(4, 3, strides=2), Dense(2, activation='softmax')",
            "categorical_crossentropy",
            (None, 7, 7, 2),
            CLASSES,
            (7, 7),
        ),
        (
            "Input((16, 16, 3)), Conv2D(1, 1, activation='sigmoid')",
            "binary_crossentropy",
            (None, 16, 16, 1),
            CLASSES,
            (16, 16),
        ),
        (
            "Input((16, 16, 3)), Conv2D(4, 1, activation='sigmoid')",
            "binary_crossentropy",
            (None, 16, 16, 4),
            MULTI_LABEL,
            (16, 16, 4),
        ),
        (
            "Input((16, 16, 1)), Conv2D(1, 3, padding='same', activation='sigmoid')",
            "binary_crossentropy",
            (None, 16, 16, 1),
            VALUES,
            (16, 16, 1),
        ),
    ],
)
def test_targets_for_every_output(layers: str, loss: str, shape: Shape, kind: str, made: Shape) -> None:
    found = plan(f"model = Sequential([{layers}])\nmodel.compile('adam', '{loss}')")
    samples = synthetic.make(found, DataPlan(), synthetic.shapes(found), [shape], 0)
    targets = samples.y[0]
    assert (targets.kind, targets.values.shape[1:]) == (kind, made)
    assert targets.values.std(axis=0).min() > 0  # no position is the same in all samples


@pytest.mark.parametrize(
    ("first", "made"),
    [("Dense(4)", (12,)), ("LSTM(4)", (24, 12)), ("Conv2D(4, 3)", (32, 32, 3)), ("Conv1D(4, 3)", (24, 12))],
)
def test_a_size_is_chosen_and_told(first: str, made: Shape) -> None:
    text = f"model = Sequential([{first}, Dense(1)])\nmodel.compile('adam', 'mse')\nmodel.fit(mine(), mine())"
    found = plan(text)
    assert synthetic.shapes(found) == [made]
    assert [str(made) in note for note in synthetic.choices(found)] == [True]
