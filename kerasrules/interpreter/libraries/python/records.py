"""The modules dataclasses and types: fields and name spaces."""

from __future__ import annotations

from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import LibraryObject, Value


@function("dataclasses.field", for_each_option=False)
def field(call: Call) -> Value:
    return LibraryObject("dataclasses.field", {"default": call.unknown("a field"), **call.kwargs}, call.location)


@function("types.SimpleNamespace", "argparse.Namespace", for_each_option=False)
def namespace(call: Call) -> Value:
    return LibraryObject("argparse.Namespace", {}, call.location, call.kwargs)
