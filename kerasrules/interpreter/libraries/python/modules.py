"""Python's functions about modules and what stands in them: importlib, globals, staticmethod, classmethod, property."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import Decorated, ModuleNames, Value

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


@function("importlib.import_module", "builtins.__import__", for_each_option=False)
def import_module(call: Call) -> Value:
    name = call.get("name", 0)
    if not isinstance(name, str):
        return call.unknown("a module whose name is unknown")
    return cast("Context", call.context).imports.by_name(name.split(".")[0] if call.name.endswith("__") else name)


@function("builtins.globals", for_each_option=False)
def global_names(call: Call) -> Value:
    return ModuleNames(cast("Context", call.context).imports.running())


@function("builtins.staticmethod", "builtins.classmethod", "builtins.property", for_each_option=False)
def decorated(call: Call) -> Value:
    how = call.name.removeprefix("builtins.").removesuffix("method")
    return Decorated(how, call.args[0]) if call.args else call.unknown("a method")
