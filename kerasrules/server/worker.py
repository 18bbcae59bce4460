"""A worker process: it reads jobs from standard input and writes what came of them to standard output.

Each message is a pickle after its length in eight bytes. Both ends are the same program, and nobody else writes here.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from typing import Any, BinaryIO

HEADER = struct.Struct("!Q")


def main() -> None:
    """Serve until standard input ends, which it also does when the server dies."""
    from kerasrules.server import jobs

    source = sys.stdin.buffer
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not print into the answers
    while (message := _receive(source)) is not None:
        name, arguments = message
        try:
            answer: tuple[bool, Any] = True, getattr(jobs, name)(*arguments)
        except BaseException as error:  # whatever it is, it costs this job and not the server
            import traceback

            answer = False, (f"{type(error).__name__}: {error}"[:200], traceback.format_exc())
        sink.write(pack(answer))
        sink.flush()


def pack(message: object) -> bytes:
    """A message as it goes over the pipe."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(data)) + data


def _receive(source: BinaryIO) -> Any:
    header = source.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    data = source.read(HEADER.unpack(header)[0])
    return pickle.loads(data)
