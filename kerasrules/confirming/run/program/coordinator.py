"""The process that compares the versions of a program: reads a pickled job, writes events as lines of JSON.

It has no Keras: its children do.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
import time
from types import FrameType
from typing import Any

from kerasrules.confirming.run.containment import hide_environment
from kerasrules.confirming.run.document import document
from kerasrules.confirming.run.model_result import ModelResult
from kerasrules.confirming.run.program.program_experiment import ProgramExperiment
from kerasrules.confirming.run.training_run import Clock
from kerasrules.confirming.run.worker import own_stdout, plain
from kerasrules.processes.helpers import end_with_parent

LEAST_SECONDS = 5.0
"""Of training for each round, whatever those before it have left of the budget."""


def main() -> int:
    """Work off one job."""
    events = own_stdout()
    end_with_parent(whole_group=True)
    hide_environment()

    def emit(event: dict[str, Any]) -> None:
        events.write(json.dumps(event, default=plain).encode() + b"\n")
        events.flush()

    try:
        job = pickle.load(sys.stdin.buffer)
    except EOFError:
        return 0
    started, clock = time.monotonic(), Clock()
    backend, keras = os.environ.get("KERAS_BACKEND", "tensorflow"), ""
    results: list[ModelResult] = []
    try:
        for number, part in enumerate(job.rounds):
            left = job.options.budget - clock.train
            seconds_each = max(LEAST_SECONDS, left / (len(job.rounds) - number))
            experiment = ProgramExperiment(job, part, backend, clock, emit, seconds_each)
            results.append(experiment.result())
            backend, keras = experiment.backend, experiment.keras or keras
            if results[-1].interrupted:
                break
    except Exception as error:
        import traceback

        traceback.print_exc()
        emit({"event": "error", "message": f"internal error ({type(error).__name__}: {error})", "internal": True})
        return 2
    timing = {"program": clock.build, "train": clock.train}
    seconds = time.monotonic() - started
    found = document(job, results, backend, keras or None, timing, seconds)
    emit({"event": "done", "document": found})
    return 0


def _interrupted(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGINT, _interrupted)
    signal.signal(signal.SIGTERM, _interrupted)
    sys.exit(main())
