"""`%load_ext kerasrules`: the magics of IPython and Jupyter. IPython is imported by whoever calls this."""

from __future__ import annotations

import argparse
import shlex
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from kerasrules.checking.settings_files import SettingsError
from kerasrules.live.errors import CannotExamine
from kerasrules.live.executed_cells import ExecutedCells

MAGIC = "kerasrules"
_EACH = 0.3
"""Seconds between two lines of progress."""

USAGE = """\
%kerasrules check                 the cells that were run so far
%kerasrules check MODEL [X [Y]]   a model in memory, and the data for fit
%kerasrules confirm               whether the findings in these cells hold
%kerasrules confirm MODEL X [Y]   the same for a model in memory, on its data
%%kerasrules                      check the cell, and run it unless an error is found in it

--select, --ignore RULES          rules by code, prefix or name, separated by commas
--budget SECONDS, --seeds N       of confirm"""


class UsageProblem(Exception):
    """What was typed is no use of the magic, in words for the user."""


class _MagicParser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        raise UsageProblem(message)


class NotebookMagic:
    """`%kerasrules` and `%%kerasrules` of one session."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self.cells = ExecutedCells(shell)

    def __call__(self, line: str, cell: str | None = None) -> Any:
        """What IPython calls with what stands behind the magic, and with the cell below it."""
        try:
            asked = _parsed(line)
            if cell is not None:
                return self._checked_and_run(cell, asked)
            if asked.verb is None:
                print(USAGE)
                return None
            return self._check(asked) if asked.verb == "check" else self._confirm(asked)
        except (UsageProblem, CannotExamine, SettingsError) as error:
            self._refuse(str(error))

    def _check(self, asked: argparse.Namespace) -> Any:
        from kerasrules.live.cells_program import check_cells
        from kerasrules.live.check_model import check, settings_of

        if asked.given:
            return check(*self._values(asked), select=asked.select, ignore=asked.ignore or ())
        return check_cells(self.cells.texts(), settings_of(asked.select, asked.ignore or ()))

    def _confirm(self, asked: argparse.Namespace) -> Any:
        from kerasrules.live.cells_program import confirm_cells
        from kerasrules.live.check_model import settings_of
        from kerasrules.live.confirm_model import confirm

        ignore = asked.ignore or ()
        with self._progress() as on_event:
            if not asked.given:
                settings = settings_of(asked.select, ignore)
                known = {"budget": asked.budget, **({"seeds": asked.seeds} if asked.seeds else {})}
                return confirm_cells(self.cells.texts(), settings, on_event, **known)
            model, *data = self._values(asked)
            if not data:
                raise UsageProblem("confirm needs the data of the model, too: %kerasrules confirm MODEL X Y")
            how = {"seeds": asked.seeds, "budget": asked.budget, "select": asked.select, "ignore": ignore}
            return confirm(model, *data, **how, on_event=on_event)

    def _checked_and_run(self, cell: str, asked: argparse.Namespace) -> None:
        from kerasrules.live.cells_program import check_cells
        from kerasrules.live.check_model import settings_of
        from kerasrules.model.findings import Severity

        if asked.verb not in (None, "check") or asked.given:
            raise UsageProblem("%%kerasrules checks the cell below it, and takes no model")
        texts = self.cells.texts()
        found = check_cells(texts, settings_of(asked.select, asked.ignore or ()), only=len(texts))
        if found:
            self._display(found)
        if any(finding.severity is Severity.ERROR for finding in found):
            self._refuse("the cell was not run, as there are errors in it")
        if not self._shell.run_cell(cell).success:
            self._refuse("the cell failed")

    def _values(self, asked: argparse.Namespace) -> list[Any]:
        return [self._shell.ev(text) for text in asked.given]

    @contextmanager
    def _progress(self) -> Iterator[Callable[[dict[str, Any]], None]]:
        """What shows how far it is: a line of the output that changes, or what a terminal has."""
        from kerasrules.report import confirm_progress

        if not hasattr(self._shell, "kernel"):
            with confirm_progress.Progress() as progress:
                yield progress.update
            return
        handle = self._display({"text/plain": "starting"}, raw=True, display_id=True)
        last = 0.0

        def update(event: dict[str, Any]) -> None:
            nonlocal last
            if time.monotonic() - last > _EACH or event.get("event") == "stage":
                last = time.monotonic()
                handle.update({"text/plain": confirm_progress.told(event)}, raw=True)

        try:
            yield update
        finally:
            handle.update({"text/plain": ""}, raw=True)

    @staticmethod
    def _display(shown: Any, **how: Any) -> Any:
        from IPython.display import display

        return display(shown, **how)

    @staticmethod
    def _refuse(message: str) -> None:
        """End the cell with one line, and not with a traceback."""
        from IPython.core.error import UsageError

        raise UsageError(f"kerasrules: {message}") from None


def load(shell: Any) -> None:
    """Add the magics to a session."""
    unload(shell)
    shell.register_magic_function(NotebookMagic(shell), "line_cell", MAGIC)


def unload(shell: Any) -> None:
    """Take them away."""
    for kind in ("line", "cell"):
        found = shell.magics_manager.magics[kind].pop(MAGIC, None)
        if isinstance(found, NotebookMagic) and kind == "line":
            found.cells.close()


def _parsed(line: str) -> argparse.Namespace:
    def selectors(text: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())

    parser = _MagicParser(prog=f"%{MAGIC}", add_help=False)
    parser.add_argument("verb", nargs="?", choices=("check", "confirm"))
    parser.add_argument("given", nargs="*")
    parser.add_argument("--select", type=selectors)
    parser.add_argument("--ignore", type=selectors)
    parser.add_argument("--budget", type=float, default=30.0)
    parser.add_argument("--seeds", type=int)
    try:
        return parser.parse_intermixed_args(shlex.split(line))
    except ValueError as error:  # a quote that is not closed
        raise UsageProblem(str(error)) from None
