"""What names, paths and arrays say of the part of the data that they are: training, or test and validation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from kerasrules.interpreter.scopes import Scope
from kerasrules.interpreter.values import ArrayObject, Dataset, ListValue, Value
from kerasrules.model.data_flow import NamedSplit
from kerasrules.source.syntax_nodes import walk

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context
    from kerasrules.interpreter.libraries.registry import HandlerContext

_WORD = r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])"
_PART = (
    r"[xy]?(?P<word>train(?:ing)?|test(?:ing)?|val(?:id(?:ation)?)?|eval)"
    r"(?:x|y|set|dir|path|file|folder|data|df|ds|gen|generator|loader|images|labels|csv)?"
)
_SAYING = ("train", "test", "val")
"""One of them is in each such word."""
_LONGEST = 200
_OF_DATA = frozenset(
    [
        "x",
        "y",
        "set",
        "data",
        "dataset",
        "images",
        "labels",
        "features",
        "dir",
        "folder",
        "ds",
        "df",
        "split",
        "samples",
    ]
)
_OF_FILES = ("dir", "directory", "path", "folder", "file", "csv", "root")


@lru_cache(maxsize=4096)
def part_of(text: str) -> str | None:
    """What a name says: "train", "test" or "validation"; None where it says nothing, or several things."""
    if not any(word in text.lower() for word in _SAYING):
        return None
    found = {
        "train" if word.startswith("train") else "test" if word.startswith("test") else "validation"
        for part in re.findall(_WORD, text)
        if (match := re.fullmatch(_PART, part.lower())) is not None
        for word in [match["word"]]
    }
    return found.pop() if len(found) == 1 else None


def part_of_path(text: str) -> str | None:
    """What a path, a file's name or a key says: all of its parts that say something must say the same."""
    if len(text) > _LONGEST or any(mark in text for mark in " \n\t[%"):
        return None
    if not any(mark in text for mark in "/\\."):
        # a key or a folder: a word beside, as in "val_loss", is about something else
        words = [word.lower() for word in re.findall(_WORD, text)]
        if not all(re.fullmatch(_PART, word) or word in _OF_DATA for word in words):
            return None
    found = {part for piece in re.split(r"[/\\]", text) if (part := part_of(piece)) is not None}
    return found.pop() if len(found) == 1 else None


def note_binding(ctx: HandlerContext, name: str, text: Value, node: ast.AST) -> None:
    """Note a name that holds a path, or an array, of another part than it says. text: the path or the array."""
    says = part_of(name)
    if says is None:
        return
    if isinstance(text, ArrayObject):
        holds, shown = text.info.split, text.info.origin or ""
        # validation data are taken from the training part
        holds = None if says == "validation" and holds == "train" else holds
    elif isinstance(text, str):
        holds, shown = part_of_path(text), f'"{text}"'
    else:
        return
    if holds is not None and (says == "train") is not (holds == "train"):
        function = ctx.stack.frames[-1].function
        around = ctx.location(function) if isinstance(function, ast.AST) else None
        ctx.events.misnamed_splits[NamedSplit(name, says, holds, shown, ctx.location(node), around)] = None


def note_assignment(ctx: Context, node: ast.Assign, value: Value, scope: Scope) -> None:
    """Note the names of an assignment whose value is made of a path of another part than they say."""
    says: bool | None = getattr(node, "_kerasrules_names_split", None)
    if says is None:
        says = any(part_of(_name(part)) is not None for part in walk(node.targets[-1]))
        node._kerasrules_names_split = says  # type: ignore[attr-defined]
    if not says:
        return
    for target, source, held in _pairs(node.targets[-1], node.value, value):
        names = [part for part in walk(target) if isinstance(part, (ast.Name, ast.Attribute))]
        told = [part for part in names if part_of(_name(part)) is not None]
        if not told:
            continue
        if isinstance(held, Dataset):
            elements = held.element if isinstance(held.element, tuple) else (held.element,)
            held = next((one.info.split for one in elements if isinstance(one, ArrayObject)), None)
        if isinstance(held, str) or (isinstance(held, ArrayObject) and held.info.split is not None):
            note_binding(ctx, _name(told[0]), held, node)
            continue
        texts = list(_texts(source, scope))
        parts = {part_of_path(text) for text in texts} - {None}
        if len(parts) == 1:
            text = next(text for text in texts if part_of_path(text) is not None)
            for name in told:
                note_binding(ctx, _name(name), text, node)


def _pairs(target: ast.expr, source: ast.expr, value: Value) -> Iterator[tuple[ast.expr, ast.expr, Value]]:
    """The targets of an assignment, each with its expression and its value."""
    if isinstance(target, (ast.Tuple, ast.List)):
        items = value.items if isinstance(value, ListValue) else value
        values = items if isinstance(items, tuple) and len(items) == len(target.elts) else None
        sources = source.elts if isinstance(source, (ast.Tuple, ast.List)) else None
        if values is not None or (sources is not None and len(sources) == len(target.elts)):
            for index, part in enumerate(target.elts):
                inner = sources[index] if sources is not None and len(sources) == len(target.elts) else source
                yield from _pairs(part, inner, values[index] if values is not None else None)
            return
    yield target, source, value


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _texts(node: ast.expr, scope: Scope) -> Iterator[str]:
    """The paths that an expression is made of; a variable that holds one under a name for it says what it is."""
    for part in walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            held = scope.find(part.id)
            says = part_of(part.id)
            if isinstance(held, str):
                # one that is misnamed itself is noted where it is assigned
                if says is None or (says == "train") is (part_of_path(held) == "train"):
                    yield held
            elif says is not None and part.id.lower().endswith(_OF_FILES):
                yield part.id
