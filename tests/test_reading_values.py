"""Plain values: what configurations, arithmetic and containers come to."""

from __future__ import annotations

import pytest
from reading import chain, known, program, training, value

from kerasrules.model.unknown import Unknown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("result = 2 ** 5 + 7 // 2 - -1", 36),
        ("result = 3 < 4 <= 4 != 5", True),
        ("result = 1 < 2 > 5", False),
        ("result = not []", True),
        ("result = None or 0 or 'relu'", "relu"),
        ("result = 'a' and 'b'", "b"),
        ("result = 'x' if len([1, 2]) > 1 else 'y'", "x"),
        ("result = 3 in (1, 2, 3) and 'a' not in {'b': 1}", True),
        ("result = ['b' in 'abc', 'd' in 'abc', 'ab' not in 'abc']", [True, False, False]),
        ("n = 3\nresult = f'conv_{n:02d}'", "conv_03"),
        ("result = '%s_%d' % ('a', 3)", "a_3"),
        ("result = '{}-{b}'.format(1, b=2).upper()", "1-2"),
        ("result = 'a,b'.split(',')[1]", "b"),
        ("result = [1, 2, 3][-1] + (4, 5)[0]", 7),
        ("result = [1, 2, 3, 4][1:3]", [2, 3]),
        ("result = 'relu'[::-1]", "uler"),
        ("result = [0] * 3 + [1]", [0, 0, 0, 1]),
        ("result = (1,) + (2, 3)", (1, 2, 3)),
        ("result = len('abc') + len({1: 2}) + len(range(5))", 9),
        ("result = max(1, 5, 3) + min([4, 2])", 7),
        ("result = sum([1, 2, 3]) + sum(x for x in (4, 5))", 15),
        ("result = int('7') + int(2.9) + round(2.6)", 12),
        ("result = abs(-2) + divmod(7, 2)[1]", 3),
        ("import math\nresult = math.ceil(math.sqrt(10))", 4),
        ("result = list(reversed(sorted([3, 1, 2])))", [3, 2, 1]),
        ("result = list(zip('ab', [1, 2]))", [("a", 1), ("b", 2)]),
        ("result = [i * x for i, x in enumerate([5, 6], 1)]", [5, 12]),
        ("result = list(map(lambda x: x + 1, [1, 2]))", [2, 3]),
        ("result = any([0, 1]) and all([1, 1])", True),
        ("from functools import reduce\nresult = reduce(lambda a, b: a * b, [2, 3, 4])", 24),
        ("result = [x for x in range(6) if x % 2]", [1, 3, 5]),
        ("result = [x + y for x in (1, 2) for y in (10, 20)]", [11, 21, 12, 22]),
        ("result = {k: v * 2 for k, v in {'a': 1}.items()}", {"a": 2}),
        ("result = (n := 5) + n", 10),
        ("a, (b, *c), d = 1, (2, 3, 4), 5\nresult = [a, b, c, d]", [1, 2, [3, 4], 5]),
        ("first, *rest = [1, 2, 3]\nresult = rest", [2, 3]),
        ("a = b = 4\nresult = a + b", 8),
        ("a, b = 1, 2\na, b = b, a\nresult = a - b", 1),
        ("x = 5\nx -= 2\nx *= 3\nresult = x", 9),
        ("x = [1]\ny = x\ny += [2]\nresult = x", [1, 2]),
        ("x = [1, 2, 3]\nx[1] = 9\nresult = x", [1, 9, 3]),
        ("x = [1]\nx.append(2)\nx.extend([3, 4])\nx.insert(0, 0)\nresult = x", [0, 1, 2, 3, 4]),
        ("x = [1, 2, 3]\nresult = [x.pop(), x.pop(0), x]", [3, 1, [2]]),
        ("result = {'a': 1, **{'b': 2}}", {"a": 1, "b": 2}),
        ("d = {'a': 1}\nd['b'] = 2\nd.update(c=3)\nd.setdefault('e', 5)\nresult = d", {"a": 1, "b": 2, "c": 3, "e": 5}),
        ("d = dict(a=1, b=dict(c=2))\nresult = d['b']['c'] + d.get('x', 5)", 7),
        ("d = {'a': 1, 'b': 2}\ndel d['a']\nresult = d", {"b": 2}),
        ("d = {'a': 1} | {'b': 2}\nresult = list(d.values())", [1, 2]),
        ("from collections import defaultdict\nd = defaultdict(list)\nd['a'].append(1)\nresult = d['a']", [1]),
        ("result = isinstance(3, int) and not isinstance('a', (int, float))", True),
        ("result = [*(1, 2), *[3]]", [1, 2, 3]),
        ("result = 1 if None is None else 2", 1),
        ("x = 1\ndel x\nresult = 2", 2),
    ],
)  # fmt: skip
def test_expressions(text: str, expected: object) -> None:
    assert known(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(a, b=2, *args, c=3, **kw):\n    return [a, b, args, c, kw]\nresult = f(1, 5, 6, c=7, d=8)",
         [1, 5, (6,), 7, {"d": 8}]),
        ("def f(a, /, b, *, c):\n    return a + b + c\nresult = f(1, b=2, c=3)", 6),
        ("def f(**kw):\n    return g(**kw)\ndef g(a, b=0):\n    return a - b\nresult = f(b=1, a=5)", 4),
        ("def f(*a):\n    return a\nresult = f(*[1, 2], 3)", (1, 2, 3)),
        ("def f(x=[]):\n    return x + [1]\nresult = f()", [1]),
        ("def outer(n):\n    def inner(x):\n        return x * n\n    return inner\nresult = outer(3)(4)", 12),
        ("result = (lambda a, b=2: a * b)(4)", 8),
        ("from functools import partial\ndef f(a, b, c):\n    return [a, b, c]\nresult = partial(f, 1, c=3)(2)",
         [1, 2, 3]),
        ("import functools as ft\nresult = ft.partial(ft.partial(max, 4), 9)(7)", 9),
        ("n = 1\ndef f():\n    global n\n    n = 5\nf()\nresult = n", 5),
        ("def f():\n    n = 1\n    def g():\n        nonlocal n\n        n += 1\n    g()\n    g()\n    return n\n"
         "result = f()", 3),
        ("def f(n):\n    return 1 if n == 0 else n * f(n - 1)\nresult = f(4)", 24),
        ("def double(f):\n    def wrapped(*a, **k):\n        return 2 * f(*a, **k)\n    return wrapped\n"
         "@double\ndef g(x):\n    return x + 1\nresult = g(4)", 10),
        ("from functools import lru_cache\n@lru_cache(maxsize=None)\ndef g(x):\n    return x + 1\nresult = g(4)", 5),
        ("def times(n):\n    def deco(f):\n        return lambda x: n * f(x)\n    return deco\n"
         "@times(3)\n@times(2)\ndef g(x):\n    return x\nresult = g(1)", 6),
        ("def gen():\n    for i in range(3):\n        yield i\nresult = list(gen())", [0, 1, 2]),
        ("fs = {'a': lambda x: x, 'b': lambda x: -x}\nresult = fs['b'](2)", -2),
        ("def f(n):\n    if n > 2:\n        return 'big'\n    return 'small'\nresult = [f(1), f(5)]", ["small", "big"]),
        ("def f():\n    pass\nresult = f()", None),
    ],
)  # fmt: skip
def test_functions(text: str, expected: object) -> None:
    assert known(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class C:\n    size = 4\nresult = C.size + C().size", 8),
        ("class C:\n    def __init__(self, n):\n        self.n = n\n    def f(self):\n        return self.n * 2\n"
         "result = C(3).f()", 6),
        ("class C:\n    @property\n    def n(self):\n        return 5\nresult = C().n", 5),
        ("class C:\n    @staticmethod\n    def f(x):\n        return x\nresult = C.f(3) + C().f(4)", 7),
        ("class C:\n    k = 2\n    @classmethod\n    def make(cls, x):\n        return cls.k * x\n"
         "result = C.make(4)", 8),
        ("class A:\n    def f(self):\n        return 1\nclass B(A):\n    def f(self):\n        return super().f() + 1\n"
         "result = B().f()", 2),
        ("class A:\n    def __init__(self, n):\n        self.n = n\nclass B(A):\n    def __init__(self):\n"
         "        super(B, self).__init__(7)\nresult = B().n", 7),
        ("class A:\n    def f(self):\n        return self.g()\nclass B(A):\n    def g(self):\n        return 3\n"
         "result = B().f()", 3),
        ("class C:\n    def __call__(self, x):\n        return x + 1\nresult = C()(2)", 3),
        ("class C:\n    def __getitem__(self, i):\n        return i * 10\n    def __len__(self):\n        return 6\n"
         "c = C()\nresult = c[2] + len(c)", 26),
        ("class C:\n    def __add__(self, o):\n        return o + 1\nresult = C() + 4", 5),
        ("class C:\n    def __iter__(self):\n        return iter([1, 2])\nresult = [x for x in C()]", [1, 2]),
        ("class C:\n    def __enter__(self):\n        return 5\n    def __exit__(self, *a):\n        pass\n"
         "with C() as c:\n    result = c", 5),
        ("class C:\n    def __getattr__(self, name):\n        return name\nresult = C().anything", "anything"),
        ("class C:\n    pass\nc = C()\nc.units = 3\nsetattr(c, 'more', 4)\nresult = c.units + getattr(c, 'more')", 7),
        ("class C:\n    n = 0\nC.n = 4\nresult = C().n", 4),
        ("class C:\n    @property\n    def n(self):\n        return self._n\n    @n.setter\n    def n(self, v):\n"
         "        self._n = v * 2\nc = C()\nc.n = 4\nresult = c.n", 8),
        ("from dataclasses import dataclass, field\n@dataclass\nclass C:\n    a: int\n    b: int = 2\n"
         "    c: list = field(default_factory=lambda: [9])\nc = C(1, b=5)\nresult = [c.a, c.b, c.c]", [1, 5, [9]]),
        ("from dataclasses import dataclass\n@dataclass\nclass A:\n    a: int = 1\n@dataclass\nclass B(A):\n"
         "    b: int = 2\nresult = [B(5).a, B(5).b]", [5, 2]),
        ("from typing import NamedTuple\nclass C(NamedTuple):\n    a: int\n    b: int = 3\n"
         "result = C(1).a + C(1).b", 4),
        ("from types import SimpleNamespace\nc = SimpleNamespace(a=1)\nresult = c.a", 1),
        ("import argparse\np = argparse.ArgumentParser()\np.add_argument('-u', '--hidden-units', type=int, default=8)\n"
         "p.add_argument('--flag', action='store_true')\na = p.parse_args()\nresult = [a.hidden_units, a.flag]",
         [8, False]),
        ("import argparse\np = argparse.ArgumentParser()\np.add_argument('--lr', type=float, default='1e-3')\n"
         "result = vars(p.parse_args())['lr']", 0.001),
    ],
)  # fmt: skip
def test_classes_and_configurations(text: str, expected: object) -> None:
    assert known(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "result = 10 ** 10 ** 10",
        "result = 'x' * 10 ** 12",
        "result = 1 << 10 ** 9",
        "result = undefined_name",
        "result = open('secret').read()",
        "result = input()",
        "result = {'a': 1}['b']",
        "result = [1][5]",
        "result = 1 / 0",
        "result = 'a' + 1",
        "import os\nresult = os.environ['SIZE']",
        "import random\nresult = random.randint(1, 5)",
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--n', type=int)\nresult = p.parse_args().n",
        "class C:\n    pass\nresult = C().missing",
        "a, b = 1, 2, 3\nresult = a",
        "async def f():\n    return 1\nresult = [x async for x in f()] if maybe() else f",
    ],
)
def test_unknown_values_have_a_reason(text: str) -> None:
    found = value(text)
    assert isinstance(found, Unknown)
    assert found.reason


