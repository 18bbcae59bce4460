"""How much work one file may be."""

from __future__ import annotations

STEP_BUDGET = 100_000
"""Expressions and statements that are evaluated for one file, loops and calls unrolled."""
ROOT_BUDGET = 30_000
"""… for one function that nobody calls, so that a single one cannot use up the file's."""
VARIANTS = 3
"""Functions that only call one and the same other (ResNet50, ResNet101, …): so many of them are read."""
CALL_DEPTH = 40
MAX_RECURSION = 8
"""Running calls of one function."""
UNROLL = 64
"""Iterations of a loop over a known iterable; a longer one is read once."""


class BudgetExceeded(Exception):
    """The file is too much work: what was recovered so far stands."""


class Budget:
    """Steps that were taken, and how many may be."""

    __slots__ = ("limit", "steps")

    def __init__(self) -> None:
        self.steps = 0
        self.limit = STEP_BUDGET

    def tick(self) -> None:
        """Count one step of work."""
        self.steps += 1
        if self.steps > self.limit:
            raise BudgetExceeded

    def allow(self, steps: int) -> None:
        """Set the limit so many steps from here, but not beyond what a file may take."""
        self.limit = min(self.steps + steps, STEP_BUDGET)
