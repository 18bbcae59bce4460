"""The linter's side of the worker: whatever that does, there is a document or one sentence, and no process is left.

The worker here is a small script.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from confirm_plans import checked

from kerasrules.cli import main
from kerasrules.confirming.plan.request import ConfirmOptions
from kerasrules.confirming.plan.trials import Job, plan_trials
from kerasrules.confirming.run import session as module
from kerasrules.confirming.run.document import unfinished
from kerasrules.confirming.run.session import Session, WorkerError

PROGRAM = """\
from keras import Input, Sequential
from keras.layers import Dense

model = Sequential([Input((8,)), Dense(12, activation="relu"), Dense(1, activation="softmax")])
model.compile("adam", "binary_crossentropy")
"""
PREFACE = """\
import json, os, pickle, signal, sys, time

def say(**event):
    print(json.dumps(event), flush=True)

def done(**document):
    say(event="done", document={"verdicts": [], "interrupted": False, **document})

with open(PIDS, "a") as pids:
    pids.write(f"{os.getpid()}\\n")
"""

posix = pytest.mark.skipif(os.name == "nt", reason="signals")


@pytest.fixture
def asked(tmp_path: Path) -> Job:
    path = tmp_path / "train.py"
    path.write_text(PROGRAM)
    found = plan_trials(*checked(path), ConfirmOptions(budget=5.0))
    assert found.models[0].trials
    return found


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Callable[[str], Session]]:
    """A session whose worker runs this code. All of them must have ended afterwards."""
    sessions: list[Session] = []
    pids = tmp_path / "pids"

    def worker(code: str) -> Session:
        script = tmp_path / "worker.py"
        script.write_text(PREFACE.replace("PIDS", repr(str(pids))) + textwrap.dedent(code))
        sessions.append(Session(command=[sys.executable, str(script)]))
        return sessions[-1]

    yield worker
    for session in sessions:
        session.close()
    for pid in pids.read_text().split() if pids.exists() else ():
        assert not alive(int(pid))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return Path("/proc").exists() is False


def test_events_and_document(worker: Callable[[str], Session], asked: Job) -> None:
    seen: list[dict[str, Any]] = []
    with worker(
        """
        job = pickle.load(sys.stdin.buffer)
        say(event="stage", text="building")
        done(path=job.path, trials=[trial.code for model in job.models for trial in model.trials])
        """
    ) as session:
        document = session.run(asked, seen.append)
    assert document["path"] == asked.path
    assert document["trials"] == ["KR202"]
    assert seen == [{"event": "stage", "text": "building"}]


def test_several_jobs_one_worker(worker: Callable[[str], Session], asked: Job) -> None:
    with worker(
        """
        while True:
            pickle.load(sys.stdin.buffer)
            done(pid=os.getpid())
        """
    ) as session:
        assert session.run(asked)["pid"] == session.run(asked)["pid"]


@pytest.mark.parametrize("code", ["sys.exit(3)", "pickle.load(sys.stdin.buffer); sys.exit(3)"])
def test_crash(worker: Callable[[str], Session], asked: Job, code: str) -> None:
    with (
        worker(f"print('something went wrong', file=sys.stderr, flush=True)\n{code}") as session,
        pytest.raises(WorkerError, match="the worker process died") as error,
    ):
        session.run(asked)
    assert "exit status 3" in str(error.value)
    assert error.value.internal
    assert "something went wrong" in error.value.detail


@posix
def test_killed(worker: Callable[[str], Session], asked: Job) -> None:
    with (
        worker("pickle.load(sys.stdin.buffer); os.kill(os.getpid(), signal.SIGKILL)") as session,
        pytest.raises(WorkerError, match="by signal SIGKILL; out of memory"),
    ):
        session.run(asked)


def test_a_new_worker_after_a_crash(worker: Callable[[str], Session], asked: Job, tmp_path: Path) -> None:
    """What is left of the first one is not taken for the second one's."""
    mark = tmp_path / "mark"
    with worker(
        f"""
        first = not os.path.exists({str(mark)!r})
        open({str(mark)!r}, "w").close()
        pickle.load(sys.stdin.buffer)
        if first:
            sys.exit(1)
        time.sleep(0.5)
        done(second=True)
        """
    ) as session:
        with pytest.raises(WorkerError):
            session.run(asked)
        assert session.run(asked)["second"]


