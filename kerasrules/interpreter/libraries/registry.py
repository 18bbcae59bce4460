"""What the interpreter knows of libraries: handlers by canonical name, one small function each.

    @function("numpy.reshape", "tensorflow.reshape")
    def reshape(call: Call) -> Value: ...

    @method("array", "reshape")                 # on ArrayObject, Dataset, ListValue, …: the value's `kind`
    def reshape(call: Call) -> Value: ...       # call.receiver is the object

    @method("sklearn.preprocessing.StandardScaler", "fit_transform")    # on LibraryObject: its `cls`

    @attribute("array", "shape")
    def shape(context, value, location) -> Value: ...

A handler gets only values and returns one; what it cannot tell is `call.unknown(reason)`. An argument that is a `Union`
needs no care: the handler is called once per option and the results are joined, unless it is registered with
`for_each_option=False`. Handlers are never called with tensors of the model's graph: those become nodes.
docs/developers/adding-a-library-function.md tells the rest.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.budget import Budget
from kerasrules.interpreter.heap import Heap
from kerasrules.interpreter.libraries import handler_index
from kerasrules.interpreter.values import MISSING, Value
from kerasrules.model.locations import Location
from kerasrules.model.record import field, record
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.data_files.repository import DataFiles
    from kerasrules.interpreter.event_log import EventLog
    from kerasrules.interpreter.scopes import Scope
    from kerasrules.interpreter.stack import CallStack


class HandlerContext(Protocol):
    """What handlers may ask of the interpreter."""

    heap: Heap
    events: EventLog
    """Where they note what the program does."""
    budget: Budget
    """Asked before a value is made whose size the program's numbers decide."""
    scope: Scope
    """The names of the file that is read."""
    stack: CallStack

    @property
    def data_files(self) -> DataFiles:
        """Those that lie beside the program."""

    def call(self, function: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """Call any value (a function of the program, an ExternalName, a Partial) with values."""

    def attribute(self, value: Value, name: str, node: ast.AST) -> Value:
        """`value.name`."""

    def set_attribute(self, value: Value, name: str, new: Value, node: ast.AST) -> None:
        """`value.name = new`."""

    def binary(self, operator: str, left: Value, right: Value, node: ast.AST) -> Value:
        """`left operator right`, operator as written: "+", "/", "//", "**", "@", …"""

    def truth(self, value: Value) -> bool | None:
        """Whether a value is true in an `if`; None where unknown."""

    def join(self, values: tuple[Value, ...]) -> Value:
        """One of these values, which one is unknown."""

    def iterate(self, value: Value) -> tuple[Value, ...] | Unknown:
        """The items of an iterable whose length is known."""

    def location(self, node: ast.AST) -> Location:
        """Where a syntax node stands."""

    def note_refusal(self, name: str, reason: str | None, location: Location, *, by: str) -> None:
        """Note that a call cannot run with what it is given."""

    def callers(self) -> tuple[Location, ...]:
        """The calls of the program's functions that are running, outermost first."""


class MissingArgument(IndexError):
    """The program gives fewer arguments than the function needs."""


class PositionalArguments(tuple[Value, ...]):
    """Positional arguments; one that is not given is the program's fault, not the handler's.

    Where a `*args` of unknown content follows, it is unknown how many they are: whoever counts them, or goes through
    all of them, ends in a `MissingArgument`.
    """

    is_open = False

    def __len__(self) -> int:
        """Their number."""
        self._check_complete()
        return super().__len__()

    def __bool__(self) -> bool:
        """Whether there is one."""
        return super().__len__() > 0

    def __iter__(self) -> Iterator[Value]:
        """All of them."""
        self._check_complete()
        return super().__iter__()

    def _check_complete(self) -> None:
        if self.is_open:
            raise MissingArgument("some are passed through *")

    def __getitem__(self, index: Any) -> Any:
        """The argument, or those of a slice."""
        try:
            return super().__getitem__(index)
        except IndexError:
            raise MissingArgument(f"argument {index} is not given") from None


@record
class Call:
    """A call of a library function or method, with its arguments as values."""

    context: HandlerContext
    name: str
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value]
    node: ast.AST
    receiver: Value = None
    incomplete: bool = False
    """A `*args` or `**kwargs` of unknown content was among the arguments."""
    locations: Mapping[str, Location] = field(default_factory=dict)
    rest: tuple[Value, ...] | None = None
    """As in `Arguments`."""

    def __post_init__(self) -> None:
        """Let a handler that asks for more than is given end in an unknown value."""
        self.args = PositionalArguments(self.args)
        self.args.is_open = self.rest is not None

    def get(self, name: str, position: int | None = None, default: Value = None) -> Value:
        """The argument `name`, or the one at `position`, or the default (Unknown where the call is incomplete)."""
        if name in self.kwargs:
            return self.kwargs[name]
        if position is not None and position < self._known:
            return self.args[position]
        if self.incomplete:
            return self.unknown(f"the argument {name} is passed through ** or *")
        return default

    def has(self, name: str, position: int | None = None) -> bool:
        """Whether the argument was surely given."""
        return name in self.kwargs or (position is not None and position < self._known)

    @property
    def _known(self) -> int:
        """How many positional arguments stand before a `*args` of unknown content."""
        return tuple.__len__(self.args)

    @property
    def every_arg(self) -> tuple[Value, ...]:
        """The positional arguments, for a function that goes through all of them.

        Raises `MissingArgument` where a `*args` of unknown content is among them.
        """
        if self.incomplete:
            raise MissingArgument("some are passed through * or **")
        return self.args

    def unknown(self, reason: str) -> Unknown:
        """An unknown value, at this call."""
        return Unknown(reason, self.location)

    @property
    def arguments(self) -> Arguments:
        """The arguments, for whoever takes a call's as a whole."""
        return Arguments(tuple(tuple.__iter__(self.args)), self.kwargs, self.incomplete, self.rest)

    @property
    def location(self) -> Location:
        """Where the call stands."""
        return self.context.location(self.node)


