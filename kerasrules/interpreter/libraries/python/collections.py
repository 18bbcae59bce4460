"""The module collections: deque, OrderedDict, Counter, defaultdict, namedtuple."""

from __future__ import annotations

import ast

from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import Class, DictValue, ExternalName, ListValue, Value
from kerasrules.model.unknown import Unknown


@function("collections.deque")
def make_deque(call: Call) -> Value:
    # a bounded deque forgets: what it holds later is unknown
    return ListValue(call.unknown("a deque")) if call.has("maxlen", 1) or call.args else ListValue(())


@function("collections.defaultdict", for_each_option=False)
def default_dict(call: Call) -> Value:
    return DictValue({}, default=call.args[0] if call.args else None)


@function("collections.namedtuple", for_each_option=False)
def named_tuple(call: Call) -> Value:
    name, fields = call.get("typename", 0), call.get("field_names", 1)
    names = fields.replace(",", " ").split() if isinstance(fields, str) else call.context.iterate(fields)
    defaults = call.context.iterate(call.get("defaults", None, ()))
    if isinstance(names, Unknown) or isinstance(defaults, Unknown) or not all(isinstance(one, str) for one in names):
        return call.unknown("a named tuple")
    scope = call.context.scope
    return Class(
        str(name),
        (ExternalName("typing.NamedTuple"),),
        ast.ClassDef(str(name), [], [], [], []),
        scope,
        tuple(names),
        dict(zip(reversed(names), reversed(defaults), strict=False)),
    )
