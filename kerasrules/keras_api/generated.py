"""Keras as data: what `tools/generate_keras_api.py` read off one Keras of each generation.

There is a JSON file for each generation and kind of fact under `data/`, read when something of it is first asked for.
A signature is a list of rows: `["units"]` is a parameter without default, `["use_bias", true]` one with; `["*name",
null]` can be given by keyword only, and the default `{}` is no literal. A string in place of a row stands for the rows
of that name under "shared".
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

Row: TypeAlias = "Sequence[Any]"

GENERATIONS = ("2", "3")
DATA = Path(__file__).parent / "data"


def path_of(kind: str, generation: str) -> Path:
    """Where the facts of one kind about one generation are."""
    return DATA / f"keras{generation}" / f"{kind}.json"


@functools.cache
def facts(kind: str, generation: str) -> Mapping[str, Any]:
    """The facts of one kind ("layers", "losses", …) about one generation, as they are in the file."""
    found: Mapping[str, Any] = json.loads(path_of(kind, generation).read_bytes())
    return found


def rows(kind: str, table: str, name: str, generation: str) -> list[Row] | None:
    """The signature of one class or function, shared rows put in; None where that generation has none."""
    whole = facts(kind, generation)
    found = whole[table].get(name)
    if found is None:
        return None
    return [row for item in found for row in (whole["shared"][item] if isinstance(item, str) else [item])]


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
