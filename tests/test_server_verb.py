"""`kerasrules server` as a command: how it starts, and how it ends."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import pytest

from kerasrules import cli

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "kerasrules", "server"]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def message(method: str, number: int | None = None, **params: Any) -> bytes:
    body: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params or None}
    if number is not None:
        body["id"] = number
    text = json.dumps(body).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(text), text)


def answer(stream: IO[bytes]) -> dict[str, Any]:
    length = 0
    while (line := stream.readline()).strip():
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    found = json.loads(stream.read(length))
    assert isinstance(found, dict)
    return found


INITIALIZE = message("initialize", 1, processId=None, rootUri=None, capabilities={})


def test_without_pygls_it_says_what_to_install(tmp_path: Path) -> None:
    # a module of this name that cannot be imported stands for one that is not installed
    (tmp_path / "pygls.py").write_text("raise ImportError('no module named pygls')")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(COMMAND, env=environment(PYTHONPATH=path), capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "error: the language server requires pygls 2: pip install 'pygls>=2.0'\n"


@pytest.mark.parametrize("address", ["2087", "localhost:", ":1", "localhost:x", "localhost:65536"])
def test_a_wrong_address(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["server", "--tcp", address])
    assert caught.value.code == 2
    assert f"{address!r} is not HOST:PORT" in capsys.readouterr().err


class TestWithPygls:
    """What a client sees that speaks the protocol by hand."""

    @pytest.fixture(autouse=True)
    def _needs_pygls(self) -> None:
        pytest.importorskip("pygls.lsp.server", reason="the extra `lsp` is not installed")

    @pytest.mark.parametrize(
        ("last", "status"),
        [((message("shutdown", 2), message("exit")), 0), ((message("exit"),), 1), ((), 1)],
        ids=["well", "without shutdown", "client gone"],
    )
    def test_exit_status(self, last: tuple[bytes, ...], status: int, tmp_path: Path) -> None:
        done = subprocess.run(
            COMMAND,
            input=b"".join([INITIALIZE, message("initialized"), *last]),
            env=environment(),
            cwd=tmp_path,
            capture_output=True,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (status, b"")
        assert b'"name": "kerasrules"' in done.stdout

    def test_broken_messages_do_not_end_it(self, tmp_path: Path) -> None:
        broken = [
            b"Content-Length: 3\r\n\r\n{}{",
            message("textDocument/didOpen", textDocument=3),
            message("textDocument/didChange", textDocument={"uri": "file:///x.py", "version": 1}, contentChanges=[]),
            message("no/such", 7),
            message("textDocument/hover", 8, textDocument={"uri": "nowhere"}, position={"line": 0, "character": 0}),
        ]
        done = subprocess.run(
            COMMAND,
            input=b"".join([INITIALIZE, message("initialized"), *broken, message("shutdown", 9), message("exit")]),
            env=environment(),
            cwd=tmp_path,
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == 0
        assert b'"id": 9' in done.stdout

    def test_tcp(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [*COMMAND, "--tcp", f"127.0.0.1:{port}", "-v"], env=environment(), cwd=tmp_path, stderr=subprocess.PIPE
        )
        assert server.stderr is not None
        while b"Serving on" not in (line := server.stderr.readline()):
            assert line, "the server ended"
        with socket.create_connection(("127.0.0.1", port)) as client, client.makefile("rwb") as stream:
            stream.write(INITIALIZE)
            stream.flush()
            assert answer(stream)["result"]["serverInfo"]["name"] == "kerasrules"
            stream.write(message("shutdown", 2) + message("exit"))
            stream.flush()
        server.communicate(timeout=60)
        assert server.returncode == 0

    def test_a_port_that_is_taken(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            command = [*COMMAND, "--tcp", f"127.0.0.1:{taken.getsockname()[1]}"]
            done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=60)
        assert done.returncode == 2
        assert re.fullmatch(r"error: cannot listen on 127\.0\.0\.1:\d+: .+\n", done.stderr)
