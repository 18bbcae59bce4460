"""How far `confirm` is, on a terminal: which trial, seed and step, and the skill as a small curve.

It is drawn on standard error and gone when the work is done. Without rich, without a terminal, or where the user wants
it quiet, there is nothing to see.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from kerasrules.report.confirm_numbers import finite, skill, sparkline
from kerasrules.report.one_line import one_line

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live
    from rich.spinner import Spinner

_CURVE = 12
"""How many of the last values of a curve are drawn."""

_WIDE = 100
"""From how many columns on there is room for a bar."""


class Progress:
    """A context in which `update` shows what is being done.

    quiet: show nothing. stream: where to draw (default: standard error).

    >>> with Progress() as progress:
    ...     progress.update({"event": "stage", "text": "importing TensorFlow"})
    """

    def __init__(self, quiet: bool = False, stream: IO[str] | None = None) -> None:
        self._quiet = quiet
        self._stream = stream
        self._live: Live | None = None
        self._spinner: Spinner | None = None
        self._state: Mapping[str, Any] = {}
        self._said: list[tuple[str, str]] = []

    def __enter__(self) -> Progress:
        stream = sys.stderr if self._stream is None else self._stream
        if not self._quiet and stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb":
            self._live = _live(stream)
        if self._live is not None:
            from rich.spinner import Spinner

            self._spinner = Spinner("dots" if self._has_bars() else "line")
            self._live.start()
            # rich hides the cursor; a process that is killed could not bring it back
            self._live.console.show_cursor(True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        live, self._live = self._live, None
        if live is not None:
            live.stop()

    def update(self, event: Mapping[str, Any]) -> None:
        """Show an event: "stage" (text), "progress" (trial, seed, steps, skill), "verdict" (name, verdict)."""
        if self._live is None:
            return
        if event.get("event") == "verdict":
            self._said.append((str(event.get("name") or "?"), str(event.get("verdict") or "?")))
            self._state = {}
        elif event.get("event") in ("stage", "progress"):
            self._state = event
        self._live.update(self._picture())

    def _picture(self) -> RenderableType:
        """The verdicts so far, and a line with what goes on."""
        from rich.console import Group
        from rich.text import Text

        said = [Text.assemble((one_line(verdict), "bold"), f" {one_line(name)}") for name, verdict in self._said]
        return Group(*said, self._now())

    def _now(self) -> RenderableType:
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        assert self._live is not None
        assert self._spinner is not None
        state = self._state
        wide = self._live.console.width >= _WIDE
        line = Table.grid(padding=(0, 2))
        cells: list[RenderableType] = [self._spinner]
        if state.get("event") == "progress":
            step, steps = finite(state.get("step")) or 0, finite(state.get("steps"))
            cells += [
                Text(one_line(str(state.get("trial") or "")), "bold", overflow="ellipsis", no_wrap=True),
                Text(_of("seed", state.get("seed"), state.get("seeds")), no_wrap=True),
                *([ProgressBar(total=steps, completed=step, width=16)] if steps and wide else ()),
                Text(_of("step", state.get("step"), state.get("steps")), no_wrap=True),
                Text(f"skill {skill(state.get('skill'))}", no_wrap=True),
                Text(sparkline((state.get("curve") or [])[-_CURVE:]) if self._has_bars() else "", no_wrap=True),
            ]
        else:
            cells.append(Text(one_line(str(state.get("text") or "working")), overflow="ellipsis", no_wrap=True))
        line.add_row(*cells)
        return line

    def _has_bars(self) -> bool:
        return self._live is not None and self._live.console.encoding.startswith("utf")


def told(event: Mapping[str, Any]) -> str:
    """An event in a few words: `fix for KR202, seed 1 of 8, step 100 of 300, skill 0.34`."""
    if event.get("event") != "progress":
        return one_line(str(event.get("text") or "working"))
    parts = [
        one_line(str(event.get("trial") or "")),
        _of("seed", event.get("seed"), event.get("seeds")),
        _of("step", event.get("step"), event.get("steps")),
        f"skill {skill(event.get('skill'))}",
    ]
    return ", ".join(filter(None, parts))


def _of(noun: str, number: Any, total: Any) -> str:
    if number is None:
        return ""
    return f"{noun} {number}" if total is None else f"{noun} {number} of {total}"


def _live(stream: IO[str]) -> Live | None:
    """Rich's display on this stream; None where rich is not installed."""
    try:
        from rich.console import Console
        from rich.live import Live
    except ImportError:
        return None
    # standard output is for the report alone: rich must not take it over
    return Live(console=Console(file=stream), transient=True, redirect_stdout=False, refresh_per_second=8)
