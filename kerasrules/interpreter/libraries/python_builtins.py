"""Python's own functions and containers, and the small part of the standard library that models are configured with."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable
from typing import Any

from kerasrules.interpreter.array_domain import iteration
from kerasrules.interpreter.eval.expressions import CONSTANTS, bounded_format, hashable
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.libraries.registry import CONSTANTS as LIBRARY_CONSTANTS
from kerasrules.interpreter.libraries.registry import Call, function, method
from kerasrules.interpreter.values import (
    MAX_LENGTH,
    ArrayObject,
    Bound,
    BranchItems,
    Class,
    Dataset,
    DictValue,
    ExternalName,
    Function,
    Instance,
    KerasModel,
    LayerObject,
    LibraryObject,
    ListValue,
    LoopItems,
    Method,
    Partial,
    SetValue,
    Union,
    Value,
    options,
    shortened,
)
from kerasrules.model.unknown import Unknown, VocabularySize

MAX_ITEMS = 4096
"""Sequences longer than this are not made: `range(10**9)` is a loop of unknown length."""

LIBRARY_CONSTANTS.update(
    {
        "math.pi": math.pi,
        "math.e": math.e,
        "math.inf": math.inf,
        "numpy.pi": math.pi,
        "numpy.inf": math.inf,
        "numpy.newaxis": None,
        "tensorflow.newaxis": None,
        "keras.ops.newaxis": None,
        "os.sep": "/",
        "string.ascii_lowercase": "abcdefghijklmnopqrstuvwxyz",
        "string.digits": "0123456789",
    }
)


def _items(call: Call, value: Value) -> tuple[Value, ...] | Unknown:
    """The items of an iterable; parts of unknown length stay as Splice and Repeat."""
    if isinstance(value, ListValue):
        items: tuple[Value, ...] | Unknown = value.state["items"]
        return items
    return call.reader.iterate(value)


# ---- conversions and inspection ----


@function("builtins.len")
def length(call: Call) -> Value:
    value = call.get("obj", 0)
    if isinstance(value, (str, bytes, tuple)):
        return len(value)
    if isinstance(value, (ListValue, DictValue)):
        if isinstance(value.items, VocabularySize):
            return value.items
        return call.unknown("the length of a list") if isinstance(value.items, Unknown) else len(value.items)
    if isinstance(value, Instance):
        special = call.reader.attribute(value, "__len__", call.node)
        if isinstance(special, Bound):
            return call.reader.call(special, (), {}, call.node)
    if isinstance(value, (ArrayObject, Dataset)):
        return iteration.length(value)
    if isinstance(value, LibraryObject):
        return call.reader.call(Method(value, "__len__"), (), {}, call.node)
    return call.unknown("a length that is not known")


def _number(convert: Callable[[Any], Any]) -> Callable[[Call], Value]:
    def handler(call: Call) -> Value:
        value = call.get("x", 0, 0)
        if isinstance(value, (int, float, str, bool)):
            try:
                return convert(value)
            except (ValueError, OverflowError):
                return call.unknown("a number that cannot be converted")
        if isinstance(value, ArrayObject):
            return value
        return value if isinstance(value, Unknown) else call.unknown("a number that is not known")

    return handler


function("builtins.int", "numpy.int64", "numpy.int32", "numpy.int_")(_number(int))
function("builtins.float", "numpy.float32", "numpy.float64")(_number(float))


@function("builtins.str")
def string(call: Call) -> Value:
    value = call.get("object", 0, "")
    return str(value) if isinstance(value, (str, int, float, bool)) else call.unknown("a string")


@function("builtins.bool", for_each_option=False)
def boolean(call: Call) -> Value:
    truth = call.reader.truth(call.get("x", 0, False))  # type: ignore[attr-defined]
    return call.unknown("a condition") if truth is None else truth


@function("builtins.list")
def make_list(call: Call) -> Value:
    if not call.args:
        return ListValue(())
    items = _items(call, call.args[0])
    if isinstance(items, Unknown) and isinstance(call.args[0], (ArrayObject, Dataset)):
        return call.args[0]
    return ListValue(items)


@function("collections.deque")
def make_deque(call: Call) -> Value:
    # a bounded deque forgets: what it holds later is not known
    return ListValue(call.unknown("a deque")) if call.has("maxlen", 1) or call.args else ListValue(())


@function("builtins.tuple")
def make_tuple(call: Call) -> Value:
    if not call.args:
        return ()
    if isinstance(call.args[0], ArrayObject):
        return call.args[0]
    items = call.reader.iterate(call.args[0])
    return items if isinstance(items, tuple) else ListValue(items)


@function("builtins.set", "builtins.frozenset")
def make_set(call: Call) -> Value:
    if not call.args:
        return SetValue(())
    items = call.reader.iterate(call.args[0])
    if isinstance(items, Unknown):
        return SetValue(items)
    kept: list[Value] = []
    for item in items:
        if not hashable(item):
            return SetValue(call.unknown("a set"))
        if item not in kept:
            kept.append(item)
    return SetValue(tuple(kept))


@function("builtins.dict", "collections.OrderedDict", "collections.Counter", for_each_option=False)
def make_dict(call: Call) -> Value:
    items: dict[Any, Value] = {}
    if call.incomplete:
        return DictValue(call.unknown("a dict"))
    if call.args:
        first = call.args[0]
        if isinstance(first, DictValue):
            if isinstance(first.items, Unknown):
                return DictValue(first.items)
            items.update(first.items)
        else:
            pairs = call.reader.iterate(first)
            if isinstance(pairs, Unknown) or not all(
                isinstance(pair, tuple) and len(pair) == 2 and hashable(pair[0]) for pair in pairs
            ):
                return DictValue(call.unknown("a dict"))
            items.update(dict(pairs))
    items.update(call.kwargs)
    return DictValue(items)


@function("collections.defaultdict", for_each_option=False)
def default_dict(call: Call) -> Value:
    made = DictValue({})
    made.state["%default"] = call.args[0] if call.args else None
    return made


@function("collections.namedtuple", for_each_option=False)
def named_tuple(call: Call) -> Value:
    name, fields = call.get("typename", 0), call.get("field_names", 1)
    names = fields.replace(",", " ").split() if isinstance(fields, str) else call.reader.iterate(fields)
    defaults = call.reader.iterate(call.get("defaults", None, ()))
    if isinstance(names, Unknown) or isinstance(defaults, Unknown) or not all(isinstance(one, str) for one in names):
        return call.unknown("a named tuple")
    scope = call.reader.scope  # type: ignore[attr-defined]
    made = Class(str(name), (ExternalName("typing.NamedTuple"),), ast.ClassDef(str(name), [], [], [], []), scope)
    made.state["%annotations"] = tuple(names)
    for field_name, default in zip(reversed(names), reversed(defaults), strict=False):
        made.state[field_name] = default
    return made


@function("builtins.range")
def make_range(call: Call) -> Value:
    numbers = [int(value) if isinstance(value, float) and value.is_integer() else value for value in call.args]
    if numbers and all(type(value) is int for value in numbers):
        try:
            found = range(*numbers)
        except (TypeError, ValueError):
            return call.unknown("a range")
        if len(found) <= MAX_ITEMS:
            return ListValue(tuple(found))
    return call.unknown("a range whose length is not known")


@function("builtins.enumerate", for_each_option=False)
def enumerate_(call: Call) -> Value:
    start = call.get("start", 1, 0)
    value = call.get("iterable", 0)
    items = _items(call, value)
    if isinstance(items, Unknown):
        return Dataset((call.unknown("a count"), iteration.iterate_element(value)), origin="enumerate")
    if any(isinstance(item, (BranchItems, LoopItems)) for item in items):

        def number(run: tuple[Value, ...]) -> tuple[Value, ...]:
            return tuple(
                LoopItems(number(item.items))
                if isinstance(item, LoopItems)
                else BranchItems(tuple(number(option) for option in item.options))
                if isinstance(item, BranchItems)
                else (call.unknown("a count"), item)
                for item in run
            )

        return ListValue(number(items))
    if not isinstance(start, int):
        return ListValue(tuple((call.unknown("a count"), item) for item in items))
    return ListValue(tuple(enumerate(items, start)))


@function("builtins.zip", "itertools.zip_longest", for_each_option=False)
def zip_(call: Call) -> Value:
    columns = [call.reader.iterate(value) for value in call.args]
    known = [column for column in columns if isinstance(column, tuple)]
    if len(known) == len(columns) and columns:
        return ListValue(tuple(zip(*known, strict=False)))
    runs = [value.state["items"] if isinstance(value, ListValue) else None for value in call.args]
    if runs and all(isinstance(run, tuple) and run for run in runs):
        return ListValue(iteration.zipped(tuple(run for run in runs if run is not None)))
    return Dataset(tuple(iteration.iterate_element(value) for value in call.args), origin="zip")


@function("builtins.reversed")
def reversed_(call: Call) -> Value:
    items = _items(call, call.get("sequence", 0))
    return ListValue(items if isinstance(items, Unknown) else tuple(reversed(items)))


@function("builtins.sorted", for_each_option=False)
def sorted_(call: Call) -> Value:
    if isinstance(call.get("iterable", 0), ArrayObject):
        return call.get("iterable", 0)
    items = call.reader.iterate(call.get("iterable", 0))
    if isinstance(items, tuple) and not call.has("key") and all(isinstance(i, (int, float, str)) for i in items):
        try:
            return ListValue(tuple(sorted(items, reverse=bool(call.get("reverse")))))
        except TypeError:
            pass
    if isinstance(items, tuple):
        return ListValue(call.unknown("a sorted list"))
    return ListValue(items)


@function("builtins.sum", "math.fsum", for_each_option=False)
def sum_(call: Call) -> Value:
    items = call.reader.iterate(call.get("iterable", 0))
    if isinstance(items, Unknown):
        return call.unknown("a sum")
    total: Value = call.get("start", 1, 0)
    for item in items:
        total = (
            item if total == 0 and not isinstance(item, CONSTANTS) else call.reader.binary("+", total, item, call.node)
        )
    return total


def _extreme(pick: Callable[..., Any]) -> Callable[[Call], Value]:
    def handler(call: Call) -> Value:
        if len(call.args) == 1 and isinstance(call.args[0], ArrayObject):
            return call.reader.call(Method(call.args[0], pick.__name__), (), {}, call.node)
        values = call.args if len(call.args) > 1 else call.reader.iterate(call.args[0]) if call.args else ()
        if (
            isinstance(values, tuple)
            and values
            and all(isinstance(v, (int, float, str)) for v in values)
            and not call.kwargs
        ):
            try:
                return pick(values)
            except TypeError:
                pass
        return call.unknown(f"a {pick.__name__}imum")

    return handler


function("builtins.max")(_extreme(max))
function("builtins.min")(_extreme(min))


def _math(name: str, compute: Callable[..., Any]) -> None:
    def handler(call: Call) -> Value:
        if call.args and all(isinstance(value, (int, float)) for value in call.args) and not call.kwargs:
            try:
                return compute(*call.args)
            except (ValueError, OverflowError, TypeError, ZeroDivisionError):
                return call.unknown(f"{name} fails")
        first = call.args[0] if call.args else None
        return first if isinstance(first, Unknown) else call.unknown(f"the result of {name}")

    function(name)(handler)


for _name in (
    "sqrt",
    "log",
    "log2",
    "log10",
    "exp",
    "ceil",
    "floor",
    "pow",
    "sin",
    "cos",
    "tanh",
    "gcd",
    "trunc",
    "prod",
):
    if _name != "prod":
        _math(f"math.{_name}", getattr(math, _name))
_math("builtins.abs", abs)
_math("builtins.round", round)
_math("builtins.divmod", divmod)


@function("builtins.pow")
def power(call: Call) -> Value:
    if len(call.args) == 2:
        return call.reader.binary("**", call.args[0], call.args[1], call.node)
    return call.unknown("a power")


@function("math.prod", "numpy.prod")
def product_of(call: Call) -> Value:
    items = call.reader.iterate(call.args[0]) if call.args else ()
    if isinstance(items, tuple) and all(isinstance(item, (int, float)) for item in items):
        return math.prod(items)
    return call.unknown("a product")


# ---- objects ----


@function("builtins.getattr", for_each_option=False)
def getattr_(call: Call) -> Value:
    owner, name = call.get("object", 0), call.get("name", 1)

    def of(owner: Value) -> Value:
        if isinstance(name, Union):
            return join(
                tuple(call.reader.attribute(owner, one, call.node) for one in name.options if isinstance(one, str))
            )
        if not isinstance(name, str):
            return call.unknown("an attribute whose name is not known")
        found = call.reader.attribute(owner, name, call.node)
        if isinstance(found, Unknown) and call.has("default", 2):
            known = isinstance(owner, Instance) and all(isinstance(base, Class) for base in owner.cls.bases)
            return call.args[2] if known else join((found, call.args[2]))
        return found

    return join(tuple(of(option) for option in options(owner)))


@function("builtins.setattr", for_each_option=False)
def setattr_(call: Call) -> Value:
    if len(call.args) == 3 and isinstance(call.args[1], str):
        for option in options(call.args[0]):
            call.reader.set_attribute(option, call.args[1], call.args[2], call.node)  # type: ignore[attr-defined]
    return None


@function("builtins.hasattr", for_each_option=False)
def hasattr_(call: Call) -> Value:
    owner = call.get("object", 0)
    if isinstance(owner, Instance) and isinstance(call.args[1], str) and call.args[1] in owner.state:
        return True
    return call.unknown("whether an attribute is there")


_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (float,),
    "str": (str,),
    "bool": (bool,),
    "tuple": (tuple,),
    "bytes": (bytes,),
}


@function("builtins.isinstance", for_each_option=False)
def isinstance_(call: Call) -> Value:
    value = call.get("object", 0)
    kinds = call.get("classinfo", 1)
    kinds = kinds if isinstance(kinds, tuple) else (kinds,)
    answers = {_is_a(call, one, kind) for one in options(value) for kind in kinds}
    if len(options(value)) == 1:
        return True if True in answers else call.unknown("a type") if None in answers else False
    return answers.pop() if len(answers) == 1 and None not in answers else call.unknown("a type")


def _is_a(call: Call, value: Value, kind: Value) -> bool | None:
    if isinstance(value, Unknown) or isinstance(kind, (Unknown, Union)):
        return None
    name = kind.name if isinstance(kind, ExternalName) else ""
    if name.startswith("builtins."):
        short = name.removeprefix("builtins.")
        if short in _TYPES:
            return isinstance(value, _TYPES[short]) if isinstance(value, (*CONSTANTS, tuple)) else False
        if short == "list":
            return isinstance(value, ListValue) and not isinstance(value, SetValue)
        if short == "dict":
            return isinstance(value, DictValue)
        return None
    if isinstance(kind, Class):
        if isinstance(value, Instance):
            return True if kind in call.reader.order(value.cls) else None  # type: ignore[attr-defined]
        return False
    if isinstance(value, (*CONSTANTS, tuple, ListValue, DictValue)):
        return (
            False
            if name.startswith(("keras.", "tensorflow.", "numpy.", "collections.")) and "abc" not in name
            else None
        )
    if isinstance(value, LayerObject) and name.startswith("keras.layers."):
        wanted = name.rpartition(".")[2]
        return wanted in ("Layer", value.layer.class_name)
    if isinstance(value, KerasModel) and name in ("keras.Model", "keras.layers.Layer"):
        return True
    if isinstance(value, KerasModel) and name.startswith("keras.layers."):
        return False
    if isinstance(value, KerasModel) and name == "keras.Sequential":
        return value.form == "sequential"
    return None


@function("builtins.callable", for_each_option=False)
def callable_(call: Call) -> Value:
    value = call.get("object", 0)
    if isinstance(value, (*CONSTANTS, tuple, ListValue, DictValue)):
        return False
    return (
        True
        if isinstance(value, (Function, Bound, Partial, Class, ExternalName))
        else call.unknown("whether it can be called")
    )


@function("builtins.type", for_each_option=False)
def type_(call: Call) -> Value:
    value = call.get("object", 0)
    if isinstance(value, Instance):
        return value.cls
    for name, kinds in _TYPES.items():
        if type(value) in kinds:
            return ExternalName("builtins." + name)
    return call.unknown("a type")


@function("builtins.super", for_each_option=False)
def super_(call: Call) -> Value:
    from kerasrules.interpreter.eval.classes import Super

    frames = call.reader.frames  # type: ignore[attr-defined]
    if len(call.args) == 2 and isinstance(call.args[0], Class):
        return Super(call.args[0], call.args[1])
    for frame in reversed(frames):
        owner = getattr(frame, "owner", None)
        if owner is not None:
            return Super(owner, frame.self)
    return call.unknown("super() outside a class")


@function("builtins.print", "builtins.exit", "builtins.quit")
def nothing(call: Call) -> Value:
    return None


@function("builtins.map", for_each_option=False)
def map_(call: Call) -> Value:
    columns = [call.reader.iterate(value) for value in call.args[1:]]
    known = [column for column in columns if isinstance(column, tuple)]
    if columns and len(known) == len(columns):
        return ListValue(
            tuple(call.reader.call(call.args[0], row, {}, call.node) for row in list(zip(*known, strict=False))[:256])
        )
    elements = tuple(iteration.iterate_element(value) for value in call.args[1:])
    return ListValue((LoopItems((call.reader.call(call.args[0], elements, {}, call.node),)),))


@function("builtins.filter")
def filter_(call: Call) -> Value:
    return ListValue(call.unknown("a filtered list"))


@function("builtins.any", "builtins.all", for_each_option=False)
def any_all(call: Call) -> Value:
    items = call.reader.iterate(call.get("iterable", 0))
    if isinstance(items, Unknown):
        return call.unknown("a condition")
    answers = [call.reader.truth(item) for item in items]  # type: ignore[attr-defined]
    decisive = call.name.endswith("any")
    if decisive in answers:
        return decisive
    return call.unknown("a condition") if None in answers else not decisive


@function("builtins.iter", for_each_option=False)
def iter_(call: Call) -> Value:
    return call.get("iterable", 0)


@function("builtins.next", for_each_option=False)
def next_(call: Call) -> Value:
    value = call.get("iterator", 0)
    items = call.reader.iterate(value)
    if isinstance(items, tuple):
        return call.unknown("the next item")
    return iteration.iterate_element(value)


@function("functools.partial", for_each_option=False)
def partial(call: Call) -> Value:
    return Partial(call.args[0], call.args[1:], dict(call.kwargs)) if call.args else call.unknown("a partial")


@function("functools.wraps", "functools.lru_cache", "functools.cache", for_each_option=False)
def decorator(call: Call) -> Value:
    return ExternalName("functools.identity")


@function("functools.reduce", for_each_option=False)
def reduce(call: Call) -> Value:
    items = call.reader.iterate(call.args[1]) if len(call.args) > 1 else call.unknown("a reduction")
    if isinstance(items, Unknown):
        return items
    rest = list(items)
    value = call.args[2] if len(call.args) > 2 else rest.pop(0) if rest else None
    for item in rest:
        value = call.reader.call(call.args[0], (value, item), {}, call.node)
    return value


@function("itertools.chain", for_each_option=False)
def chain(call: Call) -> Value:
    joined: tuple[Value, ...] = ()
    for value in call.args:
        items = _items(call, value)
        joined += items if isinstance(items, tuple) else (LoopItems((items,)),)
        if len(joined) > MAX_LENGTH:
            break
    return ListValue(joined)


@function("itertools.product", for_each_option=False)
def cartesian(call: Call) -> Value:
    import itertools

    columns = [call.reader.iterate(value) for value in call.args]
    known = [column for column in columns if isinstance(column, tuple)]
    times = call.get("repeat", None, 1)
    sized = len(known) == len(columns) and type(times) is int and 0 <= times <= 8
    if sized and math.prod(len(column) for column in known) ** times <= 256:
        return ListValue(tuple(itertools.product(*known, repeat=times)))
    return call.unknown("a product of lists")


@function("itertools.repeat", for_each_option=False)
def repeat(call: Call) -> Value:
    times = call.get("times", 1)
    if type(times) is int and times <= MAX_ITEMS:
        return ListValue((call.args[0],) * times)
    return call.unknown("an endless repetition")


@function("copy.copy", "copy.deepcopy", for_each_option=False)
def copy(call: Call) -> Value:
    value = call.get("x", 0)
    if isinstance(value, SetValue):
        return SetValue(value.state["items"])
    if isinstance(value, ListValue):
        return ListValue(value.state["items"])
    if isinstance(value, DictValue):
        return DictValue(value.items)
    if isinstance(value, (*CONSTANTS, tuple)):
        return value
    if isinstance(value, ArrayObject):
        return ArrayObject(value.info, derived_from=value.derived_from, frame=value.frame)
    return call.unknown("a copy")


@function("dataclasses.field", for_each_option=False)
def field(call: Call) -> Value:
    return LibraryObject("dataclasses.field", {"default": call.unknown("a field"), **call.kwargs}, call.location)


@function("os.path.join", for_each_option=False)
def path_join(call: Call) -> Value:
    if all(isinstance(value, str) for value in call.args):
        return "/".join(
            part.rstrip("/") if index < len(call.args) - 1 else part for index, part in enumerate(call.args)
        )
    return call.unknown("a path")


@function("os.environ.get", "os.getenv", "os.environ.setdefault")
def environment(call: Call) -> Value:
    return call.unknown("an environment variable")


# ---- lists ----


def _change(call: Call, items: tuple[Value, ...] | Unknown) -> None:
    call.reader.store.write(call.receiver, "items", items)


@method("list", "append", for_each_option=False)
@method("set", "add", for_each_option=False)
def append(call: Call) -> Value:
    items = call.receiver.state["items"]
    if isinstance(items, tuple) and call.args:
        _change(call, (*items, call.args[0]))
    return None


@method("list", "appendleft", for_each_option=False)
def append_left(call: Call) -> Value:
    items = call.receiver.state["items"]
    if isinstance(items, tuple):
        _change(call, (call.args[0], *items))
    return None


@method("list", "extend", for_each_option=False)
@method("set", "update", for_each_option=False)
def extend(call: Call) -> Value:
    items = call.receiver.state["items"]
    added = _items(call, call.get("iterable", 0))
    if isinstance(items, tuple):
        _change(call, shortened((*items, *added) if isinstance(added, tuple) else (*items, LoopItems((added,)))))
    return None


@method("list", "insert", for_each_option=False)
def insert(call: Call) -> Value:
    items = call.receiver.items
    index = call.get("index", 0)
    if isinstance(items, tuple) and type(index) is int:
        changed = list(items)
        changed.insert(index, call.args[1])
        _change(call, tuple(changed))
    else:
        _change(call, call.unknown("a list with an item inserted somewhere"))
    return None


@method("list", "pop", "popleft", for_each_option=False)
def pop(call: Call) -> Value:
    items = call.receiver.state["items"]
    index = 0 if call.name.endswith("popleft") else call.get("index", 0, -1)
    if isinstance(items, tuple) and items and type(index) is int:
        edge = items[index] if index in (0, -1) else None
        whole = not isinstance(call.receiver.items, Unknown)
        if (whole and -len(items) <= index < len(items)) or (
            edge is not None and not isinstance(edge, (BranchItems, LoopItems))
        ):
            changed = list(items)
            value = changed.pop(index)
            _change(call, tuple(changed))
            return value
    _change(call, call.unknown("a list with an item taken out"))
    return call.unknown("an item of a list")


@method("list", "remove", "sort", "clear", for_each_option=False)
@method("set", "discard", "remove", "clear", for_each_option=False)
def disturb(call: Call) -> Value:
    _change(call, () if call.name.endswith("clear") else call.unknown("a list that was changed"))
    return None


@method("list", "reverse", for_each_option=False)
def reverse(call: Call) -> Value:
    items = call.receiver.state["items"]
    if isinstance(items, tuple):
        _change(call, tuple(reversed(items)))
    return None


@method("list", "copy", for_each_option=False)
def copy_list(call: Call) -> Value:
    return ListValue(call.receiver.state["items"])


@method("list", "index", "count")
def search(call: Call) -> Value:
    items = call.receiver.items
    if isinstance(items, tuple) and all(isinstance(item, CONSTANTS) for item in items) and call.args:
        try:
            return getattr(items, call.name.rpartition(".")[2])(call.args[0])
        except ValueError:
            pass
    return call.unknown("a position in a list")


# ---- dicts ----


@method("dict", "get")
def get(call: Call) -> Value:
    items, key = call.receiver.items, call.get("key", 0)
    default = call.get("default", 1)
    if isinstance(items, Unknown):
        return items
    if hashable(key):
        return items.get(key, default)
    return join((*items.values(), default)) if 0 < len(items) <= 4 else call.unknown("a key that is not known")


@method("dict", "items", "keys", "values", for_each_option=False)
def views(call: Call) -> Value:
    items = call.receiver.items
    if isinstance(items, Unknown):
        return ListValue(items)
    view = call.name.rpartition(".")[2]
    return ListValue(tuple(items.items() if view == "items" else items.keys() if view == "keys" else items.values()))


@method("dict", "update", for_each_option=False)
def update(call: Call) -> Value:
    items = call.receiver.items
    other = call.args[0] if call.args else DictValue({})
    if isinstance(items, Unknown):
        return None
    if not isinstance(other, DictValue) or isinstance(other.items, Unknown) or call.incomplete:
        call.reader.store.write(call.receiver, "items", call.unknown("a dict that takes in one that is not known"))
    else:
        call.reader.store.write(call.receiver, "items", {**items, **other.items, **call.kwargs})
    return None


@method("dict", "setdefault", "pop", for_each_option=False)
def take(call: Call) -> Value:
    items, key = call.receiver.items, call.get("key", 0)
    if isinstance(items, Unknown) or not hashable(key):
        call.reader.store.write(call.receiver, "items", call.unknown("a dict that was changed"))
        return call.unknown("an entry of a dict")
    default = call.get("default", 1)
    if call.name.endswith("pop"):
        call.reader.store.write(call.receiver, "items", {k: v for k, v in items.items() if k != key})
        return items.get(key, default)
    if key not in items:
        call.reader.store.write(call.receiver, "items", {**items, key: default})
        return default
    return items[key]


@method("dict", "copy", for_each_option=False)
def copy_dict(call: Call) -> Value:
    return DictValue(call.receiver.items)


# ---- strings ----

_STRING_METHODS = [
    "lower",
    "upper",
    "strip",
    "lstrip",
    "rstrip",
    "split",
    "rsplit",
    "replace",
    "startswith",
    "endswith",
    "format",
    "join",
    "title",
    "capitalize",
    "zfill",
    "removeprefix",
    "removesuffix",
    "find",
    "rfind",
    "index",
    "count",
    "isdigit",
    "isalpha",
    "swapcase",
    "splitlines",
    "partition",
    "rpartition",
    "ljust",
    "rjust",
]


def _bounded(text: str, name: str, args: list[Any]) -> bool:
    """Whether what a method of a string makes is of a length that people write."""
    if name == "replace" and len(args) >= 2 and isinstance(args[0], str) and isinstance(args[1], str):
        return len(text) + text.count(args[0]) * len(args[1]) <= MAX_LENGTH
    if name == "join" and args and isinstance(args[0], list):
        return sum(map(len, args[0])) + len(args[0]) * len(text) <= MAX_LENGTH
    if name == "format":
        nested = re.search(r":[^}]*\{", text) is not None
        return bounded_format(text) and not nested and sum(len(str(arg)) for arg in args) <= MAX_LENGTH
    return len(text) <= MAX_LENGTH


@method("str", *_STRING_METHODS)
def string_method(call: Call) -> Value:
    args: list[Any] = []
    for value in call.args:
        if (
            isinstance(value, ListValue)
            and isinstance(value.items, tuple)
            and all(isinstance(i, str) for i in value.items)
        ):
            args.append(list(value.items))
        elif isinstance(value, (str, int, float, bool)) or value is None:
            args.append(value)
        else:
            return call.unknown("a string")
    if not all(isinstance(value, (str, int, float)) for value in call.kwargs.values()):
        return call.unknown("a string")
    name = call.name.rpartition(".")[2]
    if name in ("zfill", "ljust", "rjust") and args and isinstance(args[0], int) and args[0] > 1000:
        return call.unknown("a long string")
    if not _bounded(call.receiver, name, args):
        return call.unknown("a long string")
    try:
        result = getattr(call.receiver, name)(*args, **call.kwargs)
    except (TypeError, ValueError, LookupError, AttributeError):
        return call.unknown(f"{name} fails on this string")
    return ListValue(tuple(result)) if isinstance(result, list) else result


# ---- argparse ----


@function("argparse.ArgumentParser", "configargparse.ArgumentParser", for_each_option=False)
def parser(call: Call) -> Value:
    made = LibraryObject("argparse.ArgumentParser", {}, call.location)
    made.state["%options"] = {}
    return made


@method("argparse.ArgumentParser", "add_argument", for_each_option=False)
def add_argument(call: Call) -> Value:
    flags = [value for value in call.args if isinstance(value, str)]
    if not flags:
        return None
    long = next((flag for flag in flags if flag.startswith("--")), flags[0])
    given = call.kwargs.get("dest")
    name = given if isinstance(given, str) else long.lstrip("-").replace("-", "_")
    action = call.kwargs.get("action")
    value: Value
    if "default" in call.kwargs:
        value = call.kwargs["default"]
        kind = call.kwargs.get("type")
        if (
            isinstance(value, str)
            and isinstance(kind, ExternalName)
            and kind.name in ("builtins.int", "builtins.float")
        ):
            value = call.reader.call(kind, (value,), {}, call.node)
    elif action == "store_true":
        value = False
    elif action == "store_false":
        value = True
    else:
        value = call.unknown(f"the command line option {long} has no default")
    if value is None:
        value = call.unknown(f"the command line option {long} has no default")
    call.receiver.state["%options"][name] = value
    return None


@method("argparse.ArgumentParser", "add_argument_group", "add_mutually_exclusive_group", for_each_option=False)
def group(call: Call) -> Value:
    return call.receiver


@method("argparse.ArgumentParser", "set_defaults", for_each_option=False)
def set_defaults(call: Call) -> Value:
    call.receiver.state["%options"].update(call.kwargs)
    return None


@method("argparse.ArgumentParser", "parse_args", for_each_option=False)
def parse_args(call: Call) -> Value:
    made = LibraryObject("argparse.Namespace", {}, call.location)
    made.state.update(call.receiver.state["%options"])
    return made


@method("argparse.ArgumentParser", "parse_known_args", for_each_option=False)
def parse_known_args(call: Call) -> Value:
    return (parse_args(call), ListValue(call.unknown("further options")))


@function("builtins.vars", for_each_option=False)
def vars_(call: Call) -> Value:
    value = call.get("object", 0)
    if isinstance(value, LibraryObject) and value.cls == "argparse.Namespace":
        return DictValue({key: item for key, item in value.state.items() if not key.startswith("%")})
    if isinstance(value, Instance):
        return DictValue({key: item for key, item in value.state.items() if not key.startswith("%")})
    return call.unknown("a dict of attributes")


@function("types.SimpleNamespace", "argparse.Namespace", for_each_option=False)
def namespace(call: Call) -> Value:
    made = LibraryObject("argparse.Namespace", {}, call.location)
    made.state.update(call.kwargs)
    return made
