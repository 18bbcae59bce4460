"""Patterns of ignore files find what the library for them finds, in linear time."""

from __future__ import annotations

import random

import pytest
from pathspec import GitIgnoreSpec

from kerasrules.checking.patterns import spec

# no "[!a]": for the library that is the end of a folder, too, which it is not for git
PARTS = ("a", "b", "*", "*", "?", "[ab]", "[a-b]", "**", "/", "/", "/**/", ".", "\\*")
NAMES = ("a", "b", "ab", "ba", "aab", "abab", ".", "*", "bb")


def test_they_find_what_the_library_finds() -> None:
    chance = random.Random(1)
    found = 0
    for _ in range(4000):
        pattern = chance.choice(("", "", "!", "/", "**/")) + "".join(chance.choices(PARTS, k=chance.randint(1, 9)))
        if "./" in pattern:  # we read it as a person means it
            continue
        try:
            library = GitIgnoreSpec.from_lines(["*", pattern] if pattern[0] == "!" else [pattern])
        except ValueError:
            continue
        own = spec(("*", pattern) if pattern[0] == "!" else (pattern,))
        for _ in range(12):
            path = "/".join(chance.choices(NAMES, k=chance.randint(1, 6))) + chance.choice(("", "", "/"))
            wanted = library.match_file(path)
            found += wanted
            assert own.match_file(path) == wanted, (pattern, path)
    assert found > 5000


@pytest.mark.parametrize(
    "pattern",
    [
        "*n" * 40 + "q",
        "[a-z]*" * 30 + "!",
        "*a*b" * 20 + "!",
        "**/n*" * 30 + "/q",
        "/**/n" * 40 + "/q",
        "?*" * 40 + "!",
    ],
)
def test_no_pattern_takes_time_without_end(pattern: str) -> None:
    # with backtracking each takes longer than anybody waits
    for path in ("n" * 200, "ab" * 100, "/".join(["n"] * 200), "a" * 200 + "/" + "n" * 200):
        assert not spec((pattern,)).match_file(path)
