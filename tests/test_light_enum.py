"""Our enumerations behave like those of the standard library, as far as they are used."""

from __future__ import annotations

import copy
import enum
import json
import pickle
from types import ModuleType
from typing import Any

import pytest

from kerasrules.model import light_enum
from kerasrules.model.findings import Severity

KINDS = pytest.mark.parametrize("module", [enum, light_enum], ids=["standard", "light"])


def made(module: ModuleType, bases: str, *members: str) -> Any:
    """An enumeration with these members and a method."""
    names: dict[str, Any] = {}
    body = "\n    ".join((*members, "def doubled(self): return 2 * self.value"))
    exec(f"class Made({bases}):\n    {body}", vars(module), names)
    return names["Made"]


@KINDS
def test_members_are_found_by_name_and_value(module: ModuleType) -> None:
    made_class = made(module, "Enum", "ONE = auto()", "TWO = auto()", "OTHER = 'text'")
    one, two, other = list(made_class)
    assert (one.name, one.value, two.value, other.value) == ("ONE", 1, 2, "text")
    assert made_class("text") is other
    assert isinstance(two, made_class)
    assert two.doubled() == 4
    assert len(made_class) == 3
    assert list(reversed(made_class)) == [other, two, one]
    assert str(one) == "Made.ONE"
    assert repr(one) == "<Made.ONE: 1>"
    assert len({one, two, other, one}) == 3
    assert one != two
    unknown: object
    for unknown in ("none", []):
        with pytest.raises(ValueError, match="is not a valid"):
            made_class(unknown)


@KINDS
def test_members_may_be_texts_and_numbers(module: ModuleType) -> None:
    word = made(module, "str, Enum", "ONE = 'one'")("one")
    assert word == "one"
    assert json.dumps([word]) == '["one"]'
    assert {"one": 1}[word] == 1
    low, high = made(module, "IntEnum", "LOW = 1", "HIGH = 4")
    assert low < high
    assert max(low, high) is high


@KINDS
def test_two_names_of_one_value_are_one_member(module: ModuleType) -> None:
    made_class = made(module, "Enum", "ONE = 1", "SAME = 1")
    assert made_class.ONE is made_class.SAME
    assert len(list(made_class)) == 1


def test_a_member_stays_itself() -> None:
    assert copy.copy(Severity.ERROR) is Severity.ERROR
    assert copy.deepcopy(Severity.ERROR) is Severity.ERROR
    assert pickle.loads(pickle.dumps(Severity.ERROR)) is Severity.ERROR
    assert list(Severity) == ["error", "warning", "info"]
    assert [one.rank for one in Severity] == [0, 1, 2]
