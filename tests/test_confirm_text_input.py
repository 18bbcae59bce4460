"""Models that take texts are tried on the numbers of words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from reading import program  # noqa: E402

from kerasrules.confirming.plan.data_plan import plan_data  # noqa: E402
from kerasrules.confirming.plan.model_plan import ModelPlan  # noqa: E402
from kerasrules.confirming.plan.plan_model import plan_model  # noqa: E402
from kerasrules.confirming.plan.request import DataFile  # noqa: E402
from kerasrules.confirming.plan.text_input import with_numbered_words  # noqa: E402
from kerasrules.confirming.run import synthetic  # noqa: E402
from kerasrules.confirming.run.loading import load  # noqa: E402

READER = "reader = TextVectorization(max_tokens=200, output_sequence_length=7)\n"
REST = "Embedding(200, 12), GlobalAveragePooling1D(), Dense(1, activation='sigmoid')"
FUNCTIONAL = (
    READER + "i = Input((1,), dtype='string')\no = i\nfor layer in [reader, "
    f"{REST}]:\n    o = layer(o)\nnet = Model(i, o)\nnet.compile('adam', 'binary_crossentropy')\n"
)
SEQUENTIAL = READER + f"net = Sequential([reader, {REST}])\nnet.compile('adam', 'binary_crossentropy')\n"


def planned(text: str) -> tuple[ModelPlan, Any]:
    training = program(text).trainings[0]
    return with_numbered_words(plan_model(training)), plan_data(training)


@pytest.mark.parametrize("text", [SEQUENTIAL, FUNCTIONAL, FUNCTIONAL.replace("(1,)", "()")])
def test_numbers_of_words_go_in(text: str) -> None:
    plan, data = planned(text)
    (given,) = plan.inputs
    assert (given.shape, given.dtype) == ((None, 7), "int32")
    assert next(plan.layers[call.layer].class_name for call in plan.calls) == "Embedding"
    assert plan.notes == ("the numbers of words went into the model, without TextVectorization",)
    made = synthetic.make(plan, data, synthetic.shapes(plan), [(None, 1)], 0)
    assert made.x[0].shape == (synthetic.COUNT, 7)
    assert 1 < made.x[0].max() < 200


def test_other_models_stay_as_they_are() -> None:
    text = "net = Sequential([Input((3,)), Dense(1)])\nnet.compile('adam', 'mse')\n"
    plan = plan_model(program(text).trainings[0])
    assert with_numbered_words(plan) is plan
    words_in_bags = SEQUENTIAL.replace("output_sequence_length=7", "output_mode='multi_hot'")
    plan = plan_model(program(words_in_bags).trainings[0])
    assert with_numbered_words(plan) is plan


def test_texts_of_a_file(tmp_path: Path) -> None:
    np.savez(tmp_path / "d.npz", x=np.array(["good day", "bad day"] * 4), y=np.array([1, 0] * 4))
    plan, data = planned(SEQUENTIAL)
    found = load(plan, data, DataFile(str(tmp_path / "d.npz")), 0)
    assert found.samples.x[0][:2].tolist() == [[4, 2, 0, 0, 0, 0, 0], [3, 2, 0, 0, 0, 0, 0]]
    assert "texts went in as the numbers of their first 7 words" in " ".join(found.samples.notes)
