"""The linter's side of `confirm`: starts the worker process, hands it jobs, watches the clock, collects results."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import queue
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import IO, Any

from kerasrules.confirming.plan.program_job import ProgramJob
from kerasrules.confirming.plan.trials import Job
from kerasrules.confirming.run.backends import default_backend
from kerasrules.confirming.run.devices import CPU, DEVICE
from kerasrules.confirming.run.document import unfinished
from kerasrules.confirming.run.processes import end_group
from kerasrules.confirming.run.sealed_lines import Seal, last_lines, lines
from kerasrules.model.confirm_document import ConfirmDocument
from kerasrules.processes.helpers import python_command

OnEvent = Callable[[dict[str, Any]], None]

GRACE = 60.0
"""Seconds beyond the budget for importing Keras and for coming to an end: one step of a large model is long."""
AFTER_IMPORT = 20.0
"""Seconds beyond the budget, once Keras is there."""
IMPORTING = "importing "
"""So the stage begins in which a worker imports Keras, or the user's code."""
AFTER_INTERRUPT = 10.0
AFTER_SILENCE = 5.0
"""Seconds for a worker that has closed its output to end."""
TAIL = 12


class WorkerError(Exception):
    """The worker could not do what was asked, in words for the user. internal: an error of kerasrules."""

    def __init__(self, message: str, detail: str = "", *, internal: bool = False) -> None:
        super().__init__(message)
        self.detail = detail
        self.internal = internal


