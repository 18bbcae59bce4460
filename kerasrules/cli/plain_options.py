"""Options in plain words, without argparse: loading that and making its parser takes an eighth of a whole check.

A command line is plain where paths stand side by side and every other word is a whole option as it was declared, or its
value, and nothing is wrong. All else - help, abbreviations, options in one word, mistakes - is for argparse, and says
the same of a plain one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from types import SimpleNamespace
from typing import Any


class _NotPlain(Exception):
    pass


def said(words: Sequence[str], declare: Callable[[Any], None]) -> Any:
    """The options as argparse would give them; None where the words are not plain.

    declare: declares them to a parser, with actions "store", "store_true", "append" and "boolean".
    """
    declared = _Declared()
    declare(declared)
    try:
        return SimpleNamespace(**declared.read(words))
    except _NotPlain:
        return None


class _Option:
    """What an option does with its value, in the terms of argparse."""

    def __init__(
        self,
        name: str,
        action: str,
        choices: Collection[str] | None = None,
        convert: Callable[[str], Any] | None = None,
        takes_one: bool = True,
    ) -> None:
        self.name, self.action, self.choices, self.convert, self.takes_one = name, action, choices, convert, takes_one


class _Declared:
    """What has been declared, in the place of a parser and of its groups."""

    def __init__(self) -> None:
        self._options: dict[str, _Option] = {}
        self._values: dict[str, Any] = {}
        self._paths = ""

    def add_argument_group(self, _title: str) -> _Declared:
        return self

    def add_argument(
        self,
        *flags: str,
        dest: str | None = None,
        action: str = "store",
        default: Any = None,
        nargs: str | None = None,
        choices: Collection[str] | None = None,
        type: Callable[[str], Any] | None = None,
        **_said_in_help: object,
    ) -> None:
        whole = next((flag for flag in flags if flag.startswith("--")), flags[0])
        name = dest or whole.lstrip("-").replace("-", "_")
        self._values[name] = False if action == "store_true" else default
        if not whole.startswith("-"):
            self._paths = name
            return
        for flag in flags:
            self._options[flag] = _Option(name, action, choices, type, nargs is None)
        if action == "boolean":
            self._options[f"--no-{whole[2:]}"] = _Option(name, "store_false")

    def read(self, words: Sequence[str]) -> dict[str, Any]:
        """The value of each option. Raises _NotPlain."""
        values = dict(self._values)
        paths: list[str] = []
        left = iter(words)
        closed = False
        for word in left:
            if _is_option(word):
                closed = bool(paths)
                self._set(values, word, left)
            elif closed:
                raise _NotPlain
            else:
                paths.append(word)
        if paths:
            values[self._paths] = paths
        return values

    def _set(self, values: dict[str, Any], word: str, left: Iterator[str]) -> None:
        flag, is_joined, value = word.partition("=")
        option = self._options.get(flag)
        if option is None or not option.takes_one:
            raise _NotPlain
        if option.action in ("store", "append"):
            given = _converted(option, value if is_joined else next(left, "-?"))
            values[option.name] = [*(values[option.name] or ()), given] if option.action == "append" else given
        elif is_joined:
            raise _NotPlain
        else:
            values[option.name] = option.action != "store_false"


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != "-"


def _converted(option: _Option, word: str) -> Any:
    if _is_option(word) or (option.choices is not None and word not in option.choices):
        raise _NotPlain
    if option.convert is None:
        return word
    try:
        return option.convert(word)
    except Exception:
        raise _NotPlain from None
