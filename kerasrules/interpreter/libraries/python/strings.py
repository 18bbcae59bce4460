"""Methods of strings."""

from __future__ import annotations

import re
from typing import Any

from kerasrules.interpreter.eval.operators import bounded_format
from kerasrules.interpreter.libraries.registry import CONSTANTS, Call, method
from kerasrules.interpreter.values import MAX_LENGTH, ListValue, Value

CONSTANTS.update({"string.ascii_lowercase": "abcdefghijklmnopqrstuvwxyz", "string.digits": "0123456789"})

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
