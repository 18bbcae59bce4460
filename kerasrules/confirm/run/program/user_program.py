"""The user's program as it runs: up to its first `fit`, and from there as the coordinator says.

Messages come pickled on standard input, replies go out as lines of JSON on standard output; the program itself reads
nothing, and what it prints goes to standard error.
"""

from __future__ import annotations

import builtins
import os
import pickle
import sys
import traceback
from collections.abc import Callable
from types import FrameType, ModuleType
from typing import IO, Any

from kerasrules.confirm.run import held_writes
from kerasrules.confirm.run.program.changed_files import ChangedFiles
from kerasrules.confirm.run.program.child_messages import (
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
    as_line,
)
from kerasrules.confirm.run.program.keras_hook import KerasHook


class Ended(BaseException):
    """The program is not to go on. No `except Exception` of its own catches this."""


class Channel:
    """Messages from and to the coordinator."""

    def __init__(self) -> None:
        sys.stdout.flush()
        self._out: IO[bytes] = os.fdopen(os.dup(1), "wb")
        self._in: IO[bytes] = os.fdopen(os.dup(0), "rb")
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115  for as long as the process lives

    def send(self, message: Reply) -> None:
        """Tell the coordinator."""
        self._out.write(as_line(message))
        self._out.flush()

    def receive(self) -> Any:
        """The next message; Ended where there is none."""
        try:
            return pickle.load(self._in)
        except EOFError:
            raise Ended from None


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
        words = "it ended without a call of fit that could be captured"
        channel.send(Stopped(program.reason or words, program.line))
    except Ended:
        if program.reason:
            channel.send(Stopped(program.reason, program.line))
    except SystemExit as error:
        channel.send(Stopped(f"it exits before fit (status {error.code})", program.where(error.__traceback__)))
    except KeyboardInterrupt:
        return 130
    except BaseException as error:
        channel.send(_stopped(program, error, refused))
    return 0


def _stopped(program: UserProgram, error: BaseException, refused: list[str]) -> Stopped:
    from kerasrules.confirm.run.build import first_line

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
        self.reason = ""
        """Why it was ended on purpose."""
        self.line: int | None = None

    def run(self) -> None:
        """Run the text as Python runs a script."""
        import random

        import numpy as np

        asked = self._asked
        random.seed(asked.seed)
        np.random.seed(asked.seed)
        from kerasrules.confirm.run.program.recorded_weights import RecordedWeights

        recorded = RecordedWeights()
        ChangedFiles(asked.texts).install()
        KerasHook(lambda keras: self._patch(keras, recorded)).install()
        sys.argv = [asked.file, *asked.arguments]
        sys.path[0:1] = [os.path.dirname(asked.file)]
        module = ModuleType("__main__")
        module.__file__ = asked.file
        module.__builtins__ = builtins  # type: ignore[attr-defined]
        _add_notebook_names(module)
        sys.modules["__main__"] = module
        exec(compile(asked.texts[asked.file], asked.file, "exec", dont_inherit=True), module.__dict__)

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

    def _patch(self, keras: Any, recorded: Any) -> None:
        keras.utils.set_random_seed(self._asked.seed)
        recorded.watch(keras)
        own: Callable[..., Any] = keras.Model.fit

        def fit(model: Any, x: Any = None, y: Any = None, *args: Any, **kwargs: Any) -> Any:
            keras.Model.fit = own
            names = ("batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data", "shuffle")
            given = {"x": x, "y": y, **dict(zip(names, args, strict=False)), **kwargs}
            self._serve(keras, own, model, given, recorded)
            raise Ended

        def train_on_batch(model: Any, *args: Any, **kwargs: Any) -> Any:
            self.line = self._caller()
            self.reason = "it trains batch by batch (train_on_batch), which --run does not follow"
            raise Ended

        keras.Model.fit = fit
        keras.Model.train_on_batch = train_on_batch

    def _serve(self, keras: Any, own: Callable[..., Any], model: Any, given: dict[str, Any], recorded: Any) -> None:
        """Answer the coordinator until it has no more questions."""
        from kerasrules.confirm.plan.targets import DataError
        from kerasrules.confirm.run.program.captured_fit import CapturedFit

        line = self._caller()
        try:
            captured = CapturedFit(keras, own, model, given, recorded)
        except DataError as error:
            self.reason, self.line = f"its data cannot be used: {error}", line
            raise Ended from None
        samples = captured.samples
        backend = getattr(keras, "backend", None)
        self._channel.send(
            ReachedFit(
                line,
                captured.words,
                samples.trained,
                samples.total - samples.trained,
                tuple(name for name, _ in captured.losses),
                captured.optimizer_words,
                f"{type(model).__name__} at line {line}" if line else type(model).__name__,
                captured.steps,
                keras.__version__,
                backend.backend() if backend is not None else "tensorflow",
                tuple(samples.notes),
            )
        )
        while True:
            self._channel.send(self._answer(captured, self._channel.receive()))

    def _answer(self, captured: Any, asked: Any) -> Reply:
        from kerasrules.confirm.run.training_run import OutOfTime, TrainingError

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
