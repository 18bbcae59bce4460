"""What the rules' texts claim of Keras, asked of Keras itself on the TensorFlow backend."""

from __future__ import annotations

import pytest
from keras_version import is_before

tensorflow = pytest.importorskip("tensorflow", reason="TensorFlow is not installed: the claims cannot be tried")
np = pytest.importorskip("numpy")
keras = pytest.importorskip("keras", reason="Keras is not installed: the claims cannot be tried")

if keras.backend.backend() != "tensorflow":
    pytest.skip("the claims are about Keras on the TensorFlow backend", allow_module_level=True)

RNG = np.random.default_rng(0)
X = RNG.normal(size=(64, 5)).astype("float32")
BINARY = RNG.integers(0, 2, (64, 1)).astype("float32")
CLASSES = RNG.integers(0, 3, 64)
ONE_HOT = np.eye(3, dtype="float32")[CLASSES]


def model(*layers):
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input((5,)), *layers])


def losses(units, activation, loss, y):
    """The loss of three epochs."""
    net = model(keras.layers.Dense(units, activation=activation))
    net.compile(keras.optimizers.SGD(0.1), loss)
    return net.fit(X, y, epochs=3, verbose=0).history["loss"]


def test_kr101_two_linear_layers_are_one():
    net = model(
        keras.layers.Dense(16), keras.layers.BatchNormalization(), keras.layers.Dropout(0.5), keras.layers.Dense(4)
    )
    a, b = X[:8], X[8:16]
    mixed = net(0.3 * a + 0.7 * b, training=False)
    assert np.allclose(mixed, 0.3 * net(a, training=False) + 0.7 * net(b, training=False), atol=1e-4)


def test_kr102_max_pooling_is_nonlinear():
    net = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Conv2D(4, 3), keras.layers.MaxPooling2D(), keras.layers.Conv2D(2, 3)]
    )
    a, b = (RNG.normal(size=(4, 8, 8, 1)).astype("float32") for _ in range(2))
    mixed = net(0.5 * a + 0.5 * b)
    assert not np.allclose(mixed, 0.5 * net(a) + 0.5 * net(b), atol=1e-3)


def test_kr103_softmax_of_softmax_says_at_most_23_percent_of_ten_classes():
    certain = keras.ops.convert_to_tensor(np.eye(10, dtype="float32")[:1])
    assert float(np.max(keras.activations.softmax(certain))) == pytest.approx(0.232, abs=1e-3)
    assert float(keras.ops.tanh(1.0)) < 0.77


@pytest.mark.parametrize("name", ["softmax", "sigmoid", "softplus", "relu"])
def test_kr103_relu_and_its_kin_leave_what_is_not_negative(name):
    values = keras.activations.get(name)(keras.ops.convert_to_tensor(X))
    for again in (keras.layers.ReLU(), keras.layers.LeakyReLU(), keras.layers.PReLU(), keras.layers.ELU()):
        assert np.allclose(again(values), values)


def test_kr105_the_slope_of_sigmoid_is_at_most_a_quarter():
    x = tensorflow.Variable(np.linspace(-5, 5, 1001, dtype="float32"))
    with tensorflow.GradientTape() as tape_depth:
        y = keras.activations.sigmoid(x)
    assert float(np.max(tape_depth.gradient(y, x))) <= 0.25


def test_kr106_none_is_not_the_default():
    assert keras.layers.LSTM(4).activation is keras.activations.tanh
    assert keras.layers.LSTM(4, activation=None).activation is keras.activations.linear


def test_kr201_one_sigmoid_unit_has_no_categorical_loss():
    assert losses(1, "sigmoid", "categorical_crossentropy", BINARY) == [0.0, 0.0, 0.0]


def test_kr201_a_single_class_has_no_location_for_label_one():
    with pytest.raises(tensorflow.errors.InvalidArgumentError):
        losses(1, "sigmoid", "sparse_categorical_crossentropy", np.ones((64, 1)))


