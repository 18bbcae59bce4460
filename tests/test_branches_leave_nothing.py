"""What a program does in a branch is undone with the branch, whatever it is."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kerasrules.interpreter.composition import compose
from kerasrules.interpreter.context import Context
from kerasrules.interpreter.heap import HeapObject
from kerasrules.interpreter.stack import Flow
from kerasrules.interpreter.values import Instance
from kerasrules.model.network import Layer
from kerasrules.source.load import from_text

BEFORE = """
import argparse, collections
import numpy as np
import tensorflow as tf
from sklearn.preprocessing import StandardScaler
from tensorflow import keras
from tensorflow.keras import Input, Model, Sequential
from tensorflow.keras.layers import Dense, Layer
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras.preprocessing.text import Tokenizer

net = Sequential([Dense(4, name="first"), Dense(3)])
way_in = Input((8,))
straight = Model(way_in, Dense(2)(way_in))
base = keras.applications.VGG16(include_top=False)
lay = Dense(5, activation="tanh")
items, more = [1, 2, 3], [4]
table = {"a": 1, "b": [2]}
lists = collections.defaultdict(list)
arr, other = np.zeros((20, 8)), np.ones((20, 1))
parser = argparse.ArgumentParser()
parser.add_argument("--a", default="relu")
scaler, pictures, words = StandardScaler(), ImageDataGenerator(), Tokenizer()

class Own:
    shared = 0
    def __init__(self):
        self.value, self.parts = 1, []
    def grow(self):
        self.parts.append(self.value)
        self.value = 2
    @property
    def twice(self):
        return self.value * 2
    @twice.setter
    def twice(self, new):
        self.value = new

class Net(Model):
    def __init__(self):
        super().__init__()
        self.inner = Dense(2)
    def call(self, x):
        self.seen = x
        return self.inner(x)

class Block(Layer):
    def call(self, x):
        return x * 2

