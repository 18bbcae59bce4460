"""What is no message of the protocol: each is answered with an error or ends the server, and no other is lost."""

from __future__ import annotations

import json
import os
import queue
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the extra `lsp` is not installed")

from kerasrules.server.framing import LONGEST, Framing, MessageStream

ROOT = Path(__file__).resolve().parents[1]
LONG = 120
"""Seconds that a slow machine may take for an answer."""
PARSE, REQUEST, METHOD, PARAMS, UNINITIALIZED = -32700, -32600, -32601, -32602, -32002


def frame(body: bytes, length: int | None = None) -> bytes:
    return b"Content-Length: %d\r\n\r\n" % (len(body) if length is None else length) + body


def request(number: int, method: str = "workspace/executeCommand", **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def packed(message: object) -> bytes:
    return frame(json.dumps(message).encode())


class RawServer:
    """A server, and the bytes that go in and come out."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kerasrules", "server"],
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            cwd=folder,
            env=environment,
        )
        self.said: list[bytes] = []
        self.answers: queue.Queue[dict[str, Any]] = queue.Queue()
        threads = [threading.Thread(target=work, daemon=True) for work in (self._read, self._listen)]
        for thread in threads:
            thread.start()

    def send(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def answer(self, fits: Callable[[dict[str, Any]], bool] = lambda _: True) -> dict[str, Any]:
        """The next answer that fits; notifications and requests of the server's are none."""
        while True:
            message = self.answers.get(timeout=LONG)
            if "method" not in message and fits(message):
                return message

    def initialize(self) -> None:
        self.send(packed(request(0, "initialize", capabilities={}, processId=None, rootUri=None)))
        assert self.answer()["id"] == 0
        self.send(packed({"jsonrpc": "2.0", "method": "initialized", "params": {}}))

    def end(self) -> int:
        """Close standard input; the exit status, after everything that was said was read."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(timeout=LONG)

    def _read(self) -> None:
        stream = MessageStream(self.process.stdout)  # type: ignore[arg-type]
        while stream.readline():
            stream.readline()
            self.answers.put(json.loads(stream.read(0)))

    def _listen(self) -> None:
        assert self.process.stderr is not None
        self.said.append(self.process.stderr.read())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RawServer]:
    """One for all tests that leave it running; at the end nothing was said of the inside."""
    server = RawServer(tmp_path_factory.mktemp("server"))
    try:
        server.initialize()
        yield server
        server.send(packed({"jsonrpc": "2.0", "id": "end", "method": "shutdown"}))
        assert server.answer(lambda message: message["id"] == "end")["result"] is None
        server.send(packed(request(10**6)))
        assert server.answer()["error"]["code"] == REQUEST
        server.send(packed({"jsonrpc": "2.0", "method": "exit"}))
        assert server.process.wait(timeout=LONG) == 0
    finally:
        server.process.kill()
        server.process.wait()


BROKEN: dict[str, tuple[bytes, int]] = {
    "no length": (b'Content-Type: application/json\r\n\r\n{"jsonrpc": "2.0", "id": 1}', PARSE),
    "no header": (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", PARSE),
    "negative length": (b'Content-Length: -5\r\n\r\n{"jsonrpc": "2.0"}', PARSE),
    "length in words": (b"Content-Length: many\r\n\r\n{}", PARSE),
    "length in hexadecimal": (b"Content-Length: 0x10\r\n\r\n{}", PARSE),
    "no end of length": (b"Content-Length: " + b"9" * 300 + b"\r\n\r\n{}", PARSE),
    "huge length": (b"Content-Length: %d\r\n\r\n{}" % (LONGEST + 1), PARSE),
    "length 0": (frame(b""), PARSE),
    "not JSON": (frame(b"{'a': 1}"), PARSE),
    "half of it": (frame(b'{"jsonrpc": "2.0", "id": 7, "method"'), PARSE),
    "not UTF-8": (frame(b'{"jsonrpc": "2.0", "id": 1, "method": "\xff\xfe"}'), PARSE),
    "deep": (frame(b"[" * 100_000), PARSE),
    "length too small": (frame(b'{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}', 20), PARSE),
    "NUL bytes": (frame(b"\0" * 40), PARSE),
    "a number": (packed(5), REQUEST),
    "a list": (packed([request(1)]), REQUEST),
    "nothing": (packed(None), REQUEST),
    "no version": (packed({"id": 1, "method": "shutdown"}), REQUEST),
    "another version": (packed({"jsonrpc": "1.0", "id": 1, "method": "shutdown"}), REQUEST),
    "no method": (packed({"jsonrpc": "2.0", "id": 1}), REQUEST),
    "a number for a method": (packed({"jsonrpc": "2.0", "id": 1, "method": 5}), REQUEST),
    "a list for a number": (packed({"jsonrpc": "2.0", "id": [1], "method": "shutdown"}), REQUEST),
    "no number": (packed({"jsonrpc": "2.0", "id": None, "method": "shutdown"}), REQUEST),
    "a fraction": (packed({"jsonrpc": "2.0", "id": 1.5, "method": "shutdown"}), REQUEST),
    "initialize again": (packed(request(1, "initialize", capabilities={})), REQUEST),
    "unknown method": (packed(request(1, "no/such")), METHOD),
    "unknown method without params": (packed({"jsonrpc": "2.0", "id": 1, "method": "no/such"}), METHOD),
    "no params": (packed({"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover"}), PARAMS),
    "params of another kind": (packed(request(1, "textDocument/hover", textDocument=5)), PARAMS),
    "a list of params": (packed({"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover", "params": [1]}), PARAMS),
    "a request that is a notification": (packed(request(1, "textDocument/didOpen", textDocument={})), PARAMS),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_no_message_is_answered_with_an_error(server: RawServer, kind: str) -> None:
    data, code = BROKEN[kind]
    server.send(data)
    assert server.answer()["error"]["code"] == code
    server.send(packed(request(77, "no/such")))
    good = server.answer(lambda message: message["id"] == 77)
    assert good["error"]["code"] == METHOD
    assert "data" not in good["error"]


def test_a_message_within_a_length_that_is_too_large_is_answered(server: RawServer) -> None:
    server.send(frame(b'{"jsonrpc": "2.0"', 10_000) + packed(request(78, "no/such")))
    assert server.answer()["error"]["code"] == PARSE
    assert server.answer()["id"] == 78


@pytest.mark.parametrize(
    "message",
    [
        {"jsonrpc": "2.0", "method": "no/such"},
        {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": 5}},
        {"jsonrpc": "2.0", "method": "textDocument/didChange"},
        {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "none"}},
        {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": 5},
        {"jsonrpc": "2.0", "id": "none", "result": None},
        {"jsonrpc": "2.0", "id": [], "error": {}},
        {"jsonrpc": "2.0", "method": "initialized", "params": {"jsonrpc": "2.0", "id": 1, "method": "shutdown"}},
    ],
)
def test_what_wants_no_answer_gets_none(server: RawServer, message: object) -> None:
    server.send(packed(message) + packed(request(79, "no/such")))
    assert server.answer()["id"] == 79


def test_a_session_of_broken_messages_among_good_ones(server: RawServer) -> None:
    made = random.Random(14)
    good = 0
    data = b""
    for _ in range(200):
        data += _garbled(made)
        if made.random() < 0.3:
            good += 1
            data += packed(request(1000 + good, "no/such"))
    # one more header finds what the last broken message swallowed
    data += packed(request(1001 + good, "no/such"))
    position = 0
    while position < len(data):
        size = made.randint(1, 3000)
        server.send(data[position : position + size])
        position += size
    answered = []
    while (number := server.answer(lambda message: (message["id"] or 0) > 1000)["id"]) != 1001 + good:
        answered.append(number)
    assert answered == list(range(1001, 1001 + good))


def _garbled(made: random.Random) -> bytes:
    """A message with something wrong with it: of those above, or one in which bytes are other, gone or too many."""
    data = bytearray(made.choice([broken for broken, _ in BROKEN.values() if len(broken) < 5000]))
    for _ in range(made.randint(0, 4)):
        at = made.randrange(len(data))
        part = bytes(made.randrange(256) for _ in range(made.randint(0, 6)))
        data[at : at + made.randint(0, 6)] = part
    return bytes(data or b"?")


@pytest.mark.parametrize("last", [b"", b"Content-Len", b"Content-Length: 500\r\n\r\n{", b"?" * 100])
def test_the_end_of_the_stream_ends_the_server(tmp_path: Path, last: bytes) -> None:
    server = RawServer(tmp_path)
    server.send(packed(request(1, "textDocument/hover")))
    assert server.answer()["error"]["code"] == UNINITIALIZED
    server.send(last)
    assert server.end() == 1
    assert b"Traceback" not in b"".join(server.said)


# --- bytes into messages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 7, 100_000])
def test_messages_are_found_however_the_bytes_come(size: int) -> None:
    big = b'"' + b"x" * 20_000 + b'"'
    stream = (
        frame(b"1")
        + b"Content-Type: a; charset=utf-8\r\nContent-Length: 2\r\nX-Y: z\r\n\r\n22"
        + b"content-length:1\n\n3"
        + b"\r\n\r\n"
        + frame(b"")
        + b"Content-Length: x\r\n\r\n{lost}"
        + frame(big)
        + frame(b"cut off", 700)
        + frame(b"4")
    )
    framing = Framing()
    found = [one for at in range(0, len(stream), size) for one in framing.feed(stream[at : at + size])]
    assert found == [b"1", b"22", b"3", b"", None, big, None, b"4"]


def test_what_is_kept_of_bytes_that_are_no_message_is_bounded() -> None:
    framing = Framing()
    found = [one for _ in range(500) for one in framing.feed(b"x" * 10_000)]
    assert found == [None]
    assert len(framing._left) < 50_000


def test_no_good_message_is_lost_among_broken_ones() -> None:
    for seed in range(300):
        made = random.Random(seed)
        stream, good = b"", []
        for number in range(30):
            good.append(b'{"good": %d}' % number)
            stream += _garbled(made) + frame(good[-1])
        framing, found = Framing(), []
        while stream:
            size = made.randint(1, 2000)
            found += framing.feed(stream[:size])
            stream = stream[size:]
        assert [body for body in found if body in good] == good, seed
