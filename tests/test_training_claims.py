"""What the messages of KR207 to KR219, of some of KR3, KR4, KR5 and KR607 claim, tried with Keras 3 on TensorFlow."""

from __future__ import annotations

import random

import pytest

tensorflow = pytest.importorskip("tensorflow", reason="TensorFlow is not installed: the claims cannot be tried")
np = pytest.importorskip("numpy")
keras = pytest.importorskip("keras", reason="Keras is not installed: the claims cannot be tried")

if keras.backend.backend() != "tensorflow" or not keras.__version__.startswith("3."):
    pytest.skip("the claims are about Keras 3 on the TensorFlow backend", allow_module_level=True)

from keras import layers, losses, metrics  # noqa: E402

RNG = np.random.default_rng(0)
X = RNG.normal(size=(64, 5)).astype("float32")
ONE = RNG.normal(size=(64, 1)).astype("float32")


def model(*given):
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input((5,)), *given])


def fit(net, loss, y, optimizer="sgd", **options):
    net.compile(optimizer, loss)
    return net.fit(X, y, verbose=0, **options)


def test_kr207_labels_without_output_stop_training():
    with pytest.raises(tensorflow.errors.InvalidArgumentError):
        fit(model(layers.Dense(3, activation="softmax")), "sparse_categorical_crossentropy", np.full(64, 5))
    with pytest.raises(ValueError, match="same shape"):
        fit(model(layers.Dense(3, activation="softmax")), "categorical_crossentropy", np.eye(4)[np.zeros(64, int)])


@pytest.mark.parametrize("labels", [[1, 2, 3], [-1, 0, 1]])
def test_kr207_labels_outside_of_the_units_stop_training(labels):
    with pytest.raises(tensorflow.errors.InvalidArgumentError):
        fit(
            model(layers.Dense(3, activation="softmax")),
            "sparse_categorical_crossentropy",
            np.resize(np.array(labels), 64),
        )


def test_kr209_thresholds_on_logits():
    y, logits = np.array([[1.0], [0.0], [1.0]]), np.array([[0.3], [-0.2], [2.0]])
    assert float(metrics.BinaryAccuracy()(y, logits)) == pytest.approx(2 / 3)
    assert float(metrics.BinaryAccuracy(threshold=0.0)(y, logits)) == 1.0
    assert float(metrics.Recall()(y, logits)) == 0.5
    assert float(metrics.Recall(thresholds=0.0)(y, logits)) == 1.0


def test_kr209_the_class_accuracy_compares_for_equality():
    y = (RNG.random((64, 1)) > 0.5).astype("float32")
    net = model(layers.Dense(1, activation="sigmoid"))
    net.compile("sgd", "binary_crossentropy", metrics=[metrics.Accuracy()])
    assert net.evaluate(X, y, verbose=0, return_dict=True)["accuracy"] == 0


def test_kr202_a_categorical_loss_of_one_logit_is_0():
    loss = losses.CategoricalCrossentropy(from_logits=True)
    assert float(loss(np.array([[1.0], [0.0]]), np.array([[3.0], [-2.0]]))) == 0


