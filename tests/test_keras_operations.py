"""The table of functions on tensors, against the functions of the Keras that is installed."""

from __future__ import annotations

import inspect
import os
from typing import Any

import pytest

from kerasrules.interpreter.array_domain import operations as ranges
from kerasrules.keras_api.activations import RANGES
from kerasrules.keras_api.layer_traits import KEEPING, ValueFlow
from kerasrules.keras_api.operations import OPERATIONS, PRODUCTS, Range, operation

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "broadcast_to": ((3, 2, 4),),
    "expand_dims": (1,),
    "flip": (1,),
    "moveaxis": (0, 1),
    "repeat": (2, 1),
    "reshape": ((4, 2),),
    "roll": (1,),
    "swapaxes": (0, 1),
    "tile": ((2, 2),),
    "transpose": ((1, 0),),
}
"""What the functions want besides a tensor of shape (2, 4)."""


@pytest.fixture(scope="module")
def keras() -> Any:
    return pytest.importorskip("keras", reason="the table is compared with the installed Keras")


def test_functions_are_those_of_keras_ops(keras: Any) -> None:
    named = {known.keras for known in OPERATIONS.values() if known.keras is not None}
    assert {name for name in named if not inspect.isfunction(getattr(keras.ops, name, None))} == set()


def test_confirm_runs_functions_of_the_table(keras: Any) -> None:
    from kerasrules.confirming.run.keras_ops import functions

    known = functions()
    assert {name for name, entry in OPERATIONS.items() if entry.keras} <= known.keys()
    assert known.keys() - OPERATIONS.keys() == set()


@pytest.mark.parametrize(
    "name", sorted(name for name, known in OPERATIONS.items() if known.keras and known.values is not ValueFlow.COMPUTED)
)
def test_values(keras: Any, name: str) -> None:
    import numpy

    known = OPERATIONS[name]
    assert known.keras is not None
    x = numpy.random.default_rng(0).uniform(-1, 1, (1, 4) if known.keras == "squeeze" else (2, 4)).astype("float32")
    more = ARGUMENTS.get(known.keras, ())
    y = numpy.asarray(getattr(keras.ops, known.keras)(x, *more))
    given, got = set(x.ravel().tolist()), set(y.ravel().tolist())
    if known.values in KEEPING | {ValueFlow.LARGEST}:
        assert got <= given
    if known.values is ValueFlow.KEPT:
        assert sorted(x.ravel()) == sorted(y.ravel())
    if known.values is ValueFlow.COPIED:
        assert given <= got
        assert y.size > x.size
    if known.values is ValueFlow.AVERAGED:
        assert x.mean() == pytest.approx(y.mean(), abs=1e-6)


@pytest.mark.parametrize("name", sorted(PRODUCTS & {"matmul", "multiply", "tensordot", "dot"}))
def test_products(keras: Any, name: str) -> None:
    import numpy

    one, other = numpy.full((2, 2), 3.0, "float32"), numpy.full((2, 2), 5.0, "float32")
    function = getattr(keras.ops, name)
    assert numpy.allclose(function(2 * one, 2 * other), 4 * numpy.asarray(function(one, other)))


def test_every_kind_of_range_has_its_arithmetic() -> None:
    assert set(ranges._RANGES) == set(Range)
    assert set(ranges._FLOWS) == {known.values for known in OPERATIONS.values()} - {ValueFlow.COMPUTED}


def test_activations_go_by_all_of_their_names() -> None:
    for name in RANGES.keys() - {"prelu", "thresholded_relu"}:  # these are layers
        assert operation(name).shape is not None, name
    assert operation("swish") == operation("silu")
    assert operation("no_such_function").shape is None
