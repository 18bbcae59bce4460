"""Data classes whose methods are made when they are first called.

`dataclasses.dataclass` writes six methods as text and compiles them when a class is defined, and its module imports
`inspect`. A check of one small file defines some 150 such classes and uses a third of them, and the user waits for all.

Here a class gets methods that replace themselves at their first call. Only `__init__` is compiled, as it must be fast,
and that only for classes of which many records are made: of most, a small file needs a few. The others look fields up
by name. `frozen` is checked by the type checker alone: refusing assignments at run time would
make every `__init__` three times as slow, and nothing else assigns.

`dataclasses.fields`, `replace`, `asdict` and `is_dataclass` work with these classes like with any data class.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")

MISSING = object()
"""In place of a default: there is none."""


class FieldOptions:
    """What `field` says of a field, in the place of its default."""

    __slots__ = ("compare", "default", "default_factory", "init", "repr")

    def __init__(self, default: Any, default_factory: Any, init: bool, repr: bool, compare: bool) -> None:
        self.default, self.default_factory = default, default_factory
        self.init, self.repr, self.compare = init, repr, compare


def field(
    *,
    default: Any = MISSING,
    default_factory: Any = MISSING,
    init: bool = True,
    repr: bool = True,
    compare: bool = True,
) -> Any:
    """What is to be said of a field beyond its type and a constant default."""
    return FieldOptions(default, default_factory, init, repr, compare)


def record(
    cls: type[Any] | None = None, /, *, frozen: bool = False, eq: bool = True, order: bool = False
) -> type[Any] | Callable[[type[Any]], type[Any]]:
    """Make a data class of a class, as `dataclasses.dataclass` does."""
    if cls is None:
        return partial(record, frozen=frozen, eq=eq, order=order)  # type: ignore[return-value]
    methods: dict[str, Callable[[type[Any], str], Callable[..., Any]]] = {"__init__": _init, "__repr__": _repr}
    if eq:
        methods["__eq__"] = _comparison
        if frozen:
            methods["__hash__"] = _hash
        elif "__hash__" not in vars(cls):
            cls.__hash__ = None  # type: ignore[assignment]
    if order:
        methods |= dict.fromkeys(("__lt__", "__le__", "__gt__", "__ge__"), _comparison)
    for name, make in methods.items():
        if name not in vars(cls):
            setattr(cls, name, _made_at_first_call(cls, name, make))
    cls.__dataclass_fields__ = _STANDARD_FIELDS
    return cls


def replace(old: T, /, **changes: Any) -> T:
    """A record that differs from another one in these fields."""
    cls = type(old)
    known = _INITIAL.get(cls)
    if known is None:
        names = tuple(field.name for field in fields_of(cls) if field.options.init)
        known = _INITIAL[cls] = names, _values_of(names)
    names, values_of = known
    return cls(**{**dict(zip(names, values_of(old), strict=True)), **changes})


class RecordField:
    """A field: its name, its type as written, and what is said of it."""

    __slots__ = ("annotation", "name", "options")

    def __init__(self, name: str, annotation: str, options: FieldOptions) -> None:
        self.name, self.annotation, self.options = name, annotation, options


_FIELDS: dict[type[Any], tuple[RecordField, ...]] = {}
_INITIAL: dict[type[Any], tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]] = {}
"""The names of those that `__init__` takes, and what gives their values."""


def fields_of(cls: type[Any]) -> tuple[RecordField, ...]:
    """The fields of a record class, in order, those of its bases first."""
    if cls not in _FIELDS:
        _FIELDS[cls] = _collected(cls)
    return _FIELDS[cls]


def _collected(cls: type[Any]) -> tuple[RecordField, ...]:
    found: dict[str, RecordField] = {}
    for base in reversed(cls.__mro__):
        if "__dataclass_fields__" in vars(base):
            for name, annotation in base.__annotations__.items():
                if not str(annotation).startswith(("ClassVar", "typing.ClassVar")):
                    default = vars(base).get(name, MISSING)
                    options = default if isinstance(default, FieldOptions) else field(default=default)
                    found[name] = RecordField(name, annotation, options)
    return tuple(found.values())


def _made_at_first_call(
    cls: type[Any], name: str, make: Callable[[type[Any], str], Callable[..., Any]]
) -> Callable[..., Any]:
    def method(*args: Any, **kwargs: Any) -> Any:
        made = make(cls, name)
        setattr(cls, name, made)
        return made(*args, **kwargs)

    return method


_FEW = 16
"""So many records are made for what it costs to compile an `__init__`."""


def _init(cls: type[Any], _name: str) -> Callable[..., Any]:
    """What makes the first few records of a class field by field, and has it compiled for more of them."""
    fields = [field for field in fields_of(cls) if field.options.init]
    is_completed, left = hasattr(cls, "__post_init__"), _FEW

    def method(self: Any, /, *args: Any, **kwargs: Any) -> None:
        nonlocal left
        left -= 1
        values = _values(fields, args, kwargs) if left >= 0 else None
        if values is None:  # with wrong arguments, too: what is compiled says what is wrong
            cls.__init__ = made = _compiled_init(cls)
            made(self, *args, **kwargs)
            return
        for field, value in values:
            setattr(self, field, value)
        if is_completed:
            self.__post_init__()

    return method


def _values(fields: list[RecordField], args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[tuple[str, Any]] | None:
    """The value of each field of a record that is made with these arguments; None where they do not fit."""
    values: list[tuple[str, Any]] = []
    named = 0
    for at, declared in enumerate(fields):
        name, options = declared.name, declared.options
        if at < len(args):
            value = args[at]
        elif name in kwargs:
            value = kwargs[name]
            named += 1
        elif options.default_factory is not MISSING:
            value = options.default_factory()
        elif options.default is not MISSING:
            value = options.default
        else:
            return None
        values.append((name, value))
    return values if len(args) <= len(fields) and named == len(kwargs) else None


def _compiled_init(cls: type[Any]) -> Callable[..., Any]:
    names: dict[str, Any] = {"MISSING": MISSING}
    parameters, body = [], []
    for declared in fields_of(cls):
        name, options = declared.name, declared.options
        parameter, value = name, name
        if options.default_factory is not MISSING:
            names[f"make_{name}"] = options.default_factory
            parameter, value = f"{name}=MISSING", f"make_{name}() if {name} is MISSING else {name}"
        elif options.default is not MISSING:
            names[f"default_{name}"] = options.default
            parameter = f"{name}=default_{name}"
        if options.init:
            parameters.append(parameter)
            body.append(f" _self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append(" _self.__post_init__()")
    exec(f"def __init__(_self, {', '.join(parameters)}):\n" + "\n".join(body or [" pass"]), names)
    return names["__init__"]  # type: ignore[no-any-return]


def _compared(cls: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values that make two records equal."""
    return _values_of(tuple(field.name for field in fields_of(cls) if field.options.compare))


