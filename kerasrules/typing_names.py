"""Names of `typing` as far as they matter when nobody checks types: annotations are texts, aliases name nothing.

Loading `typing` takes longer than twenty modules of kerasrules. The byte code that `byte_code` keeps imports these
instead wherever a module imports no other names of it; sources, type checkers and everybody else use `typing`.
"""

from __future__ import annotations

TYPE_CHECKING = False


class _Form:
    """Something that a type is written with: what stands in brackets behind it, or beside it, says nothing."""

    def __getitem__(self, _parameters: object) -> _Form:
        return self

    def __or__(self, _other: object) -> _Form:
        return self

    __ror__ = __or__


IO = Any = BinaryIO = ClassVar = Concatenate = Final = Literal = NoReturn = TextIO = TypeAlias = _Form()


def TypeVar(_name: str, *_constraints: object, **_options: object) -> _Form:  # noqa: N802
    """A type variable."""
    return Any


ParamSpec = TypeVar


class Generic:
    """The base of classes with type variables."""

    def __class_getitem__(cls, _parameters: object) -> type:
        return cls


Protocol = Generic


def cast(_type: object, value: object) -> object:
    """A value of which the source says what type it has."""
    return value


def overload(function: object) -> object:
    """What the source says of a function before it defines it."""
    return function
