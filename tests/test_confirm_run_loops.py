"""Training loops of the program's own: `confirm --run` runs the program again for each training."""

from __future__ import annotations

import importlib.util
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="confirm needs numpy")

from kerasrules.cli.confirm_program import read_program
from kerasrules.confirming.plan.program_job import ProgramVersion
from kerasrules.confirming.plan.request import ConfirmOptions
from kerasrules.confirming.run.program.child_messages import ReachedFit, Train
from kerasrules.confirming.run.program.program_process import ProgramProcess, ProgramStopped
from kerasrules.confirming.run.training_run import TrainingRun

needs_keras = pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="--run needs the real Keras")

DATA = """\
import numpy as np, keras
from keras import layers
random = np.random.default_rng(0)
x = random.normal(size=(600, 8)).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("float32")
"""
MODEL = """\
model = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1, activation="sigmoid")])
opt = keras.optimizers.Adam(0.01)
"""
START = DATA + "import tensorflow as tf\n" + MODEL

TRACED = """\
loss_fn = keras.losses.BinaryCrossentropy()
data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(600).batch(30)
@tf.function
def train_step(a, b):
    with tf.GradientTape() as tape:
        loss = loss_fn(b, model(a, training=True))
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    return loss
for epoch in range(10):
    for a, b in data:
        train_step(a, b)
"""

UNTRACED = """\
def step(a, b):
    with tf.GradientTape() as tape:
        given = model(a, training=True)
        loss = LOSS
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply(grads, model.trainable_variables)
for epoch in range(10):
    for start in range(0, 600, 30):
        step(x[start : start + 30], y[start : start + 30, None])
"""


@contextmanager
def reached(folder: Path, code: str, backend: str = "tensorflow") -> Iterator[tuple[ProgramProcess, ReachedFit]]:
    """The process of a program that came to its training."""
    from kerasrules.checking.settings import Settings

    (folder / "train.py").write_text(code)
    job = read_program(str(folder / "train.py"), Settings(), ConfirmOptions(), ())
    process = ProgramProcess(job, ProgramVersion({job.file: code}), backend)
    try:
        yield process, process.reached_fit(time.monotonic() + 120)
    finally:
        process.close()


def train(process: ProgramProcess, seed: int, steps: int) -> TrainingRun:
    """One training."""
    run = process.ask(Train(seed, steps, 60.0), 60.0, lambda run: None)
    assert isinstance(run, TrainingRun)
    return run


@needs_keras
@pytest.mark.parametrize(
    ("code", "loss"),
    [
        (TRACED, "binary_crossentropy"),
        (UNTRACED.replace("LOSS", "keras.losses.BinaryCrossentropy()(b, given)"), "binary_crossentropy"),
        (UNTRACED.replace("LOSS", "tf.reduce_mean(keras.losses.binary_crossentropy(b, given))"), "binary_crossentropy"),
        (UNTRACED.replace("LOSS", "tf.reduce_mean(tf.square(b - given))"), None),
    ],
    ids=["traced", "an object", "a function", "by hand"],
)
def test_a_loop_is_trained(tmp_path: Path, code: str, loss: str | None) -> None:
    with reached(tmp_path, START + code) as (process, found):
        assert found.losses == (loss,)
        assert (found.samples, found.held_out, found.steps) == (540, 0, None)
        assert found.model.startswith("Sequential at line ")
        first, other, again = train(process, 0, 120), train(process, 1, 20), train(process, 0, 20)
    assert first.deciding > 0.6
    assert first.steps[-1] in range(100, 125)
    assert first.skills[0] == again.skills[0] != other.skills[0]


@needs_keras
def test_a_loop_that_ends_early_and_weights_that_are_loaded(tmp_path: Path) -> None:
    code = TRACED.replace("range(10)", "range(1)") + "raise RuntimeError('after the loop')\n"
    code = "model.build((None, 8))\nmodel.set_weights([np.full(w.shape, 0.1) for w in model.weights])\n" + code
    with reached(tmp_path, START + code) as (process, found):
        assert found.samples == 540
        first, other = train(process, 0, 100), train(process, 1, 100)
    assert first.steps[-1] == 20
    assert first.losses == pytest.approx(other.losses, rel=0.2)


@needs_keras
def test_a_loop_without_targets_is_told(tmp_path: Path) -> None:
    code = UNTRACED.replace("LOSS", "-tf.reduce_mean(given)").replace("step(a, b)", "step(a)")
    code = code.replace(", y[start : start + 30, None])", ")")
    with pytest.raises(ProgramStopped) as stop, reached(tmp_path, START + code):
        pass
    assert "in a loop of its own that --run cannot follow: its loop compares" in str(stop.value)
    assert stop.value.stopped.line == (START + code).splitlines().index("        given = model(a, training=True)") + 1


