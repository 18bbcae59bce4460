"""`kerasrules.confirm(model, x, y)`: whether the findings of a model in memory hold on these data."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kerasrules.confirming.plan.request import DataFile
    from kerasrules.confirming.plan.trials import Job
    from kerasrules.live.live_program import LiveProgram
    from kerasrules.live.live_verdicts import LiveVerdicts
    from kerasrules.live.sampled_arrays import SampledArrays
    from kerasrules.model.confirm_document import ConfirmDocument


def confirm(
    model: Any,
    x: Any,
    y: Any = None,
    *,
    batch_size: int | None = None,
    epochs: int | None = None,
    seeds: int | None = None,
    first_seed: int = 0,
    steps: int | None = None,
    budget: float = 30.0,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    on_event: Callable[[dict[str, Any]], None] = lambda event: None,
) -> LiveVerdicts:
    """Train copies of a compiled model briefly, as it is and with each fix, and say which findings are confirmed.

    The data and the rules are as for `check`. seeds, first_seed, steps, budget (seconds): as for `kerasrules confirm`.
    on_event is told how far it is. Copies start from weights that are drawn anew; nothing of the model is changed.
    They are trained in a process of their own, which is kept for the next call; those with layers of the user's own
    in this one, where these are known.

    Raises CannotExamine where the model or the data cannot be used.
    """
    from kerasrules.confirming.plan.request import ConfirmOptions
    from kerasrules.confirming.plan.trials import plan_trials
    from kerasrules.live.check_model import judged, settings_of
    from kerasrules.live.errors import CannotExamine, in_words
    from kerasrules.live.live_program import HowItFits, live_program
    from kerasrules.live.live_verdicts import LiveVerdicts
    from kerasrules.live.sampled_arrays import sample
    from kerasrules.live.undisturbed import undisturbed

    with in_words(), tempfile.TemporaryDirectory(prefix="kerasrules-") as folder:
        with undisturbed():
            data = sample(x, y)
        found = live_program(model, data, HowItFits(batch_size, epochs))
        if not found.program.trainings:
            raise CannotExamine("the model is not compiled: confirm needs its loss and optimizer")
        findings = judged(found.program, settings_of(select, ignore))
        usual = ConfirmOptions()
        options = ConfirmOptions(seeds or usual.seeds, first_seed, steps, budget, _stored(found, data, folder))
        job = plan_trials(found.program, findings, options)
        document = _run(job, on_event)
    return LiveVerdicts(document, found.sketch)


def _stored(found: LiveProgram, data: SampledArrays, folder: str) -> DataFile:
    """The arrays as a file for the worker. Raises DataError."""
    import numpy as np

    from kerasrules.confirming.plan.request import DataFile
    from kerasrules.confirming.plan.targets import DataError
    from kerasrules.live.live_program import in_order

    if data.y is None:
        raise DataError("there are no targets: pass y, or a dataset of inputs and targets")
    arrays: list[Any] = [*in_order(data.x, found.input_names), *in_order(data.y, found.output_names)]
    names = tuple(f"array{number}" for number in range(len(arrays)))
    path = os.path.join(folder, "data.npz")
    np.savez(path, **dict(zip(names, arrays, strict=True)))
    return DataFile(path, names, title="x and y")


def _run(job: Job, on_event: Callable[[dict[str, Any]], None]) -> ConfirmDocument:
    import keras

    from kerasrules.live import workers

    if any(layer.kind == "imported" for model in job.models for layer in model.plan.layers):
        return workers.run_here(job, on_event)
    return workers.WORKER.run(job, on_event, keras.backend.backend())
