"""The process that has Keras: reads pickled jobs from standard input, writes events as lines of JSON.

What TensorFlow and the model's code print goes to standard error, so
that standard output carries events and nothing else. The last event of a job is "done" or "error".
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import IO, Any

from kerasrules.confirming.plan.trials import Job
from kerasrules.confirming.run import backends, devices
from kerasrules.confirming.run.sealed_lines import Seal
from kerasrules.model.locations import Location, Position
from kerasrules.model.project import how_to_install
from kerasrules.processes.helpers import end_with_parent

Emit = Callable[[dict[str, Any]], None]

CONTAINED = "--contained"
"""The flag, before a number of seconds and a folder, for a process in which the user's own code is to run."""


def main() -> int:
    """Work off jobs until the input ends."""
    from kerasrules.confirming.run.user_code import UserCode

    jobs = sys.stdin.buffer
    started = time.monotonic()
    events = own_stdout()
    notes = _contained()
    # the user's code could write events, too
    seal = Seal.of_child(jobs) if CONTAINED in sys.argv else None

    def emit(event: dict[str, Any]) -> None:
        text = json.dumps(event, default=plain).encode()
        events.write(text + b"\n" if seal is None else seal.line(text))
        events.flush()

    emit({"event": "stage", "text": f"importing {_backend_name()}"})
    try:
        backend, version = _import_keras()
        gpu = devices.gpu_in_use(backend)
    except ImportError as error:
        emit({"event": "error", "message": _what_to_install(error)})
        return 2
    except devices.NoGpu as error:
        emit({"event": "error", "message": str(error)})
        return 2
    if gpu is not None:
        notes.append(f"trained on a GPU ({gpu})")
    imported = time.monotonic() - started
    while True:
        try:
            asked = pickle.load(jobs)
        except EOFError:
            return 0
        try:
            job = _with_imported(asked, emit) if asked.options.imported is not None else asked
            _work(job, backend, version, imported, started, notes, emit)
        except UserCode as error:
            emit({"event": "error", "message": str(error), "detail": error.detail})
        except KeyboardInterrupt:
            emit({"event": "error", "message": "interrupted"})
            return 130
        except Exception as error:
            import traceback

            traceback.print_exc()
            emit({"event": "error", "message": f"internal error ({type(error).__name__}: {error})", "internal": True})
        _forget()
        imported, started = 0.0, time.monotonic()


def own_stdout() -> IO[bytes]:
    """The real standard output for events; the process' own leads to standard error from now on."""
    sys.stdout.flush()
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return events


def _backend_name() -> str:
    return {"jax": "Keras with JAX", "torch": "Keras with PyTorch"}.get(
        os.environ.get("KERAS_BACKEND", ""), "TensorFlow"
    )


def _import_keras() -> tuple[str, str]:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    devices.prepare()
    import warnings

    warnings.filterwarnings("ignore")
    if os.environ.get("KERAS_BACKEND") == "jax" and CONTAINED not in sys.argv:
        backends.prepare_jax()
    import keras

    return keras.backend.backend(), keras.__version__


def _forget() -> None:
    """Give back what the models of a job hold, before the next one comes."""
    import keras

    keras.utils.clear_session()


def _what_to_install(error: ImportError) -> str:
    missing = error.name or "keras"
    if os.environ.get("KERAS_BACKEND") in ("jax", "torch"):
        return f"confirm needs {missing}, which is not installed: pip install keras {os.environ['KERAS_BACKEND']}"
    return f"confirm needs {missing}, which is not installed: {how_to_install('confirm')}"


def _work(job: Job, backend: str, version: str, imported: float, started: float, notes: list[str], emit: Emit) -> None:
    from kerasrules.confirming.plan.targets import DataError
    from kerasrules.confirming.run.document import document
    from kerasrules.confirming.run.experiment import examine
    from kerasrules.confirming.run.model_result import ModelResult
    from kerasrules.confirming.run.training_run import Clock

    clock = Clock(time.monotonic() + job.options.budget)  # importing Keras is not the file's doing
    results: list[ModelResult] = []
    try:
        for model in job.models:
            results.append(examine(model, job.options, clock, backend, emit))
            if results[-1].interrupted:
                break
    except DataError as error:
        emit({"event": "error", "message": str(error)})
        return
    timing = {"import": imported, "build": clock.build, "trace": clock.trace, "train": clock.train}
    seconds = time.monotonic() - started
    found = document(job, results, backend, version, timing, seconds)
    found["notes"] = [*notes, *found["notes"]]
    emit({"event": "done", "document": found})


def _contained() -> list[str]:
    """Limit this process, where the user's own code is to run in it; in words what that gave.

    It works in the program's folder, as the program does; what it writes there is held back or refused.
    """
    if CONTAINED not in sys.argv:
        end_with_parent(whole_group=True)
        return []
    from kerasrules.confirming.run import held_writes

    seconds, folder = sys.argv[sys.argv.index(CONTAINED) + 1 :][:2]
    covered, found = held_writes.enter(folder, os.getcwd(), float(seconds), lambda path: None)
    found.got.insert(0, "a temporary HOME, writes to the program's folder " + ("held back" if covered else "refused"))
    return [f"the callable ran in the program's folder, {found.words}"]


def _with_imported(asked: Job, emit: Emit) -> Job:
    """The job for the model that the user's code builds. Raises UserCode."""
    import keras

    from kerasrules.checking.judging import judge
    from kerasrules.confirming.plan import imported_model
    from kerasrules.confirming.plan.trials import plan_trials
    from kerasrules.confirming.run import user_code

    imported = asked.options.imported
    assert imported is not None
    lines = imported_model.CreationLines(os.path.dirname(os.path.abspath(keras.__file__)))
    lines.watch(keras.layers.Layer)
    emit({"event": "stage", "text": f"importing {imported.module}"})
    model = user_code.imported_model(imported, lines, asked.options.budget)
    emit({"event": "stage", "text": "reading the model"})
    here = Position(1, 1)
    try:
        program = imported_model.program_of(model, lines, Location(asked.path, here, here))
    except imported_model.UnusableModel as error:
        raise user_code.UserCode(f"{imported.module}:{imported.name}: {error}") from None
    return plan_trials(program, judge(program, imported.codes), asked.options)


def plain(value: object) -> object:
    """What JSON does not know: numpy's numbers, and places."""
    if isinstance(value, Location):
        return asdict(value)
    item = getattr(value, "item", None)
    return item() if callable(item) else str(value)


def _interrupted(number: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGINT, _interrupted)
    status = main()
    sys.stderr.flush()
    os._exit(status)  # TensorFlow's threads may take seconds to end
