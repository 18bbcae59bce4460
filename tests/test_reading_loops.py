"""Hand-written training loops: what is recovered of model, head, loss, data and optimizer."""

from __future__ import annotations

import textwrap

import pytest

from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Model
from kerasrules.model.program import Program
from kerasrules.model.training import Optimizer, Training
from kerasrules.model.unknown import Unknown
from tests.reading import head, loss, program, training

SETUP = """
import numpy as np
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train.reshape(-1, 784) / 255.0
data = tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(32)
m = Sequential([Input((784,)), Dense(8, activation="relu"), Dense(10)])
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
opt = keras.optimizers.Adam(0.25)
"""


def loop(text: str) -> Program:
    return program(SETUP + textwrap.dedent(text))


def optimizer(found: Training) -> str:
    made = found.optimizer
    return f"{made.class_name} {made.learning_rate}" if isinstance(made, Optimizer) else str(made)


def data(found: Training) -> list[tuple[object, object]]:
    """The ranges of inputs and targets of the step."""
    (fit,) = found.fits
    return [(one.low, one.high) if isinstance(one, ArrayInfo) else ("?", one.reason) for one in (*fit.x, *fit.y)]


STEPS = {
    "pairs": """
        for x, y in data:
            with tf.GradientTape() as tape:
                value = loss_fn(y, m(x, training=True))
            grads = tape.gradient(value, m.trainable_variables)
            opt.apply_gradients(zip(grads, m.trainable_variables))
        """,
    "enumerated, in a function, clipped": """
        @tf.function
        def step(x, y):
            with tf.GradientTape() as tape:
                p = m(x)
                value = tf.reduce_mean(loss_fn(y, p))
            grads = [tf.clip_by_norm(g, 1.0) for g in tape.gradient(value, m.trainable_weights)]
            opt.apply_gradients(zip(grads, m.trainable_weights))
        for i, (x, y) in enumerate(data.take(10)):
            step(x, y)
        """,
    "with pairs in a comprehension and a weight decay": """
        for x, y in data:
            with tf.GradientTape() as tape:
                value = loss_fn(y, m(x)) + 0.01 * tf.add_n([tf.nn.l2_loss(w) for w in m.trainable_weights])
            both = zip(tape.gradient(value, m.trainable_variables), m.trainable_variables)
            opt.apply_gradients([(g / 2, w) for g, w in both])
        """,
    "minimize a function": """
        x, y = next(iter(data))
        opt.minimize(lambda: loss_fn(y, m(x)), var_list=m.trainable_variables)
        """,
    "on several devices": """
        strategy = tf.distribute.MirroredStrategy()
        def step(batch):
            x, y = batch
            with tf.GradientTape() as tape:
                value = tf.nn.compute_average_loss(loss_fn(y, m(x)), global_batch_size=32)
            opt.apply_gradients(zip(tape.gradient(value, m.trainable_variables), m.trainable_variables))
            return value
        for batch in strategy.experimental_distribute_dataset(data):
            strategy.reduce("SUM", strategy.run(step, args=(batch,)), axis=None)
        """,
    "batches sliced from arrays": """
        for i in range(0, len(x_train), 32):
            x, y = x_train[i:i + 32], y_train[i:i + 32]
            with tf.GradientTape() as tape:
                value = loss_fn(y, m(x))
            opt.apply_gradients(zip(tape.gradient(value, m.weights), m.weights))
        """,
    "mixed precision": """
        for x, y in data:
            with tf.GradientTape() as tape:
                value = opt.get_scaled_loss(loss_fn(y, m(x)))
            grads = opt.get_unscaled_gradients(tape.gradient(value, m.trainable_variables))
            opt.apply_gradients(zip(grads, m.trainable_variables))
        """,
}


@pytest.mark.parametrize("text", STEPS.values(), ids=STEPS)
def test_a_step_with_a_tape(text: str) -> None:
    found = loop(text)
    one = training(found)
    assert one.custom_loop
    assert one.model is found.models[-1]
    assert (head(found), loss(found)) == ("linear 10", "sparse_categorical_crossentropy from logits")
    assert optimizer(one) == "Adam 0.25"
    assert data(one) == [(0, 1), (0, 9)]
    assert len(one.fits[0].reaching_inputs) == 1


@pytest.mark.parametrize(
    ("error", "name"),
    [
        ("tf.square(y - m(x))", "mean_squared_error"),
        ("(m(x) - y) ** 2", "mean_squared_error"),
        ("tf.math.squared_difference(y, m(x))", "mean_squared_error"),
        ("tf.abs(m(x) - y)", "mean_absolute_error"),
        ("keras.ops.square(y - m(x))", "mean_squared_error"),
    ],
)
def test_an_error_that_is_written_out(error: str, name: str) -> None:
    text = f"""
        for x, y in data:
            with tf.GradientTape() as tape:
                value = tf.reduce_mean({error})
            opt.apply_gradients(zip(tape.gradient(value, m.trainable_variables), m.trainable_variables))
        """
    found = loop(text)
    assert (head(found), loss(found)) == ("linear 10", name)
    assert data(training(found)) == [(0, 1), (0, 9)]


