"""Patterns in the language of `.gitignore`. The library for them is loaded by whoever has some: it takes its time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_MAGIC = frozenset("/*?[]!\\#")
_specs: dict[tuple[str, ...], GitIgnoreSpec] = {}


def is_plain(pattern: str) -> bool:
    """Whether a pattern is just a name, for which no library is needed."""
    return _MAGIC.isdisjoint(pattern)


def spec(lines: tuple[str, ...]) -> GitIgnoreSpec:
    """What some lines ignore. Those that are no patterns ignore nothing, as for git."""
    found = _specs.get(lines)
    if found is None:
        from pathspec import GitIgnoreSpec

        try:
            found = GitIgnoreSpec.from_lines(map(_as_git_writes, lines))
        except (ValueError, re.error):
            bad = set(bad_patterns(lines))
            found = GitIgnoreSpec.from_lines(_as_git_writes(line) for line in lines if line not in bad)
        for pattern in found.patterns:
            _make_linear(pattern)
        _specs[lines] = found
    return found


def _make_linear(pattern: Any) -> None:
    from kerasrules.checking.linear_patterns import without_backtracking

    regex = pattern.regex  # None for comments and empty lines
    if regex is not None:
        settled = without_backtracking(regex.pattern)
        if settled != regex.pattern:
            pattern.regex = re.compile(settled)


def bad_patterns(lines: Sequence[str]) -> list[str]:
    """Those of the lines that are no patterns, each once."""
    return [line for line in dict.fromkeys(lines) if not is_plain(line) and not _is_pattern(line)]


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([_as_git_writes(line)])
    except (ValueError, re.error):
        return False
    return True


def _as_git_writes(line: str) -> str:
    """A person writes "./build" for what the language of .gitignore calls "/build"."""
    return re.sub(r"^(!?)\./", r"\1/", line)
