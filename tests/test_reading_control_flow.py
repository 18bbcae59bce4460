"""Branches, loops, early returns: what may happen is kept apart from what does."""

from __future__ import annotations

import pytest
from reading import flow, known, program, ways

INPUT = "x = i = Input((4,))\n"


def functional(text: str) -> str:
    return flow(program(INPUT + text + "\nm = Model(i, x)"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if True:\n    x = Dense(1)(x)\nelse:\n    x = Dense(2)(x)", "Input > Dense(1)"),
        ("if flag():\n    x = Dense(1)(x)\nelse:\n    x = Dense(2)(x)", "(Input > Dense(1) | Input > Dense(2))"),
        ("if flag():\n    x = Dropout(0.5)(x)\nx = Dense(1)(x)", "(Input > Dropout | Input) > Dense(1)"),
        ("if a():\n    x = Dense(1)(x)\nelif b():\n    x = Dense(2)(x)\nelse:\n    raise ValueError",
         "(Input > Dense(1) | Input > Dense(2))"),
        ("x = Dense(1)(x) if flag() else Dense(2)(x)", "(Input > Dense(1) | Input > Dense(2))"),
        ("kind = 'a' if flag() else 'b'\nif kind:\n    x = Dense(1)(x)", "Input > Dense(1)"),
        ("kind = 'a' if flag() else ''\nif kind:\n    x = Dense(1)(x)", "(Input > Dense(1) | Input)"),
        ("layer = Dense(1) if flag() else Dense(2)\nx = layer(x)", "(Input > Dense(1) | Input > Dense(2))"),
        ("n = 3 if flag() else 5\nx = Dense(n)(x)", "Input > Dense(?)"),
        ("flag = True\nif not flag:\n    x = Dense(1)(x)", "Input"),
        ("for n in [3, 2]:\n    x = Dense(n)(x)", "Input > Dense(3) > Dense(2)"),
        ("for n in range(10):\n    if n % 4:\n        continue\n    if n > 7:\n        break\n    x = Dense(n + 1)(x)",
         "Input > Dense(1) > Dense(5)"),
        ("for n in (1, 2):\n    pass\nelse:\n    x = Dense(n)(x)", "Input > Dense(2)"),
        ("n = 3\nwhile n > 1:\n    x = Dense(n)(x)\n    n -= 1", "Input > Dense(3) > Dense(2)"),
        ("for n in things():\n    x = Dense(4)(x)", "Input > loop > Dense(4)"),
        ("for n in range(10 ** 9):\n    x = Dense(4)(x)", "Input > loop > Dense(4)"),
        ("try:\n    x = Dense(1)(x)\nexcept ValueError:\n    x = Dense(2)(x)\nfinally:\n    x = Dense(3)(x)",
         "Input > Dense(1) > Dense(3)"),
        ("try:\n    raise ValueError\nexcept ValueError:\n    x = Dense(2)(x)", "Input > Dense(2)"),
        ("with tf.name_scope('a'):\n    x = Dense(1)(x)", "Input > Dense(1)"),
        ("with strategy.scope(), other() as o:\n    x = Dense(1)(x)", "Input > Dense(1)"),
        ("assert flag()\nx = Dense(1)(x)", "Input > Dense(1)"),
        ("act = 'relu' if flag() else 'tanh'\nif act == 'relu':\n    x = Dense(1, act)(x)",
         "(Input > Dense(1, relu) | Input)"),
    ],
)  # fmt: skip
def test_branches_and_loops(text: str, expected: str) -> None:
    assert functional(text) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("'a'", "Input > Dense(1)"),
        ("'b'", "Input > Dense(2)"),
        ("'c'", "Input > Dense(2)"),
        ("'d'", "Input > Dense(3)"),
        ("read()", "(Input > Dense(1) | Input > Dense(2) | Input > Dense(3))"),
    ],
)
def test_match(kind: str, expected: str) -> None:
    text = f"""match {kind}:
    case 'a':
        x = Dense(1)(x)
    case 'b' | 'c':
        x = Dense(2)(x)
    case _:
        x = Dense(3)(x)
"""
    assert functional(text) == expected


