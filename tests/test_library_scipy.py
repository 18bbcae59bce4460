"""Handlers of SciPy."""

from __future__ import annotations

from typing import Any

import pytest
from fake_reader import FakeReader, span
from reading import program

from kerasrules.interpreter.values import ArrayObject, ListValue
from kerasrules.model.unknown import Unknown


@pytest.fixture
def reader() -> Any:
    return FakeReader()


@pytest.mark.parametrize("method", ["__getitem__", "get", "pop"])
def test_variable_of_a_matlab_file(reader: Any, method: str) -> None:
    found = reader.method(reader.function("scipy.io.loadmat", "train_32x32.mat"), method, "X")
    assert isinstance(found, ArrayObject)
    assert (found.info.shape, found.info.dtype, span(found)) == (None, None, (None, None, False))
    assert found.info.origin == "scipy.io.loadmat['X']"


def test_variable_whose_name_is_not_known(reader: Any) -> None:
    found = reader.method(reader.function("scipy.io.loadmat", Unknown("a path")), "__getitem__", Unknown("a name"))
    assert found.info.origin == "scipy.io.loadmat"


@pytest.mark.parametrize("name", ["__header__", "__version__"])
def test_entries_about_the_file_are_text(reader: Any, name: str) -> None:
    found = reader.method(reader.function("scipy.io.loadmat", "x.mat"), "__getitem__", name)
    assert (found.info.shape, found.info.encoding) == ((), "text")


def test_lists_of_names(reader: Any) -> None:
    file = reader.function("scipy.io.loadmat", "x.mat")
    for found in (reader.method(file, "keys"), reader.method(file, "__getitem__", "__globals__")):
        assert isinstance(found, ListValue)
        assert isinstance(found.items, Unknown)


def test_dict_that_is_given(reader: Any) -> None:
    assert isinstance(reader.function("scipy.io.loadmat", "x.mat", mdict={}), Unknown)


def test_file_in_a_program() -> None:
    found = program(
        """
        import scipy.io as sio
        data = sio.loadmat("svhn.mat")
        model = Sequential([Input((32, 32, 3)), Flatten(), Dense(10)])
        model.compile(loss="mse")
        model.fit(data["X"] / 255.0, data["y"])
        """
    )
    fit = found.trainings[0].fits[0]
    assert (fit.x[0].origin, fit.y[0].origin) == ("scipy.io.loadmat['X']", "scipy.io.loadmat['y']")
