"""Records as plain values for JSON, and back.

What comes back is checked against the types that the records declare: a cache may have been written by anybody.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import Any

from kerasrules.model import edits
from kerasrules.model.enumeration import Enum
from kerasrules.model.lazy_dataclass import fields_of

Decoder = Callable[[Any], Any]

_PLAIN = (str, int, float, bool, NoneType)


class NotDecodable(Exception):
    """A value that is not what the type says."""


def encode(value: object) -> object:
    """A record as a list of its fields; an edit, of which there are several kinds, with its name first."""
    if isinstance(value, Enum):
        return value.value
    if value.__class__ in _PLAIN:
        return value
    if isinstance(value, (tuple, frozenset)):
        encoded = [encode(item) for item in value]
        return encoded if isinstance(value, tuple) else sorted(encoded, key=repr)
    fields = [encode(getattr(value, field.name)) for field in fields_of(type(value))]
    return [type(value).__name__, fields] if type(value) in _edits() else fields


@cache
def decoder_of(wanted: Any) -> Decoder:
    """What makes a value of a type out of a plain value. It raises NotDecodable, or what a broken record raises."""
    if isinstance(wanted, str):  # an alias that is written as a text
        return decoder_of(eval(wanted, vars(edits)))
    if wanted in _PLAIN:
        return lambda value: _checked(value, wanted)
    origin: Any = getattr(wanted, "__origin__", None)
    parts: tuple[Any, ...] = getattr(wanted, "__args__", ())
    if isinstance(wanted, UnionType):
        return _of_edit if set(parts) == _edits() else _optional(parts)
    if origin is tuple and parts[-1] is not Ellipsis:
        return _row(tuple(map(decoder_of, parts)))
    if origin in (tuple, frozenset):
        one = decoder_of(parts[0])
        return lambda value: origin([one(item) for item in _checked(value, list)])
    return wanted if issubclass(wanted, Enum) else _record(wanted)


def _checked(value: Any, wanted: type) -> Any:
    if value.__class__ is not wanted:
        raise NotDecodable
    return value


def _optional(parts: tuple[Any, ...]) -> Decoder:
    [one] = [decoder_of(part) for part in parts if part is not NoneType]
    return lambda value: None if value is None else one(value)


def _row(decoders: tuple[Decoder, ...]) -> Decoder:
    def decode(value: Any) -> tuple[Any, ...]:
        if len(_checked(value, list)) != len(decoders):
            raise NotDecodable
        return tuple([one(item) for one, item in zip(decoders, value, strict=True)])

    return decode


def _record(cls: type[Any]) -> Decoder:
    names = vars(sys.modules[cls.__module__])
    row = _row(tuple(decoder_of(eval(field.annotation, names)) for field in fields_of(cls)))
    return lambda value: cls(*row(value))


@cache
def _edits() -> frozenset[type[Any]]:
    names = vars(edits)
    return frozenset(eval(names["Edit"], names).__args__)


def _of_edit(value: Any) -> Any:
    name, fields = _checked(value, list)
    kinds: dict[str, Any] = {cls.__name__: cls for cls in _edits()}
    return decoder_of(kinds[name])(fields)
