"""Whatever a file says, reading it ends and does not fail."""

from __future__ import annotations

import ast
import copy
import random
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import HEADER, chain, program, strictly

from kerasrules.source.load import from_text
from kerasrules.source.source import SourceError

SEQUENTIAL = "m = Sequential([Dense(3)])\n"

HOSTILE = {
    "endless recursion": "def f(x):\n    return f(x)\nf(1)",
    "growing recursion": "def f(x, *a):\n    return f(x + 1, x, *a) + f([x, *a])\nf(1)",
    "mutual recursion": "def f(x):\n    return g(x), g(x)\ndef g(x):\n    return f(x), h(x)\ndef h(x):\n"
                        "    return f(x)\nf(1)",
    "recursion through a layer": "class L(Layer):\n    def call(self, x):\n        return self(x)\n"
                                 "i = Input(3)\nL()(i)",
    "recursion through a property": "class C:\n    @property\n    def p(self):\n        return self.p\nC().p",
    "recursion through getattr": "class C:\n    def __getattr__(self, n):\n        return self.other\nC().x.y",
    "recursion through iter": "class C:\n    def __iter__(self):\n        return self\nfor x in C():\n    pass\n"
                              "a, b = C()",
    "recursion through call": "class C:\n    def __call__(self):\n        return self()\nC()()",
    "recursion through len": "class C:\n    def __len__(self):\n        return len(self)\nlen(C())",
    "recursion through init": "class C:\n    def __init__(self):\n        self.c = C()\nC()",
    "recursion through setter": "class C:\n    @property\n    def a(self):\n        return 1\n    @a.setter\n"
    "    def a(self, v):\n        self.a = v\nC().a = 3",
    "recursion through build": "class L(Layer):\n    def build(self, s):\n        self(Input(3))\n"
                               "    def call(self, x):\n        return x\nL()(Input(3))",
    "recursion through super": "class A(Layer):\n    def call(self, x):\n        return super().call(x)\nclass B(A):\n"
    "    def call(self, x):\n        return super(A, self).call(x)\nB()(Input(3))",
    "lambda recursion": "f = lambda x: f(f(x))\nf(2)",
    "y combinator": "(lambda f: f(f))(lambda f: f(f))",
    "partial of itself": "from functools import partial\nf = print\nfor i in range(9):\n    f = partial(f, f)\nf()",
    "while true": "x = 1\nwhile True:\n    x += 1\n    m = Dense(x)",
    "nested while": "while a():\n    while b():\n        while c():\n            while d():\n                Dense(1)",
    "while that counts": "x = 0\nwhile x < 10 ** 9:\n    x += 1\n    Dense(x)",
    "huge range": "for i in range(10 ** 18):\n    Dense(i)\nx = list(range(10 ** 18))\ny = [0] * 10 ** 12",
    "huge power": "x = 10 ** 10 ** 10\ny = 2 ** 63 ** 2\nz = pow(10, 10 ** 10)\nw = pow(7, 10 ** 9, 3)\n"
                  "v = 10.0 ** 400",
    "huge number": "x = 9\nx = x * x * x * x\n" + "x *= x\n" * 60 + "int('9' * 5000)\nx = 1 << 10 ** 10",
    "huge string": "x = 'x' * 10 ** 12\ny = 'ab'\n" + "y = y + y\n" * 60 + "y.replace('a', y)",
    "huge format": "x = '%999999999d' % 1\ny = f'{1:999999999}'\nz = '{:>999999999}'.format(1)\n"
                   "w = 'a'.ljust(10 ** 10)\n"
    "v = format(1, '999999999')\nu = '%*d' % (999999999, 1)\nt = 'a'.center(10 ** 10)\n"
    "s = '{:{}}'.format(1, 999999999)",
    "huge replace": "x = 'a' * 9000\ny = x.replace('a', x)\ny = y.replace('a', x)\nz = x.join([x] * 4000)\n"
                    "w = ('b' * 9000).join(x)",
    "huge list": "x = [1, 2]\n" + "x = x + x\n" * 60 + "x += x\n" * 20 + "x.extend(x)\n" * 20,
    "huge tuple": "x = (1, 2)\n" + "x = x + x\n" * 60 + "x = (*x, *x)\n" * 60,
    "huge nesting": "x = y = (1, 2)\n" + "x = (x, x)\ny = (y, y)\n" * 60 + "z = x == y\nhash(x)\nd = {x: 1}\n"
                                                                           "Dense(x)(Input(3))",
    "huge nested lists": "x = y = [1, 2]\n" + "x = [x, x]\ny = [y, y]\n" * 60 + "z = x == y\n"
                                                                                "Dense(x)(Input(3))\n"
                                                                                "Sequential(x)\n"
                                                                                "m.compile(loss=x, metrics=x)\n"
                                                                                "m.fit(x, x)",
    "huge nested dicts": "x = {'a': 1}\n" + "x = {'a': x, 'b': x}\n" * 60 + "Dense(x)(Input(3))\n"
                                                                            "m.compile(loss=x)\nm.fit(x)",
    "huge nested tensors": "x = Input(3)\n" + "x = (x, x)\n" * 40 + "Concatenate()(x)\nModel(x, x)\n"
                                                                    "m.fit(x, x)\ntf.concat(x, 0)",
    "huge product": "import itertools\nx = itertools.product([1, 2], repeat=10 ** 9)\n"
                    "y = list(itertools.product('ab', repeat=60))\n"
    "z = itertools.repeat(1, 10 ** 12)\nw = itertools.chain(*[[1] * 4000] * 4000)",
    "comprehension bomb": "x = [(a, b, c, d, e) for a in range(4000) for b in range(4000) for c in range(4000) "
                          "for d in x for e in d]\n"
    "y = [[[[0 for a in range(99)] for b in range(99)] for c in range(99)] for d in range(99)]",
    "dict comprehension bomb": "x = {(a, b): c for a in range(4000) for b in range(4000) for c in range(4000)}",
    "map bomb": "f = lambda x: list(map(g, range(256)))\ng = lambda x: list(map(h, range(256)))\n"
                "h = lambda x: list(map(abs, range(256)))\nf(1)",
    "a list in itself": "x = []\nx.append(x)\nx == x\nDense(x)(Input(3))\nSequential(x)\nm.fit(x, x)\n"
                        "m.compile(loss=x, metrics=x)\n"
    "Model(x, x)\nConcatenate()(x)\nfor y in x:\n    x = y\nsum(x)",
    "a dict in itself": "x = {}\nx['a'] = x\nDense(x)(Input(3))\nm.compile(loss=x, metrics=x)\nm.fit(x, x)\n"
                        "Model(x, x)",
    "a model in itself": "n = Sequential()\nn.add(n)\nn.compile(loss='mse')\nn(Input(3))\nn.summary()",
    "models in each other": "a, b = Sequential(), Sequential()\na.add(b)\nb.add(a)\na.compile(loss='mse')\nb.fit(a)",
    "an object in itself": "class C:\n    pass\nc = C()\nc.c = c\nc.d = [c, {'c': c}]\nDense(c)(Input(3))\nm.fit(c)",
    "classes that inherit from themselves": "class A(A):\n    pass\nclass A(A, A):\n"
                                            "    pass\n" + "class A(A, A):\n    pass\n" * 40
    + "a = A()\na.x\nA.y\na()\nisinstance(a, A)\nsuper(A, a).f()",
    "deep inheritance": "class C0:\n    pass\n" + "".join(f"class C{n}(C{n - 1}):\n"
                                                          f"    pass\n" for n in range(1, 300)) + "C299().x",
    "variables named as contents": "for k in range(a()):\n    info = {'a': k}\nif a():\n    info = {}\n"
                                   "    items = 3\nelse:\n    info, items = 1, {}\nfor k in range(a()):\n"
                                   "    items = [k]\n    info = np.zeros(3)",
    "columns up to a number of several": "t = np.array([[0, 1], [1, 2]])\nk = 1\nif a():\n    k = 2\nt[:, :k]\n"
                                         "t[:, k:]\nt[:, ::k]\nt[:, slice('a')]",
    "an empty index": "np.load('a.npz')['b'][()]\nnp.zeros(3)[()]\nnp.array(1)[()]\n[1][()]",
    "attribute chain": "x = a" + ".b" * 1500 + "\ny = tf" + ".b" * 1500 + "\nm" + ".add(Dense(1))" * 300,
    "subscript chain": "x = a" + "[0]" * 1500,
    "long sum": "x = " + "+".join(["1"] * 1500) + "\ny = " + "+".join(["a"] * 1500),
    "nested calls": "".join(f"def f{n}(x):\n    return f{n + 1}(x)\n" for n in range(2000)) + "f0(Input(3))",
    "nested brackets": "x = " + "[" * 90 + "]" * 90 + "\ny = " + "f(" * 90 + ")" * 90,
    "nested ifs": "".join(f"{' ' * n}if a{n}():\n" for n in range(90)) + " " * 90 + "x = Dense(1)",
    "a chain of elifs": "if a:\n    x = 0\n" + "".join(f"elif b{n}():\n    x = {n}\n" for n in range(300)) + "Dense(x)",
    "many branches": "i = x = Input(3)\n" + "if a():\n    x = Dense(1)(x)\n" * 300 + "Model(i, x).compile(loss='mse')",
    "many branches on a list": "ls = []\n" + "if a():\n    ls.append(Dense(1))\n" * 200 + "n = Sequential(ls)\n"
                                                                                          "n.compile(loss='mse')",
    "many branches in a loop": "i = x = Input(3)\nfor k in range(60):\n    if a():\n        continue\n"
                               "    x = Dense(1)(x)\n"
    "    if b():\n        break\nModel(i, x).compile(loss='mse')",
    "many choices": "a = b = c = 1\n" + "".join(f"if f():\n    {v} = {n}\n" for n in range(20) for v in "abc")
    + "x = [a, b, c] + [(a, b, c)] * 3\ny = a * b * c\nz = {a: b}[c]\nDense(a, b, c)(Input(y))",
    "layers in a loop": "n = Sequential()\nfor i in range(5000):\n    n.add(Dense(i))\nn.compile(loss='mse')",
    "layers in a row": "n = Sequential()\n" + "n.add(Dense(2))\n" * 5000 + "n.compile(loss='mse')",
    "one tensor for many": "i = Input(3)\n" + "Dense(2)(i)\n" * 3000,
    "unknown star arguments": "Dense(*a, **b)(*c, **d)\nSequential(*a)(*b)\nModel(*a, **b).compile(*c, **d)\n"
                              "m.fit(*a, **b)\n"
    "def f(*a, **k):\n    return f(*a, **k)\nf(*x, **y)\nprint(*a)\nlen(*a)\nisinstance(*a)\nsuper(*a)\nKeras(*a)",
    "too few arguments": "Dense()(Input())\nSequential()()\nModel()\nModel()()\nm.compile()\nm.fit()\nm.add()\n"
                         "m.pop()\nlen()\nmap()\nzip()\n"
    "getattr()\nsetattr()\nhasattr()\nhasattr(m)\nisinstance()\nmax()\nrange()\nlist()[0]\n[].pop()\n"
    "[].append()\n[].insert()\n{}.update()\n"
    "{}.get()\n{}.pop()\nLambda()(Input(3))\nActivation()\nTimeDistributed()(Input(3))\nBidirectional()\n"
    "Concatenate()()\n"
    "keras.applications.VGG16()()\nkeras.losses.get()\nkeras.optimizers.get()\nkeras.activations.get()\n"
    "keras.layers.add()\n"
    "tf.GradientTape().gradient()\nkeras.utils.to_categorical()\n'a'.join()\n'a'.split(1, 2, 3)\n'a'.format",
    "too many arguments": "Dense(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)(1, 2, 3)\n"
                          "m.compile(1, 2, 3, 4, 5, 6, 7, 8, 9)\nm.fit(1, 2, 3, 4, 5, 6, 7, 8, 9)\n"
    "Sequential(1, 2, 3)\nModel(1, 2, 3, 4)\nm.add(1, 2)\nrange(1, 2, 3, 4)\ngetattr(1, 2, 3, 4)\n"
    "m.get_layer(1, 2, 3)\nmax(1, 'a')",
    "wrong arguments": "Dense([])(3)\nDense({})('a')\nDense(None)(None)\nDense(-1)(Input((-1,)))\n"
                       "Dense('a')(Input('b'))\nConv2D(3, 'a')(Input(3))\n"
    "Conv2D(3, (0, 0))(Input((3, 3, 3)))\nConv2D(0, 3, strides=0)(Input((3, 3, 3)))\nReshape(3)(Input(3))\n"
    "Reshape((0, -1, -1))(Input(3))\n"
    "Flatten()([])\nConcatenate()([])\nConcatenate(axis=9)([Input(3), Input(3)])\nAdd()(Input(3))\n"
    "Input(shape='abc')\nInput(shape=3.5)\nInput({})\n"
    "Embedding('a', [])(Input(3))\nLSTM(None)(Input(3))\nPermute((9, 8))(Input((3, 3)))\nSequential(3)\n"
    "Sequential('abc')\nSequential([1, 'a', None])\n"
    "Model(1, 2)\nModel('a', 'b')\nModel([], [])\nModel({}, {})\nm.compile(loss=3, optimizer=4, metrics=5)\n"
    "m.compile(loss=[[[]]], metrics=[[[]]])\n"
    "m.compile(loss={1: 2}, metrics={3: 4}, loss_weights='a')\nm.fit(3, 'a')\nm.fit([], [])\nm.fit({}, {})\n"
    "m.fit((), ())\nm.get_layer([])\n"
    "m.build('abc')\nm.build(3)\nDropout('a')(Input(3))\nActivation(3)(Input(3))\n"
    "TimeDistributed(3)(Input((3, 3)))\nBidirectional('a')(Input((3, 3)))\n"
    "keras.losses.get(3)\nkeras.optimizers.Adam('a')\nkeras.optimizers.get([])\n"
    "keras.applications.VGG16(input_shape='abc')\nZeroPadding2D('a')(Input((3, 3, 3)))\n"
    "UpSampling2D(0)(Input((3, 3, 3)))\nMaxPooling2D(0)(Input((3, 3, 3)))\nLambda(3)(Input(3))\n"
    "Lambda('a')(Input(3))\ntf.reshape(Input(3), 'a')\n"
    "tf.concat(Input(3), 'a')\ntf.transpose(Input(3), [5])\ntf.split(Input(3), 10 ** 9)\n"
    "tf.expand_dims(Input(3), 99)\nInput(3)[9, 9, 9]\nInput(3)['a']\nInput(3)[::0]\n"
    "tf.one_hot(Input(3), 'a')\ntf.tile(Input(3), 'a')\nRepeatVector(10 ** 15)(Input(3))\n"
    "Cropping2D(99)(Input((3, 3, 3)))\nDot(axes='a')([Input(3), Input(3)])\n"
    "TimeDistributed([Dense(2)])(Input((3, 4)))\nBidirectional(layer=[1, 2])(Input((3, 4)))",
    "huge arrays": "import numpy as np\nx = np.zeros((10 ** 9, 10 ** 9))\ny = np.ones(10 ** 15).reshape(-1)\n"
                   "z = np.arange(10 ** 18)\nm.fit(x @ y, z ** 99)\n"
    "np.eye(10 ** 9)\nnp.tile(x, 10 ** 9)\nnp.linspace(0, 1, 10 ** 15)\nnp.array([x] * 4000)\n"
    "np.repeat(z, 10 ** 12)\nnp.random.rand(10 ** 9)\ntf.range(10 ** 18)",
    "generators": "def g():\n    x = yield\n    yield from g()\n    yield (yield x)\nfor a in g():\n"
                  "    Dense(a)\nlist(g())\nnext(g())\n*a, b = g()\nx = (i for i in x)",
    "async": "import asyncio\nasync def f():\n    async with a() as b:\n        async for c in b:\n"
             "            await c\n            yield c\n"
    "    return [d async for d in b if await d]\nasyncio.run(f())\nawait_ = f().send(None)",
    "walrus": "if (n := f()) and (k := n) > (j := 3):\n    Dense(n, k, j)\n[y := x for x in range(3)]\n"
              "while (c := read()):\n    Dense(c)\nprint((a := 1), a)",
    "decorators": "@a\n@b.c\n@d(e)(f)\n@lambda f: f\n@(lambda n: lambda f: f)(3)\ndef f(): pass\n@f\n"
                  "@dataclass\nclass C: pass\n@property\ndef g(): pass\n"
    "g.setter\n@g.setter\ndef g(x): pass\n@staticmethod\n@classmethod\ndef h(): pass\nh()\nf()\nC()",
    "metaclasses": "class M(type):\n    def __new__(c, *a, **k):\n        return super().__new__(c, *a, **k)\n"
                   "    def __call__(c, *a):\n        return c\n"
    "class C(metaclass=M, x=1):\n    pass\nC()()()\ntype('D', (C,), {})()\nclass E(type('F', (), {})):\n"
    "    pass\nE().x",
    "scopes": "global z\ndef f():\n    global y, z\n    nonlocal_ = y\n    y = 3\n    def g():\n"
              "        nonlocal nonlocal_\n        nonlocal_ = y\n        del nonlocal_\n"
    "    g()\n    del y, z\nf()\nf()\ndel m, undefined, m.x, m[0], (a, [b])",
    "defaults": "def f(a=lambda b=lambda: c: b(), *, c=[x for x in range(3)], d):\n    return a()()\nf()\n"
                "f(1, c=2)\n(lambda *a, b=1, **c: a)(*a, **b)",
    "names of the reader": "def super(): pass\nsuper().x\nlist = dict = 3\nlist(dict)\nBaseException = 1\n"
                           "__name__ = 3\n__file__()\n__class__ = 4",
    "statements in odd places": "return 3\nbreak\ncontinue\nyield_ = (yield 3)\nfor i in range(3):\n"
                                "    return i\nelse:\n    break\nx = await_",
    "try in every form": "try:\n    raise\nfinally:\n    x = 1\ntry:\n    x = 1\nexcept:\n    raise\nelse:\n"
                         "    raise\nfinally:\n    pass\nfor i in range(3):\n"
    "    try:\n        continue\n    finally:\n        break\ndef f():\n    try:\n        return 1\n"
    "    finally:\n        return 2\nf()\nwith a, b as c, d as (e, f): pass",
    "type hints": "x: int\ny: 'a' = 3\nz.a: int = 4\nw[0]: int = 5\n"
                  "def f(a: b.c[d] = 3, *e: f, **g: h) -> i | j: pass\nf()",
    "unpacking": "a, b = 1\n(a, (b, *c)), *d = [[1, [2, 3, 4]], 5]\n[a, *b] = 'x' * 3\n*a, = {}\n"
                 "a, *b, *c = 1,\na.b, c[0], *d.e = range(3)\n(x) = (y) = z\n",
    "slices": "x = [1, 2, 3]\nx[:] = x\nx[0:2] = [9]\nx[::0]\nx['a']\nx[1, 2]\nx[...]\nx[a:b:c]\n"
              "del x[0], x[:]\n'abc'[a]\n(1, 2)[5]\n{}[x]\n{}[[]]",
    "operators on anything": "for a in (1, 'a', None, [], {}, (), 2.5, True, m, Dense, Dense(1), Input(3), "
                             "print, lambda: 1, b'x', 1j, ..., {1}, keras):\n"
    "    -a\n    +a\n    ~a\n    not a\n    a + a\n    a - 1\n    1 * a\n    a ** a\n    a @ a\n    a % a\n"
    "    a // 0\n    a << a\n    a < a\n    a == 1\n    a in [a]\n"
    "    a is a\n    a and a\n    a[0]\n    a['x']\n    a[:1]\n    a.x\n    a.x.y()\n    a()\n    a(a)\n"
    "    [*a]\n    {**a}\n    f(*a, **a)\n    a += a\n    len(a)\n"
    "    list(a)\n    dict(a)\n    str(a)\n    int(a)\n    sum(a)\n    max(a)\n    sorted(a)\n    iter(a)\n"
    "    next(a)\n    a.append(a)\n    a.shape[0]\n    a.output\n"
    "    Dense(a)(Input(3))\n    Dense(1)(a)\n    Sequential(a)\n    Sequential([a])(Input(3))\n"
    "    Model(a, a)\n    Model(Input(3), a)(a)\n    m.compile(a, a, a)\n"
    "    m.fit(a, a)\n    Activation(a)(Input(3))\n    Input(a)\n    tf.nn.relu(a)\n    isinstance(a, a)\n"
    "    setattr(a, 'x', a)\n    a.x = a\n    a[0] = a\n    del a.x\n"
    "    with a as b: pass\n    for b in a: pass\n    f'{a!r:{a}}'\n    '%s' % a",
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_programs(text: str) -> None:
    before = sys.getrecursionlimit()
    begun = time.process_time()
    try:
        found = program(SEQUENTIAL + text)
    except SourceError:  # Python's own parser gives up
        return
    assert time.process_time() - begun < 20
    assert sys.getrecursionlimit() == before
    if not found.notices:
        assert found.models


def test_match_in_every_form() -> None:
    found = program(
        """
        match thing():
            case 1 | "a" | None | -2j: x = 1
            case [a, *b] | (a, b): x = a
            case {"k": v, **rest}: x = v
            case Dense(units=u) as d if u > 3: x = u
            case keras.layers: x = 2
            case {**k}: x = k
            case [*_]: x = 0
            case _: x = 3
        match x:
            case n: m = Sequential([Dense(n)])
        """
    )
    assert chain(found) == ["Dense(?)"]


# ---- statement soup ----

NAMES = st.sampled_from(["a", "b", "x", "m", "f", "C", "i", "layers", "Dense"])
ATOMS = st.one_of(
    NAMES,
    st.sampled_from(["1", "0", "-2", "None", "True", "'relu'", "'mse'", "2.5", "[]", "{}", "()", "...", "Input((3,))",
                     "Input((8, 8, 3))", "self", "keras", "tf.nn.relu", "np.zeros((3, 4))", "range(3)", "range(n)"]),
)  # fmt: skip


FORMS = """\
({0} + {1})
{0} / {1}
({0} * {1})
({0} or {1})
({0} == {1})
({0} if {1} else {0})
[{0}, {1}]
({0}, *{1})
{{'k': {0}, **{1}}}
f'{{{0}!r}}'
{0}({1})
{0}[{1}]
f(*{0}, **{1})
C({0}, k={1})
C().method({0})
(lambda x={0}: {1})
(x := {0})
[{0} for x in {1}]
{{x: {0} for x in {1} if x}}
functools.partial({0}, {1})
getattr({0}, 'x', {1})
isinstance({0}, {1})
zip({0}, {1})
len({0})
Dense(3)({0})
Dense({0}, activation={1})
Conv2D(4, 3)({0})
Add()([{0}, {1}])
LSTM(4, return_state={0})({1})
Bidirectional({0})({1})
Lambda({0})({1})
Sequential([Dense(1), {0}, {1}])
Model({0}, {1})
{0}.layers[{1}]
{0}.output
m({0}, training={1})
m.add({0})
m.compile('adam', loss={0}, metrics={1})
m.fit({0}, {1})
tf.reshape({0}, {1})
np.concatenate([{0}, {1}])
keras.losses.get({0})
keras.applications.VGG16(include_top={0}, input_tensor={1})
""".splitlines()
"""Expressions of two parts."""


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, inner)
    return st.one_of([pairs.map(lambda pair, form=form: form.format(*pair)) for form in FORMS])  # type: ignore[misc]


