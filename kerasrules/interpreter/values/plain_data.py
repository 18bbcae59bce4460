"""Values as plain Python data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasrules.interpreter.budget import Allowance
from kerasrules.interpreter.values.base import Union, Value
from kerasrules.interpreter.values.containers import BranchItems, DictValue, ListValue, LoopItems
from kerasrules.interpreter.values.data import LibraryObject
from kerasrules.interpreter.values.keras import LayerObject
from kerasrules.interpreter.values.names import ExternalName
from kerasrules.model.network import Layer, Tensor
from kerasrules.model.training import KerasObject
from kerasrules.model.unknown import Unknown

_LENGTH = "a list whose length is unknown"


def _is_open(items: tuple[Value, ...]) -> bool:
    """Whether a part of the list stands for any number of items."""
    return any(isinstance(item, (LoopItems, BranchItems)) for item in items)


_SMALL_OBJECTS = (
    "keras.initializers.",
    "keras.callbacks.",
    "keras.regularizers.",
    "keras.constraints.",
    "keras.optimizers.schedules.",
)


def plain(value: Value, parts: Allowance | None = None, depth: int = 0) -> Any:
    """The value as plain Python data (constants, tuples, lists, dicts); unknown parts become Unknown."""
    if isinstance(value, (tuple, ListValue, DictValue)):
        parts = Allowance() if parts is None else parts
        if not parts.take() or depth > 20:
            return Unknown("too many parts")
        if isinstance(value, tuple):
            return Unknown(_LENGTH) if _is_open(value) else tuple(plain(item, parts, depth + 1) for item in value)
        items = value.items
        if isinstance(items, Unknown):
            return items
        if isinstance(items, Mapping):
            return {key: plain(item, parts, depth + 1) for key, item in items.items()}
        return Unknown(_LENGTH) if _is_open(items) else [plain(item, parts, depth + 1) for item in items]
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes, Layer, Tensor, Unknown)):
        return value
    if isinstance(value, ExternalName) or value is Ellipsis:
        return value
    if isinstance(value, LayerObject):
        return value.layer
    if isinstance(value, slice):
        return slice(plain(value.start), plain(value.stop), plain(value.step))
    if isinstance(value, Union):
        return Unknown("depends on a branch")
    if isinstance(value, LibraryObject) and value.cls.startswith(_SMALL_OBJECTS):
        config = {key: plain(item) for key, item in value.config.items()}
        return KerasObject(value.cls.rpartition(".")[2], value.location, config)
    return Unknown("not a constant")
