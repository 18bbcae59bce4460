"""Programs made up as source text: what the reader recovers without running them, against the real Keras running them.

Layer classes, output shapes, numbers of weights, activations, and whether building fails at all must agree.
HYPOTHESIS_PROFILE=thorough tries many more.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from keras_version import is_before

from kerasrules.interpreter import analyze
from kerasrules.model.network import SummaryRow
from kerasrules.model.program import Program
from kerasrules.source.load import from_text

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
EXAMPLES = int(os.environ.get("DIFFERENTIAL_EXAMPLES", "2000" if THOROUGH else "100"))

Draw = Any


@dataclass
class Text:
    """A program while it is written. rank: about how many axes the tensor has, to draw layers that mostly fit."""

    draw: Draw
    rank: int
    head: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    helpers: int = 0
    loose: bool = False
    """In a loop, where a name stands for the number of units."""

    def pick(self, *items: Any) -> Any:
        return self.draw(st.sampled_from(items))

    def number(self, least: int, most: int) -> str:
        """A number as people write numbers: plain, computed, or by a name."""
        value = self.draw(st.integers(least, most))
        form = self.pick("plain", "plain", "plain", "computed", "named", "float")
        if form == "computed":
            return self.pick(f"{value - 1} + 1", f"2 * {value} // 2", f"int({value}.0)", f"max({value}, 0)")
        if form == "named":
            name = f"N{len(self.head)}"
            self.head.append(f"{name} = {value}")
            return name
        return str(value)

    def activation(self) -> str:
        return self.pick(
            '"relu"', '"tanh"', '"sigmoid"', "None", '"linear"', "keras.activations.relu", "'gelu'", '"softmax"', "act"
        )

    def call(self, name: str, *args: str, **kwargs: str) -> str:
        """A call with some of the leading arguments by position, the rest by name or in a dictionary."""
        prefix = self.pick("layers.", "layers.", "keras.layers.", "L.")
        if kwargs and self.draw(st.integers(0, 9)) == 0:
            pairs = ", ".join(f'"{key}": {value}' for key, value in kwargs.items())
            return f"{prefix}{name}({', '.join([*args, f'**{{{pairs}}}'])})"
        return f"{prefix}{name}({', '.join([*args, *(f'{key}={value}' for key, value in kwargs.items())])})"

    def some(self, **optional: Any) -> dict[str, str]:
        """Some of the optional arguments."""
        return {name: make() for name, make in optional.items() if self.draw(st.booleans())}

    def size(self, rank: int, least: int = 1, most: int = 3) -> str:
        numbers = [self.number(least, most) for _ in range(rank)]
        if rank == 1 or self.draw(st.booleans()):
            return numbers[0]
        return self.pick(f"({', '.join(numbers)})", f"[{', '.join(numbers)}]")

    # ---- layers ----

    def layer(self) -> str:
        rank = self.rank if self.draw(st.integers(0, 24)) else self.pick(2, 3, 4)
        makers = {
            2: [self.dense, self.dense, self.plain, self.norm, self.reshape, self.repeat, self.flatten],
            3: [self.dense, self.plain, self.norm, self.conv, self.pool, self.recurrent, self.pooled, self.flatten,
                self.over_time, self.permute, self.space],
            4: [self.conv, self.conv, self.plain, self.norm, self.pool, self.pooled, self.flatten, self.space,
                self.dense, self.permute, self.transposed],
        }  # fmt: skip
        return self.pick(*makers[rank])(rank)

    def units(self) -> str:
        return "n" if self.loose and self.draw(st.booleans()) else self.number(1, 9)

    def dense(self, rank: int) -> str:
        more = self.some(activation=self.activation, use_bias=lambda: self.pick("True", "False", "0"))
        units = self.units()
        if self.draw(st.booleans()):
            return self.call("Dense", units, **more)
        if self.draw(st.booleans()):
            return self.call("Dense", units, self.activation())
        return self.call("Dense", units=units, **more)

    def plain(self, rank: int) -> str:
        return self.pick(
            self.call("Dropout", "0.3"),
            self.call("Activation", '"relu"'),
            self.call("Activation", "keras.activations.tanh"),
            self.call("ReLU"),
            self.call("LeakyReLU"),
            self.call("ELU"),
            self.call("Softmax"),
            self.call("PReLU"),
            self.call("GaussianNoise", "0.1"),
            self.call("Identity"),
        )

    def norm(self, rank: int) -> str:
        return self.pick(
            self.call("BatchNormalization", **self.some(scale=lambda: "False", momentum=lambda: "0.9")),
            self.call("LayerNormalization", **self.some(center=lambda: "False")),
            self.call("UnitNormalization"),
            self.call("GroupNormalization", groups=self.number(1, 3)),
        )

    def conv(self, rank: int) -> str:
        n = rank - 2
        kind = self.pick("Conv", "Conv", "Conv", "SeparableConv", "DepthwiseConv")
        stride = self.number(1, 2)
        more = self.some(
            padding=lambda: self.pick('"same"', '"valid"', "'SAME'"),
            strides=lambda: stride if kind != "Conv" else self.size(n, 1, 2),
            activation=self.activation,
            use_bias=lambda: "False",
        )
        if kind == "DepthwiseConv":
            return self.call(f"{kind}{n}D", self.size(n), **more)
        if self.draw(st.booleans()):
            return self.call(f"{kind}{n}D", self.units(), self.size(n), **more)
        return self.call(f"{kind}{n}D", filters=self.units(), kernel_size=self.size(n), **more)

    def transposed(self, rank: int) -> str:
        more = self.some(padding=lambda: '"same"', strides=lambda: self.size(2, 1, 2), activation=self.activation)
        return self.call("Conv2DTranspose", self.units(), self.size(2), **more)

    def pool(self, rank: int) -> str:
        kind = self.pick(f"MaxPooling{rank - 2}D", f"AveragePooling{rank - 2}D", f"MaxPool{rank - 2}D")
        more = self.some(padding=lambda: self.pick('"same"', '"valid"'), strides=lambda: self.size(rank - 2, 1, 3))
        return self.call(kind, self.size(rank - 2), **more)

    def pooled(self, rank: int) -> str:
        keep = self.some(keepdims=lambda: "True")
        self.rank = rank if keep else 2
        return self.call(self.pick("GlobalAveragePooling", "GlobalMaxPooling") + f"{rank - 2}D", **keep)

    def flatten(self, rank: int) -> str:
        self.rank = 2
        return self.call("Flatten")

    def space(self, rank: int) -> str:
        n = rank - 2
        kind = self.pick("ZeroPadding", "UpSampling", "Cropping")
        pair = f"({self.number(0, 1)}, {self.number(0, 2)})" if n == 1 else f"(({self.number(0, 1)}, 1), (0, 1))"
        return self.call(f"{kind}{n}D", self.size(n, 1, 2) if kind == "UpSampling" else self.pick("1", pair))

    def reshape(self, rank: int) -> str:
        shape = self.pick("(-1, 2)", "(2, -1)", "(-1,)", "(-1, 1)", "(2, 3)", "(-1, 1, 2)", "[4]")
        self.rank = 2 + shape.count(",") if shape not in ("(-1,)", "[4]") else 2
        return self.call("Reshape", shape)

    def repeat(self, rank: int) -> str:
        self.rank = 3
        return self.call("RepeatVector", self.number(1, 4))

    def permute(self, rank: int) -> str:
        return self.call("Permute", "(2, 1)" if rank == 3 else self.pick("(3, 1, 2)", "(2, 1, 3)"))

    def recurrent(self, rank: int) -> str:
        sequences = self.draw(st.booleans())
        self.rank = 3 if sequences else 2
        more = {"return_sequences": self.pick("True", "1 > 0")} if sequences else {}
        more |= self.some(activation=lambda: self.pick('"relu"', '"tanh"'), use_bias=lambda: "False")
        inner = self.call(self.pick("LSTM", "GRU", "SimpleRNN"), self.units(), **more)
        if self.draw(st.integers(0, 2)):
            return inner
        merge = self.some(merge_mode=lambda: self.pick('"sum"', '"concat"', '"ave"'))
        return self.call("Bidirectional", inner, **merge)

    def over_time(self, rank: int) -> str:
        return self.call("TimeDistributed", self.dense(2))

    # ---- programs ----

    def start(self) -> str:
        sizes = {2: (1, 12), 3: (2, 10), 4: (4, 14)}[self.rank]
        numbers = [str(self.draw(st.integers(*sizes))) for _ in range(self.rank - 1)]
        numbers[-1] = str(self.draw(st.integers(1, 6)))
        shape = f"({', '.join(numbers)},)" if len(numbers) == 1 else f"({', '.join(numbers)})"
        return self.pick(f"keras.Input({shape})", f"keras.Input(shape={shape})", f"layers.Input({shape})")

    def chain(self, most: int = 4) -> list[str]:
        return [self.layer() for _ in range(self.draw(st.integers(1, most)))]

    def loop(self) -> list[str]:
        """The layers of a loop's body, which keep the rank."""
        before = self.rank
        self.loose = True
        made = [self.pick(self.plain, self.norm, self.dense)(before) for _ in range(self.draw(st.integers(1, 2)))]
        self.loose = False
        return made

    def widths(self) -> str:
        return self.pick("(4, 6)", "[3, 5, 2]", "range(2, 4)", "[2 * i for i in (1, 3)]", "WIDTHS")

    def sequential(self) -> None:
        self.body.append(self.pick("model = keras.Sequential()", 'model = keras.models.Sequential(name="net")'))
        self.body.append(f"model.add({self.start()})")
        for _ in range(self.draw(st.integers(1, 4))):
            form = self.pick("add", "add", "loop", "helper", "list")
            if form == "loop":
                self.body.append(f"for n in {self.widths()}:")
                self.body += [f"    model.add({layer})" for layer in self.loop()]
            elif form == "helper":
                layers = self.loop()
                self.helpers += 1
                self.head += [f"def part{self.helpers}(net, n=3):", *(f"    net.add({layer})" for layer in layers), ""]
                self.body.append(f"part{self.helpers}(model{self.pick('', ', 5', ', n=4')})")
            elif form == "list":
                self.body += [f"for layer in [{', '.join(self.chain(2))}]:", "    model.add(layer)"]
            else:
                self.body += [f"model.add({layer})" for layer in self.chain(2)]

    def listed(self) -> None:
        first = self.start()
        parts = [*self.chain(3)]
        if self.draw(st.booleans()):
            parts.append(f"*[{self.dense_of_n()} for n in {self.widths()}]")
        if self.draw(st.booleans()):
            self.body.append(f"tail = [{', '.join(self.chain(2))}]")
            parts.append("*tail")
        self.body.append(f"model = keras.Sequential([{', '.join([first, *parts])}])")

    def dense_of_n(self) -> str:
        return self.call("Dense", "n", **self.some(activation=self.activation))

    def functional(self) -> None:
        self.body += [f"inputs = {self.start()}", "x = inputs"]
        kept = False
        for _ in range(self.draw(st.integers(1, 5))):
            form = self.pick("layer", "layer", "layer", "keep", "merge", "loop", "helper", "op", "attention")
            if form == "keep":
                self.body.append("kept = x")
                kept = True
            elif form == "merge" and kept:
                self.body.append(f"x = {self.merge()}")
            elif form == "loop":
                self.body.append(f"for n in {self.widths()}:")
                self.body += [f"    x = {layer}(x)" for layer in self.loop()]
            elif form == "helper":
                self.helpers += 1
                steps = [f"    y = {layer}(y)" for layer in self.loop()]
                self.head += [f"def block{self.helpers}(y, n=3):", *steps, "    return y", ""]
                self.body.append(f"x = block{self.helpers}(x{self.pick('', ', 5', ', n=4')})")
            elif form == "op":
                self.body.append(f"x = {self.op()}")
            elif form == "attention" and self.rank == 3:
                many = self.call("MultiHeadAttention", num_heads=self.number(1, 2), key_dim=self.number(1, 4))
                self.body.append(f"x = {many}(x, x)")
            else:
                self.body += [f"x = {layer}(x)" for layer in self.chain(2)]
        self.body.append(self.pick("model = keras.Model(inputs, x)", "model = keras.Model(inputs=inputs, outputs=[x])"))

    def merge(self) -> str:
        name = self.pick("Add", "Multiply", "Average", "Maximum", "Concatenate", "Concatenate")
        return self.pick(
            f"{self.call(name)}([x, kept])", f"layers.{self.pick('add', 'concatenate')}([x, kept])", "x + kept"
        )

    def op(self) -> str:
        return self.pick(
            "keras.ops.relu(x)",
            "x * 2.0",
            "1 - x",
            "keras.ops.mean(x, axis=-1, keepdims=True)",
            "keras.ops.expand_dims(keras.ops.max(x, 1), 1)",
            "keras.ops.concatenate([x, x], axis=-1)",
            "x[:, 1:]",
        )

    def whole(self) -> str:
        getattr(self, self.pick("sequential", "listed", "functional", "functional"))()
        start = ["import keras", "from keras import layers", "from keras import layers as L"]
        fixed = ["WIDTHS = (5, 3)", 'act = "swish"']
        return "\n".join([*start, *fixed, *self.head, *self.body]) + "\n"