def test_kr201_tensorflow_trains_softmax_of_what_is_before_the_sigmoid():
    as_written = losses(3, "sigmoid", "sparse_categorical_crossentropy", CLASSES)
    assert as_written == pytest.approx(losses(3, "softmax", "sparse_categorical_crossentropy", CLASSES))
    predicted = model(keras.layers.Dense(3, activation="sigmoid")).predict(X, verbose=0)
    assert not np.allclose(predicted.sum(axis=1), 1, atol=0.05)


def test_kr202_softmax_of_one_value_is_one_though_the_loss_moves():
    net = model(keras.layers.Dense(1, activation="softmax"))
    assert np.allclose(net.predict(X, verbose=0), 1.0, atol=1e-6)
    moved = losses(1, "softmax", "binary_crossentropy", BINARY)
    assert moved[-1] < moved[0]


def test_kr203_two_one_hot_classes_have_the_same_value():
    y, p = np.eye(2, dtype="float32")[[0, 1]], np.array([[0.8, 0.2], [0.3, 0.7]], dtype="float32")
    binary, many = keras.losses.BinaryCrossentropy()(y, p), keras.losses.CategoricalCrossentropy()(y, p)
    assert float(binary) == pytest.approx(float(many), rel=1e-4)


def test_kr204_outside_of_0_to_1_the_gradient_is_0():
    raw = tensorflow.Variable([[-3.0], [5.0], [0.5]])
    with tensorflow.GradientTape() as tape_depth:
        loss = keras.losses.binary_crossentropy(np.array([[1.0], [0.0], [1.0]], dtype="float32"), raw)
    gradient = np.ravel(tape_depth.gradient(loss, raw))
    assert list(gradient[:2]) == [0.0, 0.0]
    assert gradient[2] != 0


@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
def test_kr205_tensorflow_undoes_the_activation(activation):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert losses(3, activation, loss, CLASSES) == pytest.approx(losses(3, None, loss, CLASSES))


def test_kr205_but_not_behind_a_reshape_nor_in_tf_nn():
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    def trained(*layers):
        net = model(*layers)
        net.compile(keras.optimizers.SGD(0.1), loss)
        return net.fit(X, CLASSES, epochs=1, verbose=0).history["loss"][0]

    plain = trained(keras.layers.Dense(3))
    hidden = trained(keras.layers.Dense(3, activation="softmax"), keras.layers.Reshape((3,)))
    assert hidden != pytest.approx(plain, rel=1e-3)
    p = keras.activations.sigmoid(keras.ops.convert_to_tensor([[3.0]]))
    assert np.max(tensorflow.nn.sigmoid_cross_entropy_with_logits(labels=[[0.0]], logits=p)) < 1.4


def test_kr206_the_other_encoding_stops_with_an_error():
    with pytest.raises(ValueError, match="rank"):
        losses(3, "softmax", "categorical_crossentropy", CLASSES)
    with pytest.raises(ValueError, match="rank"):
        losses(3, "softmax", "sparse_categorical_crossentropy", ONE_HOT)


def test_kr301_batch_normalisation_right_behind_takes_the_scale_out():
    def trained(scale):
        net = model(keras.layers.Dense(8), keras.layers.BatchNormalization(epsilon=1e-9), keras.layers.Dense(1))
        net.compile(keras.optimizers.SGD(0.01), "mse")
        return net.fit(scale * X, BINARY, epochs=3, shuffle=False, verbose=0).history["loss"]

    assert trained(255.0) == pytest.approx(trained(1.0), rel=0.05)


@pytest.mark.parametrize(("rate", "diverges"), [(1e-3, True), (1e-5, False)])
def test_kr301_plain_descent_on_pixels_diverges_unless_the_rate_is_tiny(rate, diverges):
    pixels = RNG.integers(0, 256, (64, 5)).astype("float32")
    net = model(keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1))
    net.compile(keras.optimizers.SGD(rate), "mse")
    loss = net.fit(pixels, BINARY, epochs=10, verbose=0).history["loss"]
    assert bool(loss[0] > 1e6) is diverges


