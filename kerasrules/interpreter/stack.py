"""What is running: function calls, loops, and what stands around them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kerasrules.interpreter.correlated_tests import Tests
from kerasrules.interpreter.heap import HeapDelta
from kerasrules.interpreter.values import Class, Value
from kerasrules.model.enumeration import Enum
from kerasrules.model.locations import Location
from kerasrules.model.network import EnclosingCall
from kerasrules.model.record import field, record

if TYPE_CHECKING:
    from kerasrules.source.source import Source


_CAUGHT_BY_PYTHON = (AttributeError, IndexError, StopIteration, StopAsyncIteration)
"""What ends a loop over an object or makes `getattr` take its default."""


class Flow(Enum):
    """How a block of statements ended."""

    NEXT = "next"
    RETURN = "return"
    BREAK = "break"
    CONTINUE = "continue"
    STOP = "stop"
    """It raised, or every branch ended in some way."""


@record
class Frame:
    """A running function (or module body)."""

    function: object = None
    value: Value = None
    """What RETURN returned."""
    exits: list[tuple[HeapDelta, Value]] = field(default_factory=list)
    """Branches that returned where it is unknown whether they are taken."""
    loops: list[Loop] = field(default_factory=list)
    yields: list[Value] | None = None
    owner: Class | None = None
    """For a method: the class that defines it, for `super()`."""
    self: Value = None
    call: Location | None = None
    """The call that runs it."""
    base: int = 0
    """How many logs were open when it began."""
    choices: int = 0
    """How often what runs is done for one of several things that a value may be."""
    raised: type[BaseException] | None = None
    """What the block that runs, or ended last, has raised; None where that is not known."""
    shows_error: int = 0
    """How many `try` blocks are around, in the function itself, that do nothing but show an error."""
    guarded: bool = False
    """It goes on only where a test of sizes or tensors passed that would have raised else, and that was not decided."""
    fails: bool = False
    """A call in the statement that runs has surely raised, so that nothing after it runs."""
    of_one_version: bool = False
    """A branch for another version of a library has returned, so that the rest is for the others."""


@record
class Loop:
    """A running loop: the states in which branches left it, or went on to its next turn.

    base, turn: how many logs were open when the loop, and its present turn, began; the states are relative to that.
    """

    base: int
    turn: int = 0
    broken: list[HeapDelta] = field(default_factory=list)
    continued: list[HeapDelta] = field(default_factory=list)


class CallStack:
    """The running calls, and the source that is being read."""

    def __init__(self, source: Source) -> None:
        self.frames: list[Frame] = [Frame()]
        self.source = source
        self.cell: int | None = None
        """The cell of a notebook whose statements run; None for scripts, and for what nobody calls."""
        self.call_path: tuple[EnclosingCall, ...] = ()
        """The models and layers whose calls are running, outermost first."""
        self.tolerant_depth = 0
        """How many try blocks that catch errors, and tests that expect them, are around."""
        self.expected_errors = 0
        """How many of them are tests that pass only if an error is raised."""
        self.doubtful_choices = 0
        """How many choices are around whose options were there before a branch that may be for one of them only."""
        self.tests: Tests = ()
        """The tests of unknown outcome on whose branches this is, outermost first, and whether they hold there."""
        self.conditions: frozenset[int] = frozenset()
        """The conditional statements and expressions on a branch of which this is, here and in callers."""
        self.version_depth = 0
        """How many branches that an installed version decides, or that have a fallback, are around."""

        self.began = 0
        """The order of the last event before what nobody calls began; 0 for what the program runs itself."""

    @property
    def is_of_one_version(self) -> bool:
        """Whether what runs is there for some versions of a library only."""
        if self.version_depth > 0:
            return True
        for frame in self.frames:  # noqa: SIM110  asked at every call of a library: `any` takes three times as long
            if frame.of_one_version:
                return True
        return False

    @property
    def expects_error(self) -> bool:
        """Whether the program is written for an error where it is."""
        return self.expected_errors > 0 or self.frames[-1].shows_error > 0

    @property
    def expects_misfits(self) -> bool:
        """Whether tensors that do not fit a layer here may be meant not to, do not come so far, or are for others."""
        return self.tolerant_depth > 0 or self.in_choice or any(frame.guarded for frame in self.frames)

    @property
    def in_choice(self) -> bool:
        """Whether one of several things is called, here or in a caller, so that the arguments may be for the others."""
        for frame in self.frames:  # noqa: SIM110  asked for every layer, likewise
            if frame.choices:
                return True
        return False

    @property
    def in_loop(self) -> bool:
        """Whether a loop is around what runs, here or in a caller."""
        return any(frame.loops for frame in self.frames)

    def fail(self, raised: type[BaseException] | None) -> None:
        """What was called from here surely raised, and Python does not catch it by itself."""
        if raised is None or not issubclass(raised, _CAUGHT_BY_PYTHON):
            self.frames[-1].fails, self.frames[-1].raised = True, raised

    def takes_failure(self) -> bool:
        """Whether what runs here has surely raised; the caller ends this path, so that it is said once."""
        frame = self.frames[-1]
        fails, frame.fails = frame.fails, False
        return fails

    @contextmanager
    def under(self, node: ast.If | ast.IfExp) -> Iterator[None]:
        """What runs inside is on a branch."""
        outer, self.conditions = self.conditions, self.conditions | {id(node)}
        try:
            yield
        finally:
            self.conditions = outer

    @contextmanager
    def survives(self) -> Iterator[None]:
        """What is called inside may not be called when the program runs, or whoever calls it goes on without."""
        frame = self.frames[-1]
        fails = frame.fails
        try:
            yield
        finally:
            frame.fails = fails

    def callers(self) -> tuple[Location, ...]:
        """The calls of the program's functions that are running, outermost first."""
        return tuple(frame.call for frame in self.frames if frame.call is not None)


class GradientTape:
    """The blocks of `with tf.GradientTape()`."""

    def __init__(self) -> None:
        self.depth = 0
        """How many are around."""
        self.paused = 0
        """How many blocks are around in which nothing is recorded."""
        self.opened = 0
        """How many were opened so far."""
        self.entered: list[object] = []
        """The tapes that a `with` opened; a tape may be opened by other means, out of sight."""
