"""The callback in trainings of the real Keras."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="trainings need arrays")
pytest.importorskip("keras", minversion="3", reason="the callback is one of Keras 3")

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(640, 8)).astype("float32")
Y = (X[:, 0] > 0).astype("int64")


@pytest.fixture
def train(keras: Any) -> Callable[..., Any]:
    """Train a small network with the callback; what it said is in `said`."""
    from kerasrules.keras import Callback

    def train(
        x: Any = X, y: Any = Y, head: str = "sigmoid", hidden: str = "relu", loss: str = "binary_crossentropy",
        optimizer: Any = "adam", given: tuple[Any, ...] = (), how: dict[str, Any] | None = None, **fit: Any,
    ) -> Any:  # fmt: skip
        layers = [keras.layers.Dense(8, activation=hidden), keras.layers.Dense(1, activation=head)]
        model = keras.Sequential([keras.Input((8,)), *layers])
        model.compile(optimizer, loss)
        said: list[str] = []
        callback = Callback(*given, report=said.append, **(how or {}))
        history = model.fit(x, y, **{"epochs": 6, "verbose": 0, "batch_size": 16, "callbacks": [callback], **fit})
        callback.said, callback.epochs = said, len(history.history["loss"])
        return callback

    return train


def test_a_healthy_training_is_left_alone(train: Callable[..., Any]) -> None:
    assert train(validation_split=0.2).said == []


def test_the_start_tells_what_is_wrong_with_model_and_data(train: Callable[..., Any]) -> None:
    found = train(x=X * 100, hidden=None, epochs=1)
    assert [finding.code for finding in found.findings] == ["KR101", "KR301"]
    assert [line[:32] for line in found.said] == [
        "kerasrules: error: Dense(8) 'den",
        "kerasrules: warning: values from",
    ]


def test_softmax_over_one_unit(train: Callable[..., Any]) -> None:
    """On TensorFlow the loss falls."""
    first, second = train(head="softmax").said
    assert "(KR202)" in first
    assert second.startswith("kerasrules: every prediction is the same (1) after epoch 3; softmax-single-unit (KR202)")


def test_a_loss_that_stays_at_guessing(train: Callable[..., Any]) -> None:
    [said] = train(x=X * 1e-6).said[-1:]
    assert "the loss is 0.693, that of guessing (ln 2)" in said


def test_nan(train: Callable[..., Any]) -> None:
    found = train(y=X[:, 0] * 1e6, head=None, loss="mse", optimizer="sgd", epochs=8, how={"on_fault": "stop"})
    assert found.epochs == 1
    assert "the loss is" in found.said[-1]
    assert found.symptoms


def test_stop_at_a_fault_that_is_known_before(train: Callable[..., Any]) -> None:
    assert train(head="softmax", how={"on_fault": "stop"}).epochs == 1
    assert train(head="softmax", how={"on_fault": "stop", "ignore": ["KR202"]}).epochs == 3
    with pytest.raises(ValueError, match="on_fault"):
        train(how={"on_fault": "explode"})


def test_class_weights_change_what_guessing_costs(train: Callable[..., Any]) -> None:
    assert not any("guessing" in line for line in train(x=X * 1e-6, class_weight={0: 1.0, 1: 1.0}).said)


def test_datasets_are_not_run_through(train: Callable[..., Any], tensorflow: Any) -> None:
    passes = []

    def batches() -> Any:
        passes.append(1)
        for start in range(0, 640, 16):
            yield X[start : start + 16] * 100, Y[start : start + 16, None]

    spec = (tensorflow.TensorSpec((None, 8), "float32"), tensorflow.TensorSpec((None, 1), "int64"))
    data = tensorflow.data.Dataset.from_generator(batches, output_signature=spec)
    assert train(x=data, y=None, batch_size=None, epochs=2).said == []
    assert len(passes) <= 3  # Keras looks at one batch first
    assert "(KR301)" in train(x=data, y=None, batch_size=None, epochs=1, given=((X * 100, Y),)).said[0]


def test_nothing_of_it_ends_a_training(train: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("broken")

    monkeypatch.setattr("kerasrules.keras.callback.check_sampled", broken)
    found = train(epochs=2)
    assert found.epochs == 2
    assert found.said == ["kerasrules: internal error in the check (RuntimeError: broken); please report"]


def test_it_costs_little(train: Callable[..., Any]) -> None:
    """Of a small network, whose steps are as short as steps can be."""
    import time

    from kerasrules.keras import Callback

    spent = 0.0

    class Timed(Callback):
        pass

    def timed(name: str) -> None:
        original = getattr(Callback, name)

        def call(self: Any, *args: Any, **kwargs: Any) -> None:
            nonlocal spent
            before = time.thread_time()
            original(self, *args, **kwargs)
            spent += time.thread_time() - before

        setattr(Timed, name, call)

    timed("on_train_batch_end")
    timed("on_epoch_end")
    import keras

    if keras.backend.backend() != "tensorflow":
        pytest.skip("what JAX compiles for the first predictions is long against so short a training")
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    x = np.concatenate([X, X, X])[:1600]
    model.fit(x, x[:, 0], epochs=1, verbose=0)
    started = time.process_time()
    model.fit(x, x[:, 0], epochs=16, verbose=0, callbacks=[Timed()])
    assert spent < 0.02 * (time.process_time() - started)


def test_losses_of_activities_and_stateful_layers_are_no_error(keras: Any) -> None:
    from kerasrules.keras import Callback

    said: list[str] = []
    regular = keras.Sequential(
        [keras.Input((8,)), keras.layers.Dense(8, "relu", activity_regularizer="l2"), keras.layers.Dense(1, "sigmoid")]
    )
    regular.compile("adam", "binary_crossentropy")
    regular.fit(X, Y, epochs=6, verbose=0, callbacks=[Callback(report=said.append)])
    steps = X[:640].reshape(640, 4, 2)
    stateful = keras.Sequential(
        [keras.Input(batch_shape=(64, 4, 2)), keras.layers.LSTM(4, stateful=True), keras.layers.Dense(1)]
    )
    stateful.compile("adam", "mse")
    stateful.fit(
        steps, X[:, :1], epochs=6, batch_size=64, shuffle=False, verbose=0, callbacks=[Callback(report=said.append)]
    )
    assert not [line for line in said if "internal error" in line]


def test_predictions_leave_nothing_in_the_model(keras: Any) -> None:
    from kerasrules.keras import Callback

    class Counts(keras.layers.Layer):  # type: ignore[misc]
        def build(self, shape: Any) -> None:
            self.calls = self.add_weight(shape=(), initializer="zeros", trainable=False)

        def call(self, x: Any) -> Any:
            self.calls.assign_add(1.0)
            return x

    def calls(*callbacks: Any) -> float:
        counts = Counts()
        model = keras.Sequential([keras.Input((8,)), counts, keras.layers.Dense(1, "sigmoid")])
        model.compile("adam", "binary_crossentropy")
        model.fit(X, Y, epochs=6, batch_size=16, verbose=0, callbacks=list(callbacks))
        return float(counts.calls.numpy())

    assert calls(Callback(report=lambda line: None)) == calls()
