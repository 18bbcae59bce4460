"""Keras as data: what `tools/generate_keras_api.py` read off one Keras of each generation.

There is a JSON file for each generation and kind of fact under `data/`, read when something of it is first asked for.
A signature stands there as Python writes it, "units, activation=None, *, name=None"; the default `...` is no literal,
and "**base" stands for the parameters of that name under "shared".
"""

from __future__ import annotations

import ast
import functools
import json
import os
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from kerasrules.processes.python_parser import expression_tree

Row: TypeAlias = "tuple[Any, ...]"
"""A parameter: its name, with "*" before it where only a keyword will do, and its default, where it has one."""

GENERATIONS = ("2", "3")
DATA = os.path.join(os.path.dirname(__file__), "data")


def path_of(kind: str, generation: str) -> str:
    """Where the facts of one kind about one generation are."""
    return os.path.join(DATA, f"keras{generation}", f"{kind}.json")


@functools.cache
def facts(kind: str, generation: str) -> Mapping[str, Any]:
    """The facts of one kind ("layers", "losses", …) about one generation, as they are in the file."""
    with open(path_of(kind, generation), "rb") as file:
        found: Mapping[str, Any] = json.load(file)
    return found


def rows(kind: str, table: str, name: str, generation: str) -> list[Row] | None:
    """The signature of one class or function; None where that generation has none."""
    whole = facts(kind, generation)
    found = whole[table].get(name)
    return None if found is None else parsed(found, whole.get("shared", {}))


def parsed(signature: str, shared: Mapping[str, str] | None = None) -> list[Row]:
    """The parameters of a signature in order."""
    tree = expression_tree(f"lambda {signature}: 0")
    assert isinstance(tree, ast.Lambda)
    given = tree.args
    required: list[ast.expr | None] = [None] * (len(given.args) - len(given.defaults))
    positional = zip(given.args, [*required, *given.defaults], strict=True)
    found = [_row(one.arg, default) for one, default in positional]
    found += [_row(f"*{one.arg}", default) for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    if given.kwarg is not None and shared is not None:
        found += parsed(shared[given.kwarg.arg])
    return found


def _row(name: str, default: ast.expr | None) -> Row:
    if default is None:
        return (name,)
    return name, default.value if isinstance(default, ast.Constant) else ast.literal_eval(default)


class Spellings(Mapping[str, str]):
    """Spellings to the name that they stand for, over both generations; where these differ the newer one leads.

    more: spellings that neither registry of Keras has.
    """

    def __init__(self, kind: str, table: str, more: Mapping[str, str] | None = None) -> None:
        self._kind, self._table, self._more = kind, table, more or {}

    @functools.cached_property
    def _names(self) -> dict[str, str]:
        older, newer = (facts(self._kind, generation)[self._table] for generation in GENERATIONS)
        return {**older, **newer, **self._more}

    def __getitem__(self, spelling: str) -> str:
        return self._names[spelling]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
