"""What installed packages offer under a name, as entry points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


def installed(group: str) -> Mapping[str, EntryPoint]:
    """The entry points of a group, by name."""
    from importlib.metadata import entry_points  # a heavy import, which few settings want

    return {point.name: point for point in entry_points(group=group)}


def listing(names: Iterable[str]) -> str:
    """Which names there are, for who has given another one."""
    known = ", ".join(sorted(names))
    return f"installed are {known}" if known else "none are installed"