def test_a_new_worker_after_one_that_hung(
    worker: Callable[[str], Session], asked: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE", -3.5)
    mark = tmp_path / "mark"
    with worker(
        f"""
        first = not os.path.exists({str(mark)!r})
        open({str(mark)!r}, "w").close()
        pickle.load(sys.stdin.buffer)
        if first:
            time.sleep(600)
        done(second=True)
        """
    ) as session:
        assert [verdict["verdict"] for verdict in session.run(asked)["verdicts"]] == ["inconclusive"]
        monkeypatch.setattr(module, "GRACE", 60.0)
        assert session.run(asked)["second"]


def test_a_worker_that_ends_with_an_error_is_followed_by_a_new_one(
    worker: Callable[[str], Session], asked: Job
) -> None:
    with worker('say(event="error", message="confirm needs keras")\nsys.exit(2)') as session:
        for _ in range(2):
            with pytest.raises(WorkerError, match="confirm needs keras") as error:
                session.run(asked)
            assert not error.value.internal
            assert session._process is None or session._process.wait(60) == 2


@pytest.mark.parametrize(
    "garbage", ["garbage", "null", "7", "[]", '"text"', "{}", "{", '{"event"', "\\x00\\xff", "NaN", ""]
)
def test_garbage_on_standard_output(worker: Callable[[str], Session], asked: Job, garbage: str) -> None:
    with worker(
        f"""
        pickle.load(sys.stdin.buffer)
        sys.stdout.buffer.write({garbage!r}.encode("utf-8").decode("unicode_escape").encode("latin-1") + b"\\n")
        sys.stdout.buffer.flush()
        done(fine=True)
        """
    ) as session:
        assert session.run(asked)["fine"]


def test_closed_output(worker: Callable[[str], Session], asked: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that says nothing more and does not end is ended."""
    monkeypatch.setattr(module, "AFTER_SILENCE", 0.3)
    with (
        worker("pickle.load(sys.stdin.buffer); os.close(1); time.sleep(600)") as session,
        pytest.raises(WorkerError, match="the worker process died"),
    ):
        session.run(asked)


def test_hang(worker: Callable[[str], Session], asked: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE", -3.5)
    with worker("pickle.load(sys.stdin.buffer); time.sleep(600)") as session:
        document = session.run(asked)
    (verdict,) = document["verdicts"]
    assert verdict["verdict"] == "inconclusive"
    assert "exceeded the budget of 5 s" in verdict["reason"]
    assert verdict["code"] == "KR202"
    assert not document["interrupted"]
    assert session.gave_up


def test_a_hang_after_the_import_is_not_waited_for_as_an_import_is(
    worker: Callable[[str], Session], asked: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE", 3600.0)
    monkeypatch.setattr(module, "AFTER_IMPORT", -4.9)
    with worker(
        """
        say(event="stage", text="importing TensorFlow")
        pickle.load(sys.stdin.buffer)
        say(event="stage", text="building the model")
        time.sleep(3600)
        """
    ) as session:
        (verdict,) = session.run(asked)["verdicts"]
    assert "exceeded the budget of 5 s" in verdict["reason"]


@pytest.mark.parametrize("gave_up", [True, False])
def test_a_trial_that_had_to_be_ended_is_no_success(
    asked: Job, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], gave_up: bool
) -> None:
    def run(self: Session, job: Job, on_event: object = None) -> Any:
        self.gave_up = gave_up
        return unfinished(job, "one step exceeded the budget of 5 s", "tensorflow", 5.0)

    monkeypatch.setattr(Session, "run", run)
    assert main(["confirm", asked.path, "--output-format", "json"]) == (2 if gave_up else 0)
    assert json.loads(capsys.readouterr().out)["verdicts"][0]["verdict"] == "inconclusive"
    assert main(["check", asked.path, "--confirm"]) == (2 if gave_up else 1)


@posix
def test_children_of_the_worker_end_with_it(
    worker: Callable[[str], Session], asked: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE", 0.0)
    child = tmp_path / "child"
    with worker(
        f"""
        import subprocess
        pickle.load(sys.stdin.buffer)
        started = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        with open({str(child)!r}, "w") as file:
            file.write(str(started.pid))
        time.sleep(600)
        """
    ) as session:
        session.run(asked)
    deadline = time.monotonic() + 30
    while alive(int(child.read_text())) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(int(child.read_text()))


def test_a_worker_that_cannot_be_started(asked: Job, tmp_path: Path) -> None:
    with Session(command=[sys.executable, str(tmp_path / "none.py")]) as session, pytest.raises(WorkerError) as error:
        session.run(asked)
    assert "none.py" in error.value.detail


# ---- Ctrl-C ----


def interrupted_run(session: Session, asked: Job) -> dict[str, Any]:
    """Press Ctrl-C as soon as the worker has the job."""

    def press(event: dict[str, Any]) -> None:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()

    return session.run(asked, press)


@posix
def test_interrupt_takes_what_the_worker_has(worker: Callable[[str], Session], asked: Job) -> None:
    with worker(
        """
        try:
            pickle.load(sys.stdin.buffer)
            say(event="stage", text="training")
            time.sleep(600)
        except KeyboardInterrupt:
            done(partial=True)
            time.sleep(600)
        """
    ) as session:
        document = interrupted_run(session, asked)
    assert document["partial"]
    assert document["interrupted"]


@posix
@pytest.mark.parametrize(
    "answer",
    [
        'say(event="error", message="interrupted")',
        "sys.exit(1)",
        "os.kill(os.getpid(), signal.SIGKILL)",
        "time.sleep(9)",
    ],
)
def test_interrupt_of_a_worker_that_has_nothing(
    worker: Callable[[str], Session], asked: Job, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AFTER_INTERRUPT", 1.0)
    with worker(
        f"""
        try:
            pickle.load(sys.stdin.buffer)
            say(event="stage", text="training")
            time.sleep(600)
        except KeyboardInterrupt:
            {answer}
        """
    ) as session:
        document = interrupted_run(session, asked)
    assert document["interrupted"]
    assert [verdict["reason"] for verdict in document["verdicts"]] == ["interrupted before it was decided"]


def test_closing_twice(worker: Callable[[str], Session]) -> None:
    session = worker("time.sleep(600)")
    session.start()
    session.close()
    session.close()


# ---- without TensorFlow ----


@pytest.fixture(scope="module")
def without_keras(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose modules stand for packages that are not installed."""
    folder = tmp_path_factory.mktemp("missing")
    for name in ("keras", "tensorflow", "numpy", "rich"):
        error = f"raise ModuleNotFoundError(\"No module named '{name}'\", name={name!r})\n"
        (folder / f"{name}.py").write_text(error)
    return folder


def kerasrules(folder: Path, *arguments: str, path: Path) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parent.parent
    paths = os.pathsep.join([str(folder), str(root)])
    return subprocess.run(
        [sys.executable, "-m", "kerasrules", *arguments],
        cwd=path,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1"},
    )


@pytest.mark.parametrize("more", [(), ("--output-format", "json"), ("-q",)], ids=str)
def test_without_keras(without_keras: Path, asked: Job, more: tuple[str, ...]) -> None:
    done = kerasrules(without_keras, "confirm", "train.py", *more, path=Path(asked.path).parent)
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("error: confirm needs keras, which is not installed")
    assert "pip install 'tensorflow>=2.16' 'numpy>=1.26'" in lines[0]


def test_without_another_backend(without_keras: Path, asked: Job) -> None:
    done = kerasrules(without_keras, "confirm", "train.py", "--backend", "torch", path=Path(asked.path).parent)
    assert done.returncode == 2
    assert done.stderr.splitlines() == ["error: confirm needs keras, which is not installed: pip install keras torch"]


def test_check_and_show_need_none_of_it(without_keras: Path, asked: Job) -> None:
    done = kerasrules(without_keras, "check", "train.py", path=Path(asked.path).parent)
    assert (done.returncode, done.stderr) == (1, "")
    assert "KR202" in done.stdout


@pytest.mark.parametrize("arguments", [("check", "train.py"), ("show", "train.py"), ("confirm", "--help")], ids=str)
def test_what_is_imported(asked: Job, arguments: tuple[str, ...]) -> None:
    """The linter itself imports neither Keras nor numpy, and looking is enough to know it."""
    code = (
        "import sys\n"
        "from kerasrules.cli import main\n"
        "try:\n"
        f"    main({list(arguments)!r})\n"
        "except SystemExit:\n"
        "    pass\n"
        "heavy = {'numpy', 'keras', 'tensorflow', 'jax', 'torch', 'rich', 'kerasrules.confirming.run.worker'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(asked.path).parent,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert done.stderr.splitlines()[-1] == "[]"
