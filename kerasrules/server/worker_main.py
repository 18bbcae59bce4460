"""A worker process: it reads jobs from standard input and writes what came of them to standard output.

Each message is a pickle after its length in eight bytes. Both ends are the same program, and nobody else writes here.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
from typing import IO, Any

from kerasrules.processes import limits
from kerasrules.processes.helpers import end_with_parent

HEADER = struct.Struct("!Q")


def main() -> None:
    """Serve until standard input ends, which it also does when the server dies."""
    from kerasrules.server import jobs

    end_with_parent()
    limits.owns_process = True

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the server
    source = sys.stdin.buffer
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not print into the answers
    while True:
        try:
            name, arguments = receive(source)
        except EOFError:
            return
        try:
            answer: tuple[bool, Any] = True, getattr(jobs, name)(*arguments)
        except BaseException as error:  # whatever it is, it costs this job and not the server
            import traceback

            answer = False, (f"{type(error).__name__}: {error}"[:200], traceback.format_exc())
        try:
            sink.write(pack(answer))
            sink.flush()
        except BrokenPipeError:  # the server is gone
            os._exit(0)  # a normal end would flush once more


def pack(message: object) -> bytes:
    """A message as it goes over the pipe."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(data)) + data


def receive(source: IO[bytes]) -> Any:
    """The next message. Raises EOFError where there is none, or not all of one."""
    data = _read(source, HEADER.unpack(_read(source, HEADER.size))[0])
    return pickle.loads(data)


def _read(source: IO[bytes], size: int) -> bytes:
    data = source.read(size)
    if len(data) < size:
        raise EOFError
    return data