def _values_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values of some fields of a record."""
    if len(names) > 1:
        return operator.attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def _comparison(cls: type[Any], name: str) -> Callable[..., Any]:
    values, compare = _compared(cls), getattr(operator, name)

    def method(self: Any, other: Any) -> Any:
        return compare(values(self), values(other)) if other.__class__ is self.__class__ else NotImplemented

    return method


def _hash(cls: type[Any], _name: str) -> Callable[..., Any]:
    values = _compared(cls)
    return lambda self: hash(values(self))


def _repr(cls: type[Any], _name: str) -> Callable[..., Any]:
    from reprlib import recursive_repr

    @recursive_repr()
    def method(self: Any) -> str:
        shown = (field.name for field in fields_of(cls) if field.options.repr)
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    return method


class StandardFields:
    """The fields as module `dataclasses` wants them, made for whoever asks: tests, and users of the library."""

    def __init__(self) -> None:
        self._made: dict[type[Any], dict[str, Any]] = {}

    def __get__(self, _record: object, cls: type[Any]) -> dict[str, Any]:
        if cls not in self._made:
            self._made[cls] = self._make(cls)
        return self._made[cls]

    def _make(self, cls: type[Any]) -> dict[str, Any]:
        import dataclasses

        def standard(options: FieldOptions) -> Any:
            given = {name: getattr(options, name) for name in FieldOptions.__slots__}
            return dataclasses.field(**{name: value for name, value in given.items() if value is not MISSING})

        fields = [(field.name, field.annotation, standard(field.options)) for field in fields_of(cls)]
        made: Any = dataclasses.make_dataclass(cls.__name__, fields)
        return made.__dataclass_fields__  # type: ignore[no-any-return]


_STANDARD_FIELDS = StandardFields()
