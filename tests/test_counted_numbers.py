"""Numbers that a loop counts, and frames whose rows are written one by one: how far the arrays made of them reach."""

from __future__ import annotations

import pytest
from library_facts import facts

LOOP = """
import random
import numpy as np
a = []
for i in range({n}):
    {body}
"""


@pytest.mark.parametrize(
    ("body", "n", "expected"),
    [
        ("a.append(i)", 1000, "(?,) int64 0..999!"),
        ("a.append(i)", 100_000, "(?,) int64 0..1e+05!"),
        ("a.append([i, i % 2])", 1000, "(?, 2) int64 0..999!"),
        ("a.append(2 * i - 7)", 1000, "(?,) int64 -7..1991!"),
        ("a.append(i / 999)", 1000, "(?,) float64 0..1!"),
        ("a.append(i % 3)", 1000, "(?,) int64 0..2!"),
        ("a.append([random.uniform(5, 6), random.uniform(0, 1)])", 1000, "(?, 2) float64 0..6!"),
    ],
)
def test_what_a_loop_counts(body, n, expected):
    assert facts("np.array(a)", LOOP.format(body=body, n=n)).startswith(expected)


@pytest.mark.parametrize(
    "body",
    [
        "a.append(i * i)",
        "a.append(i * n)",
        "a.append(-i)",
        "if i > 90: break\n    a.append(i)",
        "if i > 90: continue\n    a.append(i)",
        "a.append(i if i < 90 else n)",
    ],
)
def test_what_is_not_known_of_it(body):
    setup = "import nowhere\nn = nowhere.n()" + LOOP.format(body=body, n=1000)
    assert "!" not in facts("np.array(a)", setup)


ROWS = """
import random, numpy as np, pandas as pd, nowhere
rows, dicts = [], []
for path in nowhere.paths():
    rows.append([nowhere.features(path), random.uniform(0, 9)])
    dicts.append({"high": random.uniform(150, 200), "low": random.uniform(2, 4)})
d = pd.DataFrame(dicts)
f = pd.DataFrame(rows, columns=["feature", "size"])
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('d[["high", "low"]].values', "(?, 2) float64 2..200!"),
        ('d["low"]', "(?,) float64 2..4!"),
        ('f["size"].values', "(?,) float64 0..9!"),
        # entries may be arrays
        ('np.array(f["feature"].tolist())', "? ? ?..?"),
        ('np.stack(pd.read_csv("a.csv")["x"].apply(nowhere.features))', "? ? ?..?"),
        ('np.array(pd.read_pickle("a.pkl")["x"].tolist())', "? ? ?..?"),
        ('np.array(pd.read_csv("a.csv")["x"].tolist())', "(?,) ? ?..?"),
        # each value of a dict whose keys are the data
        ('np.array([{"a": 0, "b": 1, "c": 2}[k] for k in pd.read_csv("a.csv")["x"]])', "(?,) int64 0..2! integer/3"),
        ('pd.read_csv("a.csv")["x"].apply(lambda k: {"a": 5, "b": 0.5}[k])', "(?,) float64 0.5..5!"),
        ('np.array([{"a": 0, "b": nowhere.b}[k] for k in pd.read_csv("a.csv")["x"]])', "? ? ?..?"),
    ],
)
def test_frames_of_rows(expression, expected):
    assert facts(expression, ROWS).startswith(expected)
