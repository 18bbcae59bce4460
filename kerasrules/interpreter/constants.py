"""Values that are plain Python constants, and those that can be keys."""

from __future__ import annotations

from kerasrules.interpreter.budget import MAX_PARTS
from kerasrules.interpreter.values import Class, ExternalName, Function, Value

CONSTANT_TYPES = (bool, int, float, complex, str, bytes, type(None), type(Ellipsis))


def hashable(value: Value) -> bool:
    """Whether a value can be the key of a dict whose keys are known."""
    if isinstance(value, tuple):
        stack: list[Value] = [value]
        for _ in range(MAX_PARTS):
            if not stack:
                return True
            one = stack.pop()
            if isinstance(one, tuple):
                stack.extend(one)
            elif not hashable(one):
                return False
        return False
    return isinstance(value, (bool, int, float, str, bytes, type(None), ExternalName, Function, Class))