def test_kr209_the_text_accuracy_is_binary_accuracy_on_one_unit():
    net, y = model(layers.Dense(1)), (RNG.random((64, 1)) > 0.5).astype("float32")
    net.compile("sgd", losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"])
    logits = net.predict(X, verbose=0)
    reported = net.evaluate(X, y, verbose=0, return_dict=True)["accuracy"]
    assert reported == pytest.approx(np.mean((logits > 0.5) == y), abs=1e-6)
    assert reported != pytest.approx(np.mean((logits > 0) == y), abs=1e-6)


def test_kr209_accuracy_of_a_regression_is_0_however_good_it_is():
    net, y = model(layers.Dense(1)), (3.0 + X[:, :1]).astype("float32")
    net.compile(keras.optimizers.Adam(0.1), "mse", metrics=["accuracy"])
    history = net.fit(X, y, epochs=100, verbose=0).history
    assert history["loss"][-1] < 0.1
    assert history["accuracy"][-1] == 0


def test_kr209_class_numbers_are_taken_for_class_0():
    predicted = np.eye(3, dtype="float32")[[2, 1, 0]]
    assert float(metrics.CategoricalAccuracy()(np.array([2, 1, 0]), predicted)) == pytest.approx(1 / 3)


def test_kr209_saying_no_to_ten_classes_scores_nine_tenths():
    assert float(metrics.BinaryAccuracy()(np.eye(10), np.full((10, 10), 0.1))) == pytest.approx(0.9)


def test_kr210_poisson_of_a_negative_value_is_nan():
    assert np.isnan(losses.Poisson()(np.array([[1.0]]), np.array([[-0.5]], dtype="float32")))


def test_kr210_divergence_is_lowest_and_negative_where_all_are_1():
    y = np.array([[0.2, 0.3, 0.5]], dtype="float32")
    values = {p: float(losses.KLDivergence()(y, np.full((1, 3), p, dtype="float32"))) for p in (0.3, 0.6, 0.9, 1.0)}
    assert min(values, key=values.__getitem__) == 1.0
    assert values[1.0] < 0 < float(losses.KLDivergence()(y, np.full((1, 3), 1 / 3, dtype="float32")))


def test_kr213_one_value_is_spread_over_all():
    y, p = ONE[:4], RNG.normal(size=(4, 3)).astype("float32")
    for loss in (losses.mean_squared_error, losses.mean_absolute_error, losses.huber):
        spread = np.repeat(y, 3, axis=1)
        assert np.allclose(loss(y, p), loss(spread, p))
        assert np.allclose(loss(p, y), loss(p, spread))
    assert fit(model(layers.Dense(3)), "mse", ONE).history["loss"]
    with pytest.raises(ValueError, match="Dimensions must be equal"):
        fit(model(layers.Dense(3)), "mse", ONE[:, 0])


def test_kr213_one_value_per_step_is_spread_over_the_outputs():
    steps, y = RNG.normal(size=(8, 4, 5)), RNG.normal(size=(8, 4, 1)).astype("float32")
    for loss in (losses.mean_squared_error, losses.mean_absolute_error, losses.huber):
        p = RNG.normal(size=(8, 4, 3)).astype("float32")
        assert np.allclose(loss(y, p), loss(np.repeat(y, 3, axis=2), p))
    net = keras.Sequential([keras.Input((4, 5)), layers.Dense(3)])
    net.compile("sgd", "mse")
    assert net.fit(steps, y, verbose=0).history["loss"]


def test_kr215_targets_of_3_drive_the_loss_below_0():
    y = np.array([[3.0]], dtype="float32")
    values = [float(losses.binary_crossentropy(y, np.array([[p]], dtype="float32"))[0]) for p in (0.5, 0.9, 0.999)]
    assert values == sorted(values, reverse=True)
    assert values[-1] < 0


def test_kr216_keras_turns_0_and_1_into_signs_but_not_three_classes():
    p = np.full((2, 1), -2.0)
    same = losses.hinge(np.array([[0.0], [1.0]]), p), losses.hinge(np.array([[-1.0], [1.0]]), p)
    assert np.allclose(*same)
    three = losses.hinge(np.array([[0.0], [1.0], [2.0]]), np.full((3, 1), -2.0))
    assert np.allclose(three, [1.0, 3.0, 5.0])


@pytest.mark.parametrize("loss", [losses.hinge, losses.squared_hinge])
def test_kr216_outputs_that_are_never_negative_cost_at_least_1(loss):
    assert np.min(loss(np.full((5, 1), -1.0), np.linspace(0, 1, 5)[:, None])) == 1.0


def curve(optimizer, epochs=5):
    history = fit(
        model(layers.Dense(16, activation="relu"), layers.Dense(1)), "mse", 3 + X[:, :1], optimizer, epochs=epochs
    )
    return history.history["loss"]


def test_kr217_accuracy_of_many_sigmoids_is_categorical_accuracy():
    labels = np.zeros((64, 6), "float32")
    labels[:, [1, 4]] = 1.0
    net = model(layers.Dense(6, activation="sigmoid", kernel_initializer="zeros"))
    net.compile("sgd", "binary_crossentropy", metrics=["accuracy", "binary_accuracy"])
    for unit, expected in ((1, 1.0), (4, 0.0)):  # the second label that is set is no hit
        net.layers[-1].bias.assign(np.where(np.arange(6) == unit, -1.0, -5.0))
        reported = net.evaluate(X, labels, verbose=0, return_dict=True)
        assert reported["accuracy"] == expected  # although no output reaches 0.5
        assert reported["binary_accuracy"] == pytest.approx(4 / 6)  # the share of zeros


def test_kr217_what_is_recommended_is_low_where_no_label_is_found():
    labels, nothing = np.zeros((64, 6), "float32"), np.full((64, 6), 0.01, "float32")
    labels[:, 2] = 1.0
    labels[0] = 1.0 - labels[0]
    assert float(metrics.F1Score(average="macro", threshold=0.5)(labels, nothing)) == 0
    assert float(metrics.Recall()(labels, nothing)) == 0
    assert float(metrics.AUC(multi_label=True)(labels, nothing)) == pytest.approx(0.5)


def test_kr218_a_column_minus_a_flat_array_pairs_everything():
    y = X[:, 0]
    predicted = model(layers.Dense(1)).predict(X, verbose=0)
    difference = y - predicted
    assert (predicted.shape, difference.shape) == ((64, 1), (64, 64))
    spread = y.var() + predicted.var() + (y.mean() - predicted.mean()) ** 2
    assert np.mean(difference**2) == pytest.approx(spread, rel=1e-4)  # whichever target belongs to which output
    assert np.mean(X[:, :1] - X[:, 0]) == pytest.approx(0, abs=1e-6)
    assert np.mean(np.abs(X[:, :1] - X[:, 0])) > 0.5  # predictions that all are right


class _SquaredError(losses.Loss):
    def call(self, y_true, y_pred):
        return keras.ops.mean(keras.ops.square(y_true - y_pred))


def test_kr218_keras_gives_targets_the_axis_for_functions_and_not_for_classes():
    shapes = []

    def squared_error(y_true, y_pred):
        shapes.append((len(y_true.shape), len(y_pred.shape)))
        return keras.ops.mean(keras.ops.square(y_true - y_pred))

    class Noted(_SquaredError):
        def call(self, y_true, y_pred):
            return squared_error(y_true, y_pred)

    for loss, ranks in ((squared_error, (2, 2)), (Noted(), (1, 2))):
        shapes.clear()
        fit(model(layers.Dense(1)), loss, X[:, 0])
        assert set(shapes) == {ranks}


def test_kr218_such_a_loss_trains_every_output_toward_the_mean_of_the_targets():
    y = 3.0 + X[:, 0]
    for loss, spread in (("mse", 1.0), (_SquaredError(), 0.0)):
        net = model(layers.Dense(1))
        fit(net, loss, y, keras.optimizers.Adam(0.1), epochs=200, batch_size=64)
        predicted = net.predict(X, verbose=0)
        assert predicted.mean() == pytest.approx(y.mean(), abs=0.2)
        assert predicted.std() / y.std() == pytest.approx(spread, abs=0.1)


def swapped(loss, **options):
    return lambda y_true, y_pred: loss(y_pred, y_true, **options)


@pytest.mark.parametrize("loss", [losses.binary_crossentropy, losses.categorical_crossentropy])
def test_kr219_a_swapped_cross_entropy_is_16_times_the_probability_of_wrong_answers(loss):
    right, wrong = np.array([[1.0, 0.0]]), np.array([[0.7, 0.3]])
    assert float(swapped(loss)(right, wrong)[0]) == pytest.approx(0.3 * -np.log(keras.config.epsilon()), rel=0.01)


def test_kr219_with_logits_it_falls_below_every_bound():
    y = np.eye(3)[np.arange(64) % 3]
    net = model(layers.Dense(3))
    history = fit(
        net, swapped(losses.categorical_crossentropy, from_logits=True), y, keras.optimizers.SGD(1.0), epochs=60
    )
    assert history.history["loss"][-1] < -100


def test_kr219_a_sparse_one_raises_an_error():
    with pytest.raises(ValueError, match="rank"):
        fit(
            model(layers.Dense(3, activation="softmax")),
            swapped(losses.sparse_categorical_crossentropy),
            np.arange(64) % 3,
        )


def test_kr305_the_same_value_becomes_another_number():
    scaler = layers.Normalization()
    scaler.adapt(X)
    of_training = scaler(X + 3)
    scaler.adapt(X + 3)
    assert float(abs(of_training - scaler(X + 3)).numpy().min()) > 1


def test_kr306_scores_on_a_part_of_the_training_data_hide_that_the_others_fail():
    noise, net = RNG.normal(size=(64, 1)), model(layers.Dense(512, activation="relu"), layers.Dense(1))
    net.compile(keras.optimizers.Adam(0.01), "mse")
    told = net.fit(X, noise, epochs=150, verbose=0, validation_data=(X[:32], noise[:32])).history["val_loss"][-1]
    true = net.evaluate(RNG.normal(size=(64, 5)), RNG.normal(size=(64, 1)), verbose=0)
    assert told < 0.1 < 0.8 < true


def test_kr310_a_single_linear_layer_reaches_targets_of_any_size():
    y = 900 * X[:, :1] + 150
    assert fit(model(layers.Dense(1)), "mse", y, keras.optimizers.SGD(0.1), epochs=40).history["loss"][-1] < 1
    deep = model(layers.Dense(64, activation="relu"), layers.Dense(64, activation="relu"), layers.Dense(1))
    assert not fit(deep, "mse", y, keras.optimizers.SGD(0.1), epochs=40).history["loss"][-1] < 1e4


@pytest.mark.parametrize(("activation", "low", "high"), [("tanh", 0.0, 1.0), ("sigmoid", -1.0, 1.0)])
def test_kr313_range_alone_tells_generated_from_real_samples(activation, low, high):
    generated = model(layers.Dense(64, activation="relu"), layers.Dense(100, activation=activation)).predict(
        X, verbose=0
    )
    real = RNG.uniform(low, high, (64, 100))
    for samples, expected in ((real, True), (generated, False)):
        # pixels of both signs where the real ones have both, and none below 0 where they have none
        like_real = (samples.min(axis=1) < 0) == (low < 0)
        assert np.all(like_real == expected)


def _held_out_accuracy(x, y, train):
    """How many of the samples that are not trained on a network gets right."""
    keras.utils.set_random_seed(0)
    net = keras.Sequential([layers.Dense(64, activation="relu"), layers.Dense(1, activation="sigmoid")])
    net.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    net.fit(x[train], y[train], batch_size=128, epochs=40, verbose=0)
    return net.evaluate(x[~train], y[~train], verbose=0)[1]


def test_kr317_features_chosen_with_the_test_targets_make_noise_look_learnable():
    random = np.random.default_rng(1)
    x, y = random.normal(size=(90, 3000)), np.arange(90) % 2
    train = random.random(90) < 0.6

    def best(samples):
        return np.argsort(-np.abs((x[samples] * (2 * y[samples, None] - 1)).mean(axis=0)))[:20]

    assert _held_out_accuracy(x[:, best(np.full(90, True))], y, train) > 0.8
    assert _held_out_accuracy(x[:, best(train)], y, train) < 0.7


def test_kr317_copies_of_training_samples_in_the_test_part_make_noise_look_learnable():
    random = np.random.default_rng(1)
    x, y = random.normal(size=(200, 20)), (np.arange(200) < 40).astype(int)
    train = random.random(200) < 0.75

    def oversampled(samples):
        few = np.flatnonzero(samples & (y == 1))
        return np.concatenate([np.flatnonzero(samples), random.choice(few, (samples & (y == 0)).sum() - len(few))])

    order = oversampled(np.full(200, True))
    assert _held_out_accuracy(x[order], y[order], random.random(len(order)) < 0.75) > 0.8
    order = np.concatenate([oversampled(train), oversampled(~train)])
    assert _held_out_accuracy(x[order], y[order], np.arange(len(order)) < len(oversampled(train))) < 0.65


@pytest.mark.parametrize("optimizer", [keras.optimizers.SGD(-0.01), keras.optimizers.Adam(-0.001)])
def test_kr501_a_negative_rate_makes_the_loss_grow(optimizer):
    losses = curve(optimizer)
    assert losses[-1] > losses[0]


def test_kr501_adadelta_hardly_moves_with_the_default_rate():
    usual, designed = curve("adadelta", 20), curve(keras.optimizers.Adadelta(1.0), 20)
    assert usual[-1] > 0.98 * usual[0]
    assert designed[-1] < 0.8 * designed[0]


def test_kr501_weight_decay_takes_its_share_in_each_step():
    net = model(layers.Dense(1, use_bias=False, kernel_initializer="ones"))
    fit(net, "mse", np.zeros((64, 1)), keras.optimizers.SGD(0.5, weight_decay=0.9, clipnorm=1e-9), batch_size=64)
    assert np.allclose(net.get_weights()[0], 1 - 0.5 * 0.9, atol=1e-3)


def test_kr501_weight_decay_of_8_percent_in_each_step_doubles_the_loss():
    y = (X[:, 0] > X[:, 1]).astype("float32")

    def loss(decay):
        net = model(layers.Dense(32, activation="relu"), layers.Dense(1, activation="sigmoid"))
        optimizer = keras.optimizers.SGD(0.1, momentum=0.9, weight_decay=decay)
        return fit(net, "binary_crossentropy", y, optimizer, epochs=40).history["loss"][-1]

    assert loss(0.8) > 2 * loss(None)


def test_kr501_a_rate_that_is_halved_in_each_step_is_worth_two_steps():
    schedules = keras.optimizers.schedules
    halved = schedules.ExponentialDecay(0.01, decay_steps=1, decay_rate=0.5)
    assert float(sum(halved(step) for step in range(200))) == pytest.approx(2 * 0.01)
    slowed = schedules.InverseTimeDecay(0.01, decay_steps=1, decay_rate=0.9)
    assert float(slowed(100)) == pytest.approx(0.01 / 91)


def test_kr507_nothing_happens_where_the_quantity_is_not_reported(recwarn):
    stop = keras.callbacks.EarlyStopping("val_f1", mode="max", patience=1)
    net = model(layers.Dense(1))
    net.compile("sgd", "mse", metrics=["mae"])
    history = net.fit(X, ONE, epochs=4, validation_split=0.5, callbacks=[stop], verbose=0)
    assert len(history.epoch) == 4
    assert any("val_f1" in str(warning.message) for warning in recwarn)


def test_kr502_zeros_and_relu_never_learn():
    hidden = layers.Dense(4, activation="relu", kernel_initializer="zeros")
    before = layers.Dense(6, activation="relu")
    net = model(before, hidden, layers.Dense(1))
    start = before.get_weights()[0].copy()
    fit(net, "mse", ONE, epochs=3)
    assert not np.any(hidden.get_weights()[0])
    assert np.array_equal(start, before.get_weights()[0])


def test_kr502_other_constants_are_parted_by_the_layers_around():
    hidden = layers.Dense(4, activation="relu", kernel_initializer="ones")
    net = model(hidden, layers.Dense(1))
    first = hidden(X)
    assert np.allclose(first, first[:, :1])
    fit(net, "mse", ONE, epochs=3)
    kernel = hidden.get_weights()[0]
    assert not np.allclose(kernel, kernel[:, :1])


@pytest.mark.parametrize("trained_before", [True, False])
def test_kr503_trainable_is_read_at_the_first_training_call(trained_before):
    hidden = layers.Dense(3)
    net = model(hidden, layers.Dense(1))
    hidden.trainable = False
    net.compile("sgd", "mse")
    if trained_before:
        net.fit(X, ONE, verbose=0)
    start = hidden.get_weights()[0].copy()
    hidden.trainable = True
    net.fit(X, ONE, verbose=0)
    assert np.array_equal(start, hidden.get_weights()[0]) is trained_before


def test_kr504_keras_stops():
    with pytest.raises(ValueError, match="compile"):
        model(layers.Dense(1)).fit(X, ONE, verbose=0)


def test_kr506_the_epoch_ends_with_the_data_and_batch_size_is_ignored():
    data = tensorflow.data.Dataset.from_tensor_slices((X, ONE)).batch(16)
    net = model(layers.Dense(1))
    net.compile("sgd", "mse")
    net.fit(data, steps_per_epoch=10, verbose=0)
    assert int(net.optimizer.iterations) == 4
    net.fit(data, batch_size=8, verbose=0)
    assert int(net.optimizer.iterations) == 8
    assert net.fit(data, epochs=0, verbose=0).history == {}


def test_kr508_a_discriminator_that_was_frozen_before_its_first_call_does_not_learn():
    critic = model(layers.Dense(3), layers.Dense(1, activation="sigmoid"))
    critic.compile("sgd", "binary_crossentropy")
    critic.trainable = False
    z = keras.Input((2,))
    both = keras.Model(z, critic(layers.Dense(5)(z)))
    both.compile("sgd", "binary_crossentropy")
    start = critic.get_weights()[0].copy()
    critic.train_on_batch(X, np.ones((64, 1)))
    assert np.array_equal(start, critic.get_weights()[0])


def test_kr506_a_py_dataset_brings_its_own_batches_too():
    class Data(keras.utils.PyDataset):
        def __len__(self):
            return 4

        def __getitem__(self, index):
            return X[index * 16 : index * 16 + 16], ONE[index * 16 : index * 16 + 16]

    net = model(layers.Dense(1))
    net.compile("sgd", "mse")
    net.fit(Data(), batch_size=64, verbose=0)
    assert int(net.optimizer.iterations) == 4


class Flat(keras.callbacks.Callback):
    """Reports a quantity that never improves."""

    def on_epoch_end(self, epoch, logs=None):
        logs["flat"] = 1.0


@pytest.mark.parametrize(
    ("options", "call", "ran"),
    [
        ({"patience": 6}, {"epochs": 6}, 6),
        ({"patience": 4}, {"epochs": 6}, 5),
        ({"patience": 6, "baseline": 0.5}, {"epochs": 6}, 6),
        ({"patience": 5, "baseline": 0.5}, {"epochs": 6}, 5),
        ({"patience": 2, "start_from_epoch": 4}, {"epochs": 6}, 6),
        ({"patience": 2, "start_from_epoch": 2}, {"epochs": 6}, 5),
        ({"patience": 2}, {"epochs": 6, "initial_epoch": 4}, 2),
        ({"patience": 1}, {"epochs": 6, "initial_epoch": 3}, 2),
        ({"patience": 0}, {"epochs": 1}, 1),
    ],
)
def test_kr513_patience_that_the_epochs_never_exhaust(options, call, ran):
    stop = keras.callbacks.EarlyStopping("flat", mode="min", **options)
    assert len(fit(model(layers.Dense(1)), "mse", ONE, callbacks=[Flat(), stop], **call).epoch) == ran


def test_kr513_keras_3_restores_the_best_weights_of_a_training_that_ran_to_its_end():
    net, kept = model(layers.Dense(1)), []
    stop = keras.callbacks.EarlyStopping("flat", mode="min", patience=9, restore_best_weights=True)
    keep = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: kept.append(net.get_weights()[0]))
    assert len(fit(net, "mse", ONE, callbacks=[Flat(), stop, keep], epochs=3).epoch) == 3
    assert (net.get_weights()[0] == kept[0]).all()
    assert (net.get_weights()[0] != kept[-1]).any()


