"""What a program's own training is captured from, in whatever form it gives its data, and that it trains."""

from __future__ import annotations

import importlib.util
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("tensorflow") is None, reason="--run trains with the real Keras"
)

from kerasrules.confirming.run.program.captured_calls import CapturedCalls, WantedCalls  # noqa: E402
from kerasrules.confirming.run.program.captured_fit import CapturedFit  # noqa: E402
from kerasrules.confirming.run.program.child_messages import Train  # noqa: E402
from kerasrules.confirming.run.program.recorded_weights import RecordedWeights  # noqa: E402
from kerasrules.confirming.run.program.traced_loop import TracedLoop  # noqa: E402

START = """
import numpy as np, keras
from keras import layers
random = np.random.default_rng(0)
x = random.normal(size=(600, 8)).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("int32")
def made(inputs=None):
    head = layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.Input((8,)), layers.Dense(16, activation="relu"), head])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    return model
"""


class Reached(BaseException):
    """The training in question was captured."""


@pytest.fixture
def keras() -> Iterator[Any]:
    import keras

    add_weight = keras.layers.Layer.add_weight
    yield keras
    keras.layers.Layer.add_weight = add_weight


def captured(
    keras: Any, code: str, path: str = "train.py", lines: tuple[int, ...] = (), models_before: int = 0
) -> CapturedFit | None:
    """The training of a program that counts; None where it comes to none."""
    found: list[CapturedFit] = []

    def reached(*given: Any) -> None:
        found.append(CapturedFit(*given))
        raise Reached

    recorded = RecordedWeights()
    recorded.watch(keras)
    fits = {path: tuple((line, line) for line in lines)} if lines else {}
    calls = CapturedCalls(WantedCalls(fits, models_before), recorded, reached)
    calls.patch(keras)
    try:
        exec(compile(START + textwrap.dedent(code), path, "exec"), {"__name__": "__main__"})
        calls.finish()
    except Reached:
        return found[0]
    finally:
        calls.restore()
    return None


def learns(fit: CapturedFit | None, steps: int = 150) -> float:
    """The skill after so many steps."""
    assert fit is not None
    run = fit.train(Train(0, steps, 60.0), lambda run: None)
    again = fit.train(Train(0, 20, 60.0), lambda run: None)
    assert again.losses[0] == pytest.approx(run.losses[0], nan_ok=True), "it does not start from the same weights"
    return run.deciding


