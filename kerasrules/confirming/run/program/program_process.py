"""A version of the program in its process, as the coordinator sees it: what can be trained, from seed to seed."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO, Any

from kerasrules.confirming.plan.program_job import ProgramJob, ProgramVersion
from kerasrules.confirming.plan.targets import Values
from kerasrules.confirming.run.containment import scrubbed
from kerasrules.confirming.run.processes import end_group
from kerasrules.confirming.run.program.child_messages import (
    AskReference,
    Contained,
    NotTrained,
    ReachedFit,
    ReferenceFound,
    RunProgram,
    Stopped,
    Train,
    Trained,
    TrainedSoFar,
    reply_of,
)
from kerasrules.confirming.run.reference import Reference
from kerasrules.confirming.run.sealed_lines import Seal, last_lines, lines
from kerasrules.confirming.run.training_run import Clock, OutOfTime, TrainingError, TrainingRun
from kerasrules.processes.helpers import python_command
from kerasrules.rules.rule import ScalingKind

CHILD = "kerasrules.confirming.run.program.child"
TO_REACH_FIT = 120.0
"""Seconds for a program to come to its first fit, imports included, where the budget is not longer."""
AFTER_DEADLINE = 5.0


class ProgramStopped(Exception):
    """The program did not come to fit."""

    def __init__(self, stopped: Stopped) -> None:
        super().__init__(stopped.words)
        self.stopped = stopped


class ProgramProcess:
    """One process with the program in it."""

    def __init__(self, job: ProgramJob, version: ProgramVersion, backend: str) -> None:
        self._home = tempfile.mkdtemp(prefix="kerasrules-")
        environment = {
            **scrubbed(dict(os.environ), self._home, job.folder),
            "HOME": os.environ.get("HOME", self._home),
            "KERAS_HOME": os.environ.get(
                "KERAS_HOME", os.path.expanduser("~/.keras")
            ),  # else Keras wants to write HOME
            "KERAS_BACKEND": backend,
            "MPLBACKEND": "Agg",
            "MPLCONFIGDIR": self._home,
            "PYTHONUNBUFFERED": "1",
        }
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed with the process
        self._process = subprocess.Popen(
            python_command(CHILD, job.folder, self._home, str(2 * job.options.budget + TO_REACH_FIT)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=environment,
            start_new_session=True,
        )
        self._replies: queue.Queue[Any] = queue.Queue()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        seal = Seal.of_parent(self._process.stdin)
        threading.Thread(target=_listen, args=(self._process.stdout, self._replies, seal), daemon=True).start()
        self.contained = ""
        self._send(RunProgram(job.file, job.arguments, version, job.options.first_seed))

    def reached_fit(self, deadline: float) -> ReachedFit:
        """Wait until the program comes to fit. Raises ProgramStopped."""
        while True:
            reply = self._receive(deadline)
            if isinstance(reply, Contained):
                self.contained = reply.words
            elif isinstance(reply, ReachedFit):
                return reply
            elif isinstance(reply, Stopped):
                raise ProgramStopped(reply)
            elif reply is None:
                raise ProgramStopped(Stopped(f"its process ended before fit ({self._status()})", detail=self.tail()))
            else:
                self.close()
                raise ProgramStopped(Stopped("it did not come to fit in time; increase --budget"))

    def ask(self, message: Train | AskReference, seconds: float, progress: Callable[[TrainingRun], None]) -> Any:
        """The answer to a question. Raises TrainingError or OutOfTime."""
        self._send(message)
        deadline = time.monotonic() + seconds + AFTER_DEADLINE
        while True:
            reply = self._receive(deadline)
            if isinstance(reply, TrainedSoFar):
                progress(reply.run)
            elif isinstance(reply, Trained):
                return reply.run
            elif isinstance(reply, ReferenceFound):
                return reply.reference
            elif isinstance(reply, NotTrained) and not reply.out_of_time:
                raise TrainingError(reply.error)
            elif reply is None:
                raise TrainingError(f"its process ended in training ({self._status()})")
            else:
                raise OutOfTime

    def tail(self) -> str:
        """The last lines that the program printed."""
        return last_lines(self._said, 8)

    def close(self) -> None:
        """End the process with all that it has started."""
        self._process.poll()
        end_group(self._process)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._said):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        shutil.rmtree(self._home, ignore_errors=True)

    def _send(self, message: object) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # if it has ended, that shows in its replies
            pickle.dump(message, self._process.stdin)
            self._process.stdin.flush()

    def _receive(self, deadline: float) -> Any:
        """The next reply; None where there are no more, and False after the deadline."""
        try:
            return self._replies.get(timeout=max(0.01, deadline - time.monotonic()))
        except queue.Empty:
            return False

    def _status(self) -> str:
        try:
            status = self._process.wait(AFTER_DEADLINE)
        except subprocess.TimeoutExpired:
            return "it closed its output"
        return f"signal {-status}" if status < 0 else f"exit status {status}"


class ProgramVariant:
    """What `PairedTrainings` trains: a version of the program, in whose process the weights of a seed are drawn."""

    def __init__(self, process: ProgramProcess, reached: ReachedFit, clock: Clock) -> None:
        self.process, self.reached, self.clock = process, reached, clock
        self.encodings: tuple[str | None, ...] = ()
        self.classes: tuple[bool, ...] = ()
        self.scaling: ScalingKind | None = None
        self.standard_targets = False
        self.chunk = 50
        self.batch_limit: int | None = None  # the program makes its batches

    @property
    def is_scaled(self) -> bool:
        """Whether its data are scaled before it trains."""
        return self.scaling is not None or self.standard_targets

    def scaled(self, kind: ScalingKind | None, *, targets: bool = False) -> ProgramVariant:
        """The same program, with its inputs, its targets or both scaled before it trains."""
        made = ProgramVariant(self.process, self.reached, self.clock)
        made.encodings, made.classes, made.chunk = self.encodings, self.classes, self.chunk
        made.scaling, made.standard_targets = kind, targets
        return made

    def fresh_weights(self, seed: int) -> list[Sequence[Values]]:
        """None here: the process draws them."""
        return []

    def weights_like(
        self, baseline: ProgramVariant, weights: Sequence[Sequence[Values]], seed: int
    ) -> list[Sequence[Values]]:
        """Likewise: equal shapes are drawn equal in every process."""
        return []

    def run(
        self,
        seed: int,
        weights: Sequence[Sequence[Values]],
        steps: int,
        report: Callable[[TrainingRun], None] = lambda run: None,
    ) -> TrainingRun:
        """Train for so many steps. Raises TrainingError or OutOfTime."""
        self.clock.check()
        left = self.clock.deadline - time.monotonic()
        asked = Train(seed, steps, left, self.encodings, self.classes, self.scaling, self.chunk, self.standard_targets)
        started = time.monotonic()
        try:
            found: TrainingRun = self.process.ask(asked, left, report)
            return found
        finally:
            self.clock.train += time.monotonic() - started

    def reference(self, seed: int) -> Reference | None:
        """What a simple learner reaches on the program's data."""
        try:
            found: Reference | None = self.process.ask(AskReference(seed, self.encodings), 10.0, lambda run: None)
        except (TrainingError, OutOfTime):
            return None
        return found


def _listen(stream: IO[bytes], replies: queue.Queue[Any], seal: Seal) -> None:
    """Take the child's replies; None tells that there are no more. What is no reply is passed over."""
    with contextlib.suppress(OSError, ValueError):  # it was closed while we read
        for line in lines(stream):
            text = seal.text(line)
            reply = None if text is None else reply_of(text)
            if reply is not None:
                replies.put(reply)
    replies.put(None)