class Session:
    """A worker that takes one job after another; Keras is imported once."""

    def __init__(
        self,
        backend: str | None = None,
        command: list[str] | None = None,
        contained: tuple[float, str] | None = None,
        patience: float | None = None,
        device: str = CPU,
    ) -> None:
        """contained: where the user's own code is to run in the worker: seconds of processor time, and its folder.

        patience: seconds beyond the budget, by default GRACE and AFTER_IMPORT. device: CPU or GPU; a contained worker
        has no GPU.
        """
        self._device = device
        self._patience = patience
        self.backend = backend or default_backend()
        self._command = command or python_command("kerasrules.confirming.run.worker")
        self._contained = contained
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._said: IO[bytes] | None = None
        self.gave_up = False
        """Whether a worker had to be ended for taking too long."""

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the worker, so that it imports Keras while there is other work to do."""
        if self._process is not None:
            if self._process.poll() is None:
                return
            self.close()
        environment = {**os.environ, "KERAS_BACKEND": self.backend, "PYTHONUNBUFFERED": "1", DEVICE: self._device}
        command, folder = self._command, None
        if self._contained is not None:
            from kerasrules.confirming.run.containment import hide_environment, scrubbed

            self._home = tempfile.TemporaryDirectory(prefix="kerasrules-", ignore_cleanup_errors=True)
            folder = self._home.name
            environment = scrubbed(environment, folder, os.getcwd())
            command = [*command, "--contained", str(self._contained[0]), self._contained[1]]
            hide_environment()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  closed with the worker
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=environment,
            start_new_session=True,  # Ctrl-C comes to us; the worker is told when we are ready
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._events = queue.Queue()  # the end of an earlier worker is not this one's
        seal = None if self._contained is None else Seal.of_parent(self._process.stdin)
        threading.Thread(target=_listen, args=(self._process.stdout, self._events, seal), daemon=True).start()

    def run(self, job: Job | ProgramJob, on_event: OnEvent = lambda event: None) -> ConfirmDocument:
        """The document for a job. Raises WorkerError. At Ctrl-C: what is known so far, marked as interrupted."""
        self.start()
        started = time.monotonic()
        try:
            return self._run(job, on_event, started)
        except KeyboardInterrupt:
            found = self._interrupted()
            return found or unfinished(
                job, "interrupted before it was decided", self.backend, time.monotonic() - started, interrupted=True
            )
        except WorkerError:
            raise
        except BaseException:  # of whoever hears the events: what the worker still says is no answer to the next job
            self.close()
            raise

    def _run(self, job: Job | ProgramJob, on_event: OnEvent, started: float) -> ConfirmDocument:
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # if it has ended, why is told below
            pickle.dump(job, self._process.stdin)
            self._process.stdin.flush()
        deadline = started + job.options.budget + (GRACE if self._patience is None else self._patience)
        stage = ""
        while True:
            try:
                event = self._events.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                self.close()
                if self._contained is not None and stage.startswith(IMPORTING):
                    raise WorkerError(f"{stage} took longer than {time.monotonic() - started:.0f} s") from None
                self.gave_up = True
                reason = f"one step exceeded the budget of {job.options.budget:g} s"
                return unfinished(job, reason, self.backend, time.monotonic() - started)
            if event is None:
                status = self._end()
                detail = self._tail()
                self.close()
                raise WorkerError(f"the worker process died ({_status(status)})", detail, internal=True)
            if event["event"] == "done":
                document: ConfirmDocument = event["document"]
                return document
            if event["event"] == "error":
                detail = self._tail() if event.get("internal") else event.get("detail", "")
                raise WorkerError(event["message"], detail, internal=bool(event.get("internal")))
            was_importing = not stage or stage.startswith(IMPORTING)
            stage = str(event.get("text", "")) if event["event"] == "stage" else stage
            if was_importing and not stage.startswith(IMPORTING) and self._patience is None:
                deadline = min(deadline, time.monotonic() + job.options.budget + AFTER_IMPORT)
            on_event(event)

    def _interrupted(self) -> ConfirmDocument | None:
        """Tell the worker, and take what it has."""
        if self._process is None or self._process.poll() is not None:
            return None
        try:
            if os.name != "nt":  # there Ctrl-C has come to the worker, too, and no process can send it
                self._process.send_signal(signal.SIGINT)
            deadline = time.monotonic() + AFTER_INTERRUPT
            while True:
                event = self._events.get(timeout=max(0.01, deadline - time.monotonic()))
                if event is None or event["event"] == "error":
                    return None
                if event["event"] == "done":
                    document: ConfirmDocument = event["document"]
                    document["interrupted"] = True
                    return document
        except (queue.Empty, KeyboardInterrupt, OSError):
            return None
        finally:
            self.close()

    def _end(self) -> int:
        """The exit status of a worker that says nothing more."""
        assert self._process is not None
        try:
            return self._process.wait(AFTER_SILENCE)
        except subprocess.TimeoutExpired:
            end_group(self._process)
            return self._process.wait()

    def _tail(self) -> str:
        """The last lines that the worker printed."""
        return "" if self._said is None else last_lines(self._said, TAIL)

    def kill(self) -> None:
        """End the worker from another thread than the one that waits for it, which gets a WorkerError."""
        process = self._process
        if process is not None:
            end_group(process)

    def close(self) -> None:
        """End the worker."""
        process, self._process = self._process, None
        if process is not None:
            end_group(process)
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
        if self._said is not None:
            self._said.close()
            self._said = None
        if self._home is not None:
            self._home.cleanup()
            self._home = None


def _listen(stream: IO[bytes], events: queue.Queue[dict[str, Any] | None], seal: Seal | None) -> None:
    """Take the worker's events; None tells that there are no more."""
    with contextlib.suppress(OSError, ValueError):  # it was closed while we read
        for line in lines(stream):
            text = line if seal is None else seal.text(line)
            try:
                event = json.loads(text or b"")
            except ValueError:
                continue  # half a line of a worker that was ended, or something else's words
            if isinstance(event, dict) and "event" in event:
                events.put(event)
    events.put(None)


def _status(status: int) -> str:
    if status < 0:
        try:
            return f"by signal {signal.Signals(-status).name}; out of memory?"
        except ValueError:
            return f"by signal {-status}"
    return f"exit status {status}"
