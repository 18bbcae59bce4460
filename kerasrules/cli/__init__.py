"""The command line, one file for each verb: `kerasrules check`, `confirm`, `show`, `rule`, `clean` and `server`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from kerasrules.cli.verbs import ERROR, FINDINGS, INTERRUPTED, UsageError, complain
from kerasrules.model.inert import inert
from kerasrules.version import __version__

VERBS = {
    "check": "check Keras programs for faults",
    "confirm": "briefly train the model with and without each fix and report which findings are confirmed",
    "show": "show the models recovered from a program",
    "rule": "explain a rule",
    "config": "explain the settings",
    "clean": "remove the results that check keeps from one run to the next",
    "server": "run the language server for editors",
}
"""Each verb with what it does. `kerasrules.cli.VERB` declares its options (`declare`) and does it (`run`)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the result is the exit status."""
    from kerasrules.processes import limits

    limits.owns_process = True
    _make_streams_safe()
    words = _with_verb(sys.argv[1:] if arguments is None else list(arguments))
    words, behind = _before_dashes(words)
    parser, verb = _parsers(words)
    options, unknown = parser.parse_known_args(words)
    if unknown:
        from kerasrules.cli import suggestions

        verb.error(suggestions.unknown_options(unknown, verb))
    options.arguments = tuple(behind)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except UsageError as error:
        complain("error", str(error))
        return ERROR
    except KeyboardInterrupt:
        complain("interrupted", "")
        return INTERRUPTED
    except BrokenPipeError:
        # the reader of our output (head, less) has seen enough; keep the interpreter from flushing into it at exit
        _give_up_output()
        return FINDINGS
    except OSError as error:
        _give_up_output()
        complain("error", f"{error.filename or 'the output'}: {error.strerror or error}")
        return ERROR
    except Exception as error:  # Python's own exit status for it, 1, would say that there are findings
        import traceback

        traceback.print_exc()
        complain("error", f"internal error ({type(error).__name__}); please report it with the traceback above")
        return ERROR
    return status


def _give_up_output() -> None:
    """What is still to be written goes nowhere, so that the interpreter does not fail over it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _with_verb(words: list[str]) -> Sequence[str]:
    """The command line with the verb that goes without saying: `kerasrules train.py` checks it."""
    word = next((word for word in words if not word.startswith("-") or word == "-"), None)
    if word in VERBS or words[:1] in (["-h"], ["--help"], ["-V"], ["--version"]):
        return words
    if word is None:
        _refuse("say what to do, such as `kerasrules check` for all files below this folder")
    if word == "version":
        return ["--version"]
    if word == "help":
        words.remove(word)
        return [*words, "--help"]
    from kerasrules.cli import suggestions

    if not suggestions.looks_like_path(word):
        _refuse(suggestions.no_verb(word, tuple(VERBS), words[words.index(word) + 1 :]))
    return ["check", *words]


def _before_dashes(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The command line up to `--`, and behind it the arguments of the program that `confirm --run` runs."""
    if "--" not in words or next((word for word in words if not word.startswith("-")), "") != "confirm":
        return words, ()
    at = list(words).index("--")
    return words[:at], words[at + 1 :]


def _make_streams_safe() -> None:
    """A source line that the terminal's encoding does not have must not end the report."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


class _Help(argparse.RawDescriptionHelpFormatter):
    """Knows its width without `shutil`, which argparse would import for every option that is declared."""

    def __init__(self, prog: str) -> None:
        try:
            columns = int(os.environ.get("COLUMNS", "")) or os.get_terminal_size().columns
        except (ValueError, OSError):
            columns = 80
        super().__init__(prog, max_help_position=28, width=max(40, min(columns, 120) - 2))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        from kerasrules.cli import suggestions

        _refuse(suggestions.clearer(message, self.words, self), self.prog)

    words: Sequence[str] = ()
    """What was typed."""


def _refuse(message: str, program: str = "kerasrules") -> NoReturn:
    """End for a command line that cannot be understood."""
    sys.stderr.write(f"error: {inert(message)}\nhelp: {program} --help\n")
    raise SystemExit(ERROR)


def _parsers(words: Sequence[str]) -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
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
