"""Ways to end: a pipe that is closed, a disk that is full, a worker that is killed. Each is told, nothing stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kerasrules.checking import many_files
from kerasrules.checking.settings import Settings
from kerasrules.model.results import CHECKED, FAILED, FileResult

ROOT = Path(__file__).resolve().parents[1]
NET = """import keras
net = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3), keras.layers.Dense(1)])
net.compile(loss="mae", optimizer="sgd")
"""
COMMAND = [sys.executable, "-c", "import sys; from kerasrules.cli import main; sys.exit(main())"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such limits and signals there")


@pytest.mark.parametrize("arguments", [("check",), ("check", "--output-format", "jsonl"), ("show",), ("rule", "--all")])
def test_a_reader_that_has_seen_enough(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    for number in range(30):
        (tmp_path / f"net{number}.py").write_text(NET * 4)
    given = [] if arguments[0] == "rule" else ["."]
    asked = subprocess.Popen(
        [*COMMAND, *arguments, *given], cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert asked.stdout is not None
    assert asked.stderr is not None
    assert asked.stdout.readline()
    asked.stdout.close()
    said = asked.stderr.read().decode()
    assert asked.wait(timeout=300) in (0, 1)
    assert "Traceback" not in said
    assert "error" not in said


@pytest.mark.parametrize(
    "arguments",
    [("--fix", "--unsafe-fixes"), ("--add-ignores",), ("--write-baseline",), ("--output-file", "report.txt")],
    ids=" ".join,
)
def test_a_disk_that_is_full_is_told_in_a_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    text = NET + "# " + "long " * 4000 + "\n"
    (tmp_path / "net.py").write_text(text)
    resource = pytest.importorskip("resource")
    done = subprocess.run(
        [*COMMAND, "check", "--no-cache", *arguments, "net.py"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64)),
        timeout=300,
    )
    assert done.returncode == (1 if "--add-ignores" in arguments else 2)  # the finding is still there
    assert "Traceback" not in done.stderr
    assert "cannot be written: file too large" in done.stderr
    assert (tmp_path / "net.py").read_text() == text
    assert os.listdir(tmp_path) == ["net.py"]


@pytest.mark.skipif(sys.platform != "linux", reason="only there workers are forked")
def test_the_files_of_a_killed_worker_are_checked_again_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [str(tmp_path / f"net{number}.py") for number in range(64)]
    for path in paths:
        Path(path).write_text(NET)
    once = tmp_path / "killed"
    check_one = many_files._check_one

    def kills(path: str, settings: Settings, cache: None) -> FileResult:
        if path == paths[40] and not once.exists():
            once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if path == paths[50]:
            os.kill(os.getpid(), signal.SIGKILL)
        return check_one(path, settings, cache)

    monkeypatch.setattr(many_files, "_check_one", kills)
    run = many_files.check_files([(path, Settings()) for path in paths], jobs=2)
    assert once.exists()
    status = {result.path: result.status for result in run.results}
    assert status == {path: FAILED if path == paths[50] else CHECKED for path in paths}
    assert len(run.findings) == 63
    assert ["the process analyzing this file died" in notice.message for notice in run.notices] == [True]


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("way", ["SIGTERM", "SIGKILL", "stdin"])
def test_nothing_of_the_server_stays(tmp_path: Path, way: str) -> None:
    pytest.importorskip("pygls", reason="the extra `lsp` is not installed")
    from tests.fuzz.protocol import Client, children

    client = Client(ENVIRONMENT, tmp_path)
    item = {"uri": (tmp_path / "net.py").as_uri(), "languageId": "python", "version": 0, "text": NET}
    client.notify("textDocument/didOpen", {"textDocument": item})
    client.ask("textDocument/diagnostic", {"textDocument": {"uri": item["uri"]}})
    workers = children(client.process.pid)
    assert workers
    if way == "stdin":
        assert client.process.stdin is not None
        client.process.stdin.close()
    else:
        # `timeout` sends SIGTERM to the command alone
        client.process.send_signal(signal.SIGKILL if way == "SIGKILL" else signal.SIGTERM)
    client.process.wait(timeout=120)
    for _ in range(600):
        if not any(map(_runs, workers)):
            return
        time.sleep(0.1)
    raise AssertionError("a worker is still there after a minute")


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("watch", [(), ("-m", "cProfile", "-s", "calls")])
def test_a_run_ends_at_once_unless_it_is_watched(watch: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text("import os\n")
    command = [sys.executable, *watch, "-m", "kerasrules", "check", "plain.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, env=ENVIRONMENT)
    assert done.returncode == 0
    assert "does not use Keras" in done.stdout
    assert ("function calls" in done.stdout) == bool(watch)
