"""The command line, one file for each verb: `kerasrules check`, `confirm`, `show`, `rule`, `clean` and `server`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from kerasrules.cli.verbs import ERROR, FINDINGS, INTERRUPTED, UsageError, complain
from kerasrules.model.inert import inert

if TYPE_CHECKING:
    import argparse

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
    options = _options(words)
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
        refuse("say what to do, such as `kerasrules check` for all files below this folder")
    if word == "version":
        return ["--version"]
    if word == "help":
        words.remove(word)
        return [*words, "--help"]
    from kerasrules.cli import suggestions

    if not suggestions.looks_like_path(word):
        refuse(suggestions.no_verb(word, tuple(VERBS), words[words.index(word) + 1 :]))
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


def refuse(message: str, program: str = "kerasrules") -> NoReturn:
    """End for a command line that cannot be understood."""
    sys.stderr.write(f"error: {inert(message)}\nhelp: {program} --help\n")
    raise SystemExit(ERROR)


def _options(words: Sequence[str]) -> argparse.Namespace:
    """What the command line says: in plain words, or in any that argparse understands."""
    if words[:1] == ["check"]:
        from kerasrules.cli import check, plain_options

        options: argparse.Namespace | None = plain_options.said(words[1:], check.declare)
        if options is not None:
            options.run = check.run
            return options
    from kerasrules.cli.argument_parser import parsed

    return parsed(words)