def test_an_early_return_that_is_known() -> None:
    text = """
def block(x, small=False):
    if small:
        return Dense(1)(x)
    x = Dense(2)(x)
    return Dense(3)(x)
x = block(block(x, True))
"""
    assert functional(text) == "Input > Dense(1) > Dense(2) > Dense(3)"


def test_an_early_return_that_is_not_known() -> None:
    text = """
def block(x):
    if flag():
        return Dense(1)(x)
    return Dense(2)(x)
x = block(x)
"""
    assert functional(text) == "(Input > Dense(1) | Input > Dense(2))"


def test_a_return_out_of_a_loop() -> None:
    text = """
def block(x):
    for n in (3, 2, 1):
        x = Dense(n)(x)
        if n == 2:
            return x
x = block(x)
"""
    assert functional(text) == "Input > Dense(3) > Dense(2)"


GROWN = "m = Sequential([Dense(5, input_shape=(3,))])\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if flag():\n    m.add(Dense(4))\nm.add(Dense(1))", {"5 1", "5 4 1"}),
        ("def grow(m):\n    if flag():\n        return m\n    m.add(Dense(4))\n    return m\ngrow(m)", {"5", "5 4"}),
        ("def grow(m):\n    if flag():\n        m.add(Dense(4))\n        return\n    m.add(Dense(3))\ngrow(m)",
         {"5 4", "5 3"}),
        ("def grow(m):\n    if a():\n        m.add(Dense(4))\n        if b():\n            return\n"
         "        m.add(Dense(3))"
         "\ngrow(m)\nm.add(Dense(1))", {"5 1", "5 4 1", "5 4 3 1"}),
        ("for n in (4, 3):\n    if flag():\n        continue\n    m.add(Dense(n))\nm.add(Dense(1))",
         {"5 1", "5 4 1", "5 3 1", "5 4 3 1"}),
        ("for n in (4, 3):\n    m.add(Dense(n))\n    if flag():\n        break\n    m.add(Dense(n * 2))\n"
         "m.add(Dense(1))",
         {"5 4 1", "5 4 8 3 1", "5 4 8 3 6 1"}),
        ("for n in (4, 3):\n    if flag():\n        continue\n    m.add(Dense(n))\n    break\nm.add(Dense(1))",
         {"5 4 1", "5 3 1", "5 1"}),
        ("def grow(m):\n    for n in (4, 3):\n        if flag():\n            return\n        m.add(Dense(n))\ngrow(m)",
         {"5", "5 4", "5 4 3"}),
        ("n = 0\nwhile n < 2:\n    n += 1\n    if flag():\n        continue\n"
         "    m.add(Dense(n))", {"5", "5 1", "5 2", "5 1 2"}),
        ("def grow(m):\n    if flag():\n        raise ValueError\n    m.add(Dense(4))\ngrow(m)", {"5 4"}),
        ("def outer(m):\n    inner(m)\n    m.add(Dense(1))\ndef inner(m):\n    if flag():\n        return\n"
         "    m.add(Dense(4))\nouter(m)", {"5 1", "5 4 1"}),
    ],
)  # fmt: skip
def test_what_a_path_leaves_out_is_not_taken_for_sure(text: str, expected: set[str]) -> None:
    assert ways(program(GROWN + text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1\nif flag():\n    x = 2\nresult = x", "? depends on a branch"),
        ("x = 1\nif flag():\n    x = 1\nresult = x", 1),
        ("x = None\nif flag():\n    x = 'relu'\nif x is None:\n    x = 'relu'\nresult = x", "relu"),
        ("if flag():\n    raise ValueError\nelse:\n    x = 2\nresult = x", 2),
        ("d = {'a': 1}\nif flag():\n    d['b'] = 2\nresult = d['a']", 1),
        ("x = 0\nfor i in anything():\n    x = x + 1\nresult = x", "? x changes in a loop"),
        ("for i in anything():\n    x = 3\nresult = x", "? x changes in a loop"),
        ("def f():\n    if flag():\n        return 1\n    return 1\nresult = f()", 1),
        ("def f():\n    if flag():\n        raise ValueError\n    return 1\nresult = f()", 1),
        ("x = [1]\nwhile flag():\n    x.append(2)\nresult = x[0]", 1),
    ],
)  # fmt: skip
def test_joined_values(text: str, expected: object) -> None:
    assert known(text) == expected
