"""What was most likely meant by words of the command line that are not known. Imported only when there are some."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

VERBS_ELSEWHERE = {
    "lint": "check",
    "run": "check",
    "scan": "check",
    "fix": "check --fix",
    "ignore": "check --ignore",
    "select": "check --select",
    "diff": "check --diff",
    "watch": "check --watch",
    "baseline": "check --write-baseline",
    "explain": "rule",
    "rules": "rule --all",
    "list": "rule --all",
    "models": "show",
    "summary": "show",
    "train": "confirm",
    "test": "confirm",
    "verify": "confirm",
    "settings": "config",
    "cache": "clean",
    "lsp": "server",
    "serve": "server",
}
"""What others call a verb, or people expect to be one, and what to type for it."""

OPTIONS_ELSEWHERE = {
    "add-noqa": "add-ignores",
    "all": "select ALL",
    "disable": "ignore",
    "dry-run": "diff",
    "epochs": "steps",
    "enable": "extend-select",
    "extend-exclude": "exclude",
    "extend-ignore": "ignore",
    "filename": "stdin-filename",
    "fix-safe": "fix",
    "fix-unsafe": "unsafe-fixes",
    "format": "output-format",
    "json": "output-format json",
    "level": "min-severity",
    "no-color": "color never",
    "no-config": "isolated",
    "o": "output-file",
    "only": "select",
    "output": "output-file",
    "port": "tcp",
    "reporter": "output-format",
    "rules": "select",
    "sarif": "output-format sarif",
    "severity": "min-severity",
    "show-source": "output-format full",
    "workers": "jobs",
}
"""The same for options, without their dashes."""

VERBS_FOR_OPTIONS = {"explain": "rule", "list-rules": "rule --all", "show-config": "check --show-settings"}
"""Options of others that are verbs here."""


def close_to(word: str, words: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The nearest of some words, if any is near."""
    from difflib import get_close_matches

    names = {name.lower(): name for name in sorted(words)}
    close = get_close_matches(word.lower().replace("_", "-"), list(names), n=1, cutoff=cutoff)
    return names[close[0]] if close else None


def verb_for(word: str, verbs: Iterable[str]) -> str | None:
    """The verb, perhaps with an option, that somebody means who types this word."""
    return VERBS_ELSEWHERE.get(word.lower()) or close_to(word, verbs)


def no_verb(word: str, verbs: Sequence[str], behind: Sequence[str]) -> str:
    """What to say of a first word that is neither a verb nor a file."""
    meant = verb_for(word, verbs)
    if meant is not None:
        return f"there is no verb {word!r}; did you mean `kerasrules {' '.join([meant, *behind])}`?"
    return f"{word!r} is neither a verb ({', '.join(verbs)}) nor a file or folder"


def unknown_options(left: Sequence[str], parser: argparse.ArgumentParser) -> str:
    """What to say of arguments that no option and no positional takes."""
    options = [word for word in left if word.startswith("-")]
    if not options:
        more = (
            "; it takes one file, and `kerasrules check --confirm` several" if parser.prog.endswith("confirm") else ""
        )
        more = more or _quotes(parser)
        return f"unexpected argument {left[0]!r}{more}"
    known = _flags(parser)
    return "; ".join(_unknown(option.partition("=")[0], known) for option in options)


def _quotes(parser: argparse.ArgumentParser) -> str:
    """A hint for words that belong to the option before them."""
    return "; several words for --symptom need quotes" if "--symptom" in getattr(parser, "words", ()) else ""


def _flags(parser: argparse.ArgumentParser) -> list[str]:
    return [flag for action in parser._actions for flag in action.option_strings if flag.startswith("--")]


def _unknown(option: str, known: Sequence[str]) -> str:
    name = option.lstrip("-").replace("_", "-")
    if name == "version":
        return "--version stands alone: `kerasrules --version`"
    if name in VERBS_FOR_OPTIONS:
        return f"unknown option {option}; did you mean `kerasrules {VERBS_FOR_OPTIONS[name]}`?"
    elsewhere = OPTIONS_ELSEWHERE.get(name)
    if elsewhere is not None and f"--{elsewhere.partition(' ')[0]}" in known:
        meant: str | None = f"--{elsewhere}"
    else:
        names = [flag[2:] for flag in known]
        close = next((one for one in names if name and one.startswith(name)), None) or close_to(name, names)
        meant = f"--{close}" if close else None
    return f"unknown option {option}" + (f"; did you mean {meant}?" if meant else "")


_CHOICE = re.compile(
    r"argument (?P<flag>[^:]+): invalid choice: '(?P<word>.*?)' \(choose from (?P<words>.*)\)", re.DOTALL
)
_IGNORED = re.compile(r"argument (?P<flags>[^:]+): ignored explicit argument '(?P<word>.*)'", re.DOTALL)


def clearer(message: str, words: Sequence[str], parser: argparse.ArgumentParser) -> str:
    """What argparse says, with the value or the option that was meant. words: the command line."""
    choice = _CHOICE.fullmatch(message)
    if choice is not None:
        values = [value.strip().strip("'") for value in choice["words"].split(",")]
        meant = close_to(choice["word"], values, cutoff=0.5)
        hint = f"did you mean {meant!r}?" if meant else f"it is one of {', '.join(values)}"
        return f"{choice['flag']} cannot be {choice['word']!r}; {hint}"
    ignored = _IGNORED.fullmatch(message)
    if ignored is not None:
        flag = ignored["flags"].split("/")[-1]
        typed = next((word for word in words if re.match(r"-[a-z]{2}", word)), None)
        return f"{flag} takes no value" if typed is None else _unknown(typed, _flags(parser))
    return message.removeprefix("argument ")


def missing_path(path: str) -> str:
    """`no such file or folder: …`, with the name beside it that was most likely meant."""
    if any(mark in path for mark in "*?["):
        return f"no file matches {path}"
    if re.fullmatch(r"KR\d{0,3}", path):
        return f"no such file or folder: {path}; several rules are one word: --select KR1,KR2"
    folder, name = os.path.split(path)
    try:
        beside = os.listdir(folder or ".")
    except OSError:
        beside = []
    close = close_to(name, [other for other in beside if _is_program(folder, other)], cutoff=0.75)
    hint = f"; did you mean {os.path.join(folder, close)}?" if close and close != name else ""
    return f"no such file or folder: {path}{hint}"


def _is_program(folder: str, name: str) -> bool:
    return name.endswith((".py", ".ipynb")) or os.path.isdir(os.path.join(folder, name))


def looks_like_path(word: str) -> bool:
    """Whether a word is a file, a folder or a glob, or is written like one."""
    written = word == "-" or word.endswith((".py", ".ipynb")) or any(mark in word for mark in "/\\*")
    return written or os.path.lexists(word)