def test_kr514_a_deep_network_predicts_by_chance_what_it_has_learned_until_its_statistics_have_settled():
    blocks = [(layers.Dense(32, use_bias=False), layers.BatchNormalization(), layers.ReLU()) for _ in range(15)]
    net = model(*(layer for block in blocks for layer in block), layers.Dense(1, activation="sigmoid"))
    y = (X[:, 0] > 0).astype("float32")
    net.compile(keras.optimizers.Adam(0.003), "binary_crossentropy", metrics=["accuracy"])
    learned = net.fit(X, y, batch_size=64, epochs=60, verbose=0).history
    assert learned["accuracy"][-1] > 0.95
    assert net.evaluate(X, y, verbose=0, return_dict=True)["accuracy"] < 0.75


@pytest.mark.parametrize("by_hand", [False, True])
def test_kr315_half_of_the_rows_are_lost(by_hand):
    rows = np.arange(4000).reshape(2000, 2)
    rng = random.Random(0)
    if by_hand:
        for i in range(1999, 0, -1):
            j = rng.randint(0, i)
            rows[i], rows[j] = rows[j], rows[i]
    else:
        rng.shuffle(rows)
    assert 0.4 < len(np.unique(rows[:, 0])) / 2000 < 0.6


@pytest.mark.parametrize("kept", [np.arange(2000), list(np.arange(4000).reshape(2000, 2))])
def test_kr315_numbers_and_items_of_a_list_are_kept(kept):
    random.Random(0).shuffle(kept)
    assert len(np.unique([np.ravel(item)[0] for item in kept])) == 2000


