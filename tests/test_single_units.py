"""One output where classes are meant: what the loss of it is, and what is advised."""

from __future__ import annotations

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.settings import Settings

MODEL = """
import keras, numpy as np
from keras import layers
model = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1{head})])
model.compile("adam", "{loss}")
model.fit(np.load("x.npy"), np.random.randint(1000, size=(10, 1)), epochs=20)
"""


def advice(head: str, loss: str) -> list[tuple[str, str | None]]:
    found = check_source(MODEL.format(head=head, loss=loss), "program.py", Settings()).findings
    return [(one.code, one.help) for one in found if one.code in ("KR202", "KR204")]


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
def test_logits_of_one_unit_need_more_than_an_activation(loss: str) -> None:
    ((code, help),) = advice("", loss)
    assert (code, (help or "").partition(";")[0]) == ("KR204", "use one unit for each class with softmax")


def test_integers_that_a_regression_learns_are_no_classes() -> None:
    ((code, help),) = advice(', activation="softmax"', "mse")
    assert code == "KR202"
    assert "1000 units" not in (help or "")


@pytest.mark.parametrize("output", [-3.0, 0.2, 40.0])
def test_the_loss_of_a_single_value_is_zero(output: float) -> None:
    pytest.importorskip("tensorflow")
    keras, numpy = pytest.importorskip("keras"), pytest.importorskip("numpy")
    given = numpy.array([[output]], "float32")
    # the loss of one class index is that of a softmax of what is clipped
    of_index = keras.losses.sparse_categorical_crossentropy(numpy.array([0]), given)
    of_one_hot = keras.losses.categorical_crossentropy(numpy.array([[1.0]], "float32"), given)
    assert [float(loss[0]) for loss in (of_index, of_one_hot)] == pytest.approx([0, 0], abs=1e-5)
