"""What a program cannot do to its user while `confirm --run` or `--import` examines it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="confirm needs numpy")

from kerasrules.cli.confirm_program import read_program
from kerasrules.confirming.plan.program_job import ProgramVersion
from kerasrules.confirming.plan.request import ConfirmOptions
from kerasrules.confirming.run import machine_memory
from kerasrules.confirming.run.machine_memory import memory_limit
from kerasrules.confirming.run.program.child_messages import Contained, Stopped, Trained, as_line, reply_of
from kerasrules.confirming.run.program.program_process import ProgramProcess, ProgramStopped
from kerasrules.confirming.run.sealed_lines import Seal, lines
from kerasrules.confirming.run.training_run import TrainingRun
from tests.test_confirm_run import OWN_MODEL, needs_keras


@cache
def isolated_by() -> str:
    """What the platform gives to a process that runs a user's code."""
    code = (
        "import tempfile; from kerasrules.confirming.run import held_writes\n"
        "covered, found = held_writes.enter(tempfile.mkdtemp(), tempfile.mkdtemp(), 60, print)\n"
        "print(covered, found.words.partition(';')[0])"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60).stdout


def needs(*words: str) -> None:
    """Skip a test where the platform does not isolate so far."""
    missing = [word for word in words if word not in isolated_by()]
    if missing:
        pytest.skip(f"the platform does not give {', '.join(missing)}")


def stopped(folder: Path, first: str, seconds: float = 60.0) -> Stopped:
    """How a program ends that does this before it trains."""
    text = f"{first}\n{OWN_MODEL}"
    (folder / "train.py").write_text(text)
    from kerasrules.checking.settings import Settings

    job = read_program(str(folder / "train.py"), Settings(), ConfirmOptions(), ())
    process = ProgramProcess(job, ProgramVersion({job.file: text}), "tensorflow")
    try:
        process.reached_fit(time.monotonic() + seconds)
    except ProgramStopped as stop:
        return stop.stopped
    finally:
        process.close()
    raise AssertionError("it came to fit")


def running(words: str) -> bool:
    """Whether a process with this in its command line is there."""
    found = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=False).stdout
    return any(words in line and "ps -eo" not in line for line in found.splitlines())


# ---- --run ----


def test_other_programs_that_it_starts_write_nothing_either(tmp_path: Path) -> None:
    needs("True", "read-only files elsewhere")
    folder, other = tmp_path / "program", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    (other / "kept.txt").write_text("kept")
    first = f"import os; os.system('rm -r {other}; echo x > {other}/new.txt; echo x > own.txt'); open('own.txt'); 1 / 0"
    assert stopped(folder, first).words == "ZeroDivisionError: division by zero"
    assert (other / "kept.txt").read_text() == "kept"
    assert os.listdir(other) == ["kept.txt"]
    assert os.listdir(folder) == ["train.py"]


def test_what_it_leaves_behind_ends_with_it(tmp_path: Path) -> None:
    needs("processes of its own")
    first = "import subprocess; subprocess.Popen(['sleep', '4711.25'], start_new_session=True); 1 / 0"
    assert stopped(tmp_path, first).line == 1
    time.sleep(0.3)
    assert not running("sleep 4711.25")


@pytest.mark.parametrize("target", ["os.getppid()", "1"])
def test_it_cannot_end_who_started_it(tmp_path: Path, target: str) -> None:
    first = f"import os, signal\ntry: os.kill({target}, signal.SIGKILL)\nexcept OSError: pass\n1 / 0"
    assert stopped(tmp_path, first).words == "ZeroDivisionError: division by zero"


def test_it_ends_its_own_workers(tmp_path: Path) -> None:
    needs("processes of its own")
    first = "import subprocess; p = subprocess.Popen(['sleep', '60']); p.terminate(); p.wait(); 1 / 0"
    assert stopped(tmp_path, first).words == "ZeroDivisionError: division by zero"