@pytest.mark.parametrize("text", ["-tf.reduce_mean(m(x))", "tf.reduce_mean(tf.square(m(x) - m(x + 1)))"])
def test_a_loss_that_is_nothing_known(text: str) -> None:
    found = loop(
        f"""
        for x, y in data:
            with tf.GradientTape() as tape:
                value = {text}
            opt.apply_gradients(zip(tape.gradient(value, m.trainable_variables), m.trainable_variables))
        """
    )
    assert {type(one.loss) for made in found.trainings for one in made.output_losses} == {Unknown}
    assert {optimizer(made) for made in found.trainings} == {"Adam 0.25"}


def test_what_is_differentiated_with_respect_to_data_trains_nothing() -> None:
    found = loop(
        """
        picture = tf.Variable(tf.random.uniform((1, 784)))
        with tf.GradientTape() as tape:
            value = loss_fn([3], m(picture))
        opt.apply_gradients([(tape.gradient(value, picture), picture)])
        """
    )
    assert not found.trainings


def test_each_part_of_a_gan_has_its_optimizer() -> None:
    found = loop(
        """
        g = Sequential([Input((16,)), Dense(784, activation="sigmoid")])
        d = Sequential([Input((784,)), Dense(1)])
        g_opt, d_opt = keras.optimizers.Adam(1e-4), keras.optimizers.SGD(1e-2)
        bce = keras.losses.BinaryCrossentropy(from_logits=True)
        for x, _ in data:
            with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
                fake = g(tf.random.normal((32, 16)))
                real_out, fake_out = d(x), d(fake)
                g_loss = bce(tf.ones_like(fake_out), fake_out)
                d_loss = bce(tf.ones_like(real_out), real_out) + bce(tf.zeros_like(fake_out), fake_out)
            g_opt.apply_gradients(zip(g_tape.gradient(g_loss, g.trainable_variables), g.trainable_variables))
            d_opt.apply_gradients(zip(d_tape.gradient(d_loss, d.trainable_variables), d.trainable_variables))
        """
    )
    assert [optimizer(one) for one in found.trainings] == ["Adam 0.0001", "SGD 0.01", "SGD 0.01"]
    assert {one.model for one in found.trainings} == {found.models[-1]}
    generated, real, _ = found.trainings
    assert data(real) == [(0, 1)]
    assert [one.reason for one in generated.fits[0].x if isinstance(one, Unknown)] == ["a tensor with unknown values"]
    assert isinstance(generated.model, Model)
    assert set(generated.trainable.values()) == {False}


JAX = """
    import jax
    def computed(weights, others, x, y):
        p, others = m.stateless_call(weights, others, x, training=True)
        return loss_fn(y, p), others
    gradients = jax.value_and_grad(computed, has_aux=True)
    @jax.jit
    def step(state, data):
        weights, others, own = state
        x, y = data
        (value, others), grads = gradients(weights, others, x, y)
        weights, own = opt.stateless_apply(own, grads, weights)
        return value, (weights, others, own)
    state = m.trainable_variables, m.non_trainable_variables, opt.variables
    for batch in data:
        value, state = step(state, (batch[0].numpy(), batch[1].numpy()))
    """

TORCH = """
    import torch
    samples = torch.utils.data.TensorDataset(torch.from_numpy(x_train), torch.from_numpy(y_train))
    loader = torch.utils.data.DataLoader(samples, batch_size=32, shuffle=True)
    criterion = torch.nn.CrossEntropyLoss()
    m = torch.nn.parallel.DistributedDataParallel(m.to("cuda"), device_ids=[0])
    optimizer = torch.optim.Adam(m.parameters(), lr=0.25)
    for epoch in range(3):
        for i, (x, y) in enumerate(loader):
            optimizer.zero_grad()
            value = criterion(m(x.to("cuda")), y)
            value.backward()
            optimizer.step()
    """

TORCH_WITH_KERAS = """
    for x, y in data:
        value = loss_fn(y, m(x))
        m.zero_grad()
        weights = [w for w in m.trainable_weights]
        value.backward()
        grads = [w.value.grad for w in weights]
        opt.apply(grads, weights)
    """


@pytest.mark.parametrize("text", [JAX, TORCH, TORCH_WITH_KERAS], ids=["JAX", "torch", "torch with Keras' optimizer"])
def test_other_backends(text: str) -> None:
    found = loop(text)
    one = training(found)
    assert (head(found), loss(found)) == ("linear 10", "sparse_categorical_crossentropy from logits")
    assert one.model is found.models[-1]
    assert optimizer(one) == "Adam 0.25"
    assert data(one) == [(0, 1), (0, 9)]


