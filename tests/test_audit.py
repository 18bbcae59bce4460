"""What is asked of the machine: files of the repository, of the installation and of the cache, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOOK = """
import json, os, sys
_log = os.open(os.environ["AUDIT_LOG"], os.O_WRONLY | os.O_APPEND)
_wanted = {"open", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "socket.connect", "socket.getaddrinfo",
           "os.remove", "os.rename", "exec", "ctypes.dlopen"}
def _hook(event, arguments):
    if event not in _wanted:
        return
    told = arguments[0]
    if event == "exec":
        told = getattr(told, "co_filename", "<unknown>")
    elif event == "subprocess.Popen":
        told = list(map(os.fsdecode, arguments[1])) if not isinstance(arguments[1], str) else [arguments[1]]
    elif isinstance(told, int) or told is None:
        return
    elif isinstance(told, (bytes, str, os.PathLike)):
        told = os.path.abspath(os.fsdecode(told))
    else:
        told = repr(told)
    writes = event == "open" and bool(arguments[2] and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    os.write(_log, (json.dumps([event, told, writes]) + "\\n").encode())
sys.addaudithook(_hook)
"""
NET = """import keras
import numpy as np
import pandas as pd
from helper import size
from ..private import secret
table = pd.read_csv("table.csv")
x, y = table.values[:, :2], np.load("{outside}/y.npy")
passwords = pd.read_csv("/etc/passwd")
net = keras.Sequential([keras.Input((2,)), keras.layers.Dense(size), keras.layers.Dense(1)])
net.compile(loss="mae", optimizer="sgd")
net.fit(x, y)
net.save("{outside}/saved.keras")
open("{outside}/written", "w").write("x")
__import__("os").system("echo run")
"""

Event = tuple[str, Any, bool]


class Watched:
    """A repository with programs that name much outside of it, and a record of what is asked of the machine."""

    def __init__(self, folder: Path) -> None:
        self.repository, self.outside = folder / "repository", folder / "private"
        self._hooks, self._log = folder / "hooks", folder / "audit"
        for made in (self.repository, self.outside, self._hooks):
            made.mkdir()
        (self._hooks / "sitecustomize.py").write_text(HOOK)
        for name in ("secret.py", "y.npy", "__init__.py", "pyproject.toml"):
            (self.outside / name).write_text("size = 3\n")
        subprocess.run(["git", "init", "-q", self.repository], check=True)
        (self.repository / "net.py").write_text(NET.format(outside=self.outside.as_posix()))
        (self.repository / "helper.py").write_text("size = 4\n")
        (self.repository / "table.csv").write_text("a,b,c\n1,2,3\n")
        (self.repository / "pyproject.toml").write_text('[tool.kerasrules]\nextend-select = ["KR101"]\n')
        if sys.platform != "win32":
            (self.repository / "linked.py").symlink_to(self.outside / "secret.py")

    def environment(self) -> dict[str, str]:
        """In which every Python, the workers' too, records what it asks for after it has started."""
        self._log.write_bytes(b"")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(self._hooks), str(ROOT)])}
        environment.update(AUDIT_LOG=str(self._log), PYTHONUTF8="1", PYTHONDONTWRITEBYTECODE="1")
        environment.pop("KERASRULES_NO_CACHE", None)
        return environment

    def run(self, *arguments: str) -> list[Event]:
        """Run the tool, and what it asked for."""
        command = [sys.executable, "-c", "import sys; from kerasrules.cli import main; sys.exit(main())", *arguments]
        done = subprocess.run(command, cwd=self.repository, env=self.environment(), capture_output=True, timeout=300)
        assert done.returncode in (0, 1), done.stderr.decode()
        return self.events()

    def events(self) -> list[Event]:
        """What was recorded."""
        return [tuple(json.loads(line)) for line in self._log.read_text().splitlines()]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path.resolve())


def is_below(path: str, *folders: str | Path) -> bool:
    return any(path == str(folder) or path.startswith(str(folder) + os.sep) for folder in folders)


def assert_contained(events: list[Event], watched: Watched, programs: tuple[str, ...] = ()) -> None:
    """Nothing was asked of the network or of another program, and no file elsewhere was opened."""
    installed = {sys.prefix, sys.base_prefix, sys.exec_prefix, str(ROOT), *sysconfig.get_paths().values()}
    installed |= {os.path.realpath(folder) for folder in installed} | {str(watched._hooks)}
    assert events, "the hook was not there"
    for event, told, writes in events:
        if event == "open":
            if is_below(told, watched.repository):
                continue
            devices = is_below(told, "/proc", "/dev", "/sys", "/etc/localtime", "/usr/share/zoneinfo", "/etc/ssl")
            known = devices or is_below(told, *installed)
            # a settings file may stand in any folder above, and is looked for there
            known = known or Path(told).name in ("pyproject.toml", ".gitignore", "kerasrules.toml")
            assert known, f"opened {told}"
            assert not is_below(told, watched.outside) or Path(told).name == "pyproject.toml", f"opened {told}"
            assert not writes or told == os.devnull or "/pulse" in told, f"written {told}"
        elif event == "exec":
            assert not told or told.startswith("<") or is_below(told, *installed), f"run: {told}"
        elif event in ("subprocess.Popen", "os.posix_spawn"):  # from Python 3.13 on the one starts by the other
            program = told[0] if event == "subprocess.Popen" else told
            assert Path(program).name in programs or (program == sys.executable and "server" in programs), told
        elif event in ("os.remove", "os.rename"):
            assert is_below(told, watched.repository), f"{event} {told}"
        elif event == "ctypes.dlopen":
            continue
        else:
            raise AssertionError(f"{event} {told}")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--no-cache", "."),
        ("check", "."),
        ("check", "--fix", "--unsafe-fixes", "."),
        ("show", "net.py"),
        ("rule", "KR101"),
    ],
    ids=" ".join,
)
def test_commands(watched: Watched, arguments: tuple[str, ...]) -> None:
    events = watched.run(*arguments)
    assert_contained(events, watched)
    if arguments[0] != "rule":
        assert str(watched.repository / "table.csv") in [told for event, told, _ in events if event == "open"]


def test_several_processes(watched: Watched) -> None:
    for number in range(40):
        (watched.repository / f"net{number}.py").write_text((watched.repository / "net.py").read_text())
    assert_contained(watched.run("check", "-j", "2", "--no-cache", "."), watched)


def test_only_git_is_asked_what_has_changed(watched: Watched) -> None:
    assert_contained(watched.run("check", "--changed"), watched, programs=("git",))


def test_the_server(watched: Watched) -> None:
    pytest.importorskip("pygls", reason="the extra `lsp` is not installed")
    from tests.fuzz.protocol import Client

    uri = (watched.repository / "net.py").as_uri()
    item = {"uri": uri, "languageId": "python", "version": 0, "text": (watched.repository / "net.py").read_text()}
    client = Client(watched.environment(), watched.repository)
    client.notify("textDocument/didOpen", {"textDocument": item})
    place = {"textDocument": {"uri": uri}, "position": {"line": 9, "character": 8}}
    assert client.ask("textDocument/diagnostic", place)["result"]["items"]
    assert client.ask("textDocument/hover", place)
    assert client.end() == 0
    # its worker is a Python of its own, which read what the program imports
    assert str(watched.repository / "helper.py") in [told for _, told, _ in watched.events()]
    assert_contained(watched.events(), watched, programs=("server",))