def fails(*arguments, shape=(6, 6, 3), layers=()):
    net = keras.Sequential([keras.Input(shape), *layers, keras.layers.Flatten(), keras.layers.Dense(1)])
    net.compile("sgd", "mse")
    try:
        net.fit(*arguments, verbose=0)
    except (ValueError, tensorflow.errors.InvalidArgumentError):
        return True
    return False


def test_kr309_keras_stops_at_another_shape_but_adds_a_channel_itself():
    y = np.zeros((4, 1))
    assert fails(np.zeros((4, 6, 6)), y)
    assert fails(np.zeros((4, 6, 6, 1)), y)
    assert fails(np.zeros((4, 6)), y, shape=(4, 6))
    assert not fails(np.zeros((4, 6, 6)), y, shape=(6, 6, 1))
    assert not fails(np.zeros((4, 6, 6, 1)), y, shape=(6, 6))


def test_kr309_validation_data_of_another_length_stop_too():
    inputs = keras.Input((6, 2))
    net = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.LSTM(3)(inputs)))
    net.compile("sgd", "mse")
    with pytest.raises(ValueError, match="shape"):
        net.fit(np.zeros((4, 6, 2)), np.zeros(4), validation_data=(np.zeros((4, 3, 2)), np.zeros(4)), verbose=0)


@pytest.mark.parametrize(
    ("shape", "layer"),
    [((40,), keras.layers.LSTM(3)), ((40,), keras.layers.Conv1D(3, 2)), ((8, 8), keras.layers.Conv2D(3, 2))],
)
def test_kr309_first_layers_take_inputs_of_their_rank_alone(shape, layer):
    with pytest.raises(ValueError, match="incompatible"):
        keras.Sequential([keras.Input(shape), layer])


@pytest.mark.skipif(keras.__version__.startswith("2."), reason="Keras 2 takes lists of numbers")
def test_kr312_keras_3_refuses_lists_of_samples():
    assert fails([[0, 0], [0, 1]], np.zeros(2), shape=(2,))
    assert fails(np.zeros((2, 2)), [0, 1], shape=(2,))
    assert fails([np.zeros(2), np.zeros(2)], np.zeros(2), shape=(2,))
    assert not fails([np.zeros((2, 2))], np.zeros(2), shape=(2,))


def test_kr310_adam_reaches_targets_in_the_hundreds_and_plain_descent_does_not():
    def trained(optimizer, epochs):
        net = model(keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1))
        net.compile(optimizer, "mse")
        return net.fit(X, 300 + 40 * X[:, :1], epochs=epochs, verbose=0).history["loss"]

    plain, adam = trained("sgd", 4), trained(keras.optimizers.Adam(0.05), 40)
    assert max(plain) > plain[0]
    assert adam[1] > 0.8 * adam[0]
    assert adam[-1] < 0.2 * adam[0]


def test_kr311_divided_class_numbers_are_class_0():
    judge = keras.losses.SparseCategoricalCrossentropy()
    probabilities = np.full((3, 3), 0.1, dtype="float32") + 0.7 * np.eye(3, dtype="float32")
    divided = judge(np.array([0, 1, 2]) / 255, probabilities)
    assert float(divided) == pytest.approx(float(judge(np.zeros(3), probabilities)))


def test_kr601_rates():
    ones = np.ones((4, 4), dtype="float32")
    if is_before(keras, 3, 13):
        with pytest.raises(ValueError, match="rate"):
            keras.layers.Dropout(1.0)(ones, training=True)
    else:
        assert float(np.max(keras.layers.Dropout(1.0)(ones, training=True))) == 0.0
    for rate in (1.5, 20, -0.1):
        with pytest.raises(ValueError, match="rate"):
            keras.layers.Dropout(rate)


def test_kr602_batch_normalisation_takes_a_constant_away():
    norm = keras.layers.BatchNormalization()
    assert np.allclose(norm(X, training=True), norm(X + 7, training=True), atol=1e-4)
