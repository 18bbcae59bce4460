"""The command line as argparse reads it. Loaded for what is not said in plain options: that takes a while."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from kerasrules.cli import VERBS, refuse, suggestions
from kerasrules.version import __version__


def parsed(words: Sequence[str]) -> argparse.Namespace:
    """What the command line says; words that cannot be understood end the process."""
    parser, verb = parsers(words)
    options, unknown = parser.parse_known_args(words)
    if unknown:
        verb.error(suggestions.unknown_options(unknown, verb))
    return options


class _Help(argparse.RawDescriptionHelpFormatter):
    """Knows its width without `shutil`, which argparse would import for every option that is declared."""

    def __init__(self, prog: str) -> None:
        try:
            columns = int(os.environ.get("COLUMNS", "")) or os.get_terminal_size().columns
        except (ValueError, OSError):
            columns = 80
        super().__init__(prog, max_help_position=28, width=max(40, min(columns, 120) - 2))


class _Parser(argparse.ArgumentParser):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.register("action", "boolean", argparse.BooleanOptionalAction)

    def error(self, message: str) -> NoReturn:
        refuse(suggestions.clearer(message, self.words, self), self.prog)

    words: Sequence[str] = ()
    """What was typed."""


def parsers(words: Sequence[str]) -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    """The parser, and that of the verb.

    Only the verb that is asked for is imported and declares its options: start-up is felt at commit.
    """
    parser = _Parser(
        prog="kerasrules",
        description="Analyzes Keras programs without running them and reports why the network cannot learn as written.",
        epilog="`kerasrules FILE` checks it. Run `kerasrules VERB --help` for the options of a verb.",
        formatter_class=_Help,
    )
    parser.add_argument("-V", "--version", action="version", version=f"kerasrules {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True, prog="kerasrules")
    wanted = next((word for word in words if not word.startswith("-")), None)
    asked: argparse.ArgumentParser = parser
    for name, text in VERBS.items():
        verb = verbs.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", formatter_class=_Help)
        if name == wanted:
            module = import_module(f"kerasrules.cli.{name}")
            verb.epilog = module.EPILOG
            verb.set_defaults(run=module.run)
            verb.allow_abbrev = False  # what is left out could be anything: --all is no --allow-own-rules
            module.declare(verb)
            asked = verb
            verb.words = words
    return parser, asked