@st.composite
def programs(draw: Draw) -> str:
    return Text(draw, draw(st.sampled_from([2, 3, 3, 4, 4]))).whole()


Line = tuple[str, Any, "int | None", "str | None"]


def built(text: str) -> tuple[list[Line], str | None]:
    """What Keras makes of the program: its layers, or why it refuses."""
    names: dict[str, Any] = {}
    try:
        exec(compile(text, "program.py", "exec"), names)
        model = names["model"]
    except Exception as error:  # whatever Keras raises is a refusal
        return [], f"{type(error).__name__}: {error}"
    found: list[Line] = []
    for layer in model.layers:
        shape = tuple(layer._inbound_nodes[-1].output_tensors[0].shape)
        activation = getattr(getattr(layer, "activation", None), "__name__", None)
        found.append((type(layer).__name__, shape, layer.count_params(), activation))
    return found, None


def line(row: SummaryRow) -> Line:
    return row.class_name, row.output_shape, row.parameters, row.activation


def recovered(program: Program) -> tuple[list[Line], str | None]:
    """The same of what was recovered."""
    errors = [node.error for node in program.nodes if node.error is not None]
    if errors:
        return [], errors[0]
    model = program.models[-1]
    rows = [row for row in model.layers if row.node is None or row.node.layer.kind != "op"]
    return [line(row) for row in rows if model.kind != "sequential" or row.class_name != "InputLayer"], None