def test_an_empty_list_that_unknown_code_gets_may_be_filled_there() -> None:
    assert isinstance(value("result = []\nfill(result)"), Unknown)
    assert value("result = [1]\nlook(result)") == [1]


def test_what_a_program_sets_on_a_library() -> None:
    """`tf.model = …`, as courses for beginners have it."""
    found = program("""
        tf.model = keras.Sequential()
        tf.model.add(layers.Dense(3, input_dim=2))
        tf.model.compile("adam", "mse")
        tf.model.fit(nowhere.x, nowhere.y)
    """)
    assert chain(found) == ["Dense(3)"]
    assert [fit.method for fit in training(found).fits] == ["fit"]


@pytest.mark.parametrize(
    "filled",
    [
        "t = []\nt.extend(data[:, 0])",
        "t = []\nt += list(data[:, 0])",
        "t = []\nfor i in range(0, 1000, 10):\n    t.extend(data[i : i + 10, 0])",
        "t = []\nfor row in data:\n    t += row[1:].tolist()",
    ],
)
def test_a_list_filled_from_parts_of_an_array(filled: str) -> None:
    data = "import numpy as np\ndata = np.linspace(100, 500, 2000).reshape(1000, 2)\n"
    model = "\nm = Sequential([Dense(1)])\nm.compile('adam', 'mse')\nm.fit(np.array(t), np.array(t))"
    fit = training(program(data + filled + model)).fits[0]
    assert [(one.low, one.high) for one in (*fit.x, *fit.y)] == [(100.0, 500.0)] * 2


@pytest.mark.parametrize(
    ("drawn", "attained"), [("np.random.uniform(-3, 3, 90)", True), ("np.linspace(-3, 3, 2)", False)]
)
def test_the_least_of_an_even_power(drawn: str, attained: bool) -> None:
    """Numbers drawn evenly come near 0, where an even power is least; others need not."""
    text = f"import numpy as np\nx = {drawn}\nm = Sequential([Dense(1)])\nm.compile('adam', 'mse')\nm.fit(x, x ** 4)"
    target = training(program(text)).fits[0].y[0]
    assert (target.low, target.high, target.bounds_attained) == (0.0, 81.0, attained)
