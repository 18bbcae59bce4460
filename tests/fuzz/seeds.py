"""What mutants are made of: the fixtures of all rules, programs that grow, and programs of one's own choice."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.fixtures import FILES, text_of
from tests.growing_programs import HEAD, PROGRAMS

_NET = 'import keras\nnet = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3)])\nnet.compile("sgd", "mae")\n'
_LONGEST = 20_000
"""Characters of a foreign program that is still taken: more of it says nothing new, and takes the time of many."""


@cache
def programs() -> tuple[str, ...]:
    """The fixtures."""
    return tuple(map(text_of, FILES))


@cache
def growing() -> tuple[str, ...]:
    """Programs that ask for more than any machine has."""
    return tuple(_NET + HEAD + text + "\n" for text in PROGRAMS.values())


@cache
def programs_below(folder: Path) -> tuple[str, ...]:
    """Programs of others that speak of Keras, in the order of their names."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.py")))
    return tuple(text for text in texts if "keras" in text and len(text) <= _LONGEST)


@cache
def notebooks_below(folder: Path) -> tuple[str, ...]:
    """Notebooks of others, likewise."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.ipynb")))
    return tuple(text for text in texts if "keras" in text and len(text) <= 3 * _LONGEST)
