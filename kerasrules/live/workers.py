"""Where trials of models in memory run: in the worker that is kept, or in this process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kerasrules.confirming.run.warm_session import WarmSession
from kerasrules.live.undisturbed import undisturbed

if TYPE_CHECKING:
    from kerasrules.confirming.plan.trials import Job
    from kerasrules.confirming.run.model_result import ModelResult
    from kerasrules.model.confirm_document import ConfirmDocument

WORKER = WarmSession()
"""It starts with the first trial."""


def run_here(job: Job, on_event: Callable[[dict[str, Any]], None]) -> ConfirmDocument:
    """The document for a job with objects that no other process has. Raises DataError."""
    import keras

    from kerasrules.confirming.run.document import document
    from kerasrules.confirming.run.experiment import examine
    from kerasrules.confirming.run.training_run import Clock

    started = time.monotonic()
    clock = Clock(started + job.options.budget)
    backend = keras.backend.backend()
    results: list[ModelResult] = []
    with undisturbed():
        for model in job.models:
            results.append(examine(model, job.options, clock, backend, on_event))
            if results[-1].interrupted:
                break
    timing = {"build": clock.build, "trace": clock.trace, "train": clock.train}
    return document(job, results, backend, keras.__version__, timing, time.monotonic() - started)
