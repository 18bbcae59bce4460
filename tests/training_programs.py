"""Small programs that build a model, compile it and fit it on one batch, made up as source text.

About half of them have something that Keras refuses. `program(seed)` is the same text for the same seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

HEAD = """\
import keras
import numpy as np
import tensorflow as tf
from keras import layers

"""
SAMPLES = 12


def program(seed: int) -> str:
    """One program."""
    return Writer(random.Random(seed)).program()


@dataclass
class Writer:
    """A program while it is written.

    shape: of one sample where the next layer stands, as far as it is kept account of. odd: how likely a choice is one
    that need not fit.
    """

    random: random.Random
    shape: list[int] = field(default_factory=list)
    odd: float = 0.0
    lines: list[str] = field(default_factory=list)

    def pick(self, *items: object) -> str:
        return str(self.random.choice(items))

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def fault(self, right: str, *wrong: str, weight: float = 1.0) -> str:
        """What belongs in a place, or now and then something else."""
        return self.pick(*wrong) if wrong and self.chance(self.odd * weight) else right

    # ---- arguments ----

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def units(self) -> str:
        right = str(self.number(1, 8))
        return self.fault(right, "0", "-4", f'"{right}"', f"{right}.0", f"{right}.5", "None", "True", weight=0.4)

    def activation(self) -> str:
        right = self.pick('"relu"', '"tanh"', '"sigmoid"', '"elu"', "None", "keras.activations.relu", "tf.nn.relu")
        odd = ('"reluu"', '"relu "', '"ReLU"', '"Relu"', '"leakyrelu"', '"leaky_relu"', '"Softmax"', "layers.ReLU()")
        return self.fault(right, *odd, '"soft max"', "keras.activations.softmax", '"swish"', '"linear"', weight=0.4)

    def initializer(self) -> str:
        right = self.pick('"he_normal"', '"glorot_uniform"', "keras.initializers.HeNormal()", '"zeros"')
        return self.fault(right, '"he"', '"xavier"', '"HeNormal"', '"normal"', '"uniform"', '"glorot"', '"one"')

    def regularizer(self) -> str:
        right = self.pick('"l2"', "keras.regularizers.L2(0.01)", "keras.regularizers.l2(0.01)", '"l1"')
        return self.fault(right, '"l3"', '"l1_l2"', "0.01", '"L2"', '"ridge"')

    def options(self, **choices: Callable[[], str]) -> str:
        """Some of these keywords, each with its value."""
        return "".join(f", {name}={make()}" for name, make in choices.items() if self.chance(0.25))

    def extra(self) -> str:
        """A keyword that layers have not, now and then."""
        wrong = ", input_dims=3", ", shape=(3,)", ', act="relu"', ", name=3", ', name="a/b"', ', init="uniform"'
        return self.fault("", *wrong, ', dtype="float"', ", trainable=False", ', name="x"', weight=0.2)

    def common(self) -> str:
        return self.options(
            activation=self.activation,
            kernel_initializer=self.initializer,
            kernel_regularizer=self.regularizer,
            use_bias=lambda: "False",
        )

    # ---- layers ----

    def layer(self) -> str:
        """A layer that mostly fits the tensor."""
        rank = self.number(1, 3) if self.chance(self.odd * 0.6) else len(self.shape)
        makers: dict[int, Sequence[Callable[[], str]]] = {
            1: (self.dense, self.dense, self.dense, self.plain, self.plain, self.reshape, self.repeat),
            2: (
                self.dense,
                self.plain,
                self.conv,
                self.pool,
                self.recurrent,
                self.pooled,
                self.flatten,
                self.reshape,
                self.over_time,
                self.permute,
                self.recurrent,
            ),
            3: (
                self.conv,
                self.conv,
                self.plain,
                self.pool,
                self.pooled,
                self.flatten,
                self.dense,
                self.space,
                self.permute,
                self.transposed,
            ),
        }
        return self.random.choice(makers.get(rank, (self.dense, self.plain, self.flatten)))()

    def dense(self) -> str:
        units = self.units()
        more = self.common() + self.extra()
        if self.shape:
            self.shape[-1] = int(units) if units.isdigit() else 1
        plain = f"layers.Dense({units}{more})"
        return self.fault(
            plain,
            f"layers.Dense({units}, 1{more})",
            f'layers.Dense({units}, "relu"{more})',
            f"layers.Dense(units={units}{more})",
            f"layers.Dense(unit={units}{more})",
            "layers.Dense()",
            'layers.Dense(activation="relu")',
            f"layers.Dense({units}, {units}, {units})",
            f"layers.Dense(({units},){more})",
            "layers.Dense",
            '"dense"',
            weight=0.3,
        )

    def plain(self) -> str:
        rate = self.fault(self.pick("0.1", "0.5", "0"), "1.5", "-0.2", '"0.5"', "50", "1", "None", weight=0.5)
        axis = self.fault("-1", "1", "2", "3", "4", "0", "-2", "-4", weight=0.8)
        return self.pick(
            f"layers.Dropout({rate})",
            f"layers.Activation({self.activation()})",
            "layers.ReLU()",
            "layers.LeakyReLU()",
            f"layers.BatchNormalization(axis={axis})",
            "layers.BatchNormalization()",
            f"layers.LayerNormalization(axis={axis})",
            f"layers.Softmax(axis={axis})",
            f"layers.GaussianNoise({rate})",
            f"layers.Rescaling({self.pick('0.5', '1 / 255')})",
            "layers.PReLU()",
            f"layers.GroupNormalization({self.pick(1, 1, 2, 3)})"
            if self.shape and self.shape[-1] % 6 == 0
            else "layers.UnitNormalization()",
            f"layers.SpatialDropout{self.number(1, 2)}D(0.2)" if self.chance(self.odd) else "layers.ELU()",
        )

    def size(self, rank: int, low: int = 1, high: int = 3) -> str:
        right = self.pick(self.number(low, high), f"({', '.join(str(self.number(low, high)) for _ in range(rank))},)")
        wrong = ("0", "-1", f"({', '.join('2' for _ in range(rank + 1))},)", '"3"', "2.5", "2.0", "None", "(0,)", "[2]")
        return self.fault(right, *wrong, weight=0.4)

    def padding(self) -> str:
        return self.fault(self.pick('"same"', '"valid"'), '"full"', '"SAME"', '"causal"', "1", '"same "', weight=0.5)

    def conv(self) -> str:
        rank = max(1, len(self.shape) - 1) if not self.chance(self.odd * 0.3) else self.number(1, 2)
        kind = self.pick("Conv", "Conv", "Conv", "SeparableConv", "DepthwiseConv")
        more = self.options(
            padding=self.padding,
            strides=lambda: self.size(rank, 1, 2) if kind == "Conv" else self.fault("2", "0", "(1, 2)", "-1"),
            dilation_rate=lambda: self.fault("1", "2", "0", weight=0.5),
            groups=lambda: self.fault("1", "2", "3", "0", weight=0.5),
        )
        if kind == "SeparableConv":
            more = more.replace(", groups=1", "")
        more += self.common() if kind == "Conv" else ""
        self._forget_space()
        head = f"layers.{kind}{rank}D("
        if kind == "DepthwiseConv":
            return f"{head}{self.size(rank)}{more})"
        filters = self.units()
        self.shape[-1:] = [int(filters) if filters.isdigit() else 1]
        right = f"{head}{filters}, {self.size(rank)}{more})"
        return self.fault(
            right,
            f"{head}{filters})",
            f"{head}{filters}, 3, 3)",
            f'{head}{filters}, 3, "same")',
            f"{head}filters={filters}{more})",
            weight=0.3,
        )

    def transposed(self) -> str:
        self._forget_space()
        more = self.options(padding=self.padding, strides=lambda: self.size(2, 1, 2))
        return f"layers.Conv2DTranspose({self.units()}, {self.size(2)}{more})"

    def pool(self) -> str:
        rank = max(1, len(self.shape) - 1) if not self.chance(self.odd * 0.3) else self.number(1, 2)
        more = self.options(padding=self.padding, strides=lambda: self.size(rank, 1, 2))
        self._forget_space()
        kind = self.pick("Max", "Average")
        return f"layers.{kind}Pooling{rank}D({self.fault(self.size(rank, 1, 2), '', '3', '4')}{more})".replace(
            "(, ", "("
        )

    def pooled(self) -> str:
        rank = max(1, len(self.shape) - 1) if not self.chance(self.odd * 0.3) else self.number(1, 2)
        self.shape = self.shape[-1:]
        return f"layers.Global{self.pick('Max', 'Average')}Pooling{rank}D()"

    def flatten(self) -> str:
        self.shape = [1]
        return "layers.Flatten()"

    def space(self) -> str:
        self._forget_space()
        kind = self.pick("ZeroPadding", "UpSampling", "Cropping")
        return (
            f"layers.{kind}2D({self.fault(self.pick(1, 2, '(1, 1)'), '0', '4', '-1', '((1, 1), (0, 1))', '(1, 2, 3)')})"
        )

    def reshape(self) -> str:
        size = 1
        for one in self.shape:
            size *= one
        target = self.fault(
            "(-1, 1)", "(2, -1)", f"({size},)", f"({size}, 1)", "(3, 5)", "(-1,)", "(-1, -1)", "5", "()", weight=2.0
        )
        self.shape = [1] * max(1, target.count(",") + (0 if ",)" in target else 1))
        return f"layers.Reshape({target})"

    def repeat(self) -> str:
        self.shape = [1, *self.shape[-1:]]
        return f"layers.RepeatVector({self.fault(str(self.number(1, 4)), '0', '-2', '2.5', '(2,)')})"

    def permute(self) -> str:
        right = "(2, 1)" if len(self.shape) == 2 else self.pick("(3, 1, 2)", "(2, 1, 3)")
        self._forget_space()
        return f"layers.Permute({self.fault(right, '(1, 0)', '(2, 1)', '(1, 2, 3)', '(2, 3)', '(1, 1)', '2')})"

    def recurrent(self) -> str:
        units = self.units()
        sequences = self.chance(0.5)
        more = ", return_sequences=True" if sequences else ""
        more += self.options(activation=lambda: '"tanh"', dropout=lambda: self.fault("0.1", "1.5", "-1"))
        more += self.extra()
        size = int(units) if units.isdigit() else 1
        self.shape = [*self.shape[:1], size] if sequences else [size]
        layer = f"layers.{self.pick('LSTM', 'GRU', 'SimpleRNN')}({units}{more})"
        if self.chance(0.7):
            return layer
        mode = self.fault("", ', merge_mode="add"', ', merge_mode="sum"', ", merge_mode=None", weight=0.7)
        return f"layers.Bidirectional({layer}{mode})"

    def over_time(self) -> str:
        inner = self.fault(f"layers.Dense({self.units()})", "layers.Flatten()", "layers.Dense", "layers.LSTM(3)")
        return f"layers.TimeDistributed({inner})"

    def _forget_space(self) -> None:
        self.shape[:-1] = [3] * (len(self.shape) - 1)

    # ---- the whole ----

    def program(self) -> str:
        """The text."""
        self.odd = self.random.choice((0.0, 0.04, 0.08, 0.15))
        rank = self.random.choice((1, 1, 2, 3))
        sides = {1: (2, 12), 2: (4, 10), 3: (6, 14)}[rank]
        self.shape = [self.number(*sides) for _ in range(rank)]
        self.shape[-1] = self.random.choice((1, 2, 3, 6))
        data = Data(self, tuple(self.shape))
        style = self.pick("list", "list", "add", "functional", "functional", "subclass", "merge", "two inputs")
        getattr(self, style.replace(" ", "_"))(data)
        self.training(data, style)
        return HEAD + "\n".join([*data.lines, "", *self.lines]) + "\n"

    def declared(self, shape: Sequence[int]) -> str:
        """The shape that the model says it takes."""
        right = written(shape)
        other = [*shape]
        other[self.number(0, len(shape) - 1)] += 1
        more = (
            written(other),
            written([*shape, 1]),
            written([*shape, 2]),
            written(shape[:-1]),
            written([SAMPLES, *shape]),
        )
        return self.fault(right, *more, str(shape[0]), written((0, *shape[1:])), f"[{right.strip('()')}]", weight=0.7)

    def input(self, shape: Sequence[int]) -> str:
        declared = self.declared(shape)
        return self.pick(f"keras.Input({declared})", f"keras.Input(shape={declared})", f"layers.Input({declared})")

    def chain(self, most: int = 3) -> list[str]:
        return [self.layer() for _ in range(self.number(0, most))]

    def head(self, data: Data) -> list[str]:
        """The last layers, which mostly make what the labels want."""
        before = []
        if len(self.shape) > 1 and not self.chance(self.odd * 0.5):
            before = [self.random.choice((self.flatten, self.pooled, self.flatten))()]
        units = str(data.width)
        units = self.fault(units, "1", "2", "3", str(data.width + 1), str(max(1, data.width - 1)), weight=0.8)
        right = {"regression": "None", "binary": '"sigmoid"'}.get(data.task, '"softmax"')
        activation = self.fault(right, '"softmax"', '"sigmoid"', "None", '"sofmax"')
        return [*before, f"layers.Dense({units}, activation={activation})"]

    def list(self, data: Data) -> None:
        parts = [self.input(data.shape), *self.chain(), *self.head(data)]
        whole = f"model = keras.Sequential([{', '.join(parts)}])"
        self.lines += [self.fault(whole, f"model = keras.Sequential({', '.join(parts)})", weight=0.15)]

    def add(self, data: Data) -> None:
        self.lines.append("model = keras.Sequential()")
        if self.chance(0.3):
            declared = self.declared(data.shape)
            self.shape[-1] = 4
            self.lines.append(f"model.add(layers.Dense(4, input_shape={declared}))")
        else:
            self.lines.append(f"model.add({self.input(data.shape)})")
        self.lines += [f"model.add({layer})" for layer in [*self.chain(), *self.head(data)]]

    def functional(self, data: Data) -> None:
        self.lines += [f"inputs = {self.input(data.shape)}", "h = inputs"]
        self.lines += [f"h = {layer}(h)" for layer in self.chain()]
        for layer in self.head(data):
            self.lines.append(self.fault(f"h = {layer}(h)", f"h = {layer}", f"h = {layer}(inputs)", weight=0.1))
        self.lines.append(
            self.fault(
                self.pick("model = keras.Model(inputs, h)", "model = keras.Model(inputs=[inputs], outputs=[h])"),
                "model = keras.Model(inputs)",
                "model = keras.Model(h, inputs)",
                "model = keras.Model(outputs=h)",
                f"model = keras.Model(keras.Input({written(data.shape)}), h)",
                weight=0.15,
            )
        )

    def subclass(self, data: Data) -> None:
        names, made = [], [*self.chain(2), *self.head(data)]
        self.lines += ["class Net(keras.Model):", "    def __init__(self):"]
        self.lines.append(self.fault("        super().__init__()", "        pass", weight=0.1))
        for index, layer in enumerate(made):
            names.append(f"self.part{index}")
            self.lines.append(f"        {names[-1]} = {layer}")
        self.lines += ["", self.fault("    def call(self, x):", "    def forward(self, x):", weight=0.05)]
        self.lines += [f"        x = {name}(x)" for name in names]
        self.lines += ["        return x", "", "model = Net()"]
        if self.chance(0.5):
            self.lines.append(f"model.build((None, {', '.join(map(str, data.shape))}))")

    def merge(self, data: Data) -> None:
        self.lines += [f"inputs = {self.input(data.shape)}", "a = inputs"]
        self.lines += [f"a = {layer}(a)" for layer in self.chain(2)]
        other = self.shape
        self.shape = list(data.shape)
        same = self.fault("b = a", "b = inputs", f"b = {self.layer()}(inputs)", f"b = {self.layer()}(a)", weight=3)
        self.shape = other
        kind = self.pick("Add()", "Multiply()", "Concatenate()", "Average()", "Subtract()", "Maximum()", "Dot(axes=-1)")
        kind = self.fault(kind, "Concatenate(axis=1)", "Concatenate(axis=5)", "Dot(axes=1)", "Dot()", "Add")
        merged = self.fault(
            f"h = layers.{kind}([a, b])",
            f"h = layers.{kind}(a, b)",
            "h = a + b",
            "h = keras.ops.concatenate([a, b])",
            f"h = layers.{kind}([a])",
            "h = layers.concatenate([a, b])",
            "h = a @ b",
            "h = layers.add([a, b, inputs])",
            weight=0.5,
        )
        self.lines += [same, merged]
        self.lines += [f"h = {layer}(h)" for layer in self.head(data)]
        self.lines.append("model = keras.Model(inputs, h)")

    def two_inputs(self, data: Data) -> None:
        data.inputs = 2
        self.lines += [f"first = {self.input(data.shape)}", f"second = {self.input(data.shape)}"]
        self.lines += [f"h = layers.{self.fault('Add()', 'Concatenate()', 'Concatenate(axis=1)')}([first, second])"]
        self.lines += [f"h = {layer}(h)" for layer in [*self.chain(2), *self.head(data)]]
        self.lines.append(
            self.fault(
                "model = keras.Model([first, second], h)",
                "model = keras.Model(first, h)",
                "model = keras.Model(first, second, h)",
                weight=0.3,
            )
        )

    def training(self, data: Data, style: str) -> None:
        optimizer = self.fault(
            self.pick('"adam"', '"sgd"', "keras.optimizers.Adam(0.001)", "keras.optimizers.SGD(learning_rate=0.01)"),
            '"adamm"',
            '"Adam"',
            '"SGD"',
            '"ADAM"',
            '"adam_w"',
            '"momentum"',
            "keras.optimizers.SGD(momentum=0)",
            "keras.optimizers.SGD(0.1, 1)",
            "keras.optimizers.SGD(momentum=1.5)",
            "keras.optimizers.Adam(lr=0.01)",
            'keras.optimizers.Adam("0.01")',
            "keras.optimizers.Adam(decay=1e-6)",
            "keras.optimizers.RMSprop(0.01, 0.9)",
            "keras.optimizers.Adam",
            "0.01",
            "None",
            "keras.optimizers.SGD(learning_rate=-0.1)",
            "keras.optimizers.Adam(clipnorm=1.0, clipvalue=1.0)",
            "keras.optimizers.SGD(nesterov=1)",
            "keras.optimizers.Adam(beta_1=2.0)",
            'keras.optimizers.get("rmsprop")',
            "keras.optimizers.Adam(weight_decay=0)",
            "keras.optimizers.Adam(epsilon=None)",
        )
        losses = {
            "regression": ('"mse"', '"mae"', "keras.losses.MeanSquaredError()", '"mean_squared_error"', '"huber"'),
            "binary": ('"binary_crossentropy"', "keras.losses.BinaryCrossentropy()"),
            "sparse": ('"sparse_categorical_crossentropy"', "keras.losses.SparseCategoricalCrossentropy()"),
            "one-hot": ('"categorical_crossentropy"', "keras.losses.CategoricalCrossentropy()"),
        }
        every = [loss for group in losses.values() for loss in group]
        loss = self.fault(
            self.pick(*losses[data.task]),
            *every,
            '"hinge"',
            '"kl_divergence"',
            '"cosine_similarity"',
            '"poisson"',
            '"categorical_hinge"',
            '"log_cosh"',
            '"logcosh"',
            '"rmse"',
            '"crossentropy"',
            '"cross_entropy"',
            '"nll"',
            '"binary_cross_entropy"',
            '"MSE"',
            '"CategoricalCrossentropy"',
            "keras.losses.MeanSquaredError",
            "None",
            "keras.losses.mean_squared_error",
            '["mse", "mse"]',
            '["mse"]',
            '{"x": "mse"}',
            '""',
            "lambda a, b: a - b",
        )
        metrics = self.fault(
            self.pick('["accuracy"]', '["mae"]', "[]", None),
            '"accuracy"',
            '["acc"]',
            '["accurracy"]',
            '["f1"]',
            '["auc"]',
            '["AUC"]',
            '["precision"]',
            '["Precision"]',
            "[keras.metrics.Recall()]",
            "[keras.metrics.AUC()]",
            '["binary_accuracy"]',
            '["mse", "mape"]',
            '["rmse"]',
            '["sparse_categorical_accuracy"]',
            '["categorical_accuracy"]',
            "[keras.metrics.TopKCategoricalAccuracy(2)]",
            "[keras.metrics.F1Score()]",
            '{"x": "accuracy"}',
            "[keras.metrics.MeanIoU(2)]",
            '["R2Score"]',
            '["loss"]',
            "keras.metrics.Accuracy()",
            "[keras.metrics.Accuracy]",
        )
        given = [f"optimizer={optimizer}", f"loss={loss}", *([f"metrics={metrics}"] if metrics != "None" else [])]
        if self.chance(self.odd * 0.3):
            given.pop(self.number(0, len(given) - 1))
        if self.chance(self.odd * 0.2):
            given.append(
                self.pick("loss_weights=[1.0, 2.0]", "loss_weights=2.0", "lr=0.1", "jit=True", "run_eagerly=True")
            )
        if not self.chance(self.odd * 0.15):
            self.lines.append(f"model.compile({', '.join(given)})")
        self.lines += data.fit()


@dataclass
class Data:
    """What the program trains on. shape: of one sample. width: of the output that fits the labels."""

    writer: Writer
    shape: tuple[int, ...]
    task: str = ""
    width: int = 1
    inputs: int = 1
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        write = self.writer
        self.task = write.pick("regression", "regression", "binary", "sparse", "sparse", "one-hot")
        full = (SAMPLES, *self.shape)
        x = write.pick(
            f"np.random.rand{full}",
            f"np.random.normal(size={full})",
            f"np.zeros({full})",
            f"np.ones({full})",
            f'np.random.random({full}).astype("float32")',
            f"np.random.rand({SAMPLES * size(self.shape)}).reshape{full}",
        )
        x = write.fault(
            x,
            f"np.random.rand{(SAMPLES - 2, *self.shape)}",
            f"np.random.rand{(*full, 1)}",
            f"np.random.rand{full[:-1]}",
            f"np.random.rand{(*full[:-1], full[-1] + 1)}",
            f"np.random.rand{self.shape}",
            "None",
            '"data"',
            f'np.full({full}, "a")',
            f"np.zeros({full}).tolist()",
            f"np.zeros({full}, dtype=object)",
            f"np.random.randint(0, 255, {full})",
            f"tf.zeros({full})",
            f"{x} + 0j",
            weight=0.4,
        )
        self.lines += [f"x = {x}", f"y = {self.labels()}"]

    def labels(self) -> str:
        """Labels that fit the task."""
        write, n = self.writer, SAMPLES
        classes = write.number(2, 5)
        if self.task == "regression":
            self.width = write.random.choice((1, 1, 2, 3))
            full = f"({n}, {self.width})"
            right = write.pick(f"np.random.rand{full}", f"np.zeros({full})", f"np.random.normal(size={full})")
            if self.width == 1:
                right = write.pick(right, f"np.random.rand({n})", f"np.arange({n})", f"np.zeros({n})")
        elif self.task == "binary":
            self.width = 1
            right = write.pick(
                f"np.arange({n}) % 2", f"np.random.randint(0, 2, {n})", f"np.random.randint(0, 2, ({n}, 1))"
            )
        elif self.task == "sparse":
            self.width = classes
            right = write.pick(
                f"np.arange({n}) % {classes}",
                f"(np.arange({n}) % {classes}).reshape(-1, 1)",
                f"np.zeros({n})",
                f'np.zeros({n}, dtype="int32")',
                f"np.array({[i % classes for i in range(n)]})",
            )
        else:
            self.width = classes
            right = write.pick(
                f"keras.utils.to_categorical(np.arange({n}) % {classes}, {classes})",
                f"np.eye({classes})[np.arange({n}) % {classes}]",
                f"tf.one_hot(np.arange({n}) % {classes}, {classes})",
                f"keras.utils.to_categorical(np.arange({n}) % {classes})",
            )
        width = self.width
        return write.fault(
            right,
            f"np.arange({n}) % {width + 1}",
            f"np.arange({n}) % {width} + 1",
            f"np.random.rand({n}, {width + 1})",
            f"np.random.rand({n}, {width}, 1)",
            f"np.random.rand({n - 2}, {width})",
            f"np.random.rand({n}, 2, {width})",
            f"np.zeros({n})",
            f"np.zeros(({n}, 1))",
            f'np.array(["a"] * {n})',
            f"np.zeros({n}).tolist()",
            "None",
            f"-(np.arange({n}) % 2)",
            f"np.zeros(({n}, {width}))",
            f"np.arange({n})",
            "np.float32(1)",
            "x",
            f"np.eye({width + 1})[np.arange({n}) % {width}]",
            f"np.zeros(({n}, 1, 1))",
            f"np.zeros(({n}, {width}), dtype=bool)",
            weight=0.8,
        )

    def fit(self) -> list[str]:
        """The call of fit, and what it needs before."""
        write = self.writer
        x = "x" if self.inputs == 1 else write.fault("[x, x]", "x", "[x]", "[x, x, x]", "(x, x)", "np.array([x, x])")
        if self.inputs == 1:
            x = write.fault(x, "[x]", "[x, x]", "(x,)", '{"x": x}', "x[0]", "x[:5]", "x[None]", "x.shape", weight=0.25)
        y = write.fault("y", "[y]", "[y, y]", "y[:5]", "y[None]", "(y,)", '{"y": y}', weight=0.2)
        more = write.fault(
            "",
            ", validation_split=0.25",
            ", validation_data=(x, y)",
            ", validation_data=x",
            ", sample_weight=np.ones(12)",
            ", class_weight={0: 1.0, 1: 2.0}",
            ", batch_size=0",
            ", batch_size=None",
            ", nb_epoch=1",
            ", validation_split=1.0",
            ", callbacks=keras.callbacks.EarlyStopping()",
            ', callbacks=["early"]',
            ", shuffle=False",
            ", epochs=1.5",
            ", sample_weight=np.ones(5)",
            ", steps_per_epoch=2",
            ", batch_size=2.5",
            ", validation_split=0.25, shuffle=True",
            ", validation_data=(x[:, :1], y)",
            ", validation_data=[x, y]",
        )
        batch = "" if "batch_size" in more else f", batch_size={SAMPLES}"
        if not write.chance(0.2):
            method = write.fault("fit", "evaluate", "train_on_batch", weight=0.3)
            if method == "train_on_batch":
                return [f"model.train_on_batch({x}, {y})"]
            if method == "evaluate":
                return [f"model.evaluate({x}, {y}{batch}, verbose=0)"]
            return [f"model.fit({x}, {y}{batch}{more}, verbose=0)"]
        batched = write.fault(f".batch({SAMPLES})", "", ".batch(4).batch(2)", ".repeat(1).batch(4)", ".unbatch()")
        pair = "(x, x), y" if self.inputs > 1 else "x, y"
        element = write.fault(f"({pair})", f"({pair}, y)", "x", "[x, y]", '{"x": x, "y": y}', weight=0.4)
        given = write.fault(
            "data", "data, y", "data, data", f"data, batch_size={SAMPLES}", "data, validation_split=0.2"
        )
        more = more if "validation_split" not in given and "batch_size" not in more + given else ""
        return [
            f"data = tf.data.Dataset.from_tensor_slices({element}){batched}",
            f"model.fit({given}{more}, verbose=0)",
        ]


def size(shape: Sequence[int]) -> int:
    """How many numbers there are in one sample."""
    product = 1
    for one in shape:
        product *= one
    return product


def written(shape: Sequence[int]) -> str:
    """A shape as a tuple in Python."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
