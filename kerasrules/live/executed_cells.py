"""What a notebook has run so far, as one program: each cell once, as it was run last."""

from __future__ import annotations

from typing import Any


class ExecutedCells:
    """The input history of an IPython session.

    A cell that was edited and run again counts as it is now. Which cell that is the notebook tells, from loading the
    extension on; without that, cells of the same text are one.
    """

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._cells: dict[int, str] = {}
        shell.events.register("pre_run_cell", self._note)

    def close(self) -> None:
        """Follow the session no longer."""
        self._shell.events.unregister("pre_run_cell", self._note)

    def _note(self, info: Any) -> None:
        cell = getattr(info, "cell_id", None)
        if cell is not None and getattr(info, "store_history", True):
            self._cells[self._shell.execution_count] = cell

    def texts(self) -> list[str | None]:
        """By the number in `In [1]`, from 1 on: the cell as it was typed, None where it does not count."""
        typed = list(self._shell.history_manager.input_hist_raw)[1:]
        last: dict[str, int] = {}
        for number, text in enumerate(typed, 1):
            last[self._identity(number, text)] = number
        return [
            text if text.strip() and last[self._identity(number, text)] == number else None
            for number, text in enumerate(typed, 1)
        ]

    def _identity(self, number: int, text: str) -> str:
        cell = self._cells.get(number)
        return f"text {text}" if cell is None else f"cell {cell}"