def test_kr319_what_a_return_in_the_loop_leaves_is_zeros():
    def collect(batches, *, inside):
        found = np.zeros((64, 5))
        for k, batch in enumerate(batches):
            found[k * 16 : (k + 1) * 16] = batch
            if inside:
                return found
        return found

    batches = np.split(RNG.normal(size=(64, 5)), 4)
    filled, half_empty = (collect(batches, inside=inside) for inside in (False, True))
    assert np.count_nonzero(filled.any(axis=1)) == 64
    assert np.count_nonzero(half_empty.any(axis=1)) == 16


@pytest.mark.parametrize(("reset_inside", "distinct"), [(True, 1), (False, 8)])
def test_kr316_a_counter_that_is_set_back_gives_one_batch_only(reset_inside, distinct):
    seen = []

    def batches():
        start = 0
        while True:
            start = 0 if reset_inside else start % 64
            seen.append(X[start : start + 8].tobytes())
            yield X[start : start + 8], ONE[start : start + 8]
            start += 8

    net = model(layers.Dense(1))
    net.compile("sgd", "mse")
    net.fit(batches(), steps_per_epoch=8, verbose=0)
    assert len(set(seen)) == distinct


def test_kr415_axis_1_normalizes_rows_and_leaves_the_channels_on_their_scales():
    maps = RNG.normal(size=(64, 6, 6, 3)).astype("float32") * [1.0, 10.0, 100.0]
    rows, channels = layers.BatchNormalization(axis=1), layers.BatchNormalization()
    of_rows = np.asarray(rows(maps, training=True)).std(axis=(0, 1, 2))
    of_channels = np.asarray(channels(maps, training=True)).std(axis=(0, 1, 2))
    assert rows.gamma.shape == (6,)
    assert channels.gamma.shape == (3,)
    assert of_rows[2] > 10 * of_rows[0]
    assert of_channels == pytest.approx([1, 1, 1], abs=0.05)
    with pytest.raises(ValueError, match="shape"):
        rows(maps[:, :5])


