"""Our record classes are what the data classes of the standard library are."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import inspect
import pickle
import pkgutil
from typing import Any, ClassVar

import pytest

import kerasrules
from kerasrules.model.lazy_dataclass import (
    MISSING,
    FieldOptions,
    StandardFields,
    _compiled_init,
    field,
    record,
    replace,
)

NOT_IMPORTED = ("__main__", "server.", "run.", "confirm_progress")
"""What does things when imported, or needs what is not always installed."""


@record(frozen=True, order=True)
class Plain:
    name: str
    size: int = 2
    kind: ClassVar[str] = "a"


@record(frozen=True)
class Longer(Plain):
    parts: list[int] = field(default_factory=list)
    size: int = 3


@record
class Changing:
    self: int
    noted: str = field(default="", compare=False, repr=False)
    doubled: int = field(init=False)

    def __post_init__(self) -> None:
        self.doubled = self.self * 2


@record(frozen=True, eq=False)
class Node:
    parts: list[Any] = field(default_factory=list)


@record(frozen=True)
class Only:
    value: float


def imported(name: str) -> dict[str, Any]:
    try:
        return vars(importlib.import_module(name))
    except ModuleNotFoundError as error:
        if error.name not in ("numpy", "keras", "IPython", "h5py", "pylsp"):  # these come with extras or are hosts
            raise
        return {}


def classes() -> list[type[Any]]:
    found = {}
    for module in pkgutil.walk_packages(kerasrules.__path__, "kerasrules."):
        if not any(part in module.name + "." for part in NOT_IMPORTED):
            for value in imported(module.name).values():
                if isinstance(value, type) and isinstance(vars(value).get("__dataclass_fields__"), StandardFields):
                    found[value.__module__, value.__qualname__] = value
    return list(found.values())


CLASSES = [*classes(), Plain, Longer, Changing, Node, Only]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: f"{cls.__module__}.{cls.__qualname__}")
def test_parameters_are_those_of_a_data_class(cls: type[Any]) -> None:
    names: dict[str, Any] = {}
    annotations: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if "__dataclass_fields__" in vars(base):
            annotations |= base.__annotations__
            names |= {name: _standard(vars(base)[name]) for name in base.__annotations__ if name in vars(base)}
    standard: Any = dataclasses.dataclass(type(cls.__name__, (), {**names, "__annotations__": annotations}))
    made = inspect.signature(_compiled_init(cls)).parameters.values()
    expected = inspect.signature(standard.__init__).parameters.values()
    # a default that is made anew has a sentinel in both
    assert [one.name for one in made][1:] == [one.name for one in expected][1:]
    assert [one.default is one.empty for one in made] == [one.default is one.empty for one in expected]


def _standard(value: Any) -> Any:
    """A default as module `dataclasses` wants it."""
    if not isinstance(value, FieldOptions):
        return value
    given = {name: getattr(value, name) for name in FieldOptions.__slots__}
    return dataclasses.field(**{name: value for name, value in given.items() if value is not MISSING})


def test_making() -> None:
    assert (Plain("a").size, Plain("a", size=5).size, Plain.size) == (2, 5, 2)
    assert (Longer("a").size, Longer("a").parts, Longer("a", 1, [2]).parts) == (3, [], [2])
    assert Longer("a").parts is not Longer("a").parts
    assert (Changing(3).doubled, Changing(self=4).doubled) == (6, 8)
    with pytest.raises(TypeError, match="missing 1 required"):
        Plain()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword"):
        Plain("a", other=1)  # type: ignore[call-arg]


def test_later_records_are_made_as_the_first() -> None:
    """The first few are filled field by field, for the others an `__init__` is compiled."""

    @record
    class Many:
        name: str
        parts: list[int] = field(default_factory=list)
        size: int = 3

    made = [Many(str(number), size=number) for number in range(100)]
    assert [vars(one) for one in made] == [{"name": str(n), "parts": [], "size": n} for n in range(100)]
    assert len({id(one.parts) for one in made}) == len(made)
    assert vars(Many("a")) == {"name": "a", "parts": [], "size": 3}
    with pytest.raises(TypeError, match="missing 1 required"):
        Many()  # type: ignore[call-arg]


def test_comparing() -> None:
    assert Plain("a") == Plain("a", 2)
    assert Plain("a") != Longer("a", 2)
    assert Plain("a", 1) != Plain("a", 2)
    assert Plain("a", 1) < Plain("a", 2) < Plain("b", 0)
    assert Plain("a", 1) >= Plain("a", 1)
    assert Changing(1, "x") == Changing(1, "y")
    assert Node() != Node()
    assert Only(2.0) == Only(2) != Only(3.0)
    assert Only(float("nan")) != Only(float("nan"))
    with pytest.raises(TypeError):
        assert Plain("a") < Longer("a")


def test_hashing() -> None:
    assert hash(Plain("a")) == hash(Plain("a", 2))
    assert len({Only(1), Only(1.0), Only(2)}) == 2
    assert len({Node(), Node()}) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(Changing(1))
    with pytest.raises(TypeError, match="unhashable"):
        hash(Longer("a"))


def test_showing() -> None:
    assert repr(Plain("a")) == "Plain(name='a', size=2)"
    assert repr(Changing(1, "x")) == "Changing(self=1, doubled=2)"
    node = Node()
    node.parts.append(node)
    assert repr(node) == "Node(parts=[...])"


def test_copies() -> None:
    assert replace(Longer("a", parts=[1]), name="b") == Longer("b", parts=[1])
    assert replace(Changing(1), self=5).doubled == 10
    assert pickle.loads(pickle.dumps(Longer("a", parts=[1]))) == copy.deepcopy(Longer("a", parts=[1]))
    with pytest.raises(TypeError, match="unexpected keyword"):
        replace(Plain("a"), other=1)


def test_the_standard_library_knows_them() -> None:
    assert dataclasses.is_dataclass(Plain)
    assert [one.name for one in dataclasses.fields(Longer)] == ["name", "size", "parts"]
    assert dataclasses.asdict(Longer("a")) == {"name": "a", "size": 3, "parts": []}
    assert dataclasses.replace(Plain("a"), size=9) == Plain("a", 9)
    assert not next(one for one in dataclasses.fields(Changing) if one.name == "noted").compare