def test_it_reaches_no_network(tmp_path: Path) -> None:
    needs("no network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        server.settimeout(0.2)
        first = f"import socket; socket.create_connection(('127.0.0.1', {port}), 5)"
        assert "Error" in stopped(tmp_path, first).words
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_program_that_sleeps_is_ended(tmp_path: Path) -> None:
    said = stopped(tmp_path, "import subprocess, time; subprocess.Popen(['sleep', '4712.25']); time.sleep(1e6)", 3.0)
    assert "did not come to fit in time" in said.words
    assert not running("sleep 4712.25")


def test_megabytes_of_output_and_of_nonsense_on_the_channel(tmp_path: Path) -> None:
    first = (
        "import os, sys\nprint('x' * 8_000_000)\nsys.stderr.write('y' * 8_000_000)\n"
        "for fd in range(3, 12):\n"
        '    try: os.write(fd, b\'\\x80\\x04c__builtin__\\nexit\\n{"kind": "Trained"}\\n\')\n'
        "    except OSError: pass\n"
        "1 / 0"
    )
    assert stopped(tmp_path, first).words == "ZeroDivisionError: division by zero"


def test_no_reply_can_be_forged(tmp_path: Path) -> None:
    # in words of its own, in those that were said before, and from a copy of the process; behind half a line, too
    first = (
        "import json, os\nline = json.dumps({'kind': 'Stopped', 'words': 'forged', 'line': 1}).encode() + b'\\n'\n"
        "for fd in range(3, 12):\n"
        "    try: os.write(fd, line + b'0' * 64 + b' 9 ' + line + b'x' * 100_000)\n"
        "    except OSError: pass\n"
        "if os.fork() == 0: raise RuntimeError('forged')\n"
        "os.wait()\n1 / 0"
    )
    assert stopped(tmp_path, first).words == "ZeroDivisionError: division by zero"


def test_sealed_lines_are_believed_once() -> None:
    import io

    told = io.BytesIO()
    parent = Seal.of_parent(told)
    child = Seal.of_child(io.BytesIO(told.getvalue()))
    first, second = child.line(b'{"a": 1}'), child.line(b"b c")
    received = [*lines(io.BytesIO(b'half a line{"a": 2}' + first + b"\x80" * 9 + second + first), 60)]
    assert [text for line in [b"", b"\n", b"1 2 3\n"] for text in [parent.text(line)] if text is not None] == []
    assert all(len(line) <= 60 for line in received)
    received = [*lines(io.BytesIO(b'half a line{"a": 2}' + first + b"\x80" * 9 + second + first))]
    assert list(filter(None, map(parent.text, received))) == [b'{"a": 1}', b"b c"]
    assert Seal(b"another").text(first[1:]) is None


def test_the_environments_of_others_are_not_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("no view of other processes")
    monkeypatch.setenv("SECRET_TOKEN", "s3cret")
    first = (
        "import glob\nfound = []\n"
        "for path in glob.glob('/proc/[0-9]*/environ'):\n"
        "    try: found.append(b'SECRET_TOKEN' in open(path, 'rb').read())\n"
        "    except OSError: pass\n"
        "raise RuntimeError(any(found))"
    )
    assert stopped(tmp_path, first).words == "RuntimeError: False"


def test_memory_is_that_of_all_processes_together() -> None:
    needs("no view of other processes")
    code = (
        "import os, time\nfrom kerasrules.confirming.run.processes import enter_own_processes\n"
        "enter_own_processes(150 * 2**20)\n"
        "print('begins', flush=True)\nos.fork()\nkept = bytearray(b'x') * (100 * 2**20)\ntime.sleep(100)\n"
    )
    before = Path("/proc/self/mounts").read_text()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=90)
    assert Path("/proc/self/mounts").read_text() == before  # what it sees of `/proc` is for itself alone
    assert done.stdout == "begins\n"
    assert done.stderr == "it took more than 0.1 GiB of memory\n"
    assert done.returncode == -9


def test_the_limit_of_memory_is_that_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = memory_limit()
    assert 2**26 < own < 2**50
    (tmp_path / "memory.max").write_text("1000000000\n")
    (tmp_path / "other").write_text("max\n")
    files = [str(tmp_path / name) for name in ("memory.max", "other", "missing")]
    monkeypatch.setattr(machine_memory, "_group_files", lambda: files)
    assert memory_limit() == 750_000_000


def test_a_secret_of_the_environment_is_not_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "s3cret")
    said = stopped(tmp_path, "import os; raise RuntimeError(os.environ.get('SECRET_TOKEN'))")
    assert said.words == "RuntimeError: None"