def spread_under_penalty(regularizer, penalized=2, between=()):
    """Deviation of the predictions, and their correlation with the labels."""
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).normal(size=(1000, 10)).astype("float32")
    y = (np.sin(x[:, 0]) + 0.5 * x[:, 1] * x[:, 2] > 0).astype("float32")
    hidden = [layers.Dense(64, kernel_regularizer=regularizer if index < penalized else None) for index in range(2)]
    net = keras.Sequential([keras.Input((10,))])
    for layer in hidden:
        net.add(layer)
        for make in (*between, layers.ReLU):
            net.add(make())
    net.add(layers.Dense(1, activation="sigmoid"))
    net.compile(keras.optimizers.Adam(0.003), "binary_crossentropy")
    net.fit(x, y, epochs=50, batch_size=128, verbose=0)
    p = net.predict(x, verbose=0)[:, 0]
    return float(p.std()), float(np.corrcoef(p, y)[0, 1])


def test_kr607_strong_penalties_on_several_layers_draw_predictions_to_a_constant():
    from keras.regularizers import L1, L2

    assert spread_under_penalty(L2(0.5))[0] < 0.02
    assert spread_under_penalty(L1(0.1))[0] < 0.02
    weaker, usual = spread_under_penalty(L2(0.1)), spread_under_penalty(L2(1e-4))
    assert weaker[0] < 0.8 * usual[0]
    assert weaker[1] < 0.85 * usual[1]


