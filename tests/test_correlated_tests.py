"""Two `if` statements on one flag: a training of the one branch is none of a model that the other compiles."""

from __future__ import annotations

import ast

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.settings import Settings
from kerasrules.interpreter.correlated_tests import RunRelation, Tests, relation

PROGRAM = """
import sys
import numpy as np
import keras
from keras import layers

x, y, mode = np.load("x.npy"), np.load("y.npy"), sys.argv[1]
model = keras.Sequential([keras.Input((8,)), layers.Dense(16, activation="relu")])
if {flag}:
    model.add(layers.Dense(5, activation="softmax"))
    model.compile("adam", "categorical_crossentropy")
else:
    model.add(layers.Dense(1))
    model.compile("adam", "mae")
if {first}:
    model.fit(x, keras.utils.to_categorical(y, 5))
else:
    model.fit(x, y)
"""


@pytest.mark.parametrize(
    ("flag", "first", "expected"),
    [
        ("mode", "mode", []),
        ("mode == 'classes'", "mode == 'classes'", []),
        ("mode == 'classes'", "mode != 'numbers'", []),
        ("mode", "not mode", ["KR212"]),
        ("mode", "len(sys.argv) > 2", ["KR212"]),
    ],
)
def test_what_a_training_belongs_to(flag: str, first: str, expected: list[str]) -> None:
    text = PROGRAM.replace("{flag}", flag).replace("{first}", first)
    assert [one.code for one in check_source(text, "model.py", Settings()).findings] == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([("a", True)], [("a", True)], RunRelation.TOGETHER),
        ([("a", True)], [("a", False)], RunRelation.EXCLUDED),
        ([("a", True)], [("b", False), ("a", False)], RunRelation.EXCLUDED),
        ([("a", True)], [("b", True)], RunRelation.TOGETHER),
        ([("a == 1", True)], [("a == 2", True)], RunRelation.RELATED),
        ([("f(a.b)", True)], [("g(a.b)", True)], RunRelation.RELATED),
        ([("f(a.b)", True)], [("f(a.c)", True)], RunRelation.TOGETHER),
        ([], [("a", True)], RunRelation.TOGETHER),
    ],
)
def test_relation(first: list[tuple[str, bool]], second: list[tuple[str, bool]], expected: RunRelation) -> None:
    assert relation(_parsed(first), _parsed(second)) is expected


def _parsed(tests: list[tuple[str, bool]]) -> Tests:
    return tuple((ast.parse(test, mode="eval").body, holds) for test, holds in tests)
