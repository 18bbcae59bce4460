"""What not every platform has is used only where it is looked for first: Windows, macOS, a browser.

None of these is here, so they are simulated: what they lack is taken away.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

import kerasrules
from kerasrules import check_source
from kerasrules.confirming.run import session as sessions
from kerasrules.processes import helpers, limits

ROOT = Path(__file__).parent.parent
PACKAGE = Path(kerasrules.__file__).parent
PROGRAM = ROOT / "fixtures" / "founding_case.py"

NOT_ON_WINDOWS = {
    "os": """chown fchmod fchown fork forkpty geteuid getegid getgid getgroups getloadavg getpgid getpgrp getpriority
        getsid getuid killpg lchown mkfifo mknod nice openpty posix_spawn pread pwrite register_at_fork
        sched_getaffinity sched_setaffinity setpgid setsid setuid statvfs sysconf ttyname uname wait wait3 wait4 waitid
        WIFEXITED WIFSIGNALED WEXITSTATUS WTERMSIG WNOHANG O_CLOEXEC O_DIRECTORY O_NOFOLLOW O_NONBLOCK O_NOCTTY""",
    "signal": """SIGALRM SIGCHLD SIGCONT SIGHUP SIGKILL SIGPIPE SIGQUIT SIGSTOP SIGUSR1 SIGUSR2 SIGXCPU SIGXFSZ alarm
        setitimer ITIMER_REAL pthread_kill pthread_sigmask siginterrupt sigwait""",
    "time": "clock_gettime clock_settime pthread_getcpuclockid tzset CLOCK_MONOTONIC",
}
MODULES = ("resource", "fcntl", "pwd", "grp", "termios", "tty", "pty", "readline", "syslog", "posix")

LOOKED_FOR = ("hasattr", "getattr", "sys.platform", "os.name", "_ANCHORED", "ImportError", "AttributeError")
"""What a function, or the condition that it stands under, says where it looks first."""
AFTER_LOOKING = {
    ("data_files/opening.py", "_descend"): "for `opened`, which asks _ANCHORED",
    ("confirming/run/processes.py", "_wait_for"): "for `enter_own_processes`, which is for Linux",
    ("confirming/run/processes.py", "_end_as"): "for `enter_own_processes`, which is for Linux",
    ("processes/helpers.py", "_end_after"): "for `end_with_parent`, which leaves Windows alone",
    ("processes/limits.py", "seconds"): "a clock is there only where the platform had one",
}


def uses(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """(name of the innermost function, what it uses) of all that Windows does not have."""
    names = {module: set(listed.split()) for module, listed in NOT_ON_WINDOWS.items()}

    def visit(node: ast.AST, function: str) -> Iterator[tuple[str, str]]:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function = node.name
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in names.get(node.value.id, ()):
                yield function, f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.Import):
            yield from ((function, alias.name) for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            yield function, str(node.module)
        for child in ast.iter_child_nodes(node):
            yield from visit(child, function)

    return visit(tree, "")


def functions(tree: ast.AST, text: str) -> dict[str, str]:
    """The text of each function; under "" the lines of the module itself that ask anything."""
    found = {
        node.name: ast.get_source_segment(text, node) or ""
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    return {"": text, **found}


def test_what_windows_lacks_is_looked_for_first() -> None:
    unguarded, listed = [], set()
    for file in sorted(PACKAGE.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        tree = ast.parse(text)
        where = file.relative_to(PACKAGE).as_posix()
        texts = functions(tree, text)
        for function, name in uses(tree):
            if (where, function) in AFTER_LOOKING:
                listed.add((where, function))
            elif not any(word in texts[function] for word in LOOKED_FOR):
                unguarded.append(f"{where}: {function or 'the module'} uses {name}")
    assert unguarded == []
    assert listed == set(AFTER_LOOKING), "no longer needed"


WITHOUT = """\
import sys, os, signal, time
# Python's own modules find what they need on the platform that this is
import asyncio, concurrent.futures, ctypes, json, logging, multiprocessing, pathlib, shutil, subprocess, tempfile
import threading, traceback, unicodedata, urllib.parse, zipfile, random, importlib.resources, difflib, hashlib, pickle
for module, names in {names!r}.items():
    for name in names.split():
        if hasattr(sys.modules[module], name):
            delattr(sys.modules[module], name)
for module in (*{modules!r}, "numpy", "keras", "tensorflow", "rich", "IPython", "pandas"):
    sys.modules[module] = None
sys.platform = "win32"
os.supports_dir_fd = os.supports_fd = set()
"""


def without_posix(then: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run lines of Python where all that Windows lacks is gone."""
    text = WITHOUT.format(names=NOT_ON_WINDOWS, modules=MODULES) + then
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", text], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )


def test_every_module_can_be_imported_without(tmp_path: Path) -> None:
    then = """
import importlib, pkgutil, kerasrules
for found in pkgutil.walk_packages(kerasrules.__path__, "kerasrules."):
    if found.name != "kerasrules.__main__":
        try:
            importlib.import_module(found.name)
        except ImportError as error:  # what need not be installed
            assert error.name.partition(".")[0] not in ("kerasrules", *sys.stdlib_module_names), (found.name, error)
"""
    done = without_posix(then, tmp_path)
    assert done.returncode == 0, done.stderr


def test_verbs_work_without(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "data.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    then = """
from kerasrules.cli import main
assert main(["check", "."]) == 1
assert main(["show", "train.py"]) == 0
assert main(["rule", "KR102"]) == 0
assert main(["check", "--fix", "--unsafe-fixes", "--output-format", "json", "--output-file", "r.json", "."]) in (0, 1)
assert main(["clean"]) == 0
"""
    done = without_posix(then, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "linear-conv-before-pooling" in done.stdout
    assert "relu" in (tmp_path / "train.py").read_text(encoding="utf-8")


def test_a_process_on_windows_does_not_ask_for_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helpers.os, "name", "nt")
    before = threading.active_count()
    helpers.end_with_parent()
    assert threading.active_count() == before


def test_on_windows_no_signal_is_sent_to_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    session = sessions.Session()
    ended: list[str] = []
    session._process = SimpleNamespace(  # type: ignore[assignment]
        poll=lambda: None, send_signal=lambda number: ended.append("signal"), kill=lambda: None, wait=lambda: 0,
        stdin=None, stdout=None, pid=0, returncode=0,
    )  # fmt: skip
    session._events.put({"event": "done", "document": {}})
    monkeypatch.setattr(sessions.os, "name", "nt")
    assert session._interrupted() == {"interrupted": True}
    assert ended == []


@pytest.mark.parametrize("stack", [RuntimeError("setting stack size not supported"), ValueError("size not valid")])
def test_without_threads(monkeypatch: pytest.MonkeyPatch, stack: Exception) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    def no_size(*_: object) -> int:
        raise stack

    monkeypatch.setattr(limits.threading.Thread, "start", refuse)
    monkeypatch.setattr(limits.threading, "stack_size", no_size)
    monkeypatch.delattr(limits.time, "thread_time", raising=False)
    before = sys.getrecursionlimit()
    with limits.deep_recursion(before + 1000):
        assert sys.getrecursionlimit() == before
    assert [finding.code for finding in check_source(PROGRAM.read_text(encoding="utf-8"), "train.py").findings]