def test_kr607_one_layer_and_layers_before_a_normalization_stand_it():
    from keras.regularizers import L2

    assert spread_under_penalty(L2(0.1), penalized=1)[1] > 0.9
    assert spread_under_penalty(L2(0.1), between=[layers.BatchNormalization])[1] > 0.85


def test_kr607_the_penalty_of_a_new_layer_outweighs_the_loss():
    net = keras.Sequential([keras.Input((200,)), layers.Dense(200, kernel_regularizer=keras.regularizers.L2(0.1))])
    assert float(net.losses[0]) == pytest.approx(20, rel=0.1)


def test_kr509_300_updates_of_sgd_leave_sigmoid_units_where_they_were():
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([1, 0, 0, 1.0])

    def spread(hidden, optimizer, epochs):
        keras.utils.set_random_seed(2)
        net = keras.Sequential([keras.Input((2,)), layers.Dense(8, activation=hidden), layers.Dense(1, "sigmoid")])
        net.compile(optimizer, "binary_crossentropy")
        net.fit(x, y, batch_size=4, epochs=epochs, verbose=0)
        return float(np.std(net.predict(x, verbose=0)))

    assert spread("sigmoid", "sgd", 300) < 0.1
    assert spread("tanh", keras.optimizers.Adam(0.05), 300) > 0.45


