"""The module argparse: options whose defaults a program trains with."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.interpreter import split_names
from kerasrules.interpreter.heap import Field, Join
from kerasrules.interpreter.libraries.registry import Call, function, method
from kerasrules.interpreter.values import ExternalName, LibraryObject, ListValue, Value


class ArgumentParser(LibraryObject):
    """A parser with the options that it was given."""

    __slots__ = ()
    options: Field[Mapping[str, Value]] = Field({}, Join.NAMES)
    """The default of each option."""


@function("argparse.ArgumentParser", "configargparse.ArgumentParser", for_each_option=False)
def parser(call: Call) -> Value:
    return ArgumentParser("argparse.ArgumentParser", {}, call.location)


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
        if isinstance(value, str):
            split_names.note_binding(call.context, name, value, call.node)
        kind = call.kwargs.get("type")
        if (
            isinstance(value, str)
            and isinstance(kind, ExternalName)
            and kind.name in ("builtins.int", "builtins.float")
        ):
            value = call.context.call(kind, (value,), {}, call.node)
    elif action == "store_true":
        value = False
    elif action == "store_false":
        value = True
    else:
        value = call.unknown(f"the command line option {long} has no default")
    if value is None:
        value = call.unknown(f"the command line option {long} has no default")
    _add(call, {name: value})
    return None


@method("argparse.ArgumentParser", "add_argument_group", "add_mutually_exclusive_group", for_each_option=False)
def group(call: Call) -> Value:
    return call.receiver


@method("argparse.ArgumentParser", "set_defaults", for_each_option=False)
def set_defaults(call: Call) -> Value:
    _add(call, call.kwargs)
    return None


def _add(call: Call, options: Mapping[str, Value]) -> None:
    parser: ArgumentParser = call.receiver
    call.context.heap.set(parser, ArgumentParser.options, {**parser.options, **options})


@method("argparse.ArgumentParser", "parse_args", for_each_option=False)
def parse_args(call: Call) -> Value:
    return LibraryObject("argparse.Namespace", {}, call.location, call.receiver.options)


@method("argparse.ArgumentParser", "parse_known_args", for_each_option=False)
def parse_known_args(call: Call) -> Value:
    return (parse_args(call), ListValue(call.unknown("further options")))
