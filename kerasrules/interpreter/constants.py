"""Values that are plain Python constants, and those that can be keys."""

from __future__ import annotations

from typing import Any

from kerasrules.interpreter.budget import MAX_PARTS

CONSTANT_TYPES = (bool, int, float, complex, str, bytes, type(None), type(Ellipsis))
_KEY_TYPES = (bool, int, float, str, bytes, type(None))


def hashable(value: Any) -> bool:
    """Whether a value can be the key of a dict whose keys are known."""
    if isinstance(value, tuple):
        stack: list[Any] = [value]
        for _ in range(MAX_PARTS):
            if not stack:
                return True
            one = stack.pop()
            if isinstance(one, tuple):
                stack.extend(one)
            elif not hashable(one):
                return False
        return False
    return isinstance(value, _KEY_TYPES) or getattr(value, "can_be_key", False)