def test_kr509_adam_moves_a_weight_by_about_the_rate_in_each_update():
    net = model(layers.Dense(16, activation="relu"), layers.Dense(1))
    before = net.get_weights()
    fit(net, "mse", 3 + X[:, :1], "adam", batch_size=64, epochs=80)
    moved = [np.abs(now - then) for now, then in zip(net.get_weights(), before, strict=True)]
    assert 0.06 < max(float(one.max()) for one in moved) < 0.1


def test_kr314_scores_against_the_targets_of_other_samples_mean_nothing():
    x = RNG.normal(size=(600, 5)).astype("float32")
    y = x.sum(axis=1, keepdims=True)
    net = model(layers.Dense(1))
    net.compile(keras.optimizers.Adam(0.05), "mse")
    net.fit(x[:300], y[:300], epochs=40, verbose=0)
    assert net.evaluate(x[300:], y[300:], verbose=0) < 0.05
    assert net.evaluate(x[300:], y[:300], verbose=0) > 4  # about twice the variance of the targets


def test_kr314_other_numbers_of_samples_stop_training():
    net = model(layers.Dense(1))
    net.compile("sgd", "mse")
    with pytest.raises(ValueError, match="cardinality"):
        net.fit(X, ONE, validation_data=(X[:10], ONE), verbose=0)


NO_GRADIENT = {
    "round": tensorflow.round,
    "floor": tensorflow.floor,
    "argmax": lambda p: tensorflow.cast(tensorflow.argmax(p, axis=-1), "float32"),
    "compare": lambda p: tensorflow.cast(p > 0.5, "float32"),
    "cast": lambda p: tensorflow.cast(tensorflow.cast(p, "int32"), "float32"),
    "stop_gradient": tensorflow.stop_gradient,
    "numpy": lambda p: p.numpy(),
    "square of NumPy": np.square,
}


@pytest.mark.parametrize("step", NO_GRADIENT.values(), ids=NO_GRADIENT)
def test_kr510_no_gradient_goes_through(step):
    net = model(layers.Dense(1))
    with tensorflow.GradientTape() as tape:
        loss = losses.MeanSquaredError()(ONE, step(net(X)))
    assert tape.gradient(loss, net.trainable_variables) == [None, None]


