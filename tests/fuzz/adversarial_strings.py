"""Strings that make a pattern work as hard as it can: beginnings of what it looks for, repeated, and then no match."""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import pkgutil
import random
import re
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, NamedTuple

try:
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_parse as parser

_METHODS = {"search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"}
_CATEGORIES = {"SPACE": " \n", "DIGIT": "1", "WORD": "a_", "NOT_SPACE": "a(", "NOT_DIGIT": "a", "NOT_WORD": "-"}
_ALPHABET = "aA1_ (-.'\"\n\t\\#,=/"
_ENDS = ("", "\n", "\0", "é(")
_TRIES = 12


class Use(NamedTuple):
    """A place that uses a pattern. begins: the match has to begin where the search does."""

    place: str
    pattern: re.Pattern[Any]
    begins: bool


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    """Every module below a package, less those that need a library which is not installed here."""
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + ".", onerror=lambda name: None):
        if not info.name.endswith("__main__"):
            with contextlib.suppress(ModuleNotFoundError):
                yield importlib.import_module(info.name)


def uses_in(module: ModuleType) -> Iterator[Use]:
    """The patterns that a module uses. Those made of local variables are left out."""
    try:
        tree = ast.parse(inspect.getsource(module))
    except OSError:  # an empty module
        return
    compiled = {name: value for name, value in vars(module).items() if isinstance(value, re.Pattern)}
    methods: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in compiled:
            methods.setdefault(node.value.id, set()).add(node.attr)
        called = node.func if isinstance(node, ast.Call) else None
        if not isinstance(called, ast.Attribute) or not isinstance(called.value, ast.Name) or called.value.id != "re":
            continue
        if called.attr in _METHODS and node.args:
            try:
                pattern, *flags = (_evaluated(one, module) for one in (node.args[0], *_flags(node)))
            except NameError:
                continue
            yield Use(f"{module.__name__}:{node.lineno}", re.compile(pattern, *flags), _begins({called.attr}))
    for name, value in compiled.items():
        yield Use(f"{module.__name__}.{name}", value, _begins(methods.get(name, {"search"})))


def _begins(methods: set[str]) -> bool:
    return methods <= {"match", "fullmatch", "pattern"}


def _flags(call: ast.Call) -> list[ast.expr]:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    return named or (call.args[2:3] if isinstance(call.func, ast.Attribute) and call.func.attr != "sub" else [])


def _evaluated(expression: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(expression), "<pattern>", "eval"), dict(vars(module)))


def adversarial_strings(pattern: re.Pattern[Any], length: int) -> Iterator[str]:
    """Strings of about a length for a pattern."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    parsed = parser.parse(source, flags)
    chance = random.Random(ascii(source))
    beginnings = {""}
    for _ in range(_TRIES):
        example = _example(parsed, chance)
        beginnings.add(example[: chance.randint(1, len(example))] if example else "")
        beginnings.add(example)
    characters = sorted({character for beginning in beginnings for character in beginning})
    for piece in sorted({*beginnings, *characters, *(chance.choice(characters) + c for c in characters)} - {""}):
        repeated = piece * (length // len(piece) + 1)
        for end in _ENDS:
            yield repeated + end
        if len(piece) < 3:
            for beginning in sorted(beginnings)[:8]:
                yield beginning + repeated + chance.choice(_ENDS)


def _example(parsed: Sequence[tuple[object, Any]], chance: random.Random) -> str:
    """A text that the pattern finds, or nearly: conditions on what stands around are left out."""
    text = ""
    for operator, argument in parsed:
        name = str(operator)
        if name == "LITERAL":
            text += chr(argument)
        elif name == "NOT_LITERAL":
            text += chance.choice([one for one in _ALPHABET if ord(one) != argument])
        elif name == "ANY":
            text += chance.choice(_ALPHABET)
        elif name == "IN":
            text += chance.choice(_characters(argument))
        elif name == "BRANCH":
            text += _example(chance.choice(argument[1]), chance)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = argument
            for _ in range(min(chance.randint(least, least + 2), most)):
                text += _example(inner, chance)
        elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
            text += _example(argument[-1] if name == "SUBPATTERN" else argument, chance)
        elif name == "ASSERT":
            text += _example(argument[1], chance) if argument[0] > 0 else ""
    return text


def _characters(parts: Sequence[tuple[object, Any]]) -> str:
    """Some characters that a class takes."""
    named = ""
    for operator, value in parts:
        if str(operator) == "LITERAL":
            named += chr(value)
        elif str(operator) == "RANGE":
            named += chr(value[0]) + chr(value[1])
        elif str(operator) == "CATEGORY":
            named += _CATEGORIES[str(value).removeprefix("CATEGORY_")]
    if str(parts[0][0]) != "NEGATE":
        return named
    return "".join(one for one in _ALPHABET if one not in named) or "é"
