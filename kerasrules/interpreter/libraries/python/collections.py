"""The module collections: deque, OrderedDict, Counter, defaultdict, namedtuple."""

from __future__ import annotations

import ast

from kerasrules.interpreter.libraries.common import known_items
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import BranchItems, Class, DictValue, ExternalName, ListValue, Value
from kerasrules.model.unknown import Unknown


@function("collections.deque")
def make_deque(call: Call) -> Value:
    given = known_items(call, call.get("iterable", 0, ()))
    if isinstance(given, Unknown):
        return ListValue(given)
    # a bounded deque forgets: which of the items it still holds, and how many, is unknown
    forgets = call.has("maxlen", 1) and call.get("maxlen", 1) is not None
    return ListValue((BranchItems((given,)),) if forgets else given)


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