@pytest.mark.parametrize(
    ("criterion", "name"),
    [
        ("torch.nn.BCEWithLogitsLoss()(p, y)", "binary_crossentropy from logits"),
        ("torch.nn.functional.mse_loss(p, y)", "mean_squared_error"),
        ("torch.nn.CrossEntropyLoss()(p, tf.one_hot(y, 10))", "categorical_crossentropy from logits"),
    ],
)
def test_losses_of_torch(criterion: str, name: str) -> None:
    found = loop(
        f"""
        import torch
        for x, y in data:
            p = m(x)
            {criterion}.backward()
        """
    )
    assert loss(found) == name


def test_what_the_model_is_given_after_training() -> None:
    found = loop(
        """
        m(x_test.reshape(-1, 784)[:5])
        for x, y in data:
            with tf.GradientTape() as tape:
                value = loss_fn(y, m(x))
            opt.apply_gradients(zip(tape.gradient(value, m.trainable_variables), m.trainable_variables))
        m(tf.zeros((1, 784)))
        m(x_test.reshape(-1, 784) / 127.5 - 1)
        m.predict(x_test.reshape(-1, 784))
        classes = np.argmax(m(x_train[:10]), axis=-1)
        """
    )
    ranges = {
        one.method + str(one.location.start.line): (value.value.low, value.value.high)
        for one in training(found).fits
        for value in one.reaching_inputs
    }
    assert list(ranges.values()) == [(0, 1), (0, 255), (-1, 1), (0, 1)]
    assert [name.rstrip("0123456789") for name in ranges] == ["loop", "predict", "call", "call"]
    (decoding,) = found.prediction_decodings
    assert (decoding.kind, decoding.detail, decoding.size) == ("argmax", -1, 10)
    assert decoding.model is found.models[-1]


OWN_STEP = """
    class Net(Model):
        def __init__(self):
            super().__init__()
            self.d = Dense(10)
        def call(self, x):
            return self.d(x)
        def train_step(self, data):
            x, y = {unpacked}
            with tf.GradientTape() as tape:
                p = self({given}, training=True)
                value = {value}
            grads = tape.gradient(value, self.trainable_variables)
            self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
            return {{}}
    m = Net()
    m.compile(optimizer=opt, loss={loss})
    m.fit(x_train, y_train)
    """


@pytest.mark.parametrize("unpacked", ["data", "keras.utils.unpack_x_y_sample_weight(data)[:2]"])
def test_a_step_of_its_own_gets_the_data_of_fit(unpacked: str) -> None:
    found = loop(OWN_STEP.format(unpacked=unpacked, given="x", value="loss_fn(y, p)", loss=None))
    compiled, one = found.trainings
    assert not compiled.custom_loop
    assert one.custom_loop
    assert one.model is compiled.model
    assert isinstance(one.model, Model)
    assert one.model.custom_train_step
    assert optimizer(one) == "Adam 0.25"
    assert data(one) == [(0, 1), (0, 9)]
    assert one.fits[0].reaching_inputs


@pytest.mark.parametrize(("given", "own"), [("x", False), ("x / 255", True)])
def test_a_step_of_its_own_that_leaves_the_loss_to_compile(given: str, own: bool) -> None:
    text = OWN_STEP.format(unpacked="data", given=given, value="self.compute_loss(x, y, p)", loss='"mse"')
    one = training(loop(text))
    assert isinstance(one.model, Model)
    assert one.model.custom_train_step is own
    assert bool(one.fits[0].reaching_inputs) is not own


@pytest.mark.parametrize(
    "turns",
    [
        "total[:, 0] = total[:, 0] + x_train[i][0]",
        "total = total + x_train[i]",
        "total += x_train[i]",
        "image = x_train[i]; total = 0.9 * total + 0.1 * image",
    ],
)
def test_what_every_turn_adds_to_reaches_no_known_value(turns: str) -> None:
    sums = f"total = np.zeros((32, 784))\nfor i in range(1, 81):\n    {turns}\n"
    found = loop(sums + "m.compile('sgd', 'mse')\nm.fit(total / 80, y_train)\n")
    assert data(found.trainings[0])[0] == (None, None)


@pytest.mark.parametrize(
    ("turns", "given", "span"),
    [
        ("image = x_train[i]\n    image = image / 2", "image", (0.0, 0.5)),
        ("image = x_train[i] * 1.0\n    image /= 2", "image", (0.0, 0.5)),
        ("for part in [x_train]:\n        part /= 2", "x_train", (0.0, 0.5)),
    ],
)
def test_what_a_turn_makes_anew_keeps_its_values(turns: str, given: str, span: tuple[float, float]) -> None:
    found = loop(f"for i in range(1, 81):\n    {turns}\nm.compile('sgd', 'mse')\nm.fit({given}, y_train)\n")
    assert data(found.trainings[0])[0] == span


def test_rows_that_a_loop_scales_one_by_one_need_not_reach_the_old_bounds() -> None:
    turns = "for i in range(len(x_train)):\n    x_train[i] = x_train[i] / 2\n"
    found = loop(turns + "m.compile('sgd', 'mse')\nm.fit(x_train, y_train)")
    (fit,) = found.trainings[0].fits
    assert isinstance(fit.x[0], ArrayInfo)
    assert not fit.x[0].bounds_attained