Handler: TypeAlias = Callable[[Call], Value]
AttributeHandler: TypeAlias = Callable[[HandlerContext, Value, Location], Value]


@record(frozen=True)
class Entry:
    """A registered handler."""

    handler: Handler
    for_each_option: bool


_Key = TypeVar("_Key")
_Handler = TypeVar("_Handler")

FUNCTIONS: dict[str, Entry] = {}
BUILDERS: dict[str, Entry] = {}
METHODS: dict[tuple[str, str], Entry] = {}
ATTRIBUTES: dict[tuple[str, str], AttributeHandler] = {}
CONSTANTS: dict[str, Value] = {}
"""Library names that are plain constants: "numpy.pi", "tensorflow.data.AUTOTUNE"."""


def function(*names: str, for_each_option: bool = True) -> Callable[[Handler], Handler]:
    """Register a handler for library functions or classes (constructors), by canonical name."""

    def register(handler: Handler) -> Handler:
        entry = Entry(handler, for_each_option)
        for name in names:
            _add(FUNCTIONS, name, entry)
        return handler

    return register


def builder(*names: str) -> Callable[[Handler], Handler]:
    """Register a handler for functions that make or use parts of the network.

    A name that ends in a dot is a module: the handler is asked for all that is in it, and returns MISSING for what it
    does not know.
    """

    def register(handler: Handler) -> Handler:
        entry = Entry(handler, for_each_option=False)
        for name in names:
            _add(BUILDERS, name, entry)
        return handler

    return register


def method(kind: str, *names: str, for_each_option: bool = True) -> Callable[[Handler], Handler]:
    """Register a handler for methods of values of a kind (see `Value.kind`), or of a LibraryObject's class."""

    def register(handler: Handler) -> Handler:
        entry = Entry(handler, for_each_option)
        for name in names:
            _add(METHODS, (kind, name), entry)
        return handler

    return register


def attribute(kind: str, *names: str) -> Callable[[AttributeHandler], AttributeHandler]:
    """Register a handler for attributes that are read, not called."""

    def register(handler: AttributeHandler) -> AttributeHandler:
        for name in names:
            _add(ATTRIBUTES, (kind, name), handler)
        return handler

    return register


def _add(table: dict[_Key, _Handler], key: _Key, handler: _Handler) -> None:
    if table.setdefault(key, handler) is not handler:
        raise ValueError(f"two handlers for {key}")


def constants(values: Mapping[str, Value]) -> None:
    """Register library names that are plain constants."""
    for name, value in values.items():
        _add(CONSTANTS, name, value)


def find_function(name: str) -> Entry | None:
    """The handler of a library function, by its canonical name and by nothing less."""
    _load_names(name)
    return FUNCTIONS.get(name)


@cache
def find_builder(name: str) -> Entry | None:
    """The handler of a function that makes parts of the network: its own, or that of the innermost module around."""
    _load_names(name)
    entry = BUILDERS.get(name)
    while entry is None and name:
        name = name.rpartition(".")[0]
        _load_names(name + ".")
        entry = BUILDERS.get(name + ".")
    return entry


def find_method(kind: str, name: str) -> Entry | None:
    """The handler of a method of values of a kind."""
    _load_members(kind, name)
    return METHODS.get((kind, name))


def find_attribute(kind: str, name: str) -> AttributeHandler | None:
    """The handler of an attribute of values of a kind."""
    _load_members(kind, name)
    return ATTRIBUTES.get((kind, name))


def find_constant(name: str) -> Value:
    """The value of a library's constant, MISSING where there is none of that name."""
    _load_names(name)
    return CONSTANTS.get(name, MISSING)


def _load_names(name: str) -> None:
    for file in _files_of_names().get(name, ()):
        _load(file)


def _load_members(kind: str, name: str) -> None:
    for file in _files_of_members().get(f"{kind}.{name}", ()):
        _load(file)


@cache
def _files_of_names() -> Mapping[str, list[str]]:
    return _files_by_key(handler_index.NAMES)


@cache
def _files_of_members() -> Mapping[str, list[str]]:
    return _files_by_key(handler_index.MEMBERS)


def _files_by_key(keys_by_file: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file, keys in keys_by_file.items():
        for key in keys.split():
            found.setdefault(key, []).append(file)
    return found


@cache
def _load(file: str) -> None:
    """Import a file of handlers, which register themselves as it is imported."""
    import_module(f"{__package__}.{file}")


@cache
def load() -> None:
    """Import every module beside this one, once, for whoever needs them all: a program gets those that it uses.

    In the order of their names, on every system. (`pkgutil` would find them too, and import `inspect`.)
    """
    for name in sorted(_modules(os.path.dirname(__file__), __name__.rpartition(".")[0])):
        import_module(name)


def _modules(folder: str, package: str) -> Iterator[str]:
    """The modules of a package and of the packages in it."""
    for entry in os.scandir(folder):
        name, suffix = os.path.splitext(entry.name)
        if suffix == ".py" and name != "__init__":
            yield f"{package}.{name}"
        elif entry.is_dir() and name != "__pycache__":
            yield from _modules(entry.path, f"{package}.{name}")
