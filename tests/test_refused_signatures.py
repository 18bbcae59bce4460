"""Calls of the program's own functions that Python refuses: nothing is claimed of what they would have made."""

from __future__ import annotations

import itertools

import pytest
from reading import chains, program

BUILDERS = {
    "def build(units, depth=1):": ("", ""),
    "def build(units, *, depth=1):": ("", ""),
    "def build(units, **more):": ("", ""),
    "def build(*units, depth=1):": ("", ""),
    "def build(units, *, depth):": ("", ""),
    "@staticmethod\ndef build(units, depth=1):": ("class Nets:\n", "Nets."),
    "@classmethod\ndef build(cls, units, depth=1):": ("class Nets:\n", "Nets."),
    "def build(self, units, depth=1):": ("class Nets:\n", "Nets()."),
}
CALLS = [
    "build(7)",
    "build(units=7)",
    "build(7, 2)",
    "build(7, depth=2)",
    "build(7, deep=2)",
    "build()",
    "build(depth=2)",
]
CALLS += ["build(7, units=7)", "build(7, 2, 3)", "build(*[7], **{'depth': 2})", "build(*[7], **{'deep': 2})"]


def _text(header: str, call: str) -> str:
    before, owner = BUILDERS[header]
    body = [*header.splitlines(), "    return Sequential([Input((4,)), Dense(7)])"]
    indent = "    " if before else ""
    return before + "".join(f"{indent}{line}\n" for line in body) + f"model = {owner}{call}\nmodel.summary()\n"


@pytest.mark.parametrize(("header", "call"), list(itertools.product(BUILDERS, CALLS)))
def test_a_model_is_made_where_python_runs_the_function(header: str, call: str) -> None:
    made: list[object] = []
    names = {"Sequential": made.append, "Input": lambda shape: shape, "Dense": lambda units: units}
    try:
        exec(_text(header, call).replace("model.summary()\n", ""), names)
    except TypeError:
        expected = 0
    else:
        expected = len(made)
    # what nobody calls successfully is read by itself, but the name `model` holds nothing
    found = program(_text(header, call).replace("model.summary()", "use = Dense(9)(model.output)"))
    followed = [node for node in found.nodes if node.layer.config.get("units") == 9 and _is_known(node)]
    assert len(followed) == expected


def _is_known(node: object) -> bool:
    return any(getattr(tensor, "shape", None) == (None, 7) for tensors in node.inputs for tensor in tensors)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        # what decorators of libraries do to arguments is out of sight
        "@command\ndef build(units):\n    return Sequential([Input((4,)), Dense(units)])\nm = build()",
        "@retry(3)\ndef build(units=7):\n    return Sequential([Input((4,)), Dense(units)])\nm = build(name=1)",
        "def build(units=7):\n    return Sequential([Input((4,)), Dense(units)])\nm = build(**options())",
        "def build(units=7):\n    return Sequential([Input((4,)), Dense(units)])\nm = build(*options())",
    ],
)
def test_a_function_that_may_run(text: str) -> None:
    assert chains(program(text))


def test_objects() -> None:
    text = """
    class Block(layers.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.dense = Dense(units)

        def call(self, x):
            return self.dense(x)

    m = Sequential([Input((4,)), Block({})])
    """
    assert chains(program(text.replace("{}", "7, name='a'"))) == [["Dense(7)"]]
    assert chains(program(text.replace("{}", "name='a'"))) == [["unknown"]]


def test_keras_takes_training_itself() -> None:
    text = """
    class Block(layers.Layer):
        def call(self, x):
            return Dense(7)(x)

    i = Input((4,))
    m = Model(i, Block()(i, training=True))
    """
    assert chains(program(text)) == [["Dense(7)"]]