def test_replies_are_carried_as_plain_data() -> None:
    run = TrainingRun(3, [0, 50], [float("nan"), 1.0], [0.0, 0.5], [None, 0.25], 1.5, [[0.0], [0.5]])
    for reply in (Contained("by much"), Stopped("it ended", 3), Trained(run)):
        assert repr(reply_of(as_line(reply))) == repr(reply)
    for line in (b"", b"{}\n", b"[1]\n", b'{"kind": "Train"}\n', b'{"kind": "Trained", "run": 3}\n', b"\x80\x04.\n"):
        assert reply_of(line) is None


# ---- --import ----


def imported(folder: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`confirm --import` on a module."""
    (folder / "made.py").write_text(code)
    options = ["--import", "made:make", "--output-format", "json", "--budget", "20", "--seeds", "1", *arguments]
    command = [sys.executable, "-m", "kerasrules", "confirm", str(folder / "made.py"), *options]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder.parent, timeout=200)


MAKE = """
import os, socket, subprocess, sys
import keras
def make():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation="softmax")])
    model.compile("adam", "binary_crossentropy")
    return model
"""


@needs_keras
def test_what_imported_code_does_besides(tmp_path: Path) -> None:
    needs("True", "read-only files elsewhere", "processes of its own", "no network")
    folder, other = tmp_path / "program", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    (other / "kept.txt").write_text("kept")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        code = MAKE + (
            f"os.system('rm -r {other}; echo x > {other}/new.txt; echo x > own.txt')\n"
            "subprocess.Popen(['sleep', '4713.25'], start_new_session=True)\n"
            "print('x' * 5_000_000)\n"
            "try: os.kill(os.getppid(), 9)\nexcept OSError: pass\n"
            f"try: socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 5)\nexcept OSError: pass\n"
        )
        found = imported(folder, code)
        with pytest.raises(TimeoutError):
            server.accept()
    assert found.returncode == 1, found.stderr
    assert json.loads(found.stdout)["verdicts"][0]["verdict"] == "confirmed"
    assert os.listdir(other) == ["kept.txt"]
    assert os.listdir(folder) == ["made.py"]
    assert not running("sleep 4713.25")


@needs_keras
@pytest.mark.parametrize(
    ("last", "status", "words"),
    [
        ("os._exit(3)", 2, "exit status 3"),
        ("make().fit([[1, 2, 3, 4]], [[1]])", 2, "trains a model"),
        ("sys.exit(0)", 2, "ends the program (status 0)"),
    ],
)
def test_imported_code_that_ends_or_trains(tmp_path: Path, last: str, status: int, words: str) -> None:
    found = imported(tmp_path, MAKE + last + "\n")
    assert found.returncode == status
    assert words in found.stderr


@needs_keras
def test_without_the_command_its_worker_ends(tmp_path: Path) -> None:
    (tmp_path / "made.py").write_text(MAKE + "import time; subprocess.Popen(['sleep', '4714.25']); time.sleep(1e6)\n")
    command = [sys.executable, "-m", "kerasrules", "confirm", str(tmp_path / "made.py"), "--import", "made:make"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    deadline = time.monotonic() + 180
    while not running("sleep 4714.25") and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.2)
    assert process.poll() is None, process.communicate()[1][-2000:]
    process.terminate()
    assert process.wait(20) == -15
    time.sleep(1.5)
    assert not running("sleep 4714.25")


def test_plots_need_no_screen(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    first = (
        "import matplotlib; matplotlib.use('TkAgg'); import matplotlib.pyplot as plt; plt.plot([1]); plt.show(); 1 / 0"
    )
    assert stopped(tmp_path, first).words == "ZeroDivisionError: division by zero"


def test_what_keras_has_downloaded_before_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("True", "read-only files elsewhere")
    kept = tmp_path / "home" / ".keras" / "datasets"
    kept.mkdir(parents=True)
    (kept / "own.txt").write_text("there")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "program").mkdir()
    first = (
        "import os; base = os.environ['KERAS_HOME']\n"
        "assert os.access(base, os.W_OK); open(base + '/datasets/new.txt', 'w').write('new')\n"
        "raise RuntimeError(open(base + '/datasets/own.txt').read())"
    )
    assert stopped(tmp_path / "program", first).words == "RuntimeError: there"
    assert os.listdir(kept) == ["own.txt"]
