"""The processes that read programs, as seen from the one that talks with the editor.

Processes and not threads: a check that nobody waits for any more can be ended, one that takes a minute holds up neither
the others nor the end of the server, and the interpreter's lock stays with the conversation.
"""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import sys
from typing import Any

from kerasrules.server.worker import HEADER, pack

MOST = 4
"""Processes at a time. One is kept waiting; the others come when all are at work."""
KEPT = 2
"""Idle processes that are kept."""
PATIENCE = 2.0
"""Seconds that a job nobody waits for any more may still take before its process is ended."""
LIMIT = 60.0
"""Seconds that a job may take. Reading is bounded in steps, so this is for what nobody thought of."""

# the parent's own path, set before anything is imported: with -c or -m Python looks into the current folder first, and
# that is the user's, where a random.py may lie that is no module of ours
_START = "import sys; sys.path[:] = {path!r}; from kerasrules.server.worker import main; main()"


class JobError(Exception):
    """A job could not be done, in words for a log; `detail` is the traceback, if there is one."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class Workers:
    """A small pool. Use it from one event loop only."""

    def __init__(self) -> None:
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._room = asyncio.Semaphore(MOST)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def run(self, job: str, *arguments: object) -> Any:
        """What the function `job` of `jobs` gives for these arguments. Raises JobError.

        Cancel the waiting task to say that the answer is not wanted any more.
        """
        await self._room.acquire()
        held = True  # a place in the pool, which a job that nobody waits for keeps to its end
        try:
            worker = self._idle.pop() if self._idle else await self._start()
            answer = asyncio.ensure_future(worker.ask(job, arguments))
            try:
                done, result = await asyncio.wait_for(asyncio.shield(answer), LIMIT)
            except asyncio.CancelledError:
                held = False
                self._spawn(self._finish(worker, answer))
                raise
            except asyncio.TimeoutError:
                answer.cancel()
                await self._end(worker)
                raise JobError(f"it took more than {LIMIT:.0f} seconds") from None
            except (OSError, asyncio.IncompleteReadError):
                await self._end(worker)
                raise JobError("the process that read it ended (out of memory or stack?)") from None
            self._release(worker)
        finally:
            if held:
                self._room.release()
        if not done:
            raise JobError(*result)
        return result

    def warm_up(self) -> None:
        """Start a process before it is asked for."""
        self._spawn(self._warm_up())

    async def close(self) -> None:
        """End all of them, whatever they are doing."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        for worker in [*self._all]:
            await self._end(worker)

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _warm_up(self) -> None:
        with contextlib.suppress(JobError):
            await self.run("ready")

    async def _start(self) -> _Worker:
        if self._closed:
            raise JobError("the server is shutting down")
        starting = asyncio.ensure_future(_Worker.start())
        try:
            worker = await asyncio.shield(starting)
        except asyncio.CancelledError:
            self._spawn(self._keep(starting))
            raise
        except OSError as error:
            raise JobError(f"no process can be started: {error.strerror or error}") from None
        self._all.add(worker)
        return worker

    async def _keep(self, starting: asyncio.Future[_Worker]) -> None:
        """Take in a process that was started for a job that is not wanted any more."""
        with contextlib.suppress(OSError):
            worker = await starting
            self._all.add(worker)
            self._release(worker)

    def _release(self, worker: _Worker) -> None:
        if len(self._idle) < KEPT and not self._closed:
            self._idle.append(worker)
        else:
            self._spawn(self._end(worker))

    async def _finish(self, worker: _Worker, answer: asyncio.Future[Any]) -> None:
        """Let a job come to its end, for a while: a new process takes longer to start than most jobs to end."""
        try:
            await asyncio.wait_for(answer, PATIENCE)
        except (asyncio.TimeoutError, OSError, asyncio.IncompleteReadError):
            await self._end(worker)
        else:
            self._release(worker)
        finally:
            self._room.release()

    async def _end(self, worker: _Worker) -> None:
        self._all.discard(worker)
        await worker.end()


class _Worker:
    """One process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls) -> _Worker:
        """Start a process. Raises OSError."""
        pipe = asyncio.subprocess.PIPE
        code = _START.format(path=[entry for entry in sys.path if entry])
        return cls(await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdin=pipe, stdout=pipe))

    async def ask(self, job: str, arguments: tuple[object, ...]) -> tuple[bool, Any]:
        """Whether it could be done, and the result or (what went wrong, traceback)."""
        source, sink = self._process.stdout, self._process.stdin
        assert source is not None
        assert sink is not None
        sink.write(pack((job, arguments)))
        await sink.drain()
        length = HEADER.unpack(await source.readexactly(HEADER.size))[0]
        answer: tuple[bool, Any] = pickle.loads(await source.readexactly(length))
        return answer

    async def end(self) -> None:
        """Kill it, if it is alive."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
