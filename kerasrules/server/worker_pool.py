"""The processes that read programs, as seen from the one that talks with the editor.

Processes and not threads: a check that nobody waits for can be ended, one that takes a minute holds up neither
the others nor the end of the server, and the interpreter's lock stays with the conversation. A thread for each process
only waits for its answers; asyncio's own way with processes can hang where it is cancelled while one starts.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from kerasrules.processes.helpers import python_command
from kerasrules.server import jobs
from kerasrules.server.worker_main import pack, receive

P = ParamSpec("P")
T = TypeVar("T")

MOST = 4
"""Processes at a time. One is kept waiting; the others come when all are at work."""
KEPT = 2
"""Idle processes that are kept."""
PATIENCE = 2.0
"""Seconds that a job nobody waits for any longer may still take before its process is ended."""
LIMIT = 60.0
"""Seconds that a job may take. Reading is bounded in steps, so this is for what nobody thought of."""


class JobError(Exception):
    """A job could not be done, in words for a log; `detail` is the traceback, if there is one."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class WorkerPool:
    """A small pool. Use it from one event loop only."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MOST, "kerasrules-worker")
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._room = asyncio.Semaphore(MOST)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def run(self, job: Callable[P, T], *arguments: P.args, **_: P.kwargs) -> T:
        """What a function of `jobs` gives for these arguments, done in a worker process. Raises JobError.

        Cancel the waiting task to say that the answer is not wanted any longer.
        """
        await self._room.acquire()
        held = True  # a place in the pool, which a job that nobody waits for keeps to its end
        try:
            while True:
                worker, is_new = self._take()
                answer = asyncio.get_running_loop().run_in_executor(self._threads, worker.ask, job.__name__, arguments)
                try:
                    done, result = await asyncio.wait_for(asyncio.shield(answer), LIMIT)
                    break
                except asyncio.CancelledError:
                    held = False
                    self._finish(worker, answer)
                    raise
                except asyncio.TimeoutError:
                    await self._end(worker, answer)
                    raise JobError(f"the analysis took more than {LIMIT:.0f} seconds") from None
                except (OSError, EOFError) as error:
                    await self._end(worker, answer)
                    if is_new:  # else it may have died before it was asked
                        raise JobError(
                            f"the process analyzing it died ({error or 'out of memory or stack?'})"
                        ) from None
            self._release(worker)
        finally:
            if held:
                self._room.release()
        if not done:
            raise JobError(*result)
        answered: T = result
        return answered

    def warm_up(self) -> None:
        """Start a process before it is asked for."""
        self._spawn(self._warm_up())

    def close(self) -> None:
        """End all of them, whatever they are doing."""
        self._closed = True
        for worker in self._all:
            worker.end()
        self._threads.shutdown(wait=False)

    def _take(self) -> tuple[_Worker, bool]:
        if self._closed:
            raise JobError("the server is shutting down")
        if self._idle:
            return self._idle.pop(), False
        worker = _Worker()
        self._all.add(worker)
        return worker, True

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _warm_up(self) -> None:
        with contextlib.suppress(JobError):
            await self.run(jobs.ready)

    def _release(self, worker: _Worker) -> None:
        if len(self._idle) < KEPT and not self._closed:
            self._idle.append(worker)
        else:
            self._all.discard(worker)
            worker.end()

    def _finish(self, worker: _Worker, answer: asyncio.Future[Any]) -> None:
        """Let a job come to its end, for a while: a new process takes longer to start than most jobs to end."""
        timer = asyncio.get_running_loop().call_later(PATIENCE, worker.end)

        def finished(answer: asyncio.Future[Any]) -> None:
            timer.cancel()
            self._room.release()
            if answer.cancelled() or answer.exception() is not None:
                self._all.discard(worker)
                worker.end()
            else:
                self._release(worker)

        answer.add_done_callback(finished)

    async def _end(self, worker: _Worker, answer: asyncio.Future[Any]) -> None:
        self._all.discard(worker)
        worker.end()
        with contextlib.suppress(OSError, EOFError):
            await answer  # its thread is free then


class _Worker:
    """One process. It starts with its first job; `ask` is for a thread that may wait."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._lock = threading.Lock()

    def ask(self, job: str, arguments: tuple[object, ...]) -> tuple[bool, Any]:
        """Whether it could be done, and the result or (what went wrong, traceback). Raises OSError, EOFError."""
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(pack((job, arguments)))
        process.stdin.flush()
        answer: tuple[bool, Any] = receive(process.stdout)
        return answer

    def end(self) -> None:
        """End the process, whatever it is doing."""
        with self._lock:
            self._ended = True
            if self._process is not None:
                self._process.kill()
                self._process.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._ended:
                raise EOFError
            if self._process is None:
                pipe = subprocess.PIPE
                command = python_command("kerasrules.server.worker_main")
                self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe)
            return self._process
