"""Every `kerasrules …` that a message, a help text, a docstring or a page tells to type can be typed:
the verb and its options are there. tests/test_commands.py runs those that stand in the pages' consoles."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kerasrules import cli
from kerasrules.cli.argument_parser import parsers

ROOT = Path(__file__).parent.parent
PLACE = "PLACE"
"""What stands for a part of a message that is put in."""
COMMAND = re.compile(
    rf"`(kerasrules [^`]+)`|^ *\$? ?(kerasrules (?:{'|'.join(cli.VERBS)}) .*)$",
    re.MULTILINE,
)


def told() -> Iterator[tuple[str, str]]:
    """Each command, with the file that tells it."""
    for path in sorted((ROOT / "kerasrules").rglob("*.py")):
        for text in texts_of(ast.parse(path.read_text(encoding="utf-8"))):
            yield from ((command, path.name) for command in commands_in(text))
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "editors").glob("*/*.md")]
    for path in sorted(pages):
        yield from ((command, path.name) for command in commands_in(path.read_text(encoding="utf-8")))


def texts_of(tree: ast.AST) -> Iterator[str]:
    """The texts in a module; of one that is put together, the parts that are known."""
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else PLACE for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


def commands_in(text: str) -> Iterator[str]:
    for found in COMMAND.finditer(text):
        command = " ".join((found[1] or found[2]).split())  # a page may break the line within
        yield re.split(r" \| | # ", command)[0]


def options_of(verb: str) -> set[str]:
    return {flag for action in parsers([verb])[1]._actions for flag in action.option_strings}


TOLD = sorted(set(told()))


def test_commands_are_found() -> None:
    assert len(TOLD) > 60


@pytest.mark.parametrize("verb", cli.VERBS)
def test_what_is_told_can_be_typed(verb: str) -> None:
    options = options_of(verb) | {"--help"}
    for command, where in TOLD:
        words = command.split()[1:]
        if words[0] != verb:
            continue
        ours = words[: words.index("--")] if "--" in words else words
        given = [word.partition("=")[0] for word in ours if re.match(r"--?[a-z]", word)]
        assert options.issuperset(given), f"{where} tells to type `{command}`"


def test_without_a_verb_there_is_a_file() -> None:
    for command, where in TOLD:
        first = command.split()[1]
        known = first in (*cli.VERBS, "--version", "FILE", "VERB", PLACE) or first.endswith(".py")
        assert known, f"{where} tells to type `{command}`"
