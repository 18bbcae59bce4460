"""The module copy."""

from __future__ import annotations

from kerasrules.interpreter.constants import CONSTANT_TYPES
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import ArrayObject, DictValue, ListValue, SetValue, Value


@function("copy.copy", "copy.deepcopy", for_each_option=False)
def copy(call: Call) -> Value:
    value = call.get("x", 0)
    if isinstance(value, SetValue):
        return SetValue(value.state["items"])
    if isinstance(value, ListValue):
        return ListValue(value.state["items"])
    if isinstance(value, DictValue):
        return DictValue(value.items)
    if isinstance(value, (*CONSTANT_TYPES, tuple)):
        return value
    if isinstance(value, ArrayObject):
        return ArrayObject(value.info, derived_from=value.derived_from, frame=value.frame)
    return call.unknown("a copy")
