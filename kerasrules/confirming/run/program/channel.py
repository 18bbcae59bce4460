"""Messages from and to the coordinator, kept apart from what the program reads and prints."""

from __future__ import annotations

import os
import pickle
import sys
from typing import IO, Any, NoReturn

from kerasrules.confirming.run.program.child_messages import Reply, as_line
from kerasrules.confirming.run.sealed_lines import Seal


class Channel:
    """Messages from and to the coordinator."""

    def __init__(self) -> None:
        sys.stdout.flush()
        self._out: IO[bytes] = os.fdopen(os.dup(1), "wb")
        self._in: IO[bytes] = os.fdopen(os.dup(0), "rb")
        self._seal = Seal.of_child(self._in)
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115  for as long as the process lives

    def send(self, message: Reply) -> None:
        """Tell the coordinator."""
        self._out.write(self._seal.line(as_line(message)))
        self._out.flush()

    def receive(self) -> Any:
        """The next message; where there is none this process ends."""
        try:
            return pickle.load(self._in)
        except EOFError:
            self.end()

    def end(self, last: Reply | None = None) -> NoReturn:
        """End this process: no `except` or `finally` of the program's is to go on."""
        if last is not None:
            self.send(last)
        sys.stderr.flush()
        os._exit(0)