EXPRESSIONS = st.recursive(ATOMS, _larger, max_leaves=5)
SIMPLE = st.one_of(
    EXPRESSIONS,
    st.tuples(NAMES, EXPRESSIONS).map(" = ".join),
    st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]}.attr = {p[1]}"),
    st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]}[0] = {p[1]}"),
    st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]} += {p[1]}"),
    st.tuples(NAMES, NAMES, EXPRESSIONS).map(lambda p: f"{p[0]}, *{p[1]} = {p[2]}"),
    st.tuples(NAMES).map(lambda p: f"del {p[0]}"),
    st.tuples(EXPRESSIONS).map(lambda p: f"return {p[0]}"),
    st.tuples(EXPRESSIONS).map(lambda p: f"yield {p[0]}"),
    st.sampled_from(["pass", "break", "continue", "raise ValueError", "from keras import layers", "import keras as f",
                     "assert x", "from keras.layers import *", "global a, x", "self.d = Dense(2)", "m = Sequential()"]),
)  # fmt: skip


def _blocks(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    def block(head: str, body: list[str]) -> list[str]:
        return [head, *(f"    {line}" for line in body)]

    one = st.tuples(NAMES, EXPRESSIONS, inner)
    return st.one_of(
        st.tuples(inner, inner).map(lambda p: p[0] + p[1]),
        one.map(lambda p: block(f"if {p[1]}:", p[2])),
        st.tuples(EXPRESSIONS, inner, inner).map(lambda p: block(f"if {p[0]}:", p[1]) + block("else:", p[2])),
        one.map(lambda p: block(f"for {p[0]} in {p[1]}:", p[2])),
        one.map(lambda p: block(f"while {p[1]}:", p[2])),
        one.map(lambda p: block(f"with {p[1]} as {p[0]}:", p[2])),
        one.map(lambda p: block(f"def {p[0]}(x, a={p[1]}, *b, **c):", p[2])),
        one.map(lambda p: block(f"class {p[0]}({p[1]}):", block("def call(self, x, *a):", p[2]))),
        one.map(lambda p: block("class C(Layer):", block("def __init__(self, *a, **k):", p[2]))),
        st.tuples(inner, inner).map(lambda p: block("try:", p[0]) + block("except Exception as e:", p[1])),
        one.map(lambda p: block("with tf.GradientTape() as t:", p[2])),
    )


SOUP = st.recursive(SIMPLE.map(lambda line: [line]), _blocks, max_leaves=12)


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
@given(SOUP)
def test_statement_soup(lines: list[str]) -> None:
    text = f"{HEADER}import functools\nimport numpy as np\n" + "\n".join(lines) + "\n"
    try:
        source = from_text(text, "-")
    except SourceError:
        return
    strictly(source)


# ---- mutations ----

FIXTURES = Path(__file__).parent.parent / "fixtures"
PROGRAMS = sorted(FIXTURES.rglob("*.py"))


def mutate(tree: ast.Module, chance: random.Random) -> None:
    """Delete, double or swap a few statements or arguments anywhere."""
    for _ in range(chance.randint(1, 4)):
        lists = [
            found
            for node in ast.walk(tree)
            for _, found in ast.iter_fields(node)
            if isinstance(found, list) and found and isinstance(found[0], (ast.stmt, ast.expr, ast.keyword))
        ]
        chosen = chance.choice(lists)
        index = chance.randrange(len(chosen))
        what = chance.random()
        if what < 0.35 and (len(chosen) > 1 or not isinstance(chosen[0], ast.stmt)):
            del chosen[index]
        elif what < 0.6:
            chosen.insert(chance.randrange(len(chosen) + 1), copy.deepcopy(chosen[index]))
        elif what < 0.8:
            other = chance.randrange(len(chosen))
            chosen[index], chosen[other] = chosen[other], chosen[index]
        elif isinstance(chosen[index], ast.expr):
            expressions = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
            chosen[index] = copy.deepcopy(chance.choice(expressions))
        else:
            chance.shuffle(chosen)


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_mutated_programs(path: Path) -> None:
    chance = random.Random(path.stem)
    for _ in range(3):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        mutate(tree, chance)
        try:
            text = ast.unparse(tree)
            source = from_text(text, str(path))
        except (SourceError, RecursionError, AttributeError, TypeError, ValueError):
            continue  # what came out is not Python
        strictly(source)