PROGRAMS = {
    "a tf.data pipeline": """
        import tensorflow as tf
        data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(600).map(lambda a, b: (a * 1.0, b)).batch(32)
        made().fit(data.prefetch(2), epochs=5)
    """,
    "a generator": """
        def batches():
            while True:
                for start in range(0, 600, 30):
                    yield x[start : start + 30], y[start : start + 30]
        made().fit(batches(), steps_per_epoch=20, epochs=3)
    """,
    "a PyDataset": """
        class Batches(keras.utils.PyDataset):
            def __len__(self):
                return 20
            def __getitem__(self, index):
                return x[index * 30 : index * 30 + 30], y[index * 30 : index * 30 + 30]
        made().fit(Batches(), epochs=3)
    """,
    "several inputs by name": """
        a, b = keras.Input((8,), name="a"), keras.Input((8,), name="b")
        both = layers.Dense(16, activation="relu")(layers.concatenate([a, b]))
        model = keras.Model([a, b], layers.Dense(1, activation="sigmoid")(both))
        model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
        model.fit({"b": x, "a": x}, y, epochs=3)
    """,
    "weights of samples and classes": """
        made().fit(x, y, sample_weight=np.ones(600), class_weight={0: 1.0, 1: 2.0})
    """,
    "tables and lists": """
        made().fit(list(map(list, x)), y.tolist(), validation_data=(x[:100].tolist(), y[:100].tolist()))
    """,
    "an own training step": """
        import tensorflow as tf
        class Own(keras.Model):
            def __init__(self):
                super().__init__()
                self.net = made()
            def call(self, inputs):
                return self.net(inputs)
            def train_step(self, data):
                a, b = data
                with tf.GradientTape() as tape:
                    loss = self.compute_loss(y=b[:, None], y_pred=self(a, training=True))
                grads = tape.gradient(loss, self.trainable_variables)
                self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
                return {"loss": loss}
        model = Own()
        model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
        model.fit(x, y)
    """,
    "a loop over train_on_batch": """
        model = made()
        for epoch in range(4):
            for start in range(0, 600, 30):
                loss = model.train_on_batch(x[start : start + 30], y[start : start + 30])
                assert np.isfinite(loss)
    """,
    "a loop that fills one array anew": """
        model, a, b = made(), np.empty((30, 8), "float32"), np.empty(30)
        for step in range(60):
            rows = random.integers(0, 600, 30)
            a[:], b[:] = x[rows], y[rows]
            model.train_on_batch(a, b)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_trains_on_what_the_program_gives(keras: Any, name: str) -> None:
    fit = captured(keras, PROGRAMS[name])
    assert learns(fit) > 0.6
    assert fit is not None
    assert "samples of (8,)" in fit.words


def test_functions_are_not_prepared_anew_for_each_training(keras: Any) -> None:
    import tensorflow as tf

    fit = captured(keras, "made().fit(x, y, epochs=3)")
    assert fit is not None
    first = fit.train(Train(0, 20, 60.0), lambda run: None).losses
    seeded: list[int] = []
    own = tf.random.set_seed
    tf.random.set_seed = seeded.append
    try:
        losses = [fit.train(Train(0, 20, 60.0), lambda run: None).losses for _ in range(2)]
    finally:
        tf.random.set_seed = own
    assert seeded == []
    assert first == losses[0] == losses[1]


def test_inputs_and_targets_are_scaled_for_a_trial(keras: Any) -> None:
    code = """
        whole = (100 * x).astype("int64")
        values = 9000.0 + 25.0 * whole[:, 0] + 10.0 * whole[:, 1]
        model = keras.Sequential([keras.Input((8,)), layers.Dense(16, activation="relu"), layers.Dense(1)])
        model.compile(keras.optimizers.Adam(0.01), "mse")
        model.fit(whole, values, epochs=3)
    """
    fit = captured(keras, code)
    assert fit is not None
    assert fit.predicts_values
    assert fit.can_scale
    scaled = Train(0, 150, 60.0, scaling="data set", standard_targets=True)
    as_written = [fit.train(Train(0, 20, 60.0), lambda run: None).losses]
    assert fit.train(scaled, lambda run: None).deciding > 0.8
    as_written.append(fit.train(Train(0, 20, 60.0), lambda run: None).losses)
    assert as_written[0] == as_written[1]
    assert isinstance(fit._loop, TracedLoop), "integers that become fractions make it take single steps by fit"


def test_classes_are_no_values(keras: Any) -> None:
    fit = captured(keras, "made().fit(x, y)")
    assert fit is not None
    assert not fit.predicts_values


def test_random_numbers_of_the_programs_own_are_the_same_for_both_sides(keras: Any) -> None:
    code = """
        import tensorflow as tf
        noise = layers.Lambda(lambda value: value + 3.0 * tf.random.normal(tf.shape(value)))
        model = keras.Sequential([keras.Input((8,)), noise, layers.Dense(1, activation="sigmoid")])
        model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
        model.fit(x, y, epochs=3)
    """
    fit = captured(keras, code)
    assert fit is not None
    _, second, third = (fit.train(Train(0, 20, 60.0), lambda run: None).losses for _ in range(3))
    assert second == third


def test_steps_of_a_loop(keras: Any) -> None:
    fit = captured(keras, PROGRAMS["a loop over train_on_batch"])
    assert fit is not None
    assert (fit.steps, fit.samples.batch, fit.samples.total) == (None, 30, 600)  # each sample is seen once
    once = captured(keras, PROGRAMS["a loop over train_on_batch"].replace("range(4)", "range(1)"))
    assert once is not None
    assert (once.steps, once.samples.total) == (20, 600)


def test_each_output_is_judged_by_its_own_targets(keras: Any) -> None:
    code = """
        inputs = keras.Input((8,))
        hidden = layers.Dense(16, activation="relu")(inputs)
        z = layers.Dense(1, activation="sigmoid", name="z")(hidden)
        a = layers.Dense(1, activation="softmax", name="a")(hidden)
        model = keras.Model(inputs, [z, a])
        model.compile(keras.optimizers.Adam(0.01), {"z": "binary_crossentropy", "a": "mse"})
        model.fit(x, {"a": y.astype("float32"), "z": y})
    """
    fit = captured(keras, code)
    assert fit is not None
    assert [name for name, _ in fit.losses] == ["binary_crossentropy", "mean_squared_error"]
    run = fit.train(Train(0, 150, 60.0), lambda run: None)
    assert run.of([0]).deciding > 0.6 > 0.1 > run.of([1]).deciding


def test_trainings_before_the_one_in_question_are_cut_short(keras: Any) -> None:
    code = """
        first, second = made(), made()
        history = first.fit(x, y, epochs=3)
        assert history.history["loss"]
        second.fit(x[:300], y[:300])
    """
    line = (START + textwrap.dedent(code)).splitlines().index("second.fit(x[:300], y[:300])") + 1
    fit = captured(keras, code, lines=(line,))
    assert fit is not None
    assert fit.samples.total == 300
    assert captured(keras, code, lines=(line + 5,)) is None
    first = captured(keras, code)
    assert first is not None
    assert first.samples.total == 600


def test_a_program_file_that_is_another_one(keras: Any, tmp_path: Path) -> None:
    calls = WantedCalls({str(tmp_path / "models.py"): ((3, 4),)})
    scope: dict[str, Any] = {"calls": calls}
    exec(
        compile("import sys\ndef f():\n    return calls.has(sys._getframe())\n", str(tmp_path / "models.py"), "exec"),
        scope,
    )
    assert scope["f"]()
    assert WantedCalls({}).has(None)
    assert not calls.has(None)


def test_models_that_one_call_trains_are_told_apart(keras: Any) -> None:
    code = """
        def run(count):
            made().fit(x[:count], y[:count])
        run(300)
        run(400)
    """
    line = (START + textwrap.dedent(code)).splitlines().index("    made().fit(x[:count], y[:count])") + 1
    first, second = (captured(keras, code, lines=(line,), models_before=number) for number in (0, 1))
    assert first is not None
    assert second is not None
    assert (first.samples.total, second.samples.total) == (300, 400)


def test_what_tells_trainings_apart(keras: Any) -> None:
    def mark(change: str = "", by: str = "") -> str:
        keras.backend.clear_session()
        fit = captured(keras, "made().fit(x, y)".replace(change, by) if change == "x, y" else "made().fit(x, y)")
        assert fit is not None
        if change == "loss":
            fit.model.compile(fit.model.optimizer, by)
        return fit.mark

    assert mark() == mark()
    assert len({mark(), mark("x, y", "x * 2, y"), mark("loss", "mse")}) == 3


def test_models_are_not_drawn(keras: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kerasrules.confirming.run.program.import_hook import without_drawings

    drawing = keras.utils.plot_model
    monkeypatch.setattr(drawing, "__code__", drawing.__code__)  # put back afterwards
    without_drawings(keras)
    assert drawing(keras.Sequential(), to_file="model.png", show_shapes=True) is None