TORCH = DATA + textwrap.dedent(
    """\
    import torch
    model = keras.Sequential([keras.Input((8,)), layers.Dense(16, activation="relu"), layers.Dense(1)])
    data = torch.utils.data.TensorDataset(torch.tensor(x), torch.tensor(y)[:, None])
    loader = torch.utils.data.DataLoader(data, batch_size=30, shuffle=True)
    """
)


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs PyTorch")
@pytest.mark.parametrize(
    "code",
    [
        "loss_fn = torch.nn.BCEWithLogitsLoss()\noptimizer = torch.optim.Adam(model.parameters(), lr=0.01)\n"
        "for epoch in range(10):\n    for a, b in loader:\n        loss = loss_fn(model(a), b)\n"
        "        optimizer.zero_grad(); loss.backward(); optimizer.step()\n",
        "loss_fn = keras.losses.BinaryCrossentropy(from_logits=True)\nopt = keras.optimizers.Adam(0.01)\n"
        "for epoch in range(10):\n    for a, b in loader:\n        loss = loss_fn(b, model(a))\n"
        "        model.zero_grad(); loss.backward()\n        weights = model.trainable_weights\n"
        "        with torch.no_grad(): opt.apply([w.value.grad for w in weights], weights)\n",
        "model.compile(keras.optimizers.Adam(0.01), keras.losses.BinaryCrossentropy(from_logits=True))\n"
        "model.fit(loader, epochs=10)\n",
    ],
    ids=["an optimizer of PyTorch", "an optimizer of Keras", "fit with a DataLoader"],
)
def test_a_program_with_pytorch(tmp_path: Path, code: str) -> None:
    with reached(tmp_path, TORCH + code, "torch") as (process, found):
        assert found.backend == "torch"
        first, again = train(process, 0, 120), train(process, 0, 20)
    assert first.deciding > 0.6
    assert first.skills[0] == again.skills[0]


@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="needs JAX")
def test_a_program_with_jax(tmp_path: Path) -> None:
    code = DATA + MODEL + "model.compile(opt, 'binary_crossentropy')\nmodel.fit(x, y, epochs=10)\n"
    with reached(tmp_path, code, "jax") as (process, found):
        assert found.backend == "jax"
        assert train(process, 0, 120).deciding > 0.6


@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="needs JAX")
def test_a_stateless_loop_of_jax_is_told(tmp_path: Path) -> None:
    code = DATA + textwrap.dedent(
        """\
        import jax
        model = keras.Sequential([keras.Input((8,)), layers.Dense(1, activation="sigmoid")])
        opt = keras.optimizers.Adam(0.01)
        opt.build(model.trainable_variables)
        variables = (model.trainable_variables, model.non_trainable_variables, opt.variables)
        weights, others, state = ([one.value for one in part] for part in variables)
        def loss_of(weights, others, a, b):
            given, others = model.stateless_call(weights, others, a, training=True)
            return keras.losses.BinaryCrossentropy()(b, given), others
        @jax.jit
        def step(weights, others, state, a, b):
            (loss, others), grads = jax.value_and_grad(loss_of, has_aux=True)(weights, others, a, b)
            weights, state = opt.stateless_apply(state, grads, weights)
            return weights, others, state
        for start in range(0, 600, 30):
            a, b = x[start : start + 30], y[start : start + 30, None]
            weights, others, state = step(weights, others, state, a, b)
        """
    )
    with pytest.raises(ProgramStopped) as stop, reached(tmp_path, code, "jax"):
        pass
    assert "stateless" in str(stop.value)
    assert (
        stop.value.stopped.line
        == code.splitlines().index("    weights, state = opt.stateless_apply(state, grads, weights)") + 1
    )


@pytest.mark.skipif(importlib.util.find_spec("tf_keras") is None, reason="needs tf_keras")
@pytest.mark.parametrize("call", ["model.fit(x, y, epochs=10)", "model.fit_generator(iter([(x, y)] * 40))"])
def test_a_program_with_the_old_keras(tmp_path: Path, call: str) -> None:
    code = (DATA + MODEL).replace("import numpy as np, keras", "import numpy as np\nimport tf_keras as keras")
    code = code.replace("from keras import", "from tf_keras import")
    with reached(tmp_path, f"{code}model.compile(opt, 'binary_crossentropy')\n{call}\n") as (process, found):
        assert found.keras.startswith("2.")
        assert train(process, 0, 120).deciding > 0.6
