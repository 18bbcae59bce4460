"""`confirm` of models in memory: a verdict, and no trace of it."""

from __future__ import annotations

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="models in memory need numpy")
pytest.importorskip("tensorflow", reason="confirm trains with the real Keras")

from random_states import next_ones, set_seed  # noqa: E402

from kerasrules import CannotExamine, confirm  # noqa: E402
from kerasrules.confirming.plan.trials import Job  # noqa: E402
from kerasrules.live import workers  # noqa: E402

X = np.random.default_rng(0).normal(size=(300, 8)).astype("float32")
Y = (X[:, 0] > 0).astype("int64")


def softmax_on_one_unit(keras: Any, *before: Any) -> Any:
    model = keras.Sequential([keras.Input((8,)), *before, keras.layers.Dense(1, activation="softmax")])
    model.compile("adam", "binary_crossentropy")
    return model


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs that go to the worker, which is none."""
    jobs: list[Job] = []

    class Worker:
        def run(self, job: Job, on_event: Any, backend: str) -> Any:
            jobs.append(job)
            file = job.options.data
            assert file is not None
            with np.load(file.path, allow_pickle=False) as stored:
                assert [stored[name].shape for name in file.names] == [(300, 8), (300,)]
            return {"verdicts": [], "backend": backend}

    monkeypatch.setattr(workers, "WORKER", Worker())
    return jobs


def test_a_model_of_keras_own_layers_goes_to_the_worker(keras: Any, asked: list[Job]) -> None:
    found = confirm(softmax_on_one_unit(keras), X, Y, budget=7, seeds=3)
    assert found.document["backend"] == keras.backend.backend()
    [job] = asked
    assert (job.options.budget, job.options.seeds) == (7, 3)
    assert [finding.code for finding in job.findings] == ["KR202"]
    assert job.options.data is not None
    assert job.options.data.words == "x and y"


def test_what_cannot_be_tried(keras: Any, asked: list[Job]) -> None:
    with pytest.raises(CannotExamine, match="there are no targets"):
        confirm(softmax_on_one_unit(keras), X)
    with pytest.raises(CannotExamine, match="not compiled"):
        confirm(keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)]), X, Y)
    assert asked == []


def test_layers_of_the_users_own_are_tried_here_without_a_trace(keras: Any, tensorflow: Any, asked: list[Job]) -> None:
    class Twice(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            return 2 * x

    model = softmax_on_one_unit(keras, Twice())
    before = [np.array(weight) for weight in model.get_weights()]

    set_seed(keras, 3)
    expected = next_ones(keras, tensorflow)
    name = keras.layers.Dense(1).name
    set_seed(keras, 3)
    verdicts = confirm(model, X, Y, seeds=5, steps=3000)
    assert asked == []
    assert [(one["code"], one["verdict"]) for one in verdicts] == [("KR202", "confirmed")]
    assert next_ones(keras, tensorflow) == expected
    assert int(keras.layers.Dense(1).name.rpartition("_")[2]) == int(name.rpartition("_")[2]) + 1
    assert all(np.array_equal(one, other) for one, other in zip(before, model.get_weights(), strict=True))
    assert not model.optimizer.built or int(model.optimizer.iterations) == 0
    assert "confirmed[softmax-single-unit]" in repr(verdicts)
    page = verdicts._repr_html_()
    assert "<iframe" in page
    assert 'sandbox=""' in page
    assert "<script" not in page.partition("srcdoc")[0]


def test_inputs_by_name_are_stored_in_the_order_of_the_model(keras: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shapes: list[tuple[int, ...]] = []

    class Worker:
        def run(self, job: Job, on_event: Any, backend: str) -> Any:
            assert job.options.data is not None
            with np.load(job.options.data.path, allow_pickle=False) as stored:
                shapes.extend(stored[name].shape for name in job.options.data.names)
            return {"verdicts": [], "backend": backend}

    monkeypatch.setattr(workers, "WORKER", Worker())
    wide, deep = keras.Input((3,), name="wide"), keras.Input((5,), name="deep")
    model = keras.Model(
        [wide, deep], keras.layers.Dense(1, activation="softmax")(keras.layers.Concatenate()([wide, deep]))
    )
    model.compile("adam", "binary_crossentropy")
    confirm(model, {"wide": X[:, :3], "deep": X[:, 3:]}, Y)
    assert shapes == [(300, 3), (300, 5), (300,)]