own, sub, block = Own(), Net(), Block()
"""

STATEMENTS = [
    # models and layers
    "net.build((None, 7))",
    "net.add(Dense(3))",
    "net.pop()",
    "net.compile('sgd', 'mse')",
    "net.compile('sgd', 'mse'); net.fit(arr, other)",
    "net.fit(arr, other, **unknown())",
    "classes = net.predict(arr).argmax(axis=1)",
    "net.trainable = False",
    "net.layers[0].trainable = False",
    "for one in net.layers: one.trainable = False",
    "unknown(net)",
    "net.layers = []",
    "net.note = 'mine'",
    "head = net.get_layer('first')",
    "two = Sequential([net, Dense(2)]); two.compile(loss='mse')",
    "out = net(Input((8,)))",
    "out = net(arr)",
    "straight.compile(loss='mse')",
    "again = straight(Input((8,)))",
    "tail = Model(straight.input, straight.layers[-1].output)",
    "base.trainable = False",
    "for one in base.layers[:4]: one.trainable = False",
    "for one in base.layers: one.trainable = False",
    "lay.trainable = False",
    "lay.activation = 'relu'",
    "lay.units = 7",
    "shared = lay(way_in)",
    "sub.compile('adam', 'mse')",
    "sub.compile('adam', 'mse'); sub.fit(arr, other)",
    "sub.inner = Dense(9)",
    "sub(arr)",
    "sub(Input((8,)))",
    "sub.build((None, 8))",
    "made = block(way_in)",
    "made = Net(); made.compile(loss='mse')",
    "norm = keras.layers.Normalization(); norm.adapt(arr)",
    "with tf.GradientTape() as tape:\n    loss = keras.losses.mean_squared_error(other, net(arr))",
    # Python's own
    "items.append(5)",
    "items.extend(more)",
    "items[0] = 7",
    "items += [8]",
    "items.clear()",
    "items.sort()",
    "del items[0]",
    "del items",
    "first, *rest = items",
    "[items.append(one) for one in more]",
    "table['c'] = 3",
    "table['b'].append(4)",
    "table.update(a=2)",
    "table.pop('a')",
    "del table['a']",
    "lists['x'].append(1)",
    "own.value = 3",
    "own.twice = 8",
    "own.new = 1",
    "own.grow()",
    "setattr(own, 'value', 4)",
    "Own.shared = 1",
    "Own.added = lambda self: 1",
    "parser.set_defaults(a=None)",
    "parser.add_argument('--b', default=3)",
    "options = parser.parse_args(); options.a = 'elu'",
    "def made(one, two=items): return one\nmade(arr)",
    "class Later(Own):\n    field: int = 3\n    def grow(self): super().grow()\nlater = Later(); later.grow()",
    "def outer():\n    global written\n    written = own\n    own.value = 9\nouter()",
    "def outer():\n    kept = 1\n    def inner():\n        nonlocal kept\n        kept = 2\n    inner()\n"
    "    return kept\nkept = outer()",
    "import json as items",
    "from os.path import *",
    "from keras.layers import *",
    "raise ValueError",
    # data
    "arr /= 255",
    "arr[0] = 3",
    "arr -= arr.mean()",
    "arr = arr.astype('float32') / 255",
    "np.random.shuffle(arr)",
    "scaler.fit(arr)",
    "arr = scaler.fit_transform(arr)",
    "pictures.fit(arr)",
    "words.fit_on_texts(['a b'])",
    "data = tf.data.Dataset.from_tensor_slices((arr, other)).map(lambda x, y: (x / 2, y)).batch(4)",
    # control flow
    "for step in range(3):\n    net.add(Dense(step + 1))\n    items.append(step)",
    "for step in unknown():\n    net.add(Dense(1))\n    table['k'] = step\n    if step: break",
    "while unknown():\n    arr /= 2\n    own.grow()",
    "if unknown():\n    net.build((None, 3))\nelse:\n    net.add(Dense(6))",
    "if unknown():\n    own = None\nelif own is None:\n    items = table = None",
    "try:\n    items.append(own)\nexcept Exception:\n    items = None\nfinally:\n    table['z'] = 1",
    "with open('x') as file: lists = file",
    "(items := [1])",
]


def reachable(ctx: Context) -> tuple[dict[int, object], list[object]]:
    """Every object that the program can reach with what it holds, and the objects, so that no number is used twice."""
    found: dict[int, object] = {}
    alive: list[object] = []

    def token(value: Any) -> object:
        if isinstance(value, HeapObject):
            if id(value) not in found:
                found[id(value)] = None
                alive.append(value)
                found[id(value)] = contents(value)
            return ("object", id(value))
        if isinstance(value, (tuple, list)):
            return (type(value).__name__, *(token(part) for part in value))
        if isinstance(value, dict):
            return {key: token(part) for key, part in value.items()}
        if isinstance(value, Layer):
            return ("layer", id(value), {name: token(part) for name, part in value.config.items()})
        if is_dataclass(value) and type(value).__module__ == "kerasrules.interpreter.values":
            return (type(value).__name__, *(token(getattr(value, one.name)) for one in fields(value)))
        alive.append(value)
        return value if isinstance(value, (bool, int, float, str, bytes, type(None))) else id(value)

    def contents(value: HeapObject) -> object:
        slots = {name for cls in type(value).__mro__ for name in getattr(cls, "__slots__", ())}
        plain = {name: token(getattr(value, name, None)) for name in slots - {"state", "fields"}}
        # a layer is built once, whichever branch calls it first
        kept = {field.name: token(part) for field, part in value.fields.items() if field is not Instance.built}
        return {"state": token(value.state), "fields": kept, "slots": plain}

    token(ctx.scope)
    return found, alive


def run(ctx: Context, text: str) -> None:
    ctx.statements.execute(ast.parse(textwrap.dedent(text)).body, ctx.scope)


def noted(ctx: Context) -> list[int]:
    """How many events of each kind there are."""
    log = ctx.events
    return [
        len(one) for one in (log.compiles, log.fits, log.losses, log.trainable_sets, log.decodings, log.estimator_fits)
    ]


def leaves_nothing(block: list[str]) -> None:
    """Run the statements in a branch that turns out not to happen, and compare what the program can reach."""
    ctx, plain = (compose(from_text(BEFORE, "-")) for _ in range(2))
    for one in (ctx, plain):
        run(one, BEFORE)
    before, alive = reachable(ctx)

    def body() -> Flow:
        run(ctx, "\n".join(block))
        return Flow.STOP

    assert ctx.branches.run([body]) is Flow.STOP
    after, _ = reachable(ctx)
    assert after == before
    assert alive
    # what happened in the branch stays noted: it may happen
    run(plain, "\n".join(block))
    assert noted(ctx) == noted(plain)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=6))
def test_a_branch_that_does_not_happen_leaves_nothing(block: list[str]) -> None:
    leaves_nothing(block)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_each_statement_leaves_nothing(statement: str) -> None:
    leaves_nothing([statement])


def _past_the_heap(heap: object, target: HeapObject, field: object, value: object) -> None:
    target.fields[field] = value  # type: ignore[index]


@pytest.mark.parametrize(
    ("statement", "method", "broken"),
    [
        ("net.build((None, 7))", "set", _past_the_heap),
        ("items.append(5)", "write", lambda heap, target, name, value: target.state.__setitem__(name, value)),
    ],
)
def test_a_write_past_the_heap_is_found(
    statement: str, method: str, broken: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"kerasrules.interpreter.heap.Heap.{method}", broken)
    with pytest.raises(AssertionError):
        leaves_nothing([statement])