def test_kr510_the_gradient_of_sign_is_0():
    net = model(layers.Dense(1))
    with tensorflow.GradientTape() as tape:
        loss = losses.MeanSquaredError()(ONE, tensorflow.sign(net(X)))
    assert all(not np.any(one) for one in tape.gradient(loss, net.trainable_variables))


def test_kr510_applying_no_gradients_raises():
    net, optimizer = model(layers.Dense(1)), keras.optimizers.Adam()
    outside = net(X)
    with tensorflow.GradientTape() as tape:
        loss = losses.MeanSquaredError()(ONE, outside)
    with pytest.raises(ValueError, match="No gradients provided"):
        optimizer.apply_gradients(
            zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables, strict=True)
        )
    net.trainable = False
    assert net.trainable_variables == []
    with pytest.raises(ValueError, match="unpack"):
        optimizer.apply_gradients([])


def test_kr510_a_frozen_model_is_trained_without_any_change():
    net = model(layers.Dense(3, activation="relu"), layers.Dense(1))
    net.trainable = False
    before = net.get_weights()
    fit(net, "mse", ONE, epochs=3)
    assert all(np.array_equal(one, other) for one, other in zip(before, net.get_weights(), strict=True))


@pytest.mark.parametrize(
    "loss",
    [
        lambda y, p: keras.ops.mean(keras.ops.square(y - keras.ops.round(p))),
        lambda y, p: keras.ops.mean(keras.ops.cast(p > 0.5, "float32") * y),
        lambda y, p: keras.ops.mean(y),
    ],
)
def test_kr510_losses_without_a_gradient_stop_training(loss):
    with pytest.raises(ValueError, match="No gradients provided"):
        fit(model(layers.Dense(4, activation="relu"), layers.Dense(1)), loss, ONE)


def test_kr510_a_smooth_term_beside_is_enough():
    net = model(layers.Dense(4, activation="relu"), layers.Dense(1))
    before = [np.array(one) for one in net.get_weights()]
    fit(net, lambda y, p: keras.ops.mean(keras.ops.round(p) + keras.ops.square(y - p)), ONE)
    assert any((one != other).any() for one, other in zip(before, net.get_weights(), strict=True))


@pytest.mark.parametrize("step", ["argmax", "round", "Embedding"])
def test_kr510_layers_before_a_step_without_a_gradient_do_not_change(step):
    steps = {
        "argmax": lambda x: layers.Lambda(lambda t: keras.ops.cast(keras.ops.argmax(t, -1, keepdims=True), "float32"))(
            x
        ),
        "round": layers.Lambda(keras.ops.round),
        "Embedding": lambda x: layers.Flatten()(layers.Embedding(9, 2)(x)),
    }
    x = keras.Input(X.shape[1:])
    before, behind = layers.Dense(3, activation="sigmoid"), layers.Dense(1)
    net = keras.Model(x, behind(steps[step](before(x))))
    weights = [np.array(one) for one in before.get_weights()]
    others = [np.array(one) for one in behind.get_weights()]
    fit(net, "mse", ONE, epochs=3)
    assert all(np.array_equal(one, other) for one, other in zip(weights, before.get_weights(), strict=True))
    assert any((one != other).any() for one, other in zip(others, behind.get_weights(), strict=True))


def test_kr414_a_tensor_of_the_model_in_a_loss_stops_training():
    given = keras.Input((5,))
    hidden = layers.Dense(3)(given)
    net = keras.Model(given, layers.Dense(1)(hidden))
    for own in (given, hidden):
        with pytest.raises(ValueError, match="KerasTensor"):
            fit(net, lambda y, p, own=own: keras.ops.mean(own) + keras.ops.mean(keras.ops.square(y - p)), ONE)


class MakesDense(layers.Layer):
    def call(self, x):
        return layers.Dense(3)(x)


def test_kr416_a_model_does_not_know_layers_that_call_makes_and_keras_raises_an_error():
    net = model(MakesDense(), layers.Dense(1))
    assert len(net.trainable_weights) == 2
    with pytest.raises(ValueError, match="singleton"):
        fit(net, "mse", ONE)


@pytest.mark.parametrize("function", [lambda y_true: y_true, lambda y_true, y_pred, weight: weight])
def test_kr414_losses_and_metrics_get_targets_and_predictions_alone(function):
    with pytest.raises(TypeError, match="positional argument"):
        fit(model(layers.Dense(1)), function, ONE)
    net = model(layers.Dense(1))
    net.compile("sgd", "mse", metrics=[function])
    with pytest.raises(TypeError, match="positional argument"):
        net.fit(X, ONE, verbose=0)
