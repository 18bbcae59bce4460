"""Lists that are known as a run of items: what makes them longer says nothing false of their length or their values."""

from __future__ import annotations

import pytest
from reading import known, program, training, value

from kerasrules.model.unknown import Unknown

OPEN = "import itertools, json\nfrom glob import glob\nrows = json.load(open('rows.json'))\n"


@pytest.mark.parametrize(
    "text",
    [
        "result = len(set(itertools.chain(*rows)))",
        "result = len(list(itertools.chain(*rows)))",
        "result = len(list(itertools.product(*rows)))",
        "result = len([] + glob('*.png'))",
        "result = len(['a.png'] + sorted(glob('*.png')))",
        "names = []\nfor folder in rows:\n    names = names + glob(folder)\nresult = len(names)",
        "names = ['a']\nfor folder in rows:\n    names = names + [folder]\nresult = len(names)",
        "result = max(1, *rows)",
        "def add(a, b):\n    return a + b\nresult = add(1, 2, 3)",
    ],
)
def test_an_unknown_number_stays_unknown(text):
    assert isinstance(value(OPEN + text), Unknown)


def targets(text):
    """The facts of `result`, as the targets of a fit."""
    fitted = f'{text}\nm = Sequential([Dense(1)])\nm.compile("sgd", "mse")\nm.fit(result, result)'
    return training(program("import numpy as np\n" + fitted)).fits[0].y[0]


def test_a_repeated_list_keeps_its_values():
    info = targets("result = np.array(np.random.randint(0, 3, (32,)).tolist() * 100)")
    assert (info.shape, info.low, info.high) == ((3200,), 0, 2)


def test_one_number_of_an_array_is_no_list():
    info = targets("result = np.ones((8, 1)) * (np.random.randint(1, 3, (1,)).item() * 10)")
    assert (info.low, info.high) == (10, 20)


def test_known_lists_are_still_computed():
    assert known("result = [1] + [2] * 2") == [1, 2, 2]


@pytest.mark.parametrize(("imports", "layers"), [("", 0), ("import tensorflow as tf\n", 1)])
def test_a_star_of_an_unread_library_may_bind_any_name(imports, layers):
    found = program(f"{imports}from other.layers import *\nm = Sequential([Dense(3)])\n", header="")
    assert len(found.models) == layers


def test_a_shape_that_is_assigned():
    info = targets("result = np.zeros((60, 4, 7))\nresult.shape = (60, -1)")
    assert info.shape == (60, 28)


def test_a_template_is_no_value():
    assert isinstance(value("result = {{choice([256, 512])}}"), Unknown)
    found = program("m = Sequential([Dense({{choice([256, 512])}}), Dropout({{uniform(0, 0.5)}})])")
    assert found.refused_calls == ()


def test_a_generator_chooses_among_rows():
    rows = "rows = elsewhere()\nresult = {}.choice(rows, 5, replace=False)"
    assert targets(rows.format("np.random.default_rng(0)")).shape is None
    assert targets(rows.format("np.random")).shape == (5,)


def test_a_part_of_a_list_that_is_empty_on_every_branch():
    text = (
        "from collections import deque\n"
        "def rows(given):\n    try:\n        return list(given)\n    except ValueError:\n        return []\n"
        "result = rows(deque(maxlen=3))[-2:]\n"
    )
    program(text)
