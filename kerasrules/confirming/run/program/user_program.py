"""The user's program as it runs: up to its first `fit`, and from there as the coordinator says.

Messages come pickled on standard input, replies go out as lines of JSON on standard output; the program itself reads
nothing, and what it prints goes to standard error.
"""

from __future__ import annotations

import builtins
import os
import sys
import traceback
from collections.abc import Callable
from types import FrameType, ModuleType
from typing import Any, NoReturn

from kerasrules.confirming.run import held_writes
from kerasrules.confirming.run.program.captured_calls import CapturedCalls, WantedCalls
from kerasrules.confirming.run.program.captured_fit import CapturedFit
from kerasrules.confirming.run.program.changed_files import ChangedFiles
from kerasrules.confirming.run.program.channel import Channel
from kerasrules.confirming.run.program.child_messages import (
    AskReference,
    Contained,
    NotTrained,
    ReachedFit,
    ReferenceFound,
    Reply,
    RunProgram,
    Stopped,
    Train,
    Trained,
    TrainedSoFar,
)
from kerasrules.confirming.run.program.import_hook import KERAS, ImportHook, without_drawings, without_windows
from kerasrules.confirming.run.program.loop_calls import LoopCalls, LoopStep
from kerasrules.confirming.run.program.loop_run import ProgramLeft
from kerasrules.confirming.run.program.own_loop import OwnLoop, trace_functions
from kerasrules.confirming.run.program.recorded_weights import RecordedWeights, TrainingStart


def serve(refused: list[str], contained: str) -> int:
    """Run the program that the first message names; serve the coordinator when it comes to fit.

    refused: what the program was not let write. contained: what this process is isolated by, in words.
    """
    channel = Channel()
    asked = channel.receive()
    assert isinstance(asked, RunProgram)
    channel.send(Contained(contained))
    program = UserProgram(asked, channel)
    try:
        program.run()
        channel.send(Stopped(program.not_reached))
    except SystemExit as error:
        channel.send(Stopped(f"it exits before fit (status {error.code})", program.where(error.__traceback__)))
    except KeyboardInterrupt:
        return 130
    except BaseException as error:
        channel.send(_stopped(program, error, refused))
    return 0


def _stopped(program: UserProgram, error: BaseException, refused: list[str]) -> Stopped:
    from kerasrules.confirming.run.build import first_line

    where = program.where(error.__traceback__)
    if isinstance(error, EOFError):
        return Stopped("it waits for input", where)
    said = f"{type(error).__name__}: {first_line(error)}"
    if refused and _is_refusal(error):
        said = f"it writes {refused[-1]}, which is refused"
    return Stopped(said, where, traceback.format_exc(limit=-4), raised=True)


def _is_refusal(error: BaseException | None) -> bool:
    """Whether an error comes of a write that was refused."""
    seen = 0
    while error is not None and seen < 20:
        if isinstance(error, held_writes.HeldBack):
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False


