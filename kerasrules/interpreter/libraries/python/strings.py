"""Methods of strings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasrules.interpreter.budget import MAX_LENGTH, Budget
from kerasrules.interpreter.libraries.registry import Call, constants, method
from kerasrules.interpreter.values import ListValue, Value

constants({"string.ascii_lowercase": "abcdefghijklmnopqrstuvwxyz", "string.digits": "0123456789"})

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


def _allows(budget: Budget, text: str, name: str, args: list[Any], kwargs: Mapping[str, Any]) -> bool:
    """Whether what a method of a string makes is of a length that people write."""
    if len(text) > MAX_LENGTH:
        return False
    if name == "replace" and len(args) >= 2 and isinstance(args[0], str) and isinstance(args[1], str):
        return budget.allows_length(len(text) + text.count(args[0]) * len(args[1]))
    if name == "join" and args and isinstance(args[0], (list, str)):
        return budget.allows_length(sum(map(len, args[0])) + len(args[0]) * len(text))
    if name == "format":
        from string import Formatter  # loads regular expressions, which few programs need

        # a width may be a field of its own: "{:{}}"
        nested = any("{" in (spec or "") for _, _, spec, _ in Formatter().parse(text))
        return not nested and budget.allows_format(text, (*args, *kwargs.values()))
    if name in ("zfill", "ljust", "rjust") and args and isinstance(args[0], int):
        return budget.allows_length(max(len(text), args[0]))
    return budget.allows_length(len(text))


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
    try:
        if not _allows(call.context.budget, call.receiver, name, args, call.kwargs):
            return call.unknown("a long string")
        result = getattr(call.receiver, name)(*args, **call.kwargs)
    except (TypeError, ValueError, LookupError, AttributeError):
        return call.unknown(f"{name} fails on this string")
    return ListValue(tuple(result)) if isinstance(result, list) else result