GENERATIONS_DIFFER = "Kernel shape must have the same length as input"
"""Keras 2 builds a convolution on a tensor with more leading axes: nothing is said to be an error there."""
SPELLED = {"swish": "silu"}


def same(real: Line, found: Line) -> bool:
    """Activations are compared where the recovered table has one: wrappers show none of what they wrap."""
    return real[:3] == found[:3] and (found[3] is None or real[3] is None or SPELLED.get(found[3], found[3]) == real[3])


def test_agrees_with_keras(keras: Any) -> None:
    tried = {"built": 0, "refused": 0}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=not THOROUGH,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(programs())
    def compare(text: str) -> None:
        real, refusal = built(text)
        assume(refusal is None or GENERATIONS_DIFFER not in refusal)
        program = analyze(from_text(text, "program.py"))
        assert not program.notices, text
        found, error = recovered(program)
        if error is not None and "zero or negative" in error and is_before(keras, 3, 13):
            return  # built, and refused at the first batch
        told = f"\n{text}\nKeras: {refusal or real}\nrecovered: {error or found}"
        tried["refused" if refusal else "built"] += 1
        assert (refusal is None) == (error is None), told
        real, found = sorted(real, key=str), sorted(found, key=str)
        assert len(real) == len(found), told
        assert all(same(one, other) for one, other in zip(real, found, strict=True)), told
        keras.backend.clear_session()

    try:
        compare()
    finally:
        print("programs tried:", tried)
    assert tried["built"] > tried["refused"] > 0
