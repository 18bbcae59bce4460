"""The option `--symptom`: words, a log, or standard input."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from kerasrules.cli.verbs import UsageError
from kerasrules.source.regular_files import read_regular, reason_of

if TYPE_CHECKING:
    import argparse

    from kerasrules.model.symptoms import Symptom

_MAX_LOG_BYTES = 50_000_000
_FORMATS = ("full", "concise", "json")


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    group = parser.add_argument_group("symptoms")
    group.add_argument(
        "--symptom",
        metavar="TEXT",
        help='explain what training shows: "loss 0.693", "accuracy 0.95", "loss nan", "always the same class", a file'
        " with the training's output, or - to read that from standard input",
    )


def asked(options: argparse.Namespace) -> tuple[Symptom, ...]:
    """The symptoms that the user asks about. Raises UsageError."""
    said: str | None = options.symptom
    if said is None:
        return ()
    if options.output_format not in _FORMATS:
        raise UsageError(f"--symptom requires --output-format {', '.join(_FORMATS[:-1])} or {_FORMATS[-1]}")
    from kerasrules.symptoms.training_log import symptoms_of
    from kerasrules.symptoms.words import symptoms_in

    if said == "-":
        if "-" in options.paths:
            raise UsageError("--symptom - and a program cannot both be read from standard input")
        return _required(symptoms_of(sys.stdin.read()), "standard input shows no training that goes wrong")
    if os.path.isfile(said):
        try:
            text = read_regular(said, _MAX_LOG_BYTES).decode("utf-8", "replace")
        except OSError as error:
            raise UsageError(f"{said}: cannot be read: {reason_of(error)}") from None
        return _required(symptoms_of(text), f"{said} shows no training that goes wrong")
    return _required(symptoms_in(said), f"--symptom {said!r} is not understood")


def _required(found: list[Symptom], complaint: str) -> tuple[Symptom, ...]:
    if not found:
        raise UsageError(
            f'{complaint}; examples: "loss 0.693", "accuracy 0.5", "loss nan", "the loss is negative",'
            ' "always the same class", "bad on the test data"'
        )
    return tuple(found)
