"""The manual page and the completions for shells, made from the command line's own parser.

    python -m tools.shell_files DIRECTORY

Needs argparse-manpage and shtab. The build of the package does the same, so that an installation has them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kerasrules import cli
from kerasrules.cli.argument_parser import parsers
from kerasrules.model.project import REPOSITORY
from kerasrules.version import __version__

MANUAL = "share/man/man1/kerasrules.1"
COMPLETIONS = {
    "bash": "share/bash-completion/completions/kerasrules",
    "zsh": "share/zsh/site-functions/_kerasrules",
}
"""Where the shells look, below the folder of an installation (`/usr/local`, a virtual environment)."""

_PATHS = ("FILE", "PATH", "DIRECTORY")


def whole_parser() -> argparse.ArgumentParser:
    """The command line with the options of all verbs; to start fast, a run declares only those of its own."""
    parser, _ = parsers([])
    verbs = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    for name in cli.VERBS:
        verbs.choices[name] = parsers([name])[1]
    return parser


def files() -> dict[str, str]:
    """Each file's text by its place below an installation's folder. Raises ImportError without the libraries."""
    return {MANUAL: _manual(), **{place: _completion(shell) for shell, place in COMPLETIONS.items()}}


def write(directory: Path) -> list[str]:
    """Write them below a directory; the result is their places there."""
    made = files()
    for place, text in made.items():
        path = directory / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(made)


def main(arguments: Sequence[str]) -> int:
    """Write the files; the result is the exit status."""
    for place in write(Path(arguments[0])):
        print(place)
    return 0


def _manual() -> str:
    from argparse_manpage.manpage import Manpage

    parser = whole_parser()
    parser._manpage = [  # type: ignore[attr-defined]
        {
            "heading": "exit status",
            "content": "0: nothing was found. 1: there are findings. 2: kerasrules could not run.",
        },
        {"heading": "files", "content": "pyproject.toml: the settings, in the table [tool.kerasrules]."},
    ]
    data = {
        "prog": "kerasrules",
        "project_name": "kerasrules",
        "version": __version__,
        "description": "find faults in Keras models",
        "long_description": parser.description,
        "url": REPOSITORY,
        "manual_section": 1,
        "manual_title": "kerasrules manual",
        "format": "single-commands-section",
    }
    return str(Manpage(parser, _data=data))


def _completion(shell: str) -> str:
    import shtab

    parser = whole_parser()
    verbs = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    for verb in verbs.choices.values():
        for action in verb._actions:
            if action.metavar in _PATHS or action.dest in ("paths", "path"):
                action.complete = shtab.FILE  # type: ignore[attr-defined]
    return str(shtab.complete(parser, shell=shell))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
