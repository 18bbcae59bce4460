"""A real browser for tests: Chromium without a window, driven over a pipe with its DevTools protocol."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 120
"""Seconds after which a browser that says nothing is taken for dead. No measure of speed."""

SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--remote-debugging-pipe",
)


def find() -> str | None:
    """The path of a Chromium, where there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """A running Chromium. `events` holds all that it has told of its page, in order."""

    def __init__(self, process: subprocess.Popen[bytes], to: int, back: int) -> None:
        self._process = process
        self._to = to
        self._back = back
        self._rest = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []

    def open(self, page: Path | str) -> None:
        """Show a file or an address in a new page, and wait until it is loaded and drawn."""
        self.events.clear()
        self._session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Page.navigate", url=page if isinstance(page, str) else page.as_uri())
        self.wait_for("Page.loadEventFired")
        # a turn of the event loop and a frame: errors of scripts and policies have been told of by then
        self.run("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        told = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def run_until(self, expression: str, patience: float = 3 * PATIENCE) -> Any:
        """The value of an expression, as soon as it has one that is not false, null or undefined.

        patience: seconds. No measure of speed either.
        """
        end = time.monotonic() + patience
        while not (value := self.run(expression)):
            if time.monotonic() > end:
                raise AssertionError(f"never came: {expression}; the page says: {self.run('document.body.innerText')}")
            time.sleep(0.1)
        return value

    def resize(self, width: int, height: int) -> None:
        """Make the window as large."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def picture(self, file: Path, width: int, height: int) -> None:
        """Save what the page looks like in a window of this size."""
        self.resize(width, height)
        self.run("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")
        file.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def said(self, *methods: str) -> list[dict[str, Any]]:
        """What events of these kinds carried."""
        return [event["params"] for event in self.events if event["method"] in methods]

    def wait_for(self, method: str) -> None:
        """Wait for an event."""
        while not self.said(method):
            self._receive()

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and wait for its result."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None and not method.startswith(("Target.", "Browser.")):
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result

    def _receive(self) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._back], [], [], max(0.0, end - time.monotonic()))
            data = os.read(self._back, 1 << 16) if ready else b""
            if not data:
                raise RuntimeError(f"the browser is silent (exit status {self._process.poll()})")
            self._rest += data
        text, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if "method" in message:
            self.events.append(message)
        return message


@contextlib.contextmanager
def running(program: str, folder: Path) -> Iterator[Browser]:
    """A browser that keeps its profile in `folder` and is gone afterwards."""
    to_child, to = os.pipe()
    back, from_child = os.pipe()

    def connect() -> None:
        # Chromium reads commands from descriptor 3 and answers on 4; first out of the way, then into place
        high = [os.dup(to_child), os.dup(from_child)]
        while min(high) <= 4:
            high = [os.dup(number) for number in high]
        os.dup2(high[0], 3)
        os.dup2(high[1], 4)

    environment = {**os.environ, "HOME": str(folder)}
    command = [program, *SWITCHES, f"--user-data-dir={folder / 'profile'}", "about:blank"]
    with open(folder / "browser.log", "wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            close_fds=False,
            preexec_fn=connect,
            env=environment,
            start_new_session=True,
        )
    os.close(to_child)
    os.close(from_child)
    browser = Browser(process, to, back)
    try:
        yield browser
    finally:
        with contextlib.suppress(Exception):
            browser.call("Browser.close")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(to)
        os.close(back)


def wait_for_port(port: int) -> None:
    """Wait until a server of this machine takes connections."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
