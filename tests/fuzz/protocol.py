"""Sessions with the language server: what an editor sends, what it should not send, and edits of mutants meanwhile.

Every request is answered, with a result or an error; no answer and no message speaks of an internal error; the server
takes its leave when it is asked to, and no process of it stays.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import random
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.fuzz import seeds
from tests.fuzz.program_mutants import mutant

ROOT = Path(__file__).parents[2]
WAITS = 120.0
"""Seconds for an answer, on a busy machine."""
SESSIONS_OF_A_SERVER = 25

REQUESTS = (
    *("textDocument/hover", "textDocument/codeAction", "textDocument/inlayHint", "textDocument/diagnostic"),
    *("codeAction/resolve", "workspace/executeCommand", "textDocument/definition", "kerasrules/none"),
)
ODD: tuple[Any, ...] = (
    None,
    [],
    {},
    0,
    -1,
    "x",
    True,
    {"textDocument": None},
    {"uri": 1},
    [[[]]],
    2**31,
    {"a": {"b": 0}},
)


class Unanswered(AssertionError):
    """A request got no answer, or one that no editor should see."""


class Client:
    """One server, and the other end of its pipes."""

    def __init__(self, environment: dict[str, str] | None = None, folder: Path | None = None) -> None:
        environment = environment or {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        command = [sys.executable, "-c", "import sys; from kerasrules.cli import main; sys.exit(main())", "server"]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=folder or ROOT,
        )
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self.told: list[str] = []
        self._next = 0
        threading.Thread(target=self._read, daemon=True).start()
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        self.notify("initialized", {})

    def notify(self, method: str, params: Any) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: Any) -> int:
        """Ask without waiting."""
        self._next += 1
        self.send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        return self._next

    def ask(self, method: str, params: Any) -> dict[str, Any]:
        """Ask and wait."""
        number = self.request(method, params)
        return self.answers([number])[number]

    def answers(self, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
        """The answers to these requests. Raises Unanswered."""
        found: dict[int, dict[str, Any]] = {}
        until = time.monotonic() + WAITS
        while set(numbers) - set(found):
            try:
                message = self._answers.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise Unanswered(f"{len(set(numbers) - set(found))} requests") from None
            if message.get("id") in numbers and "method" not in message:
                found[message["id"]] = message
        return found

    def send(self, message: object) -> None:
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def end(self) -> int:
        """Shut down as an editor does; the exit status."""
        self.ask("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(timeout=WAITS)

    def _read(self) -> None:
        source = self.process.stdout
        assert source is not None
        while True:
            size = 0
            while (line := source.readline().strip()) != b"":
                size = int(line.rpartition(b":")[2]) if line.lower().startswith(b"content-length") else size
            if not size:
                return
            message = json.loads(source.read(size))
            if "method" in message and "id" in message:  # a question of the server's
                self.send({"jsonrpc": "2.0", "id": message["id"], "result": None})
            elif message.get("method") in ("window/showMessage", "window/logMessage"):
                self.told.append(message["params"]["message"])
            else:
                self._answers.put(message)


def session(client: Client, chance: random.Random, number: int) -> None:
    """Open a program, edit it, ask about it and send what makes no sense, and close it. Raises Unanswered."""
    programs = seeds.programs()
    text = chance.choice(programs)
    uri = f"file:///nowhere/net{number}.py"
    item = {"uri": uri, "languageId": "python", "version": 0, "text": text.encode("utf-8", "replace").decode()}
    client.notify("textDocument/didOpen", {"textDocument": item})
    waiting = []
    for version in range(1, chance.randint(3, 9)):
        kind = chance.random()
        if kind < 0.25:
            changed = mutant(text, chance, programs).encode("utf-8", "replace").decode()
            change = {"text": changed} if chance.random() < 0.5 else {"range": _range(chance), "text": changed[:40]}
            document = {"uri": uri, "version": version}
            client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        elif kind < 0.35:
            client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        elif kind < 0.8:
            waiting.append(client.request(chance.choice(REQUESTS[:4]), _params(uri, chance)))
        elif kind < 0.9:
            waiting.append(client.request(chance.choice(REQUESTS), chance.choice(ODD)))
        else:
            waiting.append(
                client.request(chance.choice(REQUESTS), {**_params(uri, chance), "position": chance.choice(ODD)})
            )
    client.answers(waiting)
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    internal = [message for message in client.told if "internal error" in message or "took more than" in message]
    if internal:
        raise Unanswered(internal[0])
    if client.process.poll() is not None:
        raise Unanswered(f"the server ended with {client.process.poll()}")


def _params(uri: str, chance: random.Random) -> dict[str, Any]:
    return {
        "textDocument": {"uri": uri if chance.random() < 0.95 else "file:///nowhere/else.py"},
        "position": _range(chance)["start"],
        "range": _range(chance),
        "context": {"diagnostics": []},
    }


def _range(chance: random.Random) -> dict[str, Any]:
    start = {"line": chance.choice((0, 1, 3, 9, 10**6)), "character": chance.choice((0, 4, 20, 10**6))}
    end = {"line": start["line"] + chance.choice((0, 0, 1, 3)), "character": chance.choice((0, 9, 30))}
    return {"start": start, "end": end}


def sessions(seed: int, numbers: range, until: float) -> bool:
    """Many sessions, a new server every now and then; whether one failed."""
    client: Client | None = None
    done, failed = 0, 0
    for number in numbers:
        if time.monotonic() > until:
            break
        if client is None:
            client = Client()
        try:
            session(client, random.Random(f"sessions {seed} {number}"), number)
            if done % SESSIONS_OF_A_SERVER == SESSIONS_OF_A_SERVER - 1:
                workers = children(client.process.pid)
                status, client = client.end(), None
                if status != 0 or any(map(_runs, workers)):
                    raise Unanswered(f"the server ended with {status}, or a worker of it did not")
        except (AssertionError, OSError, subprocess.TimeoutExpired) as error:
            print(f"session {number}: {type(error).__name__}: {error}"[:300], flush=True)
            failed += 1
            if client is not None:
                client.process.kill()
                client.process.wait()
            client = None
        done += 1
    if client is not None:
        client.end()
    print(f"sessions: {done} tried: {failed or 'nothing'} failed", flush=True)
    return failed > 0


def children(process: int) -> list[int]:
    """The processes that a process has started, where the platform says so."""
    found = []
    for thread in Path("/proc").glob(f"{process}/task/*/children"):  # a thread may have started them
        with contextlib.suppress(OSError):
            found += [int(word) for word in thread.read_text().split()]
    return found


def _runs(process: int) -> bool:
    """Whether a process is still there after some seconds."""
    for _ in range(100):
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return False
        except OSError:
            return False
        time.sleep(0.1)
    return True
