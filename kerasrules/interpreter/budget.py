"""How much work and memory one file may take: the limits, and the one object that counts.

Source can ask for anything: `10**10**10`, `[0] * 10**9`, a list that doubles in every line, a structure that holds
itself twice, loops in loops. Whatever can grow asks here before it grows, and what is refused becomes an unknown value.
The limits on single values are so high that nobody writes beyond them; those on the whole file end the reading, and
what was recovered until then stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kerasrules.processes.limits import thread_seconds
from kerasrules.source import disk

# ---- for one file ----

STEP_BUDGET = 100_000
"""Expressions and statements that are evaluated for one file, loops and calls unrolled."""
ROOT_BUDGET = 30_000
"""… for one function that nobody calls, so that a single one cannot use up the file's."""
MAX_SECONDS = 5.0
"""Processor time for one file. The steps end sooner in all programs but those that are made to be slow."""
MAX_SIZE = 50_000_000
"""Items of lists and characters of strings that are made for one file, those that are thrown away too."""
VARIANTS = 3
"""Functions that only call one and the same other (ResNet50, ResNet101, …): so many of them are read."""

# ---- for calls and loops ----

CALL_DEPTH = 40
"""Calls inside calls; deeper ones are unknown."""
MAX_RECURSION = 8
"""Running calls of one function."""
BLIND_RECURSION = 2
"""… where no argument says anything of the network and some are unknown: deeper ones learn nothing."""
BLIND_CALLS = 200
"""Calls of one function of which some arguments are unknown and none says anything of the network: so many are read."""
UNROLL = 64
"""Iterations of a loop over a known iterable; a longer one is read once."""
EXPENSIVE_TURN = 300
"""Steps of one turn of a loop: where turns that take more build nothing of a network, the rest is read once."""

# ---- for one value ----

MAX_OPTIONS = 6
"""More than so many possible values are treated as unknown."""
MAX_LENGTH = 65_536
"""Longer lists, tuples and strings are not followed: a program can double one in every line."""
MAX_REPEATED = 4_096
"""Items that `range(n)` and `[x] * n` give: beyond, the number of items is not of interest."""
MAX_COMPUTED = 256
"""Items of which each is a call or a combination: what `map` and `itertools.product` give."""
MAX_PARTS = 5_000
"""Parts of a nested structure that are looked at: one that contains itself, or twice the last, has no end."""
MAX_NUMBER = 10**12
"""Whole numbers beyond this are not computed."""
MAX_LITERAL = 10**60
"""Whole numbers beyond this are unknown, even as they are written: a product of some of them would not be a float."""
MAX_RANK = 64
"""Axes of an array; numpy has no more."""


class BudgetExceeded(Exception):
    """The file is too much work: what was recovered so far stands. The argument says of what: steps, time, memory."""


class Allowance:
    """Parts of one nested structure that may still be looked at: what it holds twice is looked at twice."""

    __slots__ = ("left",)

    def __init__(self, parts: int = MAX_PARTS) -> None:
        self.left = parts

    def take(self, parts: int = 1) -> bool:
        """Take so many parts; False where there are not so many left."""
        self.left -= parts
        return self.left >= 0


class Budget:
    """Counts what one file takes, and says what a value may be."""

    __slots__ = ("_clock_ends", "_limit", "_look_again", "_seconds", "size", "steps")

    _INTERVAL = 1_000
    """Steps from one look at the clock to the next."""

    def __init__(self, seconds: float | None = None) -> None:
        self.steps = 0
        self.size = 0
        self._seconds = MAX_SECONDS if seconds is None else min(seconds, MAX_SECONDS)
        self._limit = STEP_BUDGET
        self._look_again = self._INTERVAL
        # the processor time of this thread: how busy the machine is makes no difference
        self._clock_ends = thread_seconds() + self._seconds

    # ---- work ----

    def tick(self) -> None:
        """Count one step of work."""
        self.steps += 1
        if self.steps > self._look_again:
            self._look()

    def take(self, steps: int) -> None:
        """Count work that is as much as so many steps."""
        self.steps += steps - 1
        self.tick()

    def _look(self) -> None:
        if self.steps > self._limit:
            raise BudgetExceeded("steps")
        if thread_seconds() > self._clock_ends:
            disk.depends_on_time()
            raise BudgetExceeded("time")
        self._look_again = min(self._limit, self.steps + self._INTERVAL)

    def allow(self, steps: int) -> None:
        """Set the limit so many steps from here, but not beyond what a file may take."""
        self._set(min(self.steps + steps, STEP_BUDGET))

    def allow_more(self, steps: int) -> None:
        """Set the limit so many steps from here, whatever was taken: for what is made of what was recovered."""
        self._set(self.steps + steps)
        self._clock_ends = max(self._clock_ends, thread_seconds() + self._seconds / 2)

    def _set(self, limit: int) -> None:
        self._limit = limit
        self._look_again = min(limit, self.steps + self._INTERVAL)

    @property
    def is_used_up(self) -> bool:
        """Whether the file has taken all steps that it may."""
        return self.steps >= STEP_BUDGET

    # ---- memory ----

    def charge(self, size: int) -> None:
        """Count a value of so many items or characters that is being made."""
        self.size += size
        if self.size > MAX_SIZE:
            raise BudgetExceeded("memory")

    def allows_length(self, length: int) -> bool:
        """Whether a list, tuple or string may have this length; it is counted as made."""
        if length > MAX_LENGTH:
            return False
        self.charge(length)
        return True

    def allows_repeated(self, length: int) -> bool:
        """Whether so many items may be made of a number; they are counted as made."""
        return length <= MAX_REPEATED and self.allows_length(length)

    def allows_format(self, text: str | bytes, values: Iterable[object]) -> bool:
        """Whether what a format makes of the values is of a length that people write; it is counted as made."""
        shown = text if isinstance(text, str) else text.decode("latin-1")
        if len(shown) > MAX_LENGTH or "*" in shown:
            return False
        widths = re.findall(r"\d+", shown)
        if any(len(width) > 6 for width in widths):
            return False
        longest = max((len(value) if isinstance(value, (str, bytes)) else 32 for value in values), default=0)
        fields = shown.count("%") + shown.count("{")
        return self.allows_length(len(shown) + sum(map(int, widths)) + fields * longest)


def allows_number(value: object) -> bool:
    """Whether a number is one to compute with; what is not a whole number is."""
    return not isinstance(value, int) or abs(value) <= MAX_NUMBER


def allows_power(base: float | complex, exponent: float | complex) -> bool:
    """Whether a power is one to compute."""
    return abs(exponent) <= 64 and abs(base) <= 10**6


def allows_shift(bits: int) -> bool:
    """Whether a number is shifted by so few bits that it is one to compute."""
    return bits <= 64
