"""A worker that is kept: for whom, how long, and what ends it. The worker here is a small script."""

from __future__ import annotations

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

from kerasrules.confirming.plan.request import ConfirmOptions
from kerasrules.confirming.plan.trials import Job, plan_trials
from kerasrules.confirming.run.session import Session, WorkerError
from kerasrules.confirming.run.warm_session import WarmSession

PROGRAM = """\
from keras import Input, Sequential
from keras.layers import Dense

model = Sequential([Input((8,)), Dense(1, activation="softmax")])
model.compile("adam", "binary_crossentropy")
"""
WORKER = """\
import json, os, pickle, sys, time
while True:
    job = pickle.load(sys.stdin.buffer)
    print(json.dumps({"event": "stage", "text": "working"}), flush=True)
    if job.options.seeds == 99:
        time.sleep(60)
    print(json.dumps({"event": "done", "document": {"pid": os.getpid(), "verdicts": []}}), flush=True)
"""


def job(tmp_path: Path, seeds: int = 1) -> Job:
    path = tmp_path / "train.py"
    path.write_text(PROGRAM)
    return plan_trials(*checked(path), ConfirmOptions(seeds=seeds, budget=5.0))


@pytest.fixture
def warm(tmp_path: Path) -> Iterator[Callable[..., WarmSession]]:
    script = tmp_path / "worker.py"
    script.write_text(WORKER)
    made: list[WarmSession] = []

    def warm(idle: float = 60.0) -> WarmSession:
        made.append(WarmSession(idle, lambda backend: Session(backend, [sys.executable, str(script)])))
        return made[-1]

    yield warm
    for session in made:
        session.close()


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def ends(pid: int, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not alive(pid)


proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")


def test_one_worker_for_one_job_after_another(warm: Callable[..., WarmSession], tmp_path: Path) -> None:
    session = warm()
    first: Any = session.run(job(tmp_path))
    second: Any = session.run(job(tmp_path))
    assert first["pid"] == second["pid"]
    other: Any = session.run(job(tmp_path), backend="jax")
    assert other["pid"] != first["pid"]


def test_one_at_a_time(warm: Callable[..., WarmSession], tmp_path: Path) -> None:
    session, found = warm(), []
    asked = job(tmp_path)
    threads = [threading.Thread(target=lambda: found.append(session.run(asked))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len({one["pid"] for one in found}) == 1


@proc
def test_it_ends_when_it_is_idle(warm: Callable[..., WarmSession], tmp_path: Path) -> None:
    session = warm(idle=0.3)
    first: Any = session.run(job(tmp_path))
    assert ends(first["pid"])
    second: Any = session.run(job(tmp_path))
    assert second["pid"] != first["pid"]


def test_a_job_can_be_cancelled_from_another_thread(warm: Callable[..., WarmSession], tmp_path: Path) -> None:
    session = warm()
    asked = job(tmp_path, seeds=99)

    def cancel(event: dict[str, Any]) -> None:
        threading.Thread(target=session.cancel).start()

    started = time.monotonic()
    with pytest.raises(WorkerError):
        session.run(asked, cancel)
    assert time.monotonic() - started < 20
    assert session.run(job(tmp_path))["verdicts"] == []


@proc
def test_the_worker_of_kerasrules_ends_with_its_parent(tmp_path: Path) -> None:
    """Also while it is at work, when it reads nothing."""
    code = textwrap.dedent(
        """
        import subprocess, sys, time
        child = "from kerasrules.processes import helpers as w\\nw.end_with_parent()\\nw.time.sleep(60)"
        print(subprocess.Popen([sys.executable, "-c", child], start_new_session=True).pid, flush=True)
        time.sleep(60)
        """
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(1.5)
        assert alive(pid)
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    assert ends(pid)