class UserProgram:
    """The user's program as it runs."""

    def __init__(self, asked: RunProgram, channel: Channel) -> None:
        self._asked, self._channel = asked, channel
        self._recorded = RecordedWeights()
        wanted = WantedCalls(asked.version.fits, asked.version.models_before)
        self._calls = CapturedCalls(wanted, self._recorded, self._captured)
        self._loop_calls = LoopCalls(wanted, self._stepping, self._stateless, lambda: self._calls.busy > 0)
        self._own_loop: OwnLoop | None = None
        self._keras: Any = None

    def run(self) -> None:
        """Run the text as Python runs a script, up to the training in question."""
        asked = self._asked
        ChangedFiles(asked.version.texts).install()
        ImportHook(KERAS, self._patch).install()
        ImportHook(["matplotlib"], without_windows).install()
        sys.path[0:1] = [os.path.dirname(asked.file)]
        try:
            self._execute()
        except ProgramLeft:
            self._follow_loop(self._keras)
        self._calls.finish()

    def _execute(self) -> None:
        """Run the text, with nothing left of what was run before."""
        import random

        import numpy as np

        asked = self._asked
        random.seed(asked.seed)
        np.random.seed(asked.seed)
        if self._keras is not None:
            self._keras.backend.clear_session()
            self._keras.utils.set_random_seed(asked.seed)
        self._calls.begin_again()
        folder = os.path.dirname(asked.file) + os.sep
        for name, own in list(sys.modules.items()):
            if (getattr(own, "__file__", None) or "").startswith(folder) and name != "__main__":
                del sys.modules[name]
        sys.argv = [asked.file, *asked.arguments]
        module = ModuleType("__main__")
        module.__file__ = asked.file
        module.__builtins__ = builtins  # type: ignore[attr-defined]
        _add_notebook_names(module)
        sys.modules["__main__"] = module
        exec(compile(asked.version.texts[asked.file], asked.file, "exec", dont_inherit=True), module.__dict__)

    def _patch(self, keras: Any) -> None:
        keras.utils.set_random_seed(self._asked.seed)
        self._keras = keras
        without_drawings(keras)
        self._recorded.watch(keras)
        self._calls.patch(keras)
        self._loop_calls.patch(keras)

    @property
    def not_reached(self) -> str:
        """What is to be said where the program ends without the training in question."""
        lines = sorted({first for stretches in self._asked.version.fits.values() for first, _ in stretches})
        if not lines:
            return "it ended without a call of fit that could be captured"
        return f"it ended without training this model (line {lines[0]})"

    def where(self, trace: Any) -> int | None:
        """The last line of the program's own file that a traceback shows."""
        line = None
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self._asked.file:
                line = trace.tb_lineno
            trace = trace.tb_next
        return line

    def _caller(self) -> int | None:
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            if frame.f_code.co_filename == self._asked.file:
                return frame.f_lineno
            frame = frame.f_back
        return None

    def _captured(
        self,
        keras: Any,
        fit: Callable[..., Any],
        model: Any,
        given: dict[str, Any],
        start: TrainingStart,
        steps: int | None,
    ) -> NoReturn:
        """A training in question was reached by one of Keras' own methods."""
        from kerasrules.confirming.plan.targets import DataError

        line = self._caller()
        trace_functions(keras)  # it may have come to this while a loop was looked for
        try:
            captured = CapturedFit(keras, fit, model, given, start, steps)
        except DataError as error:
            self._channel.end(Stopped(f"its data cannot be used: {error}", line))
        self._serve(keras, captured, type(model).__name__, line)

    def _stepping(self, step: LoopStep) -> None:
        """A loop of the program's own makes a step."""
        if self._own_loop is not None:
            self._own_loop.stepping(step)
        elif step.wanted or step.symbolic:  # where a step is only traced, its lines are not known
            raise ProgramLeft

    def _stateless(self) -> None:
        """A loop as JAX wants them makes a step: the values are passed on, and no model changes."""
        self._channel.end(
            Stopped("its loop is stateless (stateless_apply), which --run does not follow", self._caller())
        )

    def _follow_loop(self, keras: Any) -> None:
        """Run the program again, and again for each training, up to its loop."""
        from kerasrules.confirming.plan.targets import DataError

        self._own_loop = loop = OwnLoop(keras, self._loop_calls, self._execute, self._recorded)
        try:
            reached = loop.record()
        except DataError as error:
            self._channel.end(Stopped(f"it trains in a loop of its own that --run cannot follow: {error}", loop.line))
        if reached:
            self._serve(keras, loop, loop.model_words, loop.line)

    def _serve(self, keras: Any, trained: CapturedFit | OwnLoop, model: str, line: int | None) -> NoReturn:
        """Answer the coordinator until it has no more questions: the program does not go on."""
        backend = getattr(keras, "backend", None)
        self._channel.send(
            ReachedFit(
                line,
                trained.words,
                *trained.counts,
                tuple(name for name, _ in trained.losses),
                trained.optimizer_words,
                f"{model} at line {line}" if line else model,
                trained.steps,
                keras.__version__,
                backend.backend() if backend is not None and hasattr(backend, "backend") else "tensorflow",
                (*self._calls.notes, *trained.notes),
                trained.mark,
                trained.can_scale,
                trained.predicts_values,
            )
        )
        while True:
            self._channel.send(self._answer(trained, self._channel.receive()))

    def _answer(self, captured: Any, asked: Any) -> Reply:
        from kerasrules.confirming.run.training_run import OutOfTime, TrainingError

        if isinstance(asked, AskReference):
            try:
                return ReferenceFound(captured.reference(asked.seed, asked.encodings))
            except TrainingError:
                return ReferenceFound(None)
        assert isinstance(asked, Train)
        try:
            return Trained(captured.train(asked, lambda run: self._channel.send(TrainedSoFar(run))))
        except TrainingError as error:
            return NotTrained(str(error))
        except OutOfTime:
            return NotTrained("the time limit was reached", out_of_time=True)


def _add_notebook_names(module: ModuleType) -> None:
    """What cells of a notebook may call, where nobody looks at the output."""
    if not module.__file__ or not module.__file__.endswith(".ipynb"):
        return

    def nothing(*args: object, **kwargs: object) -> None:
        return None

    class Shell:
        """Stands for IPython."""

        def __getattr__(self, name: str) -> Callable[..., None]:
            return nothing

    module.__dict__.update(display=nothing, get_ipython=Shell)
